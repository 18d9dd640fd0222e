"""The letter's way out: `send`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from curator.cli.handover import hand_over
from curator.cli.session import DONE, FAILED, NOTHING, SOURCES_FAILED, Session, as_json, print_json
from curator.errors import CuratorError
from curator.i18n import N_
from curator.model import Delivery, DeliveryState

if TYPE_CHECKING:
    from curator.mailroom import Mailroom, Plan
    from curator.model import Edition

STATES = {
    DeliveryState.NEW: N_("waiting"),
    DeliveryState.SENDING: N_("on its way"),
    DeliveryState.SENT: N_("sent"),
    DeliveryState.REFUSED: N_("refused"),
    DeliveryState.UNCERTAIN: N_("uncertain"),
}
"""What the terminal calls how far a letter has come."""
OPEN = (DeliveryState.UNCERTAIN, DeliveryState.REFUSED, DeliveryState.NEW, DeliveryState.SENDING)


@click.command("send")
@click.argument("slug", required=False)
@click.option("--week", is_flag=True, help="The best of the week's editions, to those who asked for the weekly letter.")
@click.option("--yes", is_flag=True, help="Send it. Without this, nothing leaves: what would go is shown.")
@click.option("--due", is_flag=True, help="Only if the slot of [schedule] has come and had no letter yet.")
@click.option(
    "--test", "test", metavar="ADDRESS", help="To this address alone, as the reader would get it (with --yes)."
)
@click.option("--open", "open_", is_flag=True, help="List the letters that are uncertain, refused or waiting.")
@click.option("--arrived", metavar="WHO", help="Your word: this uncertain letter arrived.")
@click.option("--again", metavar="WHO", help="Your word: this uncertain or refused letter may go again.")
@click.option("--restored", is_flag=True, help="Your word: no other copy of this journal sends letters.")
@as_json
@click.pass_obj
def send(
    session: Session,
    slug: str | None,
    week: bool,
    yes: bool,
    due: bool,
    test: str | None,
    open_: bool,
    arrived: str | None,
    again: str | None,
    restored: bool,
    json_: bool,
) -> int:
    """Show what the letter of the newest approved edition (or SLUG) would send, or send it with --yes.

    Each reader gets it once, however often this is run and wherever it broke
    off: run it again and it goes on. What nobody can know, because the line
    broke between the end of a letter and the server's answer, is listed as
    uncertain and never sent by itself. With [handover], the letter becomes a
    draft at that service instead, one for each edition, and you send it there.
    A store that was restored, moved or set
    back asks before it sends. Exit code 3: some letters were refused, put off
    or are uncertain.
    """
    from curator.mailroom import Mailroom

    with session.newsroom("send") as newsroom:
        room = Mailroom(newsroom)
        if restored:
            room.witness.adopt()
        if open_:
            return _list_open(session, room, json_)
        if due:
            return _send_due(session, room, yes, json_)
        if restored and not (yes or arrived or again or test):
            return DONE
        edition = room.edition(slug, week)
        if session.config.handover.service and not (arrived or again or test):
            return hand_over(session, room, edition, yes, json_)
        if arrived or again:
            return _decide(session, room, edition.slug, arrived or again or "", bool(arrived))
        if not yes:
            return _show(session, room.plan(edition), json_)
        if test:
            return _try_out(session, room, edition, test)
        return _send(session, room, edition, json_)


def _show(session: Session, plan: Plan, json_: bool) -> int:
    from curator.services.check import plain_findings

    code = FAILED if plan.checked.held else DONE if plan.recipients else NOTHING
    if json_:
        print_json(
            {
                "edition": plan.edition,
                "list": plan.readers,
                "subject": plan.subject,
                "from": plan.sender,
                "html_bytes": plan.html_bytes,
                "recipients": [reader.address for reader in plan.recipients],
                "done": Counter(one.state.value for one in plan.done),
                "findings": plain_findings(plan.checked),
                "sent": False,
            }
        )
        return code
    _ = session.translate
    click.echo(_("Subject: {subject}").format(subject=plan.subject))
    words = _("Recipients: {count}, of the list “{readers}”. From {sender}; {size:.0f} KB.")
    size = plan.html_bytes / 1000
    click.echo(words.format(count=len(plan.recipients), readers=plan.readers, sender=plan.sender or "–", size=size))
    if plan.done:
        click.echo(_counted(session, plan.done))
    for finding in plan.checked.findings:
        mark = "✗" if finding in plan.checked.held else "·"
        click.echo(f"{mark} {finding.place}: {finding.reason} {finding.remedy} [{finding.code} {finding.key}]")
    session.say(_("Nothing was sent."))
    if plan.recipients and not plan.checked.held:
        session.next(f"send {plan.edition} --yes")
    return code


def _send(session: Session, room: Mailroom, edition: Edition, json_: bool) -> int:
    done: list[Delivery] = []
    broke: CuratorError | None = None
    try:
        for outcome in room.send(edition):
            assert outcome.value is not None
            done.append(outcome.value)
            if outcome.value.state is not DeliveryState.SENT and not json_:
                click.echo(f"{outcome.value.state} {outcome.subject.address}: {outcome.value.reason}", err=True)
    except CuratorError as error:
        broke = error
    if json_:
        counts = Counter(one.state.value for one in done)
        print_json({"edition": edition.slug, "sent": True, "done": counts, "fault": str(broke) if broke else ""})
    elif done:
        session.say(_counted(session, done))
    elif broke is None:
        _say_all_went(session, room, edition)
    if broke is not None:
        raise broke
    return DONE if all(one.state is DeliveryState.SENT for one in done) else SOURCES_FAILED


def _say_all_went(session: Session, room: Mailroom, edition: Edition) -> None:
    """Say that nothing was left to send, and where letters stand of which it is not sure that they arrived."""
    unsure = room.outbox.deliveries("letter", edition.slug, states=OPEN)
    if not unsure:
        session.say(session.translate("Everybody has had it."))
        return
    words = session.translate("It was sent before. Of those letters: {states}.")
    session.say(words.format(states=_counted(session, unsure)))
    session.next("send --open")


def _send_due(session: Session, room: Mailroom, yes: bool, json_: bool) -> int:
    from curator.timetable import Timetable

    timetable, _ = Timetable(room), session.translate
    turn = timetable.turn()
    if missed := timetable.missed():
        days = ", ".join(day.isoformat() for day in missed)
        click.echo(_("There was no letter on: {days}.").format(days=days), err=True)
        if yes:
            timetable.note_told(missed)
    if turn is None:
        return _nothing(session, _("No letter is due."), json_)
    if turn.outcome == "skipped":
        click.echo(_("The letter of {day} is too late and was left out.").format(day=turn.day), err=True)
        if yes:
            timetable.take(turn)
        return NOTHING
    edition = timetable.edition(turn)
    if edition is None:
        return _nothing(session, _("No new edition is approved, or it is not to leave yet."), json_)
    if session.config.handover.service:
        code = hand_over(session, room, edition, yes, json_)
        if yes and code in (DONE, NOTHING):
            timetable.take(turn, edition.slug)
        return code
    if not yes:
        return _show(session, room.plan(edition), json_)
    room.newsroom.clearance.let_out(edition, as_letter=True)
    timetable.take(turn, edition.slug)
    if turn.outcome == "late":
        click.echo(_("The letter of {day} goes out late.").format(day=turn.day), err=True)
    return _send(session, room, edition, json_)


def _nothing(session: Session, why: str, json_: bool) -> int:
    if json_:
        print_json({"edition": "", "sent": False, "done": {}, "fault": "", "why": why})
    else:
        session.say(why)
    return NOTHING


def _try_out(session: Session, room: Mailroom, edition: Edition, address: str) -> int:
    answer = room.try_out(edition, address)
    click.echo(f"{answer.state} {address}: {answer.receipt or answer.reason}")
    return DONE if answer.state is DeliveryState.SENT else FAILED


def _decide(session: Session, room: Mailroom, slug: str, who: str, arrived: bool) -> int:
    after = room.decide(slug, who, arrived)
    session.say(f"{after.state} {who}")
    if after.state is DeliveryState.NEW:
        session.next(f"send {slug} --yes")
    return DONE


def _list_open(session: Session, room: Mailroom, json_: bool) -> int:
    known = {one.id: one.address for one in room.subscribers.all()}
    found = room.outbox.deliveries("letter", states=OPEN)
    if json_:
        print_json([{**_plain(one), "address": known.get(one.recipient, "")} for one in found])
        return DONE
    for one in found:
        click.echo(f"{one.subject}  {one.state:<9}  {known.get(one.recipient, one.recipient)}  {one.reason}")
    if not found:
        click.echo(session.translate("Nothing is open."))
    return DONE


def _plain(one: Delivery) -> dict[str, object]:
    return {"edition": one.subject, "list": one.target, "state": one.state.value, "reason": one.reason, "at": one.at}


def _counted(session: Session, done: list[Delivery] | tuple[Delivery, ...]) -> str:
    counts = Counter(one.state for one in done)
    return " · ".join(f"{count} {session.translate(STATES[state])}" for state, count in counts.items())


commands = {"send": send}

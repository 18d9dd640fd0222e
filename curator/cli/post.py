"""The posts' way out: `post`, `networks`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from curator.cli.session import DONE, NOTHING, SOURCES_FAILED, Session, as_json, print_json
from curator.errors import NotFound, UsageError
from curator.i18n import N_
from curator.model import DeliveryState, PostState, Queued, short_hash

if TYPE_CHECKING:
    from curator.model import Edition
    from curator.posters import Standing
    from curator.postroom import Postroom
    from curator.publish.networks import NetworkFacts


_WHY = {
    "late": N_("its slot is long ago; give it another one, or post it with --now"),
    "quiet": N_("these are quiet hours"),
    "gap": N_("another post went out just now"),
    "no-slot": N_("it has no slot yet"),
    "cool-down": N_("the same story was posted there not long ago"),
}
"""Why an approved post does not go out now; one that is early is not worth a word."""


def key_of(post: Queued) -> str:
    """Return what a post is called on the command line."""
    return short_hash(f"{post.story} {post.account}")[:8]


@click.command("post")
@click.option("--fill", metavar="SLUG", is_flag=False, flag_value="newest", help="Draft a post for each story.")
@click.option("--approve", metavar="KEY", multiple=True, help='Approve this post as it stands; "all" for all drafts.')
@click.option("--text", metavar="KEY TEXT", nargs=2, help="Give this post your own text; it has to be approved anew.")
@click.option("--slot", metavar="KEY WHEN", nargs=2, help='Give this post a slot: "2026-11-23 08:30", or "next".')
@click.option("--drop", metavar="KEY", multiple=True, help="Take this post out of the queue.")
@click.option("--due", is_flag=True, help="Post what is approved and due, nothing else; for cron.")
@click.option("--now", "now_", metavar="KEY", help="Post this one now, whatever its slot (with --yes).")
@click.option("--yes", is_flag=True, help="With --now: post it.")
@click.option("--dry-run", is_flag=True, help="With --due: show what would go, and change nothing.")
@click.option(
    "--ics", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Write the queue as a calendar."
)
@click.option("--restored", is_flag=True, help="Your word: no other copy of this journal posts.")
@as_json
@click.pass_obj
def post(
    session: Session,
    fill: str | None,
    approve: tuple[str, ...],
    text: tuple[str, str] | None,
    slot: tuple[str, str] | None,
    drop: tuple[str, ...],
    due: bool,
    now_: str | None,
    yes: bool,
    dry_run: bool,
    ics: Path | None,
    restored: bool,
    json_: bool,
) -> int:
    """Show the queue of posts with their exact texts; draft, edit and approve them; post what is due.

    Nothing is posted that was not approved as it stands. Each story goes once
    to an account: an answer that was lost is settled by reading the account,
    where the network allows; otherwise the post is listed as uncertain.
    """
    from curator.postroom import Postroom

    with session.newsroom("post") as newsroom:
        room = Postroom(newsroom)
        if restored:
            _adopt(room)
        changed = []
        if fill is not None:
            room.fill(_edition(room, None if fill == "newest" else fill))
        if text:
            changed.append(room.put(replace(_named(room, text[0]), text=text[1], state=PostState.DRAFT)))
        if slot:
            named = _named(room, slot[0])
            changed.append(room.put(replace(named, slot=_slot(room, named, slot[1]))))
        for key in drop:
            room.drop(_named(room, key))
        for key in approve:
            changed += _approved(session, room, key)
        if due:
            return _due(session, room, dry_run, json_)
        if now_:
            named = _named(room, now_)
            return _send(session, room, (named,), json_) if yes else _list(session, room, (named,), json_)
        if ics is not None:
            return _calendar(session, room, ics)
        if fill is None and (changed or approve):
            return _list(session, room, _once(changed), json_)
        return _list(session, room, _all(room), json_)


def _once(posts: list[Queued]) -> tuple[Queued, ...]:
    """Return each post as it stood last."""
    return tuple({key_of(one): one for one in posts}.values())


def _all(room: Postroom) -> tuple[Queued, ...]:
    from curator.services.post import EVER

    return room.posts(*EVER)


def _named(room: Postroom, key: str) -> Queued:
    found = [one for one in _all(room) if key_of(one) == key]
    if not found:
        raise NotFound(N_("there is no such post."), about=key, remedy=N_("See: curator post"))
    return found[0]


def _edition(room: Postroom, slug: str | None) -> Edition:
    from curator.services.deliver import chosen

    return chosen(room.newsroom.archive, slug)


def _slot(room: Postroom, post: Queued, when: str) -> datetime:
    """Return the moment that the editor means, in the journal's zone; in an hour that comes twice, the first."""
    from curator.outbox.slots import moment

    if when == "next":
        free = next((one.slots for one in room.accounts() if one.id == post.account), ())
        if not free:
            raise UsageError(N_("no slot is free."), about=post.account, remedy=N_("Set `slots` in [posting]."))
        return free[0]
    try:
        wanted = datetime.fromisoformat(when)
    except ValueError as error:
        raise UsageError(
            N_("this is no moment."), about=when, remedy=N_('Write "2026-11-23 08:30", or "next".')
        ) from error
    if wanted.tzinfo is not None:
        return wanted.astimezone(UTC)
    found = moment(wanted.date(), wanted.time(), room.zone)
    if found is None:
        raise UsageError(N_("this day does not exist there."), about=when)
    return found


def _approved(session: Session, room: Postroom, key: str) -> Iterator[Queued]:
    """Approve one post, or all drafts, of which those that must not leave stay and are told."""
    from curator.services.check import Withheld

    wanted = [one for one in _all(room) if one.state is PostState.DRAFT] if key == "all" else [_named(room, key)]
    for one in wanted:
        try:
            room.proofs.hold_dead(one)
            yield room.put(replace(one, state=PostState.APPROVED))
        except Withheld as error:
            if key != "all":
                raise
            session.say(f"✗ {key_of(one)} {one.account}: {error.held[0].reason} {error.held[0].remedy}")


def _adopt(room: Postroom) -> None:
    from curator.store.witness import Witness

    store = room.newsroom.store
    Witness(store.outbox, store.database.path, store.installation).adopt()


def _due(session: Session, room: Postroom, dry_run: bool, json_: bool) -> int:
    if not dry_run:
        room.keep_tokens()
    settled = () if dry_run else room.settle()
    for one in settled:
        session.say(f"{one.state} {one.target} {one.receipt or one.reason}")
    going, held = room.due()
    if dry_run:
        return _list(session, room, going, json_)
    for stays in held:
        if stays.why != "early" and not session.quiet:
            words = session.translate("{key} stays: {why}.")
            click.echo(words.format(key=key_of(stays.post), why=session.translate(_WHY[stays.why])), err=True)
    return _send(session, room, going, json_) if going else NOTHING


def _send(session: Session, room: Postroom, posts: tuple[Queued, ...], json_: bool) -> int:
    outcomes = list(room.send(posts))
    plain = []
    for outcome in outcomes:
        done = outcome.value
        told = str(outcome.error) if outcome.error else (done.receipt or done.reason) if done else ""
        state = done.state.value if done else "held"
        plain.append({"key": key_of(outcome.subject), "account": outcome.subject.account, "state": state, "told": told})
        if json_:
            continue
        if done and done.state is DeliveryState.SENT:
            session.say(f"{state} {outcome.subject.account} {told}")
        else:  # an error says itself what it is about
            about = "" if outcome.error else f"{outcome.subject.account} "
            click.echo(f"{state} {about}{told}", err=True)
    if json_:
        print_json(plain)
    sent = all(outcome.value is not None and outcome.value.state is DeliveryState.SENT for outcome in outcomes)
    return DONE if sent else SOURCES_FAILED


def _list(session: Session, room: Postroom, posts: tuple[Queued, ...], json_: bool) -> int:
    if json_:
        print_json([{"key": key_of(one), **_plain(one)} for one in posts])
        return DONE if posts else NOTHING
    for one in posts:
        when = one.slot.astimezone(room.zone).strftime("%Y-%m-%d %H:%M") if one.slot else "–"
        click.echo(
            f"{key_of(one)}  {when}  {session.translate(one.state.value)}  {one.account}  {one.receipt}".rstrip()
        )
        click.echo("    " + one.text.replace("\n", "\n    "))
        if one.reason:
            click.echo(f"    ✗ {one.reason}")
    if not posts:
        click.echo(session.translate("Nothing waits."))
    return DONE if posts else NOTHING


def _plain(one: Queued) -> dict[str, object]:
    from curator.plain import to_plain

    plain: dict[str, object] = to_plain(one)
    return plain


def _calendar(session: Session, room: Postroom, file: Path) -> int:
    from curator.config import write_atomically
    from curator.outbox.ics import calendar

    posts = [one for one in _all(room) if one.slot is not None]
    write_atomically(file, calendar(posts, room.config.journal.title, room.now))
    session.say(str(file))
    return DONE


@click.command("networks")
@as_json
@click.pass_obj
def networks(session: Session, json_: bool) -> int:
    """Say of each network what posting to it takes: cost, approval, token, and against what it was verified here.

    Below a network stand your accounts there, and how many days their tokens
    last. The share kit (`curator kit`) has texts for all of them and needs none
    of this.
    """
    from curator.postroom import Postroom
    from curator.publish.networks import NETWORKS

    with session.newsroom("") as newsroom:
        standing = Postroom(newsroom).standing()
    if json_:
        print_json([_about(one, standing) for one in NETWORKS])
        return DONE
    _ = session.translate
    for one in NETWORKS:
        click.echo(f"{_(one.title):<14} {_(one.cost)}")
        click.echo(f"    {_(one.needs)} {_(one.token)}")
        click.echo(f"    {_('Verified against:')} {_(one.verified)}")
        for account in standing:
            if one.name in (account.network, account.via):
                click.echo(f"    → {account.id}: {_told(session, account)}")
    return DONE


def _told(session: Session, account: Standing) -> str:
    _ = session.translate
    if not account.secret:
        return _("its secret is not kept; run: curator secret {name}").format(name=account.name)
    if account.days is None:
        return _("ready")
    if account.days < 0:
        return _("its token has ended")
    return _("ready; its token lasts {days} days").format(days=account.days)


def _about(one: NetworkFacts, standing: tuple[Standing, ...]) -> dict[str, object]:
    from dataclasses import asdict

    yours = [asdict(account) for account in standing if one.name in (account.network, account.via)]
    return {**asdict(one), "accounts": yours}


commands = {"post": post, "networks": networks}

"""The letter as a draft at another service: what `send` does with [handover]."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from curator.cli.session import DONE, FAILED, NOTHING, SOURCES_FAILED, Session, print_json
from curator.model import DeliveryState

if TYPE_CHECKING:
    from curator.agency import Agency
    from curator.mailroom import Mailroom
    from curator.model import Edition


def hand_over(session: Session, room: Mailroom, edition: Edition, yes: bool, json_: bool) -> int:
    """Show what the draft would be, or make it with `yes`; return the exit code."""
    from curator.agency import Agency

    agency = Agency(room)
    return _hand_over(session, agency, edition, json_) if yes else _show(session, agency, edition, json_)


def _show(session: Session, agency: Agency, edition: Edition, json_: bool) -> int:
    from curator.services.check import plain_findings

    plan = agency.plan(edition)
    size = len(plan.draft.html.encode())
    if json_:
        print_json(
            {
                "edition": edition.slug,
                "service": agency.target,
                "name": plan.draft.name,
                "subject": plan.draft.subject,
                "html_bytes": size,
                "done": [one.state.value for one in plan.done],
                "findings": plain_findings(plan.checked),
                "sent": False,
            }
        )
        return FAILED if plan.checked.held else DONE
    _ = session.translate
    click.echo(_("Subject: {subject}").format(subject=plan.draft.subject))
    words = _("A draft at {service}, named “{name}”; {size:.0f} KB.")
    click.echo(words.format(service=agency.target, name=plan.draft.name, size=size / 1000))
    for finding in plan.checked.findings:
        mark = "✗" if finding in plan.checked.held else "·"
        click.echo(f"{mark} {finding.place}: {finding.reason} {finding.remedy} [{finding.code} {finding.key}]")
    session.say(_("Nothing was handed over."))
    if not plan.checked.held:
        session.next(f"send {edition.slug} --yes")
    return FAILED if plan.checked.held else DONE


def _hand_over(session: Session, agency: Agency, edition: Edition, json_: bool) -> int:
    handed = agency.hand_over(edition)
    one, _ = handed.delivery, session.translate
    if json_:
        print_json(
            {
                "edition": edition.slug,
                "service": agency.target,
                "state": one.state.value,
                "receipt": one.receipt,
                "reason": one.reason,
                "same": handed.same,
            }
        )
    elif handed.same:
        gone = _("It was handed over as it stands; the draft is no longer there.")
        session.say(
            _("The draft is there as it stands: {receipt}").format(receipt=one.receipt) if handed.before else gone
        )
    elif one.state is DeliveryState.SENT:
        made = _("The draft was changed: {receipt}") if handed.before else _("The draft is made: {receipt}")
        session.say(made.format(receipt=one.receipt))
    else:
        click.echo(f"{_(one.state.value)}: {one.reason}", err=True)
    if handed.same:
        return NOTHING
    return DONE if one.state is DeliveryState.SENT else SOURCES_FAILED

"""What was approved and what left: `log`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from curator.cli.session import DONE, NOTHING, Session, as_json, print_json
from curator.errors import UsageError
from curator.i18n import N_

if TYPE_CHECKING:
    from curator.store.audit import Act


@click.command("log")
@click.option("--since", metavar="DAY", help="From this day on: 2026-11-22.")
@click.option("--about", metavar="WORD", help="Only what names this: an edition, a story, an account, a place.")
@as_json
@click.pass_obj
def log(session: Session, since: str | None, about: str | None, json_: bool) -> int:
    """Say who approved what, when, with its hash, what was let past the guard and why, and what left.

    Letters are counted by edition and outcome; whom they went to is not told.
    What was taken back stays in the log, and says so.
    """
    zone = ZoneInfo(session.config.journal.timezone)
    with session.newsroom() as newsroom:
        acts = newsroom.store.audit.acts(_day(since, zone))
    acts = tuple(act for act in acts if about is None or about in (act.subject.split(" ")[0], act.subject, act.target))
    if json_:
        print_json(list(acts))
        return DONE if acts else NOTHING
    for act in acts:
        click.echo(_line(act, zone, session))
    if not acts:
        click.echo(session.translate("Nothing was approved, and nothing left."))
    return DONE if acts else NOTHING


def _day(since: str | None, zone: ZoneInfo) -> datetime | None:
    try:
        return datetime.fromisoformat(since).replace(tzinfo=zone) if since else None
    except ValueError:
        raise UsageError(N_('"{since}" is no day.', since=since), remedy=N_("Write 2026-11-22.")) from None


def _line(act: Act, zone: ZoneInfo, session: Session) -> str:
    back = session.translate("taken back {day}").format(day=act.undone.astimezone(zone).date()) if act.undone else ""
    told = " ".join(act.detail.split())[:80]
    parts = (act.what, act.subject, act.target, act.by, act.hash[:12], told, back)
    return "  ".join([act.at.astimezone(zone).strftime("%Y-%m-%d %H:%M"), *filter(None, parts)])


commands = {"log": log}

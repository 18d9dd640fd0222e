"""The editor's own acts: `why`, the marks, `approve`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from curator.cli.session import DONE, Session, as_json, print_json
from curator.errors import NotFound
from curator.i18n import N_
from curator.model import Mark, Verb

if TYPE_CHECKING:
    from curator.newsroom import Newsroom


@click.command("why")
@click.argument("address")
@as_json
@click.pass_obj
def why(session: Session, address: str, json_: bool) -> int:
    """Say why the story at ADDRESS was kept or dropped, point by point."""
    from curator.cli.tables import why_lines

    with session.newsroom() as newsroom:
        found = newsroom.why(address)
    if json_:
        print_json(found)
    else:
        why_lines(session, found)
    return DONE


def _mark(session: Session, address: str, verb: Verb, value: str = "") -> int:
    with session.newsroom() as newsroom:
        story = newsroom.story_of(address)
        newsroom.mark([Mark(story, verb, datetime.now(UTC), value, session.config.journal.editor)])
    session.say(session.translate("Marked: {verb}.").format(verb=session.translate(verb.value)))
    session.next("draft", "undo")
    return DONE


@click.command("add")
@click.argument("addresses", nargs=-1, required=True)
@click.pass_obj
def add(session: Session, addresses: tuple[str, ...]) -> int:
    """Read the pages at ADDRESSES now and keep them for the next draft, each once."""
    with session.newsroom("add") as newsroom:
        for address in addresses:
            article = newsroom.add(address)
            session.say(f"{article.title} · {article.outlet}")
    session.next("draft")
    return DONE


@click.command("keep")
@click.argument("addresses", nargs=-1, required=True)
@click.pass_obj
def keep(session: Session, addresses: tuple[str, ...]) -> int:
    """Keep the stories at ADDRESSES: they are in the next draft, whatever their score."""
    return max(_mark(session, address, Verb.KEEP) for address in addresses)


@click.command("drop")
@click.argument("addresses", nargs=-1, required=True)
@click.option("--reason", default="", help="off-theme, weak, known, promo or source: it teaches the theme.")
@click.pass_obj
def drop(session: Session, addresses: tuple[str, ...], reason: str) -> int:
    """Drop the stories at ADDRESSES."""
    return max(_mark(session, address, Verb.DROP, reason) for address in addresses)


@click.command("later")
@click.argument("addresses", nargs=-1, required=True)
@click.pass_obj
def later(session: Session, addresses: tuple[str, ...]) -> int:
    """Leave the stories at ADDRESSES for the edition after this one."""
    return max(_mark(session, address, Verb.LATER) for address in addresses)


@click.command("lead")
@click.argument("address")
@click.pass_obj
def lead(session: Session, address: str) -> int:
    """Make the story at ADDRESS the lead of the next draft."""
    return _mark(session, address, Verb.LEAD)


@click.command("title")
@click.argument("address")
@click.argument("text")
@click.pass_obj
def title(session: Session, address: str, text: str) -> int:
    """Give the story at ADDRESS your own title; "" brings the publisher's back."""
    return _mark(session, address, Verb.TITLE, text)


@click.command("note")
@click.argument("subject")
@click.argument("text")
@click.pass_obj
def note(session: Session, subject: str, text: str) -> int:
    """Add your insight (Markdown) to the story at SUBJECT, an address; with a day or week, the edition's opening."""
    if "://" in subject:
        return _mark(session, subject, Verb.INSIGHT, text)
    with session.newsroom() as newsroom:
        if newsroom.archive.edition(subject) is None:
            raise NotFound(N_("there is no such edition."), about=subject, remedy=N_("See: curator status"))
        newsroom.mark([Mark(subject, Verb.OPENING, datetime.now(UTC), text, session.config.journal.editor)])
    session.next("draft")
    return DONE


@click.command("undo")
@click.argument("steps", type=click.IntRange(1), default=1)
@click.pass_obj
def undo(session: Session, steps: int) -> int:
    """Take your last mark back (or the last STEPS)."""
    with session.newsroom() as newsroom:
        for _ in range(steps):
            mark = newsroom.archive.undo()
            if mark is None:
                session.say(session.translate("There is nothing to take back."))
                break
            session.say(f"↶ {session.translate(mark.verb.value)} {mark.value}".rstrip())
    return DONE


@click.command("approve")
@click.argument("slug", required=False)
@click.option("--reason", default="", help="Let what the guard holds back leave all the same; the reason is kept.")
@as_json
@click.pass_obj
def approve(session: Session, slug: str | None, reason: str, json_: bool) -> int:
    """Approve the edition SLUG (default: the newest draft) exactly as it stands; any later change voids it."""
    with session.newsroom("approve") as newsroom:
        edition = newsroom.clearance.approve(_newest_draft(newsroom) if slug is None else slug, reason)
    if json_:
        print_json({"edition": edition.slug, "hash": edition.approved_hash, "stories": len(edition.picks)})
    else:
        words = session.translate("Edition {slug} is approved: {stories}, {hash}.")
        stories = session.plural("%(num)s story", "%(num)s stories", len(edition.picks))
        click.echo(words.format(slug=edition.slug, stories=stories, hash=edition.approved_hash[:12]))
        session.next("build", "letter", "kit")
    return DONE


def _newest_draft(newsroom: Newsroom) -> str:
    stamps = newsroom.archive.stamps()
    if not stamps:
        raise NotFound(N_("there is no draft to approve."), remedy=N_("Make one with: curator draft"))
    return stamps[-1][0]


commands = {
    "why": why,
    "add": add,
    "keep": keep,
    "drop": drop,
    "later": later,
    "lead": lead,
    "title": title,
    "note": note,
    "undo": undo,
    "approve": approve,
}

"""The log of marks: `marks list`, `marks export`, `marks merge`."""

from __future__ import annotations

from pathlib import Path

import click

from curator.cli.session import DONE, NOTHING, Session, as_json, print_json
from curator.model import Mark, Verb

ON_RECORD = (Verb.APPROVE, Verb.WITHDRAW, Verb.ALLOW, Verb.SCHEDULE)


@click.group("marks")
def marks() -> None:
    """Show what the editors did, and merge the marks of those who keep a copy of the journal elsewhere."""


@marks.command("list")
@click.option("--approvals", is_flag=True, help="Only approvals, what was let pass and why, and moments that were set.")
@as_json
@click.pass_obj
def show(session: Session, approvals: bool, json_: bool) -> int:
    """List who did what and when, the newest last; an approval with the hash of what was approved."""
    with session.newsroom() as newsroom:
        told = [mark for mark in newsroom.archive.marks() if not approvals or mark.verb in ON_RECORD]
    if json_:
        print_json(told)
    else:
        for mark in told:
            click.echo(_line(session, mark))
    return DONE if told else NOTHING


def _line(session: Session, mark: Mark) -> str:
    value = " ".join(mark.value.split())
    when = mark.at.isoformat(timespec="seconds")
    return f"{when}  {mark.editor or '—'}  {session.translate(mark.verb.value)}  {mark.subject}  {value}".rstrip()


@marks.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def export(session: Session, file: Path) -> int:
    """Write all marks to FILE, for another editor's `curator marks merge`."""
    from curator.config import write_atomically
    from curator.services.exchange import to_lines

    with session.newsroom() as newsroom:
        told = newsroom.archive.marks()
    write_atomically(file, "".join(f"{line}\n" for line in to_lines(told)))
    session.say(session.translate("{count} marks written: {file}").format(count=len(told), file=file))
    return DONE


@marks.command("merge")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def merge(session: Session, file: Path) -> int:
    """Take in the marks of FILE that are not here yet; the later mark on the same thing wins, whoever made it."""
    from curator.services.exchange import from_lines, unknown

    theirs = from_lines(file.read_text("utf-8", errors="replace"), str(file))
    with session.newsroom("marks") as newsroom:
        new = unknown(theirs, newsroom.archive.marks())
        if new:
            newsroom.mark(new)
    session.say(session.translate("{count} marks taken in, {known} known.").format(
        count=len(new), known=len(theirs) - len(new)
    ))  # fmt: skip
    if new:
        session.next("draft")
    return DONE if new else NOTHING


commands = {"marks": marks}

"""`curator sources …`: whom the journal reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from curator.cli.session import DONE, FAILED, SOURCES_FAILED, Session, as_json, print_json
from curator.errors import NotFound, UsageError
from curator.i18n import N_

if TYPE_CHECKING:
    from curator.model import Source


@click.group("sources", short_help="Whom the journal reads.")
def sources() -> None:
    """Add, list, check, move, import, export, pause and remove sources; the list itself is sources.toml."""


@sources.command("list")
@as_json
@click.pass_obj
def list_sources(session: Session, json_: bool) -> int:
    """List the sources with what is known of each, failing ones first."""
    from curator.cli.tables import source_table
    from curator.plain import to_plain

    with session.newsroom() as newsroom:
        states = newsroom.inbox.states()
    listed = sorted(
        session.config.sources,
        key=lambda s: (s.id not in states or states[s.id].cause is None, (s.title or s.address).lower()),
    )
    if json_:
        known = {source.id: states.get(source.id) for source in listed}
        print_json([{**to_plain(source), "state": to_plain(known[source.id])} for source in listed])
    else:
        source_table(session, listed, states)
    return DONE


@sources.command("add")
@click.argument("address")
@click.option("--title", default="", help="Your own name for it.")
@click.option("--folder", default="", help="Where it stands in the list: Energy/Grid.")
@click.option("--as", "user", default="", help="The account it is read as: you.bsky.social.")
@click.option("--server", default="", help="That account's server, if it is not the usual one.")
@click.option("--secret", default="", help="Name of its token or password, if not the usual one.")
@click.option("--yes", "-y", is_flag=True, help="Accept without asking.")
@as_json
@click.pass_obj
def add(
    session: Session,
    address: str,
    title: str,
    folder: str,
    user: str,
    server: str,
    secret: str,
    yes: bool,
    json_: bool,
) -> int:
    """Find what is behind any ADDRESS, show how its last items fit your themes, and add it.

    ADDRESS is that of a site, a feed or a profile; of a timeline, list, tag or
    search at Mastodon or Bluesky, for the links in it (https://social.example/home,
    bluesky:timeline, "bluesky:search heat pumps"); of a mailbox, for those in your
    newsletters (imaps://you@mail.example.org/Newsletters, or a file).
    """
    from dataclasses import replace

    from curator.cli.tables import trial_table
    from curator.config import SOURCES_FILE, add_sources, unlisted

    with session.newsroom() as newsroom:
        prospect = newsroom.intake.scout(address, user, server, secret)[0]
        trial = newsroom.intake.trial(prospect)
    if not unlisted([prospect.source], session.config.sources):
        raise UsageError(N_("this source is in the list already."), about=prospect.source.address)
    if json_:
        print_json({"source": prospect.source, "trial": [{"title": t, "score": s} for t, s in trial]})
    else:
        trial_table(session, prospect, trial)
    if not yes and not session.confirm(session.translate("Add it?"), "--yes"):
        return DONE
    # What comes from [[accounts]] stays there; the list keeps what was said here.
    found = replace(prospect.source, user=user, server=server, secret=secret)
    source = replace(found, title=title or found.title, folder=folder)
    add_sources(session.journal / SOURCES_FILE, [source])
    if not json_:
        session.next("collect", "sources list")
    return DONE


@sources.command("check")
@click.argument("names", nargs=-1)
@as_json
@click.pass_obj
def check(session: Session, names: tuple[str, ...], json_: bool) -> int:
    """Ask every source now (or those NAMED) and say what is wrong with each, and what helps.

    A source whose server asked to be left alone for a while is not asked before that has passed.
    """
    from curator.cli.tables import health_lines

    chosen = [find(session, name) for name in names] or list(session.config.sources)
    with session.newsroom("sources check") as newsroom:
        waiting = newsroom.intake.told_to_wait(chosen)
        received = newsroom.intake.collect(source for source in chosen if source.id not in waiting)
        states = waiting | {one.source.id: one.state for one in received}
    if json_:
        print_json([states[source.id] for source in chosen if source.id in states])
    else:
        health_lines(session, chosen, states, waiting)
    return SOURCES_FAILED if any(state.cause for state in states.values()) else DONE


@sources.command("move")
@click.argument("names", nargs=-1)
@click.option("--to", "address", default="", help="To this address, whatever the source itself says.")
@click.pass_obj
def move(session: Session, names: tuple[str, ...], address: str) -> int:
    """Take the new address of sources that have moved for good (all, or those NAMED); what is known of them stays."""
    from curator.config import SOURCES_FILE, change_source
    from curator.health import move_proposed

    chosen = [find(session, name) for name in names]
    if address and len(chosen) != 1:
        raise UsageError(N_("--to needs the one source that moves."), remedy=N_("See: curator sources list"))
    with session.newsroom() as newsroom:
        states = newsroom.inbox.states()
    moved = 0
    for source in chosen or session.config.sources:
        state = states.get(source.id)
        target = address or (move_proposed(state, session.now) if state else "")
        if target and target != source.address:
            change_source(session.journal / SOURCES_FILE, source.id, {"address": target})
            words = session.translate("{source} is read at {address} now.")
            session.say(words.format(source=source.title or source.address, address=target))
            moved += 1
        elif chosen:
            words = session.translate("{source} has not said for a week that it moved: give --to.")
            session.say(words.format(source=source.title or source.address))
    if not moved and not chosen:
        session.say(session.translate("No source has moved."))
    return DONE if moved or not chosen else FAILED


@sources.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@as_json
@click.pass_obj
def import_(session: Session, file: Path, json_: bool) -> int:
    """Add every feed of an OPML file that is not in the list yet."""
    from curator.config import SOURCES_FILE, add_sources, unlisted
    from curator.opml import read_opml

    listed = read_opml(file.read_bytes())
    new = unlisted(listed, session.config.sources)
    if new:
        add_sources(session.journal / SOURCES_FILE, new)
    if json_:
        print_json({"added": len(new), "known": len(listed) - len(new)})
    else:
        words = session.translate("Sources added: {new}; known already: {known}.")
        click.echo(words.format(new=len(new), known=len(listed) - len(new)))
        session.next("collect")
    return DONE


@sources.command("export")
@click.argument("file", default="-", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.pass_obj
def export(session: Session, file: Path) -> int:
    """Write the list as OPML, to FILE or to the terminal."""
    from curator.opml import write_opml

    text = write_opml(session.config.sources, session.config.journal.title)
    if str(file) == "-":
        click.echo(text, nl=False)
    else:
        file.write_text(text, encoding="utf-8")
        count = len(session.config.sources)
        told = session.plural("%(num)s source written: {file}", "%(num)s sources written: {file}", count)
        session.say(told.format(file=file))
    return DONE


@sources.command("pause")
@click.argument("names", nargs=-1, required=True)
@click.option("--undo", is_flag=True, help="Read it again.")
@click.pass_obj
def pause(session: Session, names: tuple[str, ...], undo: bool) -> int:
    """Leave sources unread until `pause --undo`."""
    from curator.config import SOURCES_FILE, change_source

    changes = {"paused": False, "blocked": False} if undo else {"paused": True}
    for source in [find(session, name) for name in names]:
        change_source(session.journal / SOURCES_FILE, source.id, changes)
        words = session.translate("{source} is read again.") if undo else session.translate("{source} is paused.")
        session.say(words.format(source=source.title or source.address))
    return DONE


@sources.command("remove")
@click.argument("names", nargs=-1, required=True)
@click.pass_obj
def remove(session: Session, names: tuple[str, ...]) -> int:
    """Take sources off the list; what they said stays in the store."""
    from curator.config import SOURCES_FILE, remove_source

    for source in [find(session, name) for name in names]:
        remove_source(session.journal / SOURCES_FILE, source.id)
        session.say(session.translate("{source} is removed.").format(source=source.title or source.address))
    return DONE


def find(session: Session, name: str) -> Source:
    """Return the source of this address, id or title (the beginning is enough). Raises `NotFound`, `UsageError`."""
    listed = session.config.sources
    exact = [s for s in listed if name in (s.id, s.address, s.title)]
    near = exact or [s for s in listed if name.lower() in s.title.lower() or name.lower() in s.address.lower()]
    if not near:
        raise NotFound(N_("no source is called that."), about=name, remedy=N_("See: curator sources list"))
    if len(near) > 1:
        raise UsageError(
            N_("{count} sources fit: {near}.", count=len(near), near=", ".join(s.address for s in near[:3])),
            about=name,
            remedy=N_("Give the address."),
        )
    return near[0]


commands = {"sources": sources}

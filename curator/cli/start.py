"""From nothing to a journal: `demo` and `init`."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from curator.assets import asset
from curator.cli.session import DONE, Session, as_of, moment
from curator.errors import NotFound, UsageError
from curator.i18n import N_, languages

if TYPE_CHECKING:
    from curator.model import Source


@click.command("demo", short_help="Build a journal from bundled samples, offline.")
@click.argument("folder", default="demo", type=click.Path(path_type=Path, file_okay=False))
@click.option("--language", default="en", type=click.Choice(["en", "fr"]), help="Language of the interface.")
@click.option("--open/--no-open", "open_", default=None, help="Open the journal in a browser (default: on a terminal).")
@as_of
@click.pass_obj
def demo(session: Session, folder: Path, language: str, open_: bool | None, as_of: str | None) -> int:
    """Build a journal in FOLDER from samples that come with curator.

    Nothing is asked of the network. A folder made by an earlier demo is
    started afresh; any other folder that is not empty is left alone.
    """
    from curator.cli.demonstration import build_demo

    now = moment(as_of)
    page = build_demo(folder, language, now, session)
    click.echo(f"{session.translate('Your journal:')} {page}")
    session.next("status", "why …", "build")
    if open_ if open_ is not None else sys.stdout.isatty():
        click.launch(page.as_uri())
    return DONE


@click.command("init", short_help="Start a journal of your own in this folder.")
@click.argument("folder", default=".", type=click.Path(path_type=Path, file_okay=False))
@click.option("--title", help="The journal's title.")
@click.option("--language", type=click.Choice(languages()), help="Language of the interface.")
@click.option("--opml", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Your list of feeds.")
@click.option("--source", "addresses", multiple=True, metavar="ADDRESS", help="A site or feed to read (repeatable).")
@click.option("--theme", "theme", metavar="NAME", help="Name of the theme's file (default: from the title).")
@click.option("--phrase", "phrases", multiple=True, metavar="WORDS", help="A phrase of your field (repeatable).")
@click.pass_obj
def init(
    session: Session,
    folder: Path,
    title: str | None,
    language: str | None,
    opml: Path | None,
    addresses: tuple[str, ...],
    theme: str | None,
    phrases: tuple[str, ...],
) -> int:
    """Start a journal in FOLDER: three questions, then two commented files to make your own."""
    from curator.config import CONFIG_FILE, SOURCES_FILE, add_sources, machine_zone

    if (folder / CONFIG_FILE).exists():
        raise UsageError(N_("there is a journal here already."), about=str(folder / CONFIG_FILE))
    title = title or session.ask("Title of the journal", "--title")
    language = language or session.ask(
        f"Language of the interface ({', '.join(languages())})", "--language", default="en"
    )
    if not opml and not addresses:
        answer = session.ask(
            "Your feeds: an OPML file, or addresses of sites you read, separated by spaces", "--opml or --source"
        )
        opml, addresses = _feeds(answer)
    sources = _sources(opml, addresses)
    name = _file_name(theme or title)
    zone = machine_zone()
    _write_config(folder, title, language, zone)
    _write_theme(folder / "themes" / f"{name}.toml", title, phrases)
    add_sources(folder / SOURCES_FILE, sources)
    session.turn_to(folder)
    words = session.translate("Ten phrases in {file} make the judge yours.")
    listed = session.plural("%(num)s source.", "%(num)s sources.", len(sources))
    click.echo(f"{listed} {words.format(file=folder / 'themes' / f'{name}.toml')}")
    if zone:
        told = N_(
            "Days and hours are those of {zone}, as on this machine; `timezone` in {file} says so.",
            zone=zone,
            file=CONFIG_FILE,
        )
    else:
        told = N_(
            "This machine does not tell its time zone: hours are UTC until you set `timezone` in {file}.",
            file=CONFIG_FILE,
        )
    click.echo(session.translate(told))
    session.next("run --draft", "desk")
    return DONE


def _feeds(answer: str) -> tuple[Path | None, tuple[str, ...]]:
    """Tell an OPML file from addresses in what was typed."""
    file = Path(answer.strip()).expanduser()
    if file.is_file():
        return file, ()
    if file.suffix.lower() in (".opml", ".xml") and "://" not in answer:
        raise NotFound(N_("there is no such file."), about=str(file))
    return None, tuple(re.split(r"[\s,]+", answer.strip()))


def _sources(opml: Path | None, addresses: tuple[str, ...]) -> tuple[Source, ...]:
    from curator.model import Source, short_hash
    from curator.opml import read_opml
    from curator.sources.discover import known_feed

    listed = read_opml(opml.read_bytes()) if opml else ()
    typed = (address if "://" in address else f"https://{address}" for address in addresses)
    known = (known_feed(address) or address for address in typed)
    sources = (*listed, *(Source(short_hash(address), address) for address in known))
    return tuple({source.id: source for source in sources}.values())


def _file_name(title: str) -> str:
    from curator.text import fold

    return re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:40] or "theme"


def _write_config(folder: Path, title: str, language: str, zone: str) -> None:
    import tomlkit

    from curator.config import CONFIG_FILE, write_atomically

    document: Any = tomlkit.parse(asset("config.example.toml").read_text(encoding="utf-8"))
    document["journal"]["title"] = title
    document["journal"]["language"] = language
    if zone:
        document["journal"]["timezone"] = zone
    write_atomically(folder / CONFIG_FILE, tomlkit.dumps(document))


def _write_theme(file: Path, title: str, phrases: tuple[str, ...]) -> None:
    import tomlkit

    from curator.config import write_atomically

    document: Any = tomlkit.parse(asset("theme.example.toml").read_text(encoding="utf-8"))
    document["title"] = title
    if phrases:
        document["phrases"] = list(phrases)
    else:
        document["description"] = title  # something to judge by until the phrases come
    write_atomically(file, tomlkit.dumps(document))


commands = {"demo": demo, "init": init}

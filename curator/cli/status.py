"""Where things stand: `status`, `doctor`, `paths`, `completion`."""

from __future__ import annotations

import platform
from dataclasses import fields

import click

from curator.cli.paper import scheduled_lines
from curator.cli.session import DONE, FAILED, Session, as_json, config_home, print_json
from curator.errors import CuratorError
from curator.i18n import N_
from curator.model import Status

_STANDS = {
    Status.DRAFT: N_("Edition {slug}: draft"),
    Status.APPROVED: N_("Edition {slug}: approved"),
    Status.PUBLISHED: N_("Edition {slug}: published"),
}


@click.command("status")
@as_json
@click.pass_obj
def status(session: Session, json_: bool) -> int:
    """Say where things stand and what to do next."""
    with session.newsroom() as newsroom:
        states = newsroom.inbox.states()
        editions = newsroom.archive.stamps()
        newest = newsroom.archive.edition(editions[-1][0]) if editions else None
        waiting, to_review = newsroom.intake.waiting(), newsroom.to_review()
        scheduled = scheduled_lines(session, newsroom)
    listed = {source.id for source in session.config.sources if source.is_read}
    failing = sum(state.cause is not None for id, state in states.items() if id in listed)
    if json_:
        print_json(
            {
                "sources": len(listed),
                "failing": failing,
                "unread_entries": waiting,
                "to_review": to_review,
                "editions": len(editions),
                "newest": newest and {"slug": newest.slug, "status": newest.status, "stories": len(newest.picks)},
            }
        )
        return DONE
    _ = session.translate
    sources = session.plural("%(num)s source", "%(num)s sources", len(listed))
    click.echo(f"{sources}, {_('{count} failing').format(count=failing)}")
    if newest is None:
        click.echo(_("There is no edition yet."))
        session.next("run --draft")
        return DONE
    stories = session.plural("%(num)s story", "%(num)s stories", len(newest.picks))
    click.echo(_(_STANDS[newest.status]).format(slug=newest.slug) + f", {stories}")
    for line in scheduled:
        click.echo(line)
    if to_review:
        click.echo(_("{count} to review").format(count=to_review))
    following = {
        Status.DRAFT: ("desk", "draft", f"approve {newest.slug}"),
        Status.APPROVED: ("desk",) if scheduled else ("build",),
        Status.PUBLISHED: ("letter", "kit", "run"),
    }
    session.next(*following[newest.status])
    return DONE


@click.command("doctor")
@click.argument("part", type=click.Choice(["mail", "deploy"]), required=False)
@click.option(
    "--dns", "server", default="", metavar="ADDRESS", help="With mail: ask this DNS server, not the system's."
)
@as_json
@click.pass_obj
def doctor(session: Session, part: str | None, server: str, json_: bool) -> int:
    """Check the settings, the store, the sources and this machine; say what to mend.

    `doctor mail` asks the DNS what it says of the sender (MX, SPF, DKIM, DMARC,
    PTR), prints the record that is missing, and tries the logins; nothing is
    sent. `doctor deploy` asks the place of [deploy] what stands there.
    """
    if part == "mail":
        return _doctor_mail(session, server, json_)
    if part == "deploy":
        return _doctor_deploy(session, json_)
    from curator.cli.tables import health_lines

    findings: list[tuple[bool, str]] = []
    config = session.config
    findings.append((True, f"{session.journal / 'config.toml'}"))
    themes = session.plural("%(num)s theme", "%(num)s themes", len(config.themes))
    findings.append((bool(config.themes), f"{themes}: {config.paths.themes}"))
    findings.append((bool(config.sources), session.plural("%(num)s source", "%(num)s sources", len(config.sources))))
    states = {}
    try:
        with session.newsroom() as newsroom:
            newsroom.store.check()
            states = newsroom.inbox.states()
            missed = [day.isoformat() for day in newsroom.missed_runs()]
        findings.append((True, f"store {config.paths.store}"))
        findings += [(False, session.translate("There was no run on: {days}.").format(days=", ".join(missed)))] * bool(
            missed
        )
    except CuratorError as error:
        findings.append((False, error.told(session.translate)))
    findings.append((True, f"Python {platform.python_version()}, {_curl()}, SQLite {_sqlite()}"))
    if json_:
        print_json({"findings": [{"ok": ok, "what": what} for ok, what in findings], "sources": list(states.values())})
    else:
        for ok, what in findings:
            click.echo(f"{'✓' if ok else '✗'} {what}")
        known = {source.id: states[source.id] for source in config.sources if source.id in states}
        health_lines(session, config.sources, known)
    return DONE if all(ok for ok, _ in findings) else FAILED


def _doctor_mail(session: Session, server: str, json_: bool) -> int:
    from curator.checkup import Checkup
    from curator.mailroom import Mailroom
    from curator.publish.dns import Dns

    with session.newsroom() as newsroom:
        readings = []
        for reading in Checkup(Mailroom(newsroom), Dns(server)).readings():
            readings.append(reading)
            if not json_:
                sign = {True: "✓", False: "✗", None: "?"}[reading.ok]
                click.echo(f"{sign} {reading.name}: {reading.told} {reading.remedy}".rstrip())
                if reading.record:
                    click.echo(f"    {reading.record}")
    if json_:
        print_json({"findings": readings})
    return DONE if all(reading.ok is not False for reading in readings) else FAILED


def _doctor_deploy(session: Session, json_: bool) -> int:
    from curator.hosting import Hosting
    from curator.mailroom import Mailroom

    with session.newsroom() as newsroom:
        hosting = Hosting(Mailroom(newsroom))
        count = len(hosting.host.standing())
    if json_:
        print_json({"target": hosting.target, "files": count})
    else:
        words = session.translate("{target} answers: {count} files of this journal stand there.")
        click.echo("✓ " + words.format(target=hosting.target, count=count))
    return DONE


def _curl() -> str:
    from importlib.metadata import version

    return f"pycurl {version('pycurl')}"


def _sqlite() -> str:
    import sqlite3

    return sqlite3.sqlite_version


@click.command("paths")
@as_json
@click.pass_obj
def paths(session: Session, json_: bool) -> int:
    """Print where everything is kept."""
    known = {"journal": str(session.journal), "config": str(session.journal / "config.toml")}
    known |= {"sources": str(session.journal / "sources.toml")}
    known |= {field.name: str(getattr(session.config.paths, field.name)) for field in fields(session.config.paths)}
    known |= {"default journal": str(config_home())}
    if json_:
        print_json(known)
        return DONE
    for name, path in known.items():
        click.echo(f"{name:>16}  {path}")
    return DONE


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> int:
    """Print the completion script for SHELL; add it to your shell's start-up file."""
    from click.shell_completion import get_completion_class

    from curator.cli import cli

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(cli, {}, "curator", "_CURATOR_COMPLETE").source())
    return DONE


commands = {"status": status, "doctor": doctor, "paths": paths, "completion": completion}

"""Who gets the letter: `subscribers`, `gate`, `secret`."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click

from curator.cli.session import DONE, NOTHING, SOURCES_FAILED, Session, as_json, print_json
from curator.errors import UsageError
from curator.i18n import N_
from curator.model import Standing

_NOT_INVITED = N_("{address} asks for the letter, but the mail that asks to confirm was not sent: {reason}")
_FOR_THE_EDITOR = {
    "asked-to-leave": N_("{address} asks by mail for no more letters."),
    "not-invited": _NOT_INVITED,
    "put-off": _NOT_INVITED,
}
"""What became of a mail that nobody but the editor can see to."""
STANDINGS = {
    Standing.PENDING: N_("unconfirmed"),
    Standing.ACTIVE: N_("active"),
    Standing.LEFT: N_("left"),
    Standing.BOUNCED: N_("bounced"),
    Standing.COMPLAINED: N_("complained"),
}
"""What the terminal calls how somebody stands on the list."""
PROOF = "How these people agreed; kept with each of them."
lists = click.option(
    "--list", "list_", type=click.Choice(["weekly", "daily"]), default="weekly", help="Which letter they get."
)


@click.group("subscribers")
def subscribers() -> None:
    """Who gets the letter: list, add, import, export, remove, sync with the mailbox."""


@subscribers.command("list")
@as_json
@click.pass_obj
def list_(session: Session, json_: bool) -> int:
    """List the subscribers."""
    with session.newsroom() as newsroom:
        found = newsroom.store.subscribers.all()
    if json_:
        print_json(list(found))
        return DONE
    called = {standing: session.translate(name) for standing, name in STANDINGS.items()}
    for one in found:
        click.echo(f"{called[one.standing]:<12}  {' '.join(one.lists):<12}  {one.address}  {one.name}".rstrip())
    counts = Counter(one.standing for one in found)
    session.say(" · ".join(f"{count} {called[standing]}" for standing, count in counts.items()))
    return DONE if found else NOTHING


@subscribers.command("add")
@click.argument("address")
@click.option("--name", default="", help="As they sign.")
@lists
@click.option("--proof", required=True, help="How they agreed; kept with them.")
@click.pass_obj
def add(session: Session, address: str, name: str, list_: str, proof: str) -> int:
    """Put ADDRESS on the list by your word."""
    from curator.circulation import Circulation
    from curator.mailroom import Mailroom

    with session.newsroom("subscribers add") as newsroom:
        one = Circulation(Mailroom(newsroom)).add(address, name, (list_,), proof)
    session.say(f"{one.standing.value} {one.address}")
    return DONE


@subscribers.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@lists
@click.option("--proof", required=True, help=PROOF)
@as_json
@click.pass_obj
def import_(session: Session, file: Path, list_: str, proof: str, json_: bool) -> int:
    """Take the CSV of another tool; who left, complained or bounced stays away."""
    from curator.circulation import Circulation
    from curator.mailroom import Mailroom

    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(N_("this is not UTF-8 text."), about=str(file), remedy=N_("Save it as UTF-8.")) from error
    with session.newsroom("subscribers import") as newsroom:
        brought = Circulation(Mailroom(newsroom)).bring(text, (list_,), proof)
    if json_:
        print_json(
            {
                "new": len(brought.new),
                "known": brought.known,
                "kept_out": brought.kept_out,
                "faults": [{"line": row.line, "fault": row.fault} for row in brought.faults],
            }
        )
    else:
        for row in brought.faults:
            click.echo(f"{file}:{row.line}: {row.fault}", err=True)
        words = session.translate("{new} new, {known} known, {kept_out} kept away.")
        click.echo(words.format(new=len(brought.new), known=brought.known, kept_out=brought.kept_out))
    return SOURCES_FAILED if brought.faults else DONE


@subscribers.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.pass_obj
def export(session: Session, file: Path | None) -> int:
    """Write all subscribers as CSV, to FILE or to the terminal."""
    from curator.config import write_atomically
    from curator.outbox.lists import write_list

    with session.newsroom() as newsroom:
        text = write_list(newsroom.store.subscribers.all())
    if file is None:
        click.echo(text, nl=False)
    else:
        write_atomically(file, text)
        file.chmod(0o600)
    return DONE


@subscribers.command("remove")
@click.argument("address")
@click.option("--forget", is_flag=True, help="Delete all that is known of them, not only their letters.")
@click.pass_obj
def remove(session: Session, address: str, forget: bool) -> int:
    """End the letters to ADDRESS; with --forget, delete what is known of them."""
    from curator.circulation import Circulation
    from curator.mailroom import Mailroom

    with session.newsroom("subscribers remove") as newsroom:
        circulation = Circulation(Mailroom(newsroom))
        one = circulation.end(address, Standing.LEFT)
        if forget:
            newsroom.store.subscribers.drop([one.id])
    _ = session.translate
    words = _("{address}: all that was known is deleted.") if forget else _("{address}: no more letters.")
    session.say(words.format(address=one.address))
    return DONE


@subscribers.command("sync")
@as_json
@click.pass_obj
def sync(session: Session, json_: bool) -> int:
    """Read the mailbox of [mailbox]: bounces, complaints, confirmations, requests; each mail counts once.

    Who asks for the letter by mail gets one mail that asks to confirm.
    """
    from curator.circulation import Circulation
    from curator.mailroom import Mailroom

    with session.newsroom("subscribers sync") as newsroom:
        circulation = Circulation(Mailroom(newsroom))
        done = list(circulation.sync())
        forgotten = circulation.forget()
    counts = Counter(one.outcome for one in done)
    code = SOURCES_FAILED if counts["not-invited"] or counts["put-off"] else DONE
    if json_:
        plain = [
            {"outcome": one.outcome, "address": one.address, "reason": one.reason or one.mail.reason} for one in done
        ]
        print_json({"mails": plain, "counts": counts, "forgotten": forgotten})
        return code
    for one in done:
        if one.outcome in _FOR_THE_EDITOR:
            words = session.translate(_FOR_THE_EDITOR[one.outcome])
            click.echo(words.format(address=one.address, reason=one.reason), err=True)
        elif one.outcome != "nothing":
            session.say(f"{one.outcome} {one.address} {one.mail.reason}".rstrip())
        if one.outcome == "asked-to-leave":
            session.next(f"subscribers remove {one.address}")
    session.say(session.translate("{count} mails read.").format(count=len(done)))
    return code


@click.command("gate")
@click.option("--host", default="127.0.0.1", help="Listen here.")
@click.option("--port", default=8788, help="Port; 0 takes a free one.")
@click.pass_obj
def gate(session: Session, host: str, port: int) -> int:
    """Serve the pages where readers subscribe, confirm and leave, until Ctrl-C; put it behind a server with https.

    For other WSGI servers: curator.gate:application, with CURATOR_JOURNAL set.
    """
    from curator.gate import open_gate, serve

    application, postman = open_gate(session.journal, lambda line: click.echo(line, err=True))
    try:
        serve(application, host, port, lambda address: click.echo(address), session.config.gate.forwarded)
    finally:
        postman.stop()
    return DONE


@click.command("secret")
@click.argument("name")
@click.pass_obj
def secret(session: Session, name: str) -> int:
    """Keep a password, token or key under NAME, asked for here or read from a pipe; it is shown to nobody."""
    from curator.config.secrets import keep_secret
    from curator.config.sending import SECRET_NAME

    if not SECRET_NAME.fullmatch(name):
        raise UsageError(N_("this is no name of a secret."), about=name, remedy=N_('Use small letters: "smtp".'))
    if sys.stdin.isatty():
        if session.no_input:
            raise UsageError(
                N_("the secret has to come from a pipe."), remedy=N_("curator secret {name} < FILE", name=name)
            )
        text: str = click.prompt(name, hide_input=True)
    else:
        text = sys.stdin.read().rstrip("\r\n")
    if not text:
        raise UsageError(N_("nothing was given."), about=name)
    session.say(session.translate("Kept in: {place}").format(place=keep_secret(name, text)))
    return DONE


commands = {"subscribers": subscribers, "gate": gate, "secret": secret}

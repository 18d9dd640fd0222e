"""The desk: `curator desk` opens it in a browser."""

from __future__ import annotations

import contextlib
import os

import click

from curator.cli.session import DONE, Session
from curator.errors import UsageError
from curator.i18n import N_

EVERYWHERE = ("0.0.0.0", "::")
"""Addresses to listen at that nobody can ask for."""


@click.command("desk", short_help="Open the desk in a browser: review, compose, approve.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port (default: 8787 where it is free, else a free one).")
@click.option("--open/--no-open", "open_", default=True, help="Open it in a browser.")
@click.option("--editor", default="", metavar="NAME", help="Who signs what is done (default: the journal's editor).")
@click.option("--link", is_flag=True, help="Print a link that opens the desk that runs, once.")
@click.option("--new-key", is_flag=True, help="End every session and void every link first.")
@click.option("--host", default="127.0.0.1", metavar="ADDRESS", help="Listen here; others need --for-others, too.")
@click.option(
    "--name", "names", multiple=True, metavar="HOST", help="A name it is reached by through a tunnel of yours."
)
@click.option("--for-others", is_flag=True, help="Let other machines in, with the password in $CURATOR_DESK_PASSWORD.")
@click.pass_obj
def desk(
    session: Session,
    port: int | None,
    open_: bool,
    editor: str,
    link: bool,
    new_key: bool,
    host: str,
    names: tuple[str, ...],
    for_others: bool,
) -> int:
    """Open the desk in a browser, from this machine only, until Ctrl-C.

    The link in the terminal works once. Another machine is let in only with
    --host or --name, --for-others and a password of twelve characters.
    """
    from curator.desk import Desk, Keys, Room, find_port, note_address, noted_address
    from curator.desk.keys import renew

    away = host not in ("127.0.0.1", "::1") or bool(names)
    if away and not for_others:
        raise UsageError(
            N_("this lets other machines in."), about=host, remedy=N_("Say so: --for-others, and set a password.")
        )
    if host in EVERYWHERE and not names:
        raise UsageError(
            N_("the desk answers to names that it was told only."),
            about=host,
            remedy=N_("Give --host the address that the other machines use, or tell it, too: --name 192.168.1.5"),
        )
    password = os.environ.get("CURATOR_DESK_PASSWORD", "") if for_others else ""
    if for_others and not password:
        raise UsageError(
            N_("others need a password."), remedy=N_("Set CURATOR_DESK_PASSWORD, twelve characters or more.")
        )
    home = session.config.paths.store.parent
    if new_key:
        renew(home)
    if link:
        address = f"http://127.0.0.1:{port}" if port else noted_address(home)
        click.echo(f"{address}/open#{Keys(home).link()}")
        return DONE
    room = Room(session.journal, editor=editor)
    opened = Desk(room, Keys(home, password), find_port(port or 0, host), host=host, names=names)
    note_address(home, opened.address)
    click.echo(opened.link)
    if away:
        click.echo(
            session.translate("Other machines can reach this desk; whoever has the password can approve."), err=True
        )
    session.say(session.translate("The link works once. Ctrl-C ends the desk."))
    if open_:
        click.launch(opened.link)
    with contextlib.suppress(KeyboardInterrupt):
        opened.run()
    room.close()
    return DONE


commands = {"desk": desk}

"""`curator looks …`: how the journal looks."""

from __future__ import annotations

import click

from curator.cli.session import DONE, Session, as_json, print_json


@click.group("looks", short_help="How the journal looks.")
def looks() -> None:
    """List the looks, show the blocks of yours, and copy one into your journal to change it."""


@looks.command("list")
@as_json
@click.pass_obj
def list_looks(session: Session, json_: bool) -> int:
    """List the looks that come with curator; `look` in config.toml chooses one."""
    from curator.render.looks import looks as shipped

    if json_:
        print_json([{"name": look.name, "title": look.title, "description": look.description} for look in shipped()])
        return DONE
    for look in shipped():
        chosen = "*" if look.name == session.config.journal.look else " "
        click.echo(f"{chosen} {look.name:<8} {session.translate(look.description)}")
    return DONE


@looks.command("show")
@click.argument("look", required=False)
@as_json
@click.pass_obj
def show(session: Session, look: str | None, json_: bool) -> int:
    """List the blocks of a LOOK (default: your journal's), each with the file that serves it."""
    from curator.render.looks import blocks

    found = blocks(look or session.config.journal.look, session.config.paths.templates)
    if json_:
        print_json({name: str(file) for name, file in found.items()})
        return DONE
    for name, file in found.items():
        own = "*" if file.is_relative_to(session.config.paths.templates) else " "
        click.echo(f"{own} {name}")
    return DONE


@looks.command("copy")
@click.argument("block")
@click.pass_obj
def copy(session: Session, block: str) -> int:
    """Copy BLOCK, a name from `looks show`, into your journal's templates/, where it replaces the look's own."""
    from curator.render.looks import copy_block

    click.echo(str(copy_block(session.config.journal.look, block, session.config.paths.templates)))
    session.next("build")
    return DONE


commands = {"looks": looks}

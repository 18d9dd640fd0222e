"""Leaving and coming back: `export`, `import`."""

from __future__ import annotations

from pathlib import Path

import click

from curator.cli.session import DONE, Session


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def export(session: Session, file: Path) -> int:
    """Write everything to FILE, a .zip of plain files: settings, themes, sources, templates, the whole store."""
    with session.newsroom("export") as newsroom:
        count = newsroom.export(file)
    session.say(session.translate("{count} files in {file}").format(count=count, file=file))
    return DONE


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("folder", default=".", type=click.Path(path_type=Path, file_okay=False))
@click.pass_obj
def import_(session: Session, file: Path, folder: Path) -> int:
    """Restore what `export` wrote into FOLDER, which must hold no journal."""
    from curator.newsroom import restore

    count = restore(file, folder.absolute())
    session.turn_to(folder)
    session.say(session.translate("{count} files in {file}").format(count=count, file=folder))
    session.next("status")
    return DONE


commands = {"export": export, "import": import_}

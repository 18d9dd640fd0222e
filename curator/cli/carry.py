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
    with session.press("export") as press:
        count = press.export(file)
    session.say(_told(session, count, file))
    return DONE


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("folder", default=".", type=click.Path(path_type=Path, file_okay=False))
@click.pass_obj
def import_(session: Session, file: Path, folder: Path) -> int:
    """Restore what `export` wrote into FOLDER, which must hold no journal."""
    from curator.press import restore

    count = restore(file, folder.absolute())
    session.turn_to(folder)
    session.say(_told(session, count, folder))
    session.next("status")
    return DONE


def _told(session: Session, count: int, place: Path) -> str:
    return f"{session.plural('%(num)s file', '%(num)s files', count)}: {place}"


commands = {"export": export, "import": import_}

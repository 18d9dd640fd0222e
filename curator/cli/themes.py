"""`curator theme …`: what decides what fits."""

from __future__ import annotations

import click

from curator.cli.session import DONE, Session, as_json, print_json


@click.group("theme", short_help="The themes that decide what fits.")
def theme() -> None:
    """List the themes and check what each finds; the themes themselves are files in themes/."""


@theme.command("list")
@as_json
@click.pass_obj
def list_themes(session: Session, json_: bool) -> int:
    """List the themes with their files."""
    if json_:
        print_json(session.config.themes)
        return DONE
    for one in session.config.themes:
        file = session.config.paths.themes / f"{one.name}.toml"
        words = session.translate("{phrases} phrases, {sections} sections")
        click.echo(f"{one.title}  ({words.format(phrases=len(one.phrases), sections=len(one.sections))})  {file}")
    if not session.config.themes:
        session.say(
            session.translate("There is no theme yet. Write one in {folder}.").format(
                folder=session.config.paths.themes
            )
        )
    return DONE


@theme.command("check")
@click.argument("names", nargs=-1)
@as_json
@click.pass_obj
def check(session: Session, names: tuple[str, ...], json_: bool) -> int:
    """Say how often each phrase is met in what came in, and what each theme keeps of it."""
    with session.newsroom() as newsroom:
        found = newsroom.check_themes(names)
    if json_:
        print_json(found)
        return DONE
    _ = session.translate
    for one in found:
        words = _("{kept} kept, {asked} to ask, {dropped} dropped of {stories} stories; line at {line:.2f}")
        click.echo(
            click.style(one.theme, bold=True)
            + "  "
            + words.format(
                kept=one.kept,
                asked=one.asked,
                dropped=one.dropped,
                stories=one.kept + one.asked + one.dropped,
                line=one.threshold,
            )
        )
        for phrase, count in one.phrases:
            click.echo(f"  {count:5d}  {phrase}" + ("" if count else "  " + _("(never met)")))
    session.next("why …")
    return DONE


commands = {"theme": theme}

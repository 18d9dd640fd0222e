"""What readers get: `build`, `serve`, `letter`, `kit`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from curator.cli.session import DONE, NOTHING, Session, as_json, as_of, moment, print_json

if TYPE_CHECKING:
    from curator.newsroom import Newsroom


@click.command("build")
@click.option("--draft", "with_draft", is_flag=True, help="With the newest draft, marked as one.")
@as_of
@as_json
@click.pass_obj
def build(session: Session, with_draft: bool, as_of: str | None, json_: bool) -> int:
    """Write the journal's pages: all that is approved. Readers see the old site or the new one, never half."""
    now = moment(as_of, session.config.journal.timezone)
    with session.press("build", now) as press:
        built = press.build(with_draft=with_draft)
        scheduled = scheduled_lines(session, press.newsroom)
    if json_:
        print_json({"site": str(built.index), "editions": built.editions, "written": built.written})
    else:
        editions = session.plural("%(num)s edition", "%(num)s editions", built.editions)
        written = session.plural("%(num)s file written", "%(num)s files written", built.written)
        session.say(f"{editions}, {written}: {built.index}")
        for line in scheduled:
            session.say(line)
        if built.editions or not scheduled:
            session.next(*(("serve", "letter", "kit") if built.editions else ("draft", "approve")))
    return DONE if built.editions else NOTHING


def scheduled_lines(session: Session, newsroom: Newsroom) -> list[str]:
    """Return a line for each approved edition whose moment to go out has not come."""
    from curator.model import Status

    zone, words = ZoneInfo(session.config.journal.timezone), session.translate("Edition {slug} waits until {moment}.")
    releases = newsroom.folded.releases
    return [
        words.format(slug=slug, moment=f"{releases[slug].astimezone(zone):%Y-%m-%d %H:%M}")
        for slug, _, status in newsroom.archive.stamps()
        if status is Status.APPROVED and releases.get(slug, newsroom.now) > newsroom.now
    ]


@click.command("serve")
@click.option("--port", default=0, help="Port on 127.0.0.1 (default: a free one).")
@click.option("--open/--no-open", "open_", default=True, help="Open it in a browser.")
@click.pass_obj
def serve(session: Session, port: int, open_: bool) -> int:
    """Show the journal in a browser, from this machine only, until Ctrl-C."""
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            return

    site = session.config.paths.site
    if not (site / "index.html").is_file():
        session.say(session.translate("There is no journal yet."))
        session.next("build --draft")
        return NOTHING
    with ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, directory=str(site))) as server:
        address = f"http://127.0.0.1:{server.server_port}/"
        click.echo(address)
        if open_:
            click.launch(address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return DONE
    return DONE


class LetterGroup(click.Group):
    """`letter [SLUG]` writes the letter, `letter preview [SLUG]` shows it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take `write` for granted."""
        named = args and (args[0] in self.commands or args[0] in ctx.help_option_names)
        return super().parse_args(ctx, args if named else ["write", *args])


@click.group("letter", cls=LetterGroup)
def letter() -> None:
    """Write the letter of the newest approved edition (or SLUG), or look at it; nothing is sent."""


@letter.command("write")
@click.argument("slug", required=False)
@click.option("--week", is_flag=True, help="The best of the week's editions.")
@as_of
@as_json
@click.pass_obj
def write(session: Session, slug: str | None, week: bool, as_of: str | None, json_: bool) -> int:
    """Write the letter as .html, .txt and .eml, with a page that shows it; `letter` alone does the same."""
    now = moment(as_of, session.config.journal.timezone)
    with session.press("letter", now) as press:
        files = press.write_letter(slug, week)
    if json_:
        print_json({"files": [str(file) for file in files]})
    else:
        for file in files:
            click.echo(f"{file}  {file.stat().st_size / 1000:.0f} KB")
        session.next("kit")
    return DONE


@letter.command("preview")
@click.argument("slug", required=False)
@click.option("--week", is_flag=True, help="The best of the week's editions.")
@click.option("--open/--no-open", "open_", default=True, help="Open it in a browser.")
@as_json
@click.pass_obj
def preview(session: Session, slug: str | None, week: bool, open_: bool, json_: bool) -> int:
    """Show the letter side by side: web, 600 and 390 pixels, dark, without styles, as text; a draft's, too."""
    with session.press("letter preview") as press:
        page = press.preview_letter(slug, week)
    if json_:
        print_json({"page": str(page)})
    else:
        click.echo(str(page))
    if open_:
        click.launch(page.as_uri())
    return DONE


@click.command("kit")
@click.argument("slug", required=False)
@click.option("--ambassadors", is_flag=True, help="A kit for each of [[ambassadors]] instead, with texts of their own.")
@click.option("--open/--no-open", "open_", default=False, help="Open it in a browser.")
@as_json
@click.pass_obj
def kit(session: Session, slug: str | None, ambassadors: bool, open_: bool, json_: bool) -> int:
    """Write the share kit of the newest approved edition (or SLUG): a text for each story and network."""
    with session.press("kit") as press:
        if ambassadors:
            return _ambassadors(press.write_ambassadors_kits(slug), json_)
        page = press.write_kit(slug)
    if json_:
        print_json({"page": str(page)})
    else:
        click.echo(str(page))
    if open_:
        click.launch(page.as_uri())
    return DONE


def _ambassadors(pages: tuple[Path, ...], json_: bool) -> int:
    if json_:
        print_json({"pages": [str(page) for page in pages]})
    for page in pages if not json_ else ():
        click.echo(str(page))
    return DONE if pages else NOTHING


commands = {"build": build, "serve": serve, "letter": letter, "kit": kit}

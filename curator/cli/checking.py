"""What stands in the way of leaving: `check`, `allow`."""

from __future__ import annotations

import click

from curator.cli.session import DONE, FAILED, Session, as_json, print_json
from curator.errors import NotFound, UsageError
from curator.i18n import N_


@click.command("check")
@click.argument("slug", required=False)
@click.option("--letter", "as_letter", is_flag=True, help="As a letter: its size, its stories, its ways out, too.")
@as_json
@click.pass_obj
def check(session: Session, slug: str | None, as_letter: bool, json_: bool) -> int:
    """Say what is not right about the edition SLUG (default: the newest) before it leaves; nothing is changed."""
    from curator.services.check import plain_findings

    with session.newsroom() as newsroom:
        editions = newsroom.archive.editions()
        edition = newsroom.archive.edition(slug) if slug else editions[-1] if editions else None
        if edition is None:
            raise NotFound(N_("there is no such edition."), about=slug or "", remedy=N_("See: curator status"))
        checked = newsroom.clearance.checked(edition, as_letter)
    if json_:
        print_json({"edition": edition.slug, "stops": bool(checked.held), "findings": plain_findings(checked)})
        return FAILED if checked.held else DONE
    for finding in checked.findings:
        mark = "✗" if finding in checked.held else "·"
        passed = f" ({session.translate('allowed')})" if finding.key in checked.allowed else ""
        click.echo(f"{mark} {finding.told(session.translate)} [{finding.code} {finding.key}]{passed}")
    if not checked.findings:
        click.echo(session.translate("Nothing stands in the way."))
    return FAILED if checked.held else DONE


@click.command("allow")
@click.argument("keys", metavar="KEY...", nargs=-1, required=True)
@click.argument("reason")
@click.pass_obj
def allow(session: Session, keys: tuple[str, ...], reason: str) -> int:
    """Let each finding KEY (see `curator check`) pass, for a REASON that is kept."""
    for key in keys:
        if len(key) != 16 or not set(key) <= set("0123456789abcdef"):
            raise UsageError(N_("this is no finding's key."), about=key, remedy=N_("Copy it from: curator check"))
    if len(reason.split()) < 2:
        raise UsageError(N_("a reason says why in words."), about=reason)
    with session.newsroom("allow") as newsroom:
        newsroom.clearance.allow(keys, reason)
    session.say(session.translate("Allowed: {key}.").format(key=", ".join(keys)))
    return DONE


commands = {"check": check, "allow": allow}

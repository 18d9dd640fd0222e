"""The pages' way out: `deploy`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from curator.cli.session import DONE, NOTHING, Session, as_json, print_json

if TYPE_CHECKING:
    from curator.model import Delivery
    from curator.services.deploy import Deployment

_SHOWN = 20


@click.command("deploy")
@click.option("--yes", is_flag=True, help="Put it there. Without this, what would change is shown, and nothing moves.")
@click.option("--restored", is_flag=True, help="Your word: no other copy of this journal is put there.")
@as_json
@click.pass_obj
def deploy(session: Session, yes: bool, restored: bool, json_: bool) -> int:
    """Show what would change at the place of [deploy], or put the built site there with --yes.

    Only what was approved and built goes, past the guard as it stands now.
    Readers get the new site in one step where the place allows it (rsync to a
    link, git); elsewhere assets go first, the front page last, and what is left
    over is taken away at the end. Files there that curator did not put stay.
    """
    from curator.hosting import Hosting
    from curator.mailroom import Mailroom

    with session.newsroom("deploy") as newsroom:
        room = Mailroom(newsroom)
        if restored:
            room.witness.adopt()
        hosting = Hosting(room)
        plan = hosting.plan()
        if not plan.changes:
            _say(session, plan, hosting.target, None, (), json_)
            return NOTHING
        receipt = hosting.deploy(plan) if yes else None
        faults = hosting.ping(plan) if yes else ()
        _say(session, plan, hosting.target, receipt, faults, json_)
    return DONE


def _say(
    session: Session, plan: Deployment, target: str, receipt: Delivery | None, faults: tuple[str, ...], json_: bool
) -> None:
    changes, _ = plan.changes, session.translate
    if json_:
        print_json(
            {
                "target": target,
                "editions": plan.editions,
                "assets": changes.assets,
                "pages": changes.pages,
                "removed": changes.removed,
                "state": receipt.state.value if receipt else "",
                "receipt": receipt.receipt if receipt else "",
                "hub": faults,
            }
        )
        return
    if not changes:
        session.say(_("{target} shows this site already.").format(target=target))
        return
    if receipt is None:
        for sign, path in _lines(plan):
            session.say(f"{sign} {path}")
    words = _("{pages} pages and {assets} other files new or changed, {removed} to be taken away: {target}")
    counted = {"pages": len(changes.pages), "assets": len(changes.assets), "removed": len(changes.removed)}
    session.say(words.format(target=target, **counted))
    for fault in faults:
        click.echo(_("The hub was not told: {fault}").format(fault=fault), err=True)
    if receipt is None:
        session.say(_("Nothing was put there."))
        session.next("deploy --yes")
    else:
        session.say(f"{_(receipt.state.value)} {receipt.receipt}")


def _lines(plan: Deployment) -> list[tuple[str, str]]:
    """Return the first changes, front page first, with a sign each."""
    new = [("+", path) for path in (*reversed(plan.changes.pages), *plan.changes.assets)]
    gone = [("-", path) for path in plan.changes.removed]
    lines = [*new[:_SHOWN], *gone[:_SHOWN]]
    left = len(new) + len(gone) - len(lines)
    return [*lines, ("…", str(left))] if left else lines


commands = {"deploy": deploy}

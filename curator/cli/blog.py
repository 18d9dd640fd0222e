"""An edition on a blog: `wordpress`."""

from __future__ import annotations

import click

from curator.cli.session import DONE, FAILED, NOTHING, Session, as_json, print_json
from curator.errors import UsageError
from curator.i18n import N_
from curator.model import DeliveryState


@click.command("wordpress")
@click.argument("slug", required=False)
@click.option("--yes", is_flag=True, help="Put it there. Without this, nothing leaves: what would go is shown.")
@click.option("--overwrite", is_flag=True, help="Write over what was changed in WordPress since the last time.")
@as_json
@click.pass_obj
def wordpress(session: Session, slug: str | None, yes: bool, overwrite: bool, json_: bool) -> int:
    """Show the newest approved edition (or SLUG) as a blog's post, or put it there as a draft with --yes.

    There is one post an edition: run again, it is brought up to date, and what
    you published there stays published. What was changed in WordPress itself is
    not written over without --overwrite. Sections become categories; the lead's
    picture goes along.
    """
    from curator.weblog import Weblog

    with session.newsroom("wordpress") as newsroom:
        room = Weblog(newsroom)
        if not room.accounts:
            raise UsageError(
                N_("there is no WordPress to put it on."),
                about="config.toml",
                remedy=N_('Add [[accounts]] with network = "wordpress", server and handle.'),
            )
        edition = room.edition(slug)
        if not yes:
            post = room.post(edition)
            if json_:
                print_json({"slug": post.slug, "title": post.title, "categories": post.categories, "html": post.html})
            else:
                click.echo(f"{post.title}\n{', '.join(post.categories)}\n\n{post.html}")
            return DONE
        done = room.put(edition, overwrite)
    if json_:
        print_json(
            [{"account": one.target, "state": one.state, "told": one.reason, "receipt": one.receipt} for one in done]
        )
    for one in done if not json_ else ():
        click.echo(f"{one.state} {one.target} {one.receipt.partition('#')[0]} {one.reason}".rstrip())
    return DONE if all(one.state is DeliveryState.SENT for one in done) else FAILED if done else NOTHING


commands = {"wordpress": wordpress}

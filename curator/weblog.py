"""Editions on their way to a blog: the composition root for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from curator.model import Delivery, Edition
from curator.newsroom import Newsroom
from curator.posters import blog_of
from curator.services.blog import put_draft
from curator.store.witness import Witness

if TYPE_CHECKING:
    from curator.config.outward import AccountSettings
    from curator.ports import BlogPost


class Weblog:
    """One journal's blogs, at one moment."""

    def __init__(self, newsroom: Newsroom) -> None:
        """Take the newsroom."""
        self.newsroom = newsroom
        self.config = newsroom.config

    @property
    def accounts(self) -> tuple[AccountSettings, ...]:
        """The accounts that take whole editions."""
        return tuple(one for one in self.config.accounts if one.network == "wordpress")

    def edition(self, slug: str | None) -> Edition:
        """Return the approved edition of that slug, or the newest."""
        from curator.services.deliver import chosen

        return chosen(self.newsroom.archive, slug)

    def post(self, edition: Edition) -> BlogPost:
        """Return the edition as a post; raises `Withheld` for what must not leave."""
        from curator.render.blog import render_blog
        from curator.services.deliver import kit_pictures

        self.newsroom.clearance.hold(edition)
        pictures = kit_pictures(self.config, edition)
        return render_blog(edition, self.config, pictures.get(edition.picks[0].story.id) if edition.picks else None)

    def put(self, edition: Edition, overwrite: bool = False) -> tuple[Delivery, ...]:
        """Put the edition on each blog; raises `Withheld`, and `Restored` where this store may not know what is out."""
        self.newsroom.clearance.hold_early(edition.slug)
        store, post = self.newsroom.store, self.post(edition)
        witness = Witness(store.outbox, store.database.path, store.installation)
        witness.ask()
        done = tuple(
            put_draft(
                post,
                blog_of(account, self.newsroom.web),
                store.outbox,
                account.id,
                edition.approved_by or self.config.journal.editor,
                self.newsroom.clock,
                overwrite,
            )
            for account in self.accounts
        )
        witness.note()
        return done

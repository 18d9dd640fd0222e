"""Posts before they leave: as the templates write them, and what is not right about them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from curator.config.outward import AccountSettings
from curator.errors import NotFound, UsageError
from curator.i18n import N_
from curator.model import DeliveryState, Edition, Pick, Queued
from curator.newsroom import Newsroom
from curator.ports import Request
from curator.services.post import POST

if TYPE_CHECKING:
    from curator.render.posts import Post
    from curator.services.check import Checked


class Proofs:
    """What is known of one journal's posts by reading them."""

    def __init__(self, newsroom: Newsroom) -> None:
        """Take the newsroom."""
        self.newsroom = newsroom
        self.config = newsroom.config
        self.now = newsroom.now
        self.zone = ZoneInfo(self.config.journal.timezone)

    @property
    def served(self) -> tuple[AccountSettings, ...]:
        """The accounts that take a post for a story."""
        return tuple(one for one in self.config.accounts if one.network != "wordpress")

    def account(self, account: str) -> AccountSettings:
        """Return the settings of an account that takes posts; raises `UsageError` for another."""
        found = next((one for one in self.served if one.id == account), None)
        if found is None:
            raise UsageError(
                N_("there is no such account."), about=account, remedy=N_("See [[accounts]] in config.toml.")
            )
        return found

    def budget(self, account: AccountSettings) -> float:
        """Return what may still be spent on an account this month, in US dollars."""
        from curator.checks import network_for

        if account.via or not account.budget:
            return account.budget
        begin = self.now.astimezone(self.zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        paid = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNCERTAIN)
        month = [
            self.newsroom.store.calendar.post(one.subject, one.target)
            for one in self.newsroom.store.outbox.deliveries(POST, target=account.id, states=paid)
            if one.at is not None and one.at >= begin
        ]
        spent = sum(network_for(account.network).cost(kept[0].text) for kept in month if kept)
        return round(max(0.0, account.budget - spent), 4)

    def pick(self, post: Queued) -> tuple[Edition, Pick]:
        """Return the story of a post and the edition that it stands in; raises `NotFound`."""
        edition = self.newsroom.archive.edition(post.edition)
        pick = next((one for one in edition.picks if one.story.id == post.story), None) if edition else None
        if edition is None or pick is None:
            raise NotFound(N_("its story stands in no edition any more."), about=f"{post.story} {post.account}")
        return edition, pick

    def written(self, pick: Pick, edition: Edition, network: str) -> Post:
        """Return a story's post as the templates write it for a network."""
        from curator.render.posts import render_posts

        return render_posts(pick, self.config, edition, networks=(network,))[0]

    def checked(self, post: Queued) -> Checked:
        """Return everything that is not right about a post."""
        from curator.checks import check_post, check_voice, network_for
        from curator.services.check import check_posts, read_rules

        edition, pick = self.pick(post)
        account = self.account(post.account)
        found = check_post(
            post.text,
            pick.title,
            network_for(post.network),
            link=post.link,
            budget=None if account.via else self.budget(account),
            # A server tells its own limit when it is asked; the poster holds what it would not take.
            limits=post.network != "mastodon",
        )
        found += check_voice(account.id, account.voice, self.config.journal.voice)
        shown = replace(self.written(pick, edition, post.network), text=post.text, link=post.link, findings=found)
        return check_posts([shown], read_rules(self.config.folder), self.newsroom.archive.marks(), self.now)

    def hold(self, post: Queued) -> None:
        """Raise `Withheld` for a post that must not leave as it is."""
        from curator.services.check import Withheld

        if held := self.checked(post).held:
            raise Withheld(held, about=post.account)

    def hold_dead(self, post: Queued) -> None:
        """Raise `Withheld` where the post's link leads nowhere; one that cannot be asked now is let pass."""
        from curator.checks import check_dead
        from curator.services.check import Withheld, allowed

        if not post.link:
            return
        (answer,) = self.newsroom.web.fetch([Request(post.link)])
        found = check_dead(post.link, answer.status, f"{post.network} post")
        if held := tuple(one for one in found if one.key not in allowed(self.newsroom.archive.marks())):
            raise Withheld(held, about=post.account)

"""The posts on their way: the queue that the desk shows, and the way out to each account.

The composition root for posts, on top of the newsroom.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from curator.config.secrets import the_secret
from curator.config.sending import clock
from curator.config.settings import AccountSettings
from curator.errors import CuratorError, NotFound, UsageError
from curator.model import Delivery, DeliveryState, Edition, Pick, PostState, Queued, short_hash
from curator.newsroom import Newsroom
from curator.outbox import resend
from curator.outbox.slots import free_slots
from curator.ports import Account, Dispatch, Outcome, Poster
from curator.services.post import POST, Held, approval, as_it_stands, due, refuse_gone, send_post, settle_open
from curator.store.witness import Witness, state_home

if TYPE_CHECKING:
    from curator.checks import Finding
    from curator.render.posts import Post
    from curator.services.check import Checked

EVER = (datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC))


class Postroom:
    """`ports.Queue` on the store, and what sends from it; one journal at one moment."""

    def __init__(self, newsroom: Newsroom, posters: Mapping[str, Poster] | None = None) -> None:
        """Take the newsroom; `posters` by account stand in for those of the settings."""
        self.newsroom = newsroom
        self.config = newsroom.config
        self.now = newsroom.now
        self._posters = posters
        self.zone = ZoneInfo(self.config.journal.timezone)

    @cached_property
    def posters(self) -> Mapping[str, Poster]:
        """The way out to each account."""
        return self._posters if self._posters is not None else {one.id: self._made(one) for one in self.config.accounts}

    def _made(self, account: AccountSettings) -> Poster:
        secret = the_secret(account.secret or account.network, account.id)
        web = self.newsroom.web
        if account.network == "mastodon":
            from curator.publish.mastodon import MastodonPoster

            return MastodonPoster(web, account.server, secret)
        if account.network == "bluesky":
            from curator.publish.bluesky import BlueskyPoster

            return BlueskyPoster(web, account.server, account.handle, secret, state_home() / "sessions")
        if account.network == "telegram":
            from curator.publish.telegram import TelegramPoster

            return TelegramPoster(web, account.server, account.handle, secret)
        from curator.publish.webhook import WebhookPoster

        return WebhookPoster(web, account.network, secret)

    def accounts(self) -> tuple[Account, ...]:
        """Return the accounts that the journal may post from, each with its next free slots."""
        rules = self.config.posting
        quiet, gap = [clock(written) for written in rules.quiet], timedelta(minutes=rules.gap_minutes)
        taken: dict[str, list[datetime]] = {}
        for post in self.posts(self.now, EVER[1]):
            if post.slot is not None:
                taken.setdefault(post.account, []).append(post.slot)
        return tuple(
            Account(
                one.id,
                one.network,
                one.handle,
                slots=free_slots(
                    [clock(written) for written in one.slots or rules.slots],
                    self.zone,
                    self.now,
                    taken=taken.get(one.id, []),
                    gap=gap,
                    quiet=quiet,
                ),
                budget=one.budget,
            )
            for one in self.config.accounts
        )

    def posts(self, since: datetime, until: datetime) -> tuple[Queued, ...]:
        """Return the posts with a slot in the period, and all without one, by slot."""
        ledger = {(one.subject, one.target): one for one in self.newsroom.store.outbox.deliveries(POST)}
        stored = self.newsroom.store.calendar.posts(since, until)
        return tuple(as_it_stands(post, approved, ledger.get((post.story, post.account))) for post, approved in stored)

    def find(self, story: str, account: str) -> Queued:
        """Return one post as it stands; raises `NotFound`."""
        stored = self.newsroom.store.calendar.post(story, account)
        if stored is None:
            raise NotFound("there is no such post.", about=f"{story} {account}", remedy="See: curator post")
        return as_it_stands(*stored, self._delivery(story, account))

    def put(self, post: Queued) -> Queued:
        """Store a post under (story, account), replacing an earlier state of it, and return it as stored.

        An approval is bound to the exact text and link: state `APPROVED` gives
        it, any other voids it. A post that was refused may go again once it is
        approved anew. Raises `UsageError` for a post that is on its way or out,
        for a slot that is taken, and for an account that nobody knows.
        """
        if post.account not in {one.id for one in self.config.accounts}:
            raise UsageError("there is no such account.", about=post.account, remedy="See [[accounts]] in config.toml.")
        delivery = self._delivery(post.story, post.account)
        if delivery is not None:
            refuse_gone(as_it_stands(post, "", delivery))
        approves = post.state is PostState.APPROVED
        self.newsroom.store.calendar.put(post, approval(post.text, post.link) if approves else "", self.now)
        if approves and delivery is not None and delivery.state is DeliveryState.REFUSED:
            self.newsroom.store.outbox.change([(delivery, resend(delivery, self.now))])
        return self.find(post.story, post.account)

    def drop(self, post: Queued) -> None:
        """Take a post that has not left out of the queue. Raises `UsageError` for one that is on its way or out."""
        delivery = self._delivery(post.story, post.account)
        if delivery is not None:
            refuse_gone(as_it_stands(post, "", delivery))
        self.newsroom.store.calendar.drop(post.story, post.account)

    def _delivery(self, story: str, account: str) -> Delivery | None:
        found = self.newsroom.store.outbox.deliveries(POST, story, account)
        return found[0] if found else None

    def fill(self, edition: Edition) -> tuple[Queued, ...]:
        """Put a draft of each story for each account into the queue, the first into free slots; what is there stays."""
        made = []
        for account in self.accounts():
            slots = iter(account.slots)
            for pick in edition.picks:
                if self.newsroom.store.calendar.post(pick.story.id, account.id) is not None:
                    continue
                slot = next(slots, None)  # those that find none wait for the editor to give them one
                text = self._written(pick, edition, account.network)
                post = Queued(pick.story.id, account.id, account.network, text.text, edition.slug, text.link, slot)
                made.append(self.put(post))
        return tuple(made)

    def _written(self, pick: Pick, edition: Edition, network: str) -> Post:
        from curator.checks import NETWORKS
        from curator.render.posts import render_posts

        name = network if network in NETWORKS else "facebook"
        return render_posts(pick, self.config, edition, networks=(name,))[0]

    def checked(self, post: Queued) -> Checked:
        """Return everything that is not right about a post."""
        from curator.services.check import check_posts, read_rules

        edition, pick = self._pick(post)
        shown = replace(self._written(pick, edition, post.network), text=post.text, link=post.link)
        shown = replace(shown, network=post.network, findings=self._findings(post, pick))
        return check_posts([shown], read_rules(self.config.folder), self.newsroom.archive.marks(), self.now)

    def _findings(self, post: Queued, pick: Pick) -> tuple[Finding, ...]:
        from curator.checks import (
            NETWORKS,
            check_boilerplate,
            check_cost,
            check_limits,
            check_mentions,
            network_for,
        )

        place = f"{post.network} post"
        found = (*check_boilerplate(post.text, pick.title, place), *check_mentions(post.text, place=place))
        if post.network not in NETWORKS:
            return found
        network = network_for(post.network)
        # A server tells its own limit when it is asked; the poster holds what it would not take.
        limits = () if post.network == "mastodon" else check_limits(post.text, network, place)
        budget = next((one.budget for one in self.config.accounts if one.id == post.account), 0.0)
        return (*found, *limits, *check_cost(post.text, network, budget, place))

    def _pick(self, post: Queued) -> tuple[Edition, Pick]:
        edition = self.newsroom.archive.edition(post.edition)
        pick = next((one for one in edition.picks if one.story.id == post.story), None) if edition else None
        if edition is None or pick is None:
            raise NotFound("its story stands in no edition any more.", about=f"{post.story} {post.account}")
        return edition, pick

    def dispatch(self, post: Queued) -> Dispatch:
        """Return a post ready for its network: with its card and picture."""
        from curator.services.deliver import kit_pictures

        edition, pick = self._pick(post)
        written = self._written(pick, edition, post.network)
        picture = kit_pictures(self.config, replace(edition, picks=(pick,))).get(pick.story.id)
        return Dispatch(
            key=short_hash(f"{post.story}\n{post.account}"),
            day=edition.day,
            text=post.text,
            language=written.language,
            link=post.link,
            title=written.card.title,
            description=written.card.description,
            picture=picture[1] if picture else b"",
            alt=written.card.alt or pick.title,
        )

    def due(self) -> tuple[tuple[Queued, ...], tuple[Held, ...]]:
        """Return the posts that go out now, and the approved ones that stay, each with its reason."""
        ledger = self.newsroom.store.outbox.deliveries(POST)
        return due(self.posts(*EVER), ledger, self.config.posting, self.zone, self.now)

    def settle(self) -> tuple[Delivery, ...]:
        """Look for the posts that were left open."""
        return tuple(settle_open(self.newsroom.store.outbox, self.posters, self._dispatch_of, self.now))

    def _dispatch_of(self, delivery: Delivery) -> Dispatch | None:
        try:
            return self.dispatch(self.find(delivery.subject, delivery.target))
        except NotFound:
            return None

    def send(
        self, posts: tuple[Queued, ...], clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> Iterator[Outcome[Queued, Delivery]]:
        """Post what is approved, each once; what must not leave stays, with its findings as an error.

        Raises `Restored` where this store may not know what is out.
        """
        store = self.newsroom.store
        witness = Witness(store.outbox, store.database.path, store.installation)
        witness.ask()
        for post in posts:
            try:
                yield self._send(post, clock)
            except CuratorError as error:
                yield Outcome(post, error=error)
        witness.note()

    def _send(self, post: Queued, clock: Callable[[], datetime]) -> Outcome[Queued, Delivery]:
        from curator.services.check import Withheld

        if post.state is not PostState.APPROVED:
            raise UsageError("this post is not approved as it stands.", about=f"{post.story} {post.account}")
        if held := self.checked(post).held:
            raise Withheld(held, about=post.account)
        by = self.config.journal.editor
        return send_post(post, self.dispatch(post), self.posters[post.account], self.newsroom.store.outbox, by, clock)

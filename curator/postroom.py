"""The posts on their way: the queue that the desk shows, and the way out to each account.

The composition root for posts, on top of the newsroom.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from curator.config.sending import clock
from curator.errors import CuratorError, NotFound, UsageError
from curator.i18n import N_
from curator.model import Delivery, DeliveryState, Edition, PostState, Queued, short_hash
from curator.newsroom import Newsroom
from curator.outbox import resend
from curator.outbox.slots import free_slots
from curator.ports import Account, Dispatch, Outcome, Poster
from curator.posters import Standing, keep_token, poster_of, standing_of, token_ends
from curator.proofs import Proofs
from curator.services.post import (
    EVER,
    POST,
    Held,
    approval,
    as_it_stands,
    due,
    lateness,
    refuse_gone,
    send_post,
    settle_open,
)
from curator.store.witness import Witness


class Postroom:
    """`ports.Queue` on the store, and what sends from it; one journal at one moment."""

    def __init__(self, newsroom: Newsroom, posters: Mapping[str, Poster] | None = None) -> None:
        """Take the newsroom; `posters` by account stand in for those of the settings."""
        self.newsroom = newsroom
        self.config = newsroom.config
        self.now = newsroom.now
        self._posters = dict(posters or {})
        self.proofs = Proofs(newsroom)
        self.zone = ZoneInfo(self.config.journal.timezone)

    def poster(self, account: str) -> Poster:
        """Return the way out to an account; raises `CuratorError` where its secret is missing or cannot be used."""
        if account not in self._posters:
            self._posters[account] = poster_of(self.proofs.account(account), self.newsroom.web, self.now)
        return self._posters[account]

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
                budget=self.proofs.budget(one),
                expires=token_ends(one, self.newsroom.web, self.now),
            )
            for one in self.proofs.served
        )

    def standing(self) -> tuple[Standing, ...]:
        """Return how each account of the settings stands; nobody is asked for it."""
        return tuple(standing_of(one, self.newsroom.web, self.now) for one in self.config.accounts)

    def posts(self, since: datetime, until: datetime) -> tuple[Queued, ...]:
        """Return the posts with a slot in the period, and all without one, by slot."""
        ledger = {(one.subject, one.target): one for one in self.newsroom.store.outbox.deliveries(POST)}
        stored = self.newsroom.store.calendar.posts(since, until)
        return tuple(as_it_stands(post, approved, ledger.get((post.story, post.account))) for post, approved in stored)

    def find(self, story: str, account: str) -> Queued:
        """Return one post as it stands; raises `NotFound`."""
        stored = self.newsroom.store.calendar.post(story, account)
        if stored is None:
            raise NotFound(N_("there is no such post."), about=f"{story} {account}", remedy=N_("See: curator post"))
        return as_it_stands(*stored, self._delivery(story, account))

    def put(self, post: Queued) -> Queued:
        """Store a post under (story, account), replacing an earlier state of it, and return it as stored.

        An approval is bound to the exact text and link: state `APPROVED` gives
        it, any other voids it. A post that was refused may go again once it is
        approved anew. Raises `UsageError` for a post that is on its way or out,
        for a slot that is taken, and for an account that nobody knows;
        `Withheld` where an approval is given to what must not leave.
        """
        self.proofs.account(post.account)
        delivery = self._delivery(post.story, post.account)
        if delivery is not None:
            refuse_gone(as_it_stands(post, "", delivery))
        approves = post.state is PostState.APPROVED
        if approves:
            self.proofs.hold(post)
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
                text = self.proofs.written(pick, edition, account.network)
                post = Queued(pick.story.id, account.id, account.network, text.text, edition.slug, text.link, slot)
                made.append(self.put(post))
        return tuple(made)

    def dispatch(self, post: Queued) -> Dispatch:
        """Return a post ready for its network: with its card and picture."""
        from curator.services.deliver import kit_pictures

        edition, pick = self.proofs.pick(post)
        written = self.proofs.written(pick, edition, post.network)
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
            picture_at=self._shown_at(picture[0]) if picture else "",
            alt=written.card.alt or pick.title,
        )

    def _shown_at(self, file: str) -> str:
        """Return where readers find a picture of the journal, "" where the journal has no address."""
        base = self.config.journal.base_url.rstrip("/")
        return f"{base}/pictures/{file}" if base else ""

    def due(self) -> tuple[tuple[Queued, ...], tuple[Held, ...]]:
        """Return the posts that go out now, and the approved ones that stay, each with its reason."""
        ledger = self.newsroom.store.outbox.deliveries(POST)
        posts = self.posts(*EVER)
        articles, waiting = self._articles(posts, ledger), self.newsroom.clearance.waiting
        return due(posts, ledger, self.config.posting, self.zone, self.now, articles, waiting)

    def _articles(self, posts: tuple[Queued, ...], ledger: tuple[Delivery, ...]) -> dict[str, frozenset[str]]:
        """Return the articles of the stories that are due or were posted within the cool-down, by story."""
        since = self.now - timedelta(days=self.config.posting.cooldown_days)
        recent = {one.subject for one in ledger if one.at is not None and one.at > since}
        wanted = {
            post.story: post.edition for post in posts if post.story in recent or post.state is PostState.APPROVED
        }
        found: dict[str, frozenset[str]] = {}
        for slug in set(wanted.values()):
            edition = self.newsroom.archive.edition(slug)
            for pick in edition.picks if edition else ():
                if wanted.get(pick.story.id) == slug:
                    found[pick.story.id] = frozenset(article.id for article in pick.story.articles)
        return found

    def settle(self) -> tuple[Delivery, ...]:
        """Look for the posts that were left open."""
        return tuple(settle_open(self.newsroom.store.outbox, self._poster_or_none, self._dispatch_of, self.now))

    def keep_tokens(self) -> None:
        """Renew the tokens that end unless they are renewed, where a week has passed; others are left alone."""
        for account in self.proofs.served:
            keep_token(account, self.newsroom.web, self.now)

    def _poster_or_none(self, account: str) -> Poster | None:
        try:
            return self.poster(account)
        except CuratorError:  # no secret, no account any more: what was left open stays so
            return None

    def _dispatch_of(self, delivery: Delivery) -> Dispatch | None:
        try:
            return self.dispatch(self.find(delivery.subject, delivery.target))
        except NotFound:
            return None

    def send(
        self, posts: tuple[Queued, ...], clock: Callable[[], datetime] | None = None
    ) -> Iterator[Outcome[Queued, Delivery]]:
        """Post what is approved, each once; what must not leave stays, with its findings as an error.

        `clock` tells the time instead of the newsroom's. Raises `Restored` where this store may not know what is out.
        """
        store = self.newsroom.store
        witness = Witness(store.outbox, store.database.path, store.installation)
        witness.ask()
        for post in posts:
            try:
                yield self._send(post, clock or self.newsroom.clock)
            except CuratorError as error:
                yield Outcome(post, error=error)
        witness.note()

    def _send(self, post: Queued, clock: Callable[[], datetime]) -> Outcome[Queued, Delivery]:
        refuse_gone(post)
        if post.state is not PostState.APPROVED:
            raise UsageError(N_("this post is not approved as it stands."), about=f"{post.story} {post.account}")
        self.newsroom.clearance.hold_early(post.edition)
        self.proofs.hold(post)
        self.proofs.hold_dead(post)
        by, poster = self.config.journal.editor, self.poster(post.account)
        late = lateness(post, self.config.posting, clock())
        return send_post(post, self.dispatch(post), poster, self.newsroom.store.outbox, by, clock, late=late)

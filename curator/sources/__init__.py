"""Fetchers, one module a kind of source: how it is asked, and how its answer is understood."""

from __future__ import annotations

from collections.abc import Callable

from curator.ports import Fetcher


def _feed() -> Fetcher:
    from curator.sources.feed import FeedFetcher

    return FeedFetcher()


def _mastodon() -> Fetcher:
    from curator.sources.mastodon import MastodonFetcher

    return MastodonFetcher()


def _bluesky() -> Fetcher:
    from curator.sources.bluesky import BlueskyFetcher

    return BlueskyFetcher()


def _mailbox() -> Fetcher:
    from curator.sources.mailbox import MailboxFetcher

    return MailboxFetcher()


FETCHERS: dict[str, Callable[[], Fetcher]] = {
    "feed": _feed,
    "mastodon": _mastodon,
    "bluesky": _bluesky,
    "mailbox": _mailbox,
}
"""What makes a fetcher of each kind."""

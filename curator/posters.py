"""Accounts of the settings into ways out: the only one who knows each network's class."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from curator.config.outward import AccountSettings
from curator.config.secrets import Secret, find_secret, the_secret
from curator.ports import Blog, Poster, Web
from curator.store.witness import state_home

if TYPE_CHECKING:
    from curator.accounts.renewed import RenewedToken

Maker = Callable[[AccountSettings, Web, Secret, datetime], Poster]


def poster_of(account: AccountSettings, web: Web, now: datetime) -> Poster:
    """Return the way out to an account; raises `NotFound` for a secret that is not kept."""
    maker = _MAKERS[account.via or account.network]
    return maker(account, web, the_secret(secret_name(account), account.id), now)


def secret_name(account: AccountSettings) -> str:
    """Return what the account's secret is kept under."""
    return account.secret or account.via or account.network


def token_ends(account: AccountSettings, web: Web, now: datetime) -> datetime | None:
    """Return when the account's token ends, as far as anybody knows; nobody is asked for it."""
    if account.expires:
        return datetime.fromisoformat(account.expires).replace(tzinfo=UTC)
    if account.network == "threads" and not account.via:
        kept = find_secret(secret_name(account))
        return renewed(account, web, kept, now).expires if kept else None
    return None


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account of the settings stands; nobody is asked for it."""

    id: str
    network: str
    via: str
    name: str
    """Of its secret."""
    secret: bool
    """Whether that is kept."""
    days: int | None
    """Until its token ends; None: it does not, or nobody knows."""


def standing_of(account: AccountSettings, web: Web, now: datetime) -> Standing:
    """Return how an account stands; raises `CuratorError` for a secret that others can read."""
    kept, ends = find_secret(secret_name(account)), token_ends(account, web, now)
    days = (ends - now).days if ends else None
    return Standing(account.id, account.network, account.via, secret_name(account), kept is not None, days)


def keep_token(account: AccountSettings, web: Web, now: datetime) -> None:
    """Renew the account's token where that is due, so that one on which nothing is posted for long does not end."""
    kept = find_secret(secret_name(account)) if account.network == "threads" and not account.via else None
    if kept is not None:
        renewed(account, web, kept, now).current()


def renewed(account: AccountSettings, web: Web, secret: Secret, now: datetime) -> RenewedToken:
    """Return a token that is renewed before it ends."""
    from curator.accounts.renewed import RenewedToken

    return RenewedToken(web, account.server, secret, state_home() / "sessions", now)


def _mastodon(account: AccountSettings, web: Web, secret: Secret, now: datetime) -> Poster:
    from curator.publish.mastodon import MastodonPoster

    return MastodonPoster(web, account.server, secret)


def _bluesky(account: AccountSettings, web: Web, secret: Secret, now: datetime) -> Poster:
    from curator.publish.bluesky import BlueskyPoster

    return BlueskyPoster(web, account.server, account.handle, secret, state_home() / "sessions")


def _linkedin(account: AccountSettings, web: Web, secret: Secret, now: datetime) -> Poster:
    from curator.publish.linkedin import LinkedInPoster

    return LinkedInPoster(web, account.server, secret)


def _x(account: AccountSettings, web: Web, secret: Secret, now: datetime) -> Poster:
    from curator.publish.x import XPoster

    return XPoster(web, account.server, secret)


def _threads(account: AccountSettings, web: Web, secret: Secret, now: datetime) -> Poster:
    from curator.publish.threads import ThreadsPoster

    return ThreadsPoster(web, renewed(account, web, secret, now))


def _facebook(account: AccountSettings, web: Web, secret: Secret, now: datetime) -> Poster:
    from curator.publish.facebook import FacebookPoster

    return FacebookPoster(web, account.server, account.handle, secret)


def _telegram(account: AccountSettings, web: Web, secret: Secret, now: datetime) -> Poster:
    from curator.publish.telegram import TelegramPoster

    return TelegramPoster(web, account.server, account.handle, secret)


def _hook(account: AccountSettings, web: Web, secret: Secret, now: datetime) -> Poster:
    from curator.publish.webhook import WebhookPoster

    return WebhookPoster(web, account.network, secret)


def _buffer(account: AccountSettings, web: Web, secret: Secret, now: datetime) -> Poster:
    from curator.publish.buffer import BufferPoster

    return BufferPoster(web, account.server, account.network, account.channel, secret)


def _postiz(account: AccountSettings, web: Web, secret: Secret, now: datetime) -> Poster:
    from curator.publish.postiz import PostizPoster

    return PostizPoster(web, account.server, account.network, account.channel, secret)


def blog_of(account: AccountSettings, web: Web) -> Blog:
    """Return the way to a blog; raises `NotFound` for a secret that is not kept."""
    from curator.publish.wordpress import WordPressBlog

    return WordPressBlog(web, account.server, account.handle, the_secret(secret_name(account), account.id))


_MAKERS: dict[str, Maker] = {
    "mastodon": _mastodon,
    "bluesky": _bluesky,
    "linkedin": _linkedin,
    "x": _x,
    "threads": _threads,
    "facebook": _facebook,
    "telegram": _telegram,
    "discord": _hook,
    "slack": _hook,
    "webhook": _hook,
    "buffer": _buffer,
    "postiz": _postiz,
}
"""By network or bridge."""

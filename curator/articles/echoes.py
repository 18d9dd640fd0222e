"""What we sent out ourselves, known again when it comes back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from curator.articles.urls import canonical
from curator.model import Entry


@dataclass(frozen=True, slots=True)
class Own:
    """The journal's own voice elsewhere."""

    site: str = ""
    """Where the journal stands."""
    posts: frozenset[str] = frozenset()
    """Addresses of its posts, as `post_key`."""
    links: frozenset[str] = frozenset()
    """Canonical addresses that its posts pointed to."""
    handles: frozenset[str] = frozenset()
    """Its accounts, as `handle_key`."""
    takes_own: bool = True
    """Whether what its accounts share by hand is taken."""

    def is_echo(self, entry: Entry) -> bool:
        """Return whether an entry is our own post, somebody's passing it on, or a link to the journal itself.

        Of what our accounts share by hand, only what the journal posted too is one.
        """
        if self.site and _is_below(entry.address, self.site):
            return True
        sharer = entry.sharer
        if sharer is None:
            return bool(self.posts and entry.address) and post_key(entry.address) in self.posts
        if sharer.address and post_key(sharer.address) in self.posts:
            return True
        if not {handle_key(sharer.handle), handle_key(sharer.author_handle)} & self.handles:
            return False
        return not self.takes_own or canonical(entry.address) in self.links


def own_voice(site: str, receipts: Iterable[str], links: Iterable[str], handles: Iterable[str], takes_own: bool) -> Own:
    """Return the journal's own voice; `receipts` are the addresses of posts that went out, `links` where they led."""
    return Own(
        site=site,
        posts=frozenset(post_key(address) for address in receipts if address.startswith("http")),
        links=frozenset(canonical(link) for link in links if link),
        handles=frozenset(handle_key(handle) for handle in handles if handle),
        takes_own=takes_own,
    )


def post_key(address: str) -> str:
    """Return what is the same in all addresses of one post: its server and its last part.

    Of a post on Bluesky the part before may be the account's handle or its lasting name.
    """
    parts = urlsplit(address)
    return f"{parts.netloc.lower().removeprefix('www.')} {parts.path.rstrip('/').rpartition('/')[2]}"


def handle_key(handle: str) -> str:
    """Return a handle as it is compared: without the "@" before it, in small letters."""
    return handle.lstrip("@").casefold()


def _is_below(address: str, site: str) -> bool:
    here, home = canonical(address), canonical(site)
    return bool(home) and (here == home or here.startswith(home.rstrip("/") + "/"))

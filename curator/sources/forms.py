"""What an address says of its source by its form alone: a timeline, a list, a tag, an account, a mailbox."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlsplit

from curator.errors import UsageError
from curator.i18n import N_
from curator.model import Source, short_hash
from curator.sources import bluesky, mastodon
from curator.sources.mailbox import fetcher as mailbox

_HANDLE = re.compile(r"@?([\w.-]{1,100})@([\w-]+(?:\.[\w-]+)+(?::\d+)?)")
_TAG = re.compile(r"#?([\w]{1,100})@([\w-]+(?:\.[\w-]+)+(?::\d+)?)")
_BLUESKY_HELP = N_("Write bluesky:timeline, bluesky:@name, bluesky:search WORDS, or the address of a page at bsky.app.")
_MASTODON_HELP = N_("Write mastodon:home@SERVER, mastodon:#tag@SERVER, @name@SERVER, or the address of the page.")

PRIVATE: dict[str, Callable[[str], bool]] = {
    "mastodon": mastodon.needs_key,
    "bluesky": bluesky.needs_key,
    "mailbox": mailbox.needs_key,
}


def is_private(source: Source) -> bool:
    """Return whether a source is shown to one account alone."""
    return source.kind in PRIVATE and PRIVATE[source.kind](source.address)


def understood(address: str, server: str = "") -> Source | None:
    """Return the source that an address is of, by its form, with the address of its page; None for any other.

    `server` is the Mastodon server that short forms without one mean. Whether
    an account or a tag can be read so is only known once its server is asked.
    Raises `UsageError` for a short form that says too little.
    """
    said = address.strip()
    short = said.partition(":")
    if short[0].lower() == "bluesky" and not short[2].startswith("//"):
        return _source(_bluesky(short[2].strip(), said), "bluesky")
    if short[0].lower() == "mastodon" and not short[2].startswith("//"):
        return _source(_mastodon(short[2].strip(), server, said), "mastodon")
    if mailbox.fits(said):
        return _source(said, "mailbox")
    if box := _box(said):
        return _source(f"mailbox:{box}", "mailbox")
    if said.startswith(("./", "../", "/", "~")):
        raise UsageError(N_("this is neither an mbox file nor a Maildir."), about=said)
    if said.startswith("@") and (found := _HANDLE.fullmatch(said)):
        return _source(f"https://{found[2]}/@{found[1]}", "mastodon")
    page = said if "://" in said else f"https://{said}"
    try:
        host = urlsplit(page).hostname or ""
    except ValueError:
        return None
    if host.removeprefix("www.") == "bsky.app":
        page = page.replace("://www.", "://", 1).replace("http://", "https://", 1)
        return _source(page, "bluesky") if bluesky.fits(page) else None
    if ("." in host or host == "localhost") and mastodon.fits(page):
        return _source(page, "mastodon")
    return None


def _source(address: str, kind: str) -> Source:
    return Source(short_hash(address), address, kind=kind)


def _bluesky(said: str, whole: str) -> str:
    word, _, rest = said.partition(" ")
    if word.lower() in ("timeline", "home", "following"):
        return "https://bsky.app/"
    if word.lower() == "search" and rest.strip():
        return f"https://bsky.app/search?q={quote(rest.strip())}"
    if said.startswith("#") and len(said) > 1:
        return f"https://bsky.app/hashtag/{quote(said[1:])}"
    if said.startswith("@") and "." in said:
        return f"https://bsky.app/profile/{said[1:]}"
    raise UsageError(
        N_("this is no address of Bluesky's."),
        about=whole,
        remedy=_BLUESKY_HELP,
    )


def _mastodon(said: str, server: str, whole: str) -> str:
    if said.lower() in ("home", "timeline") and server:
        return f"{server.rstrip('/')}/home"
    if found := re.fullmatch(r"(?:home|timeline)@(.+)", said, re.IGNORECASE):
        return f"https://{found[1]}/home"
    if said.startswith("@") and (found := _HANDLE.fullmatch(said)):
        return f"https://{found[2]}/@{found[1]}"
    if said.startswith("#") and (found := _TAG.fullmatch(said)):
        return f"https://{found[2]}/tags/{found[1]}"
    if said.startswith("#") and server:
        return f"{server.rstrip('/')}/tags/{quote(said[1:])}"
    raise UsageError(
        N_("this is no address of a Mastodon server's."),
        about=whole,
        remedy=_MASTODON_HELP,
    )


def _box(said: str) -> str:
    """Return the path of a mailbox on this machine, "" for anything else."""
    if "://" in said or len(said) > 4_000:
        return ""
    path = Path(said).expanduser()
    try:
        if (path / "cur").is_dir() and (path / "new").is_dir():
            return str(path.absolute())
        if path.is_file():
            with path.open("rb") as stream:
                return str(path.absolute()) if stream.read(5) == b"From " else ""
    except OSError:
        return ""
    return ""

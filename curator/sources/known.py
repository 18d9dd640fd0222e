"""Feeds whose address follows from the address of a profile, channel, tag or repository."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, urlsplit

_FEED = re.compile(r"(?:\.(?:rss|atom|xml|rdf|json)|/(?:rss|feed|atom|feeds?(?:/.*)?))/?$", re.IGNORECASE)
_NAME = re.compile(r"[\w.-]{1,100}")
_SERVERS = re.compile(
    r"mastodon|mstdn|fosstodon|hachyderm|(?:^|\.)(?:infosec\.exchange|mas\.to|mamot\.fr|piaille\.fr|toot\.\w+|social\.\w+)$"
    r"|\.social$"
)
_CLOSED = frozenset(
    {"tiktok.com", "threads.net", "threads.com", "instagram.com", "facebook.com", "x.com", "twitter.com"}
)
_GITHUB_OWN = frozenset(
    {
        *(
            "about",
            "features",
            "topics",
            "trending",
            "explore",
            "marketplace",
            "sponsors",
            "settings",
            "login",
            "search",
        ),
        *("orgs", "collections", "pricing", "apps", "enterprise", "security", "customer-stories", "notifications"),
    }
)


@dataclass(frozen=True, slots=True)
class _Place:
    """An address, taken apart."""

    host: str
    steps: tuple[str, ...]
    query: Mapping[str, Sequence[str]]

    def first(self, name: str) -> str:
        """Return the first value of a parameter, quoted, "" where there is none."""
        return quote(next(iter(self.query.get(name, ())), ""), safe="")


def known_feed(address: str) -> str | None:
    """Return the feed of an address whose form is known, None otherwise and for what is a feed already.

    Knows Mastodon accounts ("@name@host" too) and tags, Bluesky, Reddit,
    YouTube channels, playlists and users (a channel's @name leads to its page,
    which names the feed), Hacker News, Lobsters, GitHub, GitLab, Codeberg,
    Medium, Substack, WordPress.com, Blogspot, Tumblr, DEV, Stack Overflow tags,
    PyPI, arXiv lists, Vimeo, Letterboxd. Nothing is asked of the web.
    """
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or "." not in host or _FEED.search(parts.path):
        return None
    if parts.netloc.startswith("@"):
        name = parts.netloc[1:].partition("@")[0]
        return f"https://{host}/@{name}.rss" if _NAME.fullmatch(name) else None
    plain = re.sub(r"^(?:www|m|old|mobile)\.", "", host)
    place = _Place(plain, tuple(step for step in parts.path.split("/") if step), parse_qs(parts.query))
    if plain in _CLOSED:
        return None
    for domain, rule in _RULES.items():
        if plain == domain or plain.endswith(f".{domain}"):
            return rule(place)
    return _fediverse(place)


def _fediverse(place: _Place) -> str | None:
    match place.steps:
        case (name,) | (name, "media" | "with_replies" | "featured") if name.startswith("@"):
            user, _, home = name[1:].partition("@")
            return f"https://{home or place.host}/@{user}.rss" if _NAME.fullmatch(user) else None
        case ("users", user) if _SERVERS.search(place.host):
            return f"https://{place.host}/@{user}.rss"
        case ("tags", tag) if _SERVERS.search(place.host):
            return f"https://{place.host}/tags/{tag}.rss"
    return None


def _bluesky(place: _Place) -> str | None:
    match place.steps:
        case ("profile", handle, *_):
            return f"https://bsky.app/profile/{handle}/rss"
    return None


def _reddit(place: _Place) -> str | None:
    match place.steps:
        case ():
            return "https://www.reddit.com/.rss"
        case ("u" | "user", name, *_):
            return f"https://www.reddit.com/user/{name}/.rss"
        case ("r", *_):
            return f"https://www.reddit.com/{'/'.join(place.steps)}/.rss"
    return None


def _youtube(place: _Place) -> str | None:
    feed = "https://www.youtube.com/feeds/videos.xml"
    if playlist := place.first("list"):
        return f"{feed}?playlist_id={playlist}"
    match place.steps:
        case ("channel", channel, *_):
            return f"{feed}?channel_id={channel}"
        case ("user", name, *_):
            return f"{feed}?user={name}"
    return None


def _hacker_news(place: _Place) -> str | None:
    match place.steps:
        case () | ("news",):
            return "https://news.ycombinator.com/rss"
        case (("newest" | "best" | "ask" | "show" | "jobs") as page,):
            return f"https://hnrss.org/{page}"
        case (("user" | "item" | "threads" | "submitted") as page,) if place.first("id"):
            return f"https://hnrss.org/{page}?id={place.first('id')}"
    return None


def _lobsters(place: _Place) -> str | None:
    return f"https://lobste.rs/{'/'.join(place.steps)}.rss" if place.steps else "https://lobste.rs/rss"


def _github(place: _Place) -> str | None:
    if place.host != "github.com" or not place.steps or place.steps[0] in _GITHUB_OWN:
        return None
    match place.steps:
        case (owner,):
            return f"https://github.com/{owner}.atom"
        case (owner, repository) | (owner, repository, "releases", *_):
            return f"https://github.com/{owner}/{repository}/releases.atom"
        case (owner, repository, "tags"):
            return f"https://github.com/{owner}/{repository}/tags.atom"
        case (owner, repository, "commits" | "tree", *branch):
            path = f"/{'/'.join(branch)}" if branch else ""
            return f"https://github.com/{owner}/{repository}/commits{path}.atom"
    return None


def _gitlab(place: _Place) -> str | None:
    match place.steps:
        case (owner,):
            return f"https://{place.host}/{owner}.atom"
        case (_, _, *_) if "-" not in place.steps:
            return f"https://{place.host}/{'/'.join(place.steps)}/-/tags?format=atom"
    return None


def _codeberg(place: _Place) -> str | None:
    match place.steps:
        case (owner,):
            return f"https://codeberg.org/{owner}.rss"
        case (owner, repository, *_):
            return f"https://codeberg.org/{owner}/{repository}/releases.rss"
    return None


def _medium(place: _Place) -> str | None:
    if place.host != "medium.com":
        return f"https://{place.host}/feed"
    match place.steps:
        case ("tag", tag, *_):
            return f"https://medium.com/feed/tag/{tag}"
        case (name, *_) if name not in {"p", "m", "me", "search", "tag"}:
            return f"https://medium.com/feed/{name}"
    return None


def _substack(place: _Place) -> str | None:
    return None if place.host == "substack.com" else f"https://{place.host}/feed"


def _wordpress(place: _Place) -> str | None:
    if place.host == "wordpress.com":
        return None
    match place.steps:
        case ("category" | "tag" | "author", *_):
            return f"https://{place.host}/{'/'.join(place.steps)}/feed/"
    return f"https://{place.host}/feed/"


def _blogspot(place: _Place) -> str | None:
    return f"https://{place.host}/feeds/posts/default"


def _tumblr(place: _Place) -> str | None:
    if place.host != "tumblr.com":
        return f"https://{place.host}/rss"
    return f"https://{place.steps[0]}.tumblr.com/rss" if len(place.steps) == 1 else None


def _dev(place: _Place) -> str | None:
    match place.steps:
        case ():
            return "https://dev.to/feed"
        case ("t", tag, *_):
            return f"https://dev.to/feed/tag/{tag}"
        case (name,):
            return f"https://dev.to/feed/{name}"
    return None


def _stack_overflow(place: _Place) -> str | None:
    match place.steps:
        case ("questions", "tagged", tag, *_):
            return f"https://{place.host}/feeds/tag?tagnames={tag}&sort=newest"
    return None


def _pypi(place: _Place) -> str | None:
    match place.steps:
        case ("project", name, *_):
            return f"https://pypi.org/rss/project/{name}/releases.xml"
    return None


def _arxiv(place: _Place) -> str | None:
    match place.steps:
        case ("list", subject, *_):
            return f"https://rss.arxiv.org/rss/{subject}"
    return None


def _vimeo(place: _Place) -> str | None:
    match place.steps:
        case (name,) if not name.isdigit():
            return f"https://vimeo.com/{name}/videos/rss"
    return None


def _letterboxd(place: _Place) -> str | None:
    return f"https://letterboxd.com/{place.steps[0]}/rss/" if len(place.steps) == 1 else None


_RULES: dict[str, Callable[[_Place], str | None]] = {
    "bsky.app": _bluesky,
    "reddit.com": _reddit,
    "youtube.com": _youtube,
    "news.ycombinator.com": _hacker_news,
    "lobste.rs": _lobsters,
    "github.com": _github,
    "gitlab.com": _gitlab,
    "codeberg.org": _codeberg,
    "medium.com": _medium,
    "substack.com": _substack,
    "wordpress.com": _wordpress,
    "blogspot.com": _blogspot,
    "tumblr.com": _tumblr,
    "dev.to": _dev,
    "stackoverflow.com": _stack_overflow,
    "pypi.org": _pypi,
    "arxiv.org": _arxiv,
    "vimeo.com": _vimeo,
    "letterboxd.com": _letterboxd,
}

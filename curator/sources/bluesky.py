"""Timeline, lists, feeds, authors and searches of Bluesky, read for the links in their posts.

https://docs.bsky.app/docs/category/http-reference

A source's address is that of its page: https://bsky.app/ (the timeline),
/profile/NAME, /profile/NAME/lists/KEY, /profile/NAME/feed/KEY, /search?q=WORDS,
/hashtag/WORD. Authors, lists and feeds are read as everybody may read them where
no account is named; the timeline and searches need one. Pages go from new to
old until the last post of the run before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from curator.articles.clean import one_line
from curator.articles.passing import Link, Shared, entries_of, moment, words_of
from curator.errors import ParseError
from curator.i18n import N_
from curator.model import Cause, Entry, Sharer, Source, SourceState
from curator.ports import Batch, Request, Response

SERVER = "https://bsky.social"
PUBLIC = "https://public.api.bsky.app"
"""Answers what everybody may read."""
PAGE = 100
"""Posts of one answer: what servers give at most."""
OLDEST = timedelta(days=14)
"""How far back a first run reads."""

_HOST = "bsky.app"
_PLACE = re.compile(
    r"(?P<home>/?)|/profile/(?P<who>[\w.:%-]{1,253})(?:/(?P<kind>lists|feed)/(?P<key>[\w.~:-]{1,512}))?/?|"
    r"/hashtag/(?P<tag>[^/?#]{1,100})/?|(?P<search>/search)/?"
)
_RESOLVE = "com.atproto.identity.resolveHandle"
_HIDDEN = "!no-unauthenticated"
"""An author's label who wants to be shown to people with an account only."""


def fits(address: str) -> bool:
    """Return whether the address has the form of a page that can be read."""
    parts = urlsplit(address)
    found = _PLACE.fullmatch(parts.path) if parts.hostname == _HOST else None
    return found is not None and (not found["search"] or bool(_words(address)))


def needs_key(address: str) -> bool:
    """Return whether what stands at this address is shown to accounts alone."""
    found = _PLACE.fullmatch(urlsplit(address).path)
    return bool(found and not found["who"])


class BlueskyFetcher:
    """Asks for timelines and takes the links out of them; implements `ports.Fetcher`."""

    kind = "bluesky"

    def request(self, source: Source, state: SourceState | None, now: datetime) -> Request:
        """Return the request for the newest posts; for somebody's list or feed, for the lasting name of its maker.

        Raises `ParseError` for an address that is no page of this kind.
        """
        place = _PLACE.fullmatch(urlsplit(source.address).path)
        if place is None or not fits(source.address):
            raise ParseError(N_("this is no page of Bluesky's."), cause=Cause.BAD_ADDRESS, about=source.address)
        since = state.cursor if state else ""
        who = unquote(place["who"] or "")
        if place["kind"]:
            if not who.startswith("did:"):
                return _request(source, _RESOLVE, {"handle": who}, since)
            return _request(source, *_of_maker(source, who), since)
        if who:
            return _request(source, "app.bsky.feed.getAuthorFeed", {"actor": who, "filter": "posts_no_replies"}, since)
        if place["home"] is not None:
            return _request(source, "app.bsky.feed.getTimeline", {}, since)
        words = f"#{unquote(place['tag'])}" if place["tag"] else _words(source.address)
        return _request(source, "app.bsky.feed.searchPosts", {"q": words, "sort": "latest"}, since)

    def parse(self, source: Source, response: Response, now: datetime) -> Batch:
        """Return the links that a page of posts holds, and where older posts are; raises `ParseError`."""
        told = _json(response.body)
        method = urlsplit(response.request.address).path.rpartition("/")[2]
        if method == _RESOLVE:
            name, query = _of_maker(source, str(told.get("did") or ""))
            return Batch(site=source.address, onward=_request(source, name, query, "").address)
        listed = told.get("posts") if method.endswith("searchPosts") else told.get("feed")
        if not isinstance(listed, list):
            raise ParseError(N_("the server gave no posts."), cause=Cause.NOT_A_FEED)
        items = list(_items(listed))
        entries: list[Entry] = []
        dropped = len(listed) - len(items)
        for item in items:
            try:
                entries += _entries(item, source.id)
            except (TypeError, ValueError, AttributeError, KeyError):
                dropped += 1
        first = "cursor=" not in response.request.address
        moments = [at for item in items if (at := _moment(item))]
        return Batch(
            title=_title(source, items),
            site=source.address,
            entries=tuple(entries),
            dropped=dropped,
            onward=_older(response, told, moments, now),
            newest=max(moments).isoformat() if first and moments else "",
        )


def _items(listed: list[Any]) -> Iterator[dict[str, Any]]:
    """Yield each post with why it stands in the timeline; in the answer to a search it stands alone."""
    for item in listed:
        post = item.get("post", item) if isinstance(item, dict) else None
        if isinstance(post, dict) and isinstance(post.get("author"), dict):
            reason = item.get("reason")
            yield {"post": post, "reason": reason if isinstance(reason, dict) else {}}


def _request(source: Source, method: str, query: Mapping[str, str], since: str) -> Request:
    base = (source.server or (SERVER if source.user else PUBLIC)).rstrip("/")
    paged = {} if method == _RESOLVE else {"limit": str(PAGE)}
    address = f"{base}/xrpc/{method}?{urlencode({**query, **paged}, quote_via=quote)}"
    return Request(address, subject=source.id, headers={"accept": "application/json"}, since=since)


def _of_maker(source: Source, did: str) -> tuple[str, dict[str, str]]:
    """Return how the list or feed that somebody made is asked for; raises `ParseError` where there is no maker."""
    place = _PLACE.fullmatch(urlsplit(source.address).path)
    if not did or place is None:
        raise ParseError(N_("there is no such account."), cause=Cause.MISSING, about=source.address)
    if place["kind"] == "lists":
        return "app.bsky.feed.getListFeed", {"list": f"at://{did}/app.bsky.graph.list/{place['key']}"}
    return "app.bsky.feed.getFeed", {"feed": f"at://{did}/app.bsky.feed.generator/{place['key']}"}


def _words(address: str) -> str:
    return " ".join(parse_qs(urlsplit(address).query).get("q", [""])[0].split())


def _json(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise ParseError(N_("the answer is no JSON: this server may not speak Bluesky's interface."))
    return told


def _title(source: Source, items: list[dict[str, Any]]) -> str:
    place = _PLACE.fullmatch(urlsplit(source.address).path)
    if place is None:
        return ""
    if place["kind"]:
        return f"{place['kind'].removesuffix('s')} {place['key']} · @{unquote(place['who'])}"
    if place["who"]:
        own = (item["post"]["author"] for item in items if not item["reason"])
        return next((one_line(str(one["displayName"]))[:200] for one in own if one.get("displayName")), "") or (
            f"@{unquote(place['who'])}"
        )
    if place["tag"] or place["search"]:
        return f"{'#' + unquote(place['tag']) if place['tag'] else _words(source.address)} · Bluesky"
    return f"Home · {source.user or 'Bluesky'}"


def _moment(item: Mapping[str, Any]) -> datetime | None:
    """Return when an item came into the timeline: when it was passed on, else when the post was seen first."""
    reason = item["reason"]
    if "reasonPin" in str(reason.get("$type")):
        return None  # it stands at the top, whenever it was posted
    return moment(reason.get("indexedAt")) or moment(item["post"].get("indexedAt"))


def _older(response: Response, told: Mapping[str, Any], moments: list[datetime], now: datetime) -> str:
    """Return the address of the page before, "" at the last post of the run before, at the end, and far back."""
    cursor = told.get("cursor")
    since = moment(response.request.since)
    method = urlsplit(response.request.address).path.rpartition("/")[2]
    if not cursor or not moments or max(moments) < now - OLDEST:
        return ""
    # A feed has an order of its own: after the first run its first page is what is new.
    if since is not None and (method.endswith("getFeed") or min(moments) <= since):
        return ""
    path, _, query = response.request.address.partition("?")
    kept = [part for part in query.split("&") if not part.startswith("cursor=")]
    return f"{path}?{'&'.join([*kept, urlencode({'cursor': str(cursor)})])}"


def _entries(item: Mapping[str, Any], source: str) -> Iterator[Entry]:
    """Yield an entry for each link of a post, or of the post that it passes on."""
    post, reason = item["post"], item["reason"]
    record = post.get("record") or {}
    author, handle, shown = _person(post["author"])
    by = reason.get("by") if "reasonRepost" in str(reason.get("$type")) else None
    name, by_handle, _ = _person(by) if by else (author, handle, True)
    key = str(post["uri"]).rpartition("/")[2]
    passed_on = bool(by) and by_handle != handle
    sharer = Sharer(
        name=name,
        handle=by_handle,
        address=f"https://{_HOST}/profile/{handle.removeprefix('@')}/post/{key}" if shown else "",
        words=_said(record) if shown else "",
        at=moment(reason.get("indexedAt")) if by else moment(record.get("createdAt")) or moment(post.get("indexedAt")),
        author=author if passed_on and shown else "",
        author_handle=handle if passed_on and shown else "",
    )
    guid = f"{post['uri']} {by_handle}" if by else str(post["uri"])
    links = tuple(_links(record, post.get("embed") or {}))
    yield from entries_of(Shared(guid, sharer, links, tuple(_tags(record))), source)


def _person(account: Mapping[str, Any]) -> tuple[str, str, bool]:
    """Return the name and handle of an account, and whether it wants to be shown to everybody."""
    handle = one_line(str(account.get("handle") or account.get("did") or ""))[:300]
    labels = {str(label.get("val")) for label in account.get("labels") or () if isinstance(label, dict)}
    return one_line(str(account.get("displayName") or handle))[:200], f"@{handle}", _HIDDEN not in labels


def _features(record: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Yield each facet's place in the text, in bytes, with what it is."""
    for facet in record.get("facets") or ():
        for feature in facet.get("features") or ():
            yield facet.get("index") or {}, feature


def _tags(record: Mapping[str, Any]) -> Iterator[str]:
    yield from (str(feature.get("tag")) for _, feature in _features(record) if feature.get("tag"))
    yield from (str(tag) for tag in record.get("tags") or ())


def _said(record: Mapping[str, Any]) -> str:
    """Return a post's text; where a link's words are an address, without them."""
    text = str(record.get("text") or "").encode()
    places = sorted(
        (int(index.get("byteStart", 0)), int(index.get("byteEnd", 0)))
        for index, feature in _features(record)
        if feature.get("uri")
    )
    for start, end in reversed(places):
        words = text[start:end].decode("utf-8", "replace")
        if 0 <= start < end and " " not in words.strip() and "." in words:
            text = text[:start] + text[end:]
    return words_of(text.decode("utf-8", "replace"))


def _links(record: Mapping[str, Any], shown: Mapping[str, Any]) -> Iterator[Link]:
    """Yield the links of a post: the card's, with what it says, and those in the text; of a quoted post, its card's."""
    card = _card(record.get("embed") or {})
    addresses = [str(feature["uri"]) for _, feature in _features(record) if feature.get("uri")]
    if card:
        picture = str((_card(shown) or {}).get("thumb") or "")
        yield Link(
            str(card.get("uri") or ""),
            str(card.get("title") or ""),
            str(card.get("description") or ""),
            picture=picture if picture.startswith("http") else "",
        )
    yield from map(Link, addresses)
    quoted = shown.get("record") or {}
    value = quoted.get("value") or (quoted.get("record") or {}).get("value") or {}
    if not card and not addresses and value:
        yield from _links(value, {})


def _card(embed: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the link card of an embed, beside pictures or alone."""
    found = embed.get("external") or (embed.get("media") or {}).get("external")
    return found if isinstance(found, dict) else None

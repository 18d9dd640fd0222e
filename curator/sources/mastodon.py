"""Timelines, lists, tags and accounts of Mastodon and what speaks its interface, read for the links in them.

https://docs.joinmastodon.org/methods/timelines/

A source's address is that of its page: https://social.example/home,
/lists/12, /tags/python, /@name. Accounts and tags are read as everybody may
read them; the home timeline and lists with a token of the scope `read`. Pages
go from new to old until the last post of the run before. What was not posted
for everybody is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from curator.articles.clean import one_line, parse_html, plain_text
from curator.articles.passing import Link, Shared, entries_of, moment, words_of
from curator.articles.redirectors import is_redirector
from curator.articles.urls import canonical
from curator.errors import ParseError
from curator.i18n import N_
from curator.model import Cause, Entry, Sharer, Source, SourceState
from curator.ports import Batch, Request, Response

PAGE = 40
"""Posts of one answer: what servers give at most."""
OLDEST = timedelta(days=14)
"""How far back a first run reads."""

_LOOKUP = "/api/v1/accounts/lookup"
_PLACE = re.compile(
    r"(?P<home>/home|/deck/home)/?|/lists/(?P<list>[\w-]{1,64})/?|/tags/(?P<tag>[^/?#]{1,100})/?|"
    r"/@(?P<account>[\w.-]{1,100}(?:@[\w.:-]{1,253})?)(?:/media|/with_replies)?/?"
)
_NEXT = re.compile(r'<([^>]+)>\s*;\s*rel="?next"?')
_PUBLIC = frozenset({"public", "unlisted", ""})


def needs_key(address: str) -> bool:
    """Return whether what stands at this address is shown to one account alone."""
    return bool((found := _PLACE.fullmatch(urlsplit(address).path)) and (found["home"] or found["list"]))


def fits(address: str) -> bool:
    """Return whether the address has the form of a page that can be read."""
    return bool(_PLACE.fullmatch(urlsplit(address).path))


class MastodonFetcher:
    """Asks for timelines and takes the links out of them; implements `ports.Fetcher`."""

    kind = "mastodon"

    def request(self, source: Source, state: SourceState | None, now: datetime) -> Request:
        """Return the request for the newest posts; for an account not read yet, for its number on the server.

        Raises `ParseError` for an address that is no page of this kind.
        """
        place = _PLACE.fullmatch(urlsplit(source.address).path)
        if place is None:
            raise ParseError(
                N_("this is no timeline, list, tag or account."), cause=Cause.BAD_ADDRESS, about=source.address
            )
        account, _, since = (state.cursor if state else "").rpartition("/")
        if place["account"] and not account:
            return _request(source, _LOOKUP, {"acct": place["account"]}, since)
        if place["account"]:
            return _request(source, *_of_account(account, since), since)
        if place["list"]:
            path = f"/api/v1/timelines/list/{quote(place['list'])}"
        else:
            path = f"/api/v1/timelines/tag/{place['tag']}" if place["tag"] else "/api/v1/timelines/home"
        return _request(source, path, _page(since), since)

    def parse(self, source: Source, response: Response, now: datetime) -> Batch:
        """Return the links that a page of posts holds, and where older posts are; raises `ParseError`."""
        told = _json(response.body)
        base = _base(response.request.address)
        if urlsplit(response.request.address).path == _LOOKUP:
            return _found(told, source, base)
        if not isinstance(told, list):
            raise ParseError(N_("the server gave no posts."), cause=Cause.NOT_A_FEED)
        posts = [post for post in told if isinstance(post, dict)]
        host = urlsplit(base).netloc
        entries: list[Entry] = []
        dropped = len(told) - len(posts)
        for post in posts:
            try:
                entries += _entries(post, source.id, host)
            except (TypeError, ValueError, AttributeError, KeyError):
                dropped += 1
        return Batch(
            title=_title(source, host),
            site=source.address,
            entries=tuple(entries),
            dropped=dropped,
            onward=_older(response, posts, now),
            newest=_newest(response.request.address, posts),
        )


def _request(source: Source, path: str, query: Mapping[str, str], since: str) -> Request:
    address = f"{_base(source.address)}{path}?{urlencode(query)}"
    return Request(address, subject=source.id, headers={"accept": "application/json"}, since=since)


def _base(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _page(since: str) -> dict[str, str]:
    return {"limit": str(PAGE)} | ({"since_id": since} if since else {})


def _of_account(account: str, since: str) -> tuple[str, dict[str, str]]:
    return f"/api/v1/accounts/{quote(account, safe='')}/statuses", {**_page(since), "exclude_replies": "false"}


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise ParseError(N_("the answer is no JSON: this server may not speak Mastodon's interface.")) from None


def _found(told: Any, source: Source, base: str) -> Batch:
    """Return the way from an account that was looked up to its posts."""
    account = str(told.get("id", "")) if isinstance(told, dict) else ""
    if not account:
        raise ParseError(N_("there is no such account."), cause=Cause.MISSING)
    path, query = _of_account(account, "")
    name = one_line(str(told.get("display_name") or ""))[:200]
    return Batch(title=name, site=source.address, onward=f"{base}{path}?{urlencode(query)}")


def _title(source: Source, host: str) -> str:
    place = _PLACE.fullmatch(urlsplit(source.address).path)
    if place is None or place["account"]:
        return f"@{place['account']}" if place else ""
    return f"#{place['tag']} · {host}" if place["tag"] else f"{'List' if place['list'] else 'Home'} · {host}"


def _older(response: Response, posts: list[dict[str, Any]], now: datetime) -> str:
    """Return the address of the page before, "" at the last post of the run before, at the end, and far back."""
    dates = [at for post in posts if (at := moment(post.get("created_at")))]
    found = _NEXT.search(response.headers.get("link", ""))
    if not posts or not dates or max(dates) < now - OLDEST:
        return ""
    last = str(posts[-1].get("id", ""))
    since = response.request.since
    if not last or (found is None and len(posts) < PAGE // 2):
        return ""
    # Its own address with max_id, and not the server's: that may lose since_id, or lead elsewhere.
    path, _, query = response.request.address.partition("?")
    kept = [part for part in query.split("&") if not part.startswith("max_id=")]
    return f"{path}?{'&'.join([*kept, urlencode({'max_id': last})])}" if last != since else ""


def _newest(address: str, posts: list[dict[str, Any]]) -> str:
    """Return the cursor after the first page: the account's number, where it is one's, and the newest post."""
    if not posts or "max_id=" in address:
        return ""
    found = re.search(r"/api/v1/accounts/([^/?]+)/statuses", address)
    return f"{found[1] if found else ''}/{posts[0].get('id', '')}"


def _entries(post: dict[str, Any], source: str, host: str) -> Iterator[Entry]:
    """Yield an entry for each link of a post, or of the post that it passes on."""
    inner = post.get("reblog") or None
    said = inner or post
    if str(said.get("visibility") or "") not in _PUBLIC or str(post.get("visibility") or "") not in _PUBLIC:
        return
    name, handle = _person(post.get("account") or {}, host)
    author, author_handle = _person(said.get("account") or {}, host) if inner else ("", "")
    content = str(said.get("content") or "")
    address = str(said.get("url") or said.get("uri") or "")
    sharer = Sharer(
        name=name,
        handle=handle,
        address=address,
        words=words_of(plain_text(str(said.get("spoiler_text") or "")) or plain_text(content)),
        at=moment(post.get("created_at")),
        author=author if author_handle != handle else "",
        author_handle=author_handle if author_handle != handle else "",
    )
    guid = str(said.get("uri") or said.get("id") or "")
    yield from entries_of(
        Shared(f"{guid} {handle}" if inner else guid, sharer, tuple(_links(said, content)), tuple(_tags(said))), source
    )


def _person(account: Mapping[str, Any], host: str) -> tuple[str, str]:
    """Return the name and the whole handle of an account."""
    acct = str(account.get("acct") or account.get("username") or "")
    home = urlsplit(str(account.get("url") or "")).netloc or host
    handle = f"@{acct}" if "@" in acct else f"@{acct}@{home}"
    return one_line(str(account.get("display_name") or acct))[:200], one_line(handle)[:300]


def _tags(said: Mapping[str, Any]) -> Iterator[str]:
    yield from (str(tag.get("name", "")).lstrip("#") for tag in said.get("tags") or () if isinstance(tag, dict))


def _links(said: Mapping[str, Any], content: str) -> Iterator[Link]:
    """Yield the links of a post; the first has what the card says of it."""
    own = {
        str(one.get("url", "")) for name in ("mentions", "media_attachments", "tags") for one in said.get(name) or ()
    }
    anchors = [address for address in _anchors(content) if address not in own]
    card = said.get("card") or {}
    carded = str(card.get("url") or "")
    told = Link(
        carded,
        str(card.get("title") or ""),
        plain_text(str(card.get("description") or "")),
        str(card.get("author_name") or ""),
        str(card.get("image") or ""),
    )
    if not anchors and carded:
        yield told
    keys = [canonical(address) for address in anchors]
    # The card is of the first link, wherever that leads, unless it names another.
    place = keys.index(canonical(carded)) if canonical(carded) in keys else 0
    for number, address in enumerate(anchors):
        if carded and number == place:
            here = carded if is_redirector(address) else address
            yield Link(here, told.title, told.text, told.author, told.picture)
        else:
            yield Link(address)


def _anchors(content: str) -> Iterator[str]:
    """Yield where the anchors of a post lead, but mentions and hashtags."""
    root = parse_html(content) if "<a" in content else None
    for anchor in root.iter("a") if root is not None else ():
        names = f"{anchor.get('class') or ''} {anchor.get('rel') or ''}".lower().split()
        text = "".join(anchor.itertext()).strip()
        if not {"mention", "hashtag", "tag"} & set(names) and not text.startswith(("#", "@")):
            yield (anchor.get("href") or "").strip()

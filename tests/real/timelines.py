"""Timelines made on the real servers, with what is known of every link in them."""

from __future__ import annotations

import random
import time
import urllib.error
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from tests.real.bluesky.server import Bluesky, Person
from tests.real.snac.server import Snac

SEED = 7
FOLLOWED = ("ann", "bob")
STRANGER = "cid"
"""Whose posts are seen only where a followed person passes them on: servers show what is there already once."""
PORTION = 100
"""Posts to two readers each hold less than the threads that tests/real/snac gives the server."""
_NAMES = "grid storage heat pump tariff wind solar tide coal cable battery meter permit auction turbine inverter"
_WORDS = _NAMES.split()
_OPENINGS = ("Worth reading:", "Éclairant 💡", "This, again.", "À lire sur le réseau →", "Not sure I agree, but:")

Share = tuple[str, str, str]
"""Who shared, whose words they are if another's, and the words."""


@dataclass
class Plan:
    """One post that is to be made; with `boosts`, the number of an earlier one that is passed on instead."""

    by: str
    parts: tuple[str, ...] = ()
    """Pieces of its text; addresses and "#tag" are pieces of their own."""
    boosts: int | None = None

    @property
    def links(self) -> tuple[str, ...]:
        return tuple(part for part in self.parts if part.startswith("https://"))

    @property
    def text(self) -> str:
        return " ".join(self.parts)

    @property
    def words(self) -> str:
        return " ".join(" ".join(part for part in self.parts if not part.startswith("https://")).split())


def plans(count: int) -> list[Plan]:
    """Return what makes a timeline of `count` posts: with links or none, some shared by several, some passed on."""
    chance = random.Random(SEED)
    pool = [f"https://outlet{n % 40}.example/{n}/{'-'.join(chance.sample(_WORDS, 3))}" for n in range(count)]
    made: list[Plan] = []
    boosted: set[int] = set()
    while sum(one.by != STRANGER for one in made) < count:
        number = len(made)
        kind = chance.random()
        free = [place for place, one in enumerate(made) if one.by == STRANGER and place not in boosted]
        if kind < 0.12 and free:
            place = chance.choice(free)
            boosted.add(place)
            made.append(Plan(chance.choice(FOLLOWED), boosts=place))
            continue
        by = STRANGER if kind < 0.3 else chance.choice(FOLLOWED)
        opening = f"{chance.choice(_OPENINGS)} {number}"
        if kind > 0.85:
            made.append(Plan(by, (opening, "#energy", "no link here")))
        elif kind > 0.75:
            one, other = chance.sample(pool, 2)
            made.append(Plan(by, (opening, one, "and", other, "#wind")))
        else:
            made.append(Plan(by, (opening, chance.choice(pool[: count // 3] if kind > 0.5 else pool), "#solar")))
    return made


def expected(made: list[Plan], handles: dict[str, str]) -> dict[str, set[Share]]:
    """Return for each link in the reader's timeline who shared it."""
    found: dict[str, set[Share]] = {}
    for plan in made:
        said = plan if plan.boosts is None else made[plan.boosts]
        if plan.by == STRANGER:
            continue
        author = handles[said.by] if plan.boosts is not None else ""
        for link in said.links:
            found.setdefault(link, set()).add((handles[plan.by], author, said.words))
    return found


def on_snac(server: Snac, made: list[Plan]) -> dict[str, str]:
    """Post them; "ed" follows those who are followed. Return the handles by name, once all is in ed's timeline."""
    for user in FOLLOWED:
        server.follow("ed", user)
        server.follow(user, STRANGER)
    time.sleep(2)  # until the requests to follow have been answered
    ids: dict[int, str] = {}
    # What is to be passed on comes first, and not more at once than the server can deliver to itself.
    rows = sorted(((number, one) for number, one in enumerate(made) if one.boosts is None), key=_is_followed)
    for start in range(0, len(rows), PORTION):
        if start:
            last = rows[start - 1][1]
            tried(lambda last=last: _has(server, "ed" if last.by in FOLLOWED else FOLLOWED[0], last), 120)
        ids |= {number: server.post(one.by, one.text)["id"] for number, one in rows[start : start + PORTION]}
    for one in made:
        if one.boosts is not None:
            path = f"/api/v1/statuses/{ids[one.boosts]}/reblog"
            tried(lambda path=path, by=one.by: server.ask(path, by, {}), 120)
    wanted = sum(one.by != STRANGER for one in made)
    tried(lambda: _seen(server) >= wanted, 120)
    return {name: f"@{name}@{server.host}" for name in (*FOLLOWED, STRANGER)}


def _is_followed(row: tuple[int, Plan]) -> bool:
    return row[1].by in FOLLOWED


def _has(server: Snac, reader: str, plan: Plan) -> bool:
    """Tell whether a post is among the newest of a reader's timeline."""
    newest = server.ask("/api/v1/timelines/home?limit=40", reader)
    return any(plan.parts[0] in post["content"] for post in newest)


def _seen(server: Snac) -> int:
    """Return how many posts are in ed's timeline."""
    # By their ids: what arrives between two pages pushes posts from one to the next.
    seen, last = set[str](), ""
    while page := server.ask(f"/api/v1/timelines/home?limit=40{last}", "ed"):
        seen |= {post["id"] for post in page}
        last = f"&max_id={page[-1]['id']}"
    return len(seen)


def on_bluesky(server: Bluesky, made: list[Plan]) -> tuple[Person, dict[str, str]]:
    """Post them; return the reader, once all is in the reader's timeline, and the handles by name."""
    reader = server.person()
    people = {name: server.person() for name in (*FOLLOWED, STRANGER)}
    begin = datetime.now(UTC) - timedelta(seconds=len(made) + 60)
    for name in FOLLOWED:
        record = {"subject": people[name].did, "createdAt": _stamp(begin)}
        server.record(reader, "app.bsky.graph.follow", record)
    where: dict[int, dict[str, str]] = {}
    rows = [(number, one) for number, one in enumerate(made) if one.boosts is None]
    for name, own in groupby(sorted(rows, key=lambda row: row[1].by), key=lambda row: row[1].by):
        numbered = list(own)
        for place in range(0, len(numbered), 100):
            chunk = numbered[place : place + 100]
            values = [_post(one, begin + timedelta(seconds=number)) for number, one in chunk]
            results = _written(server, people[name], "app.bsky.feed.post", values)
            where |= {number: one for (number, _), one in zip(chunk, results, strict=True)}
    for name in FOLLOWED:
        boosts = [(number, one.boosts) for number, one in enumerate(made) if one.boosts is not None and one.by == name]
        values = [
            {"subject": where[of or 0], "createdAt": _stamp(begin + timedelta(seconds=number))} for number, of in boosts
        ]
        for place in range(0, len(values), 100):
            _written(server, people[name], "app.bsky.feed.repost", values[place : place + 100])
    wanted = sum(one.by != STRANGER for one in made)
    tried(lambda: _shown(server, reader) >= wanted, 300)
    return reader, {name: f"@{one.handle}" for name, one in people.items()}


def _shown(server: Bluesky, reader: Person) -> int:
    count, cursor = 0, ""
    while True:
        query = {"limit": 100} | ({"cursor": cursor} if cursor else {})
        page = server.ask("app.bsky.feed.getTimeline", token=reader.token, query=query)
        count, cursor = count + len(page["feed"]), page.get("cursor", "")
        if not cursor:
            return count


def _written(server: Bluesky, person: Person, collection: str, values: list[dict[str, Any]]) -> list[dict[str, str]]:
    create = "com.atproto.repo.applyWrites#create"
    writes = [{"$type": create, "collection": collection, "value": {"$type": collection, **one}} for one in values]
    told = {"repo": person.did, "writes": writes}
    results = server.ask("com.atproto.repo.applyWrites", told, person.token)["results"]
    return [{"uri": one["uri"], "cid": one["cid"]} for one in results]


def _post(plan: Plan, at: datetime) -> dict[str, Any]:
    """Return the record: links as facets on what is shown of them, the last of one link as a card."""
    text, facets = "", []
    for part in plan.parts:
        shown = part.removeprefix("https://")[:24] + "…" if part.startswith("https://") else part
        start = len(text.encode())
        text += f"{shown} "
        feature = (
            {"$type": "app.bsky.richtext.facet#link", "uri": part}
            if part.startswith("https://")
            else {"$type": "app.bsky.richtext.facet#tag", "tag": part[1:]}
            if part.startswith("#")
            else None
        )
        if feature:
            facets.append(
                {"index": {"byteStart": start, "byteEnd": start + len(shown.encode())}, "features": [feature]}
            )
    record: dict[str, Any] = {"text": text.strip(), "createdAt": _stamp(at), "langs": ["en"], "facets": facets}
    if len(plan.links) == 1:
        external = {"uri": plan.links[0], "title": "A card's title", "description": "What the publisher says."}
        record["embed"] = {"$type": "app.bsky.embed.external", "external": external}
    return record


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def tried(act: Callable[[], Any], seconds: float) -> Any:
    """Return what `act` gives once it gives something: the servers deliver a moment later."""
    end = time.monotonic() + seconds
    while True:
        try:
            if found := act():
                return found
        except urllib.error.HTTPError as error:
            error.close()
        if time.monotonic() > end:
            raise TimeoutError("the server did not deliver")
        time.sleep(0.2)

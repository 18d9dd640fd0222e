"""Timelines on real servers become articles: `python -m bench.timeline [--posts 1000] [--json]`.

Posts are made on a real Bluesky network (PDS and AppView) and on a real server of
Mastodon's client interface (snac): with one link, two or none, links shared by
several people, posts passed on. A follower's timeline is then collected, and
every link and everybody who shared it is compared with what was posted; then it
is collected again, which must bring nothing and cost one request.

tests/real says how the servers' parts are put in place.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.figures import Figure, at_least, at_most, show, told
from curator.config import load_config
from curator.http import CurlWeb
from curator.newsroom import Newsroom
from curator.ports import Request, Response
from tests.real.bluesky.server import Bluesky, missing
from tests.real.snac.server import Snac, program
from tests.real.timelines import STRANGER, Plan, Share, expected, on_bluesky, on_snac, plans


class Counting:
    """`ports.Web` that counts what is asked."""

    def __init__(self, web: CurlWeb) -> None:
        self.web = web
        self.asked = 0

    def fetch(self, requests: Iterable[Request]) -> Iterator[Response]:
        """Yield a response for each request."""

        def counted() -> Iterator[Request]:
            for request in requests:
                self.asked += 1
                yield request

        return self.web.fetch(counted())


def journal(folder: Path, host: str, source: str) -> Path:
    """Return a journal that reads one timeline and no pages."""
    (folder / "themes").mkdir(parents=True)
    (folder / "config.toml").write_text(
        f'[journal]\ntitle = "J"\n[fetch]\nprivate_hosts = ["{host}"]\npages_per_run = 0\n', encoding="utf-8"
    )
    (folder / "sources.toml").write_text(f"[[source]]\n{source}", encoding="utf-8")
    return folder


def collected(folder: Path) -> tuple[dict[str, list[Share]], int]:
    """Collect; return who shared each link as the articles tell it, and the number of requests."""
    config, now = load_config(folder), datetime.now(UTC)
    with CurlWeb(config.fetch, environ={}) as web:
        counting = Counting(web)
        with Newsroom(config, now, web=counting) as newsroom:
            for received in newsroom.intake.collect(newsroom.intake.due(everything=True)):
                assert received.state.cause is None, received.state.detail
            list(newsroom.intake.read())
            found: dict[str, list[Share]] = {}
            for article in newsroom.inbox.articles(now - timedelta(days=1), now + timedelta(minutes=1)):
                shares = [(one.handle, one.author_handle, one.words) for one in article.sharers]
                found.setdefault(article.address, []).extend(shares)
    return found, counting.asked


def measured(name: str, folder: Path, made: list[Plan], handles: dict[str, str]) -> dict[str, Figure]:
    """Collect twice and compare."""
    right = expected(made, handles)
    found, asked = collected(folder)
    again, more = collected(folder)
    wrong = sum(sorted(found.get(link, ())) != sorted(shares) for link, shares in right.items())
    return {
        f"{name}_posts": told(sum(one.by != STRANGER for one in made)),
        f"{name}_links_found": at_least(len(right.keys() & found.keys()) / len(right), 1.0),
        f"{name}_links_that_are_none": at_most(len(found.keys() - right.keys()), 0),
        f"{name}_links": told(len(right)),
        f"{name}_links_with_wrong_sharers": at_most(wrong, 0),
        f"{name}_shares": told(sum(map(len, right.values()))),
        f"{name}_requests": told(asked),
        f"{name}_requests_again": at_most(more, 2),
        f"{name}_changed_again": at_most(found != again, 0),
    }


def fediverse(folder: Path, made: list[Plan]) -> dict[str, Figure]:
    """Measure on snac."""
    with ExitStack() as stack:
        server = Snac(folder)
        stack.callback(server.stop)
        handles = on_snac(server, made)
        os.environ["CURATOR_MASTODON"] = server.tokens["ed"]
        source = f'address = "{server.address}/home"\nkind = "mastodon"\n'
        return measured("mastodon", journal(folder / "journal", server.host, source), made, handles)


def skies(folder: Path, made: list[Plan]) -> dict[str, Figure]:
    """Measure on Bluesky's own servers."""
    with ExitStack() as stack:
        server = Bluesky(folder)
        stack.callback(server.stop)
        reader, handles = on_bluesky(server, made)
        os.environ["CURATOR_BLUESKY"] = reader.app_password
        account = f'user = "{reader.handle}"\nserver = "{server.pds}"\n'
        source = f'address = "https://bsky.app/"\nkind = "bluesky"\n{account}'
        host = server.pds.removeprefix("http://")
        return measured("bluesky", journal(folder / "journal", host, source), made, handles)


def main() -> int:
    """Measure on each server that is here."""
    parser = argparse.ArgumentParser(prog="python -m bench.timeline")
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    made = plans(options.posts)
    figures: dict[str, Figure] = {}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_STATE_HOME"] = os.environ["XDG_CONFIG_HOME"] = str(Path(folder) / "home")
        for name, lacking, act in (("bluesky", missing(), skies), ("mastodon", not program(), fediverse)):
            place = Path(folder) / name
            place.mkdir()
            if lacking:
                print(f"LEFT OUT: {name}, its server is not here")
            else:
                figures |= act(place, made)
    return show(figures, options.json)


if __name__ == "__main__":
    raise SystemExit(main())

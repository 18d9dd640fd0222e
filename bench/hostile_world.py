"""The hostile server, journals made for one case each, and runs of curator that are measured.

The server and the corpus are not part of this project: `--hostile DIR` names
the folder with `make_hostile.py`, `hostile_server.py` and `oracle.py`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

from bench.collect_programs import Program, Run

GOOD = ("alpha", "beta")
"""Tags of the two good feeds that stand beside each case; each has three items."""


@dataclass(frozen=True)
class Case:
    """One line of the corpus' index."""

    id: str
    kind: str
    files: tuple[str, ...]
    expect: frozenset[str]
    keep: tuple[str, ...]
    pwn: str
    count: int | None
    value: Any
    notes: str


def corpus(hostile: Path, seed: int, folder: Path) -> list[Case]:
    """Generate the corpus of one seed into `folder` and return its cases."""
    subprocess.run(
        [sys.executable, str(hostile / "make_hostile.py"), "--seed", str(seed), "--out", str(folder)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    lines = (folder / "index.jsonl").read_text(encoding="utf-8").splitlines()
    return [_case(json.loads(line)) for line in lines]


def _case(line: Mapping[str, Any]) -> Case:
    files = tuple(file["path"] for file in line["files"])
    expect, keep = frozenset(line["expect"]), tuple(line["keep"])
    value = line.get("values")
    return Case(line["id"], line["kind"], files, expect, keep, line["pwn"], line["count"], value, line["notes"])


class Pages(BaseHTTPRequestHandler):
    """Serves feeds that the harness writes: `/NAME` is what was put under NAME."""

    shelf: ClassVar[dict[str, bytes]] = {}

    def do_GET(self) -> None:
        """Answer with what was put there."""
        body = self.shelf.get(self.path.lstrip("/"))
        self.send_response(200 if body is not None else 404)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
        return


@dataclass(frozen=True)
class Server:
    """The hostile server as the harness sees it."""

    ports: Mapping[str, int]
    state: Path
    own_port: int

    @property
    def url(self) -> str:
        """Where its endpoints are."""
        return f"http://127.0.0.1:{self.ports['http']}"

    @property
    def listed(self) -> list[str]:
        """The ports that a journal may reach; the canary's is not among them."""
        names = [name for name in self.ports if name.startswith("http") and name != "http_v6"]
        return [f"127.0.0.1:{self.ports[name]}" for name in names] + [f"127.0.0.1:{self.own_port}"]

    def canary(self) -> str:
        """Return what the canary heard, which must be nothing."""
        log = self.state / "canary.jsonl"
        return log.read_text(encoding="utf-8") if log.exists() else ""

    def requests(self) -> list[dict[str, Any]]:
        """Return every request that the server saw."""
        log = self.state / "http.jsonl"
        return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()] if log.exists() else []

    def put(self, name: str, body: bytes) -> str:
        """Serve `body` as a feed and return its address."""
        Pages.shelf[name] = body
        return f"http://127.0.0.1:{self.own_port}/{name}"

    def feed_to(self, name: str, address: str) -> str:
        """Serve a feed with one item that leads to `address`; return the feed's address."""
        link = escape(address)
        return self.put(
            name,
            f"<rss version='2.0'><channel><title>Leads on</title><link>{link}</link><item>"
            f"<title>A page of the corpus, called {name}</title><link>{link}</link></item></channel></rss>".encode(),
        )


@contextmanager
def server(hostile: Path, corpus: Path, state: Path, seconds: float) -> Iterator[Server]:
    """Run the hostile server while the body runs, for `seconds` at most."""
    state.mkdir(parents=True, exist_ok=True)
    (state / "canary.txt").write_text("CANARYCONTENT", encoding="utf-8")
    own = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    Thread(target=own.serve_forever, daemon=True).start()
    command = [sys.executable, str(hostile / "hostile_server.py"), "--state", str(state), "--corpus", str(corpus)]
    process = subprocess.Popen(
        [*command, "--tls", "--cap-s", "30", "--max-seconds", str(seconds)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        ports = state / "ports.json"
        until = time.monotonic() + 300
        while not ports.exists() and time.monotonic() < until:
            time.sleep(0.05)
        yield Server(json.loads(ports.read_text(encoding="utf-8")), state, own.server_port)
    finally:
        process.terminate()
        process.wait()
        own.shutdown()


def journal(server: Server, folder: Path, feeds: Sequence[str], settings: str = "") -> None:
    """Make a journal of the two good feeds and `feeds`, without a theme: nothing but marks decides."""
    folder.mkdir(parents=True)
    listed = ", ".join(f'"{place}"' for place in server.listed)
    base = (
        '[journal]\ntitle = "The Journal"\neditor = "The Editor"\n'
        "[edition]\nstories = 200\nfloor = 1\noutlet_share = 1.0\n"
        f"[fetch]\nprivate_hosts = [{listed}]\n"
    )
    (folder / "config.toml").write_text(base + settings, encoding="utf-8")
    good = [f"{server.url}/ok.xml?tag={tag}&n=3" for tag in GOOD]
    (folder / "sources.toml").write_text(
        "".join(f"[[source]]\naddress = {json.dumps(address)}\n" for address in [*good, *feeds]), encoding="utf-8"
    )


def environment(folder: Path) -> dict[str, str]:
    """Return an environment without a proxy, with a home of its own, and with the colours off."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)  # some 1,500 programs would compile themselves anew
    return {**kept, "HOME": str(folder), "NO_COLOR": "1", "LC_ALL": "C.UTF-8", "COLUMNS": "200"}


def curator(folder: Path, *arguments: str, look: bool = True) -> Run:
    """Run one command on the journal in `folder`, measured; the output holds both streams."""
    command = [sys.executable, "-m", "curator", "-j", str(folder), "--no-input", *arguments]
    return Program("curator", command, folder, environment(folder)).run(look=look)


def publish(folder: Path) -> Run:
    """Let the editor keep every story, and write all that readers get."""
    command = [sys.executable, "-m", "bench.hostile_editor", str(folder)]
    return Program("editor", command, folder, environment(folder)).run()

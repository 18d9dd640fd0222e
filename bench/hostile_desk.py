"""Forged requests to the desk: `python -m bench.hostile_desk [--corpus DIR] [--json]`.

A desk is started on a journal of its own, with a session that is really open;
every request below, and every case of a corpus that says how to ask a desk
(`DESK_DENY`), is sent over a raw connection with that session's cookie. Each
must be answered 400, 403, 404, 405, 413 or 421 and leave the store as it was.
200 wrong tokens and 200 wrong links must be denied; then the right ones work.
"""

from __future__ import annotations

import argparse
import json
import re
import secrets
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from bench.figures import Figure, at_least, show
from tests.desk.conftest import Running, start
from tests.desk.factory import make_journal
from tests.desk.test_gate import FORGED

DENIED = frozenset({400, 403, 404, 405, 413, 421})
WRONG = 200
# What a client of ours never sends: written as it goes over the wire.
RAW = (
    "POST /marks HTTP/1.1\r\nHost: {host}\r\nHost: evil.example\r\nOrigin: http://{host}\r\n{mine}",
    "POST /marks HTTP/1.1\r\nHost: {host}.\r\nOrigin: http://{host}\r\n{mine}",
    "POST /marks HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nOrigin: https://evil.example\r\n{mine}",
    "POST /marks HTTP/1.0\r\n{mine}",
    "POST http://evil.example/marks HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n{mine}",
    "POST //evil.example/marks HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n{mine}",
    "POST /marks%00 HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n{mine}",
    "POST /static/../marks HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n{mine}",
    "GET /marks?subject=x&verb=keep HTTP/1.1\r\nHost: {host}\r\n{mine}",
    "GET /marks HTTP/1.1\r\nHost: {host}\r\nX-HTTP-Method-Override: POST\r\n{mine}",
    "POST /marks?_method=PUT HTTP/1.1\r\nHost: {host}\r\nOrigin: http://evil.example\r\n{mine}",
    "CONNECT {host} HTTP/1.1\r\nHost: {host}\r\n{mine}",
    "PROPFIND / HTTP/1.1\r\nHost: {host}\r\n{mine}",
    "POST /marks HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n{mine}\r\n0\r\n\r\n",
    "POST /edition/approve HTTP/1.1\r\nHost: {host}\r\nOrigin: https://evil.example\r\n{mine}",
    "POST /sources/import HTTP/1.1\r\nHost: {host}\r\nOrigin: null\r\n{mine}",
)


def wire(desk: Running, text: str) -> int:
    """Send one request as it is written and return the status; 0 where the desk said nothing."""
    with closing(socket.create_connection(("127.0.0.1", desk.port), timeout=20)) as connection:
        connection.sendall(text.encode("utf-8", "surrogateescape"))
        answer = connection.recv(4096).decode("latin-1")
    found = re.match(r"HTTP/1\.[01] (\d{3})", answer)
    return int(found[1]) if found else 0


def corpus(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the cases of a corpus that are requests to a desk."""
    for line in (folder / "index.jsonl").read_text("utf-8").splitlines():
        case = json.loads(line)
        if "DESK_DENY" in case.get("expect", ()):
            yield case


def acted(desk: Running, case: dict[str, Any], body: str) -> int:
    """Act out one recipe, whose request is told as method, path, headers and body; return the status."""
    values: Any = case["values"]
    told: dict[str, Any] = values if isinstance(values, dict) else {"path": str(values)}
    told = told.get("request", told)
    filled = {"{port}": str(desk.port), "@@PORT@@": str(desk.port), "{host}": desk.host, "@@HOST@@": desk.host}
    headers: Any = told.get("headers", {})
    pairs: list[Any] = list(headers.items() if isinstance(headers, dict) else headers)
    lines = [(str(pair[0]), pair[1]) for pair in pairs]
    named = {name.lower() for name, _ in lines}
    usual = {"Host": desk.host, "Cookie": desk.cookie, "Content-Type": "application/json"}
    lines += [(name, value) for name, value in usual.items() if name.lower() not in named]
    sent = str(told.get("body", body))
    head = "\r\n".join(f"{name}: {value}" for name, value in lines if value is not None)
    text = (
        f"{told.get('method', 'POST')} {told.get('path', told.get('target', '/marks'))} HTTP/1.1\r\n{head}\r\n"
        f"Connection: close\r\nContent-Length: {len(sent.encode())}\r\n\r\n{sent}"
    )
    for place, value in filled.items():
        text = text.replace(place, value)
    return wire(desk, text)


def state(desk: Running) -> tuple[object, ...]:
    """Return what no denied request may change."""
    newsroom = desk.room.newsroom(desk.room.read_config(), desk.room.clock())
    files = sorted((file.name, file.read_bytes()) for file in desk.room.folder.glob("*.toml"))
    return newsroom.archive.marks(), newsroom.archive.undone(), newsroom.archive.versions(), tuple(files)


def main() -> int:
    """Print what was let in and the figures; 1 where anything was."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, help="a folder with index.jsonl, for its requests to a desk")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        desk = start(make_journal(Path(home) / "journal", 20, 5))
        desk.enter()
        figures = _figures(desk, list(corpus(options.corpus)) if options.corpus else [])
        desk.stop()
    return show(figures, options.json)


def _figures(desk: Running, cases: list[dict[str, Any]]) -> dict[str, Figure]:
    story, before = desk.waiting()[0], state(desk)
    body = json.dumps({"subject": story, "verb": "keep", "value": ""})
    mine = f"Cookie: {desk.cookie}\r\nContent-Type: application/json\r\nConnection: close\r\n"
    mine += f"Content-Length: {len(body)}\r\n\r\n{body}"
    asked: dict[str, int] = {}
    for number, (method, path, headers) in enumerate(FORGED):
        filled = {name: value.replace("{port}", str(desk.port)) for name, value in headers.items()}
        told = {"subject": story, "verb": "keep", "value": ""} if method != "GET" else None
        asked[f"forged {number} {method} {path} {headers}"] = desk.ask(method, path, told, **filled).status
    for line in RAW:
        asked[f"raw {line[:70]!r}"] = wire(desk, line.format(host=desk.host, mine=mine))
    of_corpus = {str(case["id"]): acted(desk, case, body) for case in cases}
    tokens = [desk.ask("POST", "/marks", {}, X_Desk_Token=secrets.token_urlsafe(32)).status for _ in range(WRONG)]
    links = [desk.ask("POST", "/open", {"code": secrets.token_urlsafe(60)}, Cookie="").status for _ in range(WRONG)]
    unchanged = state(desk) == before
    for name, status in {**asked, **of_corpus}.items():
        if status not in DENIED:
            print(f"NOT DENIED ({status}): {name}")
    works = desk.mark(story, "keep").status
    counted = {
        "desk_forged_denied": (sum(status in DENIED for status in asked.values()), len(asked)),
        "desk_corpus_denied": (sum(status in DENIED for status in of_corpus.values()), len(of_corpus)),
        "desk_wrong_tokens_denied": (tokens.count(403), WRONG),
        "desk_wrong_links_denied": (links.count(403), WRONG),
        "desk_state_unchanged": (int(unchanged), 1),
        "desk_right_token_works": (int(works == 200), 1),
    }
    return {name: at_least(value, whole) for name, (value, whole) in counted.items()}


if __name__ == "__main__":
    sys.exit(main())

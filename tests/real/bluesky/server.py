"""A real Bluesky network for the tests: personal data server, directory and, where PostgreSQL is here, the AppView.

Its parts come from npm: `npm --prefix tests/real/bluesky install --no-package-lock`,
or wherever $CURATOR_BLUESKY_MODULES says.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.real.postgres import Postgres

HERE = Path(__file__).parent
PASSWORD = "correct horse battery"


def missing() -> str:
    """Return what has to be installed before `Bluesky` can start, "" for nothing."""
    modules = Path(os.environ.get("CURATOR_BLUESKY_MODULES") or HERE / "node_modules")
    if shutil.which("node") is None:
        return "Node.js"
    if not (modules / "@atproto/dev-env").is_dir():
        return "npm --prefix tests/real/bluesky install --no-package-lock"
    return ""


@dataclass(frozen=True, slots=True)
class Person:
    """An account on the server."""

    handle: str
    did: str
    token: str
    """Of a session made with the account's password."""
    app_password: str


class Bluesky:
    """The network: `pds` and `appview` are addresses, the latter "" without PostgreSQL."""

    def __init__(self, folder: Path) -> None:
        """Start it; `folder` takes the log. Raises RuntimeError with the log where it does not come up."""
        self.postgres = Postgres() if Postgres.found() else None
        database = {"DB_POSTGRES_URL": self.postgres.address} if self.postgres else {}
        self._log = (folder / "bluesky.log").open("wb")
        self._process = subprocess.Popen(
            ["node", str(HERE / "network.mjs")],
            stdout=subprocess.PIPE,
            stderr=self._log,
            env={**os.environ, **database},
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.startswith(b"{"):
            self.stop()
            raise RuntimeError((folder / "bluesky.log").read_text("utf-8")[-2000:])
        told = json.loads(line)
        self.pds, self.appview = told["pds"], told["appview"]

    def stop(self) -> None:
        """End it and what it stands on."""
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._log.close()
        if self.postgres is not None:
            self.postgres.stop()

    def person(self, name: str = "") -> Person:
        """Make an account with an app password."""
        name = name or "p" + secrets.token_hex(4)
        told = {"email": f"{name}@mail.test", "handle": f"{name}.test", "password": PASSWORD}
        made = self.ask("com.atproto.server.createAccount", told)
        app = self.ask("com.atproto.server.createAppPassword", {"name": "curator"}, made["accessJwt"])
        person = Person(made["handle"], made["did"], made["accessJwt"], app["password"])
        if self.appview:
            self.until(lambda: self.ask("app.bsky.actor.getProfile", token=person.token, query={"actor": person.did}))
        return person

    def record(self, person: Person, collection: str, record: Mapping[str, Any]) -> dict[str, Any]:
        """Put a record into a person's repository and return its `uri` and `cid`."""
        told = {"repo": person.did, "collection": collection, "record": {"$type": collection, **record}}
        return self.ask("com.atproto.repo.createRecord", told, person.token)

    @staticmethod
    def until(look: Callable[[], Any], seconds: float = 20.0) -> Any:
        """Return what `look` finds once it finds something: the AppView follows a moment behind."""
        end = time.monotonic() + seconds
        while True:
            try:
                if found := look():
                    return found
            except urllib.error.HTTPError as error:
                error.close()
            if time.monotonic() > end:
                raise TimeoutError("the AppView did not follow")
            time.sleep(0.05)

    def ask(
        self, method: str, told: Any = None, token: str = "", *, query: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Call a method: with `told` a procedure, else a query; raises `urllib.error.HTTPError`."""
        address = f"{self.pds}/xrpc/{method}" + (f"?{urlencode(query, doseq=True)}" if query else "")
        body = None if told is None else json.dumps(told).encode()
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        request = urllib.request.Request(address, body, headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        found: dict[str, Any] = json.loads(text) if text else {}
        return found

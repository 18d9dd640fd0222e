"""A real fediverse server for the tests: snac, which speaks Mastodon's client interface.

`tests/real/snac/get.sh` unpacks it beside this file; $CURATOR_SNAC names another program.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

HERE = Path(__file__).parent
_BACK = "http://127.0.0.1:9/back"


def program() -> str | None:
    """Return the server's program; None where it has to be fetched first."""
    beside = HERE / "root/usr/bin/snac"
    return os.environ.get("CURATOR_SNAC") or (str(beside) if beside.is_file() else shutil.which("snac"))


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


class Snac:
    """The server at `address`, with a token for each user in `tokens`."""

    def __init__(self, folder: Path, users: tuple[str, ...] = ("ed", "ann", "bob", "cid")) -> None:
        """Make it below `folder` and start it; raises RuntimeError with the log where it does not come up."""
        found = program()
        assert found is not None
        self._program, self.folder = found, folder / "snac"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.host = f"localhost:{port}"
        self.address = f"http://{self.host}"
        self._run("init", str(self.folder), told=f"127.0.0.1\n{port}\n{self.host}\n\n\n")
        settings = self.folder / "server.json"
        changes = {
            "protocol": "http",
            "show_instance_timeline": True,
            "disable_email_notifications": True,
            "disable_inbox_collection": True,
            "num_threads": 250,  # it delivers to itself: a delivery holds one thread while another one takes it
            "queue_retry_max": 1,
        }
        settings.write_text(json.dumps({**json.loads(settings.read_text("utf-8")), **changes}), "utf-8")
        words = {user: self._add(user) for user in users}
        self._log = (folder / "snac.log").open("wb")
        command = [self._program, "httpd", str(self.folder)]
        self._process = subprocess.Popen(command, stdout=self._log, stderr=self._log)
        self._wait()
        self.tokens = {user: self._token(user, password) for user, password in words.items()}

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def follow(self, user: str, followed: str) -> None:
        """Let one user follow another; known to both a moment later."""
        self._run("follow", str(self.folder), user, f"{self.address}/{followed}")

    def join(self, user: str) -> str:
        """Make one user more and return the token."""
        self.tokens[user] = self._token(user, self._add(user))
        return self.tokens[user]

    def post(self, user: str, text: str, **more: Any) -> dict[str, Any]:
        """Post a status."""
        told: dict[str, Any] = self.ask("/api/v1/statuses", user, {"status": text, **more})
        return told

    def ask(self, path: str, user: str = "", told: Mapping[str, Any] | None = None) -> Any:
        """Call the interface as a user (as nobody in particular with ""); raises `urllib.error.HTTPError`."""
        headers = {"Content-Type": "application/json"}
        if user:
            headers["Authorization"] = f"Bearer {self.tokens[user]}"
        body = None if told is None else json.dumps(told).encode()
        request = urllib.request.Request(self.address + path, body, headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())

    def _wait(self) -> None:
        for _ in range(500):
            try:
                self.ask("/api/v1/instance")
                return
            except OSError:
                time.sleep(0.02)
        self.stop()
        raise RuntimeError((self.folder.parent / "snac.log").read_text("utf-8", "replace")[-2000:])

    def _add(self, user: str) -> str:
        found = re.search(r"password is (\S+)", self._run("adduser", str(self.folder), user))
        assert found is not None
        return found[1]

    def _token(self, user: str, password: str) -> str:
        """Walk the way of OAuth that a person walks in the browser."""
        app = self._form("/api/v1/apps", client_name="curator", redirect_uris=_BACK, scopes="read write follow")
        known = {"client_id": app["client_id"], "redirect_uri": _BACK}
        asked = urlencode({**known, "response_type": "code", "scope": "read write follow", "state": ""})
        with urllib.request.urlopen(f"{self.address}/oauth/authorize?{asked}", timeout=30) as answer:
            page = answer.read().decode()
        action = re.search(r'action="([^"]+)"', page)
        assert action is not None
        fields = dict(re.findall(r'name="([^"]+)"[^>]*value="([^"]*)"', page))
        form = urlencode({**fields, "login": user, "passwd": password}).encode()
        try:
            urllib.request.build_opener(_Stay).open(urllib.request.Request(action[1], form), timeout=30)
            raise RuntimeError("the log-in led nowhere")
        except urllib.error.HTTPError as redirect:
            code = parse_qs(urlsplit(redirect.headers["location"]).query)["code"][0]
            redirect.close()
        secret = {"client_secret": app["client_secret"], "grant_type": "authorization_code", "code": code}
        return str(self._form("/oauth/token", **known, **secret)["access_token"])

    def _form(self, path: str, **fields: str) -> dict[str, Any]:
        request = urllib.request.Request(self.address + path, urlencode(fields).encode())
        with urllib.request.urlopen(request, timeout=30) as answer:
            told: dict[str, Any] = json.loads(answer.read())
        return told

    def _run(self, command: str, *arguments: str, told: str = "") -> str:
        done = subprocess.run(
            [self._program, command, *arguments], check=True, capture_output=True, text=True, input=told
        )
        return done.stdout + done.stderr

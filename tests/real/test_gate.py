"""The gate as readers meet it: a process of its own, behind a real nginx where there is one."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from curator.model import Standing, Subscriber
from curator.store import open_store
from tests.deploy.test_command import settle
from tests.send.server import FaultyServer

pytestmark = pytest.mark.real
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


@dataclass
class Open:
    """A gate that is open: its port, its journal, the mail server it invites by."""

    port: int
    journal: Path
    mails: FaultyServer
    prefix: str = ""

    def ask(self, method: str, path: str, form: dict[str, str] | None = None, **headers: str) -> tuple[int, bytes]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        body = urlencode(form or {}) if method == "POST" else None
        fields = {"Content-Type": "application/x-www-form-urlencoded"} | {
            k.replace("_", "-"): v for k, v in headers.items()
        }
        line.request(method, self.prefix + path, body, fields)
        answer = line.getresponse()
        told = answer.status, answer.read()
        line.close()
        return told

    def rows(self) -> list[Subscriber]:
        with open_store(self.journal / "data" / "curator.sqlite") as store:
            return list(store.subscribers.all())

    def invited(self, count: int) -> int:
        """Return how many confirmations were sent, waiting a little for them."""
        until = time.monotonic() + 15
        while len(self.mails.messages) < count and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(0.3)
        return len(self.mails.messages)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(params=["alone", "behind nginx"])
def gate(
    request: pytest.FixtureRequest, journal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Open]:
    behind = request.param != "alone"
    if behind and NGINX is None:
        pytest.skip("NO NGINX: the gate behind it stays unchecked")
    own = {"XDG_STATE_HOME": str(tmp_path / "state"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    for name, value in own.items():
        monkeypatch.setenv(name, value)
    with FaultyServer() as mails:
        settle(
            journal,
            letter={"sender": "The Journal <letter@journal.example>"},
            smtp={"host": "127.0.0.1", "port": mails.port, "security": "none"},
            gate={"address": "https://journal.example/gate", "forwarded": behind},
        )
        command = [sys.executable, "-u", "-m", "curator", "-j", str(journal), "gate", "--port", "0"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=os.environ | own)
        assert process.stdout is not None
        port = int(process.stdout.readline().decode().strip().rstrip("/").rpartition(":")[2])
        nginx = Nginx(tmp_path / "nginx", port) if behind else None
        try:
            yield Open(nginx.port if nginx else port, journal, mails, "/gate" if nginx else "")
        finally:
            if nginx:
                nginx.stop()
            process.send_signal(signal.SIGINT)
            process.wait(20)
            process.stdout.close()


class Nginx:
    """A real nginx in front of a port, as the how-to has it."""

    def __init__(self, folder: Path, behind: int) -> None:
        folder.mkdir()
        self.port = free_port()
        (folder / "nginx.conf").write_text(
            f"""pid {folder}/pid; error_log {folder}/error.log; daemon off; worker_processes 1;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{
    listen 127.0.0.1:{self.port};
    location /gate/ {{
      proxy_pass http://127.0.0.1:{behind}/;
      proxy_set_header X-Forwarded-For $remote_addr;
    }}
  }}
}}
"""
        )
        command = [str(NGINX), "-c", str(folder / "nginx.conf"), "-p", str(folder)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)


def test_asking_confirming_leaving_and_nothing_by_looking(gate: Open) -> None:
    assert gate.ask("GET", "/")[0] == 200
    assert gate.rows() == []
    assert gate.ask("POST", "/", {"address": "ada@reader.example", "rhythm": "daily"})[0] == 200
    assert gate.invited(1) == 1
    ((to, message),) = gate.mails.messages
    assert to == "ada@reader.example"
    text = message.replace(b"=\r\n", b"").decode("utf-8", "replace")
    token = text.partition("/gate/c/")[2].split()[0].rstrip(".>)\"'")
    for method in ("GET", "HEAD"):
        assert gate.ask(method, f"/c/{token}")[0] == 200
    assert [one.standing for one in gate.rows()] == [Standing.PENDING]
    assert gate.ask("POST", f"/c/{token}", {"confirm": "yes"})[0] == 200
    (reader,) = gate.rows()
    assert (reader.standing, reader.lists) == (Standing.ACTIVE, ("daily",))
    assert "asked" in reader.proof


def test_known_unknown_and_broken_addresses_get_the_same_answer(gate: Open) -> None:
    with open_store(gate.journal / "data" / "curator.sqlite") as store:
        store.subscribers.put([Subscriber("a" * 12, "known@reader.example", standing=Standing.ACTIVE)])
    answers = {
        gate.ask("POST", "/", {"address": f"{who}"}) for who in ("known@reader.example", "new@reader.example", "x")
    }
    assert len(answers) == 1
    assert b"reader.example" not in answers.pop()[1]


def test_a_network_gets_a_few_mails_whatever_it_says_of_itself(gate: Open) -> None:
    for number in range(12):
        spoofed = {"X_Forwarded_For": f"203.0.113.{number}"}
        assert gate.ask("POST", "/", {"address": f"r{number}@reader.example"}, **spoofed)[0] == 200
    assert gate.invited(5) == 5


def test_bodies_and_methods_that_no_reader_sends_change_nothing(gate: Open) -> None:
    assert gate.ask("POST", "/", {"address": "a" * 9000})[0] in (400, 413)
    assert gate.ask("DELETE", "/")[0] == 405
    assert gate.ask("GET", "/subscribers.csv")[0] in (400, 404)
    assert gate.ask("GET", "/c/c.00000000.5.AAAAAAAAAAAAAAAAAAAAAAAAAAA")[0] == 404
    assert gate.rows() == []

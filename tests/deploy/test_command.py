"""`curator deploy`: nothing moves without --yes, only what was approved and built goes, the ledger knows."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
import tomlkit

from curator.model import DeliveryState
from curator.outbox.sites import MANIFEST
from curator.store import open_store
from tests.demo import Curator

SLUG = "2026-11-22"


def settle(folder: Path, /, **tables: dict[str, Any]) -> None:
    """Change settings of a journal."""
    file = folder / "config.toml"
    document = tomlkit.parse(file.read_text(encoding="utf-8"))
    for name, values in tables.items():
        document.setdefault(name, tomlkit.table()).update(values)
    file.write_text(tomlkit.dumps(document), encoding="utf-8")


@pytest.fixture
def placed(journal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A journal whose pages go into the folder `there` beside it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    settle(journal, deploy={"kind": "folder", "to": str(tmp_path / "there")})
    return journal


def tree(folder: Path) -> dict[str, bytes]:
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def test_nothing_moves_without_yes_then_all_of_it_once(placed: Path, curator: Curator, tmp_path: Path) -> None:
    shown = curator("-j", placed, "deploy", "--json")
    assert (shown.code, shown.json["state"], shown.json["editions"]) == (0, "", [SLUG])
    assert not (tmp_path / "there").exists()
    run = curator("-j", placed, "deploy", "--yes", "--json")
    assert (run.code, run.json["state"], run.json["pages"]) == (0, "sent", shown.json["pages"])
    there = tree(tmp_path / "there")
    there.pop(MANIFEST)
    assert there == tree((placed / "site").resolve())
    assert curator("-j", placed, "deploy", "--yes").code == 4
    with open_store(placed / "data" / "curator.sqlite") as store:
        (receipt,) = store.outbox.deliveries("deploy")
    assert (receipt.state, receipt.target) == (DeliveryState.SENT, str(tmp_path / "there"))
    assert receipt.subject.startswith(f"{SLUG} ")
    assert receipt.by


def test_a_draft_that_was_built_to_look_at_does_not_go(placed: Path, curator: Curator, tmp_path: Path) -> None:
    assert curator("-j", placed, "draft", "--as-of", "2026-11-23T07:30:00+00:00").code == 0
    assert curator("-j", placed, "build", "--draft").code == 0
    run = curator("-j", placed, "deploy", "--yes")
    assert (run.code, "draft" in run.err, "curator build" in run.err) == (4, True, True)
    assert not (tmp_path / "there").exists()
    assert curator("-j", placed, "build").code == 0
    assert curator("-j", placed, "deploy", "--yes").code == 0


def test_the_guard_as_it_stands_now_holds_the_site_back(placed: Path, curator: Curator, tmp_path: Path) -> None:
    (placed / "never-publish.toml").write_text('clients = ["Meridian"]\n', encoding="utf-8")
    run = curator("-j", placed, "deploy", "--yes")
    assert (run.code, "Meridian" in run.err) == (1, True)
    assert not (tmp_path / "there").exists()


def test_the_guard_reads_what_the_site_says_besides(placed: Path, curator: Curator, tmp_path: Path) -> None:
    (placed / "about.md").write_text("Until May I worked for Zephyrine Partners.\n", encoding="utf-8")
    (placed / "never-publish.toml").write_text('clients = ["Zéphyrine Partners"]\n', encoding="utf-8")
    for command in (("build",), ("deploy", "--yes")):
        run = curator("-j", placed, *command)
        assert (run.code, "about.md: It names the client" in run.err) == (1, True), command
    assert not (tmp_path / "there").exists()


def test_what_broke_off_is_settled_by_looking_and_goes_on(placed: Path, curator: Curator, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("a file is in the way")
    assert curator("-j", placed, "deploy", "--yes").code == 1
    (tmp_path / "there").unlink()
    assert curator("-j", placed, "deploy", "--yes", "--json").json["state"] == "sent"


def test_a_copy_asks_before_it_replaces_the_site(placed: Path, curator: Curator, tmp_path: Path) -> None:
    curator("-j", placed, "deploy", "--yes")
    curator("-j", placed, "export", tmp_path / "all.zip")
    copy = tmp_path / "copy"
    assert curator("import", tmp_path / "all.zip", copy).code == 0
    (copy / "about.md").write_text("Another site.\n", encoding="utf-8")
    assert curator("-j", copy, "build").code == 0
    run = curator("-j", copy, "deploy", "--yes")
    assert (run.code, "--restored" in run.err) == (1, True)
    assert curator("-j", copy, "deploy", "--restored", "--yes").code == 0


@pytest.mark.parametrize(
    ("deploy", "told"),
    [
        ({"kind": "ftp", "to": "x"}, "folder, rsync, sftp, git, s3"),
        ({"kind": "rsync", "to": "/srv/www"}, "me@example.org:/srv/www/journal"),
        ({"kind": "sftp", "to": "-oProxyCommand=touch:/x"}, "me@example.org:/htdocs"),
        ({"kind": "s3", "to": "my bucket"}, "s3://my-bucket"),
        ({"kind": "git", "to": "ext::sh -c touch% /tmp/x"}, "git@github.com"),
        ({"kind": "git", "to": "http://git.example/me.git"}, "git@github.com"),
        ({"kind": "git", "to": "git@h:me.git", "branch": "--force"}, "gh-pages"),
        ({"kind": "s3", "to": "s3://bucket", "endpoint": "http://s3.example"}, "https"),
        ({"to": "/srv/www"}, "folder, rsync"),
    ],
)
def test_a_mistake_in_the_settings_is_told_with_its_line(
    journal: Path, curator: Curator, deploy: dict[str, str], told: str
) -> None:
    settle(journal, deploy=deploy)
    run = curator("-j", journal, "deploy")
    assert (run.code, told in run.err, "config.toml:" in run.err) == (2, True, True), run.err


class Hub(BaseHTTPRequestHandler):
    """A WebSub hub that notes what it is told."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.told.append((self.headers["Content-Type"], parse_qs(body)))  # type: ignore[attr-defined]
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture
def hub() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    server.told = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_the_hub_is_told_which_feeds_changed(placed: Path, curator: Curator, hub: ThreadingHTTPServer) -> None:
    address = f"127.0.0.1:{hub.server_port}"
    settle(
        placed,
        journal={"hub": f"http://{address}/", "base_url": "https://journal.example"},
        fetch={"private_hosts": [address]},
    )
    assert curator("-j", placed, "build").code == 0
    assert curator("-j", placed, "deploy", "--json").json["hub"] == []
    assert hub.told == []  # type: ignore[attr-defined]
    assert curator("-j", placed, "deploy", "--yes", "--json").json["hub"] == []
    told = [fields["hub.url"][0] for _, fields in hub.told]  # type: ignore[attr-defined]
    assert "https://journal.example/feed.atom" in told
    assert {fields["hub.mode"][0] for _, fields in hub.told} == {"publish"}  # type: ignore[attr-defined]
    hub.shutdown()
    hub.server_close()
    settle(placed, journal={"tagline": "Another line"})
    (placed / "about.md").write_text("New words.\n", encoding="utf-8")
    assert curator("-j", placed, "build").code == 0
    assert curator("-j", placed, "deploy", "--yes").code == 0

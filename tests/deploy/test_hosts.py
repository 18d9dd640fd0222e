"""One contract for every place that pages are put to: the new site stands there whole, what is not ours stays."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from curator.config.secrets import Secret
from curator.errors import CuratorError
from curator.outbox.sites import MANIFEST, changes_between
from curator.ports import Host, Site
from curator.publish.git import GitHost
from curator.publish.mirror import FolderHost
from curator.publish.rsync import RsyncHost
from curator.publish.s3 import S3Host
from curator.publish.sftp import SftpHost
from curator.services.deploy import read_site
from tests.deploy.sshd import MISSING, Sshd

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
OLD = {
    "index.html": "old front",
    "2026/11/21/index.html": "yesterday",
    "2026/11/21/a-story/index.html": "a story",
    "assets/style.css": "p { color: black }",
    "feed.atom": "<feed>old</feed>",
    "gone/index.html": "will go",
}
NEW = {name: body for name, body in OLD.items() if not name.startswith("gone")} | {
    "index.html": "new front",
    "2026/11/22/index.html": "today",
    '2026/11/22/it-s-100-[sure]-"quoted"-*/é.html': "odd names",
    "assets/new.css": "p { color: red }",
    "feed.atom": "<feed>new</feed>",
}


@dataclass
class Place:
    """A place of one kind, and a way to look at it that is not the host's own."""

    make: Callable[[], Host]
    look: Callable[[], Mapping[str, str]]
    put: Callable[[str, str], None]
    """Put a file there that is not ours."""
    stop: Callable[[], None] = lambda: None
    start: Callable[[], None] = lambda: None


def site(folder: Path, files: Mapping[str, str]) -> Site:
    for name, body in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(body, encoding="utf-8")
    return read_site(folder)


def bring(place: Place, wanted: Site) -> str:
    host = place.make()
    return host.bring(wanted, changes_between(host.standing(), wanted.files))


def seen(folder: Path) -> dict[str, str]:
    files = [file for file in folder.rglob("*") if file.is_file() and ".git" not in file.parts]
    return {file.relative_to(folder).as_posix(): file.read_text("utf-8") for file in files if file.name != MANIFEST}


def folder_place(tmp_path: Path) -> Place:
    there = tmp_path / "there"

    def put(name: str, body: str) -> None:
        there.mkdir(exist_ok=True)
        (there / name).write_text(body)

    return Place(lambda: FolderHost(there), lambda: seen(there), put)


def git_place(tmp_path: Path) -> Place:
    bare = tmp_path / "pages.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(bare)], check=True)

    def clone() -> Path:
        work = tmp_path / f"clone-{time.monotonic_ns()}"
        branch = ["--branch", "gh-pages"] if (bare / "refs/heads/gh-pages").exists() else []
        subprocess.run(["git", "clone", "--quiet", *branch, str(bare), str(work)], check=True, capture_output=True)
        return work

    def look() -> dict[str, str]:
        found = seen(clone())
        assert found.pop(".nojekyll", "") == ""
        return found

    def put(name: str, body: str) -> None:
        work = clone()
        (work / name).write_text(body)
        who = ["-c", "user.name=A", "-c", "user.email=a@b.invalid"]
        subprocess.run(["git", "-C", str(work), "add", "."], check=True)
        subprocess.run(["git", "-C", str(work), *who, "commit", "--quiet", "-m", "By hand"], check=True)
        subprocess.run(["git", "-C", str(work), "push", "--quiet", "origin", "HEAD:gh-pages"], check=True)

    def make() -> Host:
        return GitHost(str(bare), "gh-pages", tmp_path / "cache.git", ("Journal", "me@journal.example"), NOW)

    away = tmp_path / "away.git"
    return Place(make, look, put, lambda: shutil.move(bare, away), lambda: shutil.move(away, bare))


def ssh_place(tmp_path: Path, kind: str) -> Iterator[Place]:
    if MISSING:
        pytest.skip(f"!! not on this machine: {', '.join(MISSING)}")
    there = tmp_path / "there" / "site"
    there.parent.mkdir()
    with Sshd(tmp_path / "ssh") as server:
        server.start(sftp_only=kind == "sftp")
        to = f"place:{there}"

        def make() -> Host:
            return SftpHost(to, server.config) if kind == "sftp" else RsyncHost(to, NOW, server.config)

        if kind == "rsync into a folder":
            there.mkdir()

        def put(name: str, body: str) -> None:
            there.mkdir(exist_ok=True)
            (there / name).write_text(body)

        yield Place(make, lambda: seen(there), put, server.stop, server.start)


def s3_place(tmp_path: Path) -> Iterator[Place]:
    program = Path(__file__).parent / "node_modules/.bin/s3rver"
    if not program.exists():
        pytest.skip("!! no s3rver: npm --prefix tests/deploy install")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (tmp_path / "buckets").mkdir()
    command = [str(program), "-s", "-d", str(tmp_path / "buckets"), "-p", str(port), "--configure-bucket", "pages"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(500):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.02)
        address = f"http://127.0.0.1:{port}"

        def look() -> dict[str, str]:
            import obstore
            from obstore.store import S3Store

            store = S3Store(
                "pages", endpoint=address, access_key_id="S3RVER", secret_access_key="S3RVER", region="us-east-1",
                virtual_hosted_style_request=False, client_options={"allow_http": True},
            )  # fmt: skip
            names = [entry["path"] for batch in obstore.list(store, "journal/") for entry in batch]
            found = {name.removeprefix("journal/"): bytes(store.get(name).bytes()).decode() for name in names}
            assert store.get(names[0]).attributes["Content-Type"] != "binary/octet-stream"
            return {name: body for name, body in found.items() if name != MANIFEST}

        def make() -> Host:
            return S3Host("s3://pages/journal", address, "us-east-1", Secret("S3RVER:S3RVER"))

        def put(name: str, body: str) -> None:
            S3Host("s3://pages/journal", address, "us-east-1", Secret("S3RVER:S3RVER")).write(name, body.encode())

        yield Place(make, look, put)
    finally:
        server.terminate()
        server.wait()


@pytest.fixture(
    params=[
        "folder",
        "git",
        pytest.param("rsync to a link", marks=pytest.mark.real),
        pytest.param("rsync into a folder", marks=pytest.mark.real),
        pytest.param("sftp", marks=pytest.mark.real),
        pytest.param("s3", marks=pytest.mark.real),
    ]
)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "folder":
        yield folder_place(tmp_path)
    elif request.param == "git":
        yield git_place(tmp_path)
    elif request.param == "s3":
        yield from s3_place(tmp_path)
    else:
        yield from ssh_place(tmp_path, request.param)


def test_the_first_site_then_the_next_and_what_is_over_goes(place: Place, tmp_path: Path) -> None:
    bring(place, site(tmp_path / "old", OLD))
    assert place.look() == OLD
    bring(place, site(tmp_path / "new", NEW))
    assert place.look() == NEW
    assert place.make().standing() == read_site(tmp_path / "new").files
    assert not changes_between(place.make().standing(), read_site(tmp_path / "new").files)
    bring(place, read_site(tmp_path / "old"))
    assert place.look() == OLD


def test_what_we_did_not_put_there_stays(place: Place, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if "link" in request.node.name:
        pytest.skip("a whole site is turned there, and all of it is ours")
    place.put("CNAME", "journal.example\n")
    bring(place, site(tmp_path / "old", OLD))
    bring(place, site(tmp_path / "new", NEW))
    assert place.look() == NEW | {"CNAME": "journal.example\n"}


def test_a_place_that_cannot_be_reached_is_told_and_keeps_what_it_has(place: Place, tmp_path: Path) -> None:
    bring(place, site(tmp_path / "old", OLD))
    host, wanted = place.make(), site(tmp_path / "new", NEW)
    changes = changes_between(host.standing(), wanted.files)
    place.stop()
    try:
        if place.stop.__name__ != "<lambda>" or "git" in type(host).__name__.lower():
            with pytest.raises(CuratorError) as told:
                host.bring(wanted, changes)
            assert "\n" not in str(told.value)
    finally:
        place.start()
    if place.stop.__name__ != "<lambda>":
        assert place.look() == OLD
    bring(place, wanted)
    assert place.look() == NEW


def test_a_manifest_from_elsewhere_takes_nothing_away_outside(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    (tmp_path / "mine").write_text("mine")
    (there / MANIFEST).write_text('{"format": 1, "files": {"../mine": "x", "/etc/passwd": "y", "-rf": "z"}}')
    wanted = site(tmp_path / "new", NEW)
    bring(Place(lambda: FolderHost(there), lambda: seen(there), lambda *_: None), wanted)
    assert (tmp_path / "mine").read_text() == "mine"
    assert seen(there) == NEW


@pytest.mark.real
@pytest.mark.skipif(bool(MISSING), reason="!! no ssh server here")
def test_a_disk_that_fills_up_leaves_the_old_site_whole(tmp_path: Path) -> None:
    """The other side refuses in the middle of the upload: a file-size limit stands for the full disk."""
    big = NEW | {f"assets/{n}.bin": "x" * 3_000_000 for n in range(3)}
    for place in ssh_place(tmp_path, "rsync to a link"):
        bring(place, site(tmp_path / "old", OLD))
        home = tmp_path / "there" / ".site"
        before = {file: hashlib.sha256(file.read_bytes()).digest() for file in home.rglob("*") if file.is_file()}
        limited = tmp_path / "bin" / "rsync"
        limited.parent.mkdir()
        limited.write_text(f'#!/bin/sh\nulimit -f 2000\nexec {shutil.which("rsync")} "$@"\n')
        limited.chmod(0o755)
        host = place.make()
        wanted = site(tmp_path / "big", big)
        changes = changes_between(host.standing(), wanted.files)
        real = shutil.which("rsync")
        host._rsync = _with(host, ["--rsync-path", str(limited)])  # type: ignore[attr-defined]
        with pytest.raises(CuratorError):
            host.bring(wanted, changes)
        assert real
        assert place.look() == OLD
        assert {file: hashlib.sha256(file.read_bytes()).digest() for file in before} == before
        bring(place, wanted)
        assert place.look() == big


def _with(host: Host, more: list[str]) -> Callable[..., None]:
    plain = host._rsync  # type: ignore[attr-defined]
    return lambda *arguments, given=b"": plain(*more, *arguments, given=given)


def test_every_page_stands_before_what_leads_to_it() -> None:
    changes = changes_between({}, dict.fromkeys(NEW, "x"))
    assert changes.pages[-1] == "index.html"
    depths = [page.count("/") for page in changes.pages[:-1]]
    assert depths == sorted(depths, reverse=True)
    assert all(name.startswith("assets/") for name in changes.assets)


def test_a_token_is_no_part_of_a_command_line(tmp_path: Path) -> None:
    host = GitHost(
        "https://git.invalid/me/pages.git", "gh-pages", tmp_path / "c.git", ("J", "a@b.invalid"), NOW,
        token=Secret("ghp_planted"),
    )  # fmt: skip
    with pytest.raises(CuratorError) as told:
        host.standing()
    assert "ghp_planted" not in str(told.value)
    assert all(b"ghp_planted" not in file.read_bytes() for file in (tmp_path / "c.git").rglob("*") if file.is_file())
    assert "CURATOR_GIT_TOKEN" not in os.environ


def test_a_missing_repository_is_told_in_the_words_that_say_so(tmp_path: Path) -> None:
    host = GitHost(str(tmp_path / "none.git"), "gh-pages", tmp_path / "c.git", ("J", "a@b.invalid"), NOW)
    with pytest.raises(CuratorError) as told:
        host.standing()
    assert told.value.message.endswith("does not appear to be a git repository.")

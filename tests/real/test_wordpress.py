"""An edition on a real WordPress: one draft however often it runs, whatever gets lost, and the editor's hand kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from PIL import Image

from curator.config.secrets import Secret
from curator.config.settings import Fetch
from curator.http import CurlWeb
from curator.model import DeliveryState
from curator.ports import BlogPost
from curator.publish.wordpress import WordPressBlog
from tests.demo import Curator
from tests.real.proxy import Proxy
from tests.real.wordpress.server import WordPress

pytestmark = pytest.mark.real
S = DeliveryState
POSTS = "/wp-json/wp/v2/posts"


def posts(wordpress: WordPress, slug: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = wordpress.ask(f"{POSTS}?slug={slug}&status=any&context=edit", "editor")
    return found


@pytest.fixture
def web(wordpress: WordPress) -> Iterator[CurlWeb]:
    hosts = (wordpress.address.removeprefix("http://"),)
    with CurlWeb(Fetch(private_hosts=hosts, total_seconds=30), environ={}) as client:
        yield client


def post(slug: str, picture: bytes = b"") -> BlogPost:
    text = '<h2>Réseau</h2>\n<p>Née à 🏝️ : <a href="https://a.example/?a=1&amp;b=2">neuf heures</a>.</p>\n'
    return BlogPost(slug, f"Édition {slug} & suite", text, "Neuf heures.", ("Réseau & stockage",), picture, "L’île")


def test_an_edition_is_one_draft_after_three_runs(
    wordpress: WordPress, journal: Path, curator: Curator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("CURATOR_WORDPRESS", wordpress.passwords["editor"])
    file = journal / "config.toml"
    document = tomlkit.parse(file.read_text(encoding="utf-8"))
    document["fetch"]["private_hosts"] = [wordpress.address.removeprefix("http://")]  # type: ignore[index]
    accounts = tomlkit.aot()
    accounts.append(tomlkit.item({"network": "wordpress", "handle": "editor", "server": wordpress.address}))
    document.append("accounts", accounts)
    file.write_text(tomlkit.dumps(document), encoding="utf-8")
    shown = curator("-j", journal, "wordpress", "--json").json
    assert posts(wordpress, shown["slug"]) == []
    for _ in range(3):
        assert curator("-j", journal, "wordpress", "--yes").code == 0
    (draft,) = posts(wordpress, shown["slug"])
    assert (draft["status"], draft["title"]["raw"]) == ("draft", shown["title"])
    assert draft["content"]["raw"].count("<h3>") == shown["html"].count("<h3>") >= 5
    named = {one["id"]: one["name"] for one in wordpress.ask("/wp-json/wp/v2/categories?per_page=100", "editor")}
    assert {named[number] for number in draft["categories"]} == set(shown["categories"])
    wordpress.ask(f"{POSTS}/{draft['id']}", "editor", {"content": "My own words."})
    held = curator("-j", journal, "wordpress", "--yes")
    assert (held.code, "changed in WordPress" in held.out) == (1, True)
    assert posts(wordpress, shown["slug"])[0]["content"]["raw"] == "My own words."
    assert curator("-j", journal, "wordpress", "--yes", "--overwrite").code == 0
    assert "<h3>" in posts(wordpress, shown["slug"])[0]["content"]["raw"]


@pytest.mark.parametrize("role", ["editor", "author"])
def test_what_is_sent_is_what_stands_there(wordpress: WordPress, web: CurlWeb, tmp_path: Path, role: str) -> None:
    Image.new("RGB", (640, 360), (30, 90, 200)).save(tmp_path / "lead.jpg")
    blog = WordPressBlog(web, wordpress.address, role, Secret(wordpress.passwords[role]))
    sent = post(f"edition-{role}", (tmp_path / "lead.jpg").read_bytes())
    receipt, numbers = "", set()
    for _ in range(3):
        answer = blog.put(sent, receipt)
        assert (answer.state, answer.reason) == (S.SENT, "draft")
        receipt = answer.receipt
        (standing,) = posts(wordpress, sent.slug)
        numbers.add((standing["id"], standing["featured_media"]))
    assert len(numbers) == 1
    assert standing["content"]["raw"].startswith(sent.html.strip())
    picture = wordpress.ask(f"/wp-json/wp/v2/media/{standing['featured_media']}", role)
    assert picture["alt_text"] == "L’île"


def test_what_was_published_there_stays_published(wordpress: WordPress, web: CurlWeb) -> None:
    blog = WordPressBlog(web, wordpress.address, "editor", Secret(wordpress.passwords["editor"]))
    receipt = blog.put(post("edition-out")).receipt
    (standing,) = posts(wordpress, "edition-out")
    wordpress.ask(f"{POSTS}/{standing['id']}", "editor", {"status": "publish", "slug": "a-better-slug"})
    answer = blog.put(post("edition-out"), receipt)
    assert (answer.state, answer.reason) == (S.SENT, "publish")
    assert [one["id"] for one in posts(wordpress, "a-better-slug")] == [standing["id"]]
    assert posts(wordpress, "edition-out") == []


def test_somebody_elses_post_of_that_slug_is_left_alone(wordpress: WordPress, web: CurlWeb) -> None:
    wordpress.ask(POSTS, "editor", {"slug": "edition-mine", "content": "Mine.", "title": "Mine", "status": "draft"})
    blog = WordPressBlog(web, wordpress.address, "editor", Secret(wordpress.passwords["editor"]))
    receipts = {blog.put(post("edition-mine")).receipt for _ in range(2)}
    assert len(receipts) == 1
    assert posts(wordpress, "edition-mine")[0]["content"]["raw"] == "Mine."


@pytest.mark.parametrize("fault", ["lost", "500 done", "nonsense", "half", "late", "cut", "503"])
def test_lost_answers_leave_one_draft(wordpress: WordPress, fault: str) -> None:
    slug = f"edition-{fault.replace(' ', '-')}"
    with Proxy(wordpress.address, (POSTS,)) as proxy:
        listed = proxy.address.removeprefix("http://")
        with CurlWeb(Fetch(private_hosts=(listed,), total_seconds=10), environ={}) as client:
            blog = WordPressBlog(client, proxy.address, "editor", Secret(wordpress.passwords["editor"]))
            proxy.faults = [fault]
            assert blog.put(post(slug)).state in (S.UNCERTAIN, S.NEW)
            proxy.settle()
            assert blog.put(post(slug)).state is S.SENT
    assert len(posts(wordpress, slug)) == 1


def test_a_wrong_password_waits(wordpress: WordPress, web: CurlWeb) -> None:
    answer = WordPressBlog(web, wordpress.address, "editor", Secret("wrong words")).put(post("edition-none"))
    assert (answer.state, "wrong words" in answer.reason) == (S.NEW, False)

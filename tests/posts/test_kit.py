import base64
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from curator.config.settings import Networks
from curator.errors import CuratorError, NothingToPublish
from curator.publish.kit import write_kit
from curator.render.kit import render_kit
from tests.letter.factory import config, english_edition, french_edition


def page(language: str = "en") -> str:
    edition = english_edition() if language == "en" else french_edition()
    return render_kit(edition, config(language))["index.html"].decode()


def test_every_story_has_a_text_for_every_network() -> None:
    assert page().count("<textarea") == len(english_edition().picks) * 6
    told = json.loads(render_kit(english_edition(), config())["posts.json"])
    assert [story["title"] for story in told["stories"]] == [pick.title for pick in english_edition().picks]
    assert {post["network"] for post in told["stories"][0]["posts"]} == set(config().networks.kit)


def test_the_page_is_alone_and_its_policy_names_its_own_script_and_style() -> None:
    html = page()
    assert not re.search(r"<(?:img|link|iframe|object|form[^>]+action)|src=|url\(|@import", html)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy is not None
    rules = policy[1].replace("&#39;", "'")
    assert rules.startswith("default-src 'none';")
    for tag, directive in (("style", "style-src"), ("script", "script-src")):
        body = re.search(rf"<{tag}>(.*?)</{tag}>", html, re.S)
        assert body is not None
        digest = base64.b64encode(hashlib.sha256(body[1].encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in rules


def test_hostile_words_stay_words() -> None:
    nasty = "</textarea><script>alert(1)</script>"
    first, *rest = english_edition().picks
    edition = replace(english_edition(), picks=(replace(first, title=nasty, insight=nasty), *rest))
    html = render_kit(edition, config())["index.html"].decode()
    assert "<script>alert" not in html
    assert html.count("</textarea>") == len(edition.picks) * 6


def test_findings_are_told_in_the_readers_language() -> None:
    assert "This only repeats the title" in page()
    french = page("fr")
    assert 'lang="fr"' in french
    assert "This only repeats" not in french
    assert "Your Mastodon server" not in french


def test_a_kit_without_mastodon_asks_for_no_server() -> None:
    settings = replace(config(), networks=Networks(kit=("linkedin",)))
    html = render_kit(english_edition(), settings)["index.html"].decode()
    assert 'id="server"' not in html


def test_pictures_go_with_it() -> None:
    story = english_edition().picks[0].story.id
    files = render_kit(english_edition(), config(), {story: ("../../cover.jpg", b"jpeg"), "gone": ("x.jpg", b"")})
    assert files["pictures/cover.jpg"] == b"jpeg"
    assert sorted(files) == ["index.html", "pictures/cover.jpg", "posts.json"]
    html = files["index.html"].decode()
    assert 'src="pictures/cover.jpg"' in html
    assert "img-src &#39;self&#39; file:" in html


def test_the_same_edition_gives_the_same_bytes() -> None:
    assert render_kit(english_edition(), config()) == render_kit(english_edition(), config())


def test_nothing_makes_no_kit() -> None:
    with pytest.raises(NothingToPublish):
        render_kit(replace(english_edition(), picks=()), config())


def test_a_new_kit_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    folder = tmp_path / "kits" / "2026-11-22"
    assert write_kit({"index.html": b"one", "pictures/a.jpg": b"a"}, folder) == folder / "index.html"
    write_kit({"index.html": b"two"}, folder)
    assert [path.name for path in folder.rglob("*")] == ["index.html"]
    assert (folder / "index.html").read_bytes() == b"two"
    assert [path.name for path in folder.parent.iterdir()] == ["2026-11-22"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "kits").write_text("a file, not a folder")
    with pytest.raises(CuratorError, match="kits") as caught:
        write_kit({"index.html": b"one"}, tmp_path / "kits" / "2026-11-22")
    assert "kits" in str(caught.value)

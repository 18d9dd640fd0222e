"""Kits for those who share in their own name: other texts than the editor's and each other's, tags, a way out."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from curator.checks import blocking, check_boilerplate
from curator.config.outward import Ambassador
from curator.config.settings import Config, Networks
from curator.render.kit import render_kit
from tests.demo import Curator
from tests.posts.test_posts import config, english_edition, french_edition

NAMES = ("Ada", "Bob", "Cléo")


def settings(language: str = "en") -> Config:
    people = tuple(Ambassador(name, name[0].lower()) for name in NAMES)
    kit = Networks(kit=("mastodon", "bluesky", "linkedin", "x", "threads"))
    return replace(config(language), ambassadors=people, networks=kit)


def texts(whole: Config, ambassador: Ambassador | None, language: str) -> dict[tuple[str, str], str]:
    edition = english_edition() if language == "en" else french_edition()
    files = render_kit(edition, whole, ambassador=ambassador)
    told = json.loads(files["posts.json"])
    return {(one["story"], post["network"]): post["text"] for one in told["stories"] for post in one["posts"]}


@cache
def given(language: str, name: str = "") -> dict[tuple[str, str], str]:
    """Return the texts that one of `NAMES` is given, or the editor ("")."""
    whole = settings(language)
    return texts(whole, next((one for one in whole.ambassadors if one.name == name), None), language)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_two_people_say_the_same_words(language: str) -> None:
    edition = english_edition() if language == "en" else french_edition()
    everybody = [given(language, name) for name in ("", *NAMES)]
    stories = {pick.story.id: pick for pick in edition.picks}
    for story, network in everybody[0]:
        said = [those[story, network].partition("https://")[0] for those in everybody]
        if stories[story].insight and stories[story].extract and network in ("mastodon", "linkedin"):
            assert len(set(said)) == len(said), (network, said)


def test_the_editor_is_quoted_by_name_and_never_put_into_their_mouth() -> None:
    whole = settings()
    insights = [pick.insight for pick in english_edition().picks if pick.insight]
    editor = whole.journal.editor
    for name in NAMES:
        for text in given("en", name).values():
            for insight in insights:
                if insight[:40] in text:
                    assert editor in text


def test_links_to_the_journal_carry_the_tag_and_others_do_not() -> None:
    whole = settings()
    ada = whole.ambassadors[0]
    base = whole.journal.base_url.rstrip("/")
    assert all(text.endswith("?via=a") for text in given("en", ada.name).values() if base in text)
    bare = replace(whole, journal=replace(whole.journal, base_url=""))
    assert not any("?via=" in text for text in texts(bare, ada, "en").values())


def test_what_they_are_given_says_something() -> None:
    held = sum(bool(blocking(check_boilerplate(text))) for name in NAMES for text in given("en", name).values())
    own = sum(bool(blocking(check_boilerplate(text))) for text in given("en").values())
    assert held <= 3 * own


def test_who_wants_no_more_gets_none(journal: Path, curator: Curator) -> None:
    file = journal / "config.toml"
    people = "".join(
        f'\n[[ambassadors]]\nname = "{name}"\ntag = "t{number}"\nnetworks = ["linkedin"]\n'
        f"active = {str(number < 2).lower()}\n"
        for number, name in enumerate(("Zoë", "Zoe", "Max"))
    )
    file.write_text(file.read_text(encoding="utf-8") + people, encoding="utf-8")
    pages = [Path(page) for page in curator("-j", journal, "kit", "--ambassadors", "--json").json["pages"]]
    assert [page.parent.name.partition("-z")[2] for page in pages] == ["oe", "oe-2"]
    shown = pages[0].read_text(encoding="utf-8")
    assert "For Zoë" in shown
    assert 'data-network="linkedin"' in shown
    assert 'data-network="x"' not in shown


def test_a_journal_without_ambassadors_has_nothing_to_write(journal: Path, curator: Curator) -> None:
    assert curator("-j", journal, "kit", "--ambassadors").code == 4

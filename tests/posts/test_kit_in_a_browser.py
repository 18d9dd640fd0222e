"""The kit as a person uses it: typing, copying, opening; in headless Chromium, on a phone's width."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from curator.checks import network_for
from curator.publish.kit import write_kit
from curator.render.kit import render_kit
from curator.render.letter import render_letter
from curator.render.letter_preview import letter_preview
from tests.letter.factory import config, english_edition, french_edition

COUNTERS = Path(__file__).parent.parent / "checks" / "counters.tsv"
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_kit(render_kit(english_edition(), config()), tmp_path_factory.mktemp("kits") / "kit")


@pytest.fixture
def kit(browser: Any, index: Path) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.troubles, page.asked = [], []
    page.on("console", lambda told: page.troubles.append(told.text) if told.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(index.as_uri())
    yield page
    context.close()


def test_it_asks_nobody_fits_a_phone_and_has_no_trouble(kit: Any) -> None:
    assert [address for address in kit.asked if not address.startswith("file:")] == []
    assert kit.troubles == []
    assert kit.evaluate("document.documentElement.scrollWidth") == 390
    kit.set_viewport_size({"width": 320, "height": 800})
    assert kit.evaluate("document.documentElement.scrollWidth") == 320


def test_the_page_counts_as_the_program_does(kit: Any) -> None:
    for line in COUNTERS.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        text = json.loads(line.split("\t")[0])
        for name in config().networks.kit:
            counted = kit.evaluate("([network, text]) => curatorCount(network, text)", [name, text])
            assert counted == network_for(name).count(text), (name, text)


def test_the_count_follows_what_is_typed_and_changes_can_be_undone(kit: Any) -> None:
    post = kit.locator(".post[data-network=bluesky]").first
    area = post.locator("textarea")
    before = area.input_value()
    area.fill("é" * 301)
    assert post.locator("output").inner_text() == "301"
    assert "1 too many" in post.locator("[data-over]").inner_text()
    post.locator("[data-restore]").click()
    assert area.input_value() == before
    assert not post.locator("[data-over]").is_visible()


def test_copying_works_and_says_so(kit: Any) -> None:
    kit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    post = kit.locator(".post[data-network=linkedin]").first
    post.locator("[data-copy]").click()
    post.locator("[data-copy]", has_text="Copied").wait_for()
    assert kit.evaluate("navigator.clipboard.readText()") == post.locator("textarea").input_value()


def test_copying_works_without_a_clipboard(kit: Any) -> None:
    kit.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    post = kit.locator(".post[data-network=x]").first
    post.locator("[data-copy]").click()
    post.locator("[data-copy]", has_text="Copied").wait_for()
    other = kit.locator(".post[data-network=threads] textarea").first
    other.fill("")
    other.focus()
    kit.keyboard.press("Control+V")
    assert other.input_value() == post.locator("textarea").input_value()


def test_mastodon_opens_on_the_readers_own_server_with_the_changed_text(kit: Any) -> None:
    post = kit.locator(".post[data-network=mastodon]").first
    go = post.locator("[data-intent]")
    go.click()
    assert kit.evaluate("document.activeElement.id") == "server"
    kit.fill("#server", "https://social.example/@ines")
    post.locator("textarea").fill("a & b")
    assert go.get_attribute("href") == "https://social.example/share?text=a%20%26%20b"
    kit.reload()
    assert kit.input_value("#server") == "social.example"


def test_one_network_can_be_shown_alone(kit: Any) -> None:
    kit.locator(".pills label", has_text="Bluesky").click()
    shown = kit.locator(".post:visible")
    assert shown.count() == len(english_edition().picks)
    assert {post.get_attribute("data-network") for post in shown.all()} == {"bluesky"}


def test_it_reads_without_script(browser: Any, tmp_path: Path) -> None:
    index = write_kit(render_kit(french_edition(), config("fr")), tmp_path / "kit")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(index.as_uri())
    assert page.locator("textarea").first.is_visible()
    assert not page.locator("[data-copy]").first.is_visible()
    assert page.locator(".post[data-network=bluesky] a").first.get_attribute("href").startswith("https://bsky.app/")
    context.close()


def test_the_letters_preview_loads_nothing_and_shows_every_view(browser: Any, tmp_path: Path) -> None:
    file = tmp_path / "preview.html"
    file.write_bytes(letter_preview(render_letter(english_edition(), config()), config()))
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    assert page.locator("iframe").count() == 6
    dark = page.frame_locator(".dark iframe").locator("td.px").nth(1)
    assert dark.evaluate("cell => getComputedStyle(cell.closest('table')).backgroundColor") == "rgb(23, 22, 19)"
    assert [address for address in asked if not address.startswith(("file:", "about:"))] == []
    page.close()

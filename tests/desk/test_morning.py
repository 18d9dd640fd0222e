"""A morning in a real browser: review by keyboard, compose, approve, build; and the same by touch, in French."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.desk.conftest import Running, start

pytestmark = pytest.mark.browser


def opened(browser: Any, desk: Running, **options: Any) -> Any:
    """Return a page that came in by the link, and that nothing complains about."""
    options.setdefault("viewport", {"width": 1280, "height": 900})
    page = browser.new_context(**options).new_page()
    page.complaints = []
    page.on("console", lambda told: page.complaints.append(told.text) if told.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.foreign = []
    page.on("request", lambda asked: page.foreign.append(asked.url) if desk.host not in asked.url else None)
    page.goto(desk.desk.link)
    page.wait_for_selector("body[data-ready] #queue li")
    return page


def settled(page: Any, title: str) -> None:
    """Wait until the detail shows the story with this headline."""
    page.wait_for_function("title => document.querySelector('#story-title')?.textContent === title", arg=title)


def chosen(page: Any) -> str:
    """Return the title of the story that is selected, once its detail is there."""
    page.wait_for_function(
        "() => document.querySelector('#queue [aria-selected=true]')?.dataset.id ==="
        " document.querySelector('#detail [data-story]')?.dataset.story"
    )
    return str(page.locator("#queue [aria-selected=true] .title").inner_text())


def count(page: Any, pile: str) -> int:
    return int(page.locator(f".tabs [data-count={pile}]").inner_text())


def wait_count(page: Any, pile: str, wanted: int) -> None:
    page.wait_for_function(
        "([pile, wanted]) => document.querySelector(`.tabs [data-count=${pile}]`).textContent === String(wanted)",
        arg=[pile, wanted],
    )


def review_by_keyboard(page: Any) -> tuple[str, str, dict[str, int]]:
    """Decide forty stories with keys alone; return the titles of the lead and of the last, and the counts."""
    keys = page.keyboard
    waiting = count(page, "waiting")
    done = {"kept": 0, "dropped": count(page, "dropped"), "later": 0}
    lead = title = ""
    for number in range(40):
        title = chosen(page)
        if number == 0:
            keys.press("Shift+L")
            lead, pile = title, "kept"
        elif number % 5 == 4:
            keys.press("x")
            page.wait_for_selector("#why-drop[open]")
            keys.press(str(number % 5 + 1))
            pile = "dropped"
        elif number % 9 == 7:
            keys.press("l")
            pile = "later"
        else:
            keys.press("Enter")
            pile = "kept"
        done[pile] += 1
        wait_count(page, pile, done[pile])
    wait_count(page, "waiting", waiting - 40)
    return lead, title, done


def test_a_morning_by_keyboard_ends_in_the_published_page(browser: Any, desk: Running, journal: Path) -> None:
    page = opened(browser, desk)
    lead, again, done = review_by_keyboard(page)
    keys = page.keyboard

    # The last one, dropped with a reason, is taken back with one key and kept.
    keys.press("z")
    wait_count(page, "dropped", done["dropped"] - 1)
    settled(page, again)
    keys.press("Enter")
    wait_count(page, "kept", done["kept"] + 1)

    # One is merged into the lead.
    merged = chosen(page)
    keys.press("m")
    page.wait_for_selector("#merge[open]")
    keys.type(lead)
    page.wait_for_function(
        "title => document.querySelector('#merge-targets button')?.textContent === title", arg=lead, timeout=10_000
    )
    keys.press("Enter")
    page.wait_for_function("() => !document.querySelector('#merge').open")

    # The lead gets an insight.
    page.goto(f"http://{desk.host}/review?pile=kept")
    page.wait_for_selector("body[data-ready]")
    keys.press("/")
    keys.type(lead)
    page.wait_for_function("title => document.querySelector('#queue .title')?.textContent === title", arg=lead)
    keys.press("Enter")
    settled(page, lead)
    keys.press("i")
    keys.type("Read the log, *not* the release.")
    keys.press("Escape")
    page.wait_for_function("() => document.querySelector('#insight').dataset.saved.startsWith('Read the log')")

    # The edition is looked at, put in order, approved.
    keys.press("p")
    page.wait_for_selector("body[data-ready] #order .pick")
    titles = page.locator(".pick .title").all_inner_texts()
    assert titles[0] == lead
    assert merged not in titles
    assert again in titles
    page.locator(".pick").nth(2).focus()
    keys.press("Alt+ArrowUp")
    page.wait_for_function("title => document.querySelectorAll('.pick .title')[1].textContent === title", arg=titles[2])
    moved = page.locator(".pick .title").all_inner_texts()
    assert moved == [titles[0], titles[2], titles[1], *titles[3:]]
    frame = page.frame_locator("#preview")
    assert lead in frame.locator("h2").first.inner_text()
    page.get_by_role("button", name="Approve as it stands").click()
    page.get_by_role("button", name="Write the pages").click()
    page.wait_for_selector(".toast.shown")
    page.wait_for_function("() => document.querySelector('#approval').textContent.includes('Out')", timeout=60_000)

    front = (journal / "site" / "index.html").read_text("utf-8")
    for title in moved:
        assert title.replace("’", "'") in front.replace("’", "'").replace("&#39;", "'"), title
    assert "Read the log, <em>not</em> the release." in front
    day = next((journal / "site").glob("2026/11/22/*/index.html"))
    assert day.is_file()
    assert len(list((journal / "site").glob("2026/11/22/*/index.html"))) == len(moved)
    assert page.complaints == []
    assert page.foreign == []


def test_a_morning_by_touch_on_a_telephone_in_french(browser: Any, journals: dict[str, Path], tmp_path: Path) -> None:
    shutil.copytree(journals["fr"], tmp_path / "journal")
    desk = start(tmp_path / "journal")
    desk.enter()
    page = opened(browser, desk, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    assert page.locator("h1").first.inner_text() == "Revue"
    kept, dropped = 0, count(page, "dropped")
    lead = chosen(page)
    page.locator("[data-act=lead]").tap()
    for number in range(40):
        wait_count(page, "kept", kept := kept + (number % 4 != 3))
        chosen(page)
        if number % 4 == 2:
            page.locator("[data-act=drop]").tap()
            page.locator("[data-reason=weak]").tap()
            wait_count(page, "dropped", dropped := dropped + 1)
        else:
            page.locator("[data-act=keep]").tap()
    # The last one is taken back and merged into the lead instead.
    wait_count(page, "kept", kept + 1)
    page.locator("[data-undo]").tap()
    wait_count(page, "kept", kept)
    merged = chosen(page)
    page.locator("[data-act=merge]").tap()
    page.locator("#merge-find").fill(lead)
    page.wait_for_function(
        "title => document.querySelector('#merge-targets button')?.textContent === title", arg=lead, timeout=10_000
    )
    page.locator("#merge-targets button").first.tap()
    page.wait_for_function("() => !document.querySelector('#merge').open")
    page.goto(f"http://{desk.host}/review?pile=kept")
    page.wait_for_selector("body[data-ready]")
    page.locator("#queue li", has_text=lead).first.tap()
    settled(page, lead)
    page.locator("#insight").fill("Lisez le relevé.")
    page.locator("#insight").blur()
    page.wait_for_function("() => document.querySelector('#insight').dataset.saved === 'Lisez le relevé.'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.goto(f"http://{desk.host}/edition")
    page.wait_for_selector("body[data-ready]")
    page.locator("#opening").fill("Bonjour à tous.")
    page.locator("#opening").blur()
    page.wait_for_function("() => document.querySelector('#opening').dataset.saved === 'Bonjour à tous.'")
    assert page.locator(".pick .title").first.inner_text() == lead
    assert merged not in page.locator(".pick .title").all_inner_texts()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("[data-do=approve]").tap()
    page.locator("[data-do=build]").tap()
    page.wait_for_function("() => document.querySelector('#approval').textContent.includes('Parue')", timeout=60_000)
    front = (tmp_path / "journal" / "site" / "index.html").read_text("utf-8")
    assert "Bonjour à tous." in front
    assert "Lisez le relevé." in front
    assert re.search(r'<html lang="fr"', front)
    assert page.complaints == []
    desk.stop()


def test_what_is_typed_survives_the_end_of_the_desk(browser: Any, desk: Running, journal: Path) -> None:
    page = opened(browser, desk)
    title = chosen(page)
    page.keyboard.press("i")
    with page.expect_response(lambda answer: answer.url.endswith("/unsaved")):
        page.keyboard.type("Half a thought")
    after = start(journal)
    other = browser.new_context().new_page()
    other.goto(after.desk.link)  # another desk, another browser: nothing but the disk remembers
    settled(other, title)
    assert other.locator("#insight").input_value() == "Half a thought"
    assert other.locator(".restored").count() == 1
    after.stop()


def test_a_stale_form_says_so_and_keeps_what_was_typed(browser: Any, desk: Running) -> None:
    page = opened(browser, desk)
    chosen(page)
    story = page.locator("#detail [data-story]").get_attribute("data-story")
    page.locator("#insight").fill("Mine")
    assert desk.mark(story, "insight", "Theirs").status == 200
    page.locator("#insight").blur()
    note = page.locator(".stale")
    note.wait_for()
    assert "Theirs" in note.inner_text()
    assert page.locator("#insight").input_value() == "Mine"


def test_single_keys_can_be_switched_off(browser: Any, desk: Running) -> None:
    page = opened(browser, desk)
    chosen(page)
    page.keyboard.press("?")
    page.locator("#keys-on").uncheck()
    page.keyboard.press("Escape")
    before = count(page, "waiting")
    page.keyboard.press("Enter")
    page.keyboard.press("x")
    page.wait_for_timeout(300)
    assert count(page, "waiting") == before
    page.locator("[data-act=keep]").click()
    wait_count(page, "kept", 1)

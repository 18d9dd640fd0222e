"""By hand in a real browser: drag, touch, blocks, votes, a moment, a test; what keys alone do not reach."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from curator.model import PostState, Queued
from tests.desk.conftest import Running, start
from tests.desk.factory import MORNING
from tests.desk.test_morning import chosen, count, opened, wait_count
from tests.desk.test_screens import Shelf

pytestmark = pytest.mark.browser


def edition(page: Any, desk: Running) -> list[str]:
    """Open the edition and return its headlines."""
    page.goto(f"http://{desk.host}/edition")
    page.wait_for_selector("body[data-ready] #order .pick")
    titles: list[str] = page.locator(".pick .title").all_inner_texts()
    return titles


def test_stories_are_dragged_and_the_order_is_taken_back(browser: Any, desk: Running) -> None:
    for story in desk.waiting()[:5]:
        desk.mark(story, "keep")
    page = opened(browser, desk)
    before = edition(page, desk)
    picks = page.locator(".pick")
    picks.nth(3).drag_to(picks.nth(1), target_position={"x": 60, "y": 4})
    page.wait_for_function("t => document.querySelectorAll('.pick .title')[1].textContent === t", arg=before[3])
    page.locator("[data-undo]").click()
    page.wait_for_function("t => document.querySelectorAll('.pick .title')[3].textContent === t", arg=before[3])
    assert page.locator(".pick .title").all_inner_texts() == before
    assert page.complaints == []


def test_a_section_is_given_and_stories_merged_and_split_in_the_edition(browser: Any, desk: Running) -> None:
    for story in desk.waiting()[:4]:
        desk.mark(story, "keep")
    page = opened(browser, desk)
    before = edition(page, desk)
    second = page.locator(".pick").nth(1)
    second.locator("summary").click()
    second.locator("[data-section]").select_option("Storage")
    page.wait_for_function("t => document.querySelector('#said').textContent === t", arg="Saved.")
    chosen_one = page.locator(".pick", has=page.locator(".title", has_text=before[1]))
    chosen_one.locator("small", has_text="Storage").first.wait_for()
    last = page.locator(".pick").last
    title = last.locator(".title").inner_text()
    last.locator("summary").click()
    last.locator("[data-merge]").select_option(index=1)
    page.wait_for_function(
        "t => ![...document.querySelectorAll('.pick .title')].some(e => e.textContent === t)", arg=title
    )
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("z")
    page.wait_for_function(
        "t => [...document.querySelectorAll('.pick .title')].some(e => e.textContent === t)", arg=title
    )
    assert page.complaints == []


def test_what_one_never_wants_again_goes_and_comes_back(browser: Any, desk: Running) -> None:
    page = opened(browser, desk)
    waiting = count(page, "waiting")
    chosen(page)
    page.locator("summary", has_text="Never again").click()
    page.locator("[data-block=sites]").click()
    page.wait_for_selector(".toast.shown")
    page.goto(f"http://{desk.host}/sources")
    page.wait_for_selector("body[data-ready] [data-unblock]")
    page.locator("#block select").select_option("words")
    page.locator("#block input").fill("sodium-ion")
    page.locator("#block button").click()
    page.locator("li", has_text="sodium-ion").wait_for()
    page.goto(f"http://{desk.host}/review")
    page.wait_for_selector("body[data-ready]")
    assert count(page, "waiting") < waiting
    for _ in range(2):
        page.goto(f"http://{desk.host}/sources")
        page.wait_for_selector("body[data-ready]")
        with page.expect_navigation():
            page.locator("[data-unblock]").first.click()
    page.goto(f"http://{desk.host}/review")
    page.wait_for_selector("body[data-ready]")
    assert count(page, "waiting") == waiting
    assert page.complaints == []


def test_editors_vote_and_comment_and_nothing_is_decided(browser: Any, desk: Running, journal: Path) -> None:
    page = opened(browser, desk)
    chosen(page)
    waiting = count(page, "waiting")
    page.locator("summary", has_text="Among editors").click()
    page.locator("[data-vote='+']").click()
    page.locator("[data-vote='+'][aria-pressed=true]").wait_for()
    page.locator("#comment").fill("Ask them for the log.")
    page.keyboard.press("Enter")
    page.locator(".said", has_text="Ask them for the log.").wait_for()
    tom = start(journal, room={"editor": "Tom"})
    other = opened(browser, tom)
    chosen(other)
    other.locator(".said", has_text="Inès Marchand").wait_for()
    tom.stop()
    assert count(page, "waiting") == waiting
    assert page.complaints == []


def test_an_approved_edition_is_given_its_moment(browser: Any, desk: Running) -> None:
    desk.mark(desk.waiting()[0], "lead")
    page = opened(browser, desk)
    edition(page, desk)
    page.locator("[data-do=approve]").click()
    page.locator("#schedule summary").click()
    page.locator("#release").fill("2026-11-23T07:30")
    page.locator("[data-form=schedule] button").click()
    page.locator(".next", has_text="Goes out from").wait_for()
    assert page.locator("[data-do=build]").is_disabled()
    page.locator("#schedule summary").click()
    page.locator("#release").fill("")
    page.locator("[data-form=schedule] button").click()
    page.locator("[data-do=build]:not([disabled])").wait_for()
    assert page.complaints == []


@pytest.fixture
def posting(journal: Path) -> Iterator[Running]:
    """A desk with a post on Sunday, one without a slot, and one that failed."""
    shelf = Shelf()
    running = start(journal, room={"queue": shelf})
    running.enter()
    one, two, three, *_ = running.waiting()
    at = MORNING + timedelta(hours=2)
    shelf.put(Queued(one, "mastodon:@me", "mastodon", "Nine hours.", "2026-11-22", "", at, PostState.APPROVED))
    shelf.put(Queued(two, "mastodon:@me", "mastodon", "No slot.", "2026-11-22", "", None, PostState.DRAFT))
    refused = Queued(
        three, "mastodon:@me", "mastodon", "Too long.", "2026-11-22", "", at, PostState.REFUSED, "422: too long"
    )
    shelf.put(refused)
    yield running
    running.stop()


def test_posts_are_dragged_to_another_day_and_one_that_failed_says_why(browser: Any, posting: Running) -> None:
    page = opened(browser, posting)
    page.goto(f"http://{posting.host}/calendar?week=2026-11-22")
    page.wait_for_selector("body[data-ready]")
    assert "422: too long" in page.locator(".chip.refused").inner_text()
    for text, day in (("Nine hours.", "2026-11-18"), ("No slot.", "2026-11-17")):
        with page.expect_navigation():
            page.locator(".chip", has_text=text).drag_to(page.locator(f".day[data-day='{day}']"))
        page.wait_for_selector("body[data-ready]")
        assert text in page.locator(f".day[data-day='{day}']").inner_text()
    assert page.complaints == []


def test_on_a_telephone_an_act_is_taken_back_by_thumb(browser: Any, desk: Running) -> None:
    page = opened(browser, desk, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    title = chosen(page)
    page.locator("[data-act=keep]").tap()
    wait_count(page, "kept", 1)
    page.locator("[data-undo]").tap()
    wait_count(page, "kept", 0)
    page.locator("#queue [aria-selected=true] .title", has_text=title).wait_for()
    assert page.complaints == []

"""The search page, asked in a browser and from a folder, as a reader without a server would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def asked(browser: Any, sites: dict[str, Path]) -> Any:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"file://{sites['en-press']}/search/index.html")
    yield page
    context.close()


def titles(page: Any, question: str) -> list[str]:
    page.fill("#q", question)
    page.press("#q", "Enter")
    page.locator("#found").filter(has_not_text="Searching").wait_for()
    page.wait_for_timeout(100)
    return [link.inner_text() for link in page.query_selector_all("#results a")]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("cellar", "A city let its river in on purpose, and the cellars stayed dry"),
        ("CELLARS", "A city let its river in on purpose, and the cellars stayed dry"),
        ("regulators", "Regulator proposes to pay farms by the cubic metre held back"),
        ("dairy", "Rain tanks move into dairies"),
        ("patience citerne", "Un toit, deux citernes et beaucoup de patience"),
        ("decret beton", "Taxe sur le béton\u202f: le décret, ligne à ligne"),
        ("vigne", "Des mares contre le gel dans les vignes"),
        ("willo", "Willow roots hold 91% of a bank after 60 floods, preprint claims"),
    ],
)
def test_words_are_found_in_any_case_accent_and_form(asked: Any, question: str, expected: str) -> None:
    found = titles(asked, question)
    assert any(
        title.replace("\u00a0", " ").replace("\u202f", " ") == expected.replace("\u202f", " ") for title in found
    )


def test_every_word_must_be_there(asked: Any) -> None:
    assert titles(asked, "willow cellar") == []
    assert asked.inner_text("#found") == "Nothing found."


def test_the_first_result_leads_to_the_story(asked: Any) -> None:
    titles(asked, "cellar")
    asked.keyboard.press("ArrowDown")
    with asked.expect_navigation(url="**/river-let-in/index.html"):
        asked.keyboard.press("Enter")


def test_a_question_in_the_address_is_answered(browser: Any, sites: dict[str, Path]) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"file://{sites['en-press']}/search/index.html?q=sandbag")
    page.wait_for_selector("#results a")
    assert page.input_value("#q") == "sandbag"
    context.close()

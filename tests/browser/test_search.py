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
    page.wait_for_function("!document.getElementById('found').textContent.startsWith('Searching')")
    page.wait_for_timeout(100)
    return [link.inner_text() for link in page.query_selector_all("#results a")]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("turbine", "An island grid ran nine hours without a single turbine turning"),
        ("TURBINES", "An island grid ran nine hours without a single turbine turning"),
        ("regulators", "Regulator proposes to pay for inertia by the millisecond"),
        ("dairy", "Heat batteries move into dairies"),
        ("patience barrages", "Un barrage, deux lacs et beaucoup de patience"),
        ("decret tarif", "Tarifs dynamiques\u202f: le décret, ligne à ligne"),
        ("vigne", "Des panneaux contre le gel dans les vignes"),
        ("sodi", "Sodium-ion cells keep 91% of capacity after 6,000 cycles, preprint claims"),
    ],
)
def test_words_are_found_in_any_case_accent_and_form(asked: Any, question: str, expected: str) -> None:
    found = titles(asked, question)
    assert any(
        title.replace("\u00a0", " ").replace("\u202f", " ") == expected.replace("\u202f", " ") for title in found
    )


def test_every_word_must_be_there(asked: Any) -> None:
    assert titles(asked, "sodium turbine") == []
    assert asked.inner_text("#found") == "Nothing found."


def test_the_first_result_leads_to_the_story(asked: Any) -> None:
    titles(asked, "turbine")
    asked.keyboard.press("ArrowDown")
    with asked.expect_navigation(url="**/island-nine-hours/index.html"):
        asked.keyboard.press("Enter")


def test_a_question_in_the_address_is_answered(browser: Any, sites: dict[str, Path]) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"file://{sites['en-press']}/search/index.html?q=copper")
    page.wait_for_selector("#results a")
    assert page.input_value("#q") == "copper"
    context.close()

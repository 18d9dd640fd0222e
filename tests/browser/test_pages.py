"""What readers get, asked of a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import NAMES
from tests.conftest import rest, watch

pytestmark = pytest.mark.browser

PAGES = (
    "index.html",
    "2026/11/22/index.html",
    "2026/11/22/river-let-in/index.html",
    "2026/w47/index.html",
    "2026/11/index.html",
    "2026/index.html",
    "archive/index.html",
    "search/index.html",
    "sources/index.html",
    "corrections/index.html",
    "about/index.html",
    "404.html",
)
SECTION = {"en": "rain/index.html", "fr": "pluie/index.html"}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def address(sites: dict[str, Path], site: str, page: str) -> str:
    return f"file://{sites[site]}/{page}"


def pages_of(site: str) -> tuple[str, ...]:
    return (*PAGES, SECTION[site[:2]])


def violations(page: Any, axe: str) -> list[str]:
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    page.evaluate(axe)
    result = page.evaluate("run => axe.run(document, run)", {"runOnly": RULES, "resultTypes": ["violations"]})
    return [f"{each['id']}: {node['html'][:140]}" for each in result["violations"] for node in each["nodes"][:3]]


LOOKED_AT = [
    ("en-press", 390, "light"),
    ("fr-press", 1280, "dark"),
    ("en-quiet", 1280, "light"),
    ("en-river", 390, "dark"),
]
"""Each look, language, width and colour; the other combinations are swept."""
SWEPT = [each for each in product(NAMES, (390, 1280), ("light", "dark")) if each not in LOOKED_AT]


@pytest.mark.parametrize(
    ("site", "width", "scheme"), [*LOOKED_AT, *(pytest.param(*each, marks=pytest.mark.sweep) for each in SWEPT)]
)
def test_axe_finds_nothing(browser: Any, axe: str, sites: dict[str, Path], site: str, width: int, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce"
    )
    page = context.new_page()
    found = []
    for name in pages_of(site):
        page.goto(address(sites, site, name))
        found += [f"{name}: {each}" for each in violations(page, axe)]
    context.close()
    assert found == []


@pytest.mark.parametrize("site", ["en-press", "en-quiet", "en-river"])
def test_nothing_is_wider_than_the_window(browser: Any, sites: dict[str, Path], site: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    wide = []
    for name in pages_of(site):
        page.goto(address(sites, site, name))
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        for width in (320, 390, 1280):
            page.set_viewport_size({"width": width, "height": 700})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wide.append((name, width))
    context.close()
    assert wide == []


def test_a_page_asks_nobody_else_and_breaks_no_rule_of_its_own(browser: Any, sites: dict[str, Path]) -> None:
    context = browser.new_context()
    page = watch(context.new_page())
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("requestfailed", lambda request: complaints.append(f"failed: {request.url}"))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for name in pages_of("en-press"):
        page.goto(address(sites, "en-press", name))
        rest(page)
    context.close()
    assert [each for each in requests if not each.startswith(("file:", "data:"))] == []
    assert complaints == []


def test_everything_is_readable_without_a_script(browser: Any, sites: dict[str, Path]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address(sites, "en-press", "index.html"))
    assert page.locator("h2:visible").first.inner_text().startswith("A city let its river in on purpose")
    assert page.locator("#theme:visible").count() == 0
    page.goto(address(sites, "en-press", "search/index.html"))
    assert page.locator("noscript a").count() == 1 or page.get_by_text("everything is in the archive").count() == 1
    context.close()


def test_the_choice_of_light_and_dark_lasts(browser: Any, sites: dict[str, Path]) -> None:
    context = browser.new_context(color_scheme="light")
    page = context.new_page()
    page.goto(address(sites, "en-press", "index.html"))
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#theme")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != before
    assert page.get_attribute("#theme", "aria-pressed") == "true"
    page.goto(address(sites, "en-press", "about/index.html"))
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    context.close()


def test_the_keyboard_reaches_every_link_and_button(browser: Any, sites: dict[str, Path]) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(address(sites, "en-press", "index.html"))
    wanted = page.evaluate(
        "[...document.querySelectorAll('a[href], button:not([hidden]), summary, input')]"
        ".filter(each => each.checkVisibility()).length"
    )
    page.evaluate(
        "window.reached = new Set(); document.addEventListener('focusin', ({target}) => window.reached.add(target))"
    )
    for _ in range(wanted + 20):
        page.keyboard.press("Tab")
    reached = page.evaluate("window.reached.size")
    context.close()
    assert reached >= wanted


def test_the_first_tab_skips_to_the_stories(browser: Any, sites: dict[str, Path]) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(address(sites, "en-press", "index.html"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    context.close()


def test_nothing_moves_while_the_page_loads(browser: Any, sites: dict[str, Path]) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => { for (const each of list.getEntries())"
        " if (!each.hadRecentInput) window.shift += each.value; }).observe({type: 'layout-shift', buffered: true})"
    )
    page.goto(address(sites, "en-press", "index.html"))
    page.wait_for_timeout(400)
    assert page.evaluate("window.shift") < 0.1
    context.close()


def test_printing_gives_a_decent_number_of_sheets(browser: Any, sites: dict[str, Path], tmp_path: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(address(sites, "en-press", "index.html"))
    page.pdf(path=str(tmp_path / "front.pdf"), format="A4", prefer_css_page_size=True)
    sheets = len(re.findall(rb"/Type\s*/Page\b", (tmp_path / "front.pdf").read_bytes()))
    context.close()
    assert 2 <= sheets <= 4


def test_right_to_left_mirrors_the_page(browser: Any, sites: dict[str, Path]) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto(address(sites, "en-press", "index.html"))
    left = "document.querySelector('%s').getBoundingClientRect().left"
    measure = f"{left % '.lead'} < {left % '.seconds'}"
    assert page.evaluate(measure) is True
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert page.evaluate(measure) is False
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    context.close()


def test_the_validator_finds_no_error(vnu: Callable[[Iterable[Path]], str], sites: dict[str, Path]) -> None:
    assert vnu(folder / name for site, folder in sites.items() for name in pages_of(site)) == ""

"""Every screen asked by the checkers: axe, the Nu validator, widths, focus, what the browser complains of."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import rest, watch
from tests.desk.conftest import Running, start

pytestmark = pytest.mark.browser

SCREENS = (
    *("review", "review?pile=kept", "edition", "posts", "calendar", "sources", "theme", "figures", "add"),
    "log",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module", params=["en", "fr"])
def filled(request: pytest.FixtureRequest, journals: dict[str, Path], tmp_path_factory: Any) -> Iterator[Running]:
    """A desk with something on every screen."""
    folder = tmp_path_factory.mktemp("filled") / "journal"
    shutil.copytree(journals[request.param], folder)
    running = start(folder)
    running.enter()
    first, *others = running.waiting()
    running.mark(first, "lead")
    running.mark(first, "insight", "Read the log.")
    for story in others[:8]:
        running.mark(story, "keep")
    running.mark(others[9], "drop", "weak")
    running.mark(others[10], "later")
    running.ask("POST", "/sources/change", {"id": "s3", "act": "pause"})
    yield running
    running.stop()


IN_ENGLISH = pytest.mark.parametrize("filled", ["en", pytest.param("fr", marks=pytest.mark.sweep)], indirect=True)
"""For what another language hardly touches."""


def entered(browser: Any, desk: Running, **options: Any) -> Any:
    page = watch(browser.new_context(**options).new_page())
    page.goto(desk.desk.link)
    page.wait_for_selector("body[data-ready]")
    return page


def show(page: Any, desk: Running, screen: str) -> None:
    page.goto(f"http://{desk.host}/{screen}")
    page.wait_for_selector(
        "body[data-ready], body[data-screen=figures], body[data-screen=diary]"
    )  # no script of their own
    rest(page)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")


LOOKED_AT = [("en", 390, "dark"), ("fr", 1280, "light")]
"""Each language, width and colour; the other combinations are swept."""
SWEPT = [each for each in product(("en", "fr"), (390, 1280), ("light", "dark")) if each not in LOOKED_AT]


@pytest.mark.parametrize(
    ("filled", "width", "scheme"),
    [*LOOKED_AT, *(pytest.param(*each, marks=pytest.mark.sweep) for each in SWEPT)],
    indirect=["filled"],
)
def test_axe_finds_nothing(browser: Any, axe: str, filled: Running, width: int, scheme: str) -> None:
    page = entered(
        browser,
        filled,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        bypass_csp=True,
        reduced_motion="reduce",
    )
    found = []
    for screen in SCREENS:
        show(page, filled, screen)
        page.evaluate(axe)
        result = page.evaluate(
            "rules => axe.run({exclude: [['iframe']]}, {iframes: false, runOnly: {type: 'tag', values: rules}})", RULES
        )
        for violation in result["violations"]:
            found += [f"{screen}: {violation['id']}: {node['html'][:140]}" for node in violation["nodes"][:3]]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{screen}: wider than {width}")
    page.context.close()
    assert found == []


def test_the_dialogs_please_axe_too(browser: Any, axe: str, filled: Running) -> None:
    page = entered(browser, filled, viewport={"width": 1280, "height": 900}, bypass_csp=True)
    found = []
    for key, dialog in (("?", "#keys"), ("m", "#merge"), ("x", "#why-drop")):
        page.keyboard.press(key)
        page.wait_for_selector(f"{dialog}[open]")
        page.evaluate(axe)
        result = page.evaluate("rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES)
        found += [f"{dialog}: {one['id']}: {one['nodes'][0]['html'][:140]}" for one in result["violations"]]
        page.keyboard.press("Escape")
    page.keyboard.press("z")
    page.context.close()
    assert found == []


def test_the_validator_finds_no_error(vnu: Callable[[Iterable[Path]], str], filled: Running, tmp_path: Path) -> None:
    files = []
    story = filled.waiting()[0]
    for name in (*SCREENS, "open", "no-such-page"):
        file = tmp_path / f"{name.replace('?', '-').replace('/', '-')}.html"
        file.write_bytes(filled.ask("GET", f"/{name}").body)
        files.append(file)
    fragment = filled.ask("GET", f"/review/story/{story}").text
    head = '<!doctype html><html lang="en"><head><title>Detail</title></head><body><h1>Detail</h1>'
    (tmp_path / "detail.html").write_text(f"{head}{fragment}</body></html>", "utf-8")
    files.append(tmp_path / "detail.html")
    assert vnu(files) == ""


@IN_ENGLISH
def test_nobody_else_is_asked_and_nothing_is_complained_of(browser: Any, filled: Running) -> None:
    page = entered(browser, filled, viewport={"width": 1280, "height": 900})
    complaints: list[str] = []
    foreign: list[str] = []
    page.on("console", lambda told: complaints.append(told.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: foreign.append(asked.url) if filled.host not in asked.url else None)
    for screen in SCREENS:
        show(page, filled, screen)
    page.goto(f"http://{filled.host}/edition")
    page.wait_for_selector("body[data-ready]")
    for choice in ("letter", "text", "page"):
        page.locator(f"#views [value={choice}]").check()
        rest(page)
    for choice in ("390", "1280"):
        page.locator(f"#views [value='{choice}']").check()
    page.locator("#views [value=dark]").check()
    rest(page)
    page.context.close()
    assert complaints == []
    assert foreign == []


WANTED = """[...document.querySelectorAll(
  'a[href], button:not(:disabled), summary, input:not([type=hidden]), select, textarea:not(:disabled)')]
  .filter(each => each.checkVisibility() && !each.closest('dialog') && !(each.type === 'radio' && !each.checked))
  .length"""
NOTE_FOCUS = """
document.activeElement.blur();
window.scrollTo(0, 0);
window.reached = new Set();
window.unseen = [];
document.addEventListener('focusin', ({target}) => {
  window.reached.add(target);
  const seen = target.matches('iframe, .vh') || getComputedStyle(target).outlineStyle !== 'none';
  if (!seen) window.unseen.push(target.outerHTML.slice(0, 80));
});"""


@IN_ENGLISH
def test_the_focus_is_seen_and_reaches_everything(browser: Any, filled: Running) -> None:
    page = entered(browser, filled, viewport={"width": 1280, "height": 900})
    for screen in ("review", "edition", "sources"):
        show(page, filled, screen)
        page.evaluate(NOTE_FOCUS)
        wanted = page.evaluate(WANTED)
        for _ in range(wanted + 30):
            page.keyboard.press("Tab")
        assert page.evaluate("window.unseen") == [], screen
        assert page.evaluate("window.reached.size") >= wanted, screen
    page.context.close()

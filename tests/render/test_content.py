"""What a page says of a story, and that foreign text stays text."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from lxml import html

from curator.model import Reason, Slot
from curator.render import Rendering
from curator.render.covers import cover
from curator.render.markdown import markdown, plain
from curator.render.reasons import because, hundredths
from curator.render.views import hue_of, minutes_of, monogram, shorten, story_view
from tests.render.factory import SUNDAY, article, config, edition, paper, pick, sample_edition, verdict

NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></textarea><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
    "\u202egnp.exe",
)


def front(*picks: object, language: str = "en") -> html.HtmlElement:
    made = paper((edition(picks),), config(language=language))  # type: ignore[arg-type]
    return html.fromstring(dict(Rendering(made))["index.html"].decode())


@pytest.mark.parametrize("text", NASTY)
def test_foreign_text_stays_text_everywhere(text: str) -> None:
    told = article(text, text, author=text)
    made = pick(text, told, article(text, "Other " + text), extract=text, insight=text, section=text, additions=(text,))
    made = replace(made, verdict=verdict(text, section=text))
    for path, body in Rendering(paper((edition((made,), opening=text),), config(base_url="https://j.example"))):
        if path.endswith(".html"):
            page = html.fromstring(body.decode())
            assert page.xpath("//svg[@onload] | //*[@onerror]") == [], path
            assert [
                each
                for each in page.xpath("//script")
                if each.text and "alert(1)" in each.text and each.get("type") is None
            ] == []
            assert [link for link in page.xpath("//a/@href") if link.startswith("javascript:")] == []
            for data in page.xpath("//script[@type='application/ld+json']/text()"):
                assert "</script" not in data
                json.loads(data)


def test_the_notes_are_markdown_without_html_or_pictures() -> None:
    assert markdown("**so** <b>no</b>", "en") == "<p><strong>so</strong> &lt;b&gt;no&lt;/b&gt;</p>\n"
    assert "<img" not in markdown("![spy](https://tracker.example/p.gif)", "en")
    assert "href" not in markdown("[x](javascript:alert(1))", "en")
    assert markdown('Vraiment ? "oui"', "fr") == "<p>Vraiment\u202f? «\u00a0oui\u00a0»</p>\n"
    assert plain("A **b** [c](https://d.example)\nand e") == "A b c and e"


def test_printed_contributions_add_up_to_the_printed_score() -> None:
    made = sample_edition()
    view = story_view(made, made.picks[0], "en", config_zone())
    many = tuple(Reason("words", f"word {n}", 0.0137 * (-1) ** n) for n in range(12))
    view = replace(view, reasons=(*view.reasons, *many), score=sum(r.value for r in (*view.reasons, *many)))
    shown = because(view, "en", "Water", "Ada Reader")
    assert sum(row.value for row in shown.rows) == round(view.score * 100)
    assert shown.total == f"{view.score:.2f}"
    assert shown.rows[-1].label in {"everything else", "Where every story starts", "flood parks"}
    assert shown.chips == ("flood parks", "high water")


def config_zone() -> object:
    from zoneinfo import ZoneInfo

    return ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("values", "total"), [([0.333, 0.333, 0.334], 100), ([0.005, 0.005], 1), ([-0.2, 0.55], 35), ([0.001] * 9, 1)]
)
def test_rounding_keeps_the_sum(values: list[float], total: int) -> None:
    assert sum(hundredths(values, total)) == total


def test_outlets_say_what_they_add_in_the_language_of_the_page() -> None:
    english = front(*sample_edition().picks).xpath("//span[@class='adds']/text()")
    french = front(*sample_edition().picks, language="fr").xpath("//span[@class='adds']/text()")
    assert english == ["adds quotes", "adds figures: 11 km, 40 h", "names: Pegelamt", "adds figures"]
    assert french[1] == "ajoute des chiffres\u00a0: 11\u00a0km, 40\u00a0h"


@pytest.mark.parametrize(
    ("title", "language"), [("محطة كهرباء تعمل تسع ساعات", "ar"), ("九時間、タービンなしで動いた島の電力網", "ja")]
)
def test_a_title_in_another_script_brings_its_language_and_direction(title: str, language: str) -> None:
    page = front(pick(title, article(title, language=language), slot=Slot.LEAD))
    link = page.xpath("//h2//a")[0]
    assert link.get("lang") == language
    assert link.get("dir") == ("rtl" if language == "ar" else None)


def test_twelve_authors_become_two_and_a_number() -> None:
    names = ", ".join(f"Author {number}" for number in range(12))
    page = front(pick("A long list", article("A long list", author=names), slot=Slot.LEAD))
    assert page.xpath("//span[@class='by']/text()") == ["Author 0, Author 1 and 10 others"]


def test_whose_words_an_extract_is_can_be_read_by_machines() -> None:
    page = front(*sample_edition().picks)
    marks = page.xpath("//*[contains(@class, 'dek')]/@data-by")
    assert "extracted" in marks
    assert "editor" in marks
    assert page.xpath("//*[contains(@class, 'take')]/@data-by")[0] == "editor"


def test_social_posts_are_quoted_with_their_authors() -> None:
    page = front(*sample_edition().picks)
    quotes = page.xpath("//figure[contains(@class, 'h-cite')]")
    assert len(quotes) == 3
    assert "A lock keeper" in quotes[0].text_content()
    assert quotes[0].xpath(".//a/@href") == ["https://social.example/@lock/1"]


def test_a_french_page_is_french_to_the_last_number() -> None:
    page = front(*sample_edition().picks, language="fr")
    text = page.text_content()
    assert "dimanche 22 novembre 2026" in text
    assert "9\u202fh\u202f10" in text
    assert "La note de Ada" in text or "La note d" in text
    assert not re.search(r"\b(kept|read at|Why it|Also covered|Subscribe)\b", text)


def test_covers_are_always_the_same_and_never_the_same_twice() -> None:
    assert cover("a", "lead") == cover("a", "lead")
    assert len({cover(f"story {number}", "thumb") for number in range(60)}) == 60
    assert len(cover("a", "lead")) < 6_000


def test_letters_and_colours_of_outlets() -> None:
    assert [monogram(name) for name in ("The Harbour Post", "La Gazette", "日経", "le", "—")] == [
        "H",
        "G",
        "日",
        "L",
        "•",
    ]
    assert hue_of("Weir & Lock") == hue_of("WEIR & LOCK")


def test_minutes_of_reading_are_told_only_of_what_was_read() -> None:
    assert minutes_of(article("x", words=920)) == 4
    assert minutes_of(article("x", text="日" * 2_000)) == 4
    assert minutes_of(replace(article("x"), read_in_full=False)) == 0


def test_shortening_keeps_whole_words() -> None:
    assert shorten("one two three four", 12) == "one two…"
    assert shorten("one", 12) == "one"
    assert shorten("一" * 30, 10) == "一" * 9 + "…"


def test_a_long_headline_is_set_smaller() -> None:
    longer = front(pick("word " * 40, slot=Slot.LEAD)).xpath("//article/h2[contains(@class, 'p-name')]/@class")
    short = front(pick("A word", slot=Slot.LEAD)).xpath("//article/h2[contains(@class, 'p-name')]/@class")
    assert (longer, short) == (["p-name long longer"], ["p-name"])


def test_a_brief_tells_its_hour_or_its_day_with_the_year_where_that_is_another() -> None:
    days = (SUNDAY, SUNDAY - timedelta(days=3), SUNDAY - timedelta(days=400))
    told = [pick(f"Brief {day}", article(f"Brief {day}", day=day), slot=Slot.BRIEF, section="") for day in days]
    page = front(pick("Lead", slot=Slot.LEAD), *told)
    assert page.xpath("//ol[contains(@class, 'brief')]//time/text()") == ["09:10", "19 Nov", "18 Oct 2025"]

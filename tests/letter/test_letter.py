import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from curator.config.settings import Config
from curator.errors import NothingToPublish, TemplateError
from curator.model import Edition, Slot
from curator.render.letter import Letter, LetterTooLarge, render_letter
from curator.render.letter_text import wrap
from curator.render.wording import editor_read
from tests.letter.factory import article, config, english_edition, french_edition, pick, weekly_edition

LETTERS = {"en": english_edition, "fr": french_edition}


class Elements(HTMLParser):
    """Gathers the elements of a page and the text that a reader sees."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.hidden = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self.hidden = tag in ("style", "title")

    def handle_endtag(self, tag: str) -> None:
        self.hidden = False

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.text.append(data)

    @property
    def links(self) -> list[str]:
        return [attrs["href"] or "" for tag, attrs in self.found if tag == "a"]


def made(language: str = "en", edition: Edition | None = None, settings: Config | None = None) -> Letter:
    return render_letter(edition or LETTERS[language](), settings or config(language))


def test_the_subject_tells_the_lead_and_the_day() -> None:
    assert made().subject == (
        "A city let its river in on purpose, and the cellars stayed dry — Confluence, Sunday 22 November"
    )
    assert made("fr").subject.endswith("— Confluence, dimanche 22 novembre")
    assert made(edition=weekly_edition()).subject.endswith("— Confluence, week 47")


def test_a_very_long_title_is_cut_between_words_in_the_subject() -> None:
    edition = english_edition()
    lead = replace(edition.picks[0], title="wordy " * 60)
    subject = made(edition=replace(edition, picks=(lead, *edition.picks[1:]))).subject
    assert subject.startswith("wordy wordy")
    assert "wordy…" in subject
    assert len(subject) < 140


def test_the_letter_asks_nobody_for_anything() -> None:
    page = Elements(made().html)
    assert not [tag for tag, _ in page.found if tag in ("img", "script", "link", "iframe", "form", "video", "object")]
    assert "url(" not in made().html
    assert "@import" not in made().html


def test_links_are_the_publishers_own_and_none_is_rewritten() -> None:
    edition = english_edition()
    links = Elements(made().html).links
    for shown in edition.picks:
        assert shown.story.lead.address in links
    assert {link.split("/")[2] for link in links if link.startswith("http")} <= {
        "confluence.example",
        *(each.host for shown in edition.picks for each in shown.story.articles),
    }


def test_every_coloured_cell_says_so_as_an_attribute_too() -> None:
    for tag, attrs in Elements(made().html).found:
        if tag in ("table", "td", "body") and "background-color" in (attrs.get("style") or ""):
            assert re.fullmatch(r"#[0-9a-f]{6}", attrs.get("bgcolor") or ""), attrs


def test_the_style_that_matters_is_in_the_elements_and_dark_mode_is_kept() -> None:
    html = made().html
    assert "prefers-color-scheme:dark" in html
    bare = re.sub(r"<style.*?</style>", "", html, flags=re.S)
    headings = [attrs for tag, attrs in Elements(bare).found if tag in ("h1", "h2", "h3")]
    assert headings
    assert all("font-size" in (attrs.get("style") or "") for attrs in headings)


@pytest.mark.parametrize("language", LETTERS)
def test_both_parts_tell_every_story_and_insight(language: str) -> None:
    letter, edition = made(language), LETTERS[language]()
    squeezed = "".join("".join(Elements(letter.html).text).split())
    text = "".join(re.sub(r"^\s*\|", "", letter.text, flags=re.M).split())
    for shown in edition.picks:
        title = "".join(shown.title.replace("'", "’").split())
        assert title in squeezed
        assert title in text
    assert "oldpumpshadtoberun" in text or language == "fr"


def test_the_text_part_is_written_for_reading() -> None:
    text = made().text
    assert all(len(line) <= 72 for line in text.splitlines() if "://" not in line)
    assert not re.search(r"<[a-z/]|&[a-z]+;|\n{3,}|\*\*|\]\(", text)
    assert "11\u00a0[1]:" in text
    assert "[1] https://lowlandpost.example/log.pdf" in text
    assert "   | Ada’s note: Read the gauge log" in text
    assert "RAIN\n---" in text


def test_french_speaks_french_in_both_parts() -> None:
    letter = made("fr")
    assert 'lang="fr"' in letter.html
    for words in ("La note d’Ada", "Lire sur le web", "Se désabonner", "Aussi chez"):
        assert words in letter.html
        assert words in letter.text
    assert "10\u202fh\u202f10" in letter.text
    assert "à la main\u202f!" in letter.html
    assert "Read" not in letter.text


def test_a_title_in_another_language_says_so() -> None:
    html = made("en").html
    assert '<span lang="fr">Les anciennes gravières passent leur premier hiver</span>' in html


def test_what_looks_like_html_stays_text() -> None:
    edition = english_edition()
    nasty = "<script>alert(1)</script><img src=https://t.example/p.gif>"
    lead = replace(edition.picks[0], title=nasty, extract=nasty, insight=nasty)
    letter = made(edition=replace(edition, picks=(lead, *edition.picks[1:]), opening=nasty))
    page = Elements(letter.html)
    assert not [tag for tag, _ in page.found if tag in ("script", "img")]
    assert nasty in "".join(page.text)
    assert "<script>alert(1)</script>" in letter.text


def test_the_week_shows_days_and_the_day_shows_hours() -> None:
    assert "10:10" in made().text
    weekly = made(edition=weekly_edition())
    assert "10:10" not in weekly.text
    assert "Sunday 22" in weekly.text
    assert "Week 47, 2026" in weekly.html


def test_no_more_stories_than_the_settings_say() -> None:
    letter = made(settings=config(stories=4))
    assert "Ferries go" not in letter.html
    assert "7 more stories on the web" in letter.html
    assert "7 more stories on the web: https://confluence.example/2026/11/22/" in letter.text


def test_ninety_kilobytes_is_the_end() -> None:
    lead = pick(article("A title", "An Outlet"), slot=Slot.LEAD, insight="Many words. " * 9000)
    with pytest.raises(LetterTooLarge, match="90,000") as caught:
        made(edition=replace(english_edition(), picks=(lead,)))
    assert "stories" in caught.value.remedy


def test_an_edition_without_stories_makes_no_letter() -> None:
    with pytest.raises(NothingToPublish):
        made(edition=replace(english_edition(), picks=()))


@pytest.mark.parametrize("count", [1, 3, 60])
def test_few_and_many_stories_make_a_letter(count: int) -> None:
    picks = tuple(pick(article(f"Story number {n} of the day", "An Outlet"), section="Rivers") for n in range(count))
    letter = made(edition=replace(english_edition(), picks=picks, opening=""), settings=config(stories=60))
    assert f"Story number {count - 1}" in letter.html
    assert len(letter.html.encode()) < 90_000


def test_without_settings_a_letter_is_still_a_letter() -> None:
    bare = config(sender="", unsubscribe="", postal_address="")
    bare = replace(bare, journal=replace(bare.journal, base_url="", tagline="", editor="", rights=""))
    letter = made(settings=bare)
    assert 'href=""' not in letter.html
    assert "Read on the web" not in letter.html
    assert "The editor’s note" in letter.html


def test_the_same_edition_gives_the_same_bytes() -> None:
    assert made() == made()


def test_a_broken_override_is_named_with_its_line(tmp_path: Path) -> None:
    own = tmp_path / "templates" / "letter"
    own.mkdir(parents=True)
    (own / "letter.txt").write_text("one\n{{ nothing.here }}\n", "utf-8")
    settings = config()
    settings = replace(settings, paths=replace(settings.paths, templates=tmp_path / "templates"))
    with pytest.raises(TemplateError) as caught:
        made(settings=settings)
    assert caught.value.about.endswith("letter.txt:2")


def test_names_elide_in_french_only() -> None:
    assert editor_read("Ada Reader", "fr") == "La note d’Ada"
    assert editor_read("Paul Durand", "fr") == "La note de Paul"
    assert editor_read("Ada Reader", "en") == "Ada’s note"


def test_wrapping_keeps_addresses_and_no_break_spaces_whole() -> None:
    address = "https://example.org/" + "a" * 90
    assert wrap(f"see {address} now", "  ", "  ") == f"  see\n  {address}\n  now"
    assert "14\u00a0MW" in wrap("x" * 66 + " 14\u00a0MW more")

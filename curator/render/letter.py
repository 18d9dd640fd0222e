"""An edition becomes a letter: HTML with every style in its place, and a text written for reading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import jinja2

from curator.checks import check_size
from curator.config.settings import Config
from curator.errors import CuratorError, NothingToPublish
from curator.i18n import N_, date_text, direction, gettext_for, ngettext_for, number_text, typeset
from curator.model import Edition
from curator.render.figure import figure_of
from curator.render.letter_text import plain_letter
from curator.render.links import edition_path
from curator.render.looks import environment_of, render
from curator.render.markdown import plain
from curator.render.views import EditionView, StoryView, edition_view, shorten
from curator.render.wording import Wording, editor_read

LONGEST_SUBJECT_TITLE = 90
LONGEST_PREHEADER = 140
_COLOURED_CELL = re.compile(
    r'<(body|table|td)((?:\s[^<>]*?)?)\sstyle="([^"]*?background-color: ?(#[0-9a-fA-F]{3,6})[^"]*)"'
)


class LetterTooLarge(CuratorError):
    """The letter is too large to be delivered whole."""


@dataclass(frozen=True, slots=True)
class Letter:
    """An edition as a letter, the same for every reader.

    `unsubscribe` is the address in the text that `to_eml` makes the reader's
    own, where it holds "{token}".
    """

    edition: str
    """Slug of the edition."""
    subject: str
    html: str
    text: str
    language: str
    unsubscribe: str = ""


def render_letter(edition: Edition, config: Config) -> Letter:
    """Return the letter of a day's or a week's edition, in the journal's language.

    Raises `LetterTooLarge` beyond 90 KB of HTML, `NothingToPublish` for an
    edition without stories and `TemplateError` for a broken template.
    """
    if not edition.picks:
        raise NothingToPublish(N_("the edition has no stories."), about=edition.slug)
    language = config.journal.language
    view = edition_view(edition, language, ZoneInfo(config.journal.timezone))
    shown = _shown(view, config)
    templates = letter_templates(view, config)
    html = _inlined(render(templates, "letter/letter.html", **shown))
    for finding in check_size(html):
        raise LetterTooLarge(finding.reason, about=f"letter of {edition.slug}", remedy=finding.remedy)
    return Letter(
        edition=edition.slug,
        subject=_subject(view, config),
        html=html,
        text=plain_letter(shown, templates, language),
        language=language,
        unsubscribe=config.letter.unsubscribe,
    )


def is_weekly(slug: str) -> bool:
    """Return whether an edition's slug names a week."""
    return "-w" in slug


def edition_name(view: EditionView, language: str) -> str:
    """Return what the letter calls the edition: its day, or its week."""
    if not is_weekly(view.slug):
        return date_text(view.day, language)
    return f"{_week(view.slug, language)}, {view.slug.partition('-w')[0]}"


def _week(slug: str, language: str) -> str:
    translate = gettext_for(language)
    return translate("Week %(number)d") % {"number": int(slug.partition("-w")[2])}


def _subject(view: EditionView, config: Config) -> str:
    language, title = config.journal.language, config.journal.title
    weekly, lead = is_weekly(view.slug), shorten(view.stories[0].title, LONGEST_SUBJECT_TITLE)
    when = _week(view.slug, language).lower() if weekly else date_text(view.day, language, "day")
    return f"{lead} — {title}, {when}"


def _shown(view: EditionView, config: Config) -> dict[str, Any]:
    """Return what both templates, HTML and text, are filled with."""
    journal, most = config.journal, config.letter.stories
    _ = gettext_for(journal.language)
    stories = view.stories[:most]
    base = journal.base_url.rstrip("/") + "/" if journal.base_url else ""
    web = base + edition_path(view.slug) if base else ""
    return {
        "title": journal.title,
        "tagline": typeset(journal.tagline, journal.language),
        "language": journal.language,
        "direction": direction(journal.language),
        "edition": view,
        "edition_name": edition_name(view, journal.language),
        "weekly": is_weekly(view.slug),
        "preheader": _preheader(view),
        "web_address": web,
        "site_address": base,
        "leads": [story for story in stories if story.slot == "lead"],
        "seconds": [story for story in stories if story.slot == "second"],
        "sections": _sections([story for story in stories if story.slot == "section"]),
        "briefs": [story for story in stories if story.slot == "brief"],
        "figure": figure_of(stories, journal.language),
        "more": max(0, len(view.stories) - most),
        "editor_read": editor_read(journal.editor, journal.language),
        "colon": "\u00a0:" if journal.language == "fr" else ":",
        "reply": _("Reply to this letter: a person reads it.") if config.letter.sender else "",
        "forward": f"mailto:?subject={quote(journal.title)}&body={quote(web)}" if web else "",
        "why_you": _("You receive %(journal)s because you asked for it.") % {"journal": journal.title},
        "unsubscribe": config.letter.unsubscribe,
        "postal_address": config.letter.postal_address,
        "rights": journal.rights,
        "folio": folio(view, journal.language),
    }


def _sections(stories: list[StoryView]) -> list[tuple[str, list[StoryView]]]:
    by_name: dict[str, list[StoryView]] = {}
    for story in stories:
        by_name.setdefault(story.section, []).append(story)
    return list(by_name.items())


def _preheader(view: EditionView) -> str:
    lead = view.stories[0]
    return shorten(plain(view.opening) or lead.extract or plain(lead.insight) or lead.title, LONGEST_PREHEADER)


def letter_templates(view: EditionView, config: Config) -> jinja2.Environment:
    """Return the journal's templates with the site's filters; a story shows its hour, in a week's letter its day."""
    language = config.journal.language
    translate = gettext_for(language)
    templates = environment_of(config)
    wording = Wording(language, config.journal.editor)
    wording.install(templates)

    def marks(story: StoryView) -> list[str]:
        named = [name for name in map(wording.flag_name, story.flags) if name]
        return [translate("Update"), *named] if story.update_of else named

    def when(story: StoryView) -> str:
        return date_text(story.published.date(), language, "short") if is_weekly(view.slug) else wording.when(story)

    templates.filters |= {"when": when, "marks": marks}
    return templates


def folio(view: EditionView, language: str) -> list[str]:
    """Return the pieces of the line under the title: number, day or week, stories kept and read, minutes."""
    _, ngettext = gettext_for(language), ngettext_for(language)
    parts = [edition_name(view, language)]
    if view.number:
        parts.insert(0, f"{_('No.')}\u00a0{number_text(view.number, language)}")
    kept = number_text(view.kept, language)
    if view.read:
        parts.append(_("%(kept)s kept, %(read)s read") % {"kept": kept, "read": number_text(view.read, language)})
    else:
        parts.append(ngettext("%(num)d story", "%(num)d stories", view.kept) % {"num": view.kept})
    if view.minutes:
        parts.append(_("%(minutes)s min of reading") % {"minutes": number_text(view.minutes, language)})
    return parts


def _inlined(html: str) -> str:
    """Return the page with its styles written into each element, and colours as attributes for old clients."""
    import css_inline

    inliner = css_inline.CSSInliner(keep_style_tags=False, load_remote_stylesheets=False)
    # Dark mode needs its media query: css-inline keeps the block marked data-css-inline="keep".
    inlined = inliner.inline(html)
    coloured = _COLOURED_CELL.sub(r'<\1\2 bgcolor="\4" style="\3"', inlined)
    return re.sub(r'(?<!\d)\s+class="h\d+"|(?<="mono) h\d+(?=")', "", coloured)

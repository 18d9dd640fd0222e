"""What templates can do with a value: the filters, in one language of the interface."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

import jinja2
from markupsafe import Markup, escape

from curator.i18n import (
    N_,
    date_text,
    direction,
    gettext_for,
    language_name,
    number_text,
    time_text,
    typeset,
)
from curator.render.covers import cover
from curator.render.links import Links
from curator.render.markdown import markdown
from curator.render.pictures import NoPictures, Pictures
from curator.render.reasons import FLAGS, Because, because
from curator.render.views import EditionView, Outlet, StoryView

LONG_TITLES = (("long", 90), ("longer", 150))
"""Class of a headline → it has more characters than so many."""
MOST_AUTHORS = 2

NOTES = {
    "longer-window": N_("A slow day: this edition reaches further back than usual."),
    "shorter": N_("A slow day: this edition is shorter than usual, and that is how it should be."),
    "sources-failing": N_("Several sources could not be read today; this edition may lack something."),
}
ADDITIONS = {
    "first": N_("first to report"),
    "figure": N_("adds figures"),
    "figures": N_("adds figures"),
    "number": N_("adds figures"),
    "numbers": N_("adds figures"),
    "name": N_("names"),
    "names": N_("names"),
    "quote": N_("adds a quote"),
    "quotes": N_("adds quotes"),
    "link": N_("adds sources"),
    "links": N_("adds sources"),
    "longer": N_("tells it at greater length"),
    "later": N_("has later news"),
    "newer": N_("has later news"),
    "language": N_("in another language"),
    "picture": N_("adds pictures"),
    "document": N_("shows a document"),
    "interview": N_("is an interview"),
    "view": N_("gives another view"),
    "same": N_("tells the same"),
    "nothing": N_("tells the same"),
}
"""Code of what an outlet adds → what the reader is told; values follow it as they are."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The filters of one site; registered by `install`."""

    language: str
    editor: str = ""
    themes: Mapping[str, str] = field(default_factory=dict)
    """Name of a theme → its title."""
    pictures: Pictures = field(default_factory=NoPictures)

    def install(self, templates: jinja2.Environment) -> None:
        """Make every filter known to the templates."""
        templates.filters |= {
            "day": self.day,
            "when": self.when,
            "number": self.number,
            "bold": lambda value: Markup("<b>%s</b>") % value,
            "typeset": lambda text: typeset(text, self.language),
            "markdown": lambda text: markdown(text, self.language),
            "tongue": self.tongue,
            "tag": self.tag,
            "mono": mono,
            "authors": self.authors,
            "size": size,
            "flag_name": self.flag_name,
            "marked": self.marked,
            "added": self.added,
            "note": self.note,
            "why": self.why,
            "provenance": self.provenance,
            "picture": self.picture,
            "host": host,
            "document_name": document_name,
        }

    def day(self, day: date, style: str = "full") -> str:
        """Return a date in words; see `i18n.date_text` for the styles."""
        return date_text(day.date() if isinstance(day, datetime) else day, self.language, style)

    def when(self, story: StoryView) -> str:
        """Return the hour of a story of the edition's day, else its day, with the year where that is another."""
        day = story.published.date()
        if day == story.edition_day:
            return time_text(story.published.hour, story.published.minute, self.language)
        return date_text(day, self.language, "brief" if day.year == story.edition_day.year else "dated")

    def number(self, value: float) -> str:
        """Return a number with the language's separators."""
        return number_text(value, self.language)

    def tongue(self, language: str) -> Markup:
        """Return the attributes of an element whose text is not in the page's language."""
        if not language or language == self.language:
            return Markup()
        way = direction(language)
        turned = Markup(' dir="%s"') % way if way != direction(self.language) else Markup()
        return Markup(' lang="%s"') % language + turned

    def tag(self, language: str) -> Markup:
        """Return the small mark of a language that is not the page's."""
        if not language or language == self.language:
            return Markup()
        name = language_name(language, self.language)
        return Markup('<abbr class="lg" title="%s">%s</abbr>') % (name, language.upper())

    def authors(self, names: str) -> str:
        """Return the first two names of a list of authors, and how many follow."""
        each = [name.strip() for name in names.replace(";", ",").split(",") if name.strip()]
        if len(each) <= MOST_AUTHORS + 1:
            return ", ".join(each)
        translate = gettext_for(self.language)
        return translate("%(names)s and %(num)d others") % {
            "names": ", ".join(each[:MOST_AUTHORS]),
            "num": len(each) - MOST_AUTHORS,
        }

    def flag_name(self, flag: str) -> str:
        """Return what a reader is told of a finding, "" for none of their business."""
        name = FLAGS.get(flag, "")
        return gettext_for(self.language)(name) if name else ""

    def marked(self, story: StoryView) -> bool:
        """Return whether anything stands above the headline besides the section: an update, a finding, a document."""
        return bool(story.update_of or story.document or any(map(self.flag_name, story.flags)))

    def added(self, code: str) -> str:
        """Return in words what an outlet adds to a story: "figures: 14 MW" → "adds figures: 14 MW"."""
        kind, colon, values = code.partition(":")
        known = ADDITIONS.get(kind.strip())
        if known is None:
            return typeset(code, self.language)
        said = gettext_for(self.language)(known)
        return (
            typeset(
                f"{said} : {values.strip()}" if self.language == "fr" else f"{said}: {values.strip()}", self.language
            )
            if colon and values.strip()
            else said
        )

    def note(self, edition: EditionView) -> str:
        """Return in words why an edition is unlike others."""
        return gettext_for(self.language)(NOTES[edition.note]) if edition.note in NOTES else ""

    def why(self, story: StoryView) -> Because:
        """Return the reasons that add up to the story's score."""
        return because(story, self.language, self.themes.get(story.theme, story.theme), self.editor)

    def provenance(self, story: StoryView) -> str:
        """Return whose words the extract is."""
        translate = gettext_for(self.language)
        if story.extract_by == "editor":
            return translate("The summary is the editor’s own.")
        by_publisher = translate("The summary is the publisher’s own: %(outlet)s.")
        extracted = translate("The summary is quoted from the article at %(outlet)s.")
        return (by_publisher if story.extract_by == "publisher" else extracted) % {"outlet": story.outlet.name}

    def picture(self, story: StoryView, size: str, link: Links) -> Markup:
        """Return the story's picture with its credit, or a cover drawn for it; `size` is "lead" or "thumb"."""
        translate = gettext_for(self.language)
        found = self.pictures.find(story.picture) if story.picture else None
        if found is not None:
            credit = translate("Picture: %(outlet)s") % {"outlet": story.outlet.name}
            return Markup('<figure class="pic %s">%s<figcaption>%s</figcaption></figure>') % (
                size,
                found.markup(link, lead=size == "lead"),
                credit,
            )
        if size != "lead":
            return cover(story.seed, "thumb", story.pattern)
        told = translate("Drawn for this story; it shows no real place.")
        return Markup('<figure class="pic lead">%s<figcaption>%s</figcaption></figure>') % (
            cover(story.seed, "lead"),
            told,
        )


def size(title: str) -> str:
    """Return the classes by which a look sets a long headline smaller, "" for most."""
    return "".join(f" {name}" for name, least in LONG_TITLES if len(title) > least)


def mono(outlet: Outlet | Any) -> Markup:
    """Return the coloured letter that stands for an outlet."""
    return Markup('<span class="mono h%d" aria-hidden="true">%s</span>') % (outlet.hue, outlet.letter)


def editor_read(editor: str, language: str) -> str:
    """Return the words above an insight: "Ada’s note", in French "La note d’Ada"."""
    translate = gettext_for(language)
    if not editor:
        return translate("The editor’s note")
    said = translate("%(name)s’s note") % {"name": editor.split()[0]}
    return re.sub(r"\b([Dd])e (?=[aeiouyhàâäéèêëîïôöùûü])", r"\1’", said, flags=re.I) if language == "fr" else said


def host(address: str) -> str:
    """Return the host of an address, without "www."."""
    return (urlsplit(address).hostname or address).removeprefix("www.")


def document_name(address: str) -> str:
    """Return what a document is called beside a story: where it stands, and that it is a PDF."""
    return f"{host(address)}, PDF" if urlsplit(address).path.lower().endswith(".pdf") else host(address)


__all__ = ["Wording", "document_name", "editor_read", "escape", "host", "mono"]

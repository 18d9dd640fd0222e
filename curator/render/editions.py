"""The pages of one edition: the edition itself, every story of it, and the front page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from curator.i18n import N_, date_text, gettext_for, number_text
from curator.model import Slot
from curator.render import structured
from curator.render.balance import beneath
from curator.render.figure import Figure, figure_of
from curator.render.links import section_path
from curator.render.lists import capital
from curator.render.markdown import plain
from curator.render.notes import Takedown
from curator.render.printer import File, Page, Printer, Turn
from curator.render.views import EditionView, Quote, StoryView, shorten

MOST_IN_A_COLUMN = 5
"""A section with more stories spreads over the whole width."""
MOST_QUOTES = 3
BAR_STEPS = 10
LONGEST_DESCRIPTION = 200


@dataclass(frozen=True, slots=True)
class Column:
    """A section on the front page."""

    id: str
    name: str
    path: str
    stories: tuple[StoryView, ...]


@dataclass(frozen=True, slots=True)
class Front:
    """How an edition is laid out."""

    lead: StoryView
    beside: tuple[StoryView, ...]
    """The seconds that stand beside the lead."""
    beneath: tuple[StoryView, ...]
    """The seconds that stand under it, where they would make the other side too long."""
    columns: tuple[Column, ...]
    wide: tuple[Column, ...]
    briefs: tuple[StoryView, ...]
    quotes: tuple[Quote, ...]
    figure: Figure | None
    figure_beneath: bool = False

    @property
    def seconds(self) -> tuple[StoryView, ...]:
        """All the seconds, in their order."""
        return self.beside + self.beneath


@dataclass(frozen=True, slots=True)
class Weekday:
    """One bar of the week."""

    day: date
    weekday: str
    path: str
    kept: int
    height: int
    """0 to `BAR_STEPS`."""
    said: str
    current: bool


@dataclass(frozen=True, slots=True)
class Week:
    """The week around an edition; without days where editions are not daily."""

    path: str = ""
    title: str = ""
    days: tuple[Weekday, ...] = ()
    year_ago: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an edition's page shows of other editions."""

    previous: Turn | None = None
    next: Turn | None = None
    week: Week = Week()
    updates: Mapping[str, str] | None = None
    """Id of an earlier story → where it stands."""


def lay_out(view: EditionView, language: str) -> Front:
    """Return the edition in its places; `language` is the editor's own."""
    more = gettext_for(language)(N_("More stories"))
    columns = _columns(view.slot(Slot.SECTION), more)
    narrow = tuple(column for column in columns if len(column.stories) <= MOST_IN_A_COLUMN)
    narrow = narrow if len(narrow) > 1 else ()  # one column alone would be as wide as the page
    quotes: dict[str, Quote] = {}
    for story in view.stories:
        for quote in story.quotes:
            quotes.setdefault(quote.handle or quote.name, quote)
    lead, *more_leads = view.slot(Slot.LEAD)
    seconds = (*more_leads, *view.slot(Slot.SECOND))
    figure = figure_of(view.stories, language)
    moved, figure_moved = beneath(lead, seconds, figure)
    return Front(
        lead=lead,
        beside=seconds[: len(seconds) - moved],
        beneath=seconds[len(seconds) - moved :],
        columns=narrow,
        wide=tuple(column for column in columns if column not in narrow),
        briefs=view.slot(Slot.BRIEF),
        quotes=tuple(quotes.values())[:MOST_QUOTES],
        figure=figure,
        figure_beneath=figure_moved,
    )


def _columns(stories: tuple[StoryView, ...], more: str) -> tuple[Column, ...]:
    by_section: dict[str, list[StoryView]] = {}
    for story in stories:
        by_section.setdefault(story.section, []).append(story)
    return tuple(
        Column((section_path(name) or "more/").rstrip("/"), name or more, section_path(name), tuple(found))
        for name, found in by_section.items()
    )


def edition_page(printer: Printer, view: EditionView | None, around: Surroundings, *, front: bool = False) -> File:
    """Return the page of an edition, or the front page that shows the latest one (None: none is out)."""
    site = printer.site
    path = "" if front or view is None else view.path
    title = f"{site.title} — {site.tagline}" if front and site.tagline else site.title
    data = None
    if view is not None:
        title = title if front else edition_title(view, printer.language)
        data = structured.edition(view, title, printer.links(path).absolute(path), printer.language)
    page = Page(
        "front" if front else "edition",
        path,
        title,
        description=describe(view) if view else "",
        label=_label(view, printer.language) if view else "",
        day=True,
        previous=around.previous,
        next=around.next,
        hfeed=True,
        draft=view.draft if view else False,
        hidden=view.draft if view else False,
        image=f"{view.path}og.png" if view and view.stories else "",
        place="front" if front else "",
        sources=view.sources if view else 0,
    )
    laid = lay_out(view, printer.language) if view and view.stories else None
    return printer.page("edition", page, data, edition=view, front=laid, week=around.week, updates=around.updates or {})


def story_pages(
    printer: Printer, view: EditionView, around: Surroundings, gone: Mapping[str, Takedown], *, shared: bool
) -> Iterator[File]:
    """Yield the page of every story, and of every story that was taken back.

    `shared` says whether each story has a picture of its own for link previews.
    """
    neighbours = (None, *view.stories, None)
    for place, story in enumerate(view.stories, start=1):
        image = f"{story.path if shared else view.path}og.png"
        yield _story_page(printer, view, story, (neighbours[place - 1], neighbours[place + 1]), around, image)
    for slug, takedown in gone.items():
        title = printer.translate("This story was withdrawn")
        page = Page("withdrawn", f"{view.path}{slug}/", title, label=title, hidden=True)
        yield printer.page("withdrawn", page, edition=view, reason=takedown.reason)


def _story_page(
    printer: Printer,
    view: EditionView,
    story: StoryView,
    neighbours: tuple[StoryView | None, StoryView | None],
    around: Surroundings,
    image: str,
) -> File:
    links = printer.links(story.path)
    data = structured.story(story, links.absolute(story.path), printer.language, printer.site.editor)
    label = capital(date_text(view.day, printer.language, "short"))
    page = Page(
        "story",
        story.path,
        story.title,
        description=shorten(plain(story.insight) or story.extract, LONGEST_DESCRIPTION),
        previous=Turn(view.path, label),
        draft=view.draft,
        hidden=view.draft,
        image=image,
    )
    before, after = neighbours
    shown = {"story": story, "edition": view, "before": before, "after": after, "updates": around.updates or {}}
    return printer.page("story", page, data, **shown)


def edition_title(view: EditionView, language: str) -> str:
    """Return what an edition is called: its day."""
    title = date_text(view.day, language)
    return capital(title)


def _label(view: EditionView, language: str) -> str:
    label = date_text(view.day, language, "day")
    return capital(label)


def describe(view: EditionView) -> str:
    """Return one sentence or two about an edition: the editor's opening, else the first headlines."""
    told = plain(view.opening) or " · ".join(story.title for story in view.stories[:3])
    return shorten(told, LONGEST_DESCRIPTION)


def week_bars(days: Mapping[date, tuple[str, int] | None], current: date, printer: Printer) -> tuple[Weekday, ...]:
    """Return the bars of a week: day → (path, stories kept), None where no edition came out (yet, after `current`)."""
    most = max((found[1] for found in days.values() if found), default=0) or 1
    language = printer.language
    bars = []
    for day, found in days.items():
        path, kept = found or ("", 0)
        said = date_text(day, language, "day")
        missing = printer.translate("%(day)s: no edition") if day < current else "%(day)s"
        told = printer.translate("%(day)s: %(count)s kept") if found else missing
        bars.append(
            Weekday(
                day,
                date_text(day, language, "weekday"),
                path,
                kept,
                max(1, round(kept * BAR_STEPS / most)) if kept else 0,
                told % {"day": said, "count": number_text(kept, language)},
                day == current,
            )
        )
    return tuple(bars)

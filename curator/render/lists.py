"""Pages that gather stories of several editions: sections, weeks, months, the calendar."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from curator.i18n import date_text, number_text
from curator.render import structured
from curator.render.links import edition_path
from curator.render.printer import File, Page, Place, Printer, Turn
from curator.render.shelf import Stamp
from curator.render.views import EditionView, StoryView, days_between

A_DAY_IN_A_WEEK = 7
"""At most so many stories of each day stand on the page of the week."""
A_DAY_IN_A_MONTH = 5


@dataclass(frozen=True, slots=True)
class Group:
    """The stories of one edition in a list."""

    id: str
    path: str
    title: str
    kept: int
    stories: tuple[StoryView, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """A link to a page with how much is on it."""

    path: str
    title: str
    count: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One cell of the calendar; `path` where an edition came out."""

    number: int = 0
    path: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class CalendarMonth:
    """A month of the calendar."""

    id: str
    path: str
    title: str
    weeks: tuple[tuple[CalendarDay, ...], ...]
    issues: tuple[Place, ...] = ()
    """Weekly editions dated in the month."""


@dataclass(frozen=True, slots=True)
class Named:
    """The two names of a weekday."""

    short: str
    long: str


def best(view: EditionView, most: int) -> tuple[StoryView, ...]:
    """Return the first stories of an edition, those with a note of the editor's before others."""
    by_note = sorted(view.stories, key=lambda story: not story.insight)
    chosen = {story.path for story in by_note[:most]}
    return tuple(story for story in view.stories if story.path in chosen)


def capital(text: str) -> str:
    """Return `text` with a capital first letter, as a title wants it."""
    return text[:1].upper() + text[1:]


def group_of(view: EditionView, stories: Sequence[StoryView], language: str) -> Group:
    """Return stories under the day of their edition."""
    return Group(view.slug, view.path, capital(date_text(view.day, language, "day")), view.kept, tuple(stories))


def section_page(
    printer: Printer,
    place: Place,
    views: Sequence[EditionView],
    months: Mapping[str, int],
    *,
    month: date | None = None,
) -> File:
    """Return a section's page (its latest stories), or that of one month of it; `views` are newest first."""
    language = printer.language
    path = f"{place.path}{month:%Y/%m}/" if month else place.path
    groups = [
        group_of(view, [story for story in view.stories if story.section == place.name], language) for view in views
    ]
    stories = [story for group in groups for story in group.stories]
    title = f"{place.name} · {capital(date_text(month, language, 'month'))}" if month else place.name
    data = structured.collection(title, printer.links(path).absolute(path), language, stories)
    page = Page(
        "section",
        path,
        title,
        description=f"{place.name} — {printer.site.title}",
        hfeed=True,
        feed=printer.feed(place),
        place=path,
    )
    listed = [
        Counted(f"{place.path}{key}/", capital(date_text(_first(key), language, "month")), number_text(count, language))
        for key, count in months.items()
    ]
    shown = Counted(place.path, place.name, "", place.name)
    return printer.page(
        "section", page, data, section={"name": shown.name, "month": month}, groups=groups, months=listed, updates={}
    )


def _first(key: str) -> date:
    year, month = key.split("/")
    return date(int(year), int(month), 1)


def week_page(
    printer: Printer, slug: str, views: Sequence[EditionView], previous: str, following: str, *, draft: bool
) -> File:
    """Return the page of a week: the best of each of its days; `views` are oldest first."""
    language, path = printer.language, edition_path(slug)
    year, number = slug.split("-w")
    first = date.fromisocalendar(int(year), int(number), 1)
    span = f"{date_text(first, language, 'long')} – {date_text(first + timedelta(days=6), language, 'long')}"
    groups = [group_of(view, best(view, A_DAY_IN_A_WEEK), language) for view in views]
    title = week_title(slug, printer)
    stories = [story for group in groups for story in group.stories]
    data = structured.collection(title, printer.links(path).absolute(path), language, stories)
    page = Page(
        "week",
        path,
        title,
        description=span,
        label=title,
        previous=Turn(edition_path(previous), week_title(previous, printer)) if previous else None,
        next=Turn(edition_path(following), week_title(following, printer)) if following else None,
        hfeed=True,
        draft=draft,
        hidden=draft,
    )
    return printer.page("week_page", page, data, groups=groups, span=span, updates={})


def week_title(slug: str, printer: Printer) -> str:
    """Return "Week 47"."""
    return printer.translate("Week %(number)d") % {"number": int(slug.split("-w")[1])}


def month_page(printer: Printer, key: str, views: Sequence[EditionView], previous: str, following: str) -> File:
    """Return the page of a month ("2026/11"): every edition with its first headlines; `views` are newest first."""
    language = printer.language
    title = capital(date_text(_first(key), language, "month"))
    groups = [group_of(view, best(view, A_DAY_IN_A_MONTH), language) for view in views]

    def turn(to: str) -> Turn | None:
        return Turn(f"{to}/", capital(date_text(_first(to), language, "month"))) if to else None

    page = Page(
        "month",
        f"{key}/",
        title,
        label=title,
        previous=turn(previous),
        next=turn(following),
    )
    return printer.page("month", page, groups=groups)


def archive_page(
    printer: Printer,
    year: int | None,
    stamps: Sequence[tuple[Stamp, int]],
    years: Mapping[int, int],
    sections: Mapping[str, tuple[str, int]],
    *,
    front: bool,
) -> File:
    """Return the calendar of a year.

    `stamps` are the year's editions with how many stories each keeps, `years`
    maps each year to its number of editions, `sections` a path to name and
    number of stories; `front` is the archive's first page, of the latest year.
    """
    language = printer.language
    path = "archive/" if front else f"{year}/"
    title = printer.translate("Archive") if front else str(year)
    page = Page("archive", path, title, label=title, place=path)
    return printer.page(
        "archive",
        page,
        total=sum(years.values()) if front else len(stamps),
        months=_calendar(printer, stamps),
        weekdays=_weekdays(language),
        years=[Counted(f"{each}/", str(each), number_text(count, language)) for each, count in years.items()],
        sections=[Counted(where, name, number_text(count, language), name) for where, (name, count) in sections.items()]
        if front
        else [],
    )


def _weekdays(language: str) -> list[Named]:
    monday = date(2026, 11, 16)
    days = days_between(monday, monday + timedelta(days=6))
    names = [(date_text(day, language, "weekday"), date_text(day, language, "short").rsplit(" ", 1)[0]) for day in days]
    return [Named(short[:2], long) for short, long in names]


def _calendar(printer: Printer, stamps: Sequence[tuple[Stamp, int]]) -> list[CalendarMonth]:
    """Return the months that have editions, newest first."""
    by_month: dict[tuple[int, int], list[tuple[Stamp, int]]] = {}
    for stamp, kept in stamps:
        by_month.setdefault((stamp.day.year, stamp.day.month), []).append((stamp, kept))
    return [_month(printer, *key, by_month[key]) for key in sorted(by_month, reverse=True)]


def _month(printer: Printer, year: int, month: int, stamps: Sequence[tuple[Stamp, int]]) -> CalendarMonth:
    language = printer.language
    daily = {stamp.day.day: (stamp, kept) for stamp, kept in stamps if "w" not in stamp.slug}
    weeks = []
    for week in calendar.Calendar().monthdayscalendar(year, month):
        weeks.append(tuple(_cell(printer, number, daily.get(number)) for number in week))
    issues = tuple(
        Place(week_title(stamp.slug, printer), edition_path(stamp.slug)) for stamp, _ in stamps if "w" in stamp.slug
    )
    title = capital(date_text(date(year, month, 1), language, "month"))
    return CalendarMonth(f"{year}-{month:02d}", f"{year}/{month:02d}/", title, tuple(weeks), issues)


def _cell(printer: Printer, number: int, found: tuple[Stamp, int] | None) -> CalendarDay:
    if found is None:
        return CalendarDay(number)
    stamp, kept = found
    told = printer.translate("%(day)s: %(count)s kept")
    day = date_text(stamp.day, printer.language, "day")
    return CalendarDay(
        number, edition_path(stamp.slug), told % {"day": day, "count": number_text(kept, printer.language)}
    )

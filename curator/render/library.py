"""The library: every edition as views, opened once and only when a page needs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property

from curator.i18n import date_text
from curator.model import Edition
from curator.render.editions import Surroundings, Week, week_bars
from curator.render.links import edition_path, week_of
from curator.render.lists import capital, week_title
from curator.render.notes import Notes, Takedown, withdraw
from curator.render.printer import Printer, Turn
from curator.render.search import edition_terms
from curator.render.sheets import Cache, Facts, dump_sheet, facts_of, load_sheet
from curator.render.shelf import Shelf, Stamp
from curator.render.views import EditionView, days_between, edition_view

MEMORY = 7
"""An update is looked for in so many editions before."""
LATEST = 31
"""The words of so many last editions are kept: the next build indexes their month again."""


class Library:
    """The editions that the site shows, in their order."""

    def __init__(
        self,
        shelf: Shelf,
        notes: Notes,
        printer: Printer,
        known: Mapping[str, Facts],
        cache: Cache,
        chrome: str,
        *,
        drafts: bool,
    ) -> None:
        """`known` are the facts of the last build; `chrome` is the hash of all that views depend on besides."""
        self._shelf = shelf
        self._notes = notes
        self._printer = printer
        self._cache = cache
        self.stamps: list[Stamp] = sorted(
            (stamp for stamp in shelf.stamps() if drafts or not stamp.draft), key=lambda stamp: (stamp.day, stamp.slug)
        )
        self._place = {stamp.slug: place for place, stamp in enumerate(self.stamps)}
        self._versions = {stamp.slug: f"{stamp.slug}.{stamp.version}/{chrome}" for stamp in self.stamps}
        self.weeks = _daily_by_week(self.stamps)
        """The daily editions of each week, oldest first."""
        self._known = known
        self._facts: dict[str, Facts] = {}
        self._sheets: dict[str, EditionView] = {}
        self._open: tuple[EditionView, Mapping[str, Takedown]] | None = None

    @cached_property
    def facts(self) -> dict[str, Facts]:
        """The facts of every edition on the site."""
        return {stamp.slug: self.facts_of(stamp) for stamp in self.stamps}

    @cached_property
    def changed(self) -> int:
        """How many editions the last build did not know, or knew otherwise."""
        return sum(self._known_facts(stamp) is None for stamp in self.stamps)

    def version(self, stamp: Stamp) -> str:
        """Return what changes when an edition or what is taken back of it changes."""
        return self._versions[stamp.slug]

    @cached_property
    def by_section(self) -> Mapping[str, Sequence[Stamp]]:
        """The editions that have stories of a section, by its name, oldest first."""
        found: dict[str, list[Stamp]] = {}
        for stamp in self.stamps:
            for name in self.facts_of(stamp).sections:
                found.setdefault(name, []).append(stamp)
        return found

    def facts_of(self, stamp: Stamp) -> Facts:
        """Return the facts of an edition; it is opened only where it changed since the last build."""
        found = self._facts.get(stamp.slug)
        if found is None:
            found = self._known_facts(stamp) or facts_of(self.sheet(stamp.slug), self.version(stamp))
            self._facts[stamp.slug] = found
        return found

    def _known_facts(self, stamp: Stamp) -> Facts | None:
        found = self._known.get(stamp.slug)
        return found if found is not None and found.version == self._versions[stamp.slug] else None

    def view(self, slug: str) -> tuple[EditionView, Mapping[str, Takedown]]:
        """Return an edition whole, and what was taken back of it by slug; the last one asked for is at hand."""
        if self._open is not None and self._open[0].slug == slug:
            return self._open
        edition, gone = withdraw(self._shelf.edition(slug), self._notes.takedowns)
        view = self._view_of(edition, gone)
        self._keep_sheet(view)
        self._open = view, gone
        return self._open

    def _view_of(self, edition: Edition, gone: Mapping[str, Takedown]) -> EditionView:
        view = edition_view(edition, self._printer.language, self._printer.zone)
        return replace(view, gone=tuple(f"{view.path}{slug}/" for slug in gone)) if gone else view

    def sheet(self, slug: str) -> EditionView:
        """Return an edition as lists show it."""
        if slug not in self._sheets:
            kept = self._cache.get(self._versions[slug])
            try:
                self._sheets[slug] = load_sheet(kept or b"")
            except ValueError:  # not there, or cut short by a power failure
                self.view(slug)
        return self._sheets[slug]

    def _keep_sheet(self, view: EditionView) -> None:
        if view.slug not in self._sheets:
            self._sheets[view.slug] = view.bare
            self._cache.put(self._versions[view.slug], dump_sheet(view))

    def terms(self, slug: str) -> bytes:
        """Return the words of an edition that can be looked for (`search.edition_terms`)."""
        key = self._terms_key(slug)
        kept = self._cache.get(key)
        if kept is None or not kept.endswith(b"]"):  # not there, or cut short
            kept = edition_terms(self.sheet(slug), self._printer.language)
            self._cache.put(key, kept)
        return kept

    @property
    def cached(self) -> Iterator[str]:
        """The keys of what the next build may ask the cache for."""
        yield from self._versions.values()
        yield from (self._terms_key(stamp.slug) for stamp in self.stamps[-LATEST:])

    def _terms_key(self, slug: str) -> str:
        return f"{self._versions[slug]}.terms"

    def before(self, stamp: Stamp, count: int) -> Sequence[Stamp]:
        """Return up to `count` editions before one, oldest first."""
        place = self._place[stamp.slug]
        return self.stamps[max(0, place - count) : place]

    def neighbours(self, stamp: Stamp) -> tuple[Stamp | None, Stamp | None]:
        """Return the edition before and the one after."""
        place = self._place[stamp.slug]
        after = self.stamps[place + 1] if place + 1 < len(self.stamps) else None
        return (self.stamps[place - 1] if place else None), after

    def daily(self, day: date) -> Stamp | None:
        """Return the edition of a day."""
        place = self._place.get(day.isoformat())
        return None if place is None else self.stamps[place]

    def week(self, stamp: Stamp) -> list[Stamp]:
        """Return the daily editions of an edition's week up to it, oldest first.

        Later ones do not show on its page, which can so stay as it was printed.
        """
        if "w" in stamp.slug:
            return []
        return [found for found in self.weeks[week_of(stamp.day)] if found.day <= stamp.day]

    def year_ago(self, stamp: Stamp) -> Stamp | None:
        """Return the edition of the same day a year before."""
        if (stamp.day.month, stamp.day.day) == (2, 29):
            return None
        return self.daily(stamp.day.replace(year=stamp.day.year - 1))

    def updates(self, stamp: Stamp) -> dict[str, str]:
        """Return id → address of the stories of the last editions before one; empty where it updates none."""
        if not self.facts_of(stamp).updates:
            return {}
        return {story.id: story.path for each in self.before(stamp, MEMORY) for story in self.sheet(each.slug).stories}

    def surroundings(self, stamp: Stamp) -> Surroundings:
        """Return what the page of an edition shows of others."""
        before, after = self.neighbours(stamp)
        return Surroundings(self._turn(before), self._turn(after), self._week(stamp), self.updates(stamp))

    def _turn(self, stamp: Stamp | None) -> Turn | None:
        if stamp is None:
            return None
        if "w" in stamp.slug:
            return Turn(edition_path(stamp.slug), week_title(stamp.slug, self._printer))
        return Turn(edition_path(stamp.slug), capital(date_text(stamp.day, self._printer.language, "short")))

    def _week(self, stamp: Stamp) -> Week:
        if "w" in stamp.slug:
            return Week()
        days: dict[date, tuple[str, int] | None] = {}
        for day in week_days(stamp.day):
            found = self.daily(day) if day <= stamp.day else None
            days[day] = (edition_path(found.slug), self.facts_of(found).kept) if found else None
        slug = week_of(stamp.day)
        title = self._printer.translate("%(week)s on one page") % {"week": week_title(slug, self._printer)}
        ago = self.year_ago(stamp)
        return Week(
            edition_path(slug), title, week_bars(days, stamp.day, self._printer), edition_path(ago.slug) if ago else ""
        )


def _daily_by_week(stamps: Iterable[Stamp]) -> dict[str, list[Stamp]]:
    weeks: dict[str, list[Stamp]] = {}
    for stamp in stamps:
        if "w" not in stamp.slug:
            weeks.setdefault(week_of(stamp.day), []).append(stamp)
    return weeks


def week_days(day: date) -> tuple[date, ...]:
    """Return Monday to Sunday of the week that a day is in."""
    monday = day - timedelta(days=day.weekday())
    return days_between(monday, monday + timedelta(days=6))

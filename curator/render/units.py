"""The units of a site: for each, the key of what it shows and how it is printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cached_property

from curator.render import lists
from curator.render.editions import Surroundings, edition_page
from curator.render.extras import Extras, Units
from curator.render.links import section_path
from curator.render.looks import blocks
from curator.render.paper import Unit, key_of
from curator.render.printer import File, Place
from curator.render.sharing import share_files
from curator.render.shelf import Stamp
from curator.render.together import EditionPages

SHARED = 21
"""The stories of so many last editions have a picture each for link previews; older ones show their edition's.

A picture weighs more than its page: for a whole archive they would be most of the site.
"""
ON_A_SECTION = 40
"""About so many stories stand on the first page of a section; older ones are on the pages of its months."""


class Press(Units):
    """Lists the units of one site: the editions, what gathers them, and the extras."""

    def units(self) -> Iterator[Unit]:
        """Yield every unit of the site, those that others depend on first."""
        yield self._unit("assets", self._assets, self._printer.look_hash)
        for stamp in self._library.stamps:
            yield from self._edition(stamp)
        yield self._front()
        yield from self._weeks()
        yield from self._months()
        yield from self._years()
        yield from self._sections()
        yield from Extras(self._paper, self._printer, self._library, self._chrome, self._printed).units()

    @cached_property
    def _picture_names(self) -> frozenset[str]:
        return self._paper.pictures.names()

    @cached_property
    def _shared(self) -> frozenset[Stamp]:
        return frozenset(self._library.stamps[-SHARED:])

    def _assets(self) -> Iterator[File]:
        journal = self._paper.config.journal
        for name, file in blocks(journal.look, self._paper.config.paths.templates).items():
            if name.startswith("static/"):
                yield f"assets/{name.removeprefix('static/')}", file.read_bytes()

    def _edition(self, stamp: Stamp) -> Iterator[Unit]:
        library, printer = self._library, self._printer
        updates = library.updates(stamp)
        pictures = sorted(self._picture_names & set(library.facts_of(stamp).pictures))

        shared = bool(printer.base_url) and stamp in self._shared

        def page() -> EditionPages:
            view, gone = library.view(stamp.slug)
            return EditionPages(view, library.surroundings(stamp), gone, shared, page=True)

        def stories() -> EditionPages:
            view, gone = library.view(stamp.slug)
            return EditionPages(view, Surroundings(updates=updates), gone, shared, stories=True)

        around = [*library.neighbours(stamp), *library.week(stamp), library.year_ago(stamp)]
        own = (library.version(stamp), updates, pictures)
        yield self._apart(f"edition {stamp.slug}", page, *own, self._versions(around))
        yield self._apart(f"stories {stamp.slug}", stories, *own, shared)
        if printer.base_url:
            yield self._unit(f"share {stamp.slug}", lambda: self._share(stamp, stories=shared), *own, shared)
        if pictures:
            yield self._unit(f"pictures {stamp.slug}", lambda: self._pictures(stamp), *own)

    def _apart(self, name: str, pages: Callable[[], EditionPages], *shown: object) -> Unit:
        """Return a unit that other processes can print, too."""
        return Unit(name, key_of(self._chrome, *shown), lambda: pages().print(self._printer), pages)

    def _share(self, stamp: Stamp, *, stories: bool) -> Iterable[File]:
        view, printer = self._library.sheet(stamp.slug), self._printer
        return share_files(view, printer.site.title, printer.language, stories=stories)

    def _pictures(self, stamp: Stamp) -> Iterator[File]:
        for story in self._library.sheet(stamp.slug).stories:
            found = self._paper.pictures.find(story.picture) if story.picture else None
            if found is not None:
                yield from self._paper.pictures.files(found)

    def _front(self) -> Unit:
        library, printer = self._library, self._printer
        if not library.stamps:
            return self._unit("front", lambda: [edition_page(printer, None, Surroundings(), front=True)])
        last = library.stamps[-1]
        around = [*library.neighbours(last), *library.week(last), library.year_ago(last)]
        pictures = sorted(self._picture_names & set(library.facts_of(last).pictures))

        def page() -> Iterable[File]:
            return [edition_page(printer, library.view(last.slug)[0], library.surroundings(last), front=True)]

        key = (last.slug, library.version(last), library.updates(last), pictures, self._versions(around))
        return self._unit("front", page, *key)

    def _weeks(self) -> Iterator[Unit]:
        by_week = self._library.weeks
        taken = {stamp.slug for stamp in self._library.stamps}
        weeks = ["", *(week for week in by_week if week not in taken), ""]
        for previous, week, following in zip(weeks, weeks[1:], weeks[2:], strict=False):
            if week:
                yield self._week(week, by_week[week], previous, following)

    def _week(self, week: str, stamps: list[Stamp], previous: str, following: str) -> Unit:
        def page() -> Iterable[File]:
            views = [self._library.sheet(stamp.slug) for stamp in stamps]
            draft = any(stamp.draft for stamp in stamps)
            return [lists.week_page(self._printer, week, views, previous, following, draft=draft)]

        return self._unit(f"week {week}", page, self._versions(stamps), previous, following)

    def _months(self) -> Iterator[Unit]:
        by_month: dict[str, list[Stamp]] = {}
        for stamp in self._library.stamps:
            by_month.setdefault(f"{stamp.day:%Y/%m}", []).append(stamp)
        keys = ["", *by_month, ""]
        for previous, key, following in zip(keys, keys[1:], keys[2:], strict=False):
            if key:
                yield self._month(key, by_month[key][::-1], previous, following)

    def _month(self, key: str, stamps: list[Stamp], previous: str, following: str) -> Unit:
        def page() -> Iterable[File]:
            views = [self._library.sheet(stamp.slug) for stamp in stamps]
            return [lists.month_page(self._printer, key, views, previous, following)]

        return self._unit(f"month {key}", page, self._versions(stamps), previous, following)

    def _years(self) -> Iterator[Unit]:
        by_year: dict[int, list[Stamp]] = {}
        for stamp in self._library.stamps:
            by_year.setdefault(stamp.day.year, []).append(stamp)
        years = {year: len(stamps) for year, stamps in sorted(by_year.items(), reverse=True)}
        counts = {name: self._stories_in(name, stamps) for name, stamps in self._library.by_section.items()}
        by_count = sorted(counts.items(), key=lambda counted: -counted[1])
        sections = {section_path(name): (name, count) for name, count in by_count}
        latest = max(by_year, default=None)
        for year, stamps in by_year.items():
            yield self._year(f"year {year}", year, stamps, {}, {}, front=False)
        newest = by_year[latest] if latest else []
        yield self._year("archive", latest, newest, years, sections, front=True)

    def _year(
        self,
        name: str,
        year: int | None,
        stamps: list[Stamp],
        years: dict[int, int],
        sections: dict[str, tuple[str, int]],
        *,
        front: bool,
    ) -> Unit:
        kept = [(stamp, self._library.facts_of(stamp).kept) for stamp in stamps]

        def page() -> Iterable[File]:
            return [lists.archive_page(self._printer, year, kept, years, sections, front=front)]

        return self._unit(name, page, [(stamp.slug, count) for stamp, count in kept], years, sections)

    def _stories_in(self, section: str, stamps: Iterable[Stamp]) -> int:
        return sum(self._library.facts_of(stamp).sections[section] for stamp in stamps)

    def _sections(self) -> Iterator[Unit]:
        for name in self._section_names():
            yield from self._section(Place(name, section_path(name)))

    def _section(self, place: Place) -> Iterator[Unit]:
        library, printer = self._library, self._printer
        newest = library.by_section.get(place.name, ())[::-1]
        by_month: dict[str, list[Stamp]] = {}
        for stamp in newest:
            by_month.setdefault(f"{stamp.day:%Y/%m}", []).append(stamp)
        months = {key: self._stories_in(place.name, stamps) for key, stamps in by_month.items()}
        shown, stories = [], 0
        for stamp in newest:
            if stories >= ON_A_SECTION:
                break
            shown.append(stamp)
            stories += library.facts_of(stamp).sections[place.name]

        def page(stamps: list[Stamp], month: date | None) -> Callable[[], Iterable[File]]:
            return lambda: [
                lists.section_page(
                    printer, place, [library.sheet(s.slug) for s in stamps], {} if month else months, month=month
                )
            ]

        yield self._unit(f"section {place.path}", page(shown, None), place.name, self._versions(shown), months)
        for key, stamps in by_month.items():
            first = date(int(key[:4]), int(key[5:]), 1)
            yield self._unit(f"section {place.path}{key}", page(stamps, first), place.name, self._versions(stamps))

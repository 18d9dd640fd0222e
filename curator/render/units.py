"""The units of a site: for each, the key of what it shows and how it is printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from curator.plain import canonical_json
from curator.render import feeds, lists, standing
from curator.render.editions import Surroundings, edition_page, story_pages
from curator.render.library import Library
from curator.render.links import edition_path, section_path, week_of
from curator.render.looks import blocks
from curator.render.printer import File, Place, Printer, file_of
from curator.render.shelf import Stamp
from curator.render.site import Paper, Unit, key_of
from curator.render.sitemap import sitemap_index, sitemap_month

ON_A_SECTION = 40
"""About so many stories stand on the first page of a section; older ones are on the pages of its months."""
IN_FEEDS = 30
"""Feeds look back at most so many editions."""


class Press:
    """Lists the units of one site."""

    def __init__(
        self, paper: Paper, printer: Printer, library: Library, chrome: str, files: Callable[[], frozenset[str]]
    ) -> None:
        """`files` tells which files the units before the redirects have."""
        self._paper = paper
        self._printer = printer
        self._library = library
        self._chrome = chrome
        self._files = files
        self._names = paper.pictures.names()

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
        yield from self._feeds()
        yield from self._standing()
        yield from self._sitemaps()
        yield self._redirects()

    def _unit(self, name: str, files: Callable[[], Iterable[File]], *parts: object) -> Unit:
        return Unit(name, key_of(self._chrome, *parts), files)

    def _versions(self, stamps: Iterable[Stamp | None]) -> list[str]:
        return [f"{stamp.slug}={self._library.version(stamp)}" if stamp else "" for stamp in stamps]

    def _assets(self) -> Iterator[File]:
        journal = self._paper.config.journal
        for name, file in blocks(journal.look, self._paper.config.paths.templates).items():
            if name.startswith("static/"):
                yield f"assets/{name.removeprefix('static/')}", file.read_bytes()

    def _edition(self, stamp: Stamp) -> Iterator[Unit]:
        library, printer = self._library, self._printer
        updates = library.updates(stamp)
        pictures = sorted(self._names & set(library.facts_of(stamp).pictures))

        def page() -> Iterable[File]:
            return [edition_page(printer, library.view(stamp.slug)[0], library.surroundings(stamp))]

        def stories() -> Iterable[File]:
            view, gone = library.view(stamp.slug)
            return story_pages(printer, view, Surroundings(updates=updates), gone)

        around = [*library.neighbours(stamp), *library.week(stamp), library.year_ago(stamp)]
        own = (library.version(stamp), updates, pictures)
        yield self._unit(f"edition {stamp.slug}", page, *own, self._versions(around))
        yield self._unit(f"stories {stamp.slug}", stories, *own)
        if pictures:
            yield self._unit(f"pictures {stamp.slug}", lambda: self._pictures(stamp), *own)

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
        pictures = sorted(self._names & set(library.facts_of(last).pictures))

        def page() -> Iterable[File]:
            return [edition_page(printer, library.view(last.slug)[0], library.surroundings(last), front=True)]

        key = (last.slug, library.version(last), library.updates(last), pictures, self._versions(around))
        return self._unit("front", page, *key)

    def _weeks(self) -> Iterator[Unit]:
        by_week: dict[str, list[Stamp]] = {}
        for stamp in self._library.stamps:
            if "w" not in stamp.slug:
                by_week.setdefault(week_of(stamp.day), []).append(stamp)
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
        counts: Counter[str] = Counter()
        for facts in self._library.facts.values():
            counts.update(facts.sections)
        sections = {section_path(name): (name, count) for name, count in counts.most_common()}
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

    def _sections(self) -> Iterator[Unit]:
        names = dict.fromkeys(place.name for place in self._printer.site.sections)
        for stamp in self._library.stamps:
            names |= dict.fromkeys(self._library.facts_of(stamp).sections)
        for name in names:
            yield from self._section(Place(name, section_path(name)))

    def _section(self, place: Place) -> Iterator[Unit]:
        library, printer = self._library, self._printer
        newest = [s for s in reversed(library.stamps) if place.name in library.facts_of(s).sections]
        by_month: dict[str, list[Stamp]] = {}
        for stamp in newest:
            by_month.setdefault(f"{stamp.day:%Y/%m}", []).append(stamp)
        months = {
            key: sum(library.facts_of(stamp).sections[place.name] for stamp in stamps)
            for key, stamps in by_month.items()
        }
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

    def _feeds(self) -> Iterator[Unit]:
        library, printer = self._library, self._printer
        title = printer.site.title
        latest = library.stamps[-IN_FEEDS:][::-1]
        yield self._feed(Place("", ""), latest, title, lambda story: True)
        notes = Place("", "insights/")
        of_notes = printer.translate("The editor’s notes")
        yield self._feed(notes, latest, f"{title} · {of_notes}", lambda story: bool(story.insight))
        names = dict.fromkeys(place.name for place in printer.site.sections)
        for stamp in library.stamps:
            names |= dict.fromkeys(library.facts_of(stamp).sections)
        for name in names:
            stamps = [s for s in latest if name in library.facts_of(s).sections]
            place = Place(name, section_path(name))
            yield self._feed(place, stamps, f"{title} · {name}", lambda story, name=name: story.section == name)

    def _feed(self, place: Place, stamps: list[Stamp], title: str, wanted: Callable[..., bool]) -> Unit:
        library = self._library

        def files() -> Iterable[File]:
            items: list[feeds.Item] = []
            gone: list[feeds.Gone] = []
            for stamp in stamps:
                view = library.sheet(stamp.slug)
                gone += [feeds.Gone(path, view.day, view.updated) for path in view.gone]
                if len(items) < feeds.LONGEST_FEED:
                    items += [item for item in feeds.items_of([view]) if wanted(item.story)]
            return feeds.feed_files(self._printer, place, items, gone, title)

        return self._unit(f"feed {place.path}", files, title, self._versions(stamps))

    def _standing(self) -> Iterator[Unit]:
        paper, printer = self._paper, self._printer
        states = {source.id: paper.states.get(source.id) for source in paper.sources}
        views = [standing.source_view(source, states[source.id], printer) for source in paper.sources]
        key = canonical_json([paper.sources, views])
        known = {id: state for id, state in states.items() if state}
        yield self._unit("sources", lambda: [standing.sources_page(printer, paper.sources, known)], key)
        yield self._unit("opml", lambda: [standing.opml_file(printer, paper.sources, known)], key)
        facts = self._library.facts.values()
        figures = standing.Figures(
            len(facts), sum(each.kept for each in facts), sum(each.read for each in facts), len(paper.sources)
        )
        about = paper.notes.about
        yield self._unit("about", lambda: [standing.about_page(printer, about, figures)], about, figures)
        paths = frozenset(path for each in facts for path in each.paths)
        corrections = paper.notes.corrections
        yield self._unit(
            "corrections",
            lambda: [standing.corrections_page(printer, corrections, paper.notes.takedowns, paths)],
            canonical_json(corrections),
            [each.path in paths for each in corrections],
        )
        yield self._unit("missing", lambda: [standing.missing_page(printer)])
        yield self._unit("robots", lambda: [standing.robots_file(printer)])

    def _sitemaps(self) -> Iterator[Unit]:
        if not self._printer.base_url:
            return
        by_month: dict[str, list[Stamp]] = {}
        for stamp in self._library.stamps:
            if not stamp.draft:
                by_month.setdefault(f"{stamp.day:%Y-%m}", []).append(stamp)
        for month, stamps in by_month.items():
            yield self._sitemap(month, stamps)
        sections = sorted({name for facts in self._library.facts.values() for name in facts.sections})
        pages = ["", "archive/", "sources/", "about/", "corrections/", *(section_path(name) for name in sections)]
        yield self._unit("sitemap", lambda: sitemap_index(self._printer, list(by_month), pages), list(by_month), pages)

    def _sitemap(self, month: str, stamps: list[Stamp]) -> Unit:
        def files() -> Iterable[File]:
            paths = []
            for stamp in stamps:
                changed = self._library.sheet(stamp.slug).updated.date()
                paths += [(path, changed) for path in (edition_path(stamp.slug), *self._library.facts_of(stamp).paths)]
            return [sitemap_month(self._printer, month, paths)]

        return self._unit(f"sitemap {month}", files, self._versions(stamps))

    def _redirects(self) -> Unit:
        redirects = self._paper.notes.redirects
        taken = self._files() if redirects else frozenset()
        used = sorted(taken & {file_of(old) for old in redirects})
        return self._unit(
            "redirects",
            lambda: standing.redirect_pages(self._printer, redirects, taken),
            sorted(redirects.items()),
            used,
        )

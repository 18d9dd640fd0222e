"""The units around the editions: feeds, standing pages, search, sitemaps, redirects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from curator.plain import canonical_json
from curator.render import feeds, search, standing
from curator.render.library import Library
from curator.render.links import section_path
from curator.render.manifest import Printed
from curator.render.paper import Paper, Unit, key_of
from curator.render.printer import File, Place, Printer, file_of
from curator.render.shelf import Stamp
from curator.render.sitemap import sitemap_index, sitemap_month
from curator.render.views import EditionView

IN_FEEDS = 30
"""Feeds look back at most so many editions."""


class Units:
    """What both lists of units need: the paper, its printer, its editions."""

    def __init__(
        self, paper: Paper, printer: Printer, library: Library, chrome: str, printed: Mapping[str, Printed]
    ) -> None:
        """`printed` grows while the units are taken: what each of those before became."""
        self._paper = paper
        self._printer = printer
        self._library = library
        self._chrome = chrome
        self._printed = printed

    def _unit(self, name: str, files: Callable[[], Iterable[File]], *parts: object) -> Unit:
        return Unit(name, key_of(self._chrome, *parts), files)

    def _versions(self, stamps: Iterable[Stamp | None]) -> list[str]:
        return [self._library.version(stamp) if stamp else "" for stamp in stamps]

    def _section_names(self) -> list[str]:
        """Return every section there is or was, those of the themes first."""
        names = dict.fromkeys(place.name for place in self._printer.site.sections)
        return list(names | dict.fromkeys(self._library.by_section))


class Extras(Units):
    """Feeds, standing pages, search, sitemaps, redirects."""

    def units(self) -> Iterator[Unit]:
        """Yield the units in the order in which they need one another."""
        yield from self._feeds()
        yield from self._standing()
        yield from self._search()
        yield from self._sitemaps()
        yield self._redirects()

    def _feeds(self) -> Iterator[Unit]:
        library, printer = self._library, self._printer
        title = printer.site.title
        latest = library.stamps[-IN_FEEDS:][::-1]
        yield self._feed(Place("", ""), latest, title, lambda story: True)
        notes = Place("", "insights/")
        of_notes = printer.translate("The editor’s notes")
        yield self._feed(notes, latest, f"{title} · {of_notes}", lambda story: bool(story.insight))
        for name in self._section_names():
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
        corrections = paper.notes.corrections
        wanted = frozenset(each.path for each in corrections if each.path)
        there = self._standing_among(wanted) if wanted else frozenset()
        yield self._unit(
            "corrections",
            lambda: [standing.corrections_page(printer, corrections, paper.notes.takedowns, there)],
            canonical_json(corrections),
            sorted(there),
        )
        yield self._unit("missing", lambda: [standing.missing_page(printer)])
        yield self._unit("robots", lambda: [standing.robots_file(printer)])

    def _standing_among(self, paths: frozenset[str]) -> frozenset[str]:
        """Return which of some addresses were taken by the units before."""
        files = {file for each in self._printed.values() for file in each.files}
        return frozenset(path for path in paths if file_of(path) in files)

    def _search(self) -> Iterator[Unit]:
        """The page, the list, and one unit a segment: months of the latest year, whole years before it."""
        yield self._unit("search", lambda: [standing.search_page(self._printer)])
        stamps = [stamp for stamp in self._library.stamps if self._library.facts_of(stamp).kept]
        latest = max((stamp.day.year for stamp in stamps), default=0)
        segments: dict[str, list[Stamp]] = {}
        for stamp in reversed(stamps):
            name = f"{stamp.day:%Y-%m}" if stamp.day.year == latest else str(stamp.day.year)
            segments.setdefault(name, []).append(stamp)
        for name, found in segments.items():
            yield self._segment(name, found)
        rows = [self._segment_row(name, found) for name, found in segments.items()]
        yield self._unit("search list", lambda: [search.list_file(rows)], rows)

    def _segment(self, name: str, stamps: list[Stamp]) -> Unit:
        def files() -> Iterable[File]:
            return search.segment_files(self._printer, name, self._searched(stamps), _depth(name))

        return self._unit(f"search {name}", files, self._versions(stamps))

    def _searched(self, stamps: list[Stamp]) -> list[tuple[EditionView, bytes]]:
        return [(self._library.sheet(stamp.slug), self._library.terms(stamp.slug)) for stamp in stamps]

    def _segment_row(self, name: str, stamps: list[Stamp]) -> search.SegmentRow:
        """Return what the list says of a segment; its shards are known by the files it became."""
        count = sum(self._library.facts_of(stamp).kept for stamp in stamps)
        return name, count, _depth(name), search.shard_names(self._printed[f"search {name}"].files)

    def _sitemaps(self) -> Iterator[Unit]:
        if not self._printer.base_url:
            return
        by_month: dict[str, list[Stamp]] = {}
        for stamp in self._library.stamps:
            if not stamp.draft:
                by_month.setdefault(f"{stamp.day:%Y-%m}", []).append(stamp)
        for month, stamps in by_month.items():
            yield self._sitemap(month, stamps)
        sections = sorted(self._library.by_section)
        pages = ["", "archive/", "sources/", "about/", "corrections/", *(section_path(name) for name in sections)]
        yield self._unit("sitemap", lambda: sitemap_index(self._printer, list(by_month), pages), list(by_month), pages)

    def _sitemap(self, month: str, stamps: list[Stamp]) -> Unit:
        def files() -> Iterable[File]:
            paths = []
            for stamp in stamps:
                view = self._library.sheet(stamp.slug)
                paths += [(path, view.updated.date()) for path in (view.path, *(story.path for story in view.stories))]
            return [sitemap_month(self._printer, month, paths)]

        return self._unit(f"sitemap {month}", files, self._versions(stamps))

    def _redirects(self) -> Unit:
        redirects = self._paper.notes.redirects
        taken = self._standing_among(frozenset(redirects)) if redirects else frozenset()
        return self._unit(
            "redirects",
            lambda: standing.redirect_pages(self._printer, redirects, taken),
            sorted(redirects.items()),
            sorted(taken),
        )


def _depth(segment: str) -> int:
    """Return how many letters name a shard: a month has few words, a year many."""
    return 1 if "-" in segment else 2

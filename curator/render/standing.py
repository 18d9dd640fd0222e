"""The standing pages: sources, corrections, about, search, the page for what is not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import quoteattr

from curator.model import Source, SourceState
from curator.render.links import Links
from curator.render.looks import render
from curator.render.notes import Correction, Takedown
from curator.render.printer import File, Page, Printer, file_of
from curator.render.views import hue_of, monogram
from curator.render.wording import host


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source as readers are shown it."""

    name: str
    site: str
    host: str
    language: str
    letter: str
    hue: int
    last: date | None
    silent: str = ""


@dataclass(frozen=True, slots=True)
class Folder:
    """The sources of one folder of the subscription list."""

    name: str
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """The journal so far."""

    editions: int
    stories: int
    read: int
    sources: int


def source_view(source: Source, state: SourceState | None, printer: Printer) -> SourceView:
    """Return what is shown of a source; never why it fails, which is the editor's business."""
    site = source.site or (state.site if state else "") or source.address
    site = site if site.startswith(("http://", "https://")) else source.address
    name = source.title or (state.title if state else "") or host(site)
    changed = state.changed.astimezone(printer.zone).date() if state and state.changed else None
    paused = printer.translate("paused") if source.paused else ""
    return SourceView(name, site, host(site), source.language, monogram(name), hue_of(name), changed, paused)


def sources_page(printer: Printer, sources: Sequence[Source], states: Mapping[str, SourceState]) -> File:
    """Return the page of all sources, by folder."""
    by_folder: dict[str, list[SourceView]] = {}
    for source in sources:
        by_folder.setdefault(source.folder, []).append(source_view(source, states.get(source.id), printer))
    folders = [
        Folder(name.replace("/", " / "), tuple(sorted(found, key=lambda view: view.name.casefold())))
        for name, found in sorted(by_folder.items())
    ]
    title = printer.translate("Sources")
    page = Page("sources", "sources/", title, label=title, place="sources/")
    return printer.page("sources", page, folders=folders, count=len(sources))


def opml_file(printer: Printer, sources: Sequence[Source], states: Mapping[str, SourceState]) -> File:
    """Return the subscription list, OPML 2.0, folders kept."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"<head><title>{_text(printer.site.title)}</title></head>",
        "<body>",
    ]
    by_folder: dict[str, list[Source]] = {}
    for source in sources:
        if source.kind == "feed":  # what an OPML list can hold
            by_folder.setdefault(source.folder, []).append(source)
    for folder, found in sorted(by_folder.items()):
        parts = [part for part in folder.split("/") if part]
        lines += [f"<outline text={quoteattr(part)}>" for part in parts]
        lines += [_outline(source, states.get(source.id)) for source in found]
        lines += ["</outline>"] * len(parts)
    return "sources.opml", ("\n".join([*lines, "</body>", "</opml>"]) + "\n").encode()


def _text(value: str) -> str:
    return quoteattr(value)[1:-1]


def _outline(source: Source, state: SourceState | None) -> str:
    name = source.title or (state.title if state else "") or host(source.address)
    site = source.site or (state.site if state else "")
    html = f" htmlUrl={quoteattr(site)}" if site else ""
    return (
        f'<outline type="rss" text={quoteattr(name)} title={quoteattr(name)} xmlUrl={quoteattr(source.address)}{html}/>'
    )


def corrections_page(
    printer: Printer, corrections: Sequence[Correction], takedowns: Sequence[Takedown], standing: frozenset[str]
) -> File:
    """Return the corrections and what was withdrawn, newest first; `standing` are the paths there are."""
    withdrawn = printer.translate("Withdrawn: %(what)s. %(reason)s")
    entries = [Correction(each.day, each.text, each.path if each.path in standing else "") for each in corrections] + [
        Correction(each.day, withdrawn % {"what": host(each.address) or each.host or each.story, "reason": each.reason})
        for each in takedowns
        if each.day is not None
    ]
    entries.sort(key=lambda each: each.day, reverse=True)
    title = printer.translate("Corrections")
    return printer.page(
        "corrections",
        Page("corrections", "corrections/", title, label=title),
        corrections=entries,
    )


def about_page(printer: Printer, about: str, figures: Figures) -> File:
    """Return the page that says who and how."""
    title = printer.translate("About")
    page = Page("about", "about/", title, label=title, place="about/")
    return printer.page("about", page, about=about, themes=printer.config.themes, figures=figures)


def search_page(printer: Printer) -> File:
    """Return the page that searches without a server."""
    title = printer.translate("Search")
    return printer.page("search", Page("search", "search/", title, label=title))


def missing_page(printer: Printer) -> File:
    """Return what a host shows for an address that is not there."""
    title = printer.translate("There is no page here")
    return printer.page("404", Page("missing", "404.html", title, label=title, hidden=True))


def redirect_pages(printer: Printer, redirects: Mapping[str, str], taken: frozenset[str]) -> Iterator[File]:
    """Yield a page at each old address that leads to the new one; an address that is in use stays as it is."""
    for old, new in sorted(redirects.items()):
        if old in taken:
            continue
        links = Links(printer.base_url, old)
        outside = "://" in new
        target = new if outside else links(new)
        canonical = new if outside else links.absolute(new)
        text = render(printer.templates, "site/redirect.html", target=target, canonical=canonical)
        yield file_of(old), text.encode()


def robots_file(printer: Printer) -> File:
    """Return robots.txt: everything may be read."""
    sitemap = Links(printer.base_url, "").absolute("sitemap.xml")
    return "robots.txt", ("User-agent: *\nAllow: /\n" + (f"Sitemap: {sitemap}\n" if sitemap else "")).encode()

"""Sitemaps: one a month, so that a new edition touches one, and the index of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from xml.sax.saxutils import escape

from curator.render.links import Links
from curator.render.printer import File, Printer

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap_month(printer: Printer, month: str, paths: Sequence[tuple[str, date]]) -> File:
    """Return the sitemap of a month ("2026-11"): each path with when it last changed."""
    links = Links(printer.base_url, "")
    rows = [
        f"<url><loc>{escape(links.absolute(path))}</loc><lastmod>{changed.isoformat()}</lastmod></url>"
        for path, changed in paths
    ]
    return f"sitemap-{month}.xml", f'{HEAD}<urlset xmlns="{SPACE}">\n{chr(10).join(rows)}\n</urlset>\n'.encode()


def sitemap_index(printer: Printer, months: Sequence[str], pages: Sequence[str]) -> list[File]:
    """Return the index and the sitemap of the pages that belong to no month."""
    links = Links(printer.base_url, "")
    rows = [f"<url><loc>{escape(links.absolute(path))}</loc></url>" for path in pages]
    names = ["sitemap-pages.xml", *(f"sitemap-{month}.xml" for month in months)]
    maps = [f"<sitemap><loc>{escape(links.absolute(name))}</loc></sitemap>" for name in names]
    return [
        ("sitemap-pages.xml", f'{HEAD}<urlset xmlns="{SPACE}">\n{chr(10).join(rows)}\n</urlset>\n'.encode()),
        ("sitemap.xml", f'{HEAD}<sitemapindex xmlns="{SPACE}">\n{chr(10).join(maps)}\n</sitemapindex>\n'.encode()),
    ]

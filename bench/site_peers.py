"""Pelican and Hugo building as many pages, with the words of ours: each in its plainest usual set-up."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench.site_data import FolderShelf
from curator.model import Pick

PELICAN_SETTINGS = """
SITENAME = "The Current"
SITEURL = ""
PATH = "content"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
THEME = "simple"
FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = None
TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = None
DEFAULT_PAGINATION = 20
"""
HUGO_SETTINGS = """
baseURL = "https://journal.example/"
title = "The Current"
disableKinds = ["taxonomy", "term"]
"""
HUGO_BASE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>{{ .Title }} - {{ site.Title }}</title>
<meta name="description" content="{{ .Summary | plainify }}"><link rel="canonical" href="{{ .Permalink }}"></head>
<body><header><h1><a href="/">{{ site.Title }}</a></h1>
<nav>{{ range site.Sections }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</nav></header>
<main>{{ block "main" . }}{{ end }}</main><footer>{{ site.Title }}</footer></body></html>
"""
HUGO_SINGLE = """{{ define "main" }}<article><h1>{{ .Title }}</h1><time>{{ .Date.Format "2006-01-02" }}</time>
{{ .Content }}
<p>{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</p></article>{{ end }}
"""
HUGO_LIST = """{{ define "main" }}<h1>{{ .Title }}</h1>
{{ range .Pages }}<h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2>{{ end }}{{ end }}
"""


@dataclass(frozen=True)
class PeerBuilds:
    """A peer's full build and one without a change."""

    full: float
    """Seconds on the clock."""
    again: float
    work: float
    """Seconds of processor time of the full build."""
    pages: int


def find(program: str) -> str | None:
    """Return where a peer is: in .venv-peers, else on the path."""
    beside = Path(".venv-peers/bin") / program
    return str(beside.resolve()) if beside.exists() else shutil.which(program)


def pelican(folder: Path, shelf: FolderShelf) -> PeerBuilds | None:
    """Build with Pelican; None where it is not installed, or made only a part of the pages."""
    program = find("pelican")
    if program is None:
        return None
    (folder / "content").mkdir(parents=True)
    (folder / "pelicanconf.py").write_text(PELICAN_SETTINGS)
    for stamp in shelf.stamps():
        for pick in shelf.edition(stamp.slug).picks:
            name = f"{stamp.slug}-{pick.slug}"
            head = f"Title: {pick.title}\nDate: {stamp.slug} 06:00\nCategory: {pick.section}\nSlug: {name}\n"
            (folder / "content" / f"{name}.md").write_text(f"{head}\n{_body(pick)}")
    return _twice([program, "content", "-s", "pelicanconf.py", "-o", "output", "-q"], folder, folder / "output")


def hugo(folder: Path, shelf: FolderShelf) -> PeerBuilds | None:
    """Build with Hugo; None where it is not installed, or made only a part of the pages."""
    program = find("hugo")
    if program is None:
        return None
    layouts = folder / "layouts" / "_default"
    layouts.mkdir(parents=True)
    (folder / "hugo.toml").write_text(HUGO_SETTINGS)
    (folder / "config.toml").write_text(HUGO_SETTINGS)  # the name that versions before 0.110 look for
    for name, text in (("baseof", HUGO_BASE), ("single", HUGO_SINGLE), ("list", HUGO_LIST)):
        (layouts / f"{name}.html").write_text(text)
    for stamp in shelf.stamps():
        day = folder / "content" / stamp.slug
        day.mkdir(parents=True)
        for pick in shelf.edition(stamp.slug).picks:
            (day / f"{pick.slug}.md").write_text(f'---\ntitle: "{pick.title}"\ndate: {stamp.slug}\n---\n{_body(pick)}')
    return _twice([program, "--quiet"], folder, folder / "public")


def _body(pick: Pick) -> str:
    outlets = "\n".join(f"* [{article.title}]({article.address}) ({article.outlet})" for article in pick.story.articles)
    return f"{pick.extract}\n\n> {pick.insight}\n\n{outlets}\n"


def _twice(command: list[str], folder: Path, output: Path) -> PeerBuilds | None:
    seconds, work = [], []
    for _ in range(2):
        start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(time.perf_counter() - start)
        work.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    pages, wanted = sum(1 for _ in output.rglob("*.html")), sum(1 for _ in (folder / "content").rglob("*.md"))
    if pages < wanted:
        print(f"!!! {Path(command[0]).name} made {pages} pages of {wanted} texts (is it whole?)", file=sys.stderr)
        return None
    return PeerBuilds(seconds[0], seconds[1], work[0], pages)

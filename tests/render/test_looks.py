"""Looks: three that ship, one block at a time replaced, and what is said of a broken one."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from curator.errors import NotFound, TemplateError, UsageError
from curator.render import Rendering
from curator.render.looks import blocks, copy_block, environment, find_look, fingerprint, looks, render, style_version
from curator.render.views import shorten
from tests.render.factory import config, paper


def front(folder: Path, look: str = "press") -> str:
    return dict(Rendering(paper(settings=config(folder, look=look))))["index.html"].decode()


def test_three_complete_looks_ship() -> None:
    assert [look.name for look in looks()] == ["press", "quiet", "river"]
    for look in looks():
        assert look.title
        assert look.description
        found = blocks(look.name)
        assert {"site/base.html", "site/front.html", "site/story.html", "static/style.css"} <= set(found)


@pytest.mark.parametrize("look", ["press", "quiet", "river"])
def test_a_look_shows_every_story(look: str, tmp_path: Path) -> None:
    page = front(tmp_path, look)
    for title in ("A city let its river in on purpose", "Rain tanks move into dairies", "Ferries go electric"):
        assert title in page


def test_an_unknown_look_names_the_others() -> None:
    with pytest.raises(UsageError, match="Choose one of press, quiet, river"):
        find_look("gothic")


def test_a_file_of_the_same_name_replaces_one_block(tmp_path: Path) -> None:
    own = tmp_path / "templates" / "site" / "masthead.html"
    own.parent.mkdir(parents=True)
    own.write_text("<p class=\"name\">{{ site.title|upper }}</p><h1 class='vh'>{{ site.title }}</h1>")
    page = front(tmp_path)
    assert '<p class="name">CONFLUENCE</p>' in page
    assert "In one breath" in page


def test_a_block_can_be_copied_once_and_then_is_the_editors(tmp_path: Path) -> None:
    made = copy_block("press", "site/breath.html", tmp_path)
    assert made.read_text() == blocks("press")["site/breath.html"].read_text()
    with pytest.raises(UsageError, match="copied before"):
        copy_block("press", "site/breath.html", tmp_path)
    with pytest.raises(NotFound, match=r"no block called 'site/nothing\.html'"):
        copy_block("press", "site/nothing.html", tmp_path)


@pytest.mark.parametrize(
    ("written", "line", "cause"),
    [
        ("<p>\n{% if edition %}\n", 3, "Unexpected end of template"),
        ("<p>\n{{ edition.nothing }}\n", 2, "has no attribute 'nothing'"),
        ("{{ nothing }}\n", 1, "'nothing' is undefined"),
        ("\n\n{{ 1 / 0 }}\n", 3, "ZeroDivisionError"),
        ("{{ 'x'|nofilter }}\n", 1, "No filter named 'nofilter'"),
        ("\n{% include 'site/gone.html' %}\n", 2, "gone.html"),
        ("\n{{ 5|when }}\n", 2, "AttributeError"),
    ],
)
def test_a_broken_block_is_told_with_file_line_and_cause(tmp_path: Path, written: str, line: int, cause: str) -> None:
    own = tmp_path / "templates" / "site" / "breath.html"
    own.parent.mkdir(parents=True)
    own.write_text(written)
    with pytest.raises(TemplateError) as told:
        front(tmp_path)
    assert told.value.about.startswith(str(own))
    assert told.value.about.rsplit(":", 1)[1] in {str(line), str(line - 1)}
    assert cause in told.value.message


def test_a_block_is_compiled_into_its_page_and_its_lines_are_still_told_by_its_own_file(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "page.html").write_text(
        '{# {% include "site/inner.html" %} #}<p>\n{% set word = "kept" %}\n  {% include "site/inner.html" %}\n'
        '<i>{% include "site/inner.html" %}</i>{{ word }}\n{% include "site/last.html" %}\n'
    )
    (site / "inner.html").write_text('{% set word = "inner" %}\n<b>{{ word }}</b>\n')
    (site / "last.html").write_text("{% if broken %}\n\n{{ nothing }}\n{% endif %}\n")
    templates = environment("press", tmp_path)
    printed = render(templates, "site/page.html", broken=False)
    assert printed == "<p>\n<b>inner</b><i><b>inner</b></i>kept\n"
    with pytest.raises(TemplateError, match="'nothing' is undefined") as told:
        render(templates, "site/page.html", broken=True)
    assert told.value.about == f"{site / 'last.html'}:3"
    (site / "last.html").write_text("one\n{% broken %}\n")
    with pytest.raises(TemplateError, match="unknown tag 'broken'") as told:
        render(environment("press", tmp_path), "site/page.html")
    assert told.value.about == f"{site / 'last.html'}:2"


def test_a_fault_of_our_own_is_left_to_crash() -> None:
    templates = environment("press")
    templates.filters["tongue"] = lambda language: shorten(language, 3)
    with pytest.raises(TypeError, match="no len"):
        render(templates, "site/original.html", story=SimpleNamespace(original="x", original_language=5))


def test_the_fingerprint_follows_every_override(tmp_path: Path) -> None:
    before, style = fingerprint("press", tmp_path), style_version("press", tmp_path)
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "breath.html").write_text("anew")
    assert fingerprint("press", tmp_path) != before
    assert style_version("press", tmp_path) == style
    (tmp_path / "site" / ".breath.html.swp").write_text("an editor's own")
    assert list(blocks("press", tmp_path)) == list(blocks("press"))

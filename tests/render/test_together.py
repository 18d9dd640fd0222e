"""Printing with children: the same files as without, and a child's death costs nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from curator.errors import CuratorError, TemplateError
from curator.pool import Pool
from curator.ports import Outcome
from curator.render import Notes, Paper, Rendering
from curator.render.notes import Takedown
from curator.render.together import MANY
from tests.render.factory import SUNDAY, config, paper, small_edition


def archive(folder: Path, **more: Any) -> Paper:
    editions = tuple(small_edition(SUNDAY - timedelta(days=back), 500 - back, 1) for back in range(MANY, -1, -1))
    gone = Takedown(story="2026/11/20/story-1/", reason="Asked by the publisher.")
    notes = Notes(takedowns=(gone,), redirects={"old/": "2026/11/22/story-1/", "2026/11/21/story-2/": "archive/"})
    return paper(editions, config(folder, base_url="https://confluence.example"), notes=notes, **more)


class Failing:
    """Workers whose every child dies."""

    def map(
        self,
        function: Callable[[Any], Any],
        items: Iterable[Any],
        prepare: Callable[[], object] | None = None,
        ahead: int = 0,
    ) -> Iterator[Outcome[Any, Any]]:
        for item in items:
            yield Outcome(item, error=CuratorError("died."))

    def ready(self, function: Callable[[Any], Any], prepare: Callable[[], object] | None = None) -> None:
        """Nothing gets ready."""


def test_children_print_the_same_files(tmp_path: Path) -> None:
    alone = Rendering(archive(tmp_path))
    expected = dict(alone)
    with Pool(2) as workers:
        together = Rendering(archive(tmp_path), workers=workers)
        assert dict(together) == expected
    assert together.manifest == alone.manifest
    died = Rendering(archive(tmp_path), workers=Failing())
    assert dict(died) == expected
    assert died.manifest == alone.manifest


def test_few_changes_start_no_child(tmp_path: Path) -> None:
    class Unwanted(Failing):
        def map(self, *given: Any, **more: Any) -> Iterator[Outcome[Any, Any]]:
            raise AssertionError("a child was asked for")

    made = Rendering(archive(tmp_path))
    dict(made)
    assert dict(Rendering(archive(tmp_path), made.manifest, workers=Unwanted())) == {}


def test_a_broken_block_is_told_as_without_children(tmp_path: Path) -> None:
    own = tmp_path / "templates/site/story.html"
    own.parent.mkdir(parents=True)
    own.write_text("<p>\n{{ nothing }}\n")
    with Pool(1) as workers, pytest.raises(TemplateError, match="'nothing' is undefined") as told:
        dict(Rendering(archive(tmp_path), workers=workers))
    assert told.value.about == f"{own}:2"

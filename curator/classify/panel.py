"""Several judges over whole stories: the best that a theme and a text say stands for the story."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from curator.classify import AnyJudge
from curator.model import Story, Theme, Verdict


def judge_stories(stories: Iterable[Story], judges: Sequence[AnyJudge], themes: Sequence[Theme]) -> dict[str, Verdict]:
    """Return each story's best verdict among its articles and the themes, by story id.

    The text that speaks best for a theme stands for the story. Themes are
    compared by how far a score lies above its own threshold. Where there are
    several themes, a story without a section goes under its theme's title.
    """
    stories = tuple(stories)
    owners = [number for number, story in enumerate(stories) for _ in story.articles]
    articles = [article for story in stories for article in story.articles]
    titles = {theme.name: theme.title for theme in themes} if len(themes) > 1 else {}
    best: dict[str, Verdict] = {}
    for one in judges:
        for number, verdict in zip(owners, one.judge(articles), strict=True):
            id = stories[number].id
            other = best.get(id)
            if other is None or verdict.score - verdict.threshold > other.score - other.threshold:
                best[id] = replace(verdict, section=verdict.section or titles.get(verdict.theme, ""))
    return best

"""Whose a decided story is: which themes the editor's word on it speaks of."""

from __future__ import annotations

from collections.abc import Sequence

from curator.editions.marks import StoryMarks
from curator.model import Theme, Verb, Verdict


def judged_by(said: StoryMarks, verdict: Verdict | None) -> str:
    """Return the name of the theme that a story was judged by: when it was marked, else as it is judged now."""
    return said.theme or (verdict.theme if verdict else "")


def theme_of(said: StoryMarks, verdict: Verdict | None, themes: Sequence[Theme]) -> str:
    """Return the name of the theme that a kept story speaks for.

    That is the one whose section, or title, the editor put it under; else the
    one that it was judged by.
    """
    owners = [theme.name for theme in themes if said.section in (theme.title, *(part.name for part in theme.sections))]
    return owners[0] if len(owners) == 1 else judged_by(said, verdict)


def speaks_of(name: str, said: StoryMarks, verdict: Verdict | None, themes: Sequence[Theme]) -> bool:
    """Return whether a decision speaks of the theme `name`: a drop speaks of each, a keep of its own alone."""
    return said.decision is not Verb.KEEP or len(themes) == 1 or theme_of(said, verdict, themes) == name

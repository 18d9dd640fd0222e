"""Whom and what the editor does not want to hear of; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from curator.config.settings import Blocked
from curator.model import Article, Decision, Story, Verdict
from curator.text import fold

FLAG = "blocked"
"""Flag of a verdict that a block turned into a drop."""
_NEAR_MISS = "near-miss"


def blocked_by(article: Article, blocked: Blocked) -> str:
    """Return what blocks this article, as the editor wrote it; "" where nothing does.

    A person is met in the author's line or among those who shared it, a site in
    its address, a word in headline, summary or text, whole and in any case,
    with or without accents.
    """
    for site in blocked.sites:
        named = site.lower().removeprefix("www.").strip("/. ")
        if named and (article.host == named or article.host.endswith(f".{named}")):
            return site
    if blocked.people and (found := _met(blocked.people, article.author)):
        return found
    met = (name for one in article.sharers for name in (one.handle, one.name, one.author_handle, one.author))
    handles = {name.lstrip("@").casefold() for name in met}
    for person in blocked.people:
        if person.strip().lstrip("@").casefold() in handles - {""}:
            return person
    return _met(blocked.words, f"{article.title}\n{article.description}\n{article.text}") if blocked.words else ""


def without_blocked(story: Story, blocked: Blocked) -> Story:
    """Return the story without its blocked articles; one that has no other stays as it is."""
    if blocked == Blocked():
        return story
    left = tuple(article for article in story.articles if not blocked_by(article, blocked))
    return replace(story, articles=left) if left and len(left) < len(story.articles) else story


def is_blocked(story: Story, blocked: Blocked) -> bool:
    """Return whether nothing of the story is left to be told of."""
    return blocked != Blocked() and all(blocked_by(article, blocked) for article in story.articles)


def refused(verdict: Verdict) -> Verdict:
    """Return the verdict as a drop; score and reasons stay, so that it can be taken back."""
    flags = tuple(dict.fromkeys((FLAG, *verdict.flags)))
    return replace(verdict, decision=Decision.DROP, flags=flags)


def let_in(verdict: Verdict) -> Verdict:
    """Return a refused verdict as the judge left it."""
    flags = tuple(flag for flag in verdict.flags if flag != FLAG)
    kept = verdict.score >= verdict.threshold
    decision = Decision.KEEP if kept else Decision.ASK if _NEAR_MISS in flags else Decision.DROP
    return replace(verdict, decision=decision, flags=flags)


def turned(stories: Iterable[Story], verdicts: dict[str, Verdict], blocked: Blocked) -> dict[str, Verdict]:
    """Return the verdicts that the blocks turn, those of stories that are blocked no more among them, by story id."""
    found: dict[str, Verdict] = {}
    for story in stories:
        verdict = verdicts.get(story.id)
        if verdict is None or is_blocked(story, blocked) == (FLAG in verdict.flags):
            continue
        found[story.id] = let_in(verdict) if FLAG in verdict.flags else refused(verdict)
    return found


def _met(names: tuple[str, ...], text: str) -> str:
    if not text:
        return ""
    found = _pattern(names).search(fold(text))
    return next((name for name in names if found and _folded(name) == _spaced(found[0])), "")


@lru_cache(maxsize=16)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds any of the names as whole words, however they are spaced."""
    wanted = sorted({_folded(name) for name in names if _folded(name)}, key=len, reverse=True)
    if not wanted:
        return re.compile(r"(?!)")
    either = "|".join(r"\s+".join(re.escape(word) for word in name.split()) for name in wanted)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)")


def _folded(name: str) -> str:
    return _spaced(fold(name))


def _spaced(text: str) -> str:
    return " ".join(text.split())

"""What ranks a story: the judge's score, and beside it what can be seen of its worth today."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from curator.editions.flags import GATED, LISTICLE, PRESS_RELEASE, PROMO, find_flags
from curator.model import Article, Reason, Story, Verdict

FRESHNESS = 0.10
"""Bonus of a story of this minute; it halves every day."""
SHARERS = 0.03
OUTLETS = 0.03
"""Bonus per doubling of the people who passed it on, of the outlets that tell it."""
MOST_BONUS = 0.12
KEEP_RATE = 0.10
"""Between a source whose stories the editor never kept (−half) and one always kept (+half)."""
PENALTIES = {PROMO: -0.15, PRESS_RELEASE: -0.10, LISTICLE: -0.08, GATED: -0.05}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story that may enter the edition, with what it is worth."""

    story: Story
    verdict: Verdict
    adjustments: tuple[Reason, ...]
    wanted: bool = False
    """Whether the editor has it in."""
    section: str = ""
    others: tuple[Candidate, ...] = ()
    """The same story led by other outlets' articles, for when its own outlet has its share."""

    @property
    def value(self) -> float:
        """The score plus the adjustments."""
        return self.verdict.score + sum(reason.value for reason in self.adjustments)

    @property
    def outlet(self) -> str:
        """Whose article stands for the story, for the cap."""
        return _outlet_of(self.story.lead)


def _outlet_of(article: Article) -> str:
    return (article.outlet or article.host).casefold()


def led_by_others(story: Story) -> tuple[Story, ...]:
    """Return the story led by the best article of each other outlet that tells it in the same language, best first."""
    seen = {_outlet_of(story.lead)}
    found = []
    for place, article in enumerate(story.articles):
        if article.language == story.lead.language and _outlet_of(article) not in seen:
            seen.add(_outlet_of(article))
            rest = story.articles[:place] + story.articles[place + 1 :]
            found.append(replace(story, articles=(article, *rest)))
    return tuple(found)


def latest(story: Story) -> datetime:
    """Return when the newest of its articles appeared."""
    return max(article.published for article in story.articles)


def adjustments(story: Story, now: datetime, keep_rates: Mapping[str, float]) -> tuple[Reason, ...]:
    """Return what is added to the score and why, all but the zeros.

    `keep_rates` gives by source id the share of its judged stories that the
    editor kept, 0 to 1; a source without enough of them is left out of it.
    """
    found = [_freshness(story, now), _sharers(story), _outlets(story), _kept(story, keep_rates)]
    for flag in find_flags(story.lead):
        found.append(Reason("flag", flag.name, PENALTIES[flag.name], flag.evidence))
    return tuple(reason for reason in found if reason.value != 0.0)


def _freshness(story: Story, now: datetime) -> Reason:
    hours = max(0.0, (now - latest(story)).total_seconds() / 3600)
    return Reason("freshness", f"{hours:.0f} h", round(FRESHNESS * 0.5 ** (hours / 24), 4))


def _sharers(story: Story) -> Reason:
    names = sorted({sharer.handle or sharer.name for article in story.articles for sharer in article.sharers})
    bonus = min(MOST_BONUS, SHARERS * math.log2(1 + len(names)))
    return Reason("sharers", str(len(names)), round(bonus, 4), ", ".join(names[:8]))


def _outlets(story: Story) -> Reason:
    count = len({outlet.casefold() for outlet in story.outlets})
    bonus = min(MOST_BONUS, OUTLETS * math.log2(count))
    return Reason("outlets", str(count), round(bonus, 4), ", ".join(story.outlets[:8]))


def _kept(story: Story, keep_rates: Mapping[str, float]) -> Reason:
    rates = [keep_rates[source] for source in story.lead.sources if source in keep_rates]
    if not rates:
        return Reason("source", "", 0.0)
    rate = max(rates)
    return Reason("source", f"{rate:.0%}", round(KEEP_RATE * (rate - 0.5), 4), story.lead.outlet)

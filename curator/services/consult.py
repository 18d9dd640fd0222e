"""Consult: a second opinion on the stories that the judge is in doubt about, within a day's bound, each asked once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from curator.classify.opinions import weighed
from curator.errors import CuratorError
from curator.model import Decision, Story, Theme, Verdict, short_hash
from curator.plain import canonical_json
from curator.ports import Adviser, Archive, Opinion

GIVE_UP = 2
"""Failures in a row after which an adviser is left alone until the next run."""


@dataclass(frozen=True, slots=True)
class Consulted:
    """What came of asking."""

    verdicts: dict[str, Verdict]
    """All of them, by story id; those with an opinion moved by it."""
    asked: int = 0
    faults: tuple[CuratorError, ...] = ()
    """Why questions had no answer; nothing changed for their stories."""


def consult(
    stories: Iterable[Story],
    verdicts: Mapping[str, Verdict],
    themes: Iterable[Theme],
    adviser: Adviser,
    archive: Archive,
    most: int,
    now: datetime,
) -> Consulted:
    """Return the verdicts with the adviser's opinion on those in doubt, the likeliest first, at most `most` a day.

    An opinion is kept and asked for anew only when the story's article or the
    theme changes; with `most` 0 only what is kept is used.
    """
    known = {theme.name: theme for theme in themes}
    counter = f"opinions {now.date()}"
    spent = int(archive.noted(counter) or 0)
    weighed_ones = dict(verdicts)
    asked = failed = 0
    faults: list[CuratorError] = []
    doubtful = sorted(
        (story for story in stories if _in_doubt(verdicts.get(story.id))), key=lambda one: -verdicts[one.id].score
    )
    for story in doubtful:
        verdict = verdicts[story.id]
        theme = known.get(verdict.theme)
        if theme is None:
            continue
        name = _name(adviser, theme, story)
        opinion = _kept(archive, name)
        if opinion is None and spent + asked < most and failed < GIVE_UP:
            asked += 1
            archive.note(counter, str(spent + asked))  # before the wire: a crash never lifts the bound
            try:
                opinion = adviser.ask(theme, story.lead)
            except CuratorError as error:
                faults.append(error)
                failed += 1
                continue
            failed = 0
            archive.note(name, json.dumps([opinion.fits, opinion.why], ensure_ascii=False))
        if opinion is not None:
            weighed_ones[story.id] = weighed(verdict, opinion.fits, opinion.why)
    return Consulted(weighed_ones, asked, tuple(faults))


def _in_doubt(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.decision is Decision.ASK


def _name(adviser: Adviser, theme: Theme, story: Story) -> str:
    subject = f"{adviser.name}\n{canonical_json(theme)}\n{story.lead.content_hash}"
    return f"opinion {short_hash(subject)}"


def _kept(archive: Archive, name: str) -> Opinion | None:
    told = archive.noted(name)
    return Opinion(*json.loads(told)) if told else None

"""Tune: what another wording of a theme would change, told before it is saved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from curator.editions import Marks, key_phrases
from curator.model import Article, Decision, Story, Theme, Verb, Verdict
from curator.text import fold, stem, words

if TYPE_CHECKING:
    from curator.classify import AnyJudge

DECISIONS = 300
"""So many of the editor's last decisions a theme is held against."""
LEAST_DECIDED = 20
"""Fewer decisions draw no curve."""
STEPS = (0, 10, 25, 50, 100)
MOST_TRIED = 100
LEAST_KEPT = 3
LEAST_SHARE = 0.7
MOST_SUGGESTED = 8


@dataclass(frozen=True, slots=True)
class Checked:
    """How one theme deals with stories."""

    theme: str
    threshold: float
    kept: int
    asked: int
    dropped: int
    phrases: tuple[tuple[str, int], ...]
    """Each phrase with the number of stories that it is met in."""


@dataclass(frozen=True, slots=True)
class Turned:
    """An article that a change moves over the line, or that the judge has wrong."""

    article: Article
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a judge decides what the editor decided."""

    decided: int
    agreed: int
    false_keeps: tuple[Article, ...]
    """The judge would keep them, the editor dropped them."""
    misses: tuple[Article, ...]
    """The editor kept them, the judge would not."""

    @property
    def share(self) -> float:
        """Share of the decisions that agree; 0 where there are none."""
        return self.agreed / self.decided if self.decided else 0.0


@dataclass(frozen=True, slots=True)
class Difference:
    """What a change of a theme does to the stream of some days."""

    stories: int
    into: tuple[Turned, ...]
    """Would be kept now, highest score first."""
    out: tuple[Turned, ...]
    """Would be kept no more, highest former score first."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """How well a judge that was taught so many decisions decides later ones."""

    taught: int
    share: float
    """Of the later decisions it would have taken as the editor did."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A phrase that the editor's marks speak for, and how clearly."""

    phrase: str
    kept: int
    met: int
    missed: int
    """Of the kept ones, how many the theme scored under its line."""


def check(stories: Sequence[Story], judge: AnyJudge) -> Checked:
    """Return how `judge` deals with the stories."""
    verdicts = [judge.judge_story(story) for story in stories]
    decisions = Counter(verdict.decision for verdict in verdicts)
    met = Counter(
        label for verdict in verdicts for label in {one.label for one in verdict.reasons if one.kind == "phrase"}
    )
    return Checked(
        theme=judge.theme.title,
        threshold=verdicts[0].threshold if verdicts else 0.0,
        kept=decisions[Decision.KEEP],
        asked=decisions[Decision.ASK],
        dropped=decisions[Decision.DROP],
        phrases=tuple((phrase.text, met[phrase.text]) for phrase in judge.theme.phrases),
    )


def last_decisions(marks: Marks) -> tuple[tuple[str, bool], ...]:
    """Return the stories decided last that speak of the theme, at most `DECISIONS`, each with whether it was kept.

    What was dropped as known, weak, an advert or from a bad source says nothing of the theme.
    """
    told = [
        (mark.decided_at, story, mark.decision is Verb.KEEP)
        for story, mark in marks.stories.items()
        if mark.decided_at
        and (mark.decision is Verb.KEEP or (mark.decision is Verb.DROP and mark.reason in ("", "off-theme")))
    ]
    return tuple((story, kept) for _, story, kept in sorted(told, reverse=True)[:DECISIONS])


def agreement(judge: AnyJudge, decided: Sequence[tuple[Article, bool]]) -> Agreement:
    """Return how `judge` decides what the editor decided.

    The judge has learnt from these very decisions: the figure says how well the
    theme's words and the marks go together, not how well it will do tomorrow.
    """
    scores = judge.scores([article for article, _ in decided])
    false_keeps, misses = [], []
    for (article, kept), score in zip(decided, scores, strict=True):
        proposed = bool(score >= judge.threshold)
        if proposed and not kept:
            false_keeps.append(article)
        elif kept and not proposed:
            misses.append(article)
    wrong = len(false_keeps) + len(misses)
    return Agreement(len(decided), len(decided) - wrong, tuple(false_keeps), tuple(misses))


def learning(
    decided: Sequence[tuple[Article, bool]], learn: Callable[[Sequence[tuple[Article, bool]]], AnyJudge]
) -> tuple[tuple[Learnt, ...], int]:
    """Return how agreement grows with what a judge is taught, and on how many decisions it was tried.

    `decided` is newest first. The newest third, which is never taught, is what
    each judge is tried on; `learn` makes a judge of the oldest so many of the
    others. Nothing under `LEAST_DECIDED` decisions.
    """
    if len(decided) < LEAST_DECIDED:
        return (), 0
    later = decided[: min(MOST_TRIED, len(decided) // 3)]
    earlier = tuple(reversed(decided[len(later) :]))
    steps = [count for count in STEPS if count < len(earlier)] + [len(earlier)]
    shares = (agreement(learn(earlier[:count]), later).share for count in steps)
    return tuple(Learnt(count, share) for count, share in zip(steps, shares, strict=True)), len(later)


def difference(
    before: AnyJudge, after: AnyJudge, articles: Sequence[Article], stories: Mapping[str, str]
) -> Difference:
    """Return what changes for `articles`, one of each story: `stories` gives the story's id by article."""
    groups: dict[str, list[int]] = {}
    for place, article in enumerate(articles):
        groups.setdefault(stories.get(article.id, article.id), []).append(place)
    old, new = before.scores(articles), after.scores(articles)
    into, out = [], []
    for places in groups.values():
        was, will = max(places, key=lambda place: old[place]), max(places, key=lambda place: new[place])
        turned = Turned(articles[will], float(old[was]), float(new[will]))
        kept_before, kept_after = turned.before >= before.threshold, turned.after >= after.threshold
        if kept_after and not kept_before:
            into.append(turned)
        elif kept_before and not kept_after:
            out.append(turned)
    into.sort(key=lambda one: -one.after)
    out.sort(key=lambda one: -one.before)
    return Difference(len(groups), tuple(into), tuple(out))


def suggestions(
    theme: Theme,
    decided: Sequence[tuple[Article, bool]],
    verdicts: Mapping[str, Verdict],
    rejected: Collection[str] = (),
) -> tuple[Suggestion, ...]:
    """Return phrases that the kept articles share and the theme has not, the clearest first.

    `verdicts` are the stored ones by article id; `rejected` phrases are not offered again.
    """
    known = [_stems(text, "") for text in (*(phrase.text for phrase in theme.phrases), *theme.excluded, *rejected)]
    offered: Counter[str] = Counter()
    forms: dict[str, tuple[str, str]] = {}
    for article, kept in decided:
        if kept:
            for phrase in key_phrases(article.text[:4000], article.title, article.language, most=6):
                key = " ".join(_stems(phrase, article.language))
                offered[key] += 1
                forms.setdefault(key, (phrase, article.language))
    likely = [key for key, count in offered.most_common(60) if count >= 2 and len(key) > 3]
    texts = [
        (article, kept, " ".join(_stems(f"{article.title} {article.text[:4000]}", article.language)))
        for article, kept in decided
    ]
    found = []
    for key in likely:
        phrase, language = forms[key]
        if any(
            set(_stems(phrase, language)) <= set(other) or set(other) <= set(key.split()) for other in known if other
        ):
            continue
        met = [(article, kept) for article, kept, text in texts if f" {key} " in f" {text} "]
        kept_ones = [article for article, kept in met if kept]
        missed = sum(_under(verdicts.get(article.id)) for article in kept_ones)
        if len(kept_ones) >= LEAST_KEPT and len(kept_ones) >= LEAST_SHARE * len(met):
            found.append(Suggestion(phrase, len(kept_ones), len(met), missed))
    return tuple(sorted(found, key=lambda one: (-one.missed, -one.kept, one.phrase))[:MOST_SUGGESTED])


def phrase_counts(verdicts: Iterable[Verdict], theme: str) -> Counter[str]:
    """Return in how many stories each phrase of a theme is among the reasons."""
    return Counter(
        label
        for verdict in verdicts
        if verdict.theme == theme
        for label in {reason.label for reason in verdict.reasons if reason.kind == "phrase"}
    )


def _under(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.decision is not Decision.KEEP


def _stems(text: str, language: str) -> list[str]:
    return [stem(fold(word), language or "en") for word in words(text)]

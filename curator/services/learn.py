"""Learn: what the themes say and what the editor marked become judges."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from curator.articles.urls import canonical
from curator.classify import AnyJudge, EncodedJudge, Judge, fingerprint, learn
from curator.classify.sense import Encode, learn_sense
from curator.editions import Marks, judged_by, speaks_of, theme_of
from curator.model import Article, Theme, Verb, short_hash
from curator.ports import Archive, Inbox

BACKGROUND_DAYS = 30
ENOUGH = 500
"""Articles of earlier days that make today's own unnecessary as background."""
_MOST = 20_000

TEACHING = ("", "off-theme")
"""Reasons of a drop that speak about the theme."""

Labelled = tuple[Article, bool]


@dataclass(frozen=True, slots=True)
class Lessons:
    """What the editor's marks say of one theme."""

    labelled: tuple[Labelled, ...] = ()
    """Articles, and whether they fit."""
    shown: tuple[tuple[float, bool], ...] = ()
    """What the judge said of stories before they were decided, and whether they were kept."""


def background(inbox: Inbox, now: datetime) -> tuple[Article, ...]:
    """Return the unlabelled articles a judge learns the usual from.

    Those of earlier days only, once there are enough of them, so that a judge
    stays the same all day and is learnt once.
    """
    articles = tuple(inbox.articles(now - timedelta(days=BACKGROUND_DAYS), now))
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    earlier = tuple(article for article in articles if article.first_seen < today)
    return (earlier if len(earlier) >= ENOUGH else articles)[-_MOST:]


def taught(inbox: Inbox, archive: Archive, marks: Marks, themes: Sequence[Theme]) -> dict[str, Lessons]:
    """Return what the editor's marks say of each theme, by its name.

    A story that was dropped as off the theme fits no theme. One that was kept
    fits its own, and says nothing of the others.
    """
    said = decisions(marks)
    members = archive.members(said)
    articles = inbox.by_id(ids[0] for ids in members.values())
    verdicts = archive.verdicts(said) if len(themes) > 1 else {}
    labelled: dict[str, list[Labelled]] = {theme.name: [] for theme in themes}
    shown: dict[str, list[tuple[float, bool]]] = {theme.name: [] for theme in themes}
    for story, ids in sorted(members.items()):
        if not ids or ids[0] not in articles:
            continue
        mark, kept = marks.of(story), said[story]
        verdict = verdicts.get(story)
        for name, labels in labelled.items():
            if speaks_of(name, mark, verdict, themes):
                labels.append((articles[ids[0]], kept))
        judged = judged_by(mark, verdict)
        if mark.score is not None and judged in shown and judged == theme_of(mark, verdict, themes):
            shown[judged].append((mark.score, kept))
    return {name: Lessons(tuple(labels), tuple(shown[name])) for name, labels in labelled.items()}


def decisions(marks: Marks) -> dict[str, bool]:
    """Return what the marks say about the theme, by story id.

    A story dropped because it is known, weak, an advert or from a bad source
    says nothing about the theme, and neither does what the editor had forgotten.
    """
    return {
        story: mark.decision is Verb.KEEP
        for story, mark in marks.stories.items()
        if (mark.decision is Verb.KEEP or (mark.decision is Verb.DROP and mark.reason in TEACHING))
        and not (marks.forgotten and mark.decided_at and mark.decided_at <= marks.forgotten)
    }


def examples(theme: Theme, inbox: Inbox) -> tuple[Labelled, ...]:
    """Return the theme's examples that are addresses of known articles; texts are read by the judge itself."""
    wanted = {
        short_hash(canonical(example)): kept
        for group, kept in ((theme.examples, True), (theme.counter_examples, False))
        for example in group
        if example.startswith(("http://", "https://"))
    }
    return tuple((article, wanted[key]) for key, article in sorted(inbox.by_id(wanted).items()))


def judges(
    themes: Iterable[Theme],
    usual: Sequence[Article],
    lessons: Mapping[str, Lessons],
    inbox: Inbox,
    shelf: Path,
) -> tuple[Judge, ...]:
    """Return a judge for each theme, learnt anew only where the theme, what is marked of it or the background changed.

    Judges are kept in `shelf`, one file each; a file that cannot be read is
    learnt again.
    """
    return tuple(_judge(theme, usual, _with_examples(lessons[theme.name], theme, inbox), shelf) for theme in themes)


def trial(theme: Theme, usual: Sequence[Article], lessons: Lessons, inbox: Inbox) -> Judge:
    """Return the judge that another wording of a theme would give; it is not kept."""
    whole = _with_examples(lessons, theme, inbox)
    return learn(theme, usual, whole.labelled, whole.shown)


def encoded(
    judge: Judge,
    usual: Sequence[Article],
    lessons: Lessons,
    inbox: Inbox,
    encode: Encode,
    understood: tuple[str, ...],
) -> AnyJudge:
    """Return the judge with the encoder's say beside the words; as it is where too little is known of what is usual."""
    sense = learn_sense(judge, usual, _with_examples(lessons, judge.theme, inbox).labelled, encode, understood)
    return judge if sense is None else EncodedJudge(judge, sense, encode, understood)


def screen(judges: Sequence[AnyJudge], articles: Sequence[Article], always: int) -> list[float]:
    """Return how worthwhile each article's page is, judged on what its feed says; below 0 it is not worth reading.

    An article counts by its kindest judge, and by how far it lies above that
    judge's line. The best `always` are worth reading whatever the line: a
    headline says little, and few pages cost nothing.
    """
    if not judges or not articles:
        return [0.0] * len(articles)
    margins = [
        max(float(value) for value in values)
        for values in zip(*(judge.scores(articles) - judge.screen_threshold for judge in judges), strict=True)
    ]
    line = sorted(margins, reverse=True)[:always][-1] if always else 0.0
    return [margin - min(line, 0.0) for margin in margins]


def _with_examples(lessons: Lessons, theme: Theme, inbox: Inbox) -> Lessons:
    return replace(lessons, labelled=(*examples(theme, inbox), *lessons.labelled))


def _judge(theme: Theme, usual: Sequence[Article], lessons: Lessons, shelf: Path) -> Judge:
    key = fingerprint(theme, usual, lessons.labelled, lessons.shown)
    file = shelf / f"{theme.name}-{key}.pickle"
    if file.is_file():
        try:
            known = pickle.loads(file.read_bytes())
        except (pickle.UnpicklingError, EOFError, AttributeError, ImportError, TypeError):
            known = None
        if isinstance(known, Judge):
            return known
    judge = learn(theme, usual, lessons.labelled, lessons.shown)
    _shelve(judge, file)
    return judge


def _shelve(judge: Judge, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    for old in file.parent.glob(f"{judge.theme.name}-*.pickle"):
        old.unlink(missing_ok=True)
    draft = file.with_suffix(".new")
    draft.write_bytes(pickle.dumps(judge, protocol=pickle.HIGHEST_PROTOCOL))
    draft.replace(file)

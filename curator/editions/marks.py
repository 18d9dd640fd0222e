"""The editor's marks, folded into what each story is to be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from curator.model import Mark, Story, Verb

NONE = "none"
"""Value of a PICTURE mark that wants no picture."""
VOTES = ("+", "-")

_TEXTS = {
    Verb.TITLE: "title",
    Verb.INSIGHT: "insight",
    Verb.EXTRACT: "extract",
    Verb.SECTION: "section",
    Verb.PICTURE: "picture",
}


@dataclass(frozen=True, slots=True)
class Comment:
    """One editor's words to the others."""

    editor: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class StoryMarks:
    """What the editor wants of one story; "" and None leave it to the judge."""

    decision: Verb | None = None
    """KEEP, DROP, LATER or None."""
    decided_at: datetime | None = None
    reason: str = ""
    """Why it was dropped; for LATER the slug of the edition it was taken out of, if said."""
    theme: str = ""
    """The theme that it was judged by when it was decided; "" where unknown."""
    score: float | None = None
    """What the judge said before the first decision; None where unknown."""
    led_at: datetime | None = None
    """When it was made the lead; among several the latest wins."""
    title: str = ""
    insight: str = ""
    extract: str = ""
    section: str = ""
    picture: str = ""
    """Address of a picture, or "none"."""
    position: int | None = None
    """Place in the edition, counted from 1."""
    votes: tuple[tuple[str, str], ...] = ()
    """(editor, "+" or "-"), each editor's last."""
    comments: tuple[Comment, ...] = ()
    """What the editors told each other, oldest first."""

    def deferred(self, slug: str, day: date) -> bool:
        """Return whether it is kept out of this edition for the next one."""
        if self.decision is not Verb.LATER or self.decided_at is None:
            return False
        return self.reason == slug if self.reason else day <= self.decided_at.date()

    def wanted(self, slug: str, day: date) -> bool:
        """Return whether the editor has it in this edition, whatever the judge says."""
        if self.decision is Verb.LATER:
            return not self.deferred(slug, day)
        return self.decision is Verb.KEEP


UNMARKED = StoryMarks()
UNSEEN = frozenset({Verb.APPROVE, Verb.WITHDRAW, Verb.ALLOW, Verb.VOTE, Verb.COMMENT, Verb.SCHEDULE, Verb.FORGET})
"""Verbs that change nothing a reader sees: an approval stands after them."""
_OF_NO_STORY = (Verb.APPROVE, Verb.WITHDRAW, Verb.ALLOW)
_OF_ALL = (Verb.MERGE, Verb.SPLIT, Verb.OPENING, Verb.SCHEDULE, Verb.FORGET)
"""What does not stand among one story's own marks once it is folded."""


@dataclass(frozen=True, slots=True)
class Marks:
    """All marks, folded; later ones have won."""

    stories: Mapping[str, StoryMarks] = field(default_factory=lambda: MappingProxyType({}))
    openings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """The editor's first words by edition slug."""
    merges: tuple[tuple[str, str], ...] = ()
    """(story, story it was merged into), in the order of the acts."""
    splits: tuple[tuple[str, str], ...] = ()
    """(story, article taken out of it), in the order of the acts."""
    releases: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))
    """From when on an edition may be published, by slug; those of no such moment go out as soon as approved."""
    forgotten: datetime | None = None
    """What was marked up to this moment teaches the judge nothing."""

    def of(self, story: str) -> StoryMarks:
        """Return the marks of one story."""
        return self.stories.get(story, UNMARKED)

    @property
    def gone(self) -> frozenset[str]:
        """Ids of the stories that were merged into another and stand no more by themselves."""
        return frozenset(subject for subject, _ in self.merges)

    def joined(self, story: str) -> tuple[str, ...]:
        """Return the ids of the stories that were merged into this one, directly or through others."""
        merges = dict(self.merges)
        return tuple(subject for subject in merges if subject != story and _end_of(subject, merges) == story)

    @property
    def waiting(self) -> frozenset[str]:
        """Ids of the stories that the editor kept or put off: load them even where they are older than the window."""
        return frozenset(story for story, marks in self.stories.items() if marks.decision in (Verb.KEEP, Verb.LATER))


def fold_marks(marks: Iterable[Mark], onto: Marks | None = None) -> Marks:
    """Return what the log of marks adds up to, oldest first; later ones win, RESTORE cancels a drop or a delay.

    An empty value takes a title, insight, extract, section, picture or position
    back. A merge undoes an earlier split of the same two, and the other way
    round. `onto` is what still earlier marks added up to.
    """
    before = onto or Marks()
    stories = dict(before.stories)
    openings = dict(before.openings)
    releases = dict(before.releases)
    forgotten = before.forgotten
    merges = dict(before.merges)
    splits = dict.fromkeys(before.splits)
    for mark in sorted(marks, key=lambda mark: (mark.at, mark.id)):
        if mark.verb in _OF_NO_STORY:
            continue
        if mark.verb is Verb.OPENING:
            openings[mark.subject] = mark.value
        elif mark.verb is Verb.SCHEDULE:
            _schedule(releases, mark)
        elif mark.verb is Verb.FORGET:
            forgotten = mark.at
        elif mark.verb is Verb.MERGE:
            if mark.value and mark.value != mark.subject:
                merges.pop(mark.subject, None)
                merges[mark.subject] = mark.value
                splits.pop((mark.value, mark.subject), None)
        elif mark.verb is Verb.SPLIT:
            # Splitting off a story that was merged in is the merge undone.
            if merges.get(mark.value) == mark.subject:
                del merges[mark.value]
            splits[(mark.subject, mark.value)] = None
        else:
            stories[mark.subject] = _fold(stories.get(mark.subject, UNMARKED), mark)
    return Marks(
        MappingProxyType(stories),
        MappingProxyType(openings),
        tuple(merges.items()),
        tuple(splits),
        MappingProxyType(releases),
        forgotten,
    )


def fold_without(taken: Mark, left: Sequence[Mark], folded: Marks) -> Marks:
    """Return what `left` adds up to, once `taken` was taken out of the log that `folded` was made of.

    Only the story that it was about is folded again, where that is enough.
    """
    if taken.verb in _OF_ALL:
        return fold_marks(left)
    stories = dict(folded.stories)
    stories.pop(taken.subject, None)
    others = replace(folded, stories=MappingProxyType(stories))
    # Merges and splits of the story stand in `folded` already, in their order among all.
    of_it = [m for m in left if m.subject == taken.subject and m.verb not in _OF_ALL]
    return fold_marks(of_it, others)


def _fold(state: StoryMarks, mark: Mark) -> StoryMarks:
    if mark.verb in _TEXTS:
        change: dict[str, Any] = {_TEXTS[mark.verb]: mark.value.strip()}
        return replace(state, **change)
    if mark.verb is Verb.VOTE:
        others = tuple(vote for vote in state.votes if vote[0] != mark.editor)
        return replace(state, votes=(*others, (mark.editor, mark.value)) if mark.value in VOTES else others)
    if mark.verb is Verb.COMMENT:
        said = mark.value.strip()
        return replace(state, comments=(*state.comments, Comment(mark.editor, mark.at, said))) if said else state
    if mark.verb is Verb.POSITION:
        place = mark.value.strip()
        return replace(state, position=max(1, int(place)) if place.isdecimal() else None)
    if mark.verb is Verb.RESTORE:
        return replace(state, decision=None, decided_at=None, reason="")
    judged = replace(_judged(state, mark), decided_at=mark.at)
    if mark.verb is Verb.LEAD:
        return replace(judged, decision=Verb.KEEP, reason="", led_at=mark.at)
    led = state.led_at if mark.verb is Verb.KEEP else None
    return replace(judged, decision=mark.verb, reason=mark.value.strip(), led_at=led)


def _judged(state: StoryMarks, mark: Mark) -> StoryMarks:
    """Return the state with what the judge said when it was decided first; under another theme that is unknown."""
    if not mark.theme or mark.theme == state.theme:
        return state
    return replace(state, theme=mark.theme, score=None if state.theme else mark.score)


def _schedule(releases: dict[str, datetime], mark: Mark) -> None:
    """Note the moment of a SCHEDULE mark; one that is no moment lets the edition out at once."""
    releases.pop(mark.subject, None)
    try:
        at = datetime.fromisoformat(mark.value)
    except ValueError:
        return
    if at.tzinfo is not None:
        releases[mark.subject] = at


def regroup(stories: Sequence[Story], marks: Marks) -> tuple[Story, ...]:
    """Return the stories as the editor merged and split them; applying it twice changes nothing more."""
    by_id = {story.id: story for story in stories}
    for subject, article in marks.splits:
        _split(by_id, subject, article)
    for subject, _ in marks.merges:
        into = _end_of(subject, dict(marks.merges))
        if subject in by_id and into in by_id and into != subject:
            joined, target = by_id.pop(subject), by_id[into]
            present = {article.id for article in target.articles}
            more = tuple(article for article in joined.articles if article.id not in present)
            by_id[into] = replace(target, articles=target.articles + more)
    return tuple(by_id.values())


def _split(by_id: dict[str, Story], subject: str, article: str) -> None:
    story = by_id.get(subject)
    if story is None or len(story.articles) < 2 or all(one.id != article for one in story.articles):
        return
    out = tuple(one for one in story.articles if one.id == article)
    by_id[subject] = replace(story, articles=tuple(one for one in story.articles if one.id != article))
    # The founder's id stays with those that remain; the one taken out needs another.
    new = article if article not in by_id else f"{article}-split"
    by_id[new] = Story(new, out)


def _end_of(subject: str, merges: Mapping[str, str]) -> str:
    seen = {subject}
    while merges.get(subject) and merges[subject] not in seen:
        subject = merges[subject]
        seen.add(subject)
    return subject

"""Curate: articles become stories, stories are judged, and the best of them the draft of an edition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from curator.config import Blocked, Config
from curator.editions import (
    Marks,
    Occasion,
    fold_marks,
    is_closed,
    next_day,
    regroup,
    sections,
    select,
    turned,
    without_blocked,
)
from curator.errors import UsageError
from curator.i18n import N_
from curator.model import Article, Decision, Edition, Status, Story, Verb, Verdict
from curator.ports import Archive, Inbox, Judged
from curator.stories import Vectors, additions, best_first, group, has_news

if TYPE_CHECKING:
    from curator.classify import AnyJudge

Hear = Callable[[Sequence[Article]], Vectors]
"""Articles to what an encoder makes of them."""

_EARLIER = timedelta(days=14)
"""How much further back than its stories an edition looks for what is out already."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The stories on the editor's desk at one moment."""

    grouped: tuple[Story, ...]
    """As the articles fell together."""
    stories: tuple[Story, ...]
    """As the editor merged and split them; those that bring news of one that is out say so."""
    marks: Marks
    read: int
    """Articles first seen within the edition's usual window."""


def gather(config: Config, inbox: Inbox, archive: Archive, now: datetime, hear: Hear = lambda _: {}) -> Desk:
    """Return the stories that an edition may be made of at `now`.

    An article filed once stays in its story; the editor's merges and splits
    come on top and can be taken back. `hear` is an encoder that helps to group.
    """
    marks = fold_marks(archive.marks())
    articles = _articles(config, inbox, archive, marks, now)
    filed = archive.stories(article.id for article in articles)
    grouped = group(articles, filed, now, config.journal.language, hear(articles))
    told = (without_blocked(story, config.blocked) for story in regroup(grouped, marks))
    stories = _with_updates(told, _lately(config, archive, now))
    window = now - timedelta(hours=config.edition.window_hours)
    return Desk(grouped, stories, marks, sum(article.first_seen >= window for article in articles))


def draft(
    config: Config,
    inbox: Inbox,
    archive: Archive,
    judges: Sequence[AnyJudge],
    keep_rates: Mapping[str, float],
    now: datetime,
    slug: str | None = None,
    consult: Callable[[Sequence[Story], Mapping[str, Verdict]], Mapping[str, Verdict]] = lambda _, verdicts: verdicts,
    hear: Hear = lambda _: {},
) -> Edition:
    """Make the draft of the edition `slug`, or of the next one that is not approved yet, and store it.

    `consult` may weigh a second opinion into the verdicts, `hear` is an encoder that helps to group. Raises
    `NothingToPublish` under the floor, `UsageError` for an edition that is out.
    """
    from curator.classify.panel import judge_stories  # numpy: what only recomposes does without

    editions = _lately(config, archive, now)
    day = _day(slug, editions, now, config.journal.timezone)
    desk = gather(config, inbox, archive, now, hear)
    verdicts = dict(consult(desk.stories, judge_stories(desk.stories, judges, config.themes)))
    verdicts |= turned(desk.stories, verdicts, config.blocked)
    archive.file({article.id: story.id for story in desk.grouped for article in story.articles}, verdicts)
    earlier = archive.edition(day.isoformat())
    edition = select(
        desk.stories,
        verdicts,
        config.edition,
        desk.marks,
        [edition for edition in editions if edition.slug != day.isoformat() and is_closed(edition)],
        now,
        _occasion(config, inbox, editions, earlier, day, desk.read, keep_rates),
        earlier=earlier,
        additions=additions,
    )
    archive.save(edition)
    return edition


def recompose(
    config: Config,
    inbox: Inbox,
    archive: Archive,
    judged: Sequence[Judged],
    marks: Marks,
    keep_rates: Mapping[str, float],
    now: datetime,
    slug: str | None = None,
) -> Edition:
    """Make the draft anew from the verdicts that are stored, without grouping or judging, and store it.

    What the desk shows after every act: the cost does not grow with the stream.
    `judged` is what the board tells of the longest window, best first. An
    edition that is approved, and one that is out, is returned as it stands.
    Raises like `draft`.
    """
    editions = _lately(config, archive, now)
    day = _day(slug, editions, now, config.journal.timezone)
    earlier = archive.edition(day.isoformat())
    if earlier is not None and is_closed(earlier):
        return earlier
    others = [edition for edition in editions if edition.slug != day.isoformat() and is_closed(edition)]
    ids = _in_question(config, judged, marks, others, earlier, now)
    loaded = load_stories(ids, inbox, archive, marks, config.journal.language, config.blocked)
    stories = _with_updates(loaded.values(), others)
    usual = now - timedelta(hours=config.edition.window_hours)
    read = earlier.read if earlier else sum(one.newest >= usual for one in judged)
    edition = select(
        stories,
        archive.verdicts(story.id for story in stories),
        config.edition,
        marks,
        others,
        now,
        _occasion(config, inbox, editions, earlier, day, read, keep_rates),
        earlier=earlier,
        additions=additions,
    )
    archive.save(edition)
    return edition


def _in_question(
    config: Config,
    judged: Sequence[Judged],
    marks: Marks,
    editions: Sequence[Edition],
    earlier: Edition | None,
    now: datetime,
) -> list[str]:
    """Return the ids of the stories that may stand in the edition: the editor's, its own so far, the best others."""
    rules = config.edition
    out = {pick.story.id for edition in editions for pick in edition.picks}
    since = now - timedelta(hours=rules.longest_window_hours) - _EARLIER
    wanted = [
        story
        for story, mark in marks.stories.items()
        if mark.decision in (Verb.KEEP, Verb.LATER) and mark.decided_at and mark.decided_at >= since
    ]
    usual = now - timedelta(hours=rules.window_hours)
    fit = [one for one in judged if one.decision is Decision.KEEP and marks.of(one.story).decision is None]
    fresh = [one.story for one in fit if one.newest >= usual and one.story not in out]
    older = (
        [one.story for one in fit if one.newest < usual and one.story not in out] if len(fresh) < rules.floor else []
    )
    mine = [pick.story.id for pick in earlier.picks] if earlier else []
    # Stories that are out are looked at again: one that brings news may come back.
    again = [one.story for one in fit if one.story in out][: rules.stories]
    chosen = dict.fromkeys([*wanted, *mine, *fresh[: 2 * rules.stories], *older[: 2 * rules.stories], *again])
    return [story for story in chosen if story not in marks.gone]


def enforce(config: Config, inbox: Inbox, archive: Archive, judged: Sequence[Judged], marks: Marks) -> tuple[str, ...]:
    """Turn the stored verdicts of what is blocked now into drops, and back those of what is blocked no more.

    What the desk does as soon as a block is changed; a draft does the same.
    Returns the ids of the stories whose verdict turned.
    """
    found: dict[str, Verdict] = {}
    for start in range(0, len(judged), 500):
        ids = [one.story for one in judged[start : start + 500]]
        stories = load_stories(ids, inbox, archive, marks, config.journal.language).values()
        found |= turned(stories, archive.verdicts(ids), config.blocked)
    archive.file({}, found)
    return tuple(found)


def load_stories(
    ids: Iterable[str],
    inbox: Inbox,
    archive: Archive,
    marks: Marks,
    language: str,
    blocked: Blocked | None = None,
) -> dict[str, Story]:
    """Return the stories of these ids as the editor merged and split them, by id; unknown ones are left out.

    With `blocked`, without the articles that are blocked where a story has others.
    """
    wanted = tuple(dict.fromkeys(ids))
    roots = dict.fromkeys(part for id in wanted for part in (id, *marks.joined(id)))
    members = archive.members(roots)
    articles = inbox.by_id(article for filed in members.values() for article in filed)
    grouped = [
        Story(id, best_first([articles[article] for article in filed if article in articles], language))
        for id, filed in members.items()
        if any(article in articles for article in filed)
    ]
    found = {story.id: story for story in regroup(grouped, marks)}
    shown = {id: found[id] for id in wanted if id in found}
    return {id: without_blocked(story, blocked) for id, story in shown.items()} if blocked else shown


def _lately(config: Config, archive: Archive, now: datetime) -> tuple[Edition, ...]:
    """Return the editions that a new one has to know of; all of them after a long pause."""
    start = now - timedelta(hours=config.edition.longest_window_hours)
    return archive.editions(start.date() - _EARLIER) or archive.editions()


def _day(slug: str | None, editions: Sequence[Edition], now: datetime, timezone: str) -> date:
    if slug is None:
        return next_day(editions, now, timezone)
    try:
        day = date.fromisoformat(slug)
    except ValueError:
        raise UsageError(N_("this is no edition of a day."), about=slug, remedy=N_("Write it as 2026-11-22.")) from None
    if any(edition.slug == slug and edition.status is Status.PUBLISHED for edition in editions):
        raise UsageError(N_("this edition is out and keeps its stories."), about=slug)
    return day


def _articles(config: Config, inbox: Inbox, archive: Archive, marks: Marks, now: datetime) -> tuple[Article, ...]:
    """Return the articles of the longest window, and older ones of stories that the editor wants."""
    since = now - timedelta(hours=config.edition.longest_window_hours)
    arrived = (article for article in inbox.articles(since, now) if article.first_seen <= now)
    found = {article.id: article for article in arrived if article.published >= since}
    members = archive.members(marks.waiting)
    missing = [article for ids in members.values() for article in ids if article not in found]
    return tuple(
        sorted({**found, **inbox.by_id(missing)}.values(), key=lambda article: (article.published, article.id))
    )


def _with_updates(stories: Iterable[Story], editions: Sequence[Edition]) -> tuple[Story, ...]:
    """Mark the stories that bring news of one that is out."""
    out = {pick.story.id: pick.story for edition in editions if is_closed(edition) for pick in edition.picks}
    return tuple(
        replace(story, update_of=story.id) if story.id in out and has_news(out[story.id], story) else story
        for story in stories
    )


def _occasion(
    config: Config,
    inbox: Inbox,
    editions: Sequence[Edition],
    earlier: Edition | None,
    day: date,
    read: int,
    keep_rates: Mapping[str, float],
) -> Occasion:
    states = inbox.states()
    active = [source for source in config.sources if source.is_read]
    return Occasion(
        slug=day.isoformat(),
        day=day,
        number=earlier.number if earlier else max((edition.number for edition in editions), default=0) + 1,
        read=read,
        sources=len(active),
        failing=sum(source.id in states and states[source.id].cause is not None for source in active),
        sections=sections(config.themes),
        pictures=frozenset(source.id for source in active if source.pictures),
        keep_rates=keep_rates,
    )

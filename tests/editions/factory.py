"""Stories, verdicts, marks and occasions for the tests of editions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from curator.config.settings import EditionRules
from curator.editions import Occasion, fold_marks, select
from curator.model import Article, Decision, Edition, Mark, Reason, Story, Verb, Verdict, short_hash

NOW = datetime(2026, 11, 22, 7, tzinfo=UTC)
TODAY = Occasion(slug="2026-11-22", day=date(2026, 11, 22), number=7, read=120, sources=40)
RULES = EditionRules()
WORDS = (
    *("harbour", "bridge", "market", "glacier", "orchard", "tunnel"),
    *("reactor", "museum", "railway", "pasture", "lagoon", "furnace"),
)


def article(
    id: str, *, outlet: str = "", hours: float = 5.0, title: str = "", text: str = "", **more: object
) -> Article:
    """Return an article of its own outlet unless told otherwise."""
    place = int(short_hash(id), 16)
    first, second = WORDS[place % 12], WORDS[place // 12 % 12]
    at = NOW - timedelta(hours=hours)
    fields: dict[str, object] = {
        "id": id,
        "address": f"https://{id}.example/a",
        "title": title or f"Council of {id.title()} debates the {first} beside the {second}",
        "outlet": outlet or f"Paper {id}",
        "text": text
        or f"The {first} of {id.title()} will be rebuilt next spring, the council decided late on Monday. "
        f"Work on the {second} follows in two years, and the cost is not known yet to anybody in the town.",
        "language": "en",
        "published": at,
        "first_seen": at,
    }
    return Article(**{**fields, **more})  # type: ignore[arg-type]


def story(id: str, **more: object) -> Story:
    """Return a story of one article."""
    return Story(id, (article(id, **more),))  # type: ignore[arg-type]


def verdict(score: float, decision: Decision = Decision.KEEP, section: str = "", **more: object) -> Verdict:
    """Return a verdict of one theme."""
    fields: dict[str, object] = {"reasons": (Reason("base", "", score),), "section": section}
    return Verdict("theme", score, 0.5, decision, **{**fields, **more})  # type: ignore[arg-type]


def mark(subject: str, verb: Verb, value: str = "", *, minutes: int = 0, day: int = 22, id: int = 0) -> Mark:
    """Return a mark made that many minutes after seven."""
    return Mark(subject, verb, NOW.replace(day=day) + timedelta(minutes=minutes), value, "Ada", id)


def choose(
    stories: Sequence[Story],
    scores: Mapping[str, float | Verdict] | None = None,
    marks: Iterable[Mark] = (),
    rules: EditionRules = RULES,
    occasion: Occasion = TODAY,
    published: Sequence[Edition] = (),
    earlier: Edition | None = None,
    now: datetime = NOW,
    **more: object,
) -> Edition:
    """Select with scores for verdicts; stories without one get 0.8."""
    given = scores or {}
    verdicts = {}
    for one in stories:
        score = given.get(one.id, 0.8)
        verdicts[one.id] = score if isinstance(score, Verdict) else verdict(score)
    return select(
        stories,
        verdicts,
        rules,
        fold_marks(marks),
        published,
        now,
        occasion,
        earlier=earlier,
        **more,  # type: ignore[arg-type]
    )


def ids(edition: Edition) -> list[str]:
    """Return the stories of an edition in their order."""
    return [pick.story.id for pick in edition.picks]


def on(day: int) -> Occasion:
    """Return the occasion of another day of the month."""
    return replace(TODAY, slug=f"2026-11-{day}", day=date(2026, 11, day), number=day)

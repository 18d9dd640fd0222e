"""From stories and verdicts to an edition, under the editor's marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from curator.config.settings import EditionRules
from curator.editions.extract import quote
from curator.editions.flags import flag_names
from curator.editions.layout import lay_out
from curator.editions.marks import NONE, Marks, StoryMarks, regroup
from curator.editions.slugs import slug_of
from curator.editions.value import Candidate, adjustments, latest, led_by_others
from curator.editions.variety import choose
from curator.errors import NothingToPublish
from curator.i18n import N_
from curator.model import Article, Decision, Edition, Pick, Slot, Story, Verdict

LONGER_WINDOW = "longer-window"
SHORTER = "shorter"
SOURCES_FAILING = "sources-failing"
NOTES = (LONGER_WINDOW, SHORTER, SOURCES_FAILING)
"""What `Edition.note` may say; "" on a usual day."""

MANY_FAILING = 0.2
"""From this share of failing sources on, a thin edition is put down to them and not to a calm day."""
OUTLET_EXTRACTS = 4
"""At most this many times the cap of one extract is quoted from one outlet in one edition."""
_NO_STORY = N_("no story within {hours} hours reached the threshold, and the floor is {floor}.")
_ONE_STORY = N_("only one story within {hours} hours reached the threshold, and the floor is {floor}.")
_FEW_STORIES = N_("only {count} stories within {hours} hours reached the threshold, and the floor is {floor}.")


@dataclass(frozen=True, slots=True)
class Occasion:
    """The edition that is being made, before any story is chosen."""

    slug: str
    day: date
    number: int
    read: int = 0
    """Articles looked at."""
    sources: int = 0
    failing: int = 0
    sections: tuple[str, ...] = ()
    """Names in the order of the theme."""
    pictures: frozenset[str] = frozenset()
    """Ids of the sources whose pictures may be shown."""
    keep_rates: Mapping[str, float] = field(default_factory=dict)
    """Share of a source's stories that the editor kept, by source id."""


def select(
    stories: Sequence[Story],
    verdicts: Mapping[str, Verdict],
    rules: EditionRules,
    marks: Marks,
    published: Sequence[Edition],
    now: datetime,
    occasion: Occasion,
    *,
    earlier: Edition | None = None,
    additions: Callable[[Story], tuple[str, ...]] = lambda _: (),
) -> Edition:
    """Return the draft of an edition: what the editor wants and what is best of the rest.

    A story without a verdict takes part only if the editor wants it. One that
    stands in `published` (editions that are out, this slug's own aside) comes
    back only with `update_of` set. `earlier` is the draft that is being made
    anew: its slugs stay. `additions` says what each article of a
    story after the first adds.

    Where fewer than `rules.floor` stories are found, the window grows to
    `rules.longest_window_hours`; then NothingToPublish is raised, unless the
    editor wants at least one. `Edition.note` is one of `NOTES`.
    """
    pool = _candidates(regroup(stories, marks), verdicts, marks, published, now, occasion)
    chosen, hours = _within_window(pool, rules, now)
    if len(chosen) < rules.floor and not any(candidate.wanted for candidate in chosen):
        raise _nothing(len(chosen), rules, occasion)
    picks = _picks(chosen, rules, marks, occasion, additions)
    ids = [pick.story.id for pick in picks]
    places = {id: place for id in ids if (place := marks.of(id).position) is not None}
    laid = lay_out(picks, occasion.sections, _editors_lead(ids, marks), places)
    return Edition(
        slug=occasion.slug,
        day=occasion.day,
        number=occasion.number,
        picks=with_slugs(laid, occasion, published, earlier),
        made=now,
        opening=marks.openings.get(occasion.slug, ""),
        read=occasion.read,
        sources=occasion.sources,
        failing=occasion.failing,
        note=_note(len(chosen), hours, rules, occasion),
    )


def _candidates(
    stories: Iterable[Story],
    verdicts: Mapping[str, Verdict],
    marks: Marks,
    published: Sequence[Edition],
    now: datetime,
    occasion: Occasion,
) -> tuple[Candidate, ...]:
    """Every story that may go in, whatever its age."""
    out = {pick.story.id for edition in published if edition.slug != occasion.slug for pick in edition.picks}
    found = []
    for story in stories:
        mark = marks.of(story.id)
        wanted = mark.wanted(occasion.slug, occasion.day)
        verdict = verdicts.get(story.id) or (Verdict("", 0.0, 0.0, Decision.ASK, ()) if wanted else None)
        if verdict is None or not (wanted or (mark.decision is None and verdict.decision is Decision.KEEP)):
            continue
        if story.id in out and not story.update_of:
            continue
        as_led = [
            _candidate(led, verdict, occasion, now, wanted, mark.section or verdict.section)
            for led in (story, *led_by_others(story))
        ]
        found.append(replace(as_led[0], others=tuple(as_led[1:])))
    return tuple(found)


def _candidate(
    story: Story, verdict: Verdict, occasion: Occasion, now: datetime, wanted: bool, section: str
) -> Candidate:
    flagged = replace(verdict, flags=flag_names(story.lead, verdict))
    return Candidate(story, flagged, adjustments(story, now, occasion.keep_rates), wanted, section)


def _within_window(pool: Sequence[Candidate], rules: EditionRules, now: datetime) -> tuple[tuple[Candidate, ...], int]:
    """Return the choice and the hours it reaches back, doubled until the floor is reached or the longest tried."""
    hours = rules.window_hours
    while True:
        start = now - timedelta(hours=hours)
        inside = [candidate for candidate in pool if candidate.wanted or latest(candidate.story) >= start]
        chosen = choose(inside, rules.stories, rules.floor, rules.outlet_share)
        if len(chosen) >= rules.floor or hours >= rules.longest_window_hours:
            return chosen, hours
        hours = min(2 * hours, rules.longest_window_hours)


def _nothing(found: int, rules: EditionRules, occasion: Occasion) -> NothingToPublish:
    """Return why there is no edition, and whether failing sources may be the cause."""
    sentence = _NO_STORY if not found else _ONE_STORY if found == 1 else _FEW_STORIES
    message = N_(sentence, count=found, hours=rules.longest_window_hours, floor=rules.floor)
    failing = N_(
        "This may be no calm day: {failing} of {sources} sources failed.",
        failing=occasion.failing,
        sources=occasion.sources,
    )
    return NothingToPublish(message, about=occasion.slug, remedy=failing if occasion.failing else "")


def _note(found: int, hours: int, rules: EditionRules, occasion: Occasion) -> str:
    short = found < max(rules.floor, rules.stories // 2)
    reached = hours > rules.window_hours
    if (short or reached) and occasion.failing and occasion.failing >= MANY_FAILING * occasion.sources:
        return SOURCES_FAILING
    return LONGER_WINDOW if reached else SHORTER if short else ""


def _editors_lead(ids: Sequence[str], marks: Marks) -> str:
    led = [(at, id) for id in ids if (at := marks.of(id).led_at) is not None]
    return max(led)[1] if led else ""


def _picks(
    chosen: Sequence[Candidate],
    rules: EditionRules,
    marks: Marks,
    occasion: Occasion,
    additions: Callable[[Story], tuple[str, ...]],
) -> list[Pick]:
    picks = []
    quoted: Counter[str] = Counter()
    for candidate in chosen:
        story = candidate.story
        mark = marks.of(story.id)
        extract, by = (mark.extract, "editor") if mark.extract else quote(story.lead, rules.extract_characters)
        if by != "editor" and quoted[candidate.outlet] + len(extract) > OUTLET_EXTRACTS * rules.extract_characters:
            extract = ""
        quoted[candidate.outlet] += len(extract) if by != "editor" else 0
        picks.append(_pick(candidate, story, mark, occasion, extract, by, additions(story)))
    return picks


def _pick(
    candidate: Candidate,
    story: Story,
    mark: StoryMarks,
    occasion: Occasion,
    extract: str,
    by: str,
    additions: tuple[str, ...],
) -> Pick:
    return Pick(
        story=story,
        verdict=candidate.verdict,
        slot=Slot.SECTION,
        section=candidate.section,
        title=mark.title or story.lead.title,
        extract=extract,
        extract_by=by,
        insight=mark.insight,
        picture=_picture(story.lead, mark, occasion.pictures),
        additions=additions,
        value=round(candidate.value, 6),
        adjustments=candidate.adjustments,
        chosen_by="editor" if candidate.wanted else "judge",
    )


def _picture(lead: Article, mark: StoryMarks, allowed: frozenset[str]) -> str:
    if mark.picture:
        return "" if mark.picture == NONE else mark.picture
    return lead.picture if allowed.intersection(lead.sources) else ""


def with_slugs(
    picks: Sequence[Pick], occasion: Occasion, published: Sequence[Edition], earlier: Edition | None
) -> tuple[Pick, ...]:
    """Return the picks with slugs that are unique within the day; those that `earlier` gave stay."""
    taken = {
        pick.slug
        for edition in published
        if edition.day == occasion.day and edition.slug != occasion.slug
        for pick in edition.picks
    }
    given = {pick.story.id: pick.slug for pick in earlier.picks if pick.slug} if earlier else {}
    given = {id: slug for id, slug in given.items() if slug not in taken}
    taken |= set(given.values())
    found = []
    for pick in picks:
        slug = given.get(pick.story.id) or slug_of(pick.title, pick.story.id, taken)
        taken.add(slug)
        found.append(replace(pick, slug=slug))
    return tuple(found)

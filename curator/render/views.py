"""What a template is shown of a story and of an edition: ready words, nothing to look up.

The same story view serves its own page, the front page and every list; in a
list the reasons and the quotes stay behind (`bare`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo

from curator.i18n import direction, typeset
from curator.model import Article, Edition, Pick, Reason, Slot, Status, short_hash
from curator.render.links import edition_path, section_path, story_path

WORDS_A_MINUTE = 230
CHARACTERS_A_MINUTE = 500
"""For scripts that put no spaces between words."""
HUES = 12
LONGEST_QUOTE = 280


@dataclass(frozen=True, slots=True)
class Outlet:
    """One article of a story, as its credit line shows it."""

    name: str
    address: str
    title: str
    language: str
    letter: str
    hue: int
    added: str = ""
    """Code of what it adds to the story, "kind: value, value"; "" for the first."""
    author: str = ""
    published: datetime | None = None
    gated: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody said who passed the story on."""

    name: str
    handle: str
    address: str
    words: str
    initials: str
    hue: int
    relayed: tuple[str, ...] = ()
    """Names of others who passed these words on."""


@dataclass(frozen=True, slots=True)
class StoryView:
    """A pick, ready to be shown."""

    id: str
    path: str
    slot: str
    section: str
    section_path: str
    title: str
    language: str
    direction: str
    address: str
    outlet: Outlet
    published: datetime
    """In the journal's time zone."""
    edition_day: date
    original: str = ""
    """The publisher's title where the editor wrote another."""
    original_language: str = ""
    minutes: int = 0
    extract: str = ""
    extract_by: str = "extracted"
    extract_language: str = ""
    insight: str = ""
    """Markdown."""
    flags: tuple[str, ...] = ()
    update_of: str = ""
    others: tuple[Outlet, ...] = ()
    document: str = ""
    """Address of the document that the articles rest on."""
    picture: str = ""
    pattern: int = 0
    """Which pattern its small cover has; neighbours on the page have others."""
    theme: str = ""
    score: float = 0.0
    threshold: float = 0.0
    chosen_by: str = "judge"
    reasons: tuple[Reason, ...] = ()
    adjustments: tuple[Reason, ...] = ()
    quotes: tuple[Quote, ...] = ()

    @property
    def seed(self) -> str:
        """What the generated cover is drawn from."""
        return self.id

    @property
    def bare(self) -> StoryView:
        """The view for lists."""
        return replace(self, reasons=(), adjustments=(), quotes=())


@dataclass(frozen=True, slots=True)
class EditionView:
    """An edition, ready to be shown."""

    slug: str
    path: str
    day: date
    number: int
    draft: bool
    kept: int
    read: int
    sources: int
    failing: int
    minutes: int
    updated: datetime
    """When it was approved, else made."""
    opening: str = ""
    """Markdown."""
    note: str = ""
    gone: tuple[str, ...] = ()
    """Where stories stood that were taken back."""
    stories: tuple[StoryView, ...] = field(default=())

    def slot(self, *names: str) -> tuple[StoryView, ...]:
        """Return the stories that stand in these slots, in their order."""
        return tuple(story for story in self.stories if story.slot in names)

    @property
    def bare(self) -> EditionView:
        """The view for lists."""
        return replace(self, stories=tuple(story.bare for story in self.stories))


def edition_view(edition: Edition, language: str, zone: tzinfo) -> EditionView:
    """Return what templates are shown of an edition; `language` is the editor's own."""
    stories = tuple(story_view(edition, pick, language, zone) for pick in edition.picks)
    return EditionView(
        slug=edition.slug,
        path=edition_path(edition.slug),
        day=edition.day,
        number=edition.number,
        draft=edition.status is Status.DRAFT,
        kept=len(stories),
        read=edition.read,
        sources=edition.sources,
        failing=edition.failing,
        minutes=sum(story.minutes for story in stories),
        updated=edition.approved_at or edition.made,
        opening=edition.opening,
        note=edition.note,
        stories=_with_patterns(_with_a_lead(stories), edition.slug),
    )


def _with_a_lead(stories: tuple[StoryView, ...]) -> tuple[StoryView, ...]:
    if not stories or any(story.slot == Slot.LEAD for story in stories):
        return stories
    return (replace(stories[0], slot=Slot.LEAD.value), *stories[1:])


def _with_patterns(stories: tuple[StoryView, ...], slug: str) -> tuple[StoryView, ...]:
    """Number the patterns along the sections, and in steps of two within one; each edition begins elsewhere."""
    start, before = int(short_hash(slug)[:4], 16), Counter[str]()
    patterned = []
    for story in stories:
        if story.slot == Slot.SECTION:
            place = list(before).index(story.section) if story.section in before else len(before)
            story = replace(story, pattern=start + place + 2 * before[story.section])
            before[story.section] += 1
        patterned.append(story)
    return tuple(patterned)


def story_view(edition: Edition, pick: Pick, language: str, zone: tzinfo) -> StoryView:
    """Return what templates are shown of a pick."""
    lead = pick.story.lead
    retitled = " ".join(pick.title.split()) != " ".join(lead.title.split())
    title_language = language if retitled else lead.language
    extract_language = language if pick.extract_by == "editor" else lead.language
    outlets = _outlets(pick)
    return StoryView(
        id=pick.story.id,
        path=story_path(edition, pick),
        slot=pick.slot.value,
        section=pick.section,
        section_path=section_path(pick.section),
        title=typeset(pick.title or lead.title, title_language),
        language=title_language,
        direction=direction(title_language),
        address=lead.address,
        outlet=outlets[0],
        published=lead.dated.astimezone(zone),
        edition_day=edition.day,
        original=typeset(lead.title, lead.language) if retitled else "",
        original_language=lead.language,
        minutes=minutes_of(lead),
        extract=typeset(pick.extract, extract_language),
        extract_by=pick.extract_by,
        extract_language=extract_language,
        insight=pick.insight,
        flags=tuple(dict.fromkeys((*pick.verdict.flags, *(("gated",) if lead.gated else ())))),
        update_of=pick.story.update_of,
        others=outlets[1:],
        document=pick.story.document,
        picture=pick.picture,
        theme=pick.verdict.theme,
        score=pick.verdict.score,
        threshold=pick.verdict.threshold,
        chosen_by=pick.chosen_by,
        reasons=pick.verdict.reasons,
        adjustments=pick.adjustments,
        quotes=_quotes(pick),
    )


def minutes_of(article: Article) -> int:
    """Return about how long reading takes; 0 where only a summary is known."""
    if not article.read_in_full or not article.text:
        return 0
    spaced = len(article.text.split())
    if len(article.text) > 12 * spaced:
        return max(1, round(len(article.text) / CHARACTERS_A_MINUTE))
    return max(1, round(spaced / WORDS_A_MINUTE))


def _outlets(pick: Pick) -> tuple[Outlet, ...]:
    codes = ("", *pick.additions)
    return tuple(
        Outlet(
            name=article.outlet or article.host,
            address=article.address,
            title=typeset(article.title, article.language),
            language=article.language,
            letter=monogram(article.outlet or article.host),
            hue=hue_of(article.outlet or article.host),
            added=codes[place] if place < len(codes) else "",
            author=article.author,
            published=article.dated,
            gated=article.gated,
        )
        for place, article in enumerate(pick.story.articles)
    )


def _quotes(pick: Pick) -> tuple[Quote, ...]:
    """Return what was said by who passed the story on, each person once; words passed on stay their author's."""
    said: dict[str, Quote] = {}
    for sharer in (sharer for article in pick.story.articles for sharer in article.sharers):
        words = " ".join(sharer.words.split())
        if not words or words == pick.title:
            continue
        handle = sharer.author_handle or sharer.handle
        name = (sharer.author or handle) if sharer.author_handle else sharer.name or handle
        initials = "".join(part[0] for part in name.split()[:2]).upper()
        quote = Quote(name, handle, sharer.address, shorten(words, LONGEST_QUOTE), initials, hue_of(name))
        quote = said.setdefault(handle or name, quote)
        if sharer.author_handle and (relay := sharer.name or sharer.handle) not in quote.relayed:
            said[handle or name] = replace(quote, relayed=(*quote.relayed, relay))
    return tuple(said.values())


def shorten(text: str, longest: int) -> str:
    """Return at most `longest` characters of `text`, cut between words, with an ellipsis where cut."""
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    return (cut.rsplit(None, 1)[0] if " " in cut[longest // 2 :] else cut).rstrip(" ,;:–—-") + "…"


def monogram(name: str) -> str:
    """Return the letter that stands for an outlet: the first of its name, articles aside."""
    words = [word for word in name.split() if any(character.isalnum() for character in word)]
    if len(words) > 1 and words[0].lower() in ("the", "le", "la", "les", "der", "die", "das", "el"):
        words = words[1:]
    return next((character.upper() for character in "".join(words) if character.isalnum()), "•")[:1]


def hue_of(name: str) -> int:
    """Return one of `HUES` colours, always the same for a name."""
    return int(short_hash(name.casefold())[:4], 16) % HUES


def days_between(first: date, last: date) -> tuple[date, ...]:
    """Return every day from `first` to `last`, both included."""
    return tuple(first + timedelta(days=step) for step in range((last - first).days + 1))

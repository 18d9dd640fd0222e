"""What to look at before an edition goes: every note with the place it is about."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from curator.config import Config
from curator.editions import Marks, unfounded
from curator.errors import CuratorError
from curator.i18n import N_, gettext_for
from curator.model import Cause, Edition, Pick
from curator.ports import Request, Web
from curator.render.letter import LetterTooLarge, render_letter
from curator.services.check import Checked

LONGEST_TITLE = 90
_GONE = frozenset({Cause.MISSING, Cause.GONE, Cause.DNS})
"""What says that a page is no more; a wall or a slow server says nothing of the kind."""

NO_LEAD = N_("You have not chosen the lead: the best-scored story stands first.")
NO_INSIGHT = N_("The lead has no insight of yours.")
OUTLET = N_("{outlet} has {count} of {whole} stories.")
DEAD = N_("The publisher’s page is gone: {title}")
LONG_TITLE = N_("The headline has {count} characters: {title}")
NO_EXTRACT = N_("Nothing is quoted and you say nothing: {title}")
UNFOUNDED = N_("Your words name what the article does not ({words}): {title}")
NOT_SEEN = N_("You have not decided on {count} of these stories: the judge chose them.")
UNASKED = N_("Nobody has asked yet whether the publishers’ pages are still there.")
NO_ALT = N_("The picture has no words for those who do not see it: {title}")


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to look at."""

    code: str
    text: str
    story: str = ""
    """Id of the story it is about; "" for the edition as a whole."""
    field: str = ""
    """The field that mends it: "title", "insight", "picture"."""
    blocks: bool = False
    """Whether approval needs a reason."""
    act: str = ""
    """What mends it at one click, "links"."""


class LinkCheck:
    """What was found when the publishers' pages were asked for, by address, for as long as the desk runs."""

    def __init__(self) -> None:
        self._found: dict[str, bool] = {}
        self._turn = threading.Lock()

    def look(self, edition: Edition, web: Web) -> None:
        """Ask for the page of every story."""
        wanted = [pick.story.lead.address for pick in edition.picks]
        answers = {one.request.subject: one.cause in _GONE for one in web.fetch(_requests(wanted))}
        with self._turn:
            self._found |= answers

    def looked(self, edition: Edition) -> bool:
        """Return whether every story's page was asked for."""
        return all(pick.story.lead.address in self._found for pick in edition.picks)

    def dead(self, edition: Edition) -> frozenset[str]:
        """Return the addresses that are gone."""
        return frozenset(a for pick in edition.picks if self._found.get(a := pick.story.lead.address))


def _requests(addresses: Collection[str]) -> Iterator[Request]:
    for address in dict.fromkeys(addresses):
        yield Request(address, subject=address, page=True, method="HEAD")


def preflight(
    edition: Edition, config: Config, marks: Marks, dead: Collection[str], checked: Checked, *, asked: bool = True
) -> tuple[Note, ...]:
    """Return what to look at, the gravest first.

    `dead` are addresses known to be gone, `checked` is the guard's word;
    `asked` says whether the publishers' pages were asked for at all.
    """
    found = [*_guarded(edition, config, checked), *_of_the_lead(edition, config, marks)]
    if not asked and edition.picks:
        found.append(Note("unasked", gettext_for(config.journal.language)(UNASKED), act="links"))
    found += [*_of_the_stories(edition, config, dead), *_of_the_letter(edition, config)]
    unseen = [pick.story.id for pick in edition.picks if marks.of(pick.story.id).decision is None]
    if unseen:
        words = gettext_for(config.journal.language)(NOT_SEEN)
        found.append(Note("not-seen", words.format(count=len(unseen)), unseen[0]))
    return tuple(sorted(found, key=lambda note: not note.blocks))


def _of_the_lead(edition: Edition, config: Config, marks: Marks) -> Iterator[Note]:
    _ = gettext_for(config.journal.language)
    if not edition.picks:
        return
    lead = edition.picks[0]
    if marks.of(lead.story.id).led_at is None:
        yield Note("no-lead", _(NO_LEAD), lead.story.id)
    if not lead.insight:
        yield Note("no-insight", _(NO_INSIGHT), lead.story.id, "insight")


def _of_the_stories(edition: Edition, config: Config, dead: Collection[str]) -> Iterator[Note]:
    _ = gettext_for(config.journal.language)
    outlets = Counter(pick.story.lead.outlet for pick in edition.picks)
    whole = len(edition.picks)
    for outlet, count in outlets.items():
        if count > max(1, config.edition.outlet_share * whole):
            first = next(pick for pick in edition.picks if pick.story.lead.outlet == outlet)
            yield Note("outlet", _(OUTLET).format(outlet=outlet, count=count, whole=whole), first.story.id)
    for pick in edition.picks:
        title = pick.title
        if pick.story.lead.address in dead:
            yield Note("dead-link", _(DEAD).format(title=title), pick.story.id)
        if len(title) > LONGEST_TITLE:
            yield Note("long-title", _(LONG_TITLE).format(count=len(title), title=title), pick.story.id, "title")
        if pick.picture and not title.strip():
            yield Note("no-alt", _(NO_ALT).format(title=pick.story.lead.address), pick.story.id, "title")
        if not pick.extract and not pick.insight:
            yield Note("no-extract", _(NO_EXTRACT).format(title=title), pick.story.id, "insight")
        if strange := _unfounded(pick):
            yield Note("unfounded", _(UNFOUNDED).format(words=", ".join(strange), title=title), pick.story.id)


def _unfounded(pick: Pick) -> tuple[str, ...]:
    """Return what the editor's extract and headline name, count or quote and no article of the story has."""
    said = [pick.extract] if pick.extract_by == "editor" else []
    if pick.title != pick.story.lead.title:
        said.append(pick.title)
    told = "\n".join(f"{one.title}\n{one.description}\n{one.text}" for one in pick.story.articles)
    return tuple(dict.fromkeys(word for text in said for word in unfounded(text, told, pick.story.lead.language)))


def _of_the_letter(edition: Edition, config: Config) -> Iterator[Note]:
    _ = gettext_for(config.journal.language)
    try:
        if edition.picks:
            render_letter(edition, config)
    except LetterTooLarge as error:
        yield Note("letter-size", error.said(_))
    except CuratorError as error:  # a broken template: the preview shows the same
        yield Note("letter", error.told(_))


def _guarded(edition: Edition, config: Config, checked: Checked) -> Iterator[Note]:
    """Yield what the disclosure guard finds; what was let pass with a reason is shown, and holds nothing back."""
    _ = gettext_for(config.journal.language)
    held = {finding.key for finding in checked.held}
    for finding in checked.findings:
        number = finding.place.rpartition("story ")[2]
        story = edition.picks[int(number) - 1].story.id if number.isdecimal() and "story " in finding.place else ""
        yield Note(finding.code, finding.told(_), story, blocks=finding.key in held)

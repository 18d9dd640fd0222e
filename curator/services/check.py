"""Check: everything that is not right about what is to leave, in one list, with what the editor let pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from curator.checks import (
    SECRET_KINDS,
    Finding,
    Place,
    PlaceKind,
    Rules,
    blocking,
    check_disclosure,
    check_thin,
    check_ways_out,
    not_overridden,
    parse_rules,
    places_of,
)
from curator.config import Config
from curator.errors import CuratorError
from curator.i18n import N_
from curator.model import Edition, Mark, Verb
from curator.render import Notes
from curator.render.letter import LetterTooLarge, render_letter
from curator.render.posts import Post

RULES_FILE = "never-publish.toml"


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found, and which of it the editor let pass with a reason."""

    findings: tuple[Finding, ...]
    allowed: frozenset[str]
    """Keys of the findings with a reason."""

    @property
    def held(self) -> tuple[Finding, ...]:
        """What stops it."""
        return not_overridden(blocking(self.findings), self.allowed)


class Withheld(CuratorError):
    """Something here must not leave."""

    def __init__(self, held: Sequence[Finding], *, about: str = "") -> None:
        """Carry the findings that stop it."""
        self.held = tuple(held)
        super().__init__(
            N_("this must not leave as it is:"),
            about=about,
            remedy=N_("To let them pass all the same: curator allow KEY... REASON"),
        )

    def told(self, translate: Callable[[str], str]) -> str:
        """Return the whole with a line for each finding."""
        where = f"{self.about}: " if self.about else ""
        lines = [f"  {one.told(translate)} [{one.code} {one.key}]" for one in self.held]
        return "\n".join((where + translate(self.message), *lines, translate(self.remedy)))


def read_rules(folder: Path) -> Rules:
    """Return what `never-publish.toml` says; no file, no rules. Raises `ConfigError` with every mistake."""
    file = folder / RULES_FILE
    return parse_rules(file.read_text(encoding="utf-8"), file) if file.is_file() else Rules()


def allowed(marks: Iterable[Mark]) -> frozenset[str]:
    """Return the keys of the findings that the editor let pass."""
    return frozenset(mark.subject for mark in marks if mark.verb is Verb.ALLOW)


def check_edition(edition: Edition, rules: Rules, marks: Iterable[Mark], now: datetime) -> Checked:
    """Return what the disclosure guard finds in an edition, in whatever form it leaves."""
    return Checked(check_disclosure(places_of(edition), rules, now), allowed(marks))


def check_own_words(config: Config, notes: Notes, rules: Rules, marks: Iterable[Mark], now: datetime) -> Checked:
    """Return what the editor's rules find in what the site says besides its editions.

    Mailboxes and telephone numbers may stand there: the editor gave them for readers.
    """
    own = replace(rules, skip=frozenset(SECRET_KINDS))
    return Checked(check_disclosure(_own_places(config, notes), own, now), allowed(marks))


def _own_places(config: Config, notes: Notes) -> Iterator[Place]:
    journal = config.journal
    for name in ("title", "tagline", "editor", "contact", "rights"):
        yield Place(f"{name} of the journal", getattr(journal, name))
    yield Place("letter's postal address", config.letter.postal_address)
    yield Place("about.md", notes.about)
    for correction in notes.corrections:
        yield Place(f"correction of {correction.day}", correction.text)
        yield Place(f"path of the correction of {correction.day}", correction.path, PlaceKind.FILE)
    for taken in notes.takedowns:
        yield Place("reason of a takedown", taken.reason)
    for old, new in notes.redirects.items():
        yield Place("redirects.toml", f"{old} {new}", PlaceKind.ADDRESS)
    for source in config.sources:
        yield Place(f"source {source.id}", source.title)
        yield Place(f"address of source {source.id}", source.address, PlaceKind.ADDRESS)
    for theme in config.themes:
        yield Place(f"theme {theme.name}", theme.title)


def check_letter(edition: Edition, config: Config, rules: Rules, marks: Iterable[Mark], now: datetime) -> Checked:
    """Return what is wrong with an edition as a letter: the guard's findings, its size, its stories, its ways out."""
    of_edition = check_edition(edition, rules, marks, now)
    return Checked((*of_edition.findings, *_letter(edition, config)), of_edition.allowed)


def _letter(edition: Edition, config: Config) -> Iterator[Finding]:
    yield from check_thin(edition, config.edition.floor)
    yield from check_ways_out(config)
    if edition.picks:
        try:
            render_letter(edition, config)
        except LetterTooLarge as error:
            yield Finding("letter-size", "letter", error.message, error.remedy)


def check_posts(posts: Iterable[Post], rules: Rules, marks: Iterable[Mark], now: datetime) -> Checked:
    """Return what is wrong with posts: what each brings along, and the guard's findings in text, link and card."""
    drafts = tuple(posts)
    places = [place for post in drafts for place in _places(post)]
    own = tuple(finding for post in drafts for finding in post.findings)
    return Checked((*own, *check_disclosure(places, rules, now)), allowed(marks))


def _places(post: Post) -> Iterator[Place]:
    name = f"{post.network} post"
    yield Place(name, post.text)
    yield Place(f"link of {name}", post.link, PlaceKind.ADDRESS)
    yield Place(f"card of {name}", f"{post.card.title}\n{post.card.description}")
    yield Place(f"alt text of {name}", post.card.alt)
    yield Place(f"picture of {name}", post.card.picture, PlaceKind.ADDRESS)


def plain_findings(checked: Checked) -> list[dict[str, object]]:
    """Return the findings for other programs: each with its key, and whether it stops what it is about."""
    held = {finding.key for finding in checked.held}
    return [
        {
            "key": one.key,
            "code": one.code,
            "place": one.place,
            "reason": one.reason,
            "remedy": one.remedy,
            "severity": one.severity.value,
            "allowed": one.key in checked.allowed,
            "stops": one.key in held,
        }
        for one in checked.findings
    ]


__all__ = [
    "RULES_FILE",
    "Checked",
    "Withheld",
    "allowed",
    "check_edition",
    "check_letter",
    "check_own_words",
    "check_posts",
    "plain_findings",
    "read_rules",
]

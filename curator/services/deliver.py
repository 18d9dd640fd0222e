"""Deliver: editions become files, the journal, the letter, the kit; nothing leaves this machine."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from curator.config import Config
from curator.editions import is_approved, week_slug, weekly
from curator.errors import NotFound, NothingToPublish, UsageError
from curator.i18n import N_
from curator.model import Edition, Status
from curator.ports import Archive, Inbox, Request, Web, Workers
from curator.render import Paper, PictureFolder, Stamp, read_notes
from curator.render.letter import render_letter
from curator.render.letter_preview import letter_preview
from curator.render.message import to_eml
from curator.render.pictures import Picture, name_of, prepare, wanted

Drawn = tuple[Picture, tuple[tuple[str, bytes], ...]]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build left behind."""

    index: Path
    """The front page."""
    editions: int
    """Editions that readers can see, the draft of a preview among them."""
    written: int
    """Files that are new or changed."""


class Volume:
    """A `Shelf` of some of the archive's editions: opened one at a time, and only when a page needs it."""

    def __init__(self, archive: Archive, slugs: Iterable[str]) -> None:
        """Show the editions of these slugs."""
        self._archive = archive
        self._slugs = frozenset(slugs)

    def stamps(self) -> tuple[Stamp, ...]:
        """Return the stamp of every edition, oldest first."""
        versions = self._archive.versions()
        return tuple(
            Stamp(slug, day, versions[slug], status is Status.DRAFT)
            for slug, day, status in self._archive.stamps()
            if slug in self._slugs
        )

    def edition(self, slug: str) -> Edition:
        """Return one edition, whole. Raises `NotFound`."""
        edition = self._archive.edition(slug)
        if edition is None:
            raise NotFound(N_("there is no such edition."), about=slug)
        return edition


def coming(archive: Archive, with_draft: bool, releases: Mapping[str, datetime], now: datetime) -> tuple[Edition, ...]:
    """Return the editions that are to be seen and are not out yet.

    Those are the ones that are approved as they stand and, if wanted, the
    newest draft. One with a moment in `releases` (by slug) waits for it.
    """
    stamps = archive.stamps()
    newest = stamps[-1][0] if stamps and with_draft else ""
    waiting = [
        slug
        for slug, _, status in stamps
        if status is Status.DRAFT or (status is Status.APPROVED and releases.get(slug, now) <= now)
    ]
    opened = (archive.edition(slug) for slug in waiting)
    return tuple(one for one in opened if one is not None and (is_approved(one) or one.slug == newest))


def visible(archive: Archive, new: Iterable[Edition]) -> tuple[str, ...]:
    """Return the slugs of all editions that readers see once the `new` ones are out, oldest first."""
    slugs = {edition.slug for edition in new}
    return tuple(slug for slug, _, status in archive.stamps() if status is Status.PUBLISHED or slug in slugs)


def paper(
    config: Config, inbox: Inbox, archive: Archive, slugs: Iterable[str], now: datetime, with_draft: bool
) -> Paper:
    """Return all that the journal's pages are made of."""
    return Paper(
        config,
        Volume(archive, slugs),
        now,
        tuple(source for source in config.sources if source.is_public),
        inbox.states(),
        read_notes(config.folder),
        PictureFolder(pictures_folder(config)),
        drafts=with_draft,
    )


def pictures_folder(config: Config) -> Path:
    """Return where the pictures made ready are kept."""
    return config.paths.store.parent / "pictures"


def settle(archive: Archive, editions: Sequence[Edition]) -> None:
    """Note that approved editions are out."""
    for edition in editions:
        if edition.status is Status.APPROVED and is_approved(edition):
            archive.save(replace(edition, status=Status.PUBLISHED))


@dataclass(frozen=True, slots=True)
class _Shot:
    address: str
    body: bytes


def _prepare(shot: _Shot) -> Drawn:
    return prepare(shot.body, shot.address)


def illustrate(
    config: Config, editions: Sequence[Edition], web: Callable[[], Web], workers: Callable[[], Workers]
) -> int:
    """Fetch the pictures that the editions name and draw them anew, small; return how many.

    `web` and `workers` are asked for only if there is a picture to fetch. One
    that cannot be had leaves its story with a cover.
    """
    folder = PictureFolder(pictures_folder(config))
    have = folder.names()
    missing = [address for address in wanted(editions) if name_of(address) not in have]
    if not missing:
        return 0
    responses = web().fetch(Request(address, subject=address) for address in missing)
    shots = (_Shot(one.request.subject, one.body) for one in responses if one.cause is None)
    count = 0
    for outcome in workers().map(_prepare, shots):
        if outcome.value is not None:
            folder.keep(*outcome.value)
            count += 1
    return count


def chosen(archive: Archive, slug: str | None) -> Edition:
    """Return the edition of that slug, or the newest approved one. Raises `NotFound`, `NothingToPublish`."""
    if slug is not None:
        edition = archive.edition(slug)
        if edition is None:
            raise NotFound(N_("there is no such edition."), about=slug, remedy=N_("See: curator status"))
        if not is_approved(edition):
            raise NothingToPublish(
                N_("this edition is not approved as it stands."), about=slug, remedy=N_("First: curator approve")
            )
        return edition
    approved = newest_approved(archive)
    if approved is None:
        raise NothingToPublish(N_("no edition is approved yet."), remedy=N_("First: curator draft, curator approve"))
    return approved


def to_look_at(archive: Archive, slug: str | None) -> Edition:
    """Return the edition of that slug, or the newest, draft or not. Raises `NotFound`, `NothingToPublish`."""
    slugs = [slug] if slug is not None else [each for each, *_ in archive.stamps()][-1:]
    if not slugs:
        raise NothingToPublish(N_("there is no edition yet."), remedy=N_("First: curator draft"))
    edition = archive.edition(slugs[0])
    if edition is None:
        raise NotFound(N_("there is no such edition."), about=slugs[0], remedy=N_("See: curator status"))
    return edition


def newest_approved(archive: Archive) -> Edition | None:
    """Return the newest edition that is approved as it stands, None where there is none."""
    slugs = [slug for slug, _, status in archive.stamps() if status is not Status.DRAFT]
    opened = (archive.edition(slug) for slug in reversed(slugs))
    return next((edition for edition in opened if edition is not None and is_approved(edition)), None)


def week_of(config: Config, archive: Archive, slug: str | None, waiting: Collection[str] = ()) -> Edition:
    """Return the best of a week's approved editions: of the week `slug`, or of the newest edition's.

    Those in `waiting`, by slug, are not to go out yet.
    """
    newest = newest_approved(archive)
    if newest is None:
        raise NothingToPublish(N_("no edition is approved yet."), remedy=N_("First: curator draft, curator approve"))
    wanted_slug = slug or week_slug(newest.day)
    first = first_day(wanted_slug)
    inside = [
        edition
        for edition in archive.editions(first)
        if is_approved(edition) and week_slug(edition.day) == wanted_slug and edition.slug not in waiting
    ]
    if not inside:
        raise NothingToPublish(N_("no edition of this week is approved."), about=wanted_slug)
    return weekly(
        inside,
        slug=wanted_slug,
        day=first + timedelta(days=6),
        number=inside[-1].number,
        now=inside[-1].made,
        most=config.letter.stories,
        floor=config.edition.floor,
        outlet_share=config.edition.outlet_share,
        opening=inside[-1].opening,
    )


def first_day(week: str) -> date:
    """Return the Monday of a week's slug. Raises `UsageError` for what is no week."""
    year, _, number = week.partition("-w")
    try:
        return date.fromisocalendar(int(year), int(number), 1)
    except ValueError:
        raise UsageError(N_("this is no week."), about=week, remedy=N_("Write it as 2026-w47.")) from None


def letter_page(config: Config, edition: Edition) -> dict[str, bytes]:
    """Return the page that shows an edition's letter in every way, by its file's name."""
    return {f"{edition.slug}.preview.html": letter_preview(render_letter(edition, config), config)}


def letter_files(config: Config, edition: Edition, now: datetime) -> dict[str, bytes]:
    """Return a letter's files by name: web page, text, message, and a page to look at them all."""
    letter = render_letter(edition, config)
    return {
        f"{edition.slug}.html": letter.html.encode(),
        f"{edition.slug}.txt": letter.text.encode(),
        f"{edition.slug}.eml": to_eml(letter, config, now=now),
        f"{edition.slug}.preview.html": letter_preview(letter, config),
    }


def kit_pictures(config: Config, edition: Edition) -> dict[str, tuple[str, bytes]]:
    """Return for each story with a picture of its own the file's name and bytes, by the story's id."""
    folder = PictureFolder(pictures_folder(config))
    found: dict[str, tuple[str, bytes]] = {}
    for pick in edition.picks:
        picture = folder.find(pick.picture) if pick.picture else None
        jpeg = [file for file in folder.files(picture) if file[0].endswith(".jpg")] if picture else []
        if jpeg:
            path, body = jpeg[-1]
            found[pick.story.id] = (path.rsplit("/", 1)[-1], body)
    return found

"""Deliver: editions become files, the journal, the letter, the kit; nothing leaves this machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from curator.config import Config
from curator.editions import is_approved, week_slug, weekly
from curator.errors import NotFound, NothingToPublish
from curator.model import Edition, Status
from curator.ports import Archive, Inbox, Request, Web, Workers
from curator.render import Loaded, Paper, PictureFolder, read_notes
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


def visible(editions: Sequence[Edition], with_draft: bool) -> tuple[Edition, ...]:
    """Return the editions that were approved as they stand and, if wanted, the newest draft."""
    newest = editions[-1].slug if editions and with_draft else ""
    return tuple(edition for edition in editions if is_approved(edition) or edition.slug == newest)


def paper(config: Config, inbox: Inbox, editions: Sequence[Edition], now: datetime, with_draft: bool) -> Paper:
    """Return all that the journal's pages are made of."""
    return Paper(
        config,
        Loaded(editions),
        now,
        config.sources,
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
            raise NotFound("there is no such edition.", about=slug, remedy="See: curator status")
        if not is_approved(edition):
            raise NothingToPublish(
                "this edition is not approved as it stands.", about=slug, remedy="First: curator approve"
            )
        return edition
    approved = [edition for edition in archive.editions() if is_approved(edition)]
    if not approved:
        raise NothingToPublish("no edition is approved yet.", remedy="First: curator draft, curator approve")
    return approved[-1]


def week_of(config: Config, archive: Archive, slug: str | None) -> Edition:
    """Return the best of a week's approved editions: of the week `slug`, or of the newest edition's."""
    approved = [edition for edition in archive.editions() if is_approved(edition)]
    if not approved:
        raise NothingToPublish("no edition is approved yet.", remedy="First: curator draft, curator approve")
    wanted_slug = slug or week_slug(approved[-1].day)
    inside = [edition for edition in approved if week_slug(edition.day) == wanted_slug]
    if not inside:
        raise NothingToPublish("no edition of this week is approved.", about=wanted_slug)
    first = date.fromisocalendar(int(wanted_slug[:4]), int(wanted_slug.rpartition("w")[2]), 1)
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

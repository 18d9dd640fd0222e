"""The press: what readers get and what the editor takes away, made from a newsroom."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from curator.model import Status
from curator.newsroom import Newsroom

if TYPE_CHECKING:
    from curator.services.deliver import Built


class Press:
    """Pages, letters, kits and exports of one journal at one moment."""

    def __init__(self, newsroom: Newsroom) -> None:
        """Take the newsroom whose editions are printed."""
        self.newsroom = newsroom

    def build(self, with_draft: bool = False) -> Built:
        """Write the journal: everything approved and, if wanted, the newest draft, marked as one."""
        from curator.publish.folder import publish
        from curator.services.deliver import Built, coming, illustrate, paper, settle, visible

        room = self.newsroom
        new = coming(room.archive, with_draft, room.folded.releases, room.now)
        room.clearance.hold_own_words()
        for edition in new:
            if edition.status is Status.APPROVED:  # what must not leave may be known since the approval
                room.clearance.hold(edition)
        illustrate(room.config, new, lambda: room.web, lambda: room.workers)
        slugs = visible(room.archive, new)
        settle(room.archive, new)
        whole = paper(room.config, room.inbox, room.archive, slugs, room.now, with_draft)
        done = publish(whole, room.config.paths.site, workers=room.workers)
        return Built(done.site / "index.html", len(slugs), done.written)

    def write_letter(self, slug: str | None, week: bool) -> tuple[Path, ...]:
        """Write a letter's files and return their paths."""
        from curator.publish.kit import write_files
        from curator.services.deliver import chosen, letter_files, week_of

        room = self.newsroom
        weekly = week or (slug is not None and "-w" in slug)
        waiting = room.clearance.waiting
        edition = week_of(room.config, room.archive, slug, waiting) if weekly else chosen(room.archive, slug)
        room.clearance.let_out(edition)
        return write_files(letter_files(room.config, edition, room.now), room.config.paths.letters)

    def preview_letter(self, slug: str | None, week: bool) -> Path:
        """Write the page that shows a letter in every way it may be seen, and return its path."""
        from curator.publish.kit import write_files
        from curator.services.deliver import letter_page, to_look_at, week_of

        room = self.newsroom
        weekly = week or (slug is not None and "-w" in slug)
        edition = week_of(room.config, room.archive, slug) if weekly else to_look_at(room.archive, slug)
        return write_files(letter_page(room.config, edition), room.config.paths.letters)[0]

    def write_kit(self, slug: str | None) -> Path:
        """Write an edition's share kit and return its page."""
        from curator.publish.kit import write_kit
        from curator.render.kit import render_kit
        from curator.services.deliver import chosen, kit_pictures

        room = self.newsroom
        edition = chosen(room.archive, slug)
        room.clearance.let_out(edition)
        files = render_kit(edition, room.config, kit_pictures(room.config, edition))
        return write_kit(files, room.config.paths.kits / edition.slug)

    def write_ambassadors_kits(self, slug: str | None) -> tuple[Path, ...]:
        """Write a kit for each ambassador who still wants one, and return their pages."""
        from curator.editions.slugs import slug_of
        from curator.publish.kit import write_kit
        from curator.render.kit import render_kit
        from curator.services.deliver import chosen, kit_pictures

        room = self.newsroom
        edition = chosen(room.archive, slug)
        room.clearance.let_out(edition)
        pictures = kit_pictures(room.config, edition)
        folders: dict[str, Path] = {}
        for one in room.config.ambassadors:
            name = slug_of(one.name, "ambassador", folders)
            if one.active:
                files = render_kit(edition, room.config, pictures, one)
                folders[name] = write_kit(files, room.config.paths.kits / f"{edition.slug}-{name}")
        return tuple(folders.values())

    def export(self, file: Path) -> int:
        """Write everything to one archive and return the number of files in it."""
        from curator.opml import write_opml
        from curator.services.carry import export
        from curator.store.backup import dump

        room = self.newsroom
        opml = write_opml(room.config.sources, room.config.journal.title)
        return export(room.config, dump(room.store.database), opml, file)


def restore(file: Path, folder: Path) -> int:
    """Restore an export into `folder` and return the number of files; what is written is what was exported."""
    from curator.config import load_config
    from curator.services.carry import store_lines, unpack
    from curator.store import open_store
    from curator.store.backup import load

    count = unpack(file, folder)
    with open_store(load_config(folder).paths.store) as store:
        load(store.database, store_lines(file))
    return count

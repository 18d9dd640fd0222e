"""The pages on their way to readers: the composition root for deploys, on top of the mailroom.

Nothing is put anywhere but a site that was built from approved editions and
that the guard lets pass as things stand now.
"""

from __future__ import annotations

from functools import cached_property
from urllib.parse import urlsplit

from curator.config.secrets import Secret, find_secret, the_secret
from curator.errors import NothingToPublish, UsageError
from curator.i18n import N_
from curator.mailroom import Mailroom
from curator.model import Delivery
from curator.ports import Host
from curator.publish.folder import Trees
from curator.services.deploy import Deployment, deploy, ping, plan, read_site, refuse_unapproved, settle_broken


class Hosting:
    """One journal's place on the web, at one moment."""

    def __init__(self, room: Mailroom, host: Host | None = None) -> None:
        """Take the mailroom; `host` stands in for the one of the settings."""
        self.room = room
        self.newsroom = room.newsroom
        self.config = room.config
        self._host = host

    @property
    def target(self) -> str:
        """What the ledger knows the place by."""
        settings = self.config.deploy
        return f"{settings.to}#{settings.branch}" if settings.kind == "git" else settings.to

    @cached_property
    def host(self) -> Host:
        """The place of the settings; raises `UsageError` where none is set."""
        return self._host or self._made()

    def _made(self) -> Host:
        settings, now = self.config.deploy, self.newsroom.now
        ssh_config = self.config.folder / settings.ssh_config if settings.ssh_config else None
        if settings.kind == "rsync":
            from curator.publish.rsync import RsyncHost

            return RsyncHost(settings.to, now, ssh_config)
        if settings.kind == "sftp":
            from curator.publish.sftp import SftpHost

            return SftpHost(settings.to, ssh_config)
        if settings.kind == "git":
            from curator.publish.git import GitHost

            cache = self.config.paths.store.parent / "deploy.git"
            token = self._token()
            author = (self.config.journal.title, self._mailbox())
            return GitHost(settings.to, settings.branch, cache, author, now, token=token, ssh_config=ssh_config)
        if settings.kind == "s3":
            from curator.publish.s3 import S3Host

            return S3Host(settings.to, settings.endpoint, settings.region, the_secret(settings.secret, settings.to))
        if settings.kind == "folder":
            from curator.publish.mirror import FolderHost

            return FolderHost(self.config.folder / settings.to)
        raise UsageError(
            N_("no place is set for the pages."), about="config.toml", remedy=N_("Set `kind` and `to` in [deploy].")
        )

    def _token(self) -> Secret | None:
        """Return the token for git over https; None where git's own way in will do."""
        settings = self.config.deploy
        return find_secret(settings.secret) if urlsplit(settings.to).scheme in ("http", "https") else None

    def _mailbox(self) -> str:
        contact = self.config.journal.contact.removeprefix("mailto:")
        return contact if "@" in contact and "/" not in contact else "curator@journal.invalid"

    def built(self) -> tuple[str, ...]:
        """Return the slugs of the editions that the built site shows, oldest first; raises `NothingToPublish`."""
        trees = Trees(self.config.paths.site)
        live = trees.live()
        record = trees.record(live) if live else None
        if record is None:
            raise NothingToPublish(N_("there is no site yet."), remedy=N_("First: curator build"))
        slugs = tuple(sorted(record.manifest.facts))
        refuse_unapproved(slugs, self.newsroom.archive.stamps())
        return slugs

    def plan(self) -> Deployment:
        """Return what a deploy would do; nothing is changed.

        Raises `NothingToPublish`, `Withheld`, and what the place answers.
        """
        host, slugs = self.host, self.built()
        found = plan(read_site(self.config.paths.site), host, slugs)
        self.newsroom.clearance.hold_own_words()
        for slug in found.editions:
            edition = self.newsroom.archive.edition(slug)
            if edition is not None:
                self.newsroom.clearance.hold(edition)
        return found

    def deploy(self, deployment: Deployment) -> Delivery:
        """Put the site there; return the receipt. Raises `Restored` and what the place answers."""
        self.room.witness.ask()
        settle_broken(self.room.outbox, self.host, self.target, self.newsroom.now)
        newest = self.newsroom.archive.edition(deployment.editions[-1]) if deployment.editions else None
        by = (newest and newest.approved_by) or self.config.journal.editor
        try:
            return deploy(deployment, self.host, self.room.outbox, self.target, by, self.room.newsroom.clock)
        finally:
            self.room.witness.note()

    def ping(self, deployment: Deployment) -> tuple[str, ...]:
        """Tell the hub of [journal] which feeds changed; return what went wrong."""
        journal = self.config.journal
        if not journal.hub or not journal.base_url:
            return ()
        return ping(self.newsroom.web, journal.hub, journal.base_url, deployment.changes)

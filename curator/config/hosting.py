"""The mistakes in the settings of where pages and drafts are put: `[deploy]` and `[handover]`."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from curator.config.outward import Deploy, Handover
from curator.config.sending import SECRET_NAME, Wrong

KINDS = ("folder", "rsync", "sftp", "git", "s3")
SERVICES = ("listmonk", "buttondown", "brevo", "mailchimp")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
# A host or a path that begins with "-" would be taken as an option by ssh.
_REMOTE = re.compile(r"(?!-)(?:[\w.-]+@)?(?!-)[\w.-]+:(?!-)[^\x00-\x1f]+")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_BRANCH = re.compile(r"(?!-|/)(?!.*(?:\.\.|//|@\{|\.lock$|/$))[\w./-]+")
_FORM = {
    "folder": '"/var/www/journal"',
    "rsync": '"me@example.org:/srv/www/journal"',
    "sftp": '"me@example.org:/htdocs"',
    "git": '"git@github.com:me/journal.git"',
    "s3": '"s3://my-bucket" or "s3://my-bucket/journal"',
}


def is_safe(address: str) -> bool:
    """Return whether a secret may go to an address: by https, or to this machine."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    )


def check_deploy(deploy: Deploy, wrong: Wrong) -> None:
    """Tell every mistake in `[deploy]`."""
    if deploy.kind not in ("", *KINDS):
        wrong("deploy.kind", f"{deploy.kind!r} is no way to put pages anywhere.", f"One of: {', '.join(KINDS)}.")
    elif deploy.kind and not _is_place(deploy.kind, deploy.to):
        wrong("deploy.to", f"{deploy.to!r} is no place for {deploy.kind}.", f"Write it as {_FORM[deploy.kind]}.")
    elif deploy.to and not deploy.kind:
        wrong("deploy.kind", "nobody says how the pages get there.", f"One of: {', '.join(KINDS)}.")
    if deploy.kind == "git" and not _BRANCH.fullmatch(deploy.branch):
        wrong("deploy.branch", f"{deploy.branch!r} is no name of a branch.", 'Write "gh-pages".')
    if deploy.endpoint and not is_safe(deploy.endpoint):
        wrong("deploy.endpoint", "a key may only go to an https address.", 'Write "https://s3.example.org".')
    if not SECRET_NAME.fullmatch(deploy.secret):
        wrong("deploy.secret", "this is no name of a secret.", "Keep the key itself with: curator secret deploy")


def _is_place(kind: str, to: str) -> bool:
    if kind in ("rsync", "sftp"):
        return bool(_REMOTE.fullmatch(to))
    if kind == "s3":
        parts = urlsplit(to)
        return parts.scheme == "s3" and bool(_BUCKET.fullmatch(parts.netloc)) and ".." not in parts.path.split("/")
    if kind == "git":
        plain = bool(to) and not to.startswith("-") and "::" not in to and to.isprintable()
        return plain and (not to.startswith("http:") or is_safe(to))
    return bool(to.strip()) and to.isprintable()


def check_handover(handover: Handover, wrong: Wrong) -> None:
    """Tell every mistake in `[handover]`."""
    service = handover.service
    if service not in ("", *SERVICES):
        wrong("handover.service", f"{service!r} is no service that is known.", f"One of: {', '.join(SERVICES)}.")
    if handover.server and not is_safe(handover.server):
        wrong("handover.server", "a key may only go to an https address.", 'Write "https://listmonk.example.org".')
    if service == "listmonk" and not (handover.server and handover.user):
        wrong("handover.server", "listmonk has an address and a user of its API.", "Set `server` and `user`.")
    if service in ("listmonk", "brevo") and not handover.list.isdigit():
        wrong("handover.list", f"{service} sends to a list.", "Write its number, as the service shows it.")
    if service == "mailchimp" and not handover.list.isalnum():
        wrong("handover.list", "Mailchimp sends to an audience.", "Write its id: Audience, Settings, Audience ID.")
    if not SECRET_NAME.fullmatch(handover.secret):
        wrong("handover.secret", "this is no name of a secret.", "Keep the key itself with: curator secret handover")

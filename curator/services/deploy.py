"""Deploy: the site that was built is put where readers find it, and a receipt is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from curator.errors import CuratorError, NothingToPublish
from curator.i18n import N_
from curator.model import Delivery, DeliveryState, Status
from curator.outbox import claim, settle
from curator.outbox.sites import changes_between, site_hash
from curator.ports import Answer, Changes, Host, Outbox, Request, Site, Web

DEPLOY = "deploy"
_BUILD = N_("Build again: curator build")


@dataclass(frozen=True, slots=True)
class Deployment:
    """What a deploy would do, told before it does it."""

    site: Site
    changes: Changes
    first: bool
    """Whether nothing of ours stands there yet."""
    editions: tuple[str, ...]
    """Slugs of those whose pages are new or changed there, oldest first."""


def read_site(folder: Path) -> Site:
    """Return the built site in `folder`, every file with its hash."""
    whole = folder.resolve()
    paths = sorted(path for path in whole.rglob("*") if path.is_file())
    files = {path.relative_to(whole).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:32] for path in paths}
    return Site(whole, files)


def refuse_unapproved(built: Iterable[str], stamps: Iterable[tuple[str, date, Status]]) -> None:
    """Raise `NothingToPublish` for a site that shows an edition which is not approved, or is unknown by now."""
    status = {slug: status for slug, _, status in stamps}
    for slug in built:
        if status.get(slug) is not Status.PUBLISHED:
            told = "a draft" if slug in status else "an edition that is no more"
            raise NothingToPublish(N_("the site that was built shows {told}.", told=told), about=slug, remedy=_BUILD)


def plan(site: Site, host: Host, slugs: Iterable[str]) -> Deployment:
    """Return what makes the host show `site`; `slugs` are those of its editions."""
    standing = host.standing()
    changes = changes_between(standing, site.files)
    touched = (*changes.assets, *changes.pages)
    folders = {slug: f"{slug.replace('-', '/')}/" for slug in slugs}
    changed = tuple(slug for slug, folder in folders.items() if any(path.startswith(folder) for path in touched))
    return Deployment(site, changes, not standing, changed)


def deploy(
    deployment: Deployment, host: Host, outbox: Outbox, target: str, by: str, clock: Callable[[], datetime]
) -> Delivery:
    """Bring the site to its place; return the receipt.

    What broke off is settled by asking what stands there: it is out, or it was
    refused and the next run goes on. Raises what the host raises.
    """
    hash = site_hash(deployment.site.files)
    subject = f"{deployment.editions[-1] if deployment.editions else 'site'} {hash}"
    earlier = outbox.deliveries(DEPLOY, subject, target)
    wanted = Delivery(DEPLOY, subject, target, str(len(earlier) + 1), at=clock(), content=hash, by=by)
    (entered,) = outbox.enter([wanted])
    (claimed,) = outbox.change([(entered, claim(entered, clock()))])
    try:
        receipt = host.bring(deployment.site, deployment.changes)
    except CuratorError as error:
        settled = settle(claimed, _as_it_stands(host, hash, error.message), clock())
        outbox.change([(claimed, settled)])
        if settled.state is not DeliveryState.SENT:
            raise
        return settled
    done = settle(claimed, Answer(DeliveryState.SENT, receipt=receipt), clock())
    outbox.change([(claimed, done)])
    return done


def settle_broken(outbox: Outbox, host: Host, target: str, now: datetime) -> tuple[Delivery, ...]:
    """Settle what a run that was killed left on its way; only under the journal's lock."""
    left = outbox.deliveries(DEPLOY, target=target, states=[DeliveryState.SENDING])
    if not left:
        return ()
    moves = [(one, settle(one, _as_it_stands(host, one.content, "the run broke off"), now)) for one in left]
    return outbox.change(moves)


def _as_it_stands(host: Host, hash: str, why: str) -> Answer:
    try:
        stands = site_hash(host.standing()) == hash
    except CuratorError as error:
        # Not put off as new: a later run makes its own row, after asking again.
        return Answer(DeliveryState.UNCERTAIN, f"{why} ({error.message})")
    return Answer(DeliveryState.SENT, receipt="found there") if stands else Answer(DeliveryState.REFUSED, why)


def ping(web: Web, hub: str, base: str, changes: Changes) -> tuple[str, ...]:
    """Tell a WebSub hub which feeds changed; return what went wrong, a line each."""
    from urllib.parse import urlencode

    feeds = [path for path in changes.pages if path.endswith((".atom", "feed.json"))]
    topics = [f"{base.rstrip('/')}/{path}" for path in feeds]
    fields = {"Content-Type": "application/x-www-form-urlencoded"}
    asked = (
        Request(
            hub,
            topic,
            headers=fields,
            method="POST",
            body=urlencode({"hub.mode": "publish", "hub.url": topic}).encode(),
        )
        for topic in topics
    )
    answers = web.fetch(asked)
    return tuple(f"{one.request.subject}: {one.detail or one.status}" for one in answers if one.cause is not None)


__all__ = ["DEPLOY", "Deployment", "deploy", "ping", "plan", "read_site", "refuse_unapproved", "settle_broken"]

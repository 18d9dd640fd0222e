"""Everything that can be said of one post by looking at it alone."""

from __future__ import annotations

from curator.checks.boilerplate import check_boilerplate
from curator.checks.findings import Finding, Severity
from curator.checks.links import links
from curator.checks.networks import Network, check_cost, check_limits, check_mentions
from curator.i18n import N_


def check_post(
    text: str, title: str, network: Network, *, link: str = "", budget: float | None = 0.0, limits: bool = True
) -> tuple[Finding, ...]:
    """Return what is not right about a post for `network`; `title` is its story's, `link` where it is to lead.

    `budget` is what may still be spent, in US dollars; None where posting
    costs nothing, as by hand or by a bridge. Without `limits` the network's
    own server tells its limit when it is asked.
    """
    place = f"{network.name} post"
    return (
        *check_link(text, link, network, place),
        *(check_limits(text, network, place) if limits or not text.strip() else ()),
        *check_boilerplate(text, title, place),
        *check_mentions(text, place=place),
        *(check_cost(text, network, budget, place) if budget is not None else ()),
    )


def check_voice(account: str, voice: str, journal: str) -> tuple[Finding, ...]:
    """Return a finding for an account that speaks in another voice than the journal; "" has no say."""
    if not voice or not journal or voice == journal:
        return ()
    reason = N_(
        '{account} speaks as "{voice}", the journal as "{journal}".', account=account, voice=voice, journal=journal
    )
    return (Finding("voice", account, reason, N_("Post it from an account of this voice.")),)


def check_link(text: str, link: str, network: Network, place: str) -> tuple[Finding, ...]:
    """Return a warning for a text without its link, where the network shows nothing else that leads there."""
    if not link or network.carries_link or any(span.text == link for span in links(text)):
        return ()
    reason = N_("Its link is not in the text, and this network shows no other way to the story.")
    return (Finding("no-link", place, reason, N_("Add the link at the end."), Severity.WARN),)


def check_dead(link: str, status: int, place: str) -> tuple[Finding, ...]:
    """Return a finding for a link whose server says that there is nothing (404, 410); a wall is no death."""
    if status not in (404, 410):
        return ()
    remedy = N_("Publish the journal first, or give the post another link.")
    return (
        Finding("dead-link", place, N_("Its link leads nowhere ({status}): {link}", status=status, link=link), remedy),
    )

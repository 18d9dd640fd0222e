"""Everything that can be said of one post by looking at it alone."""

from __future__ import annotations

from curator.checks.boilerplate import check_boilerplate
from curator.checks.findings import Finding
from curator.checks.networks import Network, check_cost, check_limits, check_mentions


def check_post(
    text: str, title: str, network: Network, *, budget: float | None = 0.0, limits: bool = True
) -> tuple[Finding, ...]:
    """Return what is not right about a post for `network`; `title` is its story's.

    `budget` is what may still be spent, in US dollars; None where posting
    costs nothing, as by hand or by a bridge. Without `limits` the network's
    own server tells its limit when it is asked.
    """
    place = f"{network.name} post"
    return (
        *(check_limits(text, network, place) if limits or not text.strip() else ()),
        *check_boilerplate(text, title, place),
        *check_mentions(text, place=place),
        *(check_cost(text, network, budget, place) if budget is not None else ()),
    )


def check_voice(account: str, voice: str, journal: str) -> tuple[Finding, ...]:
    """Return a finding for an account that speaks in another voice than the journal; "" has no say."""
    if not voice or not journal or voice == journal:
        return ()
    reason = f'{account} speaks as "{voice}", the journal as "{journal}".'
    return (Finding("voice", account, reason, "Post it from an account of this voice."),)

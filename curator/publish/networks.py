"""What is true of each network today: the cost, whose approval it takes, how long a token lasts, what was tried."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NetworkFacts:
    """One network, told honestly."""

    name: str
    title: str
    posts: bool
    """Whether curator posts there by itself; otherwise the share kit has a text and a button for it."""
    cost: str
    needs: str
    token: str
    verified: str


_KIT = "the share kit alone."
NETWORKS = (
    NetworkFacts(
        "mastodon",
        "Mastodon",
        True,
        "free",
        "An access token of your own: Preferences, Development, scopes read and write.",
        "It does not expire.",
        "a real server of its client interface (snac), and a stub of ours for limits, 422, 429 and lost answers.",
    ),
    NetworkFacts(
        "bluesky",
        "Bluesky",
        True,
        "free",
        "An app password: Settings, App passwords.",
        "It does not expire; the session is renewed and kept.",
        "the real server (PDS).",
    ),
    NetworkFacts(
        "telegram",
        "Telegram",
        True,
        "free",
        "A bot that administers your channel, from @BotFather.",
        "It does not expire.",
        "an exchange written from its documentation. A lost answer cannot be looked up.",
    ),
    NetworkFacts(
        "discord",
        "Discord",
        True,
        "free",
        "A webhook of the channel; its address is the secret.",
        "It does not expire.",
        "an exchange written from its documentation. A lost answer cannot be looked up.",
    ),
    NetworkFacts(
        "slack",
        "Slack",
        True,
        "free",
        "An incoming webhook; its address is the secret.",
        "It does not expire.",
        "an exchange written from its documentation. A lost answer cannot be looked up.",
    ),
    NetworkFacts(
        "webhook",
        "Any webhook",
        True,
        "yours",
        "An address that takes JSON: key, text, language, link, title, description.",
        "Yours.",
        "a local server.",
    ),
    NetworkFacts("linkedin", "LinkedIn", False, "free", "An app and its approval.", "60 days, then anew.", _KIT),
    NetworkFacts(
        "x", "X", False, "$0.015 a post, $0.20 with a link", "A developer app with prepaid credits.", "Renewable.", _KIT
    ),
    NetworkFacts("threads", "Threads", False, "free", "A Meta app.", "60 days; lost when not renewed.", _KIT),
    NetworkFacts("facebook", "Facebook Page", False, "free", "A Meta app with a role on the Page.", "Varies.", _KIT),
)
"""In the order they are shown."""

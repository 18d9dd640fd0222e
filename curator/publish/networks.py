"""What is true of each network today: the cost, whose approval it takes, how long a token lasts, what was tried."""

from __future__ import annotations

from dataclasses import dataclass

from curator.i18n import N_


@dataclass(frozen=True, slots=True)
class NetworkFacts:
    """One network, told honestly; all but the names are to be translated."""

    name: str
    title: str
    cost: str
    needs: str
    """What posting there takes."""
    token: str
    """How long it lasts."""
    verified: str
    """Against what posting there was tried."""


_FREE = N_("free")
_LASTS = N_("It does not expire.")
_RECORDED = N_("an exchange written from its documentation; never the network itself.")
_BLIND = N_("an exchange written from its documentation; never the network itself. A lost answer cannot be looked up.")
_BRIDGE_TOKEN = N_("Its key does not expire.")
NETWORKS = (
    NetworkFacts(
        "mastodon",
        "Mastodon",
        _FREE,
        N_("An access token of your own: Preferences, Development, scopes read and write."),
        _LASTS,
        N_("a real server of its client interface (snac), and a strict stand-in for limits and lost answers."),
    ),
    NetworkFacts(
        "bluesky",
        "Bluesky",
        _FREE,
        N_("An app password: Settings, App passwords."),
        N_("It does not expire; the session is renewed and kept."),
        N_("the real server (PDS)."),
    ),
    NetworkFacts(
        "wordpress",
        "WordPress",
        N_("yours"),
        N_("An application password: Users, Profile. It takes whole editions, as drafts: curator wordpress."),
        N_("It lasts until you revoke it."),
        N_("a real WordPress."),
    ),
    NetworkFacts(
        "linkedin",
        "LinkedIn",
        _FREE,
        N_('An app with "Share on LinkedIn" and "Sign In with OpenID Connect", and its token. No Company Pages.'),
        N_("60 days, then a new one by hand."),
        _BLIND,
    ),
    NetworkFacts(
        "x",
        "X",
        N_("$0.015 a post, $0.20 with a link"),
        N_("A developer app with prepaid credits, its four keys in one line, and a `budget`."),
        _LASTS,
        _RECORDED,
    ),
    NetworkFacts(
        "threads",
        "Threads",
        _FREE,
        N_("A Meta app with your account as its tester, and a long-lived token."),
        N_("60 days; renewed weekly by `curator post --due`."),
        _RECORDED,
    ),
    NetworkFacts(
        "facebook",
        "Facebook Page",
        _FREE,
        N_("A Meta app that is live, a role on the Page, and the Page's token; `handle` is the Page's number."),
        N_("That of a Page does not expire, if made from a long-lived one."),
        _RECORDED,
    ),
    NetworkFacts(
        "telegram", "Telegram", _FREE, N_("A bot that administers your channel, from @BotFather."), _LASTS, _BLIND
    ),
    NetworkFacts(
        "discord", "Discord", _FREE, N_("A webhook of the channel; its address is the secret."), _LASTS, _BLIND
    ),
    NetworkFacts("slack", "Slack", _FREE, N_("An incoming webhook; its address is the secret."), _LASTS, _BLIND),
    NetworkFacts(
        "webhook",
        N_("Any webhook"),
        N_("yours"),
        N_("An address that takes JSON: key, text, language, link, title, description."),
        N_("Yours."),
        N_("a local server. A lost answer cannot be looked up."),
    ),
    NetworkFacts(
        "buffer",
        "Buffer",
        N_("free for three channels"),
        N_("A key, and for each account the channel's id: `via` and `channel`. It has the approval of the networks."),
        _BRIDGE_TOKEN,
        _RECORDED,
    ),
    NetworkFacts(
        "postiz",
        "Postiz",
        N_("free where you host it"),
        N_("A key, and for each account the channel's id: `via` and `channel`."),
        _BRIDGE_TOKEN,
        _RECORDED,
    ),
)
"""In the order they are shown; the last two are bridges. The share kit needs none of this."""

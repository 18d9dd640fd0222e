"""What each network takes: its limits, its measure, its price."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from curator.checks.counting import graphemes, mastodon_length, threads_length, utf8_bytes, utf16_units, x_weight
from curator.checks.findings import Finding
from curator.checks.links import links, mentions, tags
from curator.i18n import N_

_RESERVED_BY_LINKEDIN = str.maketrans({character: "\\" + character for character in "\\|{}@[]()<>#*_~"})


@dataclass(frozen=True, slots=True)
class Network:
    """A place for posts: how it measures a text, how much it takes, what it asks for it."""

    name: str
    title: str
    limit: int
    """In the network's own unit."""
    count: Callable[[str], int]
    unit: str
    """What `count` counts, for people: "weighted characters", "graphemes" …"""
    byte_limit: int = 0
    """UTF-8 bytes that it takes at most; 0: no such limit."""
    price: float = 0.0
    """US dollars by the network's interface for a post without a link."""
    price_with_link: float = 0.0
    carries_link: bool = False
    """Whether a post carries its link beside the text, as a card or a field."""

    def cost(self, text: str) -> float:
        """Return what posting `text` through the network's interface costs, in US dollars."""
        return self.price_with_link if links(text) else self.price

    def fits(self, text: str) -> bool:
        """Return whether the network takes `text` as it is."""
        return self.count(text) <= self.limit and (not self.byte_limit or utf8_bytes(text) <= self.byte_limit)


_ALL = (
    # https://docs.x.com: counting characters; prices per post of the pay-per-use plan.
    Network("x", "X", 280, x_weight, "weighted characters", price=0.015, price_with_link=0.20),
    # Lexicon app.bsky.feed.post: maxGraphemes 300, maxLength 3000.
    Network("bluesky", "Bluesky", 300, graphemes, "characters", byte_limit=3000, carries_link=True),
    # /api/v2/instance tells max_characters and characters_reserved_per_url; these are the defaults.
    Network("mastodon", "Mastodon", 500, mastodon_length, "characters, links 23"),
    Network("threads", "Threads", 500, threads_length, "characters, emoji in bytes", carries_link=True),
    Network("linkedin", "LinkedIn", 3000, utf16_units, "characters", carries_link=True),
    Network("facebook", "Facebook", 63206, utf16_units, "characters", carries_link=True),
    Network("telegram", "Telegram", 4096, utf16_units, "characters"),
    Network("discord", "Discord", 2000, utf16_units, "characters"),
    # https://docs.slack.dev/messaging: a message of more than 40,000 characters is cut.
    Network("slack", "Slack", 40_000, utf16_units, "characters"),
    Network("webhook", "Webhook", 100_000, utf16_units, "characters", carries_link=True),
)
NETWORKS: dict[str, Network] = {network.name: network for network in _ALL}
"""Every network that posts are written for, by name, in the order they are shown."""


def network_for(name: str, *, characters: int = 0, link_cost: int = 0) -> Network:
    """Return a network, with the limit and the cost of a link that a server (Mastodon) told; KeyError if unknown."""
    network = NETWORKS[name]
    if characters:
        network = replace(network, limit=characters)
    if link_cost and name == "mastodon":
        network = replace(network, count=partial(mastodon_length, link_cost=link_cost))
    return network


def linkedin_text(text: str) -> str:
    r"""Return `text` in LinkedIn's "little text", where unescaped `\|{}@[]()<>#*_~` cut the post off without a word.

    Tags stay tags: `{hashtag|\#|word}`. Reserved characters of an address are escaped like all others.
    https://learn.microsoft.com/linkedin/marketing/community-management/shares/little-text-format
    """
    written, position = "", 0
    for tag in sorted(tags(text), key=lambda span: span.start):
        written += text[position : tag.start].translate(_RESERVED_BY_LINKEDIN)
        written += "{hashtag|\\#|" + tag.text[1:].translate(_RESERVED_BY_LINKEDIN) + "}"
        position = tag.end
    return written + text[position:].translate(_RESERVED_BY_LINKEDIN)


def check_limits(text: str, network: Network, place: str = "") -> tuple[Finding, ...]:
    """Return a finding for each limit of `network` that `text` exceeds."""
    place = place or f"{network.name} post"
    found = []
    over = network.count(text) - network.limit
    if over > 0:
        reason = N_(
            "{network} takes {limit} {unit}; this is {count}.",
            network=network.title,
            limit=network.limit,
            unit=network.unit,
            count=network.limit + over,
        )
        found.append(Finding("over-limit", place, reason, N_("Take away {over}.", over=over)))
    size = utf8_bytes(text)
    if network.byte_limit and size > network.byte_limit:
        reason = N_(
            "{network} takes {limit} bytes; this is {size}.", network=network.title, limit=network.byte_limit, size=size
        )
        found.append(
            Finding("over-bytes", place, reason, N_("Take away {over} bytes.", over=size - network.byte_limit))
        )
    if not text.strip():
        found.append(Finding("empty", place, N_("There is no text."), N_("Write a sentence about the story.")))
    return tuple(found)


def check_cost(text: str, network: Network, budget: float = 0.0, place: str = "") -> tuple[Finding, ...]:
    """Return a finding when posting `text` costs more than the `budget` left, in US dollars (0 by default)."""
    cost = network.cost(text)
    if cost <= budget:
        return ()
    reason = N_(
        "{network} asks ${cost:.3f} for this post; ${budget:.2f} of the budget is left.",
        network=network.title,
        cost=cost,
        budget=budget,
    )
    return (
        Finding("over-budget", place or f"{network.name} post", reason, N_("Copy it by hand, or raise the budget.")),
    )


def check_mentions(text: str, ticked: frozenset[str] = frozenset(), place: str = "post") -> tuple[Finding, ...]:
    """Return a finding for each @name in `text` that the editor did not tick; `ticked` holds names without the @."""
    unticked = dict.fromkeys(span.text for span in mentions(text) if span.text.lstrip("@").lower() not in ticked)
    return tuple(
        Finding(
            "mention",
            place,
            N_("{name} would be called by a post that nobody meant for them.", name=name),
            N_("Tick it or drop it."),
        )
        for name in unticked
    )

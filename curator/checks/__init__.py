"""What must be true before anything leaves; pure, and one kind of answer: a tuple of `Finding`.

Limits and prices of the networks, boilerplate, automatic mentions, the size of
a letter, thin editions, and the disclosure guard.
"""

from curator.checks.boilerplate import check_boilerplate
from curator.checks.counting import (
    graphemes,
    mastodon_length,
    threads_length,
    utf8_bytes,
    utf16_units,
    x_weight,
)
from curator.checks.disclosure import check_disclosure, not_overridden
from curator.checks.facets import Facet, facets
from curator.checks.findings import Finding, Severity, blocking
from curator.checks.letters import LARGEST_HTML, check_size, check_thin, check_ways_out
from curator.checks.links import links, mentions, tags, top_level_domains
from curator.checks.networks import (
    NETWORKS,
    Network,
    check_cost,
    check_limits,
    check_mentions,
    linkedin_text,
    network_for,
)
from curator.checks.places import Place, PlaceKind, places_of
from curator.checks.posts import check_dead, check_link, check_post, check_voice
from curator.checks.rules import Rules, parse_rules
from curator.checks.secrets import KINDS as SECRET_KINDS

__all__ = [
    "LARGEST_HTML",
    "NETWORKS",
    "SECRET_KINDS",
    "Facet",
    "Finding",
    "Network",
    "Place",
    "PlaceKind",
    "Rules",
    "Severity",
    "blocking",
    "check_boilerplate",
    "check_cost",
    "check_dead",
    "check_disclosure",
    "check_limits",
    "check_link",
    "check_mentions",
    "check_post",
    "check_size",
    "check_thin",
    "check_voice",
    "check_ways_out",
    "facets",
    "graphemes",
    "linkedin_text",
    "links",
    "mastodon_length",
    "mentions",
    "network_for",
    "not_overridden",
    "parse_rules",
    "places_of",
    "tags",
    "threads_length",
    "top_level_domains",
    "utf8_bytes",
    "utf16_units",
    "x_weight",
]

"""How long a text is, in each network's own measure."""

from __future__ import annotations

import unicodedata

import regex

from curator.checks.links import links, x_links

LINK_COST = 23
"""What a link costs on X and, by default, on Mastodon, however long it is."""

_GRAPHEME = regex.compile(r"\X")
_X_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
"""Code points that weigh 1 on X, first and last; all others weigh 2 (twitter-text, configuration 3)."""
_EMOJI = r"[\p{Emoji}--[#*0-9©®\p{RI}]][\uFE0F\p{Emoji_Modifier}]?"
_EMOJI_SEQUENCE = regex.compile(
    r"[#*0-9]\uFE0F?\u20E3"
    r"|\p{RI}\p{RI}"
    rf"|{_EMOJI}[\U000E0020-\U000E007F]*(?:\u200D{_EMOJI})*"
    r"|[©®]\uFE0F",
    regex.V1,
)
_MENTION = regex.compile(r"(?<![\w/@])@(\w+)@[\w.-]*\w")


def graphemes(text: str) -> int:
    """Return how many characters a reader sees: extended grapheme clusters (Unicode UAX #29)."""
    return len(_GRAPHEME.findall(text))


def utf16_units(text: str) -> int:
    """Return the length in UTF-16 code units, as JavaScript and most networks' interfaces count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def x_weight(text: str) -> int:
    """Return the weighted length on X: a link 23, an emoji 2, a character 1 or 2 by its range.

    https://developer.x.com/en/docs/counting-characters, twitter-text configuration 3.
    """
    text = unicodedata.normalize("NFC", text)
    weight, position = 0, 0
    for link in x_links(text):
        weight += _x_plain(text[position : link.start]) + LINK_COST
        position = link.end
    return weight + _x_plain(text[position:])


def _x_plain(text: str) -> int:
    bare, emoji = _EMOJI_SEQUENCE.subn("", text)
    heavy = sum(1 for c in bare if not any(first <= ord(c) <= last for first, last in _X_LIGHT))
    return 2 * int(emoji) + len(bare) + heavy


def mastodon_length(text: str, link_cost: int = LINK_COST) -> int:
    """Return the length on Mastodon: grapheme clusters, a link `link_cost`, a remote mention without its server."""
    length, position = 0, 0
    for link in links(text):
        length += graphemes(_MENTION.sub(r"@\1", text[position : link.start])) + link_cost
        position = link.end
    return length + graphemes(_MENTION.sub(r"@\1", text[position:]))


def threads_length(text: str) -> int:
    """Return the length on Threads: characters, but an emoji as many as its UTF-8 bytes.

    https://developers.facebook.com/docs/threads/posts
    """
    bare = _EMOJI_SEQUENCE.sub("", text)
    return len(bare) + sum(len(match.group().encode("utf-8")) for match in _EMOJI_SEQUENCE.finditer(text))


def utf8_bytes(text: str) -> int:
    """Return the length in UTF-8 bytes."""
    return len(text.encode("utf-8", "surrogatepass"))

"""Names of authors, out of whatever pages write around them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from curator.articles.clean import title_text

LONGEST = 200

_BY = re.compile(
    r"^(?:(?:written|posted|article|story|words|reported|text[eo]?|propos recueillis|escrito)\s+)?"
    r"(?:by|par|von|di|por|door|autore?r?|auteur)\b\s*:?\s+",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"^(?:https?:|www\.|/)|^@?[\w-]+\.(?:com|org|net|fr|de|co\.uk)$|"
    r"^(?:admin(?:istrator)?|editors?|staff|author|unknown|null|none|undefined|webmaster|redaktion|guest|user|root|"
    r"see full bio|link copied|read more|lesedauer.*|view all posts.*|follow.*|share.*)$|[{}<>|=]|\d{4}",
    re.IGNORECASE,
)
_MONTHS = (
    r"january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|"
    r"aug|sept?|oct|nov|dec"
)
_AFTER = re.compile(
    rf"(?:\s+|\s*[,|·•–—-]\s*)(?:(?:last )?updated|published|posted|follow|link copied|(?:{_MONTHS})(?:\s+\d.*|$)|"
    r"\d{1,2}[./]\d{1,2}[./]\d{2,4}|(?:senior |chief |political |politics |contributing |(?:[a-z ]+ )?staff )*"
    r"(?:editor|reporter|correspondent|writer|columnist|contributor)s?)(?:\b.*)?$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:;|\s+&\s+|\s+(?:and|et|und|y|e)\s+|,)\s*")


def byline(candidates: Iterable[str]) -> str:
    """Return the names among `candidates`, parted by ", ", each once; "" where none is a name."""
    found: dict[str, str] = {}
    for candidate in candidates:
        for part in (
            _BETWEEN.split(title_text(candidate[:1_000])) if ";" in candidate else [title_text(candidate[:1_000])]
        ):
            name = clean_name(part)
            if name:
                found.setdefault(name.casefold(), name)
    return ", ".join(found.values())[:LONGEST]


def clean_name(text: str) -> str:
    """Return the name in a byline without "By", job, date or handle; "" where it is no name."""
    name = _BY.sub("", text.strip(" \u00a0,;:|•·-–—\"'“”"))
    name = _AFTER.sub("", name).strip(" ,;:|•·-–—\"'“”")
    return "" if _NOBODY.search(name) or len(name) > LONGEST or not any(letter.isalpha() for letter in name) else name

"""The document that a story is about: the report, the paper or the law that the articles write of and link to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_FILE = re.compile(r"https?://[\w.-]+(?::\d+)?/[^\s\"<>]*\.pdf(?:$|[?#])", re.IGNORECASE)
_ARCHIVED = re.compile(
    r"https?://(?:www\.)?(?:arxiv\.org/(?:abs|pdf)|(?:dx\.)?doi\.org/10\.|zenodo\.org/records?|hal\.science/\w|"
    r"papers\.ssrn\.com/sol3|(?:bio|med)rxiv\.org/content|legifrance\.gouv\.fr/\w|eur-lex\.europa\.eu/\w|"
    r"congress\.gov/bill|federalregister\.gov/documents|sec\.gov/archives|legislation\.gov\.uk/\w)[^\s\"<>]*",
    re.IGNORECASE,
)
_HOUSE = re.compile(
    r"datenschutz|privacy|confidentialit|cookie|impressum|imprint|terms|conditions|\bagb\b|mentions|media-?(?:daten|kit)|"
    r"press-?kit|rate-?card|tarif|newsletter|formulaire|formular",
    re.IGNORECASE,
)
"""What a publisher's own house papers are called, to which any page may link."""


def is_document(address: str) -> bool:
    """Return whether an address is that of a document as such: a PDF, a paper, a law, a filing."""
    return bool(_ARCHIVED.match(address) or (_FILE.match(address) and not _HOUSE.search(address)))


def document_of(articles: Sequence[tuple[str, Sequence[str]]]) -> str:
    """Return the address of the one document that a story's articles rest on, "" where there is none or no telling.

    `articles` are (address, links). The document is the one that most of them
    link to, at least two, else the only one that the first links to. A story
    with an article that is itself a document rests on none.
    """
    if not articles or any(is_document(address) for address, _ in articles):
        return ""
    linked = [dict.fromkeys(link for link in links if is_document(link)) for _, links in articles]
    counts = Counter(link for links in linked for link in links)
    shared = [link for link, count in counts.most_common(1) if count > 1]
    return shared[0] if shared else next(iter(linked[0])) if len(linked[0]) == 1 else ""

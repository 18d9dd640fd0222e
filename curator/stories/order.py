"""Which article stands for a story."""

from __future__ import annotations

from collections.abc import Sequence

from curator.model import Article

SUBSTANTIAL = 400
"""Characters from which there is something to read."""


def best_first(articles: Sequence[Article], language: str = "") -> tuple[Article, ...]:
    """Return the articles with the one to lead first.

    Before all others comes what everybody can read; then what is in the
    journal's language, what has a text, what the others link to (the original
    source), and what appeared first.
    """
    linked = {link for article in articles for link in article.links}

    def rank(article: Article) -> tuple[bool, bool, bool, bool, float, str]:
        return (
            article.gated,
            bool(language) and article.language != language,
            not article.read_in_full and len(article.text) < SUBSTANTIAL,
            article.address not in linked,
            article.published.timestamp(),
            article.id,
        )

    return tuple(sorted(articles, key=rank))

"""What an encoder says of two groups: how much closer in meaning they lie than articles of the stream do.

Vectors of different encoders are spread differently, and those of one language
lie on one side. So each language is moved to its own middle, and closeness is
told in deviations from what is usual between two articles of the stream: one
threshold serves all encoders, and reports in two languages meet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from curator.model import Article

Vectors = Mapping[str, Any]
"""Article id → what an encoder makes of the article, a vector of length 1; articles it cannot read are left out."""

LEAST = 30
"""Articles without which nobody knows what is usual."""
MIDDLE_DOUBT = 10.0
"""Articles of a language whose middle is believed half; the rest is everybody's."""
NEAR, VOICE = 7.0, 0.2
"""Deviations from which two articles of one language count as close, and what each more adds to what words say."""
FOREIGN_NEAR, FOREIGN_VOICE = 3.0, 1.0
"""The same across languages, where few words can say it."""
SAMPLE = 1_000
"""Articles among which the usual closeness is measured."""
UPPER_TENTH = 1.2816
"""Deviations above the middle from which a tenth of a normal distribution lies."""
BLOCK = 1024


@dataclass(frozen=True, slots=True)
class Meanings:
    """Where the articles of a stream lie: the product of two rows, less `usual`, is their closeness in deviations."""

    rows: Any
    """Shape (articles, dimensions); zeros, which are close to nothing, for those that are not heard."""
    usual: float
    """Middle product of two rows."""
    language: Any
    """A number for each article's language."""

    def closeness(self, one: Sequence[int], other: Sequence[int]) -> Any:
        """Return how close each article of one group lies to each of the other, in deviations from what is usual."""
        return self.rows[one] @ self.rows[other].T - self.usual

    def factor(self, one: Sequence[int], other: Sequence[int]) -> float:
        """Return how many times as much what two groups share in words counts: 1, or more where they lie close."""
        import numpy as np

        close = self.closeness(one, other)
        at_home = self.language[one][:, None] == self.language[other]
        spoken = np.where(at_home, VOICE * (close - NEAR), FOREIGN_VOICE * (close - FOREIGN_NEAR))
        return 1.0 + float(spoken.clip(min=0.0).mean())

    def near(self) -> Iterator[tuple[int, int]]:
        """Yield the pairs (i < j) of articles that lie close."""
        import numpy as np

        for start in range(0, len(self.rows), BLOCK):
            close = self.rows[start : start + BLOCK] @ self.rows.T - self.usual
            at_home = self.language[start : start + BLOCK, None] == self.language
            firsts, seconds = np.nonzero(close > np.where(at_home, NEAR, FOREIGN_NEAR))
            ordered = firsts + start < seconds
            yield from zip((firsts[ordered] + start).tolist(), seconds[ordered].tolist(), strict=True)


def read_meanings(articles: Sequence[Article], vectors: Vectors) -> Meanings | None:
    """Return where the articles lie among each other; None where too few are heard."""
    import numpy as np

    heard = [place for place, article in enumerate(articles) if article.id in vectors]
    if len(heard) < LEAST:
        return None
    known = np.array([vectors[articles[place].id] for place in heard], dtype=np.float32)
    names = sorted({article.language for article in articles})
    language = np.array([names.index(article.language) for article in articles])
    everybody = known.mean(axis=0)
    moved = np.empty_like(known)
    for own in (language[heard] == number for number in range(len(names))):
        trust = own.sum() / (own.sum() + MIDDLE_DOUBT)
        moved[own] = known[own] - (1.0 - trust) * everybody - (trust * known[own].mean(axis=0) if own.any() else 0.0)
    moved /= np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-6)
    middle, deviation = _usual(moved)
    rows = np.zeros((len(articles), known.shape[1]), dtype=np.float32)
    rows[heard] = moved / np.sqrt(deviation)
    return Meanings(rows, middle / deviation, language)


def _usual(rows: Any) -> tuple[float, float]:
    """Return the middle product of two different rows and how far the others lie around it.

    The upper tenth, where reports of one event lie, has no say in it.
    """
    import numpy as np

    some = rows[:: -(-len(rows) // SAMPLE)]
    products = (some @ some.T)[np.triu_indices(len(some), 1)]
    middle, upper = np.quantile(products, (0.5, 0.9))
    return float(middle), max(float(upper - middle) / UPPER_TENTH, 1e-3)

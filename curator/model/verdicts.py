"""How a story fits a theme, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Decision(StrEnum):
    """What the judge proposes."""

    KEEP = "keep"
    ASK = "ask"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Reason:
    """One contribution to a score, with the evidence a person can check."""

    kind: str
    """"base", "phrase", "words", "example", "excluded", "language", …"""
    label: str
    """What is shown: the phrase, the word, the example's title."""
    value: float
    evidence: str = ""
    """Words in their context, from the article."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a story fits a theme, and why; `score` is the sum of the reasons' values."""

    theme: str
    score: float
    """Probability that the editor would keep it, 0 to 1."""
    threshold: float
    decision: Decision
    reasons: tuple[Reason, ...]
    section: str = ""
    flags: tuple[str, ...] = ()
    """Named findings: "promo", "press-release", "listicle", "gated", "near-miss" …"""
    plain: float | None = None
    """The probability by words alone, not corrected by what the editor made of earlier ones; None where unknown."""

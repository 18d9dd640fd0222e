"""The user's expertise."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that speak for (weight > 0) the theme; 1.0 is the usual weight."""

    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the edition and the phrases that lead a story there."""

    name: str
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Theme:
    """The user's expertise, as read from a file in `themes/`."""

    name: str
    """File name without its ending."""
    title: str
    description: str = ""
    phrases: tuple[Phrase, ...] = ()
    excluded: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    """Addresses or texts of articles that fit."""
    counter_examples: tuple[str, ...] = ()
    """Addresses or texts of articles that do not."""
    languages: tuple[str, ...] = ()
    """Two-letter codes to keep; empty: all."""
    sections: tuple[Section, ...] = ()
    per_day: float | None = None
    """About how many stories a day the editor expects; None: not said."""
    threshold: float | None = None
    """Fixed probability from which a story is kept; None: found from the stream."""

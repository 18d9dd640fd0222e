"""Work that is done elsewhere: in child processes, by a model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from curator.model import Article, Theme
from curator.ports.outcomes import Outcome, S, V


class Workers(Protocol):
    """Child processes that may die without taking the run with them."""

    def map(
        self,
        function: Callable[[S], V],
        items: Iterable[S],
        prepare: Callable[[], object] | None = None,
        ahead: int = 0,
    ) -> Iterator[Outcome[S, V]]:
        """Yield an outcome for each item, as they complete, pulling items only as fast as they are worked on.

        `function` is importable by name, and what it does twice is as good as
        done once; an item that kills, starves or outlasts its child is an
        outcome with an error. `ahead` items are held ready for the children.
        `prepare`, importable too, is called once in each child before its first
        item's time begins: it imports and loads what the function needs.
        """
        ...

    def ready(self, function: Callable[[S], V], prepare: Callable[[], object] | None = None) -> None:
        """Let children load what a `map` of `function`, soon to come, needs; wait for none of them."""
        ...


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody else says of an article and a theme."""

    fits: float
    """0: surely not, 1: surely."""
    why: str
    """One short sentence, plain text."""


class Adviser(Protocol):
    """Somebody who is asked where the judge is in doubt."""

    name: str

    def ask(self, theme: Theme, article: Article) -> Opinion:
        """Return an opinion. Raises `CuratorError` where none came, or an absurd one."""
        ...


class Encoder(Protocol):
    """Texts into vectors."""

    name: str

    def encode(self, texts: Sequence[str]) -> Any:
        """Return an array of shape (len(texts), dimensions), float32, rows of length 1."""
        ...

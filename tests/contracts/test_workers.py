"""What every `ports.Workers` promises."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from curator.errors import CuratorError, NotFound
from curator.pool import Pool
from curator.ports import Workers
from tests.pool import work


@pytest.fixture(params=["pool"])
def workers() -> Iterator[Workers]:
    with Pool(size=2) as made:
        yield made


def test_each_item_has_its_outcome(workers: Workers) -> None:
    outcomes = list(workers.map(work.double, range(50)))
    assert sorted((outcome.subject, outcome.value) for outcome in outcomes) == [(n, 2 * n) for n in range(50)]


def test_an_outcome_is_a_value_or_an_error(workers: Workers) -> None:
    outcomes = {outcome.subject: outcome for outcome in workers.map(work.awkward, ["fine", "refuse", "stumble"])}
    assert (outcomes["fine"].value, outcomes["fine"].error) == ("fine", None)
    assert (outcomes["refuse"].value, type(outcomes["refuse"].error)) == (None, NotFound)
    assert isinstance(outcomes["stumble"].error, CuratorError)


def test_items_come_from_any_iterable_lazily(workers: Workers) -> None:
    pulled = []

    def items() -> Iterator[int]:
        for number in range(100_000):
            pulled.append(number)
            yield number

    assert next(workers.map(work.double, items())).error is None
    assert len(pulled) < 1000


def test_nothing_given_nothing_done(workers: Workers) -> None:
    assert list(workers.map(work.double, ())) == []

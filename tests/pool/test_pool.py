"""The pool: nothing is lost, a death costs one item, and nobody is left behind."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from curator.errors import CuratorError, NotFound, ParseError
from curator.pool import Pool, WorkerCrashed, WorkerFailed, WorkerOutOfMemory, WorkerTooSlow
from curator.pool.frames import DONE, READY, Reader, answer
from curator.ports import Outcome
from tests.pool import work


@pytest.fixture
def pool() -> Iterator[Pool]:
    with Pool(size=2, seconds=5) as made:
        yield made


def by_subject(outcomes: Iterator[Outcome[str, str]]) -> dict[str, Outcome[str, str]]:
    return {outcome.subject: outcome for outcome in outcomes}


def test_every_item_has_its_outcome(pool: Pool) -> None:
    outcomes = list(pool.map(work.double, range(2000)))
    assert sorted(outcome.subject for outcome in outcomes) == list(range(2000))
    assert all(outcome.value == 2 * outcome.subject and outcome.error is None for outcome in outcomes)


def test_children_start_with_the_first_item_and_stay(pool: Pool) -> None:
    assert list(pool.map(work.child, ())) == []
    assert not pool._alive
    first = {outcome.value for outcome in pool.map(work.child, range(100))}
    second = {outcome.value for outcome in pool.map(work.child, range(100))}
    assert os.getpid() not in first
    assert len(first | second) <= 2


def test_children_get_ready_for_a_round_that_comes(pool: Pool) -> None:
    pool.ready(work.child)
    waiting = {worker._process.pid for worker in pool._alive}
    assert len(waiting) == 1
    assert waiting <= {outcome.value for outcome in pool.map(work.child, range(2000))}


def test_a_slow_source_has_items_ready(pool: Pool) -> None:
    taken: list[int] = []

    def source() -> Iterator[int]:
        for number in range(200):
            taken.append(number)
            yield number

    outcomes = pool.map(work.double, source(), ahead=150)
    first = next(outcomes)
    assert first.value == 2 * first.subject
    assert len(taken) >= 150
    assert sorted(outcome.subject for outcome in (first, *outcomes)) == list(range(200))


@pytest.mark.parametrize(
    ("order", "error"),
    [("kill", WorkerCrashed), ("segfault", WorkerCrashed), ("exit", WorkerCrashed), ("eat", WorkerOutOfMemory)],
)
def test_a_death_costs_one_item(pool: Pool, order: str, error: type[ParseError]) -> None:
    orders = [f"item{n}" for n in range(60)]
    outcomes = by_subject(pool.map(work.awkward, [*orders[:30], order, *orders[30:]]))
    assert len(outcomes) == 61
    assert isinstance(outcomes.pop(order).error, error)
    assert all(outcome.value == outcome.subject for outcome in outcomes.values())


def test_many_deaths_cost_as_many_items(pool: Pool) -> None:
    orders = [f"item{n}" if n % 5 else f"kill {n}" for n in range(20)]
    outcomes = by_subject(pool.map(work.awkward, orders))
    assert set(outcomes) == set(orders)
    outcomes = by_subject(pool.map(work.awkward, ["exit", "kill", "fine"]))
    assert outcomes["fine"].value == "fine"


@pytest.mark.parametrize("order", ["sleep", "spin"])
def test_what_takes_too_long_is_ended(order: str) -> None:
    with Pool(size=2, seconds=0.5) as pool:
        outcomes = by_subject(pool.map(work.awkward, [*"abc", order, *"def"]))
    assert isinstance(outcomes[order].error, WorkerTooSlow)
    assert "0.5 s" in str(outcomes[order].error)
    assert all(outcomes[item].value == item for item in "abcdef")


def test_a_child_that_is_stopped_is_ended_by_the_parent() -> None:
    with Pool(size=1, seconds=0.2) as pool:
        (number,) = [outcome.value for outcome in pool.map(work.child, [0])]
        os.kill(number, signal.SIGSTOP)
        (outcome,) = pool.map(work.double, [1])
    assert isinstance(outcome.error, WorkerTooSlow)


def test_time_runs_while_the_caller_is_elsewhere(tmp_path: Path) -> None:
    with Pool(size=1, seconds=0.3) as pool:

        def slowly_given() -> Iterator[str]:
            yield "sleep"
            time.sleep(1.5)
            yield "after"

        outcomes = by_subject(pool.map(work.awkward, slowly_given()))
    assert isinstance(outcomes["sleep"].error, WorkerTooSlow)
    assert outcomes["after"].value == "after"


def test_memory_that_others_left_is_not_the_next_items_fault() -> None:
    with Pool(size=1, memory_bytes=400_000_000) as pool:
        outcomes = list(pool.map(work.spoil_then_starve, "abcdefgh"))
    assert [outcome.error for outcome in outcomes] == [None] * 8


def test_errors_come_back_as_they_were(pool: Pool) -> None:
    outcomes = by_subject(pool.map(work.awkward, ["refuse", "misread", "stumble", "quit"]))
    refused = outcomes["refuse"].error
    assert isinstance(refused, NotFound)
    assert str(refused) == "this: nothing there. Look elsewhere."
    misread = outcomes["misread"].error
    assert isinstance(misread, ParseError)
    assert misread.cause == "not-a-feed"
    assert isinstance(outcomes["stumble"].error, WorkerFailed)
    assert str(outcomes["stumble"].error) == "RecursionError: deep water"
    assert isinstance(outcomes["quit"].error, WorkerCrashed)


def test_what_cannot_come_back_is_an_error(pool: Pool) -> None:
    (outcome,) = pool.map(work.unpicklable, [1])
    assert isinstance(outcome.error, WorkerFailed)


def test_a_chatty_library_does_not_disturb(pool: Pool) -> None:
    (outcome,) = pool.map(work.awkward, ["print"])
    assert outcome.value == "print"


def test_large_items_travel_both_ways(pool: Pool) -> None:
    items = [letter * 3_000_000 for letter in "abcdef"]
    assert sorted(outcome.value or "" for outcome in pool.map(work.awkward, items)) == items


def test_items_are_pulled_as_they_are_worked_on(pool: Pool) -> None:
    pulled = []

    def endless() -> Iterator[int]:
        for number in range(10**9):
            pulled.append(number)
            yield number

    outcomes = pool.map(work.double, endless())
    for _ in range(50):
        next(outcomes)
    outcomes.close()  # type: ignore[attr-defined]
    assert len(pulled) < 250
    assert len(list(pool.map(work.double, range(10)))) == 10


def test_one_map_may_feed_another(pool: Pool) -> None:
    first = pool.map(work.double, range(100))
    second = pool.map(work.double, (outcome.value for outcome in first if outcome.value is not None))
    assert sorted(outcome.value or 0 for outcome in second) == [4 * n for n in range(100)]


def test_a_source_that_fails_fails_the_map_and_leaves_the_pool_sound(pool: Pool) -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise OSError("the source broke")

    with pytest.raises(OSError, match="the source broke"):
        list(pool.map(work.double, broken()))
    assert [outcome.value for outcome in pool.map(work.double, [4])] == [8]


def test_children_that_cannot_start_are_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with Pool(size=1) as pool, pytest.raises(CuratorError, match="cannot be started"):
        list(pool.map(work.double, range(10)))


def test_children_are_prepared_once_before_the_time_begins() -> None:
    with Pool(size=1, seconds=0.5) as pool:
        outcomes = list(pool.map(work.preparations, range(3), work.prepare_slowly))
    assert [outcome.value for outcome in outcomes] == [1, 1, 1]


def test_what_cannot_be_prepared_fails_every_item_with_the_reason(pool: Pool) -> None:
    outcomes = list(pool.map(work.double, range(3), work.fail_to_prepare))
    assert {str(outcome.error) for outcome in outcomes} == {"LookupError: the model is missing"}


def test_a_function_of_the_program_itself_is_refused(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work.double, "__module__", "__main__")
    with pytest.raises(TypeError, match="can import it by its name"):
        next(pool.map(work.double, [1]))


def test_close_ends_every_child() -> None:
    pool = Pool(size=2)
    children = {outcome.value for outcome in pool.map(work.child, range(50))}
    pool.close()
    for child in children:
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)


PROGRAM = """
    import sys
    from curator.pool import Pool
    from tests.pool import work
    pool = Pool(size=1, seconds=30)
    print(next(pool.map(work.child, [0])).value, flush=True)
    {then}
"""


def started(then: str, *paths: str) -> subprocess.Popen[str]:
    program = textwrap.dedent(PROGRAM).format(then=then)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen([sys.executable, "-c", program, *paths], stdout=subprocess.PIPE, text=True, env=environment)


def is_gone(child: int, within: float = 5.0) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        with contextlib.suppress(FileNotFoundError):
            if Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
                time.sleep(0.02)
                continue
        return True
    return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_a_killed_parent_leaves_no_child_behind() -> None:
    with started("import time; time.sleep(60)") as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
    assert is_gone(child)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
@pytest.mark.parametrize("then", ["sys.exit(3)", "raise KeyboardInterrupt"])
def test_a_parent_that_ends_takes_its_children_along(then: str) -> None:
    with started(then) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.wait(10)
    assert is_gone(child)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_ctrl_c_during_the_work_ends_children_at_once(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    with started("list(pool.map(work.touch, sys.argv[1:]))", str(begun)) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        while not begun.exists():
            time.sleep(0.02)
        parent.send_signal(signal.SIGINT)
        assert parent.wait(10) == -signal.SIGINT
    assert is_gone(child)


def test_answers_are_put_together_from_any_pieces() -> None:
    stream = answer(READY) + answer(DONE, b"x" * 300, 0.5) + answer(DONE, b"")
    for size in (1, 7, 64, 1000):
        reader = Reader()
        found = [one for at in range(0, len(stream), size) for one in reader.feed(stream[at : at + size])]
        assert [(one.kind, one.seconds, len(one.payload)) for one in found] == [
            (READY, 0, 0),
            (DONE, 0.5, 300),
            (DONE, 0, 0),
        ]

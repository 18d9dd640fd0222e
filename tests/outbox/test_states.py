"""The ledger under random orders and random breaks: nobody gets two, nobody is forgotten in silence."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.model import Delivery, DeliveryState
from curator.outbox import WrongMove, claim, resend, settle, settle_leftover
from curator.outbox.states import ALLOWED, MOST_ATTEMPTS
from curator.ports import Answer, Note
from curator.store import open_store
from curator.store.diary import FileDiary
from curator.store.opening import Store

NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
S = DeliveryState
NEW = Delivery("letter", "2026-w47", "weekly", "r1")
ANSWERS = st.sampled_from([S.SENT, S.REFUSED, S.NEW, S.UNCERTAIN])
WHERE = st.sampled_from(["claim", "before the wire", "on the wire", "answered", "nowhere"])


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("answer", list(S))
def test_only_the_moves_that_are_allowed_can_be_made(state: S, answer: S) -> None:
    delivery = replace(NEW, state=state, attempts=1)
    if answer in ALLOWED[state]:
        assert settle(delivery, Answer(answer, "why", "receipt"), NOW).state is answer
    else:
        with pytest.raises(WrongMove):
            settle(delivery, Answer(answer), NOW)


def test_what_is_sent_is_never_claimed_again() -> None:
    sent = settle(claim(NEW, NOW), Answer(S.SENT), NOW)
    for act in (claim, resend):
        with pytest.raises(WrongMove):
            act(sent, NOW)


def test_what_is_uncertain_goes_again_by_the_editors_word_alone() -> None:
    uncertain = settle(claim(NEW, NOW), Answer(S.UNCERTAIN), NOW)
    with pytest.raises(WrongMove):
        claim(uncertain, NOW)
    assert claim(resend(uncertain, NOW), NOW).attempts == 1


def test_what_is_put_off_too_often_is_refused() -> None:
    delivery = NEW
    for _ in range(MOST_ATTEMPTS):
        assert delivery.state is S.NEW
        delivery = settle(claim(delivery, NOW), Answer(S.NEW, "451 later"), NOW)
    assert delivery.state is S.REFUSED
    assert "451 later" in delivery.reason


def test_a_leftover_is_settled_by_what_is_known_of_it() -> None:
    left = claim(NEW, NOW)
    assert settle_leftover(left, None, NOW).state is S.UNCERTAIN
    assert settle_leftover(left, Note(), NOW) == replace(NEW, at=NOW)
    assert settle_leftover(left, Note(begun=True), NOW).state is S.UNCERTAIN
    assert settle_leftover(left, Note(True, Answer(S.SENT, receipt="250 ok")), NOW).receipt == "250 ok"


class World:
    """A sender that may die anywhere, a mail server that counts, and a store on the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.arrived = folder, dict.fromkeys("abcdef", 0)

    def run(self, store: Store, answer: S, dies: str, at: int) -> None:
        """Send to everybody who is new, as the service does; die at the `at`th recipient."""
        diary = FileDiary(self.folder / "diary")
        leftovers = store.outbox.deliveries(states=[S.SENDING])
        store.outbox.change([(one, settle_leftover(one, diary.tell(one), NOW)) for one in leftovers])
        diary.open()
        entered = store.outbox.enter([replace(NEW, recipient=name) for name in self.arrived])
        waiting = [one for one in entered if one.state is S.NEW]
        claimed = store.outbox.change([(one, claim(one, NOW)) for one in waiting])
        if dies == "claim":
            return
        settled = []
        for number, one in enumerate(claimed):
            if number == at and dies == "before the wire":
                return
            diary.begin(one)
            if answer in (S.SENT, S.UNCERTAIN):
                self.arrived[one.recipient] += 1
            if number == at and dies == "on the wire":
                return
            after = settle(one, Answer(answer), NOW)
            diary.end(one, Answer(answer))
            settled.append((one, after))
            if number == at and dies == "answered":
                return
        store.outbox.change(settled)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store as it is when it was just made, to copy: making one takes longer than an example."""
    path = tmp_path_factory.mktemp("empty") / "store.sqlite"
    open_store(path).close()
    return path


@settings(max_examples=25, deadline=None)
@given(runs=st.lists(st.tuples(ANSWERS, WHERE, st.integers(0, 5)), min_size=1, max_size=6), falls=st.booleans())
def test_whatever_breaks_nobody_gets_two_and_nobody_is_lost(
    runs: list[tuple[S, str, int]], falls: bool, empty: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    world = World(tmp_path_factory.mktemp("world"))
    shutil.copy(empty, world.folder)
    for answer, dies, at in runs:
        with open_store(world.folder / "store.sqlite") as store:
            world.run(store, answer, dies, at)
        if falls:  # the machine went down: what the disk had not taken is gone
            (world.folder / "diary").unlink(missing_ok=True)
    with open_store(world.folder / "store.sqlite") as store:
        world.run(store, S.SENT, "nowhere", 0)
        state = {one.recipient: one.state for one in store.outbox.deliveries()}
    assert max(world.arrived.values()) <= 1
    assert all(world.arrived[name] for name, at in state.items() if at is S.SENT)
    assert set(state.values()) <= {S.SENT, S.UNCERTAIN, S.REFUSED}
    assert {name for name, many in world.arrived.items() if many} <= {
        name for name, at in state.items() if at in (S.SENT, S.UNCERTAIN)
    }


def test_of_two_that_claim_one_delivery_one_gets_it(tmp_path: Path) -> None:
    with open_store(tmp_path / "a.sqlite") as one, open_store(tmp_path / "a.sqlite") as other:
        (entered,) = one.outbox.enter([NEW])
        assert other.outbox.enter([NEW]) == (entered,)
        move = [(entered, claim(entered, NOW))]
        assert len(one.outbox.change(move)) == 1
        assert other.outbox.change(move) == ()


def test_an_entry_that_is_known_keeps_its_state(tmp_path: Path) -> None:
    with open_store(tmp_path / "a.sqlite") as store:
        (entered,) = store.outbox.enter([NEW])
        store.outbox.change([(entered, claim(entered, NOW))])
        assert store.outbox.enter([NEW, replace(NEW, recipient="r2")])[0].state is S.SENDING
        assert [one.recipient for one in store.outbox.deliveries("letter", "2026-w47", "weekly")] == ["r1", "r2"]
        assert store.outbox.deliveries("letter", "2026-w48") == ()


def test_a_diary_of_another_boot_answers_only_for_what_it_holds(tmp_path: Path) -> None:
    diary, claimed = FileDiary(tmp_path / "diary"), claim(NEW, NOW)
    other = replace(claimed, recipient="r2")
    diary.open()
    diary.begin(claimed)
    diary.end(claimed, Answer(S.SENT, receipt="250 2.0.0 taken"))
    diary.begin(other)
    diary.close()
    file = tmp_path / "diary"
    file.write_text(file.read_text().replace('{"boot": "', '{"boot": "0000'))
    assert diary.tell(claimed) == Note(True, Answer(S.SENT, "", "250 2.0.0 taken"))
    assert diary.tell(other) is None
    assert diary.tell(replace(claimed, attempts=2)) is None


def test_a_line_cut_off_makes_the_diary_unsure(tmp_path: Path) -> None:
    diary, claimed = FileDiary(tmp_path / "diary"), claim(NEW, NOW)
    diary.open()
    diary.begin(claimed)
    diary.close()
    file = tmp_path / "diary"
    file.write_text(file.read_text() + '{"begin": "lett')
    assert diary.tell(replace(claimed, recipient="r2")) is None

"""A kill at any moment leaves a sound store with every transaction whole or absent."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from curator.model import Article, Entry, SourceState, Verdict
from curator.store import open_store
from tests.contracts.factory import NOW, VERDICT, article, entry

EACH = 50
ROOT = Path(__file__).parents[2]


def turn(number: int) -> tuple[SourceState, list[Entry], list[tuple[Article, list[str]]], dict[str, str], Verdict]:
    """Return what the turn of this number writes, in three transactions."""
    source = f"source-{number}"
    said = [entry(f"{number}-{k}", source=source, text="word " * 300) for k in range(EACH)]
    read = [(article(one.guid, text=one.text, sources=(source,)), [one.id]) for one in said]
    return SourceState(source, checked=NOW), said, read, {one.id: source for one, _ in read}, VERDICT


WRITE_FOR_EVER = """
import sys
from curator.store import open_store
from tests.store.test_kill import NOW, turn
store = open_store(sys.argv[1])
number = len(store.inbox.states())
print("ready", flush=True)
while True:
    state, said, read, filed, verdict = turn(number)
    store.inbox.record([(state, said)], NOW)
    store.inbox.keep(read)
    store.archive.file(filed, {state.source: verdict})
    number += 1
"""


def assert_whole(path: Path) -> int:
    """Check that each transaction is there entirely or not at all; return the number of turns begun."""
    with open_store(path) as store:
        store.check()
        sources = list(store.inbox.states())
        unread = [one.source for one in store.inbox.unread(NOW)]
        articles = list(store.inbox.articles(NOW, NOW))
        filed = store.archive.stories(one.id for one in articles)
        verdicts = store.archive.verdicts(sources)
    assert {unread.count(source) for source in unread} <= {EACH}
    assert len(unread) + len(articles) == EACH * len(sources)
    assert len(filed) % EACH == 0
    assert set(filed.values()) == set(verdicts)
    return len(sources)


def test_kill_at_random_moments(path: Path) -> None:
    moments = random.Random(20261122)
    begun = 0
    for _ in range(4):
        child = subprocess.Popen(
            [sys.executable, "-c", WRITE_FOR_EVER, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        with child:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
            time.sleep(moments.uniform(0.02, 0.4))
            child.kill()
        now_begun = assert_whole(path)
        assert now_begun >= begun
        begun = now_begun
    assert begun > 0

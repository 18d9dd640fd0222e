"""One `Pool.map`: who works on what, what has come back, and what to do when a child dies."""

from __future__ import annotations

import pickle
import selectors
import time
from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from curator.errors import CuratorError, ParseError
from curator.i18n import N_
from curator.pool.frames import DONE, STARVED, Answer
from curator.pool.worker import Item, Worker, WorkerFailed, WorkerOutOfMemory, WorkerTooSlow
from curator.ports import Outcome

if TYPE_CHECKING:
    from curator.pool.pool import Pool

_LARGEST_BATCH = 16
_BATCH_BYTES = 500_000
"""Of a batch with more than one item."""
_BATCH_SECONDS = 0.02
"""Work in a batch: long against the cost of a message, short against an uneven end."""
_NOTHING = object()


class Round:
    """The state of one map; its children are borrowed from the pool."""

    def __init__(self, pool: Pool, function: bytes, ahead: int) -> None:
        self._pool = pool
        self._function = function
        self._ahead = ahead
        self._workers: list[Worker] = []
        self._selector = selectors.DefaultSelector()
        self._waiting: deque[Item] = deque()
        self._finished: deque[Outcome[Any, Any]] = deque()
        self._item_seconds = _BATCH_SECONDS
        """Running mean of the work on one item."""

    def outcomes(self, items: Iterable[Any]) -> Iterator[Outcome[Any, Any]]:
        """Drive all items to their end."""
        source = iter(items)
        exhausted = False
        while True:
            while self._finished:
                yield self._finished.popleft()
            self._hand_out(exhausted)
            if not exhausted and self._wants_more():
                subject = next(source, _NOTHING)
                if subject is _NOTHING:
                    exhausted = True
                else:
                    self._waiting.append(Item(subject, pickle.dumps(subject, pickle.HIGHEST_PROTOCOL)))
                self._listen(0)
            elif self._waiting or any(worker.given for worker in self._workers):
                self._listen(self._patience())
            elif exhausted:
                return

    def end(self) -> None:
        """Give the children back; those that still work for nobody are ended."""
        for worker in self._workers:
            self._pool.give_back(worker)
        self._workers.clear()
        self._selector.close()

    def _batch_size(self) -> int:
        return max(1, min(_LARGEST_BATCH, int(_BATCH_SECONDS / max(self._item_seconds, 1e-6))))

    def _wants_more(self) -> bool:
        """Tell whether the next item is to be taken from the source."""
        if self._ahead:
            return len(self._waiting) < self._ahead
        return len(self._waiting) < self._batch_size() and not self._all_loaded()

    def _all_loaded(self) -> bool:
        """Tell whether every child there may be has its batch and one in reserve."""
        enough = 2 * self._batch_size()
        return len(self._workers) >= self._pool.size and all(len(worker.given) >= enough for worker in self._workers)

    def _hand_out(self, exhausted: bool) -> None:
        """Give work to who has none, start a child where all are busy, then lay whole batches in reserve."""
        size = self._batch_size()
        while self._waiting:
            worker = min(self._workers, key=lambda one: len(one.given), default=None)
            if worker is None or (worker.given and len(self._workers) < self._pool.size):
                worker = self._hire()
            elif worker.given and (len(worker.given) > size or (len(self._waiting) < size and not exhausted)):
                return
            worker.give(self._function, self._next_batch(size))
            self._watch(worker)

    def _next_batch(self, size: int) -> list[Item]:
        chosen = [self._waiting.popleft()]
        weight = len(chosen[0].pickled)
        # What already cost a child its life travels alone.
        while self._waiting and len(chosen) < size and not chosen[0].retried and not self._waiting[0].retried:
            weight += len(self._waiting[0].pickled)
            if weight > _BATCH_BYTES:
                break
            chosen.append(self._waiting.popleft())
        return chosen

    def _hire(self) -> Worker:
        worker = self._pool.take()
        self._workers.append(worker)
        self._selector.register(worker.answers, selectors.EVENT_READ, worker)
        return worker

    def _watch(self, worker: Worker) -> None:
        """Ask to be told when the pipe to a child takes more, for as long as there is more."""
        watched = worker.tasks in self._selector.get_map()
        if worker.has_outgoing and not watched:
            self._selector.register(worker.tasks, selectors.EVENT_WRITE, worker)
        elif watched and not worker.has_outgoing:
            self._selector.unregister(worker.tasks)

    def _patience(self) -> float:
        soonest = min((worker.due() for worker in self._workers), default=float("inf"))
        return max(0.0, min(soonest - time.monotonic(), 1.0))

    def _listen(self, seconds: float) -> None:
        """Take what children say, within `seconds`; end those that have been silent for too long."""
        for key, events in self._selector.select(seconds):
            worker: Worker = key.data
            if worker not in self._workers:
                continue
            if events & selectors.EVENT_WRITE:
                worker.write()
                self._watch(worker)
                continue
            answers = worker.read()
            if answers is None:
                self._bury(worker)
            else:
                for answer in answers:
                    self._settle(worker, answer)
        now = time.monotonic()
        for worker in self._workers:
            if now > worker.due():
                worker.kill()

    def _settle(self, worker: Worker, answer: Answer) -> None:
        item = worker.given.popleft()
        if answer.kind == STARVED:
            self._blame(
                worker, item, WorkerOutOfMemory(N_("it needs more memory than it may have."), cause="too-large")
            )
            return
        worker.done += 1
        self._item_seconds += (answer.seconds - self._item_seconds) / 8
        value = pickle.loads(answer.payload)
        if answer.kind == DONE:
            self._finished.append(Outcome(item.subject, value))
        else:
            error = value if isinstance(value, CuratorError) else WorkerFailed(str(value))
            self._finished.append(Outcome(item.subject, error=error))

    def _bury(self, worker: Worker) -> None:
        """Settle the affairs of a child that has ended: one item may be to blame, the others go to the next."""
        self._selector.unregister(worker.answers)
        if worker.tasks in self._selector.get_map():
            self._selector.unregister(worker.tasks)
        self._workers.remove(worker)
        self._pool.discard(worker)
        error = worker.bury()
        if worker.never_started:
            raise CuratorError(
                N_("child processes cannot be started."), about="pool", remedy=N_("Is there enough memory?")
            )
        guilty = worker.given.popleft() if error is not None else None
        self._waiting.extendleft(reversed(worker.given))
        worker.given.clear()
        if guilty is not None and error is not None:
            self._blame(worker, guilty, error)

    def _blame(self, worker: Worker, item: Item, error: ParseError) -> None:
        """Give an item up, or try it once more where an earlier one may have spoilt the child."""
        if worker.done and not item.retried and not isinstance(error, WorkerTooSlow):
            item.retried = True
            self._waiting.appendleft(item)
        else:
            self._finished.append(Outcome(item.subject, error=error))

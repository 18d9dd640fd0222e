"""Polling: sources are asked, page after page where there are several, and their answers understood in children."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain

from curator.errors import CuratorError, MissingKey, ParseError
from curator.health import digest
from curator.model import Cause, Entry, Source, SourceState
from curator.ports import Batch, Fetcher, Keys, Request, Response, Web, Workers
from curator.text.filters import parse_query

MOST_PAGES = 30
"""Requests for one source in one run."""
RESERVE = 5
"""Requests that are left to others where a server says how many are allowed."""

_REFUSED = frozenset({Cause.UNAUTHORIZED, Cause.FORBIDDEN})
_ENDED = (b"ExpiredToken", b"InvalidToken", b"AuthMissing")
"""What a Bluesky server says, with status 400, of a session that has ended."""


@dataclass(frozen=True, slots=True)
class Polled:
    """What one source answered, all its pages together."""

    source: Source
    response: Response
    """The last one: what is wrong with it is wrong with the source."""
    batch: Batch | None = None
    """What was understood, also before something went wrong; None where nothing was looked at."""
    error: CuratorError | None = None
    """Why the last answer could not be understood."""
    cursor: str = ""
    """How far the source has been read; "" leaves what is remembered."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a child needs to understand one answer."""

    fetcher: Fetcher
    source: Source
    response: Response
    now: datetime


@dataclass(slots=True)
class _Course:
    """One source on its way from page to page."""

    source: Source
    batches: list[Batch] = field(default_factory=list)
    asked: int = 0
    renewed: bool = False


def _parse(answer: _Answer) -> Batch:
    batch = answer.fetcher.parse(answer.source, answer.response, answer.now)
    if not answer.source.filter:
        return batch
    wanted = parse_query(answer.source.filter)
    return replace(batch, entries=tuple(entry for entry in batch.entries if wanted.matches(*_said(entry))))


def _said(entry: Entry) -> Iterator[str]:
    """Yield what a filter looks at."""
    yield from (entry.title, entry.text, *entry.categories)
    if entry.sharer is not None:
        yield entry.sharer.words


class Poll:
    """One round of asking sources; pages that lead onward are asked for at most `most` times each."""

    def __init__(
        self,
        web: Web,
        workers: Workers,
        fetchers: Mapping[str, Fetcher],
        keys: Keys,
        now: datetime,
        most: int = MOST_PAGES,
    ) -> None:
        """Take the way to the web, the children, a fetcher for each kind of source, and the keys."""
        self._web, self._workers, self._fetchers, self._keys = web, workers, fetchers, keys
        self._now, self._most = now, most
        self._courses: dict[str, _Course] = {}
        self._states: Mapping[str, SourceState] = {}
        self._next: list[Request] = []
        self._unasked: list[Polled] = []

    def ask(self, sources: Iterable[Source], states: Mapping[str, SourceState]) -> Iterator[Polled]:
        """Yield what became of each source; one that fails costs nothing but itself.

        An answer whose bytes are known is not parsed again.
        """
        self._states = states
        self._courses = {source.id: _Course(source) for source in sources}
        requests: Iterable[Request] = chain.from_iterable(map(self._first, self._courses.values()))
        while True:
            for answer, said in self._understood(self._answers(requests)):
                if polled := self._step(self._courses[answer.source.id], answer.response, said):
                    yield polled
            yield from self._unasked
            self._unasked.clear()
            if not self._next:
                return
            requests, self._next = self._next, []

    def _first(self, course: _Course) -> Iterator[Request]:
        source = course.source
        state = self._states.get(source.id)
        try:
            request = self._fetchers[source.kind].request(source, state, self._now)
        except ParseError as error:
            told = Response(Request(source.address, subject=source.id), cause=Cause.BAD_ADDRESS, detail=error.message)
            self._unasked.append(Polled(source, told))
            return
        yield from self._with_key(course, request)

    def _with_key(self, course: _Course, request: Request) -> Iterator[Request]:
        """Yield the request with the source's key; nothing where there is none, which is then told."""
        try:
            key = self._keys.headers(course.source)
        except MissingKey as missing:
            told = Response(request, cause=Cause.KEY, detail=f"{missing.message} {missing.remedy}".strip())
            self._unasked.append(Polled(course.source, told))
            return
        except CuratorError as fault:
            told = Response(request, cause=Cause.SERVER_ERROR, detail=fault.message)
            self._unasked.append(Polled(course.source, told))
            return
        course.asked += 1
        yield replace(request, headers={**request.headers, **key}) if key else request

    def _answers(self, requests: Iterable[Request]) -> Iterator[_Answer]:
        for response in self._web.fetch(requests):
            source = self._courses[response.request.subject].source
            yield _Answer(self._fetchers[source.kind], source, response, self._now)

    def _understood(self, answers: Iterable[_Answer]) -> Iterator[tuple[_Answer, Batch | CuratorError | None]]:
        """Yield each answer with what it says; only what failed in no way and is not known goes to a child."""
        settled: list[_Answer] = []

        def unknown() -> Iterator[_Answer]:
            for answer in answers:
                if self._is_news(answer):
                    yield _without_key(answer)
                else:
                    settled.append(answer)

        for outcome in self._workers.map(_parse, unknown()):
            yield outcome.subject, outcome.value if outcome.error is None else outcome.error
            while settled:
                yield settled.pop(), None
        for answer in settled:
            yield answer, None

    def _is_news(self, answer: _Answer) -> bool:
        response = answer.response
        if response.cause is not None or response.status == 304:
            return False
        state = self._states.get(answer.source.id)
        first = not self._courses[answer.source.id].batches
        return not first or state is None or not state.body_hash or digest(response.body) != state.body_hash

    def _step(self, course: _Course, response: Response, said: Batch | CuratorError | None) -> Polled | None:
        """Take one answer; return what became of the source, None while it is asked on."""
        if self._asks_again(course, response):
            return None
        if isinstance(said, Batch):
            course.batches.append(said)
            if said.onward and course.asked < self._most and not _is_tight(response):
                onward = replace(_plain(response.request), address=said.onward)
                self._next += self._with_key(course, onward)
                return None
        whole = _joined(course.batches) if course.batches else None
        cursor = whole.cursor if whole else ""
        if isinstance(said, CuratorError):
            return Polled(course.source, response, whole, said, cursor)
        if response.cause is None and whole is not None and not (whole.onward and _is_tight(response)):
            cursor = whole.newest or cursor
        if course.asked > 1:
            response = replace(response, permanent="")
        return Polled(course.source, self._told(course.source, response), whole, None, cursor)

    def _asks_again(self, course: _Course, response: Response) -> bool:
        """Ask once more, with another key, where the first was refused; return whether that is under way."""
        ended = response.status == 401 or (response.status == 400 and any(word in response.body for word in _ENDED))
        if not ended or course.renewed or not _has_key(response.request) or not self._keys.renew(course.source):
            return False
        course.renewed = True
        self._next += self._with_key(course, _plain(response.request))
        return True

    def _told(self, source: Source, response: Response) -> Response:
        """Return a refusal as what it is where a key would help."""
        if source.kind == "feed" or response.cause not in _REFUSED:
            return response
        had = "the key that is kept is refused" if _has_key(response.request) else "it cannot be read without a key"
        return replace(response, cause=Cause.KEY, detail=f"{had} (status {response.status})")


def _has_key(request: Request) -> bool:
    return any(name.lower() == "authorization" for name in request.headers)


def _plain(request: Request) -> Request:
    """Return a request without its key."""
    fields = {name: value for name, value in request.headers.items() if name.lower() != "authorization"}
    return replace(request, headers=fields)


def _without_key(answer: _Answer) -> _Answer:
    """Return an answer as a child is shown it."""
    if not _has_key(answer.response.request):
        return answer
    return replace(answer, response=replace(answer.response, request=_plain(answer.response.request)))


def _is_tight(response: Response) -> bool:
    """Return whether the server allows hardly any more requests for now."""
    for name in ("x-ratelimit-remaining", "ratelimit-remaining"):
        left = response.headers.get(name, "").strip()
        if left.isascii() and left.isdigit():
            return int(left) < RESERVE
    return False


def _joined(batches: list[Batch]) -> Batch:
    """Return several pages as one; of what each says of the source, the first that says it counts."""

    def first(name: str) -> str:
        return next((str(value) for batch in batches if (value := getattr(batch, name))), "")

    return Batch(
        title=first("title"),
        site=first("site"),
        language=first("language"),
        entries=tuple(chain.from_iterable(batch.entries for batch in batches)),
        hub=first("hub"),
        dropped=sum(batch.dropped for batch in batches),
        onward=batches[-1].onward,
        cursor=next((batch.cursor for batch in reversed(batches) if batch.cursor), ""),
        newest=first("newest"),
    )

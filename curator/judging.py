"""Who judges: the judges of the themes, the encoder they hear, the second opinion; composed of settings and store."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from curator.errors import CuratorError

if TYPE_CHECKING:
    from curator.classify import AnyJudge
    from curator.classify.sense import Encode
    from curator.config import Config
    from curator.editions import Marks
    from curator.model import Article, Story, Theme, Tie, Verdict
    from curator.ports import Adviser, Web
    from curator.store.opening import Store

UNDERSTOOD = {
    "minilm": ("en",),
    "universal": ("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"),
}
"""The languages of encoders that do not understand all, unless the settings say otherwise."""


class Judging:
    """The judges of one journal at one moment; what they need is opened when it is first asked for."""

    def __init__(
        self, config: Config, now: datetime, store: Callable[[], Store], marks: Callable[[], Marks], web: Web | None
    ) -> None:
        """Take the settings, the moment, the store, the marks, and if given another web than the real one."""
        self.config = config
        self.now = now
        self.unanswered: tuple[CuratorError, ...] = ()
        """Why questions to the second opinion had no answer."""
        self._store = store
        self._marks = marks
        self._web = web
        self._open = ExitStack()

    def close(self) -> None:
        """Close the ways to servers of models."""
        self._open.close()

    @cached_property
    def judges(self) -> tuple[AnyJudge, ...]:
        """A judge for each theme, learnt from the marks and what came in."""
        return self.learnt(())

    def learnt(self, arriving: Sequence[Article]) -> tuple[AnyJudge, ...]:
        """Return the judges, learnt from what came in; on a first run, from some of what is arriving, too."""
        from curator.services.learn import ENOUGH, background, encoded, judges, taught

        store = self._store()
        usual = background(store.inbox, self.now)
        if len(usual) < ENOUGH:
            usual = (*usual, *sorted(arriving, key=lambda article: article.id)[:ENOUGH])
        lessons = taught(store.inbox, store.archive, self._marks(), self.config.themes)
        shelf = self.config.paths.store.parent / "judges"
        by_words = judges(self.config.themes, usual, lessons, store.inbox, shelf)
        if self._encode is None:
            return by_words
        return tuple(
            encoded(one, usual, lessons[one.theme.name], store.inbox, self._encode, self._understood)
            for one in by_words
        )

    def forget(self) -> None:
        """Let the judges be learnt anew: the marks have changed."""
        self.__dict__.pop("judges", None)

    def judge_as(self, theme: Theme) -> AnyJudge:
        """Return the judge that `theme` would give if it were saved like this."""
        from curator.services.learn import background, encoded, taught, trial

        store = self._store()
        usual = background(store.inbox, self.now)
        lessons = taught(store.inbox, store.archive, self._marks(), self.config.themes)[theme.name]
        judge = trial(theme, usual, lessons, store.inbox)
        if self._encode is None:
            return judge
        return encoded(judge, usual, lessons, store.inbox, self._encode, self._understood)

    def taught(self, theme: Theme, marked: Sequence[tuple[Article, bool]]) -> AnyJudge:
        """Return the judge that a theme would give if these were all decisions so far; it is not kept."""
        from curator.services.learn import Lessons, background, trial

        inbox = self._store().inbox
        return trial(theme, background(inbox, self.now), Lessons(tuple(marked)), inbox)

    def heard(self, articles: Sequence[Article]) -> dict[str, Any]:
        """Return what the encoder makes of the articles it understands, by their ids; nothing without an encoder."""
        if self._encode is None:
            return {}
        from curator.classify.sense import said, understands

        own = [article for article in articles if understands(article.language, self._understood)]
        return dict(zip((article.id for article in own), self._encode([said(one) for one in own]), strict=True))

    def ties(self, story: Story) -> tuple[Tie, ...]:
        """Return what holds each article after the first to its story; with an encoder, also by meaning."""
        from curator.stories import ties

        since = self.now - timedelta(hours=self.config.edition.longest_window_hours)
        alone = self._encode is None or len(story.articles) < 2
        stream = () if alone else tuple(self._store().inbox.articles(since, self.now))
        return ties(story, stream, {} if alone else self.heard((*story.articles, *stream)))

    @cached_property
    def _encode(self) -> Encode | None:
        settings = self.config.encoder
        if not settings.kind:
            return None
        from curator.encoders import Shelf, make_encoder

        encoder = make_encoder(
            settings,
            lambda: self._model_web(settings.address, self.config.fetch.total_seconds),
            lambda: _token(settings.secret, "encoder"),
        )
        return Shelf(encoder, self.config.paths.store.parent).vectors

    @property
    def _understood(self) -> tuple[str, ...]:
        settings = self.config.encoder
        return settings.languages or UNDERSTOOD.get(settings.kind, ())

    @cached_property
    def _adviser(self) -> Adviser | None:
        rules = self.config.second_opinion
        if not rules.address:
            return None
        from curator.adviser import ChatAdviser

        web = self._model_web(rules.address, rules.seconds)
        return ChatAdviser(web, rules.address, rules.model, _token(rules.secret, "second opinion"))

    def consulted(
        self, stories: Sequence[Story], verdicts: Mapping[str, Verdict], most: int | None = None
    ) -> Mapping[str, Verdict]:
        """Return the verdicts with the second opinion weighed in, asked at most `most` times; see `unanswered`."""
        if self._adviser is None:
            return verdicts
        from curator.services.consult import consult

        limit = self.config.second_opinion.per_day if most is None else most
        archive = self._store().archive
        done = consult(stories, verdicts, self.config.themes, self._adviser, archive, limit, self.now)
        self.unanswered += done.faults
        return done.verdicts

    def _model_web(self, address: str, seconds: float) -> Web:
        """Return a way to a server of models: it is slow, and may be this machine's own, for the editor named it."""
        if self._web is not None:
            return self._web
        from curator.http import CurlWeb
        from curator.http.places import parse

        place = parse(address)
        listed = (*self.config.fetch.private_hosts, f"{place.host}:{place.port}")
        fetch = replace(self.config.fetch, total_seconds=seconds, private_hosts=listed)
        return self._open.enter_context(CurlWeb(fetch, self.config.journal.contact))


def _token(name: str, what: str) -> str:
    from curator.config.secrets import the_secret

    return the_secret(name, what).reveal() if name else ""

"""A draft is made once of the same: what makes it is called again only where something changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from curator.config.settings import Config, EditionRules, Journal
from curator.errors import NothingToPublish
from curator.model import Cause, Edition, Mark, SourceState, Status, Verb
from curator.ports import Archive, Inbox
from curator.services.recipe import once
from curator.store import open_store
from curator.store.opening import Store
from tests.contracts.factory import article

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
CONFIG = Config(Path(), Journal("The Journal"))


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(":memory:") as made:
        yield made


class Maker:
    """Makes drafts of a day and counts them."""

    def __init__(self, store: Store) -> None:
        self.store, self.made, self.empty = store, 0, False

    def draft(self, config: Config = CONFIG, now: datetime = NOW, slug: str | None = None) -> Edition:
        return once(lambda: self._make(slug or f"{now:%Y-%m-%d}"), config, *self._ports(), now, slug)

    def _ports(self) -> tuple[Inbox, Archive]:
        return self.store.inbox, self.store.archive

    def _make(self, slug: str) -> Edition:
        self.made += 1
        if self.empty:
            raise NothingToPublish("two stories, and the floor is three.", about=slug)
        edition = Edition(slug, datetime.fromisoformat(slug).date(), 1, (), NOW)
        self.store.archive.save(edition)
        return edition


@pytest.fixture
def maker(store: Store) -> Maker:
    return Maker(store)


def test_nothing_came_nothing_is_made_again(maker: Maker) -> None:
    first = maker.draft()
    assert maker.draft(now=NOW + timedelta(hours=3)) == first
    assert maker.draft(slug=first.slug) == first
    assert maker.made == 1


def test_that_there_was_nothing_to_publish_is_remembered(maker: Maker) -> None:
    maker.empty = True
    for _ in range(3):
        with pytest.raises(NothingToPublish, match="the floor is three"):
            maker.draft()
    assert maker.made == 1


Change = Callable[[Store], object]
CHANGES: dict[str, Change] = {
    "an article": lambda store: store.inbox.keep([(article("new"), ())]),
    "a mark": lambda store: store.archive.mark([Mark("story", Verb.KEEP, NOW)]),
    "a failing source": lambda store: store.inbox.record([(SourceState("s", cause=Cause.MISSING), ())], NOW),
    "another edition": lambda store: store.archive.save(Edition("2026-11-20", NOW.date(), 2, (), NOW)),
    "an approval": lambda store: store.archive.save(
        replace(store.archive.editions()[0], status=Status.APPROVED, approved_hash="x")
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_makes_a_new_draft(maker: Maker, change: str) -> None:
    maker.draft()
    CHANGES[change](maker.store)
    maker.draft()
    assert maker.made == 2


def test_a_new_day_or_other_settings_make_a_new_draft(maker: Maker) -> None:
    maker.draft()
    maker.draft(replace(CONFIG, edition=EditionRules(stories=5)))
    assert maker.made == 2
    maker.draft(now=NOW + timedelta(days=1))
    assert maker.made == 3


def test_an_answer_that_brought_nothing_changes_nothing(maker: Maker) -> None:
    maker.draft()
    maker.store.inbox.record([(SourceState("s", checked=NOW), ())], NOW)
    maker.draft()
    assert maker.made == 1


def test_a_maker_that_fails_leaves_no_note(maker: Maker) -> None:
    def broken() -> Edition:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        once(broken, CONFIG, maker.store.inbox, maker.store.archive, NOW, None)
    maker.draft()
    assert maker.made == 1

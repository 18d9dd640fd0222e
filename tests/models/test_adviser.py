"""The second opinion: asked within its bound, kept, weighed as one reason; nonsense changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from curator.adviser import ChatAdviser, NoOpinion, question, understood
from curator.classify.opinions import weighed
from curator.config.settings import Fetch
from curator.http import CurlWeb
from curator.model import Article, Decision, Phrase, Reason, Story, Theme, Verdict
from curator.ports import Opinion
from curator.services.consult import Consulted, consult
from curator.store import open_store
from curator.store.opening import Store
from tests.models.server import Answer, models, saying

NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
THEME = Theme("heat", "Heat pumps", "Heating homes", (Phrase("heat pump"),), excluded=("football",))


def article(name: str) -> Article:
    return Article(name, f"https://a.example/{name}", f"Title {name}", "The Outlet", "Text.", "en", NOW, NOW)


def story(name: str) -> Story:
    return Story(name, (article(name),))


def verdict(score: float = 0.4, decision: Decision = Decision.ASK) -> Verdict:
    reasons = (Reason("base", "", 0.1), Reason("words", "heat", score - 0.1))
    return Verdict("heat", score, 0.5, decision, reasons, flags=("near-miss",))


class Counting:
    """An adviser of our own: says what it is told to, and counts."""

    name = "counting"

    def __init__(self, opinion: Opinion | None) -> None:
        self.opinion = opinion
        self.asked = 0

    def ask(self, theme: Theme, article: Article) -> Opinion:
        self.asked += 1
        if self.opinion is None:
            raise NoOpinion("nothing came.")
        return self.opinion


def run(adviser: Counting, names: Sequence[str], store: Store, most: int = 20, now: datetime = NOW) -> Consulted:
    stories = [story(name) for name in names]
    verdicts = {name: verdict(0.4 - number / 100) for number, name in enumerate(names)}
    return consult(stories, verdicts, [THEME], adviser, store.archive, most, now)


@pytest.mark.parametrize(
    "said",
    [
        '{"fits": 0.9, "why": "It is about heat pumps."}',
        'Sure!\n```json\n{"fits": 0.9, "why": "It is about\\n heat pumps."}\n```\nAnything else?',
        '{"thinking": 1} {"fits": 0.9, "why": "It is about heat pumps."}',
    ],
)
def test_an_opinion_is_found_in_what_a_model_writes(said: str) -> None:
    assert understood(said) == Opinion(0.9, "It is about heat pumps.")


@pytest.mark.parametrize(
    "said", ["", "It fits.", '{"fits": 9}', '{"fits": "yes"}', '{"fits": true}', '{"fits": NaN}', "{{{", None, 7]
)
def test_an_absurd_answer_is_no_opinion(said: object) -> None:
    with pytest.raises(NoOpinion):
        understood(said)


def test_the_question_holds_the_theme_and_the_article_and_says_which_is_which() -> None:
    asked = question(THEME, replace(article("a"), text="x" * 5000))
    assert "Theme: Heat pumps" in asked
    assert "against it: football" in asked
    assert asked.count("x") < 2000


def ask(answer: Answer, seconds: float = 5.0) -> Opinion:
    with models(completions=answer) as server:
        place = server.address.removeprefix("http://").removesuffix("/v1")
        with CurlWeb(Fetch(total_seconds=seconds, private_hosts=(place,)), environ={}) as web:
            return ChatAdviser(web, server.address, "m", "t0ken").ask(THEME, article("a"))


def test_a_server_is_asked() -> None:
    assert ask(saying('{"fits": 0.2, "why": "No."}')) == Opinion(0.2, "No.")


@pytest.mark.parametrize(
    "answer",
    [lambda _: (500, {}), lambda _: (200, b"<html>"), lambda _: (200, {"choices": []}), saying("no idea")],
    ids=["500", "html", "empty", "prose"],
)
def test_a_failed_call_is_no_opinion(answer: Answer) -> None:
    with pytest.raises(NoOpinion):
        ask(answer)


def test_an_opinion_is_one_reason_and_the_reasons_still_add_up() -> None:
    for fits in (0.0, 0.3, 0.5, 1.0):
        moved = weighed(verdict(), fits, "why")
        assert sum(reason.value for reason in moved.reasons) == pytest.approx(moved.score, abs=1e-9)
        assert (moved.score > 0.4) == (fits > 0.5)
    assert weighed(verdict(), 1.0, "why").decision is Decision.KEEP
    assert "near-miss" not in weighed(verdict(), 1.0, "why").flags
    assert weighed(verdict(), 0.0, "why").decision is Decision.ASK
    assert weighed(verdict(0.001, Decision.DROP), 1.0, "why").decision is Decision.DROP


def test_each_story_is_asked_about_once_and_only_so_many_a_day() -> None:
    adviser = Counting(Opinion(1.0, "fits"))
    with open_store(":memory:") as store:
        run(adviser, "abc", store, most=2)
        assert adviser.asked == 2
        run(adviser, "abc", store, most=2)
        assert adviser.asked == 2
        tomorrow = run(adviser, "abc", store, most=2, now=NOW + timedelta(days=1))
        assert adviser.asked == 3
        assert all(one.reasons[-1].kind == "opinion" for one in tomorrow.verdicts.values())


def test_a_dead_adviser_changes_nothing_and_is_left_alone() -> None:
    adviser = Counting(None)
    with open_store(":memory:") as store:
        done = run(adviser, "abcdef", store)
    assert adviser.asked == 2
    assert len(done.faults) == 2
    assert {one.score for one in done.verdicts.values()} == {0.4 - number / 100 for number in range(6)}


def test_what_is_clear_is_not_asked_about() -> None:
    adviser = Counting(Opinion(1.0, "fits"))
    clear = {"a": verdict(0.9, Decision.KEEP), "b": verdict(0.01, Decision.DROP)}
    with open_store(":memory:") as store:
        done = consult([story("a"), story("b")], clear, [THEME], adviser, store.archive, 20, NOW)
    assert (adviser.asked, done.verdicts) == (0, clear)

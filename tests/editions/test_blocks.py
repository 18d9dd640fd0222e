"""Whom and what the editor blocked: met whole, wherever it stands, and taken back without a trace."""

from __future__ import annotations

import pytest

from curator.config import Blocked
from curator.editions import is_blocked, turned, without_blocked
from curator.editions.blocks import blocked_by
from curator.model import Decision, Sharer, Story
from tests.editions.factory import article, verdict


@pytest.mark.parametrize(
    ("blocked", "found"),
    [
        (Blocked(sites=("bad.example",)), "bad.example"),
        (Blocked(sites=("www.bad.example/",)), "www.bad.example/"),
        (Blocked(sites=("ad.example",)), ""),
        (Blocked(people=("jean dupré",)), "jean dupré"),
        (Blocked(people=("Dupre",)), "Dupre"),
        (Blocked(people=("Dup",)), ""),
        (Blocked(people=("@shouter@social.example",)), "@shouter@social.example"),
        (Blocked(words=("horoscope",)), "horoscope"),
        (Blocked(words=("  New   moon ",)), "  New   moon "),
        (Blocked(words=("scope",)), ""),
        (Blocked(words=("c++",)), ""),
        (Blocked(words=("", "(")), ""),
    ],
)
def test_a_block_is_met_whole_and_nowhere_else(blocked: Blocked, found: str) -> None:
    one = article(
        "a",
        address="https://blog.bad.example/x",
        author="Jean Dupré",
        text="Your HOROSCOPE for the new\nmoon.",
        sharers=(Sharer("S", "@shouter@social.example", "https://social.example/1"),),
    )
    assert blocked_by(one, blocked) == found


def test_a_story_loses_its_blocked_articles_and_is_blocked_when_none_is_left() -> None:
    good, bad = article("good"), article("bad", author="Jean Dupré")
    blocked = Blocked(people=("Jean Dupré",))
    both, alone = Story("good", (bad, good)), Story("bad", (bad,))
    assert without_blocked(both, blocked).articles == (good,)
    assert not is_blocked(both, blocked)
    assert without_blocked(alone, blocked) == alone
    assert is_blocked(alone, blocked)


@pytest.mark.parametrize(
    ("score", "flags", "decision"),
    [(0.8, (), Decision.KEEP), (0.4, ("near-miss",), Decision.ASK), (0.1, ("promo",), Decision.DROP)],
)
def test_a_block_that_is_taken_back_leaves_the_verdict_as_it_was(
    score: float, flags: tuple[str, ...], decision: Decision
) -> None:
    alone = Story("bad", (article("bad", author="Jean Dupré"),))
    before = verdict(score, decision, flags=flags)
    blocked = turned([alone], {"bad": before}, Blocked(people=("Jean Dupré",)))["bad"]
    assert blocked.decision is Decision.DROP
    assert (blocked.score, blocked.reasons) == (before.score, before.reasons)
    assert "blocked" in blocked.flags
    assert turned([alone], {"bad": blocked}, Blocked(people=("Jean Dupré",))) == {}
    assert turned([alone], {"bad": blocked}, Blocked()) == {"bad": before}

"""What marks teach, that few of them never drown the phrases, and that all can be forgotten."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from curator.classify import fingerprint, learn
from curator.classify.calibration import ask_from, platt, shift_for_hint, threshold_for
from curator.classify.material import gather
from curator.model import Article, Decision, Phrase, Theme
from tests.classify.stream import ENGLISH, TIDE, about, article, stream

COMING = [*about("tide", 8, seed=21), *(one for name in ("football", "money", "kitchen") for one in about(name, 8, 21))]
FITS = np.array([one.id.startswith("tide") for one in COMING])
VAGUE = Theme(name="v", title="Late", phrases=(Phrase("late"),), languages=("en",))
"""Said of tides, of penalties and of plums."""
Marks = Sequence[tuple[Article, bool]]


def parted(theme: Theme, background: Sequence[Article], marks: Marks = (), of: np.ndarray = FITS) -> float:
    """Return the share of pairs (one on the theme, one not) that the judge ranks rightly."""
    scores = learn(theme, background, marks).scores(COMING)
    return float(np.mean(scores[of][:, None] > scores[~of][None, :]))


def test_phrases_alone_are_enough() -> None:
    assert parted(TIDE, ENGLISH) > 0.95


def test_french_is_judged_like_english() -> None:
    marées = Theme(
        name="m", title="Énergie des marées", phrases=(Phrase("hydrolienne"), Phrase("marémotrice")), languages=("fr",)
    )
    judge = learn(marées, stream("cuisine", "finances", rare="marées"))
    on, off = judge.scores(about("marées", 6, seed=2)), judge.scores(about("cuisine", 6, seed=2))
    assert on.min() > off.max()


def test_marks_teach_what_no_phrase_says() -> None:
    marks = [(one, True) for one in about("tide", 8, seed=4)] + [(one, False) for one in about("money", 4, seed=4)]
    assert parted(VAGUE, ENGLISH, marks) > parted(VAGUE, ENGLISH)


def test_few_marks_never_drown_the_phrases() -> None:
    strays = about("kitchen", 2, seed=9)
    assert parted(TIDE, ENGLISH, [(one, True) for one in strays]) > 0.85
    assert parted(TIDE, ENGLISH, [(one, False) for one in about("money", 3, seed=9)]) > 0.95


def test_a_first_day_is_judged_by_the_phrases() -> None:
    hit, miss = article("x", "Tidal turbine", "A turbine."), article("y", "Bread", "Bake the bread.")
    for known in ((), ENGLISH[:3], ENGLISH[:30]):
        on, off = learn(TIDE, known).scores([hit, miss])
        assert on > off


def test_the_same_input_makes_the_same_judge() -> None:
    marks = [(one, True) for one in about("tide", 5, seed=4)]
    one, other = learn(TIDE, ENGLISH, marks), learn(TIDE, list(ENGLISH), list(marks))
    assert np.array_equal(one.scores(COMING), other.scores(COMING))
    assert one.threshold == other.threshold
    assert fingerprint(TIDE, ENGLISH, marks) == fingerprint(TIDE, list(ENGLISH), list(marks))


def test_each_input_changes_the_fingerprint() -> None:
    mark = (about("tide", 1, seed=4)[0], True)
    known = [
        fingerprint(TIDE, ENGLISH),
        fingerprint(replace(TIDE, per_day=3), ENGLISH),
        fingerprint(TIDE, ENGLISH[1:]),
        fingerprint(TIDE, ENGLISH, [mark]),
        fingerprint(TIDE, ENGLISH, [(mark[0], False)]),
        fingerprint(TIDE, ENGLISH, [mark], [(0.4, True)]),
        fingerprint(TIDE, ENGLISH, encoder="minilm"),
    ]
    assert len(set(known)) == len(known)


def test_a_mark_taken_back_is_forgotten() -> None:
    marks = [(one, True) for one in about("tide", 5, seed=4)]
    taught, plain = learn(TIDE, ENGLISH, marks), learn(TIDE, ENGLISH)
    assert not np.array_equal(taught.scores(COMING), plain.scores(COMING))
    assert np.array_equal(learn(TIDE, ENGLISH, []).scores(COMING), plain.scores(COMING))
    gone = next(word for word in ("lagoon", "weed", "divers") if any(word in one.text for one, _ in marks))
    assert gone not in {reason.label for verdict in plain.judge(COMING[8:]) for reason in verdict.reasons}


def test_a_judge_can_be_put_away() -> None:
    judge = learn(TIDE, ENGLISH)
    again = pickle.loads(pickle.dumps(judge))
    assert np.array_equal(again.scores(COMING), judge.scores(COMING))


def test_examples_are_given_as_addresses_or_texts() -> None:
    known = [one for one in ENGLISH if one.id.startswith("tide")]
    by_address = replace(VAGUE, examples=tuple(one.address for one in known))
    by_text = replace(VAGUE, examples=tuple(f"{one.title}. {one.text}" for one in about("tide", 6, seed=4)))
    for theme in (by_address, by_text):
        assert parted(theme, ENGLISH) > parted(VAGUE, ENGLISH)
    assert parted(replace(VAGUE, examples=("https://elsewhere.example/never-seen",)), ENGLISH) == parted(VAGUE, ENGLISH)


def test_counter_examples_speak_against() -> None:
    one = about("kitchen", 1, seed=30)[0]
    theme = replace(TIDE, counter_examples=tuple(f"{x.title}. {x.text}" for x in about("kitchen", 4, seed=31)))
    assert learn(theme, ENGLISH).scores([one])[0] < learn(TIDE, ENGLISH).scores([one])[0]


def test_a_hint_of_the_rate_moves_the_line() -> None:
    rare, often = (learn(replace(TIDE, per_day=per_day), ENGLISH) for per_day in (0.5, 6.0))
    assert rare.scores(COMING).mean() < often.scores(COMING).mean()
    assert (rare.scores(COMING) >= rare.threshold).sum() <= (often.scores(COMING) >= often.threshold).sum()


def test_as_many_are_taken_for_the_theme_as_the_hint_says_are_left() -> None:
    plain, often = (gather(replace(TIDE, per_day=per_day), ENGLISH, []) for per_day in (None, 40.0))
    assert plain.share < often.share <= 0.3
    marks = [(one, True) for one in ENGLISH if one.id.startswith("tide")]
    assert gather(replace(TIDE, per_day=40.0), ENGLISH, marks).share <= often.share


def test_a_hint_makes_nothing_of_a_theme_that_the_archive_never_mentions() -> None:
    phrases = (Phrase("tower cladding"), Phrase("shared ownership"), Phrase("stamp duty"))
    unmet = Theme(name="u", title="Kitchen Watch", phrases=phrases, languages=("en",))
    plain, hinted = (learn(replace(unmet, per_day=per_day), [*ENGLISH, *COMING]) for per_day in (None, 10.0))
    assert (hinted.scores(COMING) >= hinted.threshold).mean() < 0.1
    assert np.array_equal(hinted.scores(COMING), plain.scores(COMING))


def test_a_threshold_that_is_set_stays() -> None:
    judge = learn(replace(TIDE, threshold=0.9), ENGLISH)
    assert judge.threshold == 0.9
    assert {verdict.threshold for verdict in judge.judge(COMING)} == {0.9}


def test_questions_are_few_and_below_the_line() -> None:
    judge = learn(TIDE, ENGLISH)
    verdicts = judge.judge(ENGLISH)
    days = (max(one.published for one in ENGLISH) - min(one.published for one in ENGLISH)) / timedelta(days=1) + 1
    asked = [verdict for verdict in verdicts if verdict.decision is Decision.ASK]
    assert len(asked) <= 5 * days
    assert all(verdict.score < verdict.threshold and "near-miss" in verdict.flags for verdict in asked)


def test_no_more_questions_than_allowed_even_among_equals() -> None:
    chances = np.array([0.29, 0.28, 0.27, 0.26, 0.25, 0.24])
    least = ask_from(chances, 0.3, 2)
    assert ((chances >= least) & (chances < 0.3)).sum() <= 3


def test_the_line_is_found_between_the_usual_and_the_archive() -> None:
    clear = np.concatenate((np.full(10, 0.95), np.full(190, 0.01)))
    assert 0.01 < threshold_for(clear) < 0.95
    assert threshold_for(np.empty(0)) == threshold_for(np.empty(0))


def test_a_hint_says_less_the_more_is_marked() -> None:
    logits = np.full(100, -4.0)
    assert shift_for_hint(logits, 20, 0) > shift_for_hint(logits, 20, 15) >= 0
    assert shift_for_hint(logits, 10, 10) == 0


def test_what_was_shown_corrects_the_probability() -> None:
    assert platt([]) == (1.0, 0.0)
    assert platt([(0.8, False)] * 20 + [(0.8, True)] * 5)[1] < 0
    assert platt([(0.3, True)] * 20 + [(0.3, False)] * 20)[1] > 0
    same = [(0.5, True), (0.7, False)] * 10
    assert platt(same) != (1.0, 0.0)
    assert platt(same) == pytest.approx(platt(list(reversed(same))))


def test_who_only_keeps_or_only_drops_says_nothing_of_the_rest() -> None:
    assert platt([(0.3, True)] * 50) == (1.0, 0.0)
    assert platt([(0.3, True)] * 50 + [(0.2, False)] * 20) == (1.0, 0.0)
    assert platt([(0.8, False)] * 50) == (1.0, 0.0)


def test_what_was_shown_moves_the_judge() -> None:
    plain, doubted = learn(TIDE, ENGLISH), learn(TIDE, ENGLISH, shown=[*[(0.8, False)] * 20, *[(0.8, True)] * 5])
    assert doubted.scores(COMING[:8]).mean() < plain.scores(COMING[:8]).mean()
    # It changes no rank.
    assert np.array_equal(np.argsort(doubted.scores(COMING)), np.argsort(plain.scores(COMING)))

"""What an encoder's vectors say for a theme, beside the words: one more view, standardised and added like the others.

A judge that hears an encoder wraps one that does not, so that without an
encoder, and for languages that it does not understand, nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from curator.classify.calibration import chance, odds, threshold_for
from curator.classify.judge import Judge
from curator.classify.reading import Floats, Ints
from curator.classify.views import REJECT_WEIGHT, Usual, pseudo_examples, scale_of
from curator.model import Article, Decision, Reason, Story, Theme, Verdict, short_hash

Encode = Callable[[Sequence[str]], "np.ndarray[tuple[int, int], np.dtype[np.float32]]"]

ARCHIVE = 1_000
"""Archived articles that are encoded to know what is usual: a model reads some tens a second."""
LEAST_ARCHIVE = 50
"""Articles without which nobody knows what is usual."""
READ = 700
"""Characters of an article that are encoded: its title and what stands first."""
VOICE = 1.0
"""What the encoder weighs beside all that is judged by words."""
PHRASES_HALVED = 10.0
"""Examples that halve the voice of the phrases."""
TITLE_VOICE, DESCRIPTION_VOICE = 1.0, 1.0
"""Weight of the theme's title and description beside its phrases."""
PSEUDO_WORTH, PSEUDO_HALVED = 10.0, 5.0
"""Examples that the articles likeliest on the theme are worth, and those that halve that and their number."""
LOOSENESS = 1.0
"""Inverse strength of the regularisation."""
POSITIVE_SHARE = 0.25
"""What the positives weigh together, of all."""
USUAL_SPOKEN = Usual(0.15, 0.1)
USUAL_LEARNT = Usual(-2.0, 1.0)


OBJECTIONS = ("excluded", "language")


@dataclass(frozen=True, slots=True)
class Sense:
    """A linear view of vectors, and how it is mixed with the log-odds of the words."""

    weights: Floats
    bias: float
    share: float
    """What the log-odds of the words are multiplied by when the two are added."""
    voice: float
    """What the view is multiplied by."""
    shift: float
    threshold: float
    """Probability from which a story is kept, of the mixed ones."""

    def of(self, vectors: Floats, logits: Floats) -> Floats:
        """Return the mixed log-odds of articles with these vectors and these log-odds by words."""
        return self.share * logits + self.voice * (vectors @ self.weights + self.bias) + self.shift


def said(article: Article) -> str:
    """Return the part of an article that is encoded."""
    text = article.text if len(article.text) >= len(article.description) else article.description
    return f"{article.title}. {text}"[:READ]


def learn_sense(
    judge: Judge,
    background: Sequence[Article],
    labelled: Sequence[tuple[Article, bool]],
    encode: Encode,
    understood: Collection[str] = (),
) -> Sense | None:
    """Return what the encoder has to say for the judge's theme; None where too little is known of what is usual.

    `understood` are the encoder's languages, two letters; none: all.
    """
    marked = {article.id for article, _ in labelled}
    usual = [one for one in background if one.id not in marked and understands(one.language, understood)]
    usual = sorted(usual, key=lambda one: short_hash(one.id))[:ARCHIVE]
    if len(usual) < LEAST_ARCHIVE:
        return None
    archive = np.asarray(encode([said(one) for one in usual]), dtype=np.float64)
    logits, _ = judge.evidence(usual)
    heard = [(article, kept) for article, kept in labelled if understands(article.language, understood)]
    kept = _encoded(encode, [said(article) for article, fits in heard if fits], archive)
    rejected = _encoded(encode, [said(article) for article, fits in heard if not fits], archive)
    query = _query(judge.theme, encode)
    factor, shift = scale_of(archive @ query, USUAL_SPOKEN)
    spoken = factor * (archive @ query) + shift
    by_words, by_words_shift = scale_of(logits, Usual(float(logits.mean()), float(logits.std()) or 1.0, 0.0))
    likely = by_words * logits + by_words_shift + spoken
    weights, bias, unseen = _learnt(archive, kept, rejected, likely, judge.share)
    voice = 1.0 / (1.0 + len(kept) / PHRASES_HALVED)
    mixed_weights, mixed_bias = weights + voice * factor * query, bias + voice * shift
    values = unseen + voice * spoken
    scale, level = scale_of(values, Usual(0.0, 1.5))
    return _mixed(mixed_weights * scale, mixed_bias * scale + level, values * scale + level, logits, judge.theme)


def understands(language: str, understood: Collection[str]) -> bool:
    """Return whether a text in `language` is for an encoder of these languages; none: all."""
    return not understood or language in understood


def _encoded(encode: Encode, texts: Sequence[str], like: Floats) -> Floats:
    return np.asarray(encode(texts), dtype=np.float64) if texts else np.empty((0, like.shape[1]))


def _query(theme: Theme, encode: Encode) -> Floats:
    """Return the direction of the theme's own words, of length 1."""
    voices = [(phrase.text, phrase.weight) for phrase in theme.phrases if phrase.weight > 0]
    voices += [(theme.title, TITLE_VOICE), (theme.description, DESCRIPTION_VOICE)]
    voices = [(text, weight) for text, weight in voices if text]
    vectors = np.asarray(encode([text for text, _ in voices]), dtype=np.float64)
    query: Floats = np.array([weight for _, weight in voices]) @ vectors
    return query / (float(np.linalg.norm(query)) or 1.0)


def _learnt(
    archive: Floats, kept: Floats, rejected: Floats, likely: Floats, share: float
) -> tuple[Floats, float, Floats]:
    """Return (weights, bias) of what examples teach, standardised, and its values on articles it did not learn from."""
    halves = np.arange(len(archive)) % 2
    unseen = np.zeros(len(archive))
    for half in (0, 1):
        learn_from, held = np.flatnonzero(halves != half), np.flatnonzero(halves == half)
        weights, bias = _fitted(archive, kept, rejected, likely, share, learn_from)
        unseen[held] = archive[held] @ weights + bias
    weights, bias = _fitted(archive, kept, rejected, likely, share, np.arange(len(archive)))
    factor, shift = scale_of(unseen, USUAL_LEARNT)
    return weights * factor, bias * factor + shift, unseen * factor + shift


def _fitted(
    archive: Floats, kept: Floats, rejected: Floats, likely: Floats, share: float, rows: Ints
) -> tuple[Floats, float]:
    from sklearn.linear_model import LogisticRegression

    left = PSEUDO_HALVED / (PSEUDO_HALVED + len(kept))
    pseudo = pseudo_examples(likely[rows], share * left)
    chosen = np.flatnonzero(pseudo)
    worth = PSEUDO_WORTH * left
    positive = np.concatenate((np.ones(len(kept)), pseudo[chosen] / max(pseudo.sum(), 1e-9) * worth))
    negative = np.concatenate((1.0 - pseudo, np.full(len(rejected), REJECT_WEIGHT)))
    total = positive.sum() + negative.sum()
    weights = np.concatenate(
        (
            positive * (total * POSITIVE_SHARE / positive.sum()),
            negative * (total * (1 - POSITIVE_SHARE) / negative.sum()),
        )
    )
    truth = np.concatenate((np.ones(len(positive)), np.zeros(len(negative))))
    model = LogisticRegression(C=LOOSENESS, max_iter=300)
    model.fit(np.vstack((kept, archive[rows[chosen]], archive[rows], rejected)), truth, sample_weight=weights)
    return np.asarray(model.coef_.ravel(), dtype=np.float64), float(model.intercept_[0])


def _mixed(weights: Floats, bias: float, values: Floats, logits: Floats, theme: Theme) -> Sense:
    """Return the sense, mixed so that the archive's log-odds keep mean and deviation: what was calibrated stays so."""
    mean, deviation = float(logits.mean()), float(logits.std()) or 1.0
    both = (logits - mean) / deviation + VOICE * values
    share = 1.0 / (float(both.std()) or 1.0)
    mixed = mean + deviation * share * (both - both.mean())
    threshold = theme.threshold if theme.threshold is not None else threshold_for(chance(mixed))
    shift = mean - share * mean - deviation * share * float(both.mean())
    return Sense(weights, bias, share, deviation * share * VOICE, shift, threshold)


@dataclass(frozen=True, slots=True)
class EncodedJudge:
    """A judge that hears an encoder too; asked like the judge it wraps."""

    words: Judge
    sense: Sense
    encode: Encode
    understood: tuple[str, ...] = ()

    @property
    def theme(self) -> Theme:
        """The theme that is judged for."""
        return self.words.theme

    @property
    def threshold(self) -> float:
        """Probability from which a story is kept."""
        return self.sense.threshold

    @property
    def screen_threshold(self) -> float:
        """What a headline must reach for the page to be worth reading; lenient."""
        return self.words.screen_threshold

    def screen(self, title: str, summary: str, language: str) -> float:
        """Return the probability judged from a headline alone, by its words."""
        return self.words.screen(title, summary, language)

    def scores(self, articles: Sequence[Article]) -> Floats:
        """Return only the probabilities, for ranking many."""
        by_words, objected = self.words.evidence(articles)
        rows = self._heard(articles)
        by_words[rows] = self._mixed(articles, rows, by_words[rows])
        return chance(by_words + objected)

    def judge(self, articles: Sequence[Article]) -> list[Verdict]:
        """Return a verdict for each article, in order."""
        verdicts = self.words.judge(articles)
        rows = self._heard(articles)
        by_words, objected = self.words.evidence([articles[row] for row in rows])
        mixed = self._mixed(articles, rows, by_words)
        for row, old, new, taken in zip(rows, by_words, mixed, objected, strict=True):
            verdicts[row] = self._told(verdicts[row], float(old + taken), float(new + taken))
        return verdicts

    def judge_story(self, story: Story) -> Verdict:
        """Return the verdict of the article that speaks best for the theme."""
        return max(self.judge(story.articles), key=lambda verdict: verdict.score)

    def _mixed(self, articles: Sequence[Article], rows: Ints, logits: Floats) -> Floats:
        if not len(rows):
            return logits
        vectors = np.asarray(self.encode([said(articles[row]) for row in rows]), dtype=np.float64)
        return self.sense.of(vectors, logits)

    def _heard(self, articles: Sequence[Article]) -> Ints:
        return np.array(
            [row for row, one in enumerate(articles) if understands(one.language, self.understood)], dtype=np.int64
        )

    def _told(self, verdict: Verdict, before: float, after: float) -> Verdict:
        """Return the verdict at its new log-odds: the words speak `share` as loud, the encoder says the rest.

        Values in probability are evidence times the mean slope between base
        and whole, as in `reasons.told`.
        """
        base, *parts = verdict.reasons
        start = float(odds(np.array([base.value]))[0])
        score = float(chance(np.array([after]))[0])
        old_slope = (verdict.score - base.value) / (before - start) if abs(before - start) > 1e-9 else 1.0
        slope = (score - base.value) / (after - start) if abs(after - start) > 1e-9 else 1.0
        # Objections are no view: they weigh what they weigh.
        kept = [
            replace(part, value=part.value / old_slope * slope * (1.0 if part.kind in OBJECTIONS else self.sense.share))
            for part in parts
        ]
        heard = score - base.value - sum(part.value for part in kept)
        decision = self._decision(verdict, score)
        flags = tuple(flag for flag in verdict.flags if flag != "near-miss")
        return replace(
            verdict,
            score=score,
            threshold=self.threshold,
            decision=decision,
            reasons=(base, *kept, Reason("encoder", "", heard)),
            flags=(*flags, "near-miss") if decision is Decision.ASK else flags,
        )

    def _decision(self, verdict: Verdict, score: float) -> Decision:
        objected = any(part.kind in OBJECTIONS for part in verdict.reasons)
        if score >= self.threshold:
            return Decision.KEEP
        # The band of questions keeps its width, as a share of the line.
        asked_from = self.words.ask_from / max(self.words.threshold, 1e-9) * self.threshold
        return Decision.ASK if score >= asked_from and not objected else Decision.DROP

"""The naive ways of filtering that the judge is measured against, as other programs do it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.quality_data import Task
from curator.model import Article, Theme

Scores = npt.NDArray[np.float64]
Peer = Callable[[Task, int], Scores]
WORD = r"(?u)\b\w+\b"


def text_of(article: Article) -> str:
    """Return title and text, as every peer reads them."""
    return f"{article.title} {article.text[:6000]}"


def _phrases(theme: Theme) -> list[str]:
    return list(dict.fromkeys(" ".join(re.findall(r"\w+", phrase.text.lower())) for phrase in theme.phrases))


def _counts(theme: Theme, articles: Sequence[Article]) -> Scores:
    """Return how often each phrase of at most four words stands in each article, whole words, not inflected."""
    from sklearn.feature_extraction.text import CountVectorizer

    counter = CountVectorizer(ngram_range=(1, 4), vocabulary=_phrases(theme), token_pattern=WORD)
    return np.asarray(counter.transform(map(text_of, articles)).toarray(), dtype=float)


def any_keyword(task: Task, _: int) -> Scores:
    """Return how many different phrases an article holds."""
    return np.asarray((_counts(task.theme, task.stream) > 0).sum(axis=1), dtype=float)


def bm25(task: Task, _: int) -> Scores:
    """Return Okapi BM25 (k1 = 1.2, b = 0.75) of the phrases."""
    archive, stream = _counts(task.theme, task.archive), _counts(task.theme, task.stream)
    present = (archive > 0).sum(axis=0)
    rarity = np.log1p((len(archive) - present + 0.5) / (present + 0.5))
    mean = np.mean([len(text_of(article).split()) for article in task.archive])
    lengths = np.array([len(text_of(article).split()) for article in task.stream])
    norm = 1.2 * (1 - 0.75 + 0.75 * lengths / mean)
    return np.asarray((rarity * stream * 2.2 / (stream + norm[:, None])).sum(axis=1))


def cosine(task: Task, _: int) -> Scores:
    """Return the TF-IDF cosine with all phrases together."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), token_pattern=WORD)
    vectors.fit(map(text_of, task.archive))
    query = vectors.transform([" ".join(_phrases(task.theme))])
    return np.asarray((vectors.transform(map(text_of, task.stream)) @ query.T).toarray().ravel())


def _lesson(task: Task, count: int, vectors: Any) -> tuple[Any, Scores, Any]:
    """Return rows, truth and the stream's rows; the unlabelled archive stands for the negatives."""
    examples, rest = task.examples[:count], task.unlabelled(count)
    vectors.fit([text_of(article) for article in (*rest, *examples)])
    found = vectors.transform([text_of(article) for article in (*examples, *rest)])
    truth = np.concatenate((np.ones(len(examples)), np.zeros(len(rest))))
    return found, truth, vectors.transform(map(text_of, task.stream))


def naive_bayes(task: Task, count: int) -> Scores:
    """Return multinomial naive Bayes on words present, as feed readers train it."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.naive_bayes import MultinomialNB

    found, truth, stream = _lesson(task, count, CountVectorizer(binary=True, token_pattern=WORD))
    said = MultinomialNB(alpha=0.1).fit(found, truth).predict_joint_log_proba(stream)
    return np.asarray(said[:, 1] - said[:, 0])


def svm(task: Task, count: int) -> Scores:
    """Return arxiv-sanity-lite's LinearSVC on its TF-IDF."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    vectors = TfidfVectorizer(
        strip_accents="unicode", stop_words="english", ngram_range=(1, 2), max_features=20000, sublinear_tf=True,
        min_df=min(5, len(task.archive) // 20), max_df=0.1, token_pattern=r"(?u)\b[a-zA-Z_][a-zA-Z0-9_]+\b",
    )  # fmt: skip
    found, truth, stream = _lesson(task, count, vectors)
    model = LinearSVC(class_weight="balanced", max_iter=10000, tol=1e-6, C=0.01)
    return np.asarray(model.fit(found, truth).decision_function(stream))


def logistic(task: Task, count: int) -> Scores:
    """Return logistic regression on TF-IDF of words and pairs, scikit-learn's textbook way."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    vectors = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), token_pattern=WORD)
    found, truth, stream = _lesson(task, count, vectors)
    model = LogisticRegression(class_weight="balanced", max_iter=300, solver="liblinear")
    return np.asarray(model.fit(found, truth).decision_function(stream))


BY_PHRASES: dict[str, Peer] = {"any keyword": any_keyword, "BM25": bm25, "cosine": cosine}
BY_EXAMPLES: dict[str, Peer] = {"naive Bayes": naive_bayes, "SVM": svm}
BESIDE: dict[str, Peer] = {"TF-IDF + LR": logistic}
"""Told, but none of the five that the targets are set against."""

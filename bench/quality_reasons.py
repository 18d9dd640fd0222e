"""Reasons: do they add up, and does the score fall when the strongest one's words are taken out of the text?

    python -m bench.quality_reasons --real DIR [--json]

Also what the lenient screen on headlines loses of what the full text would keep.
"""

from __future__ import annotations

import random
import sys
from dataclasses import replace
from pathlib import Path

from bench.figures import Figure, at_least, at_most, main, told
from bench.quality_data import task, themes
from curator.classify import learn
from curator.model import Article, Reason, Verdict
from curator.text import stem, words, words_at

ARTICLES = 1000
EXAMPLES = 20


def strongest(verdict: Verdict) -> Reason | None:
    """Return the reason that speaks most for the article, if one of its words does."""
    spoken = [reason for reason in verdict.reasons if reason.kind in ("phrase", "words")]
    best = max(spoken, key=lambda reason: reason.value, default=None)
    return best if best and best.value > 0 else None


def without(article: Article, label: str) -> Article:
    """Return the article with every inflected form of the words taken out, wherever they follow one another."""
    run = [stem(word, article.language) for word in words(label)]
    return replace(
        article, title=_cut(article.title, run, article.language), text=_cut(article.text, run, article.language)
    )


def _cut(text: str, run: list[str], language: str) -> str:
    found = list(words_at(text))
    stems = [stem(word, language) for word, _, _ in found]
    kept, last = [], 0
    for place in range(len(found) - len(run) + 1):
        if stems[place : place + len(run)] == run and found[place][1] >= last:
            kept.append(text[last : found[place][1]])
            last = found[place + len(run) - 1][2]
    return "".join((*kept, text[last:]))


def measure(real: Path) -> dict[str, Figure]:
    """Return the figures of the reasons."""
    labelled = themes(real)
    each = ARTICLES // len(labelled) + 1
    gap, fell, tried, lost, keepable, passed, seen = 0.0, 0, 0, 0, 0, 0, 0
    for one in labelled:
        known = task(real, one)
        judge = learn(known.theme, known.archive, [(article, True) for article in known.examples[:EXAMPLES]])
        drawn = random.Random(one.id).sample(known.stream, min(each, len(known.stream)))
        for article, verdict in zip(drawn, judge.judge(drawn), strict=True):
            gap = max(gap, abs(sum(reason.value for reason in verdict.reasons) - verdict.score))
            reason = strongest(verdict)
            if reason is not None:
                tried += 1
                fell += judge.scores([without(article, reason.label)])[0] < verdict.score
        for article, score in zip(known.stream, judge.scores(known.stream), strict=True):
            through = judge.screen(article.title, article.text[:200], article.language) >= judge.screen_threshold
            seen, passed = seen + 1, passed + through
            keepable, lost = keepable + (score >= judge.threshold), lost + (score >= judge.threshold and not through)
    return {
        "reasons.largest_gap": at_most(gap, 1e-6),
        "reasons.removal_lowers": at_least(fell / max(tried, 1), 0.95),
        "reasons.articles_with_one": told(tried),
        "screen.share_of_keepable_lost": told(lost / max(keepable, 1)),
        "screen.share_let_through": told(passed / max(seen, 1)),
    }


if __name__ == "__main__":
    sys.exit(main("quality_reasons", measure))

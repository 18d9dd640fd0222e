"""Grouping on the sample web, against its gold."""

from __future__ import annotations

from itertools import combinations

from curator.model import Article
from curator.samples import sample_gold, sample_pieces
from curator.stories import group
from tests.stories.factory import NOW


def test_stories_of_the_samples() -> None:
    gold = sample_gold()
    told = {ref: story.id for story in gold.stories for ref in story.articles}
    either = {piece for piece, _ in gold.may_join}
    articles = [
        Article(
            id=piece.ref,
            address=piece.address,
            title=piece.title,
            outlet=piece.outlet.name,
            text=piece.text,
            language=piece.language,
            published=piece.published,
            first_seen=piece.published,
        )
        for piece in sample_pieces(NOW)
    ]
    stories = group(articles, {}, NOW)
    found = {one.id: story.id for story in stories for one in story.articles}
    right = wrong = missed = 0
    for one, other in combinations(sorted(set(found) - either), 2):
        same, together = told.get(one, one) == told.get(other, other), found[one] == found[other]
        right += same and together
        wrong += together and not same
        missed += same and not together
    assert right / (right + wrong) >= 0.9
    assert right / (right + missed) >= 0.85
    for first, second in gold.look_alikes:
        ids = {told_id: {found[ref] for ref, id in told.items() if id == told_id} for told_id in (first, second)}
        assert not ids[first] & ids[second], (first, second)
    for copies in gold.copies:
        assert len({found[ref] for ref in copies}) == 1, copies
    across = [story for story in gold.stories if len({ref.split("/")[0] for ref in story.articles}) >= 5]
    assert any(len({found[ref] for ref in story.articles}) == 1 for story in across)

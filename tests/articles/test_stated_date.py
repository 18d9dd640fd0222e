"""The date that readers are shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from curator.articles.build import make_article
from curator.articles.page import Page
from curator.model import Entry


def test_a_page_that_its_feed_dates_anew_keeps_its_own_date() -> None:
    seen = datetime(2026, 11, 22, 9, tzinfo=UTC)
    entry = Entry("s", "g", "https://a.example/x", "An old page", first_seen=seen, published=seen)
    page = Page(text="It was written years ago.", published=datetime(2019, 3, 4, tzinfo=UTC))
    article = make_article([entry], page, {}, seen)
    assert (article.published, article.stated) == (seen, page.published)
    assert article.dated == page.published
    same_day = replace(page, published=datetime(2026, 11, 21, 23, tzinfo=UTC))
    assert make_article([entry], same_day, {}, seen).stated is None

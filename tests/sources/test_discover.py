"""Feeds by the form of an address, and by what a page says."""

from __future__ import annotations

import pytest

from curator.sources.discover import feeds_in_page, known_feed


@pytest.mark.parametrize(
    ("address", "feed"),
    [
        ("https://social.example/@bo", "https://social.example/@bo.rss"),
        ("https://@bo@social.example", "https://social.example/@bo.rss"),
        ("https://social.example/@bo@other.example", "https://other.example/@bo.rss"),
        ("https://mastodon.example.social/tags/tides", "https://mastodon.example.social/tags/tides.rss"),
        ("https://bsky.app/profile/bo.example", "https://bsky.app/profile/bo.example/rss"),
        ("https://old.reddit.com/r/tides/", "https://www.reddit.com/r/tides/.rss"),
        ("reddit.com/user/bo", "https://www.reddit.com/user/bo/.rss"),
        ("https://www.youtube.com/channel/UC123", "https://www.youtube.com/feeds/videos.xml?channel_id=UC123"),
        ("https://youtube.com/playlist?list=PL1", "https://www.youtube.com/feeds/videos.xml?playlist_id=PL1"),
        ("https://www.youtube.com/@bo", None),
        ("https://news.ycombinator.com/", "https://news.ycombinator.com/rss"),
        ("https://news.ycombinator.com/user?id=bo", "https://hnrss.org/user?id=bo"),
        ("https://github.com/bo", "https://github.com/bo.atom"),
        ("https://github.com/bo/tides", "https://github.com/bo/tides/releases.atom"),
        ("https://github.com/bo/tides/commits/main", "https://github.com/bo/tides/commits/main.atom"),
        ("https://github.com/explore", None),
        ("https://github.com/bo/tides/releases.atom", None),
        ("https://medium.com/@bo", "https://medium.com/feed/@bo"),
        ("https://tides.substack.com/p/one", "https://tides.substack.com/feed"),
        ("https://tides.wordpress.com/tag/moon/", "https://tides.wordpress.com/tag/moon/feed/"),
        ("https://tides.blogspot.com/2026/11/one.html", "https://tides.blogspot.com/feeds/posts/default"),
        ("https://gitlab.com/bo", "https://gitlab.com/bo.atom"),
        ("https://lobste.rs/t/web", "https://lobste.rs/t/web.rss"),
        ("https://blog.example/2026/one", None),
        ("https://x.com/bo", None),
        ("ftp://reddit.com/r/x", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_known_feed(address: str, feed: str | None) -> None:
    assert known_feed(address) == feed


def test_a_known_feed_is_its_own() -> None:
    assert known_feed("https://www.reddit.com/r/tides/.rss") is None


PAGE = b"""<html><head><base href="/blog/">
<link rel="alternate" type="application/rss+xml" title="Comments" href="comments/feed">
<link rel="ALTERNATE" type="application/atom+xml; charset=utf-8" title="Posts" href="atom.xml">
<link rel="alternate" type="application/json" href="/wp-json/posts/1">
<link rel="alternate" hreflang="fr" href="/fr/"></head>
<body><a href="/feed?format=rss">Our RSS feed</a> <a href="/feedback">Feedback</a>
<a href="javascript:feed()">RSS</a></body></html>"""


def test_best_first_each_once() -> None:
    found = feeds_in_page(PAGE, "https://site.example/blog/one.html")
    addresses = [candidate.address for candidate in found]
    assert addresses[:3] == [
        "https://site.example/blog/atom.xml",
        "https://site.example/blog/comments/feed",
        "https://site.example/feed?format=rss",
    ]
    assert (found[0].title, found[0].how, found[2].how) == ("Posts", "link", "anchor")
    assert "https://site.example/feed/" in addresses
    assert not any("wp-json" in address or "feedback" in address or "script" in address for address in addresses)
    assert len(set(addresses)) == len(addresses)


def test_guesses_remain_for_a_page_without_words() -> None:
    found = feeds_in_page(b"", "https://site.example/")
    assert {candidate.how for candidate in found} == {"guess"}
    assert "https://site.example/atom.xml" in [candidate.address for candidate in found]

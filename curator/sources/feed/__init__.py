"""Feeds of every kind: RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0, JSON Feed 1.0 and 1.1."""

from curator.errors import ParseError
from curator.sources.feed.fetcher import FeedFetcher

__all__ = ["FeedFetcher", "ParseError"]

"""Which articles are one text, and which tell one story; pure.

`group` makes stories, `ties` says what holds each article there, `additions` what each article adds to those before
it, `has_news` whether a story that is out may come back as an update.
"""

from curator.stories.facts import Addition, additions, has_news, news_since, what_is_added
from curator.stories.grouping import group
from curator.stories.meanings import Vectors
from curator.stories.order import best_first
from curator.stories.ties import ties

__all__ = [
    "Addition",
    "Vectors",
    "additions",
    "best_first",
    "group",
    "has_news",
    "news_since",
    "ties",
    "what_is_added",
]

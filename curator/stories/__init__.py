"""Which articles are one text, and which tell one story; pure.

`group` makes stories, `additions` says what each article adds to those before
it, `has_news` whether a story that is out may come back as an update.
"""

from curator.stories.facts import Addition, additions, has_news, news_since, what_is_added
from curator.stories.grouping import group
from curator.stories.order import best_first

__all__ = ["Addition", "additions", "best_first", "group", "has_news", "news_since", "what_is_added"]

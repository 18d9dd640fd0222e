"""The nouns: each holds the one before it, and none gains fields on its way.

source → entry → article → story → verdict → pick → edition; marks come back
from the editor. All are frozen values; times are aware datetimes in UTC.
"""

from curator.model.articles import Article, Entry, Sharer, Story, Tie
from curator.model.deliveries import Delivery, DeliveryState, PostState, Queued, Standing, Subscriber
from curator.model.editions import Edition, Mark, Pick, Slot, Status, Verb
from curator.model.identity import short_hash
from curator.model.sources import Cause, Source, SourceState
from curator.model.themes import Phrase, Section, Theme
from curator.model.verdicts import Decision, Reason, Verdict

__all__ = [
    "Article",
    "Cause",
    "Decision",
    "Delivery",
    "DeliveryState",
    "Edition",
    "Entry",
    "Mark",
    "Phrase",
    "Pick",
    "PostState",
    "Queued",
    "Reason",
    "Section",
    "Sharer",
    "Slot",
    "Source",
    "SourceState",
    "Standing",
    "Status",
    "Story",
    "Subscriber",
    "Theme",
    "Tie",
    "Verb",
    "Verdict",
    "short_hash",
]

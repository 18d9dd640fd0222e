"""Which stories make an edition, in what order and in whose words; pure.

The steps, in the order of a run: `fold_marks`, `select`, then `approve`. An
edition that is approved and unchanged satisfies `is_approved`.
"""

from curator.editions.approval import approve, edition_hash, is_approved, is_closed, next_day, readable
from curator.editions.blocks import is_blocked, turned, without_blocked
from curator.editions.extract import cut, extract, is_boilerplate, quote
from curator.editions.faith import unfounded
from curator.editions.flags import Flag, find_flags, flag_names
from curator.editions.layout import sections
from curator.editions.marks import UNSEEN, VOTES, Comment, Marks, StoryMarks, fold_marks, fold_without, regroup
from curator.editions.owners import judged_by, speaks_of, theme_of
from curator.editions.phrases import key_phrases
from curator.editions.select import NOTES, Occasion, select
from curator.editions.slugs import is_day, slug_of
from curator.editions.strict import is_due, strictly
from curator.editions.value import adjustments
from curator.editions.weekly import week_slug, weekly

__all__ = [
    "NOTES",
    "UNSEEN",
    "VOTES",
    "Comment",
    "Flag",
    "Marks",
    "Occasion",
    "StoryMarks",
    "adjustments",
    "approve",
    "cut",
    "edition_hash",
    "extract",
    "find_flags",
    "flag_names",
    "fold_marks",
    "fold_without",
    "is_approved",
    "is_blocked",
    "is_boilerplate",
    "is_closed",
    "is_day",
    "is_due",
    "judged_by",
    "key_phrases",
    "next_day",
    "quote",
    "readable",
    "regroup",
    "sections",
    "select",
    "slug_of",
    "speaks_of",
    "strictly",
    "theme_of",
    "turned",
    "unfounded",
    "week_slug",
    "weekly",
    "without_blocked",
]

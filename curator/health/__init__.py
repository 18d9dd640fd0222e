"""The health of sources (pure): what an answer means for the next attempt, and how to say what is wrong."""

from curator.health.states import digest, move_proposed, next_state, silence
from curator.health.words import describe

__all__ = ["describe", "digest", "move_proposed", "next_state", "silence"]

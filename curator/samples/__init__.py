"""The sample web: invented outlets, in French and English, that a first journal is made from with no network."""

from curator.samples.content import (
    Outlet,
    Piece,
    SampleGold,
    SampleMark,
    SampleStory,
    sample_gold,
    sample_marks,
    sample_outlets,
    sample_pieces,
    sample_sources,
    samples_folder,
)
from curator.samples.web import SampleWeb

__all__ = [
    "Outlet",
    "Piece",
    "SampleGold",
    "SampleMark",
    "SampleStory",
    "SampleWeb",
    "sample_gold",
    "sample_marks",
    "sample_outlets",
    "sample_pieces",
    "sample_sources",
    "samples_folder",
]

"""Texts into vectors, by a model that the user brings: better judging, never needed.

One file a kind; each loads its library only when it is made.
"""

from curator.encoders.making import KINDS, make_encoder
from curator.encoders.shelf import Shelf

__all__ = ["KINDS", "Shelf", "make_encoder"]

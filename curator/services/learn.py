"""Learn: what the theme says and what the editor marked become a judge."""

from __future__ import annotations

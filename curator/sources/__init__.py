"""Fetchers, one module a kind of source: how it is asked, and how its answer is understood."""

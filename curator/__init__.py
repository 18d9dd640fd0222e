"""curator turns one person's reading into a journal worth subscribing to."""

__version__ = "0.1.0"

"""`config.toml`, `sources.toml` and `themes/*.toml` into frozen values, every mistake told at once."""

from curator.config.settings import (
    Config,
    EditionRules,
    Fetch,
    Journal,
    Letter,
    Networks,
    Paths,
)

__all__ = ["Config", "EditionRules", "Fetch", "Journal", "Letter", "Networks", "Paths"]

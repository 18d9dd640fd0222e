"""`config.toml`, `sources.toml` and `themes/*.toml` into frozen values, every mistake told at once."""

from curator.config.editing import add_sources, change_source, change_theme, remove_source, write_atomically
from curator.config.loading import CONFIG_FILE, INTERFACE_LANGUAGES, SOURCES_FILE, load_config, load_theme
from curator.config.settings import (
    AccountSettings,
    Config,
    EditionRules,
    Fetch,
    Gate,
    Journal,
    Letter,
    Mailbox,
    Networks,
    Paths,
    Posting,
    Schedule,
    Smtp,
)

__all__ = [
    "CONFIG_FILE",
    "INTERFACE_LANGUAGES",
    "SOURCES_FILE",
    "AccountSettings",
    "Config",
    "EditionRules",
    "Fetch",
    "Gate",
    "Journal",
    "Letter",
    "Mailbox",
    "Networks",
    "Paths",
    "Posting",
    "Schedule",
    "Smtp",
    "add_sources",
    "change_source",
    "change_theme",
    "load_config",
    "load_theme",
    "remove_source",
    "write_atomically",
]

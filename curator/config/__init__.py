"""`config.toml`, `sources.toml` and `themes/*.toml` into frozen values, every mistake told at once."""

from curator.config.editing import (
    add_sources,
    change_blocked,
    change_source,
    change_theme,
    remove_source,
    unlisted,
    write_atomically,
)
from curator.config.loading import BLOCKED_FILE, CONFIG_FILE, SOURCES_FILE, load_config, load_theme
from curator.config.outward import AccountSettings, Automatic, Deploy, Gate, Handover, Mailbox, Posting, Schedule, Smtp
from curator.config.settings import Blocked, Config, EditionRules, Fetch, Journal, Letter, Networks, Paths
from curator.config.zone import machine_zone

__all__ = [
    "BLOCKED_FILE",
    "CONFIG_FILE",
    "SOURCES_FILE",
    "AccountSettings",
    "Automatic",
    "Blocked",
    "Config",
    "Deploy",
    "EditionRules",
    "Fetch",
    "Gate",
    "Handover",
    "Journal",
    "Letter",
    "Mailbox",
    "Networks",
    "Paths",
    "Posting",
    "Schedule",
    "Smtp",
    "add_sources",
    "change_blocked",
    "change_source",
    "change_theme",
    "load_config",
    "load_theme",
    "machine_zone",
    "remove_source",
    "unlisted",
    "write_atomically",
]

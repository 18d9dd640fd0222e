"""The mistakes in the settings of the journal itself: `[journal]`, `[edition]` and `[fetch]`."""

from __future__ import annotations

from zoneinfo import available_timezones

from curator.config.addresses import holds_pages
from curator.config.sending import Wrong
from curator.config.settings import EditionRules, Fetch, Journal

INTERFACE_LANGUAGES = ("en", "fr")


def check_journal(journal: Journal, wrong: Wrong) -> None:
    """Tell every mistake in `[journal]`."""
    language, zone, base = journal.language, journal.timezone, journal.base_url
    if not journal.title.strip():
        wrong("journal.title", "the journal has no title.", 'Add: title = "…"')
    if language not in INTERFACE_LANGUAGES:
        wrong("journal.language", f'"{language}" is no language of the interface.', 'Write "en" or "fr".')
    if zone not in available_timezones():
        wrong("journal.timezone", f'there is no time zone "{zone}".', 'Write for example "Europe/Paris".')
    if base and not holds_pages(base):
        said = f'"{base[:80]}" is no web address of a site.'
        wrong("journal.base_url", said, 'Write "https://…", or "" to read from a folder.')


def check_edition(rules: EditionRules, wrong: Wrong) -> None:
    """Tell every mistake in `[edition]`."""
    for name, low in (("stories", 1), ("window_hours", 1), ("longest_window_hours", rules.window_hours), ("floor", 0)):
        if getattr(rules, name) < low:
            wrong(f"edition.{name}", f"{name} = {getattr(rules, name)} is too small.", f"Write {low} or more.")
    if not 0 < rules.outlet_share <= 1:
        said = f"outlet_share = {rules.outlet_share} is no share."
        wrong("edition.outlet_share", said, "Write a number above 0, up to 1.")


def check_fetch(fetch: Fetch, wrong: Wrong) -> None:
    """Tell every mistake in `[fetch]`."""
    for name in ("connect_seconds", "total_seconds", "connections", "per_host", "pages_per_host"):
        if getattr(fetch, name) <= 0:
            wrong(f"fetch.{name}", f"{name} = {getattr(fetch, name)} is too small.", "Write a number above 0.")

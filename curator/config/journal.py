"""The mistakes in the settings of the journal itself: `[journal]`, `[edition]` and `[fetch]`."""

from __future__ import annotations

from zoneinfo import available_timezones

from curator.config.addresses import holds_pages
from curator.config.sending import Wrong
from curator.config.settings import EditionRules, Fetch, Journal
from curator.i18n import languages

LONGEST_TITLE = 200
_FETCH: dict[str, tuple[float, int]] = {
    "connect_seconds": (0.1, 120),
    "total_seconds": (0.1, 3600),
    "connections": (1, 1000),
    "per_host": (1, 100),
    "pages_per_host": (1, 100),
    "wire_bytes": (1000, 1_000_000_000),
    "decoded_bytes": (1000, 1_000_000_000),
    "pages_per_run": (0, 1_000_000),
}
"""What a limit may be; beyond these a run would hang, read nothing or fill the memory."""
_EDITION = {"stories": 1000, "window_hours": 8784, "longest_window_hours": 8784, "floor": 1000}
"""The most that a rule may say; 8784 hours are a year."""


def check_journal(journal: Journal, wrong: Wrong) -> None:
    """Tell every mistake in `[journal]`."""
    language, zone, base = journal.language, journal.timezone, journal.base_url
    if not journal.title.strip():
        wrong("journal.title", "the journal has no title.", 'Add: title = "…"')
    if len(journal.title) > LONGEST_TITLE:
        said = f"the title has {len(journal.title)} characters."
        wrong("journal.title", said, f"Write {LONGEST_TITLE} or fewer; the tagline has room for more.")
    if language not in languages():
        spoken = " or ".join(f'"{code}"' for code in languages())
        wrong("journal.language", f'"{language}" is no language of the interface.', f"Write {spoken}.")
    if zone not in available_timezones():
        wrong("journal.timezone", f'there is no time zone "{zone}".', 'Write for example "Europe/Paris".')
    if base and not holds_pages(base):
        said = f'"{base[:80]}" is no web address of a site.'
        wrong("journal.base_url", said, 'Write "https://…", or "" to read from a folder.')


def check_edition(rules: EditionRules, wrong: Wrong) -> None:
    """Tell every mistake in `[edition]`."""
    lowest = {"stories": 1, "window_hours": 1, "longest_window_hours": rules.window_hours, "floor": 0}
    for name, low in lowest.items():
        value, high = getattr(rules, name), _EDITION[name]
        if value < low:
            wrong(f"edition.{name}", f"{name} = {value} is too small.", f"Write {low} or more.")
        elif value > high:
            wrong(f"edition.{name}", f"{name} = {_shown(value)} is too large.", f"Write {high} or less.")
    if not 0 < rules.outlet_share <= 1:
        said = f"outlet_share = {rules.outlet_share} is no share."
        wrong("edition.outlet_share", said, "Write a number above 0, up to 1.")


def check_fetch(fetch: Fetch, wrong: Wrong) -> None:
    """Tell every mistake in `[fetch]`."""
    for name, (low, high) in _FETCH.items():
        value = getattr(fetch, name)
        if not low <= value <= high:
            what = "too small" if value < low else "too large" if value > high else "no number"
            remedy = f"Write a number from {low:_} to {high:_}."
            wrong(f"fetch.{name}", f"{name} = {_shown(value)} is {what}.", remedy)


def _shown(value: float) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)[:40]

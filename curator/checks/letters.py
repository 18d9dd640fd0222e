"""What must be true of a letter before it leaves: its size, its stories, its ways out."""

from __future__ import annotations

from curator.checks.findings import Finding, Severity
from curator.config.settings import Config
from curator.model import Edition

LARGEST_HTML = 90_000
"""Bytes of a letter's HTML; mail services cut a longer one off at about 102,000."""


def check_size(html: str) -> tuple[Finding, ...]:
    """Return a finding when the HTML of a letter is larger than 90 KB."""
    size = len(html.encode("utf-8", "surrogatepass"))
    if size <= LARGEST_HTML:
        return ()
    reason = f"The letter has {size:,} bytes; mail services cut it off beyond {LARGEST_HTML:,}."
    return (Finding("letter-size", "letter", reason, "Take fewer stories: lower `stories` in [letter]."),)


def check_thin(edition: Edition, least: int) -> tuple[Finding, ...]:
    """Return a finding when the edition has fewer than `least` stories: no letter rather than a thin one."""
    count = len(edition.picks)
    if count >= least:
        return ()
    reason = f"{edition.slug} has {count} {'story' if count == 1 else 'stories'}, fewer than {least}."
    return (Finding("thin", "edition", reason, "Keep more stories, or let this letter rest."),)


def check_ways_out(config: Config) -> tuple[Finding, ...]:
    """Return findings where the settings lack what a letter to others must carry."""
    found = []
    if not config.letter.sender:
        found.append(
            Finding("letter-sender", "letter", "The letter has no sender.", "Set `sender` in [letter].", Severity.WARN)
        )
    if not config.letter.unsubscribe and not config.handover.service:
        reason = "Readers have no way to leave, which the law and the mail services ask for."
        found.append(Finding("letter-unsubscribe", "letter", reason, "Set `unsubscribe` in [letter].", Severity.WARN))
    return tuple(found)

"""What must be true of a letter before it leaves: its size, its stories, its ways out."""

from __future__ import annotations

from curator.checks.findings import Finding, Severity
from curator.config.settings import Config
from curator.i18n import N_
from curator.model import Edition

LARGEST_HTML = 90_000
"""Bytes of a letter's HTML; mail services cut a longer one off at about 102,000."""


def check_size(html: str) -> tuple[Finding, ...]:
    """Return a finding when the HTML of a letter is larger than 90 KB."""
    size = len(html.encode("utf-8", "surrogatepass"))
    if size <= LARGEST_HTML:
        return ()
    reason = N_(
        "The letter has {size:,} bytes; mail services cut it off beyond {most:,}.", size=size, most=LARGEST_HTML
    )
    return (Finding("letter-size", "letter", reason, N_("Take fewer stories: lower `stories` in [letter].")),)


def check_thin(edition: Edition, least: int) -> tuple[Finding, ...]:
    """Return a finding when the edition has fewer than `least` stories: no letter rather than a thin one."""
    count = len(edition.picks)
    if count >= least:
        return ()
    reason = N_("{slug} has {count} of the {least} stories it needs.", slug=edition.slug, count=count, least=least)
    return (Finding("thin", "edition", reason, N_("Keep more stories, or let this letter rest.")),)


def check_ways_out(config: Config) -> tuple[Finding, ...]:
    """Return findings where the settings lack what a letter to others must carry."""
    found = []
    if not config.letter.sender:
        found.append(
            Finding(
                "letter-sender",
                "letter",
                N_("The letter has no sender."),
                N_("Set `sender` in [letter]."),
                Severity.WARN,
            )
        )
    if not config.letter.unsubscribe and not config.handover.service:
        reason = N_("Readers have no way to leave, which the law and the mail services ask for.")
        found.append(
            Finding("letter-unsubscribe", "letter", reason, N_("Set `unsubscribe` in [letter]."), Severity.WARN)
        )
    return tuple(found)

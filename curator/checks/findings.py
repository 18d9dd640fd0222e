"""What a check says: one finding, with its place, its reason and what helps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from curator.model import short_hash


class Severity(StrEnum):
    """Whether a finding stops what it is about."""

    BLOCK = "block"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not right about what is to leave."""

    code: str
    """Name of the rule, stable: "over-limit", "boilerplate", "secret-iban" …"""
    place: str
    """Where: "mastodon post", "opening", "address of story 3" …"""
    reason: str
    """What is wrong, one sentence."""
    remedy: str
    """What the editor can do about it."""
    severity: Severity = Severity.BLOCK

    @property
    def key(self) -> str:
        """What an override with a reason is bound to: the same finding, and no other."""
        return short_hash("\n".join((self.code, self.place, self.reason)))

    def told(self, translate: Callable[[str], str]) -> str:
        """Return it as one line, in the language of `translate`."""
        return f"{self.place}: {translate(self.reason)} {translate(self.remedy)}"


def blocking(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return those of `findings` that stop what they are about."""
    return tuple(finding for finding in findings if finding.severity is Severity.BLOCK)

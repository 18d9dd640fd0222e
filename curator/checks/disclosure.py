"""The disclosure guard: nothing of `never-publish.toml`, nothing private by its form, leaves in any place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

import regex

from curator.checks.amounts import amounts_in, date_pattern
from curator.checks.findings import Finding
from curator.checks.places import Place, folded_forms, readable_forms
from curator.checks.rules import NameRule, Rules
from curator.checks.secrets import secrets_in
from curator.text import fold

PATTERN_SECONDS = 0.2
"""A pattern of the user's that searches one place for longer is stopped, and the place is held back."""
_KIND_NAMES = {
    "email": "an e-mail address",
    "phone": "a telephone number",
    "iban": "a bank account number",
    "card": "a payment card number",
    "social-security": "a social security number",
    "token": "a key or token",
}
_NAME_KINDS = {"client": "the client", "code-name": "the code name", "embargo": "what is under embargo"}
_REMEDY = "Take it out, or publish it with a reason that is kept."


def check_disclosure(places: Iterable[Place], rules: Rules, now: datetime) -> tuple[Finding, ...]:
    """Return a finding for each thing that must not leave, each once a place, in the order of the places."""
    return tuple(dict.fromkeys(finding for place in places if place.text for finding in _found_in(place, rules, now)))


def not_overridden(findings: Iterable[Finding], keys: Collection[str]) -> tuple[Finding, ...]:
    """Return the findings that no override with a reason is bound to, by `Finding.key`."""
    return tuple(finding for finding in findings if finding.key not in keys)


def _found_in(place: Place, rules: Rules, now: datetime) -> Iterator[Finding]:
    readable, folded = readable_forms(place), folded_forms(place)
    for rule in rules.names:
        if (rule.until is None or now < rule.until) and any(rule.pattern.search(form) for form in folded):
            yield _named(rule, place)
    yield from _sums_and_days(place, folded, rules)
    for pattern in rules.patterns:
        yield from _matching(pattern, place, (*readable, *folded))
    for form in readable:
        for secret in secrets_in(form, place.kind, rules.skip):
            if fold(secret.text) not in rules.allow:
                reason = f"It shows {_KIND_NAMES[secret.kind]}: {secret.masked}"
                yield Finding(f"secret-{secret.kind}", place.label, reason, _REMEDY)


def _named(rule: NameRule, place: Place) -> Finding:
    until = f", until {rule.until:%Y-%m-%d %H:%M %Z}".rstrip() if rule.until else ""
    return Finding(
        f"secret-{rule.kind}", place.label, f"It names {_NAME_KINDS[rule.kind]} “{rule.name}”{until}.", _REMEDY
    )


def _sums_and_days(place: Place, forms: tuple[str, ...], rules: Rules) -> Iterator[Finding]:
    if rules.amounts:
        told = {meaning for form in forms for meanings, _ in amounts_in(form) for meaning in meanings}
        for written, meanings in rules.amounts:
            if told & meanings:
                yield Finding("secret-amount", place.label, f"It tells the amount “{written}”.", _REMEDY)
    for day in rules.dates:
        if any(date_pattern(day).search(form) for form in forms):
            yield Finding("secret-date", place.label, f"It tells the date {day}.", _REMEDY)


def _matching(pattern: regex.Pattern[str], place: Place, forms: tuple[str, ...]) -> Iterator[Finding]:
    try:
        if any(pattern.search(form, timeout=PATTERN_SECONDS) for form in forms):
            yield Finding("secret-pattern", place.label, f"It matches the pattern “{pattern.pattern}”.", _REMEDY)
    except TimeoutError:
        reason = f"The pattern “{pattern.pattern}” takes too long here: nobody can say whether it matches."
        yield Finding("guard-slow", place.label, reason, "Write the pattern without nested repeats.")

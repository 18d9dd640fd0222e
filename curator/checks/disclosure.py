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
from curator.i18n import N_
from curator.text import fold

PATTERN_SECONDS = 0.2
"""A pattern of the user's that searches one place for longer is stopped, and the place is held back."""
_SHOWN = {
    "email": N_("It shows an e-mail address: {masked}"),
    "phone": N_("It shows a telephone number: {masked}"),
    "iban": N_("It shows a bank account number: {masked}"),
    "card": N_("It shows a payment card number: {masked}"),
    "social-security": N_("It shows a social security number: {masked}"),
    "token": N_("It shows a key or token: {masked}"),
}
_NAMED = {
    "client": N_("It names the client “{name}”."),
    "code-name": N_("It names the code name “{name}”."),
    "embargo": N_("It names what is under embargo “{name}”, until {until}."),
}
_REMEDY = N_("Take it out, or publish it with a reason that is kept.")


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
                reason = N_(_SHOWN[secret.kind], masked=secret.masked)
                yield Finding(f"secret-{secret.kind}", place.label, reason, _REMEDY)


def _named(rule: NameRule, place: Place) -> Finding:
    until = f"{rule.until:%Y-%m-%d %H:%M %Z}".rstrip() if rule.until else ""
    return Finding(f"secret-{rule.kind}", place.label, N_(_NAMED[rule.kind], name=rule.name, until=until), _REMEDY)


def _sums_and_days(place: Place, forms: tuple[str, ...], rules: Rules) -> Iterator[Finding]:
    if rules.amounts:
        told = {meaning for form in forms for meanings, _ in amounts_in(form) for meaning in meanings}
        for written, meanings in rules.amounts:
            if told & meanings:
                yield Finding(
                    "secret-amount", place.label, N_("It tells the amount “{written}”.", written=written), _REMEDY
                )
    for day in rules.dates:
        if any(date_pattern(day).search(form) for form in forms):
            yield Finding("secret-date", place.label, N_("It tells the date {day}.", day=day), _REMEDY)


def _matching(pattern: regex.Pattern[str], place: Place, forms: tuple[str, ...]) -> Iterator[Finding]:
    try:
        if any(pattern.search(form, timeout=PATTERN_SECONDS) for form in forms):
            yield Finding(
                "secret-pattern",
                place.label,
                N_("It matches the pattern “{pattern}”.", pattern=pattern.pattern),
                _REMEDY,
            )
    except TimeoutError:
        reason = N_(
            "The pattern “{pattern}” takes too long here: nobody can say whether it matches.", pattern=pattern.pattern
        )
        yield Finding("guard-slow", place.label, reason, N_("Write the pattern without nested repeats."))

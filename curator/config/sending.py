"""The mistakes in the settings of what leaves: the mail server, the days of the letter, the accounts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, time
from urllib.parse import urlsplit

from curator.config.addresses import leads_to_page, parse_mailbox
from curator.config.outward import AccountSettings, Ambassador, Automatic, Gate, Mailbox, Posting, Schedule, Smtp
from curator.config.settings import Letter

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SECURITY = ("starttls", "tls", "none")
LATE = ("send", "skip")
POSTED_TO = (
    *("mastodon", "bluesky", "linkedin", "x", "threads", "facebook", "telegram", "discord", "slack", "webhook"),
    "wordpress",
)
"""What there are accounts on; WordPress takes whole editions, all others a post for a story."""
BRIDGES = ("buffer", "postiz")
_BRIDGED = ("mastodon", "bluesky", "linkedin", "x", "threads", "facebook")
_NEEDS = {"telegram": "handle", "facebook": "handle", "bluesky": "handle", "mastodon": "server", "wordpress": "server"}
"""What an account cannot do without, beside its secret."""
LONGEST_SENDER = 500
LATE_POSTS = ("wait", "send")
_HOST = re.compile(
    r"(?=.{1,253}\Z)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
_LOOPBACK = ("localhost", "127.0.0.1")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
SECRET_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,40}")
_BOX = re.compile(r"[^\s<>@,;\"]+@[^\s<>@,;\"]+")


def clock(written: str) -> time:
    """Return "07:30" as a time of day; raises ValueError for anything else."""
    found = _TIME.fullmatch(written)
    if not found:
        raise ValueError(f'"{written}" is no time of day.')
    return time(int(found[1]), int(found[2]))


Wrong = Callable[[str, str, str], None]
"""Told of each mistake: its key's path, what is wrong, what helps."""


def check_letter(letter: Letter, wrong: Wrong) -> None:
    """Tell every mistake in `[letter]`."""
    if letter.sender and not _fits_header(letter.sender):
        said = f"{letter.sender[:80]!r} is not one sender with one mailbox."
        wrong("letter.sender", said, 'Write "Name <box@example.org>".')
    scheme, _, rest = letter.unsubscribe.partition(":")
    if letter.unsubscribe and not (
        _fits_header(rest.partition("?")[0]) if scheme == "mailto" else leads_to_page(letter.unsubscribe)
    ):
        remedy = 'Write "mailto:letter@example.org?subject=unsubscribe", or "https://…/{token}".'
        wrong("letter.unsubscribe", f"{letter.unsubscribe[:80]!r} ends no subscription.", remedy)
    if letter.stories < 1:
        wrong("letter.stories", f"stories = {letter.stories} is too small.", "Write 1 or more.")


def _fits_header(mailbox: str) -> bool:
    """Tell whether this is a mailbox as it stands in a header: one line, and no encoded word of RFC 2047."""
    try:
        parse_mailbox(mailbox)
    except ValueError:
        return False
    return mailbox.isprintable() and "=?" not in mailbox and len(mailbox) <= LONGEST_SENDER


def check_smtp(smtp: Smtp, wrong: Wrong) -> None:
    """Tell every mistake in `[smtp]`."""
    if smtp.host and not _HOST.fullmatch(smtp.host):
        wrong("smtp.host", f"{smtp.host!r} is no host name.", 'Write "mail.example.org"; the port has its own key.')
    if smtp.security not in SECURITY:
        wrong("smtp.security", f"{smtp.security!r} is no way to connect.", 'Write "starttls" or "tls".')
    if smtp.security == "none" and (smtp.user or smtp.host not in _LOOPBACK):
        remedy = 'Write "starttls" or "tls"; "none" is for a server on this machine, without a user.'
        wrong("smtp.security", "nothing would protect the letters and the password.", remedy)
    if not 0 <= smtp.port <= 65535:
        wrong("smtp.port", f"{smtp.port} is no port.", "Write 465, 587, or 0 for the usual one.")
    if smtp.rate_per_minute < 0:
        wrong("smtp.rate_per_minute", "a rate cannot be negative.", "Write 0 for no limit.")
    if smtp.bounces and not _BOX.fullmatch(smtp.bounces.replace("{id}", "x")):
        wrong("smtp.bounces", f"{smtp.bounces!r} is no mailbox.", 'Write "box+{id}@example.org".')
    if bool(smtp.dkim_domain) != bool(smtp.dkim_selector):
        wrong("smtp.dkim_domain", "a signature needs a domain and a selector.", "Set both, or neither.")
    for key in ("dkim_domain", "dkim_selector"):
        if getattr(smtp, key) and not _HOST.fullmatch(getattr(smtp, key)):
            wrong(f"smtp.{key}", f"{getattr(smtp, key)!r} is no name in the DNS.", 'Write "example.org".')
    for key in ("secret", "dkim_secret"):
        _check_name(f"smtp.{key}", getattr(smtp, key), wrong)


def check_gate(gate: Gate, mailbox: Mailbox, wrong: Wrong) -> None:
    """Tell every mistake in `[gate]` and `[mailbox]`."""
    parts = urlsplit(gate.address)
    if gate.address and (parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment):
        wrong("gate.address", "readers reach the gate by https alone.", 'Write "https://journal.example.org/gate".')
    if mailbox.host and not _HOST.fullmatch(mailbox.host):
        wrong("mailbox.host", f"{mailbox.host!r} is no host name.", 'Write "mail.example.org".')
    if mailbox.host and mailbox.path:
        wrong("mailbox.path", "the mailbox is at two places.", "Set `host` or `path`.")
    if not 1 <= mailbox.port <= 65535:
        wrong("mailbox.port", f"{mailbox.port} is no port.", "Write 993.")
    if mailbox.address and not _BOX.fullmatch(mailbox.address):
        wrong("mailbox.address", f"{mailbox.address!r} is no mailbox.", 'Write "letter@example.org".')
    _check_name("mailbox.secret", mailbox.secret, wrong)


def check_schedule(schedule: Schedule, wrong: Wrong) -> None:
    """Tell every mistake in `[schedule]`."""
    for day in schedule.days:
        if day not in DAYS:
            wrong("schedule.days", f"{day!r} is no day.", 'Write "monday" … "sunday".')
    _check_times("schedule.time", (schedule.time,), wrong)
    if schedule.late not in LATE:
        wrong("schedule.late", f"{schedule.late!r} is not understood.", 'Write "send" or "skip".')
    if not 1 <= schedule.late_hours <= 167:
        wrong("schedule.late_hours", f"{schedule.late_hours} hours cannot be.", "Write 1 to 167.")


def check_automatic(automatic: Automatic, wrong: Wrong) -> None:
    """Tell every mistake in `[automatic]`."""
    for key, low in (("after_hours", 0), ("stories", 1), ("quiet_minutes", 0)):
        if getattr(automatic, key) < low:
            wrong(f"automatic.{key}", f"{key} = {getattr(automatic, key)} is too small.", f"Write {low} or more.")
    for key in ("margin", "keep_rate"):
        if not 0 <= getattr(automatic, key) < 1:
            wrong(f"automatic.{key}", f"{key} = {getattr(automatic, key)} cannot be.", "Write a number from 0 to 1.")


def check_posting(posting: Posting, wrong: Wrong) -> None:
    """Tell every mistake in `[posting]`."""
    _check_times("posting.slots", posting.slots, wrong)
    _check_times("posting.quiet", posting.quiet, wrong)
    if len(posting.quiet) not in (0, 2):
        wrong("posting.quiet", "quiet hours have a beginning and an end.", 'Write ["22:00", "07:00"], or [].')
    for key in ("gap_minutes", "cooldown_days"):
        if getattr(posting, key) < 0:
            wrong(f"posting.{key}", f"{key} cannot be negative.", "Write 0 or more.")
    if posting.late not in LATE_POSTS:
        wrong("posting.late", f"{posting.late!r} is not understood.", 'Write "wait" or "send".')
    if posting.late_hours < 1:
        wrong("posting.late_hours", f"{posting.late_hours} hours cannot be.", "Write 1 or more.")


def check_accounts(accounts: tuple[AccountSettings, ...], wrong: Wrong) -> None:
    """Tell every mistake in `[[accounts]]`."""
    seen: set[str] = set()
    for index, account in enumerate(accounts):
        place = f"accounts[{index}]"
        if account.network not in POSTED_TO:
            known = ", ".join(POSTED_TO)
            wrong(f"{place}.network", f"{account.network!r} is no network that can be posted to.", f"One of: {known}.")
        if account.id in seen:
            wrong(place, f"the account {account.id} is there twice.", "Give each its handle.")
        seen.add(account.id)
        server = urlsplit(account.server)
        local = server.hostname in _LOOPBACK
        if account.server and (
            not server.hostname or (server.scheme != "https" and not (local and server.scheme == "http"))
        ):
            wrong(f"{place}.server", "a token may only go to an https address.", 'Write "https://social.example".')
        _check_way(place, account, wrong)
        _check_times(f"{place}.slots", account.slots, wrong)
        if account.budget < 0:
            wrong(f"{place}.budget", "a budget cannot be negative.", "Write 0 for none.")
        if account.secret:
            _check_name(f"{place}.secret", account.secret, wrong)


def check_ambassadors(ambassadors: tuple[Ambassador, ...], wrong: Wrong) -> None:
    """Tell every mistake in `[[ambassadors]]`."""
    seen: set[str] = set()
    for index, one in enumerate(ambassadors):
        place = f"ambassadors[{index}]"
        if not one.name.strip():
            wrong(f"{place}.name", "an ambassador needs a name.", 'Write name = "…".')
        if one.name in seen:
            wrong(place, f"{one.name!r} is there twice.", "Give each a name of their own.")
        seen.add(one.name)
        if one.tag and not SECRET_NAME.fullmatch(one.tag):
            wrong(f"{place}.tag", f"{one.tag!r} cannot stand in an address.", 'Write letters and digits: "ada".')


def _check_way(place: str, account: AccountSettings, wrong: Wrong) -> None:
    """Tell what is wrong with the way to an account: by itself, or by a bridge."""
    if account.via and account.via not in BRIDGES:
        wrong(f"{place}.via", f"{account.via!r} is no bridge.", 'Write "buffer" or "postiz", or leave it out.')
    elif account.via and account.network not in _BRIDGED:
        wrong(f"{place}.via", f"{account.via} is no way to {account.network}.", "Leave `via` out.")
    elif account.via and not account.channel:
        wrong(place, f"the channel of {account.via} is missing.", "Set `channel` to the bridge's id of the account.")
    needed = "" if account.via else _NEEDS.get(account.network, "")
    if needed and not getattr(account, needed):
        wrong(place, f"an account on {account.network} needs its `{needed}`.", f"Set `{needed}`.")
    if account.expires:
        try:
            date.fromisoformat(account.expires)
        except ValueError:
            wrong(f"{place}.expires", f"{account.expires!r} is no day.", 'Write "2027-01-20".')


def _check_times(path: str, times: tuple[str, ...], wrong: Wrong) -> None:
    for written in _wrong_times(times):
        wrong(path, f"{written!r} is no time of day.", 'Write "07:30".')


def _wrong_times(times: tuple[str, ...]) -> Iterator[str]:
    for written in times:
        try:
            clock(written)
        except ValueError:
            yield written


def _check_name(path: str, name: str, wrong: Wrong) -> None:
    if not SECRET_NAME.fullmatch(name):
        remedy = "Write its name here, and keep the secret itself with: curator secret NAME"
        wrong(path, "this is no name of a secret.", remedy)

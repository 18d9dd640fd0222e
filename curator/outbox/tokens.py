"""Tokens in links and mails: who may do what, signed with the journal's key (HMAC-SHA-256).

"<action>.<id>.<moment>.<signature>": the action, the subscriber and the moment
are bound, so that no token does another's work, and none outlives its time.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import datetime, timedelta

_FORM = re.compile(r"([a-z])\.([0-9a-f]{8,32})\.([0-9a-z]{1,12})\.([A-Za-z0-9_-]{27})")
UNSUBSCRIBE, CONFIRM = "u", "c"
LONGEST = 100


def make_token(action: str, id: str, moment: datetime, key: str) -> str:
    """Return the token that lets the subscriber `id` do `action`; `moment` is when they asked."""
    told = f"{action}.{id}.{int(moment.timestamp()):x}"
    return f"{told}.{_signature(told, key)}"


def read_token(token: str, action: str, keys: tuple[str, ...]) -> tuple[str, int] | None:
    """Return the subscriber's id and the moment (seconds since 1970) of a token for `action`; None for any other."""
    found = _FORM.fullmatch(token) if len(token) <= LONGEST else None
    if found is None or found[1] != action:
        return None
    told = token.rpartition(".")[0]
    matches = [hmac.compare_digest(_signature(told, key), found[4]) for key in keys]
    return (found[2], int(found[3], 16)) if any(matches) and re.fullmatch(r"[0-9a-f]+", found[3]) else None


def expired(moment: int, now: datetime, life: timedelta) -> bool:
    """Return whether a token of that moment has outlived its time, or comes from the future."""
    age = now.timestamp() - moment
    return age > life.total_seconds() or age < -300


def _signature(told: str, key: str) -> str:
    digest = hmac.new(key.encode(), f"curator {told}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:20]).decode("ascii").rstrip("=")

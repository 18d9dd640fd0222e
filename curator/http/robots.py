"""robots.txt (RFC 9309): what a site lets programs read; the rules themselves are protego's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from curator.model import Cause
from curator.ports import Response

if TYPE_CHECKING:
    from protego import Protego

TOKEN = "curator"
"""Our name in a User-agent line."""

LARGEST = 512_000
"""Bytes that are read of a robots.txt; RFC 9309 asks for at least 500 KiB."""

_AGENT = re.compile(r"^[ \t]*user[- ]?agent\b[ \t:]*(.*)$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Robots:
    """What one origin allows; without rules, all or nothing."""

    rules: Protego | None = None
    refusal: tuple[Cause, str] | None = None
    """Why nothing may be asked; None where the rules decide."""

    def allows(self, address: str) -> bool:
        """Tell whether this address may be read by us."""
        return self.rules is None or self.rules.can_fetch(address, TOKEN)


def robots_of(response: Response) -> Robots:
    """Read the answer to a request for robots.txt.

    There is none (4xx): all is allowed. The server fails or asks for fewer
    requests (5xx, 429): nothing is. It cannot be reached: neither can the page,
    and for the same cause.
    """
    if response.status in (429, *range(500, 600)) and response.cause is not Cause.BOT_WALL:
        return Robots(refusal=(Cause.ROBOTS, f"robots.txt could not be read (status {response.status})"))
    if response.cause is None and response.status < 300:
        return Robots(_rules(response.body))
    if response.status >= 300 or response.cause in (Cause.PRIVATE_ADDRESS, Cause.PARSE):
        return Robots()
    return Robots(refusal=(response.cause or Cause.ROBOTS, response.detail))


def _rules(body: bytes) -> Protego:
    from protego import Protego

    lines = body[:LARGEST].decode("utf-8-sig", "replace").splitlines()
    return Protego.parse(_AGENT.sub(_ours, "\n".join(lines)))


def _ours(line: re.Match[str]) -> str:
    """Return the User-agent line with any name but ours and "*" made one.

    Names match whole (RFC 9309, 2.2.1), and a file with thousands of groups
    would multiply groups by rules inside the parser.
    """
    name = re.split(r"[/ \t#]", line[1].lower(), maxsplit=1)[0]
    return f"User-agent: {name if name in (TOKEN, '*') else 'other'}"

"""Posts to X: https://docs.x.com/x-api/posts/create-post

X asks money for each post, ten times as much for one with a link, and for each
that is read back. Calls are signed with the four keys of a developer app (OAuth
1.0a), which do not end.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from curator.accounts.api import Api, Reply
from curator.checks import check_limits, network_for
from curator.config.secrets import Secret
from curator.errors import CuratorError
from curator.i18n import N_
from curator.model import DeliveryState
from curator.ports import Answer, Dispatch, Web
from curator.publish.likeness import LOOKS_BACK, absent, is_ours

SERVER = "https://api.x.com"
_LOOK_BACK = 20
"""Own posts that are read back at the most: each costs $0.001."""


class XPoster:
    """`Poster` for one account, by the keys of an app."""

    def __init__(self, web: Web, server: str, keys: Secret) -> None:
        """Take the server ("" for X's) and the keys: API key, its secret, access token, its secret, spaces between.

        Raises `CuratorError` where they are not four, or the package for signing is not installed.
        """
        if len(keys.reveal().split()) != 4:
            raise CuratorError(
                N_("posting to X takes four keys."),
                about="x",
                remedy=N_("Keep them in one line: API key, API key secret, access token, access token secret."),
            )
        self._web, self._server, self._keys = web, server or SERVER, keys

    def post(self, dispatch: Dispatch) -> Answer:
        """Post it; X makes the card of its link from the page."""
        if found := check_limits(dispatch.text, network_for("x")):
            return Answer(DeliveryState.REFUSED, found[0].reason)
        reply = self._call("POST", "/2/tweets", {"text": dispatch.text})
        if reply.ok:
            number = reply.field("data", "id")
            return Answer(DeliveryState.SENT, receipt=_address(number)) if number else reply.unknown()
        if reply.status == 403 and "duplicate" in reply.field("detail").lower():
            # The same text is out, from an attempt whose answer was lost or by the editor's hand.
            return Answer(DeliveryState.UNCERTAIN, reply.answer().reason)
        return reply.answer()

    def find(self, dispatch: Dispatch, attempted: datetime, now: datetime) -> Answer | None:
        """Look for it among the account's posts since the attempt; that it is not there is sure after five minutes."""
        me = self._call("GET", "/2/users/me")
        number = me.field("data", "id") if me.ok else ""
        if not number:
            return None
        since = (attempted - LOOKS_BACK).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        asked = f"max_results={_LOOK_BACK}&exclude=retweets,replies&tweet.fields=entities&start_time={since}"
        own = self._call("GET", f"/2/users/{number}/tweets?{asked}")
        if not own.ok or not isinstance(own.told, dict):
            return None
        found = own.items("data")
        for post in found:
            urls = (post.get("entities") or {}).get("urls") or ()
            leads = [str(one.get("expanded_url", "")) for one in urls if isinstance(one, dict)]
            if is_ours(dispatch, str(post.get("text", "")), leads=leads):
                return Answer(DeliveryState.SENT, receipt=_address(str(post.get("id", ""))))
        return absent(attempted, now) if len(found) < _LOOK_BACK else None

    def _call(self, method: str, path: str, told: dict[str, Any] | None = None) -> Reply:
        api = Api(self._web, self._server, {"Authorization": self._signed(method, path)})
        return api.get(path) if told is None else api.send(path, told)

    def _signed(self, method: str, path: str) -> str:
        """Return the field that signs a call; a body of JSON is no part of the signature (RFC 5849, 3.4.1.3)."""
        try:
            from oauthlib.oauth1 import Client
        except ImportError as error:
            raise CuratorError(
                N_("the package that signs calls to X is not installed."),
                about="x",
                remedy=N_('pip install "curator[x]"'),
            ) from error
        key, secret, token, token_secret = self._keys.reveal().split()
        client = Client(key, client_secret=secret, resource_owner_key=token, resource_owner_secret=token_secret)
        _, headers, _ = client.sign(self._server + path, http_method=method)
        return str(headers["Authorization"])


def _address(number: str) -> str:
    return f"https://x.com/i/web/status/{number}"

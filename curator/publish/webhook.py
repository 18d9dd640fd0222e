"""Posts to a webhook: Discord's, Slack's, or any that takes JSON. Its address is the secret.

Nobody can ask a webhook what it has taken: a lost answer stays uncertain, for
the editor to look at.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from curator.accounts.api import Api
from curator.checks import NETWORKS, check_limits
from curator.config.secrets import Secret
from curator.errors import CuratorError
from curator.i18n import N_
from curator.model import DeliveryState
from curator.ports import Answer, Dispatch, Web


class WebhookPoster:
    """`Poster` for one webhook; `network` is "discord", "slack" or "webhook"."""

    def __init__(self, web: Web, network: str, address: Secret) -> None:
        """Take the webhook's whole address; raises `CuratorError` where it is not https."""
        parts = urlsplit(address.reveal())
        if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1"):
            raise CuratorError(N_("a webhook's address begins with https://."), about=network)
        self._network = network
        self._api = Api(web, f"{parts.scheme}://{parts.netloc}")
        query = f"?{parts.query}" if parts.query else ""
        self._path = f"{parts.path}{query}"
        if network == "discord":  # without this it answers before it has posted
            self._path += f"{'&' if query else '?'}wait=true"

    def post(self, dispatch: Dispatch) -> Answer:
        """Post it, so that nobody is called by it."""
        network = NETWORKS.get(self._network)
        if network and (found := check_limits(dispatch.text, network)):
            return Answer(DeliveryState.REFUSED, found[0].reason)
        reply = self._api.send(self._path, self._told(dispatch), Idempotency_Key=dispatch.key)
        if not reply.ok:
            return reply.answer()
        id = reply.field("id")
        if self._network == "discord" and not id:
            return reply.unknown()
        return Answer(DeliveryState.SENT, receipt=f"{reply.status} {id}".strip())

    def find(self, dispatch: Dispatch, attempted: datetime, now: datetime) -> Answer | None:
        """Return None: it cannot be asked."""
        return None

    def _told(self, dispatch: Dispatch) -> dict[str, Any]:
        if self._network == "discord":
            return {"content": dispatch.text, "allowed_mentions": {"parse": []}}
        if self._network == "slack":
            # Angle brackets and ampersands are Slack's markup: <!channel> would call everybody.
            text = dispatch.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            return {"text": text, "link_names": False}
        return {
            "key": dispatch.key,
            "text": dispatch.text,
            "language": dispatch.language,
            "link": dispatch.link,
            "title": dispatch.title,
            "description": dispatch.description,
        }

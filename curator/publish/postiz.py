"""Posts through Postiz, a bridge that one can host oneself: https://docs.postiz.com/public-api

It posts at once: the slot was chosen here.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from curator.accounts.api import Api
from curator.checks import check_limits, network_for
from curator.config.secrets import Secret
from curator.model import DeliveryState
from curator.ports import Answer, Dispatch, Web
from curator.publish.likeness import LOOKS_BACK, absent, is_ours

SERVER = "https://api.postiz.com"
_SETTINGS: dict[str, dict[str, Any]] = {"x": {"who_can_reply_post": "everyone"}}
"""What Postiz asks of a network beyond its name."""


class PostizPoster:
    """`Poster` for one channel of Postiz ("integration"), which stands for an account on `network`."""

    def __init__(self, web: Web, server: str, network: str, channel: str, key: Secret) -> None:
        """Take the server ("" for Postiz's own), the network's name, the channel's id, and the key."""
        self._api = Api(web, server or SERVER, {"Authorization": key.reveal()})
        self._network, self._channel = network, channel

    def post(self, dispatch: Dispatch) -> Answer:
        """Hand it to Postiz, which posts it at once."""
        if found := check_limits(dispatch.text, network_for(self._network)):
            return Answer(DeliveryState.REFUSED, found[0].reason)
        told = {
            "type": "now",
            "date": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "shortLink": False,
            "tags": [],
            "posts": [
                {
                    "integration": {"id": self._channel},
                    "value": [{"content": dispatch.text, "image": []}],
                    "settings": {"__type": self._network, **_SETTINGS.get(self._network, {})},
                }
            ],
        }
        reply = self._api.send("/public/v1/posts", told)
        made = [str(one.get("postId", "")) for one in reply.items()]
        if reply.ok and made and made[0]:
            return Answer(DeliveryState.SENT, receipt=f"postiz:{made[0]}")
        return reply.unknown() if reply.ok else reply.answer()

    def find(self, dispatch: Dispatch, attempted: datetime, now: datetime) -> Answer | None:
        """Look for it among the posts of these days; that it is not there is sure after five minutes."""
        since, until = attempted - LOOKS_BACK, max(now, attempted) + timedelta(days=1)
        reply = self._api.get("/public/v1/posts", startDate=_written(since), endDate=_written(until))
        if not reply.ok or not isinstance(reply.part("posts"), list):
            return None
        for post in reply.items("posts"):
            ours = (post.get("integration") or {}).get("id") == self._channel
            if ours and is_ours(dispatch, str(post.get("content", ""))):
                return Answer(DeliveryState.SENT, receipt=str(post.get("releaseURL") or f"postiz:{post.get('id')}"))
        return absent(attempted, now)


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

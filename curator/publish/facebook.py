"""Posts of a Facebook Page: https://developers.facebook.com/docs/pages-api/posts

Facebook makes the card of the link from the page that it leads to.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from curator.accounts.api import Api
from curator.checks import check_limits, network_for
from curator.config.secrets import Secret
from curator.model import DeliveryState
from curator.ports import Answer, Dispatch, Web
from curator.publish.graph import VERSION, graph_answer
from curator.publish.likeness import LOOKS_BACK, absent, is_ours

SERVER = "https://graph.facebook.com"
_LOOK_BACK = 50


class FacebookPoster:
    """`Poster` for one Page, by a token of the Page."""

    def __init__(self, web: Web, server: str, page: str, token: Secret) -> None:
        """Take the server ("" for Facebook's), the Page's number, and its token with pages_manage_posts."""
        self._api = Api(web, server or SERVER, {"Authorization": f"Bearer {token.reveal()}"})
        self._path = f"/{VERSION}/{quote(page, safe='')}/feed"

    def post(self, dispatch: Dispatch) -> Answer:
        """Post it."""
        if found := check_limits(dispatch.text, network_for("facebook")):
            return Answer(DeliveryState.REFUSED, found[0].reason)
        reply = self._api.form(self._path, message=dispatch.text, link=dispatch.link, published="true")
        number = reply.field("id")
        if reply.ok and number:
            return Answer(DeliveryState.SENT, receipt=f"https://www.facebook.com/{number}")
        return reply.unknown() if reply.ok else graph_answer(reply)

    def find(self, dispatch: Dispatch, attempted: datetime, now: datetime) -> Answer | None:
        """Look for it among the Page's posts since the attempt; that it is not there is sure after five minutes."""
        since = int((attempted - LOOKS_BACK).timestamp())
        own = self._api.get(self._path, fields="id,message", since=since, limit=_LOOK_BACK)
        if not own.ok or not isinstance(own.told, dict):
            return None
        found = own.items("data")
        for post in found:
            if is_ours(dispatch, str(post.get("message", ""))):
                return Answer(DeliveryState.SENT, receipt=f"https://www.facebook.com/{post.get('id')}")
        return absent(attempted, now) if len(found) < _LOOK_BACK else None

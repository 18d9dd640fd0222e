"""Posts to Threads: https://developers.facebook.com/docs/threads/posts

Two calls: a container is made, then published; only the second one posts. The
token lasts 60 days and is renewed weekly (`accounts.renewed`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from curator.accounts.api import Api, Reply
from curator.accounts.renewed import RenewedToken
from curator.checks import check_limits, network_for
from curator.model import DeliveryState
from curator.ports import Answer, Dispatch, Web
from curator.publish.graph import before_posting, graph_answer
from curator.publish.likeness import LOOKS_BACK, absent, is_ours

_LOOK_BACK = 50
_TURNS, _SECONDS = 10, 3.0
_MOST_ALT = 1000


class ThreadsPoster:
    """`Poster` for one account."""

    def __init__(self, web: Web, token: RenewedToken, *, wait: Callable[[float], None] = time.sleep) -> None:
        """Take the account's token, which knows its server."""
        self._web, self._token, self._wait = web, token, wait

    def post(self, dispatch: Dispatch) -> Answer:
        """Post it with its link's card, or, where it has no link, with the picture that the journal shows."""
        if found := check_limits(dispatch.text, network_for("threads")):
            return Answer(DeliveryState.REFUSED, found[0].reason)
        api = self._api()
        pictured = bool(dispatch.picture_at) and not dispatch.link
        made = api.form(
            "/v1.0/me/threads",
            media_type="IMAGE" if pictured else "TEXT",
            text=dispatch.text,
            link_attachment=dispatch.link,
            image_url=dispatch.picture_at if pictured else "",
            alt_text=dispatch.alt[:_MOST_ALT] if pictured else "",
        )
        container = made.field("id")
        if not made.ok or not container:
            return before_posting(made)
        if pictured and (fault := self._wait_for(api, container)):
            return fault
        reply = api.form("/v1.0/me/threads_publish", creation_id=container)
        number = reply.field("id")
        if not reply.ok or not number:
            return reply.unknown() if reply.ok else graph_answer(reply)
        shown = api.get(f"/v1.0/{number}", fields="permalink").field("permalink")
        return Answer(DeliveryState.SENT, receipt=shown or number)

    def find(self, dispatch: Dispatch, attempted: datetime, now: datetime) -> Answer | None:
        """Look for it among the account's posts since the attempt; that it is not there is sure after five minutes."""
        since = int((attempted - LOOKS_BACK).timestamp())
        own = self._api().get("/v1.0/me/threads", fields="id,permalink,text", since=since, limit=_LOOK_BACK)
        if not own.ok or not isinstance(own.told, dict):
            return None
        found = own.items("data")
        for post in found:
            if is_ours(dispatch, str(post.get("text", ""))):
                return Answer(DeliveryState.SENT, receipt=str(post.get("permalink") or post.get("id") or ""))
        return absent(attempted, now) if len(found) < _LOOK_BACK else None

    def _api(self) -> Api:
        return Api(self._web, self._token.server, {"Authorization": f"Bearer {self._token.current().reveal()}"})

    def _wait_for(self, api: Api, container: str) -> Answer | None:
        """Wait until Threads has fetched the picture; return what stands in the way."""
        for _ in range(_TURNS):
            reply: Reply = api.get(f"/v1.0/{container}", fields="status,error_message")
            if reply.field("status") == "FINISHED":
                return None
            if reply.field("status") in ("ERROR", "EXPIRED"):
                return Answer(DeliveryState.REFUSED, f"the picture was not taken: {reply.field('error_message')}")
            self._wait(_SECONDS)
        return Answer(DeliveryState.NEW, "Threads is still at work on the picture")

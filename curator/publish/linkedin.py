"""Posts of a LinkedIn member: https://learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api

LinkedIn makes no card of a link: title, description and picture go with the
post. What a member posted may be read by few apps only, so that a lost answer
stays uncertain, unless LinkedIn names the post itself by refusing its double.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from curator.accounts.api import Api, Reply
from curator.checks import check_limits, linkedin_text, network_for
from curator.config.secrets import Secret
from curator.model import DeliveryState
from curator.ports import Answer, Dispatch, Web

SERVER = "https://api.linkedin.com"
VERSION = "202610"
"""LinkedIn keeps each month's version of its interface for a year."""
_MOST_TITLE, _MOST_DESCRIPTION = 400, 4086
_DOUBLE = re.compile(r"duplicate.*?(urn:li:(?:share|ugcPost):\d+)", re.I | re.S)


class LinkedInPoster:
    """`Poster` for one member, by an access token with w_member_social."""

    def __init__(self, web: Web, server: str, token: Secret) -> None:
        """Take the server ("" for LinkedIn's) and the access token."""
        fields = {"LinkedIn-Version": VERSION, "X-Restli-Protocol-Version": "2.0.0"}
        self._web, self._server = web, server or SERVER
        self._bearer = {"Authorization": f"Bearer {token.reveal()}"}
        self._api = Api(web, self._server, {**self._bearer, **fields})
        self._member = ""

    def post(self, dispatch: Dispatch) -> Answer:
        """Post it, with its link's card."""
        if found := check_limits(dispatch.text, network_for("linkedin")):
            return Answer(DeliveryState.REFUSED, found[0].reason)
        if fault := self._ask_who():
            return fault
        told: dict[str, Any] = {
            "author": self._member,
            "commentary": linkedin_text(dispatch.text),
            "visibility": "PUBLIC",
            "distribution": {
                "feedDistribution": "MAIN_FEED",
                "targetEntities": [],
                "thirdPartyDistributionChannels": [],
            },
            "lifecycleState": "PUBLISHED",
            "isReshareDisabledByAuthor": False,
        }
        if dispatch.link:
            card = {"source": dispatch.link, "title": dispatch.title[:_MOST_TITLE] or dispatch.link}
            card |= {"description": dispatch.description[:_MOST_DESCRIPTION]} if dispatch.description else {}
            if dispatch.picture:
                picture = self._upload(dispatch)
                if isinstance(picture, Answer):
                    return picture
                card |= (
                    {"thumbnail": picture, "thumbnailAltText": dispatch.alt} if dispatch.alt else {"thumbnail": picture}
                )
            told["content"] = {"article": card}
        reply = self._api.send("/rest/posts", told)
        double = _DOUBLE.search(reply.field("message"))
        urn = reply.headers.get("x-restli-id", "") if reply.ok else double[1] if double else ""
        if urn:
            return Answer(DeliveryState.SENT, receipt=f"https://www.linkedin.com/feed/update/{urn}/")
        return reply.unknown() if reply.ok else reply.answer()

    def find(self, dispatch: Dispatch, attempted: datetime, now: datetime) -> Answer | None:
        """Return None: what a member posted cannot be read."""
        return None

    def _ask_who(self) -> Answer | None:
        """Learn whose token this is; return what stands in the way."""
        if not self._member:
            reply = self._api.get("/v2/userinfo")
            if not reply.ok or not reply.field("sub"):
                return _not_yet(reply)
            self._member = f"urn:li:person:{reply.field('sub')}"
        return None

    def _upload(self, dispatch: Dispatch) -> str | Answer:
        """Return the name of the uploaded picture, or what stands in the way: nothing was posted yet."""
        wanted = {"initializeUploadRequest": {"owner": self._member}}
        place = self._api.send("/rest/images?action=initializeUpload", wanted)
        address, name = place.field("value", "uploadUrl"), place.field("value", "image")
        if not place.ok or not address or not name:
            return _not_yet(place)
        parts = urlsplit(address)
        if not (parts.hostname or "").endswith((".linkedin.com", urlsplit(self._server).hostname or "")):
            return Answer(DeliveryState.REFUSED, "the token was to be sent to a stranger for the picture")
        whither = Api(self._web, f"{parts.scheme}://{parts.netloc}", self._bearer)
        done = whither.upload(f"{parts.path}?{parts.query}", dispatch.picture, "application/octet-stream", method="PUT")
        return name if done.ok else _not_yet(done)


def _not_yet(reply: Reply) -> Answer:
    answer = reply.unknown() if reply.ok else reply.answer()
    return answer if answer.state is DeliveryState.REFUSED else Answer(DeliveryState.NEW, answer.reason)

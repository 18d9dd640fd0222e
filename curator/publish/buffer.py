"""Posts through Buffer, which has the approval of networks that one person hardly gets: https://developers.buffer.com

It posts at once: the slot was chosen here. Its key works for all its channels.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from curator.accounts.api import Api, Reply
from curator.checks import check_limits, network_for
from curator.config.secrets import Secret
from curator.model import DeliveryState
from curator.ports import Answer, Dispatch, Web
from curator.publish.likeness import LOOKS_BACK, absent, is_ours, told_moment

SERVER = "https://api.buffer.com"
_LOOK_BACK = 50
_CREATE = """mutation Create($input: CreatePostInput!) { createPost(input: $input) {
  ... on PostActionSuccess { post { id } } ... on MutationError { message } } }"""
_ORGANIZATIONS = "query Whose { account { organizations { id } } }"
_POSTS = """query Posts($input: PostsInput!, $first: Int) { posts(input: $input, first: $first) {
  edges { node { id text createdAt } } } }"""


class BufferPoster:
    """`Poster` for one channel of Buffer, which stands for an account on `network`."""

    def __init__(self, web: Web, server: str, network: str, channel: str, key: Secret) -> None:
        """Take the server ("" for Buffer's), the network's name, the channel's id, and the key."""
        self._api = Api(web, server or SERVER, {"Authorization": f"Bearer {key.reveal()}"})
        self._network, self._channel = network, channel

    def post(self, dispatch: Dispatch) -> Answer:
        """Hand it to Buffer, which posts it at once."""
        if found := check_limits(dispatch.text, network_for(self._network)):
            return Answer(DeliveryState.REFUSED, found[0].reason)
        wanted = {"text": dispatch.text, "channelId": self._channel, "schedulingType": "automatic", "mode": "shareNow"}
        reply = self._ask(_CREATE, {"input": wanted})
        number = reply.field("data", "createPost", "post", "id")
        if reply.ok and number:
            return Answer(DeliveryState.SENT, receipt=f"buffer:{number}")
        if refused := reply.field("data", "createPost", "message"):
            return Answer(DeliveryState.REFUSED, refused)
        return reply.unknown() if reply.ok else reply.answer()

    def find(self, dispatch: Dispatch, attempted: datetime, now: datetime) -> Answer | None:
        """Look for it among the channel's posts; that it is not there is sure after five minutes."""
        whose = self._ask(_ORGANIZATIONS, {}).items("data", "account", "organizations")
        seen = 0
        for organization in whose:
            wanted = {"organizationId": organization.get("id"), "filter": {"channelIds": [self._channel]}}
            reply = self._ask(_POSTS, {"input": wanted, "first": _LOOK_BACK})
            if not isinstance(reply.part("data", "posts", "edges"), list):
                return None
            nodes = [edge.get("node") or {} for edge in reply.items("data", "posts", "edges")]
            recent = [node for node in nodes if told_moment(node.get("createdAt")) > attempted - LOOKS_BACK]
            seen = max(seen, len(recent))
            for node in recent:
                if is_ours(dispatch, str(node.get("text", ""))):
                    return Answer(DeliveryState.SENT, receipt=f"buffer:{node.get('id')}")
        return absent(attempted, now) if whose and seen < _LOOK_BACK else None

    def _ask(self, query: str, variables: dict[str, Any]) -> Reply:
        return self._api.send("/", {"query": query, "variables": variables})

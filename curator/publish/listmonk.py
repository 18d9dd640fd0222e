"""Letters as drafts of listmonk: https://listmonk.app/docs/apis/campaigns/"""

from __future__ import annotations

from curator.accounts.api import Api
from curator.config.secrets import Secret
from curator.model import DeliveryState
from curator.ports import Answer, Found, LetterDraft, Web
from curator.publish.services import answered, asked


class Listmonk:
    """`LetterService` for one list of one listmonk."""

    unsubscribe = "{{ UnsubscribeURL }}"
    marks: tuple[str, ...] = ("{{",)

    def __init__(self, web: Web, server: str, user: str, token: Secret, list: str) -> None:
        """Take the server, a user of its API with its token, and the list's number."""
        self._api = Api(web, server, {"Authorization": f"token {user}:{token.reveal()}"})
        self._list = int(list)

    def find(self, name: str) -> Found | None:
        """Return the campaign of that name."""
        told = asked(self._api.get("/api/campaigns", query=name, per_page=100, no_body="true"), "listmonk")
        for one in told.get("data", {}).get("results") or []:
            if one.get("name") == name:
                return Found(str(one["id"]), one.get("status") == "draft", str(one.get("status", "")))
        return None

    def write(self, draft: LetterDraft, id: str) -> Answer:
        """Change the campaign, or make one."""
        told = {
            "name": draft.name,
            "subject": draft.subject,
            "lists": [self._list],
            "from_email": f"{draft.sender_name} <{draft.sender}>",
            "type": "regular",
            "content_type": "html",
            "body": draft.html,
            "altbody": draft.text,
            "messenger": "email",
            "tags": ["curator"],
        }
        reply = self._api.send(f"/api/campaigns/{id}", told, "PUT") if id else self._api.send("/api/campaigns", told)
        made = reply.told.get("data", {}).get("id", id) if isinstance(reply.told, dict) else id
        return answered(reply) or Answer(DeliveryState.SENT, receipt=f"campaign {made}")

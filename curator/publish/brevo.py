"""Letters as drafts of Brevo: https://developers.brevo.com/reference/create-email-campaign"""

from __future__ import annotations

from curator.accounts.api import Api
from curator.config.secrets import Secret
from curator.model import DeliveryState
from curator.ports import Answer, Found, LetterDraft, Web
from curator.publish.services import answered, asked

ADDRESS = "https://api.brevo.com"
_PAGE = 100
_MOST_PAGES = 10


class Brevo:
    """`LetterService` for one list of an account."""

    unsubscribe = "{{ unsubscribe }}"
    marks: tuple[str, ...] = ("{{", "{%", "{#")

    def __init__(self, web: Web, key: Secret, list: str, server: str = "") -> None:
        """Take the account's key and the list's number."""
        self._api = Api(web, server or ADDRESS, {"api-key": key.reveal()})
        self._list = int(list)

    def find(self, name: str) -> Found | None:
        """Return the campaign of that name, newest first."""
        for page in range(_MOST_PAGES):
            reply = self._api.get("/v3/emailCampaigns", limit=_PAGE, offset=page * _PAGE, excludeHtmlContent="true")
            found = asked(reply, "Brevo").get("campaigns") or []
            for one in found:
                if one.get("name") == name:
                    status = str(one.get("status", ""))
                    return Found(str(one["id"]), status == "draft", status)
            if len(found) < _PAGE:
                break
        return None

    def write(self, draft: LetterDraft, id: str) -> Answer:
        """Change the campaign, or make one."""
        told = {
            "name": draft.name,
            "subject": draft.subject,
            "sender": {"name": draft.sender_name, "email": draft.sender},
            "htmlContent": draft.html,
            "recipients": {"listIds": [self._list]},
            "tag": "curator",
        }
        path = "/v3/emailCampaigns"
        reply = self._api.send(f"{path}/{id}", told, "PUT") if id else self._api.send(path, told)
        made = reply.told.get("id", id) if isinstance(reply.told, dict) else id
        return answered(reply) or Answer(DeliveryState.SENT, receipt=f"campaign {made}")

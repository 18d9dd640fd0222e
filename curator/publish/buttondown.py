"""Letters as drafts of Buttondown: https://docs.buttondown.com/api-emails-introduction"""

from __future__ import annotations

from curator.accounts.api import Api
from curator.config.secrets import Secret
from curator.model import DeliveryState
from curator.ports import Answer, Found, LetterDraft, Web
from curator.publish.services import answered, asked

ADDRESS = "https://api.buttondown.com"
_HTML = "<!-- buttondown-editor-mode: fancy -->"
_MOST_PAGES = 10


class Buttondown:
    """`LetterService` for one newsletter."""

    unsubscribe = "{{ unsubscribe_url }}"
    marks: tuple[str, ...] = ("{{", "{%", "{#")

    def __init__(self, web: Web, key: Secret, server: str = "") -> None:
        """Take the newsletter's key."""
        self._api = Api(web, server or ADDRESS, {"Authorization": f"Token {key.reveal()}"})

    def find(self, name: str) -> Found | None:
        """Return the e-mail of that name: its metadata holds it."""
        for page in range(1, _MOST_PAGES + 1):
            told = asked(self._api.get("/v1/emails", page=page, ordering="-creation_date"), "Buttondown")
            for one in told.get("results") or []:
                if (one.get("metadata") or {}).get("curator") == name:
                    status = str(one.get("status", ""))
                    return Found(str(one["id"]), status == "draft", status)
            if not told.get("next"):
                break
        return None

    def write(self, draft: LetterDraft, id: str) -> Answer:
        """Change the e-mail, or make one; without its status it would be sent at once."""
        told = {
            "subject": draft.subject,
            "body": f"{_HTML}\n{draft.html}",
            "status": "draft",
            "metadata": {"curator": draft.name},
        }
        reply = self._api.send(f"/v1/emails/{id}", told, "PATCH") if id else self._api.send("/v1/emails", told)
        made = reply.told.get("id", id) if isinstance(reply.told, dict) else id
        return answered(reply) or Answer(DeliveryState.SENT, receipt=f"email {made}")

"""Letters as drafts of Mailchimp: https://mailchimp.com/developer/marketing/api/campaigns/

Two calls make a draft, its settings and its content. What breaks off between
them is found by its title and made whole by the next attempt.
"""

from __future__ import annotations

import base64

from curator.accounts.api import Api
from curator.config.secrets import Secret
from curator.errors import CuratorError
from curator.i18n import N_
from curator.model import DeliveryState
from curator.ports import Answer, Found, LetterDraft, Web
from curator.publish.services import answered, asked

_PAGE = 100
_MOST_PAGES = 10


class Mailchimp:
    """`LetterService` for one audience of an account."""

    unsubscribe = "*|UNSUB|*"
    marks: tuple[str, ...] = ("*|",)

    def __init__(self, web: Web, key: Secret, list: str, server: str = "") -> None:
        """Take the account's key, whose end names its data centre, and the audience's id."""
        centre = key.reveal().rpartition("-")[2]
        if not server and not (centre.isalnum() and "-" in key.reveal()):
            raise CuratorError(
                N_("this key names no data centre."), about="mailchimp", remedy=N_("It ends in -us1 or the like.")
            )
        password = base64.b64encode(f"curator:{key.reveal()}".encode()).decode("ascii")
        self._api = Api(web, server or f"https://{centre}.api.mailchimp.com", {"Authorization": f"Basic {password}"})
        self._list = list

    def find(self, name: str) -> Found | None:
        """Return the campaign of that title, newest first."""
        for page in range(_MOST_PAGES):
            reply = self._api.get(
                "/3.0/campaigns", count=_PAGE, offset=page * _PAGE, sort_field="create_time", sort_dir="DESC"
            )
            found = asked(reply, "Mailchimp").get("campaigns") or []
            for one in found:
                if (one.get("settings") or {}).get("title") == name:
                    status = str(one.get("status", ""))
                    return Found(str(one["id"]), status == "save", status)
            if len(found) < _PAGE:
                break
        return None

    def write(self, draft: LetterDraft, id: str) -> Answer:
        """Change the campaign, or make one, without a pixel and without rewritten links."""
        told = {
            "recipients": {"list_id": self._list},
            "settings": {
                "subject_line": draft.subject,
                "title": draft.name,
                "from_name": draft.sender_name,
                "reply_to": draft.sender,
            },
            "tracking": {"opens": False, "html_clicks": False, "text_clicks": False},
        }
        path = "/3.0/campaigns"
        if id:
            reply = self._api.send(f"{path}/{id}", told, "PATCH")
        else:
            reply = self._api.send(path, {"type": "regular", **told})
        if broke := answered(reply):
            return broke
        made = str(reply.told.get("id", id)) if isinstance(reply.told, dict) else id
        content = self._api.send(f"{path}/{made}/content", {"html": draft.html, "plain_text": draft.text}, "PUT")
        broke = answered(content)
        if broke is not None:  # the draft is there, without its words
            return Answer(DeliveryState.UNCERTAIN, broke.reason)
        return Answer(DeliveryState.SENT, receipt=f"campaign {made}")

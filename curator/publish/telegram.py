"""Posts to a Telegram channel by a bot that administers it: https://core.telegram.org/bots/api#sendmessage

A bot cannot read what it has posted: a lost answer stays uncertain, for the
editor to look at.
"""

from __future__ import annotations

from datetime import datetime

from curator.accounts.api import Api
from curator.checks import check_limits, network_for
from curator.config.secrets import Secret
from curator.model import DeliveryState
from curator.ports import Answer, Dispatch, Web

SERVER = "https://api.telegram.org"


class TelegramPoster:
    """`Poster` for one channel."""

    def __init__(self, web: Web, server: str, channel: str, token: Secret) -> None:
        """Take the server ("" for Telegram's), the channel, "@name" or its number, and the bot's token."""
        self._api = Api(web, f"{server or SERVER}/bot{token.reveal()}")
        self._channel = channel

    def post(self, dispatch: Dispatch) -> Answer:
        """Post it as plain text, with the preview of its link."""
        if found := check_limits(dispatch.text, network_for("telegram")):
            return Answer(DeliveryState.REFUSED, found[0].reason)
        preview = {"url": dispatch.link} if dispatch.link else {"is_disabled": True}
        told = {"chat_id": self._channel, "text": dispatch.text, "link_preview_options": preview}
        reply = self._api.send("/sendMessage", told)
        if not reply.ok:
            return reply.answer()
        number = reply.field("result", "message_id")
        name = self._channel.lstrip("@")
        return Answer(DeliveryState.SENT, receipt=f"https://t.me/{name}/{number}") if number else reply.unknown()

    def find(self, dispatch: Dispatch, attempted: datetime, now: datetime) -> Answer | None:
        """Return None: it cannot be asked."""
        return None

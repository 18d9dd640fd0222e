"""The pages of the gate: plain HTML without styles or scripts, in the journal's language."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from html import escape

from curator.config.settings import Config
from curator.i18n import N_, gettext_for, typeset


class Page(StrEnum):
    """What a page is about."""

    ASK = "ask"
    ASKED = "asked"
    CONFIRM = "confirm"
    CONFIRMED = "confirmed"
    LEAVE = "leave"
    LEFT = "left"
    DENIED = "denied"
    BAD = "bad"


_WORDS = {
    Page.ASK: (N_("Receive the letter"), N_("Your e-mail address; you will be asked to confirm it.")),
    Page.ASKED: (N_("Look into your mailbox"), N_("If a letter can go to this address, a mail asks you to confirm.")),
    Page.CONFIRM: (N_("Confirm"), N_("One press, and the letter comes to you.")),
    Page.CONFIRMED: (N_("Thank you"), N_("The letter will come to you. Each one says how to leave.")),
    Page.LEAVE: (N_("Leave"), N_("One press, and no letter comes any more.")),
    Page.LEFT: (N_("You have left"), N_("No letter will come any more.")),
    Page.DENIED: (N_("This link does nothing any more"), N_("It may be too old, or not complete.")),
    Page.BAD: (N_("This was not understood"), N_("Go back and try again.")),
}


def gate_page(page: Page, config: Config, token: str = "") -> str:
    """Return a whole page; `token` is part of a form's address, and only where it was found to be good."""
    language = config.journal.language
    translate = gettext_for(language)

    def _(text: str) -> str:
        return escape(typeset(translate(text), language))

    title, words = (_(text) for text in _WORDS[page])
    journal = escape(config.journal.title)
    parts = [f"<h1>{title}</h1>", f"<p>{words}</p>", _form(page, _, token)]
    if config.journal.base_url:
        parts.append(f'<p><a href="{escape(config.journal.base_url)}">{journal}</a></p>')
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title} — {journal}</title>\n</head>\n<body>\n<main>\n" + "\n".join(filter(None, parts)) + "\n"
        "</main>\n</body>\n</html>\n"
    )


def _form(page: Page, _: Callable[[str], str], token: str) -> str:
    if page is Page.ASK:
        weekly, daily, box = _(N_("every week")), _(N_("every day")), _(N_("E-mail"))
        return (
            '<form method="post" action="">\n'
            f'<p><label>{box} <input type="email" name="address" required autocomplete="email"></label></p>\n'
            f'<p><label><input type="radio" name="rhythm" value="weekly" checked> {weekly}</label>\n'
            f'<label><input type="radio" name="rhythm" value="daily"> {daily}</label></p>\n'
            '<p hidden><label>Website <input name="website" tabindex="-1" autocomplete="off"></label></p>\n'
            f"<p><button>{_(N_('Ask for it'))}</button></p>\n</form>"
        )
    if page in (Page.CONFIRM, Page.LEAVE):
        name, button = ("confirm", _(N_("Confirm"))) if page is Page.CONFIRM else ("leave", _(N_("Leave")))
        return (
            f'<form method="post" action="{escape(token)}">\n'
            f'<input type="hidden" name="{name}" value="yes">\n<p><button>{button}</button></p>\n</form>'
        )
    return ""

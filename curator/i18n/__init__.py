"""Words, dates and typography in the reader's language.

    N_("text")                      marks a string for the catalogue, returns it as it is
    N_("no folder {name}", name=x)  the same with values: English as a string, and still to be translated
    gettext_for("fr")("text")       its translation, the text itself where there is none
    ngettext_for("fr")(one, many, n)
    date_text(day, "fr"), time_text(8, 40, "fr"), number_text(1234, "fr"), list_text(names, "fr")
    typeset("Vraiment ?", "fr")     French spaces and quotation marks, by the text's own language
    direction("ar")                 "rtl"

English is the language of the source and needs no catalogue. Another language
is one file, `curator/locale/<code>/LC_MESSAGES/curator.po`, read as it is.
"""

from curator.i18n.catalogues import N_, gettext_for, languages, ngettext_for, parts
from curator.i18n.dates import (
    date_text,
    direction,
    language_name,
    list_text,
    number_text,
    own_name,
    territory_locale,
    time_text,
)
from curator.i18n.typography import typeset

__all__ = [
    "N_",
    "date_text",
    "direction",
    "gettext_for",
    "language_name",
    "languages",
    "list_text",
    "ngettext_for",
    "number_text",
    "own_name",
    "parts",
    "territory_locale",
    "time_text",
    "typeset",
]

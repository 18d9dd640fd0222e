"""Words, dates and typography in the reader's language.

    N_("text")                      marks a string for the catalogue, returns it as it is
    gettext_for("fr")("text")       its translation, the text itself where there is none
    ngettext_for("fr")(one, many, n)

English is the language of the source and needs no catalogue. Another language
is one file, `curator/locale/<code>/LC_MESSAGES/curator.po`, read as it is.
"""

from curator.i18n.catalogues import N_, gettext_for, languages, ngettext_for

__all__ = ["N_", "gettext_for", "languages", "ngettext_for"]

from curator.i18n import N_, gettext_for, languages, ngettext_for


def test_french_is_spoken_from_the_plain_po_file() -> None:
    assert "fr" in languages()
    assert gettext_for("fr")("Archive") == "Archives"
    assert gettext_for("fr-CA")("Archive") == "Archives"


def test_english_and_unknown_languages_read_as_the_source() -> None:
    assert gettext_for("en")("Archive") == "Archive"
    assert gettext_for("xx")("Archive") == "Archive"
    assert gettext_for("../../etc")("Archive") == "Archive"


def test_plural_forms_follow_the_language() -> None:
    english, french = ngettext_for("en"), ngettext_for("fr")
    one, many = "%(num)d story", "%(num)d stories"
    assert english(one, many, 0) % {"num": 0} == "0 stories"
    assert french(one, many, 0) % {"num": 0} == "0 article"
    assert french(one, many, 2) % {"num": 2} == "2 articles"


def test_the_marker_changes_nothing() -> None:
    assert N_("a text") == "a text"

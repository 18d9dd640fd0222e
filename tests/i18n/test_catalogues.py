import pickle

from curator.errors import NotFound
from curator.i18n import N_, gettext_for, languages, ngettext_for, parts


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


def test_a_sentence_with_values_reads_in_english_and_can_still_be_translated() -> None:
    told = N_("process {pid} (`{command}`) since {since}", pid=7, command="run", since="08:00")
    assert told == "process 7 (`run`) since 08:00"
    assert gettext_for("fr")(told) == "le processus 7 (`run`) depuis 08:00"
    assert gettext_for("en")(told) == told


def test_a_value_that_is_a_sentence_itself_is_translated_with_it() -> None:
    who = N_("process {pid} (`{command}`) since {since}", pid=7, command="run", since="08:00")
    told = N_("another run holds this journal: {who}.", who=who)
    assert gettext_for("fr")(told).endswith("tient ce journal\u00a0: le processus 7 (`run`) depuis 08:00.")


def test_a_sentence_survives_the_way_between_processes() -> None:
    told = N_("status {status}", status="{404}")
    sent = pickle.loads(pickle.dumps(told))
    assert (sent, gettext_for("fr")(sent)) == ("status {404}", "état {404}")
    assert N_(parts(sent)[0], **parts(sent)[1]) == told
    assert parts("plain") == ("plain", {})


def test_a_fault_is_told_whole_in_the_language_of_the_journal() -> None:
    fault = NotFound(N_("there is no folder {folder!r}.", folder="a"), about="imap", remedy=N_("Check the spelling."))
    assert str(fault) == "imap: there is no folder 'a'. Check the spelling."
    assert fault.told(gettext_for("fr")) == "imap: il n’y a pas de dossier 'a'. Vérifiez l’orthographe."

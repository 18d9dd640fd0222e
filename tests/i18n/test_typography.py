import pytest

from curator.i18n import typeset


@pytest.mark.parametrize(
    ("given", "set_"),
    [
        ("Vraiment ?", "Vraiment\u202f?"),
        ("Vraiment?", "Vraiment\u202f?"),
        ("Quoi ?!", "Quoi\u202f?!"),
        ("Bilan : 3 %", "Bilan\u00a0: 3\u00a0%"),
        ('Il dit "oui" trop vite', "Il dit «\u00a0oui\u00a0» trop vite"),
        ("«non»", "«\u00a0non\u00a0»"),
        ("l'éditeur", "l’éditeur"),
        ("1 200 MW", "1\u202f200\u00a0MW"),
        ("https://a.example/?q=1;b", "https://a.example/?q=1;b"),
        ("à 8:40", "à 8:40"),
    ],
)
def test_french(given: str, set_: str) -> None:
    assert typeset(given, "fr") == set_
    assert typeset(set_, "fr") == set_


def test_english_has_curly_marks_and_no_french_spaces() -> None:
    assert typeset('It\'s "fine" now: really?', "en") == "It’s “fine” now: really?"


def test_other_languages_are_left_alone() -> None:
    assert typeset('Er sagt "ja" ?', "de") == 'Er sagt "ja" ?'

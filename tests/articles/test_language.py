from __future__ import annotations

import pytest

from curator.articles.language import code, detect

FRENCH = (
    "Le ministère a annoncé lundi que la reconstruction du vieux pont durerait deux ans et coûterait moins cher que "
    "prévu, après un long débat."
)
ENGLISH = (
    "The ministry said on Monday that rebuilding the old bridge would take two years and cost less than planned, "
    "after a long debate."
)


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        (FRENCH, "", "fr"),
        (FRENCH, "en-US", "fr"),
        (ENGLISH, "fr", "en"),
        (ENGLISH.upper(), "", "en"),
        ("Pont neuf", "fr-FR", "fr"),
        ("Pont neuf", "", ""),
        ("", "de", "de"),
        ("12345 67890 https://a.example/le-pont-de-la-ville @bo #pont", "", ""),
        ("新しい橋は二年以内に再建されると省は月曜日に発表した。費用は予想より少ない。", "", "ja"),
    ],
)
def test_detect(text: str, hint: str, language: str) -> None:
    assert detect(text, hint) == language


@pytest.mark.parametrize(
    ("tag", "short"), [("fr_CA", "fr"), ("EN", "en"), ("eng", "en"), ("nb-NO", "no"), ("x-default", ""), ("", "")]
)
def test_code(tag: str, short: str) -> None:
    assert code(tag) == short

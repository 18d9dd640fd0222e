from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from curator.checks import Place, PlaceKind, check_disclosure, not_overridden, parse_rules, places_of
from curator.checks.amounts import amounts_in, date_pattern
from curator.errors import ConfigError
from curator.text import fold
from tests.letter.factory import english_edition

NOW = datetime(2026, 11, 22, tzinfo=UTC)
RULES = parse_rules(
    """
clients = ["Héliogène SA", "Orbe & Fils", "光合電力"]
code_names = ["Projet Héron", "X42"]
amounts = ["4.2 M€"]
dates = [2026-12-01]
patterns = ["DOSSIER-[0-9]{5}"]
allow = ["letter@journal.example"]

[[embargoes]]
names = ["rachat de Terrivolt"]
until = 2026-12-01T07:00:00+01:00
"""
)


def codes(text: str, kind: PlaceKind = PlaceKind.TEXT, now: datetime = NOW) -> list[str]:
    return [finding.code for finding in check_disclosure([Place("here", text, kind)], RULES, now)]


@pytest.mark.parametrize(
    "text",
    [
        "with HELIOGENE SA today",
        "with Héliogène\nSA today",
        "Hélio-\ngène SA",
        "He\u0301lioge\u0300ne SA",
        "H\u200bél\u00adiogène SA",
        "H&eacute;liog&egrave;ne SA",
        "Неliogènе SA",
        "l'Héliogène-SA",
        "orbe_&_fils",
        "#OrbeFils",
        "新しい光合電力の計画",
    ],
)
def test_a_client_is_found_in_whatever_writing(text: str) -> None:
    assert codes(text) == ["secret-client"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("https://a.fr/2026/projet-h%C3%A9ron/", PlaceKind.ADDRESS),
        ("https://a.fr/?q=Projet+Heron", PlaceKind.ADDRESS),
        ("https://xn--projethron-h7a.fr/", PlaceKind.ADDRESS),
        ("ProjetHéron2026_final.pdf", PlaceKind.FILE),
        ("draft_x42.png", PlaceKind.FILE),
    ],
)
def test_a_code_name_is_found_in_addresses_and_file_names(text: str, kind: PlaceKind) -> None:
    assert codes(text, kind) == ["secret-code-name"]


@pytest.mark.parametrize("text", ["Heliogenesis", "projets héroniques", "X420", "AX42", "Orbes", "héron et projet"])
def test_a_longer_word_is_another_word(text: str) -> None:
    assert codes(text) == []


def test_an_embargo_ends() -> None:
    assert codes("le rachat de Terrivolt est signé") == ["secret-embargo"]
    assert codes("le rachat de Terrivolt est signé", now=datetime(2026, 12, 1, 6, 0, tzinfo=UTC)) == []


@pytest.mark.parametrize(
    "text", ["4,2 M€", "€4.2m", "4.2 million euros", "4 200 000 €", "EUR 4,200,000", "4,2 millions d’euros", "4200 k€"]
)
def test_an_amount_is_found_however_it_is_written(text: str) -> None:
    assert codes(f"they paid {text}.") == ["secret-amount"]


@pytest.mark.parametrize("text", ["4.2 M$", "14.2 M€", "4.2 MW", "4.25 M€", "42 M€", "4.2 % of €"])
def test_another_amount_is_not(text: str) -> None:
    assert codes(f"they paid {text} there") == []


def test_a_number_may_be_read_in_two_ways() -> None:
    ((meanings, written),) = amounts_in("about 1.250 €")
    assert written == "1.250 €"
    assert meanings == {(Decimal("1.25"), "EUR"), (Decimal("1250").normalize(), "EUR")}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1er décembre 2026", True),
        ("December 1st, 2026", True),
        ("2026-12-01", True),
        ("le 1 déc.", True),
        ("01/12/2026", True),
        ("20261201", True),
        ("1 December 2019", False),
        ("11 December 2026", False),
        ("1 October 2026", False),
        ("2026-12-010", False),
    ],
)
def test_a_day_is_found_in_words_and_figures(text: str, found: bool) -> None:
    assert bool(date_pattern(date(2026, 12, 1)).search(fold(text))) is found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ask jean.dupont+x@acme.co.uk", "secret-email"),
        ("mailto:jean@acme.fr", "secret-email"),
        ("jean [at] acme [dot] fr", "secret-email"),
        ("call +33 6 12 34 56 78 now", "secret-phone"),
        ("06.12.34.56.78", "secret-phone"),
        ("0612345678", "secret-phone"),
        ("(415) 555-0132", "secret-phone"),
        ("020 7946 0958", "secret-phone"),
        ("FR76 3000 6000 0112 3456 7890 189", "secret-iban"),
        ("de89370400440532013000", "secret-iban"),
        ("4539 1488 0343 6467", "secret-card"),
        ("2 69 05 49 588 157 80", "secret-social-security"),
        ("ghp_16C7e42F292c6912E7710c838347Ae178B4a", "secret-token"),
        ("password: hunter2hunter", "secret-token"),
        ("https://user:s3cretpw@host.fr/", "secret-token"),
        ("-----BEGIN RSA PRIVATE KEY-----", "secret-token"),
        ("k7Qz9vLmX2pRt8WnB4sYc6Hd", "secret-token"),
        ("see DOSSIER-12345", "secret-pattern"),
    ],
)
def test_what_is_private_by_its_form_is_found(text: str, code: str) -> None:
    assert code in codes(text)


@pytest.mark.parametrize(
    "text",
    [
        "letter@journal.example",
        "git@github.com:owner/project.git",
        "@ines@server.social",
        "version 1.2.3.4",
        "+1 250 000 000 kWh",
        "+12 % in 2026",
        "ISBN 978-2-07-036822-8",
        "10.1038/s41586-021-03819-2",
        "commit 164729ef0d28e749ccbfd135f0e3ea5ced8ca8f1",
        "FR76 3000 6000 0112 3456 7890 188",
        "4539 1488 0343 6468",
        "token ring networks",
        "the password is a relic",
        "https://a.fr/2021-05-06-07-08-09/",
        "between 2019-2021 and 2024-2026",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert codes(text) == []


def test_a_token_is_not_shown_by_its_own_finding() -> None:
    (finding,) = check_disclosure([Place("here", "AKIAIOSFODNN7EXAMPLE")], RULES, NOW)
    assert "IOSF" not in finding.reason


def test_a_slow_pattern_holds_the_place_back() -> None:
    rules = parse_rules('patterns = ["(a|aa)+$"]')
    found = check_disclosure([Place("here", "a" * 60 + "!")], rules, NOW)
    assert [finding.code for finding in found] == ["guard-slow"]


def test_an_override_is_bound_to_one_finding() -> None:
    found = check_disclosure([Place("title", "Projet Héron"), Place("extract", "Projet Héron")], RULES, NOW)
    assert not_overridden(found, {found[0].key}) == (found[1],)


def test_every_mistake_is_told_with_its_line() -> None:
    text = 'clients = "one"\ncolours = ["red"]\npatterns = ["("]\namounts = ["many"]\nskip = ["mood"]\n'
    with pytest.raises(ConfigError) as caught:
        parse_rules(text)
    assert [mistake.line for mistake in caught.value.mistakes] == [1, 2, 3, 4, 5]


def test_broken_toml_and_broken_embargoes_are_told() -> None:
    with pytest.raises(ConfigError, match="not TOML"):
        parse_rules("clients = [")
    with pytest.raises(ConfigError, match="until"):
        parse_rules('[[embargoes]]\nnames = ["x"]\n')
    with pytest.raises(ConfigError, match="tables"):
        parse_rules("embargoes = 3")
    with pytest.raises(ConfigError, match="list of dates"):
        parse_rules('dates = ["soon"]')
    with pytest.raises(ConfigError, match="no letter"):
        parse_rules('clients = ["--"]')


def test_a_kind_can_be_skipped() -> None:
    rules = parse_rules('skip = ["email"]')
    assert check_disclosure([Place("here", "jean@acme.fr")], rules, NOW) == ()


def test_every_shown_place_of_an_edition_is_searched() -> None:
    labels = {place.label for place in places_of(english_edition()) if place.text}
    assert {"opening", "title of story 1", "insight of story 1", "extract of story 3", "slug of story 2"} <= labels
    assert {"address of story 1", "original title of story 3", "outlet of story 11"} <= labels
    assert check_disclosure(places_of(english_edition()), RULES, NOW) == ()

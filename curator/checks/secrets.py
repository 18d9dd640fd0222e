"""What is private by its form: e-mail, telephone, bank account, card and social security numbers, keys and tokens."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import regex

from curator.checks.places import PlaceKind


@dataclass(frozen=True, slots=True)
class Secret:
    """One find: what kind, what it says, and what of it may be shown."""

    kind: str
    text: str

    @property
    def masked(self) -> str:
        """The first characters only: enough to find it, too little to use it."""
        return self.text if self.kind in ("email", "phone") else f"{self.text[:4]}…"


_EMAIL = regex.compile(
    r"(?<![\w.+@-])(?!git@)[\p{L}\d][\p{L}\d._%+-]{0,63}(?:@|\s?[\[({]\s?(?:at|arobase|@)\s?[\])}]\s?)"
    r"(?:[\p{L}\d-]{1,63}(?:\.|\s?[\[({]\s?(?:dot|point)\s?[\])}]\s?))+\p{L}{2,24}(?![\p{L}\d])",
    regex.I,
)
_GAP = r"[\s.\-/]?"
_PHONES = (
    # International: + or 00 and a country's code; 8 to 15 figures (ITU-T E.164).
    regex.compile(
        rf"(?<![\w+])(?:\+|00{_GAP}(?=[1-9]\d))\s?\(?[1-9]\d{{0,2}}\)?(?:[\s.\-/()]{{0,3}}\d){{7,12}}(?![\d%])"
    ),
    # France: ten figures by pairs.
    regex.compile(r"(?<![\d.,\-]|\d\s)0[1-9](?:[\s.\-]\d\d){4}(?![\d\-]|[.,]\d)"),
    # North America: 3-3-4.
    regex.compile(r"(?<![\d.,\-/]|\d\s)(?:\([2-9]\d\d\)\s?|[2-9]\d\d[.\-\s])[2-9]\d\d[.\-\s]\d{4}(?![\d\-]|[.,]\d)"),
    # Britain and others: a trunk 0, an area, one or two groups.
    regex.compile(r"(?<![\d.,\-/]|\d\s)\(?0[1-9]\d{1,3}\)?[\s\-/](?:\d{3,4}[\s\-]\d{3,4}|\d{6,8})(?![\d\-]|[.,]\d)"),
    regex.compile(
        r"\b(?:tel|phone|mobile|portable|whatsapp|sms|fax)\b\W{0,4}\+?\d(?:[\s.\-]?\d){7,13}",
        regex.I,
    ),
    regex.compile(r"wa\.me/\+?\d{8,15}"),
)
_COMPACT_PHONE = regex.compile(r"(?<![\p{L}\d.,/=&#])0[1-9]\d{8}(?![\p{L}\d]|[.,]\d)")
_IBAN = regex.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?:[\s.\-]?[A-Z0-9]){11,32}", regex.I)
_LENGTHS_OF_IBANS = """
    15 no; 16 be; 18 dk fi fo gl nl; 19 mk si; 20 at ba ee kz lt lu xk; 21 ch cr hr li lv; 22 bg bh de gb ge ie me rs
    va; 23 ae gi il iq om tl; 24 ad cz es md pk ro sa se sk sn tn vg; 25 ly pt st; 26 is tr; 27 bi dj fr gr it mc mr sm;
    28 al az by cy do gt hu lb ni pl sv; 29 br eg ps qa ua; 30 jo kw mu; 31 mt sc; 32 lc; 33 ru
"""
_IBAN_LENGTHS = {
    country.upper(): int(length)
    for length, *countries in (part.split() for part in _LENGTHS_OF_IBANS.split(";"))
    for country in countries
}
_CARD = regex.compile(r"(?<![\d.,\-])[3-6]\d{3}[\s\-]\d{4}[\s\-]\d{4}[\s\-]\d{4}(?![\d\-])")
_NIR = regex.compile(
    r"(?<![\d.,\-])[12][\s.]?\d\d[\s.]?(?:0[1-9]|1[0-2]|[2-9]\d)[\s.]?(?:\d\d|2[AB])(?:[\s.]?\d{3}){2}[\s.]?\d\d(?!\d)"
)
_TOKENS = regex.compile(
    r"""
    (?<![A-Za-z0-9])
    (?: (?:AKIA|ASIA)[0-9A-Z]{16}(?![A-Za-z0-9])
      | gh[pousr]_[A-Za-z0-9]{30,} | github_pat_\w{30,} | glpat-[\w-]{16,} | xox[abeoprs]-[\w-]{10,}
      | sk-(?:[A-Za-z]+-)*[A-Za-z0-9_-]{20,} | [srp]k_(?:live|test)_[A-Za-z0-9]{10,} | whsec_[A-Za-z0-9]{20,}
      | AIza[\w-]{35} | ya29\.[\w-]{20,} | npm_[A-Za-z0-9]{30,} | pypi-AgE[\w-]{30,} | hf_[A-Za-z0-9]{30,}
      | dop_v1_[0-9a-f]{40,} | SG\.[\w-]{16,}\.[\w-]{16,} | key-[0-9a-f]{32}(?![A-Za-z0-9])
      | eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,} | \d{8,10}:AA[\w-]{33}
      | hooks\.slack\.com/services/T\w+/B\w+/\w+ | discord(?:app)?\.com/api/webhooks/\d+/[\w-]+ )
    | (?<![\w-])[a-z2-7]{4}(?:-[a-z2-7]{4}){3}(?![\w-])
    | (?<=://)[^\s/:@]+:[^\s/:@]{3,}(?=@)
    | -----BEGIN\s[A-Z ]*PRIVATE\sKEY-----
    """,
    regex.X,
)
_NO_FIGURES_NEEDED = ("-----BEGIN", "eyJ")
_ASSIGNED = regex.compile(
    r"(?<![a-z])(?:api[_\s-]?key|apikey|access[_\s-]?key|secret(?:[_\s-]?key)?|client[_\s-]?secret|auth[_\s-]?token"
    r"|access[_\s-]?token|refresh[_\s-]?token|token|bearer|password|passwd|pwd|passphrase|mot\sde\spasse|mdp|cl[eé]\sd'api)"
    r"[\"']?\s?(?:[:=]|\bis\b|\best\b|(?<=bearer)\s)\s?[\"'«“]?\s?(?P<value>[^\s\"'&<>«»“”]{6,})",
    regex.I,
)
_LONG = regex.compile(r"(?<![\w/.=&?#%+-])[A-Za-z0-9_\-+/=]{24,200}(?![\w/.-])")


def emails(text: str, kind: PlaceKind) -> Iterator[str]:
    """Yield e-mail addresses, also those written with "[at]"."""
    return (match.group() for match in _EMAIL.finditer(text))


def phones(text: str, kind: PlaceKind) -> Iterator[str]:
    """Yield telephone numbers; ten figures without a gap only where no address holds them."""
    patterns = _PHONES if kind is PlaceKind.ADDRESS else (*_PHONES, _COMPACT_PHONE)
    for pattern in patterns:
        for match in pattern.finditer(text):
            figures = sum(character.isdigit() for character in match.group())
            if 8 <= figures <= 15 and not _grouped_number(match.group()):
                yield match.group().strip()


def _grouped_number(written: str) -> bool:
    """Return whether it is a number with its thousands parted: +1 250 000 000."""
    return regex.fullmatch(r"\+\d{1,3}(?:\s\d{3}){2,}", written) is not None


def ibans(text: str, kind: PlaceKind) -> Iterator[str]:
    """Yield bank account numbers whose length and checksum (ISO 13616, modulo 97) are right."""
    for match in _IBAN.finditer(text):
        compact = regex.sub(r"[\s.\-]", "", match.group()).upper()
        length = _IBAN_LENGTHS.get(compact[:2], 0)
        if length and len(compact) >= length and _modulo_97(compact[:length]):
            yield compact[:length]


def _modulo_97(iban: str) -> bool:
    turned = iban[4:] + iban[:4]
    return int("".join(str(int(character, 36)) for character in turned)) % 97 == 1


def cards(text: str, kind: PlaceKind) -> Iterator[str]:
    """Yield payment cards in groups of four whose last figure is right (Luhn)."""
    for match in _CARD.finditer(text):
        figures = [int(character) for character in match.group() if character.isdigit()]
        doubled = [figure if place % 2 else sum(divmod(2 * figure, 10)) for place, figure in enumerate(figures)]
        if sum(doubled) % 10 == 0:
            yield match.group()


def social_security(text: str, kind: PlaceKind) -> Iterator[str]:
    """Yield French social security numbers whose key is right."""
    for match in _NIR.finditer(text):
        compact = regex.sub(r"[\s.]", "", match.group()).upper().replace("2A", "19").replace("2B", "18")
        if 97 - int(compact[:13]) % 97 == int(compact[13:]):
            yield match.group()


def tokens(text: str, kind: PlaceKind) -> Iterator[str]:
    """Yield keys and tokens: by their known beginnings, by what they are assigned to, by their disorder."""
    for match in _TOKENS.finditer(text):
        found = match.group()
        if found.startswith(_NO_FIGURES_NEEDED) or any(character.isdigit() for character in found):
            yield found
    for match in _ASSIGNED.finditer(text):
        if _disordered(match["value"], least=8):
            yield match["value"]
    if kind is not PlaceKind.ADDRESS:
        yield from (match.group() for match in _LONG.finditer(text) if _disordered(match.group(), least=24))


def _disordered(value: str, least: int) -> bool:
    """Return whether a word mixes figures with letters as no name does: 3 bits a character and more."""
    if len(value) < least or not any(c.isdigit() for c in value) or not any(c.isalpha() for c in value):
        return False
    if least > 8 and (value.lower() == value or value.upper() == value or value.count("-") > 2 or value.count("/") > 1):
        return False
    counts = Counter(value)
    bits = -sum(n / len(value) * math.log2(n / len(value)) for n in counts.values())
    return bits >= (2.75 if least == 8 else 3.5)


KINDS: dict[str, Callable[[str, PlaceKind], Iterator[str]]] = {
    "email": emails,
    "phone": phones,
    "iban": ibans,
    "card": cards,
    "social-security": social_security,
    "token": tokens,
}
"""Built-in kinds by name; each takes a readable text and yields what it found."""


def secrets_in(text: str, kind: PlaceKind, skip: frozenset[str] = frozenset()) -> Iterator[Secret]:
    """Yield what is private by its form in one readable text."""
    for name, find in KINDS.items():
        if name not in skip:
            yield from (Secret(name, found) for found in find(text, kind))

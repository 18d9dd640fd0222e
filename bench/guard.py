"""The disclosure guard: `python -m bench.guard --real DIR`.

Recall: secrets of eight sorts, each written in several disguises, planted in
eight kinds of place of an edition. False alarms: findings on real editions,
with the rules of the planted secrets and every built-in kind switched on.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from curator.checks import Finding, Place, PlaceKind, check_disclosure, parse_rules

NOW = datetime(2026, 11, 22, tzinfo=UTC)
EDITIONS = 50
STORIES = 20
RULES = """
clients = ["Héliogène SA", "Voltigo", "Banque Sérac", "Orbe & Fils", "Nordhavn Kraft"]
code_names = ["Projet Héron", "Blue Lantern", "Opération Tamis", "X42"]
amounts = ["4.2 M€", "1,250,000 USD", "350 k€", "£78 million"]
dates = [2026-12-01, 2027-01-15]
patterns = ["DOSSIER-[0-9]{5}", "ref\\\\.? ?conf[- ]?[0-9]+"]

[[embargoes]]
names = ["rachat de Terrivolt", "Lumen merger"]
until = 2026-12-01T07:00:00+01:00
"""
SECRETS: dict[str, tuple[str, ...]] = {
    "client": ("Héliogène SA", "Voltigo", "Banque Sérac", "Orbe & Fils", "Nordhavn Kraft"),
    "code-name": ("Projet Héron", "Blue Lantern", "Opération Tamis", "X42"),
    "embargo": ("rachat de Terrivolt", "Lumen merger"),
    "amount": ("4,2 M€", "4.2 million euros", "€4,200,000", "1.25 million dollars", "350 000 €", "78 M£"),
    "date": ("1er décembre 2026", "December 1, 2026", "2026-12-01", "15/01/2027", "15 January 2027"),
    "pattern": ("DOSSIER-48213", "ref conf-77"),
    "email": ("jeanne.morel@heliogene.example", "k.lund+note@nordhavn.co.uk", "compta@orbe-fils.fr"),
    "phone": ("+33 6 12 34 56 78", "06.12.34.56.78", "(415) 555-0132", "+44 20 7946 0958", "020 7946 0958"),
    "iban": ("FR76 3000 6000 0112 3456 7890 189", "DE89370400440532013000", "GB82-WEST-1234-5698-7654-32"),
    "token": (
        "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        "AKIAIOSFODNN7EXAMPLE",
        "xoxb-263594206564-FGqddMF8t08v8N7Oq4i57vs1",
        "api_key=9f86d081884c7d659a2feaa0c55ad015",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3In0.dozjgNryP4J3jVmNHl0w5N",
    ),
}
WORDED = ("client", "code-name", "embargo")
FRAMES = ("A note on {} from the grid.", "{} comes first here", "What we owe to {}, in three lines.")


@dataclass(frozen=True, slots=True)
class Spot:
    """One kind of place: how words get there."""

    name: str
    kind: PlaceKind
    write: Callable[[str, random.Random], str]


def _sentence(secret: str, dice: random.Random) -> str:
    return dice.choice(FRAMES).format(secret)


def _address(secret: str, dice: random.Random) -> str:
    shape = dice.choice(
        ("https://news.example/2026/{}/", "https://news.example/a?q={}", "https://news.example/{}.html")
    )
    return shape.format(quote(secret, safe=""))


def _file(secret: str, dice: random.Random) -> str:
    return dice.choice(("{}.jpg", "draft_{}_final.pdf", "2026-{}.png")).format(secret.replace("/", "-"))


SPOTS = (
    Spot("title", PlaceKind.TEXT, _sentence),
    Spot("extract", PlaceKind.TEXT, _sentence),
    Spot("insight", PlaceKind.TEXT, _sentence),
    Spot("post", PlaceKind.TEXT, _sentence),
    Spot("alt text", PlaceKind.TEXT, _sentence),
    Spot("picture metadata", PlaceKind.TEXT, _sentence),
    Spot("address", PlaceKind.ADDRESS, _address),
    Spot("file name", PlaceKind.FILE, _file),
)


def disguises(sort: str, secret: str, dice: random.Random) -> Iterator[str]:
    """Yield a secret as it stands and in writings that a hurried person or a machine gives it."""
    yield secret
    spaces = [place for place, character in enumerate(secret) if character == " "]
    if spaces:
        place = dice.choice(spaces)
        yield f"{secret[:place]}\n{secret[place + 1 :]}"
        yield secret.replace(" ", "\u00a0")
    middle = max(1, len(secret) // 2)
    yield f"{secret[:middle]}\u200b{secret[middle:]}"
    if sort in WORDED:
        yield secret.upper()
        yield secret.translate(str.maketrans("éèêàùçô", "eeeauco")).lower()
        yield secret.replace(" ", "-").lower()
        yield secret.replace(" ", "_")
        yield "".join(word.capitalize() for word in secret.split()) if " " in secret else f"#{secret}"
        if len(secret) > 6:
            yield f"{secret[:4]}-\n{secret[4:]}" if secret[4] != " " else secret


def recall(dice: random.Random) -> tuple[int, int, list[str]]:
    """Return how many planted secrets were found, of how many, and the missed ones."""
    rules, missed, total = parse_rules(RULES), [], 0
    for sort, secrets in SECRETS.items():
        for secret in secrets:
            for written in disguises(sort, secret, dice):
                for spot in SPOTS:
                    total += 1
                    text = spot.write(written, dice)
                    found = check_disclosure([Place(spot.name, text, spot.kind)], rules, NOW)
                    if not any(finding.code == f"secret-{sort}" for finding in found):
                        missed.append(f"{sort} in {spot.name}: {text!r}")
    return total - len(missed), total, missed


def editions(folder: Path, dice: random.Random) -> Iterator[tuple[str, list[Place]]]:
    """Yield real editions as places: their titles, addresses, texts and authors; drawn from all newsletters alike."""
    issues: dict[str, dict[str, list[dict[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for file in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                if row.get("newsletter") and row.get("kind") in (None, "article"):
                    issues[row["newsletter"]][f"{row['newsletter']} {row['issue']}"].append(row)
    each = -(-EDITIONS // len(issues))
    chosen = [(name, issue) for name in sorted(issues) for issue in dice.sample(sorted(issues[name]), each)]
    for name, issue in chosen[:EDITIONS]:
        yield issue, list(_places(issues[name][issue][:STORIES]))


def _places(rows: list[dict[str, str]]) -> Iterator[Place]:
    for row in rows:
        for field in ("title", "blurb", "quote", "author", "section"):
            yield Place(field, row.get(field) or "")
        yield Place("url", row.get("url") or "", PlaceKind.ADDRESS)


def false_alarms(folder: Path, dice: random.Random) -> tuple[float, int, list[tuple[str, Finding]]]:
    """Return the findings an edition, the number of editions, and each finding."""
    rules = parse_rules(RULES)
    found, count = [], 0
    for issue, places in editions(folder, dice):
        count += 1
        found += [(issue, finding) for finding in check_disclosure(places, rules, NOW)]
    return len(found) / count if count else 0.0, count, found


def main() -> None:
    """Print recall and false alarms."""
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--real", type=Path, help="folder with curated/*.jsonl.gz: real editions")
    reader.add_argument("--seed", type=int, default=7)
    reader.add_argument("--json", action="store_true")
    asked = reader.parse_args()
    found, total, missed = recall(random.Random(asked.seed))
    print(f"recall {found / total:.4f}: {found} of {total} planted secrets in {len(SPOTS)} kinds of place")
    for miss in missed:
        print(f"  missed {miss}")
    figures = {"guard_recall": {"value": round(found / total, 4), "target": 0.98, "ok": found / total >= 0.98}}
    if asked.real is None:
        print("!! no --real DIR: false alarms were NOT measured")
    else:
        rate, count, alarms = false_alarms(asked.real / "curated", random.Random(asked.seed))
        print(f"false alarms {rate:.2f} an edition, {len(alarms)} on {count} real editions")
        for kind, many in Counter(finding.code for _, finding in alarms).most_common():
            print(f"  {many} {kind}")
        for issue, finding in alarms[:40]:
            print(f"  {issue}: {finding.place}: {finding.reason}")
        figures["guard_false_alarms"] = {
            "value": round(rate, 3),
            "target": 1.0,
            "ok": rate <= 1.0 and count >= EDITIONS,
        }
    if asked.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()

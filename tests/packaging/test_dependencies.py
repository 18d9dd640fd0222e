"""Each dependency is accounted for, and locked by its hashes alone."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def named(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=!~ ;\[]", line, maxsplit=1)[0].lower().replace("_", "-") for line in requirements}


def required() -> set[str]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return named(tomllib.load(file)["project"]["dependencies"])


def test_each_dependency_has_a_row_with_its_reason() -> None:
    rows = re.findall(r"^\| ([\w.-]+) \|", (ROOT / "docs/dependencies.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert {row.lower().replace("_", "-") for row in rows} >= required()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_the_lock_pins_by_hash_and_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert re.findall(r"^-", text, re.MULTILINE) == []
    pins = re.split(r"\n(?=\S)", text.split("\n", 2)[2])
    assert [pin for pin in pins if not re.match(r"[\w.-]+==\S+[^\n]* \\\n +--hash=sha256:[0-9a-f]{64}", pin)] == []
    assert named(re.findall(r"^[\w.-]+(?===)", text, re.MULTILINE)) >= required()

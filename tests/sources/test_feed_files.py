"""Feeds in files: `tests/feeds/NAME` and, beside it, `NAME.expected.json`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from curator.model import Source
from curator.plain import to_plain
from curator.ports import Request, Response
from curator.sources.feed import FeedFetcher

FEEDS = Path(__file__).parent.parent / "feeds"
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def cases() -> list[Path]:
    return sorted(file for file in FEEDS.iterdir() if not file.name.endswith(".expected.json"))


@pytest.mark.parametrize("file", cases(), ids=lambda file: file.name)
def test_says_what_is_expected(file: Path) -> None:
    address = f"https://feeds.example/{file.name}"
    response = Response(Request(address), 200, address, file.read_bytes())
    batch = to_plain(FeedFetcher().parse(Source("s", address), response, NOW))
    batch["entries"] = [{k: v for k, v in entry.items() if v and k != "source"} for entry in batch["entries"]]
    expected = json.loads(file.with_name(f"{file.name}.expected.json").read_text(encoding="utf-8"))
    assert {key: value for key, value in batch.items() if value} == expected


def test_there_are_cases() -> None:
    assert len(cases()) >= 8

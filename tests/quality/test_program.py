"""`python -m bench.quality`: it measures what a folder holds, says what it lacks, and samples without tearing apart."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from bench.quality import main
from bench.quality_data import rows
from bench.quality_sample import sampled
from tests.quality.test_floors import headlines


def write(path: Path, found: Iterable[dict[str, Any]]) -> None:
    path.parent.mkdir(exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in found)


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """A folder with the structure that the program reads, of which it has the labelled headlines only."""
    articles, story_of = headlines()
    rows = [{"id": one.id, "title": one.title, "story": story_of[one.id]} for one in articles if one.language == "fr"]
    write(tmp_path / "news" / "fr_gold_stories_test.jsonl.gz", rows)
    return tmp_path


def test_what_is_there_is_measured_and_what_is_not_is_named(real: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = real / "figures.json"
    code = main(["--real", str(real), "--only", "stories,extracts", "--out", str(out), "--json"])
    said = capfd.readouterr().out
    figures = json.loads(said.splitlines()[-1])
    assert "extracts: left out, there is no pages/gold.jsonl.gz" in said
    assert figures["stories.headlines_precision"]["value"] >= 0.9
    assert figures["stories.peak_megabytes"]["value"] > 10
    assert not any(name.startswith("extracts.") for name in figures)
    assert code == (0 if all(figure["ok"] for figure in figures.values()) else 1)
    told = json.loads(out.read_text("utf-8"))
    assert told["left_out"] == {"extracts": ["pages/gold.jsonl.gz"]}
    assert told["figures"] == figures


def test_a_part_that_nobody_knows_is_refused(real: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--real", str(real), "--only", "tastes"])
    assert "unknown part 'tastes'" in capfd.readouterr().err


def test_a_sample_keeps_stories_whole(real: Path, tmp_path: Path) -> None:
    into = tmp_path / "sample"
    into.mkdir()
    name = "news/fr_gold_stories_test.jsonl.gz"
    whole, some = list(rows(real / name)), list(rows(sampled(real, into, 12) / name))
    assert 12 <= len(some) < len(whole)
    for story in {row["story"] for row in some}:
        assert sum(row["story"] == story for row in some) == sum(row["story"] == story for row in whole)

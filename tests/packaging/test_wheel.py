"""The wheel holds what the checkout holds, and nothing that git ignores."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = {"curator": "curator", **{name: f"curator/_assets/{name}" for name in ("templates", "themes", "samples")}}
FILES = ("config.example.toml", "theme.example.toml")
JUNK = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the wheel is made from, with an ignored file in every folder."""
    copy = tmp_path_factory.mktemp("checkout")
    for name in FOLDERS:
        shutil.copytree(ROOT / name, copy / name, ignore=JUNK)
    for name in (*FILES, "pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, copy)
    for name in FOLDERS:
        (copy / name / ".coverage.left-over").touch()
    return copy


@pytest.fixture(scope="module")
def site(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the wheel unpacks to."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist"],
        cwd=checkout,
        check=True,
        capture_output=True,
    )
    (wheel,) = (checkout / "dist").glob("*.whl")
    site = tmp_path_factory.mktemp("site")
    ZipFile(wheel).extractall(site)
    return site


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", FOLDERS)
def test_every_file_is_in_the_wheel_and_nothing_ignored(name: str, checkout: Path, site: Path) -> None:
    expected = files(checkout / name)
    assert expected.pop(".coverage.left-over") == b""
    shipped = files(site / FOLDERS[name])
    if name == "curator":
        shipped = {path: data for path, data in shipped.items() if not path.startswith("_assets")}
    assert shipped == expected


def test_every_asset_that_the_code_asks_for_is_shipped(site: Path) -> None:
    asked = {
        name
        for path in (ROOT / "curator").rglob("*.py")
        for name in re.findall(r'\basset\("([^"]+)"\)', path.read_text())
    }
    assert asked
    assert [name for name in asked if not (site / "curator" / "_assets" / name).exists()] == []


def test_the_wheel_runs_without_the_checkout(site: Path, tmp_path: Path) -> None:
    shown = subprocess.run(
        [
            sys.executable,
            "-c",
            "import curator, sys; print(curator.__file__); from curator.cli import main; main()",
            "--help",
        ],
        cwd=tmp_path,
        env={"PYTHONPATH": str(site), "PATH": "/usr/bin:/bin"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert shown.stdout.startswith(str(site))
    assert "demo" in shown.stdout


def test_the_command_is_declared(site: Path) -> None:
    (points,) = site.glob("*.dist-info/entry_points.txt")
    assert "curator = curator.__main__:run" in points.read_text()

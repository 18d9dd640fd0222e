"""What a machine says of its time zone, in the places where systems keep it."""

from pathlib import Path

from curator.config import machine_zone


def test_the_environment_comes_first(tmp_path: Path) -> None:
    _etc(tmp_path).joinpath("timezone").write_text("America/Lima\n")
    assert machine_zone(tmp_path, {"TZ": ":Europe/Paris"}) == "Europe/Paris"
    assert machine_zone(tmp_path, {"TZ": "CET-1CEST"}) == "America/Lima"


def test_the_link_is_believed_before_the_file(tmp_path: Path) -> None:
    etc = _etc(tmp_path)
    etc.joinpath("timezone").write_text("America/Lima\n")
    etc.joinpath("localtime").symlink_to("../usr/share/zoneinfo/Asia/Tokyo")
    assert machine_zone(tmp_path, {}) == "Asia/Tokyo"


def test_a_copied_or_missing_file_says_nothing(tmp_path: Path) -> None:
    assert machine_zone(tmp_path, {}) == ""
    etc = _etc(tmp_path)
    etc.joinpath("localtime").write_bytes(b"TZif2")
    etc.joinpath("timezone").write_text("/etc/nowhere")
    assert machine_zone(tmp_path, {}) == ""


def _etc(root: Path) -> Path:
    etc = root / "etc"
    etc.mkdir()
    return etc

"""Publishers' pictures: drawn anew, small, and only when they are pictures."""

from __future__ import annotations

import zlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from lxml import html
from PIL import Image, PngImagePlugin

from curator.render import PictureFolder, Rendering
from curator.render.pictures import PictureError, name_of, prepare, wanted
from curator.render.sharing import share_picture
from tests.render.factory import edition, paper, pick, sample_edition

ADDRESS = "https://lowlandpost.example/river.jpg"


def picture(size: tuple[int, int], kind: str = "JPEG", mode: str = "RGB", **more: object) -> bytes:
    written = BytesIO()
    Image.new(mode, size, (120, 40, 30) if mode == "RGB" else (120, 40, 30, 128)).save(written, kind, **more)
    return written.getvalue()


def test_a_picture_is_drawn_anew_in_two_widths_without_its_metadata() -> None:
    exif = Image.Exif()
    exif[0x010E] = "the secret place"
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "the secret place")
    for body in (picture((2000, 1200), exif=exif), picture((2000, 1200), "PNG", pnginfo=told)):
        made, files = prepare(body, ADDRESS)
        assert (made.width, made.height) == (960, 576)
        assert {path.rsplit("-", 1)[1] for path, _ in files} >= {"400.webp", "960.webp", "400.jpg", "960.jpg"}
        assert {path for path, _ in files} == set(made.paths)
        assert all(b"the secret place" not in written for _, written in files)
        assert all(len(written) < 60_000 for _, written in files)


def test_a_see_through_picture_stands_on_white() -> None:
    _, files = prepare(picture((600, 400), "PNG", "RGBA"), ADDRESS)
    with Image.open(BytesIO(dict(files)[f"pictures/{name_of(ADDRESS)}-400.jpg"])) as small:
        assert small.mode == "RGB"
        assert small.getpixel((10, 10))[2] > 120  # type: ignore[index]


@pytest.mark.parametrize(
    "body",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' width='600' height='400'/>",
        b"",
        b"not a picture",
        picture((1, 1)),
        picture((90, 90)),
        picture((1200, 130)),
        picture((800, 600))[:400],
    ],
)
def test_what_is_no_picture_of_the_story_is_refused(body: bytes) -> None:
    with pytest.raises(PictureError):
        prepare(body, ADDRESS)


def test_a_bomb_is_refused_before_it_is_decoded() -> None:
    header = b"\x89PNG\r\n\x1a\n"

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    size = (30_000).to_bytes(4, "big") * 2
    body = header + chunk(b"IHDR", size + b"\x08\x02\x00\x00\x00") + chunk(b"IDAT", b"x") + chunk(b"IEND", b"")
    with pytest.raises(PictureError):
        prepare(body, ADDRESS)


def test_a_kept_picture_is_shown_with_its_credit_and_served_from_here(tmp_path: Path) -> None:
    shelf = PictureFolder(tmp_path / "pictures")
    shelf.keep(*prepare(picture((1600, 900)), ADDRESS))
    lead = replace(sample_edition().picks[0], picture=ADDRESS)
    unknown = replace(pick("Another"), picture="https://gone.example/x.jpg")
    made = paper((edition((lead, unknown)),), pictures=shelf)
    found = dict(Rendering(made))
    page = html.fromstring(found["2026/11/22/index.html"].decode())
    image = page.xpath("//img")[0]
    assert image.get("src") == f"../../../pictures/{name_of(ADDRESS)}-960.jpg"
    assert (image.get("width"), image.get("height")) == ("960", "540")
    assert "Picture: Lowland Post" in page.text_content()
    assert f"pictures/{name_of(ADDRESS)}-400.webp" in found
    assert wanted((edition((lead, unknown)),)) == (ADDRESS, "https://gone.example/x.jpg")


def test_a_picture_that_comes_later_prints_its_edition_again(tmp_path: Path) -> None:
    shelf = PictureFolder(tmp_path / "pictures")
    made = paper((edition((replace(sample_edition().picks[0], picture=ADDRESS),)),), pictures=shelf)
    first = Rendering(made)
    list(first)
    shelf.keep(*prepare(picture((1600, 900)), ADDRESS))
    printed = dict(Rendering(made, first.manifest))
    assert "2026/11/22/river-let-in/index.html" in printed


def test_a_preview_picture_is_small_and_right_for_any_script() -> None:
    for headline in ("A headline " * 20, "日本の電力網", "محطة", "x"):
        body = share_picture("seed", "Confluence", headline, "Lowland Post · 22 November 2026")
        with Image.open(BytesIO(body)) as drawn:
            assert drawn.size == (1200, 630)
        assert len(body) < 60_000
    assert share_picture("a", "J", "x", "y") == share_picture("a", "J", "x", "y")

"""The publisher's pictures, made small and harmless: decoded under a limit, drawn anew, metadata gone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from markupsafe import Markup

from curator.errors import CuratorError
from curator.i18n import N_
from curator.model import Edition, short_hash
from curator.plain import canonical_json, from_plain
from curator.render.links import Links

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 24_000_000
WIDTHS = (400, 960)
SMALLEST = 120
"""A picture with a shorter side than this is an icon or a tracking pixel."""
LONGEST_RATIO = 4.0
"""A wider or taller one is a banner or a logo."""
QUALITY = {"avif": 50, "webp": 74, "jpg": 78}
_KINDS = {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG"}
_READ = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
"""What may be opened: no SVG, no format that runs or refers to anything."""


class PictureError(CuratorError):
    """The picture cannot be used."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture at the journal's own address, in some widths and formats; `width` × `height` is the largest."""

    name: str
    """Its files stand at "pictures/<name>-400.webp" …"""
    width: int
    height: int
    widths: tuple[int, ...]
    kinds: tuple[str, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """Where its files stand."""
        return tuple(f"pictures/{self.name}-{width}.{kind}" for width in self.widths for kind in self.kinds)

    def markup(self, link: Links, *, lead: bool = False) -> Markup:
        """Return the `<picture>` element; the headline beside it says what it is about."""
        sizes = (
            "(min-width: 62rem) 46rem, 100vw" if lead else "(min-width: 62rem) 22rem, (min-width: 40rem) 45vw, 100vw"
        )
        sources = Markup("").join(
            Markup('<source type="image/%s" srcset="%s" sizes="%s">')
            % (
                kind,
                ", ".join(f"{link(f'pictures/{self.name}-{width}.{kind}')} {width}w" for width in self.widths),
                sizes,
            )
            for kind in self.kinds
            if kind != "jpg"
        )
        image = Markup('<img src="%s" width="%d" height="%d" alt="" loading="%s" decoding="async">') % (
            link(f"pictures/{self.name}-{self.widths[-1]}.jpg"),
            self.width,
            self.height,
            "eager" if lead else "lazy",
        )
        return Markup("<picture>%s%s</picture>") % (sources, image)


class Pictures(Protocol):
    """The pictures that were made ready, by the address they had at the publisher's."""

    def names(self) -> frozenset[str]:
        """Return the names (`name_of` their addresses) of all there are."""
        ...

    def find(self, address: str) -> Picture | None:
        """Return the picture of an address."""
        ...

    def files(self, picture: Picture) -> Iterator[tuple[str, bytes]]:
        """Yield its files."""
        ...


class PictureFolder:
    """Pictures kept in one folder, usually `data/pictures`: `<name>.json` beside the files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> frozenset[str]:
        """Return the names of all there are."""
        if not self.folder.is_dir():
            return frozenset()
        return frozenset(file.stem for file in self.folder.iterdir() if file.suffix == ".json")

    def find(self, address: str) -> Picture | None:
        """Return the picture of an address."""
        told = self.folder / f"{name_of(address)}.json"
        return from_plain(json.loads(told.read_text("utf-8")), Picture) if told.is_file() else None

    def files(self, picture: Picture) -> Iterator[tuple[str, bytes]]:
        """Yield its files."""
        for path in picture.paths:
            yield path, (self.folder / path.rsplit("/", 1)[-1]).read_bytes()

    def keep(self, picture: Picture, files: Iterable[tuple[str, bytes]]) -> None:
        """Write a picture; its `.json` comes last, so that half a picture is none."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for path, body in files:
            (self.folder / path.rsplit("/", 1)[-1]).write_bytes(body)
        unfinished = self.folder / f"{picture.name}.part"
        unfinished.write_text(canonical_json(picture), "utf-8")
        unfinished.replace(self.folder / f"{picture.name}.json")


class NoPictures:
    """Every story gets a cover."""

    def names(self) -> frozenset[str]:
        """Return no name."""
        return frozenset()

    def find(self, address: str) -> Picture | None:
        """Return None."""
        return None

    def files(self, picture: Picture) -> Iterator[tuple[str, bytes]]:
        """Yield nothing."""
        return iter(())


def name_of(address: str) -> str:
    """Return the name under which the picture of an address is kept."""
    return short_hash(address)


def wanted(editions: Iterable[Edition]) -> tuple[str, ...]:
    """Return the addresses of all pictures that the picks name, each once."""
    return tuple(dict.fromkeys(pick.picture for edition in editions for pick in edition.picks if pick.picture))


def prepare(body: bytes, address: str) -> tuple[Picture, tuple[tuple[str, bytes], ...]]:
    """Return the picture drawn anew in `WIDTHS`, and its files; runs in a child, for these are foreign bytes.

    Raises `PictureError` for what is no picture, is too large (24 megapixels),
    too small to be one, or shaped like a logo.
    """
    from PIL import Image as images
    from PIL import ImageOps, UnidentifiedImageError

    try:
        with images.open(BytesIO(body), formats=_READ) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise PictureError(N_("the picture has too many pixels."), about=address)
            opened.draft("RGB", (WIDTHS[-1], WIDTHS[-1]))
            upright = ImageOps.exif_transpose(opened)
            drawn = _on_white(upright)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, images.DecompressionBombError) as fault:
        raise PictureError(N_("the picture cannot be read: {fault}", fault=str(fault)), about=address) from fault
    short, long = sorted(drawn.size)
    if short < SMALLEST or long / short > LONGEST_RATIO:
        raise PictureError(
            N_("{width} × {height} is no picture but an icon or a banner.", width=drawn.width, height=drawn.height),
            about=address,
        )
    return _encode(drawn, name_of(address))


def _on_white(image: Image) -> Image:
    from PIL import Image as images

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        sheet = images.new("RGB", image.size, "white")
        sheet.paste(layer, mask=layer.getchannel("A"))
        return sheet
    return image.convert("RGB")


def _encode(image: Image, name: str) -> tuple[Picture, tuple[tuple[str, bytes], ...]]:
    from PIL import features

    kinds = tuple(kind for kind in _KINDS if kind != "avif" or features.check("avif"))
    widths = tuple(sorted({min(width, image.width) for width in WIDTHS}))
    files = []
    for width in widths:
        small = image.resize((width, max(1, round(image.height * width / image.width))))
        for kind in kinds:
            written = BytesIO()
            small.save(written, _KINDS[kind], quality=QUALITY[kind])
            files.append((f"pictures/{name}-{width}.{kind}", written.getvalue()))
    height = max(1, round(image.height * widths[-1] / image.width))
    return Picture(name, widths[-1], height, widths, kinds), tuple(files)

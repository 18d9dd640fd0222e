"""Pictures for link previews (OpenGraph): the headline on paper, drawn for each edition and story."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

from curator.assets import asset
from curator.i18n import date_text
from curator.render.covers import PALETTES
from curator.render.dice import Dice
from curator.render.views import EditionView

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

SIZE = (1200, 630)
MARGIN = 72
HEADLINE_SIZES = (84, 72, 62, 54, 46)
MOST_LINES = 4
LEVELS = 15
"""Steps between paper and ink: the picture is drawn in numbers of colours, text between 0 and `LEVELS`."""
PAPER, INK, ACCENT, SKY, SUN, HILLS, WATER = 0, LEVELS, 16, 17, 18, 19, 20
_PAPER, _INK, _ACCENT = (251, 249, 244), (25, 23, 19), (168, 36, 27)
_SCENES = (
    ((243, 217, 194), (224, 86, 63), (201, 143, 118), (36, 74, 85)),
    ((223, 233, 228), (239, 194, 90), (147, 181, 173), (45, 90, 99)),
    ((232, 225, 238), (242, 160, 123), (170, 152, 187), (61, 60, 99)),
    ((245, 231, 200), (216, 117, 47), (196, 164, 105), (85, 89, 47)),
    ((219, 231, 240), (246, 239, 224), (143, 171, 194), (44, 76, 105)),
    ((241, 223, 220), (185, 65, 60), (185, 138, 134), (87, 55, 63)),
)
"""Sky, sun, hills, water: the day colours of the covers' palettes."""


def share_picture(seed: str, journal: str, headline: str, credit: str) -> bytes:
    """Return a PNG of 1200 × 630: the journal's name, a headline, a credit line, a strip of landscape.

    A headline in a script that the journal's font does not have leaves its
    place to the landscape.
    """
    from PIL import Image, ImageDraw

    dice = Dice(f"share{seed}")
    scene = _SCENES[dice.roll(0, PALETTES - 1)]
    # Numbers of colours instead of colours: a tenth of the time that reducing the colours afterwards takes.
    picture = Image.new("L", SIZE, PAPER)
    draw = ImageDraw.Draw(picture)
    written = _can_write(headline)
    _landscape(draw, dice, 0.76 if written else 0.3)
    draw.rectangle((0, 0, SIZE[0], 14), ACCENT)
    if _can_write(journal):
        draw.text((MARGIN, 52), journal, INK, _font("display", 40))
    if written:
        _headline(draw, headline)
    if _can_write(credit):
        _credit(draw, credit)
    return _png(picture, scene)


def _headline(draw: ImageDraw, headline: str) -> None:
    for size in HEADLINE_SIZES:
        font = _font("display", size)
        lines = _wrap(headline, font, SIZE[0] - 2 * MARGIN)
        if len(lines) * size * 1.06 <= 320 and len(lines) <= MOST_LINES:
            break
    else:
        lines = [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1]}…"]
    y = 128.0
    for line in lines:
        draw.text((MARGIN, y), line, INK, font)
        y += size * 1.06


def _wrap(text: str, font: FreeTypeFont, width: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


def _credit(draw: ImageDraw, credit: str) -> None:
    font = _font("text", 30)
    width = font.getlength(credit)
    draw.rectangle((MARGIN - 18, 556, MARGIN + width + 18, 606), PAPER)
    draw.text((MARGIN, 565), credit, INK, font)


def _landscape(draw: ImageDraw, dice: Dice, top: float) -> None:
    width, height = SIZE
    start = round(height * top)
    tall = height - start
    draw.rectangle((0, start, width, height), SKY)
    radius, x = round(tall * 0.42), dice.roll(700, 1050)
    draw.ellipse((x - radius, start + tall // 2 - radius, x + radius, start + tall // 2 + radius), SUN)
    points = [(0, start + tall * dice.roll(45, 60) // 100)]
    while points[-1][0] < width:
        points.append((points[-1][0] + dice.roll(120, 220), start + tall * dice.roll(42, 66) // 100))
    draw.polygon([*_smooth(points), (width + 300, height), (0, height)], HILLS)
    draw.rectangle((0, start + tall * 7 // 10, width, height), WATER)
    for row in range(3):
        wide = radius * 2 - row * radius // 2
        y = start + tall * (76 + row * 8) // 100
        draw.rectangle((x - wide // 2, y, x + wide // 2, y + tall // 40 + 1), SUN)


def _smooth(points: Sequence[tuple[int, int]]) -> list[tuple[float, float]]:
    """Return the points joined by half cosines, as short straight lines."""
    line: list[tuple[float, float]] = []
    for (x0, y0), (x1, y1) in pairwise(points):
        for step in range(12):
            share = step / 12
            line.append((x0 + (x1 - x0) * share, y0 + (y1 - y0) * (1 - math.cos(math.pi * share)) / 2))
    return [*line, points[-1]]


def _can_write(text: str) -> bool:
    return bool(text) and all(ord(character) < 0x250 or 0x2000 <= ord(character) < 0x2200 for character in text)


@lru_cache(maxsize=16)
def _font(cut: str, size: int) -> FreeTypeFont:
    from PIL import ImageFont

    font = ImageFont.truetype(str(asset("templates") / "press" / "static" / "fonts" / f"newsreader-{cut}.woff2"), size)
    font.set_variation_by_axes([550])
    return font


def _png(picture: Image, scene: Sequence[tuple[int, int, int]]) -> bytes:
    ramp = [
        tuple(round(light + (dark - light) * level / LEVELS) for light, dark in zip(_PAPER, _INK, strict=True))
        for level in range(LEVELS + 1)
    ]
    colours = [*ramp, _ACCENT, *scene]
    picture.putpalette([part for colour in colours for part in colour])
    written = BytesIO()
    picture.save(written, "PNG", compress_level=3)
    return written.getvalue()


def share_files(view: EditionView, journal: str, language: str, *, stories: bool) -> Iterator[tuple[str, bytes]]:
    """Yield the picture of an edition and, with `stories`, of each of its stories."""
    day = date_text(view.day, language)
    if view.stories:
        yield f"{view.path}og.png", share_picture(view.slug, journal, view.stories[0].title, day)
    for story in view.stories if stories else ():
        credit = f"{story.outlet.name} · {date_text(view.day, language, 'long')}"
        yield f"{story.path}og.png", share_picture(story.id, journal, story.title, credit)

"""Covers drawn for stories that have no picture: quiet, never twice the same, no chart.

A lead gets a landscape (sky, sun, ridges, water), a small cover a pattern
without axis or direction. Colours are classes, so that the style sheet of a
look decides them, by day and by night.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache

from markupsafe import Markup

PALETTES = 6


class Dice:
    """Numbers from a seed, always the same for the same seed."""

    def __init__(self, seed: str) -> None:
        self._stream = hashlib.shake_128(seed.encode("utf-8", "surrogatepass")).digest(1024)
        self._at = 0

    def roll(self, low: int, high: int) -> int:
        """Return the next number from `low` to `high`, both included."""
        self._at = (self._at + 2) % (len(self._stream) - 1)
        return low + int.from_bytes(self._stream[self._at : self._at + 2], "big") % (high - low + 1)


@lru_cache(maxsize=2048)
def cover(seed: str, kind: str) -> Markup:
    """Return an SVG drawing as HTML; `kind` is "lead" (960 × 420) or "thumb" (360 × 150)."""
    dice = Dice(f"{kind}{seed}")
    palette = dice.roll(0, PALETTES - 1)
    if kind == "lead":
        size, drawing = (960, 420), _landscape(dice, f"d{hashlib.sha256(seed.encode()).hexdigest()[:6]}")
    else:
        left, top = dice.roll(0, 24), dice.roll(0, 16)
        pattern = _PATTERNS[dice.roll(0, len(_PATTERNS) - 1)](dice)
        size, drawing = (360, 150), f'<g transform="translate(-{left} -{top}) scale(1.1)">{pattern}</g>'
    return Markup(
        f'<svg class="cover {kind} p{palette}" viewBox="0 0 {size[0]} {size[1]}" width="{size[0]}" height="{size[1]}"'
        f' preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false">{drawing}</svg>'
    )


def _landscape(dice: Dice, id: str) -> str:
    horizon = dice.roll(285, 325)
    sun_x, sun_y, sun_r = dice.roll(180, 780), dice.roll(150, 250), dice.roll(70, 125)
    calm = dice.roll(0, 2) > 0
    parts = [
        f'<defs><pattern id="{id}" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(32)">'
        '<circle class="c-sun" cx="4" cy="4" r="1.4"/></pattern></defs>',
        '<path class="c-sky" d="M0 0h960v420H0z"/>',
        f'<path class="c-haze" d="M0 {horizon - 120}q240-{dice.roll(10, 40)} 480-6t480-18v{300}H0z"/>',
        f'<circle cx="{sun_x}" cy="{sun_y}" r="{sun_r + dice.roll(34, 52)}" fill="url(#{id})" opacity=".5"/>',
        f'<circle class="c-sun" cx="{sun_x}" cy="{sun_y}" r="{sun_r}"/>',
        _clouds(dice),
        f'<path class="c-far" d="{_ridge(dice, horizon - 40, 34)}"/>',
        f'<path class="c-mid" d="{_ridge(dice, horizon - 8, 26)}"/>',
    ]
    parts.append(_water(dice, horizon + 14, sun_x, sun_r) if calm else _fields(dice, horizon + 8))
    parts.append(f'<path class="c-near" d="{_shore(dice, horizon)}"/>')
    return "".join(parts)


def _ridge(dice: Dice, base: int, height: int) -> str:
    """A smooth line of hills, closed at the foot of the picture."""
    x, y = 0, base + dice.roll(-height, height)
    path = [f"M0 {y}"]
    while x < 960:
        step = dice.roll(110, 220)
        next_y = base + dice.roll(-height, height)
        path.append(f"C{x + step // 2} {y} {x + step // 2} {next_y} {x + step} {next_y}")
        x, y = x + step, next_y
    return "".join(path) + "V420H0z"


def _shore(dice: Dice, horizon: int) -> str:
    """A dark foreground that leaves the middle open."""
    left, right = dice.roll(140, 420), dice.roll(120, 380)
    rise, fall = dice.roll(26, 60), dice.roll(20, 52)
    return (
        f"M0 {horizon + 20 - rise}q{left // 2}-{rise // 2} {left} {rise + 8}q-{left // 3} 14-{left} 14z"
        f"M960 {horizon + 22 - fall}q-{right // 2}-{fall // 3}-{right} {fall + 6}q{right // 3} 12 {right} 12z"
    )


def _water(dice: Dice, top: int, sun_x: int, sun_r: int) -> str:
    glints = []
    for row in range(4):
        width, y = sun_r * 2 - row * dice.roll(22, 34), top + 12 + row * 17
        if width > 24:
            glints.append(f"M{sun_x - width // 2} {y}h{width}l-{width // 9} 7h-{width - 2 * (width // 9)}z")
    waves = []
    for row in range(6):
        x = dice.roll(-40, 30)
        waves.append(f"M{x} {top + 14 + row * 15}" + f"q{dice.roll(18, 26)}-5 46 0t46 0" * 11)
    return (
        f'<path class="c-water" d="M0 {top}h960v{420 - top}H0z"/><path class="c-wave" d="{"".join(waves)}"/>'
        f'<path class="c-sun" opacity=".7" d="{"".join(glints)}"/>'
    )


def _fields(dice: Dice, top: int) -> str:
    furrows = []
    meeting = dice.roll(260, 700)
    for foot in range(-700, 1700, dice.roll(74, 104)):
        furrows.append(f"M{meeting + (foot - meeting) // 9} {top + 8}L{foot} 420")
    return f'<path class="c-water" d="M0 {top}h960v{420 - top}H0z"/><path class="c-wave" d="{"".join(furrows)}"/>'


def _clouds(dice: Dice) -> str:
    drawn = []
    for _ in range(dice.roll(2, 4)):
        x, y, long = dice.roll(20, 800), dice.roll(40, 170), dice.roll(80, 200)
        drawn.append(f"M{x} {y}h{long}M{x + dice.roll(14, 40)} {y + 12}h{long * 2 // 3}")
    return f'<path class="c-cloud" d="{"".join(drawn)}"/>'


def _rings(dice: Dice) -> str:
    step = dice.roll(26, 40)
    radius = step * dice.roll(60, 95) // 100
    circles = [
        f'<circle cx="{x}" cy="{y}" r="{radius}"/>'
        for row, y in enumerate(range(-step // 2, 170, step))
        for x in range((row % 2) * step // 2 - step, 380, step)
    ]
    return f'<g class="c-line">{"".join(circles)}</g>'


def _dots(dice: Dice) -> str:
    step, skew, turn = dice.roll(17, 22), dice.roll(2, 6), dice.roll(3, 7)
    circles = [
        f'<circle cx="{x}" cy="{y}" r="{2 + (column * skew + row * turn + dice.roll(0, 1)) % 7}"/>'
        for row, y in enumerate(range(8, 160, step))
        for column, x in enumerate(range(8 + (row % 2) * step // 2, 370, step))
    ]
    return f'<g class="c-fill">{"".join(circles)}</g>'


def _waves(dice: Dice) -> str:
    step, swing, long = dice.roll(10, 15), dice.roll(12, 26), dice.roll(44, 80)
    start = dice.roll(-long, 0)
    lines = "".join(f"M{start} {y}" + f"q{long // 2}-{swing} {long} 0t{long} 0" * 4 for y in range(-10, 190, step))
    return f'<path class="c-line" d="{lines}"/>'


def _truchet(dice: Dice) -> str:
    side = dice.roll(24, 36)
    half = side // 2
    side = half * 2
    arcs = []
    for y in range(0, 160, side):
        for x in range(0, 370, side):
            if dice.roll(0, 1):
                arcs.append(
                    f"M{x + half} {y}a{half} {half} 0 0 1-{half} {half}m{side} 0a{half} {half} 0 0 0-{half} {half}"
                )
            else:
                arcs.append(
                    f"M{x + half} {y}a{half} {half} 0 0 0 {half} {half}m-{side} 0a{half} {half} 0 0 1 {half} {half}"
                )
    return f'<path class="c-line bold" d="{"".join(arcs)}"/>'


def _leaves(dice: Dice) -> str:
    long, wide = dice.roll(26, 40), dice.roll(10, 18)
    leaf = f"q{long // 2}-{wide} {long} 0q-{long // 2} {wide}-{long} 0"
    up = f"q-{wide}-{long // 2} 0-{long}q{wide} {long // 2} 0 {long}"
    drawn = []
    for row, y in enumerate(range(6, 175, long + 4)):
        for column, x in enumerate(range(-10, 370, long + 4)):
            flat = (row + column) % 2 == 0
            drawn.append(f"M{x} {y}{leaf}" if flat else f"M{x + long // 2} {y + long // 2}{up}")
    return f'<path class="c-fill" d="{"".join(drawn)}"/>'


def _stones(dice: Dice) -> str:
    row_height = dice.roll(22, 32)
    drawn = []
    for y in range(-4, 150, row_height):
        x = -dice.roll(5, 50)
        while x < 360:
            wide = dice.roll(26, 72)
            drawn.append(
                f'<rect x="{x}" y="{y}" width="{wide - 5}" height="{row_height - 5}" rx="{dice.roll(6, 11)}"/>'
            )
            x += wide
    return f'<g class="c-line">{"".join(drawn)}</g>'


def _weave(dice: Dice) -> str:
    step, gap = dice.roll(22, 32), dice.roll(5, 7)
    left, top = -dice.roll(0, step), -dice.roll(0, step)
    drawn = []
    for row, y in enumerate(range(top, 160, step)):
        for column, x in enumerate(range(left, 370, step)):
            for strand in range(4, step, gap):
                across = (row + column) % 2 == 0
                drawn.append(f"M{x + 2} {y + strand}h{step - 4}" if across else f"M{x + strand} {y + 2}v{step - 4}")
    return f'<path class="c-line" d="{"".join(drawn)}"/>'


_PATTERNS: tuple[Callable[[Dice], str], ...] = (_rings, _dots, _waves, _truchet, _leaves, _stones, _weave)

"""Covers drawn for stories that have no picture: quiet, never twice the same, no chart.

A lead gets a place (`scenes`), a small cover a pattern without axis or
direction. Colours are classes, so that the style sheet of a
look decides them, by day and by night.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from markupsafe import Markup

from curator.render.dice import Dice
from curator.render.scenery import HIGH, WIDE
from curator.render.scenes import scene

PALETTES = 6


@lru_cache(maxsize=2048)
def cover(seed: str, kind: str, pattern: int = 0) -> Markup:
    """Return an SVG drawing as HTML; `kind` is "lead" (960 × 420) or "thumb" (360 × 150, in this `pattern`)."""
    dice = Dice(f"{kind}{seed}")
    palette = dice.roll(0, PALETTES - 1)
    if kind == "lead":
        size, drawing = (WIDE, HIGH), scene(dice)
    else:
        left, top = dice.roll(0, 24), dice.roll(0, 16)
        drawn = _PATTERNS[pattern % len(_PATTERNS)](dice)
        size, drawing = (360, 150), f'<g transform="translate(-{left} -{top}) scale(1.1)">{drawn}</g>'
    return Markup(
        f'<svg class="cover {kind} p{palette}" viewBox="0 0 {size[0]} {size[1]}" width="{size[0]}" height="{size[1]}"'
        f' preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false">{drawing}</svg>'
    )


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

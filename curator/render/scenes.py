"""The places that a lead's cover shows: a lake, peaks, a coast, a valley, a viaduct, islands; none is real.

Everything is drawn in layers from back to front, like a print of few inks, on
a sheet of 960 × 420; the colours are classes that the style sheet fills in. A
place always has something that only a picture has (a sun, a sail, a house),
so that no line of hills is taken for a curve.
"""

from __future__ import annotations

from collections.abc import Callable

from curator.render.dice import Dice
from curator.render.scenery import (
    WIDE,
    bank,
    birds,
    boat,
    conifers,
    hills,
    lighthouse,
    mist,
    peaks,
    pines,
    poplars,
    sky,
    surf,
    train,
    village,
    water,
)


def scene(dice: Dice) -> str:
    """Return one of the places as the content of an SVG, one in two seen in a mirror."""
    drawn = _SCENES[dice.roll(0, len(_SCENES) - 1)](dice)
    return drawn if dice.roll(0, 1) else f'<g transform="matrix(-1 0 0 1 {WIDE} 0)">{drawn}</g>'


def _lake(dice: Dice) -> str:
    shore, sun = dice.roll(268, 292), (dice.roll(250, 700), dice.roll(54, 78))
    return (
        sky(dice, sun[0], shore - dice.roll(70, 110), sun[1])
        + hills(dice, "far", shore - 62, 44)
        + hills(dice, "mid", shore - 22, 30, etched=3)
        + water(dice, shore, sun)
        + boat(sun[0] + dice.roll(-190, -90), shore + dice.roll(34, 60), dice.roll(8, 11))
        + bank(dice)
    )


def _peaks(dice: Dice) -> str:
    sun = dice.roll(170, 430)
    return (
        sky(dice, sun, dice.roll(95, 130), dice.roll(40, 58))
        + peaks(dice, 330, 120, 175, "far", "haze")
        + peaks(dice, 380, 150, 235, "mid", "far")
        + mist(dice, 318)
        + hills(dice, "water", 348, 20)
        + conifers(dice, 372, 96)
        + hills(dice, "near", 398, 10)
    )


def _coast(dice: Dice) -> str:
    horizon = dice.roll(232, 252)
    sun = (dice.roll(150, 400), dice.roll(46, 70))
    head = dice.roll(610, 690)
    top = horizon - dice.roll(30, 48)
    cliff = (
        f'<path class="c-mid" d="M960 {top - 16}c-70-10-150 4-{960 - head - 60} 14c-34 4-52 14-60 34'
        f'c-10 26-2 48-26 {300 - top}h400z"/>'
        f'<path class="c-near" d="M960 {top + 58}c-90 6-150 24-190 66c-26 28-70 62-130 92v210h330z"/>'
    )
    return (
        sky(dice, sun[0], horizon - dice.roll(40, 84), sun[1])
        + f'<path class="c-far" d="M0 {horizon}v-14q70-22 150-8q60 2 96 22z"/>'
        + water(dice, horizon, sun)
        + cliff
        + lighthouse(head + dice.roll(70, 130), top - 4)
        + birds(dice, head - 230, top - 60)
        + surf(dice, head - 70)
    )


def _valley(dice: Dice) -> str:
    ground = dice.roll(262, 284)
    town = dice.roll(330, 560)
    road = dice.roll(200, 380)
    return (
        sky(dice, dice.roll(180, 780), ground - dice.roll(96, 130), dice.roll(44, 62))
        + hills(dice, "far", ground - 44, 40)
        + hills(dice, "mid", ground, 16, etched=2)
        + village(dice, town, ground + 16)
        + hills(dice, "water", ground + 30, 12, etched=5)
        + f'<path class="c-road" d="M{town + 30} {ground + 26}c-60 22 90 34 10 62s-{road // 2} 30-{road} 110h120'
        f'c-4-64 {road // 2}-64 {road // 2 + 60}-100s-80-52-40-72z"/>'
        + poplars(dice, town - dice.roll(190, 260), ground + 58)
        + hills(dice, "near", 404, 14)
    )


def _viaduct(dice: Dice) -> str:
    deck, pitch = dice.roll(212, 236), dice.roll(88, 112)
    start = -dice.roll(10, 60)
    half = pitch // 2 - 11
    arches = "".join(
        f"M{x + 11} 420V{deck + 22 + half}a{half} {half} 0 0 1 {2 * half} 0V420z" for x in range(start, WIDE, pitch)
    )
    return (
        sky(dice, dice.roll(220, 740), deck - dice.roll(44, 80), dice.roll(54, 76))
        + hills(dice, "far", deck + 6, 46)
        + hills(dice, "mid", deck + 66, 36, etched=3)
        + mist(dice, deck + 88)
        + f'<path class="c-water" fill-rule="evenodd" d="M0 {deck}h960v420H0z{arches}"/>'
        + f'<path class="c-near" d="M0 {deck - 7}h960v11H0z"/>'
        + train(dice, deck - 7)
        + conifers(dice, 404, 60)
        + hills(dice, "near", 400, 14)
    )


def _islands(dice: Dice) -> str:
    horizon = dice.roll(196, 216)
    sun = (dice.roll(300, 660), dice.roll(62, 84))
    drawn = [sky(dice, sun[0], horizon - dice.roll(6, 34), sun[1]), water(dice, horizon, sun)]
    for ink, y, x, wide in (
        ("far", horizon + 2, dice.roll(-60, 120), dice.roll(300, 380)),
        ("far", horizon + 4, dice.roll(560, 700), dice.roll(240, 340)),
        ("mid", horizon + 42, dice.roll(-140, 20), dice.roll(320, 400)),
        ("near", horizon + 104, dice.roll(560, 660), dice.roll(440, 520)),
    ):
        rise = wide // dice.roll(7, 9)
        drawn.append(
            f'<path class="c-{ink}" d="M{x} {y}c{wide // 8}-{rise // 3} {wide // 6}-{rise} {wide // 3}-{rise}'
            f"c{wide // 5} 0 {wide // 4} {rise // 2} {wide // 3} {rise // 2}s{wide // 5} {rise // 4} {wide // 3} "
            f'{rise // 2}q-{wide // 2} {rise // 4}-{wide} 0z"/>'
        )
        if ink == "near":
            drawn.append(pines(dice, x + wide // 3, y - rise + 8))
    drawn += [boat(dice.roll(250, 470), horizon + dice.roll(70, 110), 12), birds(dice, 210, horizon - 96)]
    return "".join(drawn)


_SCENES: tuple[Callable[[Dice], str], ...] = (_lake, _peaks, _coast, _valley, _viaduct, _islands)

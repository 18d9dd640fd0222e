"""What the places on covers are made of: skies, hills, water, trees, houses, each one or two SVG elements.

Everything is drawn in classes (`c-sky`, `c-far`, `c-near` …), which the style
sheet of a look fills in by day and by night.
"""

from __future__ import annotations

from curator.render.dice import Dice

WIDE, HIGH = 960, 420
"""The sheet."""


def sky(dice: Dice, x: int, y: int, radius: int) -> str:
    """Draw sky, a bank of haze, clouds, and a sun in rings of dots that grow thinner."""
    rings = "".join(
        f'<circle class="c-dots" cx="{x}" cy="{y}" r="{radius + 12 + 11 * ring}"'
        f' stroke-width="{3.6 - ring * 0.7:.1f}"/>'
        for ring in range(dice.roll(3, 5))
    )
    bank = dice.roll(150, 200)
    return (
        f'<path class="c-sky" d="M0 0h960v420H0z"/><path class="c-haze" d="M0 {bank}c160-{dice.roll(20, 60)} 300 '
        f'{dice.roll(10, 40)} 470-4s330-{dice.roll(20, 50)} 490 2v260H0z"/>{rings}'
        f'<circle class="c-sun" cx="{x}" cy="{y}" r="{radius}"/>' + clouds(dice)
    )


def clouds(dice: Dice) -> str:
    """Draw two or three flat clouds, each of three lobes on a straight foot."""
    drawn = []
    for place in range(dice.roll(2, 3)):
        x, y, size = place * 330 + dice.roll(20, 230), dice.roll(40, 118), dice.roll(9, 17)
        drawn.append(
            f"M{x} {y}a{size} {size} 0 0 1 {size}-{size}a{size * 2} {size * 2} 0 0 1 {size * 3}-{size // 2}"
            f"a{size} {size} 0 0 1 {size * 2} {size // 2 + size // 3}q{size * 2} 0 {size * 3} {size - size // 3}z"
            f"m{size * 3} {size // 2}h{size * 7}"
        )
    return f'<path class="c-cloud" d="{"".join(drawn)}"/>'


def birds(dice: Dice, x: int, y: int) -> str:
    """Draw four birds, pen strokes."""
    birds = "".join(
        f"M{x + bird * 34 + dice.roll(-8, 8)} {y + dice.roll(-16, 18)}q7-9 12 0q6-8 13-1" for bird in range(4)
    )
    return f'<path class="c-pen" d="{birds}"/>'


def hills(dice: Dice, ink: str, base: int, height: int, *, etched: int = 0) -> str:
    """Draw a soft line of hills down to the foot of the sheet, with `etched` lines in broken strokes beneath it."""
    y = base + dice.roll(-height, height)
    path, x = [f"M-20 {y}"], -20
    while x < WIDE:
        step, next_y = dice.roll(130, 250), base + dice.roll(-height, height)
        path.append(f"C{x + step // 2} {y} {x + step // 2} {next_y} {x + step} {next_y}")
        x, y = x + step, next_y
    line = "".join(path)
    strokes = "".join(
        f'<path class="c-etch" d="{line}" transform="translate({row * 5} {row * 11})" '
        f'stroke-dasharray="{dice.roll(26, 70)} {dice.roll(8, 26)} {dice.roll(6, 18)} {dice.roll(14, 40)}"/>'
        for row in range(1, etched + 1)
    )
    return f'<path class="c-{ink}" d="{line}V420H-20z"/>{strokes}'


def peaks(dice: Dice, foot: int, low: int, high: int, shade: str, light: str) -> str:
    """Draw a range of peaks: each with a lit and a shaded flank that meet in a broken ridge, and snow."""
    shaded, lit, snow = [], [], []
    x = -dice.roll(20, 110)
    while x < WIDE + 60:
        tall, left, right = dice.roll(low, high), dice.roll(90, 150), dice.roll(100, 170)
        top_x, top_y = x + left, foot - tall
        bend = dice.roll(10, 24)
        shaded.append(f"M{x} {foot}L{top_x} {top_y}l{right // 3} {tall * 2 // 5}l12-6L{top_x + right} {foot}z")
        lit.append(
            f"M{x} {foot}l{left // 2}-{tall * 4 // 9}l10 5L{top_x} {top_y}l-{bend // 3} {tall // 3}l{bend} {tall // 4}"
            f"l-{bend * 2} {tall // 3}L{top_x - bend} {foot}z"
        )
        cap = tall // 4
        snow.append(
            f"M{top_x} {top_y}l{right * cap // tall} {cap}l-8-4l-9 12l-10-10l-8 14l-9-15l-9 6"
            f"L{top_x - left * cap // tall} {top_y + cap}z"
        )
        x += dice.roll(110, 190)
    drawn = []
    for back, front, cap_ in zip(shaded, lit, snow, strict=True):
        drawn.append(
            f'<path class="c-{shade}" d="{back}"/><path class="c-{light}" opacity=".55" d="{front}"/>'
            f'<path class="c-snow" d="{cap_}"/>'
        )
    return "".join(drawn)


def mist(dice: Dice, y: int) -> str:
    """Draw a bank of mist across the sheet."""
    return (
        f'<path class="c-mist" d="M0 {y}q120-{dice.roll(14, 28)} 260-4t280 {dice.roll(2, 10)}t420-8v30'
        f'q-200 {dice.roll(10, 24)}-420 4t-540 6z"/>'
    )


def water(dice: Dice, top: int, sun: tuple[int, int]) -> str:
    """Draw water with the sun's broken track on it and short strokes of swell."""
    x, radius = sun
    track, swell = [], []
    for row in range(7):
        wide = max(16, radius * 2 - row * dice.roll(8, 22))
        left = x - wide // 2 + dice.roll(-12, 12)
        track.append(f"M{left} {top + 9 + row * (9 + row)}h{wide}")
        for _ in range(4):
            swell.append(f"M{dice.roll(-20, 930)} {top + 14 + row * (10 + row * 2)}q14-4 27 0t27 0t{20 + row * 6} 0")
    return (
        f'<path class="c-water" d="M0 {top}h960v{HIGH - top}H0z"/><path class="c-wave" d="{"".join(swell)}"/>'
        f'<path class="c-track" d="{"".join(track)}"/>'
    )


def surf(dice: Dice, x: int) -> str:
    """Draw four lines of foam at the foot of a cliff."""
    lines = "".join(
        f"M{x - row * 34} {330 + row * 24}q26-{dice.roll(7, 12)} 48-2t46-4t{36 + row * 10}-3" for row in range(4)
    )
    return f'<path class="c-foam" d="{lines}"/>'


def boat(x: int, y: int, size: int) -> str:
    """Draw a boat with two sails."""
    return (
        f'<path class="c-snow" d="M{x} {y - 2}l{size * 3 // 2}-{size * 6}l{size} {size * 6}z'
        f'm{size * 3 // 2 - 5}-{size}l-{size}-0l{size - 1}-{size * 3}z"/>'
        f'<path class="c-near" d="M{x - size * 2} {y}h{size * 6}q-{size} {size + 2}-{size * 2} {size + 2}h-{size * 2}'
        f'q-{size * 3 // 2}-2-{size * 2}-{size + 2}z"/>'
    )


def lighthouse(x: int, y: int) -> str:
    """Draw a striped tower with its lamp and a shed."""
    return (
        f'<path class="c-snow" d="M{x - 13} {y}l5-84h16l5 84z"/><path class="c-sun" d="M{x - 11} {y - 34}h22l1 18h-24z'
        f'm2.4-38h17.2l1 17h-19.4z"/><path class="c-near" d="M{x - 12} {y - 84}h24v-4h-3v-14q-9-12-18 0v14h-3z"/>'
        f'<path class="c-sun" d="M{x - 6} {y - 98}h12v9h-12z"/>'
        f'<path class="c-near" d="M{x + 16} {y + 1}v-17l14-11l14 11v17z"/>'
    )


def village(dice: Dice, x: int, y: int) -> str:
    """Draw a church and some houses, a light in some windows."""
    walls, roofs, lights = [], [], []
    place = x - dice.roll(70, 110)
    for house in range(dice.roll(5, 7)):
        wide, tall = dice.roll(24, 38), dice.roll(15, 22)
        foot = y + dice.roll(-5, 5)
        walls.append(f"M{place} {foot + 30}v-{tall + 30}h{wide}v{tall + 30}z")
        roofs.append(f"M{place - 4} {foot - tall}l{wide // 2 + 4}-{tall - 3}l{wide // 2 + 4} {tall - 3}z")
        if dice.roll(0, 2):
            lights.append(f"M{place + wide // 2 - 3} {foot - tall + 6}h6v8h-6z")
        if house == 2:
            walls.append(f"M{place + wide + 3} {foot + 30}v-72h15v72z")
            roofs.append(f"M{place + wide + 1} {foot - 42}l9.5-36l9.5 36z")
            place += 20
        place += wide + dice.roll(0, 9)
    return (
        f'<path class="c-haze c-wall" d="{"".join(walls)}"/><path class="c-near" d="{"".join(roofs)}"/>'
        f'<path class="c-sun" d="{"".join(lights)}"/>'
    )


def poplars(dice: Dice, x: int, y: int) -> str:
    """Draw a row of poplars."""
    trees = []
    for tree in range(dice.roll(4, 6)):
        tall, foot = dice.roll(64, 108), y + dice.roll(-4, 6) + tree * 3
        left = x + tree * 25 + dice.roll(-4, 4)
        trees.append(f"M{left} {foot}v-10c-13-8-12-{tall // 2} 1-{tall}c14 {tall // 2} 15 {tall - 12} 3 {tall}v10z")
    return f'<path class="c-near" d="{"".join(trees)}"/>'


def conifers(dice: Dice, foot: int, tallest: int) -> str:
    """Draw two loose stands of firs and leave the middle open."""
    trees = []
    for start, end in ((-10, dice.roll(210, 330)), (dice.roll(600, 740), 970)):
        x = start
        while x < end:
            tall = dice.roll(tallest // 2, tallest)
            part, y = tall // 4, foot + dice.roll(-6, 8)
            half = tall // 5
            trees.append(
                f"M{x} {y + 20}v-24h-{half}l{half // 2 + 2}-{part}h-{half // 3}l{half // 2 + 1}-{part}h-{half // 4}"
                f"L{x + 2} {y - tall}l{half // 2 + 2} {part + 8}h-{half // 4}l{half // 2 + 2} {part}h-{half // 3}"
                f"l{half // 2 + 3} {part}h-{half}v24z"
            )
            x += dice.roll(16, 40)
    return f'<path class="c-near" d="{"".join(trees)}"/>'


def pines(dice: Dice, x: int, y: int) -> str:
    """Draw umbrella pines: a leaning stem under a flat crown."""
    stems, crowns = [], []
    for tree in range(dice.roll(3, 5)):
        left, foot, tall = x + tree * dice.roll(24, 38), y + tree * 5, dice.roll(40, 70)
        lean = dice.roll(-8, 8)
        stems.append(f"M{left} {foot + 8}q{lean // 2}-{tall // 2} {lean}-{tall}")
        crowns.append(f"M{left + lean - 24} {foot - tall + 4}q5-17 24-18q24 2 26 17q-26 7-50 1z")
    return f'<path class="c-pen bold" d="{"".join(stems)}"/><path class="c-near" d="{"".join(crowns)}"/>'


def train(dice: Dice, y: int) -> str:
    """Draw a small train with lit windows on a deck."""
    x = dice.roll(120, 460)
    cars = "".join(f"M{x + car * 58} {y}v-17q0-4 4-4h46q4 0 4 4v17z" for car in range(4))
    windows = "".join(f"M{x + car * 58 + 7} {y - 15}h40v6h-40z" for car in range(4))
    return f'<path class="c-near" d="{cars}"/><path class="c-sun" d="{windows}"/>'


def bank(dice: Dice) -> str:
    """Draw the near bank in both corners, with reeds."""
    left, right = dice.roll(190, 380), dice.roll(160, 340)
    reeds = "".join(
        f"M{x} {404 - dice.roll(0, 6)}q{dice.roll(-7, 7)}-{tall // 2} {dice.roll(-10, 14)}-{tall}"
        for x in (*range(16, left - 60, dice.roll(11, 17)), *range(WIDE - right + 80, WIDE, dice.roll(11, 17)))
        for tall in (dice.roll(30, 74),)
    )
    return (
        f'<path class="c-pen reed" d="{reeds}"/><path class="c-near" d="M0 {dice.roll(372, 384)}'
        f'q{left // 2}-14 {left} 48H0zM960 {dice.roll(366, 380)}q-{right // 2}-8-{right} 54h{right}z"/>'
    )

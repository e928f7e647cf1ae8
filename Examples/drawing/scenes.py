"""Selfies: what stands behind the figure, and the figure in front of it."""

import random

from PIL import Image, ImageDraw, ImageFilter

from drawing.figure import Figure, ellipse, smooth
from drawing.fonts import font
from drawing.sheet import grained, marked, mixed, tinted, vignetted


def room(size: tuple[int, int], chance: random.Random) -> Image.Image:
    """A wall with a shelf of books, a framed picture and a plant."""
    width, height = size
    wall = chance.choice(("#c9c2b4", "#b7c4c2", "#d0bfae"))
    scene = _graded(size, mixed(wall, "#ffffff", 0.25), mixed(wall, "#000000", 0.2))
    pen = ImageDraw.Draw(scene)
    shelf = round(height * 0.3)
    left = round(width * 0.02)
    while left < width * 0.5:
        wide, tall = round(width * chance.uniform(0.02, 0.045)), round(height * chance.uniform(0.1, 0.17))
        cover = chance.choice(("#7a3b3b", "#38546b", "#5c6b3a", "#b08a3e", "#d8d0c0", "#4c3a5e"))
        pen.rectangle((left, shelf - tall, left + wide, shelf), fill=cover)
        left += wide + 3
    pen.rectangle((0, shelf, round(width * 0.54), shelf + height // 50), fill="#6b4a30")
    frame = (round(width * 0.68), round(height * 0.07), round(width * 0.95), round(height * 0.32))
    pen.rectangle(frame, fill="#3a2c22")
    inner = tuple(edge + width // 50 * sign for edge, sign in zip(frame, (1, 1, -1, -1), strict=True))
    pen.rectangle(inner, fill="#dfe6e2")
    pen.ellipse((inner[0] + 20, inner[1] + 60, inner[2] - 30, inner[3] + 10), fill="#7f9c8d")
    for _ in range(26):
        x, y = width * chance.uniform(0.82, 1.0), height * chance.uniform(0.44, 0.72)
        leaf = ellipse(x, y, width * 0.05, height * 0.015 * chance.uniform(0.6, 1.5))
        pen.polygon(leaf, fill=mixed("#3f6b46", chance.choice(("#000000", "#d5e8a0")), 0.25))
    return scene


def window(size: tuple[int, int], chance: random.Random) -> Image.Image:
    """Daylight through a window beside a curtain."""
    width, height = size
    scene = _graded(size, "#d8d2c8", "#9c9388")
    pen = ImageDraw.Draw(scene)
    pane = (round(width * 0.08), round(height * 0.04), round(width * 0.6), round(height * 0.58))
    scene.paste(_graded((pane[2] - pane[0], pane[3] - pane[1]), "#a9cbe6", "#e9f1ee"), pane[:2])
    for _ in range(14):
        x, tall = chance.uniform(pane[0], pane[2] - 60), chance.uniform(0.05, 0.22) * height
        pen.rectangle(
            (x, pane[3] - tall, x + width * 0.07, pane[3]), fill=mixed("#8796a3", "#ffffff", chance.random() / 2)
        )
    bar = width // 60
    pen.rectangle(pane, outline="#f4f1ea", width=bar)
    middle = (pane[0] + pane[2]) // 2
    pen.rectangle((middle - bar // 2, pane[1], middle + bar // 2, pane[3]), fill="#f4f1ea")
    cloth = chance.choice(("#8f6f5a", "#5f7480", "#7d8562"))
    for fold in range(14):
        x = width * (0.68 + fold * 0.024)
        pen.rectangle((x, 0, x + width * 0.025, height), fill=mixed(cloth, "#000000", 0.3 * (fold % 3) / 2))
    return scene


def street(size: tuple[int, int], chance: random.Random) -> Image.Image:
    """Houses in the evening with lit windows."""
    width, height = size
    scene = _graded(size, "#7f93b5", "#e0b48f")
    pen = ImageDraw.Draw(scene)
    left = -20
    while left < width:
        wide, top = round(width * chance.uniform(0.16, 0.3)), round(height * chance.uniform(0.08, 0.4))
        front = chance.choice(("#6e5a52", "#84706a", "#54606e", "#94806a"))
        pen.rectangle((left, top, left + wide, height), fill=front)
        for x in range(left + wide // 8, left + wide - wide // 6, wide // 4):
            for y in range(top + height // 30, height, height // 14):
                lit = chance.choice(("#f3d58a", "#3b434f", "#49525f", "#f7e3b0"))
                pen.rectangle((x, y, x + wide // 8, y + height // 28), fill=lit)
        left += wide
    for _ in range(18):
        x, y, r = (
            chance.uniform(0, width),
            chance.uniform(height * 0.4, height * 0.8),
            chance.uniform(0.01, 0.03) * width,
        )
        pen.ellipse((x - r, y - r, x + r, y + r), fill=chance.choice(("#ffd98a", "#ff9d7a", "#fff2cf")))
    return scene


def park(size: tuple[int, int], chance: random.Random) -> Image.Image:
    """Trees and a lawn under a bright sky."""
    width, height = size
    scene = _graded(size, "#8fbbe0", "#dcebe8")
    pen = ImageDraw.Draw(scene)
    pen.rectangle((0, height * 0.55, width, height), fill="#7d9f58")
    for _ in range(7):
        x, foot = chance.uniform(0, width), height * chance.uniform(0.5, 0.62)
        pen.rectangle((x - width * 0.02, foot - height * 0.3, x + width * 0.02, foot), fill="#5b4632")
        for _ in range(26):
            r = width * chance.uniform(0.04, 0.08)
            cx, cy = x + chance.gauss(0, width * 0.08), foot - height * 0.3 + chance.gauss(0, height * 0.06)
            green = mixed("#4c7a41", chance.choice(("#000000", "#e6f0a0")), chance.uniform(0, 0.35))
            pen.ellipse((cx - r, cy - r, cx + r, cy + r), fill=green)
    return scene


SCENES = {"room": room, "window": window, "street": street, "park": park}


def selfie(look, scene: str, size: tuple[int, int], seed: str, card: Image.Image | None = None) -> Image.Image:
    """The figure before a blurred scene, with `card` held up beside the face if there is one."""
    chance = random.Random(f"selfie {seed}")
    double = (size[0] * 2, size[1] * 2)
    behind = SCENES[scene](size, chance).filter(ImageFilter.GaussianBlur(size[0] / 130)).resize(double)
    middle = (double[0] * (0.5 + chance.uniform(-0.04, 0.04)), double[1] * (0.42 if card is None else 0.36))
    unit = double[0] * (0.235 if card is None else 0.2)
    bust = Figure(look, double, middle, unit, seed).drawn()
    bust = bust.rotate(chance.uniform(-2, 2), Image.Resampling.BICUBIC, center=(double[0] // 2, double[1]))
    behind.paste(bust, (0, 0), bust)
    if card is not None:
        _held(behind, card, look, unit)
    photograph = vignetted(behind.resize(size, Image.Resampling.LANCZOS))
    return grained(_labelled(marked(photograph, "#ffffff", 58)), 5, chance)


def _held(behind: Image.Image, card: Image.Image, look, unit: float):
    """Lays the card over the chest with the fingers of one hand around its edge."""
    width, height = behind.size
    wide = round(width * 0.52)
    small = card.convert("RGBA").resize((wide, round(wide * card.height / card.width)), Image.Resampling.LANCZOS)
    turned = small.rotate(-5, Image.Resampling.BICUBIC, expand=True)
    left, top = round(width * 0.2), round(height * 0.63)
    arm = Image.new("RGBA", behind.size)
    pen = ImageDraw.Draw(arm)
    hold = (left + turned.width * 0.93, top + turned.height * 0.62)
    _limb(pen, [(hold[0] + unit * 0.3, hold[1] + unit * 0.2), (width * 0.98, height * 1.02)], unit * 0.62, look.clothes)
    skin, edge = mixed(look.skin_tone, "#5a2d1a", 0.06), mixed(look.skin_tone, "#3d1c10", 0.35)
    palm = [(-0.1, -0.35), (0.25, -0.4), (0.5, 0), (0.5, 0.45), (0.1, 0.5), (-0.15, 0.2)]
    pen.polygon(smooth([(hold[0] + x * unit, hold[1] + y * unit) for x, y in palm]), fill=skin)
    behind.paste(arm, (0, 0), arm)
    behind.paste(turned, (left, top), turned)
    pen = ImageDraw.Draw(behind)
    for finger in range(4):
        y = hold[1] + unit * (-0.3 + 0.2 * finger)
        reach = unit * (0.26, 0.33, 0.32, 0.24)[finger]
        for grown, colour in ((unit * 0.012, edge), (0, skin)):
            _limb(
                pen, [(hold[0] + unit * 0.24, y + unit * 0.06), (hold[0] - reach, y)], unit * 0.17 + 2 * grown, colour
            )
        nail = ellipse(hold[0] - reach - unit * 0.01, y, unit * 0.055, unit * 0.045)
        pen.polygon(nail, fill=mixed(look.skin_tone, "#ffffff", 0.35))


def _limb(pen: ImageDraw.ImageDraw, ends: list[tuple[float, float]], thick: float, colour: str):
    pen.line(ends, fill=colour, width=round(thick))
    for x, y in ends:
        pen.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=colour)


def _labelled(picture: Image.Image) -> Image.Image:
    """A line at the foot that says what the picture is."""
    tall = picture.height // 26
    ImageDraw.Draw(picture, "RGBA").rectangle(
        (0, picture.height - tall, picture.width, picture.height), fill=tinted("#000000", 200)
    )
    words = "SPECIMEN · a drawn figure, not a person"
    ImageDraw.Draw(picture).text(
        (picture.width // 2, picture.height - tall // 2), words, font=font("latin", tall // 2), fill="#fff", anchor="mm"
    )
    return picture


def _graded(size: tuple[int, int], top: str, bottom: str) -> Image.Image:
    shade = Image.linear_gradient("L").resize(size, Image.Resampling.BILINEAR)
    return Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), shade)

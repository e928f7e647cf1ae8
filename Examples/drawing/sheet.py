"""A drawing surface at twice the final size, and what every picture shares: patterns, grain, marks, files."""

import math
import random
from pathlib import Path

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

from drawing.fonts import font

SCALE = 2


class Sheet:
    """Draws in final pixels on an image twice as large, so that `finished` has smooth edges."""

    def __init__(self, width: int, height: int, background: str = "white"):
        self.width, self.height = width, height
        self.image = Image.new("RGB", (width * SCALE, height * SCALE), background)
        self.pen = ImageDraw.Draw(self.image, "RGBA")

    def box(self, x: float, y: float, width: float, height: float, fill=None, outline=None, line=1, radius=0.0):
        """A rectangle, with round corners if `radius` is given."""
        corners = _scaled(x, y, x + width, y + height)
        self.pen.rounded_rectangle(corners, radius * SCALE, fill=fill, outline=outline, width=int(line * SCALE))

    def line(self, points: list[tuple[float, float]], fill, width: float = 1.0):
        """A line through the points."""
        self.pen.line([(x * SCALE, y * SCALE) for x, y in points], fill=fill, width=max(1, round(width * SCALE)))

    def text(self, x: float, y: float, words: str, size: float, script="latin", fill="#222", bold=False, anchor="ls"):
        """Text whose anchor (Pillow's two letters) is at the point; right-to-left scripts are shaped by Raqm."""
        face = font(script, round(size * SCALE), bold)
        self.pen.text((x * SCALE, y * SCALE), words, font=face, fill=fill, anchor=anchor)

    def monospaced(self, x: float, y: float, words: str, size: float, pitch: float, fill="#1a1a1a"):
        """OCR-B with one character every `pitch` pixels, as a machine-readable zone wants it."""
        for place, character in enumerate(words):
            self.text(x + (place + 0.5) * pitch, y, character, size, script="ocr-b", fill=fill, anchor="ms")

    def paste(self, picture: Image.Image, x: float, y: float, width: float, height: float, opacity: float = 1.0):
        """Another picture, stretched to the rectangle."""
        fitted = picture.convert("RGBA").resize((round(width * SCALE), round(height * SCALE)), Image.Resampling.LANCZOS)
        mask = fitted.getchannel("A").point(lambda value: round(value * opacity))
        self.image.paste(fitted, (round(x * SCALE), round(y * SCALE)), mask)

    def finished(self) -> Image.Image:
        """The picture at its final size."""
        return self.image.resize((self.width, self.height), Image.Resampling.LANCZOS)


def _scaled(*values: float) -> list[int]:
    return [round(value * SCALE) for value in values]


def tinted(colour: str, alpha: int) -> tuple[int, int, int, int]:
    """A colour with an opacity of 0 to 255."""
    return (*ImageColor.getrgb(colour), alpha)


def mixed(first: str, second: str, share: float) -> str:
    """The colour that lies `share` of the way from the first to the second."""
    pairs = zip(ImageColor.getrgb(first), ImageColor.getrgb(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def guilloche(sheet: Sheet, area: tuple[float, float, float, float], colours: tuple[str, str], chance: random.Random):
    """A security background: families of waves over the area and three rosettes of turned curves."""
    left, top, width, height = area
    layer = Image.new("RGBA", _size(width, height))
    pen = ImageDraw.Draw(layer)
    for family, colour in enumerate(colours):
        phase, swing = chance.uniform(0, math.tau), height * chance.uniform(0.05, 0.09)
        for step in range(-6, 62):
            points = [
                (x * SCALE, (height * step / 54 + swing * math.sin(x / width * 9 + phase + step / (5 + family))
                             * math.cos(x / width * 3.1 + family)) * SCALE)
                for x in range(0, int(width) + 6, 6)
            ]  # fmt: skip
            pen.line(points, fill=tinted(colour, 105), width=SCALE)
    for place in range(3):
        centre = (width * (0.2 + 0.33 * place), height * chance.uniform(0.35, 0.65))
        _rosette(pen, centre, height * chance.uniform(0.22, 0.36), colours[place % 2], chance.randint(5, 9))
    corner = tuple(_scaled(left, top))
    sheet.image.paste(layer, corner, layer)


def _rosette(pen: ImageDraw.ImageDraw, centre: tuple[float, float], radius: float, colour: str, petals: int):
    for turn in range(18):
        points = []
        for step in range(0, 361, 3):
            angle = math.radians(step)
            reach = radius * (0.62 + 0.3 * math.sin(petals * angle + turn * math.tau / 18))
            points.append(
                ((centre[0] + reach * math.cos(angle)) * SCALE, (centre[1] + reach * math.sin(angle)) * SCALE)
            )
        pen.line(points, fill=tinted(colour, 120), width=SCALE)


def _size(width: float, height: float) -> tuple[int, int]:
    return round(width * SCALE), round(height * SCALE)


def grained(picture: Image.Image, strength: float, chance: random.Random) -> Image.Image:
    """Sensor noise of about `strength` levels, a coarse and a fine one, so that files have a photograph's size."""
    noisy = picture
    for share, divisor in ((1.0, 1), (0.8, 2)):
        size = (picture.width // divisor, picture.height // divisor)
        dots = Image.frombytes("RGB", size, chance.randbytes(size[0] * size[1] * 3))
        reach = strength * share * 1.7
        level = dots.point(lambda value, reach=reach: round(128 + (value - 127.5) / 127.5 * reach))
        noisy = ImageChops.add(noisy, level.resize(picture.size, Image.Resampling.BILINEAR), 1, -128)
    return noisy


def vignetted(picture: Image.Image, depth: int = 70) -> Image.Image:
    """Darker towards the corners, as a small lens draws it."""
    falloff = Image.radial_gradient("L").resize(picture.size, Image.Resampling.BILINEAR)
    dark = Image.new("RGB", picture.size, "black")
    return Image.composite(dark, picture, falloff.point(lambda value: max(0, value - 110) * depth // 145))


def on_desk(page: Image.Image, chance: random.Random) -> Image.Image:
    """The page photographed on a wooden desk: a little turned, with a shadow, grain and uneven light."""
    margin = page.width // 12
    size = (page.width + 2 * margin, page.height + 2 * margin)
    desk = _wood(size, chance)
    angle = chance.uniform(0.8, 2.2) * chance.choice((-1, 1))
    cut = _rounded_alpha(page).rotate(angle, Image.Resampling.BICUBIC, expand=True)
    place = ((size[0] - cut.width) // 2, (size[1] - cut.height) // 2)
    shade = Image.new("L", size, 0)
    shade.paste(cut.getchannel("A").point(lambda value: value * 2 // 3), (place[0] + 10, place[1] + 16))
    desk.paste(Image.new("RGB", size, "#120c06"), (0, 0), shade.filter(ImageFilter.GaussianBlur(14)))
    desk.paste(cut, place, cut)
    return grained(vignetted(desk), 4, chance)


def _rounded_alpha(page: Image.Image) -> Image.Image:
    mask = Image.new("L", page.size, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, page.width - 1, page.height - 1), page.width // 55, fill=255)
    cut = page.convert("RGBA")
    cut.putalpha(mask)
    return cut


def _wood(size: tuple[int, int], chance: random.Random) -> Image.Image:
    base = chance.choice(("#8a623c", "#6f5138", "#a98058"))
    wood = Image.new("RGB", size, base)
    pen = ImageDraw.Draw(wood, "RGBA")
    for _ in range(size[1] // 3):
        y, phase, swing = chance.uniform(0, size[1]), chance.uniform(0, 6), chance.uniform(2, 9)
        points = [(x, y + swing * math.sin(x / 240 + phase)) for x in range(0, size[0] + 40, 40)]
        pen.line(points, fill=tinted(mixed(base, chance.choice(("#000000", "#ffe0b0")), 0.5), 46), width=2)
    return wood.filter(ImageFilter.GaussianBlur(1.2))


def marked(picture: Image.Image, colour: str = "#c01822", opacity: int = 62) -> Image.Image:
    """The picture with SPECIMEN across it from corner to corner."""
    words = font("latin", round(min(picture.width / 5.6, picture.height / 4.2)), bold=True)
    layer = Image.new("RGBA", (picture.width * 2, picture.height * 2))
    pen = ImageDraw.Draw(layer)
    pen.text((picture.width, picture.height), "SPECIMEN", font=words, fill=tinted(colour, opacity), anchor="mm")
    turned = layer.rotate(math.degrees(math.atan2(picture.height, picture.width)) * 0.8, Image.Resampling.BICUBIC)
    corner = (picture.width // 2, picture.height // 2)
    turned = turned.crop((*corner, corner[0] + picture.width, corner[1] + picture.height))
    result = picture.copy()
    result.paste(turned, (0, 0), turned)
    return result


def save(picture: Image.Image, path: Path, quality: int = 88):
    """Writes a JPEG or a PNG, as the file's name says."""
    if path.suffix == ".jpg":
        picture.save(path, "JPEG", quality=quality, optimize=True)
    else:
        picture.save(path, "PNG", compress_level=9)

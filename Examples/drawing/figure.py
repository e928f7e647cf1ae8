"""A person drawn as a figure, head and shoulders.

Coordinates are in head units: the middle of the head is (0, 0), the crown is at y = -1 and the chin at y = 1.
"""

import math
import random
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from drawing.sheet import mixed, tinted

SKINS = {
    "fair": "#f3d3bd", "light": "#eec3a4", "olive": "#d9a97f", "tan": "#c68f64", "brown": "#a06b43", "dark": "#6b4429",
}  # fmt: skip
HAIRS = {"black": "#221d1e", "brown": "#4d3323", "auburn": "#7a3d22", "blond": "#c79f5b", "grey": "#8c8a88"}
EYES = {"brown": "#5a3a22", "green": "#5f7f55", "blue": "#5b86ab"}

Points = list[tuple[float, float]]

# The outlines of hair that lies before the face; the receding one is half a head.
# fmt: off
HAIRLINES: dict[str, Points] = {
    "receding": [(0.72, 0.1), (0.9, -0.1), (0.84, -0.66), (0.4, -1.08), (0, -1.1), (0.1, -0.98), (0.48, -0.72),
                 (0.66, -0.3)],
    "cropped": [(-0.79, -0.05), (-0.85, -0.5), (-0.55, -0.96), (0, -1.1), (0.55, -0.96), (0.85, -0.5), (0.79, -0.05),
                (0.68, -0.45), (0.42, -0.7), (0, -0.74), (-0.42, -0.7), (-0.68, -0.45)],
    "short": [(-0.78, 0.05), (-0.9, -0.5), (-0.62, -1.08), (0.05, -1.24), (0.68, -1.04), (0.9, -0.45), (0.78, 0.05),
              (0.68, -0.38), (0.5, -0.62), (0.1, -0.52), (-0.3, -0.7), (-0.62, -0.4)],
    "bun": [(-0.76, 0.0), (-0.85, -0.5), (-0.5, -1.03), (0, -1.14), (0.5, -1.03), (0.85, -0.5), (0.76, 0.0),
            (0.66, -0.42), (0.3, -0.76), (0, -0.82), (-0.3, -0.76), (-0.66, -0.42)],
    "long": [(-0.68, 1.3), (-0.98, 1.04), (-0.98, -0.2), (-0.7, -1.0), (0.05, -1.22), (0.7, -1.0), (0.98, -0.2),
             (0.98, 1.04), (0.68, 1.3), (0.74, 0.1), (0.56, -0.45), (-0.18, -0.86), (-0.5, -0.4), (-0.74, 0.1)],
    "bob": [(-0.68, 0.8), (-0.98, 0.64), (-0.98, -0.2), (-0.7, -1.0), (0.05, -1.22), (0.7, -1.0), (0.98, -0.2),
            (0.98, 0.64), (0.68, 0.8), (0.74, 0.1), (0.56, -0.45), (-0.18, -0.86), (-0.5, -0.4), (-0.74, 0.1)],
}
# fmt: on


@dataclass(frozen=True)
class Look:
    """What tells one figure from another; the members' words are the keys above and the names in this module."""

    skin: str
    hair: str
    style: str
    eyes: str
    clothes: str
    garment: str
    male: bool
    glasses: bool = False
    beard: str = ""
    scarf: str = ""

    @property
    def skin_tone(self) -> str:
        return SKINS[self.skin]

    @property
    def hair_tone(self) -> str:
        return HAIRS[self.hair]


class Figure:
    """Draws one bust on a transparent layer; `unit` is half a head in pixels, `centre` the middle of the head."""

    def __init__(self, look: Look, size: tuple[int, int], centre: tuple[float, float], unit: float, seed: str):
        self.look, self.size, self.centre, self.unit = look, size, centre, unit
        self.chance = random.Random(seed)
        self.layer = Image.new("RGBA", size)
        self.pen = ImageDraw.Draw(self.layer)
        self.face = self._mask(face_outline(look.male))

    def drawn(self) -> Image.Image:
        """The finished layer."""
        self._back_hair()
        self._neck()
        self._clothes()
        if self.look.scarf:
            self._scarf()
        else:
            self._ears()
        self._head()
        self._eyes()
        self._nose_and_mouth()
        if self.look.beard:
            self._beard()
        if self.look.scarf:
            self._scarf_edge()
        else:
            self._front_hair()
        if self.look.glasses:
            self._glasses()
        return self.layer

    # Primitives

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return self.centre[0] + x * self.unit, self.centre[1] + y * self.unit

    def _mask(self, points: Points) -> Image.Image:
        mask = Image.new("L", self.size)
        ImageDraw.Draw(mask).polygon([self._at(*point) for point in points], fill=255)
        return mask

    def _oval(self, x: float, y: float, across: float, down: float, fill):
        left, top = self._at(x - across, y - down)
        right, bottom = self._at(x + across, y + down)
        self.pen.ellipse((left, top, right, bottom), fill=fill)

    def _shape(self, points: Points, fill):
        self.pen.polygon([self._at(*point) for point in points], fill=fill)

    def _stroke(self, points: Points, fill, width: float):
        self.pen.line([self._at(*point) for point in points], fill=fill, width=max(1, round(width * self.unit)),
                      joint="curve")  # fmt: skip

    def _shade(self, points: Points, colour: str, alpha: int, blur: float, within: Image.Image):
        """A soft patch of colour that stays inside a mask."""
        soft = self._mask(points).filter(ImageFilter.GaussianBlur(blur * self.unit))
        mask = ImageChops.multiply(soft, within).point(lambda value: value * alpha // 255)
        self.layer.paste(Image.new("RGBA", self.size, colour), (0, 0), mask)

    # Parts, from back to front

    def _back_hair(self):
        tone = mixed(self.look.hair_tone, "#000000", 0.25)
        match self.look.style:
            case "long":
                self._shape(smooth([(0, -1.15), (0.9, -0.6), (1.02, 0.5), (1.08, 1.75), (0.5, 2.0), (-0.5, 2.0),
                                    (-1.08, 1.75), (-1.02, 0.5), (-0.9, -0.6)]), tone)  # fmt: skip
            case "bob":
                self._shape(smooth([(0, -1.15), (0.9, -0.65), (1.04, 0.35), (0.95, 1.05), (0.4, 1.12), (-0.4, 1.12),
                                    (-0.95, 1.05), (-1.04, 0.35), (-0.9, -0.65)]), tone)  # fmt: skip
            case "bun":
                self._oval(0, -1.22, 0.42, 0.36, self.look.hair_tone)
                self._oval(0, -1.22, 0.26, 0.2, mixed(self.look.hair_tone, "#ffffff", 0.1))
            case "curly":
                low = 0.05 if self.look.male else 0.85
                for angle in range(-40, 221, 9):
                    x, y = 0.98 * math.cos(math.radians(angle)), -1.02 * math.sin(math.radians(angle)) - 0.05
                    if y < low:
                        self._oval(x, y, 0.24, 0.24, self._curl(tone))

    def _curl(self, tone: str) -> str:
        return mixed(tone, self.chance.choice(("#000000", "#ffffff")), self.chance.uniform(0, 0.09))

    def _neck(self):
        wide = 0.46 if self.look.male else 0.36
        column = smooth([(-wide, 0.5), (wide, 0.5), (wide * 0.98, 1.2), (wide * 1.5, 1.6), (0, 2.1), (-wide * 1.5, 1.6),
                         (-wide * 0.98, 1.2)])  # fmt: skip
        self._shape(column, mixed(self.look.skin_tone, "#5a2d1a", 0.12))
        self._shade(smooth([(-0.7, 0.4), (0.7, 0.4), (0.5, 1.2), (-0.5, 1.2)]), "#3d1c10", 120, 0.1, self._mask(column))

    def _clothes(self):
        broad = 1.95 if self.look.male else 1.68
        body = smooth([(-0.5, 1.42), (-1.1, 1.6), (-broad + 0.18, 1.95), (-broad, 2.6), (-broad, 5), (-broad, 9),
                       (broad, 9), (broad, 5), (broad, 2.6), (broad - 0.18, 1.95), (1.1, 1.6), (0.5, 1.42),
                       (0.3, 1.62), (0, 1.75), (-0.3, 1.62)])  # fmt: skip
        cloth, whole = self.look.clothes, self._mask(body)
        self._shape(body, cloth)
        dark = mixed(cloth, "#000000", 0.55)
        for side in (-1, 1):
            sleeve = [(side * (broad - 0.5), 2.4), (side * (broad - 0.38), 2.6), (side * (broad - 0.3), 9),
                      (side * (broad - 0.55), 9)]  # fmt: skip
            self._shade(sleeve, dark, 150, 0.07, whole)
            self._shade([(side * 0.2, 1.9), (side * 1.5, 1.7), (side * 1.2, 2.3)], "#ffffff", 34, 0.2, whole)
        getattr(self, f"_{self.look.garment}")(dark)

    def _suit(self, dark: str):
        self._shape([(-0.42, 1.45), (0.42, 1.45), (0.2, 3.2), (0, 3.6), (-0.2, 3.2)], "#f1f2f4")
        self._shape([(-0.13, 1.72), (0.13, 1.72), (0.2, 3.4), (0, 3.7), (-0.2, 3.4)], "#7d2b33")
        self._shape([(-0.15, 1.66), (0.15, 1.66), (0.1, 1.9), (-0.1, 1.9)], "#96353e")
        for side in (-1, 1):
            self._shape([(side * 0.42, 1.36), (side * 0.04, 1.72), (side * 0.3, 1.98)], "#ffffff")
            lapel = [(side * 0.5, 1.4), (side * 1.0, 2.2), (side * 0.72, 2.3), (side * 0.02, 3.8), (side * 0.26, 1.9)]
            self._shape(lapel, mixed(self.look.clothes, "#ffffff", 0.09))
            self._stroke([*lapel, lapel[0]], dark, 0.02)

    def _blazer(self, dark: str):
        self._shape([(-0.46, 1.42), (0.46, 1.42), (0.14, 3.0), (-0.14, 3.0)], "#f0ebe4")
        skin = mixed(self.look.skin_tone, "#5a2d1a", 0.05)
        self._shape(smooth([(-0.42, 1.4), (0.42, 1.4), (0.26, 1.82), (0, 1.98), (-0.26, 1.82)]), skin)
        for side in (-1, 1):
            lapel = [(side * 0.52, 1.42), (side * 0.9, 2.3), (side * 0.6, 2.4), (side * 0.02, 3.5), (side * 0.3, 2.0)]
            self._shape(lapel, mixed(self.look.clothes, "#ffffff", 0.1))
            self._stroke([*lapel, lapel[0]], dark, 0.02)

    def _shirt(self, dark: str):
        self._stroke([(0, 1.7), (0, 8)], dark, 0.025)
        for button in range(6):
            self._oval(0.07, 2.15 + button * 0.55, 0.035, 0.035, mixed(self.look.clothes, "#ffffff", 0.7))
        for side in (-1, 1):
            collar = [(side * 0.5, 1.32), (side * 0.02, 1.74), (side * 0.32, 2.12), (side * 0.66, 1.6)]
            self._shape(collar, mixed(self.look.clothes, "#ffffff", 0.14))
            self._stroke([*collar, collar[0]], dark, 0.018)

    def _blouse(self, dark: str):
        skin = mixed(self.look.skin_tone, "#5a2d1a", 0.05)
        self._shape(smooth([(-0.5, 1.4), (0.5, 1.4), (0.34, 1.85), (0, 2.2), (-0.34, 1.85)]), skin)
        edge = curve([(-0.52, 1.42), (-0.36, 1.86), (0, 2.22), (0.36, 1.86), (0.52, 1.42)])
        self._stroke(edge, mixed(self.look.clothes, "#ffffff", 0.25), 0.05)
        self._stroke([(x, y + 0.05) for x, y in edge], dark, 0.012)

    def _tshirt(self, dark: str):
        ring = curve([(-0.52, 1.42), (-0.3, 1.68), (0, 1.78), (0.3, 1.68), (0.52, 1.42)])
        self._stroke(ring, mixed(self.look.clothes, "#000000", 0.18), 0.1)
        self._stroke(curve([(-1.2, 2.7), (-0.9, 2.95), (-0.5, 3.05)]), mixed(self.look.clothes, dark, 0.2), 0.02)

    def _sweater(self, dark: str):
        self._shape(smooth([(-0.54, 1.3), (0.54, 1.3), (0.52, 1.62), (0, 1.88), (-0.52, 1.62)]), self.look.clothes)
        for rib in range(-6, 7):
            self._stroke(
                [(rib * 0.08, 1.36 + 0.01 * abs(rib)), (rib * 0.084, 1.78 - 0.012 * rib * rib / 2)], dark, 0.012
            )
        for row in range(24):
            y = 2.2 + row * 0.16
            knit = [(x / 10, y + 0.03 * (x % 2)) for x in range(-15, 16)]
            self._stroke(knit, mixed(self.look.clothes, "#ffffff", 0.13), 0.012)

    def _scarf(self):
        cloth = self.look.scarf
        outer = smooth([(0, -1.24), (0.82, -0.92), (1.08, -0.1), (0.98, 0.9), (1.15, 1.7), (0.75, 2.5), (0, 2.85),
                        (-0.75, 2.5), (-1.15, 1.7), (-0.98, 0.9), (-1.08, -0.1), (-0.82, -0.92)])  # fmt: skip
        self._shape(outer, cloth)
        mask, dark = self._mask(outer), mixed(cloth, "#000000", 0.6)
        for fold in range(7):
            x = -0.75 + fold * 0.24
            path = curve([(x - 0.3, 1.15), (x, 1.5 + 0.1 * (fold % 3)), (x + 0.35, 2.0), (x + 0.5, 2.7)])
            band = [*path, *[(px + 0.07, py) for px, py in reversed(path)]]
            self._shade(band, dark, 120, 0.035, mask)
        self._shade([(-0.9, 1.0), (0.9, 1.0), (0.6, 1.35), (-0.6, 1.35)], dark, 150, 0.09, mask)

    def _scarf_edge(self):
        cloth = self.look.scarf
        opening = [(0.7 * math.sin(a / 40 * math.tau), -0.04 - 0.84 * math.cos(a / 40 * math.tau)) for a in range(41)]
        hood = ImageChops.subtract(self.face.filter(ImageFilter.MaxFilter(5)), self._mask(opening))
        self.layer.paste(Image.new("RGBA", self.size, cloth), (0, 0), hood)
        self._stroke(opening, mixed(cloth, "#000000", 0.3), 0.03)
        for rim in (1.09, 1.18, 1.28):
            fold = [(x * rim, y * rim * 0.99) for x, y in opening[-13:] + opening[1:14]]
            self._stroke(fold, mixed(cloth, "#ffffff", 0.16), 0.02)

    def _ears(self):
        wide = 0.8 if self.look.male else 0.76
        for side in (-1, 1):
            self._oval(side * wide, 0.1, 0.13, 0.22, mixed(self.look.skin_tone, "#7a3a22", 0.14))
            self._oval(side * (wide + 0.01), 0.1, 0.07, 0.14, mixed(self.look.skin_tone, "#7a3a22", 0.3))

    def _head(self):
        tone = self.look.skin_tone
        self.layer.paste(Image.new("RGBA", self.size, tone), (0, 0), self.face)
        self._shade([(0.35, -1), (1, -1), (1, 1.1), (0.1, 1.1), (0.62, 0.4)], "#5d2c18", 62, 0.16, self.face)
        self._shade(
            [(-1, 0.6), (-0.5, 0.7), (0.5, 0.86), (1, 0.6), (1, 1.2), (-1, 1.2)], "#5d2c18", 46, 0.12, self.face
        )
        self._shade([(-0.5, -0.75), (0.2, -0.8), (0.1, -0.4), (-0.45, -0.35)], "#ffffff", 40, 0.16, self.face)
        for side in (-1, 1):
            self._shade(ellipse(side * 0.44, 0.38, 0.18, 0.13), "#c4443a", 44, 0.09, self.face)
            self._shade(ellipse(side * 0.31, 0.0, 0.22, 0.14), "#4a2415", 54, 0.07, self.face)

    def _eyes(self):
        brow = mixed(self.look.hair_tone if not self.look.scarf else "#221d1e", "#000000", 0.2)
        for side in (-1, 1):
            x, white = side * 0.31, ellipse(side * 0.31, 0.03, 0.165, 0.085)
            self._shape(white, "#f7f3ef")
            mask = self._mask(white)
            for radius, colour in ((0.092, mixed(EYES[self.look.eyes], "#000000", 0.45)), (0.08, EYES[self.look.eyes]),
                                   (0.042, "#140f0d")):  # fmt: skip
                iris = ImageChops.multiply(self._mask(ellipse(x, 0.02, radius, radius)), mask)
                self.layer.paste(Image.new("RGBA", self.size, colour), (0, 0), iris)
            self._oval(x + 0.03, -0.01, 0.02, 0.02, "#ffffff")
            lid = [(x + 0.18 * math.cos(t / 20 * math.pi), 0.03 - 0.1 * math.sin(t / 20 * math.pi)) for t in range(21)]
            self._stroke(lid, "#2a1a14", 0.032 if self.look.male else 0.045)
            self._stroke([(px, py - 0.055) for px, py in lid[3:-3]], mixed(self.look.skin_tone, "#5d2c18", 0.4), 0.016)
            inner, peak, outer = side * 0.14, side * 0.36, side * 0.54
            thick = 0.085 if self.look.male else 0.055
            high = curve([(inner, -0.24), (peak, -0.3), (outer, -0.2)])
            low = curve([(outer, -0.2), (peak, -0.3 + thick), (inner, -0.24 + thick)])
            self._shape(high + low, brow)

    def _nose_and_mouth(self):
        shadow = mixed(self.look.skin_tone, "#4a1f10", 0.45)
        self._shade([(0.02, -0.1), (0.1, 0.0), (0.17, 0.4), (0.03, 0.44)], "#5d2c18", 70, 0.05, self.face)
        self._shade(ellipse(-0.01, 0.3, 0.05, 0.12), "#ffffff", 60, 0.05, self.face)
        self._stroke(curve([(-0.15, 0.36), (-0.12, 0.43), (-0.04, 0.42), (0, 0.45), (0.04, 0.42), (0.12, 0.43),
                            (0.15, 0.36)]), shadow, 0.022)  # fmt: skip
        lip = mixed(self.look.skin_tone, "#a3343c", 0.4 if self.look.male else 0.62)
        wide = 0.25 if self.look.male else 0.23
        upper = curve([(-wide, 0.63), (-0.09, 0.6), (0, 0.62), (0.09, 0.6), (wide, 0.63)])
        lower = curve([(wide, 0.63), (0.12, 0.735), (0, 0.755), (-0.12, 0.735), (-wide, 0.63)])
        self._shape(upper + lower, lip)
        self._stroke(curve([(-wide - 0.03, 0.615), (-0.1, 0.66), (0, 0.662), (0.1, 0.66), (wide + 0.03, 0.615)]),
                     mixed(lip, "#30060a", 0.6), 0.018)  # fmt: skip
        self._shade(ellipse(0, 0.705, 0.09, 0.018), "#ffffff", 70, 0.015, self.face)
        self._shade(ellipse(0, 0.82, 0.12, 0.03), "#5d2c18", 70, 0.03, self.face)

    def _beard(self):
        tone = self.look.hair_tone
        if self.look.beard != "short":
            self._shape(smooth([(-0.3, 0.62), (-0.16, 0.53), (0, 0.56), (0.16, 0.53), (0.3, 0.62), (0.1, 0.6),
                                (-0.1, 0.6)]), tone)  # fmt: skip
        if self.look.beard == "moustache":
            return
        edge = [(-0.85, 0.1), (-0.66, 0.42), (-0.36, 0.56), (-0.16, 0.54), (0, 0.56), (0.16, 0.54), (0.36, 0.56),
                (0.66, 0.42), (0.85, 0.1), (0.9, 1.2), (-0.9, 1.2)]  # fmt: skip
        mouth = self._mask(ellipse(0, 0.67, 0.27, 0.1)).filter(ImageFilter.GaussianBlur(0.015 * self.unit))
        within = ImageChops.subtract(self.face, mouth)
        dense = 165 if self.look.beard == "short" else 245
        self._shade(edge, tone, dense, 0.035, within)

    def _front_hair(self):
        if self.look.style == "curly":
            self._curls()
        elif self.look.style == "receding":
            for side in (-1, 1):
                self._hair([(side * x, y) for x, y in HAIRLINES["receding"]])
        else:
            self._hair(HAIRLINES[self.look.style])

    def _curls(self):
        for angle in range(8, 173, 8):
            for ring, size in ((0.93, 0.2), (0.78, 0.17)):
                x, y = ring * 0.9 * math.cos(math.radians(angle)), -ring * math.sin(math.radians(angle)) - 0.12
                if y < -0.42 or abs(x) > 0.72:
                    self._oval(x, y, size, size, self._curl(self.look.hair_tone))

    def _hair(self, outline: Points):
        """A mass of hair with strands that follow the head's curve."""
        shape, tone = smooth(outline), self.look.hair_tone
        mask = self._mask(shape)
        strands = Image.new("RGB", self.size, tone)
        pen = ImageDraw.Draw(strands, "RGBA")
        for _ in range(150):
            reach, start = self.chance.uniform(0.7, 1.3), self.chance.uniform(-0.7, 3.0)
            path = [self._at(reach * math.cos(start + t / 10), -reach * math.sin(start + t / 10) * 1.05)
                    for t in range(10)]  # fmt: skip
            shade = mixed(tone, self.chance.choice(("#000000", "#ffffff")), 0.22)
            pen.line(path, fill=tinted(shade, 70), width=max(1, round(self.unit * 0.014)))
        for side in (-1, 1):
            for _ in range(22):
                x = side * self.chance.uniform(0.66, 1.0)
                path = [self._at(x + 0.03 * math.sin(t), t / 4 - 0.4) for t in range(9)]
                pen.line(path, fill=tinted(mixed(tone, "#ffffff", 0.2), 60), width=max(1, round(self.unit * 0.014)))
        self.layer.paste(strands, (0, 0), mask)

    def _glasses(self):
        for side in (-1, 1):
            rim = smooth([(side * 0.08, -0.12), (side * 0.33, -0.16), (side * 0.57, -0.11), (side * 0.55, 0.17),
                          (side * 0.33, 0.23), (side * 0.11, 0.16)])  # fmt: skip
            self._shade(rim, "#dfeaf2", 40, 0.01, self.face)
            self._stroke([*rim, rim[0]], "#22262b", 0.036)
            self._stroke([(side * 0.57, -0.05), (side * 0.78, -0.02)], "#22262b", 0.036)
        self._stroke(curve([(-0.09, -0.02), (0, -0.06), (0.09, -0.02)]), "#22262b", 0.034)


def face_outline(male: bool) -> Points:
    """Oval above the eyes, narrowing to the chin below; a man's jaw is broader."""
    narrowing, wide = (0.17, 0.78) if male else (0.27, 0.74)
    points = []
    for step in range(120):
        angle = step / 120 * math.tau
        x, y = math.cos(angle), math.sin(angle)
        points.append((wide * x * (1 - narrowing * max(0.0, y) ** 1.7), y * (1.0 if y > 0 else 1.02)))
    return points


def ellipse(x: float, y: float, across: float, down: float) -> Points:
    """Points around an ellipse."""
    turns = [step / 36 * math.tau for step in range(36)]
    return [(x + across * math.cos(turn), y + down * math.sin(turn)) for turn in turns]


def smooth(points: Points) -> Points:
    """A closed Catmull-Rom curve through the points."""
    count = len(points)
    return [
        _between(*(points[(index + offset) % count] for offset in (-1, 0, 1, 2)), step / 12)
        for index in range(count)
        for step in range(12)
    ]


def curve(points: Points) -> Points:
    """An open Catmull-Rom curve through the points."""
    ends = [points[0], *points, points[-1]]
    return [_between(*ends[index : index + 4], step / 12) for index in range(len(points) - 1) for step in range(12)] + [
        points[-1]
    ]


def _between(a, b, c, d, t: float) -> tuple[float, float]:
    def along(p: float, q: float, r: float, s: float) -> float:
        return 0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t**2 + (3 * q - p - 3 * r + s) * t**3)

    return along(a[0], b[0], c[0], d[0]), along(a[1], b[1], c[1], d[1])

"""Finds the fonts the pictures are set in, all of them from Debian packages."""

from functools import cache
from pathlib import Path

from PIL import ImageFont

_ROOT = Path("/usr/share/fonts")

# name -> (package, regular file, bold file, index in the collection)
_FILES = {
    "latin": ("fonts-noto-core", "truetype/noto/NotoSans-Regular.ttf", "truetype/noto/NotoSans-Bold.ttf", 0),
    "serif": ("fonts-noto-core", "truetype/noto/NotoSerif-Regular.ttf", "truetype/noto/NotoSerif-Bold.ttf", 0),
    "devanagari": (
        "fonts-noto-core",
        "truetype/noto/NotoSansDevanagari-Regular.ttf",
        "truetype/noto/NotoSansDevanagari-Bold.ttf",
        0,
    ),
    "thai": ("fonts-noto-core", "truetype/noto/NotoSansThai-Regular.ttf", "truetype/noto/NotoSansThai-Bold.ttf", 0),
    "japanese": (
        "fonts-noto-cjk",
        "opentype/noto/NotoSansCJK-Regular.ttc",
        "opentype/noto/NotoSansCJK-Bold.ttc",
        0,
    ),
    "korean": (
        "fonts-noto-cjk",
        "opentype/noto/NotoSansCJK-Regular.ttc",
        "opentype/noto/NotoSansCJK-Bold.ttc",
        1,
    ),
    "dejavu": ("fonts-dejavu-core", "truetype/dejavu/DejaVuSans.ttf", "truetype/dejavu/DejaVuSans-Bold.ttf", 0),
    "ocr-b": ("fonts-ocr-b", "opentype/ocr-b/OCRB.otf", "opentype/ocr-b/OCRB.otf", 0),
}

# DejaVu carries these scripts together with Latin letters and digits, which their Noto fonts lack.
_ALIASES = {"greek": "latin", "cyrillic": "latin", "arabic": "dejavu", "hebrew": "dejavu", "georgian": "dejavu"}


class FontMissing(Exception):
    """A font is not installed; the message names the Debian package that has it."""


@cache
def font(script: str, size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The font for text in `script` (or one of `serif`, `ocr-b`), `size` pixels high."""
    package, regular, heavy, index = _FILES[_ALIASES.get(script, script)]
    path = _ROOT / (heavy if bold else regular)
    if not path.exists():
        raise FontMissing(f"{path} is missing: apt-get install {package}")
    return ImageFont.truetype(str(path), size, index=index, layout_engine=ImageFont.Layout.RAQM)

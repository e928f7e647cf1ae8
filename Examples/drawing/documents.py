"""Passport data page, identity card and driving licence of the invented people."""

import math
import random

from PIL import Image

from drawing.figure import Figure, Look, curve
from drawing.person import SPECIMEN_STATE, Person
from drawing.sheet import SCALE, Sheet, grained, guilloche, marked, mixed, on_desk, tinted

# Ink pairs for the background patterns; a person's documents share one.
_INKS = (("#3b6ea5", "#a0526b"), ("#2f7d6b", "#8a7a2f"), ("#6a4fa0", "#2f7fa0"), ("#a0622f", "#3f7d4f"))
_SMALL = "#5b6470"


def look_of(person: Person) -> Look:
    """How the person's figure looks."""
    return Look(**person.look, male=person.sex == "M")


def passport(person: Person) -> Image.Image:
    """The data page, 125 mm by 88 mm, with a TD3 zone at its foot."""
    document, ink = person.document("passport"), _ink(person)
    sheet = Sheet(1500, 1056, mixed(ink[0], "#ffffff", 0.88))
    guilloche(sheet, (0, 0, 1500, 850), ink, random.Random(f"passport {person.folder}"))
    sheet.text(60, 92, _heading(person), 34, person.script, fill=ink[0], bold=True)
    sheet.text(60, 142, document.title, 34, person.script)
    sheet.text(500, 142, "PASSPORT", 34, "serif")
    sheet.text(1440, 92, "SPECIMEN", 40, bold=True, fill="#b3161f", anchor="rs")
    sheet.text(1440, 136, "invented person · no state issued this page", 20, fill="#b3161f", anchor="rs")
    _portrait(sheet, person, 60, 190, 400, 514)
    _portrait(sheet, person, 1205, 500, 200, 257, opacity=0.3)
    rows = [
        ("Type", "P", 500, 215), ("Country", person.country[0], 640, 215), ("Passport no.", document.number, 860, 215),
        ("Surname", person.latin[1].upper(), 500, 305), ("Given names", person.latin[0].upper(), 500, 395),
        ("Nationality", person.country[0], 500, 485), ("Sex", person.sex, 760, 485),
        ("Date of birth", f"{person.born:%d %b %Y}".upper(), 500, 575),
        ("Date of issue", f"{document.issued:%d %b %Y}".upper(), 860, 575),
        ("Date of expiry", f"{document.expires:%d %b %Y}".upper(), 500, 665),
        ("Authority", "SPECIMEN OFFICE", 860, 665),
    ]  # fmt: skip
    for label, value, x, y in rows:
        _field(sheet, x, y, label, value)
    if person.script != "latin":
        sheet.text(880, 346, person.native[1], 36, person.script)
        sheet.text(880, 436, person.native[0], 36, person.script)
    _signature(sheet, person, 860, 770, 300)
    _emblem(sheet, 1300, 300, 78, ink)
    sheet.box(0, 850, 1500, 206, fill="#f7f6f1")
    sheet.text(
        60, 838, f"Machine-readable zone: {SPECIMEN_STATE}, the specimen state of ICAO Doc 9303", 17, fill=_SMALL
    )
    for place, line in enumerate(person.zone("passport")):
        sheet.monospaced(58, 930 + place * 78, line, 46, 1384 / 44)
    return marked(sheet.finished())


def identity_card(person: Person) -> Image.Image:
    """Front above back, each 85.6 mm by 54 mm, with a TD1 zone on the back."""
    front, back = card_front(person), _card_back(person)
    both = Image.new("RGB", (front.width + 80, front.height * 2 + 120), "#e7e6e2")
    both.paste(front, (40, 40))
    both.paste(back, (40, front.height + 80))
    return both


def driving_licence(person: Person) -> Image.Image:
    """The front of a licence with the numbered fields of the usual layout."""
    document, ink = person.document("driving_license"), ("#b5567d", "#5a6fb0")
    sheet = Sheet(1300, 820, "#f8e6ee")
    guilloche(sheet, (0, 0, 1300, 820), ink, random.Random(f"licence {person.folder}"))
    sheet.box(0, 0, 1300, 118, fill=mixed(ink[1], "#ffffff", 0.1))
    sheet.box(40, 24, 110, 72, fill="#22356f", radius=6)
    sheet.text(95, 74, person.country[0], 36, bold=True, fill="white", anchor="ms")
    sheet.text(185, 76, "DRIVING LICENCE", 44, bold=True, fill="white")
    sheet.text(1260, 76, "SPECIMEN", 42, bold=True, fill="#ffd7d7", anchor="rs")
    _portrait(sheet, person, 40, 160, 350, 450)
    _portrait(sheet, person, 1090, 560, 150, 193, opacity=0.35)
    rows = [
        ("1.", person.latin[1].upper()), ("2.", person.latin[0].upper()),
        ("3.", f"{person.born:%d.%m.%Y}  {person.country[0]}"), ("4a.", f"{document.issued:%d.%m.%Y}"),
        ("4b.", f"{document.expires:%d.%m.%Y}"), ("4c.", "SPECIMEN OFFICE"), ("5.", document.number),
    ]  # fmt: skip
    for place, (number, value) in enumerate(rows):
        sheet.text(430, 200 + place * 62, number, 24, fill=_SMALL)
        sheet.text(495, 200 + place * 62, value, 36, bold=place < 2)
    if person.script != "latin":
        sheet.text(900, 200, person.native[1], 36, person.script)
        sheet.text(900, 262, person.native[0], 36, person.script)
    sheet.text(430, 640, "7.", 24, fill=_SMALL)
    _signature(sheet, person, 490, 655, 300)
    sheet.text(430, 730, "9.", 24, fill=_SMALL)
    sheet.text(495, 730, document.categories, 44, bold=True)
    _emblem(sheet, 1160, 430, 74, ink)
    sheet.text(40, 786, "An invented person. Nobody may drive with this.", 20, fill="#b3161f")
    return marked(sheet.finished())


def photographed(page: Image.Image, scene: str, seed: str) -> Image.Image:
    """The page as the picture shows it: clean (`page`), with a scanner's grain (`scan`) or on a desk (`desk`)."""
    if scene == "page":
        return page
    chance = random.Random(f"{scene} {seed}")
    smaller = page.resize((page.width * 5 // 6, page.height * 5 // 6), Image.Resampling.LANCZOS)
    return on_desk(smaller, chance) if scene == "desk" else grained(smaller, 4, chance)


def card_front(person: Person) -> Image.Image:
    """The front of the identity card alone, as it is held up in a selfie."""
    document, ink = person.document("national_id"), _ink(person)
    sheet = Sheet(1200, 757, mixed(ink[1], "#ffffff", 0.88))
    guilloche(sheet, (0, 0, 1200, 757), ink[::-1], random.Random(f"front {person.folder}"))
    sheet.text(40, 62, _heading(person), 30, person.script, fill=ink[0], bold=True)
    sheet.text(40, 106, document.title, 30, person.script)
    sheet.text(400, 106, "IDENTITY CARD", 30, "serif")
    sheet.text(1160, 62, "SPECIMEN", 36, bold=True, fill="#b3161f", anchor="rs")
    sheet.text(1160, 100, "invented person", 20, fill="#b3161f", anchor="rs")
    _portrait(sheet, person, 40, 150, 330, 424)
    rows = [
        ("Surname", person.latin[1].upper(), 410, 170), ("Given names", person.latin[0].upper(), 410, 260),
        ("Date of birth", f"{person.born:%d %m %Y}", 410, 350), ("Sex", person.sex, 690, 350),
        ("Nationality", person.country[0], 820, 350), ("Document no.", document.number, 410, 440),
        ("Date of expiry", f"{document.expires:%d %m %Y}", 690, 440),
    ]  # fmt: skip
    for label, value, x, y in rows:
        _field(sheet, x, y, label, value)
    if person.script != "latin":
        sheet.text(860, 212, person.native[1], 36, person.script)
        sheet.text(860, 302, person.native[0], 36, person.script)
    sheet.text(410, 560, "Signature", 18, fill=_SMALL)
    _signature(sheet, person, 410, 640, 300)
    _chip(sheet, 950, 545)
    sheet.text(40, 716, document.number, 40, "ocr-b", fill="#7d2b33")
    return marked(sheet.finished())


def _card_back(person: Person) -> Image.Image:
    document, ink = person.document("national_id"), _ink(person)
    sheet = Sheet(1200, 757, mixed(ink[0], "#ffffff", 0.9))
    guilloche(sheet, (0, 0, 1200, 500), ink, random.Random(f"back {person.folder}"))
    sheet.box(0, 40, 1200, 76, fill="#2c2a2b")
    sheet.text(50, 190, "Address", 18, fill=_SMALL)
    for place, line in enumerate(person.address_lines()):
        sheet.text(50, 232 + place * 44, line, 30, person.script)
    _field(sheet, 640, 190, "Date of issue", f"{document.issued:%d %m %Y}")
    _field(sheet, 640, 280, "Authority", "SPECIMEN OFFICE")
    _portrait(sheet, person, 1020, 160, 130, 167, opacity=0.4)
    barcode(sheet, 640, 390, 300, 70, random.Random(document.number))
    sheet.box(0, 500, 1200, 257, fill="#f7f6f1")
    for place, line in enumerate(person.zone("national_id")):
        sheet.monospaced(44, 574 + place * 72, line, 50, 1112 / 30)
    return marked(sheet.finished())


def _heading(person: Person) -> str:
    return person.country[2]


def _ink(person: Person) -> tuple[str, str]:
    return random.Random(f"ink {person.folder}").choice(_INKS)


def _field(sheet: Sheet, x: float, y: float, label: str, value: str):
    sheet.text(x, y, label, 18, fill=_SMALL)
    sheet.text(x, y + 41, value, 34)


def _portrait(sheet: Sheet, person: Person, x: float, y: float, width: float, height: float, opacity: float = 1.0):
    size = (round(width * SCALE), round(height * SCALE))
    photo = Image.new("RGB", size, "#d6dde2")
    bust = Figure(look_of(person), size, (size[0] / 2, size[1] * 0.46), size[0] * 0.285, person.folder).drawn()
    photo.paste(bust, (0, 0), bust)
    if opacity < 1:
        photo = photo.convert("L").convert("RGB")
    sheet.paste(photo, x, y, width, height, opacity)
    if opacity == 1:
        sheet.box(x, y, width, height, outline="#8b95a0", line=1.5)


def _signature(sheet: Sheet, person: Person, x: float, y: float, width: float):
    """A running hand: loops that differ from person to person and spell nothing."""
    chance = random.Random(f"signature {person.folder}")
    points, count, lean = [(x, y - chance.uniform(5, 50))], chance.randint(5, 12), chance.uniform(0.5, 1.3)
    for step in range(count):
        tall = 58 if step == 0 else chance.choice((10, 14, 16, 22, 34, 56))
        left, wide = x + width * step / count, width / count * chance.uniform(0.6, 1.1)
        foot = y + chance.choice((0, 0, 2, 24))
        points += [(left, foot), (left + wide * lean, y - tall), (left + wide * lean * 0.4, y - tall * chance.random())]
    tail = [
        (x + width, y + 4),
        (x + width * chance.uniform(0.1, 0.7), y + 18),
        (x + width * 1.1, y + chance.uniform(0, 14)),
    ]
    sheet.line(curve(points + tail[: chance.randint(1, 3)]), tinted("#1d2a6b", 230), 2.4)


def _emblem(sheet: Sheet, x: float, y: float, radius: float, ink: tuple[str, str]):
    """Utopia's device, a star in rings; it resembles no state's arms."""
    for ring in range(4):
        turns = [math.radians(step * 4) for step in range(91)]
        reach = radius * (1 - 0.09 * ring)
        sheet.line([(x + reach * math.cos(t), y + reach * math.sin(t)) for t in turns], tinted(ink[ring % 2], 200), 2)
    star = [(radius * (0.58 if spike % 2 == 0 else 0.26), math.radians(spike * 22.5 - 90)) for spike in range(17)]
    sheet.line([(x + reach * math.cos(t), y + reach * math.sin(t)) for reach, t in star], tinted(ink[0], 220), 3)


def _chip(sheet: Sheet, x: float, y: float):
    sheet.box(x, y, 170, 130, fill="#d8b765", outline="#8d6f2a", line=2, radius=16)
    for row in (1, 2):
        sheet.line([(x, y + row * 43), (x + 170, y + row * 43)], "#8d6f2a", 2)
    for column in (1, 2):
        sheet.line([(x + column * 57, y), (x + column * 57, y + 130)], "#8d6f2a", 2)
    sheet.box(x + 57, y + 43, 57, 44, fill="#e6cd8c", outline="#8d6f2a", line=2, radius=8)


def barcode(sheet: Sheet, x: float, y: float, width: float, height: float, chance: random.Random):
    """Bars of random widths; they encode nothing."""
    place = x
    while place < x + width - 8:
        bar = chance.choice((2, 2, 3, 5, 7))
        sheet.box(place, y, bar, height, fill="#1d1d1d")
        place += bar + chance.choice((2, 3, 4, 6))

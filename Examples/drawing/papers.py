"""Proof of address: one page of an invented utility's bill."""

import random

from PIL import Image

from drawing.documents import barcode
from drawing.person import Person
from drawing.sheet import Sheet, marked, mixed

_COMPANIES = (
    ("Utopia Light & Water", "#1f6f8b", "kWh", "Electricity"),
    ("Specimen Energy Cooperative", "#3f7d4f", "kWh", "Electricity"),
    ("Nowhere Waterworks", "#3a5ea8", "m³", "Water"),
)
_WIDTH, _HEIGHT = 1240, 1754


def proof_of_address(person: Person) -> Image.Image:
    """A page of A4 at 150 dots per inch: letterhead, addressee, table, bar chart, payment slip."""
    chance = random.Random(f"bill {person.folder}")
    name, colour, unit, service = chance.choice(_COMPANIES)
    sheet = Sheet(_WIDTH, _HEIGHT, "#fdfdfb")
    _letterhead(sheet, name, colour)
    _addressee(sheet, person, chance)
    row = person.proof_of_address
    script = person.script if any(ord(letter) > 0x2FF for letter in row["title"]) else "latin"
    sheet.text(100, 640, row["title"], 42, script, fill=colour, bold=True)
    sheet.text(100, 684, f"{service}, the three months to {row['issued']:%d %B %Y}", 22, fill="#555")
    usage = _table(sheet, colour, unit, chance)
    _chart(sheet, colour, unit, usage)
    _slip(sheet, person, colour, chance)
    return marked(sheet.finished(), opacity=44)


def _letterhead(sheet: Sheet, name: str, colour: str):
    sheet.box(0, 0, _WIDTH, 14, fill=colour)
    sheet.pen.polygon([(260, 240), (330, 110), (400, 240)], fill=colour)
    sheet.pen.ellipse((276, 190, 384, 298), fill=colour)
    sheet.pen.ellipse((306, 226, 342, 262), fill=mixed(colour, "#ffffff", 0.6))
    sheet.text(220, 112, name, 44, bold=True, fill=colour)
    sheet.text(220, 146, "an invented company · SPECIMEN", 22, fill="#777")
    for place, line in enumerate(("1 Nowhere Street, Utopia", "service@example.com", "www.example.com")):
        sheet.text(1140, 86 + place * 30, line, 20, fill="#666", anchor="rs")
    sheet.line([(100, 190), (1140, 190)], mixed(colour, "#ffffff", 0.5), 2)


def _addressee(sheet: Sheet, person: Person, chance: random.Random):
    sheet.text(100, 262, "Nowhere Street 1 · Utopia", 15, fill="#888")
    lines = [(" ".join(person.native), person.script), *((line, person.script) for line in person.address_lines())]
    lines.append((person.country[2], person.script))
    for place, (line, script) in enumerate(lines):
        sheet.text(100, 310 + place * 40, line, 28, script)
    if person.script != "latin":
        sheet.text(100, 326 + len(lines) * 40, " ".join(person.latin), 20, fill="#777")
    issued = person.proof_of_address["issued"]
    facts = [
        ("Customer", f"{chance.randint(100000, 999999)}"), ("Invoice", f"SPECIMEN-{chance.randint(1000, 9999)}"),
        ("Date", f"{issued:%d %B %Y}"), ("Meter", f"{chance.randint(10**7, 10**8 - 1)}"),
        ("Postcode", person.address["postalCode"]),
    ]  # fmt: skip
    sheet.box(740, 260, 400, 240, fill="#f1f4f5", radius=10)
    for place, (label, value) in enumerate(facts):
        sheet.text(766, 308 + place * 42, label, 20, fill="#666")
        sheet.text(1116, 308 + place * 42, value, 22, anchor="rs")


def _table(sheet: Sheet, colour: str, unit: str, chance: random.Random) -> list[int]:
    """The table of charges; returns twelve months of use for the chart."""
    usage = [chance.randint(90, 320) for _ in range(12)]
    price = chance.uniform(0.14, 0.36)
    rows = [(f"Use, month {month + 1}", usage[9 + month], price) for month in range(3)]
    rows += [
        ("Standing charge, per month", 3, chance.uniform(6, 12)),
        ("Network and metering", 1, chance.uniform(9, 21)),
    ]
    columns = (100, 690, 880, 1140)
    sheet.box(100, 720, 1040, 46, fill=colour)
    for x, title, anchor in zip(columns, ("Item", f"Quantity ({unit})", "Price", "Amount (ACU)"), "lrrr", strict=True):
        sheet.text(x + (14 if anchor == "l" else -14), 752, title, 21, fill="white", bold=True, anchor=f"{anchor}s")
    total = 0.0
    for place, (item, quantity, each) in enumerate(rows):
        y, amount = 766 + place * 46, round(quantity * each, 2)
        total += amount
        if place % 2:
            sheet.box(100, y, 1040, 46, fill="#f3f6f7")
        for x, words, anchor in zip(
            columns, (item, str(quantity), f"{each:.3f}", f"{amount:.2f}"), "lrrr", strict=True
        ):
            sheet.text(x + (14 if anchor == "l" else -14), y + 32, words, 21, anchor=f"{anchor}s")
    y = 766 + len(rows) * 46
    sheet.line([(100, y), (1140, y)], colour, 2)
    sheet.text(114, y + 40, "Total, tax included", 25, bold=True)
    sheet.text(1126, y + 40, f"{total:.2f}", 25, bold=True, anchor="rs")
    sheet.text(100, y + 82, "ACU is an account unit that no bank keeps. Nothing is owed.", 18, fill="#777")
    return usage


def _chart(sheet: Sheet, colour: str, unit: str, usage: list[int]):
    sheet.text(100, 1146, f"Your use over twelve months, {unit}", 22, bold=True)
    for level in range(4):
        y = 1380 - level * 64
        sheet.line([(150, y), (1140, y)], "#ccd3d6", 1)
        sheet.text(140, y + 6, str(level * 100), 16, fill="#888", anchor="rs")
    for month, used in enumerate(usage):
        x = 172 + month * 80
        sheet.box(x, 1380 - used * 0.64, 48, used * 0.64, fill=colour if month > 8 else mixed(colour, "#ffffff", 0.55))
        sheet.text(x + 24, 1404, str(month + 1), 16, fill="#888", anchor="ms")


def _slip(sheet: Sheet, person: Person, colour: str, chance: random.Random):
    for dash in range(100, 1140, 16):
        sheet.line([(dash, 1450), (dash + 8, 1450)], "#999", 1.5)
    sheet.text(100, 1486, "Payment slip · SPECIMEN", 20, bold=True, fill=colour)
    boxes = (("Payer", " ".join(person.latin), 100, 500), ("Account", "UT00 0000 0000 0000", 620, 520))
    for label, value, x, width in boxes:
        sheet.box(x, 1506, width, 66, outline="#9aa5ab", line=1.5)
        sheet.text(x + 12, 1526, label, 14, fill="#777")
        sheet.text(x + 12, 1558, value, 23)
    barcode(sheet, 100, 1600, 620, 76, chance)
    digits = "".join(chance.choice("0123456789") for _ in range(30))
    sheet.text(100, 1706, digits, 22, "ocr-b")
    sheet.text(1140, 1706, "page 1 of 1", 16, fill="#888", anchor="rs")

#!/usr/bin/env python3
"""Draws `people/` anew from `people.toml`: a folder per person with `candidate.json` and the pictures.

The same input gives the same bytes: chance is seeded by the person's folder name, and nothing reads the clock.
"""

import argparse
import json
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from PIL import Image

from drawing import documents, scenes
from drawing.fonts import FontMissing
from drawing.papers import proof_of_address
from drawing.person import Person, people
from drawing.sheet import save

HERE = Path(__file__).resolve().parent
_SELFIE, _LARGE_SELFIE = (960, 1200), (2000, 2500)


def picture(person: Person, slug: str) -> Image.Image:
    """One picture of one person."""
    row = person.pictures[slug]
    match slug:
        case "passport":
            page = documents.passport(person)
        case "national_id":
            page = documents.identity_card(person)
        case "driving_license":
            page = documents.driving_licence(person)
        case "proof_of_address":
            page = proof_of_address(person)
        case "selfie":
            size = _LARGE_SELFIE if row.get("large") else _SELFIE
            return scenes.selfie(documents.look_of(person), row["scene"], size, person.folder)
        case "selfie_national_id":
            card = documents.card_front(person)
            return scenes.selfie(documents.look_of(person), row["scene"], _SELFIE, person.folder, card)
    return documents.photographed(page, row.get("scene", "page"), f"{slug} {person.folder}")


def draw(person: Person, target: Path) -> str:
    """Writes the person's folder under `target` and returns its name."""
    folder = target / person.folder
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(person.candidate(), ensure_ascii=False, indent=2) + "\n"
    (folder / "candidate.json").write_text(text, encoding="utf-8")
    for slug, row in person.pictures.items():
        quality = 97 if row.get("large") else 84
        save(picture(person, slug), folder / f"{slug}.{row['kind']}", quality)
    return person.folder


def main() -> int:
    """Draws everybody, or those named on the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("names", nargs="*", metavar="FOLDER", help="only these people (default: all)")
    arguments.add_argument("--to", type=Path, default=HERE / "people", help="where to write (default: people)")
    given = arguments.parse_args()
    chosen = [one for one in people(HERE / "people.toml") if not given.names or one.folder in given.names]
    try:
        with ProcessPoolExecutor() as workers:
            for name in workers.map(draw, chosen, [given.to] * len(chosen)):
                print(name)
    except FontMissing as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

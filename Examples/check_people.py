#!/usr/bin/env python3
"""Checks `people/` against `people.toml` and the contract (1.4, 1.5, 3.1). Exit code 1 and a line per fault if any.

Needs no package. With `--redraw` it also draws everything again elsewhere and compares the bytes (needs Pillow).
"""

import argparse
import filecmp
import json
import re
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from drawing import mrz
from drawing.person import DOCUMENT_SLUGS, Person, american, people

HERE = Path(__file__).resolve().parent
FOLDER = HERE / "people"
STATUSES = {"incomplete", "waiting", "inreview", "approved", "rejected", "blocked", "review_requested"}
DATES = ("waitingDate", "inreviewDate", "approvedDate", "reviewRequestedDate")
# The dates that someone of a status must have.
REACHED = {
    "incomplete": (), "waiting": DATES[:1], "inreview": DATES[:2], "approved": DATES[:3], "rejected": DATES[:2],
    "blocked": (), "review_requested": (DATES[0], DATES[3]),
}  # fmt: skip
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
HEX24 = re.compile(r"[0-9a-f]{24}")
SLUG = re.compile(r"[a-z][a-z0-9_]{0,63}")
MAIL = re.compile(r"[a-z0-9._-]+@example\.(com|org|net)")
MAGIC = {"jpg": (b"\xff\xd8\xff", b"\xff\xd9"), "png": (b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82")}
KB, MB = 1_000, 1_000_000


class Faults(list):
    """The faults found so far, each with the place it was found in."""

    def expect(self, holds: bool, place: str, message: str):
        """Notes the message unless the condition holds."""
        if not holds:
            self.append(f"{place}: {message}")


def check_icao_specimens(faults: Faults):
    """The zones that Doc 9303 prints for Anna Maria Eriksson of Utopia come out as printed."""
    holder = {"issuer": "UTO", "family": "Eriksson", "given": "Anna Maria", "nationality": "UTO", "sex": "F",
              "born": date(1974, 8, 12), "expires": date(2012, 4, 15)}  # fmt: skip
    passport = mrz.td3(number="L898902C3", personal="ZE184226B", **holder)
    card = mrz.td1(number="D23145890", **holder)
    faults.expect(
        passport == ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"],
        "mrz", f"TD3 specimen: {passport}",
    )  # fmt: skip
    faults.expect(
        card == ["I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"],
        "mrz", f"TD1 specimen: {card}",
    )  # fmt: skip


def check_zones(person: Person, faults: Faults):
    """Check digits hold, and the zone says what the attributes say."""
    for slug in ("passport", "national_id"):
        if slug not in person.pictures:
            continue
        place, lines, document = f"{person.folder}/{slug}", person.zone(slug), person.document(slug)
        for fault in mrz.faults(lines):
            faults.append(f"{place}: {fault}")
        text = "".join(lines)
        for part in (document.number, f"{person.born:%y%m%d}", f"{document.expires:%y%m%d}", person.country[0]):
            faults.expect(part in text, place, f"{part} is not in the zone")


def check_files(person: Person, faults: Faults):
    """The folder holds what it should and nothing else; every picture is what its name says, of a fitting size."""
    folder = FOLDER / person.folder
    wanted = {"candidate.json"} | {f"{slug}.{row['kind']}" for slug, row in person.pictures.items()}
    there = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    faults.expect(
        wanted == there, person.folder, f"missing {sorted(wanted - there)}, unexpected {sorted(there - wanted)}"
    )
    faults.expect("selfie" in person.pictures, person.folder, "no selfie")
    for name in sorted(wanted & there - {"candidate.json"}):
        content = (folder / name).read_bytes()
        head, tail = MAGIC[name.rsplit(".")[1]]
        whole = content.startswith(head) and content.endswith(tail)
        faults.expect(whole, f"{person.folder}/{name}", "does not begin and end as such a file does")
        fits = 60 * KB <= len(content) <= 3 * MB
        faults.expect(fits, f"{person.folder}/{name}", f"{len(content)} bytes, outside 60 KB to 3 MB")


def check_candidate(person: Person, faults: Faults):
    """`candidate.json` follows from `people.toml` and has the contract's shape."""
    path, place = FOLDER / person.folder / "candidate.json", f"{person.folder}/candidate.json"
    text = path.read_text(encoding="utf-8")
    data = json.loads(text)
    faults.expect(data == person.candidate(), place, "differs from people.toml; run draw_people.py")
    faults.expect(text == json.dumps(data, ensure_ascii=False, indent=2) + "\n", place, "not printed with two spaces")
    faults.expect(data["status"] in STATUSES, place, f"status {data['status']}")
    faults.expect(isinstance(data["refId"], str) and 0 < len(data["refId"].encode()) <= 256, place, "refId")
    faults.expect(type(data["submitCount"]) is int and data["submitCount"] >= 1, place, "submitCount")
    for member in ("recordId", "blockPassID"):
        faults.expect(HEX24.fullmatch(data[member]) is not None, place, member)
    moments = [data[member] for member in DATES if member in data]
    faults.expect(all(MOMENT.fullmatch(moment) for moment in moments), place, f"dates {moments}")
    faults.expect(moments == sorted(moments), place, "dates out of order")
    faults.expect(all(name in data for name in REACHED[data["status"]]), place, f"dates for {data['status']}")
    faults.expect(all(isinstance(value, str) for value in data["customFields"].values()), place, "customFields")
    check_identities(data["identities"], person, place, faults)
    check_certificates(data, place, faults)


def check_identities(identities: dict, person: Person, place: str, faults: Faults):
    """Contract 1.5: text attributes only, JSON text where the contract says so, American dates."""
    for slug, attribute in identities.items():
        faults.expect(SLUG.fullmatch(slug) is not None, place, f"slug {slug}")
        good = set(attribute) == {"type", "value"} and attribute["type"] == "string"
        faults.expect(good and isinstance(attribute["value"], str) and attribute["value"] != "", place, slug)
    values = {slug: attribute["value"] for slug, attribute in identities.items()}
    faults.expect(MAIL.fullmatch(values["email"]) is not None, place, f"e-mail {values['email']}")
    faults.expect(values["dob"] == american(person.born), place, "dob")
    phone, address = json.loads(values["phone"]), json.loads(values["address"])
    faults.expect(set(phone) == {"countryCode", "countryCode2", "phoneNumber", "number"}, place, "phone members")
    faults.expect(re.fullmatch(r"\+\d{7,15}", phone["phoneNumber"]) is not None, place, "phoneNumber")
    members = {"address", "extraInfo", "city", "state", "postalCode", "country"}
    faults.expect(set(address) == members, place, "address members")
    for slug in DOCUMENT_SLUGS:
        if slug in person.pictures:
            faults.expect(f"{slug}_number" in values, place, f"a picture of {slug} but no number")


def check_certificates(data: dict, place: str, faults: Faults):
    """Certificates are JSON text and, since they outlive the archive, name nobody; nor do custom fields and refId."""
    for slug, text in data["certs"].items():
        faults.expect(SLUG.fullmatch(slug) is not None and isinstance(json.loads(text), dict), place, f"cert {slug}")
    kept = json.dumps([data["certs"], data["customFields"]], ensure_ascii=False)
    for slug in ("given_name", "family_name", "email"):
        faults.expect(data["identities"][slug]["value"] not in kept, place, f"{slug} would outlive the archive")
    faults.expect(data["refId"] != data["identities"]["email"]["value"], place, "the refId is the e-mail address")


def check_whole(everybody: list[Person], faults: Faults):
    """What holds for the folder as a whole."""
    names = {person.folder for person in everybody}
    faults.expect({path.name for path in FOLDER.iterdir()} == names, "people", "folders differ from people.toml")
    faults.expect(len({person.ref_id for person in everybody}) == len(everybody), "people", "a refId occurs twice")
    faults.expect({person.status for person in everybody} == STATUSES, "people", "not every status occurs")
    sizes = {path: path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()}
    faults.expect(sum(sizes.values()) < 20 * MB, "people", f"{sum(sizes.values())} bytes in all, over 20 MB")
    for kind, least in (("png", 1.5 * MB), ("jpg", 2 * MB)):
        largest = max(size for path, size in sizes.items() if path.suffix == f".{kind}")
        faults.expect(largest > least, "people", f"no {kind} over {least / MB} MB")
    print(f"{len(everybody)} people, {len(sizes)} files, {sum(sizes.values()) / MB:.1f} MB")


def check_redrawn(faults: Faults):
    """Drawing again gives the same bytes."""
    with tempfile.TemporaryDirectory() as elsewhere:
        subprocess.run([sys.executable, HERE / "draw_people.py", "--to", elsewhere], check=True, stdout=sys.stderr)
        for path in sorted(Path(elsewhere).rglob("*.*")):
            name = path.relative_to(elsewhere)
            faults.expect(
                (FOLDER / name).exists() and filecmp.cmp(path, FOLDER / name, shallow=False),
                str(name),
                "drawn differently",
            )


def main() -> int:
    """Runs every check and prints the faults."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--redraw", action="store_true", help="also draw anew and compare")
    given = arguments.parse_args()
    faults, everybody = Faults(), people(HERE / "people.toml")
    check_icao_specimens(faults)
    for person in everybody:
        check_zones(person, faults)
        check_files(person, faults)
        check_candidate(person, faults)
    check_whole(everybody, faults)
    if given.redraw:
        check_redrawn(faults)
    print("\n".join(faults) or "no faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

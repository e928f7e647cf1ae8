"""Invented candidates: text-only ones as NDJSON, and one with four pictures."""

import base64
import json
import random
from pathlib import Path

# To be raised when what is generated changes: stores that were made of the old people are made anew then.
VERSION = 1
PICTURES = ("passport", "national_id", "selfie", "proof_of_address")
PICTURE_BYTES = 500_000

GIVEN = "Ada Bogi Chidi Dana Eleni Farid Gita Hanako Ines Jonas Kofi Lucia Mina Noam Oksana Pilar".split()
FAMILY = "Example Mihon Paradeigma Zrazkova Daemis Nhweso Voorbeeld Primer Esempio Muster".split()
CITIES = (("Lyon", "FRA", "69001"), ("Bergen", "NOR", "5003"), ("Kumasi", "GHA", "AK-039"), ("Osaka", "JPN", "530-0001"))


def reference_id(number):
    return f"bench-{number:07d}"


def candidate(number):
    """About 500 bytes of JSON, the same for the same number."""
    dice = random.Random(number)
    given, family = dice.choice(GIVEN), dice.choice(FAMILY)
    city, country, code = dice.choice(CITIES)
    phone = json.dumps({"countryCode": country, "phoneNumber": f"+00{dice.randrange(10**9):09d}"})
    address = json.dumps(
        {"address": f"{dice.randrange(1, 200)} Invented Street", "city": city, "postalCode": code, "country": country}
    )
    texts = {
        "given_name": given,
        "family_name": family,
        "email": f"{given}.{family}.{number}@example.org".lower(),
        "dob": f"{dice.randrange(1, 13):02d}/{dice.randrange(1, 29):02d}/{dice.randrange(1940, 2005)}",
        "phone": phone,
        "address": address,
    }
    identities = {slug: {"type": "string", "value": value} for slug, value in texts.items()}
    return {"refId": reference_id(number), "identities": identities}


def write_texts(path, numbers):
    """One candidate a line. Returns the bytes written."""
    with open(path, "w", encoding="utf-8") as file:
        for number in numbers:
            file.write(json.dumps(candidate(number), ensure_ascii=False, separators=(",", ":")) + "\n")
    return path.stat().st_size


def write_pictured(path, examples, number):
    """A candidate with four pictures of `PICTURE_BYTES` each."""
    person = candidate(number)
    sources = sorted(Path(examples).glob("*/*.jpg"))
    for slug, source in zip(PICTURES, sources):
        jpeg = of_size(source.read_bytes(), PICTURE_BYTES, number)
        person["identities"][slug] = {"type": "base64", "value": base64.b64encode(jpeg).decode()}
    path.write_text(json.dumps(person) + "\n", encoding="utf-8")


def of_size(jpeg, size, seed):
    """The same picture, made exactly `size` bytes long by comment segments (ITU T.81, B.2.4.5) of random bytes; a larger
    one is cut, which nobody notices who does not decode it."""
    dice = random.Random(seed)
    missing, comments = size - len(jpeg), b""
    while missing >= 4:
        length = min(missing, 65_000)
        if 0 < missing - length < 4:
            length -= 4
        comments += b"\xff\xfe" + (length - 2).to_bytes(2, "big") + dice.randbytes(length - 4)
        missing -= length
    return (jpeg[:2] + comments + jpeg[2:])[:size]

"""Candidate objects with fixed ids and dates, and pictures made by hand: golden answers are exact to the byte."""

import base64
import hashlib
import json
import struct
import zlib

STATUSES = ["incomplete", "waiting", "inreview", "approved", "rejected", "blocked", "review_requested"]
DATE_OF = {
    "waiting": "waitingDate",
    "inreview": "inreviewDate",
    "approved": "approvedDate",
    "review_requested": "reviewRequestedDate",
     }

# The order in which attributes are answered (docs/wire.md).
TEXT_SLUGS = (
    ["given_name", "family_name", "email", "dob", "phone", "address"]
    + ["crypto_address_" + coin for coin in ("eth", "btc", "bsc", "matic", "solana", "cardano", "arb", "avax")]
    + [
        f"{document}_{part}"
        for document in ("passport", "national_id", "driving_license")
        for part in ("number", "issuing_country", "dob", "expiration", "given_name", "family_name")
    ]
)
PICTURE_SLUGS = ["passport", "national_id", "driving_license", "selfie", "selfie_national_id", "proof_of_address"]


def noise(seed, count):
    """Bytes that nothing compresses, the same on each run."""
    return hashlib.shake_128(str(seed).encode()).digest(count)


def png(width=8, height=8, seed=1, extra=0):
    """A real PNG, 8-bit grey; `extra` bytes of noise ride along in a chunk of their own."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = noise(seed, width * height)
    raw = b"".join(b"\0" + rows[line * width : (line + 1) * width] for line in range(height))
    more = chunk(b"noIs", noise(seed, extra)) if extra else b""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + more + chunk(b"IDAT",
                                        zlib.compress(raw)) + chunk(b"IEND", b"")


def png_header(width, height):
    """A PNG that says it is this large; there is nothing behind the header."""
    content = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + content + struct.pack(">I", zlib.crc32(content))


def jpeg(seed=1, extra=0, width=8, height=8):
    """A real baseline JPEG of one grey; `extra` bytes of noise ride along in comments."""

    def segment(marker, content):
        return b"\xff" + bytes([marker]) + struct.pack(">H", len(content) + 2) + content

    parts = [b"\xff\xd8", segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")]
    rest = noise(seed, max(extra, 1))
    parts += [segment(0xFE, rest[start : start + 65000]) for start in range(0, len(rest), 65000)]
    parts.append(segment(0xDB, b"\0" + b"\1" * 64))
    parts.append(segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0"))
    one_code = b"\1" + b"\0" * 15 + b"\0"
    parts += [segment(0xC4, b"\0" + one_code), segment(0xC4, b"\x10" + one_code)]
    blocks = ((width + 7) // 8) * ((height + 7) // 8)
    scan = bytes(min((2 * blocks + 7) // 8, 1000))  # a very large picture is one by its header only
    return b"".join(parts) + segment(0xDA, b"\1\1\0\0\x3f\0") + scan + b"\xff\xd9"


def record_id(number):
    """24 hexadecimal characters."""
    return f"65a0c0de{number:016x}"


def support_id(number):
    return f"b10cba55{number:016x}"


def texts_of(ref_id):
    """One value for each published text; some hard for a JSON writer."""
    phone = {"countryCode": "DEU", "countryCode2": "de", "phoneNumber": "+4915112345678", "number": "15112345678"}
    address = {
        "address": "Straße des 17. Juni 135", "extraInfo": "c/o \"Lethe\" / 2. Stock", "city": "Berlin", "state": "",
        "postalCode": "10623", "country": "DEU",
    }
    known = {
        "given_name": "Zoë 'Žofie' 佐江 \U0001f9ff",
        "family_name": "O\u2019Brien\u2028\"back\\slash\"\ttab\u0001\u007f/",
        "email": f"{hashlib.sha256(ref_id.encode()).hexdigest()[:12]}@example.com",
        "dob": "02/29/1984",
        "phone": json.dumps(phone, separators=(",", ":")),
        "address": json.dumps(address, separators=(",", ":"), ensure_ascii=False),
        "crypto_address_eth": "0x089DE2C0E8Cb955a70c5FC4F975831906F92533d",
    }
    return {slug: known.get(slug, f"{slug} of {ref_id}") for slug in TEXT_SLUGS}


CERTIFICATES = {
    "blockpass-kyc": '{"@context":["https://w3id.org/v1"], "b":1.50,\t"a":"\\u00e9 é", "proof":{"v":1E2}}',
    "aml": '{"id":"urn:aml:1","result":"clear"}',
}
CUSTOM_FIELDS = {"Note": "first / \"line\"\nsecond", "RiskLevel": "Low"}


def person(ref_id, number=1, status="waiting", texts=None, pictures=None, **members):
    """A candidate object of contract 3.1. `texts` and `pictures` map slugs to a text, to bytes. The date that its
    status must have reached is there, because Lethe would add it otherwise."""
    texts = {"given_name": "Ada", "family_name": "Example",
        "email": f"p{number}@example.com"} if texts is None else texts
    identities = {slug: {"type": "string", "value": value} for slug, value in texts.items()}
    for slug, content in (pictures or {}).items():
        identities[slug] = {"type": "base64", "value": base64.b64encode(content).decode()}
    reached = DATE_OF.get(status, "waitingDate")
    dates = {"waitingDate": "2026-01-02T03:04:05.006Z"} | {reached: "2026-01-02T03:04:05.006Z"}
    return {
        "status": status, "recordId": record_id(number), "blockPassID": support_id(number), "refId": ref_id,
        "submitCount": 1, **dates, **members, "identities": identities,
    }


def full(ref_id, number=1, status="approved"):
    """Everything that can be given is given."""
    dates = {
        "inreviewDate": "2026-01-02T04:00:00.000Z", "approvedDate": "2026-01-02T05:00:00.010Z",
        "reviewRequestedDate": "2026-01-02T06:00:00.100Z",
    }
    pictures = {slug: (jpeg if index % 2 else png)(seed=slug) for index, slug in enumerate(PICTURE_SLUGS)}
    return person(
        ref_id, number, status, texts_of(ref_id), pictures, submitCount=3, customFields=CUSTOM_FIELDS,
        certs=CERTIFICATES, **dates,
    )


def heavy(ref_id, number=1, picture_bytes=500_000, pictures=4, status="approved"):
    """A candidate whose answer is large: four pictures of half a megabyte unless something else is said."""
    slugs = PICTURE_SLUGS[:pictures]
    return person(ref_id, number, status, pictures={slug: jpeg(slug, picture_bytes) for slug in slugs})


def stringify(value):
    """What JavaScript's JSON.stringify prints."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def rendered(person, scope, will_archive=None, is_archived=False, in_list=False):
    """The `data` of an answer about this candidate object, written down a second time, from docs/wire.md alone."""
    order = ["status", "recordId", "blockPassID", "refId"]
    data = {name: person[name] for name in order} | {"isArchived": is_archived, "submitCount": person["submitCount"]}
    for name in ("waitingDate", "inreviewDate", "approvedDate", "reviewRequestedDate"):
        if name in person:
            data[name] = person[name]
    if will_archive:
        data["willArchiveAtDate"] = will_archive
    if scope == "metadata":
        return data
    data["customFields"] = dict(sorted(person.get("customFields", {}).items()))
    data["certs"] = data["certificates"] = dict(sorted(person.get("certs", {}).items()))
    if not is_archived:
        given = person["identities"]
        kinds = ["string"] + (["base64"] if scope == "pictures" and not in_list else [])
        ordered = [(slug, given[slug]) for slug in TEXT_SLUGS + PICTURE_SLUGS if slug in given]
        # A slug such as `passport` is a picture; the texts come first.
        data["identities"] = { slug: {"type": kind, "value": one["value"]}
            for kind in kinds for slug, one in ordered if one["type"] == kind }
    return data


def answer(person, scope, **more):
    """The whole answer about one candidate, as bytes."""
    return stringify({"status": "success", "data": rendered(person, scope, **more)}).encode()

"""One invented person: what `people.toml` says, and the `candidate.json` that follows from it."""

import hashlib
import json
import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from drawing.mrz import td1, td3

# ICAO's code for the specimen state Utopia: no reader takes a zone that carries it for a real document.
SPECIMEN_STATE = "UTO"

PICTURE_SLUGS = ("passport", "national_id", "driving_license", "selfie", "selfie_national_id", "proof_of_address")
DOCUMENT_SLUGS = PICTURE_SLUGS[:3]
_DATE_MEMBERS = {
    "waiting": "waitingDate",
    "inreview": "inreviewDate",
    "approved": "approvedDate",
    "review_requested": "reviewRequestedDate",
}


@dataclass(frozen=True)
class Document:
    """What is printed on a passport, card or licence. `title` is its name in the person's own language."""

    slug: str
    number: str
    expires: date
    issued: date
    title: str
    categories: str


@dataclass(frozen=True)
class Person:
    """A row of `people.toml`; its members are attributes here.

    `native` and `latin` are given name and family name, `country` the two ISO codes and a heading, `look` the figure
    (`drawing/figure.py`). A picture's `kind` is `jpg` or `png`; its `scene` is the background of a selfie
    (`drawing/scenes.py`) or how a document was taken: `page` (clean), `scan` (with grain) or `desk` (photographed).
    """

    folder: str
    ref_id: str
    status: str
    submit_count: int
    dates: dict[str, str]
    custom_fields: dict[str, str]
    script: str
    native: list[str]
    latin: list[str]
    sex: str
    born: date
    email: str
    phone: dict[str, str]
    country: list[str]
    address: dict[str, str]
    look: dict
    screening: str = ""
    crypto: dict[str, str] = field(default_factory=dict)
    passport: dict | None = None
    national_id: dict | None = None
    driving_license: dict | None = None
    selfie: dict | None = None
    selfie_national_id: dict | None = None
    proof_of_address: dict | None = None

    @property
    def pictures(self) -> dict[str, dict]:
        """Slug to what the row says of that picture, in the contract's order."""
        return {slug: row for slug in PICTURE_SLUGS if (row := getattr(self, slug))}

    def document(self, slug: str) -> Document:
        """The document of that slug, issued ten years before it expires."""
        row = self.pictures[slug]
        issued = row["expires"].replace(year=row["expires"].year - 10) + timedelta(days=1)
        return Document(slug, row["number"], row["expires"], issued, row.get("title", ""), row.get("categories", ""))

    def zone(self, slug: str) -> list[str]:
        """The machine-readable zone of the passport or the identity card."""
        document = self.document(slug)
        lines = td3 if slug == "passport" else td1
        return lines(
            issuer=SPECIMEN_STATE,
            family=self.latin[1],
            given=self.latin[0],
            number=document.number,
            nationality=self.country[0],
            born=self.born,
            sex=self.sex,
            expires=document.expires,
        )

    def address_lines(self) -> list[str]:
        """The address as it stands on an envelope, without the country."""
        parts = self.address
        town = [f"{parts['postalCode']} {parts['city']}", parts["state"] if parts["state"] != parts["city"] else ""]
        return [line for line in [parts["address"], parts["extraInfo"], *town] if line]

    def candidate(self) -> dict:
        """What a single-candidate answer carries in `data`, pictures left out (contract 3.1)."""
        data = {
            "status": self.status,
            "recordId": self._identifier("record"),
            "blockPassID": self._identifier("pass"),
            "refId": self.ref_id,
            "isArchived": False,
            "submitCount": self.submit_count,
        }
        data |= {_DATE_MEMBERS[name]: moment for name, moment in self.dates.items()}
        identities = {slug: {"type": "string", "value": value} for slug, value in self._texts().items()}
        return data | {"customFields": self.custom_fields, "identities": identities, "certs": self._certificates()}

    def _identifier(self, kind: str) -> str:
        return hashlib.sha256(f"{kind} {self.ref_id}".encode()).hexdigest()[:24]

    def _texts(self) -> dict[str, str]:
        alpha3, alpha2, _ = self.country
        phone = {
            "countryCode": alpha3,
            "countryCode2": alpha2,
            "phoneNumber": f"+{self.phone['prefix']}{self.phone['number']}",
            "number": self.phone["number"],
        }
        texts = {
            "given_name": self.native[0],
            "family_name": self.native[1],
            "email": self.email,
            "dob": american(self.born),
            "phone": compact(phone),
            "address": compact(self.address | {"country": alpha3}),
        }
        texts |= {f"crypto_address_{chain}": value for chain, value in self.crypto.items()}
        for slug in DOCUMENT_SLUGS:
            if slug in self.pictures:
                texts |= self._document_texts(self.document(slug))
        return texts

    def _document_texts(self, document: Document) -> dict[str, str]:
        return {
            f"{document.slug}_number": document.number,
            f"{document.slug}_issuing_country": self.country[0],
            f"{document.slug}_dob": american(self.born),
            f"{document.slug}_expiration": american(document.expires),
            f"{document.slug}_given_name": self.latin[0],
            f"{document.slug}_family_name": self.latin[1],
        }

    def _certificates(self) -> dict[str, str]:
        """An invented screening certificate. It outlives the archive, so it names nobody."""
        if not self.screening:
            return {}
        hit = self.status in ("rejected", "blocked")
        certificate = {
            "type": "screening",
            "version": 1,
            "id": self._identifier("screening"),
            "issuer": "Invented Screening Office",
            "issuedAt": self.screening,
            "checks": {"sanctions": "hit" if hit else "clear", "politicallyExposed": "clear", "adverseMedia": "clear"},
            "result": "consider" if hit else "clear",
        }
        return {"screening": compact(certificate)}


def american(day: date) -> str:
    """A date as the contract writes it in attributes: MM/DD/YYYY."""
    return f"{day:%m/%d/%Y}"


def compact(value: dict) -> str:
    """JSON text as `JSON.stringify` prints it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def people(path: Path) -> list[Person]:
    """Everybody in `people.toml`, in its order."""
    with path.open("rb") as file:
        return [Person(**row) for row in tomllib.load(file)["person"]]

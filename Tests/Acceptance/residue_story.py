"""People whose every attribute is a mark, and everything that Lethe can do with them."""

import base64
import json
import time

from candidates import PICTURE_SLUGS, TEXT_SLUGS
from harness import Lethe
from residue_markers import Marks, Search

KEYS = {
    "metadata": ("metadata", None), "text": ("text", None), "pictures": ("pictures", None), "write": ("metadata", None),
    "text, archives": ("text", "0s"), "pictures, archives": ("pictures", "1s"),
}  # fmt: skip
# Segments and a half; a whole number of segments; less than one.
PICTURE_SIZES = [160_000, 3 * 49_152, 20_000, 400_000, 60_000, 98_304]


class Person:
    """One candidate: a mark in every text, picture, certificate and custom field."""

    def __init__(self, marks, ref_id, before=None):
        """before: the same person's earlier submission; the e-mail stays."""
        self.ref_id = ref_id
        self.texts = {slug: marks.text(f"{slug} of {ref_id}") for slug in TEXT_SLUGS if slug not in ("email", "phone")}
        self.texts["email"] = before.texts["email"] if before else marks.text(f"email of {ref_id}") + "@example.com"
        phone = {"countryCode": "DEU", "phoneNumber": marks.text(f"phoneNumber of {ref_id}")}
        self.texts["phone"] = json.dumps(phone, separators=(",", ":"))
        sizes = zip(PICTURE_SLUGS, PICTURE_SIZES, strict=True)
        self.pictures = {slug: marks.picture(f"{slug} of {ref_id}", size) for slug, size in sizes}
        self.certificates = {"kyc": json.dumps({"subject": marks.text(f"certificate of {ref_id}")})}
        self.custom_fields = {"RiskLevel": marks.text(f"custom field of {ref_id}")}

    def object(self, with_pictures=True, **members):
        identities = {slug: {"type": "string", "value": value} for slug, value in self.texts.items()}
        for slug, content in self.pictures.items() if with_pictures else ():
            identities[slug] = {"type": "base64", "value": base64.b64encode(content).decode()}
        kept = {"certs": self.certificates, "customFields": self.custom_fields}
        return {"refId": self.ref_id, "identities": identities} | kept | members

    def beta(self, **members):
        texts = {slug: self.texts[slug] for slug in ("email", "given_name", "family_name", "phone")}
        # A day, which no marker can be.
        texts["dob"] = "02/03/1990"
        pictures = {slug: self._picture(slug) for slug in ("selfie", "proof_of_address")}
        return {
            **texts, **pictures, "identity_documents": {"type": "passport", **self._picture("passport")},
            "address": {"address": self.texts["address"], "country": "DEU"},
            "crypto_address": {"type": "crypto_address_eth", "value": self.texts["crypto_address_eth"]}, **members,
        }  # fmt: skip

    def _picture(self, slug):
        return {"value_base64": base64.b64encode(self.pictures[slug]).decode(), "mime_type": "image/png"}


class Story:
    """A server, a service with keys, and people who come in on every way there is."""

    def __init__(self, outside, data=None):
        """outside: a folder for what goes in; it is not searched."""
        self.lethe = Lethe(data=data)
        self.elsewhere = [data] if data else []
        self.outside = outside
        self.marks = Marks()
        self.said = self.lethe.folder / "commands.txt"
        self.answers = []
        self.people = {}
        self.lethe.start()
        self.lethe.create_service("Residue", rate=0)
        self.keys = {}
        for name, (scope, delay) in KEYS.items():
            self.keys[name] = self.lethe.create_key(scope, delay, name == "write")
            self.marks.key(name, self.keys[name])

    def command(self, *words, codes=(0,)):
        """Runs a command; what it says is searched too."""
        ran = self.lethe.cli("candidate", words[0], "--service", self.lethe.service, *words[1:])
        with open(self.said, "a", encoding="utf-8") as file:
            file.write(ran.out + ran.err)
        assert ran.code in codes, f"{words}: {ran}"
        return ran

    # ---- in

    def take_in(self, ref_id, way):
        """Somebody new, or somebody again with everything new but the e-mail."""
        before = self.people.get(ref_id)
        person = Person(self.marks, ref_id, before)
        self.people[ref_id] = person
        {"folder": self._as_folder, "lines": self._as_lines, "beta": self._as_beta}[way](person, 2 if before else 1)

    def _as_folder(self, person, count):
        folder = self.outside / self.marks.text("folder above") / self.marks.text(f"folder of {person.ref_id}")
        folder.mkdir(parents=True)
        (folder / "candidate.json").write_text(json.dumps(person.object(with_pictures=False, submitCount=count)))
        for slug, content in person.pictures.items():
            (folder / f"{slug}.png").write_bytes(content)
        self.command("import", folder)

    def _as_lines(self, person, count):
        path = self.outside / f"{self.marks.text('file of lines')}.ndjson"
        path.write_text(json.dumps(person.object(submitCount=count)) + "\n")
        self.command("import", path)

    def _as_beta(self, person, _):
        answer = self._post(person.ref_id, person.beta())
        assert answer.status == 200, answer

    def _post(self, ref_id, body):
        return self.lethe.post(self.lethe.beta_path(ref_id), self.keys["write"], body=body)

    def refuse(self, known):
        """What is refused must not be told to a file either: wrong types, wrong pictures, other people, half a body."""
        person = Person(self.marks, "refused")
        wrong = person.object()
        wrong["identities"]["dob"] = {"type": "string", "value": [person.texts["dob"]]}
        other = person.object()
        other["identities"]["passport"]["value"] = base64.b64encode(person.texts["dob"].encode()).decode()
        path = self.outside / f"{self.marks.text('refused file')}.ndjson"
        path.write_text("\n".join([json.dumps(wrong), json.dumps(other), json.dumps(person.object())[:-40], ""]))
        report = self.command("import", path, codes=(1,)).document
        assert report["imported"] == 0 and len(report["refused"]) == 3, report
        no_picture = {"value_base64": "AAAA", "mime_type": "image/png"}
        for body, status in [
            (person.beta(dob=[person.texts["dob"]]), 422),
            (person.beta(given_name="x" * 9000 + self.marks.text("long")), 413),
            (json.dumps(person.beta())[:-30], 400),
            (person.beta(selfie=no_picture), 415),
        ]:
            answer = self._post("refused", body)
            assert answer.status == status, (status, answer)
        assert self._post(known, person.beta()).status == 409
        assert self.lethe.get(self.lethe.by_ref_id(known), self.marks.text("no key")).status == 401
        self._break_off(person)

    def _break_off(self, person):
        """A body that ends half way."""
        body = json.dumps(person.beta()).encode()
        with self.lethe.socket() as bare:
            path, length = self.lethe.beta_path("refused"), [("Content-Length", len(body))]
            bare.sendall(self.lethe.head(path, self.keys["write"], "POST", length) + body[: len(body) // 2])
            time.sleep(0.1)

    # ---- out

    def read(self, ref_id, key):
        """The whole answer of one key, kept for the positive control."""
        answer = self.lethe.get(self.lethe.by_ref_id(ref_id), self.keys[key])
        assert answer.status == 200, answer
        self.answers.append(answer.body)
        return answer.data

    def read_all_ways(self, ref_id):
        for key in ("metadata", "text", "pictures"):
            self.read(ref_id, key)
        for key in ("metadata", "text", "pictures"):
            assert self.lethe.get(self.lethe.list_path(limit=100), self.keys[key]).status == 200
        self.cut(ref_id)

    def cut(self, ref_id):
        with self.hold(ref_id, "pictures, archives"):
            time.sleep(0.05)

    def hold(self, ref_id, key):
        """An answer with pictures that stands still in its middle until the socket is closed."""
        bare = self.lethe.socket(receive_buffer=4096)
        bare.sendall(self.lethe.head(self.lethe.by_ref_id(ref_id), self.keys[key]))
        assert bare.recv(15).startswith(b"HTTP/1.1 200")
        return bare

    def review(self, ref_id):
        """Reasons are words about a person."""
        reason = lambda what: ("--reason", self.marks.text(f"reason to {what}, {ref_id}"))  # noqa: E731
        self.command("start-review", ref_id)
        self.command("accept-attribute", ref_id, "dob", *reason("accept"))
        self.command("reject-attribute", ref_id, "passport", *reason("reject an attribute"))
        self.command("reject", ref_id, *reason("reject"))
        self.command("block", ref_id, *reason("block"))
        self.command("unblock", ref_id)
        self.command("request-review", ref_id, *reason("request a review"))

    # ---- away

    def archive(self, ref_id, way):
        """Gone when this returns."""
        if way == "command":
            self.command("archive", ref_id)
        elif way == "delete":
            self.command("delete", ref_id)
            return
        else:
            self.read(ref_id, way)
        deadline = time.monotonic() + 10
        while not self.read(ref_id, "metadata")["isArchived"]:
            assert time.monotonic() < deadline, f"{ref_id} is not archived"
            time.sleep(0.05)

    def hits(self):
        """Marks found in any file: data, temporary folder, home, all that was said."""
        return Search(self.marks.ends() | self.marks.secrets).in_files(self.lethe.folder, *self.elsewhere)

    def close(self):
        self.lethe.close()

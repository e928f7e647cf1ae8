"""A Lethe with people: who may sign in, by which link they joined, and what stands in the services."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests" / "Acceptance"))

from harness import Lethe  # noqa: E402
from visitor import SESSION, Visitor  # noqa: E402

PEOPLE = ROOT / "Examples" / "people"
ROLES = ["owner", "manager", "approver", "reviewer", "read-only", "accountant"]
PASSWORD = "four herons on a quiet quay"


def key_id(key):
    """The public part of an API key."""
    return key.split("_")[2]


class Console(Lethe):
    """`start()` prints the first link; `owner()` takes it up."""

    def __init__(self, data=None):
        super().__init__(data=data)
        self.members = {}

    def start(self, *arguments, **more):
        # Many forms go out in a second here, all from one address.
        if not any(word == "--address-rate" for word in arguments):
            arguments = (*arguments, "--address-rate", "100000", "--address-burst", "100000")
        return super().start(*arguments, **more)

    def visitor(self):
        return Visitor(self.console)

    @property
    def origin(self):
        return self.console.rstrip("/")

    # ---- people

    def join(self, link, name, email, password=PASSWORD):
        """Takes up a link, and is signed in."""
        visitor = self.visitor()
        path = link.removeprefix(self.origin)
        page = visitor.get(path)
        assert page.status == 200, page
        form = page.form(path)
        changes = {"name": name, "email": email, "newPassword": password}
        page = visitor.submit(page, path, {key: value for key, value in changes.items() if key in form.names})
        assert page.status == 303 and SESSION in visitor.cookies, page
        visitor.email, visitor.password = email, password
        return visitor

    def owner(self, name="Olga Owner", email="olga@example.com"):
        """The first member: owner of every service."""
        if "owner" not in self.members:
            self.members["owner"] = self.join(self.link or self.member_link(), name, email)
        return self.members["owner"]

    def member(self, role, service, name=None, email=None):
        """Somebody with a role in a service, signed in."""
        name = name or f"{role.title()} {service.title()}"
        email = email or f"{role}@{service}.example.com"
        link = self.member_link(role=role, service=service)
        self.members[f"{role} {service}"] = visitor = self.join(link, name, email)
        return visitor

    def again(self, visitor):
        """A second session of the same person."""
        return self.visitor().must_sign_in(visitor.email, visitor.password)

    # ---- candidates

    def import_examples(self, service=None):
        """`lethe candidate import` of the sample folder; gives every value they have, for looking whether it shows."""
        ran = self.cli("candidate", "import", "--service", service or self.service, PEOPLE)
        assert ran.code == 0, ran
        values, known = set(), set()
        for folder in sorted(PEOPLE.iterdir()):
            person = json.loads((folder / "candidate.json").read_text("utf-8"))
            for one in person["identities"].values():
                values.add(one.get("value", ""))
            # The merchant's own id, which pages show, may be the same as an attribute.
            known.add(person["refId"])
        return {value for value in values - known if len(value) > 3}

    def key_ids(self, service=None):
        return [key["id"] for key in self.done("key", "list", "--service", service or self.service)["keys"]]

    def kinds_returned(self, key, ref_id="ada"):
        """Which kinds of attributes the API answers this key with."""
        answer = self.get(self.by_ref_id(ref_id), key)
        assert answer.status == 200, answer
        return {one["type"] for one in answer.json["data"].get("identities", {}).values()}

    def key_of(self, key_id, service=None):
        """A key as the command line tells it; None when there is none."""
        listed = self.done("key", "list", "--service", service or self.service)
        rows = listed["keys"] if isinstance(listed, dict) else listed
        return next((row for row in rows if row["id"] == key_id), None)

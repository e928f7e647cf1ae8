"""A candidate's browser as the server sees it: drafts, texts, raw pictures (the page's own script is tested in a browser)."""

import json
import mimetypes
from pathlib import Path

from harness import ROOT, eventually

PEOPLE = ROOT / "Examples" / "people"


def open_page(lethe, required=("given_name", "email", "passport"), offer=("selfie", "dob"), **more):
    """Switches the submission page of the service on."""
    consent = lethe.folder / "consent.txt"
    consent.write_text("I agree that Acme looks at this.\n\nIt is deleted afterwards.")
    return lethe.set_service(
        submission_page="on", consent_file=consent, require=list(required), offer=list(offer), **more)


def file(person, slug):
    """A real picture of the examples: its bytes and its media type."""
    path = next(PEOPLE.joinpath(person).glob(f"{slug}.*"))
    return path.read_bytes(), mimetypes.guess_type(path)[0]


def person_with(*slugs):
    """The name of an example who has all these pictures."""
    for folder in sorted(PEOPLE.iterdir()):
        if all(any(folder.glob(f"{slug}.*")) for slug in slugs):
            return folder.name
    raise AssertionError(f"nobody in the examples has {slugs}")


class Applicant:
    """One draft."""

    def __init__(self, lethe, service=None, **beginning):
        self.lethe, self.base = lethe, f"/verify/{service or lethe.service}"
        self.shown = self.call("GET", "/consent", token=None).json.get("digest", "")
        self.begun = self.call("POST", "/drafts", {"consent": self.shown, **beginning}, token=None)
        self.token = self.begun.json.get("draft")

    def call(self, method, path, body=None, token="own", **headers):
        token = self.token if token == "own" else token
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        headers |= {"X-Lethe-Draft": token} if token else {}
        if body is not None and not isinstance(body, bytes):
            body, headers = json.dumps(body), {"Content-Type": "application/json"} | headers
        return self.lethe.request(method, self.base + path, headers=headers, body=body)

    def content(self):
        return self.call("GET", "/draft")

    def type(self, **texts):
        return self.call("PUT", "/draft/texts", texts)

    def upload(self, slug, content, media_type="image/jpeg", **headers):
        return self.call("PUT", f"/draft/pictures/{slug}", content, Content_Type=media_type, **headers)

    def send(self):
        return self.call("POST", "/draft/submit")

    def cancel(self):
        return self.call("DELETE", "/draft")


def pictures_on_disk(lethe):
    return [path for path in (lethe.data / "pictures").rglob("*") if path.is_file()]


def expect_tidy(lethe):
    """Nothing that belongs to nobody, and nothing that waits to be wiped."""
    assert lethe.doctor().code == 0, lethe.doctor()


def eventually_pictures(lethe, count):
    eventually(lambda: len(pictures_on_disk(lethe)) == count)

"""What the submission page, notes, reasons, looks, exports and webhooks leave behind on the disk: nothing in plain, ever."""

import io
import sys
import zipfile

import pytest

from console import PASSWORD, ROOT, Console
from listening import Listener

sys.path.insert(0, str(ROOT / "Tests" / "Acceptance"))

from harness import eventually  # noqa: E402
from residue_markers import Marks, Search  # noqa: E402
from residue_memory import OpenFiles  # noqa: E402
from submission_page import Applicant, open_page  # noqa: E402


@pytest.fixture
def desk():
    with Console() as lethe, Listener() as listener:
        lethe.start("--allow-loopback-webhooks")
        lethe.create_service("Residue", "residue")
        yield Desk(lethe, listener)


class Desk:
    """One candidate who comes by the page, and everything that a team does with them; each word is a mark."""

    def __init__(self, lethe, listener):
        self.lethe, self.listener = lethe, listener
        self.marks = Marks()
        self.shown = []
        open_page(lethe, required=("given_name", "email", "passport"), offer=("selfie", "dob"))
        # A receiver may answer with whatever it knows.
        listener.answers(200, f'{{"thanks":"{self.marks.text("a receiver answer")}"}}'.encode())
        lethe.done("webhook", "create", "--service", "residue", "--name", "A", "--url", listener.url, "--events", "all")
        self.owner = lethe.owner()
        self.search = Search(self.marks.ends())

    def submit(self, ref_id):
        applicant = Applicant(self.lethe, "residue", refId=ref_id, email=self.marks.text("an e-mail") + "@example.com")
        assert applicant.begun.status == 200, applicant.begun
        self.name = self.marks.text("a name")
        typed = applicant.type(given_name=self.name, dob=self.marks.text("a date")[:12])
        assert typed.status == 200, typed
        for slug, size in (("passport", 300_000), ("selfie", 20_000)):
            put = applicant.upload(slug, self.marks.picture(slug, size), "image/png")
            assert put.status == 200, put
        self.expect_nothing("while a draft is open")
        self.shown.append(applicant.content().body)
        sent = applicant.send()
        assert sent.status == 200, sent
        return f"/services/residue/candidates/{sent.json['recordId']}"

    def abandon(self):
        """A draft that is cancelled, and one that nobody ends."""
        for ending in ("/draft", None):
            applicant = Applicant(self.lethe, "residue", refId=f"left {ending}")
            assert applicant.type(given_name=self.marks.text("a name left behind")).status == 200
            assert applicant.upload("passport", self.marks.picture("left", 60_000), "image/png").status == 200
            if ending:
                assert applicant.call("DELETE", ending).status == 200

    def act(self, path, below, **changes):
        """Sends the form of a dialog or of the page, or presses a button of the desk, whose form is the page itself."""
        for where in (path + below, path):
            page = self.owner.open(where)
            if page.status == 200 and f'action="{path}{below}"' in page.text.replace("formaction=", ""):
                done = self.owner.submit(page, path + below, changes)
                break
        else:
            fields = [pair for pair in page.form(path).fields if pair[0] not in changes]
            done = self.owner.post(path + below, fields + list(changes.items()))
        assert done.status in (200, 303), done
        self.shown.append(done.body)

    def review(self, path):
        self.act(path, "/identity", reason=self.marks.text("why I look"))
        page = self.owner.open(path)
        self.shown.append(page.body)
        picture = self.owner.get(f"{path}/pictures/passport")
        assert picture.status == 200, picture
        self.shown.append(picture.body)
        self.act(path, "/reviewer")
        self.act(path, "/start")
        self.act(path, "/notes", note=self.marks.text("a note"))
        self.act(path, "/attributes/given_name/reject", reason=self.marks.text("why it is rejected"))
        self.act(path, "/feedback", reason=self.marks.text("feedback"))
        self.shown.append(self.owner.open(path).body)

    def export(self):
        base = "/services/residue/candidates"
        sheet = self.owner.submit(f"{base}/export", f"{base}/export/csv")
        assert sheet.status == 200, sheet
        profiles = self.owner.submit(f"{base}/export", f"{base}/export/zip", {"password": PASSWORD})
        assert profiles.status == 200, profiles
        archive = zipfile.ZipFile(io.BytesIO(profiles.body))
        self.shown += [archive.read(name) for name in archive.namelist()]

    def seek(self, name):
        """A search by name, as the list's own form sends it."""
        base = "/services/residue/candidates"
        found = self.owner.submit(base, f"{base}/search", {"q": name})
        assert found.status == 200, found
        self.shown.append(found.body)

    def expect_nothing(self, when):
        hits = self.search.in_files(self.lethe.folder)
        assert not hits, f"{when}: marks in files: {hits}"


def test_a_desk_leaves_nothing_in_plain(desk):
    with OpenFiles(desk.lethe, desk.search) as files:
        path = desk.submit("marked")
        desk.abandon()
        desk.listener.wait(2)
        desk.review(path)
        desk.seek(desk.name)
        desk.export()
        desk.listener.wait(3)
        eventually(lambda: all(
            line["state"] == "delivered" for line in desk.lethe.done(
                "webhook", "log", webhook(desk), "--service", "residue")["deliveries"]))
        desk.expect_nothing("while the candidate is there")
        desk.act(path, "/archive")
        desk.expect_nothing("after the archive")
        gone = desk.marks.named_in(desk.owner.open(path).body)
        assert not gone, f"the page of an archived candidate still shows {gone}"
    assert not files.hits, f"marks in files without a name: {files.hits}"
    desk.lethe.restart()
    desk.expect_nothing("after the restart")
    assert desk.lethe.doctor().code == 0
    # The control: the same search finds every kind of mark in what was shown.
    named = desk.marks.named_in(b"".join(desk.shown))
    for kind in ("a name", "a note", "why it is rejected", "feedback", "why I look", "body of passport"):
        assert kind in named, (kind, sorted(named))
    for got in desk.listener.got:
        assert not desk.search.count(got.body), "no webhook tells an attribute"


def webhook(desk):
    return desk.lethe.done("webhook", "list", "--service", "residue")["webhooks"][0]["id"]

"""People who come by the submission page, and everything that a team does with them; each word and each picture is a mark
that names the way by which it came."""

import io
import sys
import time
import urllib.parse
import zipfile

from console import PASSWORD, ROOT

sys.path.insert(0, str(ROOT / "Tests" / "Acceptance"))

from harness import eventually  # noqa: E402
from residue_markers import Marks, Search  # noqa: E402
from submission_page import Applicant, open_page, pictures_on_disk  # noqa: E402
from webhook_scene import Hook  # noqa: E402

SERVICE = "residue"
LIST = f"/services/{SERVICE}/candidates"
# What somebody was shown at the end of a story: the positive control looks for each.
SHOWN = ["draft of marked", "resubmission of marked", "reason to look", "note", "reason to reject", "reason to block",
    "reason to request a review", "feedback", "name searched for", "member: name", "body of draft of marked",
    "webhook answer of a failure"]  # fmt: skip
REQUIRED, OFFERED = ("given_name", "email", "passport"), ("selfie", "dob")


class Desk:
    """A service with an owner, a manager, a webhook whose receiver knows too much, and a key that archives at once."""

    def __init__(self, lethe, hook):
        self.lethe, self.hook = lethe, hook
        self.marks = Marks()
        # Kept for the positive control: what was shown to somebody.
        self.shown = []
        self.names, self.paths = {}, {}
        # Every wrapped key that ever stood in a slot, by the slot's number.
        self.keys = {}
        lethe.create_service("Residue", SERVICE)
        open_page(lethe, required=REQUIRED, offer=OFFERED)
        self.key = lethe.create_key("pictures", "0s")
        self.marks.key("of the API", self.key)
        made = lethe.done("webhook", "create", "--service", SERVICE, "--name", "A", "--url", hook.url, "--events", "all")
        self.webhook = made["id"]
        self.secret("secret of the webhook", made["secret"])
        self.secret("password", PASSWORD)
        self.owner = lethe.owner(self.marks.text("member: name"), self.marks.text("member: e-mail") + "@example.com")
        self.manager = lethe.member("manager", SERVICE)

    @property
    def search(self):
        return Search(self.marks.ends() | self.marks.secrets)

    def secret(self, name, text):
        self.marks.secrets[name] = text.encode()

    # ---- by the page

    def draft(self, channel, **beginning):
        """Begun, typed into, with pictures: one cut in its middle and sent again, one replaced."""
        email = {} if "resubmit" in beginning else {"email": self.marks.text(f"{channel}: e-mail") + "@example.com"}
        applicant = Applicant(self.lethe, SERVICE, **beginning, **email)
        assert applicant.begun.status == 200, applicant.begun
        self.secret(f"{channel}: token {len(self.marks.secrets)}", applicant.token)
        refused = applicant.type(given_name=[self.marks.text(f"{channel}: refused text")])
        assert refused.status == 422, refused
        self.type(applicant, channel, "given_name")
        self.cut(applicant, "passport", self.marks.picture(f"{channel}: cut picture", 200_000))
        self.upload(applicant, "passport", self.marks.picture(f"{channel}: replaced picture", 60_000))
        self.upload(applicant, "passport", self.marks.picture(f"{channel}: passport", 300_000))
        self.note_keys()
        self.shown.append(applicant.content().body)
        return applicant

    def type(self, applicant, channel, *slugs):
        typed = applicant.type(**{slug: self.marks.text(f"{channel}: {slug}") for slug in slugs})
        assert typed.status == 200, typed

    def upload(self, applicant, slug, picture):
        put = applicant.upload(slug, picture, "image/png")
        assert put.status == 200, put

    def cut(self, applicant, slug, picture):
        """The connection ends in the middle, after a part was written."""
        count = len(pictures_on_disk(self.lethe))
        with self.half_upload(applicant, slug, picture):
            eventually(lambda: len(pictures_on_disk(self.lethe)) > count)
        eventually(lambda: len(pictures_on_disk(self.lethe)) == count)

    def half_upload(self, applicant, slug, picture):
        """A connection that stands still in the middle of a picture."""
        bare = self.lethe.socket()
        fields = [("X-Lethe-Draft", applicant.token), ("Content-Type", "image/png"), ("Content-Length", len(picture))]
        path = f"{applicant.base}/draft/pictures/{slug}"
        bare.sendall(self.lethe.head(path, method="PUT", headers=fields) + picture[: len(picture) // 2])
        return bare

    def submit(self, ref_id, selfie=20_000):
        """Somebody new, who also sends what nobody asked for."""
        channel = f"draft of {ref_id}"
        applicant = self.draft(channel, refId=ref_id)
        self.names[ref_id] = self.marks.text(f"{channel}: last given_name")
        assert applicant.type(given_name=self.names[ref_id]).status == 200
        self.type(applicant, channel, "dob")
        self.upload(applicant, "selfie", self.marks.picture(f"{channel}: selfie", selfie))
        dropped = applicant.type(family_name=self.marks.text(f"{channel}: not asked for"))
        assert dropped.status == 200 and "family_name" not in dropped.json["texts"]
        sent = applicant.send()
        assert sent.status == 200, sent
        self.paths[ref_id] = f"{LIST}/{sent.json['recordId']}"
        self.note_keys()

    def leave(self):
        """Drafts that nobody sends: one is cancelled, one abandoned; and a picture that is taken back."""
        assert self.draft("cancelled draft").cancel().status == 200
        abandoned = self.draft("abandoned draft")
        self.upload(abandoned, "selfie", self.marks.picture("abandoned draft: picture taken back", 30_000))
        assert abandoned.call("DELETE", "/draft/pictures/selfie").status == 200

    def resubmit(self, ref_id):
        """Through the link that the feedback asks for; a first try is abandoned."""
        url = self.lethe.done("candidate", "resubmission-link", "--service", SERVICE, ref_id)["url"]
        link = url.split("resubmit=")[1]
        self.secret("resubmission link", link)
        self.shown.append(self.lethe.get(f"/verify/{SERVICE}?resubmit={link}").body)
        self.draft("abandoned resubmission", resubmit=link)
        sent = self.draft(f"resubmission of {ref_id}", resubmit=link).send()
        assert sent.status == 200, sent

    # ---- at the desk

    def act(self, path, below, by=None, **changes):
        """Sends the form of a dialog or of the page, or presses a button of the desk, whose form is the page itself."""
        visitor = by or self.owner
        for where in (path + below, path):
            page = visitor.open(where)
            if page.status == 200 and f'action="{path}{below}"' in page.text.replace("formaction=", ""):
                done = visitor.submit(page, path + below, changes)
                break
        else:
            fields = [pair for pair in page.form(path).fields if pair[0] not in changes]
            done = visitor.post(path + below, fields + list(changes.items()))
        assert done.status in (200, 303), done
        self.shown.append(done.body)

    def look(self, path):
        """Opens the identity with a reason; sees the texts and the pictures."""
        self.act(path, "/identity", reason=self.marks.text("reason to look"))
        self.show(path)
        self.show(f"{path}/pictures/passport")

    def show(self, path):
        page = self.owner.open(path)
        assert page.status == 200, page
        self.shown.append(page.body)
        return page

    def review(self, ref_id):
        path = self.paths[ref_id]
        self.look(path)
        self.act(path, "/reviewer")
        self.act(path, "/start")
        self.act(path, "/notes", note=self.marks.text("note"))
        self.act(path, "/attributes/given_name/reject", reason=self.marks.text("reason to reject given_name"))
        self.act(path, "/attributes/passport/reject", reason=self.marks.text("reason to reject passport"))
        self.act(path, "/feedback", reason=self.marks.text("feedback"))
        self.show(path)

    def block(self, ref_id):
        path = self.paths[ref_id]
        self.act(path, "/block", reason=self.marks.text("reason to block"))
        self.act(path, "/unblock")
        self.act(path, "/request-review", reason=self.marks.text("reason to request a review"))
        self.act(path, "/notes", note=self.marks.text("second note"))
        self.show(path)

    def seek(self, ref_id):
        """Searches by a name that is there and by one that isn't, as the list's own form sends them."""
        for name in (self.names[ref_id], self.marks.text("name searched for")):
            found = self.owner.search(LIST, name)
            assert found.status == 200, found
            self.shown.append(found.body)

    def export(self):
        sheet = self.owner.submit(f"{LIST}/export", f"{LIST}/export/csv")
        assert sheet.status == 200, sheet
        profiles = self.owner.submit(f"{LIST}/export", f"{LIST}/export/zip", {"password": PASSWORD})
        assert profiles.status == 200, profiles
        archive = zipfile.ZipFile(io.BytesIO(profiles.body))
        self.shown += [sheet.body, *(archive.read(name) for name in archive.namelist())]

    # ---- webhooks

    def fail_webhooks(self):
        """The receiver fails, and says who it failed at; more than Lethe keeps of it."""
        beyond = self.marks.text("webhook answer of a failure, beyond the first KiB")
        body = self.marks.text("webhook answer of a failure") + "." * 2000 + beyond
        self.hook.answer = Hook.status(503, body.encode(), [("X-Person", self.marks.text("webhook answer's header"))])

    def mend_webhooks(self):
        self.hook.answer = Hook.status(200, f'{{"thanks":"{self.marks.text("webhook answer")}"}}'.encode())

    def ping(self):
        self.lethe.done("webhook", "ping", self.webhook, "--service", SERVICE)

    def deliveries(self):
        return self.lethe.done(
            "webhook", "log", self.webhook, "--service", SERVICE, "--limit", "100")["deliveries"]

    def wait_for_failures(self):
        eventually(lambda: any(line.get("lastAttempt") for line in self.deliveries()), every=0.1)
        page = self.show(f"/services/{SERVICE}/webhooks/{self.webhook}")
        for line in page.text.split('href="')[1:]:
            if "/deliveries/" in line.split('"')[0]:
                self.show(line.split('"')[0])

    def wait_for_deliveries(self):
        """Those that failed are sent again before their time."""
        for line in self.deliveries():
            if line["state"] != "delivered" and line.get("lastAttempt"):
                self.lethe.done("webhook", "resend", self.webhook, line["guid"], "--service", SERVICE)
        eventually(lambda: all(line["state"] == "delivered" for line in self.deliveries()), within=60, every=0.2)

    # ---- away

    def archive(self, ref_id, way):
        """Gone when this returns."""
        path = self.paths[ref_id]
        if way == "desk":
            self.act(path, "/archive")
        elif way == "deletion":
            self.act(path, "/delete", password=PASSWORD)
        else:
            answer = self.lethe.get(self.lethe.by_ref_id(ref_id, SERVICE), self.key)
            assert answer.status == 200, answer
            self.shown.append(answer.body)
        eventually(lambda: self.is_gone(ref_id))

    def is_gone(self, ref_id):
        ran = self.lethe.candidate("show", ref_id, service=SERVICE)
        return ran.code != 0 or ran.document["candidate"]["isArchived"]

    # ---- what must hold

    def note_keys(self):
        """Remembers the wrapped keys that stand in the slots now."""
        content = (self.lethe.data / "keystore" / "keys.bin").read_bytes()
        for place in range(64, len(content) - 63, 64):
            slot = content[place : place + 64]
            if slot != bytes(64):
                self.keys[place // 64] = slot

    def living_keys(self):
        content = (self.lethe.data / "keystore" / "keys.bin").read_bytes()
        return {number for number in self.keys if content[64 * number : 64 * number + 64] != bytes(64)}

    def expect_nothing(self, when):
        """In the data, the temporary folder, the home and all that was said."""
        hits = self.search.in_files(self.lethe.folder, self.lethe.data)
        assert not hits, f"{when}: marks in files: {hits}"

    def expect_shown(self, *channels):
        """The control: the same search finds every kind of mark in what was shown."""
        named = self.marks.named_in(b"".join(self.shown))
        missing = [channel for channel in channels if not any(name.startswith(channel) for name in named)]
        assert not missing, (missing, sorted(named))


class HalfSent:
    """Requests and answers that stand still in their middle: while they do, what they carry must be in memory."""

    def __init__(self, desk):
        self.desk, self.open = desk, []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for bare in self.open:
            bare.close()

    def texts(self, applicant, text):
        lethe = self.desk.lethe
        body = f'{{"given_name":"{text}"}}'.encode()
        fields = [("X-Lethe-Draft", applicant.token), ("Content-Type", "application/json"), ("Content-Length", len(body))]
        bare = lethe.socket()
        self.open.append(bare)
        bare.sendall(lethe.head(f"{applicant.base}/draft/texts", method="PUT", headers=fields) + body[:-2])

    def picture(self, applicant, picture):
        self.open.append(self.desk.half_upload(applicant, "passport", picture))

    def form(self, path, **fields):
        """A form whose last byte is missing."""
        body = urllib.parse.urlencode(fields).encode() + b"&last=x"
        bare = self.connect()
        bare.sendall(self.head("POST", path, ("Content-Type", "application/x-www-form-urlencoded"),
            ("Origin", self.desk.owner.url), ("Sec-Fetch-Site", "same-origin"), ("Content-Length", len(body))) + body[:-1])

    def profiles(self):
        """A ZIP that nobody reads on."""
        owner = self.desk.owner
        form = owner.open(f"{LIST}/export").form(f"{LIST}/export/zip")
        body = urllib.parse.urlencode(form.filled({"password": PASSWORD})).encode()
        bare = self.connect(receive_buffer=4096)
        bare.sendall(self.head("POST", f"{LIST}/export/zip", ("Content-Type", "application/x-www-form-urlencoded"),
            ("Origin", owner.url), ("Sec-Fetch-Site", "same-origin"), ("Content-Length", len(body))) + body)
        assert bare.recv(15).startswith(b"HTTP/1.1 200")
        time.sleep(0.5)

    def connect(self, **more):
        own, lethe = self.desk.lethe.url, self.desk.lethe
        try:
            lethe.url = self.desk.owner.url  # the console has a port of its own
            bare = lethe.socket(**more)
        finally:
            lethe.url = own
        self.open.append(bare)
        return bare

    def head(self, method, path, *fields):
        owner = self.desk.owner
        cookies = "; ".join(f"{name}={value}" for name, value in owner.cookies.items())
        lines = [f"{method} {path} HTTP/1.1", f"Host: {owner.url.split('//')[1]}", f"Cookie: {cookies}"]
        return ("\r\n".join(lines + [f"{name}: {value}" for name, value in fields]) + "\r\n\r\n").encode()

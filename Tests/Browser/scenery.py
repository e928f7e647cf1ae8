"""A service as it stands after some weeks, and every page and dialog of the console on it: for looking at."""

import re
import time

import candidates
from acts import Stage
from console import PASSWORD
from listening import Listener
from pages import dialog
from receiving import Receiver, take_over

CANDIDATES = [
    ("approved", "customer-1017"), ("waiting", "customer-1018"), ("inreview", "customer-1019"),
    ("rejected", "customer-1020"), ("blocked", "customer-1021"), ("approved", "customer-1022"),
]


class Scenery:
    """Acme Exchange: keys of every kind, a team, candidates, extractions."""

    def __init__(self, console):
        self.console = console
        self.owner = console.owner("Ada Example", "ada@example.com")
        self.service = console.create_service("Acme Exchange", "acme-exchange")
        self.path = f"/services/{self.service}"
        self.stage = Stage(console, self.owner, self.service)
        console.create_service("Empty", "empty")
        self._people()
        self._keys()
        console.member("manager", self.service, "José Muestra", "jose@example.com")
        console.member("reviewer", self.service, "Hanako Mihon", "hanako@example.com")
        self.stage.invitation("approver")
        self.reader = self.stage.id_of("hanako@example.com")
        self._desk()
        self._webhooks()

    def _people(self):
        pictures = {"passport": candidates.png(seed=1), "selfie": candidates.jpeg(2)}
        self.console.import_people([
            candidates.person(ref, number, status=status, pictures=pictures, texts=candidates.texts_of(ref))
            for number, (status, ref) in enumerate(CANDIDATES, 1)
        ], self.service)
        self.candidate = candidates.record_id(1)
        self.archived = candidates.record_id(6)
        page = self.owner.submit(f"{self.path}/candidates/{self.archived}/archive",
            f"{self.path}/candidates/{self.archived}/archive")
        assert page.status == 303, page

    def _webhooks(self):
        """One that delivers, one that its receiver has ended, one that fails, one that is disabled."""
        self.webhook = self._webhook("CRM", 200, b'{"ok": true, "note": "<b>taken over</b>"}')
        page = self.owner.submit(f"{self.webhook}/rotate", f"{self.webhook}/rotate", {"overlap": "7"})
        assert page.status == 200, page
        self.paused = self._webhook("Newsletter of the shop", 410, b"")
        self.failing = self._webhook("Data warehouse", 503, b"<h1>Service unavailable</h1>\n" + b"x" * 1200, False)
        off = self._webhook("Test of last year", 204, b"")
        assert self.owner.submit(off, f"{off}/disable").status == 303
        # The last one, so that it hears of nothing that its receiver is not there for.
        self.webhook = self._webhook("CRM", 200, b'{"ok": true, "note": "<b>taken over</b>"}')
        page = self.owner.submit(f"{self.webhook}/rotate", f"{self.webhook}/rotate", {"overlap": "7"})
        assert page.status == 200, page

    def _webhook(self, name, status, answer, is_ping=True):
        """Makes a webhook and has it told something; gives its path."""
        path = f"{self.path}/webhooks"
        with Listener() as listener:
            listener.answers(status, answer)
            page = self.owner.submit(f"{path}/new", path, {"name": name, "url": listener.url})
            assert page.status == 200, page
            own = re.search(f"{path}/[0-9a-f]{{24}}", page.text.split("<dialog")[1]).group(0)
            if is_ping:
                assert self.owner.submit(own, f"{own}/ping").status == 303
            else:
                candidate = f"{self.path}/candidates/{candidates.record_id(5)}"
                assert self.owner.submit(f"{candidate}/unblock", f"{candidate}/unblock").status == 303
                assert self.owner.submit(f"{candidate}/block", f"{candidate}/block").status == 303
            listener.wait()
            end = time.monotonic() + 20
            while "HTTP" not in self.owner.get(own).words:
                assert time.monotonic() < end
                time.sleep(0.1)
        return own

    def delivery(self, webhook):
        """The path of the oldest one."""
        return re.findall(f'href="({webhook}/deliveries/[0-9]+)"', self.owner.get(webhook).text)[-1]

    def _desk(self):
        """Candidates on the reviewer's desk: one in review with all that there is, one under legal hold."""
        consent = self.console.folder / "consent.txt"
        consent.write_text("Acme keeps what you give until it has taken it over.")
        ran = self.console.cli("service", "set", self.service, "--field", "Risk=Low,Medium,High", "--feedback-text",
            "The picture is blurred. Take it in daylight.", "--submission-page", "on", "--consent-file", consent)
        assert ran.code == 0, ran
        texts = {slug: text for slug, text in list(candidates.texts_of("customer-1031").items())[:15]}
        pictures = {slug: candidates.jpeg(number, width=96 + 64 * (number % 3), height=160)
            for number, slug in enumerate(candidates.PICTURE_SLUGS)}
        self.console.import_people([
            candidates.person("customer-1031", 31, texts=texts, pictures=pictures, certs=candidates.CERTIFICATES,
                customFields={"Branch": "Lisbon"}),
            candidates.person("customer-1032", 32), candidates.person("customer-1033", 33, status="rejected"),
        ], self.service)
        self.reviewed, self.held, self.rejected = (candidates.record_id(number) for number in (31, 32, 33))
        path = f"{self.path}/candidates/{self.reviewed}"
        for below, more in [("/reviewer", {}), ("/start", {}), ("/attributes/given_name/accept", {}),
                ("/attributes/selfie/accept", {}), ("/attributes/email/reject", {"reason": "It bounces."}),
                ("/attributes/passport/reject", {"reason": "The picture is blurred. Take it in daylight."})]:
            self.act(path, below, **more)
        page = self.owner.submit(path, f"{path}/notes", {"note": "Called twice.\nCalls back on Monday."})
        assert page.status == 303, page
        for below in ("/hold", "/hold/ask"):
            self.act(f"{self.path}/candidates/{self.held}", below)

    def act(self, path, below, visitor=None, **more):
        """What a button of a candidate's page sends."""
        visitor = visitor or self.owner
        page = visitor.post(path + below, visitor.open(path).form(path).filled(more))
        assert page.status == 303, page

    def _keys(self):
        make = self._key
        self.key, takeover = make("Back office, nightly takeover", "pictures", archives="on", delay="10")
        make("CRM, names and addresses", "text", archives="on", delay="30", unit="days")
        make("Status page", "metadata")
        make("Intake of the mobile app", "metadata", mayImport="on", networks="192.0.2.0/24")
        old, _ = make("Old reporting", "text")
        path = f"{self.path}/keys/{old}"
        assert self.owner.submit(path, path, {"isEnabled": None}).status == 303
        self.rotated, _ = make("Data warehouse", "text", expiresAt="2040-01-31T18:00")
        path = f"{self.path}/keys/{self.rotated}/rotate"
        assert self.owner.submit(path, path, {"overlap": "7"}).status == 200
        # Some use, so that figures and activity have something to show; an archive starts only with the last byte.
        reader = make("Compliance report", "text")[1]
        for number in (1, 2, 3, 1):
            answer = self.console.get(self.console.by_record_id(candidates.record_id(number), self.service), reader)
            assert answer.status == 200, answer

        # One whose answers are sealed, and one that has acknowledged.
        self.sealed, _ = make("Core banking", "text", archives="on", trigger="acknowledgement", delay="10")
        path = f"{self.path}/keys/{self.sealed}/receiver"
        receiver = Receiver()
        page = self.owner.submit(path, path, {"receiverKey": receiver.public})
        answer = receiver.open(page.form(f"{path}/answer")["challenge"]).decode()
        assert self.owner.submit(page, f"{path}/answer", {"answer": answer}).status == 303
        self.holder, key = make("Onboarding archive", "text", refusesPlain=None)
        take_over(self.console, key, self.candidate, service=self.service)

    def _key(self, description, scope, **fields):
        path = f"{self.path}/keys"
        password = {"password": PASSWORD} if scope == "pictures" else {}
        unit = fields.pop("unit", None)
        page = self.owner.open(f"{path}/new")
        changes = {"description": description, "scope": scope, **fields, **password}
        if unit:
            form = page.form(path)
            changes["unit"] = next(value for value in form.choices["unit"] if unit in value)
        page = self.owner.submit(page, path, changes)
        assert page.status == 200, page
        key = page.text.split('id="key"')[1].split(">")[1].split("<")[0]
        return key.split("_")[2], key

    # ---- every page and dialog

    def addresses(self):
        """Name and path of what a GET shows."""
        path, candidate = self.path, f"{self.path}/candidates/{self.candidate}"
        key, member = f"{self.path}/keys/{self.key}", f"{self.path}/team/{self.reader}"
        return {
            "services": "/services", "services-search": "/services?q=nothing-like-it", "services-new": "/services/new",
            "account": "/account",
            "account-name": "/account/name", "account-password": "/account/password",
            "account-second-factor": "/account/second-factor",
            "candidates": f"{path}/candidates",
            "candidates-columns": f"{path}/candidates?columns=status.refId.name.email.submitted.submissions.updated"
                ".reviewer.archived.next",
            "candidates-filtered": f"{path}/candidates?status=blocked&archived=yes&from=2026-01-01",
            "candidates-export": f"{path}/candidates/export?status=approved",
            "candidates-empty": "/services/empty/candidates",
            "candidate": candidate,
            "candidate-archived": f"{path}/candidates/{self.archived}", "candidate-archive": f"{candidate}/archive",
            "candidate-block": f"{candidate}/block", "candidate-delete": f"{candidate}/delete",
            **self.desk_addresses(),
            "keys": f"{path}/keys", "keys-empty": "/services/empty/keys", "keys-new": f"{path}/keys/new",
            "keys-edit": key, "keys-edit-sealed": f"{path}/keys/{self.sealed}",
            "keys-receiver": f"{key}/receiver", "keys-receiver-change": f"{path}/keys/{self.sealed}/receiver",
            "keys-receiver-remove": f"{path}/keys/{self.sealed}/receiver/remove",
            "candidate-undo": f"{candidate}/acknowledgements/{self.holder}/undo",
            "settings-key": f"{path}/settings/encryption-key",
            "keys-rotate": f"{key}/rotate", "keys-end": f"{path}/keys/{self.rotated}/old-secret/end",
            "keys-delete": f"{key}/delete", "keys-preview": f"{path}/keys/preview?scope=pictures",
            "keys-preview-of-one": f"{key}/preview?recordId={self.candidate}",
            "webhooks": f"{path}/webhooks", "webhooks-empty": "/services/empty/webhooks",
            "webhooks-new": f"{path}/webhooks/new", "webhook": self.webhook, "webhook-paused": self.paused,
            "webhook-failing": self.failing, "webhook-delivery": self.delivery(self.webhook),
            "webhook-delivery-failed": self.delivery(self.failing), "webhook-edit": f"{self.webhook}/edit",
            "webhook-rotate": f"{self.webhook}/rotate", "webhook-end": f"{self.webhook}/old-secret/end",
            "webhook-delete": f"{self.paused}/delete",
            "settings-submission": f"{path}/settings/submission", "settings-review": f"{path}/settings/review",
            "team": f"{path}/team", "team-invite": f"{path}/team/invite", "team-role": member,
            "team-remove": f"{member}/remove", "settings": f"{path}/settings", "activity": f"{path}/activity",
            "usage": f"{path}/usage", "usage-empty": "/services/empty/usage",
            "activity-empty": "/services/empty/activity?kind=key.deleted", "not-found": "/nothing/here",
        }

    def desk_addresses(self):
        reviewed, held = (f"{self.path}/candidates/{one}" for one in (self.reviewed, self.held))
        candidate, rejected = (f"{self.path}/candidates/{one}" for one in (self.candidate, self.rejected))
        return {
            "candidate-review": reviewed, "candidate-picture": f"{reviewed}/pictures/passport/full",
            "candidate-feedback": f"{reviewed}/feedback", "candidate-request": f"{reviewed}/request-review",
            "candidate-identity": f"{candidate}/identity", "candidate-hold": f"{candidate}/hold",
            "candidate-held": held, "candidate-hold-keep": f"{held}/hold/withdraw",
            "candidate-link": f"{rejected}/link", "candidate-reject": f"{reviewed}/attributes/email/reject",
        }

    def doors(self):
        """What somebody sees who is not signed in."""
        link = self.console.member_link(role="reviewer", service=self.service).removeprefix(self.console.origin)
        return {"sign-in": "/sign-in", "sign-in-ended": "/sign-in?notice=session-ended", "join": link,
            "join-used": "/join/used"}


def wrong_sign_in(page):
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill("somebody@example.com")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("alert").first.wait_for()


def problems_in_a_key(scenery):
    def show(page):
        page.goto(f"{scenery.path}/keys/new")
        box = dialog(page, "Create API key")
        box.get_by_label("Allowed networks").fill("nonsense")
        box.get_by_role("button", name="Create key").click()
        box.get_by_role("alert").wait_for()

    return show


def a_new_key(scenery):
    def show(page):
        page.goto(f"{scenery.path}/keys/new")
        dialog(page).get_by_label("Short description").fill("Looked at")
        dialog(page).get_by_role("button", name="Create key").click()
        dialog(page, "Your new API key").wait_for()

    return show


def a_challenge(scenery):
    def show(page):
        page.goto(f"{scenery.path}/keys/{scenery.sealed}/receiver")
        dialog(page).get_by_label("Receiver’s public key").fill(Receiver("RSA").public)
        dialog(page).get_by_role("button", name="Show challenge").click()
        dialog(page, "Prove that the receiver can read").get_by_text("How the receiver opens it").click()

    return show


def a_private_key(scenery):
    def show(page):
        page.goto(f"{scenery.path}/keys/{scenery.key}/receiver")
        dialog(page).get_by_label("Receiver’s public key").fill(Receiver().private)
        dialog(page).get_by_role("button", name="Show challenge").click()
        page.get_by_text("It is a private key").wait_for()

    return show


def a_question(scenery):
    def show(page):
        page.goto(f"{scenery.path}/keys/{scenery.key}")
        dialog(page).get_by_label("Short description").fill("Changed")
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Keep editing").wait_for()

    return show


def a_webhook_secret(scenery):
    def show(page):
        page.goto(f"{scenery.path}/webhooks/new")
        box = dialog(page)
        box.get_by_label("Name").fill("Looked at")
        box.get_by_label("URL").fill("https://crm.example.com/hooks/lethe")
        box.get_by_role("button", name="Create webhook").click()
        dialog(page, "The secret of your new webhook").wait_for()

    return show


def problems_in_a_webhook(scenery):
    def show(page):
        page.goto(f"{scenery.path}/webhooks/new")
        box = dialog(page)
        box.get_by_role("radio").nth(1).check()
        box.get_by_role("button", name="Create webhook").click()
        dialog(page).get_by_role("alert").wait_for()

    return show


def an_opened_submission(scenery):
    def show(page):
        page.goto(f"{scenery.path}/settings/submission")
        page.get_by_label("Consent text").fill("")
        page.get_by_label("Origins that may show").fill("shop.example.com/path")
        page.get_by_role("button", name="Save").click()
        page.get_by_role("alert").first.wait_for()
        for summary in page.locator("summary").all():
            summary.click()

    return show


def a_settings_conflict(scenery):
    def show(page):
        page.goto(f"{scenery.path}/settings/review")
        path = f"{scenery.path}/settings/review"
        text = f"certificate-{page.evaluate('() => Date.now()')}"
        assert scenery.owner.submit(path, path, {"approvingCertificates": text}).status == 303
        page.get_by_label("Text 1").fill("Changed here")
        page.get_by_role("button", name="Save").click()
        page.get_by_role("alert").first.wait_for()

    return show


def problems_in_settings(scenery):
    def show(page):
        page.goto(f"{scenery.path}/settings")
        page.get_by_label("Name", exact=True).fill("")
        page.get_by_label("Undecided candidates, days").fill("0")
        page.get_by_role("button", name="Save").click()
        page.get_by_role("alert").first.wait_for()

    return show


def an_invitation(scenery):
    def show(page):
        page.goto(f"{scenery.path}/team/invite")
        number = page.evaluate("() => Date.now()")
        dialog(page).get_by_label("E-mail").fill(f"guest{number}@example.com")
        dialog(page).get_by_label("Your password").fill(PASSWORD)
        dialog(page).get_by_role("button", name="Make invitation link").click()
        page.get_by_label("The link", exact=True).wait_for()

    return show


def the_qr_code(scenery):
    def show(page):
        page.goto("/account/second-factor")
        if page.get_by_label("Your password").count():
            page.get_by_label("Your password").fill(PASSWORD)
            page.get_by_role("button", name="Continue").click()
        page.get_by_role("img", name="QR code").wait_for()

    return show


def a_rejection_without_a_reason(scenery):
    def show(page):
        page.goto(f"{scenery.path}/candidates/{scenery.reviewed}/attributes/family_name/reject")
        dialog(page).get_by_role("button", name="Reject with this reason").click()
        dialog(page).get_by_text("Say why").wait_for()

    return show


def somebody_faster(scenery):
    def show(page):
        path = f"{scenery.path}/candidates/{scenery.reviewed}"
        page.goto(f"{path}/attributes/dob/reject")
        for below in ("accept", "undecide"):
            scenery.act(path, f"/attributes/dob/{below}")
        dialog(page).get_by_label("Reason").fill("It is another one in the passport")
        page.keyboard.press("Enter")
        page.get_by_text("Somebody else was faster.").wait_for()

    return show


def a_link_to_submit_again(scenery):
    def show(page):
        page.goto(f"{scenery.path}/candidates/{scenery.rejected}/link")
        dialog(page).get_by_role("button", name="Make link").click()
        dialog(page, "The link to submit again").wait_for()

    return show


def all_that_unfolds(scenery):
    def show(page):
        page.goto(f"{scenery.path}/candidates/{scenery.reviewed}")
        for part in [page.locator("#keys > summary"), page.locator(".choose > summary"),
                     page.locator("#attribute-address .value summary"), page.locator("#certificates summary").first]:
            part.click()
        page.locator("#attribute-passport").get_by_role("button", name="Turn: Passport").click()

    return show


def found_by_name(scenery):
    def show(page):
        page.goto(f"{scenery.path}/candidates")
        page.get_by_role("searchbox").fill("o\u2019brien")
        page.get_by_role("button", name="Search", exact=True).click()
        page.get_by_role("status").filter(has_text="found").wait_for()

    return show


def an_export_without_password(scenery):
    def show(page):
        page.goto(f"{scenery.path}/candidates/export")
        dialog(page).get_by_role("button", name="Download ZIP").click()
        page.locator("#password-problem").wait_for()

    return show


def scenes(scenery):
    """Name -> (whether signed in, what to do to see it)."""
    def at(path):
        return lambda page: page.goto(path)

    shown = {name: (True, at(path)) for name, path in scenery.addresses().items()}
    shown |= {name: (False, at(path)) for name, path in scenery.doors().items()}
    shown |= {
        "sign-in-wrong": (False, wrong_sign_in), "keys-problems": (True, problems_in_a_key(scenery)),
        "keys-secret": (True, a_new_key(scenery)), "keys-question": (True, a_question(scenery)),
        "keys-challenge": (True, a_challenge(scenery)), "keys-receiver-private": (True, a_private_key(scenery)),
        "settings-problems": (True, problems_in_settings(scenery)), "team-link": (True, an_invitation(scenery)),
        "webhook-secret": (True, a_webhook_secret(scenery)), "webhook-problems": (True, problems_in_a_webhook(scenery)),
        "submission-problems": (True, an_opened_submission(scenery)),
        "review-conflict": (True, a_settings_conflict(scenery)),
        "account-qr": (True, the_qr_code(scenery)),
        "candidates-found": (True, found_by_name(scenery)),
        "candidates-export-refused": (True, an_export_without_password(scenery)),
        "candidate-rejecting": (True, a_rejection_without_a_reason(scenery)),
        "candidate-changed": (True, somebody_faster(scenery)),
        "candidate-link-shown": (True, a_link_to_submit_again(scenery)),
        "candidate-unfolded": (True, all_that_unfolds(scenery)),
    }
    return shown

"""A service as it stands after some weeks, and every page and dialog of the console on it: for looking at."""

import candidates
from acts import Stage
from console import PASSWORD
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
            "candidates": f"{path}/candidates", "candidates-empty": "/services/empty/candidates", 
            "candidate": candidate,
            "candidate-archived": f"{path}/candidates/{self.archived}", "candidate-archive": f"{candidate}/archive",
            "candidate-block": f"{candidate}/block", "candidate-delete": f"{candidate}/delete",
            "keys": f"{path}/keys", "keys-empty": "/services/empty/keys", "keys-new": f"{path}/keys/new",
            "keys-edit": key, "keys-edit-sealed": f"{path}/keys/{self.sealed}",
            "keys-receiver": f"{key}/receiver", "keys-receiver-change": f"{path}/keys/{self.sealed}/receiver",
            "keys-receiver-remove": f"{path}/keys/{self.sealed}/receiver/remove",
            "candidate-undo": f"{candidate}/acknowledgements/{self.holder}/undo",
            "settings-key": f"{path}/settings/encryption-key",
            "keys-rotate": f"{key}/rotate", "keys-end": f"{path}/keys/{self.rotated}/old-secret/end",
            "keys-delete": f"{key}/delete", "keys-preview": f"{path}/keys/preview?scope=pictures",
            "keys-preview-of-one": f"{key}/preview?recordId={self.candidate}",
            "team": f"{path}/team", "team-invite": f"{path}/team/invite", "team-role": member,
            "team-remove": f"{member}/remove", "settings": f"{path}/settings", "activity": f"{path}/activity",
            "usage": f"{path}/usage", "usage-empty": "/services/empty/usage",
            "activity-empty": "/services/empty/activity?kind=key.deleted", "not-found": "/nothing/here",
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
        "account-qr": (True, the_qr_code(scenery)),
    }
    return shown

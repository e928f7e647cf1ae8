"""What can't be undone is done to what was seen; a held candidate stays what it was; four eyes need four."""

import itertools
import json

import pytest
from playwright.sync_api import expect

import candidates
from console import PASSWORD, Console
from pages import dialog, expect_notice
from test_review import Case

NUMBERS = itertools.count(8000)
NEUTRAL = "Nothing can be changed at the moment. Please try again another day."


class Cast:
    def __init__(self, console):
        self.console = console
        self.owner = console.owner()
        self.mia = console.member("manager", "acme", "Mia Manager", "mia@example.com")
        self.ann = console.member("approver", "acme", "Ann Approver", "ann@example.com")
        self.rita = console.member("reviewer", "acme", "Rita Reviewer", "rita@example.com")
        consent = console.folder / "consent.txt"
        consent.write_text("I agree.")
        self.set("--submission-page", "on", "--consent-file", consent)
        self.writer = console.create_key("pictures", write=True)

    def set(self, *more):
        ran = self.console.cli("service", "set", "acme", *more)
        assert ran.code == 0, ran

    def candidate(self, status="waiting", **more):
        number = next(NUMBERS)
        person = candidates.person(f"ref-{number}", number, status=status, **more)
        self.console.import_people([person])
        case = Case(self, person, "acme")
        case.ref_id, case.email = person["refId"], person["identities"]["email"]["value"]
        return case

    def submit_again(self, case, **more):
        """By the API, as a merchant's form would."""
        return self.console.post(
            self.console.beta_path(case.ref_id), self.writer, {"email": case.email, "given_name": "Augusta", **more})

    def read(self, case):
        return self.console.get(self.console.by_ref_id(case.ref_id), self.writer)

    def link(self, case):
        """The place of a resubmission link."""
        ran = self.console.cli("candidate", "resubmission-link", "--service", "acme", case.ref_id)
        assert ran.code == 0, ran
        return "/verify/" + ran.document["url"].partition("/verify/")[2]

    def hold(self, case):
        path = f"{case.path}/hold"
        page = self.mia.submit(path, path)
        assert page.status == 303, page


@pytest.fixture(scope="module")
def cast(console):
    return Cast(console)


# ---- what nobody saw


@pytest.mark.parametrize("end, fields", [("archive", {}), ("delete", {"password": PASSWORD})])
def test_what_nobody_saw_is_not_destroyed(cast, window, end, fields):
    case = cast.candidate()
    page = window(cast.console, cast.mia)
    page.goto(f"{case.path}/{end}")
    assert cast.submit_again(case).status == 200
    box = dialog(page)
    if fields:
        box.get_by_label("Your password").fill(PASSWORD)
    name = "Archive" if end == "archive" else "Delete"
    button = box.locator(".dialog-buttons button")
    expect(button).to_contain_text(f"{name} candidate")
    button.click()
    expect(box.get_by_role("alert")).to_contain_text("Somebody else was faster")
    expect(box.get_by_role("alert")).to_contain_text("submitted")
    data = cast.read(case).data
    assert (data["isArchived"], data["submitCount"], data["identities"]["given_name"]["value"]) == (False, 2, "Augusta")
    # What is seen now can be ended.
    if fields:
        box.get_by_label("Your password").fill(PASSWORD)
    box.locator(".dialog-buttons button").click()
    expect_notice(page, "The candidate was")
    answer = cast.read(case)
    assert answer.status == 404 if fields else answer.data["isArchived"], answer


@pytest.mark.parametrize("below, status", [("link", "rejected"), ("hold/lift", "waiting")])
def test_a_dialog_of_an_older_page_does_nothing(cast, below, status):
    case = cast.candidate(status)
    if below != "link":
        cast.hold(case)
        case.must(cast.owner, "/hold/ask")
    path = f"{case.path}/{below}"
    form = cast.mia.open(path).form(path)
    assert cast.console.candidate("block", case.ref_id).code == 0
    assert cast.console.candidate("unblock", case.ref_id).code == 0
    answer = cast.mia.post(path, form.filled({}))
    assert answer.status == 409 and "Somebody else was faster" in answer.words, answer
    if below != "link":
        assert "until two persons have lifted it" in cast.mia.open(case.path).words


# ---- under a legal hold


def test_nothing_replaces_what_is_held(cast, window):
    case = cast.candidate("rejected", pictures={"passport": candidates.png(seed=1)})
    path = cast.link(case)
    cast.hold(case)
    before = cast.read(case).body
    answer = cast.submit_again(case)
    assert (answer.status, answer.json["error"], answer.json["extra"]["field"]) == (409, "conflict", "hold"), answer
    other = candidates.person(case.ref_id, int(case.ref_id[4:]), "rejected",
        texts={"given_name": "Other", "email": case.email}, pictures={"passport": candidates.png(seed=2)}, submitCount=2)
    ran = cast.console.import_people([other], check=False)
    assert ran["imported"] == 0 and "hold" in json.dumps(ran), ran
    assert cast.read(case).body == before
    # The candidate is told nothing of it, and no new link can be made.
    page = cast.console.visitor().get(path)
    assert page.status == 409 and NEUTRAL in page.words, page
    for word in ["hold", "legal", "archive"]:
        assert word not in page.text.lower(), word
    desk = window(cast.console, cast.mia)
    desk.goto(case.path)
    expect(desk.get_by_role("link", name="Make resubmission link")).to_have_count(0)
    ran = cast.console.cli("candidate", "resubmission-link", "--service", "acme", case.ref_id)
    assert ran.code != 0 and "legal hold" in ran.err, ran


def test_the_page_says_the_same_to_who_has_begun(cast, window):
    case = cast.candidate("rejected")
    page = window(cast.console, cast.console.visitor())
    page.goto(cast.link(case))
    cast.hold(case)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", name="This can't go on right now")).to_be_visible()
    expect(page.locator("#trouble-words")).to_have_text(NEUTRAL)


def test_who_asked_and_left_is_none_of_two(cast):
    case = cast.candidate()
    cast.hold(case)
    gone = cast.console.member("manager", "acme", "Gina Gone", "gina@example.com")
    case.must(gone, "/hold/ask")
    assert "Gina Gone asks to lift it" in cast.mia.open(case.path).words
    ids = {one["email"]: one["id"] for one in cast.console.cli("member", "list").document["members"]}
    path = f"/services/acme/team/{ids['gina@example.com']}/remove"
    assert cast.owner.submit(path, path, {"password": PASSWORD}).status == 303
    answer = case.do(cast.mia, "/hold/lift")
    assert answer.status == 409 and "may no longer lift" in answer.words, answer
    page = cast.mia.open(case.path)
    assert "asks to lift it" not in page.words and "Ask to lift the hold" in page.words, page
    case.must(cast.mia, "/hold/ask")
    case.must(cast.owner, "/hold/lift")


# ---- who sees, who approves


def test_making_oneself_the_reviewer_afterwards_opens_nothing(cast):
    case = cast.candidate("approved", texts={"given_name": "Zebulon", "email": "zeb@example.net"})
    case.must(cast.rita, "/reviewer")
    page = cast.rita.open(case.path)
    assert "Zebulon" not in page.text and "Covered." in page.words, page
    case.must(cast.rita, "/identity", {"reason": "The bank asks"})
    assert "Zebulon" in cast.rita.open(case.path).text


def test_four_eyes_with_one_approver_are_no_surprise(cast, window):
    with Console() as console:
        console.start()
        console.create_service("Small", "small")
        owner = console.owner()
        page = window(console, owner, axe=True)
        page.goto("/services/small/settings/review")
        warning = page.locator("#lacks-approvers")
        expect(warning).to_have_count(0)
        page.get_by_label("Four eyes: somebody other than the reviewer approves").check()
        page.get_by_role("button", name="Save settings").click()
        expect_notice(page, "The settings were saved.")
        expect(warning).to_contain_text("Only one person of this team may approve.")
        console.import_people([candidates.person("one", 1)], service="small")
        path = f"/services/small/candidates/{candidates.record_id(1)}"
        page.goto(path)
        step = page.locator(".step-next")
        step.get_by_role("button", name="Assign to me").click()
        expect(step).to_contain_text("Somebody else has to approve.")
        step.get_by_role("button", name="Start review").click()
        expect(page.locator("#obstacle")).to_have_text(
            "3 attributes are undecided. You review it, so somebody else has to approve.")
        other = console.member("approver", "small", "Ann Approver", "ann@example.com")
        page.goto("/services/small/settings/review")
        expect(warning).to_have_count(0)
        console.import_people([candidates.person("two", 2)], service="small")
        path = f"/services/small/candidates/{candidates.record_id(2)}"
        assert other.post(f"{path}/reviewer", other.open(path).form(path).filled({})).status == 303
        assert "Somebody else is the reviewer and hasn’t started yet." in owner.open(path).words


def test_an_incomplete_candidate_is_no_dead_end(cast, window):
    case = cast.candidate("incomplete")
    page = window(cast.console, cast.rita, axe=True)
    page.goto(case.path)
    page.get_by_role("link", name="Submit for review").click()
    dialog(page).get_by_label("Why").fill("The bank has vouched for the rest")
    dialog(page).get_by_role("button", name="Submit for review").click()
    expect_notice(page, "The candidate was submitted and waits for a reviewer.")
    expect(page.locator(".step-facts")).to_contain_text("Waiting")
    expect(page.get_by_role("link", name="Submit for review")).to_have_count(0)
    assert cast.read(case).data["status"] == "waiting"


# ---- certificates by the API


@pytest.mark.parametrize("name", ["certs", "certificates"])
def test_a_certificate_that_comes_by_the_api_approves(cast, name):
    cast.set("--approve-by", "kyc")
    try:
        vouched = {"attributes": ["email", "given_name"]}
        old = {**vouched, "expirationDate": "2001-01-01T00:00:00Z"}
        for number, (certificate, status) in enumerate([(vouched, "approved"), (old, "waiting"),
                ({**vouched, "revoked": True}, "waiting")]):
            ref_id = f"by-{name}-{number}"
            text = json.dumps(certificate)
            answer = cast.console.post(cast.console.beta_path(ref_id), cast.writer,
                {"email": f"{ref_id}@example.com", "given_name": "A", name: {"kyc": text}})
            assert answer.status == 200, answer
            data = cast.console.get(cast.console.by_ref_id(ref_id), cast.writer).data
            assert (data["status"], data["certs"]) == (status, {"kyc": text})
    finally:
        cast.set("--do-not-approve-by", "kyc")

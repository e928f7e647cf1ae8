"""The reviewer's desk: the page of one candidate, by mouse, by keyboard alone, without script, and by two at once."""

import itertools
import re

import pytest
from playwright.sync_api import expect

import candidates
from acts import forge
from console import PASSWORD
from pages import clipboard, dialog, expect_notice, focused
from watch import axe_faults

NUMBERS = itertools.count(7000)
VALUES = {"given_name": "Zebulon", "family_name": "Quartermain", "email": "zeb@example.net"}
ADDRESS = '{"address":"Quince Street 9","extraInfo":"","city":"Perth","postalCode":"6000","country":"AUS"}'


class Cast:
    """A service with two who approve, one who reviews, one who reads, and two managers."""

    def __init__(self, console):
        self.console = console
        self.owner = console.owner()
        for client_id, more in [("acme", []), ("pairs", ["--four-eyes", "on"])]:
            if client_id != "acme":
                console.create_service("Pairs", client_id)
            ran = console.cli("service", "set", client_id, "--field", "Risk=Low,High", "--feedback-text",
                "The picture is blurred", "--feedback-text", "The name differs from the document", *more)
            assert ran.code == 0, ran
        self.ann = console.member("approver", "acme", "Ann Approver", "ann@example.com")
        self.bob = console.member("approver", "acme", "Bob Approver", "bob@example.com")
        self.rita = console.member("reviewer", "acme", "Rita Reviewer", "rita@example.com")
        self.reader = console.member("read-only", "acme", "Rolf Reader", "rolf@example.com")
        self.mia = console.member("manager", "acme", "Mia Manager", "mia@example.com")
        self.max = console.member("manager", "acme", "Max Manager", "max@example.com")

    def candidate(self, service="acme", status="waiting", **more):
        number = next(NUMBERS)
        person = candidates.person(f"ref-{number}", number, status=status, **{"texts": VALUES, **more})
        self.console.import_people([person], service)
        return Case(self, person, service)


class Case:
    """One candidate."""

    def __init__(self, cast, person, service):
        self.cast, self.id, self.service = cast, person["recordId"], service
        self.path = f"/services/{service}/candidates/{self.id}"

    def do(self, visitor, below, fields=None, page=None):
        """Sends the page's marks to an act, as its buttons do; redirects are not followed."""
        page = page or visitor.open(self.path)
        assert page.status == 200, page
        return visitor.post(self.path + below, page.form(self.path).filled(fields or {}))

    def must(self, visitor, below, fields=None):
        answer = self.do(visitor, below, fields)
        assert answer.status == 303, answer
        return answer

    def in_review(self, visitor):
        self.must(visitor, "/reviewer")
        self.must(visitor, "/start")
        return self

    def archive(self):
        page = self.cast.mia.submit(f"{self.path}/archive", f"{self.path}/archive")
        assert page.status == 303, page


@pytest.fixture(scope="module")
def cast(console):
    return Cast(console)


def item(page, slug):
    return page.locator(f"#attribute-{slug}")


def decided(page, slug, words):
    expect(item(page, slug).locator(".decision .dot")).to_have_text(words)


# ---- the whole flow


def test_the_whole_flow_by_mouse(cast, window):
    case = cast.candidate(pictures={"selfie": candidates.jpeg(1)})
    page = window(cast.console, cast.ann)
    page.goto(case.path)
    expect(page.get_by_text("Nobody reviews this candidate yet.")).to_be_visible()
    assert "Zebulon" not in page.content()
    page.locator(".step-next").get_by_role("button", name="Assign to me").click()
    expect_notice(page, "The reviewer was set.")
    # The reviewer sees it at once; who sees it stands in the history.
    expect(item(page, "given_name")).to_contain_text("Zebulon")
    page.get_by_role("button", name="Start review").click()
    expect_notice(page, "The review has begun.")
    expect(page.get_by_role("row", name=re.compile("Ann Approver looked at the identity"))).to_be_visible()
    approve = page.get_by_role("button", name="Approve", exact=True)
    expect(approve).to_be_disabled()
    expect(approve).to_have_accessible_description("4 attributes are undecided.")
    page.get_by_role("button", name="Accept Given name").click()
    page.wait_for_url("**#attribute-given_name")
    decided(page, "given_name", "Accepted")
    expect(item(page, "given_name")).to_contain_text("by Ann Approver")
    expect(item(page, "given_name")).to_be_focused()
    page.get_by_role("link", name="Reject Email").click()
    box = dialog(page, "Reject Email")
    expect(box.get_by_label("Reason")).to_be_focused()
    assert box.locator("#offers option").first.get_attribute("value") == "The picture is blurred"
    box.get_by_role("button", name="Reject with this reason").click()
    expect(box.get_by_text("Say why")).to_be_visible()
    expect(box.get_by_label("Reason")).to_be_focused()
    box.get_by_label("Reason").fill("Not reachable")
    box.get_by_role("button", name="Reject with this reason").click()
    decided(page, "email", "Rejected")
    expect(item(page, "email")).to_contain_text("Not reachable")
    expect(approve).to_have_accessible_description("1 attribute is rejected: send feedback, or decide anew.")
    # A decision can be taken back while the review lasts.
    page.get_by_role("button", name="Take back the decision about Email").click()
    decided(page, "email", "Undecided")
    page.get_by_role("button", name="Accept all 3 undecided").click()
    expect_notice(page, "What was undecided is accepted.")
    expect(page.get_by_text("4 accepted, 0 rejected, 0 undecided")).to_be_visible()
    page.get_by_role("button", name="Approve", exact=True).click()
    expect_notice(page, "The candidate was approved.")
    expect(page.get_by_text("It is approved: keys may take it over.")).to_be_visible()


def test_the_whole_flow_by_keyboard_alone(cast, window):
    case = cast.candidate()
    page = window(cast.console, cast.ann)
    page.goto(case.path)
    press = page.keyboard.press

    def go(name, role="button"):
        for _ in range(80):
            press("Tab")
            if page.evaluate("() => document.activeElement.textContent.trim()") == name:
                return press("Enter")
        raise AssertionError(f"Tab never reaches {name}")

    go("Assign to me")
    page.wait_for_url("**notice=reviewer-assigned**")
    go("Start review")
    page.wait_for_url("**notice=review-started**")
    press("j")
    expect(item(page, "given_name")).to_be_focused()
    press("a")
    page.wait_for_url("**attribute-accepted#attribute-given_name")
    expect(item(page, "given_name")).to_be_focused()
    press("ArrowDown")
    expect(item(page, "family_name")).to_be_focused()
    press("a")
    page.wait_for_url("**#attribute-family_name")
    press("j")
    press("r")
    expect(dialog(page, "Reject Email").get_by_label("Reason")).to_be_focused()
    page.keyboard.type("jar? a kraal")
    expect(dialog(page).get_by_label("Reason")).to_have_value("jar? a kraal")
    press("Enter")
    page.wait_for_url("**attribute-rejected#attribute-email")
    decided(page, "email", "Rejected")
    expect(item(page, "email")).to_contain_text("jar? a kraal")
    press("k")
    expect(item(page, "family_name")).to_be_focused()
    press("?")
    expect(page.locator("#keys .keys-list")).to_be_visible()
    expect(page.locator("#keys summary")).to_be_focused()
    page.goto(case.path + "/feedback")
    box = dialog(page, re.compile("^Send feedback about"))
    page.keyboard.type("Write to us from another address")
    press("Tab")
    press("Tab")
    assert focused(page) == "Reject and send feedback"
    press("Enter")
    expect(box).to_have_count(0)
    expect(page.get_by_text("It waits for the candidate to submit again.")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("rejected a candidate"))).to_contain_text("another address")


def test_keys_never_fire_while_typing_and_can_be_switched_off(cast, window):
    case = cast.candidate().in_review(cast.ann)
    page = window(cast.console, cast.ann)
    page.goto(case.path)
    page.get_by_label("New note").focus()
    page.keyboard.type("jar?")
    expect(page.get_by_label("New note")).to_have_value("jar?")
    page.locator("#keys summary").click()
    page.get_by_label("Use these keys").uncheck()
    page.reload()
    page.locator("body").press("j")
    expect(item(page, "given_name")).not_to_be_focused()
    page.locator("#keys summary").click()
    expect(page.get_by_label("Use these keys")).not_to_be_checked()
    page.get_by_label("Use these keys").check()
    page.keyboard.press("j")
    expect(item(page, "given_name")).to_be_focused()
    # Nothing of it happens to the page with a modifier, which belongs to the browser.
    page.keyboard.press("Control+a")
    decided(page, "given_name", "Undecided")


def test_everything_but_the_zoom_works_without_script(cast, window):
    case = cast.candidate(pictures={"selfie": candidates.jpeg(1)})
    page = window(cast.console, cast.ann, java_script_enabled=False)
    page.goto(case.path)
    page.locator(".step-next").get_by_role("button", name="Assign to me").click()
    page.get_by_role("button", name="Start review").click()
    page.get_by_role("button", name="Accept Given name").click()
    decided(page, "given_name", "Accepted")
    page.get_by_role("link", name="Reject Email").click()
    page.get_by_label("Reason").fill("No")
    page.get_by_role("button", name="Reject with this reason").click()
    decided(page, "email", "Rejected")
    page.get_by_role("link", name="Full size of Selfie").click()
    expect(page.get_by_role("dialog", name="Selfie")).to_be_visible()


# ---- two at once


def test_the_second_of_two_sees_what_changed_and_overwrites_nothing(cast, window):
    case = cast.candidate().in_review(cast.ann)
    cast.bob.submit(f"{case.path}/identity", f"{case.path}/identity", {"reason": "Second look"})
    first, second = window(cast.console, cast.ann), window(cast.console, cast.bob)
    first.goto(case.path)
    second.goto(case.path)
    second.get_by_role("link", name="Reject Family name").click()
    second.get_by_label("Reason").fill("Looks different")
    first.get_by_role("button", name="Accept Family name").click()
    decided(first, "family_name", "Accepted")
    second.keyboard.press("Enter")
    told = second.get_by_role("alert").filter(has_text="Somebody else was faster")
    expect(told).to_contain_text("Ann Approver accepted the attribute family_name")
    expect(told.get_by_role("listitem")).to_have_count(1)
    expect(second.get_by_label("Reason")).to_have_value("Looks different")
    decided(second, "family_name", "Accepted")
    # Now that it is known, the same can be sent.
    second.get_by_label("Reason").press("Enter")
    decided(second, "family_name", "Rejected")
    # A dialog stands over the page, so it says it itself.
    first.goto(case.path + "/feedback")
    case.must(cast.bob, "/identity", {"reason": "To decide"})
    case.must(cast.bob, "/attributes/email/accept")
    box = dialog(first)
    box.get_by_label("Feedback").fill("Once more, please")
    box.get_by_role("button", name="Reject and send feedback").click()
    expect(dialog(first).get_by_role("alert")).to_contain_text("Bob Approver accepted the attribute email")
    expect(dialog(first).get_by_label("Feedback")).to_have_value("Once more, please")


def test_what_was_chosen_and_written_stays_when_somebody_was_faster(cast):
    case = cast.candidate().in_review(cast.ann)
    page = cast.ann.open(case.path)
    case.must(cast.bob, "/identity", {"reason": "To decide"})
    case.must(cast.bob, "/attributes/email/accept")
    form = page.form(f"{case.path}/fields")
    refused = cast.ann.post(form.action, form.filled({"field-0": "High"}))
    assert refused.status == 409 and "Somebody else was faster" in refused.words, refused
    assert refused.form(f"{case.path}/fields")["field-0"] == "High"
    assert cast.ann.open(case.path).form(f"{case.path}/fields")["field-0"] == ""
    refused = cast.ann.post(case.path + "/notes", page.form(f"{case.path}/notes").filled({"note": "x" * 4001}))
    assert refused.status == 422 and refused.form(f"{case.path}/notes")["note"] == "x" * 4001


ACTS = ["/reviewer", "/start", "/approve", "/attributes/accept-all", "/attributes/email/accept",
    "/attributes/email/undecide", "/feedback", "/request-review"]


@pytest.mark.parametrize("below", ACTS)
def test_an_act_on_an_old_page_does_nothing(cast, below):
    case = cast.candidate()
    case.must(cast.ann, "/reviewer")
    old = cast.ann.open(case.path)
    if below != "/start":
        case.must(cast.ann, "/start")
    else:
        case.must(cast.bob, "/reviewer")
    before = cast.ann.open(case.path).form(case.path)["revision"]
    answer = case.do(cast.ann, below, {"reason": "Because"}, page=old)
    assert answer.status == 409 and "Somebody else was faster" in answer.words, answer
    assert cast.ann.open(case.path).form(case.path)["revision"] == before


def test_taking_over_says_who_had_it(cast, window):
    case = cast.candidate()
    case.must(cast.ann, "/reviewer")
    page = window(cast.console, cast.rita)
    page.goto(case.path)
    page.locator(".choose summary").click()
    page.get_by_role("button", name="Take over").click()
    expect_notice(page, "The reviewer was set.")
    expect(page.locator(".step-facts")).to_contain_text("Rita Reviewer")
    page.locator(".choose summary").click()
    names = page.get_by_label("Who reviews").locator("option").all_inner_texts()
    assert "Rolf Reader" not in names and {"Nobody", "Ann Approver", "Mia Manager"} <= set(names)
    page.get_by_label("Who reviews").select_option(label="Nobody")
    page.get_by_role("button", name="Assign", exact=True).click()
    expect_notice(page, "Nobody reviews this candidate now.")


def test_four_eyes(cast, window):
    service = "pairs"
    first = cast.console.member("approver", service, "Eva Eins", "eva@example.com")
    other = cast.console.member("approver", service, "Zoe Zwei", "zoe@example.com")
    case = cast.candidate(service).in_review(first)
    case.must(first, "/attributes/accept-all")
    page = window(cast.console, first)
    page.goto(case.path)
    approve = page.get_by_role("button", name="Approve", exact=True)
    expect(approve).to_be_disabled()
    expect(approve).to_have_accessible_description(re.compile("wants somebody else to approve"))
    assert case.do(first, "/approve").status == 409
    page = window(cast.console, other)
    page.goto(case.path)
    page.get_by_role("button", name="Approve", exact=True).click()
    expect_notice(page, "The candidate was approved.")


# ---- who sees what


def test_an_identity_is_covered_until_somebody_says_why(cast, window):
    case = cast.candidate(pictures={"selfie": candidates.jpeg(1)})
    page = window(cast.console, cast.rita)
    page.goto(case.path)
    assert not any(value in page.content() for value in VALUES.values())
    assert cast.rita.get(f"{case.path}/pictures/selfie").status == 403
    page.get_by_role("link", name="Show identity").click()
    box = dialog(page, re.compile("^Show the identity of"))
    box.get_by_role("button", name="Show identity").click()
    expect(dialog(page).get_by_text("Say in 1 to 1,000 characters")).to_be_visible()
    dialog(page).get_by_label("Why you need to see it").fill("Asked by the bank")
    dialog(page).get_by_role("button", name="Show identity").click()
    page.wait_for_url("**#identity")
    expect(item(page, "given_name")).to_contain_text("Zebulon")
    line = page.get_by_role("row", name=re.compile("Rita Reviewer looked at the identity"))
    expect(line).to_contain_text("Asked by the bank")
    # For this session only, and the reason for reviewers only.
    assert "Zebulon" not in cast.console.again(cast.rita).open(case.path).text
    assert "Asked by the bank" not in cast.reader.open(case.path).text


def test_who_only_reads_gets_no_value_note_or_reason(cast):
    certificate = {"aml": '{"result":"Clearwater"}'}
    case = cast.candidate(
        pictures={"selfie": candidates.jpeg(1)}, texts={**VALUES, "address": ADDRESS}, certs=certificate,
        customFields={"Risk": "High", "Origin": "Branchville"}).in_review(cast.ann)
    case.must(cast.ann, "/attributes/email/reject", {"reason": "Nonesuch-reason"})
    page = cast.ann.open(case.path)
    assert cast.ann.submit(page, f"{case.path}/notes", {"note": "Nonesuch-note"}).status == 303
    seen = cast.ann.open(case.path).text
    secrets = [*VALUES.values(), "Quince Street", "Clearwater", "Branchville", "Nonesuch-reason", "Nonesuch-note"]
    assert [one for one in secrets if one not in seen] == []
    for below in ["", "/pictures/selfie", "/pictures/selfie/full", "/identity", "/feedback"]:
        text = cast.reader.open(case.path + below).body
        assert [one for one in secrets if one.encode() in text] == [], below
    page = cast.reader.open(case.path)
    assert "Names only." in page.words and "Given name" in page.words and "Rejected" in page.words
    assert [form.action for form in page.document.forms if form.action != "/sign-out"] == [case.path]
    assert cast.reader.get(f"{case.path}/pictures/selfie").status == 403


def test_compound_values_and_certificates_can_be_read(cast, window):
    case = cast.candidate(texts={**VALUES, "address": ADDRESS, "dob": "02/03/1984"}, certs={"aml": '{"a":{"b":[1]}}'})
    case.must(cast.ann, "/reviewer")
    page = window(cast.console, cast.ann)
    page.goto(case.path)
    assert re.sub(r"\s+", " ", item(page, "address").locator(".value dl").inner_text()) == (
        "Street Quince Street 9 City Perth Postal code 6000 Country AUS")
    expect(item(page, "address").locator("pre")).to_be_hidden()
    item(page, "address").locator("details summary").first.click()
    expect(item(page, "address").locator("pre")).to_have_text(ADDRESS)
    expect(item(page, "dob")).to_contain_text("3 February 1984")
    page.get_by_text("aml", exact=True).click()
    expect(page.get_by_label("Certificate aml")).to_have_text('{\n  "a": {\n    "b": [\n      1\n    ]\n  }\n}')


def test_custom_fields_reach_the_api(cast, window):
    case = cast.candidate(customFields={"Origin": "Branch"})
    case.must(cast.ann, "/reviewer")
    page = window(cast.console, cast.ann)
    page.goto(case.path)
    page.get_by_label("Risk").select_option("High")
    page.get_by_role("button", name="Save fields").click()
    expect_notice(page, "The custom fields were saved.")
    expect(page.get_by_label("Risk")).to_have_value("High")
    expect(page.locator("#fields")).to_contain_text("Branch")
    key = cast.console.create_key("text", service="acme", description="Fields")
    answer = cast.console.get(cast.console.by_record_id(case.id, "acme"), key)
    assert answer.json["data"]["customFields"] == {"Origin": "Branch", "Risk": "High"}
    page.get_by_label("Risk").select_option("")
    page.get_by_role("button", name="Save fields").click()
    expect(page.get_by_label("Risk")).to_have_value("")
    answer = cast.console.get(cast.console.by_record_id(case.id, "acme"), key)
    assert answer.json["data"]["customFields"] == {"Origin": "Branch"}


# ---- pictures


def test_pictures_come_with_strict_headers_and_end_with_the_archive(cast):
    content = candidates.png(40, 20, seed=3, extra=300_000)
    case = cast.candidate(pictures={"passport": content})
    case.must(cast.ann, "/reviewer")
    [address] = re.findall(r'src="([^"]+/pictures/passport[^"]+)"', cast.ann.open(case.path).text)
    page = cast.ann.get(address)
    assert page.status == 200 and page.body == content
    assert page.headers["content-type"] == "image/png"
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["content-security-policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert page.headers["content-length"] == str(len(content))
    assert "etag" not in page.headers
    assert cast.ann.open(f"{case.path}/pictures/nothing").status == 404
    assert cast.ann.get(f"{case.path}/pictures/No%2F").status == 404
    looks = [line for line in re.findall("looked at the picture passport", cast.ann.open(case.path).words)]
    assert len(looks) == 1
    case.archive()
    assert cast.ann.get(address).status == 404
    assert cast.ann.get(f"{case.path}/pictures/passport/full").status == 303


def test_a_picture_is_enlarged_and_turned_by_buttons_and_keys(cast, window):
    case = cast.candidate(pictures={"passport": candidates.png(60, 30), "selfie": candidates.jpeg(2)})
    case.must(cast.ann, "/reviewer")
    page = window(cast.console, cast.ann)
    page.goto(case.path)
    viewer = item(page, "passport").locator("[data-viewer]")
    picture = viewer.get_by_role("img", name="Passport")
    assert picture.evaluate("one => one.naturalWidth") == 60
    width = picture.bounding_box()["width"]
    viewer.get_by_role("button", name="Larger: Passport").click()
    assert picture.bounding_box()["width"] == pytest.approx(width * 1.5, rel=0.02)
    viewer.get_by_role("button", name="Turn: Passport").click()
    assert picture.evaluate("one => getComputedStyle(one).transform") == "matrix(0, 1, -1, 0, 0, 0)"
    # The picture below stays as it is.
    assert item(page, "selfie").locator("[data-viewer]").get_attribute("data-turn") == "0"
    viewer.locator(".viewer-ground").focus()
    for key, zoom, turn in [("+", 2, 1), ("r", 2, 2), ("-", 1, 2), ("0", 0, 0), ("-", 0, 0)]:
        page.keyboard.press(key)
        assert [viewer.get_attribute("data-zoom"), viewer.get_attribute("data-turn")] == [str(zoom), str(turn)], key
    page.get_by_role("link", name="Full size of Passport").click()
    box = dialog(page, "Passport")
    page.keyboard.press("+")
    page.keyboard.press("r")
    large = box.locator("[data-viewer]")
    assert [large.get_attribute("data-zoom"), large.get_attribute("data-turn")] == ["1", "1"]
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    page.wait_for_url("**#attribute-passport")


# ---- notes, holds, archive


def test_notes_and_reasons_go_with_the_archive(cast, window):
    case = cast.candidate().in_review(cast.ann)
    page = window(cast.console, cast.ann)
    page.goto(case.path)
    page.get_by_label("New note").fill("Spoke with the bank.\nAll fine.")
    page.get_by_role("button", name="Write note").click()
    expect_notice(page, "The note was written.")
    expect(page.locator("#notes .note")).to_contain_text("Ann Approver")
    assert page.locator("#notes .written").inner_text() == "Spoke with the bank.\nAll fine."
    case.must(cast.ann, "/attributes/email/reject", {"reason": "Bounced thrice"})
    seen = cast.bob.open(case.path).text
    assert "Spoke with the bank" in seen and "Bounced thrice" in seen
    case.archive()
    page.goto(case.path)
    expect(page.get_by_text("destroyed with the archive")).to_be_visible()
    assert "Spoke with the bank" not in page.content() and "Bounced thrice" not in page.content()
    expect(page.get_by_label("New note")).to_have_count(0)
    expect(page.locator("[data-accept]")).to_have_count(0)
    expect(page.get_by_role("button", name="Assign")).to_have_count(0)
    assert case.do(cast.ann, "/notes", {"note": "Late"}).status in (409, 303)
    assert "Late" not in cast.ann.open(case.path).text


def test_a_note_sent_twice_is_written_once(cast):
    case = cast.candidate()
    form = cast.ann.open(case.path).form(f"{case.path}/notes")
    sent = form.filled({"note": "Only once"})
    assert [cast.ann.post(form.action, sent).status for _ in range(2)] == [303, 303]
    assert cast.ann.open(case.path).text.count("Only once") == 1


def test_two_persons_lift_a_hold(cast, window):
    case = cast.candidate()
    page = window(cast.console, cast.mia)
    page.goto(case.path)
    page.get_by_role("link", name="Legal hold", exact=True).click()
    dialog(page).get_by_role("button", name="Place legal hold").click()
    expect_notice(page, "The candidate is under legal hold.")
    for name in ["Archive now", "Delete"]:
        expect(page.get_by_role("link", name=name, exact=True)).to_have_count(0)
    assert cast.mia.post(f"{case.path}/archive", page_marks(cast.mia, case)).status == 409
    hold = page.get_by_role("region", name="Legal hold")
    hold.get_by_role("link", name="Ask to lift the hold").click()
    dialog(page).get_by_role("button", name="Ask to lift").click()
    expect(hold).to_contain_text("Mia Manager asks to lift it")
    expect(hold.get_by_role("link", name="Lift the hold", exact=True)).to_have_count(0)
    refused = case.do(cast.mia, "/hold/lift")
    assert refused.status == 409 and "Another person lifts the hold" in refused.words
    # Withdrawn, and asked once more by the other.
    hold.get_by_role("link", name="Keep the hold").click()
    dialog(page).get_by_role("button", name="Keep the hold").click()
    expect_notice(page, "The hold stays")
    case.must(cast.max, "/hold/ask")
    page.goto(case.path)
    page.get_by_role("link", name="Lift the hold", exact=True).click()
    dialog(page).get_by_role("button", name="Lift the hold as the second person").click()
    expect_notice(page, "The legal hold was lifted.")
    expect(hold).to_have_count(0)
    case.archive()


def page_marks(visitor, case):
    return visitor.open(case.path).form(case.path).filled({})


def test_feedback_shows_the_link_to_submit_again_once(cast, window):
    consent = cast.console.folder / "consent.txt"
    consent.write_text("I agree.")
    ran = cast.console.cli("service", "set", "acme", "--submission-page", "on", "--consent-file", consent)
    assert ran.code == 0, ran
    case = cast.candidate().in_review(cast.ann)
    case.must(cast.ann, "/attributes/email/reject", {"reason": "Unreachable"})
    page = window(cast.console, cast.ann, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{case.path}/feedback")
    dialog(page).get_by_role("button", name="Reject and send feedback").click()
    box = dialog(page, "The link to submit again")
    link = box.get_by_label("The link", exact=True).inner_text()
    assert link.startswith(f"{cast.console.origin}/verify/acme?resubmit=")
    box.get_by_role("button", name="Copy").click()
    expect(box.get_by_role("button", name="Copied")).to_be_visible()
    assert clipboard(page) == link
    box.get_by_role("link", name="Close").first.click()
    expect(box).to_have_count(0)
    assert link not in page.content()
    page.go_back()
    assert link not in page.content()
    # Another one can be made while the candidate is asked to submit again.
    page.goto(case.path)
    page.get_by_role("link", name="Make resubmission link").click()
    dialog(page).get_by_role("button", name="Make link").click()
    expect(dialog(page, "The link to submit again")).to_be_visible()
    expect(dialog(page).get_by_label("The link", exact=True)).to_contain_text("/verify/acme?resubmit=")


def test_blocking_keeps_its_reason_for_reviewers(cast, window):
    case = cast.candidate()
    page = window(cast.console, cast.mia)
    page.goto(f"{case.path}/block")
    dialog(page).get_by_label("Why").fill("Same passport as another")
    dialog(page).get_by_role("button", name="Block candidate").click()
    expect_notice(page, "The candidate was blocked.")
    expect(page.get_by_role("row", name=re.compile("blocked a candidate"))).to_contain_text("Same passport")
    assert "Same passport" not in cast.reader.open(case.path).text


def test_the_page_prints_values_only_where_they_are_shown(cast, window):
    case = cast.candidate().in_review(cast.ann)
    page = window(cast.console, cast.ann, axe=True)
    page.goto(case.path)
    assert axe_faults(page) == []
    page.emulate_media(media="print")
    expect(item(page, "given_name").get_by_text("Zebulon")).to_be_visible()
    for gone in [page.get_by_role("button", name="Accept Given name"), page.get_by_label("New note"),
                 page.get_by_role("button", name="Approve", exact=True), page.locator("#keys")]:
        expect(gone).to_be_hidden()
    covered = window(cast.console, cast.bob)
    covered.goto(case.path)
    covered.emulate_media(media="print")
    expect(covered.get_by_text("Zebulon")).to_have_count(0)


def test_a_forged_act_of_another_service_finds_nothing(cast):
    outsider = cast.console.member("manager", "pairs", "Otto Outsider", "otto@example.com")
    case = cast.candidate().in_review(cast.ann)
    for below in ACTS + ["/notes", "/fields", "/hold", "/identity", "/link"]:
        sent = type("Sent", (), {"path": case.path + below, "fields": page_marks(cast.ann, case)})
        assert forge(outsider, sent).status == 404, below
        sent.path = sent.path.replace("/acme/", "/pairs/")
        assert forge(outsider, sent).status == 404, below
    assert outsider.get(f"{case.path}/pictures/selfie").status == 404
    assert PASSWORD not in cast.ann.open(case.path).text

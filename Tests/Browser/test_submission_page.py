"""The submission page as a candidate meets it: on a phone, with a camera or with files, on a connection that comes and goes,
by keyboard alone, and once more for what was rejected. What was typed and taken is what the merchant's API answers.

Screenshots go to .build/screenshots, for people to look at.
"""

import base64
import itertools
import json
import os
import re
import threading

import pytest
from playwright.sync_api import expect

import candidates
from console import ROOT, Console
from pages import tab_to
from submitting import (
    OFFERED, PERSON, PICTURES, TEXTS, Phones, Submission, example, jpeg_size, large_png, offer_page,
    with_exif, with_text)
from test_looks import OVERFLOW
from watch import axe_faults

SCREENSHOTS = ROOT / ".build" / "screenshots"
WAITING = "We look at it within two working days."
MIB = 1 << 20
_references = (f"customer-{number}" for number in itertools.count(1))


@pytest.fixture(scope="module")
def lethe():
    with Console() as lethe:
        lethe.start()
        lethe.create_service("Acme Exchange", "acme")
        lethe.set_service("acme", attribute=["referral:text"])
        offer_page(lethe, "acme", offered=OFFERED, status_text=[f"waiting={WAITING}"])
        lethe.create_service("Short", "short")
        offer_page(lethe, "short", texts=["given_name"], pictures=["selfie"])
        lethe.create_service("Closed", "closed")
        lethe.key = lethe.create_key("pictures", service="acme")
        lethe.short_key = lethe.create_key("pictures", service="short")
        yield lethe


@pytest.fixture(scope="module")
def camera_browser(browser):
    """Chromium with a camera: a picture that it draws itself, and nobody who must be asked."""
    flags = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    flags += ["--no-sandbox"] if os.geteuid() == 0 else []
    path = os.environ.get("LETHE_CHROMIUM", "/usr/bin/chromium")
    browser = browser.browser_type.launch(executable_path=path, args=flags)
    yield browser
    browser.close()


@pytest.fixture
def phone(camera_browser):
    phones = Phones(camera_browser)
    yield phones
    phones.close()


@pytest.fixture
def reference():
    return next(_references)


def answered(lethe, ref_id, service="acme"):
    key = lethe.key if service == "acme" else lethe.short_key
    answer = lethe.get(lethe.by_ref_id(ref_id, service), key)
    assert answer.status == 200, answer
    return answer.json["data"]


def picture_of(lethe, ref_id, slug, service="short"):
    return base64.b64decode(answered(lethe, ref_id, service)["identities"][slug]["value"])


def test_what_was_typed_and_taken_is_what_the_api_answers(lethe, phone, reference):
    page = Submission(phone(lethe), "acme")
    page.to_details(refId=reference, email=PERSON["email"]["value"].replace("@", "%40"))
    # The address named it, and it stays out of the browser's history.
    expect(page.page.get_by_label("E-mail")).to_have_value(PERSON["email"]["value"])
    assert "email" not in page.page.url
    page.type()
    page.page.get_by_label("Referral").fill("a friend")
    page.press("Continue").heading("Passport").give(example("passport"))
    page.heading("Picture of yourself").take()
    page.heading("Proof of address").press("Go on without it")
    page.heading("Look at everything once more")
    for words in ("14 March 1990", "+46 701740642", "111 00 Stockholm", "Sweden", "a friend", "Not given"):
        expect(page.page.locator("#review").get_by_text(words).first).to_be_visible()
    page.press("Send")
    told = page.reference()
    expect(page.page.get_by_text(WAITING)).to_be_visible()
    data = answered(lethe, reference)
    assert (data["status"], data["blockPassID"], data["submitCount"]) == ("waiting", told, 1)
    expected = {slug: PERSON[slug]["value"] for slug in TEXTS} | {"referral": "a friend"}
    assert {slug: one["value"] for slug, one in data["identities"].items() if one["type"] == "string"} == expected
    # A file without anything beside the picture goes as it is, to the byte.
    assert picture_of(lethe, reference, "passport", "acme") == example("passport").read_bytes()
    selfie = picture_of(lethe, reference, "selfie", "acme")
    assert selfie[:2] == b"\xff\xd8" and jpeg_size(selfie)[0] >= 640 and b"Exif" not in selfie
    # A page that is loaded again still has the reference; whoever comes by the link once more begins once more.
    page.page.reload()
    assert page.reference() == told
    [kept] = page.kept().values()
    assert json.loads(kept).keys() == {"draft", "step"} and json.loads(kept)["step"] == "done"
    assert lethe.get("/verify/acme/draft", headers={"X-Lethe-Draft": page.token()}).json["extra"] == {"field": "sent"}
    # There is no way back into what is over.
    page.page.go_back()
    page.heading("Thank you. It has arrived")


def test_whoever_has_sent_already_is_told_so(lethe, phone, reference):
    Submission(phone(lethe), "short").open(refId=reference).agree()
    lethe.import_people([candidates.person(reference, 4001)], service="short")
    page = Submission(phone(lethe), "short").open(refId=reference).agree()
    page.heading("A submission has been received already")
    expect(page.page.get_by_text("please use the link")).to_be_visible()


def resubmission(lethe, ref_id, service="acme"):
    """Rejects passport and date of birth of somebody; gives the link's path."""
    def ran(verb, *more):
        done = lethe.candidate(verb, ref_id, *more, service=service)
        assert done.code == 0, done
        return done.document

    ran("start-review")
    ran("reject-attribute", "passport", "--reason", "It is blurred.\nThe number can't be read.")
    ran("reject-attribute", "dob", "--reason", "Your passport has another one.")
    ran("reject", "--reason", "Nearly done. Two things, please.")
    link = ran("resubmission-link")["url"]
    return link[link.index("/verify/"):]


def test_what_was_rejected_is_sent_again_through_the_link(lethe, phone, reference):
    first = Submission(phone(lethe), "acme")
    first.to_pictures(refId=reference).give(example("passport", "kofi-nhweso"))
    first.heading("Picture of yourself").give(example("selfie"))
    first.heading("Proof of address").press("Go on without it").heading("Look at everything").press("Send")
    told = first.reference()
    link = resubmission(lethe, reference)

    page = Submission(phone(lethe), "acme")
    page.page.goto(link)
    page.heading("Please send this again")
    listed = page.page.locator("#asked").inner_text()
    assert "It is blurred." in listed and "Your passport has another one." in listed and "Family name" not in listed
    expect(page.page.get_by_text("Nearly done. Two things, please.")).to_be_visible()
    page.agree().heading("Your details")
    # Only what was rejected, each with its reason.
    assert page.page.locator("#groups [data-slug]").count() == 1
    expect(page.page.locator("#groups").get_by_text("Your passport has another one.")).to_be_visible()
    page.date("Date of birth", "03/15/1990")
    page.press("Continue").heading("Passport")
    expect(page.page.locator("#picture-reason")).to_contain_text("It is blurred.")
    page.give(example("passport")).heading("Look at everything once more").press("Send")
    assert page.reference() == told
    data = answered(lethe, reference)
    assert (data["status"], data["submitCount"]) == ("waiting", 2)
    assert data["identities"]["dob"]["value"] == "03/15/1990"
    assert data["identities"]["family_name"]["value"] == PERSON["family_name"]["value"]
    assert picture_of(lethe, reference, "passport", "acme") == example("passport").read_bytes()

    # A link works once.
    again = Submission(phone(lethe), "acme")
    assert again.page.goto(link).status == 404
    again.heading("This link has ended")
    expect(again.page.get_by_text("Ask whoever sent it for a new one.")).to_be_visible()


def test_a_lost_connection_and_a_reload_lose_nothing(lethe, phone, reference):
    page = Submission(phone(lethe), "acme").to_pictures(refId=reference)
    page.choose(example("passport"))
    page.page.context.set_offline(True)
    page.press("Use this picture").notice("The connection is lost.")
    page.page.context.set_offline(False)
    # The browser says that it is back; nothing has to be pressed.
    page.heading("Picture of yourself")
    expect(page.page.locator("#notice-words")).to_be_empty()
    # Half of a picture, and an answer that never comes.
    cuts = iter([True, True, False])
    page.page.route("**/draft/pictures/*", lambda route: route.abort() if next(cuts, False) else route.continue_())
    page.give(example("selfie")).notice("The connection is lost.").press("Try now")
    page.heading("Proof of address")
    kept = page.kept()
    page.page.reload()
    page.heading("Proof of address")
    page.page.go_back()
    page.heading("Picture of yourself")
    expect(page.page.get_by_text("This picture has arrived")).to_be_visible()
    page.press("Keep this picture").press("Go on without it").heading("Look at everything once more")
    expect(page.page.locator("#review").get_by_text("Stockholm")).to_be_visible()
    # The token and the step are all that the browser keeps.
    [value] = kept.values()
    assert set(json.loads(value)) == {"draft", "step"} and len(json.loads(value)["draft"]) == 43
    page.press("Send").reference()
    assert picture_of(lethe, reference, "selfie", "acme") == example("selfie").read_bytes()


def test_an_answer_that_is_lost_after_sending_is_asked_for_again(lethe, phone, reference):
    page = Submission(phone(lethe), "short").open(refId=reference).agree().heading("Your details")
    page.page.get_by_label("Given names").fill("Ada")
    page.press("Continue").heading("Picture of yourself").give(example("selfie")).heading("Look at everything")

    def swallow(route):
        route.fetch()
        route.abort()

    page.page.route("**/draft/submit", swallow)
    page.press("Send").notice("The connection is lost.")
    page.page.unroute("**/draft/submit")
    page.page.reload()
    assert page.reference() == answered(lethe, reference, "short")["blockPassID"]
    assert answered(lethe, reference, "short")["submitCount"] == 1


def test_a_busy_server_is_asked_again(lethe, phone, reference):
    page = Submission(phone(lethe), "short").open(refId=reference)
    answers = iter([
        (429, {"extra": {"retryAfter": 1}}), (503, {"message": "no"}), (502, None),
    ])

    def busy(route):
        status, body = next(answers, (0, None))
        if not status:
            return route.continue_()
        return route.fulfill(status=status, body=json.dumps(body) if body else "<html>", content_type="text/plain")

    page.page.route("**/drafts", busy)
    page.agree().notice("The server")
    expect(page.page.get_by_role("heading", name="Your details")).to_be_visible(timeout=15_000)


def test_a_draft_that_has_ended_says_so_and_begins_anew(lethe, phone, reference):
    page = Submission(phone(lethe), "acme").to_details(refId=reference).type()
    ended = lethe.request("DELETE", "/verify/acme/draft", headers={"X-Lethe-Draft": page.token()})
    assert ended.status == 200, ended
    page.press("Continue").heading("Show who you are").notice("deleted: it was cancelled, or not sent in time")
    assert page.kept() == {}
    page.agree().heading("Your details")
    expect(page.page.get_by_label("Family name")).to_have_value("")
    # The same after a reload.
    lethe.request("DELETE", "/verify/acme/draft", headers={"X-Lethe-Draft": page.token()})
    page.page.reload()
    page.heading("Show who you are").notice("deleted")


def test_stopping_deletes_at_once(lethe, phone, reference):
    page = Submission(phone(lethe), "acme").to_pictures(refId=reference).give(example("passport"))
    token = page.heading("Picture of yourself").token()
    page.press("Stop and delete what I have entered").press("Go on").heading("Picture of yourself")
    page.press("Stop and delete what I have entered").press("Delete and stop").heading("Everything was deleted")
    answer = lethe.get("/verify/acme/draft", headers={"X-Lethe-Draft": token})
    assert answer.status == 404 and page.kept() == {}
    assert lethe.get(lethe.by_ref_id(reference, "acme"), lethe.key).status == 404
    page.page.go_back()
    page.heading("Everything was deleted")
    page.press("Begin again").heading("Show who you are").agree().heading("Your details")
    left = page.page.evaluate("() => [...document.querySelectorAll('#groups input, #groups select')].map(one => one.value)")
    assert len(left) > 15 and not any(left)
    assert page.page.evaluate("() => [...document.querySelectorAll('canvas')].every(one => one.width === 0)")


def test_back_goes_a_step_back(lethe, phone, reference):
    page = Submission(phone(lethe), "acme")
    page.to_pictures(refId=reference)
    page.page.go_back()
    page.heading("Your details")
    expect(page.page.get_by_label("Family name")).to_have_value(PERSON["family_name"]["value"])
    page.page.go_back()
    page.heading("Show who you are").press("Begin").heading("Your details").press("Continue").heading("Passport")
    page.give(example("passport")).heading("Picture of yourself").give(example("selfie"))
    page.press("Go on without it").heading("Look at everything once more")
    # What is changed from the review leads back to it.
    page.press("Change given names").heading("Your details")
    expect(page.page.get_by_label("Given names")).to_be_focused()
    page.page.get_by_label("Given names").fill("Ada Maria")
    page.press("Continue").heading("Look at everything once more")
    expect(page.page.locator("#review").get_by_text("Ada Maria")).to_be_visible()
    page.press("Change picture of yourself").heading("Picture of yourself").give(example("selfie", "kofi-nhweso"))
    page.heading("Look at everything once more")
    for address in page.page.evaluate("() => performance.getEntriesByType('resource').map(one => one.name)"):
        assert "Ada" not in address and "example.com" not in address


def test_problems_stand_beside_their_fields_in_words(lethe, phone, reference):
    page = Submission(phone(lethe), "acme").open(refId=reference)
    page.press("Begin")
    box = page.page.get_by_role("checkbox")
    expect(box).to_be_focused()
    expect(box).to_have_accessible_description("To go on, you have to agree to this.")
    page.agree().heading("Your details").type()
    for label, wrong, words in [
        ("E-mail", "ada.example", "An e-mail address looks like name@example.com."),
        ("Family name", "  ", "This is needed."),
    ]:
        field = page.page.get_by_label(label)
        field.fill(wrong)
        page.press("Continue")
        expect(field).to_be_focused()
        expect(field).to_have_accessible_description(words)
        field.fill(PERSON["email" if label == "E-mail" else "family_name"]["value"])
    page.date("Date of birth", "02/30/1990")
    page.group("Phone").get_by_label("Number", exact=True).fill("+47 22 00 00 00")
    page.press("Continue")
    expect(page.page.get_by_label("Day").first).to_be_focused()
    expect(page.page.get_by_label("Day").first).to_have_accessible_description("February 1990 has no day 30.")
    summary = page.page.get_by_role("group", name="Please look at these again")
    expect(summary.get_by_role("link")).to_have_count(2)
    summary.get_by_role("link", name=re.compile("Numbers of Sweden begin with \\+46")).click()
    expect(page.group("Phone").get_by_label("Number", exact=True)).to_be_focused()
    # What the server refuses stands in the same place.
    page.type()
    page.page.route("**/draft/texts", lambda route: route.fulfill(status=422, content_type="application/json",
        body=json.dumps({"message": "No such passport.", "extra": {"field": "passport_number"}})))
    page.press("Continue")
    number = page.group("Passport").get_by_label("Number")
    expect(number).to_be_focused()
    expect(number).to_have_accessible_description("No such passport.")


def test_keyboard_alone(lethe, phone, reference):
    page = Submission(phone(lethe, has_touch=False, is_mobile=False), "short").open(refId=reference)
    keys = page.page.keyboard
    # The browser's own dialog; listened for from the beginning, since keys are quicker than the listening begins.
    page.page.on("filechooser", lambda chooser: chooser.set_files(example("selfie")))

    def press(name):
        tab_to(page.page, page.page.get_by_role("button", name=name, exact=True))
        keys.press("Enter")

    tab_to(page.page, page.page.get_by_role("checkbox"))
    keys.press("Space")
    keys.press("Enter")
    page.heading("Your details")
    # The step is read out: its heading has the focus.
    expect(page.page.get_by_role("heading", name="Your details")).to_be_focused()
    tab_to(page.page, page.page.get_by_label("Given names"))
    keys.type("Ada")
    keys.press("Enter")
    expect(page.page.get_by_role("heading", name="Picture of yourself")).to_be_focused()
    press("Take a picture")
    expect(page.page.get_by_role("button", name="Take the picture")).to_be_focused()
    page.see_the_camera()
    keys.press("Enter")
    expect(page.page.get_by_role("button", name="Use this picture")).to_be_focused()
    press("Another picture")
    expect(page.page.get_by_role("button", name="Take a picture")).to_be_focused()
    tab_to(page.page, page.page.get_by_role("button", name="Choose a file"))
    keys.press("Enter")
    expect(page.page.get_by_role("button", name="Use this picture")).to_be_focused()
    keys.press("Enter")
    expect(page.page.get_by_role("heading", name="Look at everything once more")).to_be_focused()
    press("Stop and delete what I have entered")
    expect(page.page.get_by_role("button", name="Go on")).to_be_focused()
    keys.press("Escape")
    press("Send")
    expect(page.page.get_by_role("heading", name="Thank you. It has arrived")).to_be_focused()
    assert picture_of(lethe, reference, "selfie") == example("selfie").read_bytes()


def sent_selfie(lethe, phone, reference, picture):
    """What the API answers for a picture that was chosen as a file."""
    page = Submission(phone(lethe), "short").open(refId=reference).agree().heading("Your details")
    page.page.get_by_label("Given names").fill("Ada")
    page.press("Continue").heading("Picture of yourself").give(picture)
    expect(page.page.get_by_role("heading", name="Look at everything")).to_be_visible(timeout=30_000)
    page.press("Send").reference()
    return picture_of(lethe, reference, "selfie")


def as_file(name, content, kind="image/jpeg"):
    return {"name": name, "mimeType": kind, "buffer": content}


def test_place_and_device_are_cut_off_a_jpeg_and_the_picture_stays(lethe, phone, reference):
    picture = example("selfie").read_bytes()
    sent = sent_selfie(lethe, phone, reference, as_file("a.jpg", with_exif(picture)))
    assert sent == picture


def test_a_picture_that_lies_on_its_side_is_drawn_upright(lethe, phone, reference):
    picture = example("passport").read_bytes()
    width, height = jpeg_size(picture)
    sent = sent_selfie(lethe, phone, reference, as_file("a.jpg", with_exif(picture, orientation=6)))
    assert jpeg_size(sent) == (height, width)
    assert b"Exif" not in sent and b"GPS" not in sent


def test_place_is_cut_off_a_png(lethe, phone, reference):
    picture = candidates.png(300, 200)
    sent = sent_selfie(lethe, phone, reference, as_file("a.png", with_text(picture), "image/png"))
    assert sent == picture


@pytest.mark.parametrize("what", ["pixels", "bytes"])
def test_a_picture_over_the_limit_is_made_smaller(lethe, phone, reference, what):
    picture = large_png(8000, 6500) if what == "pixels" else candidates.png(3600, 3200)
    assert len(picture) > 10 * MIB or what == "pixels"
    path = lethe.folder / "large.png"
    path.write_bytes(picture)
    sent = sent_selfie(lethe, phone, reference, path)
    width, height = jpeg_size(sent)
    assert len(sent) <= 10 * MIB and 1_000_000 < width * height <= 50_000_000
    assert abs(width / height - (8000 / 6500 if what == "pixels" else 3600 / 3200)) < 0.01


def test_a_file_that_is_no_picture_is_refused_in_words(lethe, phone, reference):
    page = Submission(phone(lethe), "short").open(refId=reference).agree().heading("Your details")
    page.page.get_by_label("Given names").fill("Ada")
    page.press("Continue").heading("Picture of yourself")
    for file in (as_file("a.jpg", b"%PDF-1.7 not a picture"), as_file("b.jpg", example("selfie").read_bytes()[:300])):
        with page.page.expect_file_chooser() as chooser:
            page.press("Choose a file")
        chooser.value.set_files(file)
        expect(page.page.get_by_role("alert").filter(has_text="can't be read as a picture")).to_be_visible()


@pytest.mark.parametrize("why", ["refused", "absent"])
def test_without_a_camera_a_file_does(lethe, browser, reference, why):
    """Headless Chromium without flags refuses the camera; a page without the interface hands over to the phone's own."""
    phones = Phones(browser)
    page = Submission(phones(lethe, permissions=()), "short")
    if why == "absent":
        page.page.add_init_script("Object.defineProperty(navigator, 'mediaDevices', {value: undefined})")
    page.open(refId=reference).agree().heading("Your details")
    page.page.get_by_label("Given names").fill("Ada")
    page.press("Continue").heading("Picture of yourself")
    if why == "refused":
        page.press("Take a picture")
        expect(page.page.get_by_role("alert").filter(has_text="hoose a file instead")).to_be_visible()
        expect(page.page.get_by_role("button", name="Choose a file")).to_be_focused()
        page.give(example("selfie"))
    else:
        with page.page.expect_file_chooser() as chooser:
            page.press("Take a picture")
        assert chooser.value.element.get_attribute("capture") is not None
        chooser.value.set_files(example("selfie"))
        page.press("Use this picture")
    page.heading("Look at everything once more")
    phones.close()


def test_without_script_it_says_why_nothing_happens(lethe, phone):
    page = phone(lethe, java_script_enabled=False)
    page.goto("/verify/acme")
    expect(page.get_by_role("heading", name="This page needs JavaScript")).to_be_visible()
    assert page.goto("/verify/closed").status == 404
    expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()


RULES = [
    # country, typed, the number that goes out
    ("SWE", "070-174 06 42", "+46701740642"), ("SWE", "+46 70 174 06 42", "+46701740642"),
    ("SWE", "0046 701740642", "+46701740642"), ("ITA", "06 6982 1234", "+390669821234"),
    ("HUN", "06 30 123 4567", "+36301234567"), ("USA", "1 (212) 555-0123", "+12125550123"),
    ("JAM", "876 555 0123", "+18765550123"), ("KAZ", "8 701 123 45 67", "+77011234567"),
    ("SWE", "+47 22 00 00 00", None), ("SWE", "12", None), ("SWE", "call me", None), ("", "701740642", None),
    ("SWE", "70 174 06 42 11 22 33 44", None),
]
DATES = [
    ("14", "3", "1990", "03/14/1990"), ("29", "2", "1984", "02/29/1984"), ("29", "2", "1985", None),
    ("31", "4", "1990", None), ("1", "1", "90", None), ("", "1", "1990", None), ("0", "1", "1990", None),
    ("1", "", "1990", None), ("1", "1", "2999", None), ("1.5", "1", "1990", None), ("1", "1", "2199", None),
]


def test_numbers_and_dates_become_what_the_contract_says(lethe, phone):
    page = phone(lethe)
    page.goto("/verify/acme")
    for country, typed, expected in RULES:
        made = page.evaluate("([country, typed]) => Phone.compose(country, typed)", [country, typed])
        assert bool(made.get("problem")) == (expected is None), (typed, made)
        if expected:
            value = json.loads(made["value"])
            assert list(value) == ["countryCode", "countryCode2", "phoneNumber", "number"]
            assert value["phoneNumber"] == expected and expected.endswith(value["number"]), value
    for day, month, year, expected in DATES:
        made = page.evaluate("([d, m, y]) => CalendarDate.compose(d, m, y, true)", [day, month, year])
        assert made.get("value") == expected and bool(made.get("problem")) == (expected is None), (day, month, made)
    assert page.evaluate("() => CalendarDate.compose('20', '5', '2199', false).value") == "05/20/2199"
    countries = page.evaluate("() => Countries.all")
    assert len(countries) == 250 and all(one["name"] and one["name"] != one["alpha2"].upper() for one in countries)
    assert len({one["alpha3"] for one in countries}) == len({one["alpha2"] for one in countries}) == 250


# ---- how it looks

def steps(lethe, phone):
    """Every step, as (name, page) while it is shown."""
    page = Submission(phone(lethe, axe=True), "acme").open(refId=next(_references)).heading("Show who you are")
    yield "consent", page
    page.press("Begin")
    yield "consent-problem", page
    page.agree().heading("Your details")
    yield "details", page
    page.press("Continue")
    yield "details-problems", page
    page.type().press("Continue").heading("Passport")
    yield "picture", page
    page.choose(example("passport"))
    yield "chosen", page
    gate = threading.Event()
    page.page.route("**/draft/pictures/passport", lambda route: route.abort() if not gate.is_set() else route.continue_())
    page.press("Use this picture").notice("The connection is lost.")
    yield "sending", page
    gate.set()
    page.press("Try now").heading("Picture of yourself").press("Take a picture")
    page.see_the_camera()
    yield "camera", page
    page.press("Take the picture").press("Use this picture").heading("Proof of address")
    yield "picture-optional", page
    page.press("Go on without it").heading("Look at everything once more")
    yield "review", page
    page.press("Change passport").heading("Passport")
    yield "picture-here", page
    page.press("Keep this picture").press("Stop and delete what I have entered")
    yield "stop", page
    page.press("Go on").press("Send").reference()
    yield "done", page
    other = Submission(phone(lethe, axe=True), "acme")
    ref_id = next(_references)
    texts = {slug: PERSON[slug]["value"] for slug in TEXTS}
    pictures = {slug: example(slug).read_bytes() for slug in PICTURES}
    lethe.import_people(
        [candidates.person(ref_id, 4100, texts=texts, pictures=pictures)], service="acme")
    link = resubmission(lethe, ref_id)
    other.page.goto(link)
    yield "again", other.heading("Please send this again")
    other.agree().heading("Your details")
    yield "again-details", other
    other.date("Date of birth", "03/14/1990")
    other.press("Continue").heading("Passport")
    yield "again-picture", other
    other.press("Stop and delete what I have entered").press("Delete and stop").heading("Everything was deleted")
    yield "stopped", other
    other.open(refId=ref_id).agree().heading("A submission has been received already")
    yield "received", other
    other.open(resubmit="gone").heading("This link has ended")
    yield "ended", other


def test_every_step_is_accessible_and_fits_in_both_schemes(lethe, phone):
    """320 px, a phone, a desktop, and 200 % zoom of 1280 x 800 px, which is 640 x 400 px."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    faults, names = [], []
    for name, step in steps(lethe, phone):
        page = step.page
        names.append(name)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for width, height in {320: 640, 390: 844, 1280: 800, 640: 400}.items():
                page.set_viewport_size({"width": width, "height": height})
                if width in (320, 390, 1280):
                    page.screenshot(path=SCREENSHOTS / f"verify-{name}-{width}-{scheme}.png", animations="disabled",
                        full_page=name != "stop")
                wide, out = page.evaluate(OVERFLOW)
                faults += [f"{name}, {width} px: {wide} px too wide: {out}"] if wide > 0 or out else []
                if width in (390, 1280):
                    faults += [f"{name}, {scheme}, {width} px: {fault}" for fault in axe_faults(page)]
        page.set_viewport_size({"width": 390, "height": 844})
        small = page.evaluate("""() => [...document.querySelectorAll('button, input, select, a, label.check')]
            .filter(one => one.checkVisibility() && !one.matches('.check input')
                && (one.getBoundingClientRect().height < 44 || one.getBoundingClientRect().width < 44))
            .map(one => one.outerHTML.slice(0, 100))""")
        faults += [f"{name}: smaller than 44 px: {one}" for one in small]
        faults += [f"{name}: {page.locator('h1:visible').count()} h1"] if page.locator("h1:visible").count() != 1 else []
    assert len(names) == 19
    assert not faults, "\n".join(dict.fromkeys(faults))


def test_the_page_is_small(lethe, phone):
    page = phone(lethe)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    received = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto("/verify/acme")
    page.wait_for_timeout(100)
    print(f"{sum(received) / 1000:.1f} kB in {len(received)} answers")
    assert len(received) >= 6 and sum(received) < 60_000

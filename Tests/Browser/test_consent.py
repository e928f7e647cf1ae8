"""Consent on record: a text that changes while the page is open is read again, and whoever must prove it finds the wording.

Screenshots go to .build/screenshots, for people to look at.
"""

import hashlib
import itertools
import re

import pytest
from playwright.sync_api import expect

from console import ROOT
from submitting import CONSENT, Phones, Submission, example, offer_page
from watch import axe_faults

SCREENSHOTS = ROOT / ".build" / "screenshots"
CHANGED = "This text has changed"
NUMBERS = itertools.count(1)


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def phone(browser):
    phones = Phones(browser)
    yield phones
    phones.close()


@pytest.fixture
def publish(console):
    offer_page(console, "acme", texts=["given_name"], pictures=["selfie"])

    def publish():
        """Another wording, of one line and a marker."""
        text = f"We look at your papers, wording {next(NUMBERS)}.\n<b>And \u00e4.</b>"
        path = console.folder / "consent.txt"
        path.write_text(text, "utf-8")
        console.set_service("acme", consent_file=path)
        return text

    return publish


def asks_again(page, text):
    page.heading("Show who you are")
    expect(page.place.locator("#consent-problem")).to_contain_text(CHANGED)
    assert page.place.locator("#consent-text").text_content() == text
    expect(page.place.get_by_role("checkbox")).not_to_be_checked()
    expect(page.place.get_by_role("checkbox")).to_have_accessible_description(re.compile(CHANGED))


def agreed(console, ref_id):
    lines = console.done("candidate", "show", "--service", "acme", ref_id)["history"]
    return [line["detail"] for line in lines if line["event"] == "candidate.consented"]


def test_a_text_that_changes_while_the_page_is_open_is_read_again(console, phone, publish):
    page = Submission(phone(console, axe=True), "acme").open(refId="ada").heading("Show who you are")
    assert page.place.locator("#consent-text").text_content() == CONSENT
    first = publish()
    page.agree()
    asks_again(page, first)
    assert axe_faults(page.page) == []
    page.page.screenshot(path=SCREENSHOTS / "consent-changed.png")
    page.press("Begin")
    expect(page.place.locator("#consent-problem")).to_contain_text("you have to agree")
    page.agree().heading("Your details")
    page.place.get_by_label("Given names").fill("Ada")
    page.press("Continue").heading("Picture of yourself").give(example("selfie"))
    page.heading("Look at everything once more")
    second = publish()
    page.press("Send")
    asks_again(page, second)
    expect(page.place.locator("#consent-problem")).to_contain_text("still here")
    third = publish()
    page.agree()
    asks_again(page, third)
    page.agree().heading("Look at everything once more")
    expect(page.place.locator("#review").get_by_text("Ada")).to_be_visible()
    page.press("Send").reference()
    assert agreed(console, "ada") == [digest(third)]


def test_a_reload_shows_what_has_changed(console, phone, publish):
    page = Submission(phone(console), "acme").open(refId="bob").heading("Show who you are").agree()
    page.heading("Your details").place.get_by_label("Given names").fill("Bob")
    page.press("Continue").heading("Picture of yourself")
    text = publish()
    page.page.reload()
    asks_again(page, text)
    page.agree().heading("Picture of yourself").give(example("selfie"))
    page.heading("Look at everything once more").press("Send").reference()
    assert agreed(console, "bob") == [digest(text)]
    # Nothing has changed: nobody is asked twice.
    page = Submission(phone(console), "acme").open(refId="cleo").agree().heading("Your details")
    page.page.reload()
    page.heading("Your details")


def test_a_page_that_closes_meanwhile_says_so(console, phone, publish):
    page = Submission(phone(console), "acme").open(refId="dora").heading("Show who you are")
    publish()
    page.page.route("**/consent", lambda route: route.fulfill(
        status=404, content_type="application/json", body='{"message":"There is nothing at this address."}'))
    page.agree()
    expect(page.place.get_by_text("There is nothing at this address.")).to_be_visible()


def test_whoever_must_prove_it_finds_the_wording(console, owner, phone, window, publish):
    old = publish()
    page = Submission(phone(console), "acme").open(refId="eve").agree().heading("Your details")
    page.place.get_by_label("Given names").fill("Eve")
    page.press("Continue").heading("Picture of yourself").give(example("selfie"))
    page.heading("Look at everything once more").press("Send").reference()
    console.done("candidate", "archive", "--service", "acme", "eve")
    record = console.done("candidate", "show", "--service", "acme", "eve")["candidate"]["recordId"]
    publish()
    auditor = console.member("read-only", "acme", "Aud Auditor", "aud@example.com")
    desk = window(console, auditor, axe=True)
    desk.goto(f"/services/acme/candidates/{record}")
    line = desk.get_by_role("row", name=re.compile("The candidate agreed to the consent text"))
    expect(line).to_contain_text(digest(old)[:16])
    line.get_by_role("link", name="Show the wording").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Consent text")
    expect(desk.locator("main")).to_contain_text(digest(old))
    expect(desk.locator("main")).to_contain_text("The submission page shows another wording")
    assert desk.locator(".written").text_content() == old
    assert axe_faults(desk) == []
    desk.screenshot(path=SCREENSHOTS / "consent-wording.png", full_page=True)
    assert auditor.get("/services/acme/consent/" + "0" * 64).status == 404
    assert auditor.get("/services/acme/consent/none").status == 404
    books = console.member("accountant", "acme", "Bo Books", "bo@example.com")
    assert books.get(f"/services/acme/consent/{digest(old)}").status in (403, 404)
    assert owner.get(f"/services/acme/consent/{digest(old)}").status == 200

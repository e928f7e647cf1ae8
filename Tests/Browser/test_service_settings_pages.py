"""The settings of the submission page and of the review: in the console and by the command line."""

import re

import pytest
from playwright.sync_api import expect

from pages import clipboard, expect_notice, tab_to

SUBMISSION, REVIEW, SERVICE = (f"/services/acme/settings{below}" for below in ("/submission", "/review", ""))


@pytest.fixture
def page(console, owner, window):
    return window(console, owner, permissions=["clipboard-read", "clipboard-write"])


@pytest.fixture
def fresh(console, owner):
    """A service of its own; gives a function that names its settings pages."""
    number = len(console.done("service", "list")["services"])
    console.create_service(f"Fresh {number}", f"fresh-{number}")
    return Fresh(console, f"fresh-{number}")


class Fresh:
    def __init__(self, console, service):
        self.console, self.service = console, service
        self.settings = f"/services/{service}/settings"
        self.submission, self.review = f"{self.settings}/submission", f"{self.settings}/review"

    @property
    def now(self):
        """What the command line says."""
        return next(one for one in self.console.done("service", "list")["services"] if one["clientId"] == self.service)

    def set(self, *options, **more):
        return self.console.cli("service", "set", self.service, *options, **more)


def save(page):
    page.get_by_role("button", name="Save settings").click()


def test_the_pages_of_the_settings_are_linked_and_reached_by_keyboard(page):
    page.goto(SERVICE)
    links = page.get_by_role("navigation", name="Settings")
    expect(links.get_by_role("link")).to_have_text(["Service", "Submission page", "Review"])
    expect(links.get_by_role("link", name="Service")).to_have_attribute("aria-current", "page")
    tab_to(page, links.get_by_role("link", name="Submission page"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Submission page")
    tab_to(page, links.get_by_role("link", name="Review"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Review")


def test_the_page_is_not_on_without_a_consent_text(page, fresh):
    page.goto(fresh.submission)
    page.get_by_label("The page is on").check()
    page.get_by_label("Origins that may show").fill("https://shop.example.com")
    save(page)
    consent = page.get_by_label("Consent text")
    expect(consent).to_have_attribute("aria-invalid", "true")
    expect(consent).to_be_focused()
    expect(page.locator("#consentText-problem")).to_contain_text("consent text")
    expect(page.get_by_label("The page is on")).to_be_checked()
    expect(page.get_by_label("Origins that may show")).to_have_value("https://shop.example.com")
    assert fresh.now["submissionPage"] is False
    consent.fill("We check who you are.\n\nWe keep it for a week.")
    save(page)
    expect_notice(page, "The settings were saved")
    now = fresh.now
    assert now["submissionPage"] is True and now["frameOrigins"] == ["https://shop.example.com"]
    assert now["consentText"] == "We check who you are.\n\nWe keep it for a week."
    # An empty text is no way to keep it on either.
    page.get_by_label("Consent text").fill("   ")
    save(page)
    expect(page.locator("#consentText-problem")).to_be_visible()
    assert fresh.now["consentText"] != ""


def test_the_address_and_the_script_tag_are_there_to_copy(page, console, fresh):
    page.goto(fresh.submission)
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert clipboard(page) == f"{console.origin}/verify/{fresh.service}"
    page.get_by_role("button", name="Copy", exact=True).last.click()
    expect(page.get_by_role("button", name="Copied")).to_have_count(2)
    tag = clipboard(page)
    assert re.fullmatch(
        f'<script src="{console.origin}/verify/widget.js" data-client-id="{fresh.service}"></script>', tag), tag


def test_what_the_service_requires_is_given_and_the_rest_is_offered(page, fresh):
    fresh.set("--require", "given_name", "--attribute", "tax_number:text", check=True)
    page.goto(fresh.submission)
    page.get_by_text("Offered besides: none").click()
    given = page.get_by_role("checkbox", name=re.compile("^given_name"))
    expect(given).to_be_checked()
    expect(given).to_be_disabled()
    for slug in ["tax_number", "selfie", "phone"]:
        page.get_by_role("checkbox", name=slug, exact=True).check()
    save(page)
    expect_notice(page, "The settings were saved")
    assert fresh.now["optionalAttributes"] == ["phone", "selfie", "tax_number"]
    expect(page.get_by_text("Offered besides: 3")).to_be_visible()
    # What is offered can't be taken away from below the page.
    page.goto(fresh.settings)
    page.get_by_label("Slug 1", exact=True).fill("")
    save(page)
    expect(page.locator("#ownAttributes-problem")).to_contain_text("submission page")
    assert fresh.now["attributes"] == ["tax_number:text"]


def test_texts_for_statuses_are_kept_and_taken_back(page, fresh):
    page.goto(fresh.submission)
    page.get_by_text("Own texts for a status: none").click()
    # Only what the page can show is offered.
    expect(page.locator("#statusTexts textarea")).to_have_count(3)
    page.get_by_label("Rejected").fill("Please look again.")
    page.get_by_label("Review requested").fill("We ask you for patience.")
    save(page)
    expect_notice(page, "The settings were saved")
    assert fresh.now["statusTexts"] == {"rejected": "Please look again.", "review_requested": "We ask you for patience."}
    page.get_by_text("Own texts for a status: 2").click()
    page.get_by_label("Rejected").fill("")
    save(page)
    expect_notice(page, "The settings were saved")
    assert fresh.now["statusTexts"] == {"review_requested": "We ask you for patience."}


@pytest.mark.parametrize("below", ["submission", "review"])
def test_saving_what_nobody_touched_changes_nothing(console, owner, fresh, below):
    fresh.set("--require", "email", "--offer", "phone", "--offer", "email", "--frame-origin", "https://a.example.com",
        "--status-text", "waiting=Welcome.\nTwo lines.", "--feedback-text", "Blurred", "--field", "Risk=Low, High",
        "--approve-by", "gold", "--four-eyes", "on", check=True)
    before = fresh.now
    path = getattr(fresh, below)
    answer = owner.submit(path, path)
    assert answer.status == 303 and "notice=unchanged" in answer.headers["location"], answer
    assert fresh.now == before


def test_the_review_has_texts_fields_and_rules(page, fresh):
    page.goto(fresh.review)
    page.get_by_label("Four eyes").check()
    page.get_by_label("Certificates that approve").fill("onfido-check\n\n  gold check ")
    page.get_by_label("Text 1").fill("The picture is blurred.")
    page.get_by_label("Text 2").fill("The document has expired.")
    page.get_by_label("Name 1").fill("Risk class")
    page.get_by_label("Options of field 1").fill("Low\nMedium\nHigh")
    page.get_by_label("Options of field 2").fill("Without a name")
    save(page)
    expect(page.locator("#fields-problem")).to_contain_text("a name")
    expect(page.get_by_label("Options of field 2")).to_have_value("Without a name")
    expect(page.get_by_label("Text 2")).to_have_value("The document has expired.")
    assert fresh.now["fields"] == []
    page.get_by_label("Name 2").fill("Channel")
    save(page)
    expect_notice(page, "The settings were saved")
    now = fresh.now
    assert now["needsFourEyes"] is True and now["approvingCertificates"] == ["onfido-check", "gold check"]
    assert now["feedbackTexts"] == ["The picture is blurred.", "The document has expired."]
    assert now["fields"] == [
        {"name": "Risk class", "options": ["Low", "Medium", "High"]},
        {"name": "Channel", "options": ["Without a name"]}]
    # Emptied rows go; there are rows for more.
    page.get_by_label("Text 1").fill("")
    page.get_by_label("Name 1").fill("")
    page.get_by_label("Options of field 1").fill("")
    expect(page.get_by_label("Text 4")).to_be_visible()
    save(page)
    expect_notice(page, "The settings were saved")
    assert fresh.now["feedbackTexts"] == ["The document has expired."]
    assert [field["name"] for field in fresh.now["fields"]] == ["Channel"]


def test_two_members_at_once_lose_nothing(console, owner, window, fresh):
    fresh.set("--feedback-text", "Blurred", check=True)
    first, second = window(console, owner), window(console, owner)
    for page in (first, second):
        page.goto(fresh.review)
    first.get_by_label("Text 1").fill("Too dark")
    first.get_by_label("Certificates that approve").fill("gold")
    save(first)
    expect_notice(first, "The settings were saved")
    second.get_by_label("Text 1").fill("Too bright")
    second.get_by_label("Four eyes").check()
    save(second)
    alert = second.get_by_role("alert")
    expect(alert).to_contain_text("nothing was saved")
    expect(alert).to_contain_text("Too dark (saving replaces it with yours)")
    expect(alert).to_contain_text("gold")
    # What the second changed is kept, what they left alone shows the new state.
    expect(second.get_by_label("Text 1")).to_have_value("Too bright")
    expect(second.get_by_label("Four eyes")).to_be_checked()
    expect(second.get_by_label("Certificates that approve")).to_have_value("gold")
    assert fresh.now["feedbackTexts"] == ["Too dark"] and fresh.now["needsFourEyes"] is False
    save(second)
    expect_notice(second, "The settings were saved")
    now = fresh.now
    assert now["feedbackTexts"] == ["Too bright"] and now["approvingCertificates"] == ["gold"]
    assert now["needsFourEyes"] is True


def test_a_save_on_one_page_leaves_the_others_alone(console, owner, fresh):
    """Different pages never stand in each other's way."""
    general = owner.open(fresh.settings)
    review = owner.open(fresh.review)
    assert owner.submit(fresh.submission, fresh.submission, {"consentText": "Agreed.", "submissionPage": "on"}).status == 303
    assert owner.submit(review, fresh.review, {"needsFourEyes": "on"}).status == 303
    assert owner.submit(general, fresh.settings, {"description": "Changed"}).status == 303
    now = fresh.now
    assert (now["submissionPage"], now["needsFourEyes"], now["summary"]) == (True, True, "Changed")
    page = owner.open(f"/services/{fresh.service}/activity")
    for words in ["consent text", "submission page", "four eyes"]:
        assert words in page.words, words


def test_long_texts_in_any_script_are_taken(owner, fresh):
    consent = "本人確認のために、" * 888
    text = "画像が不鮮明です。" * 111
    assert len(consent) <= 8000 and len(consent.encode()) * 3 > 64 * 1024
    answer = owner.submit(fresh.submission, fresh.submission, {"consentText": consent})
    assert answer.status == 303, answer
    page = owner.open(fresh.review)
    fields = [(name, text if name == "feedbackText" else value) for name, value in page.form(fresh.review).fields]
    assert owner.post(fresh.review, fields).status == 303
    assert fresh.now["consentText"] == consent and fresh.now["feedbackTexts"] == [text, text]
    answer = owner.submit(fresh.submission, fresh.submission, {"consentText": "x" * 8001})
    assert answer.status == 422 and "8,000" in answer.words, answer


def test_the_command_line_sets_the_same(page, fresh, tmp_path):
    consent = tmp_path / "consent.txt"
    consent.write_text("  We check who you are.\r\nTwo lines.\n")
    ran = fresh.set("--submission-page", "on")
    assert ran.code == 65 and "consent" in str(ran), ran
    fresh.set("--submission-page", "on", "--consent-file", consent, "--frame-origin", "https://shop.example.com",
        "--offer", "selfie", "--four-eyes", "on", "--approve-by", "gold", "--approve-by", "silver",
        "--field", "Risk=Low,High", "--field", "Channel=Web", "--status-text", "waiting=Welcome.",
        "--feedback-text", "Blurred", check=True)
    now = fresh.now
    assert now["submissionPage"] is True and now["consentText"] == "We check who you are.\nTwo lines."
    assert now["approvingCertificates"] == ["gold", "silver"] and now["needsFourEyes"] is True
    assert now["fields"] == [{"name": "Risk", "options": ["Low", "High"]}, {"name": "Channel", "options": ["Web"]}]
    page.goto(fresh.submission)
    expect(page.get_by_label("The page is on")).to_be_checked()
    expect(page.get_by_label("Consent text")).to_have_value("We check who you are.\nTwo lines.")
    page.goto(fresh.review)
    expect(page.get_by_label("Name 1")).to_have_value("Risk")
    fresh.set("--submission-page", "off", "--four-eyes", "off", "--field", "Risk=Low,Medium,High", "--remove-field",
        "Channel", "--do-not-approve-by", "gold", "--do-not-offer", "selfie", "--remove-frame-origin",
        "https://shop.example.com", "--status-text", "waiting=", "--remove-feedback-text", "Blurred", check=True)
    now = fresh.now
    assert now["fields"] == [{"name": "Risk", "options": ["Low", "Medium", "High"]}]
    assert now["approvingCertificates"] == ["silver"]
    assert (now["submissionPage"], now["needsFourEyes"]) == (False, False)
    assert [now[name] for name in ("optionalAttributes", "frameOrigins", "feedbackTexts")] == [[], [], []]
    assert now["statusTexts"] == {}
    for wrong in [["--field", "Risk"], ["--field", "Risk="], ["--status-text", "done=x"],
            ["--status-text", "approved=Welcome."], ["--offer", "nothing_known"]]:
        assert fresh.set(*wrong).code == 65, wrong
    assert fresh.set("--four-eyes", "maybe").code == 64
    told = fresh.set(json=False, check=True).out
    assert "custom fields        Risk (Low, Medium, High)" in told, told

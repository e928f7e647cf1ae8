"""The tab Webhooks: made and shown once, pinged, read in the log, rotated, paused, deleted."""

import hmac
import re

import pytest
from playwright.sync_api import expect

import candidates
from console import Console
from listening import Headers, Listener
from pages import clipboard, dialog, expect_closed, expect_notice, tab_to

PATH = "/services/acme/webhooks"
# The page does not change by itself: it is looked at again until it shows what is expected.
PATIENCE = 20


@pytest.fixture(scope="module")
def told():
    """A server whose webhooks may go to this machine."""
    with Console() as console:
        console.start("--allow-loopback-webhooks")
        console.create_service("Acme", "acme")
        yield console


@pytest.fixture
def page(told, window):
    return window(told, told.owner(), permissions=["clipboard-read", "clipboard-write"])


@pytest.fixture
def listener():
    with Listener() as listener:
        yield listener


def row(page, name):
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=name, exact=True))


def start(page, name, url):
    page.goto(PATH)
    page.get_by_role("link", name="Create webhook").click()
    box = dialog(page, "Create webhook")
    box.get_by_label("Name").fill(name)
    box.get_by_label("URL").fill(url)
    return box


def make(page, name, url, own=None):
    """Makes a webhook; gives its secret and the line that verifies. The window stands on its page then."""
    box = start(page, name, url)
    if own:
        box.get_by_label("Own secret").fill(own)
    box.get_by_role("button", name="Create webhook").click()
    return close_panel(page, dialog(page, "The secret of your new webhook"))


def close_panel(page, panel):
    secret = panel.get_by_label("The secret", exact=True).inner_text()
    line = panel.get_by_label("The line that verifies").inner_text()
    panel.get_by_label("I have stored it").check()
    panel.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    return secret, line


def verifies(line, secret, got):
    """Runs the line of the panel as a receiver would."""
    return eval(line, {"hmac": hmac, "secret": secret.encode(), "body": got.body, "headers": Headers(got.headers)})


def see(page, locator, words):
    for _ in range(PATIENCE * 4):
        page.reload()
        if locator.count() and words in locator.first.inner_text():
            return locator.first
        page.wait_for_timeout(250)
    raise AssertionError(f"{words!r} never shows: {page.locator('main').inner_text()}")


def ping(page):
    page.get_by_role("button", name="Send ping").click()
    expect_notice(page, "A ping is on its way")


def block(told, number):
    """Something that happens to a candidate."""
    person = candidates.person(f"webhook-{number}", number)
    told.import_people([person])
    path = f"/services/acme/candidates/{person['recordId']}/block"
    assert told.owner().submit(path, path).status == 303


def deliveries(page):
    return page.get_by_role("table", name="Deliveries").get_by_role("row")


def test_the_empty_tab_explains_and_a_webhook_is_made_by_keyboard(told, window, listener):
    told.create_service("Quiet", "quiet")
    page = window(told, told.owner())
    page.goto("/services/quiet/webhooks")
    expect(page.get_by_role("heading", name="No webhooks yet")).to_be_visible()
    expect(page.locator("main")).to_contain_text("never an attribute")
    link = page.get_by_role("link", name="Create webhook")
    tab_to(page, link)
    page.keyboard.press("Enter")
    box = dialog(page, "Create webhook")
    expect(box.get_by_label("Name")).to_be_focused()
    page.keyboard.type("CRM")
    page.keyboard.press("Tab")
    page.keyboard.type(listener.url)
    tab_to(page, box.get_by_role("radio", name=re.compile("^All published")))
    page.keyboard.press("ArrowDown")
    tab_to(page, box.get_by_role("checkbox", name=re.compile("user.archived")))
    page.keyboard.press("Space")
    tab_to(page, box.get_by_role("button", name="Create webhook"))
    page.keyboard.press("Enter")
    panel = dialog(page, "The secret of your new webhook")
    page.keyboard.press("Escape")
    expect(panel).to_be_visible()
    close_panel(page, panel)
    expect(page.get_by_role("heading", name="CRM")).to_be_visible()
    expect(page.locator("main")).to_contain_text("user.archived")
    page.goto("/services/quiet/webhooks")
    expect(row(page, "CRM")).to_contain_text("Enabled")


def test_the_secret_is_shown_once_and_verifies_a_ping(told, page, listener):
    box = start(page, "Once", listener.url)
    box.get_by_role("button", name="Create webhook").click()
    panel = dialog(page, "The secret of your new webhook")
    panel.get_by_role("button", name="Copy").first.click()
    secret, line = close_panel(page, panel)
    assert clipboard(page) == secret and len(secret) > 30
    path = page.url.removeprefix(told.origin).split("?")[0]
    for below in ["", "/edit", "/rotate", "/delete"]:
        assert secret not in told.owner().get(path + below).text
    assert secret not in told.owner().get(PATH).text
    ping(page)
    got = listener.wait()
    assert got.json["isPing"] is True and got.json["webhookId"] == path.rsplit("/", 1)[1]
    assert verifies(line, secret, got)
    assert not verifies(line, secret + "x", got)
    see(page, deliveries(page).nth(1), "Delivered")
    expect(deliveries(page).nth(1)).to_contain_text("HTTP 204")
    expect(deliveries(page).nth(1)).to_contain_text("Ping")


def test_an_own_secret_signs_and_does_not_come_back_with_a_problem(told, page, listener):
    own = "the-receiver-has-this-one-already-0123456789"
    box = start(page, "Own secret", "http://10.0.0.1/hook")
    box.get_by_label("Own secret").fill(own)
    box.get_by_role("button", name="Create webhook").click()
    box = dialog(page, "Create webhook")
    expect(box.get_by_label("URL")).to_have_attribute("aria-invalid", "true")
    expect(box.get_by_label("Name")).to_have_value("Own secret")
    expect(box.get_by_label("Own secret")).to_have_value("")
    secret, line = make(page, "Own secret", listener.url, own)
    assert secret == own
    ping(page)
    assert verifies(line, own, listener.wait())


def test_everything_that_is_wrong_is_said_at_once(page):
    box = start(page, "", "")
    box.get_by_role("radio", name=re.compile("^Only some")).check()
    box.get_by_role("button", name="Create webhook").click()
    box = dialog(page, "Create webhook")
    expect(box.get_by_role("alert")).to_contain_text("Choose at least one event.")
    for field in ("Name", "URL"):
        expect(box.get_by_label(field)).to_have_attribute("aria-invalid", "true")
    expect(box.get_by_role("radio", name=re.compile("^Only some"))).to_be_checked()
    expect(box.get_by_role("checkbox", name=re.compile("review.approved"))).to_be_visible()


def test_a_form_sent_twice_makes_one_webhook(told, listener):
    owner = told.owner()
    page = owner.open(f"{PATH}/new")
    fields = page.form(PATH).filled({"name": "Twice", "url": listener.url})
    assert owner.post(PATH, fields).status == 200
    again = owner.post(PATH, fields)
    assert again.status == 303 and "webhook-made-before" in again.headers["location"], again
    assert owner.get(PATH).text.count(">Twice<") == 1


def test_an_answer_is_shown_as_text_and_cut(told, page, listener):
    listener.answers(500, b"<script>canary()</script>\n\xff\xfe\x00 " + "\u202e".encode() + b"x" * 2000)
    make(page, "Answers", listener.url)
    ping(page)
    listener.wait()
    see(page, deliveries(page).nth(1), "Will be retried")
    deliveries(page).nth(1).get_by_role("rowheader").get_by_role("link").click()
    box = dialog(page, re.compile("^Delivery of"))
    # The newest attempt is open; it may be the second by now.
    answer = box.get_by_role("region", name=re.compile("^Answer to attempt")).first.inner_text()
    assert answer.startswith("<script>canary()</script>\n\ufffd\ufffd\ufffd \ufffdxxx"), answer
    assert "x" * 1100 not in answer
    expect(box).to_contain_text("The first 1,024 bytes")
    expect(box).to_contain_text("HTTP 500")
    expect(box).to_contain_text(listener.got[0].headers["x-blockpass-delivery"])
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_failing_receiver_is_said_and_can_be_tried_now(told, page, listener):
    listener.answers(503)
    make(page, "Shaky", listener.url)
    block(told, 1)
    listener.wait()
    see(page, deliveries(page).nth(1), "Will be retried")
    page.goto(PATH)
    expect(row(page, "Shaky")).to_contain_text("Failing")
    row(page, "Shaky").get_by_role("link").click()
    listener.answers(200, b"ok")
    page.get_by_role("button", name="Try now").click()
    expect_notice(page, "sent once more")
    see(page, deliveries(page).nth(1), "Delivered")
    before = len(listener.got)
    page.get_by_role("button", name="Resend").click()
    expect_notice(page, "sent once more")
    listener.wait(before + 1)
    assert len({(got.headers["x-blockpass-delivery"], got.body) for got in listener.got}) == 1


def test_410_pauses_with_a_notice_and_enabling_goes_on(told, page, listener):
    listener.answers(410)
    make(page, "Gone", listener.url)
    ping(page)
    listener.wait()
    see(page, page.locator(".notice[data-kind=warning]"), "410 Gone")
    expect(page.get_by_role("button", name="Send ping")).to_have_count(0)
    page.goto(PATH)
    expect(page.locator(".notice").filter(has_text="Gone")).to_contain_text("enable the webhook again")
    expect(row(page, "Gone")).to_contain_text("Paused")
    # Every page of the service says so in its tabs.
    page.goto(PATH.replace("webhooks", "team"))
    expect(page.get_by_role("link", name="Webhooks paused")).to_be_visible()
    page.goto(PATH)
    row(page, "Gone").get_by_role("link").click()
    # Who disables it says that nobody wants it: that is no pause of Lethe's any more.
    page.get_by_role("button", name="Disable").click()
    expect_notice(page, "The webhook is disabled")
    expect(page.locator(".notice[data-kind=warning]")).to_have_count(0)
    page.goto(PATH)
    expect(row(page, "Gone")).to_contain_text("Disabled")
    expect(page.locator(".notice").filter(has_text="Gone")).to_have_count(0)
    expect(page.get_by_role("link", name="Webhooks", exact=True)).to_be_visible()
    row(page, "Gone").get_by_role("link").click()
    listener.answers(204)
    page.get_by_role("button", name="Enable").click()
    expect_notice(page, "The webhook is enabled")
    expect(page.locator(".notice[data-kind=warning]")).to_have_count(0)
    page.get_by_role("button", name="Disable").click()
    expect_notice(page, "The webhook is disabled")
    expect(page.locator("main")).to_contain_text("not told, not later either")


def test_rotating_with_an_overlap_and_ending_the_old_secret(told, page, listener):
    old, line = make(page, "Rotated", listener.url)
    page.get_by_role("link", name="Rotate secret").click()
    box = dialog(page, "Rotate secret")
    box.get_by_label("Overlap", exact=True).fill("8")
    box.get_by_role("button", name="Rotate secret").click()
    expect(dialog(page, "Rotate secret").get_by_label("Overlap", exact=True)).to_have_attribute("aria-invalid", "true")
    box.get_by_label("Overlap", exact=True).fill("2")
    box.get_by_label("Unit of the overlap").select_option(label="hours")
    box.get_by_role("button", name="Rotate secret").click()
    panel = dialog(page, "The new secret")
    expect(panel).to_contain_text("both secrets sign")
    new, _ = close_panel(page, panel)
    assert new != old
    ping(page)
    got = listener.wait()
    assert verifies(line, old, got)
    assert verifies(line.replace("X-Hub-Signature", "X-Hub-Signature-Next"), new, got)
    assert len(got.headers["webhook-signature"].split()) == 2
    page.goto(PATH)
    expect(row(page, "Rotated")).to_contain_text("two secrets sign")
    row(page, "Rotated").get_by_role("link").click()
    page.get_by_role("link", name="End the old secret now").click()
    box = dialog(page, "End the old secret")
    expect(box.get_by_role("link", name="Keep it")).to_be_focused()
    box.get_by_role("button", name="End it now").click()
    expect_notice(page, "The old secret has ended")
    ping(page)
    got = listener.wait(2)
    assert verifies(line, new, got) and not verifies(line, old, got)


def test_two_members_edit_and_the_second_sees_what_changed(told, window, page, listener):
    make(page, "Shared", listener.url)
    other = window(told, told.owner())
    other.goto(page.url.split("?")[0] + "/edit")
    page.get_by_role("link", name="Edit", exact=True).click()
    dialog(page, "Edit webhook").get_by_label("Name").fill("Shared by one")
    dialog(page, "Edit webhook").get_by_role("button", name="Update").click()
    expect_notice(page, "The webhook was updated")
    box = dialog(other, "Edit webhook")
    box.get_by_label("Name").fill("Shared by two")
    box.get_by_role("button", name="Update").click()
    box = dialog(other, "Edit webhook")
    expect(box.get_by_role("alert")).to_contain_text("Shared by one")
    expect(box.get_by_label("Name")).to_have_value("Shared by two")
    box.get_by_role("button", name="Update").click()
    expect_notice(other, "The webhook was updated")
    expect(other.get_by_role("heading", name="Shared by two")).to_be_visible()


def test_deleting_takes_the_name(told, page, listener):
    make(page, "To be deleted", listener.url)
    path = page.url.split("?")[0]
    page.get_by_role("link", name="Delete").click()
    box = dialog(page, "Delete webhook")
    button = box.get_by_role("button", name="Delete webhook for good")
    expect(button).to_be_disabled()
    # Nor does the server take another name.
    below = path.removeprefix(told.origin)
    for name in ["", "To be", "to be deleted"]:
        answer = told.owner().submit(f"{below}/delete", f"{below}/delete", {"name": name})
        assert answer.status == 422 and "not the webhook’s name" in answer.words, answer
    box.get_by_label("Type the name to confirm").fill("To be deleted")
    button.click()
    expect_closed(page, PATH)
    expect_notice(page, "The webhook was deleted")
    assert told.owner().get(path.removeprefix(told.origin)).status == 404


def test_the_log_goes_back_page_by_page(told, page, listener):
    make(page, "Long", listener.url)
    path = page.url.removeprefix(told.origin).split("?")[0]
    owner = told.owner()
    for _ in range(27):
        assert owner.submit(path, f"{path}/ping").status == 303
    listener.wait(27)
    # A form that was sent before does nothing.
    fields = owner.open(path).form(f"{path}/ping").fields
    sent = [owner.post(f"{path}/ping", fields) for _ in range(2)]
    assert "webhook-pinged" in sent[0].headers["location"] and "form-used" in sent[1].headers["location"], sent
    listener.wait(28)
    again = f"{path}/deliveries/{re.findall(rf'{path}/deliveries/([0-9]+)', owner.open(path).text)[-1]}"
    fields = owner.open(again).form(f"{again}/resend").fields
    sent = [owner.post(f"{again}/resend", fields) for _ in range(2)]
    assert "delivery-resent" in sent[0].headers["location"] and "form-used" in sent[1].headers["location"], sent
    page.goto(path)
    expect(deliveries(page)).to_have_count(26)
    expect(page.get_by_role("link", name="Newest")).to_have_count(0)
    page.get_by_role("link", name="Older").click()
    expect(deliveries(page)).to_have_count(4)
    older = page.url
    deliveries(page).nth(1).get_by_role("rowheader").get_by_role("link").click()
    page.get_by_role("dialog").get_by_role("link", name="Close").last.click()
    page.wait_for_url(older)
    page.get_by_role("link", name="Newest").click()
    expect(deliveries(page)).to_have_count(26)
    assert owner.get(f"{path}/deliveries/99999999").status == 404
    assert owner.get(f"{path}?before=nonsense").status == 200


def test_what_happens_to_a_candidate_stands_in_the_log_with_its_record(told, page, listener):
    make(page, "Candidates", listener.url)
    block(told, 2)
    got = listener.wait()
    assert got.json["event"] == "user.blocked"
    see(page, deliveries(page).nth(1), "Delivered")
    expect(deliveries(page)).to_have_count(len(listener.got) + 1)
    link = deliveries(page).nth(1).get_by_title(got.json["recordId"])
    link.click()
    page.wait_for_url(f"**/candidates/{got.json['recordId']}")

"""The widget on a merchant's page, which is another origin: it opens the submission page in a frame, tells four events and
the reference, and nothing to a page whose origin the service doesn't name."""

import http.server
import itertools
import json
import threading

import pytest
from playwright.sync_api import expect

from console import Console
from harness import eventually
from submitting import Phones, Submission, example, offer_page
from test_submission_page import camera_browser  # noqa: F401
from watch import axe_faults

# What merchants may have written for the original widget: only the script's address is another.
ORIGINAL = """
const widget = new BlockpassKYCConnect('acme', {env: 'prod', refId: '%(ref)s', email: 'ada@example.com'});
for (const name of ['KYCConnectLoad', 'KYCConnectSuccess', 'KYCConnectCancel', 'KYCConnectClose'])
  widget.on(name, detail => events.push([name, detail?.reference ?? null]));
widget.startKYCConnect();
"""
OWN = """
window.widget = new KYCConnect('acme', {refId: '%(ref)s', title: 'Who you are'});
for (const name of ['KYCConnectLoad', 'KYCConnectSuccess', 'KYCConnectCancel', 'KYCConnectClose'])
  widget.on(name, detail => events.push([name, detail?.reference ?? null]));
"""
BUTTON = """
for (const name of ['KYCConnectLoad', 'KYCConnectSuccess', 'KYCConnectCancel', 'KYCConnectClose'])
  addEventListener(name, event => events.push([name, event.detail.reference ?? null]));
"""
_references = (f"shopper-{number}" for number in itertools.count(1))


class Merchant:
    """A shop's page with the script tag and a script of its own, under a policy that knows no inline style."""

    def __init__(self):
        self.script, self.attributes, self.host = "", "", ""
        merchant = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                is_script = self.path == "/shop.js"
                body = (merchant.script if is_script else merchant.page()).encode()
                self.send_response(200)
                self.send_header("Content-Type", f"text/{'javascript' if is_script else 'html'}; charset=utf-8")
                self.send_header("Content-Security-Policy", f"default-src 'none'; img-src data:; script-src 'self' {merchant.host}; "
                    f"frame-src {merchant.host}; require-trusted-types-for 'script'")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def page(self):
        return (f"<!DOCTYPE html><html lang=en><meta name=viewport content='width=device-width'><title>Shop</title><link rel=icon href='data:,'><main><h1>Shop</h1>"
            f"<button id=blockpass-kyc-connect {self.attributes}>Verify me</button></main>"
            f"<script src='{self.host}/verify/widget.js'></script><script src=/shop.js></script></html>")

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def lethe():
    with Console() as lethe:
        lethe.start()
        lethe.create_service("Acme Exchange", "acme")
        yield lethe


@pytest.fixture(scope="module")
def shop(lethe):
    merchant = Merchant()
    merchant.host = lethe.url
    offer_page(lethe, "acme", texts=["given_name"], pictures=["selfie"], frame_origin=[
        "https://elsewhere.example.com", merchant.origin])
    yield merchant
    merchant.close()


@pytest.fixture
def phone(camera_browser):  # noqa: F811
    phones = Phones(camera_browser)
    yield phones
    phones.close()


def visit(lethe, merchant, phone, script, attributes="", **options):
    """The shop's page, and the submission page in its frame once the button was pressed."""
    merchant.script = "window.events = [];" + script
    merchant.attributes = attributes
    page = phone(lethe, origins=[merchant.origin], **options)
    page.goto(merchant.origin)
    page.get_by_role("button", name="Verify me").click()
    return page, Submission(page, "acme", frame=page.frame_locator("iframe"))


def events(page):
    return page.evaluate("events")


def expect_events(page, *names):
    eventually(lambda: len(events(page)) >= len(names))
    assert [name for name, _ in events(page)] == list(names)


def fill_in(frame):
    frame.heading("Show who you are").agree().heading("Your details")
    frame.place.get_by_label("Given names").fill("Ada")
    frame.press("Continue").heading("Picture of yourself")


@pytest.mark.parametrize("how", ["original", "own", "button"])
def test_a_merchants_page_hears_of_the_submission(lethe, shop, phone, how):
    ref = next(_references)
    script = {"original": ORIGINAL % {"ref": ref}, "own": (OWN + "widget.startKYCConnect();") % {"ref": ref}, "button": BUTTON}
    attributes = f"data-client-id=acme data-ref-id={ref}" if how == "button" else ""
    page, frame = visit(lethe, shop, phone, script[how], attributes)
    fill_in(frame)
    expect_events(page, "KYCConnectLoad")
    # The camera works in the frame.
    frame.press("Take a picture")
    expect(frame.place.get_by_role("button", name="Take the picture")).to_be_focused()
    frame.see_the_camera().press("Take the picture").press("Use this picture").heading("Look at everything once more").press("Send")
    told = frame.reference()
    expect_events(page, "KYCConnectLoad", "KYCConnectSuccess")
    assert events(page)[1][1] == told
    # The two buttons are the frame's and the dialog's.
    frame.press("Close")
    expect_events(page, "KYCConnectLoad", "KYCConnectSuccess", "KYCConnectClose")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Verify me")).to_be_focused()
    found = lethe.done("candidate", "list", "--service", "acme")
    assert ref in json.dumps(found)


def test_closing_asks_and_deletes(lethe, shop, phone):
    page, frame = visit(lethe, shop, phone, ORIGINAL % {"ref": next(_references)})
    fill_in(frame)
    # In the frame, and on the page around it.
    page.keyboard.press("Escape")
    expect(frame.place.get_by_role("dialog")).to_be_visible()
    frame.press("Go on").heading("Picture of yourself")
    page.get_by_role("dialog").get_by_role("button", name="Close", exact=True).first.focus()
    page.keyboard.press("Escape")
    expect(frame.place.get_by_role("dialog")).to_be_visible()
    with page.expect_response(lambda one: one.request.method == "DELETE") as deleted:
        frame.press("Delete and stop")
    assert deleted.value.status == 200
    expect_events(page, "KYCConnectLoad", "KYCConnectCancel", "KYCConnectClose")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_closing_with_nothing_entered_asks_nothing(lethe, shop, phone):
    page, frame = visit(lethe, shop, phone, ORIGINAL % {"ref": next(_references)})
    frame.heading("Show who you are")
    expect_events(page, "KYCConnectLoad")
    page.get_by_role("dialog").get_by_role("button", name="Close").first.click()
    expect_events(page, "KYCConnectLoad", "KYCConnectCancel", "KYCConnectClose")
    # And again: the page opens as often as it is asked to.
    page.get_by_role("button", name="Verify me").click()
    frame.heading("Show who you are")
    expect_events(page, "KYCConnectLoad", "KYCConnectCancel", "KYCConnectClose", "KYCConnectLoad")


def test_the_merchants_script_opens_and_closes(lethe, shop, phone):
    script = OWN % {"ref": next(_references)} + """
document.querySelector('button').onclick = () => widget.open();
let refused = 0; try { widget.on('KYCConnectElse', () => {}); } catch { refused = 1; } window.refused = refused;
widget.on('KYCConnectLoad', () => { throw new Error('a fault of the shop'); });
"""
    page, frame = visit(lethe, shop, phone, script)
    frame.heading("Show who you are")
    assert page.evaluate("refused") == 1
    expect(page.get_by_role("dialog", name="Who you are")).to_be_visible()
    page.evaluate("widget.close()")
    expect_events(page, "KYCConnectLoad", "KYCConnectClose")
    # What the shop's own code did wrong is said in the console, and stopped nothing.
    assert any("a fault of the shop" in fault for fault in page.watch.faults)
    page.watch.faults.clear()


def test_an_origin_that_is_not_named_cannot_frame_it(lethe, shop, phone):
    other = Merchant()
    other.host = lethe.url
    page, frame = visit(lethe, other, phone, ORIGINAL % {"ref": next(_references)})
    # The browser shows nothing of it, and the widget says what can be done instead.
    words = page.get_by_role("alert")
    expect(words).to_contain_text("can't be shown here", timeout=15_000)
    expect(page.get_by_role("link", name="Open it in a new tab")).to_have_attribute("rel", "noopener")
    assert events(page) == []
    page.get_by_role("button", name="Close").click()
    expect_events(page, "KYCConnectCancel", "KYCConnectClose")
    faults, page.watch.faults = page.watch.faults, []
    assert any("frame-ancestors" in fault for fault in faults) and any(other.origin in fault for fault in faults)
    other.close()


HEARD = "addEventListener('message', event => events.push([event.origin, JSON.stringify(event.data)]));\n"


def test_messages_go_between_exact_origins_and_hold_nothing_personal(lethe, shop, phone):
    page, frame = visit(lethe, shop, phone, HEARD + ORIGINAL % {"ref": next(_references)})
    frame.heading("Show who you are")
    # Somebody else's message, of the right shape: a window that isn't the frame.
    page.evaluate("postMessage({source: 'lethe-verify', event: 'success', reference: 'forged'}, location.origin)")
    fill_in(frame)
    frame.give(example("selfie")).heading("Look at everything once more").press("Send")
    told = frame.reference()
    eventually(lambda: ["KYCConnectSuccess", told] in events(page))
    heard = [json.loads(data) for origin, data in events(page) if origin == lethe.url]
    assert heard == [
        {"source": "lethe-verify", "event": "load"}, {"source": "lethe-verify", "event": "success", "reference": told}]
    assert ["KYCConnectSuccess", "forged"] not in events(page)


def test_the_page_tells_nothing_to_an_origin_that_is_not_named(lethe, shop, phone):
    """Even in a frame where it should not be: here the header that forbids the frame is taken off on the way."""
    def without_policy(route):
        answer = route.fetch()
        headers = {name: value for name, value in answer.headers.items() if name != "content-security-policy"}
        route.fulfill(response=answer, headers=headers)

    other = Merchant()
    other.host = lethe.url
    other.script = "window.events = [];" + HEARD + ORIGINAL % {"ref": next(_references)}
    page = phone(lethe, origins=[other.origin])
    page.route("**/verify/acme?*", without_policy)
    page.goto(other.origin)
    page.get_by_role("button", name="Verify me").click()
    frame = Submission(page, "acme", frame=page.frame_locator("iframe"))
    fill_in(frame)
    assert events(page) == []
    other.close()


def test_the_dialog_is_accessible(lethe, shop, phone):
    for scheme in ("light", "dark"):
        page, frame = visit(lethe, shop, phone, ORIGINAL % {"ref": next(_references)}, axe=True, color_scheme=scheme)
        frame.heading("Show who you are")
        assert not axe_faults(page)
        # axe-core itself looks for its like in the frame, which is another origin.
        page.watch.faults = [fault for fault in page.watch.faults if "does not match the recipient" not in fault]
        # A dialog over the whole of a phone; the page below is out of reach.
        box = page.get_by_role("dialog").bounding_box()
        assert (box["width"], box["height"]) == (390, 844)
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)") is False

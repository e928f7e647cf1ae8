"""The submission page where things go wrong: answers that are lost, two windows at one draft, settings that change, a tap too
much. What the review shows is what is sent, and no sentence says what isn't so."""

import json
import socket
import threading

import pytest
from playwright.sync_api import expect

from console import Console
from harness import eventually
from submitting import Phones, Submission, chunk, example, jpeg_size, large_png, offer_page, tiff
from test_submission_page import picture_of
from test_submission_page import camera_browser, reference  # noqa: F401 (fixtures)


@pytest.fixture(scope="module")
def lethe():
    with Console() as lethe:
        lethe.start()
        lethe.create_service("Short", "short")
        lethe.set_service("short", attribute=["bill_one:picture", "bill_two:picture"])
        offer_page(lethe, "short", texts=["given_name"], pictures=[], offered=["email", "selfie", "bill_one", "bill_two"])
        lethe.key = lethe.short_key = lethe.create_key("pictures", service="short")
        yield lethe


@pytest.fixture
def phone(camera_browser):  # noqa: F811
    phones = Phones(camera_browser)
    yield phones
    phones.close()


def begun(lethe, phone, reference, **more):
    page = Submission(phone(lethe), "short").open(refId=reference, **more).agree().heading("Your details")
    page.page.get_by_label("Given names").fill("Ada")
    return page


def at_selfie(lethe, phone, reference):
    return begun(lethe, phone, reference).press("Continue").heading("Picture of yourself")


def skip(page, *headings):
    for heading in headings:
        page.heading(heading).press("Go on without it")
    return page.heading("Look at everything once more")


def row(page, label):
    return page.page.locator("#review .row").filter(has=page.page.locator("dt", has_text=label))


def held_back(page, path="**/draft/pictures/*", method="PUT"):
    """Answers of the server stay away, though it has done what was asked."""
    done = []

    def hold(route):
        if route.request.method != method:
            return route.continue_()
        route.fetch()
        done.append(route)

    page.page.route(path, hold)
    return done


def wait_for(page, done):
    for _ in range(100):
        if done:
            return
        page.page.wait_for_timeout(50)
    raise AssertionError("nothing was asked")


def test_a_picture_whose_answer_was_lost_is_shown_and_sent(lethe, phone, reference):
    page = at_selfie(lethe, phone, reference).choose(example("selfie"))
    held = held_back(page)
    page.press("Use this picture")
    wait_for(page, held)
    page.press("Stop sending")
    # It has arrived all the same, and the page says so; without its bytes, which were another's.
    expect(page.page.get_by_text("This picture has arrived")).to_be_visible()
    page.press("Keep this picture")
    skip(page, "Bill one", "Bill two")
    expect(row(page, "Picture of yourself")).to_contain_text("Has arrived")
    page.press("Send").reference()
    assert picture_of(lethe, reference, "selfie") == example("selfie").read_bytes()


def test_another_picture_than_the_one_shown_is_not_sent(lethe, phone, reference):
    page = at_selfie(lethe, phone, reference).give(example("selfie"))
    skip(page, "Bill one", "Bill two")
    expect(row(page, "Picture of yourself").locator("canvas")).to_be_visible()
    # Another window puts another picture in its place, and another name, while this one looks at the review.
    headers = {"X-Lethe-Draft": page.token()}
    other = example("selfie", "kofi-nhweso")
    put = lethe.request("PUT", "/verify/short/draft/pictures/selfie", body=other.read_bytes(),
        headers=headers | {"Content-Type": "image/jpeg"})
    assert put.status == 200, put
    page.press("Send")
    expect(page.page.locator("#review-problem")).to_contain_text("look at everything once more")
    expect(row(page, "Picture of yourself").locator("canvas")).to_have_count(0)
    expect(row(page, "Picture of yourself")).to_contain_text("Has arrived")
    texts = lethe.request("PUT", "/verify/short/draft/texts", body=json.dumps({"given_name": "Eve"}),
        headers=headers | {"Content-Type": "application/json"})
    assert texts.status == 200, texts
    page.press("Send")
    expect(row(page, "Given names")).to_contain_text("Eve")
    page.press("Send").reference()
    assert picture_of(lethe, reference, "selfie") == other.read_bytes()


def test_a_lost_answer_to_a_removal(lethe, phone, reference):
    page = at_selfie(lethe, phone, reference).give(example("selfie")).heading("Bill one")
    page.page.go_back()
    page.heading("Picture of yourself")
    lost = iter([True])

    def lose(route):
        if route.request.method == "DELETE" and next(lost, False):
            route.fetch()
            return route.abort()
        return route.continue_()

    page.page.route("**/draft/pictures/*", lose)
    page.press("Remove this picture")
    expect(page.page.get_by_role("button", name="Go on without it")).to_be_visible(timeout=10_000)
    skip(page, "Picture of yourself", "Bill one", "Bill two")
    expect(row(page, "Picture of yourself")).to_contain_text("Not given")


def test_what_was_sent_in_another_window_is_not_called_deleted(lethe, phone, reference):
    page = at_selfie(lethe, phone, reference)
    sent = lethe.request("POST", "/verify/short/draft/submit", headers={"X-Lethe-Draft": page.token()})
    assert sent.status == 200, sent
    page.page.go_back()
    page.heading("Your details").press("Continue")
    assert page.reference() == sent.json["reference"]


def test_a_page_that_is_off_for_a_while(lethe, phone, reference):
    page = begun(lethe, phone, reference)
    token = page.token()
    lethe.set_service("short", submission_page="off")
    try:
        page.press("Continue").heading("This can't go on right now")
        assert page.token() == token
        page.press("Try again").heading("Your details").press("Continue").heading("This can't go on right now")
    finally:
        lethe.set_service("short", submission_page="on")
    page.press("Try again").heading("Your details")
    expect(page.page.get_by_label("Given names")).to_have_value("Ada")
    page.press("Continue").heading("Picture of yourself")


def test_one_of_two_links_was_used(lethe, phone, reference):
    page = at_selfie(lethe, phone, reference)
    skip(page, "Picture of yourself", "Bill one", "Bill two").press("Send").reference()
    for verb, *more in [("start-review",), ("reject", "--reason", "Once more, please.")]:
        assert lethe.candidate(verb, reference, *more, service="short").code == 0
    links = [lethe.candidate("resubmission-link", reference, service="short").document["url"] for _ in range(2)]
    both = [Submission(phone(lethe), "short") for _ in links]
    for one, link in zip(both, links):
        one.page.goto(link[link.index("/verify/"):])
        one.agree().heading("Your details")
        one.page.get_by_label("Given names").fill("Ada")
    both[0].press("Continue")
    skip(both[0], "Picture of yourself", "Bill one", "Bill two").press("Send").reference()
    both[1].press("Continue").heading("This link has ended")
    expect(both[1].page.get_by_text("Ask whoever sent it for a new one.")).to_be_visible()
    assert both[1].kept() == {}


def test_settings_that_change_meanwhile(lethe, phone, reference):
    page = at_selfie(lethe, phone, reference)
    skip(page, "Picture of yourself", "Bill one", "Bill two")
    lethe.set_service("short", require=["given_name", "email", "phone"])
    try:
        page.press("Send").notice("What is asked for has changed.")
        page.heading("Look at everything once more").press("Send").heading("Your details")
        page.page.get_by_label("E-mail").fill("ada@example.com")
        lethe.set_service("short", do_not_require=["phone"])
        group = page.group("Phone")
        group.get_by_label("Country of the number").select_option("SWE")
        group.get_by_label("Number", exact=True).fill("0701740642")
        page.press("Continue").notice("What is asked for has changed.")
        page.heading("Your details")
        expect(page.page.get_by_role("group", name="Phone", exact=True)).to_have_count(0)
        expect(page.page.get_by_label("E-mail")).to_have_value("ada@example.com")
        page.press("Continue")
        skip(page, "Picture of yourself", "Bill one", "Bill two").press("Send").reference()
    finally:
        lethe.set_service("short", do_not_require=["email", "phone"], offer=["email", "selfie", "bill_one", "bill_two"])


class Dam:
    """A network in front of the server that lets everything through, until the answers are held back."""

    def __init__(self, target):
        self.holds = threading.Event()
        self.target = target
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.ends = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            far = socket.create_connection(self.target)
            self.ends += [near, far]
            for source, sink, is_answer in [(near, far, False), (far, near, True)]:
                threading.Thread(target=self._pump, args=(source, sink, is_answer), daemon=True).start()

    def _pump(self, source, sink, is_answer):
        try:
            while part := source.recv(65536):
                if not (is_answer and self.holds.is_set()):
                    sink.sendall(part)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # The other side is gone.

    def close(self):
        for one in [self.listener, *self.ends]:
            one.close()


def test_a_slow_network_gets_the_time_that_it_needs(lethe, phone, reference):
    """The browser has handed all over long before the server has it: it waits a minute and what the size takes."""
    dam = Dam(lethe.address)
    page = Submission(phone(lethe, origins=[dam.url], base_url=dam.url), "short").open(refId=reference).agree()
    page.heading("Your details").page.get_by_label("Given names").fill("Ada")
    page.press("Continue").heading("Picture of yourself").choose(example("selfie"))
    page.page.evaluate("""() => {
        window.waits = [];
        const real = window.setTimeout;
        window.setTimeout = (action, wait, ...more) => { window.waits.push(wait); return real(action, wait, ...more); };
    }""")
    dam.holds.set()
    page.press("Use this picture")
    expect(page.page.locator("#sending-words")).to_have_text("Waiting for the answer")
    assert max(page.page.evaluate("() => window.waits")) >= 60_000 + example("selfie").stat().st_size / 5 - 1
    # The server has it, and its answer is gone: it is there when the sending is stopped.
    headers = {"X-Lethe-Draft": page.token()}
    eventually(lambda: lethe.get("/verify/short/draft", headers=headers).json["pictures"])
    page.page.wait_for_timeout(500)
    dam.holds.clear()
    page.press("Stop sending")
    expect(page.page.get_by_text("This picture has arrived")).to_be_visible()
    dam.close()


def test_a_tap_too_much_skips_nothing(lethe, phone, reference):
    page = at_selfie(lethe, phone, reference)
    page.page.wait_for_timeout(450)
    page.page.get_by_role("button", name="Go on without it").dblclick()
    page.heading("Bill one")
    page.page.wait_for_timeout(200)
    page.heading("Bill one")
    expect(page.page.get_by_role("dialog")).to_have_count(0)
    # By keyboard there are no taps.
    page.page.get_by_role("button", name="Go on without it").press("Enter")
    page.heading("Bill two")


def test_an_e_mail_address_outlives_a_reload(lethe, phone, reference):
    page = Submission(phone(lethe), "short").open(refId=reference, email="ada%40example.com").heading("Show who you are")
    page.page.reload()
    page.agree().heading("Your details")
    expect(page.page.get_by_label("E-mail")).to_have_value("ada@example.com")
    assert "email" not in page.page.url and all("ada@" not in one for one in page.kept().values())
    page.page.go_back()
    page.heading("Show who you are")
    assert page.page.evaluate("() => JSON.stringify(history.state)") == '{"step":"consent"}'


def test_stopping_without_a_connection(lethe, phone, reference):
    page = at_selfie(lethe, phone, reference)
    token = page.token()
    page.page.context.set_offline(True)
    page.press("Stop and delete what I have entered").press("Delete and stop").notice("Nothing is deleted yet.")
    page.heading("Deleting what you have entered")
    assert page.token() == token
    page.page.context.set_offline(False)
    page.heading("Everything was deleted")
    assert page.kept() == {}
    assert lethe.get("/verify/short/draft", headers={"X-Lethe-Draft": token}).status == 404
    # The same over a reload: it goes on with it.
    again = at_selfie(lethe, phone, f"{reference}-again")
    again.page.route("**/draft", lambda route: route.abort() if route.request.method == "DELETE" else route.continue_())
    again.press("Stop and delete what I have entered").press("Delete and stop").notice("Nothing is deleted yet.")
    again.page.unroute("**/draft")
    token = again.token()
    again.page.reload()
    again.heading("Everything was deleted")
    assert lethe.get("/verify/short/draft", headers={"X-Lethe-Draft": token}).status == 404


def test_a_large_picture_on_its_side_keeps_its_size(lethe, phone, reference):
    """26 megapixels, which a canvas holds: turned upright, and as large as it was."""
    page = at_selfie(lethe, phone, reference)
    path = lethe.folder / "side.png"
    plain = large_png(5200, 5000)
    path.write_bytes(plain[:33] + chunk(b"eXIf", tiff(6)) + plain[33:])
    page.choose(path).press("Use this picture").heading("Bill one")
    skip(page, "Bill one", "Bill two").press("Send").reference()
    assert jpeg_size(picture_of(lethe, reference, "selfie")) == (5000, 5200)


def test_words_from_right_to_left(lethe, phone, reference):
    page = begun(lethe, phone, reference)
    name = page.page.get_by_label("Given names")
    name.fill("آدا")
    assert name.evaluate("input => getComputedStyle(input).direction") == "rtl"
    assert page.page.locator("#consent-text").get_attribute("dir") == "auto"

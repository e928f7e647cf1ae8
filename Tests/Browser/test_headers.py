"""What every answer tells the browser, and what the console refuses before any page is asked."""

import http.server
import re
import threading
import urllib.parse

import pytest
from playwright.sync_api import expect

import candidates
from acts import ACTS, HOUSE_ACTS, Sent, Stage, forge
from console import PASSWORD
from pages import Keys
from visitor import FORM, SESSION, TOKEN

POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "form-action": "'self'",
    "base-uri": "'none'", "frame-ancestors": "'none'", "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}
HEADERS = {
    "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.fixture(scope="module")
def stage(console):
    stage = Stage(console, console.owner(), "acme")
    stage.key_id = stage.key("text")
    stage.record_id = stage.candidate()
    stage.member_id, stage.reader = stage.member()
    stage.link = console.member_link(role="reviewer", service="acme").removeprefix(console.origin)
    return stage


def every_page(stage):
    """Path and status of one page of each kind; signed in and not."""
    keys, candidate = f"/services/acme/keys/{stage.key_id}", f"/services/acme/candidates/{stage.record_id}"
    member = f"/services/acme/team/{stage.member_id}"
    pages = [
        "/services", "/services/new", "/services?q=acme&sort=name", "/account", "/account/name", "/account/password",
        "/account/second-factor", "/services/acme/candidates", candidate, f"{candidate}/archive", f"{candidate}/delete",
        f"{candidate}/block", "/services/acme/keys", "/services/acme/keys/new", "/services/acme/keys/preview", keys,
        f"{keys}/rotate", f"{keys}/delete", f"{keys}/preview", "/services/acme/team",
        "/services/acme/team/invite", member, f"{member}/remove", "/services/acme/settings", "/services/acme/activity",
    ]
    return [(path, 200) for path in pages] + [
        ("/", 303), ("/services/acme", 303), ("/services/nowhere", 404), ("/nothing/here", 404),
        ("/services/acme/keys/000000000000", 404), ("/services/acme/candidates/nonsense", 404),
        ("/assets/none.css", 404),
        ("/sign-in", 303), ("/sign-in/code", 303), ("/join/unknown", 404), ("/services/acme/activity?before=zzz", None),
        ("/services/acme/candidates?before=-1&status=nonsense", None), ("/services?sort=%ff%fe&q=%00", None),
    ]


def policy_of(page):
    parts = [part.strip().partition(" ") for part in page.headers["content-security-policy"].split(";")]
    return {name: value for name, _, value in parts}


def check(page):
    """What holds for every answer of the console."""
    policy = policy_of(page)
    assert {name: policy.get(name) for name in POLICY} == POLICY, page
    assert "unsafe" not in str(policy) and "http:" not in str(policy) and "*" not in str(policy), page
    for name, value in HEADERS.items():
        assert page.headers.get(name) == value, (name, page)
    assert "server" not in page.headers and "x-powered-by" not in page.headers, page
    if "/assets/" not in page.path or page.status != 200:
        assert page.headers["cache-control"] == "no-store", page
    if page.headers.get("content-type", "").startswith("text/html"):
        assert page.headers["content-type"] == "text/html; charset=utf-8", page
        assert page.document.inline == [], page
        assert page.text.startswith("<!DOCTYPE html>") and '<html lang="en">' in page.text, page
        for asset in page.document.assets:
            assert asset.startswith("/assets/"), (asset, page)


# ---- headers


def test_every_page_and_error_page_has_every_header(console, stage):
    for path, status in every_page(stage):
        page = console.owner().get(path)
        assert status is None or page.status == status, page
        assert page.status < 500, page
        check(page)
    stranger = console.visitor()
    for path, _ in every_page(stage):
        page = stranger.get(path)
        assert page.status in (200, 303, 404), page
        assert not page.location or page.location.startswith("/sign-in"), page
        check(page)
    check(stranger.get("/sign-in"))
    check(stranger.get(stage.link))


def test_refusals_have_every_header(console, stage):
    owner = console.owner()
    answers = {
        403: owner.post("/services/acme/keys", {"description": "x"}),
        413: owner.post("/account/name", {TOKEN: owner.form_token, "name": "x" * 600_000}),
        415: owner.post("/account/name", {"name": "x"}, headers={"Content-Type": "text/plain"}),
        421: owner.get("/services", headers={"Host": "evil.example"}),
        422: owner.submit("/account/name", "/account/name", {"name": ""}),
    }
    for status, page in answers.items():
        assert page.status == status, (status, page)
        check(page)
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        page = owner.send(method, "/services/acme/keys")
        assert page.status in (404, 405), page
        check(page)


def test_assets_are_kept_for_good_under_a_name_that_changes(console):
    assets = set(console.visitor().get("/sign-in").document.assets)
    assert len(assets) >= 3
    kinds = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
    for asset in assets:
        assert re.fullmatch(r"/assets/[a-z]+-[0-9a-f]{8,}\.(css|js|svg)", asset)
        page = console.visitor().get(asset)
        assert page.status == 200 and not page.set_cookies
        assert page.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert page.headers["content-type"] == kinds[asset.rpartition(".")[2]]
        check(page)
        assert "http://" not in page.text.replace("http://www.w3.org/2000/svg", "") and "@import" not in page.text


def test_assets_are_packed_and_pages_are_not(console):
    """A packed page would tell by its length what secret stands beside what somebody else wrote (BREACH)."""
    visitor = console.visitor()
    page = visitor.get("/sign-in", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in page.headers
    for asset in set(page.document.assets):
        packed = visitor.get(asset, headers={"Accept-Encoding": "br, gzip;q=0.8"})
        plain = visitor.get(asset, headers={"Accept-Encoding": "gzip;q=0, identity"})
        assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
        assert packed.body == plain.body and "content-encoding" not in plain.headers
        assert packed.headers["content-encoding"] == "gzip"
        assert int(packed.headers["content-length"]) < len(plain.body) * (0.8 if asset.endswith(".svg") else 0.4)


def test_nothing_personal_stands_in_an_address_or_a_title(console, stage):
    person = candidates.person("ref-of-zoe", 555, texts={"given_name": "Zoe", "email": "zoe@example.com"})
    console.import_people([person])
    pages = [*every_page(stage), (f"/services/acme/candidates/{person['recordId']}", 200)]
    names = ["zoe", "olga", "member 1"]
    for path, _ in pages:
        page = console.owner().get(path)
        links = " ".join(href for href, _ in page.document.links).lower()
        for name in names:
            assert name not in page.document.title.lower(), page
            assert name not in links and name not in page.headers.get("location", "").lower(), page
    said = console.said().lower()
    for name in ["olga", "zoe", "@example.com", PASSWORD]:
        assert name not in said


# ---- forged requests


FORGERIES = {
    "no token": lambda form, _: ([pair for pair in form if pair[0] != TOKEN], {}),
    "an empty token": lambda form, _: ([(name, "" if name == TOKEN else value) for name, value in form], {}),
    "another session's token": lambda form, other: (
        [(name, other if name == TOKEN else value) for name, value in form], {}),
    "no origin": lambda form, _: (form, {"Origin": None}),
    "another origin": lambda form, _: (form, {"Origin": "https://evil.example"}),
    "an opaque origin": lambda form, _: (form, {"Origin": "null", "Sec-Fetch-Site": None}),
    "from another site": lambda form, _: (form, {"Sec-Fetch-Site": "cross-site"}),
    "from a sister site": lambda form, _: (form, {"Sec-Fetch-Site": "same-site"}),
}


@pytest.mark.parametrize("act", ACTS + HOUSE_ACTS, ids=str)
def test_a_forged_request_is_refused_and_nothing_changes(console, stage, act):
    owner = console.owner()
    other = console.members["owner again"] if "owner again" in console.members else console.again(owner)
    console.members["owner again"] = other
    sent = act.prepare(stage)
    mine = [(name, owner.form_token if name == TOKEN else value) for name, value in sent.fields]
    before = stage.look(act.looks_at)
    for name, forgery in FORGERIES.items():
        fields, headers = forgery(mine, other.form_token)
        page = owner.post(sent.path, fields, headers=headers)
        assert page.status == 403, (name, page)
        check(page)
    # A GET never changes anything, with or without the fields in its address.
    query = urllib.parse.urlencode([pair for pair in mine if pair[0] != "password"])
    assert owner.get(f"{sent.path}?{query}").status in (200, 303, 404)
    assert stage.look(act.looks_at) == before
    # The same form without a fault is taken: what was refused was the forgery.
    assert owner.post(sent.path, mine).status in (200, 303)
    assert stage.look(act.looks_at) != before


def test_forms_of_the_account_and_of_the_door_are_guarded_too(console, stage):
    owner, stranger = console.owner(), console.visitor()
    stranger.get("/sign-in")
    for path in ["/account/name", "/account/password", "/account/second-factor", "/account/second-factor/remove",
                 "/account/recovery-codes", "/account/sessions/end", "/sign-out", "/services/new"]:
        for fields, headers in [([], {}), ([(TOKEN, owner.form_token)], {"Sec-Fetch-Site": "cross-site"}),
                                ([(TOKEN, owner.form_token)], {"Origin": "https://evil.example"})]:
            page = owner.post(path, fields, headers=headers)
            assert page.status == 403, (path, page)
            assert owner.is_signed_in
    for path in ["/sign-in", "/sign-in/code", stage.link]:
        page = stranger.post(path, {"email": owner.email, "password": PASSWORD, "newPassword": PASSWORD, "name": "x"})
        assert page.status == 403 and SESSION not in stranger.cookies, page
    # A sign-in forged with the attacker's own form cookie: the token is bound to the victim's.
    attacker = console.visitor()
    form = attacker.get("/sign-in").form("/sign-in")
    page = stranger.post("/sign-in", form.filled({"email": owner.email, "password": PASSWORD}))
    assert page.status == 403 and SESSION not in stranger.cookies, page
    assert stranger.cookies[FORM] != attacker.cookies[FORM]


def test_a_form_of_a_signed_out_session_is_worth_nothing(console, stage):
    visitor = console.again(console.owner())
    sent = stage.form("/services/acme/keys/new", "/services/acme/keys", description="Late", scope="text")
    token, kept = visitor.form_token, dict(visitor.cookies)
    visitor.submit("/account", "/sign-out")
    before = stage.look("keys")
    for cookies in (kept, {}, dict(visitor.cookies)):
        fields = [(name, token if name == TOKEN else value) for name, value in sent.fields]
        page = visitor.post(sent.path, fields, cookies=cookies)
        assert page.status in (303, 403), page
    assert stage.look("keys") == before


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1:1", "evil.example:80@127.0.0.1",
    "[::1]:1", ""])
def test_another_authority_is_refused(console, host):
    """DNS rebinding: a name of somebody else that points here."""
    page = console.owner().get("/services", headers={"Host": host})
    assert page.status in (400, 421), page
    assert "acme" not in page.text


def test_a_form_sent_twice_does_its_work_once(console, stage):
    sent = stage.form("/services/acme/keys/new", "/services/acme/keys", description="Twice", scope="text")
    first = forge(console.owner(), sent)
    assert first.status == 200 and "lethe_live_" in first.text
    before = stage.look("keys")
    again = forge(console.owner(), sent)
    assert again.status == 303 and again.location == "/services/acme/keys", again
    assert stage.look("keys") == before
    invented = Sent(sent.path, [(name, "invented" if name == "form-id" else value) for name, value in sent.fields])
    assert forge(console.owner(), invented).status == 303
    assert stage.look("keys") == before


# ---- in a browser


@pytest.fixture
def elsewhere():
    """Another origin on this machine: serves one page, which the test writes."""
    class Handler(http.server.BaseHTTPRequestHandler):
        body = ""

        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(Handler.body.encode())

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Handler.url = f"http://localhost:{server.server_port}/"
    yield Handler
    server.shutdown()
    server.server_close()


def test_no_page_can_be_framed(console, browser, elsewhere):
    elsewhere.body = f'<iframe src="{console.origin}/sign-in"></iframe>'
    context = browser.new_context()
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(elsewhere.url)
    page.wait_for_timeout(300)
    assert any("frame-ancestors" in text for text in said), said
    assert "password" not in page.frames[1].content()
    context.close()


def test_a_form_on_another_site_reaches_nothing(console, browser, elsewhere):
    """The real thing: signed in, and led to a page that posts to us."""
    owner = console.owner()
    context = browser.new_context()
    context.add_cookies([{"name": SESSION, "value": owner.cookies[SESSION], "secure": True, "httpOnly": True,
        "sameSite": "Strict", "url": console.origin.replace("http:", "https:")}])
    page = context.new_page()
    elsewhere.body = (
        f'<form method="post" action="{console.origin}/account/name"><input name="name" value="Evil">'
        f'<input name="form-token" value="{owner.form_token}"><button>Win a prize</button></form>')
    page.goto(elsewhere.url)
    with page.expect_navigation():
        page.get_by_role("button").click()
    assert page.url == f"{console.origin}/account/name"
    expect(page.get_by_role("heading", level=1)).to_have_text("Not allowed")
    assert "Evil" not in owner.get("/account").words
    context.close()


def test_trusted_types_and_the_policy_hold_in_the_browser(console, stage, window):
    page = window(console, console.owner())
    Keys(page).open()
    assert page.evaluate("""() => { try { document.body.innerHTML = '<b>x</b>'; return 'taken' }
        catch (error) { return error.name } }""") == "TypeError"
    page.evaluate("""() => { const script = document.createElement('img'); script.src = 'http://evil.example/x.png';
        document.body.append(script) }""")
    page.wait_for_timeout(200)
    faults = page.watch.faults
    assert any("require-trusted-types-for" in fault for fault in faults), faults
    assert any("img-src" in fault for fault in faults), faults
    page.watch.faults.clear()

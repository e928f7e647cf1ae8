"""Text that wants to be a program, in every field a person or an API can fill: it stays text, on every page.

The content security policy is switched off in these windows: what is proved is that the pages escape, not that the
browser would have stopped it. test_headers proves the policy.
"""

import json
import urllib.parse

import pytest
from playwright.sync_api import expect

import candidates
from acts import Stage
from console import PASSWORD
from pages import Keys, dialog

PAYLOADS = {
    "element": '<img src=/x onerror=canary()>',
    "attribute": '"><svg onload=canary()>',
    "single quote": "'><svg onload=canary()>",
    "script": "<script>canary()</script>",
    "title": "</title><svg onload=canary()>",
    "textarea": "</textarea><svg onload=canary()>",
    "template": "{{{frame.formToken}}}{{&x}}<svg onload=canary()>",
}
# The same in two texts, short enough for every field.
ALL = ["\"'></title></textarea><svg onload=canary()>{{{x}}}", "<script>canary()</script><img src=/x onerror=canary()>"]
# What only an injected element would have; our own pages have none of it.
INJECTED = (
    "script:not([src]), style, [onerror], [onload], [onfocus], [style], iframe, object, embed, base, form form, "
    "svg:not([class])"
)


@pytest.fixture
def look(window, console):
    """Opens a path with the policy off, and finds nothing injected there. Gives the page."""
    pages = {}

    def look(path, visitor=None, shows=()):
        visitor = visitor or console.owner()
        page = pages.setdefault(visitor, None) or window(console, visitor, bypass_csp=True)
        pages[visitor] = page
        page.goto(path)
        return inspect(page, shows)

    return look


def inspect(page, shows=()):
    assert page.locator(INJECTED).count() == 0, page.locator(INJECTED).first.evaluate("one => one.outerHTML")
    for text in shows:
        found = page.evaluate("""text => document.body.innerText.includes(text) || document.title.includes(text)
            || [...document.querySelectorAll('input, textarea, select')].some(one => one.value.includes(text))
            || [...document.querySelectorAll('option')].some(one => one.text.includes(text))""", text)
        assert found, (text, page.url, page.locator("main").inner_text()[:800])
    page.watch.check()
    return page


@pytest.fixture(scope="module")
def stage(console):
    return Stage(console, console.owner(), "acme")


@pytest.mark.parametrize(
    "payload", [*PAYLOADS.values(), *ALL], ids=[*PAYLOADS, "quotes and ends", "script and picture"])
def test_the_payloads_would_be_noticed(console, window, payload):
    """Put unescaped into a page of ours, each of them runs or leaves an element behind."""
    page = window(console, bypass_csp=True)
    page.goto("/sign-in")
    places = f'<p>{payload}</p><input value="{payload}"><input value=\'{payload}\'><textarea>{payload}</textarea>'
    page.evaluate("""payload => { const policy = {createHTML: text => text};
        const html = window.trustedTypes ? trustedTypes.createPolicy('probe', policy).createHTML(payload) : payload;
        document.body.innerHTML = html }""", places)
    page.wait_for_timeout(150)
    assert page.watch.faults or page.locator(INJECTED).count()
    page.watch.faults.clear()


@pytest.mark.parametrize("number", range(len(ALL)))
def test_names_of_services_and_what_is_said_about_them(console, look, number):
    payload = ALL[number]
    owner, client_id = console.owner(), f"hostile-{number}"
    page = owner.submit("/services/new", "/services/new", {"name": payload})
    inspect_text(page)
    page = owner.submit(page, "/services/new", {"clientId": client_id})
    assert page.status == 303, page
    path = f"/services/{client_id}"
    settings = owner.submit(f"{path}/settings", f"{path}/settings", {"description": payload})
    assert settings.status == 303, settings
    look("/services", shows=[payload])
    look("/services?q=" + urllib.parse.quote(payload), shows=[payload])
    for below in ["/candidates", "/keys", "/keys/new", "/keys/preview", "/team", "/team/invite", "/activity"]:
        look(path + below, shows=[payload])
    look(f"{path}/settings", shows=[payload])
    # Refused, and shown again beside the problem.
    for field in ("corsOrigins", "ownSlug", "undecidedDays", "requestsPerSecond"):
        refused = owner.submit(f"{path}/settings", f"{path}/settings", {field: payload})
        assert refused.status == 422, (field, refused)
        inspect_text(refused)


def inspect_text(page):
    """The same for an answer without a browser: nothing inline, no element that the payloads would make."""
    assert page.document.inline == [], page
    assert "<svg onload" not in page.text and "<img src=/x" not in page.text and "<script>" not in page.text, page


def test_descriptions_of_keys(console, stage, look, window):
    owner = console.owner()
    page = window(console, owner, bypass_csp=True)
    keys = Keys(page)
    for payload in ALL:
        panel, _ = keys.create(description=payload, scope="text")
        inspect(page, [payload])
        keys.close_panel(panel)
    look("/services/acme/keys", shows=ALL)
    look("/services/acme/activity")
    for key in console.done("key", "list", "--service", "acme")["keys"]:
        path = f"/services/acme/keys/{key['id']}"
        for below in ("", "/rotate", "/delete", "/preview"):
            look(path + below, shows=[key["description"]])
        page = owner.submit(f"{path}/rotate", f"{path}/rotate", {"overlap": "1"})
        inspect_text(page)
        look(f"{path}/old-secret/end", shows=[key["description"]])
        look(f"/services/acme/activity?key={key['id']}", shows=[key["description"]])


def test_what_is_refused_in_a_key_is_shown_as_text(console, window):
    keys = Keys(window(console, console.owner(), bypass_csp=True))
    for payload in ALL:
        box = keys.start_creating()
        keys.fill(box, description=payload + "x" * 70, networks=[payload])
        # The field itself takes no more than 80 characters; a program may send more.
        box.get_by_label("Short description").evaluate("(field, text) => { field.value = text }", payload + "x" * 80)
        box.get_by_role("button", name="Create key").click()
        expect(dialog(keys.page).locator("#networks-problem")).to_be_visible()
        inspect(keys.page, [payload])


def test_names_and_emails_of_members(console, stage, look):
    people = []
    for number, payload in enumerate(ALL):
        link = console.member_link(role="manager", service="acme")
        people.append(console.join(link, payload, f"hostile{number}@example.com"))
    look("/services/acme/team", shows=ALL)
    for member in stage.members():
        if member["name"] in ALL:
            path = f"/services/acme/team/{member['id']}"
            look(path, shows=[member["name"]])
            look(f"{path}/remove", shows=[member["name"]])
    for visitor, payload in zip(people, ALL):
        sent = visitor.submit("/services/acme/keys/new", "/services/acme/keys", {"description": f"By {payload}"[:80]})
        assert sent.status == 200, sent
        inspect_text(sent)
        look("/account", visitor, shows=[payload])
        look("/account/name", visitor, shows=[payload])
    look("/services/acme/keys", shows=ALL)
    look("/services/acme/activity", shows=ALL)
    # An e-mail may hold almost anything in quotes; taken or not, it stays text.
    for payload in ALL:
        email = f'"{payload}"@example.com'
        page = console.owner().submit("/services/acme/team/invite", "/services/acme/team/invite",
            {"email": email, "role": "reviewer", "password": PASSWORD})
        assert page.status in (200, 422), page
        inspect_text(page)
    look("/services/acme/team")


def test_what_the_api_hands_in(console, stage, look):
    key = console.create_key("pictures", write=True)
    people = []
    for number, payload in enumerate(ALL, 1):
        texts = {slug: payload for slug in ("given_name", "family_name", "email", "passport_number")}
        more = {"customFields": {payload: payload}, "certs": {"c" + payload: '{"x":1}'}}
        people.append(candidates.person(f"ref-{payload}", 500 + number, texts=texts, **more))
    console.import_people(people)
    # And over HTTP, with the program's own hand.
    ref = '<svg onload=canary()>"beta'
    person = {"email": "x@example.com", "given_name": ALL[0], "family_name": ALL[1]}
    answer = console.post(console.beta_path(ref), key, person)
    assert answer.status in (200, 201, 422), answer
    look("/services/acme/candidates", shows=[person["refId"] for person in people])
    for person in people:
        assert console.get(console.by_ref_id(person["refId"]), key).status == 200
        path = f"/services/acme/candidates/{person['recordId']}"
        page = look(path, shows=[person["refId"]])
        # No value is shown at all, not even as text.
        assert person["identities"]["given_name"]["value"] not in page.content().replace(person["refId"], "")
        for below in ("/archive", "/delete", "/block"):
            look(path + below)
        for scope in ("metadata", "text", "pictures"):
            look(f"/services/acme/keys/preview?scope={scope}&recordId={person['recordId']}", shows=[person["refId"]])
    look("/services/acme/activity")


def test_what_reviewers_see_and_write(console, look):
    """Values, certificates, custom fields, notes, reasons and feedback, once the identity is open."""
    owner = console.owner()
    options = [word for payload in ALL for word in ("--feedback-text", payload)]
    script = "\"'><script>canary()</script>"
    ran = console.cli("service", "set", "acme", "--field", f"{script}={script},Low", *options)
    assert ran.code == 0, ran
    texts = {slug: payload for slug, payload in zip(("given_name", "family_name"), ALL)}
    texts["address"] = json.dumps({"address": ALL[0], "c" + ALL[1]: ALL[1]})
    person = candidates.person("hostile-review", 600, texts=texts, customFields={script: ALL[1], "x" + ALL[1]: ALL[0]},
        certs={"c" + ALL[0]: json.dumps({ALL[0]: ALL[1]}), "plain": "[" + json.dumps(ALL[1]) + "]"})
    console.import_people([person])
    path = f"/services/acme/candidates/{person['recordId']}"

    def act(below, **fields):
        page = owner.post(path + below, owner.open(path).form(path).filled(fields))
        inspect_text(page)
        return page

    assert act("/identity", reason=ALL[0]).status == 303
    assert [act(below).status for below in ("/reviewer", "/start")] == [303, 303]
    assert act("/attributes/given_name/reject", reason=ALL[1]).status == 303
    for payload in ALL:
        assert owner.submit(path, f"{path}/notes", {"note": payload}).status == 303
    look(path, shows=[*ALL, script, "c" + ALL[0], "x" + ALL[1]])
    # Refused, and shown again: a reason, a note, a choice, on a page that is old.
    old = owner.open(path)
    act("/attributes/given_name/undecide")
    marks = old.form(path)
    for below, fields in [("/attributes/family_name/reject", {"reason": ALL[0]}), ("/feedback", {"reason": ALL[1]}),
            ("/fields", {"field-0": script}), ("/notes", {"note": ALL[1] + "x" * 4000})]:
        form = old.form(path + below) if below == "/notes" else marks
        page = owner.post(path + below, form.filled(fields))
        assert page.status in (409, 422), (below, page)
        inspect_text(page)
    page = owner.post(path + "/attributes/given_name/reject", marks.filled({"revision": ALL[0], "seen": ALL[1]}))
    assert page.status in (409, 422), page
    inspect_text(page)
    for below in ("/feedback", "/request-review", "/identity", "/hold"):
        look(path + below)


@pytest.mark.parametrize("raw", ALL, ids=["quotes and ends", "script and picture"])
def test_addresses_that_say_something(console, look, window, raw):
    text = urllib.parse.quote(raw)
    for path in [
        f"/services?q={text}&sort={text}", f"/services?notice={text}", f"/services/{text}", f"/{text}",
        f"/services/acme/candidates?status={text}&before={text}", f"/services/acme/candidates/{text}",
        f"/services/acme/keys/{text}",
        f"/services/acme/keys/preview?scope={text}&archive={text}&unit={text}&recordId={text}",
        f"/services/acme/activity?member={text}&key={text}&kind={text}&before={text}", f"/services/acme/team/{text}",
        f"/services/acme/team/{text}/remove?of={text}",
    ]:
        look(path)
    stranger = console.visitor()
    for path in [f"/sign-in?next={text}", f"/sign-in?next=/{text}", f"/sign-in?notice={text}", f"/join/{text}"]:
        look(path, stranger)
    page = window(console, bypass_csp=True)
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(raw)
    page.get_by_label("Password", exact=True).fill("x")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert").first).to_be_visible()
    inspect(page, [raw])


def test_what_a_browser_calls_itself_is_not_kept(console, look):
    owner = console.owner()
    visitor = console.visitor()
    send = visitor.send
    visitor.send = lambda method, path, headers=None, **more: send(
        method, path, headers={"User-Agent": ALL[0], "Accept-Language": ALL[1], **(headers or {})}, **more)
    visitor.must_sign_in(owner.email, PASSWORD)
    page = look("/account")
    assert "onerror" not in page.content()

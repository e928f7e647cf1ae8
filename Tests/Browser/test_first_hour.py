"""From the first link to a key that works: what an operator does in the first hour, in a real browser."""

import json
import re

import pytest
from playwright.sync_api import Error, expect

from console import PASSWORD, Console
from pages import Keys, SignIn, clipboard, dialog, expect_closed, expect_notice, tab_to

SCOPE_FIELDS = {"metadata": set(), "text": {"string"}, "pictures": {"string", "base64"}}


# ---- signing in, the first service


def test_the_first_link_makes_an_owner_once_and_leads_to_the_first_service(window):
    with Console() as console:
        console.start()
        assert console.link, console.said()
        page = window(console)
        page.goto(console.link)
        page.get_by_label("Your name").fill("Olga Owner")
        page.get_by_label("E-mail").fill("olga@example.com")
        password = page.get_by_label("New password")
        for weak in ["eleven char", "password1234"]:
            password.fill(weak)
            page.get_by_role("button", name="Create account").click()
            expect(password).to_have_attribute("aria-invalid", "true")
            expect(page.get_by_label("E-mail")).to_have_value("olga@example.com")
            expect(password).to_have_value("")
        password.fill(PASSWORD)
        page.get_by_role("button", name="Create account").click()
        page.wait_for_url("**/services")

        page.get_by_role("link", name="Add service").click()
        box = dialog(page, "Add service")
        box.get_by_label("Name", exact=True).fill("Teal & Partners")
        box.get_by_role("button", name="Next: client id").click()
        box = dialog(page, "Add service")
        proposed = box.get_by_label(re.compile("^Client id")).input_value()
        assert proposed.startswith("teal"), proposed
        box.get_by_label(re.compile("^Client id")).fill("teal-1")
        box.get_by_role("button", name="Add service").click()
        page.wait_for_url("**/services/teal-1/keys*")
        expect(page.get_by_role("heading", name="No keys yet")).to_be_visible()
        assert console.done("service", "list")["services"][0]["clientId"] == "teal-1"

        another = window(console)
        answer = another.goto(console.link)
        assert answer.status == 404
        expect(another.get_by_role("textbox")).to_have_count(0)


# ---- making keys


@pytest.mark.parametrize("scope", ["metadata", "text", "pictures"])
def test_a_new_key_is_shown_once_and_reads_exactly_its_scope(acme, keys, scope):
    page = keys.page
    fields = {"description": f"Reads {scope}", "scope": scope} | ({"password": PASSWORD} if scope == "pictures" else {})
    panel, key = keys.create(**fields)
    assert re.fullmatch(r"lethe_live_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}", key)
    warning = "This key is shown only now. Lethe keeps a fingerprint of it, not the key."
    expect(panel.get_by_text(warning)).to_be_visible()
    assert key in panel.get_by_label("The command").inner_text()

    panel.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_text("Copied").first).to_be_attached()
    assert clipboard(page) == key

    page.keyboard.press("Escape")
    expect(panel).to_be_visible()
    page.mouse.click(5, 5)
    expect(panel).to_be_visible()
    keys.close_panel(panel)
    assert key not in page.content()

    whoami = acme.get(acme.whoami_path(), key).json["data"]
    assert (whoami["scope"], whoami["permissions"], whoami["enabled"]) == (scope, ["read"], True)
    assert "archiveAfterSeconds" not in whoami and "expiresAt" not in whoami and whoami["networks"] == []
    assert acme.kinds_returned(key) == SCOPE_FIELDS[scope]


def test_reloading_and_going_back_never_show_the_key_again_nor_make_another(acme, keys):
    page = keys.page
    panel, key = keys.create(description="Shown once", scope="text")
    before = acme.key_ids()
    for go in [page.reload, page.go_back, page.go_forward, page.reload]:
        try:
            go()
        except Error as error:  # the browser may refuse to show an answer that it must not keep
            assert "ERR_CACHE_MISS" in str(error), error
        assert key not in page.content()
        assert key[-49:] not in page.content()
    keys.open()
    assert key not in page.content()
    assert acme.key_ids() == before
    assert acme.get(acme.whoami_path(), key).status == 200


def test_a_key_with_everything(acme, keys):
    key = keys.make(
        description="Everything", scope="text", archive=(2, "days"), expiry="2030-01-31T18:00",
        networks=["127.0.0.0/8", "2001:db8::/32"], imports=True)
    whoami = acme.get(acme.whoami_path(), key).json["data"]
    assert whoami["archiveAfterSeconds"] == 172_800
    assert whoami["expiresAt"] == "2030-01-31T18:00:00.000Z"
    assert whoami["networks"] == ["127.0.0.0/8", "2001:db8::/32"]
    assert whoami["permissions"] == ["read", "write"]
    row = keys.row("Everything")
    for words in ["2 days after extraction", "except pictures", "Enabled"]:
        expect(row).to_contain_text(words)


def test_a_key_that_reads_pictures_takes_the_password(acme, keys):
    before = acme.key_ids()
    box = keys.start_creating()
    for password in ["", "not the password at all"]:
        keys.fill(box, description="No password", scope="pictures", password=password)
        box.get_by_role("button", name="Create key").click()
        expect(box.get_by_label("Your password", exact=True)).to_have_attribute("aria-invalid", "true")
        expect(box.get_by_label("Your password", exact=True)).to_have_value("")
        expect(box.get_by_label("Short description")).to_have_value("No password")
        box = dialog(keys.page, "Create API key")
    assert acme.key_ids() == before


PROBLEMS = {
    "description": ({"description": ""}, "Short description", ""),
    "networks": ({"description": "Right", "networks": ["10.0.0.0/8", "300.1.2.3"]}, "Allowed networks",
        "10.0.0.0/8\n300.1.2.3"),
    "delay": ({"description": "Right", "scope": "text", "archive": (366, "days")}, "Delay", "366"),
    "expiresAt": ({"description": "Right", "expiry": "2020-01-01T00:00"}, "Expiry", "2020-01-01T00:00"),
}


@pytest.mark.parametrize("field", PROBLEMS)
def test_a_problem_is_said_beside_its_field_with_the_input_kept(acme, keys, field):
    fields, label, kept = PROBLEMS[field]
    box = keys.start_creating()
    keys.fill(box, **fields)
    box.get_by_role("button", name="Create key").click()
    wrong = box.get_by_label(re.compile("^" + label)).first
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_have_value(kept)
    expect(wrong).to_be_focused()
    told = wrong.get_attribute("aria-describedby").split()
    assert f"{field}-problem" in told
    expect(box.locator(f"#{field}-problem")).to_be_visible()
    if fields["description"]:
        expect(box.get_by_label("Short description")).to_have_value("Right")


def test_several_problems_get_a_summary_and_the_first_has_the_focus(keys):
    box = keys.start_creating()
    keys.fill(box, description="", networks=["nonsense"])
    box.get_by_role("button", name="Create key").click()
    summary = box.get_by_role("alert")
    expect(summary.get_by_role("link")).to_have_count(2)
    expect(box.get_by_label("Short description")).to_be_focused()
    summary.get_by_role("link").last.click()
    expect(box.get_by_label(re.compile("^Allowed networks"))).to_be_focused()


# ---- preview


def shape(value, masked=False):
    """Names and kinds of a document, not its values."""
    if isinstance(value, dict):
        return {name: shape(one) for name, one in value.items()}
    return [shape(one) for one in value] if isinstance(value, list) else type(value).__name__


@pytest.mark.parametrize("scope", ["metadata", "text", "pictures"])
def test_the_preview_shows_the_exact_answer_without_a_value(console, owner, window, scope):
    service = f"preview-{scope}"
    console.create_service(service, service)
    values = console.import_examples(service)
    key = console.create_key(scope, service=service, description="Looks ahead")
    page = window(console, owner)
    page.goto(f"/services/{service}/keys")
    page.get_by_role("link", name="Looks ahead", exact=True).click()
    dialog(page, "Edit API key").get_by_role("link", name="Preview").click()
    page.wait_for_url("**/preview")
    select = page.get_by_label("Candidate")
    options = select.locator("option").evaluate_all("all => all.map(one => one.value)")
    assert options[0] == "" and len(options) > 10
    for option in options[:3]:
        select.select_option(option)
        page.get_by_role("button", name="Show").click()
        expect(select).to_have_value(option)
        document = json.loads(page.get_by_label("Answer as JSON").inner_text())
        content = page.content()
        assert not [value for value in values if value in content]
        if option:
            answer = console.get(console.by_record_id(option, service), key).json
            assert shape(document) == shape(answer)
            assert document["data"]["recordId"] == option
            for one in document["data"].get("identities", {}).values():
                assert set(one["value"]) == {"\u2022"}


# ---- without a pointer, without script


def test_a_key_is_made_by_keyboard_alone(acme, keys):
    page = keys.open().page
    tab_to(page, page.get_by_role("link", name="Create API key"))
    page.keyboard.press("Enter")
    box = dialog(page, "Create API key")
    expect(box.get_by_label("Short description")).to_be_focused()
    page.keyboard.type("By keyboard")
    tab_to(page, box.get_by_role("radio", name=re.compile("^Metadata only")))
    page.keyboard.press("ArrowDown")
    expect(box.get_by_role("radio", name=re.compile("except pictures"))).to_be_checked()
    tab_to(page, box.get_by_label(re.compile("^Archive the candidate")))
    page.keyboard.press("Space")
    tab_to(page, box.get_by_label("Delay", exact=True))
    page.keyboard.press("Control+a")
    page.keyboard.type("30")
    tab_to(page, box.get_by_role("button", name="Create key"))
    page.keyboard.press("Enter")
    panel = dialog(page, "Your new API key")
    key = panel.get_by_label("The key", exact=True).inner_text()
    tab_to(page, panel.get_by_role("button", name="Copy").first)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Copied").first).to_be_attached()
    assert clipboard(page) == key
    tab_to(page, panel.get_by_label("I have stored it"))
    page.keyboard.press("Space")
    tab_to(page, panel.get_by_role("button", name="Close"))
    page.keyboard.press("Enter")
    expect_closed(page, keys.path)
    whoami = acme.get(acme.whoami_path(), key).json["data"]
    assert (whoami["description"], whoami["scope"], whoami["archiveAfterSeconds"]) == ("By keyboard", "text", 30)


def test_everything_about_a_key_works_without_script(acme, window):
    page = window(acme, java_script_enabled=False)
    SignIn(page).open().give(acme.owner().email, PASSWORD)
    page.wait_for_url("**/services")
    keys = Keys(page).open()

    page.get_by_role("link", name="Create API key").click()
    box = dialog(page)
    keys.fill(box, description="", scope="text")
    box.get_by_role("button", name="Create key").click()
    expect(dialog(page).get_by_label("Short description")).to_have_attribute("aria-invalid", "true")
    keys.fill(dialog(page), description="Plain HTML", archive=(1, "hours"))
    dialog(page).get_by_role("button", name="Create key").click()
    key = dialog(page).get_by_label("The key", exact=True).inner_text()
    assert acme.get(acme.whoami_path(), key).json["data"]["archiveAfterSeconds"] == 3600
    keys.close_panel(dialog(page))

    box = keys.edit("Plain HTML")
    keys.fill(box, description="Plain HTML, changed")
    box.get_by_role("button", name="Update").click()
    expect_notice(page, "updated")
    assert acme.get(acme.whoami_path(), key).json["data"]["description"] == "Plain HTML, changed"

    keys.edit("Plain HTML, changed").get_by_role("link", name="Delete").click()
    dialog(page).get_by_label("Type the description to confirm").fill("Plain HTML")
    dialog(page).get_by_role("button", name="Delete key for good").click()
    expect(dialog(page).get_by_label("Type the description to confirm")).to_have_attribute("aria-invalid", "true")
    assert acme.get(acme.whoami_path(), key).status == 200
    dialog(page).get_by_label("Type the description to confirm").fill("Plain HTML, changed")
    dialog(page).get_by_role("button", name="Delete key for good").click()
    expect_notice(page, "deleted")
    assert acme.get(acme.whoami_path(), key).status == 401
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile(r"/sign-in(\?|$)"))

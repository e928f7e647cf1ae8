"""The edit dialog and what stands behind its buttons: every field, closing, disabling, rotating, deleting."""

import re

import pytest
from playwright.sync_api import expect

from console import PASSWORD, key_id
from pages import dialog, expect_closed, expect_notice, focused


def test_every_field_can_be_edited(acme, keys):
    key = keys.make(description="Before", scope="metadata")
    box = keys.edit("Before")
    keys.fill(box, description="After", scope="pictures", archive=(5, "minutes"), expiry="2031-02-03T04:05",
        networks=["127.0.0.1"], imports=True, password=PASSWORD)
    box.get_by_role("button", name="Update").click()
    expect_closed(keys.page, keys.path)
    whoami = acme.get(acme.whoami_path(), key).json["data"]
    assert whoami == {
        "id": key_id(key), "description": "After", "scope": "pictures", "permissions": ["read", "write"],
        "expiresAt": "2031-02-03T04:05:00.000Z", "archiveAfterSeconds": 300, "networks": ["127.0.0.1"],
        "enabled": True, "archiveAfter": "extraction", "refusesPlain": False, "handoverStatus": "approved",
    }
    # And back, each of them; the password is not needed for less.
    box = keys.edit("After")
    box.get_by_label(re.compile("^Archive the candidate")).uncheck()
    keys.fill(box, description="Again", scope="metadata", expiry="", networks=[], imports=False)
    box.get_by_role("button", name="Update").click()
    expect_closed(keys.page, keys.path)
    whoami = acme.get(acme.whoami_path(), key).json["data"]
    assert (whoami["scope"], whoami["permissions"], whoami["networks"]) == ("metadata", ["read"], [])
    assert "expiresAt" not in whoami and "archiveAfterSeconds" not in whoami


def test_widening_takes_the_password_and_stands_in_the_activity(acme, keys):
    key = keys.make(description="Narrow", scope="metadata")
    box = keys.edit("Narrow")
    keys.fill(box, scope="text")
    box.get_by_role("button", name="Update").click()
    expect(box.get_by_label("Your password", exact=True)).to_have_attribute("aria-invalid", "true")
    assert acme.get(acme.whoami_path(), key).json["data"]["scope"] == "metadata"
    keys.fill(dialog(keys.page, "Edit API key"), password=PASSWORD)
    dialog(keys.page).get_by_role("button", name="Update").click()
    expect_closed(keys.page, keys.path)
    assert acme.kinds_returned(key) == {"string"}
    keys.page.goto(f"/services/acme/activity?key={key_id(key)}")
    expect(keys.page.get_by_role("main")).to_contain_text(re.compile("wider|widened", re.I))


def press_escape(page, box):
    page.keyboard.press("Escape")


def click_outside(page, box):
    page.mouse.click(4, 450)


def click_the_cross(page, box):
    box.get_by_role("link", name="Close").click()


def click_cancel(page, box):
    box.get_by_role("link", name="Cancel").click()


@pytest.mark.parametrize("close", [press_escape, click_outside, click_the_cross, click_cancel])
def test_closing_without_saving_leaves_everything_unchanged(acme, keys, close):
    description = f"Close {close.__name__}"
    key = keys.make(description=description, scope="text", networks=["127.0.0.0/8"])
    before = acme.key_of(key_id(key))
    page = keys.page

    box = keys.edit(description)
    close(page, box)  # nothing was changed: it closes at once
    expect_closed(page, keys.path)

    box = keys.edit(description)
    keys.fill(box, description="Something else", scope="metadata", networks=[], imports=True)
    close(page, box)
    keep = page.get_by_role("button", name="Keep editing")
    expect(keep).to_be_visible()
    keep.click()
    expect(box.get_by_label("Short description")).to_have_value("Something else")
    close(page, box)
    page.get_by_role("button", name="Discard changes").click()
    expect_closed(page, keys.path)
    after = acme.key_of(key_id(key))
    before.pop("lastUsedAt", None), after.pop("lastUsedAt", None)
    assert after == before
    expect(keys.row(description)).to_be_visible()


@pytest.mark.parametrize("way", ["pointer", "Enter", "Space"])
def test_a_row_opens_the_dialog(acme, keys, way):
    description = f"Row {way}"
    acme.create_key("metadata", description=description)
    page = keys.open().page
    link = page.get_by_role("link", name=description, exact=True)
    if way == "pointer":
        keys.row(description).get_by_text("Enabled").click()
    else:
        link.focus()
        page.keyboard.press(way)
    expect(dialog(page, "Edit API key").get_by_label("Short description")).to_have_value(description)


def test_disabling_counts_at_once(acme, keys):
    key = keys.make(description="Switch", scope="text")
    assert acme.get(acme.whoami_path(), key).status == 200
    for is_enabled, status, word in [(False, 401, "Disabled"), (True, 200, "Enabled")]:
        box = keys.edit("Switch")
        box.get_by_role("switch", name="Enabled").set_checked(is_enabled)
        box.get_by_role("button", name="Update").click()
        expect_closed(keys.page, keys.path)
        assert acme.get(acme.whoami_path(), key).status == status
        expect(keys.row("Switch")).to_contain_text(word)


def test_rotating_with_an_overlap_and_ending_the_old_secret(acme, keys):
    page = keys.page
    old = keys.make(description="Turn", scope="text")

    def rotate(number, unit):
        box = keys.edit("Turn")
        box.get_by_role("link", name="Rotate").click()
        box = dialog(page, "Rotate API key")
        box.get_by_label("Overlap", exact=True).fill(str(number))
        box.get_by_label("Unit of the overlap").select_option(label=unit)
        box.get_by_role("button", name="Rotate key").click()

    def status(key):
        return acme.get(acme.whoami_path(), key).status

    rotate(8, "days")
    expect(dialog(page).get_by_label("Overlap", exact=True)).to_have_attribute("aria-invalid", "true")
    assert status(old) == 200

    rotate(7, "days")
    panel = dialog(page, "The new secret")
    new = panel.get_by_label("The key", exact=True).inner_text()
    keys.close_panel(panel)
    assert key_id(new) == key_id(old) and new != old
    assert (status(old), status(new)) == (200, 200)
    below = page.get_by_role("row").filter(has_text=re.compile(r"Old secret\s*of Turn works until"))
    expect(below).to_be_visible()

    below.get_by_role("link", name=re.compile("^End it now")).click()
    dialog(page, "End the old secret").get_by_role("button", name="End it now").click()
    expect_closed(page, keys.path)
    assert (status(old), status(new)) == (401, 200)
    expect(below).to_have_count(0)

    rotate(0, "days")
    panel = dialog(page, "The new secret")
    newest = panel.get_by_label("The key", exact=True).inner_text()
    assert (status(new), status(newest)) == (401, 200)
    page.reload()
    assert newest not in page.content()


def test_deleting_asks_for_the_description(acme, keys):
    key = keys.make(description="Gone soon", scope="metadata")
    page = keys.page
    keys.edit("Gone soon").get_by_role("link", name="Delete").click()
    box = dialog(page, "Delete API key")
    button = box.get_by_role("button", name="Delete key for good")
    expect(button).to_be_disabled()
    box.get_by_label("Type the description to confirm").fill("Gone")
    expect(button).to_be_disabled()
    box.get_by_label("Type the description to confirm").fill("Gone soon")
    button.click()
    expect_closed(page, keys.path)
    expect_notice(page, "deleted")
    assert acme.get(acme.whoami_path(), key).status == 401
    expect(keys.row("Gone soon")).to_have_count(0)


def test_the_focus_stays_in_the_dialog_and_comes_back_to_the_row(acme, keys):
    acme.create_key("metadata", description="Focus")
    page = keys.open().page
    page.get_by_role("link", name="Focus", exact=True).click()
    box = dialog(page, "Edit API key")
    for _ in range(40):
        page.keyboard.press("Tab")
        inside = page.evaluate(
            "() => document.activeElement === document.body || !!document.activeElement.closest('dialog')")
        assert inside, focused(page)
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)

"""What one does on the pages, found by role and name as a screen reader would."""

import re

from playwright.sync_api import expect

SCOPES = {
    "metadata": "Metadata only",
    "text": "Metadata and identity attributes except pictures",
    "pictures": "Metadata and identity attributes including pictures",
}


def dialog(page, name=None):
    found = page.get_by_role("dialog", name=name) if name else page.get_by_role("dialog")
    expect(found).to_be_visible()
    return found


def expect_notice(page, words):
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


def expect_closed(page, path):
    page.wait_for_url(f"**{path}*")
    expect(page.get_by_role("dialog")).to_have_count(0)


def tab_to(page, locator, most=60, key="Tab"):
    """Presses Tab until the element has the focus; fails when it is never reached."""
    for _ in range(most):
        if locator.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"Tab never reaches {locator}")


def focused(page):
    """The element that has the focus: its id or its text."""
    return page.evaluate("() => document.activeElement.id || document.activeElement.textContent.trim()")


def clipboard(page):
    return page.evaluate("() => navigator.clipboard.readText()")


class SignIn:
    def __init__(self, page):
        self.page = page

    def open(self):
        self.page.goto("/sign-in")
        return self

    def give(self, email, password):
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Sign in", exact=True).click()

    def give_code(self, code):
        self.page.get_by_label("Code", exact=True).fill(code)
        self.page.get_by_role("button", name="Continue").click()


class Keys:
    """The tab API Keys of a service."""

    def __init__(self, page, service="acme"):
        self.page = page
        self.path = f"/services/{service}/keys"

    def open(self):
        self.page.goto(self.path)
        return self

    def row(self, description):
        return self.page.get_by_role("row").filter(has=self.page.get_by_role("link", name=description, exact=True))

    def start_creating(self):
        self.open()
        self.page.get_by_role("link", name="Create API key").click()
        return dialog(self.page, "Create API key")

    def fill(self, box, description=None, scope=None, archive=None, expiry=None, networks=None, imports=None,
             after=None, refuses_plain=None, password=None):
        if description is not None:
            box.get_by_label("Short description").fill(description)
        if scope:
            box.get_by_role("radio", name=re.compile("^" + SCOPES[scope])).check()
        if archive:
            number, unit = archive
            box.get_by_label(re.compile("^Archive the candidate")).check()
            box.get_by_label("Delay", exact=True).fill(str(number))
            box.get_by_label("Unit of the delay").select_option(label=unit)
        if expiry is not None:
            box.get_by_label(re.compile("^Expiry")).fill(expiry)
        if networks is not None:
            box.get_by_label(re.compile("^Allowed networks")).fill("\n".join(networks))
        if imports is not None:
            box.get_by_label("May also import candidates").set_checked(imports)
        if after:
            box.get_by_role("radio", name=re.compile(f"^After {after}")).check()
        if refuses_plain is not None:
            box.get_by_label("Refuse plain answers").set_checked(refuses_plain)
        if password:
            box.get_by_label("Your password", exact=True).fill(password)

    def create(self, **fields):
        """Makes a key in the dialog; gives the panel that shows it and the key."""
        box = self.start_creating()
        self.fill(box, **fields)
        box.get_by_role("button", name="Create key").click()
        panel = dialog(self.page, "Your new API key")
        return panel, panel.get_by_label("The key", exact=True).inner_text()

    def close_panel(self, panel):
        panel.get_by_label("I have stored it").check()
        panel.get_by_role("button", name="Close").click()
        expect_closed(self.page, self.path)

    def make(self, **fields):
        """Makes a key and closes the panel; gives the key."""
        panel, key = self.create(**fields)
        self.close_panel(panel)
        return key

    def edit(self, description):
        self.open()
        self.page.get_by_role("link", name=description, exact=True).click()
        return dialog(self.page, "Edit API key")

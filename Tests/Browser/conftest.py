"""One browser for the whole run, a context for each person, and an eye on each of them."""

import os
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Acceptance"))

import pytest  # noqa: E402
from playwright.sync_api import expect, sync_playwright  # noqa: E402

import candidates  # noqa: E402
from console import Console  # noqa: E402
from harness import BINARY  # noqa: E402
from pages import Keys  # noqa: E402
from watch import Watch, inject_axe  # noqa: E402

CHROMIUM = os.environ.get("LETHE_CHROMIUM", "/usr/bin/chromium")
expect.set_options(timeout=15_000)


def pytest_sessionstart(session):
    for path, how in [(BINARY, "swift build -c release --product lethe"), (Path(CHROMIUM), "apt-get install chromium")]:
        if not path.exists():
            pytest.exit(f"{path} is not there: {how}", returncode=78)


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        # Chromium's own sandbox does not start as root.
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def console():
    """A server with a console, an owner and the service acme, for all tests of a file."""
    with Console() as console:
        console.start()
        console.create_service("Acme", "acme")
        yield console


@pytest.fixture(scope="module")
def owner(console):
    return console.owner()


class Windows:
    """Opens browser windows for people. Everything that is opened is watched, and closed at the test's end."""

    def __init__(self, browser):
        self.browser = browser
        self.opened = []

    def __call__(self, console, visitor=None, axe=False, width=1440, height=900, **options):
        """A page of a new context, signed in with the visitor's session."""
        context = self.browser.new_context(
            base_url=console.origin, viewport={"width": width, "height": height}, locale="en-GB",
            timezone_id="Europe/Berlin", **options)
        context.set_default_timeout(15_000)
        watch = Watch(context, console.origin)
        if axe:
            inject_axe(context)
        if visitor:
            # Under https, because only there the browser lets a Secure cookie be set from outside.
            url = re.sub("^http:", "https:", console.origin)
            context.add_cookies([
                {"name": name, "value": value, "url": url, "secure": True, "httpOnly": True, "sameSite": "Strict"}
                for name, value in visitor.cookies.items()
            ])
        self.opened.append((context, watch))
        page = context.new_page()
        page.watch = watch
        return page

    def close(self):
        opened, self.opened = self.opened, []
        for context, _ in opened:
            context.close()
        for _, watch in opened:
            watch.check()


@pytest.fixture
def window(browser):
    windows = Windows(browser)
    yield windows
    windows.close()


@pytest.fixture(scope="module")
def acme(console):
    """Candidates with pictures, beside the owner."""
    console.owner()
    picture = {"selfie": candidates.jpeg(1), "passport": candidates.png(seed=2)}
    console.import_people([candidates.person("ada", 1, pictures=picture), candidates.person("bob", 2)])
    return console


@pytest.fixture
def keys(acme, window):
    """The tab API Keys of acme in the owner's window."""
    return Keys(window(acme, acme.owner(), permissions=["clipboard-read", "clipboard-write"]))

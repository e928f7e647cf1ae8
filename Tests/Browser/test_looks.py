"""Every page and dialog: accessible, legible on every width and in both schemes, small, and usable by keyboard.

Screenshots go to .build/screenshots, for people to look at. With LETHE_TAKE_PICTURE=1 the tab API Keys also goes to
docs/console.png.
"""

import os

import pytest
from playwright.sync_api import expect

from console import ROOT, Console
from pages import focused
from scenery import Scenery, scenes
from watch import axe_faults

SCREENSHOTS = ROOT / ".build" / "screenshots"
WIDTHS = {360: 780, 768: 1024, 1440: 900}
LARGEST = 60_000

# How far the page could be moved sideways, and what sticks out; what scrolls in a box of its own is fine.
OVERFLOW = """() => {
    const root = document.scrollingElement, wide = root.scrollWidth - root.clientWidth;
    const out = [...document.querySelectorAll('body *')].filter(one => {
        const box = one.getBoundingClientRect();
        if (!box.width || box.right <= root.clientWidth + 1) return false;
        for (let up = one.parentElement; up; up = up.parentElement)
            if (up !== document.body && ['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(up).overflowX))
                return false;
        return true;
    });
    return [wide, out.slice(0, 5).map(one => one.outerHTML.slice(0, 120))];
}"""


@pytest.fixture(scope="module")
def scenery():
    with Console() as console:
        console.start("--allow-loopback-webhooks")
        yield Scenery(console)


@pytest.fixture(scope="module")
def looks(scenery):
    return scenes(scenery)


NAMES = [
    "services", "services-search", "services-new", "account", "account-name", "account-password",
    "account-second-factor", "candidates", "candidates-empty", "candidate", "candidate-archived", "candidate-archive",
    "candidate-block", "candidate-delete", "keys", "keys-empty", "keys-new", "keys-edit", "keys-rotate", "keys-end",
    "keys-delete", "keys-preview", "keys-preview-of-one", "team", "team-invite", "team-role", "team-remove", "settings",
    "activity", "activity-empty", "usage", "usage-empty", "not-found", "sign-in", "sign-in-ended", "join", "join-used", "sign-in-wrong",
    "keys-edit-sealed", "keys-receiver", "keys-receiver-change", "keys-receiver-remove", "keys-receiver-private",
    "keys-challenge", "candidate-undo", "settings-key", "keys-problems", "keys-secret", "keys-question", "settings-problems", "team-link", "account-qr",
    "candidate-review", "candidate-picture", "candidate-feedback", "candidate-request", "candidate-identity",
    "candidate-hold", "candidate-held", "candidate-hold-keep", "candidate-link", "candidate-reject", "candidate-rejecting",
    "candidate-changed", "candidate-link-shown", "candidate-unfolded",
    "candidates-columns", "candidates-filtered", "candidates-export", "candidates-found", "candidates-export-refused",
    "webhooks", "webhooks-empty", "webhooks-new", "webhook", "webhook-paused", "webhook-failing", "webhook-delivery",
    "webhook-delivery-failed", "webhook-edit", "webhook-rotate", "webhook-end", "webhook-delete", "webhook-secret",
    "webhook-problems", "settings-submission", "settings-review", "submission-problems", "review-conflict",
]


def test_every_scene_is_looked_at(looks):
    assert sorted(looks) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_accessible_and_fits_every_width_in_both_schemes(scenery, looks, window, name):
    is_signed_in, show = looks[name]
    page = window(scenery.console, scenery.owner if is_signed_in else None, axe=True)
    show(page)
    is_dialog = page.locator("dialog:modal").count() > 0
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    faults = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(
                path=SCREENSHOTS / f"{name}-{width}-{scheme}.png", animations="disabled", full_page=not is_dialog)
            wide, out = page.evaluate(OVERFLOW)
            faults += [f"{width} px: {wide} px too wide: {out}"] if wide > 0 or out else []
            # Structure is the same in both schemes: narrow is examined once, wide for the contrast of each.
            if width == 1440 or (width, scheme) == (360, "light"):
                faults += [f"{scheme}, {width} px: {fault}" for fault in axe_faults(page)]
    assert not faults, "\n".join(dict.fromkeys(faults))
    assert page.locator("h1").count() == 1
    assert page.title().endswith("Lethe")


def test_pages_are_small(scenery, looks, window):
    """Bytes over the wire with a cold cache: the page, stylesheet, script, pictures, and their headers."""
    sizes = {}
    for visitor, addresses in [(scenery.owner, scenery.addresses()), (None, scenery.doors())]:
        page = window(scenery.console, visitor)
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        received = []
        session.on("Network.loadingFinished", lambda event, to=received: to.append(event["encodedDataLength"]))
        for name, path in addresses.items():
            received.clear()
            page.goto(path)
            page.wait_for_timeout(50)
            sizes[name] = sum(received)
            # The page, the stylesheet and the script at least.
            assert len(received) >= 3, (name, received)
    print({name: f"{size / 1000:.1f} kB" for name, size in sizes.items()})
    assert {name: size for name, size in sizes.items() if size >= LARGEST} == {}


@pytest.mark.parametrize(
    "name", ["services", "keys", "keys-edit", "settings", "candidate", "candidate-review", "candidate-picture", "account", "team",
     "sign-in"])
def test_nothing_is_lost_at_twice_the_size(scenery, looks, window, name):
    """200 % zoom of a window of 1280 x 800 px is a window of 640 x 400 px with two dots for each."""
    is_signed_in, show = looks[name]
    visitor = scenery.owner if is_signed_in else None
    page = window(scenery.console, visitor, width=640, height=400, device_scale_factor=2)
    show(page)
    wide, out = page.evaluate(OVERFLOW)
    assert wide <= 0 and not out, out
    # A dialog taller than the window scrolls, so that its buttons can be reached.
    for button in page.locator("main button:visible, main a.button:visible").all():
        if button.evaluate("one => !document.querySelector('dialog:modal') || !!one.closest('dialog')"):
            button.scroll_into_view_if_needed()
            expect(button).to_be_in_viewport()


REACHABLE = """() => {
    const root = document.querySelector('dialog:modal') ?? document;
    return [...root.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')].filter(one =>
        !one.disabled && one.type !== 'hidden' && one.tabIndex >= 0
        && one.checkVisibility({visibilityProperty: true})
        && !(one.type === 'radio' && !one.checked && document.querySelector(`input[name="${one.name}"]:checked`)))
        .map((one, index) => { one.dataset.reach = index; return `${index} ${one.outerHTML.slice(0, 100)}` });
}"""

RING = """() => {
    const one = document.activeElement, radio = one.closest('.radio-card');
    const has = element => { const style = getComputedStyle(element);
        return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 };
    return [one.dataset.reach, has(one) || (radio !== null && has(radio)), one.outerHTML.slice(0, 100)];
}"""


@pytest.mark.parametrize("name", [
    "services", "account", "candidates", "candidate", "candidate-delete", "candidate-review", "candidate-picture", "candidate-feedback",
    "keys", "keys-new", "keys-edit", "keys-rotate", "keys-preview", "keys-secret", "keys-receiver", "keys-challenge", "settings-key", "team", "team-invite", "settings", "activity", "sign-in", "join",
    "webhooks", "webhooks-new", "webhook", "webhook-delivery-failed", "webhook-edit", "webhook-secret", "settings-submission",
    "settings-review",
])
def test_tab_reaches_every_control_and_the_focus_is_seen(scenery, looks, window, name):
    is_signed_in, show = looks[name]
    page = window(scenery.console, scenery.owner if is_signed_in else None)
    show(page)
    controls = page.evaluate(REACHABLE)
    reached, seen, unseen = set(), set(), {}
    for _ in range(2 * len(controls) + 6):
        page.keyboard.press("Tab")
        number, has_ring, html = page.evaluate(RING)
        if number is not None:
            reached.add(int(number))
            # A field for a date has several stops, the last of which is a button with the browser's own ring.
            seen |= {number} if has_ring else set()
            unseen |= {} if has_ring else {number: html}
        if len(reached) == len(controls):
            break
    unseen = [html for number, html in unseen.items() if number not in seen]
    assert not unseen, f"no focus ring: {unseen[:5]}"
    missing = [control for control in controls if int(control.split()[0]) not in reached]
    assert not missing, f"Tab never reaches {missing}; it stands on {focused(page)[:80]}"


def test_a_picture_for_the_readme(scenery, looks, window):
    page = window(scenery.console, scenery.owner, width=1440, height=900)
    looks["keys"][1](page)
    # Times and ids are others in each run; the picture stays the same until the page changes.
    page.evaluate("""() => {
        document.querySelectorAll('time').forEach(one => {
            one.textContent = one.textContent.includes('UTC') ? '2027-01-31 18:00:00 UTC' : 'just now' });
        document.querySelectorAll('th .mono').forEach((one, index) => {
            one.textContent = `Key0Example${String.fromCharCode(65 + index)}` });
    }""")
    picture = page.screenshot(animations="disabled", clip={"x": 0, "y": 0, "width": 1440, "height": 900})
    assert len(picture) < 200_000
    if os.environ.get("LETHE_TAKE_PICTURE") == "1":
        (ROOT / "docs" / "console.png").write_bytes(picture)

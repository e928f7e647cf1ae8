"""A candidate with a phone on the submission page, found by role and name as a screen reader would; and pictures as phones
write them."""

import json
import struct
import zlib

from playwright.sync_api import expect

from console import PEOPLE
from harness import eventually
from watch import Watch, inject_axe

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
CONSENT = "We look at your papers to see who you are.\n\nWe delete them once that is done."
TEXTS = ["given_name", "family_name", "email", "dob", "phone", "address", "passport_number",
    "passport_issuing_country", "passport_expiration"]
PICTURES = ["passport", "selfie"]
OFFERED = ["crypto_address_eth", "proof_of_address", "referral"]
PERSON = json.loads((PEOPLE / "ada-example" / "candidate.json").read_text("utf-8"))["identities"]


def offer_page(lethe, service, texts=TEXTS, pictures=PICTURES, offered=(), **settings):
    """Turns the submission page of a service on."""
    consent = lethe.folder / "consent.txt"
    consent.write_text(CONSENT, "utf-8")
    lethe.set_service(service, submission_page="on", consent_file=consent, require=[*texts, *pictures],
        offer=list(offered), **settings)


def example(name, person="ada-example"):
    """The path of a picture of a sample person."""
    return next((PEOPLE / person).glob(f"{name}.*"))


class Phones:
    """Opens windows for candidates. All are watched, and closed at the test's end."""

    def __init__(self, browser):
        self.browser = browser
        self.opened = []

    def __call__(self, lethe, origins=(), axe=False, permissions=("camera",), **options):
        context = self.browser.new_context(
            **{"base_url": lethe.url, "locale": "en-GB", "timezone_id": "Europe/Berlin", **PHONE, **options})
        context.grant_permissions(list(permissions))
        context.set_default_timeout(20_000)
        watch = SeveralOrigins(context, [lethe.url, *origins])
        if axe:
            inject_axe(context)
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


class SeveralOrigins(Watch):
    """A merchant's page and the frame in it may each ask their own origin."""

    def __init__(self, context, origins):
        self.origins = tuple(f"{origin}/" for origin in origins)
        super().__init__(context, origins[0])

    def _request(self, request):
        if not request.url.startswith((*self.origins, "data:", "blob:")):
            self.faults.append(f"asked for {request.url}")


class Submission:
    """The page in a window or in a frame."""

    def __init__(self, page, service, frame=None):
        self.page, self.service = page, service
        self.place = frame or page

    def open(self, **query):
        words = "&".join(f"{name}={value}" for name, value in query.items())
        self.page.goto(f"/verify/{self.service}{'?' + words if words else ''}")
        return self

    def heading(self, words):
        expect(self.place.get_by_role("heading", level=1, name=words)).to_be_visible()
        return self

    def press(self, name):
        # A second tap within 400 ms isn't meant for these; nobody reads a step so fast.
        if name in ("Keep this picture", "Go on without it", "Stop sending", "Stop and delete what I have entered"):
            self.place.get_by_role("button", name=name, exact=True).wait_for()
            self.page.wait_for_timeout(450)
        self.place.get_by_role("button", name=name, exact=True).click()
        return self

    def group(self, name):
        return self.place.get_by_role("group", name=name, exact=True)

    def agree(self):
        self.place.get_by_role("checkbox").check()
        return self.press("Begin")

    def date(self, name, value):
        """A date of the contract, `MM/DD/YYYY`, into its three fields."""
        month, day, year = value.split("/")
        group = self.place.get_by_role("group", name=name).filter(has=self.place.get_by_label("Day"), visible=True).last
        group.get_by_label("Day").fill(str(int(day)))
        group.get_by_label("Month").select_option(str(int(month)))
        group.get_by_label("Year").fill(year)

    def type(self, identities=PERSON):
        """Types what a sample person has."""
        text = {slug: one["value"] for slug, one in identities.items()}
        about = self.group("About you")
        about.get_by_label("Given names").fill(text["given_name"])
        about.get_by_label("Family name").fill(text["family_name"])
        self.date("Date of birth", text["dob"])
        self.place.get_by_label("E-mail").fill(text["email"])
        phone, address = json.loads(text["phone"]), json.loads(text["address"])
        number = self.group("Phone")
        number.get_by_label("Country of the number").select_option(phone["countryCode"])
        number.get_by_label("Number", exact=True).fill("0" + phone["number"])
        home = self.group("Address")
        home.get_by_label("Street and number").fill(address["address"])
        home.get_by_label("Flat, floor, building").fill(address["extraInfo"])
        home.get_by_label("Postal code").fill(address["postalCode"])
        home.get_by_label("Town or city").fill(address["city"])
        home.get_by_label("State or region").fill(address["state"])
        home.get_by_label("Country").select_option(address["country"])
        passport = self.group("Passport")
        passport.get_by_label("Number").fill(text["passport_number"])
        passport.get_by_label("Issuing country").select_option(text["passport_issuing_country"])
        self.date("Valid until", text["passport_expiration"])
        return self

    def choose(self, path):
        """Chooses a file in the browser's own dialog. `path` may be a dictionary of name, mimeType and buffer."""
        with self.page.expect_file_chooser() as chooser:
            self.place.get_by_role("button", name="Choose").click()
        chooser.value.set_files(path)
        expect(self.place.get_by_role("button", name="Use this picture")).to_be_visible(timeout=20_000)
        return self

    def give(self, path):
        return self.choose(path).press("Use this picture")

    def take(self):
        """Takes a picture with the camera, which Chromium draws."""
        self.press("Take a picture")
        self.see_the_camera()
        return self.press("Take the picture").press("Use this picture")

    def see_the_camera(self):
        video = self.place.locator("video")
        eventually(lambda: video.evaluate("video => video.videoWidth") > 0)
        return self

    def to_details(self, **query):
        return self.open(**query).heading("Show who you are").agree().heading("Your details")

    def to_pictures(self, **query):
        return self.to_details(**query).type().press("Continue").heading("Passport")

    def reference(self):
        self.heading("Thank you. It has arrived")
        return self.place.get_by_role("status", name="Your reference").text_content()

    def notice(self, words):
        expect(self.place.get_by_role("status").filter(has_text=words)).to_be_visible(timeout=10_000)
        return self

    def kept(self):
        """What the browser's storages hold."""
        return self.page.evaluate("() => ({...sessionStorage, ...localStorage})")

    def token(self):
        """The draft's token, as the page keeps it over a reload."""
        [value] = self.kept().values()
        return json.loads(value)["draft"]


# ---- pictures as phones write them

def tiff(orientation):
    """A TIFF block with an orientation and a place: 59.33 N."""
    entries = struct.pack("<HHII", 0x0112, 3, 1, orientation) + struct.pack("<HHII", 0x8825, 4, 1, 38)
    place = struct.pack("<H", 1) + struct.pack("<HHI4s", 1, 2, 2, b"N\0\0\0") + struct.pack("<I", 0)
    return b"II*\0" + struct.pack("<IH", 8, 2) + entries + struct.pack("<I", 0) + place + b"GPS 59.3293 18.0686"


def with_exif(jpeg, orientation=1):
    """A JPEG as a phone writes it: place and device in Exif, XMP, IPTC and a comment, and a film behind its end."""

    def segment(marker, content):
        return b"\xff" + bytes([marker]) + struct.pack(">H", len(content) + 2) + content

    more = [
        segment(0xE1, b"Exif\0\0" + tiff(orientation)),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>GPS 59.3293 18.0686</x>"),
        segment(0xED, b"Photoshop 3.0\0GPS 59.3293 18.0686"), segment(0xFE, b"GPS 59.3293 18.0686"),
    ]
    return jpeg[:2] + b"".join(more) + jpeg[2:] + b"ftypmp42 GPS 59.3293 18.0686"


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def with_text(png):
    """A PNG with a place in every chunk that can hold one."""
    place = b"GPS 59.3293 18.0686"
    more = chunk(b"eXIf", tiff(1)) + chunk(b"tEXt", b"Comment\0" + place) + chunk(b"iTXt", b"XML\0\0\0\0\0" + place)
    return png[:33] + more + png[33:] + place


def large_png(width, height):
    """A PNG of many pixels in few bytes: one grey."""
    pack = zlib.compressobj(1)
    row = b"\0" + b"\x80" * width
    body = b"".join(pack.compress(row * 100) for _ in range(height // 100)) + pack.compress(row * (height % 100))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body + pack.flush()) + chunk(b"IEND", b"")


def jpeg_size(jpeg):
    """Width and height as a JPEG's frame header states them."""
    at = 2
    while jpeg[at + 1] not in (0xC0, 0xC1, 0xC2):
        at += 2 + struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
    height, width = struct.unpack(">HH", jpeg[at + 5 : at + 9])
    return width, height

"""Limits (issue, point 8; docs/wire.md "Limits"): each holds what it says, and one more is refused."""

import base64
import json
import zlib

import pytest

import candidates
import wire
from harness import PREFIX, Lethe, read_answer

MIB = 1 << 20


@pytest.fixture(scope="module")
def scene():
    with Lethe() as lethe:
        lethe.start()
        lethe.create_service("Acme", "acme")
        yield lethe, {"write": lethe.create_key("metadata", write=True), "read": lethe.create_key("pictures")}


def put(scene, body, ref_id="x", **more):
    lethe, keys = scene
    return lethe.post(lethe.beta_path(ref_id), keys["write"], body, timeout=60, **more)


def sent(lethe, content):
    """What comes back for these bytes: status and body; 0 when the connection was closed without a word."""
    bare = lethe.socket()
    try:
        bare.sendall(content)
        status, _, body = read_answer(bare)
        return status, body
    except ConnectionError:
        return 0, b""
    finally:
        bare.close()


# ---- the head of a request


def test_uri(scene):
    lethe, keys = scene
    base = lethe.list_path() + "?x="
    fits = base + "a" * (8192 - len(base))
    assert len(fits) == 8192 and lethe.get(fits, keys["read"]).status == 200
    answer = lethe.get(fits + "a", keys["read"])
    assert answer.body == wire.error(400, "bad_request", "A URI has at most 8 KiB.")
    assert lethe.get(fits + "a", "wrong").status == 400
    for length in (60_000, 200_000):
        status, _ = sent(lethe, lethe.head(base + "a" * length))
        assert status in (0, 400, 414, 431)


def test_number_of_headers(scene):
    lethe, keys = scene
    own = 2  # Host, which Lethe's server keeps elsewhere, does not count; Authorization and Accept-Encoding do
    for count, status in ((100 - own, 200), (101, 400), (150, 400), (5000, None)):
        headers = [(f"x-{number}", "a") for number in range(count)]
        got, body = sent(lethe, lethe.head(lethe.list_path(), keys["read"], headers=headers))
        assert got == status or status is None and got in (0, 400, 431), count
        if status == 400:
            assert body == wire.error(400, "bad_request", "A request has at most 100 header fields.")


def test_header_section(scene):
    lethe, keys = scene
    for size, status in ((32_768 - 100, 200), (32_768 + 100, 400), (200_000, None)):
        rest = size - len(f"Authorization: {keys['read']}\r\n")
        count, rest = divmod(rest - 1000, 1000)
        headers = [(f"x-{number:03}", "a" * (1000 - 9)) for number in range(count)] + [("y", "b" * (1000 + rest - 5))]
        got, body = sent(lethe, lethe.head(lethe.list_path(), keys["read"], headers=headers))
        assert got == status or status is None and got in (0, 400, 431), size
        if status == 400:
            assert body == wire.error(400, "bad_request", "A header section has at most 32 KiB.")


@pytest.mark.parametrize( "content",
    [ b"\r\n\r\n\r\n\r\n",
    b"GET\r\n\r\n",
    b"nonsense\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"GET /healthz HTTP/1.1\r\nHost: a\r\nbad header: x\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: a\r\nA: b\r\n c\r\n\r\n",
    b"POST /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    b"POST /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"POST /healthz HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    bytes(range(256)) * 100,
    ],
     )
def test_what_is_no_http(scene, content):
    """Refused or ignored; never served, and the server lives."""
    lethe, _ = scene
    bare = lethe.socket(timeout=1)
    try:
        bare.sendall(content)
        status = read_answer(bare)[0]
    except (ConnectionError, TimeoutError):
        status = 0
    finally:
        bare.close()
    assert status == 0 or 400 <= status < 500
    assert lethe.get("/healthz").status == 200


# ---- bodies


def test_body_that_says_it_is_too_large(scene):
    """Refused by its head: nothing is waited for."""
    lethe, keys = scene
    head = lethe.head(lethe.beta_path("x"), keys["write"], "POST", [("Content-Length", str(48 * MIB + 1))])
    status, body = sent(lethe, head)
    assert (status, body) == (413, wire.error(413, "too_large", "A body has at most 48 MiB."))
    for silly in ("9" * 18, "9" * 30):
        head = lethe.head(lethe.beta_path("x"), keys["write"], "POST", [("Content-Length", silly)])
        assert sent(lethe, head)[0] in (0, 400, 413)
    assert lethe.get("/healthz").status == 200


def test_body_that_becomes_too_large(scene):
    def parts():
        for _ in range(48):
            yield b" " * MIB
        yield b"{}"

    lethe, keys = scene
    connection = lethe.connection(60)
    connection.request("POST", lethe.beta_path("x"), parts(), {"Authorization": keys["write"]}, encode_chunked=True)
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (413, wire.error(413, "too_large", "A body has at most 48 MiB."))
    connection.close()


def test_body_of_the_largest_size(scene):
    body = b"{}" + b" " * (48 * MIB - 2)
    assert put(scene, body, "large").status == 200


def test_body_of_a_get_is_thrown_away(scene):
    lethe, keys = scene
    connection = lethe.connection()
    for _ in range(3):
        answer = lethe.request("GET", lethe.list_path(), keys["read"], body=b"x" * 100_000, connection=connection)
        assert answer.status == 200
    connection.close()


# ---- values


@pytest.mark.parametrize("letter", ["a", "ü", "佐", "\U0001f9ff", "\n"])
def test_text(scene, letter):
    lethe, keys = scene
    count = 8192 // len(letter.encode())
    fits = letter * count + "x" * (8192 - count * len(letter.encode()))
    ref_id = f"text-{ord(letter)}"
    assert put(scene, {"given_name": fits}, ref_id).status == 200
    assert lethe.get(lethe.by_ref_id(ref_id), keys["read"]).data["identities"]["given_name"]["value"] == fits
    wire.expect_error(put(scene, {"given_name": fits + "x"}, ref_id), 413, "too_large", "given_name")


def test_text_in_a_larger_document(scene):
    long = "x" * 8193
    for body, field in [
        ({"address": {"city": long}}, "address.city"), ({"phone": long}, "phone"),
        ({"phone": {"number": long}}, "phone.number"),
        ({"crypto_address": {"type": "crypto_address_eth", "value": long}}, "crypto_address.value"),
        ({"address": {"address": "x" * 5000, "city": "x" * 5000}}, "address"),
    ]:
        wire.expect_error(put(scene, body), 413, "too_large", field)


def test_ref_id(scene):
    lethe, keys = scene
    for fits in ("r" * 256, "ü" * 128, "\U0001f9ff" * 64):
        assert put(scene, {}, fits).status == 200
        wire.expect_error(put(scene, {}, fits + "x"), 422, "invalid", "refId")
        assert lethe.get(lethe.by_ref_id(fits + "x"), keys["read"]).body == wire.NO_CANDIDATE


def picture(content, mime_type):
    return {"selfie": {"value_base64": base64.b64encode(content).decode(), "mime_type": mime_type}}


def test_picture_of_the_largest_size(scene):
    lethe, keys = scene
    small = candidates.jpeg()
    fits = small + bytes(10 * MIB - len(small))
    assert put(scene, picture(fits, "image/jpeg"), "picture").status == 200
    answer = lethe.get(lethe.by_ref_id("picture"), keys["read"], timeout=60)
    assert answer.data["identities"]["selfie"]["value"] == base64.b64encode(fits).decode()
    refused = put(scene, picture(fits + b"\0", "image/jpeg"), "picture")
    message = "A picture has at most 10 MiB."
    assert refused.body == wire.error(413, "too_large", message, "selfie.value_base64")


def test_three_large_pictures_in_a_body(scene):
    """Everything a body can bring at once."""
    lethe, keys = scene
    small = candidates.jpeg()
    fat = base64.b64encode(small + bytes(10 * MIB - len(small))).decode()
    one = {"value_base64": fat, "mime_type": "image/jpeg"}
    body = json.dumps({"selfie": one, "proof_of_address": one, "identity_documents": one | {"type": "passport"}})
    assert put(scene, body, "fat").status == 200
    answer = lethe.get(lethe.by_ref_id("fat"), keys["read"], timeout=60)
    assert [one["value"] == fat for one in answer.data["identities"].values()] == [True] * 3


PNG, JPEG = candidates.png(), candidates.jpeg()


@pytest.mark.parametrize(
    "content, said, status, word",
    [
        (b"GIF89a\1\0\1\0\0\0\0;", "image/png", 415, "unsupported_media"),
        (b"%PDF-1.7\n", "image/jpeg", 415, "unsupported_media"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/png", 415, "unsupported_media"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png", 415, "unsupported_media"),
        (b"", "image/png", 415, "unsupported_media"),
        (b"\xff\xd8", "image/jpeg", 415, "unsupported_media"),
        (b"\xff\xd8\xff\xd9", "image/jpeg", 415, "unsupported_media"),
        (JPEG[: JPEG.index(b"\xff\xc0")], "image/jpeg", 415, "unsupported_media"),
        (PNG[:32], "image/png", 415, "unsupported_media"),
        (b"\x89PNG\r\n\x1a\n", "image/png", 415, "unsupported_media"),
        (b" " + PNG, "image/png", 415, "unsupported_media"),
        (PNG.replace(b"IHDR", b"IDAT"), "image/png", 415, "unsupported_media"),
        (candidates.png_header(0, 10), "image/png", 422, "invalid"),
        (candidates.jpeg(width=0), "image/jpeg", 422, "invalid"),
        (candidates.png_header(10_000, 5_001), "image/png", 422, "invalid"),
        (candidates.png_header(2**31 - 1, 2**31 - 1), "image/png", 422, "invalid"),
        (candidates.png_header(2**32 - 1, 2**32 - 1), "image/png", None, None),
        (candidates.jpeg(width=10_000, height=5_001), "image/jpeg", 422, "invalid"),
        (candidates.jpeg(width=65_535, height=65_535), "image/jpeg", 422, "invalid"),
        (candidates.png_header(10_000, 5_000), "image/png", 200, None),
        (candidates.jpeg(width=10_000, height=5_000), "image/jpeg", 200, None),
    ],
)
def test_picture_by_its_bytes(scene, content, said, status, word):
    answer = put(scene, picture(content, said), f"p{zlib.crc32(content)}")
    if status == 200:
        assert answer.status == 200
    else:
        assert answer.status in ((415, 422) if status is None else (status,))
        wire.expect_error(answer, answer.status, word or answer.json["error"], "selfie.value_base64")


@pytest.mark.parametrize("content, said", [(PNG, "image/jpeg"), (JPEG, "image/png")])
def test_picture_is_not_what_it_says(scene, content, said):
    answer = put(scene, picture(content, said), "other")
    message = "The picture is of another type than it says."
    assert answer.body == wire.error(415, "unsupported_media", message, "selfie.mime_type")


def test_certificates_and_fields_of_a_file(scene):
    lethe, keys = scene
    fits = candidates.person("kept", 7, certs={"c" * 128: "x" * 65536}, customFields={"f" * 128: "y" * 8192})
    lethe.import_people([fits])
    assert lethe.get(lethe.by_ref_id("kept"), keys["read"]).body == candidates.answer(fits, "pictures")
    for more, field in [
        ({"certs": {"c": "x" * 65537}}, "certs.c"), ({"customFields": {"f": "y" * 8193}}, "customFields.f"),
        ({"certs": {"c" * 129: "x"}}, "certs"), ({"customFields": {"a\nb": "y"}}, "customFields"),
    ]:
        refused = lethe.import_people([candidates.person("no", 8, **more)], check=False)["refused"]
        assert [(one["line"], one["field"]) for one in refused] == [(1, field)]
    assert lethe.get(f"{PREFIX}/acme/refId/no", keys["read"]).status == 404

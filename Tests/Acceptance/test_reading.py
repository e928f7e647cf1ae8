"""Conventions, refIds, the key itself, health (contract 1.1, 1.2, 1.4, 1.9, 2.1)."""

import json

import pytest
import requests

import candidates
import wire
from harness import PREFIX, Lethe

REF_IDS = [
    "1", "0", "007", "12-3", "9007199254740993", "6f9619ff-8b86-d011-b42d-00cf4fc964ff",
    "0x089DE2C0E8Cb955a70c5FC4F975831906F92533d", "ada@example.com", "ada+kyc@example.com", "a/b", "/", "a//b/", "..",
    ".", "a?b=c", "a#b", "a%b", "%2F", "a b", " a ", "ä ö ü", "佐江 🧿", "a&b=c;d", "O'Brien \"x\"", "beta", "refId",
    "x" * 256, "ü" * 128, "e\u0301", "\u00e9", "\u200b", "~-_.!$*(),;:@", "null", "{}", "%",
]


@pytest.fixture(scope="module")
def scene():
    with Lethe() as lethe:
        lethe.start()
        lethe.create_service("Acme", "acme")
        people = [candidates.person(ref_id, number) for number, ref_id in enumerate(REF_IDS, 100)]
        for first in ([candidates.person("Ada", 1)], [candidates.person("ada", 2)], people):
            lethe.import_people(first)
        yield lethe, {scope: lethe.create_key(scope) for scope in ("metadata", "text", "pictures")}


@pytest.mark.parametrize("ref_id", REF_IDS)
def test_any_text_is_a_ref_id(scene, ref_id):
    lethe, keys = scene
    person = candidates.person(ref_id, 100 + REF_IDS.index(ref_id))
    answer = lethe.get(lethe.by_ref_id(ref_id), keys["text"])
    assert answer.body == candidates.answer(person, "text")
    # Every byte escaped, in small letters: the same id.
    escaped = "".join(f"%{byte:02x}" for byte in ref_id.encode())
    assert lethe.get(f"{PREFIX}/acme/refId/{escaped}", keys["text"]).body == answer.body


def test_ref_id_is_compared_exactly(scene):
    lethe, keys = scene
    assert lethe.get(lethe.by_ref_id("Ada"), keys["metadata"]).data["recordId"] == candidates.record_id(1)
    assert lethe.get(lethe.by_ref_id("ada"), keys["metadata"]).data["recordId"] == candidates.record_id(2)
    lower = "0x089DE2C0E8Cb955a70c5FC4F975831906F92533d".lower()
    for unknown in ("ADA", "ada ", "01", "1.0", "+1", lower, "x" * 255, "ada\n", "ada\0", "%25", "2F"):
        assert lethe.get(lethe.by_ref_id(unknown), keys["metadata"]).body == wire.NO_CANDIDATE, unknown


def test_unescaped_characters_of_a_path_are_themselves(scene):
    lethe, keys = scene
    for raw, ref_id in [("ada@example.com", None), ("ada+kyc@example.com", None), ("~-_.!$*(),;:@", None)]:
        assert lethe.get(f"{PREFIX}/acme/refId/{raw}", keys["metadata"]).data["refId"] == (ref_id or raw)


@pytest.mark.parametrize(
    "raw", ["%", "%2", "%zz", "%ff", "%c3", "%ed%a0%80", "x" * 257, "%F4%90%80%80", "a%00b", "%0a", "%c2%85"]
)
def test_what_is_no_ref_id_is_not_found(scene, raw):
    lethe, keys = scene
    answer = lethe.get(f"{PREFIX}/acme/refId/{raw}", keys["metadata"])
    assert (answer.status, answer.body) == (404, wire.NO_CANDIDATE)


@pytest.mark.parametrize( "record_id",
    ["65A0C0DE0000000000000001",
    "65a0c0de000000000000000",
    "65a0c0de00000000000000010",
    "0" * 24,
    "x",
     "Ada"] )
def test_unknown_record_id_is_not_found(scene, record_id):
    lethe, keys = scene
    assert lethe.get(lethe.by_record_id(record_id), keys["text"]).body == wire.NO_CANDIDATE


def test_bare_key_and_bearer(scene):
    lethe, keys = scene
    expected = candidates.answer(candidates.person("Ada", 1), "text")
    for value in (keys["text"], f"Bearer {keys['text']}"):
        assert lethe.get(lethe.by_ref_id("Ada"), value).body == expected


def test_wrong_keys_are_all_the_same(scene):
    lethe, keys = scene
    for key in wire.wrong_keys(keys["text"]):
        for path in (lethe.by_ref_id("Ada"), lethe.by_ref_id("nobody"), lethe.list_path(), lethe.list_path("nonsense")):
            answer = lethe.get(path, key)
            assert (answer.status, answer.body) == (401, wire.UNAUTHORIZED), (key, path)
    # A key in another place is no key.
    assert lethe.get(lethe.by_ref_id("Ada") + f"?Authorization={keys['text']}").body == wire.UNAUTHORIZED
    assert lethe.get(lethe.by_ref_id("Ada"), headers={"X-API-Key": keys["text"]}).body == wire.UNAUTHORIZED


def test_service_that_is_not_there(scene):
    lethe, keys = scene
    for service in ("acm", "ACME", "acme2", "nobody", "%61cme%00"):
        answer = lethe.get(f"{PREFIX}/{service}/refId/Ada", keys["text"])
        assert (answer.status, answer.body) == (403, wire.OTHER_SERVICE), service
        assert lethe.get(f"{PREFIX}/{service}/refId/Ada").body == wire.UNAUTHORIZED


def test_harmless_headers(scene):
    lethe, keys = scene
    headers = {
        "cache-control": "no-cache", "Content-Type": "application/json", "Accept": "text/html", "Cookie": "a=b",
        "User-Agent": "", "If-None-Match": "*", "Range": "bytes=0-3", "Accept-Encoding": "gzip, br",
    }
    answer = lethe.get(lethe.by_ref_id("Ada"), keys["text"], headers=headers)
    assert (answer.status, answer.body) == (200, candidates.answer(candidates.person("Ada", 1), "text"))
    wire.expect_json(answer)


def test_header_name_in_any_case_and_connection_kept(scene):
    lethe, keys = scene
    connection = lethe.connection()
    for name in ("authorization", "AUTHORIZATION", "AuThOrIzAtIoN"):
        answer = lethe.get(lethe.by_ref_id("Ada"), headers={name: keys["metadata"]}, connection=connection)
        assert answer.status == 200
    connection.close()


def test_pythons_requests_as_in_the_field(scene):
    lethe, keys = scene
    url = f"{lethe.url}/kyc/1.0/connect/acme"
    headers = {"Authorization": keys["pictures"], "cache-control": "no-cache", "Content-Type": "application/json"}
    with requests.Session() as session:
        session.trust_env = False
        listed = session.get(f"{url}/applicants/waiting/", params={"skip": 0, "limit": 2}, headers=headers, timeout=20)
        assert [record["refId"] for record in listed.json()["data"]["records"]] == ["Ada", "ada"]
        one = session.get(f"{url}/refId/Ada", headers=headers, timeout=20)
        assert one.content == candidates.answer(candidates.person("Ada", 1), "pictures")


def test_json_is_what_javascript_prints(lethe):
    """Every control character, quotes, slashes, what lies beyond the basic plane: a value comes back as it went in."""
    every = "".join(map(chr, range(1, 0x80))) + "\u0080\u2028\u2029\ufeff\uffff\U0010ffff é 佐"
    person = candidates.person("x", texts={"given_name": every, "family_name": ""})
    lethe.import_people([person])
    key = lethe.create_key("text")
    answer = lethe.get(lethe.by_ref_id("x"), key)
    assert answer.body == candidates.answer(person, "text")
    assert candidates.stringify(answer.json).encode() == answer.body


def test_absent_is_absent(lethe):
    """No dates, no attributes, no certificates: nothing is null, and empty objects stay."""
    person = candidates.person("empty", texts={}, status="incomplete")
    del person["waitingDate"]
    lethe.import_people([person])
    for scope in ("text", "pictures"):
        answer = lethe.get(lethe.by_ref_id("empty"), lethe.create_key(scope))
        assert answer.body == candidates.answer(person, scope)
        assert answer.body.endswith(b'"customFields":{},"certs":{},"certificates":{},"identities":{}}}')
    only_picture = candidates.person("picture", 2, texts={}, pictures={"selfie": candidates.png()})
    lethe.import_people([only_picture])
    for scope in ("metadata", "text", "pictures"):
        answer = lethe.get(lethe.by_ref_id("picture"), lethe.create_key(scope))
        assert answer.body == candidates.answer(only_picture, scope)


@pytest.mark.parametrize("count", [1, 2, 3, 49151, 49152, 49153, 196607, 196608, 196609, 1_000_000])
def test_pictures_of_every_length(shared, count):
    """Around the ends of segments and pieces, with every base64 padding."""
    small = candidates.jpeg("x")
    pictures = {slug: candidates.jpeg(slug, count) for slug in ("passport", "selfie")}
    pictures["selfie_national_id"] = small + bytes(count)
    person = candidates.person(f"n{count}", count, pictures=pictures)
    shared.import_people([person])
    answer = shared.get(shared.by_ref_id(f"n{count}"), shared.create_key("pictures"))
    assert answer.body == candidates.answer(person, "pictures")


def test_own_attributes_come_last(lethe):
    lethe.set_service(attribute=["zodiac:text", "a_note:text", "boat_license:picture"])
    texts = {"zodiac": "lion", "a_note": "n", "given_name": "Ada"}
    pictures = {"boat_license": candidates.png(), "proof_of_address": candidates.jpeg()}
    lethe.import_people([candidates.person("own", texts=texts, pictures=pictures)])
    identities = lethe.get(lethe.by_ref_id("own"), lethe.create_key("pictures")).data["identities"]
    assert list(identities) == ["given_name", "zodiac", "a_note", "proof_of_address", "boat_license"]
    assert list(lethe.get(lethe.by_ref_id("own"), lethe.create_key("text")).data["identities"]) == list(identities)[:3]


# ---- the key itself, 2.1


def test_whoami(lethe):
    expires = wire.in_future(86_400)
    made = lethe.made_key(
    "pictures",
    "30d",
    write=True,
    description='ERP "1" ü',
    expires=expires,
    network=[
        "127.0.0.0/8",
         "2001:db8::/32"] )
    data = {
        "id": made["id"], "description": 'ERP "1" ü', "scope": "pictures", "permissions": ["read", "write"],
        "expiresAt": expires, "archiveAfterSeconds": 2_592_000, "archiveAfter": "extraction",
        "refusesPlain": False, "handoverStatus": "approved", "networks": ["127.0.0.0/8", "2001:db8::/32"],
        "enabled": True,
    }
    answer = lethe.get(lethe.whoami_path(), made["key"])
    assert answer.body.decode() == candidates.stringify({"status": "success", "data": data})
    wire.expect_json(answer)
    plain = lethe.made_key("metadata", description="plain")
    expected = (
        '{"status":"success","data":{"id":"%s","description":"plain","scope":"metadata","permissions":["read"],'
        '"refusesPlain":false,"handoverStatus":"approved","networks":[],"enabled":true}}' % plain["id"]
    )
    assert lethe.get(lethe.whoami_path(), plain["key"]).body.decode() == expected
    assert json.loads(expected)["data"]["id"] == plain["key"].split("_")[2]


# ---- what is not there, health


@pytest.mark.parametrize( "path",
    [ "/",
    "/kyc",
    "/kyc/1.0/connect",
    "/kyc/1.0/connect/acme",
    "/kyc/1.0/connect/acme/nothing",
    "/kyc/2.0/connect/acme/applicants",
    "/kyc/1.0/connect/acme/refId",
    "/kyc/1.0/connect/acme/refId/a/b",
    "/KYC/1.0/connect/acme/applicants",
    "/api/v1/services/acme",
    "/favicon.ico",
    "/healthz/x",
    "/applicants",
    "/..%2f..%2fetc/passwd",
    "/%00",
    "/kyc/1.0/connect/acme/applicants/waiting/more",
    ],
     )
def test_unknown_path(scene, path):
    lethe, keys = scene
    answer = lethe.get(path, keys["text"])
    assert (answer.status, answer.body) == (404, wire.NOTHING_HERE)
    wire.expect_json(answer)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND"])
def test_other_methods(scene, method):
    lethe, keys = scene
    answer = lethe.request(method, lethe.by_ref_id("Ada"), keys["text"])
    assert 400 <= answer.status < 500
    if method != "HEAD":
        assert answer.body == wire.NOTHING_HERE


def test_health(scene):
    lethe, _ = scene
    for path, body in (("/healthz", b'{"status":"ok"}'), ("/readyz", b'{"status":"ready"}')):
        answer = lethe.get(path)
        assert (answer.status, answer.body) == (200, body)
        wire.expect_json(answer)

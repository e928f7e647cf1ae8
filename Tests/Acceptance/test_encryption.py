"""Encrypted answers over HTTP, opened by jwcrypto and by joserfc: under the caller's key (contract 1.12) and bound to the
receiver (2.2). Nothing that was to be encrypted leaves in the open."""

import concurrent.futures
import json

import jwcrypto.jwk
import pytest
from jwcrypto.common import JWException

import candidates
from receiver import KINDS, ContentKey, Receiver, base64url, bind, header_of, open_with_joserfc, open_with_jwcrypto
from receiver import private_key
from wire import expect_error

REFUSED = "X-Encryption-Key"


@pytest.fixture(scope="module")
def scene(shared):
    people = [candidates.person(f"p{number}", number, "approved",
        pictures={"selfie": candidates.jpeg(number, 200_000)}) for number in range(1, 4)]
    shared.import_people(people)
    shared.published = shared.get("/kyc/1.0/connect/acme/encryption-key").json["data"]
    return shared


def paths(lethe):
    """Every path that answers attributes."""
    record = candidates.record_id(1)
    return [lethe.by_ref_id("p1"), lethe.by_record_id(record), lethe.list_path(), lethe.list_path("approved"),
        f"/api/v1/services/acme/handover/{record}"]


def without(document):
    """What differs from answer to answer."""
    data = document["data"]
    data.pop("handover", None)
    return document


def test_the_published_key(scene):
    answer = scene.get("/kyc/1.0/connect/acme/encryption-key")
    data = answer.json["data"]
    key = jwcrypto.jwk.JWK(**data["jwk"])
    assert key.thumbprint() == data["kid"] == data["jwk"]["kid"] and not key.has_private
    assert jwcrypto.jwk.JWK.from_pem(data["pem"].encode()).thumbprint() == data["kid"]
    assert len(data["jwk"]["n"]) == 512 and set(data["jwk"]) == {"kty", "n", "e", "use", "alg", "kid"}
    expect_error(scene.get("/kyc/1.0/connect/nobody/encryption-key"), 404, "not_found")


@pytest.mark.parametrize("refuses", [False, True])
def test_every_path_is_sealed_under_the_callers_key(scene, refuses):
    key = scene.create_key("pictures", refuse_plain=refuses)
    plain = scene.create_key("pictures")
    for path in paths(scene):
        content = ContentKey(scene.published)
        sealed = scene.get(path, key, headers=content.headers)
        assert sealed.status == 200 and sealed.headers["content-type"] == "application/jose"
        assert sealed.headers["cache-control"] == "no-store" and int(sealed.headers["content-length"]) == len(sealed.body)
        assert header_of(sealed.body) == {"alg": "dir", "enc": "A256GCM", "cty": "json"}
        text = open_with_jwcrypto(sealed.body, content.jwk)
        assert text == open_with_joserfc(sealed.body, content.jwk)
        open_answer = scene.get(path, plain)
        assert without(json.loads(text)) == without(open_answer.json)
        assert b"given_name" not in sealed.body
        if refuses:
            expect_error(scene.get(path, key), 403, "forbidden")
        with pytest.raises(JWException):
            open_with_jwcrypto(sealed.body, ContentKey(scene.published).jwk)


def test_a_header_that_cannot_be_used_is_never_answered_in_the_open(scene):
    key = scene.create_key("pictures")
    good = ContentKey(scene.published)
    wrong = [
        "", ".", "x", good.wrapped, f"{good.kid}.", f".{good.wrapped}", f"{good.kid}.{good.wrapped}.x",
        f"{good.kid}.{good.wrapped}=", f"{good.kid}.{good.wrapped[:-4]}", f"{good.kid}x.{good.wrapped}",
        f"{good.kid}.{base64url(bytes(384))}", f"{good.kid}.{base64url(bytes(32))}", "a" * 5000,
        f"{good.kid}.{ContentKey(scene.published, bytes(16)).wrapped}",
        f"{good.kid}.{ContentKey(scene.published, bytes(64)).wrapped}",
    ]
    everywhere = paths(scene) + [scene.whoami_path()] + [f"/api/v1/services/acme/{tail}" for tail in (
        "handover", "changes", f"candidates/{candidates.record_id(1)}/pictures/selfie")]
    for path in everywhere:
        for header in wrong:
            expect_error(scene.get(path, key, headers={REFUSED: header}), 400, "bad_request", REFUSED)
    expect_error(scene.get(everywhere[-1], key, headers=good.headers), 400, "bad_request", REFUSED)


def test_what_has_no_attribute_is_sealed_when_asked(scene):
    key = scene.create_key("metadata")
    for path in [scene.by_ref_id("p1"), scene.list_path(), scene.whoami_path(), "/api/v1/services/acme/changes"]:
        content = ContentKey(scene.published)
        text = open_with_jwcrypto(scene.get(path, key, headers=content.headers).body, content.jwk)
        assert text == scene.get(path, key).body


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("as_pem", [False, True], ids=["jwk", "pem"])
def test_a_bound_key_yields_ciphertext_on_every_path(scene, kind, as_pem):
    made = scene.made_key("pictures")
    key, private = made["key"], private_key(kind)
    offer, bound = bind(scene, made["id"], private, as_pem)
    assert offer["thumbprint"] == private.thumbprint() == bound["receiverThumbprint"]
    assert scene.get(scene.whoami_path(), key).json["data"]["receiverThumbprint"] == private.thumbprint()
    plain = scene.create_key("pictures")
    for path in paths(scene):
        sealed = scene.get(path, key)
        header = header_of(sealed.body)
        assert sealed.status == 200 and sealed.headers["content-type"] == "application/jose"
        assert header["alg"] == ("RSA-OAEP-256" if kind == "rsa" else "ECDH-ES") and header["enc"] == "A256GCM"
        assert header["kid"] == private.thumbprint() and "zip" not in header
        text = open_with_jwcrypto(sealed.body, private)
        assert text == open_with_joserfc(sealed.body, private)
        assert without(json.loads(text)) == without(scene.get(path, plain).json)
        with pytest.raises(JWException):
            open_with_jwcrypto(sealed.body, private_key(kind))
        expect_error(scene.get(path, key, headers=ContentKey(scene.published).headers), 400, "bad_request", REFUSED)
    picture = f"/api/v1/services/acme/candidates/{candidates.record_id(1)}/pictures/selfie"
    expect_error(scene.get(picture, key), 403, "forbidden")
    expect_error(scene.get(scene.by_ref_id("nobody"), key), 404, "not_found")
    removed = scene.done("key", "receiver", made["id"], "--remove")
    assert "receiverThumbprint" not in removed and scene.get(scene.by_ref_id("p1"), key).json["data"]["refId"] == "p1"


def test_an_offer_alone_changes_nothing(scene):
    made = scene.made_key("text")
    path = scene.folder / "offered.jwk"
    path.write_text(private_key("p256").export_public())
    scene.done("key", "receiver", made["id"], "--public", path)
    assert scene.get(scene.by_ref_id("p1"), made["key"]).json["data"]["refId"] == "p1"
    refused = scene.cli("key", "receiver", made["id"], "--answer", "A" * 43)
    assert refused.code == 65 and refused.document["extra"]["field"] == "answer"
    for text in [jwcrypto.jwk.JWK.generate(kty="RSA", size=2048).export_public(), private_key("p256").export_private(),
            jwcrypto.jwk.JWK.generate(kty="EC", crv="P-384").export_public(), "{}", ""]:
        path.write_text(text)
        refused = scene.cli("key", "receiver", made["id"], "--public", path)
        assert refused.code == 65 and refused.document["extra"]["field"] == "receiverKey", text


def test_the_clock_starts_at_the_last_byte_of_a_sealed_answer_too(lethe):
    lethe.import_people([candidates.heavy("ada")])
    published = lethe.get("/kyc/1.0/connect/acme/encryption-key").json["data"]
    key = lethe.create_key("pictures", archive_after="1h", refuse_plain=True)
    path, metadata = lethe.by_ref_id("ada"), lethe.create_key("metadata")
    content = ContentKey(published)
    with lethe.socket(receive_buffer=4096) as bare:
        bare.sendall(lethe.head(path, key, headers=content.headers.items()))
        assert bare.recv(1000).startswith(b"HTTP/1.1 200")
    assert "willArchiveAtDate" not in lethe.get(path, metadata).json["data"], "it was cut"
    text = open_with_jwcrypto(lethe.get(path, key, headers=content.headers).body, content.jwk)
    announced = json.loads(text)["data"]["willArchiveAtDate"]
    assert lethe.get(path, metadata).json["data"]["willArchiveAtDate"] >= announced


def test_many_at_once_keep_memory_bounded(lethe):
    lethe.import_people([candidates.heavy("ada", picture_bytes=2_000_000)])
    published = lethe.get("/kyc/1.0/connect/acme/encryption-key").json["data"]
    key = lethe.create_key("pictures", refuse_plain=True)
    content = ContentKey(published)

    def read(_):
        return lethe.get(lethe.by_ref_id("ada"), key, headers=content.headers, timeout=60)

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(read, range(24)))
    assert {answer.status for answer in answers} <= {200, 503}
    for answer in answers:
        if answer.status == 200:
            assert json.loads(open_with_jwcrypto(answer.body, content.jwk))["data"]["refId"] == "ada"
        else:
            assert answer.headers["retry-after"] == "2"


def test_a_hand_over_to_a_bound_key(lethe):
    lethe.import_people([candidates.person("ada", 1, "approved", pictures={"selfie": candidates.jpeg(1, 300_000)})])
    made = lethe.made_key("pictures", archive_after="1h", after="acknowledgement")
    private = private_key("x25519")
    bind(lethe, made["id"], private)
    receiver = Receiver(lethe, made["key"], private)
    (record,) = receiver.ready()["records"]
    text, data = receiver.take(record["recordId"])
    assert data["identities"]["selfie"]["type"] == "base64"
    assert "willArchiveAtDate" in receiver.acknowledge(text).json["data"]
    assert receiver.ready() == {"records": []}

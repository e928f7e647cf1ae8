"""Import over HTTP (contract 1.10)."""

import base64
import json
import re

import pytest

import candidates
import wire
from harness import PREFIX, Lethe, eventually, in_parallel

ADA = {"email": "ada@example.com", "given_name": "Ada", "family_name": "Example", "dob": "03/14/1990"}


def picture(content=None, mime_type="image/jpeg"):
    content = candidates.jpeg() if content is None else content
    return {"value_base64": base64.b64encode(content).decode(), "mime_type": mime_type}


@pytest.fixture(scope="module")
def scene():
    """One server; each test takes a refId of its own."""
    with Lethe() as lethe:
        lethe.start()
        lethe.create_service("Acme", "acme")
        keys = {scope: lethe.create_key(scope) for scope in ("metadata", "text", "pictures")}
        keys["write"] = lethe.create_key("metadata", write=True)
        yield lethe, keys


@pytest.fixture
def put(scene, request):
    """Sends a body to a refId named after the test."""
    lethe, keys = scene

    def put(body, ref_id=request.node.name, key=keys["write"], **more):
        return lethe.post(lethe.beta_path(ref_id), key, body, **more)

    put.read = lambda scope="pictures", ref_id=request.node.name: lethe.get(lethe.by_ref_id(ref_id), keys[scope])
    return put


def test_every_member(put):
    before = wire.now()
    address = {
    "address": "Exempelgatan 7",
    "extraInfo": "lgh \"1402\"",
    "city": "Stockholm",
    "state": "",
    "postalCode": "111 00",
    "country": "SWE",
     }
    body = ADA | {
        "address": dict(reversed(address.items())), "phone": '{"countryCode":"SWE", "number":"1"}',
        "unknown": {"a": [1, None]},
        "selfie": picture(candidates.jpeg("s")), "proof_of_address": picture(candidates.png(), "image/png"),
        "identity_documents": {"type": "national_id", **picture(candidates.jpeg("n"))},
        "crypto_address": {"type": "crypto_address_eth", "value": "0x089DE2C0E8Cb955a70c5FC4F975831906F92533d"},
    }
    answer = put(body)
    after = wire.now()
    record_id = answer.data["recordId"]
    assert answer.body.decode() == '{"status":"success","data":{"recordId":"%s"}}' % record_id
    assert re.fullmatch("[0-9a-f]{24}", record_id)
    wire.expect_json(answer)
    read = put.read()
    data = read.data
    texts = ADA | {
        "phone": body["phone"], "address": candidates.stringify(address),
        "crypto_address_eth": body["crypto_address"]["value"],
    }
    pictures = {
    "national_id": candidates.jpeg("n"),
    "selfie": candidates.jpeg("s"),
     "proof_of_address": candidates.png()}
    person = candidates.person(
        data["refId"], texts=texts, pictures=pictures, recordId=record_id, blockPassID=data["blockPassID"],
        waitingDate=data["waitingDate"],
    )
    assert read.body == candidates.answer(person, "pictures")
    assert re.fullmatch("[0-9a-f]{24}", data["blockPassID"]) and data["blockPassID"] != record_id
    assert before - 0.002 <= wire.moment(data["waitingDate"]) <= after + 0.002


def test_phone_as_an_object(put):
    phone = {"number": "701740642", "phoneNumber": "+46701740642", "countryCode2": "se", "countryCode": "SWE", "x": 1}
    assert put({"phone": phone}).status == 200
    expected = '{"countryCode":"SWE","countryCode2":"se","phoneNumber":"+46701740642","number":"701740642"}'
    assert put.read("text").data["identities"] == {"phone": {"type": "string", "value": expected}}


def test_nothing_is_needed(put):
    assert put({}).status == 200
    data = put.read("text").data
    assert (data["identities"], data["status"], data["submitCount"]) == ({}, "waiting", 1)
    assert put(" \t\r\n{ } \n").status == 200


@pytest.mark.parametrize("document", ["passport", "national_id", "driving_license"])
def test_identity_documents(put, document):
    assert put({"identity_documents": {"type": document, **picture()}}).status == 200
    assert list(put.read().data["identities"]) == [document]


def test_content_type_does_not_matter_and_slashes_do(scene, put):
    lethe, keys = scene
    for content_type in ("application/json", "text/plain", "application/x-www-form-urlencoded"):
        assert put(ADA, headers={"Content-Type": content_type}).status == 200
    path = f"{PREFIX}/beta/acme/refId/a%2Fb%20%C3%BC"
    assert lethe.post(path, keys["write"], ADA).status == 200
    assert lethe.get(lethe.by_ref_id("a/b ü"), keys["metadata"]).data["refId"] == "a/b ü"


# ---- the same refId again


def test_resubmission(put):
    """Replaces what it brings and leaves the rest; the e-mail is the same in other letters."""
    first = put(ADA | {"selfie": picture(candidates.jpeg("one")), "proof_of_address": picture(candidates.jpeg("two"))})
    before = put.read().data
    again = put({"email": " ADA@Example.com ", "given_name": "Augusta",
                "selfie": picture(candidates.png(), "image/png")})
    assert again.body == first.body
    after = put.read().data
    assert after["submitCount"] == 2
    assert wire.moment(after["waitingDate"]) >= wire.moment(before["waitingDate"])
    identities = after["identities"]
    assert identities["given_name"]["value"] == "Augusta"
    assert identities["family_name"] == before["identities"]["family_name"]
    assert identities["selfie"]["value"] == base64.b64encode(candidates.png()).decode()
    assert identities["proof_of_address"] == before["identities"]["proof_of_address"]


def test_another_person(put):
    assert put(ADA).status == 200
    before = put.read().body
    for body in ({"email": "eve@example.com"}, {"given_name": "Eve"}, {"email": ""}):
        answer = put(body)
        assert answer.body == wire.error(409, "conflict", "This refId belongs to another person.", "refId"), body
    assert put.read().body == before


@pytest.mark.parametrize("status", candidates.STATUSES)
def test_resubmission_by_status(scene, put, status):
    lethe, keys = scene
    lethe.import_people([candidates.person(f"again-{status}", 1000 + candidates.STATUSES.index(status), status)])
    email = f"p{1000 + candidates.STATUSES.index(status)}@example.com"
    answer = put({"email": email}, ref_id=f"again-{status}")
    data = put.read("metadata", f"again-{status}").data
    if status == "blocked":
        message = "A resubmission is not possible while the status is blocked."
        assert answer.body == wire.error(409, "conflict", message, "status")
        assert (data["status"], data["submitCount"]) == ("blocked", 1)
    else:
        assert answer.status == 200
        assert (data["status"], data["submitCount"]) == ("waiting", 2)


def test_deleted_ref_id_is_free_again(scene, put):
    lethe, _ = scene
    first = put(ADA, ref_id="gone").data["recordId"]
    assert lethe.candidate("delete", "gone").code == 0
    second = put({"email": "eve@example.com"}, ref_id="gone").data["recordId"]
    assert first != second
    data = put.read("text", "gone").data
    assert (data["submitCount"], list(data["identities"])) == (1, ["email"])


def test_two_at_once_are_one_person(scene, put):
    """Twenty first submissions at the same time under one refId: one candidate, each submission counted or refused."""
    answers = in_parallel(*[lambda: put(ADA)] * 20)
    assert {answer.status for answer in answers} <= {200, 503}
    taken = [answer.data["recordId"] for answer in answers if answer.status == 200]
    assert len(set(taken)) == 1
    assert put.read("metadata").data["submitCount"] == len(taken)


# ---- who may


def test_permission(scene, put):
    lethe, keys = scene
    for scope in ("metadata", "text", "pictures"):
        answer = put(ADA, key=keys[scope])
        wire.expect_error(answer, 403, "forbidden")
    assert put(ADA, key=None).body == wire.UNAUTHORIZED
    assert put(ADA, key="wrong").body == wire.UNAUTHORIZED
    assert lethe.post(lethe.beta_path("x", "nobody"), keys["write"], ADA).body == wire.OTHER_SERVICE
    assert put.read().status == 404
    # A key that may write may read as well, as far as its scope goes.
    assert put(ADA).status == 200
    assert lethe.get(lethe.list_path(), keys["write"]).status == 200


@pytest.mark.parametrize("ref_id", ["x" * 257, "a%00b", "%0A", "a%7Fb", "%C2%85"])
def test_bad_ref_id(scene, ref_id):
    lethe, keys = scene
    answer = lethe.post(f"{PREFIX}/beta/acme/refId/{ref_id}", keys["write"], ADA)
    wire.expect_error(answer, 422, "invalid", "refId")


@pytest.mark.parametrize("ref_id", ["%", "%ff", "%zz", "%c3"])
def test_ref_id_that_is_no_text(scene, ref_id):
    lethe, keys = scene
    answer = lethe.post(f"{PREFIX}/beta/acme/refId/{ref_id}", keys["write"], ADA)
    assert answer.body == wire.error(400, "bad_request", "A refId is percent-encoded UTF-8.", "refId")


# ---- what is not JSON as we read it

NESTED = '{"a":' + "[" * 31 + "1" + "]" * 31 + "}"


@pytest.mark.parametrize( "body",
    [ b"",
    b" ",
    b"{",
    b"}",
    b"{}{}",
    b"{} x",
    b'{"a":1,}',
    b"{'a':1}",
    b'{"a":01}',
    b'{"a":NaN}',
    b'{"a":+1}',
    b'{"a":.5}',
    b"\xef\xbb\xbf{}",
    b'{"email":"\xff"}',
    b'{"email":"\xed\xa0\x80"}',
    b'{"email":"\\ud800"}',
    b'{"email":"\\udc00\\ud800"}',
    b'{"email":"a\nb"}',
    b'{"email":"\\x"}',
    b'{"email":"a@example.com","email":"b@example.com"}',
    b"{}\x00",
    b'{"address":{"city":"a","city":"b"}}',
    b'{"a":1,"\\u0061":2}',
    b'{"unknown":{"x":1,"x":1}}',
    b"\x1f\x8b\x08\x00",
    ('{"a":' + "[" * 32 + "1" + "]" * 32 + "}").encode(),
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b'{"email":"a',
    b'{"a":[' + b"1," * 100_000 + b"1]}",
    ],
     )
def test_bad_json(put, body):
    wire.expect_error(put(body), 400, "bad_request")
    assert put.read("metadata").status == 404


def test_json_at_its_limits(put):
    assert put(NESTED).status == 200
    assert put('{"a":[' + "1," * 90_000 + "1]}").status == 200
    assert put('{"a":-0.0e-999,"b":123456789012345678901234567890,"email":"\\ud83d\\ude00\\u0000\\/"}').status == 200
    assert put.read("text").data["identities"]["email"]["value"] == "\U0001f600\0/"


@pytest.mark.parametrize(
    "body, field",
    [
        ("[]", "body"), ('"x"', "body"), ("null", "body"), ("1", "body"),
        ('{"email":1}', "email"), ('{"email":null}', "email"), ('{"given_name":["a"]}', "given_name"),
        ('{"dob":{"value":"x"}}', "dob"), ('{"dob":"1990-02-03"}', "dob"), ('{"dob":"02/30/1990"}', "dob"),
        ('{"certificates":{"kyc":{"a":1}}}', "certificates.kyc"), ('{"certs":[]}', "certs"), ('{"address":"x"}', "address"), ('{"address":{"city":1}}', "address.city"),
        ('{"phone":1}', "phone"), ('{"phone":{"number":1}}', "phone.number"), ('{"selfie":"x"}', "selfie"),
        ('{"selfie":{}}', "selfie.mime_type"), ('{"selfie":{"mime_type":"image/gif"}}', "selfie.mime_type"),
        ('{"selfie":{"mime_type":"image/png"}}', "selfie.value_base64"),
        ('{"selfie":{"mime_type":"image/png","value_base64":1}}', "selfie.value_base64"),
        ('{"selfie":{"mime_type":"image/png","value_base64":"!"}}', "selfie.value_base64"),
        ('{"selfie":{"mime_type":"image/png","value_base64":"iVBORw0KGgo"}}', "selfie.value_base64"),
        ('{"selfie":{"mime_type":"image/png","value_base64":"iVBO Rw0KGgo="}}', "selfie.value_base64"),
        ('{"selfie":{"mime_type":"image/png","value_base64":"data:image/png;base64,iVBO"}}', "selfie.value_base64"),
        ('{"identity_documents":{"type":"selfie"}}', "identity_documents.type"),
        ('{"identity_documents":{"value_base64":""}}', "identity_documents.type"),
        ('{"identity_documents":[]}', "identity_documents"),
        ('{"crypto_address":{"type":"email","value":"x"}}', "crypto_address.type"),
        ('{"crypto_address":{"type":"crypto_address_eth"}}', "crypto_address.value"),
        ('{"crypto_address":{"type":"crypto_address_doge","value":"x"}}', "crypto_address"),
    ],
)
def test_bad_member(put, body, field):
    answer = put(body)
    wire.expect_error(answer, 422, "invalid", field)
    assert put.read("metadata").status == 404


def test_a_message_never_repeats_a_value(put):
    marker = "MARKER7f3a"
    for body in (
        {"email": {"x": marker}}, {"crypto_address": {"type": marker, "value": marker}}, {"given_name": marker * 1000},
        {"selfie": {"mime_type": marker, "value_base64": marker}}, {"selfie": picture(marker.encode())},
        {marker: marker, "dob": 1},
    ):
        answer = put(body)
        assert answer.status >= 400 and marker.encode() not in answer.body, body
    assert marker not in json.dumps(put(f'{{"{marker}":1,"{marker}":2}}').json)


# ---- required attributes


def test_required_attributes(lethe):
    lethe.set_service(require=["email", "selfie", "passport", "crypto_address_eth"])
    key, reader = lethe.create_key("metadata", write=True), lethe.create_key("text")
    whole = {
        "crypto_address": {"type": "crypto_address_eth", "value": "0x1"}, "email": "a@example.com",
        "identity_documents": {"type": "passport", **picture()}, "selfie": picture(),
    }
    for missing in whole:
        answer = lethe.post(lethe.beta_path("a"), key, {name: whole[name] for name in whole if name != missing})
        assert answer.body == wire.error(422, "invalid", "This service requires the attribute.", missing)
    assert lethe.get(lethe.by_ref_id("a"), reader).status == 404
    assert lethe.post(lethe.beta_path("a"), key, whole).status == 200
    # What is there from before need not be given again; after the archive it must.
    again = lethe.post(lethe.beta_path("a"), key, {"email": "a@example.com", "given_name": "A"})
    assert again.status == 200, again
    assert lethe.candidate("archive", "a").code == 0
    wire.expect_error(
    lethe.post(
        lethe.beta_path("a"), key, {
            "email": "a@example.com"}), 422, "invalid", "crypto_address")
    assert lethe.post(lethe.beta_path("a"), key, whole).status == 200


def test_acknowledged_means_durable(lethe):
    """Killed right after the answer: the candidate is there."""
    key, reader = lethe.create_key("metadata", write=True), lethe.create_key("pictures")
    for number in range(5):
        body = ADA | {"selfie": picture(candidates.jpeg(number, 100_000))}
        answer = lethe.post(lethe.beta_path(f"r{number}"), key, body)
        lethe.kill()
        lethe.start()
        read = eventually(lambda number=number: lethe.get(lethe.by_ref_id(f"r{number}"), reader))
        assert read.data["recordId"] == answer.data["recordId"]
        assert read.data["identities"]["selfie"]["value"] == body["selfie"]["value_base64"]
    assert lethe.doctor().code == 0

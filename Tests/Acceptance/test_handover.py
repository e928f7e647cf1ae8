"""The hand-over with acknowledgement over HTTP (contract 2.3), by a receiver written from the contract."""

import json

import pytest

import candidates
from harness import eventually
from receiver import Receiver
from wire import expect_error


@pytest.fixture
def scene(lethe):
    # One after the other: an import of many takes them in as they come.
    for person in [candidates.full("ada", 1), candidates.person("bob", 2, "approved"), candidates.person("cyd", 3),
            candidates.heavy("dan", 4)]:
        lethe.import_people([person])
    made = lethe.made_key("pictures", archive_after="1h", after="acknowledgement")
    lethe.receiver = Receiver(lethe, made["key"])
    lethe.key_id = made["id"]
    return lethe


def names(page):
    return [record["refId"] for record in page["records"]]


def test_everybody_is_taken_over_once(scene):
    receiver = scene.receiver
    page = receiver.ready()
    assert names(page) == ["ada", "bob", "dan"]
    assert all(set(record) == {"recordId", "refId", "status", "etag"} for record in page["records"])
    for record in page["records"]:
        text, data = receiver.take(record["recordId"])
        assert set(data["handover"]) == {"lease", "expiresAt", "ackNonce"}
        plain = json.loads(text)
        plain["data"].pop("handover")
        assert plain == scene.get(scene.by_record_id(record["recordId"]), receiver.key).json
        assert record["refId"] not in names(receiver.ready()), "under way"
        answers = [receiver.acknowledge(text) for _ in range(3)]
        assert {answer.status for answer in answers} == {200} and len({answer.body for answer in answers}) == 1
        assert list(answers[0].json["data"]) == ["willArchiveAtDate"]
        expect_error(receiver.raw(record["recordId"]), 409, "conflict", "acknowledged")
    assert receiver.ready() == {"records": []}


def test_pages(scene):
    receiver = scene.receiver
    first = receiver.ready(limit=2)
    assert names(first) == ["ada", "bob"]
    scene.candidate("delete", "ada")
    assert names(receiver.ready(limit=2, after=first["next"])) == ["dan"]
    base = f"{receiver.base}/handover"
    for query, field in [("after=x", "after"), ("after=-1", "after"), ("limit=x", "limit")]:
        expect_error(scene.get(f"{base}?{query}", receiver.key), 400, "bad_request", field)


def test_what_is_not_proved_is_not_acknowledged(scene):
    receiver, ada, bob = scene.receiver, candidates.record_id(1), candidates.record_id(2)
    old, _ = receiver.take(ada)
    text, data = receiver.take(ada)
    other, other_data = receiver.take(bob)
    expect_error(receiver.acknowledge(old), 409, "conflict", "lease")
    expect_error(receiver.acknowledge(text, proof=receiver.proof(old)), 422, "invalid", "proof")
    expect_error(receiver.acknowledge(text, proof=receiver.proof(text + b" ")), 422, "invalid", "proof")
    expect_error(receiver.acknowledge(text, proof="nonsense"), 422, "invalid", "proof")
    expect_error(receiver.acknowledge(text, lease=other_data["handover"]["lease"]), 409, "conflict", "lease")
    expect_error(receiver.acknowledge(other, record_id=ada), 409, "conflict", "lease")
    expect_error(receiver.acknowledge(text, record_id="0" * 24), 404, "not_found")
    path = f"{receiver.base}/handover/{ada}/ack"
    for body, code, word in [(b"", 400, "bad_request"), (b"[]", 422, "invalid"), (b"{}", 422, "invalid"),
            (b'{"lease":1,"proof":"x"}', 422, "invalid"), (b'{"lease":"' + b"x" * 5000 + b'"}', 413, "too_large")]:
        answer = scene.post(path, receiver.key, body=body)
        assert (answer.status, answer.json["error"]) == (code, word), body
    assert "willArchiveAtDate" not in scene.get(scene.by_ref_id("ada"), receiver.key).json["data"]
    assert receiver.acknowledge(text).status == 200
    assert data["recordId"] == ada


def test_who_may(scene):
    expect_error(scene.get(f"{scene.receiver.base}/handover", scene.create_key("metadata")), 403, "forbidden")
    expect_error(scene.get(f"{scene.receiver.base}/handover"), 401, "unauthorized")
    expect_error(scene.receiver.raw(candidates.record_id(3)), 409, "conflict", "status")
    expect_error(scene.receiver.raw("nonsense"), 404, "not_found")
    waiting = scene.made_key("text", handover_status="waiting")
    receiver = Receiver(scene, waiting["key"])
    assert names(receiver.ready()) == ["cyd"]
    text, _ = receiver.take(candidates.record_id(3))
    assert receiver.acknowledge(text).json["data"] == {}, "without a rule nothing is planned"


def test_the_archive_waits_for_the_acknowledgement(lethe):
    lethe.import_people([candidates.full("ada", 1), candidates.full("bob", 2)])
    made = lethe.made_key("pictures", archive_after="0s", after="acknowledgement")
    receiver = Receiver(lethe, made["key"])
    texts = {}
    for name, number in [("ada", 1), ("bob", 2)]:
        texts[name], _ = receiver.take(candidates.record_id(number))
    first = receiver.acknowledge(texts["ada"])
    # By a key that reads no attributes: an answer with pictures is cut when the archive comes into it.
    status = lethe.create_key("metadata")
    eventually(lambda: lethe.get(lethe.by_ref_id("ada"), status).json["data"]["isArchived"])
    bob = lethe.get(lethe.by_ref_id("bob"), made["key"]).json["data"]
    assert not bob["isArchived"] and "willArchiveAtDate" not in bob
    assert receiver.acknowledge(texts["ada"]).body == first.body, "after the archive too"
    lethe.restart()
    assert receiver.acknowledge(texts["ada"]).body == first.body, "and after a restart"
    assert receiver.acknowledge(texts["bob"]).status == 200, "a lease outlives a restart"


def test_an_acknowledgement_is_taken_back(scene):
    receiver = scene.receiver
    text, _ = receiver.take(candidates.record_id(2))
    receiver.acknowledge(text)
    (handover,) = scene.candidate("show", "bob").document["handovers"]
    assert handover["key"] == scene.key_id and handover["undoable"] and "acknowledgedAt" in handover
    undone = scene.candidate("undo-acknowledgement", "bob", "--key", scene.key_id)
    assert undone.code == 0 and "willArchiveAtDate" not in undone.document
    assert "bob" in names(receiver.ready())
    expect_error(receiver.acknowledge(text), 409, "conflict", "lease")
    assert scene.candidate("undo-acknowledgement", "bob", "--key", scene.key_id).code != 0
    again, _ = receiver.take(candidates.record_id(2))
    assert receiver.acknowledge(again).status == 200


def test_a_cut_answer_can_be_taken_again(scene):
    receiver = scene.receiver
    path = f"{receiver.base}/handover/{candidates.record_id(4)}"
    with scene.socket(receive_buffer=4096) as bare:
        bare.sendall(scene.head(path, receiver.key))
        assert bare.recv(1000).startswith(b"HTTP/1.1 200")
    text, _ = receiver.take(candidates.record_id(4))
    assert receiver.acknowledge(text).status == 200


def test_settings_of_a_key(scene):
    shown = scene.done("key", "show", scene.key_id)
    assert (shown["archiveAfter"], shown["refusesPlain"], shown["handoverStatus"]) == ("acknowledgement", False, "approved")
    changed = scene.done("key", "set", scene.key_id, "--archive-after", "2h", "--refuse-plain")
    assert (changed["archiveAfter"], changed["archiveAfterSeconds"], changed["refusesPlain"]) == ("acknowledgement", 7200, True)
    changed = scene.done("key", "set", scene.key_id, "--after", "extraction", "--plain-allowed", "--handover-status", "rejected")
    assert (changed["archiveAfter"], changed["refusesPlain"], changed["handoverStatus"]) == ("extraction", False, "rejected")
    for words, code in [(["--after", "never"], 64), (["--handover-status", "nonsense"], 65),
            (["--refuse-plain", "--plain-allowed"], 64)]:
        assert scene.cli("key", "set", scene.key_id, *words).code == code
    assert scene.cli("key", "create", "--service", "acme", "--description", "x", "--scope", "text", "--after",
        "acknowledgement").code == 64

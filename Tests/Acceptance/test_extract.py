"""`lethe extract`: the receiver's side (contract 2.3, 2.5, 3.1, 3.2), against a real server and against one that
misbehaves."""

import json
import os
import pty
import select
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest

import candidates
import extract_scene as scene
from extract_scene import assert_same, assert_whole, extract, extract_killed, folders, lines, people, sealed
from handover_stand_in import StandIn
from harness import (
    BAD_INPUT, CANNOT_CREATE, CONFIGURATION, IO_FAULT, NOT_ALLOWED, ROOT, UNAVAILABLE, USAGE, Lethe, eventually,
)

STEPS = ["received", "written", "renamed", "synced", "acknowledged"]


@pytest.fixture
def desk(bare):
    """A machine that has nothing else of Lethe: no data directory, no server."""
    yield bare
    assert not bare.data.exists()
    assert not list(bare.temporary.iterdir()), "something was left in the temporary folder"


# ---- the published API, from a real server into a second one

@pytest.fixture(scope="module")
def house():
    """A real server with the example people, all of them approved."""
    with Lethe() as lethe:
        lethe.start()
        lethe.create_service("Acme", "acme")
        lethe.done("candidate", "import", "--service", "acme", ROOT / "Examples" / "people")
        for document in (ROOT / "Examples" / "people").glob("*/candidate.json"):
            person = json.loads(document.read_bytes())
            for verb in {"incomplete": ["submit", "start-review", "approve"], "waiting": ["start-review", "approve"],
                         "inreview": ["approve"]}.get(person["status"], []):
                assert lethe.candidate(verb, person["refId"]).code == 0
        lethe.import_people([candidates.full("everything", 77)])
        lethe.key = lethe.create_key("pictures")
        yield lethe


def answers(lethe, key):
    """recordId -> the whole answer about each approved candidate."""
    records = lethe.get(lethe.list_path("approved", limit=100), key).data["records"]
    return {record["recordId"]: lethe.get(lethe.by_record_id(record["recordId"]), key).data for record in records}


@pytest.mark.parametrize("sink", ["vault", "people.ndjson"])
def test_what_was_extracted_gives_the_same_answers_elsewhere(house, desk, sink):
    expected = answers(house, house.key)
    assert len(expected) > 10
    to = desk.folder / sink
    ran = extract(desk, house.url, to, "--legacy", key=house.key)
    assert ran.code == 0, ran
    assert ran.document["taken"] == len(expected) and ran.document["failed"] == {}
    assert "no acknowledgement" in ran.document["note"]
    again = extract(desk, house.url, to, "--legacy", key=house.key)
    assert (again.code, again.document["taken"], again.document["alreadyThere"]) == (0, 0, len(expected))
    with Lethe() as second:
        second.start()
        second.create_service("Acme", "acme")
        assert second.done("candidate", "import", "--service", "acme", to)["imported"] == len(expected)
        assert answers(second, second.create_key("pictures")) == expected


@pytest.mark.parametrize("sink", ["vault", "people.ndjson"])
@pytest.mark.parametrize("step", STEPS[:4])
def test_killed_with_the_published_api(house, desk, sink, step):
    if sink == "people.ndjson" and step == "renamed":
        step = "written"  # nothing is renamed there; the third line is torn from the second
    expected = answers(house, house.key)
    to = desk.folder / sink
    for turn in (1, 3):
        assert extract_killed(desk, house.url, to, f"extract.{step}:{turn}", "--legacy", key=house.key) == -9
    assert extract(desk, house.url, to, "--legacy", key=house.key).code == 0
    found = folders(to) if sink == "vault" else lines(to)
    assert set(found) == set(expected)
    for record, document in found.items():
        assert document == expected[record]


def test_a_text_key_gets_no_pictures(house, desk):
    assert extract(desk, house.url, desk.folder / "vault", "--legacy", key=house.create_key("text")).code == 0
    names = {name for folder in (desk.folder / "vault").iterdir() if folder.is_dir() for name in os.listdir(folder)}
    assert names == {"candidate.json"}


def test_a_metadata_key_takes_nothing(house, desk):
    ran = extract(desk, house.url, desk.folder / "vault", "--legacy", key=house.create_key("metadata"))
    assert ran.code == 1 and ran.document["taken"] == 0
    assert set(ran.document["failed"]) == {"withoutAttributes"}
    assert folders(desk.folder / "vault") == {}


def test_archived_candidates_leave_nothing_to_take(lethe, desk):
    lethe.import_people(people(3))
    assert lethe.candidate("archive", "ref-2").code == 0
    ran = extract(desk, lethe.url, desk.folder / "vault", "--legacy", key=lethe.create_key("pictures"))
    assert (ran.code, ran.document["taken"], ran.document["archived"]) == (0, 2, 1)


def test_a_resubmission_takes_the_place(lethe, desk):
    lethe.import_people(people(2))
    key = lethe.create_key("text")
    for sink in ("vault", "people.ndjson"):
        assert extract(desk, lethe.url, desk.folder / sink, "--legacy", key=key).document["taken"] == 2
    newer = people(1)[0] | {"submitCount": 2}
    newer["identities"] = newer["identities"] | {"given_name": {"type": "string", "value": "NAME-NEW"}}
    lethe.import_people([newer])
    for sink in ("vault", "people.ndjson"):
        ran = extract(desk, lethe.url, desk.folder / sink, "--legacy", "--status", "approved", key=key)
        if lethe.get(lethe.by_ref_id("ref-1"), key).data["submitCount"] == 1:
            pytest.fail("the second import was no resubmission")
        assert (ran.document["taken"], ran.document["alreadyThere"]) == (1, 1)
    assert "NAME-NEW" in str(folders(desk.folder / "vault"))
    last = [json.loads(line) for line in (desk.folder / "people.ndjson").read_bytes().splitlines()][-1]
    assert last["submitCount"] == 2 and last["identities"]["given_name"]["value"] == "NAME-NEW"


# ---- the hand-over

@pytest.mark.parametrize("sink", ["vault", "people.ndjson", "sealed"])
def test_hand_over(desk, sink):
    sealing = scene.Sealing(desk)
    everybody = people(8)
    with StandIn(everybody, seal=sealing if sink == "sealed" else None) as server:
        to = desk.folder / sink
        more = ["--receiver-key", sealing.path, "--keep-sealed"] if sink == "sealed" else []
        ran = extract(desk, server, to, *more)
        assert ran.code == 0, ran
        assert (ran.document["taken"], ran.document["alreadyThere"], ran.document["failed"]) == (8, 0, {})
        assert server.acknowledged == set(server.people)
        read(sink, to, sealing, everybody)
        assert extract(desk, server, to, *more).document["taken"] == 0
        assert len(server.deliveries) == 8


def read(sink, to, sealing, everybody):
    found = {"vault": folders, "people.ndjson": lines, "sealed": lambda to: sealed(to, sealing)}[sink](to)
    assert_whole(found, everybody)


@pytest.mark.parametrize("kind", ["P-256", "X25519", "pem"])
def test_sealed_answers_are_opened(desk, kind):
    sealing = scene.Sealing(desk)
    if kind == "X25519":
        sealing.key = scene.jwk.JWK.generate(kty="OKP", crv="X25519")
        sealing.path = scene.secret(desk, "receiver.jwk", sealing.key.export_private())
    if kind == "pem":
        pem = sealing.key.export_to_pem(private_key=True, password=None).decode()
        sealing.path = scene.secret(desk, "receiver.pem", pem)
    with StandIn(people(3), seal=sealing) as server:
        ran = extract(desk, server, desk.folder / "vault", "--receiver-key", sealing.path)
        assert ran.code == 0, ran
        assert server.acknowledged == set(server.people)
    assert_whole(folders(desk.folder / "vault"), people(3))


@pytest.mark.parametrize("given", [False, True])
def test_without_the_right_key_nothing_is_acknowledged(desk, given):
    sealing = scene.Sealing(desk)
    with StandIn(people(3), seal=sealing) as server:
        other = scene.Sealing(desk)
        ran = extract(desk, server, desk.folder / "vault", *(["--receiver-key", other.path] if given else []))
        assert (ran.code, ran.document["taken"]) == (BAD_INPUT, 0)
        assert "receiver" in ran.err
        assert server.acknowledged == set() and folders(desk.folder / "vault") == {}


# ---- killed at every step

@pytest.mark.parametrize("turn", [1, 4])
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("sink", ["vault", "people.ndjson", "sealed"])
def test_killed_at_every_step(desk, sink, step, turn):
    if sink == "people.ndjson" and step == "renamed":
        return  # a line has no name
    sealing = scene.Sealing(desk)
    everybody = people(8)
    with StandIn(everybody, seal=sealing if sink == "sealed" else None) as server:
        to = desk.folder / sink
        more = ["--receiver-key", sealing.path, "--keep-sealed"] if sink == "sealed" else []
        assert extract_killed(desk, server, to, f"extract.{step}:{turn}", *more) == -9
        acknowledged = set(server.acknowledged)
        ran = extract(desk, server, to, *more)
        assert ran.code == 0, ran
        assert server.acknowledged == set(server.people)
        read(sink, to, sealing, everybody)
        # Whoever was acknowledged before the crash was not handed over again, and is there all the same.
        assert ran.document["taken"] + ran.document["alreadyThere"] == 8 - len(acknowledged)
        if step in ("renamed", "synced"):
            assert ran.document["alreadyThere"] >= 1


def test_killed_again_and_again(desk):
    """A new kill at each start, at whatever step comes next: it ends with everybody, once."""
    everybody = people(10)
    with StandIn(everybody) as server:
        to, kills = desk.folder / "vault", 0
        while extract_killed(desk, server, to, f"extract.{STEPS[kills % 5]}:2") == -9:
            kills += 1
            whole = {name for name in os.listdir(to) if not name.startswith(".")}
            assert server.acknowledged <= whole
            assert kills < 60
        assert kills >= 5
        assert extract(desk, server, to).code == 0
        assert server.acknowledged == set(server.people)
        assert_whole(folders(to), everybody)


@pytest.mark.parametrize("sink", ["vault", "people.ndjson"])
def test_a_newer_submission_survives_a_kill(desk, sink):
    """While the newer one takes the place of the older, there is always one of them."""
    first, = people(1)
    newer = first | {"submitCount": 2, "identities": {"dob": {"type": "string", "value": "01/01/1990"}}}
    with StandIn([first]) as server:
        to = desk.folder / sink
        assert extract(desk, server, to).code == 0
        for step in STEPS:
            server.add(newer)
            killed = extract_killed(desk, server, to, f"extract.{step}")
            if sink == "vault":
                document = json.loads((to / first["recordId"] / "candidate.json").read_bytes())
                assert document["submitCount"] in (1, 2)
            assert killed in (-9, 0)
        assert extract(desk, server, to).code == 0
        assert server.acknowledged == set(server.people)
    if sink == "vault":
        assert_whole(folders(to), [newer])
    else:
        documents = [json.loads(line) for line in to.read_bytes().splitlines()]
        assert [document["submitCount"] for document in documents] == [1, 2]
        assert_same(documents[1], newer)


# ---- the hand-over of the real server

@pytest.mark.parametrize("sink", ["vault", "people.ndjson"])
def test_the_real_hand_over_survives_every_kill(lethe, desk, sink):
    """Whatever step a run ends at: nobody is to be archived who is not in the sink, and nobody is there twice or in part.
    Who was under way at a kill is leased, and comes back to the list when the lease has run out, after ten minutes."""
    everybody = people(8)
    lethe.import_people(everybody)
    key = lethe.create_key("pictures", archive_after="1h", after="acknowledgement")
    to, look = desk.folder / sink, lethe.create_key("metadata")
    for step in STEPS:
        if (sink, step) == ("people.ndjson", "renamed"):
            continue
        assert extract_killed(desk, lethe.url, to, f"extract.{step}", "--parallel", "1", key=key) == -9
        records = lethe.get(lethe.list_path("approved"), look).data["records"]
        armed = {
            record["recordId"] for record in records
            if "willArchiveAtDate" in lethe.get(lethe.by_record_id(record["recordId"]), look).data
        }
        assert armed <= (set(os.listdir(to)) if sink == "vault" else set(whole_lines(to)))
    ran = extract(desk, lethe.url, to, key=key)
    assert ran.code == 0 and ran.document["taken"] >= 3, ran
    found = folders(to) if sink == "vault" else lines(to)
    assert len(found) >= 6
    for person in everybody:
        if person["recordId"] in found:
            assert_same(found[person["recordId"]], person)


def whole_lines(file):
    return [json.loads(line)["recordId"] for line in file.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]


def test_the_real_feed_is_followed(lethe, desk):
    first, second = people(2)
    lethe.import_people([first])
    key = lethe.create_key("pictures", archive_after="1h", after="acknowledgement")
    process = scene.start(desk, lethe.url, desk.folder / "vault", "--watch", key=key)
    try:
        eventually(lambda: (desk.folder / "vault" / first["recordId"]).exists())
        lethe.import_people([second])
        eventually(lambda: "willArchiveAtDate" in lethe.get(lethe.by_ref_id("ref-2"), key).data)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0 and json.loads(out)["taken"] == 2, err
    assert_whole(folders(desk.folder / "vault"), [first, second])


# ---- a server that misbehaves

@pytest.mark.parametrize("fault", ["cut", "cut chunked", "cut unannounced", "silence", "429", "503", "500", "slow"])
@pytest.mark.parametrize("what", ["list", "take", "ack"])
def test_what_goes_wrong_is_repeated(desk, what, fault):
    everybody = people(4)
    with StandIn(everybody) as server:
        server.misbehave(what, fault, fault)
        began = time.monotonic()
        ran = extract(desk, server, desk.folder / "vault")
        assert ran.code == 0, ran
        if fault in ("429", "503"):
            assert time.monotonic() - began >= 1.0, "Retry-After was not obeyed"
        assert server.acknowledged == set(server.people)
    assert_whole(folders(desk.folder / "vault"), everybody)


def test_everybody_waits_while_the_server_asks_for_patience(desk):
    with StandIn(people(8)) as server:
        server.misbehave("take", "429", "429", "429", "429")
        assert extract(desk, server, desk.folder / "vault").code == 0
        takes = sorted(at for at, _, path in server.requests if path.count("/") == 6)
        gaps = [later - earlier for earlier, later in zip(takes, takes[1:])]
        assert max(gaps) >= 0.9


def test_a_server_that_stalls_is_left_and_asked_again(desk):
    with StandIn(people(2)) as server:
        server.misbehave("take", "stall")
        ran = extract(desk, server, desk.folder / "vault", "--idle-timeout", "1")
        assert ran.code == 0, ran
    assert_whole(folders(desk.folder / "vault"), people(2))


def test_a_lost_lease_is_taken_again_without_a_second_copy(desk):
    everybody = people(3)
    for sink in ("vault", "people.ndjson"):
        with StandIn(everybody) as server:
            server.misbehave("ack", "expired")
            ran = extract(desk, server, desk.folder / sink, "--parallel", "1")
            assert ran.code == 0, ran
            assert len(server.deliveries) == 4 and server.acknowledged == set(server.people)
    assert_whole(folders(desk.folder / "vault"), everybody)
    assert_whole(lines(desk.folder / "people.ndjson"), everybody)


def test_a_lease_that_is_always_lost_leaves_the_candidate_ready(desk):
    with StandIn(people(2)) as server:
        server.misbehave("ack", "expired", "expired", "expired")
        ran = extract(desk, server, desk.folder / "vault", "--parallel", "1")
        assert (ran.code, ran.document["failed"]) == (1, {"lease": 1})
        assert len(server.acknowledged) == 1
        assert extract(desk, server, desk.folder / "vault").code == 0
        assert server.acknowledged == set(server.people)


def hostile(record, change):
    data = people(1)[0] | {"recordId": record, "handover": {"lease": "x", "ackNonce": "n"}}
    return json.dumps({"status": "success", "data": change(data)}).encode()


HOSTILE = {
    "mismatch": lambda data: data | {"recordId": "f" * 24},
    "invalid": lambda data: data | {"recordId": "../../../../tmp/x"},
    "invalid slug": lambda data: data | {"identities": {"../../evil": data["identities"]["selfie"]}},
    "invalid absolute": lambda data: data | {"identities": {"/tmp/evil": data["identities"]["selfie"]}},
    "invalid dots": lambda data: data | {"identities": {"..": {"type": "string", "value": "x"}}},
    "picture": lambda data: data | {"identities": {"selfie": {"type": "base64", "value": "PGh0bWw+"}}},
    "picture base64": lambda data: data | {"identities": {"selfie": {"type": "base64", "value": "/9j/====="}}},
    "withoutAttributes": lambda data: {name: value for name, value in data.items() if name != "identities"},
    "invalid handover": lambda data: data | {"handover": {"lease": "x"}},
    "invalid no handover": lambda data: {name: value for name, value in data.items() if name != "handover"},
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_bad_document_is_neither_kept_nor_acknowledged(desk, kind):
    """The others are taken all the same, and nothing lies outside the sink."""
    everybody = people(4)
    bad = everybody[1]["recordId"]
    before = set(os.listdir(desk.folder)) | {"key", "vault"}
    with StandIn(everybody) as server:
        server.answers[bad] = hostile(bad, HOSTILE[kind])
        ran = extract(desk, server, desk.folder / "vault")
        assert (ran.code, ran.document["taken"]) == (1, 3), ran
        assert ran.document["failures"] == [{"recordId": bad, "reason": kind.split()[0]}]
        assert f"{bad}: " in ran.err
        assert server.acknowledged == set(server.people) - {bad}
    assert_whole(folders(desk.folder / "vault"), [person for person in everybody if person["recordId"] != bad])
    assert set(os.listdir(desk.folder)) == before


def test_a_wrong_proof_is_told(desk):
    """A server that sent something else than it says: the sink has what came, the server has no acknowledgement."""
    with StandIn(people(2)) as server:
        record = people(1)[0]["recordId"]
        server.answers[record] = hostile(record, lambda data: data)
        server.misbehave("ack")
        take = server.take

        def forge(name):
            text = take(name)
            if name == record:  # the lease is right, the nonce is not
                return text.replace(b'"lease": "x"', b'"lease": "' + server.leases[name].encode() + b'"')
            return text

        server.take = forge
        ran = extract(desk, server, desk.folder / "vault")
        assert (ran.code, ran.document["failed"]) == (1, {"proof": 1}), ran
        assert record not in server.acknowledged


@pytest.mark.parametrize(
    "fault, code", [("401", NOT_ALLOWED), ("403", NOT_ALLOWED), ("redirect", CONFIGURATION), ("404", CONFIGURATION)])
def test_what_ends_a_run(desk, fault, code):
    with StandIn(people(2)) as server:
        server.misbehave("list", fault)
        ran = extract(desk, server, desk.folder / "vault")
        assert (ran.code, ran.document["taken"]) == (code, 0)
        assert ran.document["stopped"] in ran.err
        assert len(server.requests) == 1


def test_a_key_that_ends_in_the_middle(desk):
    with StandIn(people(6)) as server:
        server.misbehave("take", None, "401")
        ran = extract(desk, server, desk.folder / "vault", "--parallel", "1")
        assert (ran.code, ran.document["taken"]) == (NOT_ALLOWED, 1)
        assert len(folders(desk.folder / "vault")) == 1
        assert extract(desk, server, desk.folder / "vault").document["taken"] == 5


def test_a_server_that_is_not_there(desk):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
        ran = extract(desk, address, desk.folder / "vault")
    assert ran.code == UNAVAILABLE and "reached" in ran.err


# ---- before anything is sent

@pytest.mark.parametrize(
    "url", ["http://kyc.example.com", "http://192.0.2.1:8080", "http://127.0.0.1.example.com", "ftp://127.0.0.1"])
def test_plain_http_to_a_stranger_is_refused(desk, url):
    ran = extract(desk, url, desk.folder / "vault")
    assert ran.code == USAGE and "https" in ran.err
    assert not (desk.folder / "vault").exists()


@pytest.mark.parametrize("more", [["--keep-sealed"], ["--status", "accepted"], ["--parallel", "0"], ["--idle-timeout", "x"]])
def test_usage(desk, more):
    assert extract(desk, "http://127.0.0.1:9", desk.folder / "vault", *more).code == USAGE


def test_the_key_comes_from_a_file_only(desk):
    ran = desk.run("extract", "--from", "http://127.0.0.1:9", "--service", "acme", "--to", desk.folder / "vault")
    assert ran.code == USAGE and "key-file" in ran.err
    assert "--key " not in desk.run("extract", "--help").out


@pytest.mark.parametrize("content", ["", "two keys"])
def test_a_key_file_without_a_key(desk, content):
    assert extract(desk, "http://127.0.0.1:9", desk.folder / "vault", key=content).code == BAD_INPUT


def test_sinks_that_can_not_be_made(desk):
    (desk.folder / "file").write_text("x")
    (desk.folder / "notes.ndjson").write_text("my notes\nmore\n")
    with StandIn(people(1)) as server:
        for to in ("missing/vault", "missing/people.ndjson", "file", "file/vault", "notes.ndjson"):
            ran = extract(desk, server, desk.folder / to)
            assert ran.code == CANNOT_CREATE, (to, ran)
        assert server.requests == []
    assert (desk.folder / "notes.ndjson").read_text() == "my notes\nmore\n"


@pytest.mark.parametrize("sink", ["vault", "people.ndjson"])
def test_two_runs_do_not_share_a_sink(desk, sink):
    with StandIn(people(1)) as server:
        server.misbehave("take", "slow")
        first = scene.start(desk, server, desk.folder / sink)
        eventually(lambda: server.requests)
        second = extract(desk, server, desk.folder / sink)
        assert second.code == CANNOT_CREATE and "share" in second.err
        assert first.wait(20) == 0
        first.communicate()


def test_everything_is_made_for_its_owner_only(desk):
    with StandIn(people(3)) as server:
        ran = extract(desk, server, desk.folder / "vault")
        assert extract(desk, server, desk.folder / "people.ndjson").code == 0
    assert ran.code == 0 and ran.err == ""
    assert (desk.folder / "vault").stat().st_mode & 0o777 == 0o700
    assert (desk.folder / "people.ndjson").stat().st_mode & 0o777 == 0o600
    for name, mode in scene.modes(desk.folder / "vault").items():
        assert mode == (0o600 if "." in name else 0o700), name


def test_rights_of_others_are_warned_of(desk):
    sealing = scene.Sealing(desk)
    (desk.folder / "vault").mkdir()
    (desk.folder / "vault").chmod(0o750)
    sealing.path.chmod(0o644)
    with StandIn(people(1), seal=sealing) as server:
        arguments = scene.words(desk, server.url, desk.folder / "vault", "--receiver-key", sealing.path)
        (desk.folder / "key").chmod(0o640)
        ran = desk.run(*arguments)
        assert ran.code == 0
    warnings = [line for line in ran.err.splitlines() if line.startswith("Warning: ")]
    assert len(warnings) == 3
    for path in ("vault", "key", "receiver.jwk"):
        assert any(str(desk.folder / path) + " is open to others" in line for line in warnings)


def test_a_full_disk_ends_the_run_and_loses_nothing(desk):
    """A limit on the size of files stands for the disk's end."""
    everybody = people(3)
    with StandIn(everybody) as server:
        command = scene.words(desk, server.url, desk.folder / "people.ndjson", "--parallel", "1")
        limited = ["bash", "-c", 'trap "" XFSZ; ulimit -f 30; exec "$@"', "-", str(desk.binary), *map(str, command)]
        ran = subprocess.run(limited, env=desk.environment(), cwd=desk.folder, capture_output=True, timeout=60)
        assert ran.returncode == IO_FAULT, ran
        assert server.acknowledged == set()
        assert (desk.folder / "people.ndjson").read_bytes() == b""
        assert extract(desk, server, desk.folder / "people.ndjson").code == 0
    assert_whole(lines(desk.folder / "people.ndjson"), everybody)


# ---- watching, ending

def test_watch_takes_what_comes_and_ends_in_good_order(desk):
    first, second, third = people(3)
    with StandIn([first]) as server:
        process = scene.start(desk, server, desk.folder / "vault", "--watch")
        try:
            eventually(lambda: len(server.acknowledged) == 1)
            eventually(lambda: server.wait == 30)
            began = time.monotonic()
            server.add(second)
            eventually(lambda: len(server.acknowledged) == 2)
            assert time.monotonic() - began < 5, "the feed was not followed"
            server.misbehave("changes", "503", "cut")
            server.add(third)
            eventually(lambda: len(server.acknowledged) == 3, within=20)
            # A newer submission of somebody who is there.
            server.add(first | {"submitCount": 2})
            eventually(lambda: len(server.deliveries) == 4 and len(server.acknowledged) == 3)
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate(timeout=10)
        finally:
            process.kill()
            process.wait()
        assert process.returncode == 0, err
        assert json.loads(out)["taken"] == 4
        scene.discreet((out + err).decode())
    assert_whole(folders(desk.folder / "vault"), [first | {"submitCount": 2}, second, third])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_lets_what_is_under_way_finish(desk, number):
    everybody = people(8)
    with StandIn(everybody) as server:
        server.misbehave("take", "slow")
        process = scene.start(desk, server, desk.folder / "vault", "--parallel", "1")
        try:
            eventually(lambda: server.deliveries)
            process.send_signal(number)
            out, _ = process.communicate(timeout=20)
        finally:
            process.kill()
            process.wait()
        summary = json.loads(out)
        assert process.returncode == 1 and summary["interrupted"] is True and summary["failed"] == {}
        assert len(folders(desk.folder / "vault")) == summary["taken"] == len(server.acknowledged) == 1
        assert extract(desk, server, desk.folder / "vault").document["taken"] == 7


def test_watch_outlives_its_server(desk):
    """The server goes away for longer than a request is repeated, and comes back at the same address."""
    first, second = people(2)
    with StandIn([first]) as server:
        port = server.server.server_address[1]
        process = scene.start(desk, server, desk.folder / "vault", "--watch")
        eventually(lambda: len(server.acknowledged) == 1)
    try:
        time.sleep(10)
        again = StandIn([first])
        again.acknowledged.add(first["recordId"])
        again.add(second)
        with again, Relay(port, again):
            eventually(lambda: second["recordId"] in again.acknowledged, within=40)
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate(timeout=20)
        assert process.returncode == 0, err
        assert json.loads(out)["taken"] == 2 and b"tried again" in err
    finally:
        process.kill()
        process.wait()


class Relay:
    """Passes what comes to a port on to a stand-in."""

    def __init__(self, port, server):
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(("127.0.0.1", port))
        self.listener.listen(16)
        self.target = ("127.0.0.1", server.server.server_address[1])

    def __enter__(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.close()

    def accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            far = socket.create_connection(self.target)
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self.pump, args=(source, sink), daemon=True).start()

    @staticmethod
    def pump(source, sink):
        try:
            while part := source.recv(65536):
                sink.sendall(part)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass


def test_progress_is_drawn_on_a_terminal(desk):
    with StandIn(people(6)) as server:
        near, far = pty.openpty()
        command = [desk.binary, *scene.words(desk, server.url, desk.folder / "vault")]
        process = subprocess.Popen(
            list(map(str, command)), env=desk.environment(), cwd=desk.folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=far)
        os.close(far)
        drawn = b""
        while select.select([near], [], [], 10)[0]:
            try:
                part = os.read(near, 4096)
            except OSError:
                break
            if not part:
                break
            drawn += part
        out, _ = process.communicate(timeout=20)
        os.close(near)
        assert process.returncode == 0 and json.loads(out)["taken"] == 6
        assert b" of 6, " in drawn and b" a second, " in drawn and b" left" in drawn
        assert drawn.endswith(b"\r\x1b[K"), "the bar is taken away"
        scene.discreet(drawn.decode())


def test_a_summary_for_people(desk):
    with StandIn(people(2)) as server:
        words = [word for word in scene.words(desk, server.url, desk.folder / "vault") if word != "--json"]
        ran = desk.run(*words)
        assert ran.code == 0 and ran.out.startswith("2 taken, 0 already there, 0 failed; "), ran


def test_many_are_taken_with_bounded_memory(desk):
    """120 candidates with 1 MB of pictures each, and the receiver stays far below what they are together."""
    everybody = [
        candidates.person(f"m-{number}", number, "approved", pictures={"selfie": candidates.jpeg(number, 1_000_000)})
        for number in range(1, 121)
    ]
    with StandIn(everybody, page=50) as server:
        process = scene.start(desk, server, desk.folder / "vault")
        peak = 0
        while process.poll() is None:
            try:
                status = Path(f"/proc/{process.pid}/status").read_text()
            except OSError:
                break
            peak = max([peak] + [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")])
            time.sleep(0.02)
        out, err = process.communicate()
        assert process.returncode == 0, err
        assert json.loads(out)["taken"] == 120
        assert 0 < peak < 150 * 1024, f"{peak} KiB"

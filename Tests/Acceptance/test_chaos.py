"""`lethe serve --chaos`: a share of the API's answers fails as the world makes them fail, on test data only, and what
is behind stays true: who got a cut answer got nothing."""

import collections
import hashlib
import hmac
import http.client
import json
import time

import pytest

import candidates
from harness import CONFIGURATION, Lethe, eventually
from test_console_launch import join, page

KINDS = {"rate-limited", "unavailable", "cut", "slow"}


def sandbox(share, seed=7, **more):
    lethe = Lethe(**more)
    lethe.start("--test-data", "--chaos", str(share), "--chaos-seed", str(seed))
    lethe.create_service("Acme", "acme")
    return lethe


@pytest.fixture(scope="module")
def failing():
    """Every answer of its API fails."""
    with sandbox(1) as lethe:
        yield lethe


class Trial:
    """One request: what was done to its answer, and what came of it."""

    def __init__(self, lethe, path, key, is_read=True, body=None):
        connection = lethe.connection()
        try:
            began = time.monotonic()
            connection.request("POST" if body else "GET", path, body, {"Authorization": key})
            response = connection.getresponse()
            self.status, self.headers = response.status, response.headers
            self.kind = response.headers["X-Lethe-Chaos"]
            self.is_whole, self.body = False, b""
            if is_read or self.kind not in ("cut", "slow"):
                try:
                    self.body = response.read()
                    self.is_whole = True
                except (http.client.IncompleteRead, ConnectionResetError) as fault:
                    self.body = getattr(fault, "partial", b"")
            self.seconds = time.monotonic() - began
        finally:
            connection.close()


def test_each_kind_occurs_and_is_what_it_says(failing):
    failing.import_people([candidates.heavy("ada", picture_bytes=100_000)])
    key = failing.create_key("pictures")
    whole = candidates.answer(candidates.heavy("ada", picture_bytes=100_000), "pictures")
    seen = collections.defaultdict(list)
    for _ in range(40):
        trial = Trial(failing, failing.by_ref_id("ada"), key)
        seen[trial.kind].append(trial)
    assert set(seen) == KINDS
    for trial in seen["rate-limited"] + seen["unavailable"]:
        code, word = (429, "rate_limited") if trial.kind == "rate-limited" else (503, "unavailable")
        assert trial.status == code and trial.headers["Retry-After"] == "1"
        assert f'"error":"{word}"'.encode() in trial.body and b'"retryAfter":1' in trial.body
    for trial in seen["cut"]:
        assert trial.status == 200 and not trial.is_whole and int(trial.headers["Content-Length"]) == len(whole)
        assert len(trial.body) < len(whole) and whole.startswith(trial.body)
    assert len({len(trial.body) for trial in seen["cut"]}) > 1, "always cut at the same place"
    for trial in seen["slow"]:
        assert trial.status == 200 and trial.is_whole and trial.body == whole
        assert 0.3 < trial.seconds < 10


def test_refusals_fail_as_well(failing):
    """A wrong key's answer is cut or slow like any other."""
    seen = {(trial.kind, trial.status) for trial in (
        Trial(failing, failing.whoami_path(), "nonsense", is_read=False) for _ in range(60))}
    assert seen == {("rate-limited", 429), ("unavailable", 503), ("cut", 401), ("slow", 401)}


def kinds(lethe, key, count):
    """What was done to so many answers, one after the other."""
    return [Trial(lethe, lethe.whoami_path(), key, is_read=False).kind for _ in range(count)]


def test_the_share_and_the_seed():
    with sandbox(0.2, seed=11) as first, sandbox(0.2, seed=11) as second, sandbox(0.2, seed=12) as other:
        done = [kinds(lethe, lethe.create_key("metadata"), 400) for lethe in (first, second, other)]
    for sequence in done:
        failed = sum(kind is not None for kind in sequence)
        assert 48 <= failed <= 112, f"{failed} of 400 failed, for a share of 0.2"
        assert {kind for kind in sequence if kind} == KINDS
    assert done[0] == done[1], "the same seed, and other failures"
    assert done[0] != done[2]


def test_without_a_seed_each_run_is_another():
    with Lethe() as lethe:
        lethe.start("--test-data", env={"LETHE_CHAOS": "0.5"})
        lethe.create_service("Acme", "acme")
        key = lethe.create_key("metadata")
        assert kinds(lethe, key, 40) != kinds(lethe, key, 40)


@pytest.mark.parametrize("scope", ["text", "pictures"])
def test_who_got_a_cut_answer_is_not_archived(failing, scope):
    names = [f"{scope}-{number}" for number in range(24)]
    make = candidates.person if scope == "text" else candidates.heavy
    start = 100 if scope == "text" else 200
    failing.import_people([make(name, start + number) for number, name in enumerate(names)])
    key = failing.create_key(scope, "0s")
    done = {name: Trial(failing, failing.by_ref_id(name), key) for name in names}
    delivered = {name for name, trial in done.items() if trial.is_whole and trial.status == 200}
    cut = {name for name, trial in done.items() if trial.kind == "cut"}
    assert delivered and cut and delivered == {name for name, trial in done.items() if trial.kind == "slow"}

    def archived():
        shown = [failing.candidate("show", name).document["candidate"] for name in sorted(cut | delivered)]
        return {candidate["refId"] for candidate in shown if candidate["isArchived"]}

    eventually(lambda: archived() >= delivered)
    time.sleep(1.5)  # an archive that is due at once comes within a second
    assert archived() == delivered


def whole(ask):
    """Asks until an answer came whole."""
    for _ in range(60):
        trial = ask()
        if trial.is_whole and trial.status not in (429, 503):
            return trial
    raise AssertionError("60 answers in a row failed")


def test_a_lease_ends_and_its_candidate_is_ready_again(failing):
    people = [candidates.person(f"leased-{number}", 300 + number, "approved") for number in range(16)]
    failing.import_people(people)
    handover, key = "/api/v1/services/acme/handover", failing.create_key("text")
    seen = collections.Counter()
    for person in people:
        record_id = person["recordId"]
        taken = whole(lambda: Trial(failing, f"{handover}/{record_id}", key))
        lease = json.loads(taken.body)["data"]["handover"]
        message = f"ack|{record_id}|{hashlib.sha256(taken.body).hexdigest()}"
        proof = hmac.new(lease["ackNonce"].encode(), message.encode(), "sha256").hexdigest()
        body = json.dumps({"lease": lease["lease"], "proof": proof})
        acknowledged = Trial(failing, f"{handover}/{record_id}/ack", key, body=body)
        seen[acknowledged.kind] += 1
        ready = json.loads(whole(lambda: Trial(failing, f"{handover}?limit=100", key)).body)["data"]["records"]
        is_ready = record_id in {record["recordId"] for record in ready}
        history = {event["event"] for event in failing.candidate("show", person["refId"]).document["history"]}
        assert ("candidate.acknowledged" in history) == (acknowledged.kind in ("cut", "slow")), acknowledged.kind
        assert is_ready == (acknowledged.kind == "lease-ended"), acknowledged.kind
        if acknowledged.kind == "lease-ended":
            assert acknowledged.status == 409 and b'"field":"lease"' in acknowledged.body
            again = whole(lambda: Trial(failing, f"{handover}/{record_id}", key))
            assert again.status == 200 and json.loads(again.body)["data"]["handover"]["lease"] != lease["lease"]
    assert seen["lease-ended"] and seen["cut"], "the seed shows too little"
    assert set(seen) <= KINDS | {"lease-ended"}


def test_people_and_supervisors_notice_nothing(failing):
    for _ in range(12):
        assert failing.get("/healthz").status == 200
        assert failing.get("/readyz").status == 200
        response, text, _ = page(failing.console + "/sign-in")
        assert response.status == 200 and text.rstrip().endswith("</html>")
        assert "X-Lethe-Chaos" not in response.headers


def test_only_test_data_may_fail(bare):
    refusal = bare.refused("--chaos", "0.05", "--listen", "127.0.0.1:0")
    assert refusal.code == CONFIGURATION and "test data" in refusal.err
    bare.start()
    assert "test data" not in bare.said()
    bare.create_service("Acme", "acme")
    bare.stop()
    for words in (["--chaos", "0.05"], ["--test-data"], ["--test-data", "--chaos", "1"]):
        refusal = bare.refused(*words, "--listen", "127.0.0.1:0")
        assert refusal.code == CONFIGURATION and "test data" in refusal.err
    refusal = bare.refused("--listen", "127.0.0.1:0", env={"LETHE_TEST_DATA": "true"})
    assert refusal.code == CONFIGURATION
    assert "test data" not in bare.doctor().out
    bare.start()
    assert bare.get(bare.whoami_path(), bare.create_key("text")).status == 200


def test_the_mark_stays_and_is_told(bare):
    bare.start("--test-data")
    assert "This is test data" in bare.said()
    status, cookies = join(bare.link)
    assert status == 303
    _, text, _ = page(bare.console + "/services", headers={"Cookie": "; ".join(cookies)})
    assert "This is test data" in text
    bare.create_service("Acme", "acme")
    key = bare.create_key("metadata")
    bare.restart("--test-data")
    assert kinds(bare, key, 20) == [None] * 20, "marked, but nothing was to fail"
    bare.stop()
    bare.start(env={"LETHE_CHAOS": "1", "LETHE_CHAOS_SEED": "3"})
    assert "This is test data" in bare.said() and "A share of 1.0" in bare.said()
    assert None not in kinds(bare, key, 20)
    found = bare.doctor().document["checks"]
    assert [check["state"] for check in found if check["check"] == "test data"] == ["ok"]


@pytest.mark.parametrize("word", ["1.5", "-0.1", "many"])
def test_a_share_is_between_none_and_all(bare, word):
    refusal = bare.refused("--test-data", "--listen", "127.0.0.1:0", env={"LETHE_CHAOS": word})
    assert refusal.code == CONFIGURATION and "chaos" in refusal.err
    refusal = bare.refused("--test-data", "--chaos", "0.1", "--chaos-seed", "x", "--listen", "127.0.0.1:0")
    assert refusal.code == CONFIGURATION and "chaosSeed" in refusal.err

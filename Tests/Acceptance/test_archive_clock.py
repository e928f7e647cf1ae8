"""Archive after extraction (contract 1.7): when the clock starts, when it doesn't, and what it does."""

import http.client
import re
import socket
import struct
import time

import pytest

import candidates
import wire
from harness import eventually, in_parallel, read_answer

SLACK = 0.002  # two clock readings on one machine, each cut to a millisecond


def planned(lethe, ref_id, watcher):
    """The stored date, as a key without a rule sees it; None when no clock runs."""
    return lethe.get(lethe.by_ref_id(ref_id), watcher).data.get("willArchiveAtDate")


def archived_at(lethe, ref_id, watcher, within=10.0):
    """Waits for the archive; the moments before and after which it must have happened.

    The archive may come while the watcher is being answered: what is under way then is cut, or refused with 503.
    """
    before = wire.now()
    deadline = before + within
    while True:
        asked = wire.now()
        try:
            answer = lethe.get(lethe.by_ref_id(ref_id), watcher)
        except http.client.IncompleteRead:
            answer = None
        if answer and answer.status == 200 and answer.data["isArchived"]:
            return before, wire.now()
        before = asked
        assert asked < deadline, "it was not archived"
        time.sleep(0.02)


def reset(bare):
    """Closes a connection with a reset: what was not read is thrown away."""
    bare.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    bare.close()


@pytest.mark.parametrize("scope", ["text", "pictures"])
def test_the_whole_way(lethe, scope):
    """Announced, stored, kept, archived; certificates and the rest survive byte for byte; a restart changes nothing."""
    person = candidates.full("ada")
    lethe.import_people([person, candidates.full("neighbour", 2)])
    key, watcher = lethe.create_key(scope, "2s"), lethe.create_key("text")
    untouched = lethe.get(lethe.by_ref_id("ada"), watcher)
    assert untouched.body == candidates.answer(person, "text")

    before = wire.now()
    answer = lethe.get(lethe.by_ref_id("ada"), key)
    after = wire.now()
    announced = answer.data["willArchiveAtDate"]
    assert answer.body == candidates.answer(person, scope, will_archive=announced)
    assert before - SLACK <= wire.moment(announced) - 2 <= after + SLACK

    stored = planned(lethe, "ada", watcher)
    assert wire.moment(announced) <= wire.moment(stored) <= after + 2 + SLACK
    assert lethe.get(lethe.by_ref_id("ada"), watcher).body == candidates.answer(person, "text", will_archive=stored)
    time.sleep(0.3)
    assert wire.moment(lethe.get(lethe.by_ref_id("ada"), key).data["willArchiveAtDate"]) <= wire.moment(stored)
    assert planned(lethe, "ada", watcher) == stored, "a later extraction postponed it"

    earliest, latest = archived_at(lethe, "ada", watcher)
    assert latest >= wire.moment(stored), "archived before the date"
    assert earliest <= wire.moment(stored) + 2, "archived long after the date"
    gone = candidates.answer(person, "text", will_archive=stored, is_archived=True)
    for _ in range(2):
        for name in (key, watcher):
            assert lethe.get(lethe.by_ref_id("ada"), name).body == gone
        assert lethe.get(lethe.by_ref_id("neighbour"), watcher).status == 200
        lethe.restart()
    metadata = lethe.get(lethe.by_ref_id("ada"), lethe.create_key("metadata"))
    assert metadata.body == candidates.answer(person, "metadata", will_archive=stored, is_archived=True)
    assert lethe.doctor().code == 0


def test_the_earlier_date_wins(lethe):
    lethe.import_people([candidates.person("ada")])
    hour, half, watcher = lethe.create_key("text", "1h"), lethe.create_key("text", "30m"), lethe.create_key("text")
    assert planned(lethe, "ada", watcher) is None
    lethe.get(lethe.by_ref_id("ada"), hour)
    first = planned(lethe, "ada", watcher)
    began = wire.now()
    answer = lethe.get(lethe.by_ref_id("ada"), half)
    second = planned(lethe, "ada", watcher)
    assert wire.moment(first) - wire.moment(second) == pytest.approx(1800, abs=5)
    assert began - SLACK <= wire.moment(answer.data["willArchiveAtDate"]) - 1800 <= wire.now() + SLACK
    for key in (hour, half, hour):
        assert lethe.get(lethe.by_ref_id("ada"), key).data["willArchiveAtDate"] == second
        assert planned(lethe, "ada", watcher) == second


def test_zero_seconds(lethe):
    """The answer that starts the clock is whole, also when the archive follows at once."""
    person = candidates.heavy("ada", picture_bytes=300_000)
    lethe.import_people([person])
    answer = lethe.get(lethe.by_ref_id("ada"), lethe.create_key("pictures", "0s"))
    assert answer.body == candidates.answer(person, "pictures", will_archive=answer.data["willArchiveAtDate"])
    assert archived_at(lethe, "ada", lethe.create_key("metadata"))[
                       0] - wire.moment(answer.data["willArchiveAtDate"]) < 3


def test_clock_starts_with_the_last_byte(lethe):
    """A reader who takes his time has the whole delay from the end of it."""
    person = candidates.heavy("ada", picture_bytes=2_000_000, pictures=6)
    lethe.import_people([person])
    key, watcher = lethe.create_key("pictures", "1h"), lethe.create_key("metadata")
    bare = lethe.socket(receive_buffer=16384)
    began = wire.now()
    bare.sendall(lethe.head(lethe.by_ref_id("ada"), key))
    head, _, begun = bare.recv(1000).partition(b"\r\n\r\n")
    left = int(re.search(rb"(?i)content-length: (\d+)", head)[1]) - len(begun)
    time.sleep(1.2)
    assert planned(lethe, "ada", watcher) is None, "the clock ran before the end"
    ending = wire.now()
    while left > 0:
        part = bare.recv(1 << 20)
        assert part, f"{left} bytes are missing; the server {lethe.process.poll() or 'runs'}, and said {lethe.said()}"
        left -= len(part)
    stored = eventually(lambda: planned(lethe, "ada", watcher))
    assert ending <= wire.moment(stored) - 3600 <= wire.now() + SLACK
    assert wire.moment(stored) - 3600 - began > 1.2
    bare.close()


def test_archive_never_comes_twice_nor_early_for_others(lethe):
    """Sixty candidates, taken at once: each goes at its own time, a neighbour whom nobody took stays."""
    people = [candidates.person(f"r{number}", number) for number in range(60)]
    lethe.import_people([*people, candidates.person("stays", 99)])
    key, watcher = lethe.create_key("text", "1s"), lethe.create_key("metadata")
    dates = in_parallel(
    *
    [
        lambda chunk=chunk: [
            lethe.get(
                lethe.by_ref_id(f"r{number}"),
                key).data["willArchiveAtDate"] for number in chunk] for chunk in (
                    range(
                        0,
                        30),
                        range(
                            30,
                             60)) ])
    assert all(dates[0] + dates[1])
    eventually(
    lambda: all(
        lethe.get(
            lethe.by_ref_id(f"r{number}"),
             watcher).data["isArchived"] for number in range(60)))
    left = lethe.get(lethe.by_ref_id("stays"), watcher).data
    assert not left["isArchived"] and "willArchiveAtDate" not in left
    assert lethe.doctor().code == 0


# ---- what starts no clock


def test_metadata_key_and_list_start_nothing(lethe):
    lethe.import_people([candidates.heavy("ada", picture_bytes=100)])
    ruled, watcher = lethe.create_key("pictures", "0s"), lethe.create_key("metadata")
    refused = lethe.cli(
    "key",
    "create",
    "--service",
    "acme",
    "--description",
    "x",
    "--scope",
    "metadata",
    "--archive-after",
     "1s")
    assert refused.code == 65 and refused.document["extra"] == {"field": "archiveAfterSeconds"}
    for path in (lethe.list_path(), lethe.list_path("approved"), lethe.list_path(limit=1)):
        assert len(lethe.get(path, ruled).data["records"]) == 1
    for path in (lethe.by_ref_id("ada"), lethe.by_record_id(candidates.record_id(1))):
        assert lethe.get(path, watcher).status == 200
    assert lethe.request("HEAD", lethe.by_ref_id("ada"), ruled).status != 200
    assert lethe.get(lethe.whoami_path(), ruled).status == 200
    assert lethe.get(lethe.by_ref_id("nobody"), ruled).status == 404
    time.sleep(0.5)
    assert planned(lethe, "ada", watcher) is None
    data = lethe.get(lethe.by_ref_id("ada"), watcher).data
    assert not data["isArchived"]


def cut_answers(lethe, key):
    """Ways to take only a part of a large answer."""

    def part(count, close):
        bare = lethe.socket(receive_buffer=8192)
        bare.sendall(lethe.head(lethe.by_ref_id("ada"), key))
        received = 0
        while received < count:
            part = bare.recv(min(65536, count - received))
            assert part
            received += len(part)
        close(bare)

    def half_closed(bare):
        bare.shutdown(socket.SHUT_RDWR)
        bare.close()

    for count in (0, 1, 1000, 300_000, 1_000_000):
        for close in (reset, socket.socket.close, half_closed):
            yield lambda count=count, close=close: part(count, close)


def test_cut_answers_start_nothing(lethe):
    lethe.import_people([candidates.heavy("ada", picture_bytes=1_500_000)])
    key, watcher = lethe.create_key("pictures", "0s"), lethe.create_key("metadata")
    for _ in range(2):
        in_parallel(*cut_answers(lethe, key))
    time.sleep(1.0)
    assert planned(lethe, "ada", watcher) is None
    # It is still there, whole, and a whole answer starts the clock as ever.
    answer = lethe.get(lethe.by_ref_id("ada"), key)
    assert len(answer.body) > 8_000_000 and answer.json
    archived_at(lethe, "ada", watcher)


@pytest.mark.parametrize("size", ["small", "two megabytes"])
def test_callers_who_are_gone_at_once_start_nothing(lethe, size):
    """Request sent, connection reset at once: whatever the server has written, nobody has received it."""
    person = candidates.heavy("ada", picture_bytes=500_000) if size != "small" else candidates.person("ada")
    lethe.import_people([person])
    key, watcher = lethe.create_key("pictures", "0s"), lethe.create_key("metadata")

    def vanish():
        for _ in range(40):
            bare = lethe.socket()
            bare.sendall(lethe.head(lethe.by_ref_id("ada"), key))
            reset(bare)

    in_parallel(*[vanish] * 5)
    time.sleep(1.0)
    data = lethe.get(lethe.by_ref_id("ada"), watcher).data
    assert not data["isArchived"] and "willArchiveAtDate" not in data
    assert lethe.is_running


def test_several_requests_on_one_connection(lethe):
    """Pipelined: each answer that was received starts its own candidate's clock, and no other."""
    lethe.import_people([candidates.person("a", 1), candidates.person("b", 2), candidates.heavy("c", 3, 1_500_000)])
    key, watcher = lethe.create_key("pictures", "1h"), lethe.create_key("metadata")
    bare = lethe.socket(receive_buffer=8192)
    bare.sendall(b"".join(lethe.head(lethe.by_ref_id(ref_id), key) for ref_id in "abc"))
    received = b""
    while received.count(b"HTTP/1.1 200 OK") < 3:
        received += bare.recv(4096)
    reset(bare)
    eventually(lambda: planned(lethe, "a", watcher) and planned(lethe, "b", watcher))
    time.sleep(0.5)
    assert planned(lethe, "c", watcher) is None


# ---- down-time and coming back


def test_archive_while_the_server_was_away(lethe):
    lethe.import_people([candidates.person("ada")])
    key, watcher = lethe.create_key("text", "1s"), lethe.create_key("metadata")
    stored = lethe.get(lethe.by_ref_id("ada"), key).data["willArchiveAtDate"]
    eventually(lambda: planned(lethe, "ada", watcher))
    lethe.kill()
    time.sleep(1.5)
    lethe.start()
    archived_at(lethe, "ada", watcher, within=5)
    assert wire.moment(stored) <= wire.moment(planned(lethe, "ada", watcher))


def test_resubmission_after_the_archive(lethe):
    """Live again; what was archived stays gone; certificates are still there; the next extraction archives again."""
    person = candidates.full("ada")
    lethe.import_people([person])
    key, watcher = lethe.create_key("pictures", "0s"), lethe.create_key("pictures")
    writer = lethe.create_key("metadata", write=True)
    lethe.get(lethe.by_ref_id("ada"), key)
    archived_at(lethe, "ada", watcher)
    before = wire.now()
    answer = lethe.post(lethe.beta_path("ada"), writer, {"given_name": "New", "email": "other@example.com"})
    assert (answer.status, answer.data) == (200, {"recordId": person["recordId"]})
    live = lethe.get(lethe.by_ref_id("ada"), watcher)
    waiting = live.data["waitingDate"]
    assert before - SLACK <= wire.moment(waiting) <= wire.now() + SLACK
    identities = {slug: {"type": "string", "value": value}
        for slug, value in [("given_name", "New"), ("email", "other@example.com")]}
    expected = person | {"status": "waiting", "submitCount": 4, "waitingDate": waiting, "identities": identities}
    assert live.body == candidates.answer(expected, "pictures")
    lethe.get(lethe.by_ref_id("ada"), key)
    archived_at(lethe, "ada", watcher)
    assert lethe.get(lethe.by_ref_id("ada"), watcher).data["certs"] == person["certs"]


def test_resubmission_before_the_date_stops_the_clock(lethe):
    """What the receiver took is not what is there now, so nothing of it may be archived by the old clock."""
    lethe.import_people([candidates.person("ada")])
    key, watcher = lethe.create_key("text", "1s"), lethe.create_key("text")
    writer = lethe.create_key("metadata", write=True)
    lethe.get(lethe.by_ref_id("ada"), key)
    assert planned(lethe, "ada", watcher)
    assert lethe.post(lethe.beta_path("ada"), writer, {"given_name": "New", "email": "p1@example.com"}).status == 200
    assert planned(lethe, "ada", watcher) is None
    time.sleep(1.8)
    data = lethe.get(lethe.by_ref_id("ada"), watcher).data
    assert not data["isArchived"] and data["identities"]["given_name"]["value"] == "New"


def test_key_without_a_rule_any_more(lethe):
    """`--no-archive` takes the rule away for the next extraction; a clock that runs goes on."""
    lethe.import_people([candidates.person("a", 1), candidates.person("b", 2)])
    made, watcher = lethe.made_key("text", "1h"), lethe.create_key("metadata")
    lethe.get(lethe.by_ref_id("a"), made["key"])
    lethe.done("key", "set", made["id"], "--no-archive")
    assert "willArchiveAtDate" not in lethe.get(lethe.by_ref_id("b"), made["key"]).data
    assert planned(lethe, "a", watcher) and planned(lethe, "b", watcher) is None


def test_cut_extraction_is_counted_as_cut(lethe):
    """The record of an extraction says whether its last byte was written: the history knows only the whole ones."""
    lethe.import_people([candidates.heavy("ada", picture_bytes=1_500_000)])
    key = lethe.create_key("pictures", "1h")
    bare = lethe.socket(receive_buffer=8192)
    bare.sendall(lethe.head(lethe.by_ref_id("ada"), key))
    bare.recv(1000)
    reset(bare)
    status, _, body = read_whole(lethe, key)
    assert status == 200 and len(body) > 8_000_000
    shown = eventually(lambda: lethe.candidate("show", "ada").document)
    assert shown["extractions"] == 2
    assert [event["event"] for event in shown["history"]].count("candidate.archiveArmed") == 1, shown["history"]


def read_whole(lethe, key):
    bare = lethe.socket()
    bare.sendall(lethe.head(lethe.by_ref_id("ada"), key))
    answer = read_answer(bare)
    bare.close()
    return answer

"""The change feed over HTTP (contract 2.5): strict order, a cursor that stays good, and waiting."""

import concurrent.futures
import threading
import time

import candidates
from wire import expect_error

PATH = "/api/v1/services/acme/changes"


def page(lethe, key, after=None, **query):
    query = {"after": after, **query}
    tail = "&".join(f"{name}={value}" for name, value in query.items() if value is not None)
    answer = lethe.get(f"{PATH}?{tail}", key, timeout=60)
    assert answer.status == 200, answer
    return answer.json["data"]


def test_order_and_shape(lethe):
    key = lethe.create_key("metadata")
    start = page(lethe, key)
    assert start["records"] == [] and start["next"] == "0"
    lethe.import_people([candidates.person("ada", 1, "inreview")])
    lethe.import_people([candidates.person("bob", 2)])
    for verb, who in [("approve", "ada"), ("start-review", "bob"), ("archive", "ada"), ("block", "bob"), ("delete", "bob")]:
        assert lethe.candidate(verb, who).code == 0
    assert lethe.candidate("approve", "ada").code != 0, "what is refused leaves no gap"
    seen = page(lethe, key)
    assert [(record["event"], record["status"]) for record in seen["records"]] == [
        ("status", "inreview"), ("status", "waiting"), ("status", "approved"), ("status", "inreview"),
        ("archived", "approved"), ("status", "blocked"), ("deleted", "blocked")]
    assert [record["cursor"] for record in seen["records"]] == list("1234567") and seen["next"] == "7"
    assert all(set(record) == {"cursor", "recordId", "event", "status", "submitCount", "date"} for record in seen["records"])
    two = page(lethe, key, after="3", limit=2)
    assert two["records"] == seen["records"][3:5] and two["next"] == "5"
    lethe.restart()
    assert page(lethe, key, after="3", limit=2) == two
    assert page(lethe, key, after="7") == {"records": [], "next": "7"}


def test_what_is_refused(lethe):
    key = lethe.create_key("metadata")
    for query, field in [("after=x", "after"), ("after=-1", "after"), ("limit=x", "limit"), ("wait=31", "wait"),
            ("wait=-1", "wait"), ("wait=x", "wait")]:
        expect_error(lethe.get(f"{PATH}?{query}", key), 400, "bad_request", field)
    expect_error(lethe.get(PATH), 401, "unauthorized")


def test_who_waits_is_told_at_once(lethe):
    key = lethe.create_key("metadata")
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        began = time.monotonic()
        waiting = [pool.submit(page, lethe, key, wait=30) for _ in range(8)]
        time.sleep(0.3)
        assert not any(one.done() for one in waiting)
        lethe.import_people([candidates.person("ada")])
        done = [one.result(20) for one in waiting]
    assert time.monotonic() - began < 15
    assert all([record["event"] for record in one["records"]] == ["status"] for one in done)
    began = time.monotonic()
    assert page(lethe, key, after="1", wait=1)["records"] == [] and 0.9 < time.monotonic() - began < 5


def test_waiting_does_not_hold_up_the_end(lethe):
    key = lethe.create_key("metadata")
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(lethe.get, f"{PATH}?wait=30", key, timeout=60)
        time.sleep(0.5)
        began = time.monotonic()
        lethe.stop(within=10)
        assert time.monotonic() - began < 10
        try:
            assert waiting.result(10).status in (200, 503)
        except OSError:
            pass


def test_nobody_misses_anything_while_many_write(lethe):
    key = lethe.create_key("metadata", write=True)
    seen, end = [], threading.Event()

    def follow():
        cursor = "0"
        while True:
            done = end.is_set()
            got = page(lethe, key, after=cursor, limit=7, wait=0 if done else 1)
            seen.extend(got["records"])
            cursor = got["next"]
            if done and not got["records"]:
                return

    with concurrent.futures.ThreadPoolExecutor(5) as pool:
        following = pool.submit(follow)
        writers = [pool.submit(lethe.import_people, [candidates.person(f"p{number}", number)
            for number in range(start, start + 40)]) for start in (1, 101, 201)]
        for writer in writers:
            writer.result(60)
        end.set()
        following.result(60)
    assert [int(record["cursor"]) for record in seen] == list(range(1, 121))
    assert len({record["recordId"] for record in seen}) == 120

"""The list (contract 1.3)."""

import threading

import pytest

import candidates
import wire
from harness import Lethe

COUNT = 130


def status_of(number):
    return candidates.STATUSES[number % 7]


def people():
    return [
        candidates.person(
            f"r{number:03}", number, status_of(number), pictures={"selfie": candidates.jpeg()} if number < 3 else None,
            customFields={"n": str(number)},
        )
        for number in range(COUNT)
    ]


@pytest.fixture(scope="module")
def scene():
    with Lethe() as lethe:
        lethe.start()
        lethe.create_service("Acme", "acme")
        # Records that come in one line after the other arrive in this order.
        for start in range(0, COUNT, 65):
            lethe.import_people(people()[start : start + 65])
        yield lethe, {scope: lethe.create_key(scope) for scope in ("metadata", "text", "pictures")}


def in_order(lethe, key):
    """All records, by pages of the largest size."""
    records = []
    while True:
        data = lethe.get(lethe.list_path(skip=len(records), limit=100), key).data
        records += data["records"]
        if len(records) >= data["total"] or not data["records"]:
            return records


@pytest.mark.parametrize("scope", ["metadata", "text", "pictures"])
def test_records(scene, scope):
    """A record is a candidate as a single answer shows it, without pictures, whatever the scope."""
    lethe, keys = scene
    by_id = {person["recordId"]: person for person in people()}
    records = in_order(lethe, keys[scope])
    assert len(records) == COUNT
    for record in records:
        assert record == candidates.rendered(by_id[record["recordId"]], scope, in_list=True)
    body = lethe.get(lethe.list_path(limit=100), keys[scope]).body
    assert b"base64" not in body and b"selfie" not in body


@pytest.mark.parametrize("status", candidates.STATUSES)
@pytest.mark.parametrize("slash", ["", "/"])
def test_status_filter(scene, status, slash):
    lethe, keys = scene
    answer = lethe.get(f"{lethe.list_path(status)}{slash}?limit=100", keys["metadata"])
    expected = {person["recordId"] for person in people() if person["status"] == status}
    assert {record["recordId"] for record in answer.data["records"]} == expected
    assert {record["status"] for record in answer.data["records"]} == {status}
    assert answer.data["total"] == len(expected)


@pytest.mark.parametrize("word", ["archived", "deleted", "Approved",
                         "review-requested", "all", "%20", "waiting%20", "a%2Fb"])
def test_unknown_status(scene, word):
    lethe, keys = scene
    answer = lethe.get(f"{lethe.list_path()}/{word}", keys["metadata"])
    assert answer.body == wire.error(400, "bad_request", "There is no such status.", "status")


@pytest.mark.parametrize(
    "query, skip, limit, count",
    [
        ("", 0, 20, 20), ("?", 0, 20, 20), ("?limit=1", 0, 1, 1), ("?limit=100", 0, 100, 100),
        ("?limit=101", 0, 100, 100), ("?limit=9223372036854775807", 0, 100, 100), ("?limit=0", 0, 0, 0),
        ("?limit=-1", 0, 0, 0), ("?skip=-5", 0, 20, 20), ("?skip=-9223372036854775808", 0, 20, 20),
        ("?skip=129&limit=5", 129, 5, 1), ("?skip=130", 130, 20, 0),
        ("?skip=9223372036854775807", 9223372036854775807, 20, 0),
        ("?limit=007&skip=00", 0, 7, 7), ("?other=x&limit=2", 0, 2, 2), ("?limit=2&other", 0, 2, 2),
    ],
)
def test_skip_and_limit(scene, query, skip, limit, count):
    lethe, keys = scene
    for slash in ("", "/"):
        answer = lethe.get(lethe.list_path() + slash + query, keys["metadata"])
        data = answer.data
        assert answer.status == 200
        assert list(data) == ["records", "total", "skip", "limit"]
        assert (data["total"], data["skip"], data["limit"], len(data["records"])) == (COUNT, skip, limit, count)
    if not count:
        end = f'"records":[],"total":{COUNT},"skip":{skip},"limit":{limit}}}}}'
        assert answer.body.decode() == '{"status":"success","data":{' + end


@pytest.mark.parametrize("name", ["skip", "limit"])
@pytest.mark.parametrize( "value", ["", "x", "1.0", "1e1", "0x10", "+1", "%2B1",
                         "1%20", "-", "--1", "1,0", "9223372036854775808", "%D9%A1", "1%00"] )
def test_malformed_number(scene, name, value):
    lethe, keys = scene
    answer = lethe.get(f"{lethe.list_path()}?{name}={value}", keys["metadata"])
    assert answer.body == wire.error(400, "bad_request", "This is not a whole number.", name)


def test_pages_are_the_list(scene):
    lethe, keys = scene
    for status in (None, "approved"):
        whole, skip = [], 0
        while page := lethe.get(lethe.list_path(status, skip=skip, limit=7), keys["metadata"]).data["records"]:
            whole += [record["recordId"] for record in page]
            skip += len(page)
        everybody = in_order(lethe, keys["metadata"])
        expected = [record["recordId"] for record in everybody if status in (None, record["status"])]
        assert whole == expected
        backwards = [
            lethe.get(lethe.list_path(status, skip=place, limit=1), keys["metadata"]).data["records"][0]["recordId"]
            for place in reversed(range(0, len(expected), 11))
        ]
        assert backwards == [expected[place] for place in reversed(range(0, len(expected), 11))]


def test_oldest_first_submission_first(lethe):
    """Arrival counts; neither ids, nor dates that came along, nor a resubmission."""
    write, key = lethe.create_key("metadata", write=True), lethe.create_key("metadata")
    for number, ref_id in [(9, "first"), (5, "second"), (7, "third")]:
        date = f"20{10 + number}-01-01T00:00:00.000Z"
        lethe.import_people([candidates.person(ref_id, number, waitingDate=date)])
    assert lethe.post(lethe.beta_path("first"), write, {"email": "p9@example.com"}).status == 200
    assert [
    record["refId"] for record in lethe.get(
        lethe.list_path(),
        key).data["records"]] == [
            "first",
            "second",
             "third"]


def test_arrivals_never_shift_a_page(lethe):
    """Pages read while others come in hold everybody who was there at the start, once and in order."""
    write, key = lethe.create_key("metadata", write=True), lethe.create_key("metadata")
    lethe.import_people([candidates.person(f"old{number}", number) for number in range(60)])
    before = [record["refId"] for record in in_order(lethe, key)]
    stop = threading.Event()

    def arrive():
        number, connection = 0, lethe.connection()
        while not stop.is_set():
            answer = lethe.post(lethe.beta_path(f"new{number}"), write, {"given_name": "N"}, connection=connection)
            assert answer.status == 200
            number += 1

    arriving = threading.Thread(target=arrive)
    arriving.start()
    try:
        for _ in range(5):
            seen, skip, totals = [], 0, []
            while True:
                data = lethe.get(lethe.list_path(skip=skip, limit=7), key).data
                seen += [record["refId"] for record in data["records"]]
                totals.append(data["total"])
                skip += 7
                if skip >= 70 or not data["records"]:
                    break
            assert seen[:60] == before
            assert len(seen) == len(set(seen))
            assert totals == sorted(totals)
    finally:
        stop.set()
        arriving.join()
    assert lethe.get(lethe.list_path(), key).data["total"] > 60


def test_total_follows_every_change(lethe):
    key = lethe.create_key("metadata")

    def totals():
        counts = {status: lethe.get(lethe.list_path(status), key).data["total"] for status in candidates.STATUSES}
        everybody = lethe.get(lethe.list_path(), key).data["total"]
        assert everybody == sum(counts.values())
        return {status: count for status, count in counts.items() if count}

    for number, name in enumerate("abc"):
        lethe.import_people([candidates.person(name, number)])
    assert totals() == {"waiting": 3}
    for verb, expected in [
        ("start-review", {"waiting": 2, "inreview": 1}), ("approve", {"waiting": 2, "approved": 1}),
        ("block", {"waiting": 2, "blocked": 1}), ("unblock", {"waiting": 2, "approved": 1}),
        ("request-review", {"waiting": 2, "review_requested": 1}), ("archive", {"waiting": 2, "review_requested": 1}),
        ("delete", {"waiting": 2}),
    ]:
        assert lethe.candidate(verb, "a").code == 0
        assert totals() == expected, verb
    assert [record["refId"] for record in lethe.get(lethe.list_path(), key).data["records"]] == ["b", "c"]
    lethe.restart()
    assert totals() == {"waiting": 2}


def test_services_do_not_see_each_other(lethe):
    lethe.create_service("Other", "other")
    lethe.import_people([candidates.person("mine", 1)])
    lethe.import_people([candidates.person("mine", 2)], service="other")
    key, other = lethe.create_key("text"), lethe.create_key("text", service="other")
    assert [record["recordId"] for record in in_order(lethe, key)] == [candidates.record_id(1)]
    theirs = lethe.get(lethe.list_path(service="other"), other).data
    assert [record["recordId"] for record in theirs["records"]] == [candidates.record_id(2)]
    assert lethe.get(lethe.by_record_id(candidates.record_id(2)), key).body == wire.NO_CANDIDATE

"""Commands about candidates (contract 3.1, 3.2), with the server running and without."""

import json

import pytest

import candidates
import wire
from harness import BAD_INPUT, ROOT, USAGE, Lethe
from test_cli import lethe, refused  # noqa: F401  the fixture with and without a server

# ---- the way through the statuses (contract 1.6)

STEPS = {
    "submit": {"incomplete": "waiting"},
    "start-review": {"waiting": "inreview"},
    "approve": {"inreview": "approved"},
    "reject": {"inreview": "rejected"},
    "block": {status: "blocked" for status in candidates.STATUSES if status != "blocked"},
    "unblock": {"blocked": "waiting"},  # a blocked one that was imported knows no status before
    "request-review": dict.fromkeys(["incomplete", "waiting", "inreview", "approved", "rejected"], "review_requested"),
}


@pytest.mark.parametrize("verb", STEPS)
def test_status_table(shared, verb):
    """Every verb in every status: the next status and its date, or a conflict that changes nothing."""
    people = [
        candidates.person(f"{verb}-{status}", 100 * list(STEPS).index(verb) + number, status)
        for number, status in enumerate(candidates.STATUSES)
    ]
    shared.import_people(people)
    key = shared.create_key("metadata")
    for person in people:
        ref_id, status = person["refId"], person["status"]
        before, began = shared.get(shared.by_ref_id(ref_id), key).data, wire.now()
        assert before["status"] == status
        ran = shared.candidate(verb, ref_id)
        after = shared.get(shared.by_ref_id(ref_id), key).data
        next_status = STEPS[verb].get(status)
        if next_status is None:
            document = refused(ran, BAD_INPUT, "status")
            assert (document["code"], document["error"]) == (409, "conflict")
            assert after == before
            continue
        assert ran.code == 0 and ran.document == after, ran
        date = candidates.DATE_OF.get(next_status)
        if date and verb != "unblock":
            assert began - 0.002 <= wire.moment(after[date]) <= wire.now() + 0.002
            before[date] = after[date]
        assert after == before | {"status": next_status}
        assert list(after) == [name for name in ORDER if name in after]


ORDER = [
    "status",
    "recordId",
    "blockPassID",
    "refId",
    "isArchived",
    "submitCount",
    "waitingDate",
    "inreviewDate",
    "approvedDate",
    "reviewRequestedDate",
    "willArchiveAtDate",
     ]


def test_whole_life(lethe):  # noqa: F811
    """Each verb with its reason, seen by the API afterwards; the history names every step and no value."""
    lethe.import_people([candidates.person("ada", status="incomplete")])
    key = lethe.create_key("text")
    reason = "Because of REASON-4711"
    steps = [ ("submit", "waiting"), ("start-review", "inreview"), ("reject", "rejected"),
               ("block", "blocked"), ("unblock", "rejected"), ("request-review", "review_requested"), ]
    for verb, status in steps:
        assert lethe.candidate(verb, "ada", "--reason", reason).document["status"] == status
        assert lethe.visible(lethe.by_ref_id("ada"), key).data["status"] == status
    shown = lethe.candidate("show", "ada").document
    assert shown["candidate"]["status"] == "review_requested"
    assert shown["attributes"] == {"given_name": "text", "family_name": "text", "email": "text"}
    assert shown["extractions"] == len(steps)
    changes = [event["detail"] for event in shown["history"] if event["event"] == "candidate.status"]
    assert changes == [
        "incomplete waiting", "waiting inreview", "inreview rejected", "rejected blocked", "blocked rejected",
        "rejected review_requested",
    ]
    assert all(wire.DATE.fullmatch(event["at"]) and event["by"] for event in shown["history"])
    assert "REASON" not in json.dumps(shown) and "Ada" not in json.dumps(shown)

    archived = lethe.candidate("archive", "ada")
    assert archived.code == 0 and archived.document["isArchived"] is True
    data = lethe.visible(lethe.by_ref_id("ada"), key).data
    assert data["isArchived"] and "identities" not in data
    refused(lethe.candidate("archive", "ada"), BAD_INPUT, "isArchived")
    assert lethe.candidate("block", "ada").code == 0, "an archived candidate still has a status"
    assert lethe.candidate("delete", "ada").document == {"deleted": True}
    assert lethe.visible(lethe.by_ref_id("ada"), key).body == wire.NO_CANDIDATE
    for verb in ("delete", "show", "archive", "block"):
        refused(lethe.candidate(verb, "ada"), BAD_INPUT)
    assert lethe.doctor().code == 0


def test_attributes_under_review(lethe):  # noqa: F811
    lethe.import_people([candidates.person("ada", status="inreview", pictures={"passport": candidates.jpeg()})])
    assert lethe.candidate("reject-attribute", "ada", "passport", "--reason", "blurred").code == 0
    refused(lethe.candidate("approve", "ada"), BAD_INPUT, "passport")
    assert lethe.candidate(
    "accept-attribute",
    "ada",
    "passport").document == {
        "slug": "passport",
         "decision": "accepted"}
    assert lethe.candidate("accept-attribute", "ada", "given_name").code == 0
    assert lethe.candidate("accept-attribute", "ada", "selfie").code == BAD_INPUT
    assert lethe.candidate("approve", "ada").document["status"] == "approved"
    refused(lethe.candidate("reject-attribute", "ada", "passport"), BAD_INPUT, "status")


def test_by_record_id_and_unknown(lethe):  # noqa: F811
    lethe.import_people([candidates.person("--help me/ü 1")])
    shown = lethe.cli("candidate", "show", "--service", "acme", "--record-id", candidates.record_id(1)).document
    assert shown["candidate"]["refId"] == "--help me/ü 1"
    assert lethe.cli("candidate", "show", "--service", "acme", "--record-id", "x").code == BAD_INPUT
    refused(lethe.candidate("show", "nobody"), BAD_INPUT)
    refused(lethe.candidate("show", "ada", service="nobody"), BAD_INPUT)
    assert lethe.cli("candidate", "show", "--service", "acme").code == USAGE
    assert lethe.cli(
    "candidate",
    "show",
    "--service",
    "acme",
    "a",
    "--record-id",
     candidates.record_id(1)).code == USAGE


def test_list(lethe):  # noqa: F811
    for number, status in enumerate(candidates.STATUSES):
        lethe.import_people([candidates.person(f"r{number}", number, status)])
    names = [f"r{number}" for number in range(7)]

    def listed(*words):
        document = lethe.done("candidate", "list", "--service", "acme", *words)
        return [one["refId"] for one in document["candidates"]]

    assert listed() == names
    assert listed("--skip", 2, "--limit", 3) == names[2:5]
    assert listed("--status", "approved") == [f"r{candidates.STATUSES.index('approved')}"]
    assert lethe.cli("candidate", "list", "--service", "acme", "--status", "nothing").code in (USAGE, BAD_INPUT)


# ---- import


def test_import_and_again(lethe):  # noqa: F811
    people = [
    candidates.full(
        "a", 1), candidates.person(
            "b", 2, pictures={
                "selfie": candidates.png()}), candidates.person(
                    "c", 3)]
    path = lethe.ndjson(people)
    words = ["candidate", "import", "--service", "acme", path]
    ran = lethe.cli(*words)
    assert (ran.code, ran.out, ran.err) == (0, '{"imported":3,"unchanged":0,"refused":[]}\n', "")
    key = lethe.create_key("pictures")
    bodies = [lethe.visible(lethe.by_ref_id(name), key).body for name in "abc"]
    assert bodies == [candidates.answer(person, "pictures") for person in people]
    for _ in range(2):
        assert lethe.cli(*words).out == '{"imported":0,"unchanged":3,"refused":[]}\n'
    assert [lethe.visible(lethe.by_ref_id(name), key).body for name in "abc"] == bodies
    # What one server answers, another imports: the very bytes.
    answers = lethe.ndjson(bodies)
    assert lethe.done("candidate", "import", "--service", "acme", answers)["unchanged"] == 3
    with Lethe() as other:
        other.start()
        other.create_service("Acme", "acme")
        other.import_people(bodies)
        other_key = other.create_key("pictures")
        assert [other.get(other.by_ref_id(name), other_key).body for name in "abc"] == bodies


def test_changed_content_is_a_resubmission(lethe):  # noqa: F811
    lethe.import_people([candidates.person("a")])
    changed = candidates.person("a", texts={"given_name": "Augusta", "email": "p1@example.com"})
    assert lethe.import_people([changed]) == {"imported": 1, "unchanged": 0, "refused": []}
    data = lethe.visible(lethe.by_ref_id("a"), lethe.create_key("text")).data
    assert (data["submitCount"], data["identities"]["given_name"]["value"]) == (2, "Augusta")
    stranger = candidates.person("a", texts={"email": "eve@example.com"})
    report = lethe.import_people([stranger], check=False)
    assert (report["imported"], report["refused"][0]["line"], report["refused"][0]["field"]) == (0, 1, "refId")


def test_what_was_archived_stays_so(lethe):  # noqa: F811
    """The same file again after the archive brings nothing back."""
    person = candidates.full("a")
    lethe.import_people([person])
    assert lethe.candidate("archive", "a").code == 0
    assert lethe.import_people([person]) == {"imported": 0, "unchanged": 1, "refused": []}
    data = lethe.visible(lethe.by_ref_id("a"), lethe.create_key("text")).data
    assert data["isArchived"] and "identities" not in data


def test_record_ids(lethe):  # noqa: F811
    """`recordId` is kept when given and free; one that is taken is replaced. Lethe makes the others."""
    lethe.import_people([candidates.person("a", 1)])
    lethe.import_people([candidates.person("b", 1, texts={"given_name": "B"})])
    without = candidates.person("c", texts={})
    del without["recordId"], without["blockPassID"], without["status"], without["submitCount"], without["waitingDate"]
    lethe.import_people([without])
    key = lethe.create_key("metadata")
    a, b, c = (lethe.visible(lethe.by_ref_id(name), key).data for name in "abc")
    assert a["recordId"] == candidates.record_id(1)
    assert len({one["recordId"] for one in (a, b, c)}) == 3 == len({one["blockPassID"] for one in (a, b, c)})
    assert (c["status"], c["submitCount"]) == ("waiting", 1)


GOOD = candidates.person("good", 1)
SECRET = "SECRET-9931"


def bad(**members):
    return candidates.person("bad", 2, **members)


BAD_RECORDS = {
    "no JSON": ("{nonsense " + SECRET, None),
    "two documents": ("{}{}", None),
    "doubled name": ('{"refId":"x","refId":"y","identities":{}}', None),
    "not UTF-8": (b'{"refId":"\xff","identities":{}}', None),
    "too deep": ('{"refId":"x","identities":{},"a":' + "[" * 40 + "]" * 40 + "}", None),
    "no object": ("[1]", "body"),
    "no refId": ({"identities": {}}, "refId"),
    "refId of the wrong type": ({"refId": 1, "identities": {}}, "refId"),
    "empty refId": ({"refId": "", "identities": {}}, "refId"),
    "long refId": ({"refId": "x" * 257, "identities": {}}, "refId"),
    "no identities": ({"refId": "x"}, "identities"),
    "unknown status": (bad() | {"status": SECRET}, "status"),
    "null": (bad() | {"status": None}, "status"),
    "bad date": (bad() | {"approvedDate": "14.09.2026"}, "approvedDate"),
    "number for a date": (bad() | {"waitingDate": 1}, "waitingDate"),
    "zero submissions": (bad() | {"submitCount": 0}, "submitCount"),
    "half a submission": (bad() | {"submitCount": 1.5}, "submitCount"),
    "bad recordId": (bad() | {"recordId": "X"}, "recordId"),
    "unknown attribute": (bad(texts={"shoe_size": SECRET}), "identities.shoe_size"),
    "picture as a text": (bad(texts={"passport": SECRET}), "identities.passport"),
    "text as a picture": (bad(pictures={"given_name": candidates.png()}), "identities.given_name"),
    "no picture": (bad(pictures={"selfie": SECRET.encode()}), "identities.selfie.value"),
    "bad base64": (bad() | {"identities": {"selfie": {"type": "base64", "value": "!"}}}, "identities.selfie.value"),
    "unknown type": (bad() | {"identities": {"dob": {"type": "number", "value": "1"}}}, "identities.dob.type"),
    "no value": (bad() | {"identities": {"dob": {"type": "string"}}}, "identities.dob.value"),
    "long text": (bad(texts={"dob": "x" * 8193}), "identities.dob.value"),
    "no slug": (bad() | {"identities": {"Bad Slug": {"type": "string", "value": SECRET}}}, "identities"),
    "certificate that is no text": (bad() | {"certs": {"a": {"x": 1}}}, "certs.a"),
}


def test_bad_records(lethe):  # noqa: F811
    """Each is reported with its line and field; the good ones between them go in; exit code 1."""
    lines, expected = [], []
    for number, (line, field) in enumerate(BAD_RECORDS.values()):
        lines += [line, candidates.person(f"good{number}", 100 + number), ""]
        expected.append((3 * number + 1, field))
    ran = lethe.cli("candidate", "import", "--service", "acme", lethe.ndjson(lines))
    assert ran.code == 1
    report = ran.document
    assert list(report) == ["imported", "unchanged", "refused"]
    assert [(one["line"], one.get("field")) for one in report["refused"]] == expected
    assert all(one["message"] for one in report["refused"])
    assert (report["imported"], report["unchanged"]) == (len(BAD_RECORDS), 0)
    assert SECRET not in ran.out + ran.err, "a message repeats a value"
    people = lethe.done("candidate", "list", "--service", "acme", "--limit", "100")["candidates"]
    assert {one["refId"] for one in people} == {f"good{number}" for number in range(len(BAD_RECORDS))}
    for_people = lethe.cli("candidate", "import", "--service", "acme", lethe.ndjson(["{", GOOD]), json=False)
    assert for_people.code == 1 and "line 1" in for_people.err
    assert "1 imported, 0 unchanged, 1 refused" in for_people.out


def test_lines(lethe):  # noqa: F811
    """Windows line ends, empty lines, no line end at the end, the same person twice."""
    path = lethe.folder / "x.ndjson"
    one, two = (json.dumps(candidates.person(name, number)) for number, name in enumerate("ab"))
    path.write_bytes(b"\r\n" + one.encode() + b"\r\n\n  \n" + two.encode() + b"\n" + one.encode())
    report = lethe.done("candidate", "import", "--service", "acme", path)
    assert report == {"imported": 2, "unchanged": 1, "refused": []}
    path.write_bytes(b"")
    assert lethe.done(
    "candidate",
    "import",
    "--service",
    "acme",
    path) == {
        "imported": 0,
        "unchanged": 0,
         "refused": []}


def test_folders(lethe):  # noqa: F811
    """The sample people, as a folder of folders; then one folder; the pictures come back byte for byte."""
    people = ROOT / "Examples" / "people"
    folders = [folder for folder in people.iterdir() if folder.is_dir()]
    ran = lethe.cli("candidate", "import", "--service", "acme", people)
    assert ran.document == {"imported": len(folders), "unchanged": 0, "refused": []}, ran
    assert lethe.done("candidate", "import", "--service", "acme", folders[0])["unchanged"] == 1
    key = lethe.create_key("pictures")
    folder = people / "ada-example"
    person = json.loads((folder / "candidate.json").read_text())
    for file in folder.glob("*.*"):
        if file.suffix != ".json":
            single = candidates.person("x", texts={}, pictures={file.stem: file.read_bytes()})
            person["identities"] |= single["identities"]
    answer = lethe.visible(lethe.by_ref_id("ada-example"), key, timeout=60)
    assert answer.body == candidates.answer(person, "pictures")


def test_bad_folders(lethe):  # noqa: F811
    root = lethe.folder / "people"

    def folder(name, document=None, **files):
        path = root / name
        path.mkdir(parents=True)
        if document is not None:
            (path / "candidate.json").write_text(document if isinstance(document, str) else json.dumps(document))
        for file, content in files.items():
            (path / file.replace("__", ".")).write_bytes(content)

    person = candidates.person
    folder("a-good", person("good", 1), selfie__png=candidates.png(), passport__jpg=candidates.jpeg())
    folder("b-nothing")
    folder("c-no-json", "{")
    folder("d-no-picture", person("d", 2), selfie__jpg=b"GIF89a")
    folder("e-no-slug", person("e", 3), **{"Me at home__jpg": candidates.jpeg()})
    folder("f-twice", person("f", 4, pictures={"selfie": candidates.png()}), selfie__png=candidates.png())
    ran = lethe.cli("candidate", "import", "--service", "acme", root)
    assert ran.code == 1 and ran.document["imported"] == 1, ran
    assert [one["path"].rsplit("/", 1)[1] for one in ran.document["refused"]] == [
        "b-nothing", "c-no-json", "d-no-picture", "e-no-slug", "f-twice"
    ]
    assert ran.document["refused"][2]["field"] == "identities.selfie.value"
    assert lethe.done("candidate", "list", "--service", "acme")["candidates"][0]["refId"] == "good"
    several = lethe.cli("candidate", "import", "--service", "acme", root /
     "a-good", lethe.ndjson(["{"]), lethe.ndjson([person("z", 9)]))
    assert (several.code, several.document["imported"], several.document["unchanged"]) == (1, 1, 1)
    assert several.document["refused"][0]["line"] == 1 and several.document["refused"][0]["path"].endswith(".ndjson")


@pytest.mark.parametrize("path", ["nothing.ndjson", "/nothing/at/all", "."])
def test_nothing_to_import(lethe, path):  # noqa: F811
    empty = lethe.folder / "empty"
    empty.mkdir()
    refused(lethe.cli("candidate", "import", "--service", "acme", empty if path == "." else path), BAD_INPUT)
    refused(lethe.cli("candidate", "import", "--service", "nobody", lethe.ndjson([GOOD])), BAD_INPUT)


def test_many(lethe):  # noqa: F811
    """Two thousand, in little memory and time; the second run sees that all are there."""
    path = lethe.ndjson([candidates.person(f"r{number}", number) for number in range(2000)])
    assert lethe.done("candidate", "import", "--service", "acme", path)["imported"] == 2000
    assert lethe.done("candidate", "import", "--service", "acme", path)["unchanged"] == 2000
    assert lethe.visible(lethe.list_path(), lethe.create_key("metadata")).data["total"] == 2000

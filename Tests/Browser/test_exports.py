"""Exports: a list for spreadsheets, and full profiles that come back by an import."""

import csv
import http.client
import io
import json
import subprocess
import time
import urllib.parse
import zipfile

import pytest

import candidates
from acts import Stage
from console import PASSWORD, Console
from harness import eventually
from pages import dialog
from visitor import TOKEN

PATH = "/services/acme/candidates"
HOSTILE = ['=cmd|"/c calc"!A1', "+1", "-2+3", "@SUM(A1)", " =1", "a,b;c", 'quote"d', "＝1", "plain"]


@pytest.fixture(scope="module")
def filled(console):
    pictures = {"selfie": candidates.jpeg(1, extra=450_000), "passport": candidates.png(seed=2)}
    people = [candidates.person(ref, number, status="approved") for number, ref in enumerate(HOSTILE, 1)]
    people += [
        candidates.person("ada", 100, pictures=pictures, certs=candidates.CERTIFICATES,
            customFields=candidates.CUSTOM_FIELDS),
        candidates.person("bob", 101, texts={"given_name": "Bob"}),
    ]
    console.owner()
    console.import_people(people)
    return console


def exported(visitor, form, query="", **changes):
    return visitor.submit(f"{PATH}/export{query}", f"{PATH}/export/{form}", changes)


def test_a_list_is_a_sheet_that_no_spreadsheet_runs(filled):
    page = exported(filled.owner(), "csv")
    assert page.status == 200 and page.headers["content-type"].startswith("text/csv")
    assert page.headers["content-disposition"].startswith('attachment; filename="candidates-acme-')
    assert page.headers["cache-control"] == "no-store"
    assert page.body.startswith(b"\xef\xbb\xbf") and page.body.endswith(b"\r\n")
    rows = list(csv.DictReader(io.StringIO(page.text.removeprefix("\ufeff"), newline="")))
    assert len(rows) == len(HOSTILE) + 2 and {"ada", "bob"} < {row["refId"] for row in rows}
    by_record = {row["Record id"]: row for row in rows}
    for number, ref in enumerate(HOSTILE, 1):
        row = by_record[candidates.record_id(number)]
        assert row["refId"] in (ref, "'" + ref), row
        for cell in row.values():
            assert not cell.lstrip().startswith(tuple("=+-@＝")), row
        assert row["Status"] == "approved" and row["Submitted"].endswith("Z") and row["Support id"]
    for value in ("Example", "p100@example.com", "Ada"):
        assert value not in page.text, "nothing of an identity"


def test_a_list_holds_what_is_filtered(filled):
    page = exported(filled.owner(), "csv", "?status=waiting")
    assert page.text.count("\r\n") == 3 and "approved" not in page.text
    page = exported(filled.owner(), "csv", "?archived=yes&status=waiting")
    assert page.text.count("\r\n") == 1


def profiles(console, query=""):
    page = exported(console.owner(), "zip", query, password=PASSWORD)
    assert page.status == 200 and page.headers["content-type"] == "application/zip", page
    return zipfile.ZipFile(io.BytesIO(page.body))


def test_full_profiles_come_back_by_an_import(filled, tmp_path):
    archive = profiles(filled)
    assert archive.testzip() is None
    names = archive.namelist()
    ada = candidates.record_id(100)
    assert {f"{ada}/candidate.json", f"{ada}/selfie.jpg", f"{ada}/passport.png"} <= set(names)
    for name in names:
        folder, file = name.split("/")
        assert len(folder) == 24 and int(folder, 16) and not set(file) & set('\\:*?"<>|'), name
    assert archive.read(f"{ada}/selfie.jpg") == candidates.jpeg(1, extra=450_000)
    # What the API answers in `data`, without the pictures.
    key = filled.create_key("pictures")
    answer = filled.get(filled.by_ref_id("ada"), key).json["data"]
    answer["identities"] = {slug: one for slug, one in answer["identities"].items() if one["type"] == "string"}
    assert archive.read(f"{ada}/candidate.json").decode() == json.dumps(
        answer, separators=(",", ":"), ensure_ascii=False)
    archive.extractall(tmp_path / "out")
    with Console() as other:
        other.start()
        other.create_service("Acme", "acme")
        ran = other.cli("candidate", "import", "--service", "acme", tmp_path / "out")
        assert ran.code == 0, ran
        again = other.get(other.by_ref_id("ada"), other.create_key("pictures")).json["data"]
        assert again == filled.get(filled.by_ref_id("ada"), key).json["data"]
    # Other tools take it too.
    (tmp_path / "profiles.zip").write_bytes(exported(filled.owner(), "zip", password=PASSWORD).body)
    ran = subprocess.run(["python3", "-m", "zipfile", "-t", str(tmp_path / "profiles.zip")], capture_output=True)
    assert ran.returncode == 0 and b"Done testing" in ran.stdout


def test_a_profile_that_was_taken_stands_where_extractions_stand(filled):
    profiles(filled, "?status=waiting")
    owner = filled.owner()
    page = owner.open(f"{PATH}/{candidates.record_id(101)}")
    assert "Olga Owner" in page.words and "Complete" in page.words
    activity = owner.open("/services/acme/activity?kind=candidate.exported").words
    assert "exported the full profiles of 2 candidates" in activity
    taken = owner.open("/services/acme/activity?kind=candidate.extracted")
    assert taken.status == 200 and "Olga Owner" in taken.words
    # Nobody takes it for a key, and no archive is planned by it.
    assert "member:" not in owner.open("/services/acme/usage").text + owner.get("/services/acme/usage.csv").text
    assert "Archives" not in page.words


def test_the_password_is_asked_for_again(filled):
    owner = filled.owner()
    for password in ["", "wrong", PASSWORD + " "]:
        page = exported(owner, "zip", password=password)
        assert page.status == 422 and "This isn't your password" in page.words, page
        assert page.headers["content-type"].startswith("text/html")
    activity = owner.open("/services/acme/activity?kind=candidate.exported").words
    before = activity.count("full profiles")
    exported(owner, "zip", password="wrong")
    assert owner.open("/services/acme/activity?kind=candidate.exported").words.count("full profiles") == before


def test_who_has_no_right_gets_neither(filled):
    form = Stage(filled, filled.owner(), "acme").form(f"{PATH}/export", f"{PATH}/export/zip", password=PASSWORD)
    for role in ["approver", "reviewer", "read-only"]:
        member = filled.member(role, "acme")
        page = member.open(PATH)
        assert page.status == 200 and "/export" not in page.text, page
        assert member.get(f"{PATH}/export").status == 403
        for below in ["csv", "zip"]:
            fields = [(name, member.form_token if name == TOKEN else value) for name, value in form.fields]
            page = member.post(f"{PATH}/export/{below}", fields)
            assert page.status == 403 and b"PK" not in page.body and b"ada" not in page.body, page


def test_too_many_are_refused_and_nobody_too(filled):
    owner = filled.owner()
    page = exported(owner, "zip", "?status=blocked", password=PASSWORD)
    assert page.status == 422 and "no profile to export" in page.words, page
    filled.create_service("Many", "many")
    filled.import_people(
        [candidates.person(f"m{n}", 5000 + n, texts={"given_name": "M"}) for n in range(501)], service="many")
    path = "/services/many/candidates/export"
    page = owner.submit(path, f"{path}/zip", {"password": PASSWORD})
    assert page.status == 422 and "at most 500" in page.words, page
    page = owner.submit(path, f"{path}/csv")
    assert page.status == 200 and page.text.count("\r\n") == 502


def test_a_download_that_is_cancelled_leaves_nothing(filled):
    """A reader that goes away after some bytes: no file anywhere, and the records say that it never ended."""
    filled.create_service("Large", "large")
    pictures = {"selfie": candidates.jpeg(3, extra=4_000_000), "passport": candidates.png(seed=4, extra=4_000_000)}
    filled.import_people(
        [candidates.person(f"l{n}", 9000 + n, pictures=pictures) for n in range(6)], service="large")
    owner, path = filled.owner(), "/services/large/candidates/export"
    before = files_of(filled)
    answer, connection = slow_download(filled, owner, path)
    # The first of them has come whole.
    assert answer.status == 200 and answer.read(12_000_000).startswith(b"PK")
    answer.close()
    connection.close()
    ids = [candidates.record_id(9000 + number) for number in range(6)]

    def taken():
        return [state_of(owner.open(f"/services/large/candidates/{record_id}").words) for record_id in ids]

    deadline = time.monotonic() + 20
    while "cut" not in taken():
        assert time.monotonic() < deadline, taken()
        time.sleep(0.2)
    # Records are written a little later.
    time.sleep(2)
    # Those that were not reached were not taken, and of a ZIP that did not end nobody can read any.
    assert "whole" not in taken() and "not" in taken(), taken()
    assert files_of(filled) == before
    # Nor does any file hold a piece of what went out in the open.
    inside = candidates.noise(3, 4_000_000)[1000:1032]
    assert inside in pictures["selfie"]
    for name in files_of(filled):
        assert inside not in (filled.folder / name).read_bytes(), name
    assert owner.open("/services/large/candidates").status == 200


def state_of(words):
    return "cut" if "Not complete" in words else "whole" if "Complete, " in words else "not"


def slow_download(console, visitor, path):
    """A ZIP whose bytes come as they are read."""
    form = visitor.open(path).form(f"{path}/zip")
    parts = urllib.parse.urlsplit(console.origin)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    connection.request("POST", f"{path}/zip", urllib.parse.urlencode(form.filled({"password": PASSWORD})), {
        "Content-Type": "application/x-www-form-urlencoded", "Origin": console.origin,
        "Cookie": "; ".join(f"{name}={value}" for name, value in visitor.cookies.items()),
    })
    return connection.getresponse(), connection


@pytest.mark.parametrize("change", ["archive", "submit"])
def test_who_changes_meanwhile_does_not_end_the_zip(filled, change):
    service = f"while-{change}"
    filled.create_service("While", service)
    first = 9100 if change == "archive" else 9200
    people = [candidates.person(f"w{n}", first + n, pictures={"selfie": candidates.jpeg(n, extra=9_000_000),
        "passport": candidates.png(seed=n, extra=9_000_000)}) for n in range(4)]
    filled.import_people(people, service=service)
    owner, path = filled.owner(), f"/services/{service}/candidates/export"
    answer, connection = slow_download(filled, owner, path)
    body = answer.read(200_000)
    # The newest comes first: the one that is under way.
    refs = {person["recordId"]: person["refId"] for person in people}
    changed = next(record_id for record_id in refs if record_id.encode() in body[:200])
    new = candidates.jpeg("new", extra=100_000)
    if change == "archive":
        assert filled.candidate("archive", refs[changed], service=service).code == 0
    else:
        number = int(refs[changed][1:])
        again = candidates.person(refs[changed], first + number, pictures={"selfie": new}, submitCount=2)
        filled.import_people([again], service=service)
    body += answer.read()
    connection.close()
    archive = zipfile.ZipFile(io.BytesIO(body))
    assert archive.testzip() is None
    names = {name.split("/")[0] for name in archive.namelist()}

    def states():
        return {record_id: state_of(owner.open(f"/services/{service}/candidates/{record_id}").words)
            for record_id in refs}

    # Records are written a little later.
    expected = {record_id: "cut" if record_id == changed else "whole" for record_id in refs}
    eventually(lambda: states() == expected)
    if change == "archive":
        assert names == set(refs) - {changed} and len(archive.namelist()) == 9
    else:
        assert names == set(refs) and len(archive.namelist()) == len(set(archive.namelist())) == 12
        assert archive.read(f"{changed}/selfie.jpg") == new
    page = f"/services/{service}/candidates/{changed}"
    eventually(lambda: ("Complete, " in owner.open(page).words) == (change == "submit"))


def files_of(console):
    """Every file that isn't the store's own journal."""
    names = {str(path.relative_to(console.folder)) for path in console.folder.rglob("*") if path.is_file()}
    return {name for name in names if not name.endswith(("-wal", "-shm"))}


def test_the_dialog_by_keyboard(filled, window):
    page = window(filled, filled.owner(), axe=True, accept_downloads=True)
    page.goto(f"{PATH}?status=waiting")
    page.get_by_role("link", name="Export", exact=True).click()
    box = dialog(page, "Export 2 candidates")
    box.get_by_label("Your password").fill(PASSWORD)
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.startswith("profiles-acme-")
    archive = zipfile.ZipFile(download.value.path())
    assert archive.testzip() is None and len({name.split("/")[0] for name in archive.namelist()}) == 2
    page.keyboard.press("Escape")

"""The hosted submission page through HTTP: the whole way in, resubmission by a link, and everything that is refused."""

import base64
import hashlib
import json
import re
import signal
import threading
import time

import pytest

import candidates
from harness import ROOT, Lethe, eventually, in_parallel, read_answer
from residue_markers import Marks, Search
from residue_memory import OpenFiles
from submission_page import (
    Applicant, eventually_pictures, expect_tidy, file, open_page, person_with, pictures_on_disk,
)
from wire import expect_error

MEBIBYTE = 1 << 20
LINK = re.compile(r"^(https?://[^/]+)(/verify/acme\?resubmit=[A-Za-z0-9_-]{70})$")


@pytest.fixture
def page(lethe):
    open_page(lethe)
    lethe.key = lethe.create_key("pictures")
    return lethe


def filled_in(lethe, ref_id=None, person=None):
    ada = Applicant(lethe, **({"refId": ref_id} if ref_id else {}))
    assert ada.begun.status == 200, ada.begun
    assert ada.type(given_name="Ada", email="ada@people.example").status == 200
    content, media_type = file(person or person_with("passport"), "passport")
    assert ada.upload("passport", content, media_type).status == 200
    return ada


def test_the_whole_way_with_real_pictures(page):
    name = person_with("passport", "selfie")
    ada = Applicant(page, refId="order 47/é", email="ada@people.example")
    assert ada.begun.status == 200 and re.fullmatch(r"[A-Za-z0-9_-]{43}", ada.token)
    assert ada.begun.json.keys() == {"draft", "expiresAt"} and ada.begun.headers["cache-control"] == "no-store"
    assert ada.content().json["texts"] == {"email": "ada@people.example"}
    phone = json.dumps({"phoneNumber": "+491"})
    assert ada.type(given_name="Ada \u0600\u0301", dob="01/31/1990").json["texts"]["dob"] == "01/31/1990"
    assert ada.type(dob="").json["texts"].keys() == {"email", "given_name"}
    assert ada.type(phone=phone).json["texts"].keys() == {"email", "given_name"}, "nobody asks for a phone"
    pictures = {slug: file(name, slug) for slug in ("passport", "selfie")}
    for slug, (content, media_type) in pictures.items():
        answer = ada.upload(slug, content, media_type)
        assert answer.status == 200 and answer.json.items() >= {"slug": slug, "bytes": len(content)}.items()
        assert answer.json in ada.content().json["pictures"]
    assert len(ada.content().json["pictures"]) == 2
    expect_tidy(page)
    page.restart()
    assert ada.content().json["texts"]["given_name"] == "Ada \u0600\u0301", "a restart keeps a draft"
    sent = ada.send()
    assert sent.status == 200 and sent.json.keys() == {"recordId", "reference", "status"}
    assert sent.json["status"] == "waiting" and ada.send().json == sent.json
    seen = page.get(page.by_ref_id("order 47/é"), page.key).data
    assert (seen["recordId"], seen["blockPassID"]) == (sent.json["recordId"], sent.json["reference"])
    assert seen["identities"]["given_name"]["value"] == "Ada \u0600\u0301"
    for slug, (content, _) in pictures.items():
        assert base64.b64decode(seen["identities"][slug]["value"]) == content
    history = page.candidate("show", "order 47/é").document["history"]
    assert [(line["event"], line["by"]) for line in history] == [
        ("candidate.submitted", "candidate"), ("candidate.consented", "candidate")]
    expect_error(ada.content(), 404, "not_found", "sent")
    assert len(pictures_on_disk(page)) == 2, "the draft's own are wiped"
    expect_tidy(page)


def test_consent_stays_on_record(page):
    """What was agreed to, and when: as the page told it, after a change of the text, and after the archive."""
    old = page.get("/verify/acme/consent").json
    assert old["digest"] == hashlib.sha256(old["text"].encode()).hexdigest()
    ada = filled_in(page, "ada")
    new = "I agree to something else.\n\u00e4 \\n"
    (page.folder / "other.txt").write_text(new, "utf-8")
    page.set_service(consent_file=page.folder / "other.txt")
    expect_error(ada.send(), 409, "conflict", "consent")
    expect_error(ada.call("PUT", "/draft/consent", {"consent": old["digest"]}), 409, "conflict", "consent")
    for body in ({}, {"consent": True}, {"consent": "x"}):
        expect_error(ada.call("PUT", "/draft/consent", body), 422, "invalid", "consent")
    shown = page.get("/verify/acme/consent").json
    assert shown == {"text": new, "digest": hashlib.sha256(new.encode()).hexdigest()}
    agreed = ada.call("PUT", "/draft/consent", {"consent": shown["digest"]})
    assert agreed.status == 200 and agreed.json["consent"] == shown["digest"] == ada.content().json["consent"]
    assert ada.send().status == 200
    page.candidate("archive", "ada")
    page.restart()
    told = page.candidate("show", "ada").document
    assert [line["detail"] for line in told["history"] if line["event"] == "candidate.consented"] == [shown["digest"]]
    [kept] = told["consents"]
    assert (kept["text"], kept["digest"]) == (new, shown["digest"])
    human = page.cli("candidate", "show", "--service", "acme", "ada", json=False)
    assert human.code == 0 and "candidate.consented" in human.out and shown["digest"] in human.out
    page.import_people([candidates.person("bob")])
    assert "consents" not in page.candidate("show", "bob").document


def test_resubmission_by_a_link(page):
    ada = filled_in(page, "ada")
    record = ada.send().json
    for words in (["start-review"], ["reject-attribute"], ["reject"]):
        extra = ["passport", "--reason", "<b>Too dark</b>"] if words[0] == "reject-attribute" else []
        ran = page.candidate(words[0], "ada", *extra, *(["--reason", "Nearly"] if words[0] == "reject" else []))
        assert ran.code == 0, ran
    ran = page.candidate("resubmission-link", "ada")
    assert ran.code == 0 and ran.document.keys() == {"url", "expiresAt"}, ran
    origin, path = LINK.match(ran.document["url"]).groups()
    assert origin == page.url
    shown = page.get(path)
    assert shown.status == 200 and "Nearly" in shown.body.decode()
    assert "&lt;b&gt;Too dark&lt;/b&gt;" in shown.body.decode() and "given_name" not in shown.body.decode()
    link = path.split("=")[1]
    again = Applicant(page, resubmit=link)
    assert again.type(given_name="Eve").json["texts"] == {}, "only what was rejected is asked for"
    expect_error(again.send(), 422, "invalid", "passport")
    content, media_type = file(person_with("passport"), "passport")
    newer = candidates.png(seed=77)
    assert again.upload("passport", content, media_type).status == 200
    assert again.upload("passport", newer, "image/png").status == 200
    assert again.send().json == record
    seen = page.get(page.by_ref_id("ada"), page.key).data
    assert seen["submitCount"] == 2 and seen["status"] == "waiting"
    assert seen["identities"]["given_name"]["value"] == "Ada"
    assert base64.b64decode(seen["identities"]["passport"]["value"]) == newer
    over = page.get(path)
    assert over.status == 404 and over.headers["content-type"].startswith("text/html")
    assert "This link has ended" in over.body.decode() and link not in over.body.decode()
    expect_error(Applicant(page, resubmit=link).begun, 404, "not_found", "resubmit")
    assert page.get("/verify/acme?resubmit=" + "A" * 70).status == 404
    assert page.candidate("resubmission-link", "ada").code == 65, "nothing is asked for"
    events = [line["event"] for line in page.candidate("show", "ada").document["history"]]
    assert events.count("candidate.resubmissionLink") == 1
    expect_tidy(page)


def test_a_link_made_while_nobody_serves(page):
    filled_in(page, "ada").send()
    for verb in ("start-review", "reject"):
        assert page.candidate(verb, "ada").code == 0
    page.stop()
    ran = page.candidate("resubmission-link", "ada")
    assert ran.code == 0 and ran.document["url"].startswith("http://127.0.0.1:8080/verify/acme?resubmit=")
    page.start()
    assert page.get(ran.document["url"].removeprefix("http://127.0.0.1:8080")).status == 200


def test_sent_many_times_at_once(page):
    for ref_id in ("ada", None):
        ada = filled_in(page, ref_id)
        answers = in_parallel(*[ada.send] * 8)
        assert {answer.status for answer in answers} == {200}, answers
        assert len({answer.body for answer in answers}) == 1
    assert page.get(page.list_path(), page.key).data["total"] == 2
    expect_tidy(page)


def test_a_known_ref_id_is_taken(page):
    late = filled_in(page, "ada")
    assert filled_in(page, "ada").send().status == 200
    expect_error(late.send(), 409, "conflict", "refId")
    expect_error(Applicant(page, refId="ada", email="ada@people.example").begun, 409, "conflict", "refId")
    assert page.get(page.by_ref_id("ada"), page.key).data["submitCount"] == 1


def test_what_is_refused(page):
    beginnings = [
        ({"consent": True}, 422, "consent"), ({"consent": "yes"}, 422, "consent"), ({"consent": None}, 422, "consent"),
        ({"consent": "0" * 64}, 409, "consent"), ({"refId": ""}, 422, "refId"),
        ({"refId": "a\nb"}, 422, "refId"), ({"refId": "x" * 257}, 422, "refId"), ({"email": 1}, 422, "email"),
        ({"email": "x" * 8193}, 413, "email"), ({"resubmit": "no link"}, 404, "resubmit"),
    ]
    for beginning, status, field in beginnings:
        answer = Applicant(page, **beginning).begun
        assert answer.status == status and answer.json["extra"].get("field") == field, (beginning, answer)
        assert b"no link" not in answer.body
    ada = Applicant(page)
    expect_error(ada.call("POST", "/drafts", b"{}", Content_Type="text/plain"), 415, "unsupported_media", "Content-Type")
    expect_error(ada.call("POST", "/drafts", b"{", Content_Type="application/json"), 400, "bad_request")
    expect_error(ada.call("PUT", "/draft/texts", b"[]", Content_Type="application/json"), 422, "invalid", "body")
    large = b'{"given_name":"' + b"x" * (3 * MEBIBYTE) + b'"}'
    expect_error(ada.call("PUT", "/draft/texts", large, Content_Type="application/json"), 413, "too_large")
    expect_error(ada.type(given_name="x" * 8193), 413, "too_large", "given_name")
    expect_error(ada.type(given_name="Ada\u2028Eve"), 422, "invalid", "given_name")
    expect_error(ada.type(given_name="Ada\nEve"), 422, "invalid", "given_name")
    expect_error(ada.type(given_name="Ada\0"), 422, "invalid", "given_name")
    # What isn't asked for any more is left out, as it is when the draft is sent; and blanks are nothing.
    assert ada.type(family_name="x", given_name=" \u3000").status == 200
    expect_error(ada.type(passport="x"), 422, "invalid", "passport")
    assert b"Schmuggel" not in ada.call("PUT", "/draft/texts", {"Schmuggel Wort": "x"}).body
    expect_error(ada.send(), 422, "invalid", "given_name")
    assert ada.content().json["texts"] == {} and ada.content().json["pictures"] == []
    for token in (None, "", "A" * 43, ada.token + "A", ada.token[:-1]):
        expect_error(ada.call("GET", "/draft", token=token), 404, "not_found", "draft")
    expect_error(ada.call("GET", "/draft", Sec_Fetch_Site="cross-site"), 403, "forbidden")
    assert ada.call("GET", "/draft", Sec_Fetch_Site="same-origin").status == 200


def test_pictures_that_lie(page):
    ada = Applicant(page)
    jpeg, png = candidates.jpeg("x", 50_000), candidates.png(seed=5)
    huge = png[:16] + (20_000).to_bytes(4) * 2 + png[24:]
    for slug, content, media_type, status in [
        ("passport", jpeg, "image/png", 415), ("passport", png, "image/jpeg", 415), ("passport", png, "image/webp", 415),
        ("passport", b"<svg xmlns='http://www.w3.org/2000/svg'/>" * 9, "image/png", 415),
        ("passport", b"GIF89a" + bytes(99), "image/jpeg", 415), ("passport", b"", "image/png", 415),
        ("passport", huge, "image/png", 422),
        ("passport", png + bytes(10 * MEBIBYTE), "image/png", 413), ("given_name", png, "image/png", 422),
        ("proof_of_address", png, "image/png", 422), ("no_such", png, "image/png", 422), ("NO", png, "image/png", 422),
    ]:
        answer = ada.upload(slug, content, media_type)
        assert answer.status == status, (slug, media_type, status, answer)
    assert ada.content().json["pictures"] == [] and not pictures_on_disk(page)
    largest = png + bytes(10 * MEBIBYTE - len(png))
    assert ada.upload("passport", largest, "image/png").json["bytes"] == 10 * MEBIBYTE
    assert ada.call("DELETE", "/draft/pictures/passport").status == 200 and not pictures_on_disk(page)
    assert ada.call("DELETE", "/draft/pictures/passport").status == 200, "an answer may be lost, and it is asked again"
    expect_tidy(page)


def head(ada, length, media_type="image/png"):
    fields = [("X-Lethe-Draft", ada.token), ("Content-Type", media_type)]
    fields += [("Content-Length", length)] if length is not None else [("Transfer-Encoding", "chunked")]
    return ada.lethe.head(f"{ada.base}/draft/pictures/passport", method="PUT", headers=fields)


def test_an_upload_that_is_slow_or_breaks_off(page):
    ada, content = Applicant(page), candidates.png(seed=9, extra=400_000)
    with page.socket() as bare:
        bare.sendall(head(ada, len(content)))
        for start in range(0, len(content), 40_000):
            bare.sendall(content[start : start + 40_000])
            time.sleep(0.05)
        assert read_answer(bare)[0] == 200
    assert len(pictures_on_disk(page)) == 1
    for cut in (0, 10, 49_152, 49_153, 200_000, len(content) - 1):
        with page.socket() as bare:
            bare.sendall(head(ada, len(content)) + content[:cut])
            time.sleep(0.1)
    eventually_pictures(page, 1)
    expect_tidy(page)
    with page.socket() as bare:
        bare.sendall(head(ada, None) + b"%x\r\n" % len(content) + content + b"\r\n0\r\n\r\n")
        assert read_answer(bare)[0] == 400, "a picture comes with its length"
    assert [(one["slug"], one["bytes"]) for one in ada.content().json["pictures"]] == [("passport", len(content))]
    # Killed in the middle: the next start takes the rest away.
    with page.socket() as bare:
        bare.sendall(head(ada, len(content)) + content[:300_000])
        eventually(lambda: len(pictures_on_disk(page)) == 2)
        page.kill()
    page.start()
    assert len(pictures_on_disk(page)) == 1
    assert [(one["slug"], one["bytes"]) for one in ada.content().json["pictures"]] == [("passport", len(content))]
    expect_tidy(page)


def test_cancelled_it_is_wiped_before_the_answer(page):
    ada = filled_in(page)
    slots = (page.data / "keystore" / "keys.bin").read_bytes()
    assert ada.cancel().status == 200
    now = (page.data / "keystore" / "keys.bin").read_bytes()
    gone = [n for n in range(0, len(slots), 64) if slots[n : n + 64] != now[n : n + 64]]
    assert len(gone) == 1 and now[gone[0] : gone[0] + 64] == bytes(64)
    assert not pictures_on_disk(page)
    expect_error(ada.content(), 404, "not_found", "draft")
    expect_tidy(page)


def test_only_where_it_is_on(lethe):
    for path in ("/verify/acme", "/verify/nowhere", "/verify", "/verify/acme/more", "/verify/%00"):
        answer = lethe.get(path)
        assert answer.status == 404, (path, answer)
    assert lethe.get("/verify/acme").headers["content-type"].startswith("text/html")
    expect_error(Applicant(lethe).begun, 404, "not_found", "clientId")
    open_page(lethe)
    assert lethe.get("/verify/acme").status == 200
    ada = filled_in(lethe, "ada")
    lethe.set_service(submission_page="off")
    assert lethe.get("/verify/acme").status == 404
    for answer in (ada.content(), ada.type(given_name="x"), ada.send(), ada.cancel()):
        expect_error(answer, 404, "not_found", "clientId")


@pytest.mark.parametrize("arguments", [[], ["--no-console"], ["--console", "127.0.0.1:0"]])
def test_it_stands_on_the_apis_address(bare, arguments):
    bare.start(*arguments)
    bare.create_service("Acme", "acme")
    open_page(bare)
    answer = bare.get("/verify/acme")
    assert answer.status == 200 and b"data-base=\"/verify/acme\"" in answer.body
    # A key that is shown along changes nothing: no page is the API's.
    assert bare.get("/verify/acme", bare.create_key("text")).body == answer.body
    assert bare.get("/healthz").status == 200
    assert filled_in(bare, "ada").send().status == 200


def test_methods_and_headers(page):
    open_page(page, frame_origin=["https://shop.example.com", "http://localhost:3000"])
    allowed = {
        "/verify/acme/consent": "GET, HEAD", "/verify/acme/draft/consent": "PUT",
        "/verify/acme": "GET, HEAD", "/verify/acme/drafts": "POST", "/verify/acme/draft": "GET, HEAD, DELETE",
        "/verify/acme/draft/texts": "PUT", "/verify/acme/draft/pictures/selfie": "PUT, DELETE",
        "/verify/acme/draft/submit": "POST", "/verify/widget.js": "GET, HEAD",
    }
    for path, methods in allowed.items():
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
            if method in methods.split(", "):
                continue
            answer = page.request(method, path)
            assert answer.status == 405 and answer.headers["allow"] == methods, (method, path, answer)
    shown, bodiless = page.get("/verify/acme"), page.request("HEAD", "/verify/acme")
    assert bodiless.status == 200 and bodiless.body == b""
    policy = shown.headers["content-security-policy"].split("; ")
    assert "frame-ancestors https://shop.example.com http://localhost:3000" in policy
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' blob:",
            "connect-src 'self'", "base-uri 'none'", "require-trusted-types-for 'script'"} <= set(policy)
    assert "unsafe" not in shown.headers["content-security-policy"]
    for answer in (shown, page.get("/verify/nowhere"), Applicant(page).begun):
        wanted = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cache-control": "no-store",
                  "cross-origin-resource-policy": "same-origin"}
        assert wanted.items() <= answer.headers.items(), answer.headers
        assert "camera=(self)" in answer.headers["permissions-policy"] and "set-cookie" not in answer.headers
    assert "frame-ancestors 'none'" in page.get("/verify/nowhere").headers["content-security-policy"]
    for path in re.findall(r'(?:href|src)="(/verify/assets/[^"]+)"', shown.body.decode()):
        asset = page.get(path)
        assert asset.status == 200 and "immutable" in asset.headers["cache-control"], path
        assert asset.headers["cross-origin-resource-policy"] == "same-origin"
    widget = page.get("/verify/widget.js")
    if widget.status == 200:
        assert widget.headers["cross-origin-resource-policy"] == "cross-origin"
        assert widget.headers["content-type"].startswith("text/javascript") and "max-age=300" in widget.headers["cache-control"]
    assert page.get("/verify/assets/console.css").status == 404


def test_too_many_drafts_of_one_address(page):
    first = Applicant(page)
    for _ in range(119):
        assert Applicant(page).begun.status == 200
    refused = Applicant(page).begun
    expect_error(refused, 429, "rate_limited")
    assert refused.headers["retry-after"] == "60"
    assert first.cancel().status == 200
    assert Applicant(page).begun.status == 429, "what has ended counts for an hour"


def test_nothing_of_a_draft_is_ever_in_a_file(page, tmp_path):
    marks = Marks()
    search = Search(marks.ends())
    picture = marks.picture("passport", 400_000)
    with OpenFiles(page, search) as files:
        for end in ("sent", "cancelled", "broken off"):
            ada = Applicant(page, email=marks.text("e-mail") + "@example.com")
            assert ada.type(given_name=marks.text("name"), dob=marks.text("dob")).status == 200
            ada.call("PUT", "/draft/texts", json.dumps({"given_name": [marks.text("refused")]}).encode(),
                     Content_Type="application/json")
            assert ada.upload("passport", picture, "image/png").status == 200
            ada.upload("selfie", picture, "image/jpeg")
            with page.socket() as bare:
                bare.sendall(head(ada, len(picture)) + picture[:200_000])
                time.sleep(0.2)
                assert not search.in_files(page.folder), "while a picture comes in"
            assert not search.in_files(page.folder), f"before it is {end}"
            if end == "sent":
                assert ada.send().status == 200
            elif end == "cancelled":
                assert ada.cancel().status == 200
            assert not search.in_files(page.folder), f"after it is {end}"
    assert files.looks > 20 and not files.hits, files.hits
    strangers = {path for path in files.paths if not path.startswith((str(page.folder), str(page.data)))}
    assert not strangers, f"files opened elsewhere: {strangers}"
    page.restart()
    assert not search.in_files(page.folder), "after the restart"
    seen = page.get(page.list_path(), page.key).body
    assert search.count(seen), "the same search finds what is answered"
    assert not search.in_file(page.stderr) and not search.in_file(page.stdout)

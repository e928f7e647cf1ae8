"""The submission page when somebody is slow on purpose, when two windows are at the same draft, and when settings change."""

import json
import time

import pytest

import candidates
from harness import eventually, read_answer
from submission_page import Applicant, eventually_pictures, expect_tidy, open_page, pictures_on_disk
from wire import expect_error

MANY = 140  # of 2 MiB each they would be more than all bodies may take


@pytest.fixture
def page(lethe):
    open_page(lethe, required=("given_name", "passport"), offer=("selfie", "dob"))
    lethe.key = lethe.create_key("pictures")
    return lethe


def uploading(ada, content, start, slug="passport", **headers):
    """A connection on which a picture has begun."""
    bare = ada.lethe.socket()
    fields = [("X-Lethe-Draft", ada.token), ("Content-Type", "image/png"), ("Content-Length", len(content))]
    fields += [(name.replace("_", "-"), value) for name, value in headers.items()]
    bare.sendall(ada.lethe.head(f"{ada.base}/draft/pictures/{slug}", method="PUT", headers=fields) + content[:start])
    return bare


def close(connections):
    for one in connections:
        one.close()


def test_slow_documents_leave_room_for_others(page):
    fields = [("Content-Type", "application/json"), ("Transfer-Encoding", "chunked")]
    head = page.head("/verify/acme/drafts", method="POST", headers=fields)
    slow = [page.socket() for _ in range(MANY)]
    for one in slow:
        one.sendall(head + b"1\r\n{\r\n")
    announced = page.head("/verify/acme/drafts", method="POST",
        headers=[("Content-Type", "application/json"), ("Content-Length", 2_000_000)])
    slow += [page.socket() for _ in range(MANY)]
    for one in slow[MANY:]:
        one.sendall(announced + b"{")
    time.sleep(0.5)
    ada = Applicant(page)
    assert ada.begun.status == 200, ada.begun
    assert ada.upload("passport", candidates.png(seed=3), "image/png").status == 200
    close(slow)


def test_one_draft_brings_one_picture_at_a_time(page):
    eve, ada, content = Applicant(page), Applicant(page), candidates.png(seed=4, extra=200_000)
    slow = [uploading(eve, content, 120_000) for _ in range(MANY)]
    eventually(lambda: len(pictures_on_disk(page)) == 1)
    assert ada.upload("passport", content, "image/png").status == 200
    # The newer has ended the older: that one is told, and nothing of it is left.
    expect = read_answer(slow[0])
    assert expect[0] == 409, expect
    assert eve.upload("passport", content, "image/png").status == 200
    assert read_answer(slow[-1])[0] == 409
    close(slow)
    eventually_pictures(page, 2)
    expect_tidy(page)


def test_one_network_brings_eight_pictures_at_a_time(bare):
    bare.start("--behind-proxy")
    bare.create_service("Acme", "acme")
    open_page(bare, required=("given_name", "passport"), offer=())
    content, there = candidates.png(seed=5, extra=200_000), {"X_Forwarded_For": "203.0.113.7"}

    def begin(**headers):
        one = Applicant(bare)
        one.token = one.call("POST", "/drafts", {"consent": one.shown}, token=None, **headers).json["draft"]
        return one

    crowd = [begin(**there) for _ in range(9)]
    slow = [uploading(one, content, 120_000, **there) for one in crowd[:8]]
    eventually(lambda: len(pictures_on_disk(bare)) == 8)
    expect_error(crowd[8].upload("passport", content, "image/png"), 503, "unavailable")
    elsewhere = begin(X_Forwarded_For="198.51.100.7")
    assert elsewhere.upload("passport", content, "image/png").status == 200
    slow[0].sendall(content[120_000:])
    assert read_answer(slow[0])[0] == 200
    assert crowd[8].upload("passport", content, "image/png").status == 200
    close(slow)


def test_what_was_shown_is_what_is_sent(page):
    ada, content = Applicant(page, refId="ada"), candidates.png(seed=6)
    assert ada.type(given_name="  Ada ").status == 200
    first = ada.upload("passport", content, "image/png").json
    second = ada.upload("passport", candidates.png(seed=7), "image/png").json
    assert first["version"] != second["version"] and ada.content().json["pictures"] == [second]
    submit = lambda **shown: ada.call("POST", "/draft/submit", shown)
    texts, pictures = {"given_name": "Ada"}, {"passport": second["version"]}
    for other in (
        {"texts": {"given_name": "Eve"}, "pictures": pictures}, {"texts": {}, "pictures": pictures},
        {"texts": texts | {"dob": "01/01/1990"}, "pictures": pictures}, {"texts": texts, "pictures": {}},
        {"texts": texts, "pictures": {"passport": first["version"]}},
        {"texts": texts, "pictures": pictures | {"selfie": first["version"]}}, {"pictures": {}}, {"texts": {}},
    ):
        expect_error(submit(**other), 409, "conflict", "draft")
    expect_error(ada.call("POST", "/draft/submit", b"[]", Content_Type="application/json"), 422, "invalid", "body")
    assert page.get(page.by_ref_id("ada"), page.key).status == 404
    sent = submit(texts=texts, pictures=pictures)
    assert sent.status == 200 and submit(texts={}).json == sent.json, "sent is sent"
    assert page.get(page.by_ref_id("ada"), page.key).data["identities"]["given_name"]["value"] == "Ada"


def test_settings_that_change_meanwhile(page):
    ada = Applicant(page)
    assert ada.content().json["asked"] == [
        {"slug": "given_name", "required": True}, {"slug": "dob", "required": False},
        {"slug": "passport", "required": True}, {"slug": "selfie", "required": False}], ada.content()
    page.set_service(require=["email"])
    texts = ada.type(given_name="Ada", dob="01/01/1990").json
    assert {"slug": "email", "required": True} in texts["asked"]
    page.set_service(offer=["selfie"])
    # What isn't asked for any more is left out, whatever else was typed with it.
    answer = ada.type(given_name="Ada Maria", dob="01/02/1990", email="ada@people.example")
    assert answer.status == 200 and answer.json["texts"]["given_name"] == "Ada Maria"


def test_a_client_id_under_which_the_pages_files_lie(bare):
    bare.start()
    refused = bare.cli("service", "create", "--name", "Assets", "--client-id", "assets")
    assert refused.code == 65 and "clientId" in refused.err + json.dumps(refused.document or {}), refused

"""Webhooks by the command line (contract 3.2), with the server running and without: what the commands print, how they
end, and what a receiver gets from them."""

import json
import re

import pytest

import candidates
from harness import BAD_INPUT, USAGE, Lethe, eventually
from webhook_scene import Hook

ID = re.compile(r"[0-9a-f]{24}")
SECRET = re.compile(r"whsec_[0-9A-Za-z+/]{43}=")
PUBLISHED = [
    "user.created",
    "user.readyToReview",
    "user.inReview",
    "review.approved",
    "review.rejected",
    "user.blocked",
    "user.deleted",
]
URL = "https://hooks.example.com/kyc"


@pytest.fixture(params=["running", "alone"])
def lethe(request):
    with Lethe() as lethe:
        lethe.start()
        lethe.create_service("Acme", "acme")
        if request.param == "alone":
            lethe.stop()
        yield lethe


def create(lethe, *more, events="all", url=URL):
    made = lethe.done(
        "webhook", "create", "--service", "acme", "--name", "Shop", "--url", url, "--events", events, *more
    )
    assert list(made) == ["id", "secret"] and ID.fullmatch(made["id"]), made
    return made


def listed(lethe):
    return lethe.done("webhook", "list", "--service", "acme")["webhooks"]


def test_life_of_a_webhook(lethe):
    assert listed(lethe) == []
    made = create(lethe)
    assert SECRET.fullmatch(made["secret"])
    own = create(lethe, "--secret", "the shop knows it", events="user.deleted,user.archived")
    assert own["secret"] == "the shop knows it"
    both = create(lethe, events="all,user.extracted")
    first, second, third = listed(lethe)
    assert [first["id"], second["id"], third["id"]] == [made["id"], own["id"], both["id"]]
    assert first["events"] == PUBLISHED and third["events"] == PUBLISHED + ["user.extracted"]
    assert second["events"] == ["user.deleted", "user.archived"]
    assert first["name"] == "Shop" and first["url"] == URL and first["enabled"] and first["waiting"] == 0
    assert first["createdBy"] == "operator" and "pause" not in first and "secret" not in first
    which = ("--service", "acme", made["id"])
    assert lethe.done("webhook", "disable", *which)["enabled"] is False
    assert lethe.done("webhook", "enable", *which)["enabled"] is True
    rotated = lethe.done("webhook", "rotate", *which, "--overlap", "2h")
    assert rotated["id"] == made["id"] and SECRET.fullmatch(rotated["secret"]) and rotated["secret"] != made["secret"]
    assert listed(lethe)[0]["oldSecretEndsAt"] == rotated["oldSecretEndsAt"]
    lethe.done("webhook", "end-old-secret", *which)
    assert "oldSecretEndsAt" not in listed(lethe)[0]
    assert list(lethe.done("webhook", "rotate", *which)) == ["id", "secret"]
    assert lethe.done("webhook", "delete", *which) == {"id": made["id"], "deleted": True}
    assert [webhook["id"] for webhook in listed(lethe)] == [own["id"], both["id"]]
    for verb in ("ping", "log", "enable", "delete", "rotate"):
        ran = lethe.cli("webhook", verb, *which)
        assert ran.code == BAD_INPUT and ran.document["code"] == 404, (verb, ran)


@pytest.mark.parametrize(
    "changed, field",
    [
        ({"--url": "http://hooks.example.com/"}, "url"),
        ({"--url": "https://10.0.0.1/"}, "url"),
        ({"--url": "https://user:pass@hooks.example.com/"}, "url"),
        ({"--events": "user.created,user.mystery"}, "events"),
        ({"--events": ","}, "events"),
        ({"--name": " "}, "name"),
        ({"--secret": "short"}, "secret"),
        ({"--service": "nobody"}, None),
    ],
)
def test_bad_input(lethe, changed, field):
    given = {"--service": "acme", "--name": "Shop", "--url": URL, "--events": "all"} | changed
    ran = lethe.cli("webhook", "create", *[f"{name}={value}" for name, value in given.items()])
    assert ran.code == BAD_INPUT, ran
    assert ran.document["extra"].get("field") == field
    assert not any(value in ran.out + ran.err for value in ("pass@", "mystery", "short"))
    assert lethe.cli("webhook", "ping", "--service", "acme", "no-id").code == BAD_INPUT
    assert lethe.cli("webhook", "create", "--service", "acme").code == USAGE


def bring(lethe, ref_id, *more):
    path = lethe.ndjson([candidates.person(ref_id)])
    assert lethe.done("candidate", "import", "--service", "acme", path, *more)["imported"] == 1


def test_ids_and_log(lethe):
    """What happens to candidates stands in the log; an import is told only when it asks for it."""
    webhook = create(lethe)["id"]
    which = ("--service", "acme", webhook)
    lethe.done("webhook", "disable", *which)
    lethe.done("webhook", "enable", *which)
    bring(lethe, "ada")
    assert lethe.done("webhook", "log", *which) == {"deliveries": []}
    bring(lethe, "grace", "--notify")
    log = lethe.done("webhook", "log", *which)["deliveries"]
    assert [line["event"] for line in log] == ["user.readyToReview", "user.created"]
    assert all(not line["isPing"] and ID.fullmatch(line["guid"]) for line in log)
    assert lethe.done("webhook", "log", *which, "--limit", "1")["deliveries"][0]["guid"] == log[0]["guid"]
    older = lethe.done("webhook", "log", *which, "--before", str(log[0]["number"]))["deliveries"]
    assert [line["guid"] for line in older] == [log[1]["guid"]]
    human = lethe.cli("webhook", "log", *which, json=False)
    assert human.code == 0 and log[0]["guid"] in human.out and "user.readyToReview" in human.out


def test_a_receiver_is_told():
    """Ping, the published signature, a failure in the log, and a resend with the same guid."""
    status = [200]

    def answer(handler, _):
        handler.send_response(status[0])
        handler.end_headers()
        handler.wfile.write(b"\x1b[31mthanks")

    with Lethe() as lethe, Hook(answer) as hook:
        lethe.start("--allow-loopback-webhooks")
        lethe.create_service("Acme", "acme")
        made = create(lethe, url=hook.url)
        which = ("--service", "acme", made["id"])
        guid = lethe.done("webhook", "ping", *which)["guid"]
        eventually(lambda: len(hook.heard) == 1)
        ping = hook.heard[0]
        assert ping.event["isPing"] is True and ping.event["guid"] == guid == ping.headers["X-Blockpass-Delivery"]
        assert ping.event["webhookId"] == made["id"] and ping.event["clientId"] == "acme"
        assert ping.is_signed(made["secret"]) and ping.is_standard(made["secret"])
        assert ping.is_signed_when_written_anew(made["secret"])
        rotated = lethe.done("webhook", "rotate", *which, "--overlap", "1h")["secret"]
        status[0] = 500
        bring(lethe, "ada", "--notify")
        eventually(lambda: len(hook.heard) == 2)
        failed = hook.heard[1]
        assert failed.is_signed(made["secret"]) and failed.is_standard(made["secret"]) and failed.is_standard(rotated)
        guid = failed.event["guid"]
        eventually(lambda: lethe.done("webhook", "log", *which)["deliveries"][1].get("lastAttempt"))
        attempts = lethe.done("webhook", "log", *which, "--delivery", guid)["attempts"]
        assert attempts[0]["httpStatus"] == 500 and attempts[0]["answer"] == "\x1b[31mthanks"
        assert "\x1b" not in lethe.cli("webhook", "log", *which, json=False).out
        status[0] = 204
        assert lethe.done("webhook", "resend", *which, guid)["guid"] == guid
        eventually(lambda: lethe.done("webhook", "list", "--service", "acme")["webhooks"][0]["waiting"] == 0)
        told = [heard for heard in hook.heard[1:] if heard.event["guid"] == guid]
        assert len(told) >= 2 and all(heard.body == failed.body for heard in told)
        assert hook.heard[-1].event["event"] == "user.readyToReview", "in their order"
        states = [line["state"] for line in lethe.done("webhook", "log", *which)["deliveries"]]
        assert states == ["delivered"] * 3

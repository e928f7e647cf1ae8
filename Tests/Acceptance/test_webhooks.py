"""Webhooks as receivers meet them: signed, in order, at least once, whatever the receivers do and whenever the server dies;
and never to where they may not go."""

import datetime
import http.client
import ipaddress
import json
import os
import shutil
import socket
import subprocess
import sys
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

import harness
from harness import Lethe, eventually, in_parallel
from webhook_scene import Hook, Webhook, server_tls

FOLDER = harness.ROOT / "Examples" / "receivers"
NODE = shutil.which("node") or shutil.which("nodejs")
HERE = "--allow-loopback-webhooks"

UNREACHABLE = "No connection could be made."
LATE = "The whole answer did not come within 15 seconds."
CUT = "The connection ended before the whole answer had come."
INSECURE = "No secure connection could be made. Is the certificate valid for this host?"
NOT_HTTP = "The answer was not HTTP."

# What upsets careless readers, and whoever writes JSON anew in another way.
REF_IDS = ["plain", "12-3", "0xAbC", "a@b.example", "ü ö", "</script>", 'qu"ote\\', "tab\\t", "😀", "\u2028", "007", "1e3"]


def serving(*arguments, env=None):
    lethe = Lethe()
    lethe.start(HERE, *arguments, env=env)
    lethe.create_service("Acme")
    lethe.writer = lethe.create_key("metadata", write=True)
    return lethe


@pytest.fixture(scope="module")
def shared():
    with serving() as lethe:
        yield lethe


def submit(lethe, ref_id):
    answer = lethe.post(
        lethe.beta_path(ref_id), lethe.writer, {"email": "someone@people.example", "given_name": "Ada"})
    assert answer.status == 200, answer
    return answer.json["data"]["recordId"]


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def delivered(webhook, count, within=30.0):
    """Waits until so many deliveries have arrived, and nothing waits."""
    def holds():
        log = webhook.log()
        return len(log) >= count and all(delivery["state"] == "delivered" for delivery in log) and log
    return eventually(holds, within=within, every=0.1)


def last_failure(webhook):
    log = webhook.log()
    return log and log[0].get("lastAttempt", {}).get("failure")


# ---- signatures


def test_signatures_hold_over_the_bytes_and_over_json_written_anew(shared):
    with Hook() as hook:
        webhook = Webhook(shared, hook.url)
        for ref_id in REF_IDS:
            submit(shared, ref_id)
        heard = hook.wait_for(2 * len(REF_IDS))
        delivered(webhook, len(heard))
        for one in heard:
            assert one.is_signed(webhook.secret) and one.is_signed_when_written_anew(webhook.secret)
            assert one.is_standard(webhook.secret) and not one.is_standard("whsec_AAAA") and not one.is_signed("other")
            assert abs(int(one.headers["webhook-timestamp"]) - time.time()) < 30
            assert one.headers["webhook-id"] == one.headers["X-Blockpass-Delivery"] == one.event["guid"]
            assert one.headers["X-Blockpass-Event"] == one.headers["X-Blockpass-Events"] == one.event["event"]
            assert one.headers["Content-Type"] == "application/json" and one.path == "/hook"
            assert b"people.example" not in one.body and b"Ada" not in one.body
        anew = """
            const { createHmac } = require("node:crypto");
            const all = JSON.parse(require("node:fs").readFileSync(0));
            const sign = (text) => createHmac("sha256", process.env.SECRET).update(text).digest("hex");
            console.log(JSON.stringify(all.map((body) => sign(JSON.stringify(JSON.parse(body))))));
        """
        ran = subprocess.run(
            [NODE, "-e", anew], input=json.dumps([one.body.decode() for one in heard]), text=True, capture_output=True,
            env={"PATH": os.environ["PATH"], "SECRET": webhook.secret}, timeout=60)
        assert json.loads(ran.stdout) == [one.headers["X-Hub-Signature"] for one in heard], ran.stderr
        webhook.command("delete")


@pytest.mark.parametrize("kind", ["python", "node"])
def test_the_published_receivers_believe_lethe_and_nobody_else(shared, kind):
    file = {"python": "webhook_receiver.py", "node": "webhook_receiver.mjs"}[kind]
    port = free_port()
    webhook = Webhook(shared, f"http://127.0.0.1:{port}/hook")
    program = [{"python": sys.executable, "node": NODE}[kind], str(FOLDER / file), str(port)]
    receiver = subprocess.Popen(
        program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={"PATH": os.environ["PATH"], "WEBHOOK_SECRET": webhook.secret})
    try:
        eventually(lambda: socket.socket().connect_ex(("127.0.0.1", port)) == 0, within=20)
        record_id = submit(shared, f"receiver-{kind}")
        lines = [receiver.stdout.readline().split() for _ in range(2)]
        assert lines == [
            ["user.created", record_id, f"receiver-{kind}", "waiting"],
            ["user.readyToReview", record_id, f"receiver-{kind}", "waiting"],
        ]
        delivered(webhook, 2)
        # Both secrets sign while one is replaced; the receiver that knows the old one goes on.
        webhook.command("rotate", "--overlap", "1h")
        guid = webhook.log()[0]["guid"]
        webhook.command("resend", guid)
        eventually(lambda: len(webhook.attempts(guid)) == 2)
        assert [attempt["httpStatus"] for attempt in webhook.attempts(guid)] == [204, 204]
        webhook.command("end-old-secret")
        webhook.command("resend", guid)
        eventually(lambda: len(webhook.attempts(guid)) == 3)
        assert webhook.attempts(guid)[-1]["httpStatus"] == 401, "it knows the old secret only"
        forged = {"X-Hub-Signature": "00" * 32, "webhook-signature": "v1,AA==", "webhook-timestamp": str(int(time.time()))}
        for headers in [{}, forged]:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("POST", "/hook", b'{"event":"user.created","guid":"forged"}', headers)
            assert connection.getresponse().status == 401
            connection.close()
    finally:
        receiver.kill()
        out, _ = receiver.communicate()
        webhook.command("delete")
    assert out == "", "a resent event is not taken twice, a forged one not at all"


# ---- receivers that fail


def test_a_receiver_that_is_down_gets_everything_later_in_order(shared):
    port = free_port()
    webhook = Webhook(shared, f"http://127.0.0.1:{port}/hook")
    record_id = submit(shared, "down")
    assert shared.candidate("start-review", "down").code == 0
    first = eventually(lambda: [one for one in webhook.log() if one["attempts"] >= 2])[-1]
    assert first["event"] == "user.created" and webhook.attempts(first["guid"])[0]["failure"] == UNREACHABLE
    assert webhook.state["waiting"] == 3
    with Hook(port=port) as hook:
        delivered(webhook, 3)
        assert hook.told("down") == ["user.created", "user.readyToReview", "user.inReview"]
        assert hook.heard[0].event["recordId"] == record_id and hook.heard[0].event["guid"] == first["guid"]
    webhook.command("delete")


WRONG = {
    "error": (Hook.status(500, b"broken"), 500, None), "not found": (Hook.status(404), 404, None),
    "redirect": (Hook.status(302, headers=[("Location", "/elsewhere")]), 302, None),
    "permanent redirect": (Hook.status(308, headers=[("Location", "http://127.0.0.1:1/")]), 308, None),
    "garbage": (lambda handler, _: handler.wfile.write(b"\x16\x03\x01 what is this\r\n\r\n"), None, NOT_HTTP),
    "nothing": (lambda handler, _: None, None, CUT),
    "half": (lambda handler, _: handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf"), 200, CUT),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_answer_is_tried_again(shared, name):
    answer, status, failure = WRONG[name]
    with Hook(answer) as hook:
        webhook = Webhook(shared, hook.url, events="user.created")
        submit(shared, f"wrong {name}")
        first, second = hook.wait_for(2)[:2]
        assert first.event["guid"] == second.event["guid"] and first.body == second.body
        assert second.at - first.at >= 0.75, "not at once"
        attempt = webhook.attempts(first.event["guid"])[0]
        assert (attempt.get("httpStatus"), attempt.get("failure")) == (status, failure)
        if name == "error":
            assert attempt["answer"] == "broken"
        assert {one.path for one in hook.heard} == {"/hook"}, "no redirect is followed"
        hook.answer = None
        delivered(webhook, 1)
        webhook.command("delete")
    assert "/hook" not in shared.said() and "127.0.0.1:%d" % hook.port not in shared.said()
    assert webhook.identifier in shared.said() and "A webhook was not delivered." in shared.said()


def endless(handler, _):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        handler.wfile.write(b"endless " * 1024)


@pytest.mark.parametrize("answer", [endless, Hook.status(200, b"x" * 70_000)])
def test_an_answer_without_end_is_cut_and_its_status_counts(shared, answer):
    with Hook(answer) as hook:
        webhook = Webhook(shared, hook.url, events="user.created")
        submit(shared, f"long {answer.__name__} {hook.port}")
        log = delivered(webhook, 1)
        assert len(log[0]["lastAttempt"]["answer"]) == 1024 and len(hook.heard) == 1
        webhook.command("delete")


def test_a_slow_receiver_ends_after_15_seconds_and_holds_up_nobody(shared):
    def slow(handler, heard):
        if heard.event.get("refId") == "slow" and len([one for one in hook.heard if one.event.get("refId") == "slow"]) == 1:
            time.sleep(17)
        Hook.ok(handler)

    with Hook(slow) as hook, Hook() as other:
        webhook, good = Webhook(shared, hook.url), Webhook(shared, other.url)
        began = time.monotonic()
        submit(shared, "slow")
        hook.wait_for(1)
        for number in range(5):
            submit(shared, f"beside the slow one {number}")
        other.wait_for(12)
        hook.wait_for(1 + 10)
        assert time.monotonic() - began < 10, "neither another candidate nor another webhook waits"
        assert hook.told("slow") == ["user.created"], "but the same candidate's next event does"
        delivered(webhook, 12)
        guid = hook.heard[0].event["guid"]
        first, second = webhook.attempts(guid)
        assert first["failure"] == LATE and 14_900 <= first["milliseconds"] <= 16_500 and second["httpStatus"] == 200
        assert hook.told("slow") == ["user.created", "user.created", "user.readyToReview"]
        webhook.command("delete"), good.command("delete")


def test_gone_pauses_the_webhook_and_nothing_is_lost(shared):
    with Hook(Hook.status(410)) as hook:
        webhook = Webhook(shared, hook.url)
        submit(shared, "gone")
        eventually(lambda: webhook.state["enabled"] is False)
        submit(shared, "gone too")
        time.sleep(2.5)
        assert hook.told() == ["user.created"] and webhook.state["waiting"] == 4
        hook.answer = None
        webhook.command("enable")
        delivered(webhook, 4)
        for ref_id in ["gone", "gone too"]:
            assert hook.told(ref_id)[-2:] == ["user.created", "user.readyToReview"]
        webhook.command("delete")


def test_a_busy_receiver_is_left_alone_as_long_as_it_asks(shared):
    with Hook(Hook.status(503, headers=[("Retry-After", "4")])) as hook:
        webhook = Webhook(shared, hook.url, events="user.created")
        submit(shared, "busy")
        first, second = hook.wait_for(2)[:2]
        assert second.at - first.at >= 3.9
        hook.answer = None
        delivered(webhook, 1)
        webhook.command("delete")


def test_a_blocked_candidate_and_a_dead_webhook_hold_up_nobody(shared):
    def picky(handler, heard):
        Hook.ok(handler, status=500 if heard.event.get("refId") == "blocked" else 200)

    with Hook(picky) as hook, Hook() as well:
        dead = Webhook(shared, f"http://127.0.0.1:{free_port()}/")
        webhook, good = Webhook(shared, hook.url), Webhook(shared, well.url)
        submit(shared, "blocked")
        began = time.monotonic()
        for number in range(20):
            submit(shared, f"free {number}")
        well.wait_for(42)
        assert time.monotonic() - began < 10
        for number in range(20):
            eventually(lambda: hook.told(f"free {number}") == ["user.created", "user.readyToReview"], within=30)
        assert set(hook.told("blocked")) == {"user.created"}, "its next event waits for the first"
        assert dead.state["waiting"] == 42
        for one in (dead, webhook, good):
            one.command("delete")


# ---- a server that dies


def test_nothing_is_lost_when_the_server_is_killed_between_commit_and_delivery():
    port = free_port()
    with serving() as lethe:
        webhook = Webhook(lethe, f"http://127.0.0.1:{port}/hook")
        people = [f"person {number}" for number in range(8)]
        in_parallel(*[lambda person=person: submit(lethe, person) for person in people])
        lethe.kill()
        lethe.start(HERE)
        assert lethe.candidate("start-review", people[0]).code == 0
        lethe.kill()
        with Hook(port=port) as hook:
            lethe.start(HERE)
            delivered(webhook, 17)
            for person in people:
                expected = ["user.created", "user.readyToReview"] + (["user.inReview"] if person == people[0] else [])
                assert hook.told(person) == expected


def test_what_was_under_way_when_the_server_was_killed_comes_again_with_the_same_guid():
    def hang(handler, heard):
        time.sleep(5)

    with Hook(hang) as hook, serving() as lethe:
        webhook = Webhook(lethe, hook.url)
        submit(lethe, "ada")
        hook.wait_for(1)
        lethe.kill()
        hook.answer = None
        lethe.start(HERE)
        delivered(webhook, 2)
        assert hook.told() == ["user.created", "user.created", "user.readyToReview"]
        assert hook.heard[0].event == hook.heard[1].event and hook.heard[0].body == hook.heard[1].body


def test_a_server_that_is_ended_waits_for_no_receiver():
    def hang(handler, heard):
        time.sleep(30)

    with Hook(hang) as hook, serving() as lethe:
        Webhook(lethe, hook.url)
        submit(lethe, "ada")
        hook.wait_for(1)
        began = time.monotonic()
        lethe.stop()
        assert time.monotonic() - began < 8


# ---- where webhooks may not go

NUMBERS = [
    "https://169.254.169.254/latest/meta-data/", "https://[::1]/", "https://10.0.0.1/", "https://167772161/", "https://012.0.0.1/",
    "https://0xa.0.0.1/", "https://10.1/", "https://[::ffff:10.0.0.1]/", "https://[::ffff:a9fe:a9fe]/", "https://2852039166/",
    "https://2130706433/", "https://0177.0.0.1/", "https://0x7f.1/", "https://127.1/", "https://[64:ff9b::a00:1]/",
    "https://[2002:a00:1::]/", "https://0.0.0.0/", "https://localhost/", "http://127.0.0.1/", "http://example.com/",
    "https://user@example.com/", "https://example.com/#a", "ftp://example.com/",
]


def test_urls_that_are_refused_at_once():
    with Lethe() as lethe:
        lethe.start()
        lethe.create_service("Acme")
        for url in NUMBERS:
            ran = lethe.cli("webhook", "create", "--service", lethe.service, "--name", "a", "--url", url, "--events", "all")
            assert ran.code == harness.BAD_INPUT, (url, ran)
            assert url not in ran.out + ran.err
        assert lethe.done("webhook", "list", "--service", lethe.service)["webhooks"] == []


def test_a_webhook_to_this_machine_is_not_called_once_the_setting_is_gone():
    with Hook() as hook, serving() as lethe:
        webhook = Webhook(lethe, hook.url)
        submit(lethe, "ada")
        delivered(webhook, 2)
        lethe.stop()
        lethe.start()
        submit(lethe, "grace")
        attempt = eventually(lambda: webhook.log()[1].get("lastAttempt"))
        assert attempt["failure"] == "The URL is not allowed by the settings of this Lethe."
        assert len(hook.heard) == 2


def test_proxies_of_the_environment_are_not_asked():
    with Hook() as proxy, Hook() as hook:
        names = ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"]
        with serving(env={name: f"http://127.0.0.1:{proxy.port}" for name in names}) as lethe:
            webhook = Webhook(lethe, hook.url)
            submit(lethe, "ada")
            delivered(webhook, 2)
            assert len(hook.heard) == 2 and not proxy.heard


def test_networks_and_trust_come_from_the_settings_file_only():
    with Lethe() as lethe:
        for name in ["LETHE_WEBHOOK_NETWORKS", "LETHE_WEBHOOK_TRUST_ROOTS"]:
            ran = lethe.refused(env={name: "10.0.0.0/8"})
            assert ran.code == harness.CONFIGURATION and "settings file" in ran.err
        config = lethe.folder / "lethe.json"
        for wrong in [{"webhookNetworks": ["10.0.0.0/99"]}, {"webhookNetworks": ["inside"]}, {"webhookTrustRoots": "/dev/null"},
                {"webhookTrustRoots": "/does/not/exist"}]:
            config.write_text(json.dumps(wrong))
            assert lethe.refused("--config", config).code == harness.CONFIGURATION, wrong
        config.write_text(json.dumps({"webhookNetworks": ["10.20.0.0/16", "fd00:1234::/48"]}))
        lethe.start("--config", str(config))
        lethe.create_service("Acme")
        for url, is_allowed in [("https://10.20.1.1:1/", True), ("https://[fd00:1234::1]/", True), ("https://10.21.1.1/", False),
                ("http://10.20.1.1/", False), ("https://127.0.0.1/", False)]:
            ran = lethe.cli("webhook", "create", "--service", lethe.service, "--name", "a", "--url", url, "--events", "all")
            assert (ran.code == 0) == is_allowed, (url, ran)


# ---- TLS


def certificate(folder, name, *hosts, signer=None):
    """A certificate and its key as PEM files; signed by itself unless a signer is given."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.timezone.utc)
    names = [x509.IPAddress(ipaddress.ip_address(host)) if host[0].isdigit() else x509.DNSName(host) for host in hosts]
    issuer, issuer_key = signer or (subject, key)
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.BasicConstraints(ca=signer is None, path_length=None), critical=True)
    )
    if names:
        made = made.add_extension(x509.SubjectAlternativeName(names), critical=False)
    made = made.sign(issuer_key, hashes.SHA256())
    pem, key_pem = folder / f"{name}.pem", folder / f"{name}.key"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_pem.write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return pem, key_pem, (subject, key)


def test_certificates_are_checked_for_the_name_and_against_the_roots(tmp_path):
    root, _, signer = certificate(tmp_path, "root")
    good = certificate(tmp_path, "good", "localhost", signer=signer)
    number = certificate(tmp_path, "number", "127.0.0.1", signer=signer)
    wrong = certificate(tmp_path, "wrong", "other.example", signer=signer)
    stranger = certificate(tmp_path, "stranger", "localhost")
    config = tmp_path / "lethe.json"
    config.write_text(json.dumps({"webhookTrustRoots": str(root)}))

    with serving("--config", str(config)) as lethe:
        for files, host, is_good in [(good, "localhost", True), (number, "127.0.0.1", True), (wrong, "localhost", False),
                (good, "127.0.0.1", False), (stranger, "localhost", False)]:
            with Hook(tls=server_tls(files[0], files[1])) as hook:
                url = hook.url.replace("localhost", host)
                webhook = Webhook(lethe, url, events="user.created")
                submit(lethe, f"tls {files[0].name} {host}")
                if is_good:
                    delivered(webhook, 1)
                    assert hook.names[-1] == (host if host == "localhost" else None), "the name is told, not the address"
                else:
                    assert eventually(lambda: last_failure(webhook)) == INSECURE and not hook.heard
                webhook.command("delete")
        with Hook() as plain:
            webhook = Webhook(lethe, plain.url.replace("http://127.0.0.1", "https://localhost"), events="user.created")
            submit(lethe, "tls to a plain port")
            assert eventually(lambda: last_failure(webhook)) in (INSECURE, CUT)
            assert not plain.heard
    with Hook(tls=server_tls(good[0], good[1])) as hook, serving() as lethe:
        webhook = Webhook(lethe, hook.url, events="user.created")
        submit(lethe, "tls without the root")
        assert eventually(lambda: last_failure(webhook)) == INSECURE and not hook.heard

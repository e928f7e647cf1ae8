"""Where the console is served, and how the first person gets in (issue 3, points 1, 7 and 8): one address or two, the
one-time link, `lethe member`."""

import http.client
import json
import os
import re
import signal
import socket
import stat
import subprocess
import time
import urllib.parse

import pytest

import candidates
import harness
import wire
from harness import BAD_INPUT, CONFIGURATION, USAGE, Lethe, eventually

OWNER = {"name": "Olga Owner", "email": "olga.owner@example.com", "newPassword": "forty stones in a dry river"}


def page(url, method="GET", headers=None, body=None):
    """One request of a browser that follows nothing."""
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
    connection.request(method, parts.path or "/", body, headers or {})
    response = connection.getresponse()
    text = response.read().decode()
    cookies = [value.partition(";")[0] for value in response.headers.get_all("Set-Cookie") or []]
    connection.close()
    return response, text, cookies


def is_page(response):
    return response.headers["content-type"].startswith("text/html")


def join(link, fields=OWNER):
    """Takes a link up as a browser does; gives status and cookies."""
    response, text, cookies = page(link)
    if response.status != 200:
        return response.status, cookies
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text))
    origin = link.partition("/join/")[0]
    headers = {"Origin": origin, "Cookie": "; ".join(cookies), "Content-Type": "application/x-www-form-urlencoded"}
    response, text, cookies = page(link, "POST", headers, urllib.parse.urlencode(hidden | fields))
    return response.status, cookies


# ---- one address, or two


def test_one_address_for_both(lethe):
    assert lethe.console == lethe.url
    key = lethe.create_key("text")
    for path in ("/", "/sign-in", "/services", "/nothing", "/join/nothing", "/healthzz", "/kycc/1.0", "/apis"):
        response, _, _ = page(lethe.url + path)
        assert response.status == 303 or is_page(response), path
    assert page(lethe.url + "/sign-in")[0].status == 200
    # What programs ask for is answered as if there were no console, faults included.
    assert lethe.get(lethe.list_path(), key).status == 200
    for path in ("/kyc", "/kyc/", "/kyc/nothing", "/api/v1", "/api/sign-in", "/healthz/x", "/readyz/x", "//kyc/x"):
        answer = lethe.get(path)
        assert (answer.status, answer.body) == (404, wire.NOTHING_HERE), path
    for path in ("/healthz", "/readyz"):
        assert lethe.get(path).json["status"] in ("ok", "ready")
    answer = lethe.request("OPTIONS", lethe.list_path(), headers={"Origin": "https://app.example.com"})
    assert answer.headers["vary"] == "Origin"


def test_archive_clock_behind_the_split(lethe):
    """The last byte is still watched: a whole answer starts the clock, a cut one doesn't."""
    lethe.import_people([candidates.heavy("ada", picture_bytes=1_500_000)])
    key, watcher = lethe.create_key("pictures", "0s"), lethe.create_key("metadata")
    reader = lethe.socket(receive_buffer=8192)
    reader.sendall(lethe.head(lethe.by_ref_id("ada"), key))
    assert reader.recv(1000)
    reader.close()
    time.sleep(0.7)
    assert "willArchiveAtDate" not in lethe.get(lethe.by_ref_id("ada"), watcher).data
    assert lethe.get(lethe.by_ref_id("ada"), key).status == 200
    eventually(lambda: lethe.get(lethe.by_ref_id("ada"), watcher).data["isArchived"])


def test_an_address_of_its_own(bare):
    bare.start("--console", "127.0.0.1:0")
    assert bare.console and bare.console != bare.url
    bare.create_service("Acme", "acme")
    key = bare.create_key("text")
    assert page(bare.console + "/sign-in")[0].status == 200
    assert bare.get(bare.list_path(), key).status == 200
    for path in ("/", "/sign-in", "/services", "/assets/x.css", urllib.parse.urlsplit(bare.link).path):
        answer = bare.get(path)
        assert (answer.status, answer.body) == (404, wire.NOTHING_HERE), f"the console is on the API's address: {path}"
    for path in (bare.list_path(), bare.whoami_path(), "/healthz", "/readyz"):
        response, _, _ = page(bare.console + path, headers={"Authorization": key})
        assert is_page(response) and response.status == 404, f"the API is on the console's address: {path}"
    assert bare.link.startswith(bare.console + "/join/")
    bare.stop()


def test_console_address_that_is_taken(lethe):
    with Lethe() as other:
        ran = other.refused("--listen", "127.0.0.1:0", "--console", "{}:{}".format(*lethe.address))
        assert ran.code == harness.UNAVAILABLE and "can't listen on 127.0.0.1:" in ran.err, ran
        assert "Listening" not in ran.out and "/join/" not in ran.out


def test_no_console(bare):
    bare.start("--no-console")
    assert bare.console is None and bare.link is None and "onsole" not in bare.said()
    for path in ("/", "/sign-in", "/services"):
        assert bare.get(path).body == wire.NOTHING_HERE
    assert bare.get("/healthz").status == 200
    bare.stop()
    bare.start(env={"LETHE_NO_CONSOLE": "true"})
    assert bare.console is None


@pytest.mark.parametrize(
    "words",
    [
        ["--console", "127.0.0.1"],
        ["--console", "x"],
        ["--console", "127.0.0.1:0", "--no-console"],
        ["--console-url", "kyc.example.com"],
        ["--console-url", "https://kyc.example.com/console"],
        ["--console-url", "https://olga@kyc.example.com"],
        ["--console-url", "http://kyc.example.com"],
        ["--console-url", "ftp://kyc.example.com"],
        ["--console-url", "https://"],
    ],
)
def test_bad_console_settings(bare, words):
    ran = bare.refused("--listen", "127.0.0.1:0", *words)
    assert ran.code == CONFIGURATION and not bare.data.exists(), ran


@pytest.mark.parametrize("console", ["0.0.0.0:0", "[::]:0", "192.0.2.1:0", "lethe.example:0"])
def test_no_plain_text_console_beyond_this_machine(bare, console):
    ran = bare.refused("--listen", "127.0.0.1:0", "--console", console)
    assert ran.code == CONFIGURATION and "--behind-proxy" in ran.err and "--tls-certificate" in ran.err
    assert not bare.data.exists()


def test_console_url(bare):
    bare.start("--console-url", "https://kyc.example.com/", "--behind-proxy")
    assert bare.console == "https://kyc.example.com"
    assert bare.link.startswith("https://kyc.example.com/join/")
    assert bare.member_link().startswith("https://kyc.example.com/join/"), "the server knows it"
    bare.stop()
    bare.start("--behind-proxy", env={"LETHE_CONSOLE_URL": "https://other.example.com:8443"})
    assert bare.console == "https://other.example.com:8443" and "--console-url" not in bare.said()
    bare.stop()
    bare.start("--behind-proxy")
    assert "--console-url" in bare.said(), "it must say that browsers see another address"


# ---- the link for the first member


def test_link_is_printed_until_somebody_is_in(bare):
    bare.start("--log-level", "trace")
    first = bare.link
    assert first.startswith(bare.console + "/join/") and bare.said().count("/join/") == 1
    token = first.rpartition("/")[2]
    assert len(token) >= 32
    status, cookies = join(first)
    assert status == 303 and any(cookie.startswith("__Host-") for cookie in cookies)
    assert 400 <= join(first, OWNER | {"email": "another@example.com"})[0] < 500, "a link is good once"
    page(first)
    assert token not in bare.stderr.read_text("utf-8"), "the log holds the link"
    bare.restart()
    assert bare.link is None and bare.console, "there is a member, so no link is printed"
    assert token not in bare.said()
    (member,) = bare.done("member", "list")["members"]
    assert (member["name"], member["email"], member["role"]) == ("Olga Owner", "olga.owner@example.com", "owner")
    assert member["everyService"] is True and member["secondFactor"] is False and "service" not in member


def test_link_in_json(bare):
    """`--json` still answers with one document."""
    with open(bare.folder / "out", "wb") as out, open(bare.folder / "err", "wb") as err:
        command = [bare.binary, "serve", "--data", bare.data, "--listen", "127.0.0.1:0", "--json", "--log-format", "json"]
        process = subprocess.Popen(command, stdout=out, stderr=err, env=bare.environment())
    try:
        told = json.loads(eventually(lambda: (bare.folder / "out").read_text()))
        assert told["console"] == told["listening"] and told["link"].startswith(told["console"] + "/join/")
        assert told["linkExpiresAt"].endswith("Z")
        assert "/join/" not in (bare.folder / "err").read_text()
    finally:
        process.terminate()
        assert process.wait(20) == 0


def test_journal_gets_no_link(bare):
    """systemd writes down what a service prints, so it is told how to get a link instead."""
    ours, journal = socket.socketpair()
    ours.settimeout(20)
    found = os.fstat(journal.fileno())
    with open(bare.folder / "err", "wb") as err:
        process = subprocess.Popen(
            [bare.binary, "serve", "--data", bare.data, "--listen", "127.0.0.1:0"], stdout=journal, stderr=err,
            env=bare.environment({"JOURNAL_STREAM": f"{found.st_dev}:{found.st_ino}"}),
        )
    journal.close()
    try:
        said = b""
        while b"Console: " not in said:
            part = ours.recv(4096)
            assert part, said
            said += part
        assert b"/join/" not in said and b"lethe member link" in said and "/join/" not in (bare.folder / "err").read_text()
    finally:
        process.terminate()
        assert process.wait(20) == 0
        ours.close()


def test_unused_link_outlives_a_restart(bare):
    bare.start()
    link = bare.link
    bare.restart()
    path = urllib.parse.urlsplit(link).path
    assert bare.link and bare.link.rpartition("/")[2] != link.rpartition("/")[2]
    assert join(bare.console + path)[0] == 303


# ---- lethe member


def test_member_link_online(lethe):
    told = lethe.done("member", "link")
    assert set(told) == {"url", "expiresAt"} and told["url"].startswith(lethe.console + "/join/")
    assert join(told["url"])[0] == 303
    invited = lethe.done("member", "link", "--email", "rita@example.com", "--role", "reviewer", "--service", "acme")
    assert join(invited["url"], OWNER | {"name": "Rita Reviewer", "email": "rita@example.com"})[0] == 303
    team = {member["email"]: member for member in lethe.done("member", "list")["members"]}
    assert set(team) == {"olga.owner@example.com", "rita@example.com"}
    rita = team["rita@example.com"]
    assert (rita["role"], rita["service"], rita["everyService"]) == ("reviewer", "acme", False)
    lethe.create_service("Other", "other")
    assert len(lethe.done("member", "list", "--service", "acme")["members"]) == 2
    assert len(lethe.done("member", "list", "--service", "other")["members"]) == 1, "only who is everywhere"
    for_people = lethe.cli("member", "list", json=False)
    assert "Rita Reviewer" in for_people.out and "every service" in for_people.out and for_people.err == ""


def test_member_link_offline(bare):
    ran = bare.cli("member", "link")
    assert ran.code == 0 and ran.document["url"].startswith("http://127.0.0.1:8080/join/"), ran
    assert "isn't served now" in ran.err
    settings = {"LETHE_CONSOLE": "127.0.0.1:8099"}
    assert bare.cli("member", "link", env=settings).document["url"].startswith("http://127.0.0.1:8099/join/")
    ran = bare.cli("member", "link", "--console-url", "https://kyc.example.com", env=settings)
    assert ran.document["url"].startswith("https://kyc.example.com/join/")
    for_people = bare.cli("member", "link", json=False)
    assert for_people.out.startswith("http://127.0.0.1:8080/join/") and "once" in for_people.out
    bare.start()
    assert join(bare.console + urllib.parse.urlsplit(ran.document["url"]).path)[0] == 303
    bare.stop()
    assert [member["name"] for member in bare.done("member", "list")["members"]] == ["Olga Owner"]


def test_member_link_reads_the_email_from_standard_input(lethe):
    ran = lethe.run("member", "link", "--email", "-", "--data", lethe.data, "--json", input=b"rita@example.com\n")
    assert ran.code == 0, ran
    assert join(ran.document["url"])[0] == 303
    (member,) = lethe.done("member", "list")["members"]
    assert member["email"] == "rita@example.com", "the link is for that e-mail, whatever the form says"


@pytest.mark.parametrize(
    "words, code",
    [
        (["link", "--role", "king"], BAD_INPUT),
        (["link", "--service", "nothing"], BAD_INPUT),
        (["link", "--email", "nobody"], BAD_INPUT),
        (["link", "--console-url", "kyc.example.com"], CONFIGURATION),
        (["list", "--service", "nothing"], BAD_INPUT),
        (["list", "--service", "../keys"], BAD_INPUT),
        (["link", "--nothing"], USAGE),
    ],
)
def test_member_refused(shared, words, code):
    ran = shared.cli("member", *words)
    assert ran.code == code, ran
    if code != USAGE:
        assert ran.document["status"] == "error" and ran.err.startswith("lethe: ")


def test_member_list_of_nobody(lethe):
    assert lethe.done("member", "list") == {"members": []}
    assert "lethe member link" in lethe.cli("member", "list", json=False).out
    doctor = {check["check"]: check for check in lethe.doctor().document["checks"]}
    assert doctor["members"]["state"] == "ok" and "lethe member link" in doctor["members"]["message"]
    join(lethe.link)
    doctor = {check["check"]: check for check in lethe.doctor().document["checks"]}
    assert doctor["members"]["state"] == "ok" and "none" not in doctor["members"]["message"]


def test_help_of_members():
    with Lethe() as lethe:
        for words in (["member"], ["member", "link"], ["member", "list"]):
            ran = lethe.run(*words, "--help")
            assert ran.code == 0 and ran.out.startswith("OVERVIEW: "), words
        assert not lethe.data.exists()


# ---- the demonstration


def test_demo_once(bare):
    ran = bare.run("demo", "--once", "--json", "--people", harness.ROOT / "Examples" / "people", within=120)
    assert ran.code == 0 and ran.document["held"] is True, ran
    checks = [check["check"] for check in ran.document["checks"]]
    assert any("link lets the first owner in" in check for check in checks), checks
    assert "link" not in ran.document, "it is used up"
    assert not list(bare.temporary.iterdir()) and not (bare.folder / "lethe-demo-data").exists()


def test_demo_leaves_the_server_running(bare):
    out, data = bare.folder / "out", bare.folder / "lethe-demo-data"
    with open(out, "wb") as file:
        process = subprocess.Popen(
            [bare.binary, "demo", "--people", str(harness.ROOT / "Examples" / "people")], cwd=bare.folder, stdout=file,
            stdin=subprocess.DEVNULL, env=bare.environment(),
        )
    try:
        eventually(lambda: "Ctrl-C ends it" in out.read_text() or process.poll() is not None, within=60)
        told = out.read_text()
        assert process.poll() is None, told
        (link,) = harness.LINK.findall(told)
        assert stat.S_IMODE(data.stat().st_mode) == 0o700
        assert join(link)[0] == 303
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert not data.exists(), "the demo's data is still there"
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()

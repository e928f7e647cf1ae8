"""The network edge: CORS, TLS, proxies, networks (contract 1.1; issue, points 6 and 8)."""

import http.client
import socket
import ssl
import subprocess
import time

import pytest

import candidates
import wire
from harness import CONFIGURATION, eventually, read_answer

ORIGIN = "https://app.example.com"
CORS = (
    "access-control-allow-origin",
    "access-control-allow-methods",
    "access-control-allow-headers",
     "access-control-max-age")


# ---- CORS


def preflight(lethe, path, origin=ORIGIN):
    headers = {"Origin": origin, "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization"}
    return lethe.request("OPTIONS", path, headers=headers)


def test_cors_is_off_by_default(lethe):
    key = lethe.create_key("text")
    for answer in (lethe.get(lethe.list_path(), key, headers={"Origin": ORIGIN}), preflight(lethe, lethe.list_path())):
        assert not [name for name in answer.headers if name.startswith("access-control")]
    assert preflight(lethe, lethe.list_path()).status == 404


def test_cors(lethe):
    lethe.create_service("Other", "other")
    lethe.set_service(cors_origin=[ORIGIN, "http://localhost:3000"])
    key, other = lethe.create_key("text", write=True), lethe.create_key("text", service="other")
    paths = [
    lethe.list_path(),
    lethe.by_ref_id("x"),
    lethe.whoami_path(),
    lethe.beta_path("x"),
    lethe.by_record_id(
        "0" * 24)]
    for origin in (ORIGIN, "http://localhost:3000"):
        for path in paths:
            answer = preflight(lethe, path, origin)
            assert (answer.status, answer.body) == (204, b"")
            assert answer.headers["access-control-allow-origin"] == origin
            assert {"GET", "POST"} <= set(answer.headers["access-control-allow-methods"].split(", "))
            assert "authorization" in answer.headers["access-control-allow-headers"].lower()
            assert "content-type" in answer.headers["access-control-allow-headers"].lower()
            assert answer.headers["vary"] == "Origin"
    # Good answers and every kind of error carry the header.
    asked = {"Origin": ORIGIN}
    answers = [
    (200, lethe.get(
        lethe.list_path(), key, headers=asked)), (401, lethe.get(
            lethe.list_path(), headers=asked)), (403, lethe.get(
                lethe.list_path(), other, headers=asked)), (404, lethe.get(
                    lethe.by_ref_id("x"), key, headers=asked)), (400, lethe.get(
                        lethe.list_path("x"), key, headers=asked)), (400, lethe.post(
                            lethe.beta_path("x"), key, "{", headers=asked)), (400, lethe.get(
                                lethe.list_path() + "?" + "x" * 9000, key, headers=asked)), (404, lethe.get(
                                    f"{lethe.list_path()}/a/b", key, headers=asked)), (422, lethe.post(
                                        lethe.beta_path("x"), key, "[]", headers=asked)), ]
    lethe.set_service(rate=1, burst=1)
    lethe.get(lethe.list_path(), key)
    answers.append((429, lethe.get(lethe.list_path(), key, headers=asked)))
    for status, answer in answers:
        assert answer.status == status
        assert answer.headers.get("access-control-allow-origin") == ORIGIN, answer
        assert answer.headers["vary"] == "Origin"
        assert "access-control-allow-credentials" not in answer.headers
    assert "Retry-After" in answers[-1][1].headers["access-control-expose-headers"]


@pytest.mark.parametrize("origin", ["https://app.example.com.evil.test",
                         "http://app.example.com", "https://APP.example.com", "null", "*", ""])
def test_other_origins(lethe, origin):
    lethe.set_service(cors_origin=[ORIGIN])
    key = lethe.create_key("text")
    answers = [
    preflight(
        lethe, lethe.list_path(), origin), lethe.get(
            lethe.list_path(), key, headers={
                "Origin": origin})]
    answers.append(preflight(lethe, lethe.list_path(service="other")))
    for answer in answers:
        assert not [name for name in answer.headers if name.startswith("access-control")], answer
    # The browser keeps the answer from the page; a program is not concerned.
    assert answers[1].status == 200


def test_origins_are_checked_and_can_be_removed(lethe):
    for bad in ("*", "https://", "app.example.com", "https://app.example.com/", "https://a b", "ftp://app.example.com"):
        ran = lethe.cli("service", "set", "acme", "--cors-origin", bad)
        assert ran.code == 65 and ran.document["extra"] == {"field": "corsOrigins"}, bad
    lethe.set_service(cors_origin=[ORIGIN])
    lethe.set_service(remove_cors_origin=ORIGIN)
    assert preflight(lethe, lethe.list_path()).status == 404


# ---- TLS, proxies, networks


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    chain, key = folder / "chain.pem", folder / "private.pem"
    subprocess.run( ["openssl",
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
    "-days",
    "1",
    "-subj",
    "/CN=lethe.test",
    "-addext",
    "subjectAltName=DNS:lethe.test,IP:127.0.0.1",
    "-keyout",
    key,
    "-out",
    chain],
    check=True,
    capture_output=True,
     )
    return chain, key


def test_tls(bare, certificate):
    chain, key_file = certificate
    bare.start("--tls-certificate", chain, "--tls-key", key_file, listen="0.0.0.0:0")
    assert bare.url.startswith("https://")
    bare.url = bare.url.replace("0.0.0.0", "127.0.0.1")
    bare.create_service("Acme", "acme")
    person = candidates.heavy("ada", picture_bytes=700_000)
    bare.import_people([person])
    host, port = bare.address
    context = ssl.create_default_context(cafile=chain)
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context.minimum_version = context.maximum_version = version
        connection = http.client.HTTPSConnection(host, port, context=context, timeout=20)
        answer = bare.get(bare.by_ref_id("ada"), bare.create_key("pictures"), connection=connection)
        assert answer.body == candidates.answer(person, "pictures")
        connection.close()
    # The clock works through TLS as well.
    answer = bare.get(bare.by_ref_id("ada"), bare.create_key("pictures", "0s"))
    assert answer.body == candidates.answer(person, "pictures", will_archive=answer.data["willArchiveAtDate"])
    watcher = bare.create_key("metadata")
    eventually(lambda: bare.get(bare.by_ref_id("ada"), watcher).data["isArchived"])
    # Plain text on the same port is not answered.
    plain = bare.socket(timeout=5)
    plain.sendall(bare.head("/healthz"))
    try:
        assert read_answer(plain)[0] == 0
    except ConnectionError:
        pass
    plain.close()


def test_cut_answer_through_tls_starts_nothing(bare, certificate):
    chain, key_file = certificate
    bare.start("--tls-certificate", chain, "--tls-key", key_file)
    bare.create_service("Acme", "acme")
    bare.import_people([candidates.heavy("ada", picture_bytes=1_500_000)])
    key, watcher = bare.create_key("pictures", "0s"), bare.create_key("metadata")
    context = ssl.create_default_context(cafile=chain)
    for _ in range(3):
        secure = context.wrap_socket(bare.socket(receive_buffer=8192), server_hostname="lethe.test")
        secure.sendall(bare.head(bare.by_ref_id("ada"), key))
        assert secure.recv(1000)
        secure.close()
    time.sleep(0.7)
    data = bare.get(bare.by_ref_id("ada"), watcher).data
    assert not data["isArchived"] and "willArchiveAtDate" not in data


@pytest.mark.parametrize("listen", ["0.0.0.0:0", "[::]:0", "192.0.2.1:0", "lethe.example:0"])
def test_no_plain_text_beyond_this_machine(bare, listen):
    ran = bare.refused("--listen", listen)
    assert ran.code == CONFIGURATION and "--behind-proxy" in ran.err and "--tls-certificate" in ran.err
    assert not bare.data.exists(), "it made something before it refused"


@pytest.mark.parametrize("listen", ["127.0.0.1:0", "localhost:0", "[::1]:0"])
def test_plain_text_on_this_machine(bare, listen):
    if "::1" in listen and not socket.has_dualstack_ipv6():
        pytest.skip("this machine has no IPv6")
    bare.start(listen=listen)
    assert bare.get("/healthz").status == 200


def test_bad_tls_files(bare, certificate):
    chain, key = certificate
    nothing = bare.folder / "nothing.pem"
    for words in ([chain, None], [None, key], [chain, nothing], [nothing, key], [key, chain]):
        options = [
    word for name,
    file in zip(
        ("--tls-certificate",
        "--tls-key"),
        words) if file for word in (
            name,
             file)]
        ran = bare.refused("--listen", "127.0.0.1:0", *options)
        assert ran.code == CONFIGURATION and ran.err.startswith("lethe: "), ran
        assert "PRIVATE" not in ran.err


def test_networks_and_the_proxy(bare):
    bare.start()
    bare.create_service("Acme", "acme")
    near, far = bare.create_key("text", network="127.0.0.0/8"), bare.create_key("text",
                                network=["192.0.2.0/24", "2001:db8::/32"])
    message = "This key may not be used from this network."

    def status(key, *forwarded):
        bare_socket = bare.socket()
        bare_socket.sendall(
    bare.head(
        bare.list_path(), key, headers=[
            ("X-Forwarded-For", value) for value in forwarded]))
        got, _, body = read_answer(bare_socket)
        bare_socket.close()
        assert got == 200 or body == wire.error(403, "forbidden", message)
        return got

    # Nobody in front: what a caller says of himself counts for nothing.
    assert [status(near), status(near, "192.0.2.1"), status(far), status(far, "192.0.2.1")] == [200, 200, 403, 403]
    bare.restart("--behind-proxy")
    # The proxy has written the last entry, whatever the caller wrote before it.
    for forwarded, is_far in [
        (["192.0.2.1"], True), (["10.0.0.1, 192.0.2.1"], True), (["10.0.0.1,192.0.2.255 "], True),
        (["10.0.0.1", "192.0.2.9"], True),
        (["2001:db8::1"], True), (["::ffff:192.0.2.1"], True), (["192.0.2.1, 10.0.0.1"], False),
        (["192.0.2.1", "10.0.0.1"], False),
        (["192.0.3.1"], False), (["nonsense"], False), (["192.0.2.1, "], False), (["192.0.2.01"], False), ([""], False),
    ]:
        assert status(far, *forwarded) == (200 if is_far else 403), forwarded
        assert status(near, *forwarded) == 403, forwarded
    # The proxy's own requests, without a caller behind it.
    assert status(near) == 200
    for bad in ("192.0.2.0/33", "192.0.2", "x", ""):
        ran = bare.cli("key", "create", "--service", "acme", "--description", "x", "--scope", "text", "--network", bad)
        assert ran.code in (64, 65), bad


def test_behind_a_proxy_any_address_will_do(bare):
    bare.start("--behind-proxy", listen="0.0.0.0:0")
    bare.url = bare.url.replace("0.0.0.0", "127.0.0.1")
    assert bare.get("/healthz").status == 200

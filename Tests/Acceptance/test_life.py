"""The data directory's life: first start, one owner at a time, root keys, schema, settings, stopping (issue, points
3, 4 and 9)."""

import base64
import hashlib
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import threading
import time

import pytest

import candidates
import wire
from harness import CONFIGURATION, UNAVAILABLE, Lethe, eventually

ROOT_KEY = bytes(range(32))


def fingerprint(folder):
    """Every name, mode, time of change and byte below a folder, but what SQLite keeps in shared memory."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        found[str(path.relative_to(folder))] = (stat.filemode(status.st_mode), status.st_mtime_ns, content)
    return found


def readable(lethe, *arguments, env=None):
    lethe.start(*arguments, env=env)
    answer = lethe.get(lethe.by_ref_id("ada"), lethe.key)
    lethe.stop()
    return answer.status == 200 and len(answer.json["data"]["identities"]) == 4


# ---- first start


def test_first_start(bare):
    bare.start()
    said = bare.said()
    assert said.count("Listening on http://127.0.0.1:") == 1
    assert f"A new root key was made: {bare.data}/keystore/root.key" in said
    for path in [bare.data, *bare.data.rglob("*")]:
        mode = stat.S_IMODE(path.lstat().st_mode)
        assert mode & 0o077 == 0, f"{path} is open to others: {mode:o}"
    assert not list(bare.temporary.iterdir()), "something in the temporary directory"
    bare.restart()
    assert "new root key" not in bare.said(), "said at the first start only"


def test_umask_of_the_caller_does_not_matter(bare):
    command = ["sh", "-c", f"umask 0; exec '{bare.binary}' service create --name A --data '{bare.data}'"]
    subprocess.run(command, check=True, capture_output=True, env=bare.environment(), cwd=bare.folder)
    for path in [bare.data, *bare.data.rglob("*")]:
        assert stat.S_IMODE(path.lstat().st_mode) & 0o077 == 0, path


def test_serve_as_json(bare):
    with open(bare.folder / "out", "wb") as out:
        command = [bare.binary, "serve", "--data", bare.data, "--listen", "127.0.0.1:0", "--json"]
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, env=bare.environment())
    try:
        text = eventually(lambda: (bare.folder / "out").read_text())
        assert text.startswith('{"listening":"http://127.0.0.1:') and text.count("\n") == 1
    finally:
        process.terminate()
        assert process.wait(20) == 0


# ---- one owner


def test_second_server_is_refused(filled):
    filled.start()
    before = {name: value for name, value in fingerprint(filled.data).items() if not name.endswith("-shm")}
    ran = filled.refused("--listen", "127.0.0.1:0")
    assert ran.code == UNAVAILABLE and "Another lethe" in ran.err and str(filled.data) in ran.err, ran
    after = {name: value for name, value in fingerprint(filled.data).items() if not name.endswith("-shm")}
    assert after == before
    assert filled.get(filled.by_ref_id("ada"), filled.key).status == 200
    assert filled.done("service", "list")["services"][0]["clientId"] == "acme", "its commands still find the first"


def test_two_starts_at_once(bare):
    """Of ten that start at the same time on no data at all, one serves and the others say why not."""
    processes = [
        subprocess.Popen(
            [bare.binary, "serve", "--data", bare.data, "--listen", "127.0.0.1:0"], env=bare.environment(),
            cwd=bare.folder,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for _ in range(10)
    ]
    try:
        eventually(lambda: sum(process.poll() is None for process in processes) == 1, within=20)
        time.sleep(0.2)
        (alive,) = [process for process in processes if process.poll() is None]
        for process in processes:
            if process is not alive:
                _, err = process.communicate()
                assert process.returncode in (UNAVAILABLE, CONFIGURATION, 73,
                                              74) and "lethe: " in err, (process.returncode, err)
        assert bare.cli("service", "create", "--name", "A", "--client-id", "acme").code == 0
        alive.send_signal(signal.SIGTERM)
        assert alive.wait(20) == 0
        alive.communicate()
    finally:
        for process in processes:
            if process.poll() is None:
                process.kill()
                process.communicate()
    assert bare.done("service", "list")["services"][0]["clientId"] == "acme"


def test_commands_at_once_without_a_server(filled):
    """Each waits its turn; none says that the data is taken."""
    ran = []
    threads = [threading.Thread(target=lambda: ran.append(filled.cli("service", "list"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.code for one in ran] == [0] * 8, ran


def test_killed_server_leaves_nothing_in_the_way(filled):
    filled.start()
    filled.kill()
    assert (filled.data / "admin.sock").exists()
    assert filled.done("service", "list")["services"]
    assert readable(filled)


def test_port_in_use(filled):
    filled.start()
    with Lethe() as other:
        ran = other.refused("--listen", "{}:{}".format(*filled.address))
        assert ran.code == UNAVAILABLE and "can't listen on 127.0.0.1:" in ran.err, ran


@pytest.mark.parametrize("listen", ["", "x", "127.0.0.1", "127.0.0.1:",
                         "127.0.0.1:70000", ":8080", "127.0.0.1:-1", "1::2:3:x"])
def test_bad_listen(bare, listen):
    ran = bare.refused(f"--listen={listen}")
    assert ran.code in (64, CONFIGURATION) and not bare.data.exists(), ran


@pytest.mark.parametrize("words", [["--max-connections", "0"], ["--body-budget", "0"],
                         ["--idle-timeout", "x"], ["--log-level", "loud"]])
def test_bad_settings(bare, words):
    ran = bare.refused(*words)
    assert ran.code in (64, CONFIGURATION) and not bare.data.exists(), ran


def test_settings_from_environment_and_file(bare):
    bare.start(env={"LETHE_ADDRESS_RATE": 1, "LETHE_ADDRESS_BURST": 2})
    assert [bare.get("/healthz").status for _ in range(3)] == [200, 200, 429]
    bare.stop()
    settings = bare.folder / "settings.json"
    settings.write_text('{"addressRate": 1, "addressBurst": 3}')
    bare.start("--config", settings)
    assert [bare.get("/healthz").status for _ in range(4)] == [200, 200, 200, 429]
    bare.stop()
    assert bare.refused(env={"LETHE_MAX_CONNECTIONS": "many"}).code == CONFIGURATION
    settings.write_text("{")
    assert bare.refused("--config", settings).code == CONFIGURATION


# ---- stopping


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stop_ends_what_is_under_way(filled, number):
    """A request that has begun is answered; the clock it starts is not lost; then the process ends with 0."""
    filled.import_people([candidates.heavy("heavy", 5, picture_bytes=1_500_000)])
    filled.start()
    key, watcher = filled.create_key("pictures", "1h"), filled.create_key("metadata")
    reader = filled.socket(receive_buffer=65536)
    reader.sendall(filled.head(filled.by_ref_id("heavy"), key))
    received = len(reader.recv(10_000))
    filled.process.send_signal(number)
    time.sleep(0.3)
    while part := reader.recv(1 << 20):
        received += len(part)
    assert received > 8_000_000, "the answer was not sent to its end"
    assert filled.process.wait(20) == 0, filled.said()
    filled.process = None
    filled.start()
    assert "willArchiveAtDate" in filled.get(filled.by_ref_id("heavy"), watcher).data


def test_log_has_no_personal_data(filled):
    """Whatever goes wrong: no value, no refId, no key in what the server says."""
    filled.start("--log-level", "trace")
    marker = "MARKER5512"
    key, write = filled.create_key("pictures", "0s"), filled.create_key("pictures", write=True)
    body = {"email": f"{marker}@example.com", "given_name": marker,
        "selfie": {"value_base64": "!", "mime_type": "image/png"}}
    for path, content in [(filled.beta_path(marker), body), (filled.beta_path(marker), "{" + marker)]:
        assert filled.post(path, write, content).status in (400, 422)
    body["selfie"]["value_base64"] = base64.b64encode(candidates.png()).decode()
    assert filled.post(filled.beta_path(marker), write, body).status == 200
    for name in (key, "wrong" + key):
        filled.get(filled.by_ref_id(marker), name)
    filled.cli("candidate", "archive", "--service", "acme", marker)
    filled.stop()
    said = filled.said()
    assert len(said) > 100, "the log is empty, the test proves nothing"
    for secret in (marker, key.split("_")[3][:20], base64.b64encode(candidates.png()).decode()[:30]):
        assert secret not in said


# ---- root keys


def test_root_key_from_everywhere(bare):
    """File, environment, command: the same key opens the same data; nothing is made beside the data."""
    hexadecimal = ROOT_KEY.hex()
    file = bare.folder / "root.key"
    file.write_text(hexadecimal + "\n")
    file.chmod(0o600)
    bare.start("--root-key-file", file)
    bare.create_service("Acme", "acme")
    bare.import_people([candidates.person("ada", pictures={"selfie": candidates.png()})])
    bare.key = bare.create_key("pictures")
    bare.stop()
    assert not (bare.data / "keystore" / "root.key").exists()
    for env in ( {"LETHE_ROOT_KEY": hexadecimal}, {"LETHE_ROOT_KEY": base64.b64encode(ROOT_KEY).decode()},
                {"LETHE_ROOT_KEY_FILE": file}, {"LETHE_ROOT_KEY_COMMAND": f"cat {file}"}, ):
        assert readable(bare, env=env), env
        assert bare.run("service", "list", "--data", bare.data, "--json", env=env).code == 0, env
    assert readable(bare, "--root-key-command", f"printf {hexadecimal}")
    for content in bare.data.rglob("*"):
        if content.is_file():
            assert ROOT_KEY not in content.read_bytes() and hexadecimal.encode() not in content.read_bytes(), content


def test_root_key_leaves_the_environment(bare):
    """Nobody finds it in /proc afterwards."""
    bare.start(env={"LETHE_ROOT_KEY": ROOT_KEY.hex()})
    try:
        environment = open(f"/proc/{bare.pid}/environ", "rb").read()
    except PermissionError:
        return
    assert ROOT_KEY.hex().encode() not in environment


def wrong_root_keys(lethe):
    file = lethe.folder / "wrong.key"
    file.write_text("ab" * 32)
    file.chmod(0o600)
    readable_file = lethe.folder / "readable.key"
    readable_file.write_text("ab" * 32)
    readable_file.chmod(0o644)
    short = lethe.folder / "short.key"
    short.write_text("ab" * 31)
    short.chmod(0o600)
    return {
        "another": (["--root-key-file", file], {}), "missing file": (["--root-key-file", lethe.folder / "nothing"], {}),
        "short": (["--root-key-file", short], {}), "open to others": (["--root-key-file", readable_file], {}),
        "environment": ([], {"LETHE_ROOT_KEY": "cd" * 32}), "no key": ([], {"LETHE_ROOT_KEY": "nonsense"}),
        "empty": ([], {"LETHE_ROOT_KEY": ""}), "command": (["--root-key-command", "echo " + "ef" * 32], {}),
        "failing command": (["--root-key-command", "exit 3"], {}), "silent command": (["--root-key-command", "true"],
        {}),
    }


def test_wrong_root_key_touches_nothing(filled):
    before = fingerprint(filled.data)
    for name, (words, env) in wrong_root_keys(filled).items():
        for command in (["serve", "--listen", "127.0.0.1:0"], ["service", "list"],
                        ["service", "create", "--name", "x"]):
            ran = filled.run(*command, "--data", filled.data, *words, env=env)
            assert ran.code == CONFIGURATION and ran.err.startswith("lethe: "), (name, command, ran)
            assert fingerprint(filled.data) == before, (name, command)
        for secret in ("ab" * 31, "cd" * 32, "ef" * 32):
            assert secret not in ran.err, name
    assert readable(filled)


def test_missing_root_key_touches_nothing(filled):
    """The one in the key store was moved away, and nobody says where to."""
    kept = filled.folder / "kept.key"
    shutil.move(filled.data / "keystore" / "root.key", kept)
    before = fingerprint(filled.data)
    for command in (["serve", "--listen", "127.0.0.1:0"], ["service", "list"], ["service", "create", "--name", "x"]):
        ran = filled.run(*command, "--data", filled.data)
        assert ran.code == CONFIGURATION and "root key" in ran.err, ran
        assert fingerprint(filled.data) == before
    assert readable(filled, "--root-key-file", kept)
    assert not (filled.data / "keystore" / "root.key").exists()


@pytest.mark.parametrize("lost", ["keystore/keys.bin", "keystore/epoch.secret", "keystore", "lethe.db"])
def test_half_of_the_data_is_missing(filled, lost):
    path = filled.data / lost
    shutil.move(path, filled.folder / "lost")
    before = fingerprint(filled.data)
    for command in (["serve", "--listen", "127.0.0.1:0"], ["service", "list"], ["service", "create", "--name", "x"]):
        ran = filled.run(*command, "--data", filled.data)
        assert ran.code in (CONFIGURATION, 74) and ran.err.startswith("lethe: "), (command, ran)
        assert fingerprint(filled.data) == before, command
    assert filled.doctor().code == 1
    shutil.move(filled.folder / "lost", path)
    assert readable(filled)


# ---- schema


@pytest.mark.parametrize(
    "change, expected",
    [
        ("INSERT INTO schema_version VALUES (9999, 'future', 'x', 0)", "newer"),
        ("UPDATE schema_version SET checksum = 'x' WHERE version = 1", "not as Lethe made it"),
    ],
)
def test_schema_of_another_time(filled, change, expected):
    database = sqlite3.connect(filled.data / "lethe.db")
    database.execute(change)
    database.commit()
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    contents = {name: value[2] for name, value in fingerprint(filled.data).items()}
    for command in (["serve", "--listen", "127.0.0.1:0"], ["service", "list"]):
        ran = filled.run(*command, "--data", filled.data)
        assert ran.code == CONFIGURATION and expected in ran.err, ran
        after = {name: value[2] for name, value in fingerprint(filled.data).items()}
        side = {name for name in after if name.endswith(("-wal", "-shm"))}
        assert {name: after[name] for name in after if name not in side} == {n: contents[n]
            for n in contents if n not in side}
    doctor = filled.doctor()
    assert doctor.code == 1 and expected in doctor.out


def test_database_that_is_none(filled):
    (filled.data / "lethe.db").write_bytes(b"not a database at all" * 1000)
    ran = filled.refused("--listen", "127.0.0.1:0")
    assert ran.code in (74, CONFIGURATION) and "lethe.db" in ran.err, ran


# ---- what must hold while it runs


def test_ready_is_not_said_when_it_is_not(filled):
    """The store fails: /readyz says no, with a request id and no detail; the process still says that it lives."""
    filled.start()
    assert filled.get("/readyz").status == 200
    store = filled.data / "keystore" / "keys.bin"
    content = store.read_bytes()
    with open(store, "r+b") as file:
        file.write(bytes(64))
    answer = filled.get("/readyz")
    with open(store, "r+b") as file:
        file.write(content[:64])
    wire.expect_error(answer, 503, "unavailable")
    assert answer.headers["retry-after"] == str(answer.json["extra"]["retryAfter"])
    assert filled.get("/healthz").status == 200
    assert filled.get("/readyz").status == 200


def test_no_core_dumps(filled):
    """A crash must not write memory to a disk (design, part 2)."""
    filled.start()
    limits = open(f"/proc/{filled.pid}/limits").read()
    line = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert line.split()[4:6] == ["0", "0"], line
    assert os.path.exists(f"/proc/{filled.pid}")

"""Drives the real program: its server over sockets, its command line as processes. Nothing in here knows its insides.

    with Lethe() as lethe:
        lethe.start()
        lethe.create_service("Acme")
        key = lethe.create_key("pictures", archive_after="10s")
        lethe.import_people([candidates.ada()])
        answer = lethe.get(lethe.by_ref_id("ada"), key)

Every process is ended by its own pid, and every folder removed, also when a test fails.
"""

import atexit
import concurrent.futures
import http.client
import json as jsons
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import urllib.parse
import weakref
from pathlib import Path

from results import Answer, Ran

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("LETHE_BINARY", ROOT / ".build" / "release" / "lethe"))
# `make test` builds it; it is the same program, but it kills itself at a named step.
BINARY_WITH_FAULTS = Path(os.environ.get("LETHE_BINARY_WITH_FAULTS", ROOT / ".build" / "release" / "lethe-with-faults"))

USAGE, BAD_INPUT, UNAVAILABLE, CANNOT_CREATE, IO_FAULT, NOT_ALLOWED, CONFIGURATION = 64, 65, 69, 73, 74, 77, 78

PREFIX = "/kyc/1.0/connect"
LISTENING = re.compile(r"Listening on (https?://\S+)")
CONSOLE = re.compile(r"^Console: (https?://\S+)$", re.MULTILINE)
LINK = re.compile(r"https?://\S+/join/\S+")

_living = weakref.WeakSet()
# Folders go beside the tests: the 256 folders of a picture store take a disk a second. Python waits for it at its end.
_cleaner = concurrent.futures.ThreadPoolExecutor(1)


@atexit.register
def _close_all():
    for lethe in list(_living):
        lethe.close()


class Lethe:
    """One data directory in a temporary folder, and the server on it while there is one."""

    def __init__(self, binary=None, data=None):
        self.binary = Path(binary or BINARY)
        self.folder = Path(tempfile.mkdtemp(prefix="lethe-test-"))
        self.data = Path(data) if data else self.folder / "data"
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir()
        self.process = None
        self.url = None
        # Of the console, and the link for its first member; None where the server prints none.
        self.console = None
        self.link = None
        self.service = None
        self._lock = threading.Lock()
        self._files = 0
        self._started_with = ((), None, None)
        _living.add(self)

    # ---- life

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Ends the server and removes the folder."""
        self.kill()
        try:
            _cleaner.submit(shutil.rmtree, self.folder, ignore_errors=True)
        except RuntimeError:  # at the interpreter's end
            shutil.rmtree(self.folder, ignore_errors=True)

    def environment(self, more=None):
        environment = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
        environment |= {"HOME": str(self.folder), "TMPDIR": str(self.temporary), "TZ": "Asia/Kathmandu"}
        return environment | {name: str(value) for name, value in (more or {}).items()}

    def start(self, *arguments, env=None, binary=None, listen="127.0.0.1:0", within=30.0):
        """Starts `lethe serve` and waits until it listens. Raises, with all it said, when it ends before."""
        assert self.process is None, "it runs already"
        self._started_with = (arguments, env, binary)
        command = [str(binary or self.binary), "serve", "--data", str(self.data), "--listen", listen, *arguments]
        with self._lock:
            self._files += 1
            number = self._files
        self.stdout = self.folder / f"serve-{number}.out"
        self.stderr = self.folder / f"serve-{number}.err"
        with open(self.stdout, "wb") as out, open(self.stderr, "wb") as err:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=self.environment(env), cwd=self.folder
            )
        deadline = time.monotonic() + within
        while True:
            found = LISTENING.search(self.said())
            if found:
                self.url = found.group(1).rstrip("/")
                # The server says all of it in one piece.
                told = self.stdout.read_text("utf-8", "replace")
                console, link = CONSOLE.search(told), LINK.search(told)
                self.console, self.link = console and console.group(1), link and link.group()
                return self
            if self.process.poll() is not None:
                code, self.process = self.process.returncode, None
                raise AssertionError(f"serve ended with {code} before it listened:\n{self.said()}")
            if time.monotonic() > deadline:
                self.kill()
                raise AssertionError(f"serve did not listen within {within} s:\n{self.said()}")
            time.sleep(0.01)

    def refused(self, *arguments, env=None, binary=None, within=20.0):
        """Runs a `lethe serve` that is expected to end by itself; gives what it did."""
        return self.run("serve", "--data", self.data, *arguments, env=env, binary=binary, within=within)

    def said(self):
        """All that the server wrote so far, to both outputs."""
        return "".join(path.read_text("utf-8", "replace") for path in (self.stdout, self.stderr))

    @property
    def pid(self):
        return self.process.pid

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        """SIGKILL, if it runs."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def stop(self, within=20.0):
        """SIGTERM; the server must end by itself with exit code 0."""
        process, self.process = self.process, None
        process.send_signal(signal.SIGTERM)
        try:
            code = process.wait(within)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError(f"serve did not end within {within} s of SIGTERM:\n{self.said()}") from None
        assert code == 0, f"serve ended with {code} after SIGTERM:\n{self.said()}"

    def restart(self, *arguments, env=None):
        """Stops it and starts it again, as before unless something else is said."""
        self.stop()
        before = self._started_with
        return self.start(*(arguments or before[0]), env=env or before[1], binary=before[2])

    # ---- command line

    def run(self, *arguments, env=None, binary=None, input=None, within=60.0):
        """Runs the program with exactly these words."""
        ran = subprocess.run(
            [str(binary or self.binary), *map(str, arguments)], env=self.environment(env), cwd=self.folder,
            input=input, stdin=None if input is not None else subprocess.DEVNULL, capture_output=True, timeout=within,
        )
        out, err = ran.stdout.decode("utf-8", "replace"), ran.stderr.decode("utf-8", "replace")
        try:
            document = jsons.loads(out)
        except ValueError:
            document = None
        return Ran(document, ran.returncode, out, err)

    def cli(self, *arguments, json=True, env=None, check=False, binary=None, within=60.0):
        """Runs a command on this data directory: `document, code = lethe.cli("service", "list")`."""
        more = ["--data", self.data, *(["--json"] if json else [])]
        ran = self.run(*arguments, *more, env=env, binary=binary, within=within)
        if check:
            assert ran.code == 0, f"lethe {' '.join(map(str, arguments))}: {ran}"
        return ran

    def done(self, *arguments, **more):
        """The JSON document of a command that must succeed."""
        return self.cli(*arguments, check=True, **more).document

    # ---- setting the scene

    def create_service(self, name="Acme", client_id=None, **settings):
        """Makes a service; the first one is what everything below means unless a service is named. Gives its id."""
        identifier = ["--client-id", client_id] if client_id else []
        client_id = self.done("service", "create", "--name", name, *identifier)["clientId"]
        self.service = self.service or client_id
        if settings:
            self.set_service(client_id, **settings)
        return client_id

    def set_service(self, client_id=None, **settings):
        """`requests_per_second=5` becomes `--requests-per-second 5`; a list becomes several."""
        return self.done("service", "set", client_id or self.service, *_options(settings))

    def create_key(self, scope="text", archive_after=None, write=False, service=None, description="Test", **more):
        """Makes a key and gives its text. `made_key` gives the whole document."""
        return self.made_key(scope, archive_after, write, service, description, **more)["key"]

    def made_key(self, scope="text", archive_after=None, write=False, service=None, description="Test", **more):
        options = {"archive_after": archive_after, "write": write, **more}
        return self.done(
            "key", "create", "--service", service or self.service, "--description", description, "--scope", scope,
            *_options(options),
        )

    def ndjson(self, people):
        """Writes candidate objects, a line each; a text or bytes among them stands for itself. Gives the path."""
        with self._lock:
            self._files += 1
            path = self.folder / f"people-{self._files}.ndjson"
        lines = []
        for person in people:
            line = person if isinstance(person, (str, bytes)) else jsons.dumps(person, ensure_ascii=False)
            lines.append(line if isinstance(line, bytes) else line.encode())
        path.write_bytes(b"".join(line + b"\n" for line in lines))
        return path

    def import_people(self, people, service=None, check=True, **more):
        """Imports candidate objects from an NDJSON file; gives the command's document."""
        path = self.ndjson(people)
        ran = self.cli("candidate", "import", "--service", service or self.service, path, **more)
        path.unlink()
        if check:
            assert ran.code == 0, ran
        return ran.document

    def candidate(self, verb, ref_id, *more, service=None):
        """`lethe candidate <verb>`; gives what the command did."""
        return self.cli("candidate", verb, "--service", service or self.service, ref_id, *more)

    def member_link(self, email=None, role=None, service=None):
        """A one-time link for somebody: the first owner unless something else is said."""
        return self.done("member", "link", *_options({"email": email, "role": role, "service": service}))["url"]

    def doctor(self):
        return self.cli("doctor")

    # ---- HTTP

    @property
    def address(self):
        parts = urllib.parse.urlsplit(self.url)
        return parts.hostname, parts.port

    def list_path(self, status=None, service=None, **query):
        tail = f"/{status}" if status else ""
        tail += "?" + urllib.parse.urlencode(query) if query else ""
        return f"{PREFIX}/{service or self.service}/applicants{tail}"

    def by_ref_id(self, ref_id, service=None):
        return f"{PREFIX}/{service or self.service}/refId/{urllib.parse.quote(ref_id, safe='')}"

    def by_record_id(self, record_id, service=None):
        return f"{PREFIX}/{service or self.service}/recordId/{record_id}"

    def beta_path(self, ref_id, service=None):
        return f"{PREFIX}/beta/{service or self.service}/refId/{urllib.parse.quote(ref_id, safe='')}"

    def whoami_path(self, service=None):
        return f"/api/v1/services/{service or self.service}/whoami"

    def connection(self, timeout=20.0):
        """A connection that stays open over several requests."""
        host, port = self.address
        if self.url.startswith("https:"):
            return http.client.HTTPSConnection(host, port, timeout=timeout, context=ssl._create_unverified_context())
        return http.client.HTTPConnection(host, port, timeout=timeout)

    def request(self, method, path, key=None, headers=None, body=None, connection=None, timeout=20.0):
        """One request; the path goes out byte for byte as given."""
        own = connection is None
        connection = connection or self.connection(timeout)
        headers = dict(headers or {})
        if key is not None:
            headers["Authorization"] = key
        if body is not None and not isinstance(body, (bytes, str)):
            body = jsons.dumps(body, ensure_ascii=False)
        try:
            began = time.monotonic()
            connection.request(method, path, body.encode() if isinstance(body, str) else body, headers)
            response = connection.getresponse()
            content = response.read()
            pairs = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, pairs, content, began, time.monotonic())
        finally:
            if own:
                connection.close()

    def get(self, path, key=None, **more):
        return self.request("GET", path, key, **more)

    def post(self, path, key=None, body=b"", **more):
        return self.request("POST", path, key, body=body, **more)

    def socket(self, timeout=20.0, receive_buffer=None):
        """A bare TCP connection. A small receive buffer makes a slow reader."""
        bare = socket.socket()
        if receive_buffer:
            bare.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        bare.settimeout(timeout)
        bare.connect(self.address)
        return bare

    def head(self, path, key=None, method="GET", headers=()):
        """The bytes of a request without a body, for a bare socket."""
        lines = [f"{method} {path} HTTP/1.1", "Host: lethe.test"]
        lines += [f"Authorization: {key}"] if key is not None else []
        lines += [f"{name}: {value}" for name, value in headers]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


def read_answer(bare):
    """Reads a socket to its end, or to a whole answer with a Content-Length; gives status, headers and body."""
    received = b""
    while b"\r\n\r\n" not in received:
        part = bare.recv(65536)
        if not part:
            break
        received += part
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = dict((name.lower(), value) for name, value in (line.split(": ", 1) for line in lines[1:]))
    length = int(headers.get("content-length", 0))
    while len(body) < length:
        part = bare.recv(1 << 20)
        if not part:
            break
        body += part
    return int(lines[0].split()[1]) if len(lines[0].split()) > 1 else 0, headers, body


def eventually(holds, within=10.0, every=0.02):
    """Waits until `holds()` gives something true, and gives that."""
    deadline = time.monotonic() + within
    while True:
        found = holds()
        if found or time.monotonic() > deadline:
            assert found, f"did not come true within {within} s"
            return found
        time.sleep(every)


def in_parallel(*works):
    """Runs functions at once in threads; gives their results in order, raises the first fault."""
    results, faults = [None] * len(works), []

    def perform(index, work):
        try:
            results[index] = work()
        except BaseException as fault:  # also an assertion, which pytest must see in its own thread
            faults.append(fault)

    threads = [threading.Thread(target=perform, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return results


def _options(settings):
    words = []
    for name, value in settings.items():
        option = "--" + name.replace("_", "-")
        if value is True:
            words.append(option)
        elif isinstance(value, (list, tuple)):
            words += [word for item in value for word in (option, item)]
        elif value is not None and value is not False:
            words += [option, value]
    return words

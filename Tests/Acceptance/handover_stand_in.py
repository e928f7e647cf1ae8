"""A server that speaks the hand-over of the contract (2.3, 2.5) and misbehaves on request: what `lethe extract` is tested
against where the real server can't be made to fail.

    with StandIn([candidates.person("ada", status="approved")]) as server:
        server.misbehave("take", "cut", "cut")       # the next two answers about a candidate are cut
        lethe.run("extract", "--from", server.url, …)
        assert server.acknowledged == {…}
"""

import hashlib
import hmac
import json
import secrets
import socket
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SERVICE = "acme"
KEY = "lethe_test_0123456789ab_stand-in"


class StandIn:
    """`seal` turns the JSON text of an answer with attributes into the body of a JWE; None for plain answers."""

    def __init__(self, people, seal=None, page=3):
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.people = {person["recordId"]: {"isArchived": False} | person for person in people}
        self.acknowledged, self.deliveries, self.requests, self.leases = set(), [], [], {}
        self.changes, self.faults = [], {}
        self.seal, self.page = seal, page
        self.answers = {}  # recordId -> text that is served instead of the right one
        self.wait = None
        self.connections = []

    def __enter__(self):
        stand_in = self

        class Handler(_Handler):
            server_side = stand_in

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        for connection in self.connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # it is closed already
        self.thread.join()

    def misbehave(self, what, *faults):
        """The next answers to `list`, `take`, `ack` or `changes` go wrong, each in its way."""
        self.faults.setdefault(what, []).extend(faults)

    def add(self, person):
        """A new candidate, or a new submission of a known one."""
        with self.lock:
            self.people[person["recordId"]] = {"isArchived": False} | person
            self.acknowledged.discard(person["recordId"])
            self.changes.append(person["recordId"])
            self.changed.notify_all()

    def taken(self, record):
        """How often an answer about a candidate was begun."""
        return sum(path.endswith(f"/handover/{record}") for _, _, path in self.requests)

    # ---- what it knows

    def ready(self):
        return [record for record in self.people if record not in self.acknowledged]

    def take(self, record):
        with self.lock:
            lease = f"{len(self.deliveries)}.{secrets.token_urlsafe(8)}"
            nonce = secrets.token_urlsafe(24)
            handover = {"lease": lease, "expiresAt": "2036-01-01T00:00:00.000Z", "ackNonce": nonce}
            document = {"status": "success", "data": self.people[record] | {"handover": handover}}
            text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
            text = self.answers.get(record, text)
            self.leases[record] = lease
            digest = hashlib.sha256(text).hexdigest()
            proof = hmac.new(nonce.encode(), f"ack|{record}|{digest}".encode(), hashlib.sha256).hexdigest()
            self.deliveries.append((record, lease, proof))
            return text

    def acknowledge(self, record, lease, proof):
        """The status of the answer."""
        with self.lock:
            if self.leases.get(record) != lease:
                return 409
            expected = next(proof for name, known, proof in self.deliveries if (name, known) == (record, lease))
            if not hmac.compare_digest(expected, proof):
                return 422
            self.acknowledged.add(record)
            return 200


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self):
        self.server_side.connections.append(self.request)
        super().setup()

    def log_message(self, *_):
        pass

    def do_GET(self):
        path, _, query = self.path.partition("?")
        query = dict(urllib.parse.parse_qsl(query))
        side = self.server_side
        with side.lock:
            side.requests.append((time.monotonic(), "GET", path))
        parts = path.split("/")
        if parts[:5] != ["", "api", "v1", "services", SERVICE]:
            return self.fail(404)
        if self.headers.get("Authorization") != KEY:
            return self.fail(401)
        match parts[5:]:
            case ["handover"]: self.answer("list", self.listing(query))
            case ["handover", record]:
                if record not in side.people:
                    return self.fail(404)
                text = side.take(record)
                if side.seal:
                    return self.answer("take", side.seal(text), "application/jose")
                self.answer("take", text)
            case ["changes"]: self.answer("changes", self.feed(query))
            case _: self.fail(404)

    def do_POST(self):
        side = self.server_side
        with side.lock:
            side.requests.append((time.monotonic(), "POST", self.path))
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        record = self.path.split("/")[-2]
        fault = (side.faults.get("ack") or [None])[0]
        if fault == "expired":
            side.faults["ack"].pop(0)
            with side.lock:
                side.leases.pop(record, None)
        if fault in ("429", "503"):
            return self.answer("ack", b"")
        status = side.acknowledge(record, body["lease"], body["proof"])
        if status != 200:
            return self.fail(status)
        self.answer("ack", b'{"status":"success","data":{"willArchiveAtDate":"2036-01-01T00:00:00.000Z"}}')

    def listing(self, query):
        side = self.server_side
        with side.lock:
            everybody, ready = list(side.people), set(side.ready())
            after = int(query.get("after", 0))
            page = [(at, record) for at, record in enumerate(everybody, 1) if at > after and record in ready]
            page = page[: min(side.page, int(query["limit"]))]
            records = [
                {name: side.people[record][name] for name in ("recordId", "refId", "status")} | {"etag": "x"}
                for _, record in page
            ]
        data = {"records": records} | ({"next": str(page[-1][0])} if page else {})
        return json.dumps({"status": "success", "data": data}).encode()

    def feed(self, query):
        side = self.server_side
        after, deadline = int(query.get("after", 0)), time.monotonic() + float(query.get("wait", 0))
        with side.lock:
            side.wait = float(query.get("wait", 0))
            while len(side.changes) <= after and time.monotonic() < deadline:
                side.changed.wait(deadline - time.monotonic())
            new = side.changes[after:]
            records = [
                {"cursor": str(at), "recordId": record, "event": "status", "status": "approved", "submitCount": 1}
                for at, record in enumerate(new, after + 1)
            ]
        data = {"records": records} | ({"next": str(after + len(new))} if new else {})
        return json.dumps({"status": "success", "data": data}).encode()

    # ---- answers, right and wrong

    def fail(self, status, headers=()):
        word = {"status": "error", "code": status, "message": "Refused.", "error": "x"}
        self.send(status, json.dumps(word).encode(), headers=headers)

    def answer(self, what, body, kind="application/json"):
        faults = self.server_side.faults.get(what) or []
        match faults.pop(0) if faults else None:
            case None: self.send(200, body, kind)
            case "429": self.fail(429, [("Retry-After", "1")])
            case "503": self.fail(503, [("Retry-After", "1")])
            case "500": self.fail(500)
            case "cut":
                self.head(200, kind, len(body))
                self.wfile.write(body[: len(body) // 2])
                self.close()
            case "cut chunked":
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                half = body[: len(body) // 2]
                self.wfile.write(f"{len(half):x}\r\n".encode() + half + b"\r\n")
                self.close()
            case "cut unannounced":  # the end of the connection is the end of the body
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(body[: len(body) // 2])
                self.close()
            case "silence": self.close()
            case "slow":
                self.head(200, kind, len(body))
                for start in range(0, len(body), max(1, len(body) // 8)):
                    self.wfile.write(body[start : start + max(1, len(body) // 8)])
                    self.wfile.flush()
                    time.sleep(0.3)
            case "stall":
                self.head(200, kind, len(body))
                self.wfile.write(body[:20])
                self.wfile.flush()
                time.sleep(4)
                self.close()
            case "redirect": self.send(302, b"", headers=[("Location", "http://127.0.0.1:9/")])
            case fault: self.fail(int(fault))

    def head(self, status, kind, length, headers=()):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()

    def send(self, status, body, kind="application/json", headers=()):
        self.head(status, kind, len(body), headers)
        self.wfile.write(body)

    def close(self):
        self.wfile.flush()
        self.close_connection = True

    def handle(self):
        try:
            super().handle()
        except (BrokenPipeError, ConnectionResetError):
            pass  # the receiver was killed

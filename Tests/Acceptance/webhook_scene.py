"""Receivers of webhooks that tests put up: they note what comes, and answer as they are told."""

import base64
import hashlib
import hmac
import http.server
import json
import ssl
import threading
import time

from harness import eventually


class Heard:
    """One request, with its bytes as they came."""

    def __init__(self, handler):
        length = int(handler.headers.get("Content-Length", 0))
        self.body = handler.rfile.read(length)
        self.headers = handler.headers
        self.path = handler.path
        self.at = time.monotonic()
        self.event = json.loads(self.body)

    def is_signed(self, secret, body=None):
        wanted = hmac.new(secret.encode(), self.body if body is None else body, "sha256").hexdigest()
        return wanted == self.headers["X-Hub-Signature"]

    def is_signed_when_written_anew(self, secret):
        """What `JSON.stringify(JSON.parse(body))` signs: Python's objects keep the order of their members too."""
        anew = json.dumps(json.loads(self.body), separators=(",", ":"), ensure_ascii=False).encode()
        return self.is_signed(secret, anew)

    def is_standard(self, secret):
        message = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + self.body
        digest = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), message, hashlib.sha256).digest()
        return "v1," + base64.b64encode(digest).decode() in self.headers["webhook-signature"].split()


class Hook:
    """A receiver on this machine. `answer(handler, heard)` says what it does; without one it answers 200."""

    def __init__(self, answer=None, port=0, tls=None, host="127.0.0.1"):
        self.heard, self.answer, self.names = [], answer, []
        self._lock = threading.Lock()
        hook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                heard = Heard(self)
                with hook._lock:
                    hook.heard.append(heard)
                self.close_connection = True
                try:
                    (hook.answer or Hook.ok)(self, heard)
                except OSError:
                    pass

            do_GET = do_POST

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, *_):
                pass

        self._server = Server((host, port), Handler)
        if tls:
            tls.sni_callback = lambda _, name, __: self.names.append(name)
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self._server.server_address[1]
        self.url = f"{'https' if tls else 'http'}://{'localhost' if tls else '127.0.0.1'}:{self.port}/hook"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    @staticmethod
    def ok(handler, _=None, status=200, body=b"", headers=()):
        handler.send_response(status)
        for name, value in headers:
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    @staticmethod
    def status(status, body=b"", headers=()):
        return lambda handler, _: Hook.ok(handler, status=status, body=body, headers=headers)

    def told(self, ref_id=None):
        """The events that came, in their order; of one candidate where one is named."""
        return [one.event["event"] for one in list(self.heard) if ref_id in (None, one.event.get("refId"))]

    def wait_for(self, count, within=20.0):
        eventually(lambda: len(self.heard) >= count, within=within)
        return list(self.heard)


class Webhook:
    def __init__(self, lethe, url, events="all", **more):
        self.lethe = lethe
        made = self.command("create", "--name", "Test", "--url", url, "--events", events,
            *[word for name, value in more.items() for word in (f"--{name}", value)])
        self.identifier, self.secret = made["id"], made["secret"]

    def command(self, verb, *words):
        identifier = [] if verb == "create" else [self.identifier]
        return self.lethe.done("webhook", verb, "--service", self.lethe.service, *identifier, *words)

    @property
    def state(self):
        """As `lethe webhook list` shows it."""
        listed = self.lethe.done("webhook", "list", "--service", self.lethe.service)["webhooks"]
        return next(webhook for webhook in listed if webhook["id"] == self.identifier)

    def log(self):
        """The newest first."""
        return self.command("log", "--limit", "100")["deliveries"]

    def attempts(self, guid):
        return self.command("log", "--delivery", guid)["attempts"]


def server_tls(certificate, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context

"""Hears of events by webhook, and believes only those that are signed. Python 3.9 or later, no package.

WEBHOOK_SECRET is what Lethe showed when the webhook was made; the port to listen on is the argument. Put a proxy that
speaks TLS in front. One line is printed for each event; what you do with it belongs in `received`."""
import base64, hashlib, hmac, http.server, json, os, sys, time

SECRET = os.environ["WEBHOOK_SECRET"]
TOLERANCE = 300  # seconds that a timestamp may be off
seen = set()  # a table of yours: the same event may come twice


def is_signed(headers, body):
    """The published way: HMAC-SHA256 of the bytes as they came, in hexadecimal. While a secret is replaced, the second
    header carries the signature under the new one."""
    wanted = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest().encode()
    given = [headers.get("X-Hub-Signature", ""), headers.get("X-Hub-Signature-Next", "")]
    return any(hmac.compare_digest(wanted, one.encode()) for one in given)


def is_standard(headers, body):
    """The way of Standard Webhooks (standardwebhooks.com): it covers the id and the time as well, so use this one."""
    is_ours = SECRET.startswith("whsec_")
    key = base64.b64decode(SECRET[6:]) if is_ours else SECRET.encode()
    identifier, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > TOLERANCE:
        return False
    message = f"{identifier}.{timestamp}.".encode() + body
    wanted = b"v1," + base64.b64encode(hmac.new(key, message, hashlib.sha256).digest())
    return any(hmac.compare_digest(wanted, one.encode()) for one in headers.get("webhook-signature", "").split())


def received(event):
    print(event["event"], event["recordId"], event.get("refId", "-"), event["status"], flush=True)


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), 65_536))
        if not (is_signed(self.headers, body) and is_standard(self.headers, body)):
            return self.answer(401)
        event = json.loads(body)
        if event["guid"] not in seen:  # a retry carries the same guid
            received(event)
            seen.add(event["guid"])
        self.answer(204)

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()

"""A receiver of webhooks on this machine: keeps what it gets, and answers what it is told to."""

import http.server
import json
import threading
import time


class Got:
    """One request."""

    def __init__(self, path, headers, body):
        self.path, self.body = path, body
        self.headers = {name.lower(): value for name, value in headers.items()}

    @property
    def json(self):
        return json.loads(self.body)


class Headers(dict):
    """By any case, as web frameworks give them."""

    def __missing__(self, name):
        if name != name.lower():
            return self[name.lower()]
        raise KeyError(name)


class Listener:
    """`with Listener() as listener:` gives `listener.url`."""

    def __init__(self):
        self.status, self.answer = 204, b""
        self.got = []
        listener = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                listener.got.append(Got(self.path, self.headers, body))
                self.send_response(listener.status)
                self.send_header("Content-Length", str(len(listener.answer)))
                self.end_headers()
                self.wfile.write(listener.answer)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}/hook"

    def answers(self, status, body=b""):
        self.status, self.answer = status, body
        return self

    def wait(self, count=1, within=20.0):
        """Until so many requests have come; gives the last one."""
        end = time.monotonic() + within
        while len(self.got) < count:
            assert time.monotonic() < end, f"{len(self.got)} of {count} came"
            time.sleep(0.05)
        return self.got[count - 1]

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

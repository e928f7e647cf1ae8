"""nginx with a configuration of its own: one folder of files on a free port of 127.0.0.1."""

import contextlib
import socket
import subprocess
import time

from processes import BenchFailure

# Two workers for two cores would be `auto`; what is said of it in the report is taken from here.
WORKERS = "auto"
CONFIGURATION = """
daemon off;
master_process on;
worker_processes {workers};
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
{user}
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000000;
    default_type application/json;
    client_body_temp_path {folder}/t1;
    proxy_temp_path {folder}/t2;
    fastcgi_temp_path {folder}/t3;
    uwsgi_temp_path {folder}/t4;
    scgi_temp_path {folder}/t5;
    server {{
        listen 127.0.0.1:{port};
        root {folder}/files;
    }}
}}
"""


class Nginx:
    """Serves `folder`/files."""

    def __init__(self, folder, is_root):
        self.port = _free_port()
        # As root, the workers would change to a user who may not read the folder.
        user = "user root;" if is_root else ""
        text = CONFIGURATION.format(workers=WORKERS, folder=folder, port=self.port, user=user)
        (folder / "nginx.conf").write_text(text, encoding="utf-8")
        self.process = subprocess.Popen(
            ["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder), "-e", str(folder / "error.log")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._await_listening()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        """The master takes its workers along."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=10)

    def _await_listening(self):
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        self.end()
        raise BenchFailure("nginx did not start")


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

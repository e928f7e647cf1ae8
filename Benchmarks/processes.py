"""Programs under measurement: started, watched, and ended by their own id."""

import contextlib
import json
import re
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LETHE = ROOT / ".build/release/lethe"
REFERENCE = ROOT / ".build/release/bench-reference"
CLIENT_ID = "bench"
SCOPES = ("metadata", "text", "pictures")


class BenchFailure(Exception):
    """Something that is measured did not do what it is measured at."""


class Process:
    """A server of ours or a reference. Leaves nothing behind."""

    def __init__(self, command, announces=r"(\d+)", **options):
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            [str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, **options
        )
        line = self.process.stdout.readline()
        self.seconds_to_start = time.perf_counter() - self.started
        found = re.search(announces, line)
        if not found:
            self.end()
            raise BenchFailure(f"{Path(command[0]).name} did not start (exit code {self.process.returncode})")
        self.port = int(found.group(1))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process.stdout.close()

    def memory(self, field):
        """A field of /proc/<pid>/status such as VmRSS or VmHWM, in bytes."""
        text = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        return int(re.search(rf"^{field}:\s+(\d+) kB", text, re.MULTILINE).group(1)) * 1024

    def share_of_memory(self):
        """Pss: memory, with what is shared split among those who share it. `None` where only root may look."""
        with contextlib.suppress(OSError):
            text = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text(encoding="utf-8")
            return int(re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE).group(1)) * 1024
        return None


class Store:
    """A data directory with one service that has no rate limit, and keys of each scope."""

    def __init__(self, folder):
        self.folder = folder
        self.keys = {}

    @classmethod
    def made(cls, folder):
        store = cls(folder)
        store.lethe("service", "create", "--name", "Bench", "--client-id", CLIENT_ID, "--rate", "0")
        for scope in SCOPES:
            store.keys[scope] = store.key(scope)
        return store

    def key(self, scope, *options):
        words = ("--service", CLIENT_ID, "--description", "bench", "--scope", scope, *options)
        return json.loads(self.lethe("key", "create", *words))["key"]

    def lethe(self, *words):
        """Runs a command; its standard output."""
        command = [str(LETHE), *map(str, words), "--data", str(self.folder), "--json"]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        if ended.returncode:
            raise BenchFailure(f"lethe {' '.join(map(str, words[:2]))}: {ended.stderr.strip() or ended.stdout.strip()}")
        return ended.stdout

    def imported(self, *paths):
        """Imports and returns the seconds it took, the start of the program included."""
        before = time.perf_counter()
        self.lethe("candidate", "import", "--service", CLIENT_ID, *paths)
        return time.perf_counter() - before

    def serving(self):
        """The server, without limits a second for an address."""
        command = [LETHE, "serve", "--listen", "127.0.0.1:0", "--address-rate", "0", "--data", self.folder]
        return Process(command, announces=r"Listening on http://127\.0\.0\.1:(\d+)")


def bare_hummingbird(body_file):
    return Process([REFERENCE, body_file])

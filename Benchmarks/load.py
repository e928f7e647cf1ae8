"""Load and its figures."""

import http.client
import re
import statistics
import subprocess
import threading
from dataclasses import dataclass

from processes import CLIENT_ID, BenchFailure

UNITS = {"B": 1, "KB": 2**10, "MB": 2**20, "GB": 2**30}


@dataclass
class Throughput:
    requests: float
    bytes: float


def path_of(reference_id):
    return f"/kyc/1.0/connect/{CLIENT_ID}/refId/{reference_id}"


def wrk(port, path, seconds, key=None, connections=64):
    """Load by one thread of wrk, each connection asking again as soon as it has its answer."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s"]
    if key:
        command += ["-H", f"Authorization: {key}"]
    ended = subprocess.run(
        [*command, f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=False
    )
    if ended.returncode or "Non-2xx" in ended.stdout:
        raise BenchFailure(f"wrk: {ended.stdout.strip()} {ended.stderr.strip()}")
    requests = float(re.search(r"Requests/sec:\s+([\d.]+)", ended.stdout).group(1))
    size, unit = re.search(r"Transfer/sec:\s+([\d.]+)([KMG]?B)", ended.stdout).groups()
    return Throughput(requests, float(size) * UNITS[unit])


def get(port, path, key=None, connection=None):
    """One answer's body."""
    own = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        own.request("GET", path, headers={"Authorization": key} if key else {})
        answer = own.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise BenchFailure(f"GET {path}: {answer.status} {body[:200]!r}")
        return body
    finally:
        if connection is None:
            own.close()


def get_each(port, paths, key, connections=32):
    """Reads every path once."""
    failures = []

    def read(share):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            for path in share:
                get(port, path, key, connection)
        except (BenchFailure, OSError) as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=read, args=(paths[start::connections],)) for start in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise BenchFailure(str(failures[0]))


@dataclass
class Figures:
    """Several measurements of one thing."""

    values: list

    @property
    def median(self):
        return statistics.median(self.values)

    def written(self, style):
        text = style(self.median)
        if len(self.values) < 2:
            return text
        return f"{text} ({style(min(self.values))} to {style(max(self.values))})"


def alternated(rounds, ours, reference):
    """Measures both in turn, so that whatever disturbs the machine disturbs both: ours, theirs and each pair's ratio."""
    pairs = [(ours(), reference()) for _ in range(rounds)]
    mine, theirs = ([pair[side] for pair in pairs] for side in (0, 1))
    return Figures(mine), Figures(theirs), Figures([ours / other for ours, other in pairs])

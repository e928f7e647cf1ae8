"""Rows 1 to 4: what a reader gets."""

import http.client
import os
import statistics
import threading
import time

from load import Figures, alternated, get, path_of, wrk
from nginx import Nginx
from people import PICTURE_BYTES, reference_id, write_pictured, write_texts
from processes import CLIENT_ID, ROOT, Process, Store, bare_hummingbird
from report import Row, at_least, factor, mebibytes, mebibytes_a_second, milliseconds, requests

CONNECTIONS = 64
READ_CANDIDATES = 1_000
PICTURED = READ_CANDIDATES + 1


def store_to_read(folder):
    """A thousand text-only candidates and one with pictures."""
    store = Store.made(folder / "read")
    texts, pictured = folder / "read.ndjson", folder / "pictured.ndjson"
    write_texts(texts, range(READ_CANDIDATES))
    write_pictured(pictured, ROOT / "Examples/people", PICTURED)
    store.imported(texts, pictured)
    return store


def single_candidate(folder, store, sizes):
    """Rows 1 and 2: one answer, over and over, against a bare route with the same bytes."""
    path = path_of(reference_id(7))
    with store.serving() as lethe:
        for scope, words, least in (("metadata", "a metadata key", 0.60), ("text", "a text key", 0.50)):
            body = folder / f"{scope}.json"
            body.write_bytes(get(lethe.port, path, store.keys[scope]))
            with bare_hummingbird(body) as bare:
                sides = (
                    lambda seconds=sizes.seconds: wrk(lethe.port, path, seconds, store.keys[scope]).requests,
                    lambda seconds=sizes.seconds: wrk(bare.port, "/", seconds).requests,
                )
                for side in sides:
                    side(1)
                measured = alternated(sizes.rounds, *sides)
            what = f"read one candidate, {words}, {CONNECTIONS} connections; reference: bare Hummingbird, same body"
            yield at_least(what, measured, least, requests)


def pictures(folder, store, sizes):
    """Row 3: one candidate with four pictures, against nginx with the same answer as a file."""
    path, key = path_of(reference_id(PICTURED)), store.keys["pictures"]
    (folder / "files").mkdir()
    with store.serving() as lethe:
        (folder / "files/answer.json").write_bytes(get(lethe.port, path, key))
        with Nginx(folder, is_root=os.geteuid() == 0) as nginx:
            measured = alternated(
                sizes.rounds,
                lambda: wrk(lethe.port, path, sizes.seconds, key, connections=8).bytes,
                lambda: wrk(nginx.port, "/answer.json", sizes.seconds, connections=8).bytes,
            )
    size = f"{4 * PICTURE_BYTES / 1e6:.0f} MB"
    what = f"one candidate with four pictures ({size} of JPEG), 8 connections; reference: nginx, the same JSON as a file"
    yield at_least(what, measured, 0.65, mebibytes_a_second)
    with store.serving() as lethe:
        yield _memory_of_pictures(lethe, path, key, sizes)


def _memory_of_pictures(lethe, path, key, sizes):
    get(lethe.port, path, key)
    time.sleep(1)
    before, peaks, ended = lethe.memory("VmRSS"), [], threading.Event()

    def watch():
        while not ended.wait(0.02):
            peaks.append(lethe.memory("VmRSS"))

    watcher = threading.Thread(target=watch)
    watcher.start()
    wrk(lethe.port, path, sizes.seconds, key, connections=CONNECTIONS)
    ended.set()
    watcher.join()
    growth = max(max(peaks), lethe.memory("VmHWM")) - before
    return Row(
        f"the same, {CONNECTIONS} at once: growth of the server's memory", mebibytes(growth),
        f"{mebibytes(before)} before", "", "≤ 64 MiB", growth <= 64 * 2**20,
    )


def pages(small, large, sizes):
    """Row 4: pages of 100, read in sequence, of a small and of a large store, in turn."""
    with small.serving() as few, large.serving() as many:
        for scope, words in (("metadata", "a metadata key"), ("text", "a text key")):
            readers = [
                _PageReader(few, small.keys[scope], start=0),
                # The last of them: a place in the middle would be as good, the first would be too easy.
                _PageReader(many, large.keys[scope], start=sizes.candidates - 100 * (sizes.pages + 2)),
            ]
            times = [[], []]
            for reader in readers:
                reader.next()
            for _ in range(sizes.pages):
                for reader, seconds in zip(readers, times):
                    seconds.append(reader.next())
            for reader in readers:
                reader.close()
            yield _page_row(words, *times, sizes)


def _page_row(words, few, many, sizes):
    ratio = statistics.median(many) / statistics.median(few)
    what = (
        f"a page of 100 after the one before, {words}: {sizes.candidates:,} candidates; "
        f"reference: {sizes.few_candidates:,}"
    )
    return Row(
        what, Figures(many).written(milliseconds), Figures(few).written(milliseconds), factor(ratio), "≤ 1.50",
        ratio <= 1.5,
    )


class _PageReader:
    """Goes through a list."""

    def __init__(self, server: Process, key, start):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        self.server, self.key, self.skip = server, key, start

    def next(self):
        """The seconds that the next page took."""
        path = f"/kyc/1.0/connect/{CLIENT_ID}/applicants?skip={self.skip}&limit=100"
        before = time.perf_counter()
        get(self.server.port, path, self.key, self.connection)
        self.skip += 100
        return time.perf_counter() - before

    def close(self):
        self.connection.close()

"""Rows 5 to 7: what the keeper does: archive, import, start."""

import shutil
import sqlite3
import time

from load import Figures, get_each, path_of
from people import reference_id, write_texts
from processes import BenchFailure, Store
from report import Row, factor, mebibytes, milliseconds, requests


def sweep(folder, sizes):
    """Row 5: so many candidates fall due at once. The server is stopped while they become so, then it catches up."""
    few, many = sizes.sweeps
    rates = {few: [], many: []}
    for number in range(sizes.sweep_rounds):
        for count in sizes.sweeps:
            rates[count].append(count / _seconds_to_archive(folder / f"sweep-{count}-{number}", count))
    small, large = Figures(rates[few]), Figures(rates[many])
    yield Row(
        f"archive sweep, text-only, every key slot synced and read back, {many:,} due at once", large.written(requests),
        "", "", "≥ 2,000/s", large.median >= 2000,
    )
    ratio = large.median / small.median
    yield Row(
        f"the same, linear: reference {few:,} due at once", large.written(requests), small.written(requests),
        factor(ratio), "≥ 0.80", ratio >= 0.8,
    )


def _seconds_to_archive(folder, count):
    store = Store.made(folder)
    texts = folder.with_suffix(".ndjson")
    write_texts(texts, range(count))
    store.imported(texts)
    texts.unlink()
    # Long enough that nothing falls due while the others are still being read.
    delay = 10 + count // 800
    key = store.key("text", "--archive-after", f"{delay}s")
    with store.serving() as lethe:
        get_each(lethe.port, [path_of(reference_id(number)) for number in range(count)], key)
        # The clock of the last ones starts when their connections have told that everything arrived.
        time.sleep(1)
        last = time.time()
    if _count(folder, "SELECT COUNT(*) FROM candidate WHERE archived_at IS NOT NULL"):
        raise BenchFailure("candidates were archived while others were still being read")
    time.sleep(max(0.0, last + delay + 1 - time.time()))
    with store.serving() as lethe:
        while _count(folder, "SELECT 1 FROM candidate WHERE archive_at IS NOT NULL AND archived_at IS NULL LIMIT 1"):
            time.sleep(0.01)
        while _count(folder, "SELECT 1 FROM erasure LIMIT 1"):
            time.sleep(0.01)
        seconds = time.perf_counter() - lethe.started
    archived = _count(folder, "SELECT COUNT(*) FROM candidate WHERE archived_at IS NOT NULL")
    if archived != count:
        raise BenchFailure(f"{archived} of {count} candidates were archived")
    shutil.rmtree(folder)
    return seconds


def _count(folder, sql):
    connection = sqlite3.connect(f"file:{folder}/lethe.db?mode=ro", uri=True, timeout=10)
    try:
        found = connection.execute(sql).fetchone()
        return found[0] if found else 0
    finally:
        connection.close()


def imports(folder, sizes):
    """Row 6: new candidates into an empty store, by the command."""
    rates = []
    for number in range(sizes.imports):
        store = Store.made(folder / f"import-{number}")
        texts = folder / "import.ndjson"
        size = write_texts(texts, range(sizes.import_candidates))
        rates.append(sizes.import_candidates / store.imported(texts))
        texts.unlink()
        shutil.rmtree(store.folder)
    rate = Figures(rates)
    what = f"import, text-only, {sizes.import_candidates:,} lines of {size / sizes.import_candidates:.0f} bytes by the command"
    yield Row(what, rate.written(requests), "", "", "≥ 1,000/s", rate.median >= 1000)


def starts(empty, large, sizes):
    """Row 7: from the start of the process to its word that it listens, and its memory then."""
    for store, words in ((empty, "an empty store"), (large, f"{sizes.candidates:,} candidates")):
        seconds, resident, shared = [], [], []
        for _ in range(sizes.starts):
            with store.serving() as lethe:
                seconds.append(lethe.seconds_to_start)
                time.sleep(2)
                resident.append(lethe.memory("VmRSS"))
                shared.append(lethe.share_of_memory())
        start = Figures(seconds)
        yield Row(f"start with {words}", start.written(milliseconds), "", "", "≤ 300 ms", start.median <= 0.3)
        rest = Figures(resident)
        pss = f"Pss {mebibytes(max(shared))}" if None not in shared else ""
        yield Row(
            f"memory at rest with {words} (resident)", rest.written(mebibytes), pss, "", "≤ 60 MiB",
            rest.median <= 60 * 2**20,
        )

"""`make bench`: every figure that Lethe holds itself to, measured on this machine, beside a reference.

    make bench                        about 20 minutes; the first run also makes a store of a million candidates
    make bench ARGS=--quick           about two minutes, with small stores: to see whether something broke
    make bench ARGS='--rows 1,3'      some rows only
"""

import argparse
import hashlib
import json
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import handing
import keeping
import listing
import machine
import people
import reading
from processes import ROOT, BenchFailure, Store
from report import table

KEPT = ROOT / ".build/bench-data"


@dataclass
class Sizes:
    """How much is measured."""

    rounds: int = 5
    seconds: int = 5
    few_candidates: int = 10_000
    candidates: int = 1_000_000
    pages: int = 80
    sweeps: tuple = (5_000, 20_000)
    sweep_rounds: int = 3
    imports: int = 3
    import_candidates: int = 20_000
    starts: int = 5
    handed_texts: int = 10_000
    handed_pictured: int = 200
    handed_rounds: int = 3


QUICK = Sizes(
    rounds=3, seconds=2, few_candidates=5_000, candidates=20_000, pages=30, sweeps=(1_000, 4_000), sweep_rounds=1, imports=1,
    import_candidates=5_000, starts=3, handed_texts=500, handed_pictured=20, handed_rounds=1,
)
EXPLANATION = """\
Every row with a reference was measured in turn with it, {rounds} times; given is the median, with the least and the
largest in brackets. wrk runs with one thread on the same machine, so all sides share its cores with it. nginx runs with
`worker_processes auto`, `sendfile on`, `access_log off`. No rate limits. Reading with a text or picture key records
each extraction durably before the first byte of its answer; the references record nothing.
"""


def main():
    arguments = parsed()
    sizes = QUICK if arguments.quick else Sizes()
    KEPT.mkdir(parents=True, exist_ok=True)
    head = machine.described(KEPT)
    rows = []
    with tempfile.TemporaryDirectory(prefix="run-", dir=KEPT) as folder:
        for row in measured(Path(folder), sizes, arguments.rows):
            say(f"{row.what}: {row.ours} {row.ratio}".strip())
            rows.append(row)
    for line in head:
        print(f"* {line}")
    print("\n" + EXPLANATION.format(rounds=sizes.rounds))
    print(table(rows))
    return 1 if arguments.strict and any(row.holds is False for row in rows) else 0


def parsed():
    parser = argparse.ArgumentParser(description="Measures Lethe against nginx and a bare Hummingbird.")
    parser.add_argument("--quick", action="store_true", help="small stores and short rounds")
    parser.add_argument("--strict", action="store_true", help="exit code 1 when a figure is not held")
    parser.add_argument(
        "--rows", type=lambda text: {int(word) for word in text.split(",")}, default=set(range(1, 10)),
        help="1,2 one candidate; 3 pictures; 4 pages; 5 archive; 6 import; 7 start; 8 hand-over; 9 console list",
    )
    return parser.parse_args()


def measured(folder, sizes, wanted):
    """The rows of the table, in order."""
    if wanted & {1, 2, 3}:
        store = reading.store_to_read(folder)
        if wanted & {1, 2}:
            yield from reading.single_candidate(folder, store, sizes)
        if 3 in wanted:
            yield from reading.pictures(folder, store, sizes)
    if wanted & {4, 7, 9}:
        large = kept_store(sizes.candidates)
    if 4 in wanted:
        yield from reading.pages(kept_store(sizes.few_candidates), large, sizes)
    if 5 in wanted:
        yield from keeping.sweep(folder, sizes)
    if 6 in wanted:
        yield from keeping.imports(folder, sizes)
    if 7 in wanted:
        yield from keeping.starts(Store.made(folder / "empty"), large, sizes)
    if 8 in wanted:
        yield from handing.hand_over(folder, sizes)
    if 9 in wanted:
        yield from listing.lists(kept_store(sizes.few_candidates), large, sizes)


def kept_store(count):
    """A store of so many text-only candidates, made once and kept for the next runs."""
    folder = KEPT / f"{count}-{format_of_stores()}"
    keys = folder / "bench-keys.json"
    if not keys.exists():
        for old in KEPT.glob(f"{count}-*"):
            shutil.rmtree(old)
        store = Store.made(folder)
        before = time.perf_counter()
        for start in range(0, count, 100_000):
            texts = KEPT / "import.ndjson"
            people.write_texts(texts, range(start, min(count, start + 100_000)))
            store.imported(texts)
            texts.unlink()
            say(f"a store of {count:,} candidates: {min(count, start + 100_000):,}")
        say(f"made in {time.perf_counter() - before:.0f} s; it is kept in {folder.relative_to(ROOT)}")
        keys.write_text(json.dumps(store.keys), encoding="utf-8")
    store = Store(folder)
    store.keys = json.loads(keys.read_text(encoding="utf-8"))
    return store


def format_of_stores():
    """Differs where a store that was made earlier can't be used any more."""
    schema = (ROOT / "Sources/Store/Schema.swift").read_bytes()
    return hashlib.sha256(schema + str(people.VERSION).encode()).hexdigest()[:12]


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BenchFailure as failure:
        sys.exit(f"bench: {failure}")

"""Row 8: the hand-over, both sides on this machine: our server, and `lethe extract` as the receiver."""

import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from jwcrypto import jwe, jwk

from load import Figures, get, path_of
from people import PICTURE_BYTES, reference_id, write_pictured, write_texts
from processes import CLIENT_ID, LETHE, ROOT, BenchFailure, Store
from report import Row, mebibytes, requests

PARALLEL = 4
LARGEST_MEMORY = 256 * 2**20
PEOPLE = {"texts": "text-only", "pictured": f"{4 * PICTURE_BYTES / 1e6:.0f} MB of pictures each"}


def hand_over(folder, sizes):
    """Each kind of candidates, plain and sealed in turn; a key of its own for each run, to which everybody is ready."""
    pair = jwk.JWK.generate(kty="EC", crv="P-256")
    private = folder / "receiver.jwk"
    private.write_text(pair.export(), encoding="utf-8")
    private.chmod(0o600)
    for kind, count in (("texts", sizes.handed_texts), ("pictured", sizes.handed_pictured)):
        store = _store(folder, kind, count)
        runs = {"plain": [], "sealed": []}
        for _ in range(sizes.handed_rounds):
            for form, measured in runs.items():
                measured.append(_Run(folder, store, count, private if form == "sealed" else None, pair))
        alone = Figures([_aes_gcm_alone(runs["plain"][0].bytes // count) for _ in range(sizes.handed_rounds)])
        for form, measured in runs.items():
            yield _speed(kind, form, count, measured, alone)
        yield from _memory(kind, runs["plain"] + runs["sealed"])
        shutil.rmtree(store.folder)


def _store(folder, kind, count):
    store = Store.made(folder / f"handed-{kind}")
    lines = folder / "handed.ndjson"
    if kind == "texts":
        write_texts(lines, range(count))
        store.imported(lines)
    else:
        for number in range(count):
            write_pictured(lines, ROOT / "Examples/people", number)
            store.imported(lines)
    lines.unlink()
    return store


class _Run:
    """One receiver takes everybody over and acknowledges: seconds, bytes of JSON text, peak memory of both sides."""

    def __init__(self, folder, store, count, private, pair):
        key = json.loads(store.lethe(
            "key", "create", "--service", CLIENT_ID, "--description", "hand-over", "--scope", "pictures",
            "--handover-status", "waiting", "--archive-after", "30d", "--after", "acknowledgement"))
        # In memory where there is such a place: how fast a disk syncs is not the question here.
        place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else folder
        with tempfile.TemporaryDirectory(prefix="lethe-bench-", dir=place) as sink, store.serving() as lethe:
            self.bytes = count * len(get(lethe.port, path_of(reference_id(0)), store.keys["pictures"]))
            key_file = Path(sink, "key")
            key_file.write_text(key["key"], encoding="utf-8")
            key_file.chmod(0o600)
            words = ["--receiver-key", private] if private else []
            if private:
                _bind(folder, store, key["id"], pair)
            before = time.perf_counter()
            summary, self.receiver = _extracted(
                "--from", f"http://127.0.0.1:{lethe.port}", "--service", CLIENT_ID, "--to", Path(sink, "vault"),
                "--key-file", key_file, "--parallel", PARALLEL, *words)
            self.seconds = time.perf_counter() - before
            self.server = lethe.memory("VmHWM")
        if summary["taken"] != count:
            raise BenchFailure(f"{summary['taken']} of {count} candidates were taken over: {summary}")


def _bind(folder, store, key_id, pair):
    public = folder / "receiver.pub.jwk"
    public.write_text(pair.export_public(), encoding="utf-8")
    offer = json.loads(store.lethe("key", "receiver", key_id, "--public", public))
    sealed = jwe.JWE(algs=["ECDH-ES", "A256GCM"])
    sealed.deserialize(offer["challenge"], pair)
    store.lethe("key", "receiver", key_id, "--answer", sealed.payload.decode())


def _extracted(*words):
    """The summary of `lethe extract`, and the most memory it held."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen([str(LETHE), "extract", *map(str, words), "--json"], stdout=out, stderr=err)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode:
            raise BenchFailure(f"lethe extract ended with {process.returncode}: {err.read().decode()[:500]}")
        return json.loads(out.read()), used.ru_maxrss * 1024


def _aes_gcm_alone(size):
    """Bytes a second that one thread seals and opens again, in pieces of an answer: what is done on the two sides."""
    cipher, piece, nonce = AESGCM(bytes(32)), os.urandom(size), bytes(12)
    done, before = 0, time.perf_counter()
    while time.perf_counter() - before < 1:
        cipher.decrypt(nonce, cipher.encrypt(nonce, piece, b""), b"")
        done += size
    return done / (time.perf_counter() - before)


def _speed(kind, form, count, runs, alone):
    speed = Figures([run.bytes / run.seconds for run in runs])
    rate = Figures([count / run.seconds for run in runs])
    ratio = speed.median / alone.median
    is_bound = (kind, form) == ("pictured", "sealed")
    how = "sealed to a P-256 key" if form == "sealed" else "plain"
    return Row(
        f"hand-over of {count:,} candidates, {PEOPLE[kind]}, {how}, taken and acknowledged by `lethe extract` ({PARALLEL} at "
        "once); reference: AES-GCM alone, sealing and opening the same bytes on one thread",
        f"{rate.written(requests)}, {speed.written(_mebibytes_a_second)}", alone.written(_mebibytes_a_second),
        f"{ratio:.3f}", "≥ 0.25" if is_bound else "", ratio >= 0.25 if is_bound else None,
    )


def _mebibytes_a_second(value):
    return f"{value / 2**20:,.1f} MiB/s"


def _memory(kind, runs):
    for side, most in (("server", max(run.server for run in runs)), ("receiver", max(run.receiver for run in runs))):
        yield Row(
            f"the same, {PEOPLE[kind]}: peak memory of the {side}", mebibytes(most), "", "",
            f"≤ {LARGEST_MEMORY >> 20} MiB", most <= LARGEST_MEMORY)

"""Issue "Must show" 5: kill the server at random and at every named step, then look whether it kept its word.

    LETHE_CRASH_KILLS=100000   how often in all (500)
    LETHE_CRASH_SEED=…         repeats a run's choices; the moments of the kills stay the machine's
    LETHE_CRASH_WORLDS=2       data directories side by side
"""

import json
import os
import secrets
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import crash_disk
import pytest
from crash_actions import WebActor
from crash_world import STEPS, World
from harness import Lethe

KILLS = int(os.environ.get("LETHE_CRASH_KILLS", "500"))
WORLDS = int(os.environ.get("LETHE_CRASH_WORLDS", "2"))
SEED = os.environ.get("LETHE_CRASH_SEED") or secrets.token_hex(4)


def test_a_killed_server_keeps_its_word(capsys):
    began = time.monotonic()
    share = -(-KILLS // WORLDS)
    runs = [
        subprocess.Popen(
            [sys.executable, Path(__file__).with_name("crash_run.py"), f"{SEED}.{number}", str(share)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for number in range(WORLDS)
    ]  # fmt: skip
    try:
        reports = [run.communicate() for run in runs]
    finally:
        for run in runs:
            run.kill()
    faults = [said for run, (_, said) in zip(runs, reports, strict=True) if run.returncode]
    assert not faults, f"LETHE_CRASH_SEED={SEED}\n" + "\n\n".join(faults)
    reports = [json.loads(printed) for printed, _ in reports]
    kills = sum(report["kills"] for report in reports)
    steps = sum((Counter(report["steps"]) for report in reports), Counter())
    counts = sum((Counter(report["counts"]) for report in reports), Counter())
    with capsys.disabled():
        length = time.monotonic() - began
        print(f"\ncrash test, seed {SEED}: {kills} kills in {length:.0f} s, nothing lost, nothing back")
        print("  at a step: " + ", ".join(f"{step} {steps[step]}" for step in STEPS))
        print("  " + ", ".join(f"{what} {many}" for what, many in sorted(counts.items())))
    assert kills >= KILLS
    assert not set(STEPS) - steps.keys(), f"never hit: {set(STEPS) - steps.keys()}"


def settled(world):
    """Candidates of which the model knows all there is, with pictures."""
    people = [candidate for pool in world.pools.values() for candidate in pool]
    known = [candidate for candidate in people if len(candidate.states) == 1 and candidate.has_pictures]
    return [c for c in known if all(s.is_live and s.archive_at is None and not s.arming for s in c.states)]


def forget_the_last_commit(world):
    world.is_over = False
    world.start()
    world.lethe.stop()  # what was before lies in the database itself now, and not in its log
    world.start()
    actor = WebActor(world, "web", [], world.rng)
    actor.submit(settled(world)[0])
    world.lethe.kill()
    (world.lethe.data / "lethe.db-wal").write_bytes(b"")


def destroy_a_key(world):
    write_slot(world, crash_disk.Rows(world.lethe.data).slot_of[settled(world)[0].ref_id], bytes(64))


def bring_a_key_back(world):
    """As a disk would that did not write what it was told to."""
    write_slot(world, min(world.slots_seen - crash_disk.Rows(world.lethe.data).candidate_slots), b"\1" * 64)


def write_slot(world, slot, content):
    with open(world.lethe.data / "keystore" / "keys.bin", "r+b") as file:
        file.seek(slot * crash_disk.SLOT_BYTES)
        file.write(content)


def lose_a_picture(world):
    file = crash_disk.Rows(world.lethe.data).file_of[settled(world)[0].ref_id]
    next((world.lethe.data / "pictures").rglob(file)).unlink()


def archive_without_a_reason(world):
    """An archive that the model knows nothing of."""
    with Lethe(world.lethe.binary, world.lethe.data) as other:
        assert other.cli("candidate", "archive", "--service", world.service, settled(world)[0].ref_id).code == 0


DAMAGES = [forget_the_last_commit, destroy_a_key, bring_a_key_back, lose_a_picture, archive_without_a_reason]


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_driver_notices(damage):
    """The positive control: what a crash must not do, done by hand, is seen after the next start."""
    world = World(f"{SEED}.{damage.__name__}")
    try:
        world.begin()
        number = 1
        while number < 10 or not settled(world) or not world.slots_seen - world.rows.candidate_slots:
            world.live(number)
            number += 2
        damage(world)
        with pytest.raises(AssertionError) as noticed:
            world.audit()
        print(noticed.value)
    finally:
        world.lethe.close()

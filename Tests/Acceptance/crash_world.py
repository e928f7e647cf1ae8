"""One data directory of the crash test: lives of a server that end by SIGKILL, and what must hold after each."""

import random
import signal
import subprocess
import threading
import time
from collections import Counter

import crash_disk
import crash_model as model
from crash_actions import CommandActor, Gone, WebActor, Wire, now_ms
from crash_model import METADATA, PICTURES, TEXT
from harness import BINARY_WITH_FAULTS, Lethe, eventually

STEPS = [
    "intake.keyMade", "intake.uploadsNoted", "intake.picturesWritten", "intake.committed", "extraction.recorded",
    "extraction.streaming", "extraction.lastByte", "extraction.armed", "archive.committed", "erasure.keysDestroyed",
    "erasure.picturesDeleted", "erasure.forgotten",
]  # fmt: skip
SCOPES = {"metadata": METADATA, "text": TEXT, "pictures": PICTURES}
# Each so many lives: the doctor; the whole population, the disk and the archives that are due.
LIVES_BETWEEN_DOCTORS, LIVES_BETWEEN_AUDITS = 10, 60


class World:
    def __init__(self, seed):
        self.seed = seed
        self.rng = random.Random(f"crash {seed}")
        self.lethe = Lethe(binary=BINARY_WITH_FAULTS)
        self.counts, self.steps_hit = Counter(), Counter()
        self.kills = 0
        self.pools = {name: [] for name in ("web 1", "web 2", "web 3", "commands")}
        self.settled = []
        self.slots_seen = set()
        self.picture_share, self.archive_weight = 0.4, 2
        self.is_over = False
        self._names = 0
        self._lock = threading.Lock()

    # ---- what the clients use

    def new_ref_id(self):
        with self._lock:
            self._names += 1
            return f"w{self.seed}-{self._names}"

    def count(self, what, many=1):
        if many:
            with self._lock:
                self.counts[what] += int(many)

    def path(self, candidate):
        return self.lethe.by_ref_id(candidate.ref_id)

    def beta_path(self, candidate):
        return self.lethe.beta_path(candidate.ref_id)

    def list_path(self, **query):
        return self.lethe.list_path(**query)

    @property
    def service(self):
        return self.lethe.service

    def is_dead(self):
        """Whether the server ended, or is about to: the end of a connection is seen before the end of its process."""
        deadline = time.monotonic() + 2
        while not self.is_over and self.lethe.is_running:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.005)
        return True

    # ---- lives

    def begin(self):
        """A new data directory, whose first start is killed some times on its way."""
        for _ in range(8):
            self.kill_while_starting()
        self.start()
        self.lethe.create_service("Crash", rate=0)
        self.readers = []
        self.keys = {"write": self.lethe.create_key("metadata", write=True)}
        for scope, delay in [("metadata", None), ("text", None), ("pictures", None), ("text", 0), ("text", 1),
                             ("pictures", 0), ("pictures", 1)]:  # fmt: skip
            key = self.lethe.create_key(scope, archive_after=None if delay is None else f"{delay}s")
            self.keys[scope if delay is None else f"{scope} {delay}"] = key
            self.readers.append((key, SCOPES[scope], delay))
        self.lethe.kill()
        self.after_death()

    def start(self, fault=None):
        """Starts the server; False when it died by its fault before it listened, as one in recovery does."""
        env = {"LETHE_FAULT": fault} if fault else {}
        try:
            self.lethe.start("--address-rate", "0", "--address-burst", "1000000", env=env)
        except AssertionError as ended:
            if fault and f"ended with {-signal.SIGKILL} " in str(ended):
                return False
            raise
        return True

    def kill_while_starting(self):
        """SIGKILL at a moment of the start that nobody chose."""
        command = [str(self.lethe.binary), "serve", "--data", str(self.lethe.data), "--listen", "127.0.0.1:0"]
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=self.lethe.environment(), cwd=self.lethe.folder,
        )  # fmt: skip
        time.sleep(self.rng.random() * 0.15)
        code = process.poll()
        process.kill()
        process.wait()
        assert code is None, f"a start ended by itself with {code}"
        self.kills += 1
        self.counts["killed while starting"] += 1

    def live(self, number):
        """One life: start, look at everything that was touched, work, die."""
        if self.rng.random() < 0.08:
            self.kill_while_starting()
        step = STEPS[number // 2 % len(STEPS)] if number % 2 == 0 else None
        people = self.to_look_at()
        fault = self.fault(step, len(people)) if step else None
        self.is_over = False
        is_up = self.start(fault)
        try:
            if is_up:
                self.look_at(people)
                self.check_slots()
                if number % LIVES_BETWEEN_DOCTORS == 1:
                    self.check_doctor()
                self.work(number, step)
        except Gone:
            assert self.is_dead(), "a server that lives hung up on the auditor"
        finally:
            self.die(step)
        self.after_death()

    def fault(self, step, reads):
        """The step's n-th time. Looks after the start pass the steps of an extraction too."""
        times = self.rng.randint(1, 4)
        if step in ("extraction.recorded", "extraction.lastByte") and self.rng.random() < 0.7:
            times += reads
        return f"{step}:{times}"

    def to_look_at(self):
        touched = [candidate for pool in self.pools.values() for candidate in pool]
        return touched + self.rng.sample(self.settled, min(10, len(self.settled)))

    def work(self, number, step):
        actors = []
        self.picture_share = 0.9 if step and "ploads" in step or step == "intake.picturesWritten" else 0.4
        self.archive_weight = 6 if step and step.startswith(("archive", "erasure")) else 2
        for name, pool in self.pools.items():
            kind = CommandActor if name == "commands" else WebActor
            actors.append(kind(self, name, pool, random.Random(f"{self.seed} {number} {name}")))
        for actor in actors:
            actor.start()
        length = 0.7 if step else 0.02 + self.rng.random() * 0.25
        deadline = time.monotonic() + length
        while time.monotonic() < deadline and self.lethe.process.poll() is None:
            time.sleep(min(0.005, length / 4))
            if any(actor.fault for actor in actors):
                break
        self.die(step)
        for actor in actors:
            actor.join(30)
            assert not actor.is_alive(), f"{actor.name} got no answer, and no end of the connection either"
            if actor.fault:
                raise actor.fault
            self.count("acts", actor.done)

    def die(self, step):
        """SIGKILL, unless the server was quicker; counts who did it. May be called twice."""
        if self.lethe.process is None and self.is_over:
            return
        code = self.lethe.process.poll() if self.lethe.process else -signal.SIGKILL
        if code is None:
            self.counts["killed at random"] += 1
        else:
            assert step and code == -signal.SIGKILL, f"the server ended with {code}:\n{self.lethe.said()}"
            self.steps_hit[step] += 1
        self.kills += 1
        self.is_over = True
        self.lethe.kill()

    def after_death(self):
        self.rows = crash_disk.Rows(self.lethe.data)
        self.slots_seen |= self.rows.candidate_slots
        for pool in [*self.pools.values(), self.settled]:
            for candidate in pool:
                if len(candidate.states) > 1 or any(state.arming for state in candidate.states):
                    candidate.states = model.crashed(candidate.states)

    # ---- what must hold

    def look_at(self, people):
        """Reads everybody with the key of an auditor: everything there, whole, or archived with a reason."""
        wire = Wire(self.lethe.address)
        try:
            for candidate in people:
                document = self.read(wire, candidate)
                candidate.look(document, PICTURES, now_ms(), what=f"after {self.kills} kills, the answer")
        finally:
            wire.close()

    def read(self, wire, candidate):
        """One candidate. An archive that is due just now may come in between, once."""
        for is_first in (True, False):
            try:
                document = wire.candidate(self.path(candidate), self.keys["pictures"])
            except Gone:
                if self.is_dead():
                    raise
                document = "cut"
            if document not in ("cut", "later"):
                return document
            is_due = any(state.is_archived for state in model.aged(candidate.states, now_ms()))
            assert is_first and is_due, f"{candidate.ref_id} is there, and can't be read: {document}"

    def check_slots(self):
        """A key that was some candidate's, and at the crash was no longer, is 64 zeros before anybody is served."""
        left = (self.slots_seen - self.rows.candidate_slots) & crash_disk.living_slots(self.lethe.data)
        assert not left, f"slots of archived candidates still live after the start: {sorted(left)}"

    def check_doctor(self):
        """Clean, as soon as what the start found is done: it looks at one thing after the other of a server at work."""
        deadline = time.monotonic() + 3
        while (ran := self.lethe.doctor()).code != 0:
            if not self.lethe.is_running:
                raise Gone
            assert time.monotonic() < deadline, f"doctor: {ran}"
            self.counts["doctor saw work under way"] += 1
        self.counts["doctor clean"] += 1

    def audit(self):
        """Everybody; everything due is archived; the disk holds what the rows name and nothing else."""
        self.rows = crash_disk.Rows(self.lethe.data)
        self.is_over = False
        self.start()
        people = [candidate for pool in self.pools.values() for candidate in pool] + self.settled
        self.look_at(people)
        self.check_slots()
        armed = [c for c in people if any(state.is_live and state.archive_at is not None for state in c.states)]
        eventually(lambda: self.are_archived(armed), within=10)
        self.look_at(people)
        self.check_doctor()
        self.lethe.stop()
        rows = crash_disk.Rows(self.lethe.data, check=True)
        assert rows.unwiped == [], rows.unwiped
        living, files = crash_disk.living_slots(self.lethe.data), crash_disk.picture_files(self.lethe.data)
        assert living == rows.slots, f"no row {sorted(living - rows.slots)}, no key {sorted(rows.slots - living)}"
        assert files == rows.files, f"no row {sorted(files - rows.files)}, no file {sorted(rows.files - files)}"
        known = {c.ref_id for c in people if all(state.is_there for state in c.states)}
        assert rows.records.keys() == known, rows.records.keys() ^ known
        self.counts["audits"] += 1
        self.counts["candidates at the end"] = len(known)
        self.counts["archived at the end"] = sum(all(s.is_there and s.is_archived for s in c.states) for c in people)

    def are_archived(self, people):
        wire = Wire(self.lethe.address)
        try:
            key = self.keys["metadata"]
            return all((wire.candidate(self.path(c), key) or {"isArchived": True})["isArchived"] for c in people)
        finally:
            wire.close()

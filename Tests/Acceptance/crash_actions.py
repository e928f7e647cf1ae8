"""The clients of the crash test: threads that submit, read, cut, archive and delete until the server is gone."""

import json
import socket
import subprocess
import threading
import time
from datetime import datetime

import crash_model as model
from crash_model import METADATA, Candidate
from harness import Ran

TEXT_SLUGS = ["given_name", "family_name", "dob", "phone", "crypto_address_eth"]
# What an answer must still have ahead of it when it is cut, so that it can't be in anybody's buffers to its end.
SURELY_UNREAD = 250_000


class Gone(Exception):
    """The server does not answer any more."""


def now_ms():
    return int(time.time() * 1000)


def milliseconds(date):
    return round(datetime.fromisoformat(date.replace("Z", "+00:00")).timestamp() * 1000)


class Wire:
    """One connection that stays open; says exactly how much of an answer came."""

    def __init__(self, address):
        self.address = address
        self.bare = None
        self.story = []  # the last requests, for messages

    def close(self):
        if self.bare:
            self.bare.close()
            self.bare = None

    def send(self, method, path, key, body=b"", receive_buffer=None):
        try:
            if self.bare is None:
                self.bare = socket.socket()
                if receive_buffer:
                    self.bare.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
                self.bare.settimeout(20)
                self.bare.connect(self.address)
                self.bare.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.story = [*self.story[-5:], f"{now_ms()} {method} {path} {len(body)} bytes, key …{key[-4:]}"]
            head = f"{method} {path} HTTP/1.1\r\nHost: lethe.test\r\nAuthorization: {key}\r\n"
            head += f"Content-Length: {len(body)}\r\n\r\n" if body else "\r\n"
            self.bare.sendall(head.encode() + body)
        except ConnectionError as fault:
            self.close()
            raise Gone from fault

    def head(self):
        """Status, length of the body, and what of the body has come along."""
        received = b""
        while b"\r\n\r\n" not in received:
            received += self.some(65536)
        head, _, body = received.partition(b"\r\n\r\n")
        fields = head.decode("latin-1").lower().split("\r\n")
        length = next(int(field.split(":")[1]) for field in fields if field.startswith("content-length:"))
        self.story.append(f"{now_ms()} {fields[0]} {length}")
        return int(fields[0].split()[1]), length, body

    def some(self, count):
        try:
            part = self.bare.recv(count)
        except ConnectionError as fault:
            self.close()
            raise Gone from fault
        if not part:
            self.close()
            raise Gone
        return part

    def request(self, method, path, key, body=b""):
        self.send(method, path, key, body)
        status, length, first = self.head()
        parts, count = [first], len(first)
        while count < length:
            parts.append(self.some(1 << 20))
            count += len(parts[-1])
        return status, json.loads(b"".join(parts))

    def candidate(self, path, key):
        """The answer's `data` with its planned archive in milliseconds; None for a 404; "later" for a 503."""
        status, document = self.request("GET", path, key)
        if status in (404, 503):
            return None if status == 404 else "later"
        assert status == 200, f"{path}: {status} {document}"
        data = document["data"]
        if "willArchiveAtDate" in data:
            data["will_archive_ms"] = milliseconds(data["willArchiveAtDate"])
        return data


class Actor(threading.Thread):
    """One client with candidates of its own, so that nobody else changes what it expects."""

    def __init__(self, world, name, candidates, rng, most=14):
        super().__init__(name=name, daemon=True)
        self.world, self.candidates, self.rng, self.most = world, candidates, rng, most
        self.wire = Wire(world.lethe.address)
        self.fault = None
        self.done = 0
        self.may_be_cut = False

    def run(self):
        try:
            while not self.world.is_over and self.acts_on():
                self.done += 1
        except BaseException as fault:  # also an assertion; the world looks at it
            self.fault = fault
        finally:
            self.wire.close()

    def acts_on(self):
        """One act; false when the server is gone."""
        self.may_be_cut = False
        try:
            self.act()
        except Gone:
            if self.world.is_dead():
                return False
            # A candidate that is archived takes the answers about it that are under way along.
            assert self.may_be_cut, f"a server that lives hung up; before: {self.wire.story}\n{self.world.lethe.said()}"
            self.world.count("answers cut by an archive")
        return True

    # ---- shared

    def someone(self):
        """A candidate of ours: often a new one; an old one is put aside for a new one."""
        if not self.candidates or self.rng.random() < 0.25:
            self.candidates.append(Candidate(self.world.new_ref_id()))
            if len(self.candidates) > self.most:
                self.world.settled.append(self.candidates.pop(self.rng.randrange(self.most)))
            return self.candidates[-1]
        return self.rng.choice(self.candidates)

    def brought(self, candidate):
        """Attributes of a new generation: some texts, none to three pictures."""
        generation = candidate.next_generation(self.rng.random() < 0.2)
        slugs = self.rng.sample(TEXT_SLUGS, self.rng.randint(1, 4)) + ["email"]
        if self.rng.random() < self.world.picture_share:
            slugs += self.rng.sample(sorted(model.PICTURE_SLUGS), self.rng.randint(1, 3))
        return {slug: generation for slug in slugs}


class WebActor(Actor):
    """Speaks the published API."""

    def act(self):
        acts = [self.submit] * 5 + [self.extract] * 5 + [self.cut] * 2 + [self.confirm] * 2 + [self.list]
        self.rng.choice(acts)(self.someone())

    def submit(self, candidate):
        brought = self.brought(candidate)
        body = json.dumps(self.beta_body(candidate.ref_id, brought)).encode()
        status, record_id = None, None
        try:
            path, key = self.world.beta_path(candidate), self.world.keys["write"]
            status, document = self.wire.request("POST", path, key, body)
            assert status in (200, 503), f"beta import of {candidate.ref_id}: {status} {document}"
            record_id = document["data"]["recordId"] if status == 200 else None
        finally:
            is_done = None if status is None else status == 200
            candidate.may_be(now_ms(), lambda state: state.submitted(brought, record_id=record_id), is_done, "submit")
        self.world.count("submissions acknowledged", is_done)
        if is_done:
            strangers = {state.record_id for state in candidate.states} - {record_id}
            assert not strangers, f"{candidate.ref_id} is {record_id} and was {strangers}"

    @staticmethod
    def beta_body(ref_id, brought):
        body = {}
        for slug, generation in brought.items():
            if slug not in model.PICTURE_SLUGS:
                body[slug] = model.text(ref_id, slug, generation)
                continue
            member = {"value_base64": model.picture(ref_id, slug, generation), "mime_type": "image/png"}
            if slug == "passport":
                body["identity_documents"] = {"type": slug, **member}
            else:
                body[slug] = member
        if "crypto_address_eth" in body:
            body["crypto_address"] = {"type": "crypto_address_eth", "value": body.pop("crypto_address_eth")}
        return body

    def extract(self, candidate):
        """Reads to the last byte; a key with a delay starts the clock by that."""
        self.may_be_cut = True
        key, scope, delay = self.rng.choice(self.world.readers)
        sent = now_ms()
        announced = None if delay is None else sent + delay * 1000
        if self.rng.random() < 0.3:
            self.wire.close()  # on a connection of its own
        document = self.wire.candidate(self.world.path(candidate), key)
        self.read(candidate, document, scope, announced)
        if self.rng.random() < 0.3:
            self.wire.close()  # right after the last byte

    def read(self, candidate, document, scope, announced):
        if document == "later":
            return
        candidate.look(document, scope, now_ms(), announced)
        self.world.count("reads")
        if announced is not None and document and not document["isArchived"]:
            self.world.count("extractions that archive")
            self.start_clock(candidate, announced, is_sure=True)

    def start_clock(self, candidate, earliest, is_sure):
        candidate.note(now_ms(), f"clock starts for {earliest}, surely: {is_sure}")
        candidate.states = {state.with_clock(earliest, is_sure) for state in candidate.states}

    def cut(self, candidate):
        """Hangs up in the middle; mostly of an answer that is large enough to have one."""
        self.may_be_cut = True
        large = [other for other in self.candidates if other.is_large]
        candidate = self.rng.choice(large) if large and self.rng.random() < 0.8 else candidate
        key, scope, delay = self.rng.choice([reader for reader in self.world.readers if reader[2] is not None])
        sent = now_ms()
        wire = Wire(self.wire.address)
        wire.send("GET", self.world.path(candidate), key, receive_buffer=4096)
        status, length, first = None, 0, b""
        try:
            status, length, first = wire.head()
            assert status in (200, 404, 503), f"{status} to be cut"
            stop = self.rng.randint(len(first), max(len(first), length - SURELY_UNREAD))
            count = len(first)
            while status == 200 and count < stop:
                count += len(wire.some(min(16384, stop - count)))
            if self.rng.random() < 0.5:
                time.sleep(self.rng.random() * 0.02)
        finally:
            wire.close()
            is_surely_cut = status != 200 or length - len(first) > SURELY_UNREAD
            self.world.count("surely cut", status == 200 and is_surely_cut)
            candidate.note(now_ms(), f"cut, {status}, {length} bytes, {delay} s, surely: {is_surely_cut}")
            if not is_surely_cut:
                self.start_clock(candidate, sent + delay * 1000, is_sure=False)

    def confirm(self, candidate):
        """A look by a key that sees all but the values."""
        document = self.wire.candidate(self.world.path(candidate), self.world.keys["metadata"])
        self.read(candidate, document, METADATA, None)

    def list(self, _):
        """A list starts no clock, whatever its key says, and has no pictures; and nobody in it is half there."""
        path = self.world.list_path(skip=self.rng.randrange(20), limit=20)
        status, document = self.wire.request("GET", path, self.world.keys["text 0"])
        assert status == 200, document
        for record in document["data"]["records"]:
            members = record.get("identities", {})
            assert all(member["type"] == "string" for member in members.values()), record
            assert ("identities" in record) != record.get("isArchived", False), record
            assert record["isArchived"] or members["email"]["value"] == f"{record['refId']}@example.com", record


class CommandActor(Actor):
    """Uses the command line."""

    def act(self):
        acts = [self.import_lines] * 3 + [self.archive] * self.world.archive_weight + [self.delete]
        self.rng.choice(acts)()

    def import_lines(self):
        """A file of one to four people, sometimes run twice."""
        people = {candidate.ref_id: candidate for candidate in [self.someone() for _ in range(self.rng.randint(1, 4))]}
        lines = [self.line(candidate) for candidate in people.values()]
        for _ in range(self.rng.choice([1, 1, 2])):
            self.import_once(list(people.values()), lines)

    def line(self, candidate):
        brought, kept, count = self.brought(candidate), {}, None
        generation = next(iter(brought.values()))
        if self.rng.random() < 0.5:
            kept = {name: generation for name in self.rng.sample(["kyc", "aml", "Risk"], 2)}
        if self.rng.random() < 0.6:
            count = max(state.count for state in candidate.states) + self.rng.randint(0, 2) or None
        person = {
            "refId": candidate.ref_id, "identities": model.identities(candidate.ref_id, brought.items()),
            "certs": model.certificates(candidate.ref_id, kept.items()),
            "customFields": model.custom_fields(candidate.ref_id, kept.items()),
        }  # fmt: skip
        return person | ({"submitCount": count} if count else {}), (brought, kept, count)

    def import_once(self, people, lines):
        ran = self.command("import", self.world.lethe.ndjson([person for person, _ in lines]))
        report = ran.document if ran.code == 0 else None
        for candidate, (_, (brought, kept, count)) in zip(people, lines, strict=True):

            def apply(state, brought=brought, kept=kept, count=count):
                is_left = state.is_left_by_import(brought, kept, count)
                return state if is_left else state.submitted(brought, kept, count)

            before, now = candidate.states, now_ms()
            what = f"import {brought} {kept} {count}, {ran.code} {report}"
            candidate.may_be(now, apply, True if report else None, what)
            if not report or report["imported"] + report["unchanged"] != len(people):
                continue
            # When all lines went one way, the report tells which.
            if 0 in (report["imported"], report["unchanged"]):
                is_left = report["imported"] == 0
                possible = model.aged(before, now)
                told = {apply(s) for s in possible if s.is_left_by_import(brought, kept, count) == is_left}
                assert told, f"import of {candidate.ref_id} says {report}, which can't be: {before}"
                candidate.states = told
        if report:
            assert report["refused"] == [] and report["imported"] + report["unchanged"] == len(people), report
            self.world.count("lines imported", report["imported"])
            self.world.count("lines unchanged", report["unchanged"])
        self.stop_if_dead(ran)

    def archive(self):
        candidate = self.someone()
        ran = self.command("archive", candidate.ref_id)
        is_done = {0: True, 69: None, 74: None, -9: None}.get(ran.code, False)
        now = now_ms()
        if is_done:
            live = {state for state in model.aged(candidate.states, now) if state.is_live}
            assert live, f"archive of {candidate.ref_id} was not refused: {candidate.states}"
            candidate.states = live
        what = f"archive, {ran.code}"
        candidate.may_be(now, lambda state: state.archived() if state.is_live else state, is_done, what)
        if ran.code == 65:  # refused: there is none, or it is archived already
            left = {state for state in candidate.states if not state.is_live}
            assert left, f"archive of {candidate.ref_id} was refused: {ran}, {candidate.states}"
            candidate.states = left
        self.world.count("archives acknowledged", is_done)
        self.stop_if_dead(ran)

    def delete(self):
        candidate = self.someone()
        ran = self.command("delete", candidate.ref_id)
        is_done = {0: True, 69: None, 74: None, -9: None}.get(ran.code, False)
        candidate.may_be(now_ms(), lambda state: model.State(), is_done, "delete")
        if ran.code == 65:  # refused: there is none
            candidate.states = {state for state in candidate.states if not state.is_there}
            assert candidate.states, f"delete of {candidate.ref_id} was refused: {ran}"
        self.world.count("deletions acknowledged", is_done)
        self.stop_if_dead(ran)

    def command(self, verb, *words):
        """Runs a command. One that outlives the server for long is killed too: nobody knows then what it did."""
        lethe = self.world.lethe
        words = ["--service", self.world.service, *words, "--data", lethe.data, "--json"]
        line = [lethe.binary, "candidate", verb, *words]
        process = subprocess.Popen(
            [str(word) for word in line], env=lethe.environment(), cwd=lethe.folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        patience = 200
        while True:
            try:
                out, err = process.communicate(timeout=0.1)
                break
            except subprocess.TimeoutExpired:
                patience -= 40 if self.world.is_over else 1
            if patience < 0:
                assert self.world.is_over, f"candidate {verb} takes longer than 20 s"
                self.world.count("commands killed")
                process.kill()
        ran = Ran(json.loads(out) if process.returncode == 0 else None, process.returncode, out, err)
        assert ran.code in (0, 65, 69, 74, -9), f"candidate {verb}: {ran}"
        return ran

    def stop_if_dead(self, ran):
        if ran.code in (69, 74, -9):
            assert self.world.is_dead(), f"a server that lives gave {ran}"
            raise Gone

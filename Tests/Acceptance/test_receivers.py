"""The receivers that README.md names, run as they are printed: everybody is taken over once and whole, sealed on the
way, and archived after the acknowledgement; also when the server fails as the world does."""

import base64
import json
import shutil
import subprocess
import sys

import pytest
from jwcrypto import jwe, jwk

import candidates
import harness
from harness import Lethe, eventually

FOLDER = harness.ROOT / "Examples" / "receivers"
KINDS = ["python", "node"]


def command(kind):
    if kind == "python":
        return [sys.executable, str(FOLDER / "receiver.py")]
    node = shutil.which("node") or shutil.which("nodejs")
    assert node, "Scripts/setup installs Node"
    return [node, str(FOLDER / "receiver.mjs")]


class Receiver:
    """A machine that takes over: a key pair, an API key bound to it, a folder."""

    def __init__(self, lethe, kind, archive_after="0s"):
        self.lethe, self.kind = lethe, kind
        self.vault = lethe.folder / f"vault-{kind}"
        pair = jwk.JWK.generate(kty="RSA", size=3072)
        self.private = lethe.folder / f"{kind}.pem"
        self.private.write_bytes(pair.export_to_pem(private_key=True, password=None))
        public = lethe.folder / f"{kind}.pub.pem"
        public.write_bytes(pair.export_to_pem())
        made = lethe.made_key("pictures", archive_after, after="acknowledgement")
        offer = lethe.done("key", "receiver", made["id"], "--public", public)
        sealed = jwe.JWE(algs=["RSA-OAEP-256", "A256GCM"])
        sealed.deserialize(offer["challenge"], pair)
        lethe.done("key", "receiver", made["id"], "--answer", sealed.payload.decode())
        self.pair, self.key = pair, made["key"]

    def run(self, **more):
        environment = self.lethe.environment(
            {"LETHE_URL": self.lethe.url, "LETHE_SERVICE": self.lethe.service, "HANDOVER_KEY": self.key,
                "RECEIVER_KEY": self.private} | more)
        ran = subprocess.run(
            [*command(self.kind), str(self.vault)], env=environment, capture_output=True, text=True, timeout=240)
        assert ran.returncode == 0, ran.stderr
        return ran

    def holds(self, people):
        """Exactly these, each whole."""
        files = {path.name: json.loads(path.read_bytes())["data"] for path in self.vault.iterdir()}
        assert set(files) == {person["recordId"] + ".json" for person in people}
        for person in people:
            taken = files[person["recordId"] + ".json"]
            assert taken["identities"] == person["identities"] and taken["handover"]["ackNonce"]
            for attribute in taken["identities"].values():
                if attribute["type"] == "base64":
                    assert base64.b64decode(attribute["value"])[:2] in (b"\xff\xd8", b"\x89P")


def people(count, start=1):
    heavy = [candidates.heavy(f"heavy-{number}", start + number, picture_bytes=200_000) for number in range(2)]
    return heavy + [
        candidates.person(f"light-{number}", start + number, "approved") for number in range(2, count)]


@pytest.mark.parametrize("kind", KINDS)
def test_everybody_is_taken_over(lethe, kind):
    them = people(8)
    lethe.import_people(them + [candidates.person("waiting", 90)])
    receiver, watcher = Receiver(lethe, kind), lethe.create_key("metadata")
    stolen = lethe.get(lethe.by_ref_id("heavy-0"), receiver.key)
    assert stolen.headers["content-type"] == "application/jose" and b"given_name" not in stolen.body
    ran = receiver.run()
    assert sorted(ran.stdout.split()) == sorted(person["recordId"] for person in them)
    receiver.holds(them)
    assert oct(receiver.vault.stat().st_mode & 0o077) == oct(0)
    assert all(path.stat().st_mode & 0o077 == 0 for path in receiver.vault.iterdir())

    def archived():
        records = lethe.get(lethe.list_path(limit=100), watcher).data["records"]
        return {record["refId"] for record in records if record["isArchived"]}

    eventually(lambda: archived() == {person["refId"] for person in them})
    assert receiver.run().stdout == "", "a second run finds nobody"
    receiver.holds(them)


@pytest.mark.parametrize("kind", KINDS)
def test_also_from_a_server_that_fails(kind):
    with Lethe() as lethe:
        lethe.start("--test-data", "--chaos", "0.3", "--chaos-seed", "5")
        lethe.create_service("Acme", "acme")
        them = people(12)
        lethe.import_people(them)
        receiver = Receiver(lethe, kind)
        ran = receiver.run()
        assert set(ran.stdout.split()) <= {person["recordId"] for person in them}
        receiver.holds(them)
        eventually(
            lambda: all(
                lethe.candidate("show", person["refId"]).document["candidate"]["isArchived"] for person in them))


@pytest.mark.parametrize("kind", KINDS)
def test_killed_in_between_and_run_again(lethe, kind):
    """Until it is acknowledged nobody is archived; afterwards each is there once and whole."""
    them = people(40)
    lethe.import_people(them)
    receiver = Receiver(lethe, kind)
    environment = lethe.environment(
        {"LETHE_URL": lethe.url, "LETHE_SERVICE": "acme", "HANDOVER_KEY": receiver.key, "RECEIVER_KEY": receiver.private})
    process = subprocess.Popen(
        [*command(kind), str(receiver.vault)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    for _ in range(3):
        assert process.stdout.readline()
    process.kill()
    process.wait()
    process.stdout.close()
    kept = {path.name for path in receiver.vault.iterdir() if not path.name.startswith(".")}
    for person in them:
        shown = lethe.candidate("show", person["refId"]).document["candidate"]
        assert not shown["isArchived"] or person["recordId"] + ".json" in kept
    # The one under way is under its lease still: that it is over in ten minutes is not waited for here.
    receiver.run()
    for path in receiver.vault.glob(".*.part"):
        path.unlink()
    left = [person for person in them if not (receiver.vault / (person["recordId"] + ".json")).exists()]
    assert len(left) <= 1
    receiver.holds([person for person in them if person not in left])


@pytest.mark.parametrize("kind", KINDS)
def test_another_private_key_opens_nothing(lethe, kind):
    lethe.import_people([candidates.person("ada", 1, "approved")])
    receiver = Receiver(lethe, kind)
    other = lethe.folder / "other.pem"
    other.write_bytes(jwk.JWK.generate(kty="RSA", size=3072).export_to_pem(private_key=True, password=None))
    with pytest.raises(AssertionError):
        receiver.run(RECEIVER_KEY=other)
    assert list(receiver.vault.iterdir()) == []
    assert not lethe.candidate("show", "ada").document["candidate"]["isArchived"]

"""What the tests of `lethe extract` stand on: a machine that has nothing else of Lethe, and a look into its sinks."""

import base64
import json
import os
import subprocess

from jwcrypto import jwe, jwk

import candidates
import handover_stand_in
from handover_stand_in import StandIn
from harness import BINARY_WITH_FAULTS


def people(count=6):
    """Approved candidates, every second with pictures."""
    return [
        candidates.person(
            f"ref-{number}", number, "approved", texts={"given_name": f"NAME-{number}-Žofie", "dob": "02/29/1984"},
            pictures={"selfie": candidates.jpeg(number, 40_000), "passport": candidates.png(seed=number)}
            if number % 2 else {},
        )
        for number in range(1, count + 1)
    ]


class Sealing:
    """A receiver's key and what is sealed for it."""

    def __init__(self, lethe, curve="P-256"):
        self.key = jwk.JWK.generate(kty="EC", crv=curve)
        self.path = secret(lethe, "receiver.jwk", self.key.export_private())

    def __call__(self, text):
        header = {"alg": "ECDH-ES", "enc": "A256GCM", "kid": self.key.thumbprint()}
        token = jwe.JWE(text, json.dumps(header))
        token.add_recipient(jwk.JWK.from_json(self.key.export_public()))
        return token.serialize(compact=True).encode()

    def open(self, token):
        opened = jwe.JWE()
        opened.deserialize(token.decode(), self.key)
        return json.loads(opened.payload)


def secret(lethe, name, content, mode=0o600):
    path = lethe.folder / name
    path.write_text(content)
    path.chmod(mode)
    return path


def words(lethe, url, to, *more, key=handover_stand_in.KEY, service=handover_stand_in.SERVICE):
    file = secret(lethe, "key", key + "\n")
    return ["extract", "--from", url, "--service", service, "--to", to, "--key-file", file, "--json", *more]


def extract(lethe, server, to, *more, within=60.0, **named):
    """`lethe extract` from a stand-in (or a URL) into `to`; gives what the command did."""
    url = server.url if isinstance(server, StandIn) else server
    ran = lethe.run(*words(lethe, url, to, *more, **named), within=within)
    discreet(ran.out + ran.err)
    return ran


def extract_killed(lethe, server, to, fault, *more, **named):
    """The same, killed at a named step. Gives the exit code: -9 when the step was reached."""
    url = server.url if isinstance(server, StandIn) else server
    ran = lethe.run(*words(lethe, url, to, *more, **named), binary=BINARY_WITH_FAULTS, env={"LETHE_FAULT": fault})
    discreet(ran.out + ran.err)
    return ran.code


def start(lethe, server, to, *more, **named):
    """Begins a run and gives its process."""
    url = server.url if isinstance(server, StandIn) else server
    return subprocess.Popen(
        list(map(str, [lethe.binary, *words(lethe, url, to, *more, **named)])), env=lethe.environment(),
        cwd=lethe.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def discreet(text):
    """Nothing of a person, and no key, in what a run says."""
    for marker in ("NAME-", "Žofie", "02/29/1984", handover_stand_in.KEY, "lethe_live_"):
        assert marker not in text, text


# ---- what a sink holds

def folders(sink):
    """recordId -> identities with pictures, of whole folders. Anything else in the sink is a fault."""
    found = {}
    for folder in sorted(sink.iterdir()):
        if folder.name == ".lock":
            continue
        assert len(folder.name) == 24, folder
        document = json.loads((folder / "candidate.json").read_bytes())
        assert document["recordId"] == folder.name and "handover" not in document
        for picture in folder.iterdir():
            if picture.name != "candidate.json":
                value = base64.b64encode(picture.read_bytes()).decode()
                document["identities"][picture.name.split(".")[0]] = {"type": "base64", "value": value}
        found[folder.name] = document
    return found


def lines(file):
    """recordId -> object, of whole lines; a candidate that is there twice is a fault."""
    found = {}
    content = file.read_bytes()
    assert not content or content.endswith(b"\n")
    for line in content.splitlines():
        document = json.loads(line)
        assert document["recordId"] not in found, "twice"
        assert "handover" not in document
        found[document["recordId"]] = document
    return found


def sealed(sink, sealing):
    found = {}
    for file in sorted(sink.iterdir()):
        if file.name == ".lock":
            continue
        record, ending = file.name.split(".")
        assert ending == "jwe"
        document = sealing.open(file.read_bytes())["data"]
        document.pop("handover")
        found[record] = document
    return found


def assert_whole(found, expected):
    """Each candidate exactly once, with everything that was given."""
    assert set(found) == {person["recordId"] for person in expected}
    for person in expected:
        assert_same(found[person["recordId"]], person)


def assert_same(document, person):
    assert document["identities"] == person["identities"]
    for name in ("status", "refId", "submitCount", "blockPassID"):
        assert document[name] == person[name]


def modes(path):
    """name -> mode of everything in a folder."""
    return {
        os.path.relpath(os.path.join(at, name), path): os.stat(os.path.join(at, name)).st_mode & 0o777
        for at, folders_in, files in os.walk(path)
        for name in folders_in + files
    }

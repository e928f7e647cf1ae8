"""`lethe doctor`: clean on healthy data, and naming what is broken (issue, point 9)."""

import sqlite3

import pytest

from harness import CONFIGURATION


def problems(ran):
    """The names of what the doctor calls a problem."""
    assert set(ran.document) == {"checks", "warnings", "problems"}, ran
    found = [check["check"] for check in ran.document["checks"] if check["state"] == "problem"]
    assert ran.document["problems"] == len(found) and ran.code == (1 if found else 0), ran
    return found


@pytest.mark.parametrize("mode", ["running", "alone"])
def test_doctor_on_healthy_data(filled, mode):
    if mode == "running":
        filled.start()
    ran = filled.doctor()
    assert problems(ran) == [], ran
    checks = [check["check"] for check in ran.document["checks"]]
    assert {
    "permissions",
    "disk space",
    "root key",
    "clock",
    "database",
    "keys without rows",
     "rows without keys"} <= set(checks)
    root_key = next(check for check in ran.document["checks"] if check["check"] == "root key")
    assert root_key["state"] == "warning", "it lies beside what it protects"
    for_people = filled.cli("doctor", json=False)
    assert for_people.code == 0 and "permissions" in for_people.out and not for_people.err
    filled.candidate("archive", "ada")
    filled.candidate("delete", "bob")
    assert problems(filled.doctor()) == []


def first_picture(lethe):
    return next(path for path in (lethe.data / "pictures").rglob("*") if path.is_file())


def flip_slot(lethe, number=-1):
    store = lethe.data / "keystore" / "keys.bin"
    content = bytearray(store.read_bytes())
    content[64 * number + len(content) if number < 0 else 64 * number] ^= 0xFF
    store.write_bytes(content)


def lose_slot(lethe):
    store = lethe.data / "keystore" / "keys.bin"
    content = store.read_bytes()
    store.write_bytes(content[:-64] + bytes(64))


def spoil_database(lethe):
    database = sqlite3.connect(lethe.data / "lethe.db")
    (page,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'history_of_service'").fetchone()
    (size,) = database.execute("PRAGMA page_size").fetchone()
    database.close()
    with open(lethe.data / "lethe.db", "r+b") as file:
        file.seek((page - 1) * size + size // 2)
        file.write(b"\xff" * (size // 2))


BROKEN = {
    "key store open to others": (lambda lethe: (lethe.data / "keystore" / "keys.bin").chmod(0o644), "permissions",
    "keys.bin"),
    "root key open to others": (lambda lethe: (lethe.data / "keystore" / "root.key").chmod(0o640), None, "root.key"),
    "folder open to others": (lambda lethe: lethe.data.chmod(0o755), "permissions", "chmod 700"),
    "database open to others": (lambda lethe: (lethe.data / "lethe.db").chmod(0o604), "permissions", "lethe.db"),
    "picture lost": (lambda lethe: first_picture(lethe).unlink(), "rows without pictures", "1 rows"),
    "picture that nobody knows": (
        lambda lethe: (first_picture(lethe).parent / (first_picture(lethe).parent.name + "0" * 30)).write_bytes(b"x"),
        "pictures without rows", "1 picture",
    ),
    "slot destroyed": (lose_slot, "rows without keys", "1 rows"),
    "slot flipped": (flip_slot, "damaged keys", "1 rows"),
    "database spoiled": (spoil_database, "database", None),
}


@pytest.mark.parametrize("name", BROKEN)
def test_doctor_names_the_problem(filled, name):
    breaking, check, words = BROKEN[name]
    breaking(filled)
    ran = filled.doctor()
    found = problems(ran)
    assert found, f"the doctor sees nothing: {ran.out}"
    assert check is None or check in found, found
    sentences = " ".join(one["message"] for one in ran.document["checks"] if one["state"] == "problem")
    assert words is None or words in sentences, sentences


def test_doctor_on_nothing(bare):
    assert bare.doctor().code == CONFIGURATION
    bare.data.mkdir(mode=0o700)
    assert bare.doctor().code in (1, CONFIGURATION)
    assert not list(bare.data.iterdir())



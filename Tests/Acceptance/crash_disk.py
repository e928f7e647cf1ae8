"""What lies on the disk of a data directory, read by a program that is not ours: rows with Python's SQLite, slots and
files as they are. Only for a server that is dead, or has just been stopped."""

import shutil
import sqlite3
import tempfile
from pathlib import Path

SLOT_BYTES = 64


class Rows:
    """A copy of the database with its log, so that the original stays as the crash left it."""

    def __init__(self, data, check=False):
        with tempfile.TemporaryDirectory(prefix="lethe-rows-") as folder:
            for name in ("lethe.db", "lethe.db-wal"):
                if (data / name).exists():
                    shutil.copyfile(data / name, Path(folder) / name)
            with sqlite3.connect(Path(folder) / "lethe.db") as rows:
                if check:
                    assert rows.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
                    assert rows.execute("PRAGMA foreign_key_check").fetchall() == []
                    self.records = dict(rows.execute("SELECT ref_id, record_id FROM candidate"))
                self.slot_of = dict(rows.execute("SELECT ref_id, key_slot FROM candidate WHERE key_slot IS NOT NULL"))
                self.service_slots = {slot for (slot,) in rows.execute("SELECT key_slot FROM service")}
                self.files = {file for (file,) in rows.execute("SELECT file FROM picture")}
                self.file_of = dict(rows.execute("SELECT ref_id, file FROM candidate JOIN picture USING (record_id)"))
                self.unwiped = rows.execute("SELECT kind, target FROM erasure").fetchall()
            rows.close()

    @property
    def candidate_slots(self):
        return set(self.slot_of.values())

    @property
    def slots(self):
        return self.candidate_slots | self.service_slots


def living_slots(data):
    """The numbers of the slots that hold anything. A part of a slot at the end belongs to nobody."""
    content = (data / "keystore" / "keys.bin").read_bytes()
    zero = bytes(SLOT_BYTES)
    return {
        number for number in range(1, len(content) // SLOT_BYTES)
        if content[number * SLOT_BYTES : (number + 1) * SLOT_BYTES] != zero
    }  # fmt: skip


def picture_files(data):
    return {path.name for path in (data / "pictures").rglob("*") if path.is_file()}

"""A running server seen from outside: the files it has open, and its memory."""

import os
import re
import struct
import subprocess
import threading
import time
from collections import Counter
from pathlib import Path


def why_not():
    """Why nobody can look into a process here; None when one can."""
    if os.geteuid() != 0:
        return "only root may look into a process that forbids it (PR_SET_DUMPABLE 0)"
    if subprocess.run(["sh", "-c", "command -v gcore"], capture_output=True).returncode:
        return "there is no gcore (Debian: gdb)"
    return None


class OpenFiles(threading.Thread):
    """Watches what a process holds open: where each file lies, and what is in those that have no name any more."""

    def __init__(self, lethe, search):
        super().__init__(daemon=True)
        self.folder = Path(f"/proc/{lethe.pid}/fd")
        self.search = search
        self.paths, self.nameless, self.hits, self.looks = set(), Counter(), Counter(), 0
        self._is_over = False

    def run(self):
        while not self._is_over:
            self._look()
            self.looks += 1
            time.sleep(0.002)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self._is_over = True
        self.join()

    def _look(self):
        for entry in self._entries():
            try:
                target = os.readlink(entry)
                if not target.startswith("/") or target.startswith(("/dev/", "/proc/")):
                    continue
                self.paths.add(target.removesuffix(" (deleted)"))
                if target.endswith(" (deleted)"):
                    self.nameless[target] += 1
                    self.hits += self.search.in_file(entry)
            except OSError:
                continue  # closed meanwhile

    def _entries(self):
        try:
            return list(self.folder.iterdir())
        except OSError:
            return []


class Core:
    """The memory image of a process, taken by gcore."""

    def __init__(self, pid, folder):
        maps = Path(f"/proc/{pid}/maps").read_text()
        path = folder / "core"
        ran = subprocess.run(
            ["gcore", "-o", path, str(pid)], capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL
        )
        self.path = Path(f"{path}.{pid}")
        assert ran.returncode == 0 and self.path.exists(), f"gcore: {ran}"
        self.content = self.path.read_bytes()
        self.path.unlink()
        self._kinds = [(int(a, 16), int(b, 16), _kind(name)) for a, b, name in re.findall(
            r"^([0-9a-f]+)-([0-9a-f]+) \S+ \S+ \S+ \S+ *(.*)$", maps, re.M)]  # fmt: skip
        self._segments = list(self._loads())

    def written(self):
        """The image without its empty pages, which are most of it."""
        pages = (self.content[start : start + 4096] for start in range(0, len(self.content), 4096))
        return b"".join(page for page in pages if page.strip(b"\0"))

    def count(self, search):
        """Hits by (mark, form, kind of memory)."""
        return Counter((name, form, self._where(offset)) for offset, name, form in search.places(self.content))

    def _loads(self):
        """The PT_LOAD headers of an ELF64 core: (offset in the file, address, size)."""
        assert self.content[:5] == b"\x7fELF\x02"
        (start,) = struct.unpack_from("<Q", self.content, 32)
        size, count = struct.unpack_from("<HH", self.content, 54)
        for number in range(count):
            kind, _, offset, address, _, length = struct.unpack_from("<IIQQQQ", self.content, start + number * size)
            if kind == 1 and length:
                yield offset, address, length

    def _where(self, place):
        for offset, address, length in self._segments:
            if offset <= place < offset + length:
                address += place - offset
                return next((kind for first, end, kind in self._kinds if first <= address < end), "mapped since")
        return "registers"


def _kind(name):
    if name in ("[heap]", "[stack]"):
        return name.strip("[]")
    return "file or library" if name.startswith("/") else "arenas and stacks" if not name else name


def table(title, hits):
    """Lines of a table: a row for each form, a column for each kind of memory."""
    kinds = sorted({kind for _, _, kind in hits})
    rows = sorted({(name, form) for name, form, _ in hits})
    lines = [title, f"  {'mark':8} {'form':16}" + "".join(f"{kind:>20}" for kind in kinds)]
    for name, form in rows:
        lines.append(f"  {name:8} {form:16}" + "".join(f"{hits[name, form, kind]:>20}" for kind in kinds))
    return "\n".join(lines if rows else [title, "  nothing found"])

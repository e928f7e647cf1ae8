"""A file system of our own: what is on it can be seen below it, also what no file names any more."""

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest


class RawDisk:
    """An ext4 in a file, mounted."""

    def __init__(self, folder, megabytes=40):
        self.image, self.mount = folder / "disk.img", folder / "disk"
        self.mount.mkdir()
        self.is_mounted = False
        with open(self.image, "wb") as file:
            file.truncate(megabytes << 20)
        self._run("mkfs.ext4", "-q", "-F", "-m", "0", self.image)
        self._mount()

    @staticmethod
    def _run(*words):
        tool = shutil.which(words[0], path="/usr/sbin:/sbin:/usr/bin:/bin")
        ran = subprocess.run([tool or words[0], *map(str, words[1:])], capture_output=True, text=True)
        if ran.returncode:
            raise OSError(f"{words[0]}: {ran.stderr.strip()}")

    def _mount(self):
        self._run("mount", "-o", "loop,nodiscard", self.image, self.mount)
        self.is_mounted = True

    def _unmount(self, *how):
        self._run("umount", *how, self.mount)
        self.is_mounted = False

    def content(self):
        """The raw bytes, everything written out. Nobody may have a file open."""
        # Another mount namespace that was made meanwhile keeps the file system alive.
        self._run("sync", "-f", self.mount)
        self._unmount()
        content = self._written()
        self._mount()
        return content

    def content_while_mounted(self):
        """The raw bytes while programs go on writing."""
        self._run("sync", "-f", self.mount)
        return self._written()

    def _written(self):
        """What was ever written: the image's holes are left out, a block of zeros stands for each."""
        parts, end = [], 0
        with open(self.image, "rb") as file:
            size = file.seek(0, os.SEEK_END)
            while end < size:
                try:
                    start = os.lseek(file.fileno(), end, os.SEEK_DATA)
                except OSError:
                    break  # only a hole is left
                end = os.lseek(file.fileno(), start, os.SEEK_HOLE)
                parts.append(os.pread(file.fileno(), end - start, start))
        assert sum(map(len, parts)) > 1 << 20, "the image can't be read"
        return bytes(4096).join(parts)

    def plant(self, content):
        """Writes a file to the disk, and deletes it again."""
        with tempfile.NamedTemporaryFile(dir=self.mount) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    def close(self):
        """Lazily, so that a server that a failed test has left behind doesn't keep the mount."""
        if self.is_mounted:
            self._unmount("-l")
        self.image.unlink(missing_ok=True)


@contextmanager
def raw_disk(folder, megabytes=40):
    """A disk for one test, which says that it didn't run where nobody may mount one."""
    try:
        disk = RawDisk(folder, megabytes)
    except OSError as fault:
        (folder / "disk.img").unlink(missing_ok=True)
        pytest.skip(f"no file system of our own here: {fault}")
    try:
        yield disk
    finally:
        disk.close()

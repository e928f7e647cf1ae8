"""What the figures were measured on, and with what."""

import os
import platform
import re
import shutil
import sqlite3
import subprocess


def described(folder):
    """Lines for the head of the report."""
    lines = [
        f"{os.cpu_count()} cores of {_cpu()}, {_memory_gib():.0f} GiB of memory; {_disk(folder)}",
        f"{_system()}, kernel {platform.release()}",
        f"{_first_line(['swift', '--version'])}; {_first_line(['nginx', '-v'])}; {_first_line(['wrk', '-v'])}; "
        f"SQLite {sqlite3.sqlite_version}; Python {platform.python_version()}",
    ]
    load = os.getloadavg()[0]
    if load > 0.5:
        lines.append(f"**Something else was running: the load was {load:.1f} before the first row.**")
    return lines


def _cpu():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        found = re.search(r"^model name\s*:\s*(.+)$", file.read(), re.MULTILINE)
    return found.group(1) if found else platform.machine()


def _memory_gib():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def _disk(folder):
    kind, device = "unknown", "unknown"
    if shutil.which("findmnt"):
        words = _output(["findmnt", "-no", "FSTYPE,SOURCE", "-T", str(folder)]).split()
        kind, device = (words + ["unknown", "unknown"])[:2]
    return f"{kind} on {device}, {shutil.disk_usage(folder).free / 2**30:.0f} GiB free"


def _system():
    with open("/etc/os-release", encoding="utf-8") as file:
        found = re.search(r'^PRETTY_NAME="?([^"\n]+)', file.read(), re.MULTILINE)
    return found.group(1) if found else platform.system()


def _first_line(command):
    text = _output(command).strip() or "unknown"
    return re.sub(r"\s*(Copyright|\[).*", "", text.splitlines()[0])


def _output(command):
    ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return ended.stdout

"""Must show 3: the examples of README.md run as they are printed, against a server prepared as its "First hour" says.

A block is found by the comment before it: `<!-- test: name -->`. `<!-- test: name output -->` holds what it prints; `…`
in it stands for anything within the line.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import harness

README = harness.ROOT / "README.md"
PRINTED_ADDRESS = "127.0.0.1:8080"
BLOCK = re.compile(r"<!-- test: (?P<name>[a-z ]+) -->\n```(?P<language>\w+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks():
    found = {match["name"]: match["text"] for match in BLOCK.finditer(README.read_text("utf-8"))}
    for name, text in found.items():
        assert "@@" not in text, f"README.md: the block `{name}` is not finished"
    return found


def free_address():
    """The printed address, or, where another program has it, one on another port."""
    for port in (8080, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return f"127.0.0.1:{probe.getsockname()[1]}"
            except OSError:
                continue
    raise AssertionError("no free port")


class FirstHour:
    """A reader of the README: a copy of the folder that the commands speak of, two terminals, what was exported."""

    def __init__(self, lethe):
        self.lethe = lethe
        self.blocks = blocks()
        self.address = free_address()
        self.folder = lethe.folder / "checkout"
        (self.folder / ".build" / "release").mkdir(parents=True)
        (self.folder / ".build" / "release" / "lethe").symlink_to(harness.BINARY)
        (self.folder / "Examples").symlink_to(harness.ROOT / "Examples")
        self.exported = lethe.environment()

    def text(self, name):
        return self.blocks[name].replace(PRINTED_ADDRESS, self.address)

    def serve(self):
        """The first terminal. `--listen` is only added where the printed port is taken."""
        command = self.text("serve").strip()
        environment = self.lethe.environment({"LETHE_LISTEN": self.address} if self.address != PRINTED_ADDRESS else None)
        lethe = self.lethe
        lethe.stdout, lethe.stderr = lethe.folder / "serve.out", lethe.folder / "serve.err"
        with open(lethe.stdout, "wb") as out, open(lethe.stderr, "wb") as err:
            # bash gives its place to the last command, so the process is lethe itself and can be ended by its pid.
            lines = command.split("\n")
            script = "\n".join([*lines[:-1], "exec " + lines[-1]])
            lethe.process = subprocess.Popen(
                ["bash", "-euc", script], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=environment
            )
        harness.eventually(lambda: harness.LISTENING.search(lethe.said()) or not lethe.is_running, within=30)
        assert lethe.is_running, lethe.said()
        assert f"Listening on http://{self.address}" in lethe.said(), lethe.said()

    def sh(self, name):
        """The second terminal: runs a block, keeps what it exported for the next ones, gives what it printed."""
        after = self.lethe.folder / "exported"
        script = self.text(name) + f"\nenv -0 > {after}\n"
        out = self.run(["bash", "-euc", script], name)
        pairs = (entry.partition("=") for entry in after.read_text("utf-8").split("\0") if entry)
        self.exported = {key: value for key, _, value in pairs}
        return out

    def run(self, command, name):
        ran = subprocess.run(
            command, cwd=self.folder, env=self.exported, stdin=subprocess.DEVNULL, capture_output=True, timeout=120
        )
        out, err = ran.stdout.decode("utf-8"), ran.stderr.decode("utf-8")
        assert ran.returncode == 0, f"`{name}` ended with {ran.returncode}:\n{out}\n{err}\n{self.lethe.said()}"
        return out

    def expect(self, name, printed, in_any_order=False):
        """`in_any_order`: for lists in the order of arrival; an import does not promise one."""
        wanted = self.blocks[name + " output"]
        if in_any_order:
            wanted, printed = ("".join(sorted(text.splitlines(keepends=True))) for text in (wanted, printed))
        pattern = ".*".join(re.escape(part) for part in wanted.split("…"))
        assert re.fullmatch(pattern, printed), f"`{name}` printed\n{printed}\nREADME.md says\n{wanted}"


@pytest.fixture(scope="module")
def reader():
    with harness.Lethe() as lethe:
        first_hour = FirstHour(lethe)
        first_hour.serve()
        first_hour.sh("setup")
        yield first_hour
        lethe.stop()


def test_first_hour(reader):
    printed = reader.sh("show")
    assert "passport" in printed and "candidate.submitted" in printed
    assert "Exempelgatan" not in printed and "ada.example@" not in printed
    reader.expect("extract", reader.sh("extract"))


def test_take_over(reader):
    """Three receivers, each with a key of its own, bound to one pair; `python3` is the one that runs the tests."""
    path = f"{Path(sys.executable).parent}:{reader.exported['PATH']}"
    reader.exported["PATH"] = path
    shell = reader.text("receiver")
    for name in ("receiver extract", "receiver programs"):
        script = (shell if name == "receiver extract" else shell[shell.index("opened() {"):]) + reader.text(name)
        reader.expect(name, reader.run(["bash", "-euc", script], name), in_any_order=name != "receiver extract")
    for vault in ("vault-python", "vault-node"):
        taken = {file.stem for file in (reader.folder / vault).iterdir()}
        assert taken == {folder.name for folder in (reader.folder / "vault").iterdir() if not folder.name.startswith(".")}
    lists = reader.lethe.run(
        "candidate", "list", "--service", "acme", "--data", reader.folder / "lethe-data", "--json", "--limit", "100")
    planned = [one["recordId"] for one in lists.document["candidates"]
        if "willArchiveAtDate" in one and not one["isArchived"]]
    assert set(planned) == taken, "each was acknowledged, and waits for its 30 days"


def test_curl(reader):
    reader.expect("curl", reader.sh("curl"))


def test_python(reader):
    program = reader.folder / "take_over.py"
    program.write_text(reader.text("python"), "utf-8")
    reader.expect("python", reader.run([sys.executable, str(program)], "python"), in_any_order=True)

    people = [folder for folder in (harness.ROOT / "Examples" / "people").iterdir()]
    originals = {path.read_bytes() for folder in people for path in folder.iterdir() if path.suffix != ".json"}
    kept = [path.read_bytes() for path in (reader.folder / "taken-over").rglob("*") if path.is_file()]
    pictures = [content for content in kept if content in originals]
    assert len(pictures) >= 12, "the pictures that were taken over are those that were imported, to the byte"


def test_node(reader):
    node = shutil.which("node") or shutil.which("nodejs")
    assert node, "Scripts/setup installs Node"
    program = reader.folder / "waiting.js"
    program.write_text(reader.text("node"), "utf-8")
    reader.expect("node", reader.run([node, str(program)], "node"), in_any_order=True)


def test_every_promise_of_this_page_has_a_place():
    """Links to files of the repository lead somewhere, and their anchors are headings there."""
    pages = [README, *sorted((harness.ROOT / "docs").glob("*.md"))]
    for page in pages:
        text = page.read_text("utf-8")
        assert "@@" not in text, f"{page.name} is not finished"
        for target in re.findall(r"\]\((?!https?:)([^)]+)\)", text):
            path, _, anchor = target.partition("#")
            file = (page.parent / path).resolve() if path else page
            assert file.exists(), f"{page.name}: {target}"
            if anchor:
                headings = re.findall(r"^#+ (.+)$", file.read_text("utf-8"), re.MULTILINE)
                names = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
                assert anchor in names, f"{page.name}: {target}"


def test_documented_settings_are_the_real_ones():
    """Every option of `lethe serve --help` has its row in docs/operating.md, with its variable."""
    with harness.Lethe() as lethe:
        told = lethe.run("serve", "--help").out
    page = (harness.ROOT / "docs" / "operating.md").read_text("utf-8")
    options = set(re.findall(r"--[a-z][a-z-]+", told)) - {"--help", "--version", "--json"}
    variables = set(re.findall(r"LETHE_[A-Z_]+", told))
    assert options and variables
    missing = [word for word in sorted(options | variables) if f"`{word}`" not in page]
    assert not missing, f"docs/operating.md says nothing of {missing}"
    invented = set(re.findall(r"`(LETHE_[A-Z_]+)`", page)) - variables - {"LETHE_ROOT_KEY"}
    assert not invented, f"docs/operating.md speaks of {invented}, which nobody reads"

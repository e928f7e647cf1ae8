"""The submission page, notes, exports and webhooks seen from below the file system: every byte that ever reached the disk."""

import time
from contextlib import ExitStack

import pytest

from console import Console
from desk_story import SHOWN, Desk
from raw_disk import raw_disk
from residue_markers import Marks, Search
from webhook_scene import Hook

# The page takes nothing in below 512 MiB of free disk. What was never written takes no room in the image.
MEGABYTES = 800


@pytest.fixture
def disk(tmp_path):
    with raw_disk(tmp_path, MEGABYTES) as disk:
        yield disk


@pytest.fixture
def desk(disk):
    with ExitStack() as ends:
        hook = ends.enter_context(Hook())
        lethe = ends.enter_context(Console(data=disk.mount / "data"))
        lethe.start("--allow-loopback-webhooks")
        yield Desk(lethe, hook)


@pytest.mark.parametrize("end", ["stopped", "killed"])
def test_no_mark_and_no_destroyed_key_is_on_the_raw_disk(desk, disk, end):
    live(desk)
    desk.note_keys()
    raw = disk.content_while_mounted()
    expect_sealed(desk, raw, "while everybody is there")
    ended = expect_keys(desk, raw)
    # Of four drafts and of the one that became a resubmission, which were sent; and of one that was cancelled.
    assert len(ended) == 6 and desk.living_keys(), ended
    desk.archive("marked", "desk")
    desk.archive("taken", "extraction")
    desk.archive("deleted", "deletion")
    desk.mend_webhooks()
    if end == "stopped":
        desk.wait_for_deliveries()
        desk.lethe.stop()
    else:
        die(desk)
    planted = plant(disk)
    raw = disk.content()
    expect_planted(planted, raw)
    expect_sealed(desk, raw, f"after the archive, {end}")
    archived = expect_keys(desk, raw) - ended
    # Of three candidates, and of the resubmission that one of them began and abandoned.
    assert len(archived) == 4, archived
    expect_nothing_beside(desk)
    desk.expect_shown(*SHOWN)


def live(desk):
    """Everything that the page and the desk can do, with receivers that fail."""
    desk.fail_webhooks()
    desk.leave()
    for ref_id in ("marked", "taken", "deleted", "living"):
        desk.submit(ref_id)
    desk.wait_for_failures()
    desk.review("marked")
    desk.seek("marked")
    desk.export()
    desk.resubmit("marked")
    desk.block("marked")


def die(desk):
    """SIGKILL in the middle of an upload, and while webhooks wait for their next try."""
    applicant = desk.draft("draft of a killed server")
    picture = desk.marks.picture("draft of a killed server: half a picture", 400_000)
    with desk.half_upload(applicant, "passport", picture):
        time.sleep(0.3)
        desk.note_keys()
        desk.lethe.kill()


def plant(disk):
    """The control: leaks of our own, each in a file that is deleted before anybody looks."""
    marks = Marks()
    text, picture = marks.text("planted text"), marks.picture("planted picture", 100_000)
    for content in (text.encode(), text.encode("utf-16-le"), f'"{text}"'.encode().hex().encode(), picture[50_000:60_000]):
        disk.plant(content)
    return marks


def expect_planted(planted, raw):
    found = {form for _, form in Search(planted.ends()).count(raw)}
    assert found >= {"UTF-8", "UTF-16LE", "hexadecimal"}, found
    assert planted.named_in(raw) == {"planted text", "body of planted picture"}


def expect_sealed(desk, raw, when):
    hits = desk.search.named(raw, desk.marks)
    assert not hits, f"{when}, on the raw disk: {hits}"


def expect_keys(desk, raw):
    """A living key is there once, a destroyed one nowhere. Gives the numbers of the destroyed."""
    living = desk.living_keys()
    counts = {number: raw.count(slot) for number, slot in desk.keys.items()}
    wrong = {number: count for number, count in counts.items() if count != (number in living)}
    assert not wrong, f"copies of slots: {wrong}; living are {sorted(living)}"
    return set(counts) - living


def expect_nothing_beside(desk):
    """What was said and what lies beside the data; and the next start finds nothing to complain of."""
    desk.expect_nothing("beside the disk")
    desk.lethe.start("--allow-loopback-webhooks")
    desk.mend_webhooks()
    answer = desk.lethe.get(desk.lethe.by_ref_id("living"), desk.lethe.create_key("text"))
    assert answer.status == 200 and desk.marks.named_in(answer.body), "who lives can be read, and shows the marks"
    desk.lethe.stop()
    assert desk.lethe.doctor().code == 0

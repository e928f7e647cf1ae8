"""What the submission page, notes, looks, searches, exports and webhooks leave behind in the server's memory."""

import threading
import time

import pytest

from console import Console
from desk_story import LIST, Desk, HalfSent
from residue_markers import Search
from residue_memory import Core, why_not
from submission_page import Applicant
from webhook_scene import Hook

# malloc keeps small blocks that were freed for each thread, without overwriting them; the C library can be told not to.
WITHOUT_SMALL_BLOCKS = {"GLIBC_TUNABLES": "glibc.malloc.tcache_count=0"}
# What may wait in small blocks: some twenty marks do. Without the overwriting of what is freed it is hundreds.
MOST_LEFT = 120


@pytest.mark.skipif(why_not() is not None, reason=str(why_not()))
@pytest.mark.parametrize("environment", [{}, WITHOUT_SMALL_BLOCKS], ids=["as it is", "without small blocks"])
def test_memory_one_second_after_the_archive(environment, tmp_path, capsys):
    """No picture; of texts what waits in small blocks, and nothing where there are none.

    A connection keeps the bytes that it read last until it ends, so browsers hang up before the last look.
    """
    with Console() as lethe, Hook() as hook:
        lethe.start("--allow-loopback-webhooks", env=environment)
        desk = Desk(lethe, hook)
        during = half_way(desk, tmp_path)
        live(desk)
        for ref_id, way in [("first", "desk"), ("second", "extraction"), ("marked", "desk")]:
            desk.archive(ref_id, way)
        time.sleep(1)
        still = look(desk, tmp_path)
        for visitor in (desk.owner, desk.manager):
            visitor.session.close()
        time.sleep(1)
        after = look(desk, tmp_path)
        with capsys.disabled():
            tell("memory while everything stands still (the positive control)", during)
            tell("memory one second after the last archive, browsers still connected", still)
            tell("memory one second after the browsers have gone", after)
        expect_control(during)
        for hits in (still, after):
            assert not [name for name, _ in hits if name.startswith(("body of", "comment of", "a part: picture"))], hits
        left = sum(count for (name, _), count in after.items() if not name.startswith("member"))
        assert left <= (0 if environment else MOST_LEFT), after
        desk.expect_nothing("after the memory test")


def expect_control(during):
    for way in ("draft text", "picture", "note", "reason", "name searched for", "webhook answer"):
        assert any(f"half-sent: {way}" in name for name, _ in during), f"the control found no {way}"
    assert any(name == "body of draft of first: selfie" for name, _ in during), "the control found no exported profile"


def half_way(desk, tmp_path):
    """Requests and answers of each kind stand still; what they carry is in memory."""
    # More than a connection holds, so that the export of it stands still.
    desk.submit("first", selfie=8_000_000)
    desk.wait_for_deliveries()
    begun, seen = threading.Event(), threading.Event()
    desk.hook.answer = lambda handler, _: stall(desk, handler, begun, seen)
    applicant = Applicant(desk.lethe, "residue", refId="half")
    path = desk.paths["first"]
    with HalfSent(desk) as half:
        half.texts(applicant, desk.marks.text("half-sent: draft text"))
        half.picture(applicant, desk.marks.picture("half-sent: picture", 90_000))
        half.form(f"{path}/notes", note=desk.marks.text("half-sent: note"))
        half.form(f"{path}/identity", reason=desk.marks.text("half-sent: reason"))
        half.form(f"{LIST}/search", q=desk.marks.text("half-sent: name searched for"))
        half.profiles()
        desk.ping()
        assert begun.wait(20)
        time.sleep(0.3)
        during = look(desk, tmp_path)
        seen.set()
    desk.fail_webhooks()
    assert applicant.cancel().status == 200
    return during


def stall(desk, handler, begun, seen):
    """An answer that stands still in its middle."""
    body = desk.marks.text("half-sent: webhook answer").encode()
    handler.send_response(503)
    handler.send_header("Content-Length", str(len(body) + 100))
    handler.end_headers()
    handler.wfile.write(body)
    handler.wfile.flush()
    begun.set()
    seen.wait(14)


def live(desk):
    desk.leave()
    for ref_id in ("second", "marked"):
        desk.submit(ref_id)
    desk.wait_for_failures()
    desk.review("marked")
    desk.seek("marked")
    desk.export()
    desk.resubmit("marked")
    desk.block("marked")
    desk.mend_webhooks()
    desk.wait_for_deliveries()


def look(desk, tmp_path):
    """Hits by mark and form."""
    beginnings = {name: mark for name, mark in desk.marks.ends().items() if "end" not in name}
    content = Core(desk.lethe.pid, tmp_path).written()
    return Search(beginnings).named(content, desk.marks)


def tell(title, hits):
    print(f"\n{title}: {sum(hits.values())}")
    for (name, form), count in sorted(hits.items()):
        print(f"  {name:60} {form:16} {count:>4}")

"""What the submission page, notes, reasons, looks, exports and webhooks leave behind in files: nothing in plain, ever."""

import pytest

from console import Console
from desk_story import SHOWN, Desk
from residue_memory import OpenFiles
from webhook_scene import Hook


@pytest.fixture
def desk():
    with Console() as lethe, Hook() as hook:
        lethe.start("--allow-loopback-webhooks")
        yield Desk(lethe, hook)


def test_a_desk_leaves_nothing_in_plain(desk):
    with OpenFiles(desk.lethe, desk.search) as files:
        desk.fail_webhooks()
        desk.leave()
        desk.submit("marked")
        desk.expect_nothing("while drafts are open")
        desk.wait_for_failures()
        desk.review("marked")
        desk.seek("marked")
        desk.export()
        desk.resubmit("marked")
        desk.block("marked")
        desk.mend_webhooks()
        desk.wait_for_deliveries()
        desk.expect_nothing("while the candidate is there")
        desk.archive("marked", "desk")
        desk.expect_nothing("after the archive")
        gone = desk.marks.named_in(desk.owner.open(desk.paths["marked"]).body) - {"member: name"}
        assert not gone, f"the page of an archived candidate still shows {gone}"
    assert not files.hits, f"marks in files without a name: {files.hits}"
    desk.lethe.restart()
    desk.expect_nothing("after the restart")
    assert desk.lethe.doctor().code == 0
    desk.expect_shown(*SHOWN)
    for heard in desk.hook.heard:
        assert not desk.marks.named_in(heard.body), "no webhook tells an attribute"

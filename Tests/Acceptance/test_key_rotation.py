"""A rotated key over HTTP: both secrets work during the overlap, then only the new one; without an overlap the old one has
stopped before the command returns, also for an answer that is under way (issue 3, "Rotate")."""

import pytest

import candidates
from harness import eventually


@pytest.fixture
def scene(lethe):
    lethe.import_people([candidates.full("ada")])
    return lethe


def works(lethe, secret):
    status = lethe.get(lethe.by_ref_id("ada"), secret).status
    assert status in (200, 401)
    return status == 200


def rotate(lethe, identifier, *options):
    return lethe.done("key", "rotate", identifier, *options)


def test_both_secrets_work_and_then_only_the_new_one(scene):
    lethe = scene
    old = lethe.made_key("text")
    new = rotate(lethe, old["id"], "--overlap", "3s")
    assert new["id"] == old["id"] and new["key"] != old["key"] and new["key"].startswith(f"lethe_live_{old['id']}_")
    assert works(lethe, old["key"]) and works(lethe, new["key"])
    assert lethe.done("key", "show", old["id"])["oldSecretEndsAt"] == new["oldSecretEndsAt"]
    assert "works until" in lethe.cli("key", "show", old["id"], json=False).out
    eventually(lambda: not works(lethe, old["key"]))
    assert works(lethe, new["key"])
    shown = lethe.done("key", "show", old["id"])
    assert "oldSecretEndsAt" not in shown and "key" not in shown
    assert shown["createdBy"] == "operator" and shown["extractionsIn30Days"] >= 3


def test_a_restart_keeps_both(scene):
    lethe = scene
    old = lethe.made_key("text")
    new = rotate(lethe, old["id"], "--overlap", "7d")
    lethe.restart()
    assert works(lethe, old["key"]) and works(lethe, new["key"])
    ended = lethe.done("key", "end-old-secret", old["id"])
    assert "oldSecretEndsAt" not in ended
    assert not works(lethe, old["key"]) and works(lethe, new["key"])


def test_without_an_overlap_the_old_one_has_stopped(scene):
    lethe = scene
    old = lethe.made_key("text")
    said = lethe.cli("key", "rotate", old["id"], json=False, check=True).out
    assert not works(lethe, old["key"])
    assert works(lethe, said.splitlines()[0]) and "has stopped working" in said


@pytest.mark.parametrize("overlap", ["8d", "-1s", "soon", "604801s"])
def test_an_overlap_that_cannot_be(scene, overlap):
    lethe = scene
    old = lethe.made_key("text")
    ran = lethe.cli("key", "rotate", old["id"], f"--overlap={overlap}")
    assert ran.code != 0 and works(lethe, old["key"])


def test_the_settings_of_a_service(scene):
    lethe = scene
    changed = lethe.done(
        "service", "set", lethe.service, "--describe", "Shop and wallet", "--undecided-days", "90", "--decided-days", "30",
        "--require-second-factor",
    )
    assert changed["summary"] == "Shop and wallet" and changed["requiresSecondFactor"] is True
    assert (changed["undecidedDays"], changed["decidedDays"]) == (90, 30)
    changed = lethe.done("service", "set", lethe.service, "--no-undecided-days", "--no-require-second-factor")
    assert "undecidedDays" not in changed and changed["decidedDays"] == 30 and changed["requiresSecondFactor"] is False
    for words in (["--decided-days", "0"], ["--undecided-days", "3651"], ["--decided-days", "9", "--no-decided-days"]):
        assert lethe.cli("service", "set", lethe.service, *words).code != 0
    said = lethe.cli("service", "set", lethe.service, "--name", "Acme", json=False, check=True).out
    assert "after 30 days" in said and "not by age" in said
    listed = lethe.done("service", "list")["services"][0]
    assert listed["archived"] == 0

"""`lethe candidate hold` and `lift-hold`: the operator is one of the two people that a hold takes."""

import pytest

from candidates import person
from harness import Lethe


@pytest.fixture
def lethe():
    with Lethe() as lethe:
        lethe.create_service(client_id="acme")
        lethe.import_people([person("ada")])
        yield lethe


@pytest.mark.parametrize("served", [False, True])
def test_a_hold_stands_against_archive_and_deletion(lethe, served):
    if served:
        lethe.start()
    held = lethe.candidate("hold", "ada")
    assert held.code == 0 and held.document["held"] and held.document["hold"]["placedBy"] == "operator"
    for verb in ["hold", "archive", "delete"]:
        refused = lethe.candidate(verb, "ada")
        assert refused.code != 0 and "legal hold" in refused.err, refused
    asked = lethe.candidate("lift-hold", "ada")
    assert asked.code == 0 and asked.document["held"] and asked.document["hold"]["liftAskedBy"] == "operator"
    alone = lethe.candidate("lift-hold", "ada")
    assert alone.code != 0 and "Another person" in alone.err
    assert lethe.candidate("show", "ada").document["hold"]["liftAskedBy"] == "operator"
    withdrawn = lethe.candidate("lift-hold", "ada", "--withdraw")
    assert withdrawn.code == 0 and withdrawn.document["held"] and "liftAskedBy" not in withdrawn.document["hold"]
    shown = lethe.candidate("show", "ada").document
    assert shown["candidate"]["isArchived"] is False
    events = [line["event"] for line in shown["history"]][-3:]
    assert events == ["candidate.holdPlaced", "candidate.holdLiftAsked", "candidate.holdLiftWithdrawn"]

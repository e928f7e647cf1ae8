"""Every scope, against every state of a candidate, with every state of a key: the bytes of the answer (contract 1.2,
1.4 to 1.6, 1.9). What a good key sees stands in `Golden/<state>-<scope>.json`, to be read."""

import time
from pathlib import Path

import pytest

import candidates
import wire
from harness import Lethe

GOLDEN = Path(__file__).with_name("Golden")
SCOPES = ["metadata", "text", "pictures"]
STATES = [*candidates.STATUSES, "archived", "deleted"]
KEYS = ["good", "disabled", "expired", "of another service", "wrong", "none"]


def person_in(state):
    """The candidate of that state; `approved` has everything that can be given."""
    number = STATES.index(state) + 1
    if state == "approved":
        return candidates.full(state, number)
    status = state if state in candidates.STATUSES else "approved"
    dates = {
        "incomplete": [], "waiting": [], "inreview": ["inreviewDate"], "approved": ["inreviewDate", "approvedDate"],
        "rejected": ["inreviewDate"], "blocked": ["inreviewDate"], "review_requested": ["reviewRequestedDate"],
    }
    return candidates.person(
        state, number, status,
        texts={"given_name": "Eleni", "family_name": "Παραδειγματίδου", "email": f"{state}@example.com"},
        pictures={"selfie": candidates.jpeg(state), "proof_of_address": candidates.png(4, 4, state)},
        certs={"aml": '{"result":"clear"}'}, customFields={"RiskLevel": "Low"},
        **{name: "2026-01-02T04:00:00.000Z" for name in dates[status]},
    )


@pytest.fixture(scope="module")
def scene():
    with Lethe() as lethe:
        lethe.start()
        lethe.create_service("Acme", "acme")
        lethe.create_service("Other", "other")
        for state in STATES:  # one after the other, so that the list has this order
            lethe.import_people([person_in(state)])
        assert lethe.candidate("archive", "archived").code == 0
        assert lethe.candidate("delete", "deleted").code == 0
        keys = {}
        for scope in SCOPES:
            keys["good", scope] = lethe.create_key(scope)
            disabled = lethe.made_key(scope)
            lethe.done("key", "set", disabled["id"], "--disabled")
            keys["disabled", scope] = disabled["key"]
            keys["expired", scope] = lethe.create_key(scope, expires=wire.in_future(1))
            keys["of another service", scope] = lethe.create_key(scope, service="other")
            keys["wrong", scope] = wire.wrong_keys(keys["good", scope])[0]
            keys["none", scope] = None
        # All of them work before their date.
        assert lethe.get(lethe.list_path(), keys["expired", "pictures"]).status == 200
        time.sleep(1.1)
        yield lethe, keys


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("key", KEYS)
def test_answer_is_golden(scene, key, scope, state):
    lethe, keys = scene
    number = STATES.index(state) + 1
    expected = {
        "good": (200, (GOLDEN / f"{state}-{scope}.json").read_bytes() if state != "deleted" else b""),
        "of another service": (403, wire.OTHER_SERVICE),
    }.get(key, (401, wire.UNAUTHORIZED))
    if key == "good" and state == "deleted":
        expected = (404, wire.NO_CANDIDATE)
    for path in (lethe.by_ref_id(state), lethe.by_record_id(candidates.record_id(number))):
        answer = lethe.get(path, keys[key, scope])
        assert (answer.status, answer.body) == expected
        wire.expect_json(answer)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("key", KEYS)
def test_list_by_key(scene, key, scope):
    """Who may not read a candidate may not list, be it empty or an unknown status."""
    lethe, keys = scene
    for path in (lethe.list_path(), lethe.list_path("approved", limit=1), lethe.whoami_path()):
        answer = lethe.get(path, keys[key, scope])
        if key == "good":
            assert answer.status == 200
        else:
            expected = (403, wire.OTHER_SERVICE) if key == "of another service" else (401, wire.UNAUTHORIZED)
            assert (answer.status, answer.body) == expected


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("status", [*candidates.STATUSES, None])
def test_list_is_golden(scene, status, scope):
    lethe, keys = scene
    listed = [state for state in STATES if state != "deleted"]
    if status:
        listed = [state for state in listed if person_in(state)["status"] == status]
    records = [
        candidates.rendered(person_in(state), scope, is_archived=state == "archived", in_list=True) for state in listed
    ]
    data = {"records": records, "total": len(records), "skip": 0, "limit": 20}
    answer = lethe.get(lethe.list_path(status), keys["good", scope])
    assert answer.body.decode() == candidates.stringify({"status": "success", "data": data})
    if status == "incomplete":
        assert answer.body == (GOLDEN / f"list-incomplete-{scope}.json").read_bytes()


def test_golden_files_are_what_the_page_says(scene):
    """The files say the same as the second writing-down of docs/wire.md, and none is left over."""
    names = {f"list-incomplete-{scope}.json" for scope in SCOPES}
    for state in STATES[:-1]:
        for scope in SCOPES:
            name = f"{state}-{scope}.json"
            expected = candidates.answer(person_in(state), scope, is_archived=state == "archived")
            assert (GOLDEN / name).read_bytes() == expected, name
            names.add(name)
    assert {path.name for path in GOLDEN.iterdir()} == names
    assert len(names) == 27

"""Six roles: what each sees, and that it may do exactly its rights, also with forms that no page of theirs holds."""

import re

import pytest
from playwright.sync_api import expect

import candidates
from acts import ACTS, HOUSE_ACTS, MANAGERS, REVIEWERS, Stage, forge
from console import PASSWORD, ROLES

SEES_CANDIDATES = {"owner", "manager", "approver", "reviewer", "read-only"}
TABS = {
    "Candidates": SEES_CANDIDATES, "API Keys": MANAGERS, "Webhooks": MANAGERS, "Team": MANAGERS, "Settings": MANAGERS,
    "Activity": MANAGERS,
    "Usage": MANAGERS | {"accountant"},
}
# Every page of a service that can be read, and by whom.
PAGES = {
    "/candidates": SEES_CANDIDATES,
    "/candidates?columns=name.email": SEES_CANDIDATES,
    "/candidates/export": MANAGERS,
    "/candidates/{candidate}": SEES_CANDIDATES,
    "/candidates/{candidate}/archive": MANAGERS,
    "/candidates/{candidate}/delete": MANAGERS,
    "/candidates/{candidate}/block": MANAGERS,
    "/candidates/{candidate}/hold": MANAGERS,
    "/candidates/{candidate}/identity": REVIEWERS,
    "/candidates/{candidate}/request-review": REVIEWERS,
    "/keys": MANAGERS,
    "/keys/new": MANAGERS,
    "/keys/preview": MANAGERS,
    "/keys/preview?scope=pictures&recordId={candidate}": MANAGERS,
    "/keys/{key}": MANAGERS,
    "/keys/{key}/rotate": MANAGERS,
    "/keys/{key}/delete": MANAGERS,
    "/keys/{key}/preview": MANAGERS,
    "/webhooks": MANAGERS,
    "/webhooks/new": MANAGERS,
    "/webhooks/{webhook}": MANAGERS,
    "/webhooks/{webhook}/edit": MANAGERS,
    "/webhooks/{webhook}/rotate": MANAGERS,
    "/webhooks/{webhook}/delete": MANAGERS,
    "/team": MANAGERS,
    "/team/invite": MANAGERS,
    "/team/{reader}": MANAGERS,
    "/team/{reader}/remove": MANAGERS,
    "/team/{owner}": {"owner"},
    "/team/{owner}/remove": {"owner"},
    "/settings": MANAGERS,
    "/settings/submission": MANAGERS,
    "/settings/review": MANAGERS,
    "/activity": MANAGERS,
    "/usage": MANAGERS | {"accountant"},
    "/usage.csv": MANAGERS | {"accountant"},
}


class Cast:
    """A service with somebody of each role, an outsider with a service of their own, and the owner of the house."""

    def __init__(self, console):
        self.console = console
        self.house_owner = console.owner()
        console.create_service("Other", "other")
        self.people = {role: console.member(role, "acme") for role in ROLES}
        self.outsider = console.member("manager", "other")
        self.house = {role: self._house(role) for role in ("manager", "reviewer")}
        # The service's own owner fills the forms in: nothing of it needs the house.
        self.stage = Stage(console, self.people["owner"], "acme")
        self.house_stage = Stage(console, self.house_owner, "acme")
        self.key = self.stage.key("text")
        self.candidate = self.stage.candidate()
        self.webhook = self.stage.webhook("Kept").rsplit("/", 1)[1]
        self.reader = self.stage.member()[0]
        self.owner_id = self.stage.member("owner")[0]

    def _house(self, role):
        link = self.console.member_link(role=role)
        return self.console.join(link, f"House {role}", f"house-{role}@example.com")

    def path(self, path):
        return self.stage.path + path.format(
            key=self.key, candidate=self.candidate, reader=self.reader, owner=self.owner_id,
            webhook=self.webhook)


@pytest.fixture(scope="module")
def cast(console):
    return Cast(console)


# ---- what is seen


@pytest.mark.parametrize("role", ROLES)
def test_a_role_sees_its_tabs_and_no_others(cast, window, role):
    page = window(cast.console, cast.people[role])
    page.goto("/services/acme")
    seen = [tab for tab in TABS if role in TABS[tab]]
    if seen:
        tabs = page.get_by_role("navigation", name="Acme").get_by_role("link")
        assert tabs.all_inner_texts() == seen
        expect(tabs.first).to_have_attribute("aria-current", "page")
    else:
        expect(page.get_by_role("navigation", name="Acme")).to_have_count(0)
    page.goto("/services")
    expect(page.get_by_role("link", name="Add service")).to_have_count(0)
    expect(page.get_by_role("link", name="Acme", exact=True)).to_have_count(1)
    expect(page.get_by_role("link", name="Other", exact=True)).to_have_count(0)


@pytest.mark.parametrize("role", sorted(SEES_CANDIDATES))
def test_the_buttons_of_a_candidate_are_left_out_for_who_may_not(cast, window, role):
    page = window(cast.console, cast.people[role])
    page.goto(cast.path("/candidates/{candidate}"))
    for name in ["Archive now", "Block", "Delete"]:
        expect(page.get_by_role("link", name=name, exact=True)).to_have_count(1 if role in MANAGERS else 0)


def test_a_manager_is_offered_no_role_above_their_own(cast, window):
    for role, offered in [("manager", set(ROLES) - {"owner"}), ("owner", set(ROLES))]:
        page = cast.people[role].open(cast.path("/team/invite"))
        assert set(page.form(cast.path("/team/invite")).choices["role"]) == offered
        assert "reach" not in page.form(cast.path("/team/invite")).names
    page = window(cast.console, cast.people["manager"])
    page.goto(cast.path("/team"))
    expect(page.get_by_role("link", name="Owner Acme", exact=True)).to_have_count(0)
    expect(page.get_by_role("link", name="Reviewer Acme", exact=True)).to_have_count(1)


@pytest.mark.parametrize("path", PAGES)
def test_each_page_opens_for_its_roles_only(cast, path):
    for role, visitor in cast.people.items():
        page = visitor.get(cast.path(path))
        if role in PAGES[path]:
            assert page.status == 200, (role, page)
        elif page.status == 303:
            # A dialog that one may not use: the page below it instead, for who may see that.
            assert role in SEES_CANDIDATES and "/candidates/" in path, (role, page)
            assert page.location == cast.path("/candidates/{candidate}"), page
        else:
            assert page.status in (403, 404), (role, page)
        if role not in PAGES[path]:
            for hidden in (cast.key, "reader@example.com"):
                assert hidden not in page.text, (role, page)
    assert cast.outsider.get(cast.path(path)).status == 404


# ---- what is done


@pytest.mark.parametrize("act", ACTS, ids=str)
def test_a_forged_form_does_exactly_what_the_role_may(cast, act):
    stage = cast.stage
    visitors = {**cast.people, "manager of another service": cast.outsider}
    for role, visitor in visitors.items():
        sent = act.prepare(stage)
        before = stage.look(act.looks_at)
        page = forge(visitor, sent)
        if role in act.may:
            assert page.status in (200, 303), (role, page)
            assert stage.look(act.looks_at) != before, f"{role} may {act}, yet nothing happened: {page}"
        else:
            assert page.status in ((404,) if role not in ROLES else (403, 404)), (role, page)
            assert stage.look(act.looks_at) == before, f"{role} was refused, yet it happened"


@pytest.mark.parametrize("act", HOUSE_ACTS, ids=str)
def test_what_concerns_every_service_takes_a_role_in_every_service(cast, act):
    stage = cast.house_stage
    visitors = {f"{role} of one": visitor for role, visitor in cast.people.items()}
    visitors |= {"reviewer": cast.house["reviewer"], "manager": cast.house["manager"], "owner": cast.house_owner}
    for role, visitor in visitors.items():
        sent = act.prepare(stage)
        before = stage.look(act.looks_at)
        page = forge(visitor, sent)
        if role in act.may:
            assert page.status in (200, 303), (role, page)
            assert stage.look(act.looks_at) != before, role
        else:
            assert page.status in (403, 404), (role, page)
            assert stage.look(act.looks_at) == before, role


def test_only_an_owner_says_whether_a_second_factor_is_asked_for(cast):
    cast.console.create_service("Strict", "strict")
    manager, owner = cast.console.member("manager", "strict"), cast.console.member("owner", "strict")
    stage = Stage(cast.console, owner, "strict")

    def requires():
        return next(one for one in cast.console.done("service", "list")["services"]
            if one["clientId"] == "strict")["requiresSecondFactor"]

    forge(manager, stage.form("/services/strict/settings", "/services/strict/settings", requiresSecondFactor="on"))
    assert requires() is False
    page = owner.submit("/services/strict/settings", "/services/strict/settings", {"requiresSecondFactor": "on"})
    assert page.status == 303, page
    assert requires() is True
    # From the next request on, whoever has none is kept out, the owner included.
    for visitor in (owner, manager):
        page = visitor.get("/services/strict/settings")
        assert page.status == 403 and "second factor" in page.words, page


# ---- confirmation


CONFIRMED = [act for act in ACTS if act.name in {
    "create a key that reads pictures", "widen a key", "delete a candidate", "invite a reader", "change a role",
    "remove a member"}]


@pytest.mark.parametrize("password", [None, "", "not the password at all"], ids=["absent", "empty", "wrong"])
@pytest.mark.parametrize("act", CONFIRMED, ids=str)
def test_the_password_is_asked_for_again(cast, act, password):
    stage = cast.stage
    sent = act.prepare(stage)
    assert any(name == "password" for name, _ in sent.fields)
    fields = [(name, password if name == "password" else value) for name, value in sent.fields]
    sent.fields = [pair for pair in fields if pair[1] is not None]
    before = stage.look(act.looks_at)
    # Wrong passwords count for the session: with one of its own nothing slows the next test down.
    page = forge(cast.console.again(cast.people["manager"]), sent)
    assert page.status == 422, page
    assert "password-problem" in page.text
    assert "not the password at all" not in page.text
    assert stage.look(act.looks_at) == before


# ---- between services


def test_what_belongs_to_another_service_is_not_reached_through_ones_own(cast):
    """The outsider manages `other`, and names a key, a candidate and a member of acme below it."""
    for path in [path for path in PAGES if "{" in path]:
        own = cast.path(path).replace("/services/acme", "/services/other")
        page = cast.outsider.get(own)
        if "recordId=" in own:
            # The preview then shows its sample.
            assert page.status == 422 and cast.candidate not in page.words, page
        else:
            assert page.status == 404, page
    for act in ACTS:
        sent = act.prepare(cast.stage)
        if not re.search("/(keys|candidates|team|webhooks)/[0-9A-Za-z-]{12,}|invitations", sent.path):
            continue
        sent.path = sent.path.replace("/services/acme", "/services/other")
        before = cast.stage.look(act.looks_at)
        page = forge(cast.outsider, sent)
        assert page.status in (403, 404), (act, page)
        assert cast.stage.look(act.looks_at) == before, act


# ---- owners, and members who go


def test_the_last_owner_stays(window):
    from console import Console

    with Console() as console:
        console.start()
        console.create_service("Acme", "acme")
        owner = console.owner()
        stage = Stage(console, owner, "acme")
        [me] = stage.members()
        for below, changes in [("", {"role": "manager"}), ("/remove", {})]:
            path = f"/services/acme/team/{me['id']}{below}?of=all"
            page = owner.submit(path, path.split("?")[0], {**changes, "password": PASSWORD})
            assert page.status in (409, 422), page
            assert "owner" in page.words
        assert [one["role"] for one in stage.members()] == ["owner"]
        # With a second owner of every service the first may go.
        console.join(console.member_link(role="owner"), "Oda Owner", "oda@example.com")
        path = f"/services/acme/team/{me['id']}/remove?of=all"
        page = owner.submit(path, path.split("?")[0], {"password": PASSWORD})
        assert page.status == 303, page
        assert not owner.is_signed_in


def test_a_members_next_request_has_their_new_role_or_none(cast):
    member_id, visitor = cast.stage.member("manager")
    assert visitor.get("/services/acme/keys").status == 200
    cast.house_owner.submit(
        f"/services/acme/team/{member_id}", f"/services/acme/team/{member_id}",
        {"role": "reviewer", "password": PASSWORD})
    assert visitor.get("/services/acme/keys").status == 403
    assert visitor.get("/services/acme/candidates").status == 200
    path = f"/services/acme/team/{member_id}/remove"
    assert cast.house_owner.submit(path, path, {"password": PASSWORD}).status == 303
    page = visitor.get("/services/acme/candidates")
    assert page.status in (303, 404), page
    assert not visitor.is_signed_in
    # Whose last role is gone does not get in again, and is told nothing that a stranger isn't.
    again = cast.console.visitor().sign_in(visitor.email, PASSWORD)
    strange = cast.console.visitor().sign_in("nobody@example.com", PASSWORD)
    assert again.status == strange.status != 303


def test_values_of_candidates_are_on_no_page(cast):
    person = candidates.person("secretive", 77, texts={"given_name": "Zebulon", "email": "zebulon@example.net"})
    cast.console.import_people([person])
    for path in ["/candidates", f"/candidates/{person['recordId']}", "/activity",
                 f"/keys/preview?scope=pictures&recordId={person['recordId']}"]:
        page = cast.people["owner"].get(cast.path(path))
        assert page.status == 200, page
        assert "ebulon" not in page.text

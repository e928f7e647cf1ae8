"""The candidate list: filters that combine, columns, and one field that finds whoever is looked for."""

import datetime
import re

import pytest
from playwright.sync_api import expect

import candidates
from harness import eventually
from pages import tab_to
from watch import axe_faults

PATH = "/services/acme/candidates"
PEOPLE = [
    ("ada", "approved", "José María", "Núñez"), ("bob", "waiting", "Zoë", "Müller"), ("cyd", "waiting", "Hanako", "Mihon"),
    ("dan", "inreview", "Andrzej", "Łuków"), ("eve", "rejected", "Eve", "Example"), ("fay", "blocked", "Fay", "Example"),
]


@pytest.fixture(scope="module")
def scene(console):
    console.owner()
    console.done("service", "set", "acme", "--keep-email-fingerprint")
    console.import_people([
        candidates.person(ref, number, status=status,
            texts={"given_name": given, "family_name": family, "email": f"{ref}@people.example"})
        for number, (ref, status, given, family) in enumerate(PEOPLE, 1)
    ])
    console.reviewer = console.member("reviewer", "acme", "Rita Reviewer")
    console.reader = console.member("read-only", "acme", "Ron Reader")
    return console


def refs(page):
    """Sorted: an import of several has no order of its own."""
    assert page.status == 200, page
    return sorted(re.findall(r'<bdi class="ref-id">([^<]+)</bdi>', page.text))


def search(visitor, text):
    return visitor.search(PATH, text)


def define_fields(console):
    """Two drop-downs of the service, in its settings."""
    path = "/services/acme/settings/review"
    page = console.owner().open(path)
    form = page.form(path)
    fields = [(name, value) for name, value in form.fields if name not in ("fieldName", "fieldOptions")]
    fields += [("fieldName", "Risk"), ("fieldOptions", "low\nhigh"), ("fieldName", "Tier"), ("fieldOptions", "gold")]
    saved = console.owner().post(form.action, fields)
    assert saved.status == 303, saved


# ---- filters


def test_filters_combine(scene):
    owner = scene.owner()
    assert refs(owner.get(PATH)) == ["ada", "bob", "cyd", "dan", "eve", "fay"]
    assert refs(owner.get(f"{PATH}?status=waiting")) == ["bob", "cyd"]
    assert refs(owner.get(f"{PATH}?reviewer=nobody&status=waiting&archived=no")) == ["bob", "cyd"]
    assert refs(owner.get(f"{PATH}?reviewer=me")) == []
    assert refs(owner.get(f"{PATH}?from=2020-01-01&to=2099-01-01")) == ["ada", "bob", "cyd", "dan", "eve", "fay"]
    assert refs(owner.get(f"{PATH}?to=2020-01-01")) == [] == refs(owner.get(f"{PATH}?from=2099-01-01&status=waiting"))
    today = datetime.datetime.now(datetime.timezone.utc).date()
    assert len(refs(owner.get(f"{PATH}?to={today}"))) == 6, "the whole of that day"
    assert refs(owner.get(f"{PATH}?to={today - datetime.timedelta(days=2)}")) == []
    page = owner.get(f"{PATH}?from=yesterday")
    assert page.status == 422 and "A day is written as" in page.words and "yesterday" in page.text
    for nonsense in ["before=x.y.z", "columns=passwords"]:
        assert len(refs(owner.get(f"{PATH}?{nonsense}"))) == 6, nonsense


def test_a_drop_down_filters(scene):
    define_fields(scene)
    scene.import_people([
        candidates.person("gil", 7, texts={"given_name": "Gil"}, customFields={"Risk": "high", "Tier": "gold"}),
        candidates.person("hal", 8, texts={"given_name": "Hal"}, customFields={"Risk": "high"}),
        candidates.person("ivy", 9, status="approved", texts={"given_name": "Ivy"}, customFields={"Risk": "low"}),
    ])
    owner = scene.owner()
    assert refs(owner.get(f"{PATH}?field=Risk%3Dhigh")) == ["gil", "hal"]
    assert refs(owner.get(f"{PATH}?field=Risk%3Dhigh&field=Tier%3Dgold")) == ["gil"]
    assert refs(owner.get(f"{PATH}?field=Risk%3Dhigh&status=approved")) == []
    assert refs(owner.get(f"{PATH}?field=Risk%3Dlow&status=approved")) == ["ivy"]
    for ref in ("gil", "hal", "ivy"):
        assert scene.candidate("delete", ref).code == 0


def test_pages_keep_filters_and_columns(scene):
    scene.create_service("Pages", "pages")
    scene.import_people([
        candidates.person(f"p{n:03}", 4000 + n, texts={"given_name": "P"}) for n in range(120)], service="pages")
    owner, path, seen = scene.owner(), "/services/pages/candidates?status=waiting&columns=refId.submissions", []
    for _ in range(3):
        page = owner.get(path)
        seen += refs(page)
        older = [href for href, _ in page.document.links if "before=" in href and "#" not in href]
        assert all("status=waiting" in href and "columns=refId.submissions" in href for href in older)
        assert "Times submitted" in page.words and "Reviewer</th>" not in page.text
        path = older[-1] if older else None
    assert sorted(seen) == [f"p{n:03}" for n in range(120)] and path is None


# ---- columns


def test_names_are_shown_to_whoever_may_see_them_and_that_is_noted(scene):
    def looks():
        return scene.owner().open("/services/acme/activity?kind=candidate.listed").words.count("listed")

    before = looks()
    page = scene.reviewer.get(f"{PATH}?column=name&column=email&column=refId")
    assert "José María Núñez" in page.words and "bob@people.example" in page.words
    assert looks() == before + 1, "one line for the page"
    assert "José" not in scene.reviewer.get(PATH).text and looks() == before + 1
    page = scene.reader.get(f"{PATH}?columns=name.email.refId")
    assert len(refs(page)) == 6, "the other columns"
    assert "José" not in page.text and "people.example" not in page.text and "E-mail" not in page.words
    assert looks() == before + 1
    for href, _ in scene.reviewer.get(f"{PATH}?columns=name.email").document.links:
        assert "people" not in href and "Jos" not in href


def test_what_happens_next_is_said(scene):
    words = scene.owner().get(PATH).words
    for said in ["Waits for a reviewer", "Waits for a decision", "Waits for a resubmission", "Nothing planned"]:
        assert said in words, said
    key = scene.create_key("text", archive_after="3h")
    assert scene.get(scene.by_ref_id("ada"), key).status == 200
    owner = scene.owner()
    eventually(lambda: "Archives in 3 hours" in owner.get(f"{PATH}?status=approved&columns=next").words)


# ---- search


@pytest.mark.parametrize("text,found", [
    ("bob", ["bob"]), (candidates.record_id(2), ["bob"]), (candidates.support_id(3), ["cyd"]),
    (" EVE@people.example ", ["eve"]), ("jose", ["ada"]), ("MULLER", ["bob"]), ("lukow", ["dan"]), ("han mih", ["cyd"]),
    ("example", ["eve", "fay"]), ("nobody-like-it", []),
])
def test_one_field_finds_whoever_is_looked_for(scene, text, found):
    page = search(scene.reviewer, text)
    assert refs(page) == found
    assert (f"{len(found)} candidate" in page.words) if found else "Nobody found" in page.words
    # Nothing that was typed stands in an address.
    for href, _ in page.document.links:
        assert text.strip().lower() not in href.lower() or text == candidates.record_id(2), href


def test_who_may_not_see_identities_finds_ids_only(scene):
    for text, found in [("bob", ["bob"]), (candidates.record_id(2), ["bob"]), ("bob@people.example", []), ("zoe", [])]:
        page = search(scene.reader, text)
        assert refs(page) == found and "people.example" not in page.text.replace('value="bob@people.example"', "")


def test_what_cant_be_searched_is_said(scene):
    for text in ["", " ", "é", "x" * 1001]:
        page = search(scene.reviewer, text)
        assert page.status == 422 and "Nobody here" in page.words, (text, page)
    assert scene.reviewer.get(f"{PATH}/search").status == 303
    assert scene.reviewer.get(f"{PATH}/search").location == PATH


def test_after_the_archive_by_e_mail_and_not_by_name(scene):
    assert refs(search(scene.reviewer, "fay")) == ["fay"]
    assert scene.candidate("archive", "fay").code == 0
    page = search(scene.reviewer, "fay@people.example")
    assert refs(page) == ["fay"]
    assert refs(search(scene.reviewer, "fay ex")) == []
    assert refs(scene.owner().get(f"{PATH}?archived=yes")) == ["fay"]
    assert "Fay" not in scene.reviewer.get(f"{PATH}?columns=name.refId").text


def test_a_search_further_down(scene):
    scene.create_service("Namesakes", "namesakes")
    scene.import_people([
        candidates.person(f"n{n:03}", 7000 + n, texts={"given_name": "Ada", "family_name": "Same"})
        for n in range(60)], service="namesakes")
    path, owner = "/services/namesakes/candidates", scene.owner()
    page = owner.search(path, "ada same")
    assert "50 candidates found so far" in page.words
    first = refs(page)
    further = next(href for href, _ in page.document.links if "further=" in href)
    page = owner.open(further)
    assert sorted(first + refs(page)) == [f"n{n:03}" for n in range(60)] and "so far" not in page.words


# ---- in a browser


def test_by_keyboard(scene, window):
    page = window(scene, scene.reviewer, axe=True)
    page.goto(PATH)
    box = page.get_by_role("searchbox")
    tab_to(page, box)
    page.keyboard.type("han mih")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="1 candidate found")).to_be_visible()
    expect(page.get_by_text("Hanako Mihon")).to_be_visible()
    assert "Hanako" not in page.url and "han" not in page.url
    assert axe_faults(page) == []
    tab_to(page, page.get_by_role("link", name=re.compile("^65a0c0de")))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{PATH}/{candidates.record_id(3)}")


def test_columns_and_filters_by_hand(scene, window):
    page = window(scene, scene.owner(), axe=True)
    page.goto(PATH)
    page.get_by_label("Archive", exact=True).select_option(label="Not archived")
    page.get_by_label("Reviewer").first.select_option(label="Nobody yet")
    page.get_by_role("button", name="Filter").click()
    page.wait_for_url("**archived=no*")
    page.get_by_text("Columns", exact=True).click()
    page.get_by_role("checkbox", name="Name").check()
    page.get_by_role("checkbox", name="Reviewer").uncheck()
    page.get_by_role("button", name="Show these columns").click()
    expect(page.get_by_role("columnheader", name="Name")).to_have_count(1)
    expect(page.get_by_role("columnheader", name="Reviewer")).to_have_count(0)
    assert "archived=no" in page.url and "reviewer=nobody" in page.url
    expect(page.get_by_text("Hanako Mihon")).to_be_visible()
    assert axe_faults(page) == []


def test_on_a_phone(scene, window):
    page = window(scene, scene.reviewer, axe=True, width=360, height=740)
    everything = ".".join(["status", "refId", "name", "email", "submitted", "submissions", "updated", "reviewer",
        "archived", "next"])
    page.goto(f"{PATH}?columns={everything}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.get_by_text("Hanako Mihon")).to_be_visible()
    assert axe_faults(page) == []

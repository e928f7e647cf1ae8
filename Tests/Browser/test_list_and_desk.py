"""What list and desk promise about themselves: a filter that isn't understood, dates, the way back, and what was typed."""

import itertools
import re

import pytest
from playwright.sync_api import expect

import candidates
from submitting import offer_page
from visitor import Visitor

PATH = "/services/acme/candidates"
NUMBERS = itertools.count(1)
LIVING = {"given_name": "Zebulon", "family_name": "Quartermain", "email": "zeb@example.net"}


@pytest.fixture(scope="module")
def scene(console):
    console.owner()
    console.rita = console.member("reviewer", "acme", "Rita Reviewer", "rita@example.com")
    console.bob = console.member("approver", "acme", "Bob Approver", "bob@example.com")
    for ref in ("ada", "bea"):
        made(console, ref)
    return console


def made(scene, ref, status="waiting", texts=None, **more):
    """A candidate; gives its path."""
    number = next(NUMBERS)
    person = candidates.person(ref, number, status=status, **{"texts": texts or LIVING, **more})
    scene.import_people([person])
    return f"{PATH}/{person['recordId']}"


def act(visitor, path, below, **more):
    answer = visitor.post(path + below, visitor.open(path).form(path).filled(more))
    assert answer.status == 303, answer
    return answer


def refs(page):
    assert page.status == 200, page
    return sorted(re.findall(r'<bdi class="ref-id">([^<]+)</bdi>', page.text))


# ---- filters


@pytest.mark.parametrize("query,said", [
    ("status=bogus", "There is no such status"), ("archived=maybe", "Archived is yes or no"),
    ("reviewer=zzz", "A reviewer is me, nobody"), ("field=Risk%3DHigh", "no such choice"),
    ("from=2026-13-01", "A day is written as"), ("to=soon", "A day is written as"),
    ("from=2026-12-02&to=2026-12-01", "The last day lies before the first"), ("status=%zz", "There is no such status"),
])
def test_a_filter_that_isnt_understood_shows_and_exports_nobody(scene, query, said):
    owner = scene.owner()
    page = owner.get(f"{PATH}?{query}&columns=refId")
    assert page.status == 422 and said in page.words and "65a0c0de" not in page.text, page
    assert "bogus" not in page.words and "Nobody is shown" in page.words
    page = owner.get(f"{PATH}/export?{query}")
    assert page.status == 422 and said in page.words and "Download CSV" not in page.words, page
    if "%zz" in query:
        return
    pairs = [tuple(pair.replace("%3D", "=").split("=", 1)) for pair in query.split("&")]
    for kind in ("csv", "zip"):
        form = owner.open(f"{PATH}/export").form(f"{PATH}/export/{kind}").filled({})
        answer = owner.post(f"{PATH}/export/{kind}", form + pairs)
        assert answer.status == 422 and b"65a0c0de" not in answer.body, answer
    assert scene.rita.get(f"{PATH}/export?{query}").status == 403, "a right comes first"


def test_one_day_is_a_time_too(scene):
    assert scene.owner().get(f"{PATH}?from=2026-11-23&to=2026-11-23").status == 200
    for kind in ("csv", "zip"):
        assert scene.owner().get(f"{PATH}/export/{kind}").location == f"{PATH}/export"


def test_what_a_few_have_leads_before_what_many_have(scene):
    """More approved ones than one walk looks at have the same reviewer and are newer."""
    scene.create_service("Busy", "busy")
    owner, path = scene.owner(), "/services/busy/candidates"
    mine = candidates.person("mine", 50_000, texts={"given_name": "Mine"})
    scene.import_people([mine], service="busy")
    for below in ("/reviewer", "/start"):
        act(owner, f"{path}/{mine['recordId']}", below)
    scene.done("service", "set", "busy", "--field", "Risk=Low")
    scene.import_people([
        candidates.person(f"b{n}", 60_000 + n, status="approved", texts={"given_name": "B"}, customFields={"Risk": "Low"})
        for n in range(3100)], service="busy")
    # Led by the choice of the drop-down, the walk ends before it comes to this one.
    page = owner.open(f"{path}/{mine['recordId']}")
    form = page.form(f"{path}/{mine['recordId']}/fields")
    assert owner.post(form.action, form.filled({"field-0": "Low"})).status == 303
    assert refs(owner.get(f"{path}?reviewer=me&status=inreview&field=Risk%3DLow")) == ["mine"]
    page = owner.get(f"{path}?field=Risk%3DLow&archived=yes")
    assert page.status == 200 and "Nobody here" not in page.words, page
    assert "Nobody among those looked at so far. Older looks further back." in page.words and "Nobody so far" in page.words


# ---- what happens next


def test_the_earlier_date_stands_on_the_list_and_on_the_page(scene):
    scene.create_service("Dates", "dates")
    owner, path = scene.owner(), "/services/dates/candidates"
    scene.done("service", "set", "dates", "--decided-days", "2", "--undecided-days", "5")
    people = [candidates.person(ref, 70_000 + n, status=status, texts=LIVING)
        for n, (ref, status) in enumerate([("done", "approved"), ("open", "waiting"), ("held", "approved")])]
    scene.import_people(people, service="dates")
    key = scene.create_key("text", archive_after="30d", service="dates")
    pages = {person["refId"]: f"{path}/{person['recordId']}" for person in people}
    assert owner.submit(f"{pages['held']}/hold", f"{pages['held']}/hold").status == 303
    assert scene.get(scene.by_ref_id("done", "dates"), key).status == 200
    words = owner.get(f"{path}?columns=refId.next").words
    assert "done Archives in 2 days" in words and "open Waits for a reviewer, archives in 5 days" in words, words
    assert "held Under legal hold" in words
    assert "Archives in 2 days , on 20" in owner.get(pages["done"]).words
    assert "Archives in 5 days , on 20" in owner.get(pages["open"]).words
    assert "Archives in" not in owner.get(pages["held"]).words


# ---- search


def test_a_search_has_an_address_without_its_text(scene):
    rita = scene.rita
    sent = rita.submit(PATH, f"{PATH}/search", {"q": "zebul"})
    place = sent.headers["location"]
    assert sent.status == 303 and re.fullmatch(rf"{PATH}/search/[A-Za-z0-9_-]{{43}}", place), sent
    assert refs(rita.get(place)) == ["ada", "bea"] == refs(rita.get(place)), "as often as it is opened"
    # Nobody else's, of no other service, and gone with the session.
    other = scene.again(rita)
    for visitor, path in [(scene.bob, place), (other, place), (rita, place[:-1]), (scene.owner(), place)]:
        answer = visitor.get(path)
        assert answer.status == 303 and answer.location == PATH, answer
    assert "That search has ended" in other.open(place).words
    scene.create_service("Side", "side")
    assert scene.owner().get(place.replace("acme", "side")).location == "/services/side/candidates"
    sent = other.submit(PATH, f"{PATH}/search", {"q": "zebul"})
    assert other.submit("/account", "/sign-out").status == 303
    assert rita.get(sent.headers["location"]).location == PATH


def test_back_after_a_search_shows_what_was_found(scene, window):
    page = window(scene, scene.rita)
    page.goto(PATH)
    page.get_by_role("searchbox").fill("zebul")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="2 candidates found")).to_be_visible()
    page.locator("a.row-link").first.click()
    expect(page.get_by_role("heading", name="Facts")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("status").filter(has_text="2 candidates found")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_have_value("zebul")


def test_a_ref_id_hides_no_names(scene):
    made(scene, "Zebulon", texts={"given_name": "Other", "family_name": "Person"})
    page = scene.rita.search(PATH, "Zebulon")
    assert refs(page) == ["Zebulon"]
    more = next(href for href, _ in page.document.links if "names=yes" in href)
    page = scene.rita.open(more)
    assert refs(page) == ["Zebulon", "ada", "bea"] and "3 candidates found" in page.words
    assert "Other Person" in page.words and "Zebulon Quartermain" in page.words


def test_record_ids_in_capitals_and_shortened(scene):
    record = candidates.record_id(1)
    assert refs(scene.rita.search(PATH, record.upper())) == ["ada"]
    for short in [f"{record[:8]}…{record[-6:]}", f"{record[:8]}...{record[-6:].upper()}"]:
        page = scene.rita.search(PATH, short)
        assert page.status == 422 and "Search for all 24 characters" in page.words, page


def test_the_way_back_leads_to_the_filtered_list(scene, window):
    page = window(scene, scene.owner())
    page.goto(f"{PATH}?status=waiting&columns=status.refId")
    page.locator("a.row-link").first.click()
    page.get_by_role("link", name="Block").click()
    page.get_by_role("dialog").get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("link", name="Back to your list").click()
    page.wait_for_url(f"**{PATH}?status=waiting&columns=status.refId")
    page.locator("a.row-link").first.click()
    page.get_by_label("Acme").get_by_role("link", name="Candidates").click()
    page.wait_for_url("**status=waiting&columns=status.refId")
    page.goto(PATH)
    page.locator("a.row-link").first.click()
    page.get_by_role("link", name="All candidates").click()
    page.wait_for_url(f"**{PATH}")


# ---- the desk


def test_a_note_outlives_other_buttons_without_a_script(scene):
    path = made(scene, "note-1")
    bob = scene.bob
    act(bob, path, "/reviewer", note="half a thought")
    assert bob.open(path).form(f"{path}/notes")["note"] == "half a thought"
    act(bob, path, "/start", note="a whole\nthought")
    old = bob.open(path)
    assert old.form(f"{path}/notes")["note"] == "a whole\nthought"
    assert scene.rita.open(path).form(f"{path}/notes")["note"] == "", "nobody else's"
    # Somebody is faster: what was typed is there, and only then the page says so.
    assert bob.post(f"{path}/attributes/email/accept", old.form(path).filled({})).status == 303
    late = bob.post(f"{path}/attributes/given_name/accept", old.form(path).filled({"note": "typed on"}))
    assert late.status == 409 and late.form(f"{path}/notes")["note"] == "typed on"
    assert "What you typed is still here" in late.words
    late = bob.post(f"{path}/attributes/given_name/accept", old.form(path).filled({"note": ""}))
    assert late.status == 409 and "What you typed" not in late.words and late.form(f"{path}/notes")["note"] == ""
    # Written, it is a note, and the field is empty again.
    act(bob, path, "/reviewer", note="typed on")
    assert bob.submit(path, f"{path}/notes").status == 303
    page = bob.open(path)
    assert page.form(f"{path}/notes")["note"] == "" and "typed on" in page.words


def test_a_begun_note_goes_with_the_archive_and_the_session(scene):
    path = made(scene, "note-2")
    bob = scene.again(scene.bob)
    act(bob, path, "/reviewer", note="begun")
    assert scene.candidate("archive", "note-2").code == 0
    assert "begun" not in bob.open(path).text
    path = made(scene, "note-3")
    act(bob, path, "/reviewer", note="begun")
    assert bob.submit("/account", "/sign-out").status == 303
    assert scene.bob.open(path).form(f"{path}/notes")["note"] == ""


def test_a_note_goes_along_with_every_form(scene, window):
    scene.done("service", "set", "acme", "--field", "Tier=Gold,Silver")
    path = made(scene, "note-4")
    act(scene.bob, path, "/reviewer")
    act(scene.bob, path, "/start")
    page = window(scene, scene.bob)
    page.goto(path)
    note = page.get_by_label("New note")
    note.fill("precious")
    page.get_by_label("Tier").select_option("Gold")
    page.get_by_role("button", name="Save fields").click()
    expect(page.get_by_role("status").filter(has_text="The custom fields were saved")).to_be_visible()
    expect(note).to_have_value("precious")


@pytest.mark.parametrize("below", [
    "reviewer", "start", "approve", "attributes/accept-all", "attributes/email/accept", "attributes/email/undecide",
    "notes", "fields",
])
def test_the_address_of_a_refused_form_leads_to_the_candidate(scene, below):
    path = f"{PATH}/{candidates.record_id(1)}"
    answer = scene.owner().get(f"{path}/{below}")
    assert answer.status == 303 and answer.location == path, answer


def test_what_has_no_shape_is_shown(scene):
    path = made(scene, "\u200b=1+1", texts={"given_name": "Ada\u202eevil.exe", "family_name": "می\u200cخواهم"})
    page = scene.owner().get(f"{PATH}?columns=refId.name")
    assert "[U+200B]=1+1" in page.words and "Ada[U+202E]evil.exe" in page.words and "\u202e" not in page.text
    assert "می\u200cخواهم" in page.text, "a joiner within a Persian word is its spelling"
    act(scene.bob, path, "/reviewer")
    page = scene.bob.open(path)
    assert "Ada[U+202E]evil.exe" in page.words and "[U+200B]=1+1" in page.words and "\u202e" not in page.text
    sheet = scene.owner().submit(f"{PATH}/export", f"{PATH}/export/csv")
    assert ",'\u200b=1+1," in sheet.body.decode(), sheet.body


def test_a_long_history_shows_its_newest_lines(scene):
    path = made(scene, "long")
    for turn in range(30):
        act(scene.bob, path, "/notes", note=f"Note {turn}")
        act(scene.bob, path, "/reviewer", **({"member": ""} if turn % 2 else {}))
    page = scene.bob.open(path)
    assert page.text.count('data-label="What"') == 50 and "Show the whole history" in page.words
    whole = scene.bob.open(f"{path}?history=all")
    assert whole.text.count('data-label="What"') > 60 and "Show the whole history" not in whole.words


def test_the_link_says_the_services_own_words(scene):
    scene.create_service("Words", "words")
    offer_page(scene, "words", texts=["given_name"], pictures=[],
        status_text=["rejected=Please look at it again.", "review_requested=We ask you once more."])
    owner = scene.owner()
    for number, (status, said, other) in enumerate([
            ("rejected", "Please look at it again.", "We ask you once more."),
            ("review_requested", "We ask you once more.", "Please look at it again.")]):
        person = candidates.person(status, 80_000 + number, status=status, texts={"given_name": "Ada"})
        scene.import_people([person], service="words")
        path = f"/services/words/candidates/{person['recordId']}"
        page = owner.submit(f"{path}/link", f"{path}/link")
        link = re.search(r"/verify/words\?resubmit=[A-Za-z0-9._-]+", page.text).group(0)
        told = Visitor(scene.url).get(link)
        assert told.status == 200 and said in told.words and other not in told.words, told
        assert "has been looked at" not in told.words


# ---- looks


WIDE = "status.refId.name.email.submitted.submissions.updated.reviewer.archived.next"
BROKEN = """() => [...document.querySelectorAll("tbody td, tbody th")].flatMap((cell) => {
  const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), broken = [];
  while (walk.nextNode()) {
    for (const word of walk.currentNode.data.matchAll(/[^\\s\\u200b-]{2,28}(?=[\\s-]|$)/g)) {
      const range = document.createRange();
      range.setStart(walk.currentNode, word.index);
      range.setEnd(walk.currentNode, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
      if (lines.size > 1) broken.push(word[0]);
    }
  }
  return broken;
})"""


def test_no_word_is_broken_in_the_widest_list(scene, window):
    made(scene, "wide", status="rejected", texts={
        "given_name": "Bartholomew", "family_name": "Featherstonehaugh", "email": "bartholomew@example.com"})
    page = window(scene, scene.owner())
    for width in (1440, 1024):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{PATH}?columns={WIDE}")
        assert page.evaluate(BROKEN) == [], width
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width


def test_every_tab_is_in_sight_on_a_phone(scene, window):
    page = window(scene, scene.owner(), width=375, height=812)
    page.goto(PATH)
    for link in page.locator(".tabs a").all():
        box = link.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 375, link.inner_text()

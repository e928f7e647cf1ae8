"""The console's part in handing over: keys bound to a receiver, plain answers refused, acknowledgements taken back."""

import json
import os
import re
import subprocess
import sys

import pytest
from jwcrypto.jwk import JWK
from playwright.sync_api import expect

import candidates
from console import PASSWORD, key_id
from pages import Keys, dialog, expect_closed, expect_notice
from receiving import KINDS, Receiver, take_over


def open_receiver_dialog(keys, description):
    box = keys.edit(description)
    box.get_by_role("link", name=re.compile("^(Bind to a|Change) receiver$")).click()
    return dialog(keys.page, re.compile("^(Bind to a|Change the) receiver$"))


def offer(keys, description, text):
    """The first step; gives the dialog of the second."""
    box = open_receiver_dialog(keys, description)
    box.get_by_label("Receiver’s public key").fill(text)
    box.get_by_role("button", name="Show challenge").click()
    return dialog(keys.page, "Prove that the receiver can read")


def bind(keys, description, receiver, text=None):
    box = offer(keys, description, text or receiver.public)
    expect(box.locator("#thumbprint")).to_have_text(receiver.thumbprint)
    answer = receiver.open(box.get_by_label("Challenge", exact=True).inner_text()).decode()
    box.get_by_label("What the challenge holds").fill(answer)
    if box.get_by_label("Your password").count():
        box.get_by_label("Your password").fill(PASSWORD)
    box.get_by_role("button", name="Bind key to this receiver").click()
    expect_closed(keys.page, keys.path)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", ["JWK", "PEM"])
def test_a_bound_key_gets_answers_that_only_its_receiver_opens(acme, keys, kind, form):
    description = f"Bound {kind} {form}"
    key = keys.make(description=description, scope="text")
    assert acme.get(acme.by_ref_id("ada"), key).headers["content-type"].startswith("application/json")
    receiver = Receiver(kind)
    bind(keys, description, receiver, receiver.public if form == "JWK" else receiver.public_pem)
    expect_notice(keys.page, "bound")
    expect(keys.row(description)).to_contain_text(f"sealed to {receiver.thumbprint[:8]}…")
    answer = acme.get(acme.by_ref_id("ada"), key)
    assert answer.status == 200 and answer.headers["content-type"] == "application/jose", answer
    assert json.loads(receiver.open(answer.body))["data"]["refId"] == "ada"
    with pytest.raises(Exception):
        Receiver(kind).open(answer.body)
    box = keys.edit(description)
    expect(box).to_contain_text(receiver.thumbprint)
    expect(box).to_contain_text("since")


@pytest.mark.parametrize("form", ["JWK", "PEM"])
def test_the_program_in_the_dialog_opens_the_challenge(acme, keys, tmp_path, form):
    description = f"Program {form}"
    keys.make(description=description, scope="text")
    receiver = Receiver("P-256")
    box = offer(keys, description, receiver.public if form == "JWK" else receiver.public_pem)
    name, text = ("private.jwk", receiver.private) if form == "JWK" else ("private.pem", receiver.private_pem)
    (tmp_path / name).write_text(text)
    (tmp_path / "open.py").write_text(box.locator("#program").text_content())
    challenge = box.get_by_label("Challenge", exact=True).inner_text()
    ran = subprocess.run([sys.executable, "open.py"], cwd=tmp_path, input=challenge + "\n", capture_output=True,
        text=True, timeout=30, env=os.environ)
    assert ran.returncode == 0, ran
    box.get_by_label("What the challenge holds").fill(ran.stdout.removeprefix("Challenge: "))
    box.get_by_role("button", name="Bind key to this receiver").click()
    expect_closed(keys.page, keys.path)


def test_a_file_is_read_into_the_field(acme, keys, tmp_path):
    keys.make(description="From a file", scope="text")
    receiver = Receiver()
    (tmp_path / "receiver.jwk").write_text(receiver.public)
    box = open_receiver_dialog(keys, "From a file")
    box.get_by_label("Or a file that holds it").set_input_files(tmp_path / "receiver.jwk")
    expect(box.get_by_label("Receiver’s public key")).to_have_value(receiver.public)
    box.get_by_role("button", name="Show challenge").click()
    expect(dialog(keys.page, "Prove that the receiver can read")).to_contain_text(receiver.thumbprint)


def test_a_wrong_answer_binds_nothing_and_keeps_the_challenge(acme, keys):
    key = keys.make(description="Wrong answer", scope="text")
    receiver = Receiver()
    box = offer(keys, "Wrong answer", receiver.public)
    challenge = box.get_by_label("Challenge", exact=True).inner_text()
    for answer in ["", "guessed"]:
        box.get_by_label("What the challenge holds").fill(answer)
        box.get_by_role("button", name="Bind key to this receiver").click()
        expect(box.get_by_label("What the challenge holds")).to_have_attribute("aria-invalid", "true")
        expect(box.get_by_label("Challenge", exact=True)).to_have_text(challenge)
    assert acme.get(acme.by_ref_id("ada"), key).headers["content-type"].startswith("application/json")
    # The same challenge still counts.
    box.get_by_label("What the challenge holds").fill(receiver.open(challenge).decode())
    box.get_by_role("button", name="Bind key to this receiver").click()
    expect_closed(keys.page, keys.path)


def private_keys():
    receiver = Receiver("RSA")
    yield "JWK", receiver.private, "It is a private key"
    yield "PEM", receiver.private_pem, "It is a private key"
    yield "both halves", receiver.public_pem + receiver.private_pem, "PEM"
    yield "damaged", receiver.private_pem[40:], "isn't a JSON object"


def weak_keys():
    yield "2048 bits", JWK.generate(kty="RSA", size=2048).export_public(), "2048 bits"
    yield "P-384", JWK.generate(kty="EC", crv="P-384").export_public(), "curve"
    yield "symmetric", JWK.generate(kty="oct", size=256).export(), "neither RSA"
    yield "nothing", "", "Paste"


@pytest.mark.parametrize("name,text,words", [*private_keys(), *weak_keys()], ids=lambda one: str(one)[:12])
def test_what_is_no_good_public_key_is_refused_and_not_shown_again(acme, window, name, text, words):
    owner = acme.owner()
    made = acme.made_key("text", description="Refused")["id"]
    path = f"/services/acme/keys/{made}/receiver"
    page = owner.submit(path, path, {"receiverKey": text})
    assert page.status == 422 and words in page.words, page
    assert 'id="receiverKey-problem"' in page.text
    assert page.form(path)["receiverKey"] == ""
    for piece in re.findall("[A-Za-z0-9+/_-]{30,}", text):
        assert piece not in page.text
    # In the log neither.
    assert not any(piece in acme.said() for piece in re.findall("[A-Za-z0-9+/_-]{30,}", text))


def test_changing_and_removing_a_receiver_take_the_password(acme, keys):
    key = keys.make(description="Twice bound", scope="text")
    first, second = Receiver(), Receiver("P-256")
    bind(keys, "Twice bound", first)
    box = offer(keys, "Twice bound", second.public)
    answer = second.open(box.get_by_label("Challenge", exact=True).inner_text()).decode()
    box.get_by_label("What the challenge holds").fill(answer)
    box.get_by_role("button", name="Bind key to this receiver").click()
    expect(box.get_by_label("Your password")).to_have_attribute("aria-invalid", "true")
    assert first.open(acme.get(acme.by_ref_id("ada"), key).body)
    bind(keys, "Twice bound", second)
    assert second.open(acme.get(acme.by_ref_id("ada"), key).body)

    page = keys.page
    keys.edit("Twice bound").get_by_role("link", name="Remove receiver").click()
    box = dialog(page, "Remove the receiver")
    expect(box).to_contain_text("leave in the open")
    for password in ["", "not the password at all"]:
        box.get_by_label("Your password").fill(password)
        box.get_by_role("button", name="Remove receiver").click()
        expect(box.get_by_label("Your password")).to_have_attribute("aria-invalid", "true")
        assert acme.get(acme.by_ref_id("ada"), key).headers["content-type"] == "application/jose"
    box.get_by_label("Your password").fill(PASSWORD)
    box.get_by_role("button", name="Remove receiver").click()
    expect_closed(page, keys.path)
    assert acme.get(acme.by_ref_id("ada"), key).headers["content-type"].startswith("application/json")
    # All of it is in the key's activity.
    page.goto(f"/services/acme/activity?key={key_id(key)}")
    for words in [f"bound the key “Twice bound” to the receiver key {first.thumbprint}",
                  f"removed the receiver key {second.thumbprint}"]:
        expect(page.get_by_role("main")).to_contain_text(words)


def test_plain_answers_are_refused_until_the_password_allows_them(acme, keys):
    key = keys.make(description="No plain", scope="text", refuses_plain=True)
    expect(keys.row("No plain")).to_contain_text("refuses plain answers")
    assert acme.get(acme.by_ref_id("ada"), key).status == 403
    box = keys.edit("No plain")
    keys.fill(box, refuses_plain=False)
    box.get_by_role("button", name="Update").click()
    expect(box.get_by_label("Your password", exact=True)).to_have_attribute("aria-invalid", "true")
    assert acme.get(acme.by_ref_id("ada"), key).status == 403
    keys.fill(box, password=PASSWORD)
    box.get_by_role("button", name="Update").click()
    expect_closed(keys.page, keys.path)
    assert acme.get(acme.by_ref_id("ada"), key).status == 200
    keys.page.goto(f"/services/acme/activity?key={key_id(key)}")
    expect(keys.page.get_by_role("main")).to_contain_text("allowed plain answers again")


def test_the_clock_starts_with_the_acknowledgement_which_can_be_taken_back(acme, keys):
    page = keys.page
    key = keys.make(description="Waits", scope="text", archive=(2, "days"), after="acknowledgement")
    expect(keys.row("Waits")).to_contain_text("2 days after acknowledgement")
    box = keys.edit("Waits")
    expect(box.get_by_role("radio", name=re.compile("^After acknowledgement"))).to_be_checked()
    person = candidates.person("handed", 4711, status="approved")
    acme.import_people([person])
    record = person["recordId"]
    path = f"/services/acme/candidates/{record}"
    assert acme.get(acme.by_record_id(record), key).status == 200
    page.goto(path)
    expect(page.get_by_text(re.compile("^Archives "))).to_have_count(0)

    take_over(acme, key, record)
    page.goto(path)
    expect(page.get_by_text(re.compile("^Archives in 2 days"))).to_be_visible()
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=re.compile("^Take the acknowledgement back")))
    expect(row).to_contain_text("Acknowledged")
    row.get_by_role("link").click()
    box = dialog(page, "Take the acknowledgement back")
    expect(box).to_contain_text("planned no more")
    box.get_by_role("button", name="Take the acknowledgement back").click()
    expect_closed(page, path)
    expect_notice(page, "taken back")
    expect(page.get_by_text(re.compile("^Archives "))).to_have_count(0)
    take_over(acme, key, record)
    # Once archived there is nothing to take back.
    page.goto(f"{path}/archive")
    dialog(page).get_by_role("button", name=re.compile("for good$")).click()
    expect_notice(page, "archived")
    expect(page.get_by_role("link", name=re.compile("^Take the acknowledgement back"))).to_have_count(0)
    undo = f"{path}/acknowledgements/{key_id(key)}/undo"
    assert acme.owner().get(undo).location == path
    answer = acme.owner().post(undo, {"form-token": acme.owner().form_token})
    assert answer.status == 409 and "archived" in answer.words, answer


def test_the_services_key_can_be_copied_and_downloaded(acme, window):
    page = window(acme, acme.owner(), permissions=["clipboard-read", "clipboard-write"])
    page.goto("/services/acme/settings")
    page.get_by_role("link", name="Show the key").click()
    box = dialog(page, "Encryption key of Acme")
    pem = box.get_by_label("PEM", exact=True).text_content()
    key = JWK.from_pem(pem.encode())
    assert key.thumbprint() == box.get_by_label("Thumbprint", exact=True).inner_text()
    with page.expect_download() as download:
        box.get_by_role("link", name="Download PEM").click()
    assert download.value.suggested_filename == "encryption-key.pem"
    assert download.value.path().read_text().strip() == pem.strip()
    address = box.get_by_label("Programs fetch it from").inner_text()
    fetched = acme.get(address.removeprefix(acme.url))
    assert fetched.status == 200 and fetched.json["data"]["kid"] == key.thumbprint(), fetched
    box.get_by_role("button", name="Copy PEM").click()
    assert page.evaluate("() => navigator.clipboard.readText()").strip() == pem.strip()


def test_the_dialogs_work_without_script(acme, window):
    key = acme.create_key("text", description="Scriptless")
    page = window(acme, acme.owner(), java_script_enabled=False)
    receiver = Receiver()
    page.goto(f"/services/acme/keys/{key_id(key)}/receiver")
    expect(page.get_by_label("Or a file that holds it")).to_be_hidden()
    page.get_by_label("Receiver’s public key").fill(receiver.public)
    page.get_by_role("button", name="Show challenge").click()
    challenge = page.get_by_label("Challenge", exact=True).inner_text()
    page.get_by_label("What the challenge holds").fill(receiver.open(challenge).decode())
    page.get_by_role("button", name="Bind key to this receiver").click()
    page.wait_for_url("**/keys?*")
    assert acme.key_of(key_id(key))["receiverThumbprint"] == receiver.thumbprint


def test_a_key_that_reads_metadata_has_nothing_to_seal(acme, keys):
    acme.create_key("metadata", description="Only metadata")
    box = keys.edit("Only metadata")
    expect(box.get_by_role("link", name="Bind to a receiver")).to_have_count(0)
    expect(box.get_by_label("Refuse plain answers")).to_be_hidden()

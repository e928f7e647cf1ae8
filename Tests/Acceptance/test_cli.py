"""Commands about services and keys (contract 3.2), with the server running and without: what they print, how they end,
and what of it the API shows."""

import json
import re

import pytest

import candidates
import wire
from harness import BAD_INPUT, CONFIGURATION, USAGE, Lethe, eventually

KEY = re.compile(r"\blethe_(live|test)_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}\b")


@pytest.fixture(params=["running", "alone"])
def lethe(request):
    """With a server that runs, or with the commands alone; `visible()` asks the API in both cases."""
    with Lethe() as lethe:
        lethe.start()
        lethe.create_service("Acme", "acme")
        if request.param == "alone":
            lethe.stop()

        def visible(path, key, **more):
            was_running = lethe.is_running
            if not was_running:
                lethe.start()
            answer = lethe.get(path, key, **more)
            if not was_running:
                lethe.stop()
            return answer

        lethe.visible = visible
        yield lethe


def refused(ran, code, field=None):
    """A command that could not: its code, a sentence on standard error, one JSON document of contract 1.9's shape."""
    assert ran.code == code, ran
    assert ran.err.startswith("lethe: ") and ran.err.count("\n") == 1, ran
    assert ran.out == json.dumps(ran.document, separators=(",", ":"), ensure_ascii=False) + "\n"
    assert ran.document["status"] == "error" and ran.document["message"]
    assert ran.document["extra"].get("field") == field, ran
    return ran.document


# ---- services


def test_service(lethe):
    ran = lethe.cli("service", "create", "--name", "Müller & Söhne 3")
    assert ran.code == 0 and ran.err == ""
    assert ran.out == json.dumps(ran.document, separators=(",", ":"), ensure_ascii=False) + "\n"
    service = ran.document
    assert re.fullmatch(r"m_ller_s_hne_3_[0-9a-f]{5}", service["clientId"]) and service["name"] == "Müller & Söhne 3"
    changed = lethe.done(
    "service",
    "set",
    service["clientId"],
    "--name",
    "New",
    "--rate",
    7,
    "--burst",
    9,
    "--cors-origin",
    "https://a.test",
    "--cors-origin",
    "https://b.test",
    "--attribute",
    "zodiac:text",
    "--require",
    "zodiac",
    "--require",
    "selfie",
    "--keep-email-fingerprint",
     )
    # What belongs to the submission page and to the review, as it is at first; test_service_settings_pages changes it.
    untouched = {
        "submissionPage": False, "consentText": "", "optionalAttributes": [], "frameOrigins": [], "statusTexts": {},
        "feedbackTexts": [], "fields": [], "approvingCertificates": [], "needsFourEyes": False,
    }
    expected = {
    "clientId": service["clientId"],
    "name": "New",
    "createdAt": service["createdAt"],
    "corsOrigins": [
        "https://a.test",
        "https://b.test"],
        "requestsPerSecond": 7,
        "burst": 9,
        "attributes": ["zodiac:text"],
        "requiredAttributes": [
            "zodiac",
            "selfie"],
            "keepsEmailFingerprint": True,
            "summary": "",
            "requiresSecondFactor": False,
             } | untouched
    assert changed == expected
    changed = lethe.done(
        "service", "set", service["clientId"], "--remove-cors-origin", "https://a.test", "--do-not-require", "zodiac",
        "--no-keep-email-fingerprint",
    )
    expected |= {"corsOrigins": ["https://b.test"], "requiredAttributes": ["selfie"], "keepsEmailFingerprint": False}
    assert changed == expected
    assert lethe.done("service", "set", service["clientId"]) == expected, "what is not mentioned stays"
    listed = {one["clientId"]: one for one in lethe.done("service", "list")["services"]}
    assert set(listed) == {"acme", service["clientId"]}
    assert listed[service["clientId"]] == expected | {"keys": 0, "candidates": {}, "archived": 0}


def test_service_list_counts(lethe):
    lethe.import_people([candidates.person(status, number, status)
                        for number, status in enumerate(candidates.STATUSES)])
    lethe.create_key("text")
    (listed,) = lethe.done("service", "list")["services"]
    assert (listed["keys"], listed["candidates"]) == (1, dict.fromkeys(candidates.STATUSES, 1))


@pytest.mark.parametrize(
    "words, code, field",
    [
        (["create", "--name", "x", "--client-id", "acme"], BAD_INPUT, "clientId"),
        (["create", "--name", "x", "--client-id", "Acme"], BAD_INPUT, "clientId"),
        (["create", "--name", "x", "--client-id", "a/b"], BAD_INPUT, "clientId"),
        (["create", "--name", ""], BAD_INPUT, "name"), (["create", "--name", "x" * 121], BAD_INPUT, "name"),
        (["create", "--name", "x", "--require", "nothing"], BAD_INPUT, "requiredAttributes"),
        (["create", "--name", "x", "--attribute", "email:text"], BAD_INPUT, "ownAttributes"),
        (["create", "--name", "x", "--attribute", "Bad:text"], BAD_INPUT, "attributes"),
        (["create", "--name", "x", "--attribute", "good:sound"], BAD_INPUT, "attributes"),
        (["create", "--name", "x", "--rate=-1"], BAD_INPUT, "requestsPerSecond"),
        (["create", "--name", "x", "--burst", "0"], BAD_INPUT, "burst"),
        (["set", "nobody", "--name", "x"], BAD_INPUT, None), (["set", "no/body", "--name", "x"], BAD_INPUT, "service"),
    ],
)
def test_bad_services(lethe, words, code, field):
    refused(lethe.cli("service", *words), code, field)
    assert len(lethe.done("service", "list")["services"]) == 1


# ---- keys


def test_key(lethe):
    expires = wire.in_future(3600)
    made = lethe.done(
    "key",
    "create",
    "--service",
    "acme",
    "--description",
    "ERP",
    "--scope",
    "pictures",
    "--archive-after",
    "2h",
    "--write",
    "--expires",
    expires,
    "--network",
    "127.0.0.0/8",
    "--network",
    "::1",
     )
    text = made.pop("key")
    assert KEY.fullmatch(text) and text == wire.key_text(text[:-6]) and text.split("_")[1:3] == ["live", made["id"]]
    assert wire.DATE.fullmatch(made["createdAt"])
    expected = {
    "id": made["id"],
    "service": "acme",
    "description": "ERP",
    "scope": "pictures",
    "permissions": [
        "read",
        "write"],
        "archiveAfterSeconds": 7200,
        "archiveAfter": "extraction",
        "refusesPlain": False,
        "handoverStatus": "approved",
        "expiresAt": expires,
        "networks": [
            "127.0.0.0/8",
            "::1"],
            "enabled": True,
            "createdAt": made["createdAt"],
        "createdBy": "operator",
        "extractionsIn30Days": 0,
             }
    assert made == expected
    assert lethe.done("key", "show", made["id"]) == expected, "the secret is never shown again"
    assert lethe.done("key", "list", "--service", "acme") == {"keys": [expected]}
    whoami = lethe.visible(lethe.whoami_path(), text).data
    assert whoami == {name: value for name, value in expected.items() if name not in ("service", "createdAt", "createdBy", "extractionsIn30Days")}
    used = eventually(lambda: lethe.done("key", "show", made["id"]).get("lastUsedAt"))
    assert wire.moment(used) >= wire.moment(made["createdAt"])
    # Nothing of the secret is stored.
    for file in lethe.data.rglob("*"):
        if file.is_file():
            assert text.split("_")[3][:20].encode() not in file.read_bytes(), file


def test_the_answer_to_a_challenge_may_begin_with_a_hyphen(lethe):
    made = lethe.made_key("text")
    refused(lethe.cli("key", "receiver", made["id"], "--answer", "-abc"), BAD_INPUT, "receiverKey")


def test_key_set(lethe):
    made = lethe.made_key("metadata")
    identifier = made["id"]
    steps = [
        (["--description", "New"], {"description": "New"}), (["--scope", "text"], {"scope": "text"}),
        (["--archive-after", "30d"], {"archiveAfterSeconds": 2_592_000, "archiveAfter": "extraction"}),
        (["--after", "acknowledgement"], {"archiveAfter": "acknowledgement"}),
        (["--refuse-plain"], {"refusesPlain": True}), (["--plain-allowed"], {"refusesPlain": False}),
        (["--handover-status", "rejected"], {"handoverStatus": "rejected"}),
        (["--no-archive"], {"archiveAfterSeconds": None, "archiveAfter": None}),
        (["--disabled"], {"enabled": False}), (["--enabled"], {"enabled": True}),
        (["--write"], {"permissions": ["read", "write"]}), (["--no-write"], {"permissions": ["read"]}),
        (["--expires", "2099-01-31"], {"expiresAt": "2099-01-31T00:00:00.000Z"}),
        (["--no-expiry"], {"expiresAt": None}),
        (["--network", "10.0.0.0/8"], {"networks": ["10.0.0.0/8"]}), (["--no-networks"], {"networks": []}),
    ]
    expected = {name: value for name, value in made.items() if name != "key"}
    for words, change in steps:
        expected = {name: value for name, value in (expected | change).items() if value is not None}
        assert lethe.done("key", "set", identifier, *words) == expected
        assert lethe.done("key", "show", identifier) == expected
    assert lethe.visible(lethe.whoami_path(), made["key"]).data["description"] == "New"
    lethe.done("key", "set", identifier, "--disabled")
    assert lethe.visible(lethe.whoami_path(), made["key"]).body == wire.UNAUTHORIZED
    assert lethe.done("key", "delete", identifier) == {"id": identifier, "deleted": True}
    assert lethe.done("key", "list", "--service", "acme") == {"keys": []}
    refused(lethe.cli("key", "delete", identifier), BAD_INPUT)
    assert lethe.visible(lethe.whoami_path(), made["key"]).body == wire.UNAUTHORIZED


@pytest.mark.parametrize("delay, seconds", [("0s", 0), ("10s", 10), ("5m", 300),
                         ("2h", 7200), ("30d", 2_592_000), ("365d", 31_536_000)])
def test_archive_delays(lethe, delay, seconds):
    assert lethe.made_key("text", delay)["archiveAfterSeconds"] == seconds


def test_key_for_tests(lethe):
    key = lethe.create_key("text", test=True)
    assert KEY.fullmatch(key) and key.startswith("lethe_test_")
    assert lethe.visible(lethe.list_path(), key).status == 200


@pytest.mark.parametrize(
    "words, code, field",
    [
        (["--scope", "all"], USAGE, None), (["--scope", "text", "--archive-after", "10"], USAGE, None),
        (["--scope", "text", "--archive-after=-1s"], USAGE, None),
        (["--scope", "text", "--expires", "soon"], USAGE, None),
        (["--scope", "text", "--archive-after", "366d"], BAD_INPUT, "archiveAfterSeconds"),
        (["--scope", "metadata", "--archive-after", "1s"], BAD_INPUT, "archiveAfterSeconds"),
        (["--scope", "text", "--expires", "2020-01-01"], BAD_INPUT, "expiresAt"),
        (["--scope", "text", "--network", "10.0.0.0/33"], BAD_INPUT, "networks"),
        (["--scope", "text", "--network", "example.com"], BAD_INPUT, "networks"),
        (["--scope", "text", "--description", "x" * 81], BAD_INPUT, "description"),
        (["--scope", "text", "--description", ""], BAD_INPUT, "description"),
        (["--scope", "text", "--service", "nobody"], BAD_INPUT, None), ([], USAGE, None),
    ],
)
def test_bad_keys(lethe, words, code, field):
    defaults = {"--service": "acme", "--description": "x"}
    words = words + [word for name, value in defaults.items() if name not in words for word in (name, value)]
    ran = lethe.cli("key", "create", *words)
    if code == USAGE:
        assert ran.code == USAGE and ran.out == "" and "Usage: lethe key create" in ran.err, ran
    else:
        refused(ran, code, field)
    assert lethe.done("key", "list", "--service", "acme") == {"keys": []}


@pytest.mark.parametrize("identifier", ["x", "000000000000", "lethe_live_000000000000", "../services", ""])
def test_keys_that_are_not_there(lethe, identifier):
    for verb in (["show"], ["delete"], ["set", "--disabled"]):
        ran = lethe.cli("key", verb[0], identifier, *verb[1:])
        assert ran.code == BAD_INPUT and ran.document["status"] == "error", ran


def test_narrowing_below_a_rule_is_refused(lethe):
    made = lethe.made_key("text", "10s")
    refused(lethe.cli("key", "set", made["id"], "--scope", "metadata"), BAD_INPUT, "archiveAfterSeconds")
    lethe.done("key", "set", made["id"], "--scope", "metadata", "--no-archive")


# ---- what all commands share


def test_words_for_people(lethe):
    """Without --json: something readable, on standard output, and no JSON."""
    lethe.import_people([candidates.person("ada")])
    made = lethe.made_key("text", "10s")
    commands = [
        (["service", "list"], "acme"), (["key", "list", "--service", "acme"], made["id"]),
        (["key", "show", made["id"]], "text"),
        (["candidate", "list", "--service", "acme"], "ada"),
        (["candidate", "show", "--service", "acme", "ada"], "given_name"),
        (["candidate", "start-review", "--service", "acme", "ada"], "inreview"),
        (["service", "create", "--name", "More", "--client-id", "more"], "more"),
        (["key", "create", "--service", "acme", "--description", "x", "--scope", "text"], "lethe_live_"),
    ]
    for words, expected in commands:
        ran = lethe.cli(*words, json=False)
        assert ran.code == 0 and expected in ran.out and ran.err == "" and ran.document is None, ran
        assert ran.out.endswith("\n") and "Ada" not in ran.out
    ran = lethe.cli("key", "show", "000000000000", json=False)
    assert (ran.code, ran.out) == (BAD_INPUT, "") and ran.err == "lethe: There is no such key.\n"


def test_help():
    with Lethe() as lethe:
        commands = [[], ["serve"], ["demo"], ["doctor"], ["service"], ["key"], ["candidate"]]
        commands += [["service", verb] for verb in ("create", "list", "set")]
        commands += [["key", verb] for verb in ("create", "list", "show", "set", "delete")]
        commands += [["candidate", verb] for verb in CANDIDATE_VERBS]
        for words in commands:
            ran = lethe.run(*words, "--help")
            assert ran.code == 0 and ran.err == "", words
            assert ran.out.startswith("OVERVIEW: ") and "USAGE: lethe" in ran.out, words
            # Every option says what it is for.
            for line in re.findall(r"^  (--?\w.*)$", ran.out, re.MULTILINE):
                assert re.search(r"\S {2,}\S|^\S.{20,}$", line), (words, line)
        assert not lethe.data.exists()


CANDIDATE_VERBS = [
    "import",
    "list",
    "show",
    "submit",
    "start-review",
    "approve",
    "reject",
    "block",
    "unblock",
    "request-review",
    "archive",
    "delete",
     ]


@pytest.mark.parametrize(
    "words",
    [["nothing"], ["service"], ["service", "nothing"], ["key", "create"], ["candidate", "show"], ["serve", "--nothing"],
     ["candidate", "approve", "--service", "acme"], ["key", "set", "000000000000", "--enabled", "--disabled"]],
)
def test_usage(bare, words):
    ran = bare.run(*words)
    assert ran.code in ((USAGE, 0) if words in (["service"],) else (USAGE,)), ran
    assert not bare.data.exists()


@pytest.mark.parametrize(
    "words",
    [["service", "list"], ["key", "list", "--service", "acme"], ["candidate", "list", "--service", "acme"], ["doctor"],
     ["key", "show", "000000000000"], ["service", "set", "acme", "--name", "x"]],
)
def test_no_data_at_all(bare, words):
    """Only `serve` and `service create` make a data directory."""
    ran = bare.cli(*words)
    assert ran.code == CONFIGURATION and str(bare.data) in ran.err, ran
    assert not bare.data.exists()


def test_first_command_makes_the_data(bare):
    ran = bare.cli("service", "create", "--name", "Acme", "--client-id", "acme")
    assert ran.code == 0 and ran.document["clientId"] == "acme"
    assert "root key" in ran.err, "the notice about the new root key"
    assert bare.cli("service", "list").err == "", "is said once"
    bare.start()
    assert bare.cli("service", "list").document["services"][0]["clientId"] == "acme"


def test_data_directory_by_the_environment(bare):
    env = {"LETHE_DATA": bare.data}
    assert bare.run("service", "create", "--name", "A", "--client-id",
                    "aa", "--json", env=env).document["clientId"] == "aa"
    assert (bare.data / "lethe.db").exists()
    other = bare.folder / "other"
    assert bare.run("service", "list", "--data", other, "--json", env=env).code == CONFIGURATION, "the option wins"
    # Without either: ./lethe-data.
    bare.run("service", "create", "--name", "A", "--json")
    assert (bare.folder / "lethe-data" / "lethe.db").exists()


@pytest.mark.parametrize("name", ["a b", "ü", "x" * 150, "-dash", "a'b"])
def test_data_directories_of_odd_names(name):
    with Lethe() as lethe:
        lethe.data = lethe.folder / name
        lethe.start()
        lethe.create_service("Acme", "acme")
        assert lethe.get(lethe.list_path(), lethe.create_key("text")).status == 200
        lethe.stop()
        assert lethe.done("service", "list")["services"]

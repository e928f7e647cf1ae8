"""Everything a form of the console can do, as data: who may, how the form is made, and how one sees that it was done.

A form is made and filled in by an owner, on the owner's page; whoever forges it then puts their own token into it, and
sends the rest as it is.
"""

import dataclasses
import itertools
import json
import re
import time
from typing import Callable

import candidates
from console import PASSWORD
from receiving import Receiver, take_over
from visitor import TOKEN

MANAGERS = {"owner", "manager"}
APPROVERS = MANAGERS | {"approver"}
REVIEWERS = APPROVERS | {"reviewer"}
_numbers = itertools.count(1000)


@dataclasses.dataclass
class Sent:
    path: str
    fields: list


@dataclasses.dataclass
class Act:
    name: str
    may: set
    # (stage) -> Sent: makes a subject of its own and fills the form in.
    prepare: Callable
    # What the command line says about it, before and after.
    looks_at: str

    def __str__(self):
        return self.name


class Stage:
    """One service, its owner, and what the acts are done to."""

    def __init__(self, console, owner, service):
        self.console, self.owner, self.service = console, owner, service
        self.path = f"/services/{service}"

    # ---- subjects

    def key(self, scope="metadata", **more):
        """A new key; gives its id."""
        return self.console.made_key(scope, service=self.service, description=f"Key {next(_numbers)}", **more)["id"]

    def candidate(self, status="waiting"):
        """A new candidate; gives its record id."""
        number = next(_numbers)
        person = candidates.person(f"ref-{number}", number, status=status)
        self.console.import_people([person], service=self.service)
        return person["recordId"]

    def member(self, role="read-only"):
        """A new member of the service; gives their id and session."""
        number = next(_numbers)
        email = f"m{number}@example.com"
        visitor = self.console.member(role, self.service, f"Member {number}", email)
        return self.id_of(email), visitor

    def id_of(self, email):
        return next(one["id"] for one in self.members() if one["email"] == email)

    def webhook(self, name=None):
        """A new webhook; gives its path. Nothing answers at its address."""
        # A service has at most twenty; those without a name of their own may go.
        found = re.findall(f'href="({self.path}/webhooks/[0-9a-f]{{24}})"><bdi>([^<]+)',
            self.owner.get(f"{self.path}/webhooks").text)
        for path, known in found if len(found) > 12 else []:
            if known.startswith(("Webhook ", "New", "Changed")):
                self.owner.submit(f"{path}/delete", f"{path}/delete", {"name": known})
        page = self.owner.submit(f"{self.path}/webhooks/new", f"{self.path}/webhooks",
            {"name": name or f"Webhook {next(_numbers)}", "url": "https://receiver.invalid/hook"})
        assert page.status == 200, page
        return re.search(f"{self.path}/webhooks/[0-9a-f]{{24}}", page.text.split("<dialog")[1]).group(0)

    def invitation(self, role="read-only"):
        """A new invitation; gives the address that withdraws it."""
        before = set(self.withdrawals())
        email = f"i{next(_numbers)}@example.com"
        page = self.owner.submit(f"{self.path}/team/invite", f"{self.path}/team/invite",
            {"email": email, "role": role, "password": PASSWORD})
        assert page.status == 200, page
        return (set(self.withdrawals()) - before).pop()

    def withdrawals(self):
        forms = self.owner.open(f"{self.path}/team").document.forms
        return [form.action for form in forms if form.action.endswith("/withdraw")]

    # ---- what the command line says

    def members(self):
        told = self.console.done("member", "list")
        return told["members"] if isinstance(told, dict) else told

    def look(self, at):
        """A picture of one kind of thing, without what changes by itself."""
        if at == "team":
            members = [{name: value for name, value in one.items() if name != "lastSeenAt"} for one in self.members()]
            return json.dumps([members, sorted(self.withdrawals())])
        if at.startswith("activity "):
            page = self.owner.open(f"{self.path}/activity?kind={at.split()[1]}")
            assert page.status == 200, page
            return json.dumps(re.findall('<time datetime="([^"]+)"', page.text))
        words = {"keys": ("key", "list"), "candidates": ("candidate", "list"), "services": ("service", "list")}[at]
        more = [] if at == "services" else ["--service", self.service]
        if at == "candidates":
            more += ["--limit", "1000"]
        return json.dumps(self.console.done(*words, *more))

    # ---- forms

    def form(self, path, action, **changes):
        """The owner's form at a path, filled in."""
        page = self.owner.open(path)
        assert page.status == 200, page
        form = page.form(action)
        missing = set(changes) - form.names
        assert not missing, f"{form} has no {missing}"
        return Sent(form.action, form.filled(changes))

    def key_form(self, key_id, below="", **changes):
        path = f"{self.path}/keys/{key_id}{below}"
        return self.form(path, path, **changes)

    def candidate_form(self, verb, status="waiting", **changes):
        path = f"{self.path}/candidates/{self.candidate(status)}/{verb}"
        return self.form(path, path, **changes)

    def desk(self, below, *before, status="waiting", by=None, **fields):
        """What the buttons of a new candidate's page send, after other acts of the owner or somebody else."""
        path = f"{self.path}/candidates/{self.candidate(status)}"
        for act in before:
            who = by or self.owner
            page = who.post(path + act, who.open(path).form(path).fields + [("reason", "So that it is")])
            assert page.status == 303, page
        return Sent(path + below, self.form(path, path).fields + list(fields.items()))

    def team_form(self, member_id, below="", **changes):
        path = f"{self.path}/team/{member_id}{below}"
        return self.form(path, path, **changes)


def forge(visitor, sent, **more):
    """Sends somebody else's form as one's own: own cookie, own token, all the rest as it was."""
    fields = [(name, visitor.form_token if name == TOKEN else value) for name, value in sent.fields]
    candidate, _, attribute = sent.path.partition("/attributes/")
    if attribute:
        # Nobody decides about what they haven't seen; who may not see it is refused here too.
        visitor.post(candidate + "/identity", [(TOKEN, visitor.form_token), ("reason", "To decide")])
    return visitor.post(sent.path, fields, **more)


def _rotated(stage):
    key_id = stage.key("text")
    path = f"{stage.path}/keys/{key_id}/rotate"
    page = stage.owner.submit(path, path, {"overlap": "1"})
    assert page.status == 200, page
    return key_id


def _description(stage, key_id):
    return stage.console.key_of(key_id, stage.service)["description"]


def _delete_key(stage):
    key_id = stage.key()
    return stage.key_form(key_id, "/delete", description=_description(stage, key_id))


def _settings(stage, **changes):
    return stage.form(f"{stage.path}/settings", f"{stage.path}/settings", **changes)


def _add_service(stage):
    """The second of its two steps."""
    number = next(_numbers)
    page = stage.owner.submit("/services/new", "/services/new", {"name": f"Service {number}"})
    assert page.status == 200, page
    form = page.form("/services/new")
    return Sent(form.action, form.filled({"clientId": f"service-{number}"}))


def _blocked(stage):
    record_id = stage.candidate()
    path = f"{stage.path}/candidates/{record_id}"
    page = stage.owner.submit(f"{path}/block", f"{path}/block")
    assert page.status == 303, page
    return stage.form(f"{path}/unblock", f"{path}/unblock")


def _bound(stage):
    """A key that is bound to a receiver; gives its id."""
    key_id = stage.key("text")
    sent = _answer(stage, key_id)
    page = stage.owner.post(sent.path, sent.fields)
    assert page.status == 303, page
    return key_id


def _answer(stage, key_id, **changes):
    """The second step of a binding, with the right answer."""
    receiver = Receiver()
    path = f"{stage.path}/keys/{key_id}/receiver"
    page = stage.owner.submit(path, path, {"receiverKey": receiver.public})
    assert page.status == 200, page
    form = page.form(f"{path}/answer")
    return Sent(form.action, form.filled({"answer": receiver.open(form["challenge"]).decode(), **changes}))


def _plain_again(stage):
    key_id = stage.key("text", refuse_plain=True)
    return stage.key_form(key_id, refusesPlain=None, password=PASSWORD)


def _acknowledged(stage):
    """A candidate that a receiver holds; gives the address of the dialog that takes it back."""
    key = stage.console.create_key("text", service=stage.service, description=f"Key {next(_numbers)}")
    record_id = stage.candidate("approved")
    take_over(stage.console, key, record_id, service=stage.service)
    return f"{stage.path}/candidates/{record_id}/acknowledgements/{key.split('_')[2]}/undo"


def _export(stage, form, **changes):
    """Of one candidate at least."""
    stage.candidate()
    path = f"{stage.path}/candidates/export"
    return stage.form(path, f"{path}/{form}", **changes)


def _note(stage):
    path = f"{stage.path}/candidates/{stage.candidate()}"
    return stage.form(path, f"{path}/notes", note="Looked at")


def _fields(stage):
    ran = stage.console.cli("service", "set", stage.service, "--field", "Risk=Low,High")
    assert ran.code == 0, ran
    sent = stage.desk("", "/reviewer")
    return stage.form(sent.path, f"{sent.path}/fields", **{"field-0": "High"})


def _link(stage):
    consent = stage.console.folder / "consent.txt"
    consent.write_text("I agree.")
    ran = stage.console.cli("service", "set", stage.service, "--submission-page", "on", "--consent-file", consent)
    assert ran.code == 0, ran
    return stage.candidate_form("link", "rejected")


def _asked_to_lift(stage, below):
    """A hold whose end somebody has asked for who is none of the cast."""
    return stage.desk(below, "/hold", "/hold/ask", by=stage.member("manager")[1])


def _webhook(stage, below, **changes):
    path = stage.webhook()
    return stage.form(path if below in ("/ping", "/disable") else path + below, path + below, **changes)


def _enabled(stage):
    path = stage.webhook()
    assert stage.owner.submit(path, f"{path}/disable").status == 303
    return stage.form(path, f"{path}/enable")


def _old_webhook_secret(stage):
    path = stage.webhook()
    assert stage.owner.submit(f"{path}/rotate", f"{path}/rotate", {"overlap": "1"}).status == 200
    return stage.form(f"{path}/old-secret/end", f"{path}/old-secret/end")


def _delete_webhook(stage):
    path = stage.webhook()
    name = re.search('data-must-equal="([^"]+)"', stage.owner.get(f"{path}/delete").text).group(1)
    return stage.form(f"{path}/delete", f"{path}/delete", name=name)


def _resend(stage):
    """A delivery that failed once, tried again before its time."""
    path = stage.webhook()
    assert stage.owner.submit(path, f"{path}/ping").status == 303
    end = time.monotonic() + 20
    while True:
        found = re.search(f'action="({path}/deliveries/[0-9]+/resend)"', stage.owner.get(path).text)
        if found:
            return stage.form(path, found.group(1))
        assert time.monotonic() < end, stage.owner.get(path)
        time.sleep(0.2)


OWNER = {"owner"}

ACTS = [
    Act("create a key", MANAGERS, lambda s: s.form(f"{s.path}/keys/new", f"{s.path}/keys", description="New",
        scope="text"), "keys"),
    Act("create a key that reads pictures", MANAGERS, lambda s: s.form(f"{s.path}/keys/new", f"{s.path}/keys",
        description="New", scope="pictures", password=PASSWORD), "keys"),
    Act("change a key", MANAGERS, lambda s: s.key_form(s.key(), description="Changed"), "keys"),
    Act("widen a key", MANAGERS, lambda s: s.key_form(s.key(), scope="pictures", password=PASSWORD), "keys"),
    Act("disable a key", MANAGERS, lambda s: s.key_form(s.key(), isEnabled=None), "keys"),
    Act("rotate a key", MANAGERS, lambda s: s.key_form(s.key(), "/rotate", overlap="1"), "keys"),
    Act("end an old secret", MANAGERS, lambda s: s.key_form(_rotated(s), "/old-secret/end"), "keys"),
    Act("delete a key", MANAGERS, _delete_key, "keys"),
    Act("refuse plain answers", MANAGERS, lambda s: s.key_form(s.key("text"), refusesPlain="on"), "keys"),
    Act("allow plain answers again", MANAGERS, _plain_again, "keys"),
    Act("offer a receiver key", MANAGERS, lambda s: s.key_form(s.key("text"), "/receiver",
        receiverKey=Receiver().public), "activity key.receiverOffered"),
    Act("bind a key to a receiver", MANAGERS, lambda s: _answer(s, s.key("text")), "keys"),
    Act("change a receiver", MANAGERS, lambda s: _answer(s, _bound(s), password=PASSWORD), "keys"),
    Act("remove a receiver", MANAGERS, lambda s: s.key_form(_bound(s), "/receiver/remove", password=PASSWORD),
        "keys"),
    Act("take an acknowledgement back", MANAGERS, lambda s: (lambda path: s.form(path, path))(_acknowledged(s)),
        "activity candidate.acknowledgementUndone"),
    Act("archive a candidate", MANAGERS, lambda s: s.candidate_form("archive"), "candidates"),
    Act("delete a candidate", MANAGERS, lambda s: s.candidate_form("delete", password=PASSWORD), "candidates"),
    Act("block a candidate", MANAGERS, lambda s: s.candidate_form("block"), "candidates"),
    Act("unblock a candidate", MANAGERS, _blocked, "candidates"),
    Act("export a list", MANAGERS, lambda s: _export(s, "csv"), "activity candidate.exported"),
    Act("export full profiles", MANAGERS, lambda s: _export(s, "zip", password=PASSWORD),
        "activity candidate.exported"),
    Act("make oneself the reviewer", REVIEWERS, lambda s: s.desk("/reviewer"), "activity candidate.reviewer"),
    Act("start a review", REVIEWERS, lambda s: s.desk("/start", "/reviewer"), "candidates"),
    Act("accept an attribute", REVIEWERS, lambda s: s.desk("/attributes/email/accept", "/reviewer", "/start"),
        "activity candidate.attribute"),
    Act("accept what is undecided", REVIEWERS, lambda s: s.desk("/attributes/accept-all", "/reviewer", "/start"),
        "activity candidate.attribute"),
    Act("reject an attribute", REVIEWERS, lambda s: s.desk("/attributes/email/reject", "/reviewer", "/start",
        reason="No"), "activity candidate.attribute"),
    Act("take a decision back", REVIEWERS, lambda s: s.desk("/attributes/email/undecide", "/reviewer", "/start",
        "/attributes/email/accept"), "activity candidate.attribute"),
    Act("approve a candidate", APPROVERS, lambda s: s.desk("/approve", "/reviewer", "/start",
        "/attributes/accept-all"), "candidates"),
    Act("send feedback", APPROVERS, lambda s: s.candidate_form("feedback", "inreview", reason="Once more"),
        "candidates"),
    Act("submit who is incomplete", REVIEWERS, lambda s: s.candidate_form("submit", "incomplete"), "candidates"),
    Act("make a resubmission link", REVIEWERS, _link, "activity candidate.resubmissionLink"),
    Act("request a review", REVIEWERS, lambda s: s.candidate_form("request-review"), "candidates"),
    Act("show an identity", REVIEWERS, lambda s: s.candidate_form("identity", reason="Asked"),
        "activity candidate.viewed"),
    Act("write a note", REVIEWERS, _note, "activity candidate.note"),
    Act("fill in custom fields", REVIEWERS, _fields, "activity candidate.fields"),
    Act("place a legal hold", MANAGERS, lambda s: s.candidate_form("hold"), "activity candidate.holdPlaced"),
    Act("ask to lift a hold", MANAGERS, lambda s: s.desk("/hold/ask", "/hold"), "activity candidate.holdLiftAsked"),
    Act("keep a hold", MANAGERS, lambda s: s.desk("/hold/withdraw", "/hold", "/hold/ask"),
        "activity candidate.holdLiftWithdrawn"),
    Act("lift a hold", MANAGERS, lambda s: _asked_to_lift(s, "/hold/lift"), "activity candidate.holdLifted"),
    Act("invite a reader", MANAGERS, lambda s: s.form(f"{s.path}/team/invite", f"{s.path}/team/invite",
        email=f"r{next(_numbers)}@example.com", role="read-only", password=PASSWORD), "team"),
    Act("invite a manager", MANAGERS, lambda s: s.form(f"{s.path}/team/invite", f"{s.path}/team/invite",
        email=f"r{next(_numbers)}@example.com", role="manager", password=PASSWORD), "team"),
    Act("invite an owner", OWNER, lambda s: s.form(f"{s.path}/team/invite", f"{s.path}/team/invite",
        email=f"r{next(_numbers)}@example.com", role="owner", password=PASSWORD), "team"),
    Act("withdraw an invitation", MANAGERS, lambda s: s.form(f"{s.path}/team", s.invitation()), "team"),
    Act("withdraw an owner's invitation", OWNER, lambda s: s.form(f"{s.path}/team", s.invitation("owner")), "team"),
    Act("change a role", MANAGERS, lambda s: s.team_form(s.member()[0], role="approver", password=PASSWORD), "team"),
    Act("make an owner", OWNER, lambda s: s.team_form(s.member()[0], role="owner", password=PASSWORD), "team"),
    Act("demote an owner", OWNER, lambda s: s.team_form(s.member("owner")[0], role="reviewer", password=PASSWORD),
        "team"),
    Act("remove a member", MANAGERS, lambda s: s.team_form(s.member()[0], "/remove", password=PASSWORD), "team"),
    Act("remove an owner", OWNER, lambda s: s.team_form(s.member("owner")[0], "/remove", password=PASSWORD), "team"),
    Act("change the settings", MANAGERS, lambda s: _settings(s, description=f"Changed {next(_numbers)}"), "services"),
    Act("change the submission page", MANAGERS, lambda s: s.form(f"{s.path}/settings/submission",
        f"{s.path}/settings/submission", consentText=f"Agreed {next(_numbers)}."), "services"),
    Act("change the review", MANAGERS, lambda s: s.form(f"{s.path}/settings/review", f"{s.path}/settings/review",
        approvingCertificates=f"certificate-{next(_numbers)}"), "services"),
    Act("create a webhook", MANAGERS, lambda s: s.form(f"{s.path}/webhooks/new", f"{s.path}/webhooks", name="New",
        url="https://receiver.invalid/hook"), "activity webhook.created"),
    Act("change a webhook", MANAGERS, lambda s: _webhook(s, "/edit", name="Changed"), "activity webhook.changed"),
    Act("disable a webhook", MANAGERS, lambda s: _webhook(s, "/disable"), "activity webhook.changed"),
    Act("enable a webhook", MANAGERS, _enabled, "activity webhook.changed"),
    Act("rotate a webhook's secret", MANAGERS, lambda s: _webhook(s, "/rotate", overlap="1"),
        "activity webhook.rotated"),
    Act("end a webhook's old secret", MANAGERS, _old_webhook_secret, "activity webhook.changed"),
    Act("ping a webhook", MANAGERS, lambda s: _webhook(s, "/ping"), "activity webhook.asked"),
    Act("resend a delivery", MANAGERS, _resend, "activity webhook.asked"),
    Act("delete a webhook", MANAGERS, _delete_webhook, "activity webhook.deleted"),
]

# What takes a role in every service; a role in one is never enough.
HOUSE_ACTS = [
    Act("add a service", MANAGERS, _add_service, "services"),
    Act("invite somebody to every service", MANAGERS, lambda s: s.form(f"{s.path}/team/invite",
        f"{s.path}/team/invite", email=f"r{next(_numbers)}@example.com", role="read-only", reach="all",
        password=PASSWORD), "team"),
]

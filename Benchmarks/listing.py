"""Row 9: what a member gets in the console: a page of the candidate list, and whoever is searched for."""

import html
import http.client
import json
import re
import statistics
import time
import urllib.parse

from load import Figures, get, path_of
from people import candidate, reference_id
from processes import CLIENT_ID, BenchFailure
from report import Row, factor, milliseconds

PASSWORD = "four herons on a quiet quay"
TOKEN = re.compile(r'name="form-token" value="([^"]+)"')


class Member:
    """Somebody who joined by a link, on one connection."""

    def __init__(self, port, link):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.host = f"127.0.0.1:{port}"
        self.cookie = None
        self.token = None
        self.location = None
        path = urllib.parse.urlsplit(link).path
        self.get(path)
        email = f"bench-{time.time_ns()}@example.com"
        self.post(path, {"name": "Bench", "email": email, "newPassword": PASSWORD}, wanted=303)
        self.get(f"/services/{CLIENT_ID}/candidates")

    def get(self, path):
        return self._ask("GET", path)

    def post(self, path, fields, wanted=200):
        body = urllib.parse.urlencode({"form-token": self.token, **fields})
        return self._ask("POST", path, body, wanted)

    def search(self, path, text):
        """The form, and what it leads to."""
        self.post(path, {"q": text}, wanted=303)
        return self.get(self.location)

    def _ask(self, method, path, body=None, wanted=200):
        headers = {"Cookie": self.cookie} if self.cookie else {}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{self.host}"}
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode("utf-8")
        if answer.status != wanted:
            raise BenchFailure(f"{method} {path}: {answer.status}")
        self.location = answer.headers["Location"]
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookie = line.split(";")[0] if "Max-Age=0" not in line else self.cookie
        found = TOKEN.search(text)
        self.token = html.unescape(found.group(1)) if found else self.token
        return text


class Reader:
    """Looks at the list of one store."""

    def __init__(self, store, server, count):
        answer = json.loads(store.lethe("member", "link", "--role", "owner", "--service", CLIENT_ID))
        self.member = Member(server.port, answer["url"])
        self.count = count
        self.path = f"/services/{CLIENT_ID}/candidates"
        self.older = None
        self.known = [self._ids(store, server, number) for number in range(0, count, max(1, count // 20))]

    @staticmethod
    def _ids(store, server, number):
        data = json.loads(get(server.port, path_of(reference_id(number)), store.keys["metadata"]))["data"]
        return {
            "refId": reference_id(number), "record id": data["recordId"], "support id": data["blockPassID"],
            "e-mail": candidate(number)["identities"]["email"]["value"], "is": data["recordId"],
        }

    def page(self, turn):
        """The first page, and those behind it."""
        began = time.perf_counter()
        text = self.member.get(self.older or self.path)
        seconds = time.perf_counter() - began
        found = re.search(r'href="([^"]*before=[^"]*)"', text)
        if not found:
            raise BenchFailure("a list without an older page")
        self.older = html.unescape(found.group(1)) if turn % 10 else None
        return seconds

    def search(self, kind, turn):
        known = self.known[turn % len(self.known)]
        began = time.perf_counter()
        text = self.member.search(f"{self.path}/search", known[kind])
        seconds = time.perf_counter() - began
        if f"{self.path}/{known['is']}" not in text:
            raise BenchFailure(f"a search by {kind} that finds nobody")
        return seconds


def lists(small, large, sizes):
    """Two stores in turn, so that whatever disturbs the machine disturbs both."""
    with small.serving() as few, large.serving() as many:
        readers = [Reader(small, few, sizes.few_candidates), Reader(large, many, sizes.candidates)]
        measures = {"a page of the list": Reader.page}
        for kind in ("refId", "record id", "support id", "e-mail"):
            measures[f"exact search by {kind}"] = lambda reader, turn, kind=kind: reader.search(kind, turn)
        for what, measure in measures.items():
            times = [[], []]
            for turn in range(-5, sizes.pages):
                for reader, seconds in zip(readers, times):
                    took = measure(reader, turn)
                    seconds.extend([took] if turn >= 0 else [])
            yield _row(what, *times, sizes)


def _row(what, few, many, sizes):
    ratio = statistics.median(many) / statistics.median(few)
    return Row(
        f"console: {what}, {sizes.candidates:,} candidates; reference: {sizes.few_candidates:,}",
        Figures(many).written(milliseconds), Figures(few).written(milliseconds), factor(ratio), "≤ 2.00", ratio <= 2,
    )

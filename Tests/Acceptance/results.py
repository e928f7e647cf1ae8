"""What came of a command and of a request."""

from json import loads


class Ran(tuple):
    """What a command did: unpacks into its JSON document (None unless it printed exactly one) and its exit code."""

    def __new__(cls, document, code, out, err):
        ran = super().__new__(cls, (document, code))
        ran.document, ran.code, ran.out, ran.err = document, code, out, err
        return ran

    def __repr__(self):
        return f"Ran(code={self.code}, out={self.out!r}, err={self.err!r})"


class Answer:
    """One HTTP answer: `status`, `headers` (names in lower case), `body` (bytes)."""

    def __init__(self, status, headers, body, began, ended):
        self.status, self.headers, self.body = status, headers, body
        self.began, self.ended = began, ended

    @property
    def json(self):
        return loads(self.body)

    @property
    def data(self):
        return self.json["data"]

    def __repr__(self):
        body = self.body if len(self.body) < 600 else self.body[:300] + b" ... " + self.body[-200:]
        return f"Answer({self.status}, {body!r})"

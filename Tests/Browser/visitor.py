"""A browser without a screen: cookies, forms, redirects, and whatever a forger may want to send instead."""

import http.cookiejar
import urllib.parse

import requests

from markup import Document

SESSION = "__Host-lethe"
FORM = "__Host-lethe-form"
TOKEN = "form-token"
FORM_ID = "form-id"
OWN = object()


class Page:
    """An answer, read when it is asked for."""

    def __init__(self, answer, path):
        self.status = answer.status_code
        self.headers = {name.lower(): value for name, value in answer.headers.items()}
        self.set_cookies = answer.raw.headers.getlist("Set-Cookie")
        self.body = answer.content
        self.text = answer.content.decode("utf-8", "replace")
        self.path = path
        self.seconds = answer.elapsed.total_seconds()
        self._document = None

    @property
    def document(self):
        if self._document is None:
            self._document = Document(self.text, self.path)
        return self._document

    @property
    def words(self):
        return self.document.text

    def form(self, action):
        return self.document.form(action)

    @property
    def location(self):
        """Where a redirect goes, without the notice it will say."""
        target = self.headers.get("location", "")
        parts = urllib.parse.urlsplit(target)
        query = [pair for pair in urllib.parse.parse_qsl(parts.query) if pair[0] != "notice"]
        return urllib.parse.urlunsplit(parts._replace(query=urllib.parse.urlencode(query)))

    def __repr__(self):
        return f"<{self.status} {self.path} {self.headers.get('location', '')} {self.words[:300]!r}>"


class Visitor:
    def __init__(self, url):
        self.url = url.rstrip("/")
        self.cookies = {}
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.cookies.set_policy(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
        self.email = self.password = self._token = None

    # ---- requests

    def send(self, method, path, fields=None, headers=None, cookies=OWN):
        """One request, redirects not followed. A header given as None is left out."""
        sent = {"Accept": "text/html", "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/150.0"}
        cookies = self.cookies if cookies is OWN else cookies
        if cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        body = None
        if fields is not None:
            pairs = fields.items() if isinstance(fields, dict) else fields
            body = urllib.parse.urlencode(list(pairs))
            sent |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.url}
            sent["Sec-Fetch-Site"] = "same-origin"
        for name, value in (headers or {}).items():
            sent.pop(name, None)
            sent |= {} if value is None else {name: value}
        answer = self.session.request(
            method, self.url + path, data=body, headers=sent, allow_redirects=False, timeout=30)
        page = Page(answer, path)
        if cookies is self.cookies:
            self._keep(page.set_cookies)
        return page

    def _keep(self, lines):
        for line in lines:
            pair, *attributes = line.split(";")
            name, _, value = pair.strip().partition("=")
            gone = any(one.strip().lower() == "max-age=0" for one in attributes)
            if gone or not value:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value

    def get(self, path, **more):
        return self.send("GET", path, **more)

    def post(self, path, fields, **more):
        return self.send("POST", path, fields=fields, **more)

    def open(self, path):
        """GET that follows redirects of ours."""
        for _ in range(6):
            page = self.get(path)
            if page.status != 303:
                return page
            path = page.headers["location"].removeprefix(self.url)
        raise AssertionError(f"redirects without end: {path}")

    def submit(self, page, action, changes=None, **more):
        """Sends a form of a page, or of the page at a path, with some fields changed."""
        if isinstance(page, str):
            page = self.open(page)
            assert page.status == 200, page
        form = page.form(action)
        unknown = set(changes or {}) - form.names
        assert not unknown, f"{form} has no {unknown}"
        assert form.method == "post", form
        return self.post(form.action, form.filled(changes or {}), **more)

    def search(self, path, text):
        """Searches a list by its own field, and follows to what was found."""
        page = self.submit(path, f"{path}/search", {"q": text})
        return self.open(page.headers["location"].removeprefix(self.url)) if page.status == 303 else page

    # ---- being somebody

    def sign_in(self, email, password):
        """The first step of a sign-in."""
        self.email, self.password = email, password
        return self.submit("/sign-in", "/sign-in", {"email": email, "password": password})

    def must_sign_in(self, email, password):
        page = self.sign_in(email, password)
        assert page.status == 303 and SESSION in self.cookies, page
        return self

    @property
    def form_token(self):
        """The form token of this session; asked for once."""
        cookie = self.cookies.get(SESSION)
        if self._token is None or self._token[0] != cookie:
            page = self.get("/account")
            assert page.status == 200, page
            self._token = (cookie, page.form("/sign-out")[TOKEN])
        return self._token[1]

    @property
    def is_signed_in(self):
        return self.get("/account").status == 200

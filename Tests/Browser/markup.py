"""Reads our HTML as a browser without script would: forms with what they would send, and what must not stand there."""

import urllib.parse
from html.parser import HTMLParser

VOID = {"input", "br", "img", "link", "meta", "hr", "rect", "path", "circle"}


class Form:
    """A form as it would be sent untouched. `fields` is a list of pairs, since names may come twice."""

    def __init__(self, action, method, id=""):
        self.action = action
        self.id = id
        self.method = method.lower()
        self.fields = []
        self.choices = {}  # every value a radio or select offers
        self.types = {}

    def __getitem__(self, name):
        return next((value for key, value in self.fields if key == name), None)

    @property
    def names(self):
        return set(self.types)

    def sent_to(self, action):
        """The same by a button with an address of its own."""
        form = Form(action, self.method, self.id)
        form.fields, form.choices, form.types = self.fields, self.choices, self.types
        return form

    def filled(self, changes):
        """The pairs to send. None takes a field out (a box unticked); a list gives several."""
        pairs = [(name, value) for name, value in self.fields if name not in changes]
        for name, value in changes.items():
            for one in value if isinstance(value, (list, tuple)) else [value]:
                pairs += [] if one is None else [(name, one)]
        return pairs

    def __repr__(self):
        return f"<form {self.method} {self.action} {sorted(self.types)}>"


class Document(HTMLParser):
    def __init__(self, text, path="/"):
        super().__init__(convert_charrefs=True)
        self.path = path
        self.forms = []
        self.links = []
        self.assets = []
        self.inline = []  # scripts and styles that stand in the page: there must be none
        self.title = ""
        self.words = []
        self._ways = {}  # addresses of buttons, with the form that they send
        self._form = self._select = self._textarea = self._link = None
        self._open = []
        self.feed(text)
        self.close()

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())

    def form(self, action):
        """The form that goes to an address; without its query where none is asked for."""
        for form in self.forms:
            if form.action == action or form.action.split("?")[0] == action:
                return form
        if action in self._ways:
            return self._ways[action].sent_to(action)
        raise AssertionError(f"no form goes to {action}; there are {self.forms}")

    def handle_starttag(self, tag, pairs):
        at = {name: value or "" for name, value in pairs}
        self._check(tag, at)
        if tag not in VOID:
            self._open.append(tag)
        if tag == "form":
            action = urllib.parse.urljoin(self.path, at.get("action", ""))
            self._form = Form(action, at.get("method", "get"), at.get("id", ""))
            self.forms.append(self._form)
        elif tag == "a" and "href" in at:
            self.links.append((urllib.parse.urljoin(self.path, at["href"]), at))
        elif tag in ("script", "link", "img"):
            self.assets += [at[name] for name in ("src", "href") if name in at]
        elif "disabled" not in at:
            # A field names its form where it doesn't stand in it.
            form = next((one for one in self.forms if one.id == at.get("form")), None) if "form" in at else self._form
            if form is not None:
                self._field(tag, at, form)
        if tag == "option" and self._select:
            self._option(at)

    def _field(self, tag, at, form):
        name = at.get("name")
        if tag == "button" and "formaction" in at:
            self._ways[urllib.parse.urljoin(self.path, at["formaction"])] = form
        if tag == "select" and name:
            self._select = [form, name, None, False]
            form.types[name] = "select"
            form.choices[name] = []
        elif tag == "textarea" and name:
            self._textarea = [form, name, ""]
            form.types[name] = "textarea"
        elif tag == "button" and name:
            form.types.setdefault(name, "button")
            form.choices.setdefault(name, []).append(at.get("value", ""))
        elif tag == "input" and name:
            kind = at.get("type", "text")
            form.types[name] = kind
            if kind == "radio":
                form.choices.setdefault(name, []).append(at.get("value", "on"))
            if kind in ("radio", "checkbox"):
                form.fields += [(name, at.get("value", "on"))] if "checked" in at else []
            elif kind not in ("submit", "button"):
                form.fields.append((name, at.get("value", "")))

    def _option(self, at):
        form, name, _, has_first = self._select
        value = at.get("value", "")
        form.choices[name].append(value)
        if "selected" in at or not has_first:
            self._select[2] = value
        self._select[3] = True

    def handle_endtag(self, tag):
        while self._open and self._open[-1] != tag and tag in self._open:
            self._open.pop()
        if self._open and self._open[-1] == tag:
            self._open.pop()
        if tag == "form":
            self._form = None
        elif tag == "select" and self._select:
            form, name, value, has_first = self._select
            form.fields += [(name, value)] if has_first else []
            self._select = None
        elif tag == "textarea" and self._textarea:
            form, name, value = self._textarea
            form.fields.append((name, value.removeprefix("\n")))
            self._textarea = None

    def handle_data(self, data):
        if self._textarea:
            self._textarea[2] += data
        if self._open and self._open[-1] == "title":
            self.title += data
        elif not self._open or self._open[-1] not in ("script", "style"):
            self.words.append(data)
        elif data.strip():
            self.inline.append(f"<{self._open[-1]}>{data[:40]}")

    def _check(self, tag, at):
        if tag == "style" or (tag == "script" and "src" not in at):
            self.inline.append(f"<{tag}>")
        self.inline += [f"{tag} {name}" for name in at if name == "style" or name.startswith("on")]
        for name in ("href", "src", "action", "formaction"):
            if at.get(name, "").strip().lower().startswith(("javascript:", "data:")):
                self.inline.append(f"{tag} {name}={at[name][:40]}")

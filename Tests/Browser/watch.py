"""Looks over a browser context's shoulder: what must never happen on any page, whatever a test is about."""

from pathlib import Path

import axe_playwright_python

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"

LISTEN = """
document.addEventListener('securitypolicyviolation',
    e => __lethe_violation(`${e.effectiveDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber} ${e.sample}`));
"""


class Watch:
    """Collects faults of all pages of a context; `check()` raises them."""

    def __init__(self, context, origin):
        self.faults = []
        self.origin = origin
        context.expose_binding("__lethe_violation", lambda _, text: self.faults.append(f"policy: {text}"))
        # What the payloads of test_hostile_text call.
        context.expose_binding("canary", lambda source, *_: self.faults.append(f"script ran: {source['page'].url}"))
        context.add_init_script(LISTEN)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"script failed: {error.error}"))
        context.on("dialog", self._dialog)
        context.on("request", self._request)
        context.on("response", self._response)

    def _console(self, message):
        # The browser notes every answer above 399, and a number field that the server shows again with what was typed;
        # which of them are right is for the tests to say.
        noted = ("Failed to load resource", "The specified value ")
        if message.type in ("error", "warning") and not message.text.startswith(noted):
            self.faults.append(f"console: {message.text} ({message.page and message.page.url})")

    def _dialog(self, dialog):
        self.faults.append(f"a native {dialog.type} dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request):
        if not request.url.startswith((self.origin + "/", "data:")):
            self.faults.append(f"asked for {request.url}")

    def _response(self, response):
        if "/assets/" in response.url and response.status >= 400:
            self.faults.append(f"{response.status} for {response.url}")

    def check(self):
        faults, self.faults = self.faults, []
        assert not faults, "\n".join(dict.fromkeys(faults))


def inject_axe(context):
    """Makes `axe` known to every page, past the content security policy, which stays in force."""
    context.add_init_script(path=str(AXE))


def axe_faults(page, leaving_out=()):
    """What axe-core finds wrong, in words."""
    options = {"rules": {rule: {"enabled": False} for rule in leaving_out}}
    found = page.evaluate("options => axe.run(document, options)", options)
    assert len(found["passes"]) > 5, "axe-core looked at nothing"
    return [
        f"{one['id']}: {one['help']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for one in found["violations"] for node in one["nodes"][:3]
    ]

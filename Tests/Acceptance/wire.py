"""What the contract says about answers, written down once for all tests."""

import json
import re
import time
import zlib
from datetime import datetime, timedelta, timezone

DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")

UNAUTHORIZED = (
    b'{"status":"error","code":401,"message":"A valid API key is needed in the Authorization header.",'
    b'"error":"unauthorized","data":{"code":401,"error":"unauthorized","extra":{}},"extra":{}}'
)
OTHER_SERVICE = (
    b'{"status":"error","code":403,"message":"This key belongs to another service.",'
    b'"error":"forbidden","data":{"code":403,"error":"forbidden","extra":{}},"extra":{}}'
)
NO_CANDIDATE = (
    b'{"status":"error","code":404,"message":"There is no such candidate.",'
    b'"error":"not_found","data":{"code":404,"error":"not_found","extra":{}},"extra":{}}'
)
NOTHING_HERE = (
    b'{"status":"error","code":404,"message":"There is nothing at this address.",'
    b'"error":"not_found","data":{"code":404,"error":"not_found","extra":{}},"extra":{}}'
)


def error(code, word, message, field=None, retry_after=None):
    """An error's body, byte for byte (contract 1.9)."""
    extra = {"field": field, "retryAfter": retry_after}
    extra = {name: value for name, value in extra.items() if value is not None}
    data = {"code": code, "error": word, "extra": extra}
    document = {"status": "error", "code": code, "message": message, "error": word, "data": data, "extra": extra}
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()


def expect_error(answer, code, word, field=None, message=None):
    """Status, word, field and shape of an error; the exact bytes but for message and request id."""
    document = answer.json
    assert (answer.status, document["error"], document["extra"].get("field")) == (code, word, field), answer
    assert (message or document["message"]) == document["message"]
    assert document["message"] and document["code"] == code
    extra = document["extra"]
    if code >= 500:
        assert re.fullmatch(r"[0-9a-zA-Z-]{8,64}", extra["requestId"]), answer
    else:
        assert "requestId" not in extra, answer
    again = {"status": "error", "code": code, "message": document["message"], "error": word}
    again |= {"data": {"code": code, "error": word, "extra": extra}, "extra": extra}
    assert answer.body == json.dumps(again, separators=(",", ":"), ensure_ascii=False).encode()
    expect_json(answer)


def expect_json(answer):
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert int(answer.headers["content-length"]) == len(answer.body)


def moment(text):
    """A date of the contract as seconds since 1970."""
    assert DATE.fullmatch(text), text
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc).timestamp()


def now():
    """Seconds since 1970, cut to milliseconds as Lethe's dates are."""
    return int(time.time() * 1000) / 1000


def in_future(seconds):
    """A date as a command takes it."""
    return (datetime.now(timezone.utc) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def key_text(body):
    """A key with the right check for `lethe_live_<id>_<secret>` (contract 2.1)."""
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    number, check = zlib.crc32(body.encode()), ""
    for _ in range(6):
        number, digit = divmod(number, 62)
        check = digits[digit] + check
    return body + check


def wrong_keys(key):
    """Keys that are not this one, each wrong in its own way."""
    kind, environment, identifier, secret = key.split("_")
    other = "b" if secret[5] != "b" else "c"
    changed = secret[:5] + other + secret[6:43]
    return [
        key_text(f"lethe_live_{identifier}_{changed}"),
        key_text(f"lethe_live_000000000000_{secret[:43]}"),
        key[:-1] + ("0" if key[-1] != "0" else "1"),
        key[:-1],
        key + "0",
        key.swapcase(),
        f"{kind}_{environment}_{identifier}",
        "wrong",
        "",
        f"Basic {key}",
        f"Bearer Bearer {key}",
        f'"{key}"',
    ]

"""One-time codes as an authenticator app makes them: RFC 6238 with HMAC-SHA-1, 30 seconds, six digits."""

import base64
import hashlib
import hmac
import struct
import time

STEP = 30


def step_now():
    return int(time.time()) // STEP


def code(secret, step=None):
    """The code of a base 32 secret; spaces and small letters are as good."""
    text = secret.replace(" ", "").replace("-", "").upper()
    key = base64.b32decode(text + "=" * (-len(text) % 8))
    digest = hmac.new(key, struct.pack(">Q", step_now() if step is None else step), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def next_code(secret, used_step):
    """A code that was not used yet, waiting for the next step where that is needed; gives the step as well."""
    while step_now() <= used_step:
        time.sleep(0.2)
    step = step_now()
    return code(secret, step), step

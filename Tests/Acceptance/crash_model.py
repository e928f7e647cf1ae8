"""What the crash test knows of a candidate: the set of states it may be in, given what was acknowledged and what not.

An answer that never came leaves two possibilities; the next look at the candidate leaves one again, or none, and
none is a fault.
"""

import base64
import functools
import hashlib
import struct
import zlib
from dataclasses import dataclass, replace

METADATA, TEXT, PICTURES = 0, 1, 2
PICTURE_SLUGS = frozenset(["passport", "selfie", "proof_of_address"])
# Around the edges of a sealed segment (48 KiB), and one large enough that an answer can be cut for certain.
PICTURE_SIZES = [400, 3_000, 49_151, 49_152, 49_153, 20_000, 98_304, 400_000]
LARGE = 7


# ---- what was submitted: everything follows from refId, slug and generation


def text(ref_id, slug, generation):
    if slug == "email":
        return f"{ref_id}@example.com"
    if slug == "dob":
        # A day, another one for each generation.
        return f"{generation % 12 + 1:02}/{generation // 12 % 28 + 1:02}/{1900 + generation // 336 % 100}"
    return f"{slug} {generation} of {ref_id} " + "é" * (generation * 7919 % 400)


def size_of(generation):
    return PICTURE_SIZES[generation % len(PICTURE_SIZES)]


@functools.lru_cache(maxsize=512)
def picture(ref_id, slug, generation):
    """A picture in base64: a PNG header and noise."""
    content = b"IHDR" + struct.pack(">IIBBBBB", 640, 480, 8, 0, 0, 0, 0)
    head = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + content + struct.pack(">I", zlib.crc32(content))
    seed = f"{ref_id} {slug} {generation}".encode()
    return base64.b64encode(head + hashlib.shake_128(seed).digest(size_of(generation) - len(head))).decode()


def identities(ref_id, attributes, scope=PICTURES):
    """The member `identities` of an answer with these attributes."""
    shown = {}
    for slug, generation in attributes:
        if slug not in PICTURE_SLUGS:
            shown[slug] = {"type": "string", "value": text(ref_id, slug, generation)}
        elif scope == PICTURES:
            shown[slug] = {"type": "base64", "value": picture(ref_id, slug, generation)}
    return shown


def certificates(ref_id, kept):
    return {name: f'{{"of":"{ref_id}", "generation": {generation}.0}}' for name, generation in kept if name != "Risk"}


def custom_fields(ref_id, kept):
    return {name: f"{generation} {ref_id}" for name, generation in kept if name == "Risk"}


# ---- states


@dataclass(frozen=True)
class State:
    """One thing that a candidate may be. Times are milliseconds since 1970."""

    is_there: bool = False
    record_id: str | None = None  # None: not known yet
    count: int = 0
    is_archived: bool = False
    attributes: frozenset = frozenset()  # (slug, generation)
    kept: frozenset = frozenset()  # (name of a certificate or field, generation)
    archive_at: int | None = None  # the earliest that it can be; None: no clock runs
    arming: tuple | None = None  # (earliest, is_sure): an answer whose clock is just being started

    def __str__(self):
        if not self.is_there:
            return "not there"
        has = " ".join(f"{slug}:{generation}" for slug, generation in sorted(self.attributes | self.kept))
        kind = "archived" if self.is_archived else "live"
        return f"{kind}, submission {self.count}, archive at {self.archive_at}, arming {self.arming}, {has}"

    @property
    def is_live(self):
        return self.is_there and not self.is_archived

    def archived(self):
        return replace(self, is_archived=True, attributes=frozenset(), arming=None)

    def armed(self, earliest):
        at = earliest if self.archive_at is None else min(earliest, self.archive_at)
        return replace(self, archive_at=at, arming=None)

    def with_clock(self, earliest, is_sure):
        """While a clock is being started; one that is being started already stays."""
        before = self.arming[0] if self.arming else earliest
        return replace(self, arming=(min(earliest, before), is_sure)) if self.is_live else self

    def submitted(self, brought, kept=(), count=None, record_id=None):
        """After a submission that brings these attributes and kept data (name to generation)."""
        if not self.is_there:
            attributes, kept = frozenset(brought.items()), frozenset(dict(kept).items())
            return State(True, record_id, max(1, count or 1), False, attributes, kept)
        return replace(
            self, record_id=self.record_id or record_id, count=max(self.count + 1, count or 0), is_archived=False,
            attributes=_over(self.attributes, brought), kept=_over(self.kept, dict(kept)), archive_at=None, arming=None,
        )  # fmt: skip

    def is_left_by_import(self, brought, kept, count):
        """Whether an import of this changes nothing (contract 3.1)."""
        if self.is_archived:
            return not (count and count > self.count)
        holds = self.attributes >= frozenset(brought.items()) and self.kept >= frozenset(dict(kept).items())
        return self.is_there and holds and (count or 0) <= self.count

    def shows_as(self, ref_id, document, scope, announced=None):
        """Whether an answer shows this state.

        document:  the answer's `data`; None for a 404
        announced: the earliest archive that this very answer may announce, if its key archives
        """
        if document is None:
            return not self.is_there
        if not self.is_there or (self.record_id or document["recordId"]) != document["recordId"]:
            return False
        if (document["isArchived"], document["submitCount"]) != (self.is_archived, self.count):
            return False
        if not self._dates_fit(document.get("will_archive_ms"), announced):
            return False
        if scope == METADATA:
            return not document.keys() & {"identities", "certs", "certificates", "customFields"}
        known = certificates(ref_id, self.kept)
        if not (document["certs"] == document["certificates"] == known):
            return False
        if document["customFields"] != custom_fields(ref_id, self.kept):
            return False
        if self.is_archived:
            return "identities" not in document
        return document["identities"] == identities(ref_id, self.attributes, scope)

    def _dates_fit(self, shown, announced):
        bounds = [self.archive_at] + ([announced] if self.is_live else [])
        bounds = [bound for bound in bounds if bound is not None]
        if not bounds:
            return shown is None
        return shown is not None and shown >= min(bounds)

    def seen(self, document, announced):
        """The same, knowing what an answer of this state told."""
        if document is None:
            return self
        at = document.get("will_archive_ms") if announced is None else self.archive_at
        return replace(self, record_id=document["recordId"], archive_at=at)


def _over(old, new):
    return frozenset((dict(old) | new).items())


# ---- sets of states


def aged(states, now):
    """Adds what time alone may have done until now, while the server lives."""
    possible = set()
    for state in states:
        variants = [state]
        if state.arming:
            earliest, is_sure = state.arming
            variants = [state.armed(earliest)] if is_sure else [state, state.armed(earliest)]
        for variant in variants:
            possible.add(variant)
            if variant.is_live and variant.archive_at is not None and variant.archive_at <= now:
                possible.add(variant.archived())
    return possible


def crashed(states):
    """After the server died: a clock that was just being started runs or doesn't."""
    possible = set()
    for state in states:
        possible.add(replace(state, arming=None))
        if state.arming:
            possible.add(state.armed(state.arming[0]))
    return possible


class Candidate:
    """One refId: what it may be, and which generation of attributes comes next."""

    def __init__(self, ref_id):
        self.ref_id = ref_id
        self.states = {State()}
        self.generation = 0
        self.story = []  # what was done last, for messages

    def note(self, now, what):
        self.story = [*self.story[-14:], f"{now} {what}"]

    def next_generation(self, pictures_are_large=False):
        self.generation += 1
        if pictures_are_large:
            self.generation += (LARGE - self.generation) % len(PICTURE_SIZES)
        return self.generation

    @property
    def has_pictures(self):
        return all(any(slug in PICTURE_SLUGS for slug, _ in state.attributes) for state in self.states)

    @property
    def is_large(self):
        """Whether it surely has a large picture."""
        return all(
            any(slug in PICTURE_SLUGS and size_of(number) == max(PICTURE_SIZES) for slug, number in state.attributes)
            for state in self.states
        )

    def may_be(self, now, apply, is_done, what):
        """What an act makes of it. is_done: True acknowledged, False refused, None nobody knows."""
        self.note(now, f"{what}: {is_done}")
        before = aged(self.states, now)
        after = {apply(state) for state in before} if is_done is not False else set()
        # Where nobody knows, the server died, and with it perhaps a clock that was being started.
        self.states = after if is_done else after | before | (self.states if is_done is None else set())

    def look(self, document, scope, now, announced=None, what="answer"):
        """Holds an answer against the possibilities and keeps those that it shows."""
        possible = aged(self.states, now)
        fitting = {s.seen(document, announced) for s in possible if s.shows_as(self.ref_id, document, scope, announced)}
        if not fitting:
            raise AssertionError(
                f"{what} of {self.ref_id} at {now} shows what can't be:\n  {brief(document)}\npossible:\n  "
                + "\n  ".join(sorted(map(str, possible))) + "\nbefore:\n  " + "\n  ".join(self.story)
            )  # fmt: skip
        self.note(now, f"{what} {len(possible)} possible, seen {sorted(map(str, fitting))}")
        self.states = fitting


def brief(document):
    """An answer without its values, for messages."""
    if document is None:
        return "404"
    generations = {
        slug: member["value"][:24].split("@")[0].split(" of")[0] + f" ({len(member['value'])})"
        for slug, member in document.get("identities", {}).items()
    }  # fmt: skip
    return str({name: value for name, value in document.items() if name != "identities"}) + f" {generations}"

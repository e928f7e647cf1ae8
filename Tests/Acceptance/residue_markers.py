"""Unique marks for personal data, and the search for them in every form in which programs write bytes down."""

import base64
import re
import secrets
import string
import struct
import urllib.parse
import zlib
from collections import Counter
from pathlib import Path

LETTERS = string.ascii_lowercase + string.digits
# A file or memory is searched in one piece up to this size, with pieces overlapping by more than any form's length.
PIECE, OVERLAP = 64 << 20, 4096


def forms(mark):
    """A mark as it is, and as UTF-16, hexadecimal, base64 wherever it may begin, base64url, and escaped.

    JSON and URLs leave the letters of a text mark as they are, so these are found by UTF-8 too; the forms in which every
    byte is escaped are for a writer who is more careful than that.
    """
    found = {
        "UTF-8": mark,
        "UTF-16LE": b"".join(bytes([byte, 0]) for byte in mark),
        "UTF-16BE": b"".join(bytes([0, byte]) for byte in mark),
        "hexadecimal": mark.hex().encode(),
        "HEXADECIMAL": mark.hex().upper().encode(),
        "JSON escapes": "".join(f"\\u{byte:04x}" for byte in mark).encode(),
        "JSON ESCAPES": "".join(f"\\u{byte:04X}" for byte in mark).encode(),
        "percent escapes": "".join(f"%{byte:02x}" for byte in mark).encode(),
        "PERCENT ESCAPES": "".join(f"%{byte:02X}" for byte in mark).encode(),
    }
    quoted = urllib.parse.quote_from_bytes(mark, safe="").encode()
    found |= {"as in a URL": quoted} if quoted != mark else {}
    for alignment in range(3):
        # The first and the last digits depend on the neighbours; those between are the mark's own.
        first, last = -(-alignment * 8 // 6), (alignment + len(mark)) * 8 // 6
        digits = base64.b64encode(bytes(alignment) + mark)[first:last]
        found[f"base64 at {alignment}"] = digits
        url = digits.translate(bytes.maketrans(b"+/", b"-_"))
        if url != digits:
            found[f"base64url at {alignment}"] = url
    return found


class Marks:
    """Marks of one test. All text marks begin and end alike, and so do all picture marks: who looks for the two ends
    finds every mark, also one that lost its beginning or its end.
    """

    def __init__(self):
        self.text_ends = [_word(), _word()]
        self.picture_ends = [secrets.token_bytes(12), secrets.token_bytes(12)]
        self.middles = {}  # name -> the bytes that are this mark's alone
        self.secrets = {}  # keys of the API: they must not be found either

    def text(self, name):
        """A new mark; a name that was there before is of somebody who came again."""
        middle = _word()
        self.middles[self._unused(name)] = middle.encode()
        return middle.join(self.text_ends)

    def picture(self, name, size):
        """A PNG with a text chunk, and marks in its body: every 3,000 bytes, and across each edge of 48 KiB."""
        middle = secrets.token_bytes(12)
        self.middles[self._unused(f"body of {name}")] = middle
        mark = middle.join(self.picture_ends)
        comment = b"Comment\0" + self.text(f"comment of {name}").encode()
        header = struct.pack(">IIBBBBB", 640, 480, 8, 2, 0, 0, 0)
        start = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"tEXt", comment)
        body = bytearray(secrets.token_bytes(max(4000, size - len(start) - 24)))
        edges = range(49152 - 18 - len(start) - 8, len(body) - len(mark), 49152)
        for place in [*range(100, len(body) - len(mark), 3001), *edges]:
            body[place : place + len(mark)] = mark
        return start + _chunk(b"IDAT", bytes(body)) + _chunk(b"IEND", b"")

    def named_in(self, content):
        """The names of the marks that stand in plain bytes."""
        found = set()
        for first, last in ([end.encode() for end in self.text_ends], self.picture_ends):
            found |= set(re.findall(re.escape(first) + b"(.{12})" + re.escape(last), content, re.DOTALL))
        return {name for name, middle in self.middles.items() if middle in found}

    def named_near(self, content, offset):
        """The names of the marks whose own part stands, in any form, where a search has found one of the ends."""
        around = content[max(0, offset - 12) : offset + 24]
        found = {name for name, middle in self.middles.items() if middle in around}
        if found:
            return found
        around = content[max(0, offset - 600) : offset + 600]
        return {name for name, middle in self.middles.items() if any(one in around for one in forms(middle).values())}

    def ends(self):
        texts = {"text": self.text_ends[0].encode(), "text's end": self.text_ends[1].encode()}
        return texts | {"picture": self.picture_ends[0], "picture's end": self.picture_ends[1]}

    def _unused(self, name):
        again = sum(known == name or known.startswith(f"{name}, time ") for known in self.middles)
        return f"{name}, time {again + 1}" if again else name

    def key(self, name, key):
        """A key of the API: the part that is secret, as text and as the 32 bytes that its first 43 digits are."""
        secret = key.rsplit("_", 1)[1]
        number = 0
        for digit in secret[:43]:
            number = number * 62 + (string.digits + string.ascii_uppercase + string.ascii_lowercase).index(digit)
        self.secrets |= {f"key {name}": secret.encode(), f"bytes of key {name}": number.to_bytes(32)}


def _word():
    return "".join(secrets.choice(LETTERS) for _ in range(12))


def _chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


class Search:
    """Looks for marks, each in all its forms."""

    def __init__(self, marks):
        self.patterns = [(name, form, content) for name, mark in marks.items() for form, content in forms(mark).items()]

    def places(self, content):
        """Where which form of which mark begins: (offset, mark's name, form)."""
        for name, form, pattern in self.patterns:
            offset = content.find(pattern)
            while offset >= 0:
                yield offset, name, form
                offset = content.find(pattern, offset + 1)

    def count(self, content):
        return Counter((name, form) for _, name, form in self.places(content))

    def named(self, content, marks):
        """Hits by the mark they belong to, so that a finding tells by which way it came."""
        hits = Counter()
        for offset, end, form in self.places(content):
            hits.update((name, form) for name in marks.named_near(content, offset) or {f"a part: {end}"})
        return hits

    def in_file(self, path):
        """Hits in one file, read in pieces."""
        hits = Counter()
        with open(path, "rb") as file:
            before = b""
            while piece := file.read(PIECE):
                # What lies wholly in the overlap was counted with the piece before.
                hits += self.count(before + piece) - self.count(before)
                before = piece[-OVERLAP:]
        return hits

    def in_files(self, *places):
        """Hits in every file at or under these places, in names too; by file."""
        found, searched = {}, 0
        for place in map(Path, places):
            for path in [place, *(place.rglob("*") if place.is_dir() else [])]:
                hits = self.count(path.name.encode())
                if path.is_file() and not path.is_symlink():
                    hits += self.in_file(path)
                    searched += 1
                if hits:
                    found[str(path)] = dict(hits)
        assert searched, f"nothing to search in {places}"
        return found

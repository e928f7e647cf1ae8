"""Machine-readable zones after ICAO Doc 9303: TD3 (passport, part 4) and TD1 (card, part 5)."""

import unicodedata
from datetime import date

_VALUES = {character: value for value, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {"<": 0}
_WEIGHTS = (7, 3, 1)

# Letters that do not fall apart into a base letter and marks, and those that Doc 9303 part 3, section 6 spells out.
_SPELLINGS = {
    "Ä": "AE", "Å": "AA", "Æ": "AE", "Ð": "D", "Đ": "D", "Ɛ": "E", "İ": "I", "ı": "I", "Ɔ": "O", "Ö": "OE", "Ø": "OE",
    "Œ": "OE", "ẞ": "SS", "ß": "SS", "Þ": "TH", "Ü": "UE",
}  # fmt: skip


def check_digit(field: str) -> str:
    """The check digit of a field: weights 7, 3, 1, modulo 10."""
    return str(sum(_VALUES[character] * _WEIGHTS[place % 3] for place, character in enumerate(field)) % 10)


def name_letters(name: str) -> str:
    """A name as the zone spells it: A to Z, `<` for spaces and hyphens, nothing for apostrophes."""
    spelled = "".join(_SPELLINGS.get(character, character) for character in name.upper())
    bare = "".join(c for c in unicodedata.normalize("NFD", spelled) if not unicodedata.combining(c))
    letters = bare.replace("'", "").replace("’", "").replace(" ", "<").replace("-", "<")
    if strange := set(letters) - set(_VALUES):
        raise ValueError(f"{name}: no machine-readable spelling for {sorted(strange)}")
    return letters


def td3(*, issuer: str, family: str, given: str, number: str, nationality: str, born: date, sex: str, expires: date,
        personal: str = "") -> list[str]:  # fmt: skip
    """The two lines of 44 characters at the foot of a passport's data page."""
    upper = _filled(f"P<{issuer}{name_letters(family)}<<{name_letters(given)}", 44)
    document = _checked(number, 9)
    birth, expiry, optional = _checked(f"{born:%y%m%d}", 6), _checked(f"{expires:%y%m%d}", 6), _checked(personal, 14)
    composite = check_digit(document + birth + expiry + optional)
    return [upper, f"{document}{nationality}{birth}{sex}{expiry}{optional}{composite}"]


def td1(*, issuer: str, family: str, given: str, number: str, nationality: str, born: date, sex: str,
        expires: date) -> list[str]:  # fmt: skip
    """The three lines of 30 characters on the back of an identity card."""
    first = _filled(f"I<{issuer}{_checked(number, 9)}", 30)
    birth, expiry, optional = _checked(f"{born:%y%m%d}", 6), _checked(f"{expires:%y%m%d}", 6), _filled("", 11)
    composite = check_digit(first[5:] + birth + expiry + optional)
    names = _filled(f"{name_letters(family)}<<{name_letters(given)}", 30)
    return [first, f"{birth}{sex}{expiry}{nationality}{optional}{composite}", names]


def faults(lines: list[str]) -> list[str]:
    """What is wrong with a zone, read back from its characters alone; empty for a correct one."""
    if [len(line) for line in lines] == [44, 44]:
        low = lines[1]
        fields = {"number": low[:10], "birth": low[13:20], "expiry": low[21:28], "personal": low[28:43]}
        whole = low[:10] + low[13:20] + low[21:43] + low[43]
    elif [len(line) for line in lines] == [30, 30, 30]:
        top, low = lines[0], lines[1]
        fields = {"number": top[5:15], "birth": low[:7], "expiry": low[8:15]}
        whole = top[5:] + low[:7] + low[8:15] + low[18:29] + low[29]
    else:
        return [f"lines of {[len(line) for line in lines]} characters"]
    found = [f"check digit of {name}" for name, text in fields.items() if check_digit(text[:-1]) != text[-1]]
    if check_digit(whole[:-1]) != whole[-1]:
        found.append("composite check digit")
    if strange := set("".join(lines)) - set(_VALUES):
        found.append(f"characters {sorted(strange)}")
    return found


def _checked(text: str, length: int) -> str:
    field = _filled(text, length)
    return field + check_digit(field)


def _filled(text: str, length: int) -> str:
    if len(text) > length:
        raise ValueError(f"{text} is longer than {length} characters")
    return text.ljust(length, "<")

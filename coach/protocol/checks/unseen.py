"""Unseen characters: whoever reads a file does not see them, a voice or a terminal may obey them.

Ranges after the Unicode Character Database: Cc, Zs, Zl, Zp, Cs and Default_Ignorable_Code_Point.
"""

import re
import unicodedata

from coach.protocol.problems import MOST_PROBLEMS, Place, Problem

_AROUND = 20  # characters shown on each side

_NEVER = (
    # Control characters, spaces that are no space, and what turns the direction of writing or has no width.
    "\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\xa0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180e\u2000-\u200b\u200e\u200f"
    "\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
# Joiners and selectors of variants, after what needs none: Persian, Hindi, Mongolian, Chinese and pictures do.
_ALONE = (
    "(?<![\u0600-\u109f\u1780-\u18af\u203c-\u9fff\ufe0f\U0001f000-\U0001fbff\U00020000-\U0003ffff])"
    "[\u200c\u200d\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
_IN_A_FILE = re.compile(f"[{_NEVER}]|{_ALONE}")
_IN_A_VALUE = re.compile(f"[\r{_NEVER}]|{_ALONE}")  # there it comes from an escape; in a file it ends a line on Windows

_NAMES = {
    "\t": "a tab; YAML is indented by spaces",
    "\r": "carriage return",
    "\x85": "next line",
    "\ufeff": "byte order mark",
}


def problems(text: str) -> list[Problem]:
    """Return the first unseen character of each line of a file. A byte order mark may begin the file."""
    if _IN_A_FILE.search(text, 1 if text.startswith("\ufeff") else 0) is None:
        return []
    found: list[Problem] = []
    for number, line in enumerate(text.split("\n"), start=1):
        unseen = _IN_A_FILE.search(line, 1 if number == 1 and line.startswith("\ufeff") else 0)
        if unseen is not None:
            found.append(Problem(Place(number, unseen.start() + 1), _told(line, unseen)))
        if len(found) > MOST_PROBLEMS:
            break
    return found


def in_value(value: str) -> str | None:
    """Return the message for the first unseen character of a value, which an escape has written, or None."""
    unseen = _IN_A_VALUE.search(value)
    return None if unseen is None else _told(value, unseen)


def _told(text: str, unseen: re.Match[str]) -> str:
    one, at = unseen[0], unseen.start()
    kind = unicodedata.category(one)
    name = _NAMES.get(one) or unicodedata.name(one, "control character" if kind == "Cc" else "no letter").lower()
    around = text[max(0, at - _AROUND) : at + 1 + _AROUND].strip(" \r\n")
    seen = _IN_A_VALUE.sub(lambda found: f"<{_code(found[0])}>", around)
    mend = "put a space in its place" if one == "\t" or kind == "Zs" else "remove it"
    return f"{_code(one)} is a character that nobody sees ({name}), in '{seen}'; {mend}"


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"

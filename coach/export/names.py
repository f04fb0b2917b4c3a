"""File names that every disk takes: Windows, FAT32 sticks, phones. The same titles give the same names."""

import re
import unicodedata
from collections.abc import Sequence

from coach.text import one_line

MOST_BYTES = 150
"""Bytes of a name in UTF-8, without number and suffix: well below every disk's limit, and legible on a phone."""

_DASH = str.maketrans(dict.fromkeys(":/\\|", "-"))
_QUOTE = str.maketrans('"', "'")
_REFUSED = str.maketrans("", "", "<>?*")
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)


def safe(title: str, instead: str) -> str:
    """Make a file's name without suffix; `instead` if nothing of the title can stay."""
    text = one_line(title.translate(_QUOTE)).translate(_DASH).translate(_REFUSED)
    text = _shortened(" ".join(text.split()).lstrip(" .-~").rstrip(" ."))
    if not text:
        return instead
    stem, dot, rest = text.partition(".")
    return f"{stem}_{dot}{rest}" if _RESERVED.fullmatch(stem.strip()) else text


def numbered(titles: Sequence[str]) -> tuple[str, ...]:
    """Number titles as ``01 First``, ``02 Second``, …: as many digits in all, two at least, so all differ."""
    width = max(2, len(str(len(titles))))
    return tuple(f"{at:0{width}} {safe(title, 'Chapter')}" for at, title in enumerate(titles, 1))


def alike(name: str) -> str:
    """Fold a name to the same for all that a disk which ignores case or composition takes for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _shortened(text: str) -> str:
    """Cut a name to as many whole characters, with their accents, as fit."""
    if len(text.encode()) <= MOST_BYTES:
        return text
    cut = len(text.encode()[:MOST_BYTES].decode(errors="ignore"))
    while cut and unicodedata.combining(text[cut]):
        cut -= 1
    return text[:cut].rstrip(" .")

"""Names of recordings: the same words have the same name everywhere."""

import hashlib
import re
import unicodedata

_SLUG = 40  # letters at most

ID_LETTERS = _SLUG + 9
"""Letters of an id, at most."""


def line_id(text: str, language: str) -> str:
    """Name the recording of `text`: a few of its words and a hash of all of them and the language.

    The same words have the same name in every protocol, on every system and in every version. It has
    only a-z, 0-9 and hyphens, and its hash keeps it from being a name that Windows reserves.
    """
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    digest = hashlib.sha256(f"{language}\0{text}".encode()).hexdigest()
    return f"{slug(text)}-{digest[:8]}"


def slug(text: str) -> str:
    """Make the words of an id, without its hash."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-") or "line"
    return words if len(words) <= _SLUG else words[: _SLUG + 1].rpartition("-")[0] or words[:_SLUG]

"""Places as an author names them: the words of a landmark or an area that can be compared."""

import re

# fmt: off
_SMALL = frozenset((
    "a", "an", "the", "of", "and", "or", "in", "on", "at", "to", "from", "behind",
    "under", "over", "above", "below", "inside", "outside", "side", "back", "front", "your",
))
# fmt: on
"""Words of a place that name no place."""


def place_words(text: str) -> frozenset[str]:
    """Return the words of `text` that name a place, in small letters."""
    return frozenset(re.findall(r"\w+", text.lower())) - _SMALL

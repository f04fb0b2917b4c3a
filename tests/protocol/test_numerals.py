"""Numerals that may be spoken wrongly, named with their place and what would be spoken."""

import pytest
from test_limits import TEXT

from coach.protocol import ProtocolError, parse

BEFORE = "always: "


@pytest.mark.parametrize(
    ("wording", "what"),
    [
        ("Walk 1.000 steps.", "'1.000' would be spoken 'one'; write in words"),
        ("Do 3/1/3 now.", "'3/1/3' would be spoken as the voice reads its signs; write in words"),
        ("This is the 1th.", "'1th' would be spoken as the voice"),
    ],
)
def test_it_is_named_at_its_place(wording: str, what: str) -> None:
    line = next(one for one in TEXT.splitlines() if "learn: [" in one or BEFORE in one)
    at = TEXT.splitlines().index(line) + 1
    key = "always: " if BEFORE in line else "learn: ["
    old = line.split(key)[1].rstrip("}").strip()
    with pytest.raises(ProtocolError) as caught:
        parse(TEXT.replace(old, f'"{wording}"', 1), "x.yaml")
    found = [one for one in str(caught.value).splitlines() if what in one]
    assert len(found) == 1, str(caught.value)
    assert found[0].startswith(f"x.yaml:{at}:")

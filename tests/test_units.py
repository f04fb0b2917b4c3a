"""Numbers as people read them: a value beyond its limit is read as one."""

import pytest

from coach.units import beyond, to_seconds


@pytest.mark.parametrize(
    ("value", "limit", "digits", "told"),
    [
        (2.5, 2, 1, "2.5"),
        (2.04, 2, 1, "2.04"),
        (to_seconds(96_001), 2, 1, "2.00002"),
        (20.4, 20, 0, "20.4"),
        (30, 20, 0, "30"),
        (0.0004, 0, 2, "0.0004"),
        (-15.46, -15.5, 1, "-15.46"),
        (-15.54, -15.5, 1, "-15.54"),
        (0.96, 1, 1, "0.96"),
        (2 + 1e-12, 2, 1, "2.000000000001"),
    ],
)
def test_a_value_beyond_its_limit_is_never_written_like_the_limit(
    value: float, limit: float, digits: int, told: str
) -> None:
    assert beyond(value, limit, digits) == told

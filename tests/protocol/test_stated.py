"""Facts that a limit cites: a number supports a limit only together with its unit."""

import pytest
from test_limits import TEXT

from coach.protocol import ProtocolError, parse

HOLD, STEP, BETWEEN = (
    "B1: Hold for 5 to 8 seconds.",
    "B3: Move on by two to three centimetres.",
    "between: {days: 2, source: choice}",
)

STATED = [
    (HOLD, "B1: Hold for 5-8s."),
    (HOLD, "B1: Hold for five, six or eight seconds."),
    (HOLD, "B1: Hold for 5 s – 8 s, after a rest of 2 minutes."),
    (HOLD, "B1: Hold for 0:05 to 0:08."),
    (HOLD, "B1: Hold for 5 sec. at least, 8sec at most."),
    (STEP, "B3: Move on by 20 to 30 mm."),
    (STEP, "B3: Move on by 2-3cm."),
    (STEP, "B3: Move on by 0.02 to 0,03 m."),
    (STEP, "B3: Move on by 2,0 — 3,0 cm."),
    (BETWEEN, "between: {days: 14, source: B1}\n  B1: after two weeks"),
]

NOT_STATED = [
    (HOLD, "B1: Hold for five to eight minutes.", "5 s"),
    (HOLD, "B1: Hold for 5 to 8 ms.", "5 s"),
    (HOLD, "B1: Hold for 5 to 8 cm.", "5 s"),
    (HOLD, "B1: Hold at L5, and at T8.", "5 s"),
    (HOLD, "B1: Hold for 1,5 to 8 seconds.", "5 s"),
    (HOLD, "B1: Hold for 5,000 to 8 seconds.", "5 s"),
    (STEP, "B3: Move on by 2 to 3 mm.", "2 cm"),
    (STEP, "B3: Move on by 1,2 to 3 cm.", "2 cm"),
    (STEP, "B3: Move on by 2 to 1.3 cm.", "3 cm"),
    (STEP, "B3: Move on by two to three inches.", "2 cm"),
    (STEP, "B3: Move on by 2 to 3 seconds.", "2 cm"),
]


def problems(text: str) -> list[str]:
    try:
        parse(text, "x.yaml")
    except ProtocolError as error:
        return [one for one in str(error).splitlines() if "is not what its source states" in one]
    return []


def changed(old: str, new: str) -> str:
    assert old in TEXT
    if old != BETWEEN:
        return TEXT.replace(old, new)
    limit, fact = new.split("\n")
    return TEXT.replace(old, limit).replace(HOLD, f"{HOLD[:-1]}, {fact.strip().removeprefix('B1: ')}.")


@pytest.mark.parametrize(("old", "new"), STATED, ids=[new for _, new in STATED])
def test_the_same_length_or_time_in_another_unit_supports_a_limit(old: str, new: str) -> None:
    assert problems(changed(old, new)) == []


@pytest.mark.parametrize(("old", "new", "number"), NOT_STATED, ids=[new for _, new, _ in NOT_STATED])
def test_a_number_with_another_unit_does_not(old: str, new: str, number: str) -> None:
    assert any(f"{number} is not what" in one for one in problems(changed(old, new)))


def test_weeks_and_months_are_days() -> None:
    for days, fact in ((7, "a week"), (30, "a month"), (60, "two months"), (3, "three days")):
        assert problems(changed(BETWEEN, f"between: {{days: {days}, source: B1}}\n  B1: then wait {fact}")) == []
    assert problems(changed(BETWEEN, "between: {days: 3, source: B1}\n  B1: then wait three weeks"))

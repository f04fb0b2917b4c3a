"""Ten thousand sessions of somebody who does not follow the plan: whatever is pressed or breaks, and when."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small import TEXT
from spots import Action, Person, Silent, silent
from spots import at_once as at_once

from coach.play.verbs import Felt, Verb
from coach.session import Choices
from coach.units import to_samples

EXAMPLES = 10_000
ACTIONS = st.sampled_from([*Verb, *(Felt(value) for value in range(10)), *["lost", "killed"] * 3])
DELAYS = st.sampled_from([0.0, 0.02, 0.3, 1.0, 2.0, 3.7, 6.0, 11.0, 30.0, 130.0])
AFTERWARDS = to_samples(25)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Silent:
    """The small protocol with a reach before each hold: two strips of three spots on each side, in short chapters."""
    folder = tmp_path_factory.mktemp("any")
    text = TEXT.replace("{id: top, muscle: brachialis}", "{id: top, muscle: brachialis}, {id: low, muscle: brachialis}")
    text = text.replace("terms: {left: left", "terms: {low: low, left: left")
    text = text.replace(
        "  passes: {least: 1", "  reach: {least: 1 s, most: 2 s, usual: 1 s, source: choice}\n  passes: {least: 1"
    )
    text = text.replace("      - {hold: chosen", "      - {say: bend, reach: chosen}\n      - {hold: chosen")
    text = text.replace("      two: {", "      bend: {source: choice, always: Bend it.}\n      two: {")
    text = text.replace(
        "{hold: ease, end: off}",
        "{hold: ease, end: off}\ncomfort: {before: now, ask: was, ease: fewer, less: less, end: over, other: other}",
    )
    said = ("now", "was", "fewer", "less", "over", "other")
    lines = "".join(f"      {name}: {{source: choice, always: This is {name}.}}\n" for name in said)
    text = text.replace("      ease: {source", lines + "      ease: {source")
    (folder / "small.yaml").write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        return silent(str(folder / "small.yaml"), Choices(spots=3), folder / "clips", patch)


@pytest.mark.timeout(3_000)  # four minutes of a processor that CI shares; the same sequences each time
@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    first=st.integers(0, 13),
    asks=st.booleans(),
    plan=st.lists(st.tuples(DELAYS, ACTIONS), min_size=1, max_size=6),
)
def test_whoever_obeys_stays_safe(
    at_once: None, session: Silent, first: int, asks: bool, plan: list[tuple[float, Action]]
) -> None:
    person = Person(session, min(first, session.count - 1), asks=asks)
    try:
        for delay, action in plan:
            person.follow(person.clock + to_samples(delay))
            if person.finished:
                break
            person.do(action)
        person.follow(person.clock + AFTERWARDS)
    finally:
        person.close()
    assert not person.listener.flaws, person.listener.flaws

"""Ten thousand sessions of somebody who does not follow the plan: whatever is pressed or breaks, and when."""

import pytest
from hearing import with_comfort, with_waits
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spots import Action, Person, Silent, silent
from spots import at_once as at_once

from coach.play.controls.verbs import Rating, Verb
from coach.session import Choices
from coach.units import to_samples

EXAMPLES = 10_000
"""Half of them in a session that waits for the person."""
ACTIONS = st.sampled_from([*Verb, *(Rating(value) for value in range(10)), *["lost", "killed"] * 3])
DELAYS = st.sampled_from([0.0, 0.02, 0.3, 1.0, 2.0, 3.7, 6.0, 11.0, 30.0, 130.0])
AFTERWARDS = to_samples(25)


@pytest.fixture(scope="module", params=["as planned", "with waits"])
def session(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Silent:
    """The small protocol with a reach before each hold: two strips of three spots on each side, in short chapters."""
    folder = tmp_path_factory.mktemp("any")
    waits = request.param == "with waits"
    (folder / "small.yaml").write_text(with_waits() if waits else with_comfort(), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        return silent(str(folder / "small.yaml"), Choices(spots=3, wait=waits), folder / "clips", patch)


@pytest.mark.timeout(3_000)  # four minutes of a processor that CI shares; the same sequences each time
@settings(
    max_examples=EXAMPLES // 2,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
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

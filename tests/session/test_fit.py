"""Which session comes near enough to a wished length: in order of preference, by lengths that are given."""

from typing import Any

import pytest
from fakes import length
from hypothesis import example, given
from hypothesis import strategies as st
from small import TEXT

from coach.protocol import load
from coach.protocol.load import parse
from coach.session import Choices, expand
from coach.session.fit import FREE, SLACK, TOLERANCE, candidates, fit, guess, without_words_in_holds
from coach.sound import tones
from coach.timeline import schedule
from coach.units import to_samples

SMALL = parse(TEXT, "small.yaml")
ALL = candidates(SMALL, Choices(hold=5.5), FREE)


def test_everything_that_is_free_is_tried_once_and_inside_the_limits() -> None:
    assert len(set(ALL)) == len(ALL) == 3 * 3 * 5 * 2
    for one in ALL:
        assert expand(SMALL, one).chapters
        assert one.hold == 5.5


def test_the_order_of_preference() -> None:
    assert ALL[0] == Choices(hold=5.5, passes=1, pace="normal", level="learn", spots=3)
    assert [one.spots for one in ALL[:4]] == [3, 2, 1, 3]
    assert [one.level for one in ALL[:9:3]] == ["learn", "remind", "tones"]
    assert [one.pace for one in ALL[:45:9]] == ["normal", "lively", "easy", "calm", "brisk"]
    assert {one.passes for one in ALL[:45]} == {1}, "the same tissue again only if nothing else fits"


@pytest.mark.parametrize("fixed", [{"spots": 2}, {"level": "remind"}, {"passes": 2}, {"pace": "calm", "side": "left"}])
def test_what_was_given_is_kept(fixed: dict[str, Any]) -> None:
    found = candidates(SMALL, Choices(**fixed), [name for name in FREE if name not in fixed])
    assert len(found) > 1
    assert {tuple(getattr(one, name) for name in fixed) for one in found} == {tuple(fixed.values())}


def test_where_there_are_no_spots_there_is_nothing_to_choose() -> None:
    assert candidates(load("waiting-room"), Choices(), FREE) == (Choices(),)


lengths = st.lists(st.integers(0, to_samples(3_600)), min_size=len(ALL), max_size=len(ALL))


@given(true=lengths, errors=st.lists(st.floats(-1, 1), min_size=len(ALL), max_size=len(ALL)), wish=st.data())
def test_the_first_that_fits_is_found_through_guesses(true: list[int], errors: list[float], wish: Any) -> None:
    wanted = wish.draw(st.integers(0, to_samples(3_700)))
    by_choice = dict(zip(ALL, true, strict=True))
    # A guess g is off by at most SLACK * g.
    guessed = {one: round(by_choice[one] / (1 + 0.99 * SLACK * e)) for one, e in zip(ALL, errors, strict=True)}
    asked: list[Choices] = []

    def measured(one: Choices) -> int:
        asked.append(one)
        return by_choice[one]

    found = fit(ALL, wanted, guessed.__getitem__, measured)
    fits = [one for one in ALL if abs(by_choice[one] - wanted) <= TOLERANCE]
    assert found.exact == {one: by_choice[one] for one in asked}
    assert len(asked) == len(set(asked))
    if fits:
        assert found.choices == fits[0]
    else:
        assert abs(by_choice[found.choices] - wanted) == min(abs(found.lengths[one] - wanted) for one in ALL)


def test_only_what_is_worth_it_is_measured() -> None:
    true = {one: to_samples(600 + 100 * index) for index, one in enumerate(ALL)}
    for wish, count in ((600, 1), (630, 1), (1_000, 1), (650, 2), (5, 1), (50_000, 1)):
        assert len(fit(ALL, to_samples(wish), true.__getitem__, true.__getitem__).exact) <= count, wish


def test_a_guess_goes_by_letters_breaths_and_what_is_known_of_the_voice() -> None:
    short, long = "Let go.", "Let go, and rest, and breathe."
    first = guess([short, long], {})
    assert to_samples(0.3) < first[short] < to_samples(0.9) < first[long]
    again = guess([short, long], {short: 2 * first[short]})
    assert again == {short: 2 * first[short], long: 2 * first[long]}


@given(spots=st.integers(1, 3), passes=st.integers(1, 2), level=st.sampled_from(["learn", "remind", "tones"]))
@example(spots=3, passes=2, level="learn")
def test_without_words_in_holds_it_is_as_long(spots: int, passes: int, level: str) -> None:
    session = expand(SMALL, Choices(spots=spots, passes=passes, level=level), 3)
    speech = {text: length(text) // 2 for chapter in session.chapters for text in chapter.texts()}
    of_tones = {name: len(clip) for name, clip in tones(None).items()}
    bare = schedule(without_words_in_holds(session), speech, of_tones)
    assert bare.length == schedule(session, speech, of_tones).length

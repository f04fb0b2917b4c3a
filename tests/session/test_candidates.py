"""Which session comes near enough to a wished length: in order of preference, by lengths that are given."""

from functools import cache
from typing import Any

import pytest
from fakes import length
from hypothesis import example, given
from hypothesis import strategies as st
from small import TEXT

from coach.mix import load_tones
from coach.protocol import load
from coach.protocol.load import parse
from coach.protocol.vocabulary import Level
from coach.session import Choices, expand
from coach.session.candidates import (
    ESTIMATE_ERROR,
    TOLERANCE,
    candidates,
    estimate_lengths,
    fit,
    without_words_in_holds,
)
from coach.session.request import FREE
from coach.timeline import schedule
from coach.units import to_samples

SMALL = parse(TEXT, "small.yaml")
ALL = candidates(SMALL, Choices(hold=5.5), FREE)
LENGTHS = {name: len(clip) for name, clip in load_tones(None).items()}


def test_everything_that_is_free_is_tried_once_and_inside_the_limits() -> None:
    once, again = 3 * (3 * 5 - 2), 3 * 5 - 2
    assert len(set(ALL)) == len(ALL) == once + again
    for one in ALL:
        assert expand(SMALL, one).chapters
        assert one.hold == 5.5


def test_the_order_of_preference() -> None:
    assert ALL[0] == Choices(hold=5.5, passes=1, pace="normal", level="learn", spots=3)
    assert [one.spots for one in ALL[:4]] == [3, 2, 1, 3]
    assert [one.level for one in ALL[:9:3]] == ["learn", "remind", "tones"]
    assert list(dict.fromkeys(one.pace for one in ALL)) == ["normal", "lively", "easy", "calm", "brisk"]
    passes = [one.passes or 0 for one in ALL]
    assert passes == sorted(passes), "the same tissue again only if nothing else fits"


@pytest.mark.parametrize("fixed", [{"spots": 2}, {"level": "remind"}, {"passes": 2}, {"pace": "calm", "side": "left"}])
def test_what_was_given_is_kept(fixed: dict[str, Any]) -> None:
    found = candidates(SMALL, Choices(**fixed), [name for name in FREE if name not in fixed])
    assert len(found) > 1
    assert {tuple(getattr(one, name) for name in fixed) for one in found} == {tuple(fixed.values())}


@pytest.mark.parametrize("free", [FREE, ("passes", "spots"), ("passes", "pace", "spots")])
def test_no_place_is_treated_again_while_a_strip_could_have_more_spots(free: tuple[str, ...]) -> None:
    found = candidates(SMALL, Choices(), free)
    assert {one.spots for one in found if one.passes == 1} == {1, 2, 3}
    assert {one.spots for one in found if one.passes == 2} == {3}


def test_spots_that_a_person_chose_may_be_treated_again_and_passes_that_they_chose_have_any_spots() -> None:
    two_spots = candidates(SMALL, Choices(spots=2), ("passes", "pace", "level"))
    assert {(one.spots, one.passes) for one in two_spots} == {(2, 1), (2, 2)}
    twice = candidates(SMALL, Choices(passes=2), ("pace", "level", "spots"))
    assert {(one.spots, one.passes) for one in twice} == {(1, 2), (2, 2), (3, 2)}


@cache
def true(one: Choices) -> int:
    """How long the small session is, without the words in its holds."""
    session = expand(SMALL, one, 3)
    speech = {text: length(text) // 2 for chapter in session.chapters for text in chapter.texts()}
    return schedule(without_words_in_holds(session), speech, LENGTHS).length


def test_a_second_pass_needs_a_length_that_no_session_with_one_comes_as_close_to() -> None:
    chosen = set()
    for wanted in range(to_samples(5), to_samples(600), to_samples(5)):
        found = fit(ALL, wanted, true, true).choices
        chosen.add(found.passes)
        nearest = min(abs(true(one) - wanted) for one in ALL if one.passes == 1)
        if found.passes == 2:
            assert found.spots == 3
            assert nearest > TOLERANCE
            assert abs(true(found) - wanted) < nearest
    assert chosen == {1, 2}


HURRIED = {"lively", "brisk"}


@pytest.mark.parametrize(
    ("given", "free"),
    [
        ({}, FREE),
        ({"spots": 2}, ("passes", "pace", "level")),
        ({"level": "learn"}, ("passes", "pace", "spots")),
        ({"level": "remind"}, ("passes", "pace", "spots")),
        ({"pace": "brisk"}, ("passes", "level", "spots")),
    ],
)
def test_explanations_are_never_hurried(given: dict[str, Any], free: tuple[str, ...]) -> None:
    found = candidates(SMALL, Choices(**given), free)
    assert not [one for one in found if one.level == "learn" and one.pace in HURRIED]
    hurried = {one.pace for one in found} & HURRIED
    assert hurried == ({given["pace"]} if "pace" in given else set() if given.get("level") == "learn" else HURRIED)


def test_who_asks_for_hurried_explanations_gets_them() -> None:
    found = candidates(SMALL, Choices(level="learn", pace="brisk"), ("passes", "spots"))
    assert {(one.level, one.pace) for one in found} == {("learn", "brisk")}


def test_where_there_are_no_spots_there_is_nothing_to_choose() -> None:
    assert candidates(load("waiting-room"), Choices(), FREE) == (Choices(),)


lengths = st.lists(st.integers(0, to_samples(3_600)), min_size=len(ALL), max_size=len(ALL))


@given(true=lengths, errors=st.lists(st.floats(-1, 1), min_size=len(ALL), max_size=len(ALL)), target=st.data())
def test_the_first_that_fits_is_found_through_guesses(true: list[int], errors: list[float], target: Any) -> None:
    wanted = target.draw(st.integers(0, to_samples(3_700)))
    by_choice = dict(zip(ALL, true, strict=True))
    # A guess g is off by at most ESTIMATE_ERROR * g.
    guessed = {one: round(by_choice[one] / (1 + 0.99 * ESTIMATE_ERROR * e)) for one, e in zip(ALL, errors, strict=True)}
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
    for target, count in ((600, 1), (630, 1), (1_000, 1), (650, 2), (5, 1), (50_000, 1)):
        assert len(fit(ALL, to_samples(target), true.__getitem__, true.__getitem__).exact) <= count, target


def test_a_guess_goes_by_letters_breaths_and_what_is_known_of_the_voice() -> None:
    short, long = "Let go.", "Let go, and rest, and breathe."
    first = estimate_lengths([short, long], {})
    assert to_samples(0.3) < first[short] < to_samples(0.9) < first[long]
    again = estimate_lengths([short, long], {short: 2 * first[short]})
    assert again == {short: 2 * first[short], long: 2 * first[long]}


@given(spots=st.integers(1, 3), passes=st.integers(1, 2), level=st.sampled_from(["learn", "remind", "tones"]))
@example(spots=3, passes=2, level="learn")
def test_without_words_in_holds_it_is_as_long(spots: int, passes: int, level: Level) -> None:
    session = expand(SMALL, Choices(spots=spots, passes=passes, level=level), 3)
    speech = {text: length(text) // 2 for chapter in session.chapters for text in chapter.texts()}
    bare = schedule(without_words_in_holds(session), speech, LENGTHS)
    assert bare.length == schedule(session, speech, LENGTHS).length

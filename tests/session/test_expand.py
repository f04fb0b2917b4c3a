"""A protocol and choices become chapters of steps."""

import pytest
from small import TEXT

from coach.errors import InputError
from coach.protocol import load, parse
from coach.session import Choices, Session, expand
from coach.session.model import Hold, Say, Tone

SMALL = parse(TEXT, "small.yaml")


def said(session: Session) -> list[str]:
    return [" ".join(chapter.texts()) for chapter in session.chapters]


def test_chapters_repeat_over_sides_strips_passes_and_spots() -> None:
    titles = [chapter.title for chapter in expand(SMALL, Choices(passes=2)).chapters]
    assert titles[2:6] == [
        "Left arm, top, spot 1 of 2",
        "Left arm, top, spot 2 of 2",
        "Left arm, top, spot 1 of 2 again",
        "Left arm, top, spot 2 of 2 again",
    ]
    assert len(titles) == 2 + 8 + 1


def test_variables_are_spoken_as_words_and_learn_fades_within_a_strip() -> None:
    assert said(expand(SMALL, Choices(spots=3, side="right"), minutes=3)) == [
        "Ask first.",
        "About three minutes.",
        "Right arm, top, spot one of three. Put it down. Hold five. Two. One. Let go.",
        "Right arm, top, spot two of three. Move it one to two centimetres. Hold five. Two. One. Let go.",
        "Right arm, top, spot three of three. Move it. Hold five. Two. One. Let go.",
        "The end.",
    ]


def test_a_level_says_its_own_wording_and_counts_with_tones_where_it_has_no_words() -> None:
    remind = expand(SMALL, Choices(level="remind", side="left"))
    assert said(remind)[2] == "Left arm, top, spot one of two. Down. Hold. Two. One. Let go."
    spot = expand(SMALL, Choices(level="tones", side="left")).chapters[2]
    assert spot.texts() == ("Left arm, top, spot one of two.", "Down.", "Let go."), "what moves the body is said"
    assert next(step for _, step in spot.steps if isinstance(step, Hold)).count == (None, None)


def test_steps_can_depend_on_the_first_and_later_rounds() -> None:
    first, later = expand(SMALL, Choices(side="left")).chapters[2:4]
    assert Tone("settle") in [step for _, step in first.steps]
    assert Tone("settle") not in [step for _, step in later.steps]
    assert Tone("move") in [step for _, step in later.steps]


def test_a_chapter_knows_its_place_and_what_its_opening_must_name() -> None:
    spot = expand(SMALL, Choices()).chapters[3]
    assert (spot.location.side, spot.location.strip, spot.location.spot, spot.location.passage) == ("left", "top", 2, 1)
    assert spot.orientation == ("left", "top", "two")


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        (
            Choices(hold=6.5),
            r"--hold 6.5 is outside the limit of 4.5 to 6 s .*A. Author, B1: hold for four",
        ),
        (Choices(hold=3.9), "--hold 3.9 is outside"),
        (Choices(hold=float("nan")), "--hold nan is outside"),
        (Choices(passes=3), "--passes 3 is outside the limit of 1 to 2 .*our choice"),
        (Choices(spots=0), "--spots 0 is outside"),
        (Choices(side="middle"), "--side middle: there is both, left, right"),  # type: ignore[arg-type]
        (Choices(level="loud"), "--level loud: there is learn, remind, tones"),  # type: ignore[arg-type]
        (Choices(language="fi"), "--language fi: there is en"),
    ],
)
def test_choices_outside_the_limits_are_refused_with_their_source(choices: Choices, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        expand(SMALL, choices)
    assert caught.value.exit_code == 2


def test_hamstrings_says_every_contraindication_before_anything_else_at_every_level() -> None:
    for level in ("learn", "remind", "tones"):
        first = expand(load("hamstrings"), Choices(level=level)).chapters[0]
        heard = " ".join(first.texts())
        for word in ("massage", "ask a qualified professional first", "blood clot", "pregnant", "stop right away"):
            assert word in heard


def test_hamstrings_goes_over_three_strips_of_both_legs_from_the_knee() -> None:
    session = expand(load("hamstrings"), Choices())
    places = [
        (chapter.location.side, chapter.location.strip, chapter.location.spot)
        for chapter in session.chapters
        if chapter.location.spot
    ]
    assert places == [
        (side, strip, spot)
        for side in ("left", "right")
        for strip in ("outer", "middle", "inner")
        for spot in (1, 2, 3)
    ]
    moves = [
        phrase.text
        for chapter in session.chapters
        for _, step in chapter.steps
        if isinstance(step, Say)
        for phrase in step.phrases
        if "centimetres towards" in phrase.text
    ]
    assert len(moves) == 12

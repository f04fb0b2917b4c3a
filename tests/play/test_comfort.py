"""How it feels, by a key from 0 to 9: fewer spots, the end of a strip, and never out of a stretch without words."""

import pytest
from play_fakes import FakeSource
from test_answers import Chirps, made, spot

from coach.play.answers import Said
from coach.play.comfort import Easing, Spot
from coach.play.events import Answered, ChapterStarted, Event, Rated
from coach.play.stream import Stream
from coach.play.verbs import Felt, Verb
from coach.protocol.model import Comfort
from coach.units import to_samples

LIMIT = Comfort(aim=3, ease=4, stop=6, source=("choice",))
SPOTS = [
    Spot("small", None, None, None),
    *(
        Spot("small", side, strip, spot)
        for side in ("left", "right")
        for strip in ("outer", "inner")
        for spot in (1, 2)
    ),
    Spot("small", None, None, None),
]
"""Opening; 1 2 outer left, 3 4 inner left, 5 6 outer right, 7 8 inner right; the end."""


def easing(*, asks: bool = False) -> Easing:
    return Easing(SPOTS, {"small": LIMIT}, asks=asks)


def heard_chapters(after: Easing) -> list[int]:
    index, order = 0, []
    while index < len(SPOTS):
        order.append(index)
        index = after.after(index)
    return order


@pytest.mark.parametrize("value", [0, 1, 2, 3])
def test_what_feels_fine_changes_nothing(value: int) -> None:
    ease = easing()
    assert ease.felt(1, value, sounding=True) == "fine"
    assert heard_chapters(ease) == list(range(10))


@pytest.mark.parametrize("value", [4, 5])
def test_from_four_on_each_strip_has_one_spot_fewer_on_both_sides(value: int) -> None:
    ease = easing()
    assert ease.felt(1, value, sounding=True) == "ease"
    assert heard_chapters(ease) == [0, 1, 3, 5, 7, 9]


def test_where_one_spot_is_left_the_strip_ends_and_no_strip_is_without_spots() -> None:
    ease = easing()
    assert ease.felt(1, 4, sounding=True) == "ease"
    assert ease.felt(3, 4, sounding=True) == "stop"
    assert heard_chapters(ease) == [0, 1, 3, 5, 7, 9]


@pytest.mark.parametrize("value", [6, 7, 8, 9])
def test_from_six_on_the_strip_ends(value: int) -> None:
    ease = easing()
    assert ease.felt(1, value, sounding=True) == "stop"
    assert ease.after_strip(1) == 3
    assert heard_chapters(ease) == list(range(10)), "what is not said aloud does not change"


@pytest.mark.parametrize(("index", "sounding"), [(0, True), (3, False), (9, True)])
def test_where_no_strip_is_under_way_none_ends(index: int, sounding: bool) -> None:
    assert easing().felt(index, 9, sounding=sounding) == "ease"


def test_nothing_is_promised_where_each_strip_has_one_spot_already() -> None:
    ease = easing()
    assert ease.felt(1, 4, sounding=True) == "ease"
    assert ease.felt(3, 5, sounding=False) == "fine"


def test_strokes_without_spots_are_eased_in_words_and_end_from_six_on() -> None:
    ease = Easing([Spot("strokes", "left", strip, None) for strip in ("outer", "inner")], {"strokes": LIMIT})
    assert ease.felt(0, 4, sounding=True) == "ease"
    assert [ease.after(0), ease.after(1)] == [1, 2]
    assert ease.felt(0, 6, sounding=True) == "stop"


def test_the_last_strip_leads_to_what_comes_after_it() -> None:
    assert easing().after_strip(7) == 9


def test_without_limits_a_number_is_only_written_down() -> None:
    assert Easing(SPOTS, {}).felt(1, 9, sounding=True) == "fine"
    assert Easing((), {}).felt(0, 9, sounding=True) == "fine"


def test_limits_and_spots_of_one_protocol_are_not_those_of_another() -> None:
    spots = [Spot(name, "left", "one", number) for name in ("first", "second") for number in (1, 2)]
    ease = Easing(spots, {"first": LIMIT, "second": LIMIT})
    assert ease.felt(0, 5, sounding=True) == "ease"
    assert [ease.after(0), ease.after(2)] == [2, 3]


def test_it_is_asked_before_the_first_strip_and_after_each_one_and_nowhere_twice() -> None:
    ease = easing(asks=True)
    asked = {index: ease.asks_before(index) for index in range(10)}
    assert asked == {
        0: None, 1: "how now", 2: None, 3: "how was it", 4: None, 5: "how was it", 6: None, 7: "how was it", 8: None,
        9: "how was it",
    }  # fmt: skip
    assert ease.asks_before(3) is None
    assert easing().asks_before(3) is None


def play(asks: bool = False, presses: dict[float, Felt | Verb] | None = None, seconds: float = 40) -> list[Event]:
    """The events of three spots of two strips, with keys pressed at these seconds."""
    chapters = [spot("one"), spot("two"), spot("three")]
    spots = [Spot("small", None, "outer", 1), Spot("small", None, "outer", 2), Spot("small", None, "inner", 1)]
    with Stream(FakeSource(chapters), answers=Chirps(), easing=Easing(spots, {"small": LIMIT}, asks=asks)) as stream:
        todo = sorted((presses or {}).items())
        while stream.clock < to_samples(seconds) and not stream.finished:
            stream.wait(20)
            for kind in ("strip over", "fewer", "how was it"):
                made(stream, Said(kind))
            while todo and stream.clock >= to_samples(todo[0][0]):
                stream.press(todo.pop(0)[1])
            stream.read(1_500)
        return list(stream.events())


def titles(events: list[Event]) -> list[str]:
    return [event.chapter.title for event in events if isinstance(event, ChapterStarted)]


def said(events: list[Event]) -> list[str]:
    return [event.text for event in events if isinstance(event, Answered) and event.text]


def test_six_in_a_hold_leads_out_of_it_in_words_and_on_to_the_next_strip() -> None:
    events = play(presses={5.0: Felt(6)})
    assert titles(events) == ["one", "three"]
    assert said(events) == ["ease", "strip over"]


def test_four_in_a_hold_does_not_break_it() -> None:
    events = play(presses={5.0: Felt(4)})
    assert titles(events)[0] == "one"
    assert "three" in titles(events)
    assert "two" not in titles(events)
    assert said(events) == ["fewer"]
    (first, _) = [event for event in events if isinstance(event, ChapterStarted)]
    assert first.offset == 0, "it was not begun anew"


def test_each_number_is_told_to_whoever_looks_on() -> None:
    events = play(presses={1.0: Felt(2), 14.0: Felt(0)})
    assert [(event.index, event.value) for event in events if isinstance(event, Rated)] == [(0, 2), (1, 0)]
    assert titles(events) == ["one", "two", "three"]
    assert said(events) == []


def test_it_asks_between_strips_when_it_should() -> None:
    assert said(play(asks=True)) == ["how was it"]
    assert said(play(asks=False)) == []


def test_a_number_in_a_pause_does_not_end_the_pause() -> None:
    events = play(presses={1.0: Verb.PAUSE, 3.0: Felt(9)}, seconds=15)
    assert titles(events) == ["one"]
    assert said(events) == ["paused", "fewer"]

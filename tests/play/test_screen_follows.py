"""What is shown is what is so: after whatever was pressed, no hold that is over, and what is really left."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hearing import Hearing, moments, with_comfort, with_waits
from large_words import says
from rich.console import Console
from spots import Silent, silent
from spots import at_once as at_once

from coach.play.controls.verbs import Rating, Verb
from coach.play.desktop.interfaces import Remote
from coach.play.events import SessionInfo
from coach.play.now_playing import NowPlaying
from coach.play.screens.large import BigScreen
from coach.play.screens.lines import Plain
from coach.session import Choices
from coach.text.interface import texts
from coach.units import clock, to_samples

pytestmark = pytest.mark.usefixtures("at_once")
FIRST = 2


class Looking:
    """Somebody who hears a session, and sees all of its screens."""

    def __init__(self, session: Silent) -> None:
        self.out = io.StringIO()
        console = Console(file=io.StringIO(), width=100, height=30)
        self.big = BigScreen(SessionInfo("Small", session.count), self._left, console)
        self.remote = Remote(SessionInfo("Small", session.count), lambda verb: None)
        self.live = Hearing(
            session, FIRST, screens=[self.big, Plain(SessionInfo("", session.count), self.out), _Desktop(self.remote)]
        )

    @property
    def lines(self) -> list[str]:
        """Lines of the large screen at this moment."""
        rows = self.big._picture.rows(self.now, self.live.clock, 100, 30)
        return ["".join(text for text, _ in row).ljust(100) for row in rows]

    @property
    def picture(self) -> str:
        """The large screen at this moment, in plain text."""
        return "\n".join(self.lines)

    @property
    def now(self) -> NowPlaying:
        return self.big._now

    def _left(self, index: int, offset: int) -> int | None:
        return self.live.stream.remaining(index, offset)


class _Desktop:
    def __init__(self, remote: Remote) -> None:
        self.show = remote.now.apply
        self._remote = remote

    def tick(self, heard: int) -> None:
        self._remote.heard = heard  # type: ignore[assignment]


@pytest.fixture
def look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Looking]:
    (tmp_path / "small.yaml").write_text(with_comfort(), encoding="utf-8")
    session = silent(str(tmp_path / "small.yaml"), Choices(spots=3), tmp_path.parent / "clips", monkeypatch)
    looking = Looking(session)
    with looking.live:
        looking.live.to(FIRST, moments(session.chapter(FIRST))["hold"])
        assert looking.now.hold(looking.live.clock) is not None
        assert "█" in looking.picture
        yield looking


def no_hold(look: Looking) -> None:
    assert look.now.hold(look.live.clock) is None
    assert look.remote.now.hold(look.live.clock) is None
    assert not says(look.lines, "Hold")


def follows(look: Looking) -> None:
    """Where it is, of how many, and how long is left, everywhere."""
    counts(look)
    live, position = look.live, look.live.stream.position
    left = live.stream.remaining(position.chapter, position.offset)
    assert left is not None
    assert any(clock(left + second * 48_000) in look.picture for second in (-1, 0, 1)), look.picture


def counts(look: Looking) -> None:
    """Where it is, of how many."""
    at, count = look.live.stream.position.chapter + 1, look.live.stream._head.source.count
    assert f"{at} of {count}" in look.picture
    assert look.remote.metadata["xesam:comment"][1] == [f"{at} / {count}"]


ACTIONS: dict[str, Callable[[Hearing], object]] = {
    "pause": lambda live: live.press(Verb.PAUSE),
    "six": lambda live: live.press(Rating(6)),
    "four": lambda live: live.press(Rating(4)),
    "next": lambda live: live.press(Verb.NEXT),
    "again": lambda live: live.press(Verb.AGAIN),
    "stop": lambda live: live.press(Verb.STOP),
    "lost": lambda live: live.lose(),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_no_hold_is_shown_that_is_over(look: Looking, action: str) -> None:
    ACTIONS[action](look.live)
    for _ in range(40):
        look.live.seconds(0.1)
        if look.now.state == "playing" and look.live.stream.position.state == "playing":
            break
        no_hold(look)


@pytest.mark.parametrize("action", ACTIONS)
def test_the_words_are_those_just_said(look: Looking, action: str) -> None:
    live = look.live
    ACTIONS[action](live)
    since = len(live.events)
    while not live.said(since):
        live.seconds(0.1)
    live.seconds(0.2)
    assert says(look.lines, live.said(since)[-1]), look.picture
    assert live.said(since)[-1] in " ".join(look.out.getvalue().split())


@pytest.mark.parametrize("value", [4, 5, 6, 9])
def test_where_it_is_and_what_is_left_follow_what_is_left(look: Looking, value: int) -> None:
    live = look.live
    since = live.press(Rating(value))
    if value >= 6:
        live.until(lambda: live.now[1] == "offered")
        no_hold(look)
        live.press(Verb.RESUME)
    live.until(lambda: live.titles(since))
    live.seconds(1)
    follows(look)
    position = live.stream.position
    assert f"{position.chapter + 1}/{live.stream._head.source.count}" in look.out.getvalue()


def test_after_a_pause_it_says_that_it_is_paused(look: Looking) -> None:
    look.live.press(Verb.PAUSE)
    look.live.seconds(5)
    assert texts("en").states["paused"] in look.picture
    assert look.remote.status == "Paused"
    assert f"[{texts('en').states['paused']}]" in look.out.getvalue()


def test_while_it_waits_for_the_person_it_says_so_and_leaves_the_instruction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "waits.yaml").write_text(with_waits(), encoding="utf-8")
    choices = Choices(spots=2, wait=True)
    look = Looking(silent(str(tmp_path / "waits.yaml"), choices, tmp_path.parent / "clips", monkeypatch))
    look.live.until(lambda: look.live.now == (FIRST, "awaiting"))
    look.live.seconds(2)
    instruction = look.live.said()[-1]
    assert texts("en").states["awaiting"] in look.picture
    assert says(look.lines, instruction), look.picture
    assert f"[{texts('en').states['awaiting']}]" in look.out.getvalue()
    assert look.remote.status == "Paused", "so the button of a headset asks to go on"
    no_hold(look)
    shown = look.now.offset(look.live.clock)
    look.live.seconds(5)
    assert look.now.offset(look.live.clock) == look.live.session.chapter(FIRST).waits[0].end >= shown, "no further"
    look.live.press(Verb.RESUME)
    look.live.until(lambda: look.live.now == (FIRST, "playing"))
    assert look.remote.status == "Playing"
    assert texts("en").states["awaiting"] not in look.picture
    look.live.stream.close()


def test_a_number_is_printed(look: Looking) -> None:
    look.live.press(Rating(2))
    look.live.seconds(1)
    assert texts("en").felt.format(value=2) in look.out.getvalue()


def test_a_four_in_the_approach_corrects_the_count_at_once(look: Looking) -> None:
    """Too soon for any new chapter to begin."""
    live = look.live
    live.press(Verb.AGAIN)
    live.until(lambda: live.titles()[1:])
    live.seconds(1)
    live.press(Rating(4))
    live.frames(to_samples(0.2))
    counts(look)

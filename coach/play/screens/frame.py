"""Frame of the large screen at one moment, as rows of text with styles."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from coach.play.events import SessionInfo, State
from coach.play.now_playing import NowPlaying
from coach.play.screens.glyphs import glyphs
from coach.play.screens.layout import Row, apart, bar, centred, exactly, lines, within
from coach.text import printable
from coach.text.interface import texts
from coach.text.wrapping import wrapped
from coach.units import SAMPLE_RATE, clock, to_samples

if TYPE_CHECKING:
    from coach.play.events import Answered

ANSWER = to_samples(3.0)
"""Samples for which an answer stays."""
ROOMY = 30
"""Rows from which there is space for blank lines."""


class Picture:
    """Puts words, bars and states in their places for any size of window."""

    def __init__(
        self,
        info: SessionInfo,
        remaining: Callable[[int, int], int | None],
        encoding: str,
        language: str = "en",
    ) -> None:
        """Only what `encoding` can write is shown: bars are made of ASCII where it has no blocks.

        `language` is that of the session, for what the coach itself shows.
        """
        self.words = ""
        """The instruction of this moment."""
        self.answer: Answered | None = None
        """The last one; it is shown for a while."""
        self.listens = False
        """True while a microphone is open."""
        self._texts = texts(language)
        self._info = info
        self._remaining = remaining
        self._encoding = encoding
        self._blocks = encoding.lower().startswith("utf")

    def rows(self, now: NowPlaying, heard: int, width: int, height: int) -> list[Row]:
        """Lay out the whole picture; what stands above and below the words keeps its place."""
        margin = 4 if width >= 60 else 2 if width >= 40 else 0
        inner = max(1, width - 2 * margin)
        said = self._fit(self.words) or self._short(now.state)
        top, below = self._around(now, heard, inner, height, len(wrapped(said.split(), inner)))
        words = self._words(now, said, inner, max(1, height - len(top) - len(below)), margin)
        space = (" " * margin, "")
        return [*((space, *row) for row in top), *words, *((space, *row) for row in below)][:height]

    def _around(self, now: NowPlaying, heard: int, width: int, height: int, needed: int) -> tuple[list[Row], list[Row]]:
        """Lay out what stands above and below the words: as much of it as leaves them the rows they need."""
        third = height // 3 if height >= 12 else 0
        top: list[Row] = []
        middle: list[Row] = []
        foot = self._foot(now, heard, width, height)
        for most, count in ((max(2, height // 6), third), (2, third), (1, third), (1, 0)):
            top = self._top(now, width, height, most)
            middle = self._middle(now, heard, width, height, count)
            if len(top) + len(middle) + len(foot) + needed <= height:
                break
        else:
            middle, foot = middle[:1], foot[:1]
        if height < 8:
            top, middle, foot = top if height > 5 else [], middle[:1], foot[:1]
        return top, [*middle, *foot]

    def _words(self, now: NowPlaying, said: str, width: int, room: int, margin: int) -> list[Row]:
        """Lay out the words as large as they fit, and at the edge of the screen the side of the body they are about."""
        shown = (glyphs(said, width, room) if self._blocks else ()) or lines(said, width, room)
        above = (room - len(shown)) // 2
        rows: list[Row] = [()] * above + [centred(line, "bold", width) for line in shown]
        rows += [()] * (room - len(rows))
        side = now.chapter.location.side if now.chapter else None
        mark = ("█" if self._blocks else "#") * (margin // 2)
        left, right = (mark if side == each else "" for each in ("left", "right"))
        return [((left.ljust(margin), ""), *exactly(row, width), (right.rjust(margin), "")) for row in rows]

    def _top(self, now: NowPlaying, width: int, height: int, most: int) -> list[Row]:
        """Lay out the place of the session, with the name of the chapter on at most so many lines."""
        chapter, title = now.chapter, self._fit(self._info.title)
        count = now.count or self._info.chapter_count
        at = now.index + 1
        if chapter is None:
            return [apart(title, "", "", width)] if height < ROOMY else [(), apart(title, "dim", "", width), ()]
        name, place = self._fit(chapter.title), self._fit(self._texts.place.format(at=at, count=count))
        if height >= ROOMY:
            return [(), apart(title, "dim", place, width), *(((line, ""),) for line in within(name, width, most))]
        place = place if width >= 50 else f"{at}/{count}"
        named = within(name, max(1, width - len(place) - 2), most)
        return [apart(named[0], "", place, width), *(((line, ""),) for line in named[1:])]

    def _middle(self, now: NowPlaying, heard: int, width: int, height: int, count: int) -> list[Row]:
        """Lay out the hold, its number on `count` rows, or the state; then the answer or what comes next."""
        held, answer, state = now.hold(heard), self.answer, now.state
        coming = now.coming(heard) if state == "playing" else None
        rows: list[Row] = []
        stroke = ""
        if held:
            left = held.end - now.offset(heard)
            stroke = self._texts.strokes[(held.length - left) // held.stroke % 2] if held.stroke else ""
            rows = self._hold(1 - left / held.length, -(-left // SAMPLE_RATE), stroke, width, count)
        elif state in self._texts.states:
            words = self._fit(self._texts.states[state])
            rows = [centred(f" {words if len(words) + 2 <= width else self._short(state)} ", "bold reverse", width)]
        gap: list[Row] = [()] if height >= ROOMY else []
        if answer and answer.text and heard < answer.frame + ANSWER:
            after = [centred(line, "", width) for line in within(self._fit(answer.text), width, 3)]
        elif stroke:
            after = [centred(self._fit(stroke), "bold", width)]
        else:
            after = [centred(self._fit(self._texts.next.format(words=coming.content)), "dim", width) if coming else ()]
        return [*rows, *gap, *after, *gap]

    def _short(self, state: State) -> str:
        """Return the name of a state alone; nothing for one that needs none."""
        return self._fit(self._texts.states.get(state, "")).partition(" -")[0].partition(",")[0]

    def _hold(self, done: float, seconds: int, stroke: str, width: int, count: int) -> list[Row]:
        """Lay out the seconds still to hold, on `count` rows, and under them a bar that fills."""
        number = glyphs(f"{stroke} {seconds}", width, count) if self._blocks else ()
        above: list[Row] = [()] * (count - len(number) + 1) if number else []
        shown = (centred(line, "bold", width) for line in number)
        return [*above, *shown, bar(done, width, f"{seconds:>3} s", "green", self._blocks)]

    def _foot(self, now: NowPlaying, heard: int, width: int, height: int) -> list[Row]:
        """Lay out the bar of the session, and the keys, as many as there is space for."""
        offset = now.offset(heard)
        part = offset / now.chapter.length if now.chapter else 0.0
        left = self._remaining(now.index, offset)
        shown = [*self._texts.microphone[: int(self.listens)], *self._texts.keys]
        keys, gap = [self._fit(key) for key in shown], "   " if width >= 90 else "  "
        while len(gap.join(keys)) > width and len(keys) > 1:
            del keys[-2]  # the last one stops: that stays
        known = "" if left is None else " " + self._fit(self._texts.left.format(time=clock(left)))
        done = (now.index + part) / max(1, now.count or self._info.chapter_count)
        rows = [bar(done, width, known, "", self._blocks), centred(gap.join(keys), "dim", width)]
        return [rows[0], (), rows[1], ()] if height >= ROOMY else rows

    def _fit(self, text: str) -> str:
        return printable(text, self._encoding)

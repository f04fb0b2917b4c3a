"""Frame of the large screen at one moment, as rows of text with styles."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from coach.play.events import SessionInfo
from coach.play.now_playing import NowPlaying
from coach.play.screens.layout import Row, apart, bar, centred, digits, lines, within
from coach.text import printable
from coach.text.interface import texts
from coach.text.wrapping import wrapped
from coach.units import SAMPLE_RATE, clock, to_samples

if TYPE_CHECKING:
    from coach.play.events import Answered

ANSWER = to_samples(3.0)
"""Samples for which an answer stays."""
ROOMY = 20
"""Rows from which there is space for a thick bar and for blank lines."""

_WIDEST = 110
"""Columns; beyond, the eye loses the line."""


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
        self._texts = texts(language)
        self._info = info
        self._remaining = remaining
        self._encoding = encoding
        self._blocks = encoding.lower().startswith("utf")

    def rows(self, now: NowPlaying, heard: int, width: int, height: int) -> list[Row]:
        """Lay out the whole picture; every part keeps its place, so that nothing jumps."""
        margin = max(4 if width >= 60 else 0, (width - _WIDEST) // 2)
        inner = max(1, width - 2 * margin)
        middle = self._middle(now, heard, inner, height)
        foot = self._foot(now, heard, inner)
        said = self._fit(self.words)
        top = self._top(now, inner, height, 2)
        if len(top) + len(wrapped(said.split(), inner)) + len(middle) + len(foot) > height:
            top = self._top(now, inner, height, 1)
        if height < 8:
            top, middle, foot = top if height > 5 else [], middle[:1], foot[:1]
        elif height >= 12:
            middle = [*middle, ()]
        if height >= ROOMY:
            foot = [foot[0], (), foot[1], ()]
        room = max(1, height - len(top) - len(middle) - len(foot))
        shown = lines(said, inner, room)
        above = (room - len(shown)) // 2
        words: list[Row] = [()] * above + [centred(line, "bold", inner) for line in shown]
        words += [()] * (room - len(words))
        return [((" " * margin, ""), *row) for row in [*top, *words, *middle, *foot][:height]]

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

    def _middle(self, now: NowPlaying, heard: int, width: int, height: int) -> list[Row]:
        """Lay out the hold or the state, and the answer or what comes next."""
        held, answer, state = now.hold(heard), self.answer, now.state
        coming = now.coming(heard) if state == "playing" else None
        rows: list[Row] = [()] * (3 if height >= ROOMY else 1)
        stroke = None
        if held:
            left = held.end - now.offset(heard)
            rows = self._hold(1 - left / held.length, -(-left // SAMPLE_RATE), width, len(rows))
            stroke = self._texts.strokes[(held.length - left) // held.stroke % 2] if held.stroke else None
        elif state in self._texts.states:
            words = self._fit(self._texts.states[state])
            if len(words) + 2 > width:
                words = words.partition(" -")[0].partition(",")[0]
            rows[len(rows) // 2] = centred(f" {words} ", "bold reverse", width)
        gap: list[Row] = [()] if height >= ROOMY else []
        if answer and answer.text and heard < answer.frame + ANSWER:
            return [*rows, *gap, *(centred(line, "", width) for line in within(self._fit(answer.text), width, 3))]
        if stroke:
            return [*rows, *gap, centred(self._fit(stroke), "bold", width)]
        after = self._fit(self._texts.next.format(words=coming.content)) if coming else ""
        return [*rows, *gap, centred(after, "dim", width) if after else ()]

    def _hold(self, done: float, seconds: int, width: int, thick: int) -> list[Row]:
        if thick == 1 or not self._blocks:
            row = bar(done, width, f"{seconds:>3} s", "green", self._blocks)
            return [row if y == thick // 2 else () for y in range(thick)]
        labels = [f"  {row:>7}{' s' if y == 2 else '  '}" for y, row in enumerate(digits(seconds))]
        return [bar(done, width, label, "green", True) for label in labels]

    def _foot(self, now: NowPlaying, heard: int, width: int) -> list[Row]:
        """Lay out the bar of the session, and the keys, as many as there is space for."""
        offset = now.offset(heard)
        part = offset / now.chapter.length if now.chapter else 0.0
        left = self._remaining(now.index, offset)
        keys, gap = [self._fit(key) for key in self._texts.keys], "   " if width >= 90 else "  "
        while len(gap.join(keys)) > width and len(keys) > 1:
            del keys[-2]  # the last one stops: that stays
        known = "" if left is None else " " + self._fit(self._texts.left.format(time=clock(left)))
        done = (now.index + part) / max(1, now.count or self._info.chapter_count)
        return [bar(done, width, known, "", self._blocks), centred(gap.join(keys), "dim", width)]

    def _fit(self, text: str) -> str:
        return printable(text, self._encoding)

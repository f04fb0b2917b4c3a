"""Captions: the spoken words, and tones in brackets, for people who read instead of listen.

Each begins with its words, is easy to read and never meets the next. Values only; the caller writes the files.
"""

import textwrap
from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

import msgspec

from coach.export.sidecars.tone_words import NEAR, ToneWords, goes_with_words, tone_says, tone_words_in
from coach.text import one_line
from coach.timeline.model import Chapter, Cue
from coach.units import SAMPLE_RATE, Samples, to_samples

LINES, WIDTH, NARROW = 2, 42, 32
"""Lines of a caption, and letters of a line, at most; two lines are made even, but not narrower than `NARROW`."""

SHORTEST, LONGEST = to_samples(1.0), to_samples(7.0)

SLACK = to_samples(0.055)
"""Delay of a caption behind its words, at most, so that the one before can be read."""

FLICKER = to_samples(0.25)
"""The shortest gap between two captions; a shorter one would only disturb."""

LETTERS_A_SECOND = 20
"""Speed of reading a caption, after a second to find it."""


class Caption(msgspec.Struct, frozen=True):
    """Caption of one or two lines, with the time in which it is shown."""

    start: Samples
    end: Samples
    lines: tuple[str, ...]


class _Item(msgspec.Struct, frozen=True):
    """Lines to be shown from `start` on, and until `end` if there is time."""

    start: int
    end: int
    lines: tuple[str, ...]

    @property
    def words(self) -> bool:
        return not any(line.startswith("[") for line in self.lines)


def captions(chapters: Sequence[Chapter], language: str = "en") -> tuple[Caption, ...]:
    """Write the captions of these chapters, one after the other, from the first one's first sample on."""
    items: list[_Item] = []
    offset = 0
    for chapter in chapters:
        for item in _items(chapter, offset, tone_words_in(language)):
            if items and item.start - items[-1].start < SHORTEST:
                short = items.pop()
                items += _with_room(short, item)
            else:
                items.append(item)
        offset += chapter.length
    following = [item.start for item in items[1:]] + [items[-1].start + LONGEST if items else 0]
    return tuple(map(_caption, items, following))


def _items(chapter: Chapter, offset: int, heard: ToneWords) -> Iterator[_Item]:
    for index, cue in enumerate(chapter.cues):
        if cue.kind == "speech":
            tone = chapter.cues[index + 1] if index + 1 < len(chapter.cues) else cue
            stays = tone.kind == "tone" and tone.start - cue.end <= NEAR and goes_with_words(tone, chapter)
            yield from _spoken(cue, offset, (tone if stays else cue).end + offset)
        elif not chapter.paces(cue) and not goes_with_words(cue, chapter):
            says, until = tone_says(cue, chapter, heard)
            yield _Item(cue.start + offset, until + offset, (says,))


def _spoken(cue: Cue, offset: int, until: int) -> Iterator[_Item]:
    """Show the words of a cue by as few captions as fit: each begins with a part if it is known when parts are said."""
    begun = offset + cue.start
    joined: list[_Item] = []
    for (start, words), (end, _) in pairwise([*(cue.parts or ((0, cue.content),)), (cue.length, "")]):
        one = _Item(begun + start, begun + end, _lines(words.split()))
        both = _together(joined[-1], one) if joined else None
        if both is not None and len(both.lines) <= LINES and both.end - both.start <= LONGEST:
            joined[-1] = both
        else:
            joined.append(one)
    *before, last = [item for one in joined for item in _split(one)]
    yield from before
    yield _Item(last.start, until, last.lines)


def _split(item: _Item) -> Iterator[_Item]:
    """Split an item into as few as fit, each with its share of the time."""
    words, length = " ".join(item.lines).split(), item.end - item.start
    total = sum(map(len, words))
    count = max(1, -(-length // LONGEST))
    parts = _parts(words, count)
    while count < len(words) and not all(
        len(_lines(part)) <= LINES and length * sum(map(len, part)) <= LONGEST * total for part in parts
    ):
        count += 1
        parts = _parts(words, count) if count < len(words) else [[word] for word in words]
    done = 0
    for part in parts:
        start = item.start + length * done // total
        done += sum(map(len, part))
        yield _Item(start, item.start + length * done // total, _lines(part))


def _parts(words: list[str], count: int) -> list[list[str]]:
    """Split words into at most `count` parts of about equal length."""
    total, done = sum(map(len, words)), 0
    parts: list[list[str]] = [[] for _ in range(count)]
    for word in words:
        parts[(2 * done + len(word)) * count // (2 * total)].append(word)
        done += len(word)
    return [part for part in parts if part]


def _lines(words: Sequence[str]) -> tuple[str, ...]:
    """Break words into one line if they fit, else two as even as may be; more than two if there is no other way."""
    text = " ".join(words)
    if len(text) <= WIDTH:
        return (text,)
    wrapped = (textwrap.wrap(text, width, break_on_hyphens=False) for width in range(NARROW, WIDTH + 1))
    return tuple(
        next((lines for lines in wrapped if len(lines) <= LINES), textwrap.wrap(text, WIDTH, break_on_hyphens=False))
    )


def _together(one: _Item, two: _Item) -> _Item:
    """Return the words of both, from the begin of the first to the end of the second."""
    return _Item(one.start, two.end, _lines(" ".join((*one.lines, *two.lines)).split()))


def _with_room(short: _Item, item: _Item) -> list[_Item]:
    """Make room for `short`, less than a second before `item`: show that a little later, or both together.

    What tells of a tone never comes before the tone: it would be obeyed too early.
    """
    if short.start + SHORTEST - item.start <= SLACK:
        return [short, msgspec.structs.replace(item, start=short.start + SHORTEST)]
    lines = _together(short, item).lines if short.words and item.words else (*short.lines, *item.lines)
    if len(lines) > LINES or item.end - short.start > LONGEST:
        return [short, item]
    return [_Item(short.start if short.words else item.start, item.end, lines)]


def _caption(item: _Item, following: int) -> Caption:
    read = to_samples(1 + sum(map(len, item.lines)) / LETTERS_A_SECOND)
    end = max(item.end, item.start + read)
    if following - end < FLICKER:
        end = following
    end = min(end, item.start + LONGEST, following)
    return Caption(Samples(item.start), Samples(end), item.lines)


def as_lrc(shown: Sequence[Caption], title: str, length: Samples) -> str:
    """Write lyrics for music players. Times are cut to hundredths; an empty line takes words away before a silence."""
    lines = [f"[ti:{one_line(title)}]", f"[length:{_lrc(length)}]"]
    for caption, after in zip(shown, [*(each.start for each in shown[1:]), None], strict=False):
        text = " ".join(caption.lines)
        # Without the space some players take a bracket for one more tag and hide it.
        lines.append(f"[{_lrc(caption.start)}]{' ' if text.startswith('[') else ''}{text}")
        if after is None or _lrc(after) != _lrc(caption.end):
            lines.append(f"[{_lrc(caption.end)}]")
    return "\n".join(lines) + "\n"


def as_vtt(shown: Sequence[Caption], language: str) -> str:
    """Write WebVTT, for players of video and for browsers."""
    blocks = [f"WEBVTT Kind: captions; Language: {language}"]
    for caption in shown:
        text = "\n".join(escape(line, quote=False) for line in caption.lines)
        blocks.append(f"{_vtt(caption.start)} --> {_vtt(caption.end)}\n{text}")
    return "\n\n".join(blocks) + "\n"


def _lrc(samples: int) -> str:
    hundredths = samples * 100 // SAMPLE_RATE
    return f"{hundredths // 6000:02}:{hundredths // 100 % 60:02}.{hundredths % 100:02}"


def _vtt(samples: int) -> str:
    ms = samples * 1000 // SAMPLE_RATE
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"

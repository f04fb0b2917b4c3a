"""Music of a session under words that are laid over it, and where more of a chapter gets known."""

import numpy as np

from coach.mix.model import RenderedChapter
from coach.play.stream.carrier import carrier
from coach.play.stream.chapter_reader import HUSH, RAMP, ChapterReader
from coach.timeline import Chapter
from coach.units import SAMPLE_RATE, Samples

LENGTH = Samples(10 * SAMPLE_RATE // 1_500 * 1_500)


def music(level: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    hum = level * np.sin(2 * np.pi * 300 * np.arange(LENGTH) / SAMPLE_RATE)
    return np.asarray(carrier(0, LENGTH) + np.rint(hum), np.int16)


def steepest(pcm: np.ndarray[tuple[int, ...], np.dtype[np.int16]]) -> int:
    return int(np.max(np.abs(np.diff(pcm.astype(int)))))


def test_music_is_away_under_words_laid_over_it_and_comes_back_without_a_click() -> None:
    pcm = music(700)
    kept = pcm.copy()
    reader = ChapterReader(RenderedChapter(Chapter("One", LENGTH, ()), pcm), 0)
    reader.take(SAMPLE_RATE, 0)
    assert reader.hush(2 * SAMPLE_RATE) == HUSH
    heard, _ = reader.take(6 * SAMPLE_RATE, SAMPLE_RATE)
    above = heard - carrier(SAMPLE_RATE, len(heard)).astype(int)
    assert np.max(np.abs(above[HUSH : HUSH + 2 * SAMPLE_RATE])) <= 1
    assert np.array_equal(heard[2 * HUSH + 2 * SAMPLE_RATE :], pcm[3 * SAMPLE_RATE + 2 * HUSH : 7 * SAMPLE_RATE])
    assert steepest(heard) <= 1.05 * steepest(pcm)
    assert np.array_equal(pcm, kept), "others hold the same chapter"


def test_nothing_is_touched_where_there_is_no_music() -> None:
    for pcm in (carrier(0, LENGTH), np.zeros(LENGTH, np.int16)):
        reader = ChapterReader(RenderedChapter(Chapter("One", LENGTH, ()), pcm), 0)
        assert reader.hush(SAMPLE_RATE) == 0
        assert np.array_equal(reader.take(LENGTH, 0)[0], pcm)


def test_music_does_not_jump_where_more_of_a_chapter_gets_known() -> None:
    one = Chapter("One", LENGTH, ())
    reader = ChapterReader(RenderedChapter(one, music(200), whole=False), 0)
    first, _ = reader.take(SAMPLE_RATE + 40, 0)
    reader.grow(RenderedChapter(one, music(700)), reader.offset)
    then, _ = reader.take(SAMPLE_RATE, reader.offset)
    heard = np.concatenate([first, then])
    assert steepest(heard) <= 1.1 * steepest(music(700))
    assert np.array_equal(then[RAMP:], music(700)[reader.offset - SAMPLE_RATE + RAMP : reader.offset])

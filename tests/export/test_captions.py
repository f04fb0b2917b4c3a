"""Captions say everything, in order and in time, and can be read."""

import re
from itertools import pairwise
from textwrap import wrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shipped import WAYS, timeline_of

from coach.export.sidecars.captions import LONGEST, SHORTEST, WIDTH, Caption, as_lrc, as_vtt, captions
from coach.export.sidecars.tone_words import TONE_WORDS, tone_words_in
from coach.protocol.vocabulary import TONES
from coach.timeline import Chapter, Cue, Effort, Timeline
from coach.units import SAMPLE_RATE, Samples, to_samples


def words(shown: tuple[Caption, ...]) -> list[str]:
    """All that is not in brackets."""
    return " ".join(line for each in shown for line in each.lines if not line.startswith("[")).split()


def spoken(chapters: tuple[Chapter, ...]) -> list[str]:
    return " ".join(cue.content for each in chapters for cue in each.cues if cue.kind == "speech").split()


def chapter(*cues: Cue, held: tuple[Effort, ...] = ()) -> Chapter:
    return Chapter("One", Samples(cues[-1].end + SAMPLE_RATE), cues, held)


def cue(kind: str, content: str, start: float, length: float, instruction: int = 0) -> Cue:
    return Cue(kind, content, to_samples(start), to_samples(length), instruction)  # type: ignore[arg-type]


def check_rules(shown: tuple[Caption, ...], chapters: tuple[Chapter, ...]) -> None:
    assert words(shown) == spoken(chapters)
    for each in shown:
        assert 1 <= len(each.lines) <= 2
        assert all(0 < len(line) <= WIDTH for line in each.lines)
        assert SHORTEST <= each.end - each.start <= LONGEST
    for one, two in pairwise(shown):
        assert one.end <= two.start


@pytest.mark.parametrize("way", WAYS, ids=" ".join)
def test_shipped_sessions_keep_all_rules(way: tuple[str, str, str]) -> None:
    timeline = timeline_of(*way)
    shown = captions(timeline.chapters, timeline.language)
    check_rules(shown, timeline.chapters)
    for _, start, each in timeline.cues():
        if each.kind == "speech":
            own = [caption for caption in shown if 0 <= caption.start - start <= to_samples(0.06)]
            # With the words before, if those were too quick to be read alone.
            own += [one for one in shown if 0 < start - one.start < SHORTEST and each.content in " ".join(one.lines)]
            assert len(own) == 1, f"'{each.content}' has a caption from its beginning on"
            assert own[0].end >= min(start + each.length, start + LONGEST) or len(wrap(each.content, WIDTH)) > 2


@pytest.mark.parametrize("way", WAYS, ids=" ".join)
def test_no_caption_asks_for_more_or_less_before_its_sound(way: tuple[str, str, str]) -> None:
    timeline = timeline_of(*way)
    heard = tone_words_in(timeline.language)
    begin, let_go = (str(heard["tone"]).format(heard[name]) for name in ("start", "release"))
    shown = captions(timeline.chapters, timeline.language)
    begins: list[int] = []
    for at, each in zip(timeline.starts, timeline.chapters, strict=True):
        for held in each.held:
            begins += [at + held.begins] if held.reach else []
            words = next(one for one in each.cues if one.kind == "speech" and one.start >= held.end)
            while_held = [one for one in shown if at + held.begins <= one.start < at + held.end]
            told = " ".join(line for one in while_held for line in one.lines)
            assert let_go not in told
            assert words.content not in told
            assert all(one.end <= at + held.start for one in while_held if one.lines == (begin,))
    told_at = [one.start for one in shown if begin in one.lines]
    assert all(0 <= one - start <= to_samples(0.06) for one, start in zip(told_at, begins, strict=True))


def test_a_short_tone_is_never_told_before_it_sounds() -> None:
    held = Effort(to_samples(2), to_samples(5))
    soon = chapter(
        cue("tone", "hold", 2, 0.65),
        cue("tone", "release", 7, 0.2),
        cue("speech", "Let go.", 7.5, 0.4, 1),
        held=(held,),
    )
    assert [(one.start / SAMPLE_RATE, one.lines) for one in captions([soon])] == [
        (2, ("[hold: 5 seconds]",)),
        (7.5, ("[tone: let go]", "Let go.")),
    ]


@pytest.mark.parametrize("level", ["learn", "remind", "tones"])
def test_every_hold_is_told_with_its_length_as_it_begins(level: str) -> None:
    timeline = timeline_of("hamstrings", level, hold=12)
    shown = captions(timeline.chapters, timeline.language)
    holds = [each.start for each in shown if each.lines == ("[hold: 12 seconds]",)]
    planned = [
        start + held.start for start, each in zip(timeline.starts, timeline.chapters, strict=True) for held in each.held
    ]
    assert len(holds) == len(planned) == 18
    assert all(0 <= plan - hold <= to_samples(0.06) for hold, plan in zip(holds, planned, strict=True))


def test_a_set_of_strokes_is_told_once_as_it_begins() -> None:
    for way, told in (
        (("learn", "en"), "[strokes: 30 seconds, 3 each way]"),
        (("tones", "es"), "[pasadas: 30 segundos, 3 por sentido]"),
    ):
        timeline = timeline_of("quadriceps", *way)
        sets = [
            (start + held.start, start + held.end)
            for start, each in zip(timeline.starts, timeline.chapters, strict=True)
            for held in each.held
        ]
        shown = captions(timeline.chapters, timeline.language)
        began = [each.start for each in shown if each.lines == (told,)]
        assert len(began) == len(sets) == 6
        assert all(0 <= start - at <= to_samples(0.06) for (start, _), at in zip(sets, began, strict=True))
        for start, end in sets:
            inside = [each.lines for each in shown if start < each.start < end - SHORTEST and each.lines != (told,)]
            assert inside == ([("Halfway.",)] if way[0] == "learn" else []), "no caption for each stroke"


def test_any_set_fits_on_one_line() -> None:
    for language in TONE_WORDS:
        held = Effort(to_samples(1), to_samples(120), to_samples(2.5))
        long = chapter(cue("tone", "stroke-out", 1, 0.35), cue("tone", "release", 121, 1), held=(held,))
        assert all(len(line) <= WIDTH for each in captions([long], language) for line in each.lines)


def test_a_track_counts_from_its_own_beginning() -> None:
    timeline = timeline_of("hamstrings")
    third = timeline.chapters[3]
    offset = timeline.starts[3]
    alone = captions([third])
    whole = captions(timeline.chapters)
    assert alone[0].start == third.cues[0].start
    assert {(each.start + offset, each.lines) for each in alone} <= {(each.start, each.lines) for each in whole}


def test_tones_are_told_where_no_words_go_with_them() -> None:
    lines = [each.lines for each in captions(timeline_of("hamstrings", "tones").chapters[3:4])]
    assert [each for each in lines if each[0].startswith("[")] == [
        ("[tone: begin]",),
        ("[hold: 10 seconds]",),
        ("[tone: 3 seconds left]",),
        ("[tone: 2 seconds left]",),
        ("[tone: 1 second left]",),
        ("[tone: let go]",),
    ], "words go with the settle tone"
    alone = chapter(cue("speech", "Down.", 1, 0.5), cue("tone", "settle", 4, 0.7))
    assert captions([alone])[1].lines == ("[tone: settle, no hurry]",)
    learned = captions(timeline_of("hamstrings").chapters)
    told = {line for each in learned for line in each.lines if line.startswith("[")}
    assert told == {"[tone: begin]", "[hold: 10 seconds]"}


def test_brackets_follow_the_language_and_know_every_tone() -> None:
    assert any("[mantén: 10 segundos]" in each.lines for each in captions(timeline_of(*WAYS[1]).chapters, "es"))
    alone = chapter(cue("tone", "release", 1, 0.5))
    assert captions([alone], "fr")[0].lines == ("[tone: let go]",)
    for heard in TONE_WORDS.values():
        assert set(TONES) <= set(heard)
        assert heard.keys() == TONE_WORDS["en"].keys()


def test_long_speech_splits_between_words_in_proportion() -> None:
    text = " ".join(["seven77"] * 30)
    shown = captions([chapter(cue("speech", text, 2, 18))])
    assert len(shown) == 3
    assert [each.start / SAMPLE_RATE for each in shown] == [2, 8, 14]


def test_long_speech_splits_where_its_parts_are_said() -> None:
    said = ["Keep the ball off sore skin,", "off a vein that stands out,", "and off every bone and joint of the leg."]
    times = (0, 3.5, 5.25)
    parts = tuple((to_samples(at), words) for at, words in zip(times, said, strict=True))
    one = Cue("speech", " ".join(said), to_samples(2), to_samples(9), parts=parts)
    shown = captions([chapter(one)])
    assert [each.start / SAMPLE_RATE for each in shown] == [2, 7.25], "two lines, and never longer than 7 s"
    assert [" ".join(each.lines) for each in shown] == [" ".join(said[:2]), said[2]]
    slow = Cue("speech", one.content, one.start, to_samples(30), parts=parts)
    check_rules(captions([chapter(slow)]), (chapter(slow),))
    assert {2, 7.25} < {each.start / SAMPLE_RATE for each in captions([chapter(slow)])}


def test_words_too_quick_to_read_alone_are_shown_together() -> None:
    shown = captions([chapter(cue("speech", "Go.", 1, 0.2), cue("speech", "Now.", 1.6, 0.3))])
    assert [each.lines for each in shown] == [("Go. Now.",)]
    shown = captions([chapter(cue("speech", "Go.", 1, 0.2), cue("speech", "Now.", 1.95, 0.3))])
    assert [each.start for each in shown] == [SAMPLE_RATE, 2 * SAMPLE_RATE], "a twentieth of a second is not seen"
    held = Effort(to_samples(1.8), to_samples(5))
    crowded = chapter(
        cue("speech", "Go.", 1, 0.5), cue("tone", "hold", 1.8, 0.2), cue("speech", "Stay.", 2.3, 0.4), held=(held,)
    )
    assert [each.lines for each in captions([crowded])] == [("Go.", "[hold: 5 seconds]"), ("Stay.",)]


word = st.text("abcdefghijklmnopqrstuvwxyzáéñ,.'-<&", min_size=1, max_size=14)


@st.composite
def parts(draw: st.DrawFn, text: str, length: int) -> tuple[tuple[Samples, str], ...]:
    """Parts of the words, about as quick as each other, and none shorter than a second."""
    words = text.split()
    made: list[tuple[Samples, str]] = []
    first, at = 0, 0
    for cut in sorted(draw(st.sets(st.integers(1, len(words)), max_size=5))):
        share = length * sum(map(len, words[:cut])) // sum(map(len, words))
        end = share + draw(st.integers(-14_400, 14_400))
        if at + SAMPLE_RATE <= end <= length - SAMPLE_RATE:
            made.append((Samples(at), " ".join(words[first:cut])))
            first, at = cut, end
    return (*made, (Samples(at), " ".join(words[first:]))) if made and first < len(words) else ()


@st.composite
def chapters(draw: st.DrawFn) -> Chapter:
    """Speech of any pace a person can follow, with pauses that are long enough to read it."""
    now, cues = to_samples(1.5), []
    for text in draw(st.lists(st.lists(word, min_size=1, max_size=40).map(" ".join), min_size=1, max_size=8)):
        least = max(2_400, len(text) * 1_920)
        length = draw(st.integers(least, len(text.split()) * 80_000))
        cues.append(Cue("speech", text, now, Samples(length), parts=draw(parts(text, length))))
        now = Samples(now + max(length + draw(st.integers(14_400, 144_000)), SAMPLE_RATE + len(text) * 600))
    return Chapter("One", Samples(now), tuple(cues))


@settings(deadline=None, max_examples=150)
@given(st.lists(chapters(), min_size=1, max_size=3))
def test_any_speech_keeps_all_rules(made: list[Chapter]) -> None:
    shown = captions(made)
    check_rules(shown, tuple(made))
    times = {each.start for each in shown}
    offset = 0
    for each in made:
        assert all(offset + cue.start in times for cue in each.cues)
        offset += each.length


def test_nothing_heard_has_no_captions() -> None:
    assert captions([]) == ()
    assert as_vtt((), "en") == "WEBVTT Kind: captions; Language: en\n"


@pytest.mark.parametrize("way", WAYS, ids=" ".join)
def test_lrc_is_in_step_with_the_captions(way: tuple[str, str, str]) -> None:
    timeline: Timeline = timeline_of(*way)
    shown = captions(timeline.chapters, timeline.language)
    first, second, *lines = as_lrc(shown, "A\ntitle", timeline.length).splitlines()
    assert first == "[ti:A title]"
    assert re.fullmatch(r"\[length:\d\d:\d\d\.\d\d\]", second)
    found = [re.fullmatch(r"\[(\d\d+):(\d\d)\.(\d\d)\] ?(.*)", line) for line in lines]
    timed = [(int(m[1]) * 60 + int(m[2]) + int(m[3]) / 100, m[4]) for m in found if m]
    assert len(timed) == len(lines)
    assert timed == sorted(timed, key=lambda each: each[0])
    said = [each for each in timed if each[1]]
    assert [text for _, text in said] == [" ".join(each.lines) for each in shown]
    assert all(0 <= each.start / SAMPLE_RATE - at < 0.0101 for (at, _), each in zip(said, shown, strict=True))
    assert timed[-1][1] == ""


def test_vtt_escapes_and_has_hours() -> None:
    shown = (Caption(to_samples(3_661.5), to_samples(3_663), ("a < b & c --> d", "second")),)
    assert as_vtt(shown, "en") == (
        "WEBVTT Kind: captions; Language: en\n\n01:01:01.500 --> 01:01:03.000\na &lt; b &amp; c --&gt; d\nsecond\n"
    )

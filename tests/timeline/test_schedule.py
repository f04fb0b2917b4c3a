"""Every cue stands at an exact sample."""

import msgspec
import pytest
from fakes import length
from small import TEXT

from coach.protocol import load, parse
from coach.protocol.vocabulary import TONES as NAMES
from coach.protocol.vocabulary import Level
from coach.session import Choices, Session, expand
from coach.session.choices import Pace, Side
from coach.session.model import ChapterScript, Hold, Phrase, Rest, Say, Tone
from coach.timeline import ScheduleError, Timeline, prove, schedule, schedule_chapter
from coach.timeline.plan_file import as_data, as_lines
from coach.timeline.schedule import BEAT, GAP, LEAD_IN, TAIL
from coach.units import CARRIER_PERIOD, Samples, to_samples

SMALL = parse(TEXT, "small.yaml")
TONES = {**dict.fromkeys(NAMES, 24_000), "count": 7_200}


def timeline_of(session: Session) -> Timeline:
    return schedule(session, {t: length(t) for chapter in session.chapters for t in chapter.texts()}, TONES)


def one(*steps: Say | Tone | Rest | Hold) -> ChapterScript:
    return ChapterScript("One", tuple(enumerate(steps)))


def phrase(text: str, pause: int = 10_000) -> Phrase:
    return Phrase(text, Samples(0), Samples(pause), Samples(pause))


def test_words_follow_each_other_with_their_pauses_after_the_lead_in() -> None:
    chapter = schedule_chapter(
        one(Say((phrase("ab", 5), phrase("c", 7))), Say((phrase("d"),))), {"ab": 100, "c": 10, "d": 1}, {}
    )
    assert [cue.start - LEAD_IN for cue in chapter.cues] == [0, 105, 122]
    assert [cue.instruction for cue in chapter.cues] == [0, 0, 1]


def test_a_tone_follows_its_words_closely_and_a_rest_counts_from_the_last_sound() -> None:
    steps = one(Say((phrase("a", 48_000),)), Tone("start"), Rest(Samples(96_000)), Tone("move"))
    chapter = schedule_chapter(steps, {"a": 1_000}, TONES)
    _, tone, after = chapter.cues
    assert tone.start == LEAD_IN + 1_000 + GAP
    assert after.start == tone.end + 96_000


def test_a_hold_lasts_from_its_tone_to_its_release_tone() -> None:
    hold = Hold(to_samples(10), (phrase("still"),), phrase("half"), (phrase("three"), phrase("two"), phrase("go")))
    chapter = schedule_chapter(
        one(hold), {"still": 40_000, "half": 30_000, "three": 20_000, "two": 20_000, "go": 30_000}, TONES
    )
    start = LEAD_IN
    assert [(cue.content, cue.start - start) for cue in chapter.cues] == [
        ("hold", 0),
        ("still", 24_000 + GAP),
        ("half", to_samples(5)),
        ("three", to_samples(10) - 3 * BEAT),
        ("two", to_samples(10) - 2 * BEAT),
        ("go", to_samples(10) - BEAT),
        ("release", to_samples(10)),
    ]
    assert [(held.start, held.end) for held in chapter.held] == [(start, start + to_samples(10))]


def test_a_chapter_ends_on_a_whole_carrier_period_after_its_tail() -> None:
    chapter = schedule_chapter(one(Say((phrase("a"),))), {"a": 1_234}, {})
    assert chapter.length % CARRIER_PERIOD == 0
    assert 0 <= chapter.length - chapter.cues[-1].end - TAIL < CARRIER_PERIOD


@pytest.mark.parametrize(("announced", "half"), [(4 * BEAT, 30_000), (40_000, 60_000)])
def test_a_halfway_cue_needs_quiet_before_and_after_it(announced: int, half: int) -> None:
    hold = Hold(to_samples(10), (phrase("still"),), phrase("half"), (phrase("three"), phrase("two"), phrase("go")))
    chapter = schedule_chapter(one(hold), {"still": announced, "half": half, "three": 1, "two": 1, "go": 1}, TONES)
    assert [cue.content for cue in chapter.cues] == ["hold", "still", "three", "two", "go", "release"]


@pytest.mark.parametrize(
    ("announced", "counted", "words"),
    [(6 * BEAT, 20_000, "'still' is 0.60 s too long"), (20_000, BEAT + 4_800, "'three' is 0.10 s too long")],
)
def test_speech_that_does_not_fit_is_an_error_with_chapter_words_and_excess(
    announced: int, counted: int, words: str
) -> None:
    hold = Hold(to_samples(10), (phrase("still"),), None, (phrase("three"), phrase("two"), phrase("go")))
    with pytest.raises(ScheduleError, match=f"One: {words}"):
        schedule_chapter(one(hold), {"still": announced, "three": counted, "two": 1, "go": 1}, TONES)


@pytest.mark.parametrize("level", ["learn", "remind", "tones"])
@pytest.mark.parametrize("side", ["both", "left", "right"])
@pytest.mark.parametrize("hold", [5, 5.3, 6])
def test_every_choice_gives_a_proved_timeline(level: Level, side: Side, hold: float) -> None:
    choices = Choices(level=level, side=side, hold=hold, passes=2, spots=3)
    session = expand(SMALL, choices, minutes=round(timeline_of(expand(SMALL, choices, 3)).length / 48_000 / 60))
    prove(timeline_of(session), session, SMALL)


def test_left_and_right_get_the_same_spots_and_the_same_held_time() -> None:
    hamstrings = load("hamstrings")
    session = expand(hamstrings, Choices(hold=11.3), 20)
    held = {
        side: [
            (c.location.strip, c.location.spot, [h.length for h in c.held])
            for c in timeline_of(session).chapters
            if c.location.side == side
        ]
        for side in ("left", "right")
    }
    assert held["left"] == held["right"]
    assert sum(len(lengths) for _, _, lengths in held["left"]) == 9
    assert {length for _, _, lengths in held["left"] for length in lengths} == {to_samples(11.3)}


def test_the_plan_is_a_contract() -> None:
    timeline = timeline_of(expand(SMALL, Choices(side="left"), 1))
    plan = as_data(timeline)
    assert list(plan) == ["protocol", "sample_rate", "duration_s", "chapters", "cues", "version", "title", "language"]
    assert plan["protocol"] == "small"
    assert plan["duration_s"] * 48_000 == timeline.length
    assert list(plan["chapters"][2])[:6] == ["title", "side", "strip", "spot", "start_s", "end_s"]
    assert plan["chapters"][2]["side"] == "left"
    assert plan["chapters"][0]["end_s"] == plan["chapters"][1]["start_s"]
    kinds = {cue["kind"]: list(cue)[:5] for cue in plan["cues"]}
    assert kinds == {
        "speech": ["kind", "start_s", "end_s", "text", "chapter"],
        "tone": ["kind", "start_s", "end_s", "tone", "chapter"],
    }
    assert msgspec.json.encode(plan)
    assert len(list(as_lines(timeline))) == 1 + len(plan["chapters"]) + len(plan["cues"])


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("level", ["learn", "remind", "tones"])
@pytest.mark.parametrize("pace", ["calm", "normal", "brisk"])
@pytest.mark.parametrize("side", ["both", "left", "right"])
def test_the_session_passes_all_proofs(language: str, level: Level, pace: Pace, side: Side) -> None:
    hamstrings = load("hamstrings")
    choices = Choices(language=language, level=level, pace=pace, side=side, hold=12, passes=2, spots=4)
    minutes = round(timeline_of(expand(hamstrings, choices)).length / 48_000 / 60)
    session = expand(hamstrings, choices, minutes)
    prove(timeline_of(session), session, hamstrings)


def test_pace_changes_rests_and_pauses_and_never_a_hold() -> None:
    held, rests = [], []
    for pace in ("calm", "normal", "brisk"):
        timeline = timeline_of(expand(load("hamstrings"), Choices(pace=pace, side="left"), 10))
        held.append([one.length for chapter in timeline.chapters for one in chapter.held])
        rests.append(timeline.length)
    assert held[0] == held[1] == held[2]
    assert rests[0] > rests[1] > rests[2]


def test_within_learn_only_the_first_spot_is_explained_in_full_and_safety_stays() -> None:
    spots = [c for c in timeline_of(expand(load("hamstrings"), Choices(), 20)).chapters if c.location.spot]
    words = [sum(len(cue.content.split()) for cue in spot.cues if cue.kind == "speech") for spot in spots]
    for later in (words[first::3] for first in range(3)):  # those at the same place of a strip
        assert words[0] > max(later[1:])
    assert len({spot.cues[-1].content for spot in spots[1:]}) > 1, "later ones take turns"
    notices = {
        " ".join(expand(load("hamstrings"), Choices(level=level)).chapters[0].texts())
        for level in ("learn", "remind", "tones")
    }
    assert len(notices) == 1

"""A programme: its protocols in order, breaks between them, and one beginning and end for all."""

from pathlib import Path

import pytest
from fakes import length
from msgspec.structs import replace
from programme import PROGRAMME, STROKES, programme
from small import TEXT

from coach.errors import InputError
from coach.mix import load_tones
from coach.protocol import Protocol, load, parse
from coach.protocol.load import ProtocolError
from coach.protocol.vocabulary import Level
from coach.session import Choices, Session, expand
from coach.session.asking import too_soon_line
from coach.session.candidates import candidates
from coach.session.choices import Side
from coach.session.model import Strokes
from coach.session.recording_script import MINUTES, script
from coach.session.request import FREE
from coach.timeline import ProofError, Timeline, prove, schedule
from coach.units import SAMPLE_RATE, Samples

LENGTHS = {name: len(clip) for name, clip in load_tones().items()}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Protocol:
    return programme(tmp_path_factory.mktemp("programme"))


def timeline_of(session: Session) -> Timeline:
    return schedule(session, {t: length(t) for chapter in session.chapters for t in chapter.texts()}, LENGTHS)


def proved(protocol: Protocol, choices: Choices) -> tuple[Session, Timeline]:
    """The session with its true total, and its timeline."""
    minutes = max(1, round(timeline_of(expand(protocol, choices, 1)).length / SAMPLE_RATE / 60))
    session = expand(protocol, choices, minutes)
    return session, prove(timeline_of(session), session, protocol)


def said(session: Session) -> list[str]:
    return [text for chapter in session.chapters for text in chapter.texts()]


def test_protocols_come_in_order_with_a_break_before_each_later_one(both: Protocol) -> None:
    chapters = expand(both, Choices(side="left"), 3).chapters
    assert [(chapter.location.protocol, chapter.title) for chapter in chapters] == [
        ("both", "Opening"),
        ("small", "Holding: Opening"),
        ("small", "Holding: Left arm, top, spot 1 of 2"),
        ("small", "Holding: Left arm, top, spot 2 of 2"),
        ("small", "Holding: End"),
        ("both", "Break before rolling"),
        ("strokes", "Rolling: Opening"),
        ("strokes", "Rolling: Left arm, top, spot 1 of 2"),
        ("strokes", "Rolling: Left arm, top, spot 2 of 2"),
        ("strokes", "Rolling: End"),
        ("both", "End"),
    ]
    assert chapters[5].texts() == ("A break.", "Then rolling.")
    assert chapters[5].orientation == ("rolling",)


def test_what_is_said_alone_is_left_to_the_programme(both: Protocol) -> None:
    session = expand(both, Choices(), 3)
    assert [text for text in said(session) if text.startswith("About")] == ["About three minutes in all."]
    assert session.announces == 0
    alone = expand(both.included["strokes"], Choices(), 3)
    assert "About three minutes." in said(alone)
    assert alone.announces == 1


def test_a_total_that_only_an_included_protocol_announces_is_known_and_proved(both: Protocol) -> None:
    inner = replace(
        both.included["strokes"],
        session=tuple(replace(part, when=()) for part in both.included["strokes"].session),
    )
    silent = replace(both, session=(replace(both.session[0], steps=both.session[0].steps[:1]), *both.session[1:]))
    silent = replace(silent, included={**both.included, "strokes": inner})
    session = expand(silent, Choices(), 9)
    assert session.announces is not None
    assert "About nine minutes." in session.chapters[session.announces].texts()
    with pytest.raises(ProofError, match="9 minutes are announced"):
        prove(timeline_of(session), session, silent)


def test_what_was_treated_today_is_left_out_and_the_first_has_no_break(both: Protocol) -> None:
    titles = [chapter.title for chapter in expand(both, Choices(side="left", without=("small",)), 3).chapters]
    assert titles[:2] == ["Opening", "Rolling: Opening"]
    assert not any("Break" in title or "Holding" in title for title in titles)
    titles = [chapter.title for chapter in expand(both, Choices(without=("strokes", "another")), 3).chapters]
    assert not any("Break" in title or "Rolling" in title for title in titles)
    with pytest.raises(InputError, match="small, strokes were all treated today; leave them alone until tomorrow"):
        expand(both, Choices(without=("small", "strokes")), 3)


def test_side_level_and_pace_are_chosen_for_all_and_the_rest_for_none(both: Protocol) -> None:
    session = expand(both, Choices(side="right", level="remind"), 3)
    assert {chapter.location.side for chapter in session.chapters} == {None, "right"}
    assert "Down." in said(session)
    assert "Three each." in said(session)
    for choices, option in ((Choices(hold=5), "hold"), (Choices(spots=1), "spots"), (Choices(set=20), "set")):
        with pytest.raises(InputError, match=f"--{option} .*both has no {option} to choose"):
            expand(both, choices, 3)


@pytest.mark.parametrize("level", ["learn", "remind", "tones"])
@pytest.mark.parametrize("side", ["both", "left"])
@pytest.mark.parametrize("without", [(), ("small",), ("strokes",)])
def test_every_choice_gives_a_proved_timeline(
    both: Protocol, level: Level, side: Side, without: tuple[str, ...]
) -> None:
    session, timeline = proved(both, Choices(level=level, side=side, without=without))
    done = {chapter.location.protocol for chapter in timeline.chapters if chapter.held}
    assert done == {"small", "strokes"} - set(without)
    assert len(session.chapters) == len(timeline.chapters)


def test_each_protocol_keeps_its_own_limits(both: Protocol) -> None:
    session, timeline = proved(both, Choices())
    tight = replace(both.included["strokes"].limits, set=both.included["small"].limits.hold)
    narrow = {**both.included, "strokes": replace(both.included["strokes"], limits=tight)}
    with pytest.raises(ProofError, match=r"Rolling: .*held for 12 s, outside the protocol's limit"):
        prove(timeline, session, replace(both, included=narrow))
    with pytest.raises(ProofError, match="is of 'strokes', whose limits nobody knows"):
        prove(timeline, session, replace(both, included={"small": both.included["small"]}))


def test_both_sides_get_the_same_of_each_protocol(both: Protocol) -> None:
    session, timeline = proved(both, Choices())
    at = next(
        i for i, chapter in enumerate(timeline.chapters) if chapter.location.protocol == "strokes" and chapter.held
    )
    lost = replace(timeline, chapters=timeline.chapters[:at] + timeline.chapters[at + 1 :])
    with pytest.raises(ProofError, match="the left side does not get the same spots and held time"):
        prove(lost, session, both)


def test_the_script_has_every_line_of_every_beginning(both: Protocol) -> None:
    every: set[str] = set()
    for level in ("learn", "remind", "tones"):
        for side in ("both", "left", "right"):
            for without in ((), ("small",), ("strokes",)):
                every |= set(said(expand(both, Choices(side, level, without=without), 1)))
    for minutes in MINUTES:
        every |= set(said(expand(both, Choices(), minutes)))
    lines = {line.text for line in script(both)}
    assert every <= lines
    assert {"Ease off.", "Is your arm broken?", "Then not now."} <= lines
    assert not any(text.startswith("About") and "in all" not in text and "left" not in text for text in lines)


def test_the_script_of_strokes_has_every_set_and_stroke_of_whole_seconds(both: Protocol) -> None:
    strokes = both.included["strokes"]
    known = {line.text for line in script(strokes)}
    for stroke in (2, 3, 4):
        for set_s in range(8, 41):
            session = expand(strokes, Choices(set=set_s, stroke=stroke), 1)
            assert set(said(session)) <= known
            assert all(
                isinstance(step, Strokes) for c in session.chapters for i, step in c.steps if i == 3 and c.location.spot
            )
    assert "Roll for sixteen, each way four." in known


def test_a_wished_length_is_reached_by_level_and_pace(both: Protocol) -> None:
    found = candidates(both, Choices(), FREE)
    assert len(found) == len(set(found)) == 3 * 5 - 2  # explanations are not hurried
    assert {(one.spots, one.passes) for one in found} == {(None, None)}
    for one in found:
        assert expand(both, one).chapters


def test_an_empty_or_wrong_programme_is_refused(tmp_path: Path) -> None:
    programme(tmp_path)
    wrong = PROGRAMME.replace("[small, strokes]", "[small, rolling]")
    with pytest.raises(ProtocolError, match="there is no protocol 'rolling'"):
        parse(wrong, str(tmp_path / "both.yaml"))


def test_an_included_chapter_is_placed_as_if_it_stood_alone(both: Protocol) -> None:
    _, timeline = proved(both, Choices(side="left"))
    alone = timeline_of(expand(both.included["strokes"], Choices(side="left"), 1))
    inside = [chapter for chapter in timeline.chapters if chapter.location.protocol == "strokes" and chapter.held]
    outside = [chapter for chapter in alone.chapters if chapter.held]
    assert [(c.cues, c.held, c.length) for c in inside] == [(c.cues, c.held, c.length) for c in outside]
    assert all(isinstance(c.length, int) and c.length % Samples(1_500) == 0 for c in inside)


def test_the_script_has_what_is_said_to_who_comes_back_too_soon(both: Protocol, tmp_path: Path) -> None:
    """A programme without words for it says those of its part, and then asks."""
    asks = "Do you want to start all the same?"
    assert asks not in {line.text for line in script(both)}
    small = TEXT.replace("limits:\n", "limits:\n  between: {days: 2, source: choice}\n")
    small = small.replace("stop rule: notice}", "stop rule: notice, too soon: soon}")
    small = small.replace(
        "      notice: {", "      soon: {source: choice, always: That was yesterday.}\n      notice: {"
    )
    for name, text in (("small", small), ("strokes", STROKES), ("both", PROGRAMME)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    both = load(str(tmp_path / "both.yaml"))
    for protocol in (both, both.included["small"]):
        assert {asks, "That was yesterday."} <= {line.text for line in script(protocol)}
    assert asks not in {line.text for line in script(both.included["strokes"])}
    assert too_soon_line(both, "small", "en") == "That was yesterday."


def test_what_only_the_programme_has_to_choose_is_no_matter_of_those_it_includes(both: Protocol) -> None:
    strokes = both.included["strokes"].limits
    own = replace(both, limits=replace(both.limits, set=strokes.set, stroke=strokes.stroke))
    session, timeline = proved(own, Choices(set=20, stroke=2.5))
    times = {(c.location.protocol, held.length, held.stroke) for c in timeline.chapters for held in c.held}
    second = SAMPLE_RATE
    assert times == {("small", 5 * second, None), ("strokes", 20 * second, 5 * second // 2)}
    assert len(session.chapters) == len(timeline.chapters)

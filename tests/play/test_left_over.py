"""What a number leaves of a session, on disk: in the journal, for whoever goes on, and in the diary."""

from pathlib import Path

import pytest
from hearing import Hearing, moments, with_comfort
from spots import Silent, silent
from spots import at_once as at_once

from coach.diary.record import Recorder
from coach.diary.store import About, Diary
from coach.play.controls.verbs import Rating, Verb
from coach.play.journal import Journal, read
from coach.session import Choices

pytestmark = pytest.mark.usefixtures("at_once")


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Silent:
    (tmp_path / "small.yaml").write_text(with_comfort(), encoding="utf-8")
    return silent(str(tmp_path / "small.yaml"), Choices(spots=3), tmp_path.parent / "clips", monkeypatch)


def journal(session: Silent, folder: Path) -> Journal:
    return Journal(folder / "session.json", session.request, session.digest)


@pytest.mark.parametrize(
    ("keys", "fewer", "over"),
    [([4], 1, ()), ([5, 4], 2, ()), ([4, 4, 4], 2, ()), ([6], 0, ("left",)), ([4, 9], 1, ("left",))],
)
def test_what_goes_on_later_asks_for_no_more(
    session: Silent, tmp_path: Path, keys: list[int], fewer: int, over: tuple[str, ...]
) -> None:
    with Hearing(session, 2, screens=[journal(session, tmp_path)]) as live:
        live.to(2, moments(session.chapter(2))["approach"])
        live.press(*(Rating(key) for key in keys))
        live.seconds(30)
        left = live.stream._head.source
        index, events = live.stream.position.chapter, live.events
        assert events
    entry = read(tmp_path / "session.json")
    choices = entry.request.choices
    assert (choices.fewer, choices.over, entry.chapter) == (fewer, over, index)
    again = Silent(entry.request)
    assert again.digest == session.digest == entry.fingerprint, "it is still the same session"
    assert again.count == left.count
    assert [again.location(at) for at in range(again.count)] == [left.location(at) for at in range(left.count)]


def test_resumed_it_goes_on_where_it_was_with_what_is_left(session: Silent, tmp_path: Path) -> None:
    with Hearing(session, 2, screens=[journal(session, tmp_path)]) as live:
        live.to(2, moments(session.chapter(2))["hold"])
        live.press(Rating(4))
        live.until(lambda: live.now == (3, "playing") and live.titles()[-1].endswith("spot 2 of 2"))
        count = live.stream._head.source.count
    entry = read(tmp_path / "session.json")
    assert entry.chapter == 3
    less = session.choosing(entry.request.choices)
    assert isinstance(less, Silent)
    with Hearing(less, entry.chapter, resumed=True) as live:
        live.to_end()
        assert live.said()[0] == live.words("ease")
        assert live.titles()[0].endswith("top, spot 2 of 2")
        assert len(live.titles()) == count - 3
        assert not any("of 3" in title for title in live.titles())
        assert live.listener.flaws == []


def test_stopped_or_declined_it_is_forgotten_or_kept(session: Silent, tmp_path: Path) -> None:
    for key, kept in ((Verb.STOP, True), (None, False)):
        with Hearing(session, 2, screens=[journal(session, tmp_path)]) as live:
            live.to(2, moments(session.chapter(2))["hold"])
            live.press(Rating(6))
            live.until(lambda: live.now[1] == "offered")
            if key is not None:
                live.press(key)
            live.to_end()
        assert (tmp_path / "session.json").exists() == kept


def test_the_diary_gets_each_number(session: Silent, tmp_path: Path) -> None:
    diary = Diary(tmp_path / "diary.sqlite")
    about = About(protocol="small", version=1, title="Small", level="learn", language="en", choices="{}")
    with Recorder(diary, about) as recorder, Hearing(session, 1, screens=[recorder]) as live:
        live.seconds(1)
        live.press(Rating(3))
        live.to(2, moments(session.chapter(2))["rest"])
        live.press(Rating(4))
        live.until(lambda: live.now[0] == 3)
        live.to(3, moments(live.stream._head.source.chapter(3))["hold"])  # type: ignore[attr-defined]
        live.press(Rating(7))
        live.to_end()
    (entry,) = diary.entries()
    assert [(felt.chapter, felt.value) for felt in entry.ratings] == [(1, 3), (2, 4), (3, 7)]
    assert entry.comfort_before == 3
    assert [done.title for done in entry.done] == ["Left arm, top, spot 1 of 3"]
    assert entry.ending == "finished"

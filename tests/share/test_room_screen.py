"""The screen beside a room: what it shows, and that every event reaches a page in order and no page stops the room."""

import socket
import threading
import tracemalloc
from datetime import timedelta
from typing import Any

import pytest
from room_screen_material import NOON, Told, album, lineup, served

from coach.commands.screen import open_screen
from coach.errors import InputError
from coach.room.hours import Hours
from coach.share import screen as module
from coach.share.screen import MOST_PAGES, MOST_WAITING
from coach.share.shown_room import ScreenState, ShownRoom, heading
from coach.units import Samples, to_samples

DAY = Hours.parse("08:00", "12:14")


def shown(**settings: Any) -> tuple[Told, ShownRoom]:
    room = ShownRoom(lambda: NOON)
    room.line_up(lineup(**settings))
    return Told(room), room


def test_while_it_speaks_its_words_title_and_what_comes_next_are_shown() -> None:
    told, room = shown()
    told.speak("Less is more.")
    assert room.state() == ScreenState(
        "speech", "Good to know", "Less is more.", "Next: quiet hour, 12:16", room.state().code
    )
    assert b"<svg" in room.pictures[room.state().code]


def test_a_long_sentence_is_shown_by_the_part_that_is_said() -> None:
    told, room = shown()
    told.speak()
    told.say("First this, then that.", ((Samples(0), "First this,"), (to_samples(2), "then that.")))
    assert room.state().words == "First this,"
    assert not room.tick(to_samples(1))
    assert room.tick(to_samples(2.5))
    assert room.state().words == "then that."
    assert not room.tick(to_samples(30))  # nor does the whole sentence come after it


def test_a_sound_is_shown_by_its_title_without_its_suffix() -> None:
    told, room = shown()
    told.play_music()
    state = room.state()
    assert (state.kind, state.title, state.words) == ("sound", "", "quiet hour")
    assert state.next == "Next: Good to know, 12:09"


def test_what_would_not_begin_before_closing_and_what_chance_decides_is_not_told() -> None:
    for settings in ({"hours": DAY, "zone": "Europe/Berlin"}, {"order": "shuffled"}):
        told, room = shown(**settings)
        told.speak("Less is more.")
        assert room.state().next == ""


def test_between_items_the_next_one_is_large_and_while_closed_the_next_opening() -> None:
    told, room = shown()
    told.speak("Less is more.", shown=album())
    told.end()
    assert (room.state().kind, room.state().words) == ("quiet", "Next: quiet hour, 12:16")
    told.wait()
    assert (room.state().kind, room.state().words, room.state().drawing) == ("quiet", "Next: quiet hour, 12:05", "")
    told.close(NOON + timedelta(hours=4))
    assert (room.state().kind, room.state().words) == ("closed", "Open again at 16:00")
    told.close(NOON + timedelta(days=1, hours=-4))
    assert room.state().words == "Open again on Tuesday at 08:00"
    told.close(NOON + timedelta(days=20))
    assert room.state().words == "Open again on Sunday 2027-03-21 at 12:00"
    told.wait(0)
    assert room.state().words == "Next: quiet hour, 12:00"


def test_it_speaks_the_language_of_the_room_in_its_zone() -> None:
    told, room = shown(language="es", zone="America/New_York")
    told.close(NOON + timedelta(days=1))
    assert room.state().words == "Abrimos otra vez el martes a las 12:00"
    assert f"{room.now():%H:%M}" == "06:00"


def test_a_spot_is_shown_in_the_drawing_of_its_protocol() -> None:
    told, room = shown()
    told.speak("Hold.", shown=album())
    state = room.state()
    assert (state.side, state.place) == ("right", "0-2")
    assert b'data-place="0-2"' in room.pictures[state.drawing]
    assert set(room.pictures) == {state.drawing, state.code}
    told.play_music()
    assert set(room.pictures) == {state.code}


@pytest.mark.parametrize(
    ("title", "said"),
    [("a b.mp3", "a b"), ("/x/tide.ogg", "tide"), ("Open at 10.30", "Open at 10.30"), ("No. 3.5", "No. 3.5")],
)
def test_a_heading_is_no_file_name(title: str, said: str) -> None:
    assert heading(title) == said


def test_every_event_reaches_every_page_in_order() -> None:
    said = [f"Sentence {number}." for number in range(20)]
    with served() as room, room.follow() as first, room.follow() as second:
        assert next(first)["kind"] == next(second)["kind"] == "starting"
        room.speak(*said)
        for page in (first, second):
            heard = [state["words"] for state in _until(page, said[-1])]
            assert [words for words in heard if words.startswith("Sentence")] == said


def _until(page: Any, words: str) -> list[dict[str, Any]]:
    states = []
    for state in page:
        states.append(state)
        if state["words"] == words:
            break
    return states


def test_a_page_that_comes_late_has_it_all() -> None:
    with served() as room:
        room.speak("Less is more.", shown=album())
        with room.follow() as page:
            state = _until(page, "Less is more.")[-1]
        assert state["clock"] == "12:00"
        assert room.fetch(f"/picture/{state['code']}")[0] == room.fetch(f"/picture/{state['drawing']}")[0] == 200
        assert room.fetch("/picture/other.svg")[0] == 404


def test_an_idle_page_hears_a_beat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BEAT", 0.02)
    with served() as room, room.follow() as page:
        assert [next(page)["kind"] for _ in range(4)] == ["starting"] * 4


def test_a_page_that_reads_nothing_stops_nobody() -> None:
    with served() as room:
        dead = [socket.create_connection(("127.0.0.1", room.port)) for _ in range(3)]
        for one in dead:
            one.sendall(f"GET /events HTTP/1.1\r\nHost: 127.0.0.1:{room.port}\r\n\r\n".encode())
        with room.follow() as page:
            next(page)
            room.speak(*(f"{number} {'word ' * 40}" for number in range(3000)), "The end.")
            assert _until(page, "The end.")
        for one in dead:
            one.close()


def test_more_pages_than_there_is_room_for_end_the_first() -> None:
    with served() as room, room.follow() as first:
        next(first)
        others = [room.follow() for _ in range(MOST_PAGES)]
        for one in others:
            next(one.__enter__())
        assert list(first) == []  # it ended, instead of waiting for ever
        for one in others:
            one.__exit__(None, None, None)


def test_eight_hours_of_events_grow_nothing() -> None:
    """Eight hours of a sentence each four seconds, with an item each ten minutes; one page reads, one does not."""
    with served() as room, room.follow() as page, socket.create_connection(("127.0.0.1", room.port)) as dead:
        dead.sendall(f"GET /events HTTP/1.1\r\nHost: 127.0.0.1:{room.port}\r\n\r\n".encode())
        reader = threading.Thread(target=lambda: all(state["words"] != "The end." for state in page))
        reader.start()
        tracemalloc.start()
        sizes = []
        for hour in range(8):
            for item in range(6):
                room.speak(*(f"{hour} {item} {number}, and so on." for number in range(150)), shown=album())
                room.end()
                room.wait()
            sizes.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
        waiting = [len(one) for one in room.screen._pages.values()]
        room.speak("The end.")
        reader.join(30)
        assert not reader.is_alive()
        assert max(waiting) <= MOST_WAITING
        assert sizes[-1] - sizes[1] < 200_000


def test_a_dead_server_is_told_and_the_room_goes_on() -> None:
    troubles: list[str] = []
    bound = socket.create_server(("127.0.0.1", 0))
    screen = module.Screen(ShownRoom(lambda: NOON), [], [bound], troubles.append)
    with screen:
        while screen._thread._loop is None or not screen._thread._server.started:
            pass
        screen._thread._server.should_exit = True
        screen._thread._thread.join(10)
        Told(screen).speak("Less is more.")
    assert troubles == ["the screen beside the room is gone (it ended); the sound goes on; start the room again"]


def test_who_leaves_at_once_leaves_no_server_behind() -> None:
    for _ in range(20):
        bound = socket.create_server(("127.0.0.1", 0))
        screen = module.Screen(ShownRoom(lambda: NOON), [], [bound], pytest.fail)
        with screen:
            pass
        assert not screen._thread.alive


def test_the_page_fetches_nothing_from_outside_and_is_for_its_own_address_alone() -> None:
    with served(language="es") as room:
        status, headers, html = room.fetch("/")
        assert status == 200
        assert "default-src 'self'" in headers["content-security-policy"]
        assert b'<html lang="es">' in html
        for name in ("screen.css", "screen.js", "icon.png"):
            status, _, content = room.fetch(f"/{name}")
            assert status == 200
            assert b"://" not in content.replace(b"http://www.w3.org/", b"")
        assert room.fetch("/", host="evil.example")[0] == 421
        assert room.fetch("/events", "HEAD")[2] == b""
        assert room.fetch("/", "POST")[0] == 405


@pytest.mark.parametrize("address", ["", "x", "0.0.0.0:8770", ":8770", "127.0.0.1:", "127.0.0.1:70000", "[::]:1"])
def test_an_address_that_is_none(address: str) -> None:
    with pytest.raises(InputError, match=r"^--screen .*: write a port like 8770"):
        open_screen(address)


def test_an_address_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=rf"^--screen {port}: .*; choose another address$"):
            open_screen(str(port))

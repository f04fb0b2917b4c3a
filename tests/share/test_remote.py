"""A remote through real sockets: what phones are shown, what they can ask for, and who is refused."""

import threading
import time
from collections.abc import Iterator

import pytest
from remote_material import HOLD, TOKEN, Steered, steered

from coach.page.remote_page import remote_files
from coach.play.controls.verbs import Rating, Verb
from coach.play.events import StateChanged
from coach.share import remote as remote_module
from coach.share.remote_app import BURST, EACH, Allowance
from coach.units import to_samples


@pytest.fixture
def running() -> Iterator[Steered]:
    with steered() as one:
        yield one


@pytest.mark.parametrize("language", ["en", "es"])
def test_page_script_and_style_are_small_and_name_nobody_else(language: str) -> None:
    files = remote_files("Hamstrings", language, rated=True)
    assert sum(map(len, files.values())) <= 20_000
    assert b"http" not in files["index.html"].replace(b"http-equiv", b"")
    assert f'lang="{language}"'.encode() in files["index.html"]


def test_the_page_and_all_that_it_loads_are_served_with_a_strict_policy(running: Steered) -> None:
    for name, content in remote_files("Hamstrings", "en", rated=True).items():
        answer, body = running.send("" if name == "index.html" else name, "GET")
        assert (answer.status, body) == (200, content)
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'self';")
        assert "unsafe" not in policy
        assert answer.headers["Cache-Control"] == "no-store"


def test_numbers_are_there_only_where_the_session_takes_them() -> None:
    with steered(rated=False) as without:
        without.begin()
        assert b'data-ask="0"' not in without.send("", "GET")[1]
        assert without.press("0") == 404
        assert without.asked == []


@pytest.mark.parametrize(
    ("name", "request_"),
    [
        ("pause", Verb.PAUSE),
        ("go-on", Verb.RESUME),
        ("ready", Verb.READY),
        ("again", Verb.AGAIN),
        ("next", Verb.NEXT),
        ("back", Verb.BACK),
        ("louder", Verb.LOUDER),
        ("softer", Verb.SOFTER),
        ("how-long", Verb.REMAINING),
        ("stop", Verb.STOP),
        ("0", Rating(0)),
        ("9", Rating(9)),
    ],
)
def test_every_button_is_one_request(running: Steered, name: str, request_: Verb | Rating) -> None:
    running.begin()
    assert f'data-ask="{name}"'.encode() in running.send("", "GET")[1] or name == "go-on"
    assert running.press(name) == 204
    assert running.asked == [request_]


def test_nothing_begins_from_a_phone(running: Steered) -> None:
    with running.follow() as states:
        assert next(states)["begun"] is False
        assert [running.press(name) for name in ("go-on", "ready", "next", "stop")] == [409] * 4
        running.begin()
        while not next(states)["begun"]:
            pass
    assert running.press("next") == 204
    assert running.asked == [Verb.NEXT]


@pytest.mark.parametrize(("language", "place", "paused"), [("en", "2 of 14", "paused"), ("es", "2 de 14", "en pausa")])
def test_a_phone_follows_what_is_heard(language: str, place: str, paused: str) -> None:
    with steered(language) as running, running.follow() as states:
        running.begin()
        now = next(one for one in states if one["words"])
        assert (now["chapter"], now["place"], now["words"]) == ("left leg, spot 2", place, "Straighten the knee.")
        assert (now["status"], now["paused"], now["left"]) == ("", False, None)
        running.hold()
        assert next(one for one in states if one["left"])["left"] == pytest.approx(10, abs=0.1)
        running.pause()
        now = next(one for one in states if one["words"] == "Paused.")
        assert (now["status"], now["paused"], now["left"]) == (paused, True, None)


def test_a_phone_that_comes_in_a_hold_sees_what_is_left_of_it(running: Steered) -> None:
    running.begin()
    running.hold()
    running.remote.tick(to_samples(9))
    with running.follow() as states:
        now = next(one for one in states if one["left"])
        assert (now["left"], now["does"]) == (pytest.approx(4, abs=0.1), "Hold")
    assert HOLD.start == to_samples(3)


def test_the_other_side_that_is_offered_is_gone_on_with(running: Steered) -> None:
    running.begin()
    running.remote.show(StateChanged(to_samples(2), "offered"))
    with running.follow() as states:
        now = next(one for one in states if one["paused"])
        assert now["status"] == "the other side"


def test_several_phones_see_the_same_and_each_can_ask(running: Steered) -> None:
    with running.follow() as one, running.follow() as other:
        running.begin()
        for states in (one, other):
            assert next(now for now in states if now["words"])["chapter"] == "left leg, spot 2"
        assert (running.press("back"), running.press("next")) == (204, 204)
    assert running.asked == [Verb.BACK, Verb.NEXT]
    assert running.ways == {"phone 127.0.0.1"}


def test_one_phone_too_many_takes_the_place_of_the_first(running: Steered, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote_module, "MOST_PHONES", 1)
    with running.follow() as first:
        next(first)
        with running.follow() as second:
            next(second)
            assert list(first) == []
            running.begin()
            assert any(now["begun"] for now in second)


def test_a_phone_hears_the_beat_while_nothing_happens(running: Steered, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote_module, "BEAT", 0.05)
    with running.follow() as states:
        assert next(states) == next(states) == next(states)


def test_at_the_end_every_phone_is_told_and_the_server_is_gone() -> None:
    with steered() as running:
        running.begin()
        with running.follow() as states:
            next(states)
            running.remote.__exit__()
            rest = list(states)
            assert rest[-1]["over"] is True
        with pytest.raises(ConnectionError):
            running.press("next")
        running.remote.show(StateChanged(to_samples(2), "ended"))
    assert running.remote.trouble is None
    assert not any(thread.name == "remote" for thread in threading.enumerate())


def test_a_server_that_dies_is_one_line_and_the_session_goes_on(capfd: pytest.CaptureFixture[str]) -> None:
    with steered() as running:
        running.begin()
        running.remote._thread._server.should_exit = True
        end = time.monotonic() + 10
        while running.remote.trouble is None:
            assert time.monotonic() < end
            running.pause()
            running.remote.tick(to_samples(2))
            time.sleep(0.01)
    assert "gone before the end" in running.remote.trouble
    assert "\n" not in running.remote.trouble
    assert capfd.readouterr() == ("", "")


# Who is refused


@pytest.mark.parametrize(
    ("path", "method", "headers", "status"),
    [
        ("ask/next", "POST", {}, 403),
        ("ask/next", "POST", {"Origin": "null"}, 403),
        ("ask/next", "POST", {"Origin": "http://evil.example"}, 403),
        ("ask/next", "GET", None, 405),
        ("ask/dance", "POST", None, 404),
        ("/wrong/ask/next", "POST", None, 404),
        ("/wrong/events", "GET", None, 404),
        ("/wrong/", "GET", None, 404),
        (f"/{TOKEN[:-1]}/ask/next", "POST", None, 404),
        ("/", "GET", None, 404),
        ("remote.html", "GET", None, 404),
        ("ask/next", "POST", {"Host": "evil.example", "Origin": "http://evil.example"}, 421),
    ],
)
def test_who_is_no_page_of_ours_asks_for_nothing(
    running: Steered, path: str, method: str, headers: dict[str, str] | None, status: int
) -> None:
    running.begin()
    answer, body = running.send(path, method, headers)
    assert answer.status == status
    assert TOKEN.encode() not in body
    assert running.asked == []


def test_a_head_of_the_events_ends(running: Steered) -> None:
    assert running.send("events", "HEAD")[0].status == 200


def test_a_phone_in_a_pocket_is_held_back_but_never_from_pausing_or_stopping(running: Steered) -> None:
    running.begin()
    assert [running.press("next") for _ in range(BURST + 3)].count(429) >= 2
    assert (running.press("pause"), running.press("stop")) == (204, 204)


def test_after_a_burst_there_is_one_request_for_each_pause() -> None:
    time = [100.0]
    allowance = Allowance(lambda: time[0])
    assert [allowance.take() for _ in range(BURST + 1)] == [True] * BURST + [False]
    time[0] += EACH
    assert (allowance.take(), allowance.take()) == (True, False)
    time[0] += 100 * EACH
    assert sum(allowance.take() for _ in range(20)) == BURST

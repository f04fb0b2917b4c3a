"""The screen beside a room in a real browser: read at 4 m, soon enough, and back by itself."""

import shutil
import time
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

import pytest
from needs import browser
from room_screen_material import NOON, Served, album, served
from shipped import timeline_of

from coach.share import screen as module

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, browser]

SIZES = [(1920, 1080), (1280, 720), (3840, 2160)]

HIGH = 535.0
"""Millimetres that a display of 43 inches, 16 to 9, is high."""

READ = 20.0
"""Millimetres of a small letter that is read at 4 m."""

STATES: dict[str, "Callable[[Served], None]"] = {
    "speech": lambda room: room.speak("Before you begin, think of three people."),
    "drawing": lambda room: room.speak("Slowly straighten your knee.", shown=album()),
    "sound": lambda room: room.play_music(),
    "quiet": lambda room: room.wait(),
    "closed": lambda room: room.close(NOON + timedelta(days=1)),
}

LETTERS = """(ids) => ids.filter((id) => document.getElementById(id).textContent).map((id) => {
  const look = getComputedStyle(document.getElementById(id)), drawn = document.createElement("canvas").getContext("2d");
  drawn.font = `${look.fontWeight} ${look.fontSize} ${look.fontFamily}`;
  return drawn.measureText("x").actualBoundingBoxAscent / innerHeight;
})"""

CUT = """() => ["title", "words", "next", "more", "clock"].filter((id) => {
  const one = document.getElementById(id), box = one.getBoundingClientRect();
  return one.scrollWidth > one.clientWidth || box.bottom > innerHeight || box.right > innerWidth || box.top < 0;
})"""

NOTE = """() => {
  window.noted = {};
  const words = document.getElementById("words");
  new MutationObserver(() => {
    const text = words.textContent;
    requestAnimationFrame(() => window.noted[text] = performance.timeOrigin + performance.now());
  }).observe(words, { childList: true });
}"""


@pytest.fixture(scope="module")
def chromium() -> "Iterator[Browser]":
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield launched
        launched.close()


class Hung:
    """A display on a wall, and all that must never happen on it."""

    def __init__(self, chromium: "Browser", room: Served, size: tuple[int, int] = SIZES[0]) -> None:
        self.context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        own = room.url
        self.page.on("request", lambda sent: None if sent.url.startswith(own) else self.faults.append(sent.url))
        self.page.goto(own)
        self.reads("clock", "12:00")

    def reads(self, name: str, text: str) -> None:
        self.page.wait_for_function(
            "([id, text]) => document.getElementById(id).textContent === text", arg=[name, text], timeout=10_000
        )

    def until_shown(self, room: Served) -> None:
        state = room.screen._last
        self.reads("words", state.words)
        for name, shown in (("drawing", state.drawing), ("code", state.code)):
            self.page.wait_for_function(
                "([id, shown]) => !!document.getElementById(id).querySelector('svg') === shown", arg=[name, bool(shown)]
            )


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_in_every_state_it_is_read_at_4_m_and_nothing_is_cut_off(chromium: "Browser", size: tuple[int, int]) -> None:
    with served() as room:
        display = Hung(chromium, room, size)
        for name, begin in STATES.items():
            begin(room)
            display.until_shown(room)
            letters = display.page.evaluate(LETTERS, ["title", "words", "next", "clock"])
            assert min(letters) * HIGH >= READ, name
            assert display.page.evaluate(CUT) == [], name
        assert display.page.evaluate("getComputedStyle(document.body).cursor") == "none"
        assert display.page.evaluate("document.getAnimations().length") == 0
        display.context.close()
        assert display.faults == []


def test_axe_finds_nothing_and_every_contrast_is_at_least_7(chromium: "Browser") -> None:
    from axe_playwright_python.sync_playwright import Axe

    with served(language="es") as room:
        display = Hung(chromium, room)
        for name, begin in STATES.items():
            begin(room)
            display.until_shown(room)
            found = Axe().run(display.page, options={"rules": {"color-contrast-enhanced": {"enabled": True}}})
            assert found.violations_count == 0, (name, found.generate_report())
            assert "color-contrast-enhanced" in [rule["id"] for rule in found.response["passes"]]
        display.context.close()


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_sentence_of_the_waiting_room_is_read_at_4_m(chromium: "Browser", language: str) -> None:
    timeline = timeline_of("waiting-room", language=language)
    sentences = {cue.content for chapter in timeline.chapters for cue in chapter.cues if cue.kind == "speech"}
    with served(language=language) as room:
        display = Hung(chromium, room)
        room.speak()
        for sentence in sorted(sentences, key=len)[-8:]:
            room.say(sentence)
            display.reads("words", sentence)
            assert min(display.page.evaluate(LETTERS, ["words"])) * HIGH >= READ, sentence
            assert display.page.evaluate(CUT) == [], sentence
        display.context.close()


def test_words_are_seen_within_200_ms_of_their_event(chromium: "Browser") -> None:
    """Both clocks are this machine's: the page's counts from when it was opened, by the time of day."""
    said: dict[str, float] = {}
    with served() as room:
        display = Hung(chromium, room)
        display.page.evaluate(NOTE)
        room.speak()
        for number in range(20):
            words = f"Sentence {number}, as long as any other sentence of the coach."
            said[words] = 1000 * time.time()
            room.say(words)
            display.reads("words", words)
            # They are noted when they are drawn, which is after they are there.
            while not display.page.evaluate("words => words in window.noted", words):
                display.page.wait_for_timeout(5)
        seen = display.page.evaluate("window.noted")
        late = [seen[words] - at for words, at in said.items()]
        display.context.close()
    print(f"median {median(late):.1f} ms, most {max(late):.1f} ms")
    assert median(late) <= 200


def test_it_is_back_within_5_s_after_the_server_was_killed(chromium: "Browser") -> None:
    with served() as room:
        display = Hung(chromium, room)
        room.speak("Less is more.")
        display.reads("words", "Less is more.")
    display.reads("lost", "No answer from the room. Trying again.")
    display.reads("words", "")
    with served(room.port) as again:
        began = time.monotonic()
        again.speak("It goes on.")
        display.reads("words", "It goes on.")
        assert time.monotonic() - began <= 5
        display.reads("lost", "")
        again.say("And on.")
        display.reads("words", "And on.")
        display.context.close()


def test_a_room_that_falls_silent_is_told_and_asked_again(chromium: "Browser", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BEAT", 1000.0)
    with served() as room:
        context = chromium.new_context()
        page = context.new_page()
        page.clock.install()
        page.goto(room.url)
        page.wait_for_function("() => document.getElementById('clock').textContent")
        with page.expect_request("**/events"):
            page.clock.fast_forward(10_500)
        page.wait_for_function("() => document.getElementById('clock').textContent")
        assert page.text_content("#lost") == ""
        context.close()


def test_a_room_in_another_language_loads_the_page_anew(chromium: "Browser") -> None:
    with served() as room:
        display = Hung(chromium, room)
        port = room.port
    with served(port, language="es"):
        display.page.wait_for_function("() => document.documentElement.lang === 'es'", timeout=10_000)
        display.context.close()

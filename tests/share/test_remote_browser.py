"""The page of a remote in a real browser at the size of a phone: its buttons, its words, its names, its end."""

import shutil
from typing import TYPE_CHECKING

import pytest
from needs import browser
from remote_material import Steered, steered

from coach.play.controls.verbs import Rating, Verb

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, browser]

SIZES = [(320, 568), (375, 667), (667, 375)]


@pytest.fixture(scope="module")
def chromium() -> "Iterator[Browser]":
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield launched
        launched.close()


class Held:
    """A phone in a hand, and all that must never happen on it."""

    def __init__(self, chromium: "Browser", running: Steered, size: tuple[int, int] = (375, 667), scheme: str = "dark"):
        look = {"width": size[0], "height": size[1]}
        self.context = chromium.new_context(viewport=look, has_touch=True, color_scheme=scheme)  # type: ignore[arg-type]
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        own = running.url
        self.page.on("request", lambda sent: None if sent.url.startswith(own) else self.faults.append(sent.url))
        self.page.goto(own)

    def reads(self, name: str, text: str) -> None:
        self.page.wait_for_function(
            "([id, text]) => document.getElementById(id).textContent === text", arg=[name, text]
        )

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).tap()


def test_a_tap_is_a_verb_and_the_page_follows(chromium: "Browser") -> None:
    with steered() as running:
        phone = Held(chromium, running)
        phone.reads("told", "Begin at the computer; then steer it from here.")
        assert phone.page.get_by_role("button", name="Pause", exact=True).is_disabled()
        running.begin()
        phone.reads("words", "Straighten the knee.")
        phone.reads("place", "2 of 14")
        phone.press("Next spot")
        phone.press("Pause")
        running.pause()
        phone.reads("toggle", "Go on")
        phone.reads("told", "paused")
        phone.press("Go on")
        phone.press("4")
        running.until(4)
        assert running.asked == [Verb.NEXT, Verb.PAUSE, Verb.RESUME, Rating(4)]
        running.remote.__exit__()
        phone.reads("told", "The session is over.")
        assert phone.page.locator("button:enabled").count() == 0
        phone.context.close()
        assert phone.faults == []


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_every_button_is_large_and_in_sight_and_axe_finds_nothing(chromium: "Browser", size: tuple[int, int]) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with steered("es") as running:
        running.begin()
        running.hold()
        for scheme in ("dark", "light"):
            phone = Held(chromium, running, size, scheme)
            phone.reads("place", "2 de 14")
            for button in phone.page.get_by_role("button").all():
                box = button.bounding_box()
                assert box
                assert min(box["width"], box["height"]) >= 36, button.inner_text()
                assert box["y"] + box["height"] <= size[1], button.inner_text()
                assert box["x"] + box["width"] <= size[0], button.inner_text()
            found = Axe().run(phone.page)
            assert found.violations_count == 0, found.generate_report()
            phone.context.close()
            assert phone.faults == []


def test_a_phone_that_loses_the_wifi_says_so_and_comes_back_to_what_is_heard_now(chromium: "Browser") -> None:
    with steered() as running:
        running.begin()
        phone = Held(chromium, running)
        phone.reads("words", "Straighten the knee.")
        phone.context.set_offline(True)
        phone.press("Next spot")
        phone.reads("told", "No answer from the computer. Is the session over, or the phone in another Wi-Fi?")
        running.pause()
        phone.context.set_offline(False)
        phone.reads("toggle", "Go on")
        phone.reads("told", "paused")
        phone.press("Go on")
        running.until(1)
        assert running.asked == [Verb.RESUME]
        phone.context.close()

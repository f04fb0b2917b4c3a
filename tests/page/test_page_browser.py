"""The page in a real browser at the size of a phone: its sound, its words, its buttons, the lock screen, offline."""

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from needs import browser
from page_material import album as album
from page_material import exported
from page_material import page as page
from page_server import PageServer, serving
from PIL import Image
from shipped import WAYS
from test_page_html import shipped

from coach.page.html import sheet_html
from coach.page.site import site, static

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = [pytest.mark.browser, browser]

SPY = """
window.handlers = {}; window.registered = []; window.positions = [];
const was = MediaSession.prototype.setActionHandler;
MediaSession.prototype.setActionHandler = function (name, handler) {
  handlers[name] = handler; registered.push(name);
  return was.call(this, name, handler);
};
const placed = MediaSession.prototype.setPositionState;
MediaSession.prototype.setPositionState = function (state) { positions.push(state); return placed.call(this, state); };
"""

NOTE_WORDS = """() => {
  const sound = document.getElementById("sound"), words = document.getElementById("words");
  window.noted = [];
  new MutationObserver(() => noted.push([sound.currentTime, words.textContent])).observe(words, {childList: true});
}"""

LISTEN = """async () => {
  const sound = document.getElementById("sound"), context = new AudioContext();
  await context.resume();
  const meter = context.createScriptProcessor(512, 1, 1);
  context.createMediaStreamSource(sound.captureStream()).connect(meter).connect(context.destination);
  window.heard = [];
  meter.onaudioprocess = (event) => heard.push([sound.currentTime, Math.max(...event.inputBuffer.getChannelData(0))]);
}"""

AT_HOME = "coach.home"
"""A host that is no secure context, as a computer on a home network is none."""

FIRST_HOLD = 16.74
"""Second at which the first hold begins."""


@pytest.fixture(scope="module")
def chromium() -> "Iterator[Browser]":
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=_chromium(),
            args=[
                "--mute-audio",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                f"--host-resolver-rules=MAP {AT_HOME} 127.0.0.1",
            ],
        )
        yield launched
        launched.close()


def _chromium() -> str:
    found = shutil.which("chromium")
    assert found
    return found


@pytest.fixture
def server(page: Path) -> Iterator[PageServer]:
    with serving(page) as running:
        yield running


def _late(route: "Route") -> None:
    """Hold the whole file back for some seconds; a player, which asks for parts, gets its parts at once."""
    if "range" not in route.request.headers:
        time.sleep(3)
    route.continue_()


class Phone:
    """One page on a phone, and all that must never happen on it."""

    def __init__(self, chromium: "Browser", url: str, **look: Any) -> None:
        look = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "color_scheme": "dark", **look}
        self.context = chromium.new_context(**look)
        self.context.add_init_script(SPY)
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        own = (url.removesuffix("sheet.html"), "blob:")
        self.page.on("request", lambda sent: None if sent.url.startswith(own) else self.faults.append(sent.url))
        self.page.goto(url)

    def at(self) -> float:
        return float(self.page.evaluate("document.getElementById('sound').currentTime"))

    def seek(self, seconds: float) -> None:
        self.page.evaluate(f"document.getElementById('sound').currentTime = {seconds}")

    def rate(self, rate: float) -> None:
        """A slow sound gives a busy machine time to look."""
        self.page.evaluate(f"document.getElementById('sound').playbackRate = {rate}")

    def wait(self, condition: str, timeout: float = 15_000) -> None:
        self.page.wait_for_function(
            f"() => {{ const sound = document.getElementById('sound'); return {condition}; }}", timeout=timeout
        )

    def play(self) -> None:
        self.page.get_by_role("button", name="Play").click()
        self.wait("!sound.paused && sound.currentTime > 0.2")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()


@pytest.fixture
def phone(chromium: "Browser", server: PageServer) -> Iterator[Phone]:
    opened = Phone(chromium, server.url)
    yield opened
    opened.context.close()
    assert opened.faults == []


def test_one_press_plays_and_the_page_says_it_is_loaded(phone: Phone) -> None:
    phone.wait("/^(Loaded|Kept)/.test(document.getElementById('told').textContent)")
    phone.play()
    first = phone.at()
    phone.wait(f"sound.currentTime > {first} + 1")
    assert phone.page.evaluate("document.getElementById('sound').currentSrc").startswith("blob:")


def test_words_come_with_their_caption(phone: Phone, album: Path) -> None:
    phone.play()
    phone.page.evaluate(NOTE_WORDS)
    phone.seek(11.0)
    phone.wait("sound.currentTime > 19.9", 20_000)
    noted = [(at, text) for at, text in phone.page.evaluate("noted") if text and at > 11.2]
    text = next(album.glob("*.vtt")).read_text(encoding="utf-8")
    starts = re.findall(r"00:00:(\d\d\.\d{3}) --> .*\n(.*)", text)
    expected = [
        (float(at), re.sub(r"^\[(?:tone: )?(.*)\]$", r"\1", said)) for at, said in starts if 12 < float(at) < 19.8
    ]
    assert [said for _, said in noted] == [said for _, said in expected]
    late = [at - start for (at, _), (start, _) in zip(noted, expected, strict=True)]
    assert max(map(abs, late)) < 0.2, late


def test_the_clock_of_the_page_is_that_of_the_sound(phone: Phone) -> None:
    phone.play()
    phone.page.evaluate(LISTEN)
    for hold in (69.908, 34.377, FIRST_HOLD):
        phone.seek(hold - 0.8)  # between the tone that leads in and the tone of the hold there is the carrier alone
        phone.page.evaluate("heard.length = 0")
        phone.wait(f"sound.currentTime > {hold} + 0.3")
        loud = [at for at, level in phone.page.evaluate("heard") if at > hold - 0.6 and level > 0.12]
        assert loud[0] == pytest.approx(hold, abs=0.2)


def test_next_back_and_again_go_to_spots(phone: Phone) -> None:
    phone.play()
    for heading in ("Total", "top, spot 1 of 2", "top, spot 2 of 2"):
        phone.press("Next spot")
        phone.wait(f"document.getElementById('chapter').textContent === '{heading}'")
    assert phone.page.locator("#side").inner_text() == "Left"
    assert phone.page.locator(".spot.lit").get_attribute("data-place") == "0-2"
    assert phone.page.locator(".spot.done").get_attribute("data-place") == "0-1"
    phone.press("Spot before")
    phone.wait("document.getElementById('chapter').textContent === 'top, spot 1 of 2'")
    phone.seek(12)
    phone.press("Again")
    phone.wait("sound.currentTime < 7 && sound.currentTime > 6")


def test_the_other_side_is_a_mirror_with_its_own_word_place_and_colour(phone: Phone) -> None:
    phone.play()
    colours = []
    for at, word in ((8, "Left"), (43, "Right")):
        phone.seek(at)
        phone.wait(f"document.getElementById('side').textContent === '{word}'")
        box = phone.page.locator("#side").bounding_box()
        assert box
        assert (box["x"] < 100) == (word == "Left")
        colours.append(phone.page.evaluate("getComputedStyle(document.getElementById('side')).backgroundColor"))
        assert (phone.page.locator(".shown.mirrored").count() == 1) == (word == "Right")
    assert colours[0] != colours[1]


def test_nobody_is_led_away_from_within_a_stretch(phone: Phone) -> None:
    phone.play()
    phone.rate(0.1)
    phone.seek(FIRST_HOLD + 1)
    phone.press("Next spot")
    phone.wait("sound.currentTime > 21.7")  # the release tone; the words come after it
    assert phone.at() < 22.5
    phone.rate(1)
    phone.wait("document.getElementById('words').textContent === 'Let go.'")
    phone.wait("document.getElementById('chapter').textContent === 'top, spot 2 of 2'")


def test_a_pause_in_a_stretch_shows_how_to_come_out_and_goes_on_before_it(phone: Phone) -> None:
    phone.play()
    phone.rate(0.1)
    phone.seek(FIRST_HOLD + 2.3)
    phone.wait("document.getElementById('bar').value < 0.6")
    assert phone.page.get_by_role("progressbar", name="Hold").is_visible()
    assert phone.page.locator("#count").inner_text() == "3"
    phone.press("Pause")
    phone.wait("document.getElementById('words').textContent === 'Let go.'")
    assert phone.page.get_by_text("Come out of the stretch:").is_visible()
    phone.press("Go on")
    phone.wait("!sound.paused && sound.currentTime < 14")


def test_the_lock_screen_has_its_buttons_and_none_that_seek_by_seconds(phone: Phone) -> None:
    phone.play()
    phone.page.wait_for_function("() => window.registered.length > 0")
    assert set(phone.page.evaluate("registered")) == {"play", "pause", "previoustrack", "nexttrack", "seekto"}
    before = phone.page.evaluate("registered.length")
    phone.page.evaluate("handlers.nexttrack()")
    phone.wait("document.getElementById('chapter').textContent === 'Total'")
    title = "navigator.mediaSession.metadata.title"
    assert phone.page.evaluate(title) == "Total"
    artwork = phone.page.evaluate("navigator.mediaSession.metadata.artwork[0].src")
    assert artwork.startswith("http://localhost:")
    assert artwork.endswith("/cover.png")
    phone.page.evaluate("handlers.pause()")
    phone.page.evaluate("handlers.play()")
    phone.page.wait_for_function(f"() => window.registered.length > {before}")
    phone.page.evaluate("handlers.seekto({seekTime: 44})")
    phone.wait("sound.currentTime >= 44")
    state = phone.page.evaluate("positions.at(-1)")
    assert state["duration"] == pytest.approx(80.7, abs=0.2)
    assert state["position"] == pytest.approx(44, abs=1)


def test_it_goes_on_at_the_spot_where_it_was_left(phone: Phone) -> None:
    phone.play()
    phone.seek(30)
    phone.wait("document.getElementById('chapter').textContent === 'top, spot 2 of 2'")
    phone.page.reload()
    going = phone.page.get_by_role("button", name="Go on")
    assert phone.page.get_by_role("heading", name="top, spot 2 of 2").is_visible()
    assert phone.page.locator("#words").inner_text() == ""  # not those of the spot before
    assert phone.page.get_by_role("button", name="From the beginning").is_visible()
    going.click()
    phone.wait("!sound.paused && sound.currentTime > 24")
    assert phone.at() < 29


def test_a_keyboard_does_all_of_it(phone: Phone) -> None:
    phone.page.keyboard.press("Space")
    phone.wait("!sound.paused")
    phone.page.keyboard.press("ArrowRight")
    phone.wait("document.getElementById('chapter').textContent === 'Total'")
    phone.page.keyboard.press("ArrowLeft")
    phone.wait("document.getElementById('chapter').textContent === 'Opening'")
    seen = []
    for _ in range(7):
        phone.page.keyboard.press("Tab")
        seen.append(phone.page.evaluate("document.activeElement.innerText.trim()"))
        assert phone.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", seen
    assert {"Again", "Next spot", "Spot before", "Pause"} <= {" ".join(text.split()) for text in seen}


def test_a_screen_reader_finds_names_and_is_not_talked_over(phone: Phone) -> None:
    phone.play()
    phone.page.get_by_text("All chapters").click()
    assert phone.page.get_by_role("heading", level=1).inner_text() == "Small"
    chapters = phone.page.get_by_role("list").get_by_role("button")
    assert chapters.count() >= 7
    assert phone.page.locator("[aria-current=true]").count() == 1
    # The sound says the words; only what no voice says is announced.
    assert phone.page.locator("[aria-live], [role=status], [role=alert]").evaluate_all(
        "all => all.map(one => one.id)"
    ) == ["told"]


def test_a_chapter_of_the_list_plays(phone: Phone) -> None:
    phone.page.get_by_text("All chapters").click()
    phone.page.get_by_role("button", name="Right arm, top, spot 1 of 2").click()
    phone.wait("!sound.paused && sound.currentTime > 41.5")


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("moment", ["before", "hold", "paused"])
def test_axe_finds_nothing(chromium: "Browser", server: PageServer, scheme: str, moment: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    phone = Phone(chromium, server.url, color_scheme=scheme, reduced_motion="reduce")
    if moment != "before":
        phone.play()
        phone.page.get_by_text("All chapters").click()
        phone.rate(0.1)
        phone.seek(FIRST_HOLD + 1)
        phone.wait("!document.getElementById('stretch').hidden")
    if moment == "paused":
        phone.press("Pause")
    found = Axe().run(phone.page)
    phone.context.close()
    assert found.violations_count == 0, found.generate_report()
    assert phone.faults == []


SIZES = {"small": (320, 568), "usual": (390, 844), "on its side": (844, 390), "tablet": (820, 1180)}


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_what_counts_in_a_hold_is_seen_without_scrolling(
    chromium: "Browser", server: PageServer, size: tuple[int, int]
) -> None:
    phone = Phone(chromium, server.url, viewport={"width": size[0], "height": size[1]})
    phone.play()
    phone.rate(0.1)
    phone.seek(FIRST_HOLD + 1.2)
    phone.wait("!document.getElementById('stretch').hidden")
    nav = phone.page.locator("footer").bounding_box()
    assert nav
    for name in ("#side", "#chapter", "#words", "#count", "#bar"):
        box = phone.page.locator(name).bounding_box()
        assert box, name
        assert box["y"] >= 0, name
        assert box["y"] + box["height"] <= nav["y"] + 1, name
    assert nav["y"] + nav["height"] <= size[1] + 1
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    for one in phone.page.get_by_role("button").all():
        box = one.bounding_box()
        assert box is None or min(box["width"], box["height"]) >= 44
    phone.context.close()


def test_it_plays_to_the_end_with_the_server_stopped(chromium: "Browser", page: Path) -> None:
    with serving(page) as server:
        phone = Phone(chromium, server.url)
        phone.wait("document.getElementById('told').textContent.startsWith('Kept')", 30_000)
    phone.page.reload()
    phone.wait("sound.readyState >= 1")
    phone.rate(16)
    phone.page.get_by_role("button", name="Play").click()
    phone.wait("sound.ended", 40_000)
    assert phone.page.locator("#told").inner_text() == "Finished. Stand up slowly."
    assert phone.page.locator("#chapter").inner_text() == "End"
    phone.context.close()
    assert phone.faults == []


def test_on_a_home_network_it_is_loaded_and_plays_on_without(chromium: "Browser", page: Path) -> None:
    with serving(page) as server:
        phone = Phone(chromium, server.url.replace("localhost", AT_HOME))
        assert not phone.page.evaluate("isSecureContext || 'wakeLock' in navigator || 'serviceWorker' in navigator")
        phone.wait("document.getElementById('told').textContent === 'Loaded: you may leave the Wi-Fi'")
        phone.play()
    phone.press("Next spot")
    phone.rate(16)
    phone.wait("sound.ended", 40_000)
    phone.context.close()
    assert phone.faults == []


def test_a_load_that_ends_after_play_takes_its_place_in_a_quiet_moment(chromium: "Browser", page: Path) -> None:
    with serving(page) as server:
        phone = Phone(chromium, "about:blank")
        phone.page.route("**/Small.mp3", _late)
        phone.page.goto(server.url.replace("localhost", AT_HOME))
        phone.play()
        phone.seek(22.0)
        phone.wait("document.getElementById('told').textContent === 'Loaded: you may leave the Wi-Fi'", 20_000)
        assert phone.at() < 30
        phone.wait("!sound.paused && sound.src.startsWith('blob:') && sound.currentTime > 24")
    phone.context.close()


def test_a_new_version_is_told_of_and_loaded(chromium: "Browser", tmp_path: Path) -> None:
    folder = exported(tmp_path)
    with serving(site(folder, tmp_path / "web")) as server:
        phone = Phone(chromium, server.url)
        phone.wait("document.getElementById('told').textContent.startsWith('Kept')", 30_000)
        captions = folder / "Small.vtt"
        captions.write_text(captions.read_text().replace("Ask first.", "Ask before."))
        site(folder, tmp_path / "web")
        phone.page.reload()
        phone.wait("document.getElementById('told').textContent === 'There is a new version of this session.'", 30_000)
        phone.press("Load it")
        phone.page.wait_for_load_state()
        phone.wait("document.getElementById('told').textContent.startsWith('Kept')", 30_000)
        phone.play()
        phone.wait("document.getElementById('words').textContent === 'Ask before.'")
    phone.context.close()
    assert phone.faults == []


def test_the_screen_stays_lit_while_it_plays(chromium: "Browser", server: PageServer) -> None:
    phone = Phone(chromium, server.url)
    phone.page.evaluate(
        "() => { window.asked = []; WakeLock.prototype.request = (kind) => (asked.push(kind), Promise.reject(kind)); }"
    )
    phone.play()
    phone.wait("asked.join() === 'screen'")
    phone.press("Pause")
    phone.press("Go on")
    phone.wait("asked.join() === 'screen,screen'")
    phone.context.close()
    assert phone.faults == []


def test_a_kept_page_gives_parts_of_its_sound(chromium: "Browser", page: Path) -> None:
    with serving(page) as server:
        phone = Phone(chromium, server.url)
        phone.wait("document.getElementById('told').textContent.startsWith('Kept')", 30_000)
    ask = """async (range) => {
      const answer = await fetch("Small.mp3", {headers: {Range: range}});
      return [answer.status, answer.headers.get("Content-Range"), (await answer.arrayBuffer()).byteLength];
    }"""
    size = (page / "Small.mp3").stat().st_size
    assert phone.page.evaluate(ask, "bytes=0-1") == [206, f"bytes 0-1/{size}", 2]
    assert phone.page.evaluate(ask, "bytes=100-") == [206, f"bytes 100-{size - 1}/{size}", size - 100]
    assert phone.page.evaluate(ask, f"bytes={size}-") == [416, f"bytes */{size}", 0]
    phone.context.close()


@pytest.mark.parametrize(("name", "level", "language"), WAYS)
def test_every_shipped_sheet_is_one_page(
    chromium: "Browser", tmp_path: Path, name: str, level: str, language: str
) -> None:
    shown = shipped(name, level, language)
    address = "https://clinic.example.org/department/sessions/0123456789abcdef0123456789abcdef/"
    (tmp_path / "sheet.html").write_text(sheet_html(shown, address), encoding="utf-8")
    (tmp_path / "sheet.css").write_text(static("sheet.css"), encoding="utf-8")
    with serving(tmp_path) as server:
        page = chromium.new_page()
        page.goto(f"{server.url}sheet.html")
        pages = [len(re.findall(rb"/Type */Page\b", page.pdf(format=paper))) for paper in ("A4", "Letter")]
        page.close()
    assert pages == [1, 1]


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_printed_sheet_leads_to_the_page(chromium: "Browser", album: Path, tmp_path: Path, paper: str) -> None:
    import zxingcpp

    folder = site(album, tmp_path, "https://clinic.example.org/sessions")
    with serving(folder) as server:
        phone = Phone(chromium, f"{server.url}sheet.html", viewport={"width": 800, "height": 1100})
        phone.page.screenshot(path=tmp_path / "sheet.png", full_page=True)
        printed = phone.page.pdf(format=paper)
        phone.context.close()
    (found,) = zxingcpp.read_barcodes(Image.open(tmp_path / "sheet.png"))
    assert found.text == f"https://clinic.example.org/sessions/{folder.name}/"
    assert len(re.findall(rb"/Type */Page\b", printed)) == 1
    assert phone.faults == []

"""What was done on the phone: counted as it is heard, kept there, shown, and taken into the diary through one code."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from needs import browser
from page_material import album as album
from page_material import page as page
from page_server import serving
from PIL import Image
from test_page_browser import FIRST_HOLD, Phone
from test_page_browser import chromium as chromium

from coach.commands import add_to_diary
from coach.diary.store import Diary, DiaryEntry

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, browser]

DAY = 86_400


@pytest.fixture
def phone(chromium: "Browser", page: Path) -> Iterator[Phone]:
    with serving(page) as server:
        opened = Phone(chromium, server.url)
        opened.wait("sound.readyState >= 1")
        yield opened
        opened.context.close()
        assert opened.faults == []


def kept(phone: Phone) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(phone.page.evaluate("localStorage.getItem('coach diary') ?? '[]'"))
    return found


def to_the_end(phone: Phone) -> None:
    phone.page.evaluate("document.getElementById('sound').playbackRate = 16")
    phone.page.get_by_role("button", name="Play").click()
    phone.wait("sound.ended", 40_000)


def test_it_asks_at_the_end_how_it_felt_and_keeps_it(phone: Phone) -> None:
    assert phone.page.locator("#diary").is_hidden()
    to_the_end(phone)
    phone.page.get_by_role("button", name="3", exact=True).click()
    (session,) = kept(phone)
    assert (session["done"], session["comfort"], session["finished"]) == ([2, 3, 4, 5], 3, True)
    assert abs(session["heard"] - phone.at()) < 1
    assert "4 spots · 3" in phone.page.locator("#sessions").inner_text()
    phone.page.reload()
    phone.page.get_by_text("Done, and how it felt").click()
    assert "4 spots · 3" in phone.page.locator("#sessions").inner_text()
    assert phone.page.get_by_role("button", name="3", exact=True).get_attribute("aria-pressed") == "true"
    phone.page.on("dialog", lambda asked: asked.accept())
    phone.press("Delete all")
    assert kept(phone) == []
    assert phone.page.locator("#diary").is_hidden()


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_axe_finds_nothing_in_what_was_done(chromium: "Browser", page: Path, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with serving(page) as server:
        phone = Phone(chromium, server.url, color_scheme=scheme)
        phone.wait("sound.readyState >= 1")
        to_the_end(phone)
        phone.page.get_by_role("button", name="7", exact=True).click()
        phone.press("Show a code")
        assert phone.page.get_by_role("img", name="Code with your sessions").is_visible()
        found = Axe().run(phone.page)
        phone.context.close()
    assert found.violations_count == 0, found.generate_report()
    assert phone.faults == []


def test_a_session_goes_on_after_a_visit_elsewhere_and_a_new_one_begins_from_the_beginning(phone: Phone) -> None:
    phone.play()
    phone.seek(FIRST_HOLD - 0.5)
    phone.wait("localStorage.getItem('coach diary')")
    begins, holds = phone.page.evaluate("[chapters[3].start, chapters[3].stretches[0].from]")
    phone.seek(begins + 0.2)
    phone.wait(f"sound.currentTime > {begins + 0.4}")
    phone.press("Pause")
    phone.page.reload()
    phone.wait("sound.readyState >= 1")
    phone.press("Go on")
    phone.wait("!sound.paused")
    phone.seek(holds - 0.5)
    phone.wait("JSON.parse(localStorage.getItem('coach diary'))[0].done.length === 2")
    assert len(kept(phone)) == 1
    phone.page.reload()
    phone.wait("sound.readyState >= 1")
    phone.press("From the beginning")
    phone.wait("sound.currentTime > 0.2 && sound.currentTime < 5")
    phone.seek(FIRST_HOLD - 0.5)
    phone.wait("JSON.parse(localStorage.getItem('coach diary')).length === 2")


@pytest.mark.parametrize("kept_before", ["{", "5", "null", '{"a": 1}'])
def test_a_memory_that_is_no_diary_is_an_empty_one(chromium: "Browser", page: Path, kept_before: str) -> None:
    with serving(page) as server:
        phone = Phone(chromium, server.url)
        phone.page.evaluate("was => localStorage.setItem('coach diary', was)", kept_before)
        phone.page.reload()
        phone.wait("sound.readyState >= 1")
        assert phone.page.locator("#diary").is_hidden()
        phone.context.close()
    assert phone.faults == []


def test_a_hold_that_was_left_early_or_jumped_into_does_not_count(phone: Phone) -> None:
    phone.play()
    phone.seek(FIRST_HOLD + 1)
    phone.wait(f"sound.currentTime > {FIRST_HOLD + 6.5}")
    assert kept(phone) == []
    phone.press("Again")
    phone.seek(FIRST_HOLD - 0.5)
    phone.wait(f"sound.currentTime > {FIRST_HOLD + 1}")
    phone.press("Next spot")
    phone.wait(f"sound.currentTime > {FIRST_HOLD + 6.5}")
    assert kept(phone) == []
    phone.press("Pause")
    phone.seek(FIRST_HOLD - 0.5)
    phone.press("Go on")
    phone.wait(f"sound.currentTime > {FIRST_HOLD + 6}")
    phone.wait("localStorage.getItem('coach diary')")
    assert [session["done"] for session in kept(phone)] == [[2]]


def test_twenty_sessions_go_through_one_code_into_the_diary_exactly_and_once(
    phone: Phone, album: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to_the_end(phone)
    (first,) = kept(phone)
    many = [
        {
            **first,
            **{name: first[name] - 2 * DAY * at - 777 * at for name in ("began", "last")},
            "zone": (4, -14, 0)[at % 3],
            "done": first["done"][: 1 + at % 4],
            "comfort": None if at == 7 else at % 10,
            "finished": at % 3 == 0,
            "heard": first["heard"] + at,
        }
        for at in range(21)
    ]
    phone.page.evaluate("many => localStorage.setItem('coach diary', JSON.stringify(many))", many)
    phone.page.reload()
    phone.page.get_by_text("Done, and how it felt").click()
    phone.press("Show a code")
    assert "The last 20" in phone.page.locator("#code").inner_text()
    picture = tmp_path / "code.png"
    # As a camera has it: turned, uneven, soft.
    with Image.open(io.BytesIO(phone.page.screenshot())) as shown:
        seen = shown.convert("L").rotate(4, expand=True, fillcolor=90).resize((700, 1_500))
        seen.point(lambda value: 30 + value * 0.7).save(picture)
    diary = Diary(tmp_path / "diary.sqlite")
    monkeypatch.setattr(add_to_diary, "default_path", lambda: diary.path)
    own = str(next(album.parent.glob("*.yaml")))
    assert add_to_diary.add_to_diary(str(picture), own).endswith("20 new, 0 with more than before, 0 known already")
    entries = {entry.began.timestamp(): entry for entry in diary.entries()}
    assert [told(entries[one["began"]]) for one in many[:20]] == [as_kept(one) for one in many[:20]]
    assert add_to_diary.add_to_diary(str(picture), own).endswith("0 new, 0 with more than before, 20 known already")
    with phone.page.expect_download() as download:
        phone.press("Save a file")
    download.value.save_as(tmp_path / "saved.txt")
    assert add_to_diary.add_to_diary(str(tmp_path / "saved.txt"), own).endswith(
        "1 new, 0 with more than before, 20 known already"
    )
    assert len(diary.entries()) == 21


def told(entry: DiaryEntry) -> tuple[object, ...]:
    offset = entry.began.utcoffset()
    assert offset is not None
    assert all(done.title.endswith(f"spot {done.spot} of 2") and done.held == 5 for done in entry.done)
    return (
        entry.began.timestamp(),
        offset.total_seconds() / 900,
        [done.chapter for done in entry.done],
        entry.last.timestamp(),
        entry.comfort_after,
        entry.ending,
        entry.heard,
    )


def as_kept(session: dict[str, Any]) -> tuple[object, ...]:
    ending = "finished" if session["finished"] else None
    last = float(session["last"])
    values = (session[name] for name in ("began", "zone", "done"))
    return (*values, last, session["comfort"], ending, round(session["heard"]))

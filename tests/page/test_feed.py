"""The feed keeps the rules of its validators, and a podcast app's own parser reads it back."""

import io
import json
import re
import shutil
import xml.etree.ElementTree as Tree
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

import msgspec
import podcastparser
import pytest
from page_material import album as album
from page_material import exported
from PIL import Image

from coach.errors import InputError
from coach.export import FORMATS
from coach.page.album import page_album
from coach.page.feed import KINDS, feed_files
from coach.page.reminders import reminders
from coach.page.site import address, site

BASE = "https://clinic.example.org/sessions"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
ALIAS = "https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def folder(album: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    every_other_day = tmp_path_factory.mktemp("feed") / "album"
    shutil.copytree(album, every_other_day)
    plan = every_other_day / "timeline.json"
    plan.write_text(plan.read_text(encoding="utf-8").replace('"between": null', '"between": 2'), encoding="utf-8")
    return site(every_other_day, every_other_day.parent / "web", BASE, "18:30")


def one(parent: Tree.Element, name: str) -> Tree.Element:
    """The only one of this name, as validators ask."""
    (found,) = parent.findall(name)
    return found


def text(parent: Tree.Element, name: str) -> str:
    found = one(parent, name).text
    assert found
    return found


def test_it_keeps_the_rules_of_rss_and_of_podcast_directories(folder: Path) -> None:
    """Rules of the W3C feed validator, and of Apple's requirements for podcasts."""
    at = address(folder.name, BASE)
    data = (folder / "feed.xml").read_bytes()
    assert data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    rss = Tree.fromstring(data)
    assert (rss.tag, rss.get("version")) == ("rss", "2.0")
    channel, item = one(rss, "channel"), one(one(rss, "channel"), "item")
    for parent in (channel, item):
        for name in ("title", "link", "description"):
            assert text(parent, name).strip()
        assert text(parent, "link") == at
        assert text(parent, f"{ITUNES}explicit") in ("true", "false")
    own = one(channel, f"{ATOM}link")
    assert (own.get("rel"), own.get("type"), own.get("href")) == ("self", "application/rss+xml", f"{at}feed.xml")
    assert re.fullmatch(r"[a-z]{2}", text(channel, "language"))
    assert text(channel, f"{ITUNES}author")
    assert one(channel, f"{ITUNES}category").get("text") == "Health & Fitness"
    assert text(channel, f"{ITUNES}block") == "Yes", "a session of one person belongs into no directory"
    image = one(channel, "image")
    assert (text(image, "title"), text(image, "link")) == (text(channel, "title"), text(channel, "link"))
    art = one(channel, f"{ITUNES}image").get("href") or ""
    with Image.open(folder / art.removeprefix(at)) as cover:
        assert cover.width == cover.height
        assert 1400 <= cover.width <= 3000
        assert cover.mode == "RGB"
    enclosure = one(item, "enclosure")
    sound = folder / (enclosure.get("url") or "").removeprefix(at)
    assert (enclosure.get("length"), enclosure.get("type")) == (str(sound.stat().st_size), KINDS[sound.suffix])
    assert text(item, f"{ITUNES}duration").isdigit()
    assert one(item, "guid").get("isPermaLink") == "false"
    assert parsedate_to_datetime(text(item, "pubDate")) <= datetime.now().astimezone()
    addresses = [value for each in rss.iter() for value in each.attrib.values() if value.startswith("http")]
    assert len(addresses) >= 6
    for each in (*addresses, at):
        assert each.isascii()
        assert " " not in each
        name = urlsplit(each).path.rpartition("/")[2]
        assert not name or (folder / name).is_file()
        assert not name or name.endswith(Path(name).suffix)


def test_a_podcast_apps_parser_reads_episode_chapters_and_words_back(folder: Path) -> None:
    at = address(folder.name, BASE)
    # The specification has two names for its namespace, and clients must know both; this one knows the other alone.
    data = (folder / "feed.xml").read_bytes().replace(PODCAST[1:-1].encode(), ALIAS.encode())
    feed = podcastparser.parse(f"{at}feed.xml", io.BytesIO(data))
    assert (feed["title"], feed["link"], feed["language"]) == ("Small", at, "en")
    assert feed["cover_url"] == f"{at}cover.png"
    (episode,) = feed["episodes"]
    (enclosure,) = episode["enclosures"]
    assert enclosure["url"] == f"{at}Small.mp3"
    assert enclosure["file_size"] == (folder / "Small.mp3").stat().st_size
    assert enclosure["mime_type"] == "audio/mpeg"
    assert episode["total_time"] > 60
    assert episode["transcript_url"] == f"{at}Small.vtt"
    assert (folder / "Small.vtt").read_text(encoding="utf-8").startswith("WEBVTT")
    name = episode["chapters_json_url"].removeprefix(at)
    chapters = json.loads((folder / name).read_text(encoding="utf-8"))
    assert chapters["version"] == "1.2.0"
    starts = [chapter["startTime"] for chapter in chapters["chapters"]]
    assert starts == sorted(set(starts))
    assert starts[0] == 0
    assert starts[-1] < episode["total_time"]
    assert "Left arm, top, spot 1 of 2" in [chapter["title"] for chapter in chapters["chapters"]]


def test_its_ids_come_from_address_and_sound_and_from_no_clock(tmp_path: Path) -> None:
    def ids() -> tuple[str, str]:
        feed = feed_files(page_album(made), f"{BASE}/x/")["feed.xml"]
        channel = one(Tree.fromstring(feed), "channel")
        return text(channel, f"{PODCAST}guid"), text(one(channel, "item"), "guid")

    made = exported(tmp_path)
    first = ids()
    assert ids() == first
    sound = made / "Small.mp3"
    sound.write_bytes(sound.read_bytes() + b"\0")
    other = ids()
    assert (other[0], other[1] == first[1]) == (first[0], False)


@pytest.mark.parametrize("title", ['<b>Söhne</b> & "Co" ]]>', "Ελληνικά"])
def test_any_title_is_text_and_any_name_an_ascii_address(title: str, album: Path, tmp_path: Path) -> None:
    name = "Ελληνικά & Söhne #1?.mp3"
    (tmp_path / name).write_bytes(b"sound")
    odd = msgspec.structs.replace(page_album(album), title=title, sound=tmp_path / name)
    feed = feed_files(odd, f"{BASE}/x/")["feed.xml"]
    item = one(one(Tree.fromstring(feed), "channel"), "item")
    assert text(item, "title") == title
    assert one(item, "enclosure").get("url") == f"{BASE}/x/{quote(name)}"
    assert (one(item, "enclosure").get("url") or "").endswith(".mp3")


def test_every_format_of_an_export_has_a_media_type() -> None:
    assert set(KINDS) == {one.suffix for one in FORMATS.values()}


def test_an_address_in_other_letters_becomes_ascii() -> None:
    assert address("abc", "https://bücher.example/für alle/") == "https://xn--bcher-kva.example/f%C3%BCr%20alle/abc/"
    assert address("abc", "http://[::1]:8000/a%20b") == "http://[::1]:8000/a%20b/abc/"
    with pytest.raises(InputError, match="has no name of a host"):
        address("abc", f"https://{'a' * 70}.example")


def test_the_page_leads_to_feed_and_reminders(folder: Path) -> None:
    written = (folder / "index.html").read_text(encoding="utf-8")
    assert '<a href="feed.xml">For a podcast app</a>' in written
    assert '<a href="reminders.ics">Reminders for the calendar</a>' in written
    assert "feed.xml" not in (folder / "worker.js").read_text(encoding="utf-8"), "no phone keeps an old one"


def test_without_an_address_there_is_no_feed(album: Path, tmp_path: Path) -> None:
    page = site(album, tmp_path)
    assert not (page / "feed.xml").exists()
    assert "feed.xml" not in (page / "index.html").read_text(encoding="utf-8")


NOON = datetime.fromisoformat("2026-12-30T12:00:00+01:00")


def test_reminders_keep_the_days_between(album: Path) -> None:
    from icalendar import Calendar

    every_other = msgspec.structs.replace(
        page_album(album), between=2, title="Legs; arms, and a title that is long " * 3
    )
    written = reminders(every_other, "18:30", NOON, f"{BASE}/x/")
    assert all(len(line.encode()) <= 75 for line in written.split("\r\n"))
    assert "\n" not in written.replace("\r\n", "")
    calendar = Calendar.from_ical(written)
    (event,) = calendar.walk("VEVENT")
    assert event.decoded("DTSTART") == datetime.fromisoformat("2026-12-31T18:30:00"), "by the phone's own clock"
    assert event["RRULE"] == {"FREQ": ["DAILY"], "INTERVAL": [2], "COUNT": [28]}
    assert str(event["SUMMARY"]) == f"Time for {every_other.title}"
    assert event.decoded("DTSTAMP").isoformat() == "2026-12-30T11:00:00+00:00"
    assert event.decoded("DURATION") >= timedelta(minutes=1)
    assert str(event["URL"]) == f"{BASE}/x/"
    assert len(event.walk("VALARM")) == 1
    assert calendar.errors == []


@pytest.mark.parametrize("time", ["", "24:00", "8:00", "18.30", "18:60"])
def test_a_time_that_is_none_is_refused(time: str, album: Path) -> None:
    with pytest.raises(InputError, match="is no time of day; write it like 18:30"):
        reminders(page_album(album), time, NOON, None)


def test_a_session_without_days_between_has_no_reminders(album: Path) -> None:
    nothing = msgspec.structs.replace(page_album(album), between=None)
    with pytest.raises(InputError, match="says nothing of days between sessions"):
        reminders(nothing, "18:30", NOON, None)

"""The page as text: small, escaped, of this folder alone, with every time of the timeline."""

import re
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from page_material import album as album
from page_material import exported
from shipped import WAYS, timeline_of

from coach.errors import InputError
from coach.export.cover import cover
from coach.page.album import PageAlbum, album_of, page_album
from coach.page.drawing import drawing
from coach.page.html import page_html
from coach.page.site import page_files, static
from coach.protocol import load
from coach.text.page_texts import PAGE_TEXTS, PageTexts

FROM_ELSEWHERE = re.compile(r"https?:|//")
DIARY = 'hamstrings/3/22/{"level":"remind","language":"es"}'
LIMIT = 60_000
"""Bytes of HTML, style sheet and script together."""


class Tags(HTMLParser):
    """All tags of a page with their attributes, and the text of style and script elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inline: list[str] = []
        self.title = ""
        self._within = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._within = tag

    def handle_endtag(self, tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within in ("script", "style") and data.strip():
            self.inline.append(data)
        if self._within == "title":
            self.title += data


def shipped(name: str, level: str, language: str) -> PageAlbum:
    timeline = timeline_of(name, level, language)
    drawings = dict(cover(load(name), timeline).drawings)
    return album_of(timeline, drawings, Path("Whole file, one.mp3"), Path("cover.png"))


def with_a_sound(folder: Path, album: PageAlbum) -> PageAlbum:
    """The same with files that are there."""
    paths = [folder / "a.mp3", folder / "a.vtt", folder / "cover.png"]
    for path in paths:
        path.write_bytes(b"")
    return msgspec.structs.replace(album, sound=paths[0], captions=paths[1], cover=paths[2], diary=DIARY)


@pytest.mark.parametrize(("name", "level", "language"), WAYS)
def test_every_shipped_session_has_a_small_page_without_anything_inline(
    name: str, level: str, language: str, tmp_path: Path
) -> None:
    album = with_a_sound(tmp_path, shipped(name, level, language))
    files = page_files(album, installable=True, beside=("feed.xml", "reminders.ics"))
    assert list(files) == ["index.html", "page.css", "page.js"]
    assert sum(len(text.encode()) for text in files.values()) < LIMIT
    page = Tags(files["index.html"])
    assert page.inline == []
    for tag, attributes in page.tags:
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        for attribute in ("src", "href"):
            assert not FROM_ELSEWHERE.search(attributes.get(attribute) or ""), (tag, attributes)
    assert ("html", {"lang": language}) in page.tags
    assert not FROM_ELSEWHERE.search(re.sub(r"/\*.*?\*/|//.*|\"https?://www.w3.org.*?\"", "", files["page.js"]))


def test_what_is_left_out_of_a_script_is_comments_alone(tmp_path: Path) -> None:
    """Where a text held what looks like a comment, the script would be cut."""
    for name in ("page.js", "qr.js", "diary.js", "page.css"):
        for text in re.findall(r'"[^"\n]*"|`[^`]*`', static(name)):
            assert not re.search(r"(?<!\S)/[/*]", text), (name, text)
    script = page_files(with_a_sound(tmp_path, shipped("hamstrings", "tones", "en")))["page.js"]
    assert "/*" not in script
    assert 0 <= script.count("{") == script.count("}")


def test_times_are_those_of_the_timeline() -> None:
    timeline = timeline_of("hamstrings", "remind", "en")
    album = shipped("hamstrings", "remind", "en")
    held = [(one, chapter) for chapter in album.chapters for one in chapter.efforts]
    planned = [
        ((start + effort.begins) / 48_000, (start + effort.start) / 48_000, (start + effort.end) / 48_000)
        for start, chapter in zip(timeline.starts, timeline.chapters, strict=True)
        for effort in chapter.held
    ]
    assert [(one.begins, one.start, one.end) for one, _ in held] == planned
    for one, chapter in held:
        assert chapter.start < one.again < one.begins < one.start < one.end < one.out
    lit = {chapter.place for chapter in album.chapters if chapter.place}
    assert lit == {f"{strip}-{spot}" for strip in range(3) for spot in range(1, 4)}
    drawn = set(re.findall(r'class="spot" data-place="([\d-]+)"', page_html(album)))
    assert drawn == lit


def test_a_session_of_the_right_side_alone_has_the_same_drawing_to_be_mirrored() -> None:
    drawings = []
    for side in ("both", "right"):
        timeline = timeline_of("hamstrings", "tones", side=side)
        shown = cover(load("hamstrings"), timeline).drawings["hamstrings"]
        assert shown.mirrored == (side == "right")
        drawings.append(drawing(shown, 0))
    assert drawings[0] == drawings[1]
    assert 'class="limb"' in drawings[0]


@pytest.mark.parametrize("name", ["hamstrings", "quadriceps", "gastrocnemius", "soleus", "leg"])
def test_every_place_of_a_session_is_in_its_drawing(name: str) -> None:
    album = shipped(name, "tones", "en")
    for protocol, shown in album.drawings.items():
        placed = {one.place for one in album.chapters if one.protocol == protocol and one.place}
        assert set(re.findall(r'class="spot" data-place="([\d-]+)"', drawing(shown, 0))) == placed != set()


def test_marks_without_a_limb_are_the_same_on_both_sides() -> None:
    timeline = timeline_of("gastrocnemius", "tones")
    assert 'class="limb"' not in drawing(cover(load("gastrocnemius"), timeline).drawings["gastrocnemius"], 0)


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", "\"'><img src=x onerror=y>", "{{ 7 * 7 }} & Söhne"])
def test_a_title_is_text_and_nothing_else(title: str) -> None:
    album = msgspec.structs.replace(shipped("hamstrings", "tones", "en"), title=title)
    page = page_html(album)
    assert title not in page.replace("{{ 7 * 7 }} &amp;", "")
    tags = Tags(page)
    assert tags.inline == []
    assert "img" not in [tag for tag, _ in tags.tags]
    assert tags.title == title


def test_file_names_are_addresses() -> None:
    album = msgspec.structs.replace(shipped("hamstrings", "tones", "en"), sound=Path("a #1? 50%.mp3"))
    sources = [attributes["src"] for tag, attributes in Tags(page_html(album)).tags if tag == "audio"]
    assert sources == ["a%20%231%3F%2050%25.mp3"] * 2


def test_each_language_has_every_text() -> None:
    names = [field.name for field in msgspec.structs.fields(PageTexts)]
    for texts in PAGE_TEXTS.values():
        assert all(getattr(texts, name) for name in names)
        for name in names:
            ours, english = (re.findall(r"\{\w*\}", str(getattr(one, name))) for one in (texts, PAGE_TEXTS["en"]))
            assert ours == english or isinstance(getattr(texts, name), dict)
        assert texts.sides.keys() == PAGE_TEXTS["en"].sides.keys()
        assert {body: len(words) for body, words in texts.pictures.items()} == {"back of the thigh": 3}


def test_nothing_tells_for_whom_it_is(tmp_path: Path) -> None:
    album = page_album(exported(tmp_path, name="Anna Example"))
    assert album.title == "Small"
    assert "Anna" not in page_html(album)


def test_a_folder_without_a_whole_file_is_refused_in_one_line(tmp_path: Path, album: Path) -> None:
    with pytest.raises(InputError, match="holds no export of the coach; make one: coach export"):
        page_album(tmp_path)
    for name in ("timeline.json", "Small.vtt", "Small.mp3"):
        (tmp_path / name).write_bytes((album / name).read_bytes())
    with pytest.raises(InputError, match="no whole file 'Small'; export the session again, with --layout"):
        page_album(tmp_path)
    (tmp_path / "timeline.json").write_text("[]")
    with pytest.raises(InputError, match=r"cannot be read .*; export the session again"):
        page_album(tmp_path)


def test_an_export_of_an_older_coach_has_a_page_without_a_drawing(tmp_path: Path, album: Path) -> None:
    for path in album.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    plan = (album / "timeline.json").read_text(encoding="utf-8")
    (tmp_path / "timeline.json").write_text(re.sub(r',\n "drawings": .*\n \}', "", plan, flags=re.DOTALL))
    older = page_album(tmp_path)
    assert older.drawings == {}
    assert 'viewBox="0 0 1400' not in page_html(older)
    assert 'viewBox="0 0 1400' in page_html(page_album(album))

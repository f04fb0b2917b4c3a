"""What a person gives an album: a title, for whom it is, a picture. And two people's albums never mix."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
from export_material import TITLES, everything, render, timeline
from mutagen import File
from mutagen.flac import FLAC
from mutagen.id3 import ID3
from mutagen.mp4 import MP4, MP4Cover
from mutagen.oggopus import OggOpus
from PIL import Image

from coach.errors import InputError
from coach.export import Album, Edition, edition, export
from coach.export.cover.marks import SIZE
from coach.export.edition import LONGEST_NAME, LONGEST_TITLE
from coach.export.manifest import MANIFEST
from coach.timeline import Timeline

WHO = "Zoë 4711"


def made(folder: Path, given: Edition, layout: str = "both", form: str = "mp3", what: Timeline | None = None) -> Album:
    return export(what or timeline(), render, folder, layout, form, identity=str, edition=given)


def picture(path: Path, size: tuple[int, int] = (300, 200), mode: str = "RGB", **options: object) -> Path:
    image = Image.linear_gradient("L").resize(size).convert(mode)
    image.save(path, **options)  # type: ignore[arg-type]
    return path


def seen(path: Path) -> Image.Image:
    return Image.open(path).convert("RGB")


@pytest.mark.parametrize("form", ["mp3", "m4b", "flac"])
def test_title_and_name_stand_in_the_tags(form: str, tmp_path: Path) -> None:
    album = made(tmp_path, edition("My knees", WHO, None), form=form)
    keys = {"mp3": ("TALB", "TIT2"), "m4b": ("\xa9alb", "\xa9nam"), "flac": ("album", "title")}[form]
    for path, title, suffix in ((album.paths[0], TITLES[0], ""), (album.paths[-1], "My knees", " (one file)")):
        tags = File(path).tags
        assert [str(tags[key].text[0] if form == "mp3" else tags[key][0]) for key in keys] == [
            f"My knees – {WHO}{suffix}",
            title,
        ]
    assert album.single is not None
    assert album.single.stem == "My knees"
    assert "<h1>My knees – Zoë 4711</h1>" in (tmp_path / "cue-sheet.html").read_text(encoding="utf-8")


def test_the_name_stands_nowhere_but_in_tags_and_at_the_head_of_the_cue_sheet(tmp_path: Path) -> None:
    made(tmp_path, edition(None, WHO, None))
    found = everything(tmp_path)
    assert not any("4711" in name or "Zo" in name for name in found)
    for name, data in found.items():
        if name == "cue-sheet.html":
            assert f"<h1>Hamstrings, spiky ball – {WHO}</h1>" in data.decode()
        elif name.endswith(".mp3"):
            assert WHO.encode("utf-16-le") in data
        else:
            assert not any(WHO.encode(code) in data or b"4711" in data for code in ("utf-8", "utf-16-le")), name


def test_without_them_nothing_changes(tmp_path: Path) -> None:
    made(tmp_path / "a", Edition())
    export(timeline(), render, tmp_path / "b", "both", identity=str)
    assert everything(tmp_path / "a") == everything(tmp_path / "b")


@pytest.mark.parametrize("option", ["--title", "--for"])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        (" \t".replace("\t", " "), "is empty"),
        ("\u200b\u00ad", "is empty"),
        ("a\nb", "control character"),
        ("a\x00b", "control character"),
        ("a\x1b[2Jb", "control character"),
        ("a\u2028b", "control character"),
        ("a\u202eb", "control character"),
        ("a\udc80", "is no UTF-8 text"),
        ("a" * (LONGEST_TITLE + 1), f"{LONGEST_TITLE + 1} letters long; write at most"),
    ],
)
def test_words_that_cannot_stand_in_a_tag_are_one_line(option: str, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        edition(text, None, None) if option == "--title" else edition(None, text, None)
    assert str(caught.value).startswith(option)
    assert len(str(caught.value).splitlines()) == 1
    assert text.strip() == "" or text not in str(caught.value)


def test_the_longest_words_are_taken() -> None:
    given = edition("x" * LONGEST_TITLE, "y" * LONGEST_NAME, None)
    assert (len(given.title or ""), len(given.name or "")) == (LONGEST_TITLE, LONGEST_NAME)
    assert edition("  e\u0301  a ", None, None).title == "é a"


@pytest.mark.parametrize("size", [(300, 200), (200, 300), (3000, 3000), (1, 1), (5000, 3)])
@pytest.mark.parametrize("kind", ["png", "jpg"])
def test_a_picture_of_any_size_becomes_square_and_nothing_is_cut_off(
    size: tuple[int, int], kind: str, tmp_path: Path
) -> None:
    made(tmp_path / "out", edition(None, None, picture(tmp_path / f"mine.{kind}", size)), "single", "flac")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert "cover.jpg" in names
    assert not names & {"cover.png", "cover.svg"}
    cover = seen(tmp_path / "out" / "cover.jpg")
    assert cover.size == (SIZE, SIZE)
    assert (tmp_path / "out" / "cover.jpg").stat().st_size < 600_000
    wide, high = (max(1, round(SIZE * side / max(size))) for side in size)
    if min(size) > 100:
        left, top = (SIZE - wide) // 2, (SIZE - high) // 2
        # The gradient goes from black at its upper edge to white at its lower one.
        light = np.asarray(cover.convert("L")).astype(int)
        assert light[top + 8, left + wide // 2] < 12
        assert light[top + high - 9, left + wide // 2] > 243


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_a_picture_of_any_kind_is_read(mode: str, tmp_path: Path) -> None:
    path = tmp_path / ("mine.jpg" if mode == "CMYK" else "mine.png")
    grey = np.full((40, 40), 200, np.uint8)
    if mode == "I;16":
        Image.fromarray(grey.astype(np.uint16) * 257).save(path)
    else:
        Image.fromarray(grey).convert(mode).save(path)
    given = edition(None, None, path)
    assert given.picture is not None
    cover = np.asarray(Image.open(io.BytesIO(given.picture.image)).convert("L")).astype(int)
    assert abs(cover.mean() - 200) <= (20 if mode == "1" else 3)


def test_a_photo_is_turned_upright_and_tells_nothing_of_where_it_was_taken(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    exif[0x010E] = "at home"
    given = edition(None, None, picture(tmp_path / "a.jpg", (300, 300), exif=exif))
    assert given.picture is not None
    cover = np.asarray(Image.open(io.BytesIO(given.picture.image)).convert("L")).astype(int)
    assert cover[700, 1390] < 15 < 240 < cover[700, 10]
    assert b"at home" not in given.picture.image
    assert b"Exif" not in given.picture.image


def test_what_one_could_see_through_is_white(tmp_path: Path) -> None:
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(tmp_path / "a.png")
    given = edition(None, None, tmp_path / "a.png")
    assert given.picture is not None
    assert np.asarray(Image.open(io.BytesIO(given.picture.image))).min() > 250


def test_what_is_no_picture_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("no picture")
    (tmp_path / "gif.png").write_bytes(b"")
    Image.new("L", (9, 9)).save(tmp_path / "gif.png", "GIF")
    whole = picture(tmp_path / "whole.jpg", (900, 900)).read_bytes()
    (tmp_path / "half.jpg").write_bytes(whole[: len(whole) // 2])
    half = picture(tmp_path / "whole.png", (900, 900)).read_bytes()
    (tmp_path / "half.png").write_bytes(half[: len(half) // 2])
    Image.new("1", (20_000, 10_000)).save(tmp_path / "huge.png")
    for name, said in {
        "a.png": "is no JPEG or PNG picture",
        "gif.png": "is no JPEG or PNG picture",
        "half.jpg": "cannot be read as a picture",
        "half.png": "cannot be read as a picture",
        "huge.png": "too many pixels",
        "nowhere.png": "No such file",
        ".": "is no file",
    }.items():
        with pytest.raises(InputError, match=said) as caught:
            edition(None, None, tmp_path / name)
        assert str(caught.value).startswith("--cover ")
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("form", ["mp3", "m4b", "opus", "flac"])
def test_players_are_told_that_the_picture_is_a_jpeg(form: str, tmp_path: Path) -> None:
    path = made(tmp_path / "out", edition(None, None, picture(tmp_path / "a.png")), "tracks", form).paths[0]
    expected = (tmp_path / "out" / "cover.jpg").read_bytes()
    if form == "mp3":
        frame = ID3(path)["APIC:"]
        assert (frame.mime, frame.data) == ("image/jpeg", expected)
    elif form == "m4b":
        (cover,) = MP4(path)["covr"]
        assert (cover.imageformat, bytes(cover)) == (MP4Cover.FORMAT_JPEG, expected)
    elif form == "flac":
        (block,) = FLAC(path).pictures
        assert (block.mime, block.width, block.height, block.depth) == ("image/jpeg", SIZE, SIZE, 24)
        assert block.data == expected
    else:
        assert "metadata_block_picture" in OggOpus(path)


def test_another_picture_makes_again_only_what_shows_it(tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = edition(None, WHO, picture(tmp_path / "a.png"))
    assert made(out, first).made == 5
    assert made(out, first).made == 0
    before = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
    assert made(out, edition(None, WHO, picture(tmp_path / "b.png", (20, 80)))).made == 5
    after = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {name for name in before if name.endswith(".mp3")} | {"cover.jpg", MANIFEST}
    assert made(out, edition(None, WHO, None)).made == 5
    assert not (out / "cover.jpg").exists()


OTHERS = [
    (Edition(), Edition(name="Bo"), "an export of hamstrings for nobody by name"),
    (Edition(name="Bo"), Edition(), "an export of hamstrings for somebody by name"),
    (Edition(name="Bo"), Edition(name="Al"), "an export of hamstrings for another name"),
    (Edition(title="One"), Edition(title="Two"), "an export of hamstrings with the title 'One'"),
    (Edition(), Edition(title="Two"), "an export of hamstrings, "),
]


@pytest.mark.parametrize(("there", "new", "said"), OTHERS)
def test_another_album_is_refused_and_nothing_is_touched(
    there: Edition, new: Edition, said: str, tmp_path: Path
) -> None:
    made(tmp_path, there)
    before = everything(tmp_path)
    with pytest.raises(InputError, match=f"here lies {said}.*choose another folder with -o$") as caught:
        made(tmp_path, new, "single", "wav")
    assert everything(tmp_path) == before
    assert "\n" not in str(caught.value)
    assert "Bo" not in str(caught.value)
    assert "Al" not in str(caught.value)


def test_another_protocol_is_another_album(tmp_path: Path) -> None:
    made(tmp_path, Edition())
    other = Timeline("arms", "Arms", "en", timeline().chapters)
    with pytest.raises(InputError, match="here lies an export of hamstrings, which is another album"):
        made(tmp_path, Edition(), what=other)


def test_the_same_album_in_another_language_layout_or_format_takes_its_place(tmp_path: Path) -> None:
    given = Edition(name="Bo")
    made(tmp_path, given)
    made(tmp_path, given, "single", "wav", timeline(TITLES[:2], "Isquiotibiales"))
    assert sorted(path.name for path in tmp_path.glob("*.[mw][pa]*")) == ["Isquiotibiales.wav"]


def test_where_all_files_are_gone_any_album_may_be_made(tmp_path: Path) -> None:
    made(tmp_path, Edition(name="Bo"))
    for path in tmp_path.iterdir():
        if path.name != MANIFEST:
            path.unlink()
    made(tmp_path, Edition(name="Al"))
    with pytest.raises(InputError, match="here lies"):
        made(tmp_path, Edition(name="Bo"))


def test_an_album_that_was_broken_off_is_known_too(tmp_path: Path) -> None:
    def stopped(index: int) -> np.ndarray:
        if index == 2:
            raise KeyboardInterrupt
        return render(index)

    with pytest.raises(KeyboardInterrupt):
        export(timeline(), stopped, tmp_path, identity=str, edition=Edition(name="Bo"))
    assert list(tmp_path.glob("*.mp3"))
    with pytest.raises(InputError, match="for another name"):
        made(tmp_path, Edition(name="Al"))
    made(tmp_path, Edition(name="Bo"))


def test_a_folder_of_an_older_version_is_the_protocol_s_own_album(tmp_path: Path) -> None:
    made(tmp_path, Edition())
    book = json.loads((tmp_path / MANIFEST).read_text())
    del book["album"]
    (tmp_path / MANIFEST).write_text(json.dumps(book))
    with pytest.raises(InputError, match="for nobody by name"):
        made(tmp_path, Edition(name="Bo"))
    assert made(tmp_path, Edition()).made == 0
    assert json.loads((tmp_path / MANIFEST).read_text())["album"]["protocol"] == "hamstrings"

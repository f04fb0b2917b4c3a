"""Sessions from a phone: what is damaged, unknown or in the future is refused, and nothing comes twice."""

import sys
from datetime import datetime, timedelta
from pathlib import Path
from zlib import crc32

import pytest
from PIL import Image
from sessions import coach
from small import TEXT

from coach.commands.add_to_diary import add_to_diary
from coach.diary.phone import FORM, PhoneSession, album_word, base36, parse
from coach.diary.store import Diary
from coach.diary.take_in import TakenIn, take_in
from coach.errors import InputError
from coach.protocol import Protocol, load
from coach.session.choices import Choices
from coach.session.expand import expand

NOW = datetime.fromisoformat("2026-11-29T12:00:00+00:00")
BEGAN = int(NOW.timestamp()) - 3600
ALBUM = album_word("hamstrings", load("hamstrings").version, 23, Choices(level="remind", language="es"))


def sealed(*words: str) -> str:
    text = " ".join((FORM, *words))
    return f"{text} {base36(crc32(text.encode()))}"


def one(began: int = BEGAN, done: tuple[int, ...] = (3, 4), comfort: str = "4", end: str = "f") -> str:
    bits = base36(sum(1 << index for index in done))
    return f"{base36(began)}.8.{base36(1200)}.{base36(1100)}.{bits}.{comfort}{end}"


def sessions(*words: str) -> tuple[PhoneSession, ...]:
    return parse(sealed(ALBUM, *words))


@pytest.fixture
def diary(tmp_path: Path) -> Diary:
    return Diary(tmp_path / "diary.sqlite")


def held() -> list[int]:
    script = expand(load("hamstrings"), Choices(level="remind", language="es"))
    assert len(script.chapters) == 23
    return [index for index, chapter in enumerate(script.chapters) if chapter.location.spot]


def test_what_was_done_becomes_an_entry_with_its_titles_and_holds(diary: Diary) -> None:
    first, second = held()[:2]
    assert take_in(diary, sessions(one(done=(first, second))), load, NOW) == TakenIn(1, 0, 0)
    (entry,) = diary.entries()
    assert (entry.protocol, entry.level, entry.language, entry.title) == (
        *("hamstrings", "remind", "es"),
        expand(load("hamstrings"), Choices(language="es")).title,
    )
    assert entry.began.isoformat() == "2026-11-29T13:00:00+02:00"
    assert (entry.ending, entry.ended) == ("finished", entry.began + timedelta(seconds=1200))
    assert (entry.comfort_before, entry.comfort_after, entry.heard) == (None, 4, 1100)
    assert [(done.chapter, done.side, done.spot, done.held) for done in entry.done] == [
        (first, "left", 1, 10.0),
        (second, "left", 2, 10.0),
    ]


def test_the_same_comes_once_and_more_of_it_is_added(diary: Diary) -> None:
    first, second = held()[:2]
    begun = one(done=(first,), comfort="x", end="")
    assert take_in(diary, sessions(begun), load, NOW) == TakenIn(1, 0, 0)
    (entry,) = diary.entries()
    assert (entry.ending, entry.comfort_after) == (None, None)
    whole = one(done=(first, second))
    other = one(BEGAN - 86_400, (first,))
    assert take_in(diary, sessions(whole, other), load, NOW) == TakenIn(1, 1, 0)
    assert take_in(diary, sessions(whole, other, begun), load, NOW) == TakenIn(0, 0, 3)
    entries = sorted(diary.entries(), key=lambda one: one.began)
    assert [[done.chapter for done in entry.done] for entry in entries] == [[first], [first, second]]
    assert [entry.comfort_after for entry in entries] == [4, 4]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no sessions from a phone"),
        ("Dear diary", "no sessions from a phone"),
        ("coach2 x y", "from a newer page; update this coach"),
        (FORM, "damaged or not whole"),
        (sealed(ALBUM, one())[:-1], "damaged or not whole"),
        (sealed(ALBUM, one()).replace(".4f", ".3f"), "damaged or not whole"),
        (sealed(one()), "is no session from a phone"),
        (sealed(ALBUM, "1.2.3"), "is no session from a phone"),
        (sealed(ALBUM.replace("remind", "shout"), one()), "choices that this coach does not know"),
        (sealed(ALBUM, one().replace(".8.", ".zz.")), "a time that cannot be"),
        (sealed(ALBUM, "z" * 8 + ".0.1.1.1.xf"), "a time that cannot be"),
        (sealed("../../etc/passwd/1/2/{}", one()), "is no session from a phone"),
    ],
)
def test_what_is_no_session_or_damaged_is_one_line(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as refused:
        parse(text)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (sealed(ALBUM, one(BEGAN + 3 * 86_400)), "lies in the future; set the clock"),
        (sealed(ALBUM.replace("hamstrings", "elbow"), one()), "no protocol 'elbow'"),
        (sealed(ALBUM.replace("/23/", "/24/"), one(done=(held()[0],))), "has chapters that hamstrings has not"),
        (sealed(ALBUM, one(done=(0,))), "has chapters that hamstrings has not"),
        (sealed(ALBUM, one(done=(60,))), "has chapters that hamstrings has not"),
        (sealed(album_word("hamstrings", 999, 23, Choices()), one()), "is of hamstrings, version 999, and here is"),
    ],
)
def test_nothing_is_taken_in_if_one_is_wrong(text: str, said: str, diary: Diary) -> None:
    right = sealed(ALBUM, one(done=(held()[0],))).split()[1:-1]
    with pytest.raises(InputError, match=said):
        take_in(diary, parse(sealed(*right, *text.split()[1:-1])), load, NOW)
    assert not diary.path.exists()


def test_the_command_takes_text_typed_or_in_a_file_and_nothing_else(tmp_path: Path) -> None:
    text = sealed(ALBUM, one(BEGAN - 200 * 86_400, (held()[0],)))
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    (tmp_path / "saved.txt").write_text(f"\ufeff{text}\n", encoding="utf-8")
    run = coach("diary", "add", tmp_path / "saved.txt", **home)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.endswith("1 new, 0 with more than before, 0 known already\n")
    assert "? -> 4" in coach("diary", **home).stdout
    (tmp_path / "noise").write_bytes(b"\xff\xfe\x00noise")
    for words, said in {
        ("add",): "needs a FILE",
        ("add", str(tmp_path / "not there")): "cannot be read: No such file",
        ("add", str(tmp_path / "noise")): "is neither text nor a picture",
    }.items():
        run = coach("diary", *words, **home)
        assert run.returncode == 2
        assert said in run.stderr
        assert run.stderr.count("\n") == 1


def test_a_protocol_of_ones_own_is_given_beside(tmp_path: Path, diary: Diary) -> None:
    own = tmp_path / "small.yaml"
    own.write_text(TEXT, encoding="utf-8")
    protocol: Protocol = load(str(own))
    script = expand(protocol, Choices())
    index = next(index for index, chapter in enumerate(script.chapters) if chapter.location.spot)
    word = album_word("small", protocol.version, len(script.chapters), Choices())
    text = sealed(word, one(BEGAN - 200 * 86_400, (index,)))
    (tmp_path / "saved.txt").write_text(text, encoding="utf-8")
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    run = coach("diary", "add", tmp_path / "saved.txt", **home)
    assert (run.returncode, "--protocol THAT.yaml" in run.stderr) == (2, True)
    run = coach("diary", "add", tmp_path / "saved.txt", "--protocol", own, **home)
    assert (run.returncode, run.stderr) == (0, "")


def test_a_picture_without_its_reader_says_what_to_type(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Image.new("L", (40, 40)).save(tmp_path / "code.png")
    monkeypatch.setitem(sys.modules, "zxingcpp", None)
    with pytest.raises(InputError, match=r"is read by zxing-cpp, which is not here; .*scan"):
        add_to_diary(str(tmp_path / "code.png"))

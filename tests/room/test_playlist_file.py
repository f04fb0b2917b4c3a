"""Playlist files: what is read, and every mistake at its line and column."""

from datetime import date, time
from pathlib import Path

import pytest

from coach.errors import InputError
from coach.protocol import ProtocolError
from coach.room.hours import Hours, Span
from coach.room.playlist import Announcement, Entry, Fades, Playlist
from coach.room.playlist_file import load_playlist
from coach.units import to_samples

WHOLE = """\
items:
  - play: waiting-room
  - play: calm.mp3
    volume: 70
gap: 90 s
order: shuffled
time zone: Europe/Berlin
hours:
  mon-tue: [08:00-12:00, 13:00-18:00]
  sat: 22:00-02:00
exceptions:
  2026-12-24 to 2026-12-26: closed
  2026-12-31: 08:00-12:00
quiet hours: 10:00-10:15
volume: 80
volume from:
  17:00: 40
  8:00: 60
volume cap: 65
fade in: 2 s
fade out: 500 ms
announcements:
  - play: lunch.mp3
    at: [11:45, 17:45]
    volume: 90
language: es
voice: pyttsx3
allow person: yes
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "room.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def spans(*times: tuple[int, int]) -> tuple[Span, ...]:
    return tuple(Span(time(opens), time(closes)) for opens, closes in times)


def test_everything_in_it(tmp_path: Path) -> None:
    day = spans((8, 12), (13, 18))
    assert load_playlist(written(tmp_path, WHOLE)) == Playlist(
        entries=(Entry("waiting-room"), Entry(str(tmp_path / "calm.mp3"), 70)),
        announcements=(Announcement(Entry(str(tmp_path / "lunch.mp3"), 90), (time(11, 45), time(17, 45))),),
        gap=to_samples(90),
        order="shuffled",
        zone="Europe/Berlin",
        hours=Hours(
            (day, day, (), (), (), spans((22, 2)), ()),
            {**{date(2026, 12, each): () for each in (24, 25, 26)}, date(2026, 12, 31): spans((8, 12))},
            (Span(time(10), time(10, 15)),),
        ),
        volume=80,
        volume_from=((time(8), 60), (time(17), 40)),
        cap=65,
        fades=Fades(to_samples(2), to_samples(0.5)),
        language="es",
        voice="pyttsx3",
        allow_person=True,
    )


def test_the_least_of_it(tmp_path: Path) -> None:
    playlist = load_playlist(written(tmp_path, "items: [{play: waiting-room}]"))
    assert playlist == Playlist(entries=(Entry("waiting-room"),))
    assert playlist.hours.always


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "1:1: the file is empty; a playlist has 'items:'"),
        ("items: []", "1:1: there is nothing to play"),
        ("gap: 5 m", "1:1: 'items' is missing here"),
        ("items: [{play: a.mp3}]\nmore: ftp://a", "2:7: 'ftp://a' is no address; write it like https://"),
        ("items: [{play: a.mp3}]\ngap: 5", "2:6: '5' is not a duration"),
        ("items: [{play: a.mp3}]\nitem: 5", "2:1: there is no key 'item' (did you mean 'items'?)"),
        ("items: [{play: a.mp3, volume: 120}]", "1:31: 120 is no volume; use 10 to 100 percent"),
        ("items: [{play: a.mp3}]\nvolume cap: 5", "2:13: 5 is no volume"),
        ("items: [{play: a.mp3}]\nvolume from: {25:00: 50}", "2:22: '25:00' is no time of day"),
        ("items: [{play: a.mp3}]\nfade in: 2 min", "2:10: longer than 60 s"),
        (
            "items: [{play: a.mp3}]\ntime zone: Europe/Berlim",
            "2:12: there is no time zone 'Europe/Berlim' (did you mean",
        ),
        ("items: [{play: a.mp3}]\ntime zone: ../etc/passwd", "2:12: there is no time zone"),
        ("items: [{play: a.mp3}]\nhours:\n  mom: 08:00-09:00", "3:3: 'mom' is no day"),
        ("items: [{play: a.mp3}]\nhours:\n  mon: 8-9", "3:8: '8' is no time of day"),
        ("items: [{play: a.mp3}]\nhours:\n  mon: [08:00]", "3:9: '08:00' is not from one time to another"),
        ("items: [{play: a.mp3}]\nhours:\n  mon: 08:00-08:00", "3:8: '08:00-08:00' begins and ends at one time"),
        (
            "items: [{play: a.mp3}]\nhours:\n  mon: 08:00-09:00\n  sun-mon: 10:00-11:00",
            "4:3: mon has its hours",
        ),
        ("items: [{play: a.mp3}]\nexceptions:\n  2026-02-30: closed", "3:3: '2026-02-30' is no date"),
        ("items: [{play: a.mp3}]\nexceptions:\n  2026-03-02 to 2026-03-01: closed", "3:3: '2026-03-02 to 2026-03-01'"),
        ("items: [{play: a.mp3}]\nannouncements: [{play: b.mp3, at: noon}]", "2:35: 'noon' is no time of day"),
        ("items: [{play: a.mp3}]\norder: random", "2:8: there is no choice 'random'"),
        ("items: *all", "1:8: aliases (*name) are not used"),
        ("items: [", "2:1: not valid YAML"),
    ],
)
def test_a_mistake_is_told_at_its_place(text: str, told: str, tmp_path: Path) -> None:
    file = written(tmp_path, text)
    with pytest.raises(ProtocolError) as raised:
        load_playlist(file)
    lines = str(raised.value).splitlines()
    assert any(line.startswith(f"{file}:{told}") for line in lines), lines


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = "items: [{play: a.mp3, volume: 1}]\ntime zone: X\nhours: {fr: 1}\nquiet hours: [2]\n"
    with pytest.raises(ProtocolError) as raised:
        load_playlist(written(tmp_path, text))
    assert [problem.place.line for problem in raised.value.problems] == [1, 2, 3, 4]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no\.yaml: cannot be read"):
        load_playlist(tmp_path / "no.yaml")

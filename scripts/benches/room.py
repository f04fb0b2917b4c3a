"""A room that runs by itself: a simulated year, and half an hour in real time.

The year is on the fake clock of the tests, with the two nights on which clocks change, holidays, quiet hours and
announcements. The half hour plays into a sink of a PulseAudio server of its own, which is recorded: each gap beside the
planned one, each item beside its length, and what the process takes. A quick run plays for three minutes.
"""

import statistics
import subprocess
import sys
import time
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from itertools import pairwise
from pathlib import Path

import numpy as np
from fake_room import BERLIN, FakeItem, Room, lineup
from numpy.typing import NDArray
from pulse import RATE, Recording, private_server
from pydub.generators import Sine

from benches import ROOT
from benches.bars import Bar, BenchError
from benches.live import Look, look
from benches.start import environment
from coach.room.day import MARGIN
from coach.room.hours import Hours, Span
from coach.room.sound_file import LEAD

YEAR = 2026
CLOSED: dict[date, tuple[Span, ...]] = {date(YEAR, 1, 1): (), date(YEAR, 5, 1): (), date(YEAR, 12, 25): ()}
OFFICE = (Span(clock_time(7, 30), clock_time(12, 15)), Span(clock_time(13), clock_time(18, 45)))
NIGHT = (Span(clock_time(21), clock_time(5)),)
HOURS = Hours((*(OFFICE,) * 5, NIGHT, NIGHT), CLOSED, (Span(clock_time(10), clock_time(10, 20)),))
"""Saturday's and Sunday's nights hold the changes of the clocks."""
TIMES = ("11:30", "18:40")

GAP, ITEM = 5.0, 20.0
"""Seconds."""
MOST_MS, FLAT_MB = 100.0, 3.0
LOUD = 3000
"""Above the carrier, of 32767."""
SETTLES = 60.0
"""Seconds until its memory is looked at."""


def measure(quick: bool, spoken: Path) -> list[Bar]:
    """Measure both. `spoken` is not needed: nothing is said."""
    return [*_year(), *_half_hour(180.0 if quick else 1800.0, spoken)]


def _year() -> list[Bar]:
    items = [FakeItem(name, seconds) for name, seconds in (("A", 190), ("B", 655), ("C", 1312), ("D", 2400))]
    told = {FakeItem("X", 20): " ".join(TIMES)}
    line_up = lineup(items, HOURS, 300, told, zone="Europe/Berlin", order="shuffled")
    room = Room(line_up, f"{YEAR}-01-01T00:00", 365 * 86400).run()
    over = out = 0
    for _, began, ended in room.played:
        closing = HOURS.closing(began, room.clock.at)
        out += HOURS.opening(began, room.clock.at) is not began
        over += closing is None or ended.timestamp() > closing.timestamp() - MARGIN + 0.01
    days = (date(YEAR, 1, 1) + timedelta(each) for each in range(365))
    due = {(day, at) for day in days if day.weekday() < 5 and day not in CLOSED for at in TIMES}
    heard = {(began.date(), "11:30" if began.hour < 13 else "18:40") for name, began, _ in room.played if name == "X"}
    wrong = 0
    for evening, hours in ((date(YEAR, 3, 28), 7), (date(YEAR, 10, 24), 9)):
        opens = datetime.combine(evening, NIGHT[0].opens, BERLIN).timestamp()
        night = [ended.timestamp() for _, began, ended in room.played if 0 <= began.timestamp() - opens < 11 * 3600]
        wrong += not opens + (hours - 0.75) * 3600 < max(night) <= opens + hours * 3600
    return [
        Bar(name="room: items of a year that end after closing", figure=over, unit="of them", bar=0),
        Bar(name="room: items of a year out of hours", figure=out, unit="of them", bar=0),
        Bar(name="room: announcements of a year that are missed", figure=len(due - heard), unit="of them", bar=0),
        Bar(name="room: nights of a change with wrong hours", figure=wrong, unit="of 2", bar=0),
        Bar(name="room: items of a year", figure=len(room.played), unit="played", bar=None),
    ]


def _half_hour(seconds: float, folder: Path) -> list[Bar]:
    for name, pitch in (("a", 700), ("b", 900)):
        sound = Sine(pitch).to_audio_segment(duration=round(ITEM * 1000), volume=-20)
        sound.export(folder / f"{name}.wav", format="wav").close()
    playlist = folder / "room.yaml"
    items = "items: [{play: a.wav}, {play: b.wav}]"
    playlist.write_text(f"{items}\ngap: {GAP:g} s\nfade in: 0 ms\nfade out: 0 ms\n", encoding="utf-8")
    command = [sys.executable, "-m", "coach", "room", str(playlist), "--quiet"]
    looks = []
    with (
        private_server() as server,
        server.record() as recording,
        subprocess.Popen(command, cwd=ROOT, env=environment(server), stdout=subprocess.DEVNULL) as process,
    ):
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            time.sleep(5)
            looks.append(look(process.pid, began))
        process.kill()
    return _judged(recording, looks)


def _judged(recording: Recording, looks: list[Look]) -> list[Bar]:
    parts = _parts(recording.samples())
    if len(parts) < 4:
        raise BenchError(f"only {len(parts)} items were heard; there is no sound, or the machine is too busy")
    planned = GAP + LEAD / RATE
    late = [1000 * ((after[0] - before[1]) / RATE - planned) for before, after in pairwise(parts)]
    lengths = [1000 * abs((end - start) / RATE - ITEM) for start, end in parts[:-1]]
    settled = [each for each in looks if each.at > SETTLES] or looks
    before, after = settled[: len(settled) // 2 or 1], settled[len(settled) // 2 :]
    grown = statistics.median(each.mb for each in after) - statistics.median(each.mb for each in before)
    descriptors = max(each.descriptors for each in after) - max(each.descriptors for each in before)
    return [
        Bar(name="room: gap longer than planned, worst", figure=max(late), unit="ms", bar=MOST_MS),
        Bar(name="room: gap shorter than planned, worst", figure=-min(late), unit="ms", bar=None),
        Bar(name="room: gaps, median off", figure=statistics.median(late), unit="ms", bar=None),
        Bar(name="room: length of an item, worst off", figure=max(lengths), unit="ms", bar=1.0),
        Bar(name="room: memory grown", figure=grown, unit="MB", bar=FLAT_MB),
        Bar(name="room: descriptors grown", figure=descriptors, unit="of them", bar=0),
        Bar(name="room: items heard", figure=len(parts), unit="of them", bar=None),
    ]


def _parts(sound: NDArray[np.int16]) -> list[tuple[int, int]]:
    """First and last loud samples of each item."""
    loud = np.flatnonzero(np.abs(sound) > LOUD)
    if not loud.size:
        return []
    edges = np.flatnonzero(np.diff(loud) > RATE)
    starts = [loud[0], *loud[edges + 1]]
    ends = [*loud[edges], loud[-1]]
    return [(int(start), int(end)) for start, end in zip(starts, ends, strict=True)]

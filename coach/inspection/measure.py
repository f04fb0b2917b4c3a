"""Sounds in a folder or file, measured chapter by chapter, so that memory does not grow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coach.audio.decode import decoding, samples_in
from coach.errors import InputError
from coach.export.export_plan import TIMELINE
from coach.export.formats import FORMATS
from coach.export.names import numbered
from coach.inspection.model import Inspection, Report
from coach.inspection.music_levels import music_of
from coach.inspection.targets import Examination, tolerance
from coach.text import one_line
from coach.timeline.plan_file import MusicUnder, from_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coach.timeline.model import Timeline

SOUNDS = frozenset({".m4a", ".aac", ".ogg", *(row.suffix for row in FORMATS.values())})

_NUMBER = re.compile(r"(\d+) ")


def inspect(path: Path, picture: bool = False) -> Inspection:
    """Measure an exported folder or one file; with `picture`, draw the first of what it finds.

    Raises InputError for a path where there is nothing to measure, CoachError if there is no decoder.
    """
    if path.is_dir():
        examined = _folder(path)
    elif path.is_file():
        examined = _file(path)
    else:
        raise InputError(f"{path}: there is no such file or folder")
    reports: list[Report] = []
    drawn: str | None = None
    for each in examined:
        reports.append(each.report())
        if picture and drawn is None:
            from coach.inspection.waveform import as_svg

            drawn = as_svg(each)
    return Inspection(path.name or str(path), tuple(reports), drawn)


def _folder(folder: Path) -> Iterator[Examination]:
    """Examine the whole file and the tracks, whichever are there."""
    if not (folder / TIMELINE).is_file():
        raise InputError(f"{folder}: has no {TIMELINE}, as an export leaves it; export again, or name one file")
    timeline, music = read_plan(folder / TIMELINE)
    sounds = sorted(file for file in folder.iterdir() if file.suffix.lower() in SOUNDS and file.is_file())
    tracks = _tracks(folder, sounds, timeline)
    wholes = [file for file in sounds if file not in tracks.values() and not _NUMBER.match(file.name)]
    if not tracks and not wholes:
        raise InputError(f"{folder}: there is no sound in it; export again")
    for file in wholes:
        yield _whole(file, timeline, music)
    if tracks:
        yield _album(folder, tracks, timeline, music)


def read_plan(path: Path) -> tuple[Timeline, MusicUnder | None]:
    """Read the timeline of an export, and the music under it. Raises InputError for what is no such plan."""
    try:
        return from_json(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); export the session again") from error
    except InputError as error:
        raise InputError(f"{path}: {error}") from error


def _tracks(folder: Path, sounds: list[Path], timeline: Timeline) -> dict[int, Path]:
    """Find the track of each chapter by its index: by the playlist, else by the numbers of files."""
    lists = sorted(folder.glob("*.m3u8"))
    if len(lists) == 1:
        try:
            lines = lists[0].read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
            raise InputError(f"{lists[0]}: cannot be read ({why}); export the session again") from error
        named = [folder / line for line in lines if line and not line.startswith("#")]
        return {at: file for at, file in enumerate(named[: len(timeline.chapters)]) if file in sounds}
    found = ((match, file) for file in sounds if (match := _NUMBER.match(file.name)))
    return {int(match[1]) - 1: file for match, file in found if 0 < int(match[1]) <= len(timeline.chapters)}


def _whole(file: Path, timeline: Timeline, music: MusicUnder | None) -> Examination:
    examined = Examination(file.name, "whole", timeline, file.suffix, music_of(file.parent, music, timeline.starts))
    with decoding(file) as sound:
        for index, chapter in enumerate(timeline.chapters):
            examined.chapter(index, sound.read(chapter.length))
        for block in sound.rest():
            examined.levels.add(block)
        examined.off(sound.length - timeline.length)
    return examined


def _album(folder: Path, tracks: dict[int, Path], timeline: Timeline, music: MusicUnder | None) -> Examination:
    import numpy as np

    suffix = next(iter(tracks.values())).suffix
    examined = Examination(folder.name, "tracks", timeline, suffix, music_of(folder, music, timeline.starts))
    for index, chapter in enumerate(timeline.chapters):
        if index not in tracks:
            examined.chapter(index, np.zeros((0, 1), np.float32))
            examined.off(-chapter.length, index)
            continue
        _track(examined, index, tracks[index])
    return examined


def _track(examined: Examination, index: int, file: Path) -> None:
    """Measure one chapter from a file of its own, and whatever comes after it there."""
    chapter = examined.timeline.chapters[index]
    with decoding(file) as sound:
        examined.chapter(index, sound.read(chapter.length), file.name)
        for block in sound.rest():
            examined.levels.add(block)
        examined.off(sound.length - chapter.length, index)


def _file(file: Path) -> Iterator[Examination]:
    yield _fitting(file)


def _fitting(file: Path) -> Examination:
    """Examine a file against the whole plan beside it, one chapter of it, or none, by its length."""
    length = samples_in(file)
    if not length:
        raise InputError(f"{file}: there is no sound in it")
    plan = file.parent / TIMELINE
    if plan.is_file():
        timeline, music = read_plan(plan)
        if abs(length - timeline.length) <= tolerance(file.suffix):
            return _whole(file, timeline, music)
        index = _chapter_of(file, length, timeline)
        if index is not None:
            return _one(file, index, timeline, music)
    return _sound(file)


def _chapter_of(file: Path, length: int, timeline: Timeline) -> int | None:
    """Find the chapter that is as long as this file and bears its name; by length alone only if just one is."""
    fits = [
        index
        for index, chapter in enumerate(timeline.chapters)
        if abs(chapter.length - length) <= tolerance(file.suffix)
    ]
    names = numbered([one_line(chapter.title) for chapter in timeline.chapters])
    return next((index for index in fits if names[index] == file.stem), fits[0] if len(fits) == 1 else None)


def _one(file: Path, index: int, timeline: Timeline, music: MusicUnder | None) -> Examination:
    import msgspec

    alone = msgspec.structs.replace(timeline, chapters=timeline.chapters[index : index + 1])
    under = music_of(file.parent, music, timeline.starts[index : index + 1])
    examined = Examination(file.name, "chapter", alone, file.suffix, under)
    _track(examined, 0, file)
    return examined


def _sound(file: Path) -> Examination:
    examined = Examination(file.name, "sound", None, file.suffix)
    with decoding(file) as sound:
        for block in sound.rest():
            examined.block(block)
    return examined

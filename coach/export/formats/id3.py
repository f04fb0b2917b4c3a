"""ID3 v2.3: the version that Windows, iOS and Android all read. For MP3, and in a chunk of its own for WAV.

Texts are UTF-16 because v2.3 knows no UTF-8. The year stands in TYER, which v2.4 replaced. Chapters are those of the
addendum to v2.3 (id3v2-chapters-1.0): CTOC and CHAP.
"""

# mypy: allow-untyped-calls
# (mutagen declares types, but most of its functions have none.)

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.export.formats.iso639 import three_letters
from coach.export.formats.tags import ARTIST, GENRE, Tags, milliseconds, no_padding, picture_type

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mutagen.id3 import CTOC, ID3, Frame

_NO_OFFSET = 0xFFFFFFFF
"""Offset that tells a player to find the chapter by its time, not by a byte position."""

_MOST_CHILDREN = 255
"""A table of contents counts its entries in one byte."""


def write_id3(kind: type[ID3], path: Path, tags: Tags, **options: int) -> None:
    """Write the tags where this kind of ID3 has its place in a file. `options` are more of its method `save`.

    Raises OSError or MutagenError.
    """

    class Ordered(kind):  # type: ignore[misc, valid-type]
        """Frames as they were added.

        mutagen itself sorts by size: chapters would not be in order of time, and some players show them as they come.
        """

        def _write(self, config: object) -> bytes:
            from mutagen.id3._tags import save_frame

            return b"".join(save_frame(frame, config=config) for frame in self.values())

    _fill(Ordered(), tags).save(path, v2_version=3, padding=no_padding, **options)


def _fill(id3: ID3, tags: Tags) -> ID3:
    from mutagen.id3 import APIC, TALB, TCON, TIT2, TLAN, TPE1, TRCK, TYER, USLT, Encoding, PictureType

    words, code = Encoding.UTF16, Encoding.LATIN1
    language = three_letters(tags.language)
    id3.add(TIT2(encoding=words, text=tags.title))
    id3.add(TPE1(encoding=words, text=ARTIST))
    id3.add(TALB(encoding=words, text=tags.album))
    if tags.number is not None:
        of = "" if tags.total is None else f"/{tags.total}"
        id3.add(TRCK(encoding=code, text=f"{tags.number}{of}"))
    if tags.year is not None:
        id3.add(TYER(encoding=code, text=f"{tags.year:04}"))
    id3.add(TCON(encoding=code, text=GENRE))
    id3.add(TLAN(encoding=code, text=language))
    if tags.lyrics:
        id3.add(USLT(encoding=words, lang=language, desc="", text=tags.lyrics))
    if tags.cover is not None:
        mime, front = picture_type(tags.cover), PictureType.COVER_FRONT
        id3.add(APIC(encoding=code, mime=mime, type=front, desc="", data=tags.cover))
    for frame in _chapters(tags):
        id3.add(frame)
    return id3


def _chapters(tags: Tags) -> Iterator[Frame]:
    """Yield tables of contents, the topmost first, then the chapters in order of time."""
    from mutagen.id3 import CHAP, TIT2, Encoding

    if not tags.marks:
        return
    names = [f"chp{number}" for number in range(1, len(tags.marks) + 1)]
    yield from _contents(tags.title, names)
    for name, mark in zip(names, tags.marks, strict=True):
        yield CHAP(
            element_id=name,
            start_time=milliseconds(mark.start),
            end_time=milliseconds(mark.end),
            start_offset=_NO_OFFSET,
            end_offset=_NO_OFFSET,
            sub_frames=[TIT2(encoding=Encoding.UTF16, text=mark.title)],
        )


def _contents(title: str, names: list[str]) -> Iterator[CTOC]:
    """Yield one table, or with more chapters than it can count, a table of tables."""
    from mutagen.id3 import CTOC, TIT2, CTOCFlags, Encoding

    heading = [TIT2(encoding=Encoding.UTF16, text=title)]
    if len(names) <= _MOST_CHILDREN:
        flags = CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED
        yield CTOC(element_id="toc", flags=flags, child_element_ids=names, sub_frames=heading)
        return
    groups = [names[at : at + _MOST_CHILDREN] for at in range(0, len(names), _MOST_CHILDREN)]
    ids = [f"toc{number}" for number in range(1, len(groups) + 1)]
    yield from _contents(title, ids)
    for element_id, group in zip(ids, groups, strict=True):
        yield CTOC(element_id=element_id, flags=CTOCFlags.ORDERED, child_element_ids=group, sub_frames=[])

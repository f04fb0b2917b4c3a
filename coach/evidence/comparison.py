"""Comparison of an exported folder with the same session rendered again: identical, or every difference by name."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np

from coach.audio.decode import BLOCK, decoding, samples_in
from coach.evidence.folder import evidence_of, manifest_of
from coach.evidence.model import FileState
from coach.export.export_plan import TIMELINE
from coach.export.formats import FORMATS
from coach.export.provenance import Provenance
from coach.units import SAMPLE_RATE

_SOUNDS = frozenset(one.suffix for one in FORMATS.values())


class Comparison(NamedTuple):
    """Result of a comparison."""

    files: int
    """Number of files that were compared."""
    recoded: tuple[str, ...]
    """Sound files with other bytes that decode to the same samples."""
    differences: tuple[str, ...]
    """Differences, a line for each file."""
    reasons: tuple[str, ...]
    """Known reasons: a line for each part of the origin that is not what it was."""

    @property
    def identical(self) -> bool:
        """Whether the same is heard and read."""
        return not self.differences

    def lines(self) -> Iterator[str]:
        """Tell the result in lines."""
        if self.identical and not self.recoded:
            yield f"identical: {self.files} files, byte for byte"
        elif self.identical:
            yield f"identical in sound, to the sample; encoded into other bytes: {', '.join(self.recoded)}"
        else:
            yield f"NOT identical: {len(self.differences)} of {self.files} files"
            yield from (f"  {line}" for line in self.differences)
        yield from (f"  {'although' if self.identical else 'because'}: {line}" for line in self.reasons)


def compare(folder: Path, again: Path) -> Comparison:
    """Compare an exported folder with another rendering of it. Raises InputError for a folder that cannot be read."""
    before, now = evidence_of(folder), evidence_of(again)
    states = {file.name: file.state for file in before.files}
    fresh = {file.name: file.sha256 for file in now.files}
    written = {file.name: file.sha256 for file in before.files}
    differences, recoded = [], []
    for name in sorted(states.keys() | fresh.keys()):
        if name not in fresh or name not in states:
            there = "is not made any more" if name not in fresh else "was not there, and is made now"
            differences.append(f"{name}: {there}")
        elif states[name] != "whole":
            differences.append(f"{name}: {_changed(states[name], fresh[name] == written[name])}")
        elif fresh[name] != written[name]:
            if (found := _difference(folder / name, again / name)) is not None:
                differences.append(f"{name}: {found}")
            elif name != TIMELINE:
                recoded.append(name)
    reasons = tuple(_reasons(before.provenance, now.provenance))
    return Comparison(len(states.keys() | fresh.keys()), tuple(recoded), tuple(differences), reasons)


def person_in(folder: Path, title: str, sheet: str) -> str | None:
    """Read the name that the album is for from the head of its cue sheet; None if it is for nobody by name."""
    from html import unescape

    if (album := manifest_of(folder).album) is None or album.name is None:
        return None
    head = (folder / sheet).read_text(encoding="utf-8").partition("<h1>")[2].partition("</h1>")[0]
    return unescape(head).removeprefix(f"{title} – ")


def _changed(state: FileState, same_again: bool) -> str:
    what = "is missing" if state == "missing" else "was changed after the export"
    return f"{what}; rendered again it is {'what the export wrote' if same_again else 'different, too'}"


def _difference(one: Path, other: Path) -> str | None:
    """Tell the difference of two files that are not the same bytes; None if they say or sound the same."""
    if one.name == TIMELINE:
        first, second = _plan(one), _plan(other)
        keys = sorted(key for key in first.keys() | second.keys() if first.get(key) != second.get(key))
        return f"differs in: {', '.join(keys)}" if keys else None
    if one.suffix not in _SOUNDS:
        return "is rendered differently"
    with decoding(one) as before, decoding(other) as now:
        at = 0
        while True:
            old, new = before.read(BLOCK), now.read(BLOCK)
            if old.shape != new.shape:
                return f"sounds different: {_length(one)} before, {_length(other)} now"
            if not len(old):
                return None
            apart = np.abs(old - new).max(axis=1)
            if apart.any():
                first_s = (at + int(np.argmax(apart > 0))) / SAMPLE_RATE
                level = 20 * np.log10(float(apart.max()))
                return f"sounds different from {first_s:.2f} s on, near there by {level:.0f} dB of full scale"
            at += len(old)


def _length(path: Path) -> str:
    return f"{samples_in(path)} samples"


def _plan(path: Path) -> dict[str, Any]:
    """Read a plan, without what depends on its folder, and without its origin, which is compared apart."""
    data: dict[str, Any] = json.loads(path.read_bytes())
    data.pop("provenance", None)
    data.get("music", {}).pop("file", None)
    return data


def _reasons(before: Provenance, now: Provenance) -> Iterator[str]:
    first, second = (dict(_flat(msgspec.to_builtins(one))) for one in (before, now))
    for key in sorted(first.keys() | second.keys()):
        if key.endswith(".text") or key == "sounds.digest":
            continue  # the digest of the file tells as much; that of the sound says that, and not why
        if first.get(key) != second.get(key):
            same = key == "encoder" and before.sounds.digest == now.sounds.digest
            known = "; the sound before encoding has the same digest" if same else ""
            yield f"{key} was {_short(first.get(key))}, and is {_short(second.get(key))}{known}"


def _flat(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Yield all values of plain data by their path; a list is one value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else key)
    else:
        yield path, value


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 80 else f"{text[:77]}..."

"""Evidence of one exported folder. Values only; written as JSON, its keys are a contract."""

from typing import Literal

import msgspec

from coach.export.provenance import Provenance

FileState = Literal["whole", "changed", "missing"]
"""State of a file: as the export wrote it, with other bytes, or gone."""


class EffortHeard(msgspec.Struct, frozen=True):
    """Hold or set of strokes, in seconds."""

    start_s: float
    seconds: float
    reach_s: float
    """Time to get into the stretch."""
    stroke_s: float | None
    """Length of one stroke, one way; None for a hold."""


class ChapterHeard(msgspec.Struct, frozen=True):
    """Chapter of the session."""

    title: str
    start_s: float
    protocol: str
    side: str | None
    strip: str | None
    spot: int | None
    passage: int | None
    efforts: tuple[EffortHeard, ...]


class LimitHeard(msgspec.Struct, frozen=True):
    """Limit, and the values that the session has."""

    protocol: str
    name: str
    least: float
    usual: float | None
    most: float
    unit: str
    here: tuple[float, ...]
    """Values in the session; none for a limit of what is only said, such as the length of a step."""


class ProofFound(msgspec.Struct, frozen=True):
    """Proof that the timeline passed before the export."""

    name: str
    says: str
    again: bool | None
    """True if it was repeated on what is in the folder and holds; None if that takes more than the folder has."""


class FileFound(msgspec.Struct, frozen=True):
    """File of the export, with the size and digest that it was written with."""

    name: str
    bytes: int
    sha256: str
    state: FileState


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """All that an exported folder tells about itself. No person's name is in it, but for one in the album's title."""

    version: Literal[1] = 1
    title: str
    language: str
    protocol: str
    length_s: float
    purpose: tuple[str, ...]
    between_days: int | None
    """Least days from one session to the next."""
    chapters: tuple[ChapterHeard, ...]
    limits: tuple[LimitHeard, ...]
    proofs: tuple[ProofFound, ...]
    flaws: tuple[str, ...]
    """Findings of the proofs that were repeated; none in a folder that is as it was written."""
    music: str | None
    """Identity of the music under the session."""
    provenance: Provenance
    files: tuple[FileFound, ...]

    @property
    def efforts(self) -> tuple[EffortHeard, ...]:
        """All holds and sets of strokes."""
        return tuple(effort for chapter in self.chapters for effort in chapter.efforts)

    @property
    def whole(self) -> bool:
        """Whether every file is as it was written, and no proof fails."""
        return not self.flaws and all(file.state == "whole" for file in self.files)

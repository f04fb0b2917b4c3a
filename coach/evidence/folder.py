"""Evidence read from an exported folder: its plan with its provenance, and its manifest."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from coach.errors import InputError, shown
from coach.evidence.model import ChapterHeard, EffortHeard, Evidence, FileFound, FileState, LimitHeard, ProofFound
from coach.export.export_plan import TIMELINE
from coach.export.manifest import MANIFEST, FileDigest, ManifestFile
from coach.export.provenance import LimitUsed, Provenance
from coach.storage.json_files import decode
from coach.text.evidence_texts import EvidenceTexts, evidence_texts
from coach.timeline.model import Chapter
from coach.timeline.plan_file import from_json
from coach.timeline.proofs import CHAPTER_PROOFS
from coach.units import Samples, to_seconds


class _Session(msgspec.Struct):
    between: int | None = None


class _Beside(msgspec.Struct):
    session: _Session | None = None
    """Facts of a session for one person; none for a room."""
    provenance: Provenance | None = None


def evidence_of(folder: Path) -> Evidence:
    """Read an exported folder, and repeat what can be proved of it.

    Raises InputError if it holds no export, or one of a coach that kept no provenance.
    """
    path = folder / TIMELINE
    try:
        text = path.read_bytes()
        beside = decode(text, _Beside)
        timeline, music = from_json(text)
    except FileNotFoundError as error:
        raise InputError(f"{folder} holds no export of the coach; make one: coach export NAME -o {folder}") from error
    except (OSError, msgspec.MsgspecError) as error:
        raise InputError(f"{path} cannot be read ({error}); export the session again") from error
    except InputError as error:
        raise InputError(f"{path} {error}") from error
    if (provenance := beside.provenance) is None:
        raise InputError(f"{path} is of an older coach and does not say where it comes from; export the session again")
    texts = evidence_texts(timeline.language)
    flaws = {proof.__name__: [flaw for one in timeline.chapters for flaw in proof(one)] for proof in CHAPTER_PROOFS}
    return Evidence(
        title=timeline.title,
        language=timeline.language,
        protocol=timeline.protocol,
        length_s=to_seconds(timeline.length),
        purpose=texts.purposes if beside.session else texts.room_purposes,
        between_days=beside.session.between if beside.session else None,
        chapters=tuple(map(_chapter, timeline.chapters, timeline.starts)),
        limits=tuple(_limit(limit, timeline.chapters) for limit in provenance.limits),
        proofs=tuple(_proofs(provenance.proofs, texts, flaws)),
        flaws=tuple(flaw for found in flaws.values() for flaw in found),
        music=music.identity if music else None,
        provenance=provenance,
        files=tuple(_files(folder)),
    )


def manifest_of(folder: Path) -> ManifestFile:
    """Read the list of what an export wrote into a folder. Raises InputError."""
    path = folder / MANIFEST
    try:
        manifest = decode(path.read_bytes(), ManifestFile)
    except (OSError, msgspec.MsgspecError) as error:
        raise InputError(f"{path} cannot be read ({error}); export the session again") from error
    for name, digests in manifest.files.items():
        if not is_plain(name) or not digests:
            raise InputError(f"{path} lists '{shown(name)}', which is no file of the coach; export the session again")
    return manifest


def is_plain(name: str) -> bool:
    """Whether a name leads to no other folder, whoever wrote the list that it stands in."""
    return bool(name) and name not in (".", "..") and not set(name) & set("/\\:\0")


def _chapter(chapter: Chapter, start: Samples) -> ChapterHeard:
    at = chapter.location
    return ChapterHeard(
        title=chapter.title,
        start_s=to_seconds(start),
        protocol=at.protocol,
        side=at.side,
        strip=at.strip,
        spot=at.spot,
        passage=at.passage,
        efforts=tuple(
            EffortHeard(
                start_s=to_seconds(start + held.start),
                seconds=to_seconds(held.length),
                reach_s=to_seconds(held.reach),
                stroke_s=None if held.stroke is None else to_seconds(held.stroke),
            )
            for held in chapter.held
        ),
    )


def _limit(limit: LimitUsed, chapters: Iterable[Chapter]) -> LimitHeard:
    own = [chapter for chapter in chapters if chapter.location.protocol == limit.protocol]
    here = tuple(sorted({value for chapter in own for value in _values(limit.name, chapter)}))
    if limit.name in ("spots", "passes"):
        here = here[-1:]
    return LimitHeard(limit.protocol, limit.name, limit.least, limit.usual, limit.most, limit.unit, here)


def _values(name: str, chapter: Chapter) -> Iterator[float]:
    """Yield the values of a chapter that a limit is about."""
    at = chapter.location
    match name:
        case "spots" if at.spot is not None:
            yield at.spot
        case "passes" if at.passage is not None:
            yield at.passage
        case "hold" | "set":
            yield from (to_seconds(one.length) for one in chapter.held if (one.stroke is None) == (name == "hold"))
        case "stroke":
            yield from (to_seconds(one.stroke) for one in chapter.held if one.stroke is not None)
        case "reach":
            yield from (to_seconds(one.reach) for one in chapter.held if one.reach)


def _proofs(names: Iterable[str], texts: EvidenceTexts, flaws: dict[str, list[str]]) -> Iterator[ProofFound]:
    for name in names:
        again = not flaws[name] if name in flaws else None
        yield ProofFound(name, texts.proofs.get(name, name.replace("_", " ")), again)


def _files(folder: Path) -> Iterator[FileFound]:
    for name, (written, *_) in sorted(manifest_of(folder).files.items()):
        found = _digest(folder / name)
        state: FileState = "missing" if found is None else "whole" if found == written else "changed"
        yield FileFound(name, written.size, written.sha256, state)


def _digest(path: Path) -> FileDigest | None:
    """Digest a file; None if there is none. Raises InputError if it cannot be read."""
    try:
        with path.open("rb") as file:
            return FileDigest(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error

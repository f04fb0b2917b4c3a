"""Evidence of an exported folder: its page, its plan as FHIR, and whether it can be rendered again."""

import tempfile
from pathlib import Path

import msgspec

from coach.commands.export import ExportObserver, export_session
from coach.errors import InputError, shown
from coach.evidence.comparison import Comparison, compare, person_in
from coach.evidence.folder import evidence_of, is_plain, manifest_of
from coach.evidence.model import Evidence
from coach.export import Edition
from coach.export.album import name_digest
from coach.export.edition import KeptPicture
from coach.export.export_plan import CUE_SHEET, TIMELINE
from coach.session.request import FREE, SessionRequest, Sounds
from coach.storage.json_files import decode
from coach.timeline.plan_file import MusicUnder

OWN_COVER = "cover.jpg"
"""Name of a cover that is a person's own picture."""


class Sources(msgspec.Struct, frozen=True):
    """Places of sounds that an export does not keep: they are a person's own, and may lie anywhere."""

    voice: str | None = None
    bed: str | None = None
    tones: Path | None = None
    cache: Path | None = None


class _Quiet(ExportObserver):
    def note(self, line: str) -> None:
        """Let a notice pass: it was told when the session was exported."""


class _Music(msgspec.Struct):
    music: MusicUnder | None = None


def verify(folder: Path, sources: Sources | None = None) -> Comparison:
    """Render an exported folder again, from what it says of itself, and compare.

    Raises InputError if the folder does not say enough, or needs sounds that `sources` does not give; and what
    `export_session` raises.
    """
    evidence = evidence_of(folder)
    with tempfile.TemporaryDirectory(prefix="coach-evidence-") as name:
        place = Path(name)
        made = evidence.provenance
        sounds = _sounds(folder, evidence, sources or Sources())
        request = SessionRequest(_protocol(evidence, place), made.choices, sounds, fixed=FREE)
        edition = _edition(folder, evidence)
        export_session(request, place / "again", made.layout, made.format, _Quiet(), edition)
        return compare(folder, place / "again")


def _protocol(evidence: Evidence, place: Path) -> str:
    """Write protocols that do not come with the coach into a folder, and return what to load."""
    for name, used in evidence.provenance.protocols.items():
        if not is_plain(name):
            raise InputError(f"its protocol '{shown(name)}' is no name of a protocol; export the session again")
        if used.text is not None:
            (place / f"{name}.yaml").write_bytes(used.text.encode("utf-8"))
    own = evidence.provenance.protocols.get(evidence.protocol)
    return evidence.protocol if own is None or own.text is None else str(place / f"{evidence.protocol}.yaml")


def _sounds(folder: Path, evidence: Evidence, sources: Sources) -> Sounds:
    used = evidence.provenance.sounds
    voice = sources.voice or used.voice
    if sources.voice is None and (voice.startswith("pack") or voice.lower().endswith(".onnx")):
        lies = "which lies elsewhere; say where: --voice pack:DIR or --voice FILE.onnx"
        raise InputError(f"{folder}: its voice is '{voice}', {lies}")
    if used.own_tones and sources.tones is None:
        raise InputError(f"{folder}: it has tones of your own, which lie elsewhere; say where: --tones DIR")
    bed = sources.bed or (_music(folder) if used.bed == "music" else used.bed)
    return Sounds(voice, sources.cache, sources.tones, bed, used.stereo, used.voice_volume, used.tone_volume)


def _music(folder: Path) -> str:
    """Find the music under an export where it lay. Raises InputError that says what to type if it has gone."""
    music = decode((folder / TIMELINE).read_bytes(), _Music).music
    path = folder / music.file if music else folder
    if not path.is_file():
        raise InputError(f"{folder}: its music is not at {path} any more; say where: --bed FILE")
    return str(path)


def _edition(folder: Path, evidence: Evidence) -> Edition:
    """Find title, person and picture of an album. Raises InputError if the cue sheet has another name than it had."""
    manifest = manifest_of(folder)
    album = manifest.album
    try:
        name = person_in(folder, evidence.title, CUE_SHEET)
        picture = KeptPicture((folder / OWN_COVER).read_bytes()) if OWN_COVER in manifest.files else None
    except OSError as error:
        raise InputError(f"{error.filename}: cannot be read ({error.strerror}); export the session again") from error
    if name is not None and album is not None and name_digest(evidence.protocol, name) != album.name:
        raise InputError(f"{folder / CUE_SHEET}: was changed, so that it does not tell any more for whom the album is")
    return Edition(album.title if album else None, name, picture)

"""Exported session as an item of a room: its whole file, or its tracks in turn."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from coach.errors import InputError
from coach.export.export_plan import TIMELINE
from coach.export.formats import FORMATS
from coach.export.manifest import MANIFEST, ManifestFile
from coach.export.names import safe
from coach.storage.json_files import decode
from coach.text import one_line
from coach.timeline.plan_file import from_json


def exported_sounds(folder: Path, allow_person: bool) -> Sequence[Path]:
    """Find the sound files of an exported folder, in order.

    Raises InputError for a folder that holds no export, or one that leads a person through exercises unless
    `allow_person`.
    """
    try:
        timeline, _ = from_json((folder / TIMELINE).read_bytes())
        files = decode((folder / MANIFEST).read_bytes(), ManifestFile).files
    except FileNotFoundError as error:
        raise InputError(f"{folder} holds no export of the coach; make one: coach export NAME -o {folder}") from error
    except (OSError, msgspec.MsgspecError, InputError) as error:
        raise InputError(f"{folder} cannot be read ({error}); export the session again") from error
    if not allow_person and any(chapter.held for chapter in timeline.chapters):
        raise InputError(
            f"{folder}: it leads one screened person through exercises, and a room has listeners nobody screened; "
            "choose another, or add --allow-person (in a playlist: allow person: yes)"
        )
    sounds = sorted(name for name in files if Path(name).suffix in {one.suffix for one in FORMATS.values()})
    stem = safe(one_line(timeline.title) or timeline.protocol, "Session")
    whole = [name for name in sounds if Path(name).stem == stem]
    if not sounds:
        raise InputError(f"{folder} holds no sound; export the session again")
    return [folder / name for name in whole[:1] or sounds]

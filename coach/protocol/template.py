"""Template that `coach new` writes: complete, right, commented, for a technique that was made up."""

import os
import re
from pathlib import Path

from coach.errors import InputError
from coach.protocols import shipped
from coach.storage.atomic import write_text

TEMPLATE = Path(__file__).with_name("template.yaml")

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST = 40  # letters; it becomes a part of file names


def template(name: str) -> str:
    """Return the text of a new protocol called `name`.

    Raises InputError for a name that is none, or that a shipped protocol has.
    """
    if _NAME.fullmatch(name) is None or len(name) > _LONGEST:
        raise InputError(
            f"'{name}' is no name for a protocol; use a-z, 0-9 and hyphens, such as forearm or calf-roller"
        )
    if name in shipped():
        raise InputError(f"a protocol '{name}' comes with the coach; choose another name")
    return TEMPLATE.read_text(encoding="utf-8").replace("my-technique", name)


def new(name: str, out: Path | None = None) -> Path:
    """Write a new protocol to `out`, or to NAME.yaml here, and return its path.

    Raises InputError if the name is wrong or the file exists (nothing is ever overwritten), CoachError if it cannot be
    written.
    """
    text = template(name)
    file = out or Path(f"{name}.yaml")
    there = InputError(f"{file}: is there already and stays as it is; choose another name, or --out FILE")

    def refuse_existing(_: Path) -> None:
        if os.path.lexists(file):
            raise there

    refuse_existing(file)
    write_text(file, text, refuse_existing)
    return file

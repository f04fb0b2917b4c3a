"""Report of an exception that nobody foresaw: its places, the versions, and no words of the person."""

import os
import platform
import re
import sys
import sysconfig
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import coach
from coach.storage.atomic import made_folder, write_text, writing
from coach.storage.paths import state_folder

NAME = "fault.txt"
"""Name of the report in the state folder; the next one takes its place."""

_COACH = Path(coach.__file__).parent


def write_report(error: BaseException) -> Path:
    """Write the report of `error` and return its path. Raises CoachError if it cannot be written."""
    path = state_folder() / NAME
    with writing(path), made_folder(path.parent):
        write_text(path, "\n".join([*_versions(), "", *_frames(error), ""]))
    return path


def _versions() -> Iterator[str]:
    yield f"coach {coach.__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    yield f"at {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    for name in sorted(_packages(), key=str.casefold):
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            yield f"{name} not installed"


def _packages() -> set[str]:
    """List what the coach needs, and nothing else that is installed: a name may be the person's own."""
    try:
        needed = [need for need in requires("smr-coach") or () if "extra ==" not in need]
    except PackageNotFoundError:  # run from a folder that was not installed
        needed = ["numpy", "typer"]
    return {found[0] for need in needed if (found := re.match(r"[\w.-]+", need))}


def _frames(error: BaseException) -> Iterator[str]:
    """Yield kinds and places of an exception and its causes, the last one first. Messages may quote the person."""
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield _kind(type(following))
        for frame, line in traceback.walk_tb(following.__traceback__):
            place = _place(frame.f_code.co_filename)
            yield f"  {place}:{line} in {frame.f_code.co_name}" if place else "  elsewhere"
        following = following.__cause__ or following.__context__


def _kind(kind: type[BaseException]) -> str:
    """Name a kind of exception, if the coach, Python or a package defines just this one."""
    module = sys.modules.get(kind.__module__)
    own = getattr(module, kind.__qualname__, None) is kind
    known = kind.__module__ == "builtins" or _place(getattr(module, "__file__", None) or "") is not None
    return f"{kind.__module__}.{kind.__qualname__}" if own and known else "an exception of another kind"


def _place(file: str) -> str | None:
    """Name a file of the coach, of a package or of Python by its path inside of that; None for any other."""
    path = Path(os.path.normpath(file))
    if path.is_relative_to(_COACH):
        return path.relative_to(_COACH.parent).as_posix()
    for folder in (sysconfig.get_path(name) for name in ("purelib", "platlib", "stdlib")):
        if path.is_relative_to(folder):
            return path.relative_to(folder).as_posix()
    return None

"""Report of an exception that nobody foresaw: its places, the versions, and no words of the person."""

import platform
import sysconfig
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import distributions
from pathlib import Path

import coach
from coach.storage.atomic import write_text, writing
from coach.storage.paths import state_folder

NAME = "fault.txt"
"""Name of the report in the state folder; the next one takes its place."""

_COACH = Path(coach.__file__).parent


def write_report(error: BaseException) -> Path:
    """Write the report of `error` and return its path. Raises CoachError if it cannot be written."""
    path = state_folder() / NAME
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, "\n".join([*_versions(), "", *_frames(error), ""]))
    return path


def _versions() -> Iterator[str]:
    yield f"coach {coach.__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    yield f"at {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    names = {f"{each.metadata['Name']} {each.version}" for each in distributions()}
    yield from sorted(names, key=str.casefold)


def _frames(error: BaseException) -> Iterator[str]:
    """Yield kinds and places of an exception and its causes, the last one first. Messages may quote the person."""
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        kind = type(following)
        yield f"{kind.__module__}.{kind.__qualname__}"
        for frame, line in traceback.walk_tb(following.__traceback__):
            yield f"  {_place(frame.f_code.co_filename)}:{line} in {frame.f_code.co_name}"
        following = following.__cause__ or following.__context__


def _place(file: str) -> str:
    """Name a file of the coach, of a package or of Python by its path inside of that; any other not at all."""
    path = Path(file)
    if path.is_relative_to(_COACH):
        return path.relative_to(_COACH.parent).as_posix()
    for folder in (sysconfig.get_path(name) for name in ("purelib", "platlib", "stdlib")):
        if path.is_relative_to(folder):
            return path.relative_to(folder).as_posix()
    return "elsewhere"

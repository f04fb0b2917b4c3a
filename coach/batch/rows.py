"""Rows of a table of patients, as CSV: each an id and a request; what is wrong is told by line and column.

Only the columns of `COLUMNS` are read. No message repeats a cell: where a row is shifted, it may be a name.
"""

import csv
import io
import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from coach.errors import CoachError, InputError, shown
from coach.protocol import LEVELS, load
from coach.session.choices import PACES, SIDES, Choices, resolve
from coach.session.request import FREE, SessionRequest, Sounds
from coach.units import to_seconds

ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
"""Form of an id."""

Cells = tuple[tuple[str, str], ...]
"""Column and text of each cell of a row that says something, but the id."""


class RowsError(CoachError):
    """Rows that had to be left out; all others are done."""

    exit_code = 5


class CellError(Exception):
    """Raised for a wrong cell; the message repeats nothing of it."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


class RowFault(msgspec.Struct, frozen=True, order=True):
    """Fault of a row: its line in the file from 1, its column's name, and a message that repeats no cell."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"line {self.line}, {f'column {self.column}' if self.column else 'all of it'}: {self.message}"


class Row(msgspec.Struct, frozen=True):
    """Row of one patient."""

    line: int
    id: str
    request: SessionRequest


class Table(msgspec.Struct, frozen=True):
    """Rows of a file, in its order, the faults of others, and the names of columns that were not read."""

    rows: tuple[Row, ...]
    faults: tuple[RowFault, ...]
    ignored: tuple[str, ...]


def read_rows(path: Path, cache: Path | None = None) -> Table:
    """Read a CSV with commas, semicolons or tabs, with or without a mark. `cache` is the folder of clips.

    Raises InputError for a file that cannot be read, or whose first line does not name `id` and `protocol`.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    if 0 in data[:1_000]:
        raise InputError(f"{path}: is no CSV in UTF-8; save it as 'CSV UTF-8'")
    # What is no UTF-8 stands in a column that is not read, or is a wrong cell.
    text = data.decode("utf-8-sig", errors="replace")
    heading = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=heading.count))
    try:
        names = [_name(cell) for cell in next(reader, [])]
        columns = _columns(path, names)
        return _table(reader, names, columns, cache)
    except csv.Error as error:
        raise InputError(f"{path}: is no CSV from line {reader.line_num} on ({error})") from error


def _name(cell: str) -> str:
    return cell.strip().casefold().replace("_", "-").replace(" ", "-")


def _columns(path: Path, names: Sequence[str]) -> dict[str, int]:
    known = [name for name in names if name in ("id", *COLUMNS)]
    for needed in ("id", "protocol"):
        if needed not in known:
            raise InputError(
                f"{path}: its first line names no column '{needed}'; it may have: id, {', '.join(COLUMNS)}"
            )
    if len(known) > len(set(known)):
        raise InputError(f"{path}: its first line names the column '{max(known, key=known.count)}' twice; keep one")
    return {name: names.index(name) for name in known}


def _table(reader: Any, names: Sequence[str], columns: Mapping[str, int], cache: Path | None) -> Table:
    requests: dict[Cells, SessionRequest | CellError] = {}
    lines: dict[str, int] = {}
    rows, faults = [], []
    for line, cells in _numbered(reader):
        try:
            if len(cells) != len(names):
                raise CellError("", f"it has {len(cells)} cells, and the first line has {len(names)}")
            identity = cells[columns["id"]].strip()
            if not ID.fullmatch(identity):
                raise CellError("id", "use 1 to 64 letters of A-Z, a-z, 0-9, dot, hyphen and underscore; no name")
            # A disk may take two ids that differ in case for one.
            if lines.setdefault(identity.casefold(), line) != line:
                raise CellError("id", f"the same as in line {lines[identity.casefold()]}")
            said = tuple(
                (name, cells[at].strip()) for name, at in columns.items() if name != "id" and cells[at].strip()
            )
            if said not in requests:
                requests[said] = _request(said, cache)
            request = requests[said]
            if isinstance(request, CellError):
                raise request
            rows.append(Row(line, identity, request))
        except CellError as error:
            faults.append(RowFault(line, error.column, str(error)))
    ignored = tuple(shown(name) for name in names if name not in columns and name)
    return Table(tuple(rows), tuple(faults), ignored)


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not empty, with the line on which it begins."""
    begins = reader.line_num + 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield begins, cells
        begins = reader.line_num + 1


def _request(cells: Cells, cache: Path | None) -> SessionRequest | CellError:
    """Make the request that the cells describe, with the usual values filled in; or tell the first wrong cell."""
    try:
        values = {name: _value(name, text) for name, text in cells}
        return _checked(values, cache)
    except CellError as error:
        return error


def _value(name: str, text: str) -> Any:
    try:
        return COLUMNS[name](text)
    except ValueError as error:
        raise CellError(name, str(error)) from error


def _checked(values: dict[str, Any], cache: Path | None) -> SessionRequest:
    minutes, name = values.pop("minutes", None), values.pop("protocol", "")
    sounds = {key.replace("-", "_"): values.pop(key) for key in SOUNDS if key in values}
    try:
        protocol = load(name)
    except InputError as error:
        raise CellError(
            "protocol", "there is no such protocol, or it is not right; see: coach list, coach check"
        ) from error
    if values.get("language", "en") not in protocol.words:
        raise CellError("language", f"use one of: {', '.join(protocol.words)}")
    fixed = tuple(name for name in FREE if name in values) if minutes is not None else ()
    request = SessionRequest(name, Choices(**values), Sounds(cache=cache, **sounds), minutes, fixed)
    try:
        resolve(protocol, request.choices)
    except InputError as error:
        raise fault_of(error) from error
    return _with_usual(request) if protocol.protocols is None else request


def _with_usual(request: SessionRequest) -> SessionRequest:
    """Fill in the usual values of what is not chosen, so that equal sessions are equal requests."""
    limits, choices = load(request.protocol).limits, request.choices
    open_still = request.free if request.minutes is not None else ()
    usual: dict[str, Any] = {name: limit.usual for name, limit in limits.counts.items()}
    usual |= {name: to_seconds(limit.usual) for name, limit in limits.times.items() if name != "reach"}
    wanted = {name: value for name, value in usual.items() if getattr(choices, name) is None and name not in open_still}
    return request.choosing(**wanted)


def fault_of(error: CoachError) -> CellError:
    """Find the column that an error of a session is about, which names it as an option, such as ``--hold``."""
    option = re.match(r"--([a-z-]+)", str(error))
    return CellError(option[1] if option and option[1] in COLUMNS else "", str(error))


def _text(text: str) -> str:
    return text


def _words(known: Collection[str]) -> Callable[[str], str]:
    """Make a parser of one of some words, in any case."""

    def parse(text: str) -> str:
        if text.casefold() not in known:
            raise ValueError(f"use one of: {', '.join(known)}")
        return text.casefold()

    return parse


def _number(text: str) -> float:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError("use a number")
    return number


def _whole(text: str) -> int:
    number = _number(text)
    if number != int(number):
        raise ValueError("use a whole number")
    return int(number)


def _percent(text: str) -> int:
    number = _whole(text)
    if not 25 <= number <= 200:
        raise ValueError("use 25 to 200")
    return number


def _yes(text: str) -> bool:
    return _words(("yes", "no"))(text) == "yes"


COLUMNS: dict[str, Callable[[str], Any]] = {
    "protocol": _text,
    "side": _words(SIDES),
    "level": _words(LEVELS),
    "spots": _whole,
    "passes": _whole,
    "hold": _number,
    "set": _number,
    "stroke": _number,
    "pace": _words(tuple(PACES)),
    "minutes": _number,
    "language": str.casefold,
    "voice": _text,
    "stereo": _yes,
    "voice-volume": _percent,
    "tone-volume": _percent,
}
"""Parsers of the cells by column, but `id`. Each raises ValueError with a message that repeats nothing of the cell."""

SOUNDS = ("voice", "stereo", "voice-volume", "tone-volume")
"""Columns of the sound; the others are choices, `protocol` and `minutes`."""

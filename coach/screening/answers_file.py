"""Answers file: the screening records of one person, to read and to delete. It never leaves this machine."""

import datetime
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import msgspec

from coach.errors import CoachError
from coach.protocol import Protocol
from coach.screening.questions import questions_of
from coach.storage.atomic import made_folder, write_text, writing
from coach.storage.json_files import decode
from coach.storage.paths import data_folder

KEPT = datetime.timedelta(days=183)
"""Age at which a record stops counting: six months, our choice."""

ABOUT = "Answers to the questions before a first session. They stay on this machine. To delete them: coach forget"


class ScreeningRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Answers to the questions of one protocol."""

    date: datetime.date
    version: int
    """Version of the protocol."""
    language: str
    """Language of the questions."""
    screening: str
    """Digest of the questions, see `Questions.digest`."""
    answers: dict[str, str]
    """Question to yes or no, in that language."""


class _AnswersFile(msgspec.Struct, frozen=True):
    about: str
    protocols: dict[str, ScreeningRecord]


def default_path() -> Path:
    """Path of the answers file in the user's data folder."""
    return data_folder() / "screening.json"


def read(path: Path) -> tuple[dict[str, ScreeningRecord], str | None]:
    """Read the records by name of protocol, and one line about a damaged file, or None.

    A damaged file is kept under another name beside it, so that nothing is lost.
    Raises CoachError if the file cannot be read, or a damaged one not be renamed.
    """
    try:
        return decode(path.read_bytes(), _AnswersFile).protocols, None
    except FileNotFoundError:
        return {}, None
    except OSError as error:
        raise CoachError(f"{path}: what was answered cannot be read ({error.strerror}); make it readable") from error
    except msgspec.MsgspecError as error:
        kept = next(name for name in _beside(path) if not name.exists())
        try:
            path.rename(kept)
        except OSError as failed:
            raise CoachError(
                f"{path}: it is damaged ({error}), and cannot be kept as {kept.name}; remove it"
            ) from failed
        return {}, f"{path}: it is damaged ({error}), so the questions come again; it is kept as {kept.name}"


def counts(record: ScreeningRecord, protocol: Protocol, today: datetime.date) -> bool:
    """Whether a record is of this version and these very words, not older than `KEPT` and not from the future."""
    if record.version != protocol.version or not datetime.timedelta(0) <= today - record.date <= KEPT:
        return False
    questions = questions_of(protocol, record.language) if record.language in protocol.words else None
    return questions is not None and questions.digest == record.screening


def last_answers(protocol: Protocol, today: datetime.date) -> ScreeningRecord | None:
    """Return the record of `protocol` that counts today; None without one, and where the file cannot be read."""
    try:
        records, _ = read(default_path())
    except CoachError:
        return None  # `ask_if_due` tells it, and asks
    record = records.get(protocol.protocol)
    return record if record is not None and counts(record, protocol, today) else None


def write(path: Path, records: dict[str, ScreeningRecord]) -> None:
    """Write the file whole or not at all, or delete it if there are no records. Raises CoachError."""
    if not records:
        with writing(path):
            path.unlink(missing_ok=True)
        return
    text = msgspec.json.format(msgspec.json.encode(_AnswersFile(ABOUT, dict(sorted(records.items())))), indent=2)
    with writing(path), made_folder(path.parent):
        write_text(path, text.decode() + "\n")


def forget(path: Path, name: str | None = None) -> str:
    """Delete the record of one protocol, given by name or file, or all of them; return lines that tell so.

    Raises InputError for a protocol that has no record and does not exist, CoachError if nothing can be deleted.
    """
    if name is None:
        files = [file for file in (path, *path.parent.glob(f"{path.stem}.damaged-*{path.suffix}")) if file.exists()]
        with writing(path):
            for file in files:
                file.unlink(missing_ok=True)
        return "\n".join(f"deleted: {file}" for file in files) or f"nothing to delete: there is no {path}"
    records, trouble = read(path)
    lines = [trouble] if trouble else []
    if name not in records:
        from coach.protocol import load

        name = load(name).protocol
    if name in records:
        write(path, {other: record for other, record in records.items() if other != name})
        lines.append(f"deleted: the answers for {name} in {path}")
    else:
        lines.append(f"nothing to delete: no answers for {name} in {path}")
    return "\n".join(lines)


def _beside(path: Path) -> Iterator[Path]:
    return (path.with_name(f"{path.stem}.damaged-{number}{path.suffix}") for number in count(1))

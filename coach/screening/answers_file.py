"""The answers of one person, in one file that they can read and delete. It never leaves this machine."""

import datetime
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import msgspec

from coach.errors import CoachError
from coach.protocol import Protocol
from coach.screening.questions import questions_of
from coach.storage.atomic import write_text, writing

KEPT = datetime.timedelta(days=183)
"""Six months, then it asks again. Our choice."""

ABOUT = "Answers to the questions before a first session. They stay on this machine. To delete them: coach forget"


class Entry(msgspec.Struct, frozen=True):
    """What was answered for one protocol."""

    date: datetime.date
    version: int
    """Of the protocol."""
    language: str
    """In which it was asked."""
    screening: str
    """The digest of the questions, their tiers and their wording."""
    answers: dict[str, str]
    """Each question with yes or no, in that language."""


class _File(msgspec.Struct, frozen=True):
    about: str
    protocols: dict[str, Entry]


def default_path() -> Path:
    """Where this system keeps what belongs to a person."""
    from platformdirs import user_data_path

    return user_data_path("smr-coach") / "screening.json"


def read(path: Path) -> tuple[dict[str, Entry], str | None]:
    """What is remembered, by the name of the protocol; and what was wrong with the file, if it was.

    A file that is no such file is kept beside, under another name, so that nothing in it is lost.
    Raises CoachError if it cannot be read or kept.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=_File).protocols, None
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


def counts(entry: Entry, protocol: Protocol, today: datetime.date) -> bool:
    """Whether these answers still stand: for this version, in these very words, not too old, nor from the future."""
    if entry.version != protocol.version or not datetime.timedelta(0) <= today - entry.date <= KEPT:
        return False
    questions = questions_of(protocol, entry.language) if entry.language in protocol.words else None
    return questions is not None and questions.digest == entry.screening


def write(path: Path, entries: dict[str, Entry]) -> None:
    """Whole or not at all; without entries there is no file. Raises CoachError if it cannot be written."""
    with writing(path):
        if not entries:
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
    made = msgspec.json.format(msgspec.json.encode(_File(ABOUT, dict(sorted(entries.items())))), indent=2)
    write_text(path, made.decode() + "\n")


def forget(path: Path, name: str | None = None) -> str:
    """Delete what was answered, for one protocol (its name or its file) or for all; says what was deleted.

    Raises InputError for a protocol that is neither remembered nor there, CoachError if it cannot be deleted.
    """
    if name is None:
        found = [one for one in (path, *path.parent.glob(f"{path.stem}.damaged-*{path.suffix}")) if one.exists()]
        with writing(path):
            for one in found:
                one.unlink(missing_ok=True)
        return "\n".join(f"deleted: {one}" for one in found) or f"nothing to delete: there is no {path}"
    entries, trouble = read(path)
    lines = [trouble] if trouble else []
    if name not in entries:
        from coach.protocol import load

        name = load(name).protocol
    if name in entries:
        write(path, {other: entry for other, entry in entries.items() if other != name})
        lines.append(f"deleted: the answers for {name} in {path}")
    else:
        lines.append(f"nothing to delete: no answers for {name} in {path}")
    return "\n".join(lines)


def _beside(path: Path) -> Iterator[Path]:
    return (path.with_name(f"{path.stem}.damaged-{number}{path.suffix}") for number in count(1))

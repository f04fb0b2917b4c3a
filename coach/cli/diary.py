"""Diary on the command line: shown, written into files, deleted, or added to."""

from pathlib import Path

from coach.cli.output import pour, write
from coach.errors import InputError


def show(csv: str | None, picture: Path | None, fhir: Path | None = None, patient: str | None = None) -> None:
    """Print the diary; write it into files that are asked for. Raises CoachError."""
    from coach.diary.calendar import as_svg
    from coach.diary.record import local_now
    from coach.diary.store import Diary, default_path
    from coach.diary.table import as_csv, as_lines

    entries = Diary(default_path()).entries()
    if picture is not None:
        write(picture, as_svg(entries, local_now().date()))
    if fhir is not None:
        from coach.fhir.responses import responses_bundle

        write(fhir, responses_bundle(entries, patient))
    if csv == "-":
        return pour(as_csv(entries))
    if csv is not None:
        write(Path(csv), as_csv(entries))
    print("\n".join(as_lines(entries)))
    return None


def delete() -> None:
    """Delete the diary, and say where it was. Raises DiaryError."""
    from coach.diary.store import Diary, default_path

    kept = Diary(default_path())
    there = kept.forget()
    print(f"{kept.path}: {'deleted' if there else 'there is no diary'}")


def add(source: str | None, protocol: str | None) -> None:
    """Take in what a phone kept, and say how much was new. Raises InputError, DiaryError."""
    from coach.commands.add_to_diary import add_to_diary

    if source is None:
        raise InputError("'coach diary add' needs a FILE, or - for what is typed")
    print(add_to_diary(source, protocol))

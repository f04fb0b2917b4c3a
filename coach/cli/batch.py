"""Batch on the command line: a session for each patient of a table; one of them forgotten, or old ones expired."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli import options
from coach.cli.options import note
from coach.cli.usage import in_output, in_session
from coach.errors import InputError

if TYPE_CHECKING:
    from coach.commands.batch import BatchObserver


def batch(
    place: Annotated[
        str, in_output("--out", "-o", metavar="PLACE", help="Folder, or a bucket such as s3://NAME/FOLDER.")
    ],
    source: Annotated[
        str | None,
        typer.Argument(metavar="PATIENTS", help="A CSV: a line for each patient, with id, protocol and choices."),
    ] = None,
    patient: Annotated[
        str | None, typer.Argument(metavar="ID", help="After the word forget: the patient to delete.")
    ] = None,
    base: options.Base = None,
    expire: Annotated[
        str | None,
        in_output(metavar="AGE", help="Delete who was listed last so long ago, such as 90d, and albums of nobody."),
    ] = None,
    shard: Annotated[
        str | None, in_session(metavar="I/N", help="Only this part of so many, such as 1/4, each on its own computer.")
    ] = None,
    cluster: Annotated[
        str | None, in_session(metavar="ADDRESS", help="Of a Dask scheduler whose workers make the albums.")
    ] = None,
    cache: options.Cache = None,
) -> None:
    """A session for each patient of a table. Equal choices are made once; forget ID deletes a patient.

    Ids only: columns with names or birthdays are not read. A wrong row stops no other; exit code 5 tells of some.
    """
    from coach.batch.rows import RowsError
    from coach.commands import batch as command

    if source == "forget":
        if patient is None:
            raise InputError("'coach batch forget' needs an ID")
        command.forget(place, patient)
        return print(f"{place}: one patient deleted")
    if patient is not None:
        raise InputError("one table at a time; to delete a patient: coach batch forget ID -o PLACE")
    if source is None and expire is None:
        raise InputError("coach batch needs PATIENTS, the path of a CSV; or --expire alone")
    if shard is not None and expire is not None:
        raise InputError("--expire deletes what other shards may be making; type it alone, after all of them")
    left_out = None
    if source is not None:
        request = command.BatchRequest(
            table=Path(source), place=place, base=base, shard=shard, cluster=cluster, cache=cache
        )
        try:
            done = command.batch(request, _teller())
            print(
                f"{place}: {done.patients} patients, {done.albums} albums "
                f"({done.made} newly made, {done.spoken} phrases newly spoken)"
            )
        except RowsError as error:
            left_out = error
    if expire is not None:
        old, unused = command.expire(place, expire)
        print(f"{place}: {old} patients and {unused} albums deleted")
    if left_out is not None:
        raise left_out
    return None


def _teller() -> "BatchObserver":
    from coach.commands.batch import BatchObserver

    class Teller(BatchObserver):
        """Prints notes, and on a terminal a line that renews itself."""

        def note(self, line: str) -> None:
            note(line)

        def album(self, done: int, total: int) -> None:
            if sys.stderr.isatty():
                end = "\n" if done == total else ""
                print(f"\r\x1b[2Kalbums  {done} of {total}", end=end, file=sys.stderr, flush=True)

    return Teller()

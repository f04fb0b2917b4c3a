"""Batch: a session for each patient of a table. Equal choices are one album; every sentence is spoken once."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from coach import __version__
from coach.batch import patients
from coach.batch.album import AlbumJob, AlbumRecord, AlbumResult, record_of
from coach.batch.identity import album_digest, shard_of, token
from coach.batch.place import Place, open_place
from coach.batch.rows import CellError, Row, RowFault, RowsError, Table, fault_of, read_rows
from coach.batch.workers import work_here, work_on_cluster
from coach.commands.batch_album import make
from coach.commands.doctor import install
from coach.errors import CoachError, InputError, shown
from coach.export.cores import usable_cores
from coach.page.site import address
from coach.protocols import shipped
from coach.render.fit import open_session

if TYPE_CHECKING:
    from coach.session.request import SessionRequest


class BatchObserver:
    """Observer of a batch; this one lets everything pass."""

    def note(self, line: str) -> None:
        """Take a line that the person should know."""

    def album(self, done: int, total: int) -> None:
        """Hear that so many albums of those that had to be made are there."""


class BatchRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Request for a batch, as it was written."""

    table: Path
    place: str
    base: str | None = None
    """Address at which the site of the place will be."""
    shard: str | None = None
    """Part of the table, such as ``1/2``."""
    cluster: str | None = None
    """Address of a Dask scheduler."""
    cache: Path | None = None
    workers: int | None = None
    """Processes of this computer; None for one a core."""


class Summary(msgspec.Struct, frozen=True):
    """Outcome of a batch: patients entered, albums they have, and how much was made and spoken now."""

    patients: int
    albums: int
    made: int
    spoken: int


def batch(request: BatchRequest, observer: BatchObserver | None = None, today: date | None = None) -> Summary:
    """Make what is missing, and enter every patient whose album is there.

    Raises InputError for a wrong table or option, RowsError at the end if rows had to be left out, each of which was
    told as a note, and CoachError if the place or the cluster cannot be used.
    """
    tell, part = observer or BatchObserver(), _part(request.shard)
    if request.base is not None:
        address("", request.base)
    cache = None if request.cache is None else request.cache.resolve()
    table = read_rows(request.table, cache)
    if table.ignored:
        tell.note(f"columns that are not read: {', '.join(table.ignored)}")
    run = _Batch(msgspec.structs.replace(request, place=_whole(request.place)), tell, today or date.today())
    for row in table.rows:
        if shard_of(row.request, part[1]) == part[0]:
            run.take(row)
    run.work()
    return run.end(table)


class _Batch:
    """Batch under way."""

    def __init__(self, request: BatchRequest, tell: BatchObserver, today: date) -> None:
        self._request, self._tell, self._today = request, tell, today
        self._place = place_of(request.place)
        self._key = patients.key_of(self._place)
        self._digests: dict[SessionRequest, str | CellError] = {}
        self._rows: dict[str, list[Row]] = {}
        self._faults: list[RowFault] = []
        self._notes: dict[str, None] = {}
        self._patients = self._made = self._spoken = 0

    def take(self, row: Row) -> None:
        """Put a row to those of its album."""
        asked = row.request
        if asked not in self._digests:
            try:
                self._digests[asked] = album_digest(asked)
            except CoachError as error:
                self._digests[asked] = fault_of(error)
        digest = self._digests[asked]
        if isinstance(digest, CellError):
            self._faults.append(RowFault(row.line, digest.column, str(digest)))
        else:
            self._rows.setdefault(digest, []).append(row)

    def work(self) -> None:
        """Enter whose album is there; make the others, and enter each album's patients as it comes."""
        missing = []
        for digest in self._rows:
            record = record_of(self._place, digest)
            if record is None or record.base != self._request.base:
                missing.append(digest)
            else:
                self._enter(digest, record)
        here = self._request.workers or min(usable_cores(), max(1, len(missing)))
        jobs, cluster = self._jobs(missing), self._request.cluster
        results = work_here(make, jobs, here) if cluster is None else _clustered(jobs, cluster)
        for done, result in enumerate(results, 1):
            self._take_result(result)
            self._tell.album(done, len(missing))

    def _jobs(self, digests: list[str]) -> Iterator[AlbumJob]:
        """Yield jobs whose words are all spoken: by this process alone, so no sentence is spoken twice."""
        for digest in digests:
            asked = _anywhere(self._rows[digest][0].request)
            try:
                session = open_session(asked, lambda line: None, usable_cores())
                _ = session.timeline
                self._spoken += session.progress
            except CoachError as error:
                self._refuse(digest, error)
                continue
            page, base, place = token(self._key, "album", digest), self._request.base, self._request.place
            yield AlbumJob(digest, asked, page, base, place, __version__)

    def _take_result(self, result: AlbumResult) -> None:
        self._notes |= dict.fromkeys(result.notes)
        if result.record is None:
            self._refuse(result.digest, CoachError(result.error))
        elif record_of(self._place, result.digest) is None:
            there = f"a worker stored it elsewhere: {self._request.place} must be the same place for all"
            self._refuse(result.digest, CoachError(there))
        else:
            self._made += result.made
            self._enter(result.digest, result.record)

    def _refuse(self, digest: str, error: CoachError) -> None:
        fault = fault_of(error)
        self._faults += [RowFault(row.line, fault.column, str(fault)) for row in self._rows.pop(digest)]

    def _enter(self, digest: str, record: AlbumRecord) -> None:
        ids = [row.id for row in self._rows[digest]]
        patients.enter(self._place, self._key, ids, record, self._request.base, self._today)
        self._patients += len(ids)

    def end(self, table: Table) -> Summary:
        """Tell all notes and faults. Raises RowsError if there are faults."""
        faults = sorted((*table.faults, *self._faults))
        for line in (*self._notes, *(f"{self._request.table}: {fault}" for fault in faults)):
            self._tell.note(line)
        if faults:
            raise RowsError(
                f"{len(faults)} of {len(table.rows) + len(table.faults)} rows were left out, and {self._patients} "
                "patients are done; right those rows, and type the same command again"
            )
        return Summary(self._patients, len(self._rows), self._made, self._spoken)


def expire(where: str, age: str, today: date | None = None) -> tuple[int, int]:
    """Remove patients who were listed last longer ago than `age`, such as ``90d``, and albums that nobody has.

    Return how many of each. Raises InputError for a wrong age, CoachError.
    """
    found = re.fullmatch(r"(\d{1,5})d", age.strip())
    if found is None:
        raise InputError(f"--expire {shown(age)}: write a number of days, like 90d")
    place = place_of(where)
    return patients.expire(place, patients.key_of(place), (today or date.today()) - timedelta(days=int(found[1])))


def forget(where: str, identity: str) -> None:
    """Remove a patient's page and manifest. Raises InputError if there is no such patient, CoachError."""
    patients.forget(place_of(where), identity)


def place_of(where: str) -> Place:
    """Open a place. Raises CoachError that tells what to install for it."""
    try:
        return open_place(where)
    except ImportError as error:
        raise CoachError(
            f"{shown(where, 200)}: needs a package that is not installed ({error}); {install('bucket')}"
        ) from error


def _clustered(jobs: Iterator[AlbumJob], cluster: str) -> Iterator[AlbumResult]:
    try:
        yield from work_on_cluster(make, jobs, cluster)
    except ModuleNotFoundError as error:
        raise CoachError(
            f"--cluster needs the package {error.name}, which is not installed; {install('cluster')}"
        ) from error


def _part(shard: str | None) -> tuple[int, int]:
    """Parse a shard such as ``1/2`` into its index from 0, and the number of shards."""
    if shard is None:
        return 0, 1
    found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", shard)
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        raise InputError(f"--shard {shown(shard)}: write which part of how many, like 1/4")
    return int(found[1]) - 1, int(found[2])


def _anywhere(request: "SessionRequest") -> "SessionRequest":
    """Write the whole path of a protocol's file: a worker may run elsewhere."""
    path = Path(request.protocol)
    whole = request.protocol if request.protocol in shipped() else str(path.resolve())
    return msgspec.structs.replace(request, protocol=whole)


def _whole(place: str) -> str:
    """Write the whole path of a folder: a worker may run elsewhere."""
    return place if "://" in place else str(Path(place).resolve())

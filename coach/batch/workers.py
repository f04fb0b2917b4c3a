"""Workers of a batch: processes of this computer, or of a Dask cluster. Each makes albums, one at a time."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool

from coach.batch.album import AlbumJob, AlbumResult
from coach.errors import CoachError, shown

Make = Callable[[AlbumJob], AlbumResult]
"""Makes an album; what is a person's fault is in the result."""

PATIENCE = "10s"
"""Time in which a scheduler has to answer."""

_TRIES = 3
_ENDED = "its worker was ended again and again, perhaps for want of memory; type the same command again"


def work_here(make: Make, jobs: Iterable[AlbumJob], workers: int) -> Iterator[AlbumResult]:
    """Yield results as they come, from so many processes, or from this one. Jobs of a process that died begin anew."""
    if workers == 1:
        yield from map(make, jobs)
        return
    for _ in range(_TRIES):
        lost: list[AlbumJob] = []
        pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=_begin)
        try:
            futures = {}
            for job in jobs:
                try:
                    futures[pool.submit(make, job)] = job
                except BrokenProcessPool:
                    lost.append(job)
            for future in as_completed(futures):
                try:
                    yield future.result()
                except BrokenProcessPool:
                    lost.append(futures[future])
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
        if not lost:
            return
        jobs = lost
    yield from (AlbumResult(job.digest, None, _ENDED) for job in jobs)


def _begin() -> None:
    """Leave Ctrl-C to the process that hands out the work, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def work_on_cluster(make: Make, jobs: Iterable[AlbumJob], address: str) -> Iterator[AlbumResult]:
    """Yield results as they come, from the workers of a Dask scheduler at this address, such as ``tcp://host:8786``.

    Raises ImportError without the extra `cluster`, CoachError if nothing answers there.
    """
    from distributed import Client, KilledWorker
    from distributed import as_completed as as_they_come

    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise CoachError(
            f"--cluster {shown(address)}: no Dask scheduler answers there; start one by: dask scheduler"
        ) from error
    with client:
        # Held by nobody else, each future is dropped as it comes, so no album is made again if its worker dies later.
        futures = as_they_come([client.submit(make, job, key=f"album-{job.digest}") for job in jobs])
        for future in futures:
            try:
                yield future.result()
            except (KilledWorker, CancelledError):
                yield AlbumResult(future.key.removeprefix("album-"), None, _ENDED)

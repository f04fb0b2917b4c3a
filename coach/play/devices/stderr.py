"""Sound libraries write pages to standard error while they look for a device. People get one line."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

_STDERR = 2


@contextmanager
def quiet_libraries() -> Iterator[None]:
    """Send what C code writes to standard error nowhere meanwhile; Python's exceptions are not affected.

    It holds for the whole process, so keep it to the moment of opening a device.
    """
    try:
        kept = os.dup(_STDERR)
    except OSError:  # there is no standard error to write to
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, _STDERR)
        yield
    finally:
        os.dup2(kept, _STDERR)
        os.close(kept)
        os.close(nowhere)

"""Program `coach`: it runs the command line; every error becomes one line and an exit code.

Exit codes: 0 done, 2 wrong input, 3 no sound device, 4 not started after the questions, 1 anything else.
"""

import os
import signal
import sys
import threading
from typing import NoReturn

from coach.cli.app import app
from coach.cli.options import note
from coach.errors import CoachError, NotStartedError


def main() -> NoReturn:
    """The program ``coach``."""
    leave(run())


def run() -> int:
    """Do what the command line says; the exit code."""
    # A song title or muscle name must not fail on a terminal of another encoding.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    # Ended from outside, it still gives the terminal back and takes half-made files away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        app()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except CoachError as error:
        # Several problems are several lines; the end of a screening is one, that wraps as all of it does.
        note(str(error)) if isinstance(error, NotStartedError) else print(f"coach: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough. Python must not flush into the closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def leave(code: int) -> NoReturn:
    """End the program with exit code `code`, at once: nothing is left to do but printing.

    Python would first wait for the sentence that a voice is speaking in the background, and a voice that is still at
    work when Python has ended takes the program down with a message of its own, since its threads are not Python's.
    """
    if not any(thread.daemon for thread in threading.enumerate()):
        sys.exit(code)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)

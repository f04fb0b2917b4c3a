"""Program `coach`: it runs the command line; every error becomes one line and an exit code.

Exit codes: 0 done, 2 wrong input, 3 no sound device, 4 not started after the questions, 1 anything else, also an
exception that nobody foresaw.
"""

import os
import signal
import sys
import threading
from typing import NoReturn

from coach.cli.app import app
from coach.cli.options import note
from coach.errors import CoachError, NotStartedError, shown


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
    except Exception as error:  # the last line of defence: a traceback tells a person nothing
        print(f"coach: {_unforeseen(error)}", file=sys.stderr)
        return 1
    return 0


def _unforeseen(error: Exception) -> str:
    """Write the report of an exception that is no CoachError, and tell in one line what was being done, and where."""
    command = next((word for word in sys.argv[1:] if word in _commands()), "")
    what = f"{' '.join(['coach', command]).strip()} ended by a fault of its own ({type(error).__name__})"
    try:
        from coach.cli.fault_report import write_report

        return f"{what}; please send {write_report(error)} to whoever makes the coach: it holds no words of yours"
    except Exception as trouble:
        reason = shown(trouble) if isinstance(trouble, CoachError) else type(trouble).__name__
        return f"{what}; a report of it could not be written ({reason})"


def _commands() -> list[str]:
    return [command.name or command.callback.__name__ for command in app.registered_commands if command.callback]


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

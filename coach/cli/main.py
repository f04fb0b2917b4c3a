"""Program `coach`: it runs the command line; every error becomes one line and an exit code.

Exit codes: 0 done, 2 wrong input, 3 no sound device, 4 not started after the questions, 5 rows of a batch left out,
130 interrupted, 1 anything else, also an exception that nobody foresaw. What can fail is imported inside of the
defence, not here.
"""

import errno
import os
import signal
import sys
import threading
import time
from typing import NoReturn

from coach.errors import CoachError, NotStartedError, shown

_INTERRUPTED = 130

_BROKEN = getattr(signal, "SIGUSR1", signal.SIGINT)
"""Signal of a thread that was ended: in the background of a shell, Ctrl-C's is ignored."""

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
"""Errors of a full disk; those of files that the coach writes are CoachErrors before they come here."""

_LEADS_OUT = 30.0
"""Seconds that a session has to lead out of a stretch in words."""


def main() -> NoReturn:
    """The program ``coach``."""
    failed = _Failed()
    threading.excepthook = failed.in_thread
    signal.signal(_BROKEN, signal.default_int_handler)
    # What is raised while something is taken away reaches nobody, and changes nothing that was done.
    sys.unraisablehook = lambda _: None
    code = run()
    signal.signal(_BROKEN, signal.SIG_IGN)  # nothing is left to be interrupted
    leave(code if failed.error is None else _told(failed.error))


class _Failed:
    """First exception that ended a thread: the session must not go on as if nothing were missing."""

    def __init__(self) -> None:
        self.error: BaseException | None = None

    def in_thread(self, raised: threading.ExceptHookArgs) -> None:
        """Keep what a thread raised, and interrupt the command as Ctrl-C does: a live session leads out in words."""
        if self.error is None and raised.exc_value is not None:
            self.error = raised.exc_value
            threading.Thread(target=_interrupt, name="coach-interrupt", daemon=True).start()


def _interrupt() -> None:
    """Interrupt the main thread, and again if the words that lead out were what the ended thread had to make."""
    while True:
        if hasattr(signal, "pthread_kill"):
            signal.pthread_kill(threading.main_thread().ident or 0, _BROKEN)
        else:
            signal.raise_signal(_BROKEN)
        time.sleep(_LEADS_OUT)


def run() -> int:
    """Do what the command line says; the exit code."""
    try:
        code = _run()
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough. Python must not flush into the closed pipe.
        _print_nowhere()
        return 0
    except OSError as error:
        _print_nowhere()
        print(f"coach: standard output cannot be written ({error.strerror}); print to another place", file=sys.stderr)
        return 1
    return code


def _run() -> int:
    """Run the command. Raises OSError of standard output, and KeyboardInterrupt."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever started the program
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 -- to the end
        else:
            # A song title or muscle name must not fail on a terminal of another encoding.
            stream.reconfigure(errors="replace")
    # Ended from outside, it still gives the terminal back and takes half-made files away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        from coach.cli.app import app

        app()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BrokenPipeError:
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            raise
        return _told(error)
    return 0


def _told(error: BaseException) -> int:
    """Print the line of an error, and return its exit code."""
    if isinstance(error, NotStartedError):
        from coach.cli.options import note

        note(str(error))  # the end of a screening, that wraps as all of it does
    elif isinstance(error, CoachError):
        from coach.cli.output import lines_of

        print(f"coach: {lines_of(error)}", file=sys.stderr)
    else:
        print(f"coach: {_unforeseen(error)}", file=sys.stderr)
    return error.exit_code if isinstance(error, CoachError) else 1


def _unforeseen(error: BaseException) -> str:
    """Write the report of an exception that is no CoachError, and tell in one line what was being done, and where.

    This is the last line of defence: a traceback tells a person nothing.
    """
    encoding = sys.getfilesystemencoding()
    if isinstance(error, UnicodeEncodeError) and encoding != "utf-8":
        return (
            f"files here have names in {encoding}, which lacks letters of this one; first type: export LC_ALL=C.UTF-8"
        )
    what = f"{_command()} ended by a fault of its own ({shown(type(error).__name__)})"
    if isinstance(error, ImportError) and error.name and error.name.partition(".")[0] != "coach":
        what = f"{_command()} cannot use '{shown(error.name)}', which is missing or broken: install the coach again"
    try:
        from coach.cli.fault_report import write_report

        return f"{what}; please send {write_report(error)} to whoever makes the coach: it holds no words of yours"
    except Exception as trouble:
        reason = shown(trouble) if isinstance(trouble, CoachError) else type(trouble).__name__
        return f"{what}; a report of it could not be written ({reason})"


def _command() -> str:
    """Name the command that was typed, without its words."""
    try:
        from coach.cli.app import app
    except Exception:  # it is told already
        return "coach"
    names = [command.name or command.callback.__name__ for command in app.registered_commands if command.callback]
    return " ".join(["coach", *[word for word in sys.argv[1:] if word in names][:1]])


def _print_nowhere() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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

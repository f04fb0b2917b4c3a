"""Service of a room under systemd: its unit, signs of life for the watchdog, lines with levels for the journal."""

import getpass
import os
import socket
import sys
from pathlib import Path

WATCHDOG = 300
"""Seconds without a sign of life after which systemd starts the room again; speaking a new item may take a minute."""

_UNIT = """\
[Unit]
Description=Waiting room of the coach
{after}

[Service]
Type=notify
NotifyAccess=main
{account}ExecStart={command}
WatchdogSec={watchdog}
TimeoutStartSec=30min
Restart=always
RestartSec=5
# Wrong input does not become right by another try.
RestartPreventExitStatus=2

[Install]
WantedBy={target}
"""


def unit_of(playlist: Path, options: list[str], *, user: bool) -> str:
    """Write the unit that plays a playlist: for the manager of one person (`user`), or for that of the system."""
    words = [sys.executable, "-m", "coach", "room", str(playlist.resolve()), "--quiet", *options]
    account = "" if user else _account()
    return _UNIT.format(
        after="After=pipewire-pulse.service pulseaudio.service" if user else "After=sound.target time-sync.target",
        account=account,
        command=" ".join(map(_quoted, words)),
        watchdog=WATCHDOG,
        target="default.target" if user else "multi-user.target",
    )


def notify(state: str) -> None:
    """Tell systemd a state such as ``READY=1``; without it, do nothing. Protocol: sd_notify(3)."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address or not hasattr(socket, "AF_UNIX"):
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.setblocking(False)  # a manager that hangs must not make the room hang
        try:
            sender.sendto(state.encode(), "\0" + address[1:] if address.startswith("@") else address)
        except OSError as error:  # the room must go on; the watchdog ends it if this lasts
            print_line(4, f"systemd cannot be told '{state}': {error.strerror}")


def print_line(level: int, line: str) -> None:
    """Print a line, for the journal with its level of syslog before it. See sd-daemon(3)."""
    before = f"<{level}>" if _in_journal() else ""
    print(before + line.replace("\n", f"\n{before}"), flush=True)


def _in_journal() -> bool:
    """Whether standard output goes to the journal itself: a program started by a service inherits the variable too."""
    stream = os.environ.get("JOURNAL_STREAM")
    if not stream:
        return False
    try:
        out = os.fstat(sys.stdout.fileno())
    except (OSError, ValueError):  # closed, or no file
        return False
    return stream == f"{out.st_dev}:{out.st_ino}"


def _account() -> str:
    """The person whose sound server it plays to."""
    runtime = f"Environment=XDG_RUNTIME_DIR=/run/user/{os.getuid()}\n" if sys.platform != "win32" else ""
    return f"User={getpass.getuser()}\n{runtime}"


def _quoted(word: str) -> str:
    """Quote a word for ExecStart. See systemd.service(5): specifiers and variables are doubled."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if escaped != word or any(letter.isspace() or letter in "';" for letter in word) else word

"""The checkout's private environment: found, or made when there is none that fits.

Standard library only, and understood by any Python from 3.8 on: a Python that is too old looks for
a newer one or says in one line what is needed. `scripts/coach` and `scripts/test` come through here at
every start, so the way taken when all is set up already imports next to nothing.

    python scripts/_environment.py [EXTRA ...]     sets up, and prints the environment's Python
"""

from __future__ import annotations

import os
import sys

from _lock import Lock

# Types are for mypy and readers; importing `typing` would cost more than the rest of this file.
TYPE_CHECKING = False
if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import NoReturn

    Version = tuple[int, int]

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WINDOWS = os.name == "nt"

OLDEST, NEWEST = (3, 11), (3, 14)
"""As `requires-python` in pyproject.toml; a test compares them."""

STAMP = "coach-environment.txt"
"""The file in an environment that says what it was made from. Empty while it is being made."""

TRIES = 3
ABOUT = "once; half a minute to two minutes, about 500 MB"


class SetupError(Exception):
    """The environment cannot be made; the message is all that a person needs to read."""


# What an environment was made from


class Stamp:
    """What decides whether an environment still fits."""

    def __init__(self, root: str, version: Version, extras: Iterable[str], project: str) -> None:
        self.root = root
        self.version = version
        self.extras: frozenset[str] = frozenset(extras)
        self.project = project
        """The whole text of pyproject.toml: comparing it is cheaper than importing a hash."""

    def text(self) -> str:
        version = "{}.{}".format(*self.version)
        return "\n".join([self.root, version, ",".join(sorted(self.extras)), self.project])

    @classmethod
    def parse(cls, text: str) -> Stamp | None:
        """The stamp that `text` is, or None: a set-up that did not finish leaves an empty or a broken one."""
        try:
            root, version, extras, project = text.split("\n", 3)
            major, minor = version.split(".")
            return cls(root, (int(major), int(minor)), filter(None, extras.split(",")), project)
        except ValueError:
            return None

    def serves(self, wish: Stamp) -> bool:
        """True if an environment with this stamp does all that `wish` asks for. More extras do no harm."""
        return self.same_but_extras(wish) and self.extras >= wish.extras

    def same_but_extras(self, wish: Stamp) -> bool:
        return (self.root, self.version, self.project) == (wish.root, wish.version, wish.project)


def fits(version: Version) -> bool:
    return OLDEST <= version <= NEWEST


def read_stamp(folder: str) -> Stamp | None:
    try:
        with open(os.path.join(folder, STAMP), encoding="utf-8") as file:
            return Stamp.parse(file.read())
    except (OSError, UnicodeDecodeError):
        return None


def write_stamp(folder: str, text: str) -> None:
    """Whole or not at all, so that a stamp which can be read is a promise."""
    path = os.path.join(folder, STAMP)
    with open(path + ".new", "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".new", path)


def read_project() -> str:
    with open(os.path.join(ROOT, "pyproject.toml"), encoding="utf-8") as file:
        return file.read()


# Where it is


def env_folder(variables: dict[str, str] | None = None) -> str:
    chosen = (os.environ if variables is None else variables).get("COACH_ENV")
    return os.path.abspath(chosen) if chosen else os.path.join(ROOT, ".venv")


def env_python(folder: str) -> str:
    return os.path.join(folder, "Scripts", "python.exe") if WINDOWS else os.path.join(folder, "bin", "python")


def wished_extras(wanted: Iterable[str], variables: dict[str, str] | None = None) -> frozenset[str]:
    more = (os.environ if variables is None else variables).get("COACH_EXTRAS", "")
    return frozenset(wanted) | frozenset(filter(None, (extra.strip() for extra in more.split(","))))


# Which Python makes it


def ask_python(command: Sequence[str]) -> tuple[Version, str] | None:
    """Version and path of the Python that `command` starts, or None if it starts none.

    It has to be run to know: version managers put a `python3.12` on PATH that only says it is not installed.
    """
    import subprocess

    question = (
        "import sys; print(sys.version_info[0], sys.version_info[1],"
        " getattr(sys, '_base_executable', None) or sys.executable)"
    )
    try:
        answer = subprocess.run(
            [*command, "-c", question],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=30,
            check=True,
            text=True,
        ).stdout
        major, minor, path = answer.strip().split(" ", 2)
        return (int(major), int(minor)), path
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def choose_python(
    running: Version,
    executable: str,
    ask: Callable[[Sequence[str]], tuple[Version, str] | None] = ask_python,
    windows: bool = WINDOWS,
) -> tuple[Version, str]:
    """The Python that makes the environment: the one that is running if it fits, else the newest on PATH."""
    if fits(running):
        return running, executable
    commands: list[list[str]] = []
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        commands.append([f"python3.{minor}"])
        if windows:
            commands.append(["py", f"-3.{minor}"])
    for command in [*commands, ["python3"], ["python"]]:
        found = ask(command)
        if found is not None and fits(found[0]):
            return found
    raise SetupError(
        "needs Python {}.{} to {}.{}; this one is {}.{}, and none of those is on PATH. "
        "Install one, then run the same command again.".format(*OLDEST, *NEWEST, *running)
    )


# Making it


def say(line: str) -> None:
    print("coach: " + line, file=sys.stderr, flush=True)


def run_quietly(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """What it prints is kept, and shown only if nothing helps."""
    import subprocess

    try:
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            close_fds=False,  # It inherits the lock.
            env={**os.environ, "UV_PROJECT_ENVIRONMENT": env_folder()},  # where `uv sync` installs
        )
    except OSError as error:
        return subprocess.CompletedProcess(command, 1, stdout=str(error))


def empty_folder(folder: str) -> None:
    """An empty folder with an empty stamp. Only what was made here is ever deleted."""
    import shutil

    if os.path.isdir(folder) and os.listdir(folder):
        if not os.path.exists(os.path.join(folder, STAMP)):
            raise SetupError(
                f"{folder} holds files that were not made here. Move it away, or name another folder "
                "in the environment variable COACH_ENV."
            )
        write_stamp(folder, "")
        # The stamp goes last: without it, an interrupted deletion would leave a stranger's folder.
        for name in os.listdir(folder):
            path = os.path.join(folder, name)
            if os.path.isdir(path) and not os.path.islink(path):
                shutil.rmtree(path)
            elif name != STAMP:
                os.remove(path)
    os.makedirs(folder, exist_ok=True)
    write_stamp(folder, "")


def ways(python: str, version: Version, folder: str, extras: Iterable[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield how to make an environment and how to install into it: from uv.lock if there is uv, then without."""
    import shutil

    inside, names = env_python(folder), sorted(extras)
    uv = shutil.which("uv")
    if uv:
        yield (
            [uv, "venv", "--quiet", "--no-project", "--allow-existing", "--python", python, folder],
            [uv, "sync", "--quiet", "--locked", "--project", ROOT, "--python", inside]
            + ["--extra=" + name for name in names],
        )
    if run_quietly([python, "-c", "import ensurepip, venv"]).returncode:
        raise SetupError(
            "{} has no venv module, which the private environment is made with. Install it (on Debian and "
            "Ubuntu: apt install python{}.{}-venv), or install uv.".format(python, *version)
        )
    target = ROOT + ("[" + ",".join(names) + "]" if names else "")
    yield (
        [python, "-m", "venv", folder],
        [inside, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", target],
    )


def make(folder: str, python: str, wish: Stamp, keep: bool) -> None:
    """Make the environment; with `keep`, only add to the one that is there."""
    said = ""
    for create, install in ways(python, wish.version, folder, wish.extras):
        for _ in range(TRIES):
            if keep:
                write_stamp(folder, "")
            else:
                empty_folder(folder)
                created = run_quietly(create)
                if created.returncode:
                    said = created.stdout
                    continue
            installed = run_quietly(install)
            if not installed.returncode:
                write_stamp(folder, wish.text())
                return
            said = installed.stdout
            # Whatever this try left behind, the next one starts from nothing.
            keep = False
    raise SetupError("the private environment could not be made. The last try said:\n" + said.rstrip())


def ready(extras: Iterable[str] = ()) -> str:
    """The Python of an environment that has `extras`; made first if there is none."""
    folder = env_folder()
    python = env_python(folder)
    running = (sys.version_info[0], sys.version_info[1])
    project = read_project()
    wanted = wished_extras(extras)

    def served() -> bool:
        stamp = read_stamp(folder)
        if stamp is None or not os.path.exists(python):
            return False
        # A Python that cannot be used itself is content with any environment that can.
        version = running if fits(running) else stamp.version
        return fits(version) and stamp.serves(Stamp(ROOT, version, wanted, project))

    if served():
        return python
    # The one beneath, when the one that is running lives in the environment that may be deleted.
    base = getattr(sys, "_base_executable", None) or sys.executable
    version, maker = choose_python(running, base)
    with Lock(folder + ".lock", say):
        if served():
            return python
        wish = Stamp(ROOT, version, wanted, project)
        old = read_stamp(folder)
        if old is not None and old.root == ROOT:
            # So that `scripts/coach` and `scripts/test` do not take turns in undoing each other's work.
            wish.extras |= old.extras
        keep = old is not None and old.same_but_extras(wish) and os.path.exists(python)
        import time

        started = time.monotonic()
        added = ", with " + " and ".join(sorted(wish.extras)) if wish.extras else ""
        if keep:
            say(f"adding to the private environment{added} in {folder} (some seconds)")
        else:
            say(f"setting up a private environment{added} in {folder} ({ABOUT})")
        make(folder, maker, wish, keep)
        say(f"ready after {time.monotonic() - started:.0f} s")
    return python


# Coming from the scripts


def prepare(extras: Iterable[str] = ()) -> str:
    """As `ready`, but a failure is one line and an exit."""
    try:
        return ready(extras)
    except SetupError as error:
        say(str(error))
    except OSError as error:
        say(f"the private environment could not be made: {error}")
    except KeyboardInterrupt:
        say("the set-up was interrupted; the next run starts it again")
        sys.exit(130)
    sys.exit(1)


def become(python: str, arguments: Sequence[str]) -> NoReturn:
    """Run `python` with `arguments` in the place of this process."""
    sys.stdout.flush()
    sys.stderr.flush()
    if not WINDOWS:
        os.execv(python, [python, *arguments])
    # On Windows exec returns to the shell at once, while the new process goes on.
    import subprocess

    process = subprocess.Popen([python, *arguments])
    while True:
        try:
            sys.exit(process.wait())
        except KeyboardInterrupt:
            # Ctrl-C reached the coach as well, which ends in its own way.
            continue


if __name__ == "__main__":
    print(prepare(sys.argv[1:]))

"""On a disk that is full or read-only, or with no home, a command ends well or in lines and leaves nothing behind."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from small import TEXT

from coach.storage.atomic import made_folder

PROGRAM = """
import errno, os, sys
from fakes import FAKE
from coach.voice import VOICES
VOICES["fake"] = FAKE
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
def refuse(event, args):
    opened = event == "open" and (set(args[1] or "") & set("wax+") or args[2] & WRITING) and args[0] != os.devnull
    if opened or event in ("os.mkdir", "os.rename", "os.remove", "os.rmdir"):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))
disk = sys.argv[1]
if disk == "no home":
    import pwd
    pwd.getpwuid = {}.__getitem__
    for name in [each for each in os.environ if each == "HOME" or each.startswith("XDG_")]:
        del os.environ[name]
if disk == "read-only":
    sys.addaudithook(refuse)
elif disk.isdigit():
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(disk), resource.RLIM_INFINITY))
sys.argv = ["coach", *sys.argv[2:]]
from coach.cli.main import run
sys.exit(run())
"""
"""Types a command on a disk that is good, has no home directory, can only be read, or takes only so many bytes."""

SPOKEN = ("small.yaml", "--voice", "fake", "--level", "tones", "--side", "left", "--spots", "1")
COMMANDS = {
    "check": ("check", "hamstrings"),
    "new": ("new", "mine"),
    "plan": ("plan", *SPOKEN),
    "picture": ("plan", *SPOKEN, "--cache", "filled", "--picture", "plan.svg"),
    "export": ("export", *SPOKEN, "-o", "made/out"),
    "export of what was spoken": ("export", *SPOKEN, "--cache", "filled", "-o", "made/out", "--format", "m4b"),
    "play": ("play", *SPOKEN, "--cache", "filled", "--player", "null", "--plain"),
    "diary": ("diary", "--csv", "diary.csv"),
}
"""What is typed, by what the test is called. `filled` holds what was spoken before."""

OURS = ("cache", "data", "state", "made", "temporary")


def tree(folder: Path) -> dict[Path, int]:
    """Sizes of all files under a folder; of a folder that is empty, none."""
    return {path: path.stat().st_size if path.is_file() else 0 for path in folder.rglob("*") if not full(path)}


def full(path: Path) -> bool:
    return path.is_dir() and any(path.iterdir())


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    (folder / "small.yaml").write_text(TEXT)
    assert typed(folder, "good", "export", *SPOKEN, "--cache", "filled", "-o", "made/out").returncode == 0
    for path in sorted((folder / "made").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    (folder / "made").rmdir()
    return folder


def typed(folder: Path, disk: str, *words: str) -> "subprocess.CompletedProcess[str]":
    temporary = folder / "temporary"
    temporary.mkdir(exist_ok=True)
    paths = os.pathsep.join(sys.path)
    env = {**os.environ, "TMPDIR": str(temporary), "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
    env |= {f"XDG_{name.upper()}_HOME": str(folder / name) for name in ("cache", "data", "state")}
    command = [sys.executable, "-c", PROGRAM, disk, *words]
    return subprocess.run(command, cwd=folder, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit for the size of files")
@pytest.mark.parametrize("disk", ["0", "400", "read-only", "no home"])
@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_it_ends_well_or_in_lines_and_leaves_nothing_half_made(words: tuple[str, ...], disk: str, home: Path) -> None:
    before = tree(home)
    ended = typed(home, disk, *words)
    assert ended.returncode in (0, 1), ended.stderr
    lines = ended.stderr.splitlines()
    assert all(line.startswith("coach: ") for line in lines)
    assert "fault of its own" not in ended.stderr
    assert lines or ended.returncode == 0
    new = {path: size for path, size in tree(home).items() if path not in before}
    assert {path: size for path, size in new.items() if not size or ".coach-part-" in path.name} == {}


def test_folders_that_were_made_for_nothing_go_again(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    with pytest.raises(ValueError, match="full"), made_folder(tmp_path / "old" / "new" / "newer"):
        raise ValueError("full")
    assert tree(tmp_path) == {tmp_path / "old": 0}

    def fill() -> None:
        (tmp_path / "old" / "new" / "mine").write_text("mine")
        raise ValueError("full")

    with pytest.raises(ValueError, match="full"), made_folder(tmp_path / "old" / "new" / "newer"):
        fill()
    assert tree(tmp_path) == {tmp_path / "old" / "new" / "mine": 4}
    with made_folder(tmp_path / "kept"):
        pass
    assert (tmp_path / "kept").is_dir()
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"), made_folder(tmp_path / "file" / "new"):
        pytest.fail("there is no such folder")

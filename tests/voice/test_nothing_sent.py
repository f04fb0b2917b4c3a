"""A session that is spoken by the real voice sends nothing, and writes only into the folders that the README names."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from coach.storage.paths import cache_folder, data_folder, state_folder

PROGRAM = """
import json, os, sys
seen = {"net": [], "written": []}
def written(path):
    seen["written"].append(os.path.abspath(os.fsdecode(path)))
def hook(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        seen["net"].append(f"{event} {args[1:] if event == 'socket.connect' else args}")
    if event == "open" and isinstance(args[0], (str, bytes)):
        mode, flags = args[1:]
        if set(mode or "") & set("wax+") or flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            written(args[0])
    if event in ("os.mkdir", "os.remove", "os.truncate", "os.chmod", "sqlite3.connect"):
        written(args[0])
    if event in ("os.rename", "os.link", "os.symlink"):
        written(args[1])
sys.addaudithook(hook)
from coach.cli.main import run
for words in json.loads(sys.argv[2]):
    kept, sys.argv = sys.argv, ["coach", *words]
    assert run() == 0, words
    sys.argv = kept
with open(sys.argv[1], "w") as file:
    json.dump(seen, file)
"""

SHORT = ("--level", "tones", "--spots", "1")
PRIVACY = "Nothing is sent anywhere"


def documented(home: Path) -> list[Path]:
    """The folders that the README's lines about privacy name, with this home directory."""
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (lines,) = (part for part in readme.split("\n\n") if part.startswith(PRIVACY))
    return [home / name for name in re.findall("`~/([^`]+)`", lines)]


def apart() -> list[str]:
    """Command that gives the program after it a network of its own, with nothing in it; empty where there is none."""
    command = ["unshare", "--net", "--map-root-user"]
    if shutil.which("unshare") and subprocess.run([*command, "true"], capture_output=True).returncode == 0:
        return command
    return []


@pytest.mark.piper
def test_a_spoken_session_looks_up_nothing_and_writes_only_into_our_folders(tmp_path: Path) -> None:
    home, out, short_lived = tmp_path / "home", tmp_path / "out", tmp_path / "temporary"
    home.mkdir()
    short_lived.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "ORT_", "DBUS_"))}
    env = kept | {"HOME": str(home), "TMPDIR": str(short_lived), "PYTHONDONTWRITEBYTECODE": "1"}
    typed = [
        ["check", "hamstrings"],
        ["plan", "hamstrings", "--json", *SHORT],
        ["export", "hamstrings", "-o", str(out), "--layout", "tracks", *SHORT],
        ["inspect", str(out)],
        ["voices"],
        ["diary", "--csv", str(out / "diary.csv")],
        ["forget"],
        ["play", "hamstrings", "--player", "null", "--plain", *SHORT],
    ]
    command = [*apart(), sys.executable, "-c", PROGRAM, str(tmp_path / "seen.json"), json.dumps(typed)]
    ended = subprocess.run(command, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=250)
    assert ended.returncode == 0, ended.stderr
    last = max(int(number) for number in re.findall(r"^ *[0-9:]+  ([0-9]+)/", ended.stdout, re.MULTILINE))
    assert f"  {last}/{last}  " in ended.stdout, "every chapter was heard"
    seen = json.loads((tmp_path / "seen.json").read_text())
    # The only "connection" may be one to the desktop, on this machine.
    assert [each for each in seen["net"] if "AF_UNIX" not in each] == []
    ours = [folder for folder in documented(home) if folder.name == "smr-coach"]
    assert [any(Path(path).is_relative_to(folder) for path in seen["written"]) for folder in ours] == [True] * 3
    allowed = [*ours, out, short_lived, Path(os.devnull), tmp_path / "seen.json"]
    made = {folder for each in ours for folder in each.parents}
    written = {Path(path) for path in seen["written"]} - made
    assert [path for path in written if not any(path.is_relative_to(folder) for folder in allowed)] == []
    # The hook does not see what is written without Python, as onnxruntime does; so look what has become of the folder.
    there = [path for path in home.rglob("*") if not path.is_dir()]
    assert there
    assert [path for path in there if not any(path.is_relative_to(folder) for folder in ours)] == []
    assert list(short_lived.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="the names are those of the XDG folders")
def test_the_readme_names_the_folders_of_the_coach_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CACHE", "DATA", "STATE"):
        monkeypatch.delenv(f"XDG_{name}_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert documented(tmp_path) == [cache_folder(), data_folder(), state_folder(), tmp_path / ".config/pulse"]


@pytest.mark.piper
def test_the_engine_is_told_before_it_is_imported_also_in_a_program_of_one_s_own() -> None:
    program = "import os, coach.voice.piper_model; print(os.environ['ORT_DISABLE_TELEMETRY'])"
    env = {name: value for name, value in os.environ.items() if not name.startswith("ORT_")}
    printed = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True)
    assert printed.stdout == "1\n"

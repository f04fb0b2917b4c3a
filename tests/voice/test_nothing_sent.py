"""A session that is spoken by the real voice sends nothing, and writes only into the folders that the README names."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import json, os, sys
seen = {"net": [], "written": []}
def hook(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        seen["net"].append(f"{event} {args[1:] if event == 'socket.connect' else args}")
    if event == "open" and isinstance(args[0], (str, bytes)):
        mode, flags = args[1:]
        if set(mode or "") & set("wax+") or flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            seen["written"].append(os.path.abspath(os.fsdecode(args[0])))
sys.addaudithook(hook)
from coach.cli.main import run
for words in json.loads(sys.argv[2]):
    kept, sys.argv = sys.argv, ["coach", *words]
    assert run() == 0, words
    sys.argv = kept
with open(sys.argv[1], "w") as file:
    json.dump(seen, file)
"""

SHORT = ("--level", "tones", "--side", "left", "--spots", "1")


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
        ["export", "hamstrings", "-o", str(out), "--layout", "tracks", *SHORT],
        ["play", "hamstrings", "--player", "null", "--plain", *SHORT],
    ]
    command = [*apart(), sys.executable, "-c", PROGRAM, str(tmp_path / "seen.json"), json.dumps(typed)]
    ended = subprocess.run(command, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=250)
    assert ended.returncode == 0, ended.stderr
    seen = json.loads((tmp_path / "seen.json").read_text())
    # The only "connection" may be one to the desktop, on this machine.
    assert [each for each in seen["net"] if "AF_UNIX" not in each] == []
    ours = [home / folder / "smr-coach" for folder in (".cache", ".local/share", ".local/state")]
    allowed = [*ours, out, short_lived, Path(os.devnull), tmp_path / "seen.json"]
    strange = [path for path in seen["written"] if not any(Path(path).is_relative_to(folder) for folder in allowed)]
    assert strange == []
    # The hook does not see what is written without Python, as onnxruntime does; so look what has become of the folder.
    there = [path for path in home.rglob("*") if path.is_file()]
    assert there
    assert [path for path in there if not any(path.is_relative_to(folder) for folder in ours)] == []
    assert list(short_lived.iterdir()) == []


@pytest.mark.piper
def test_the_engine_is_told_before_it_is_imported_also_in_a_program_of_one_s_own() -> None:
    program = "import os, coach.voice.piper_model; print(os.environ['ORT_DISABLE_TELEMETRY'])"
    env = {name: value for name, value in os.environ.items() if not name.startswith("ORT_")}
    printed = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True)
    assert printed.stdout == "1\n"

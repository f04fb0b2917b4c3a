"""What scripts/_environment.py decides, without a network; and what pyproject.toml declares."""

from __future__ import annotations

import ast
import importlib.metadata
import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import coach

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "scripts" / "_environment.py"
Version = tuple[int, int]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("coach_environment", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(SCRIPT.parent))  # as for a script that is run there
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(SCRIPT.parent))
    return module


env = load()
lock: Any = sys.modules["_lock"]
OLD, GOOD, NEW = (3, 9), (3, 12), (3, 15)


def stamp(
    root: str = "/here",
    version: Version = GOOD,
    extras: Sequence[str] = ("test",),
    project: str = "[project]\n",
) -> Any:
    return env.Stamp(root, version, extras, project)


# The stamp


def test_a_stamp_survives_writing_and_reading() -> None:
    for extras in ([], ["lint", "test"]):
        written = stamp(extras=extras, project="a\n\nb\n")
        read = env.Stamp.parse(written.text())
        assert read.serves(written)
        assert written.serves(read)


@pytest.mark.parametrize("text", ["", "/here", "/here\n3.12\n", "/here\nthree\n\nproject", "/here\n3\n\nproject"])
def test_a_broken_stamp_is_none(text: str) -> None:
    assert env.Stamp.parse(text) is None


@pytest.mark.parametrize(
    ("change", "serves"),
    [
        ({}, True),
        ({"extras": ()}, True),
        ({"extras": ("test", "lint")}, False),
        ({"root": "/there"}, False),
        ({"version": (3, 11)}, False),
        ({"project": "[project]\nname = 'x'\n"}, False),
    ],
)
def test_a_stamp_serves_the_same_wish_or_a_smaller_one(change: dict[str, Any], serves: bool) -> None:
    assert stamp().serves(stamp(**change)) is serves


def test_extras_come_from_the_script_and_the_environment() -> None:
    assert env.wished_extras(["test"], {}) == {"test"}
    assert env.wished_extras(["test"], {"COACH_EXTRAS": "simple, lint,"}) == {"test", "simple", "lint"}


def test_the_folder_is_in_the_checkout_unless_named(tmp_path: Path) -> None:
    assert Path(env.env_folder({})) == ROOT / ".venv"
    assert Path(env.env_folder({"COACH_ENV": str(tmp_path)})) == tmp_path


# Which Python


def asked(answers: dict[str, Version]) -> Callable[[Sequence[str]], tuple[Version, str] | None]:
    """What choose_python asks, answered from a table."""

    def ask(command: Sequence[str]) -> tuple[Version, str] | None:
        name = " ".join(command)
        return (answers[name], f"/bin/{name}") if name in answers else None

    return ask


def test_the_running_python_is_used_if_it_fits() -> None:
    assert env.choose_python((3, 11), "/me", asked({"python3.13": (3, 13)})) == ((3, 11), "/me")


@pytest.mark.parametrize("running", [OLD, NEW])
def test_else_the_newest_that_fits(running: Version) -> None:
    ask = asked({"python3.11": (3, 11), "python3.12": (3, 12)})
    assert env.choose_python(running, "/me", ask) == ((3, 12), "/bin/python3.12")


def test_else_a_plain_python3_that_fits() -> None:
    assert env.choose_python(OLD, "/me", asked({"python3": (3, 13)})) == ((3, 13), "/bin/python3")


def test_on_windows_the_launcher_is_asked() -> None:
    ask = asked({"py -3.12": (3, 12)})
    assert env.choose_python(NEW, "/me", ask, windows=True)[0] == (3, 12)


def test_no_python_is_said_in_one_line() -> None:
    with pytest.raises(env.SetupError, match=r"needs Python 3\.11 to 3\.14; this one is 3\.9") as error:
        env.choose_python(OLD, "/me", asked({"python3": NEW}))
    assert "\n" not in str(error.value)


def test_a_python_is_asked_by_running_it() -> None:
    version, path = env.ask_python([sys.executable])
    assert version == sys.version_info[:2]
    assert Path(path).exists()
    assert env.ask_python(["no-such-python"]) is None
    assert env.ask_python([sys.executable, "-c", "print('hello')"]) is None


def test_the_versions_are_those_of_pyproject() -> None:
    first, beyond = env.OLDEST, (env.NEWEST[0], env.NEWEST[1] + 1)
    assert PROJECT["requires-python"] == ">={}.{},<{}.{}".format(*first, *beyond)


@pytest.mark.parametrize("name", ["_environment.py", "_lock.py", "bench", "check", "coach", "test"])
def test_an_old_python_understands_the_scripts(name: str) -> None:
    ast.parse((ROOT / "scripts" / name).read_text("utf-8"), feature_version=(3, 8))


# Making it, with fake commands


class Maker:
    """Stands in for uv and pip: answers each command, and makes what it would have made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.installs: list[list[str]] = []
        self.failing = 0

    def __call__(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        if "venv" in command:
            python = Path(env.env_python(str(self.folder)))
            python.parent.mkdir(parents=True)
            python.touch()
        elif "install" in command or "sync" in command:
            assert env.read_stamp(str(self.folder)) is None, "an interruption now must leave no valid stamp"
            self.installs.append(command)
            if self.failing > 0:
                self.failing -= 1
                return subprocess.CompletedProcess(command, 1, stdout="no route to host\n")
        return subprocess.CompletedProcess(command, 0, stdout="")


@pytest.fixture
def maker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Maker:
    folder = tmp_path / "env"
    made = Maker(folder)
    monkeypatch.setenv("COACH_ENV", str(folder))
    monkeypatch.delenv("COACH_EXTRAS", raising=False)
    monkeypatch.setattr(env, "run_quietly", made)
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr(env, "read_project", lambda: "one")
    return made


def test_it_is_made_once(maker: Maker, capsys: pytest.CaptureFixture[str]) -> None:
    assert env.ready() == env.env_python(str(maker.folder))
    said = capsys.readouterr()
    assert said.out == ""
    first, last = said.err.splitlines()
    assert str(maker.folder) in first
    assert last.startswith("coach: ready after")
    env.ready()
    assert len(maker.installs) == 1
    assert capsys.readouterr().err == ""


def test_a_larger_wish_adds_and_a_smaller_one_is_served(maker: Maker) -> None:
    env.ready()
    mark = maker.folder / "mark"
    mark.touch()
    env.ready(["test"])
    assert maker.installs[-1][-1].endswith("[test]")
    assert mark.exists(), "nothing had to be deleted for it"
    env.ready()
    assert len(maker.installs) == 2


def test_a_changed_project_makes_it_anew_and_keeps_the_extras(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    env.ready(["test"])
    mark = maker.folder / "mark"
    mark.touch()
    monkeypatch.setattr(env, "read_project", lambda: "two")
    env.ready()
    assert not mark.exists()
    assert maker.installs[-1][-1].endswith("[test]")


@pytest.mark.parametrize("rest", ["", "half a st"])
def test_an_interrupted_set_up_is_made_anew(maker: Maker, rest: str) -> None:
    env.ready()
    (maker.folder / env.STAMP).write_text(rest)
    env.ready()
    assert len(maker.installs) == 2


def test_a_lost_interpreter_is_made_anew(maker: Maker) -> None:
    env.ready()
    Path(env.env_python(str(maker.folder))).unlink()
    env.ready()
    assert len(maker.installs) == 2


def test_an_install_is_tried_three_times(maker: Maker) -> None:
    maker.failing = 2
    env.ready()
    assert len(maker.installs) == 3


def test_what_the_installer_said_is_shown_when_nothing_helps(maker: Maker, capsys: pytest.CaptureFixture[str]) -> None:
    maker.failing = 99
    with pytest.raises(SystemExit) as stop:
        env.prepare()
    assert stop.value.code == 1
    assert len(maker.installs) == 3
    assert "no route to host" in capsys.readouterr().err
    assert env.read_stamp(str(maker.folder)) is None


def test_without_venv_it_says_what_to_install(
    maker: Maker, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(env, "run_quietly", lambda command: subprocess.CompletedProcess(command, 1, stdout="x"))
    with pytest.raises(SystemExit):
        env.prepare()
    assert re.search(r"apt install python3\.\d+-venv", capsys.readouterr().err)


def test_when_uv_fails_pip_is_tried(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: "/bin/uv")
    maker.failing = 3
    env.ready()
    assert [command[0] for command in maker.installs] == ["/bin/uv"] * 3 + [env.env_python(str(maker.folder))]


def test_uv_installs_what_the_lock_says_with_its_extras(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: "/bin/uv")
    env.ready(["test", "lint"])
    (command,) = maker.installs
    assert {"sync", "--locked", "--extra=lint", "--extra=test"} <= set(command)


def test_a_folder_with_other_files_is_never_emptied(maker: Maker) -> None:
    maker.folder.mkdir()
    letter = maker.folder / "letter.txt"
    letter.write_text("dear")
    with pytest.raises(env.SetupError, match="not made here"):
        env.ready()
    assert letter.read_text() == "dear"


def test_a_second_set_up_waits_for_the_first(tmp_path: Path) -> None:
    path = str(tmp_path / "lock")
    waiter = (
        "import sys; sys.path.insert(0, sys.argv[1])\nimport _environment as env\n"
        "with env.Lock(sys.argv[2], env.say): pass"
    )
    with env.Lock(path, env.say):
        process = subprocess.Popen(
            [sys.executable, "-c", waiter, str(SCRIPT.parent), path], stderr=subprocess.PIPE, text=True
        )
        assert process.stderr is not None
        assert "waiting" in process.stderr.readline()
        assert process.poll() is None
    assert process.wait(timeout=30) == 0
    process.stderr.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows does not hand locks on")
def test_an_installer_that_outlives_the_set_up_still_holds_the_lock(tmp_path: Path) -> None:
    path, end = tmp_path / "lock", tmp_path / "end"
    installer = (
        "import os, pathlib, signal, sys, time\n"
        "os.kill(os.getppid(), signal.SIGKILL)\n"
        "for _ in range(1000):\n"
        "    if pathlib.Path(sys.argv[1]).exists(): break\n"
        "    time.sleep(0.01)\n"
    )
    set_up = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import _environment\n"
        "with _environment.Lock(sys.argv[2], _environment.say):\n"
        "    _environment.run_quietly([sys.executable, '-c', *sys.argv[3:]])\n"
    )
    arguments = [str(SCRIPT.parent), str(path), installer, str(end)]
    assert subprocess.run([sys.executable, "-c", set_up, *arguments], timeout=30).returncode < 0
    with path.open("r+") as file:
        assert not lock._lock(file.fileno(), wait=False)
        end.touch()
        assert lock._lock(file.fileno(), wait=True)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no executable bit")
@pytest.mark.parametrize("name", ["bench", "check", "coach", "test"])
def test_the_scripts_can_be_executed(name: str) -> None:
    assert os.access(ROOT / "scripts" / name, os.X_OK)


# What is declared


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def third_party_imports() -> dict[str, set[str]]:
    """The top-level names the coach imports from elsewhere, also inside functions, and the files that do."""
    found: dict[str, set[str]] = {}
    for path in (ROOT / "coach").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            for name in (name.partition(".")[0] for name in names):
                if name != "coach" and name not in sys.stdlib_module_names:
                    found.setdefault(name, set()).add(str(path.relative_to(ROOT)))
    return found


def test_each_import_of_the_coach_is_declared() -> None:
    needed = [
        *PROJECT["dependencies"],
        *(
            line
            for name in ("share", "simpleaudio", "kokoro", "scan", "buttons")
            for line in PROJECT["optional-dependencies"][name]
        ),
    ]
    declared = {normal(re.split(r"[^\w.-]", line, maxsplit=1)[0]) for line in needed}
    installed = importlib.metadata.packages_distributions()
    # An extra that is not installed is known by its name alone.
    missing = {
        name: files
        for name, files in third_party_imports().items()
        if declared.isdisjoint(normal(each) for each in [name, *installed.get(name, [])])
    }
    assert not missing


def test_the_lock_was_made_from_these_declarations() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
    (own,) = (package for package in lock["package"] if package["name"] == normal(PROJECT["name"]))
    locked = {(each["name"], each.get("specifier")) for each in own["metadata"]["requires-dist"]}
    lines = [*PROJECT["dependencies"], *(line for extra in PROJECT["optional-dependencies"].values() for line in extra)]
    assert lock["requires-python"].replace(" ", "") == PROJECT["requires-python"]
    parts = [line.partition(";")[0].strip().partition(">=") for line in lines]
    assert locked == {(normal(name), f">={version}") for name, _, version in parts}


def test_the_changelog_dates_this_version_as_the_code_does() -> None:
    assert f"\n## {coach.__version__} - {coach.RELEASED}\n" in (ROOT / "CHANGELOG.md").read_text("utf-8")

"""What goes wrong: nothing half-written, nothing of the person's touched, one line that says it."""

import errno
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from textwrap import dedent

import pytest
from export_material import PCM, TITLES, everything, render, timeline

from coach.audio.ffmpeg import find_ffmpeg
from coach.errors import CoachError, InputError
from coach.export import export
from coach.export.manifest import MANIFEST
from coach.storage.atomic import whole_file
from coach.storage.lock import only_one

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
posix = pytest.mark.skipif(os.name == "nt", reason="uses shell scripts and signals of POSIX")


def script(folder: Path, body: str) -> str:
    """A program in the place of ffmpeg."""
    path = folder / "fake-ffmpeg"
    path.write_text("#!/bin/sh\n" + body)
    path.chmod(0o755)
    return str(path)


@posix
@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            "echo 'x: No space left on device' >&2; echo two >&2; exit 228",
            "mp3: the disk is full$",
        ),
        ("cat >/dev/null; echo 'Error writing trailer' >&2", "no Info tag: Error writing trailer$"),
        ("cat >/dev/null; kill -9 $$", "ended by signal 9$"),
        ("echo one >&2; echo; echo 'no such thing' >&2; exit 3", "code 3: no such thing$"),
        ("exit 3", "code 3$"),
        ("exit 0", r"cannot write .*\.mp3: "),
    ],
)
@pytest.mark.parametrize("layout", ["tracks", "both"])
def test_a_failing_encoder_leaves_nothing(body: str, said: str, layout: str, tmp_path: Path) -> None:
    fake = script(tmp_path, body)
    with pytest.raises(CoachError, match=said) as caught:
        export(timeline(), render, tmp_path / "out", layout, program=fake)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "out").exists()


@posix
def test_an_encoder_that_cannot_be_started(tmp_path: Path) -> None:
    with pytest.raises(CoachError, match="cannot write"):
        export(timeline(), render, tmp_path / "out", program=str(tmp_path / "gone"))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError, MemoryError])
@pytest.mark.parametrize("layout", ["tracks", "single", "both"])
def test_an_interruption_leaves_whole_files_only(error: type[BaseException], layout: str, tmp_path: Path) -> None:
    def stopped(index: int) -> PCM:
        if index == 2:
            raise error
        return render(index)

    with pytest.raises(error):
        export(timeline(), stopped, tmp_path / "a", layout)
    left = everything(tmp_path / "a")
    export(timeline(), render, tmp_path / "a", layout)
    export(timeline(), render, tmp_path / "b", layout)
    whole = everything(tmp_path / "b")
    assert all(name == MANIFEST or whole[name] == data for name, data in left.items())
    assert f"03 {TITLES[2]}.mp3" not in left
    assert everything(tmp_path / "a") == everything(tmp_path / "b")


@posix
def test_an_export_killed_at_fifty_moments_goes_on_and_ends_the_same(tmp_path: Path) -> None:
    """Each file under its own name is whole at every moment, and what is whole is not made again."""
    code = dedent(f"""
        import sys; sys.path[:0] = [{str(ROOT)!r}, {str(HERE)!r}]
        from pathlib import Path
        from export_material import TITLES, render, timeline
        from coach.export import export
        print("on", flush=True)
        print(export(timeline(TITLES * 3), render, Path({str(tmp_path / "a")!r}), "both", identity=str).made)
    """)
    undisturbed = tmp_path / "b"
    began = time.monotonic()
    assert export(timeline(TITLES * 3), render, undisturbed, "both", identity=str).made == 13
    takes = time.monotonic() - began
    whole = everything(undisturbed)
    random = Random(5)
    made = []
    for _ in range(50):
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            child.stdout.readline()
            try:
                child.wait(random.uniform(0, takes))
            except subprocess.TimeoutExpired:
                child.kill()
            made += [int(line) for line in child.stdout]
        for name, data in everything(tmp_path / "a").items():
            assert name.startswith(".coach-") or data == whole[name], name
        if child.returncode == 0:
            assert everything(tmp_path / "a") == whole
            shutil.rmtree(tmp_path / "a")
    assert made, "none came to its end"
    assert min(made) < 13, "none went on where another had stopped"
    export(timeline(TITLES * 3), render, tmp_path / "a", "both", identity=str)
    assert everything(tmp_path / "a") == whole


@pytest.mark.parametrize("layout", ["tracks", "single", "both"])
def test_files_of_the_person_are_kept(layout: str, tmp_path: Path) -> None:
    theirs = {"holiday.mp3": b"sea", ".hidden": b"", "01 song.mp3": b"la"}
    for name, data in theirs.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "folder").mkdir()
    for _ in range(2):
        export(timeline(), render, tmp_path, layout)
    export(timeline(TITLES[:2]), render, tmp_path, "single", "wav")
    assert {name: (tmp_path / name).read_bytes() for name in theirs} == theirs
    left = {path.name for path in tmp_path.iterdir()} - {*theirs, "folder"}
    names = ("wav", "lrc", "vtt")
    own = {*(f"Hamstrings, spiky ball.{name}" for name in names), "timeline.json", "cue-sheet.html", MANIFEST}
    assert left == own, "its own older files are gone"


def test_a_name_that_is_taken_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    taken = tmp_path / f"02 {TITLES[1]}.mp3"
    taken.write_bytes(b"mine")
    with pytest.raises(InputError, match=r"02 Left leg.*move it away, or choose another folder") as caught:
        export(timeline(), render, tmp_path)
    assert "\n" not in str(caught.value)
    assert everything(tmp_path) == {taken.name: b"mine"}


def test_a_folder_or_dangling_link_of_that_name_is_foreign_too(tmp_path: Path) -> None:
    (tmp_path / "Hamstrings, spiky ball.m3u8").mkdir()
    with pytest.raises(InputError, match="m3u8 is already there"):
        export(timeline(), render, tmp_path)
    if os.name != "nt":
        (tmp_path / "Hamstrings, spiky ball.mp3").symlink_to("nowhere")
        with pytest.raises(InputError, match="mp3 is already there"):
            export(timeline(), render, tmp_path, "single")


def test_a_file_that_the_person_changed_is_theirs(tmp_path: Path) -> None:
    album = export(timeline(), render, tmp_path)
    album.tracks[3].write_bytes(album.tracks[3].read_bytes() + b"x")
    with pytest.raises(InputError, match=r"04 Fin….mp3 is already there and is not, or no longer"):
        export(timeline(), render, tmp_path)
    export(timeline(TITLES[:3]), render, tmp_path)
    assert album.tracks[3].read_bytes().endswith(b"x"), "not removed as a stale one either"


def test_a_file_that_appears_meanwhile_is_kept(tmp_path: Path) -> None:
    last = tmp_path / "04 Fin….mp3"

    def slowly(index: int) -> PCM:
        if index == 3:
            last.write_bytes(b"mine")
        return render(index)

    with pytest.raises(InputError, match="04 Fin"):
        export(timeline(), slowly, tmp_path)
    assert last.read_bytes() == b"mine"


def test_a_manifest_that_cannot_be_read_is_not_guessed_at(tmp_path: Path) -> None:
    for content in ("", "{", '{"version": 2, "files": {}}', json.dumps({"version": 1, "files": {"a": 1}})):
        (tmp_path / MANIFEST).write_text(content)
        with pytest.raises(InputError, match=r"\.coach-export\.json cannot be read"):
            export(timeline(), render, tmp_path)
        assert everything(tmp_path) == {MANIFEST: content.encode()}


def test_two_exports_at_once(tmp_path: Path) -> None:
    with only_one(tmp_path), pytest.raises(CoachError, match="another export is writing"):
        export(timeline(), render, tmp_path)
    assert everything(tmp_path) == {}
    export(timeline(), render, tmp_path)


@pytest.mark.parametrize("below", ["", "deeper", "deeper/still"])
def test_a_folder_that_cannot_be_made(below: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    with pytest.raises(CoachError, match=r"cannot write .*file") as caught:
        export(timeline(), render, tmp_path / "file" / below)
    assert "\n" not in str(caught.value)
    assert everything(tmp_path) == {"file": b"mine"}


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.EACCES, "you may not write there"),
        (errno.EROFS, "the disk can only be read"),
        (errno.ENOSPC, "the disk is full"),
        (errno.EIO, os.strerror(errno.EIO)),
    ],
)
def test_a_folder_that_takes_no_files(number: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system answers is played: to root no folder is read-only."""
    real = os.open

    def refusing(path: Path, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if flags & os.O_CREAT:
            raise OSError(number, os.strerror(number))
        return real(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr("coach.storage.atomic.os.open", refusing)
    with pytest.raises(CoachError, match=rf"cannot write .*\.mp3: {said}$"):
        export(timeline(), render, tmp_path)
    assert everything(tmp_path) == {}


def test_folders_are_made_with_those_above_and_odd_names(tmp_path: Path) -> None:
    album = export(timeline(title="-v %d: a=b"), render, tmp_path / "a b" / "%03d 'c' ü:", "both")
    assert all(path.is_file() for path in album.paths)
    assert album.single is not None
    assert album.single.name == "v %d- a=b.mp3"


@posix
@pytest.mark.parametrize("name", ["mp3", "wav"])
@pytest.mark.parametrize("limit", [1000, 30_000])
def test_a_disk_that_takes_no_more(name: str, limit: int, tmp_path: Path) -> None:
    """The size of files is limited for a process of its own, as on a full disk: both stop a write midway."""
    code = dedent(f"""
        import resource, sys; sys.path[:0] = [{str(ROOT)!r}, {str(HERE)!r}]
        from pathlib import Path
        from export_material import render, timeline
        from coach.errors import CoachError
        from coach.export import export
        resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
        try:
            export(timeline(), render, Path({str(tmp_path / "a")!r}), "single", {name!r})
        except CoachError as error:
            print(error)
    """)
    done = subprocess.run([sys.executable, "-B", "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert done.stdout.startswith("cannot write ")
    assert done.stdout.count("\n") == 1
    assert not (tmp_path / "a").exists()


def test_files_have_the_usual_rights(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_bytes(b"")
    with whole_file(tmp_path / "ours") as part:
        part.write_bytes(b"")
    assert (tmp_path / "ours").stat().st_mode == plain.stat().st_mode


# Finding the encoder


@pytest.fixture
def fresh() -> object:
    find_ffmpeg.cache_clear()
    yield
    find_ffmpeg.cache_clear()


@posix
@pytest.mark.usefixtures("fresh")
def test_the_systems_encoder_comes_first_if_it_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = tmp_path / "ffmpeg"
    ours.write_text("#!/bin/sh\necho ' A....D libmp3lame'; echo ' A....D libopus'\n")
    ours.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_ffmpeg() == str(ours)
    ours.write_text("not a program")
    assert find_ffmpeg() == str(ours), "it is looked for once"
    for useless in ("#!/bin/sh\nexit 1\n", "#!/bin/sh\necho aac\n", "not a program"):
        ours.write_text(useless)
        find_ffmpeg.cache_clear()
        assert "imageio_ffmpeg" in find_ffmpeg()


@pytest.mark.usefixtures("fresh")
def test_no_encoder_at_all_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(CoachError, match="type what coach doctor says") as caught:
        export(timeline(), render, tmp_path / "a")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "a").exists()

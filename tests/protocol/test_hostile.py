"""A stranger's file is data only: whatever is in it, one clear line, exit code 2, at once, and no traceback."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from small import TEXT

from coach.cli import main as cli
from coach.errors import InputError
from coach.protocol import ProtocolError, load, parse


def changed(right: str, wrong: str) -> str:
    assert right in TEXT
    return TEXT.replace(right, wrong, 1)


def many_strips(count: int) -> str:
    strips = ", ".join(f"{{id: s{one}, muscle: m}}" for one in range(count))
    return changed("{id: top, muscle: brachialis}", strips)


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(10 * [f'*{before}'])}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)

# Seconds of processor time within which each text ends. Most take far less than one; a text that is let grow takes
# minutes, or all memory. So a slow machine fails nothing here.
ENDS = 10

TEXTS = {
    "alias bomb": (BOMB, "2:8: aliases (*name) are not used"),
    "merge of aliases": ("a: &a {x: 1}\nb: {<<: *a}", "aliases (*name) are not used"),
    "deep lists": ("[" * 100_000, "nested more than 20 deep"),
    "deep mappings": ("{a: " * 50_000, "nested more than 20 deep"),
    "deep by indentation": ("- " * 50_000 + "x", "nested more than 20 deep"),
    "deep by keys": ("? " * 50_000 + "x", "nested more than 20 deep"),
    "python object": (changed("version: 1", "version: !!python/object/apply:os.system [id]"), "2:10: tags (!name)"),
    "python name": (changed("title: Small", "title: !!python/name:os.system"), "tags (!name) are not used"),
    "own tag": (changed("version: 1", "version: !v 1"), "tags (!name) are not used"),
    "empty": ("", "the file is empty"),
    "only a comment": ("# nothing\n", "the file is empty"),
    "text": ("hello", "must be a mapping"),
    "list": ("- a\n- b", "must be a mapping"),
    "two documents": (TEXT + "---\n" + TEXT, "only one protocol is in a file"),
    "tabs": ("protocol:\n\t- a", "a tab; YAML is indented by spaces"),
    "open bracket": ("protocol: [", "a bracket has no partner"),
    "many keys": ("".join(f"key{one}: 1\n" for one in range(20_000)), "more than 10000 values"),
    "unknown keys": ("".join(f"protocal{one}: 1\n" for one in range(4_990)), "there is no key 'protocal0'"),
    "unknown sources": (
        changed("source: B1}\n  passes", f"source: [{', '.join(f'B1{one}' for one in range(9_000))}]}}\n  passes"),
        "there is no source or fact 'B10'",
    ),
    "many facts": (
        changed("facts: {", "facts: {" + "".join(f"F{one}: x, " for one in range(9_000))),
        "more than 10000 values",
    ),
    "strange keys": (changed("version: 1", "version: 1\n__proto__: {x: 1}\nconstructor: 1"), "no key '__proto__'"),
    "strange key in a block": (changed("limits:\n", "limits:\n  __class__: {least: 1}\n"), "no key '__class__'"),
    "key that is a list": (changed("version: 1", "version: 1\n? [a, b]\n: 1"), "a name must be plain text"),
    "long line": (changed("Ask first.", "a" * 100_000), "a text of 100000 letters; 2000 at most"),
    "long key": (changed("version: 1", "version: 1\n? " + "a" * 100_000 + "\n: 1"), "a text of 100000 letters"),
    "long number": (changed("version: 1", "version: " + "9" * 1_900), "is too long to be a number"),
    "long duration": (changed("least: 4.5 s", f"least: {'9' * 1_900} h"), "is too long to be a number"),
    "ten thousand strips": (many_strips(10_000), "more than 10000 values"),
    "a thousand strips": (many_strips(1_000), "up to 12003 chapters in one session; 400 at most"),
    "the same strip often": (
        changed("{id: top, muscle: brachialis}", "{id: top, muscle: a}, {id: top, muscle: a}"),
        "'top' is here twice; keep one",
    ),
    "the same side often": (changed("[left, right]", "[left, right, left]"), "'left' is here twice; keep one"),
    "a million spots": (changed("most: 3, usual: 2", "most: 1000000, usual: 2"), "1000000 spots are more than"),
    "a milliard passes": (changed("most: 2, usual: 1", "most: 999999999, usual: 1"), "999999999 passes are more"),
    "endless spots": (changed("most: 3, usual: 2", f"most: {'9' * 1_000}, usual: 2"), "is too long to be a number"),
    "endless rest": (changed("short: 1 s", "short: 999999999 h"), "this chapter takes up to"),
    "long rest": (changed("short: 1 s", "short: 1 h"), "this chapter takes up to 75 minutes; 20 at most"),
    "endless hold": (changed("most: 6 s", "most: 999999999 h"), "this chapter takes up to"),
    "many steps": (
        changed("- {say: notice, rest: short}\n", "- {say: notice, rest: short}\n" + "      - {rest: short}\n" * 2_000),
        "this chapter takes up to",
    ),
    "text that grows": (
        changed("muscle: brachialis", f"muscle: {'m' * 1_900}").replace("Put it down.", f'"{"{muscle}" * 240}"'),
        "this chapter takes up to",
    ),
    "title of two lines": (changed("title: Small", 'title: "a\\nb"'), "a title or a term is one line"),
    "path as a name": (changed("protocol: small", "protocol: ../../small"), "a protocol's name has only a-z"),
    "path as a language": (changed("  en:\n", "  ../en:\n"), "a language is two or three small letters"),
    "escape character": (changed("title: Small", 'title: "\\e[2J"'), "U+001B is a character that nobody sees"),
    "bell": (changed("Ask first.", '"Ask \\a first."'), "U+0007 is a character that nobody sees"),
    "carriage return": (changed("title: Small", 'title: "Small\\rLarge"'), "U+000D is a character"),
    "turned direction": (changed("title: Small", "title: Small\u202e"), ":17: U+202E is a character"),
    "turned direction, escaped": (changed("title: Small", 'title: "Small\\u202e"'), "U+202E is a character"),
    "turned direction in a comment": (changed("version: 1", "version: 1 # \u2066"), "2:14: U+2066 is a character"),
    "isolate": (changed("opening: Opening", "opening: \u2067Opening\u2069"), "U+2067 is a character"),
    "no width": (changed("version: 1", "ver\u200bsion: 1"), "2:4: U+200B is a character"),
    "mark in the middle": (changed("version: 1", "ver\ufeffsion: 1"), "U+FEFF is a character"),
    "tag characters": (changed("Ask first.", "Ask first.\U000e0041"), "U+E0041 is a character"),
    "zero": (changed("version: 1", "version: 1\0"), "U+0000 is a character"),
    "path of a programme": (changed("version: 1", "version: 1\nprotocols: {order: [../x], source: choice}"), "'../x'"),
    "absolute path": (
        changed("version: 1", "version: 1\nprotocols: {order: [/etc/passwd], source: choice}"),
        "there is no protocol '/etc/passwd'",
    ),
    "long programme": (
        changed("version: 1", f"version: 1\nprotocols: {{order: [{'x, ' * 500}], source: choice}}"),
        "500 protocols in one programme; 12 at most",
    ),
}


@pytest.mark.parametrize("what", TEXTS)
def test_a_hostile_text_is_refused_at_its_place(what: str) -> None:
    text, message = TEXTS[what]
    began = time.process_time()
    with pytest.raises(ProtocolError) as caught:
        parse(text, "x.yaml")
    assert time.process_time() - began < ENDS
    lines = str(caught.value).splitlines()
    assert any(message in line for line in lines), lines[:5]
    assert len(lines) <= 101
    assert all(len(line) < 1_100 and line.isprintable() for line in lines)
    assert all(line.startswith("x.yaml:") for line in lines if line != "and more; right these first")


def test_what_persian_and_hindi_need_and_what_windows_writes_is_let_in() -> None:
    parse(
        "\ufeff" + changed("Ask first.", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645.").replace("\n", "\r\n"), "x"
    )


def a_file(content: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(content)

    return write


def linked_in_a_circle(path: Path) -> None:
    path.symlink_to(path.with_name("other"))
    path.with_name("other").symlink_to(path)


FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda path: None, "no protocol"),
    "folder": (Path.mkdir, "no protocol"),
    "pipe": (os.mkfifo, "no protocol"),
    "link in a circle": (linked_in_a_circle, "no protocol"),
    "link to a device": (lambda path: path.symlink_to("/dev/zero"), "no protocol"),
    "huge": (a_file(b"#" * 50_000_000), "larger than 256 kB, so this is no protocol"),
    "binary": (a_file(bytes(range(256)) * 40), "not UTF-8 text, but"),
    "sound": (a_file(b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00"), "U+0000 is a character"),
    "latin": (a_file(TEXT.replace("A. Author", "J. Müller").encode("latin-1")), "not UTF-8 text at byte"),
    "utf-16": (a_file(TEXT.encode("utf-16")), "not UTF-8 text, but UTF-16"),
    "utf-16 without its mark": (a_file(TEXT.encode("utf-16-le")), "not UTF-8 text, but UTF-16"),
    "utf-16 of a big machine": (a_file(TEXT.encode("utf-16-be")), "not UTF-8 text, but UTF-16"),
    "utf-32": (a_file(TEXT.encode("utf-32")), "not UTF-8 text, but UTF-16"),
    "surrogates": (a_file(b"protocol: \xed\xa0\x80"), "not UTF-8 text at byte 10"),
    "empty": (a_file(b""), "the file is empty"),
    "alias bomb": (a_file(BOMB.encode()), "aliases (*name) are not used"),
    "python object": (a_file(TEXTS["python object"][0].encode()), "tags (!name) are not used"),
    "endless rest": (a_file(TEXTS["endless rest"][0].encode()), "this chapter takes up to"),
}


@pytest.mark.parametrize("command", ["check", "plan", "play", "script"])
@pytest.mark.parametrize("what", FILES)
def test_a_hostile_file_is_one_clear_line_and_exit_code_two(
    what: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make, message = FILES[what]
    make(tmp_path / "x.yaml")
    monkeypatch.setattr("sys.argv", ["coach", command, str(tmp_path / "x.yaml")])
    for stream in ("stdout", "stderr"):
        monkeypatch.setattr(f"sys.{stream}.reconfigure", lambda **_: None, raising=False)
    began = time.process_time()
    code = cli.run()
    out, err = capsys.readouterr()
    assert time.process_time() - began < ENDS
    assert (code, out) == (2, "")
    assert message in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("name", ["a" * 5_000, "a/" * 3_000, "a\0b", "\udcff.yaml", "", "~", "."])
def test_a_name_that_can_be_no_file_is_refused(name: str) -> None:
    with pytest.raises(InputError):
        load(name)


def test_from_another_folder_and_process_it_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(TEXTS["python object"][0])
    command = [sys.executable, "-m", "coach", "check", "../" + tmp_path.name + "/x.yaml"]
    env = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[1])}
    run = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False, timeout=60)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith(f"../{tmp_path.name}/x.yaml:2:10: tags (!name) are not used")
    assert len(run.stderr.splitlines()) == 1


def programme(*names: str) -> str:
    block = f"version: 1\nprotocols: {{order: [{', '.join(names)}], source: choice}}"
    return changed("version: 1", block)


def test_two_programmes_that_name_each_other_have_an_end(tmp_path: Path) -> None:
    for one, other in (("first", "second"), ("second", "first")):
        (tmp_path / f"{one}.yaml").write_text(programme(other).replace("protocol: small", f"protocol: {one}"))
    with pytest.raises(ProtocolError, match=r"second\.yaml:3:1: a programme itself, so it cannot be in one"):
        load(str(tmp_path / "first.yaml"))


def test_a_link_beside_a_programme_leads_nowhere(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret.yaml").write_text("password: 1234")
    (inside / "secret.yaml").symlink_to(outside / "secret.yaml")
    (inside / "mine.yaml").write_text(programme("secret"))
    with pytest.raises(ProtocolError, match="there is no protocol 'secret'"):
        load(str(inside / "mine.yaml"))


def test_a_pipe_beside_a_programme_does_not_hang_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "mine.yaml").write_text(programme("pipe"))
    with pytest.raises(InputError, match="no protocol"):
        load(str(tmp_path / "mine.yaml"))

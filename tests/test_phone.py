"""A session, encoded and decoded again, on phones that skip silence and in headphones that sleep in it."""

import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from fakes import FAKE
from numpy.typing import NDArray
from phone import PLAYERS, STRICTEST, Cutting, Mask, Player, Shortening, Sink, longest_below, stretches
from sessions import SHORT
from small import TEXT

from coach.audio.ffmpeg import find_ffmpeg
from coach.mix import album_gains
from coach.render.renderer import SessionRenderer
from coach.session import Choices
from coach.session.request import SessionRequest, Sounds
from coach.timeline import Timeline
from coach.units import SAMPLE_RATE, to_samples, to_seconds
from coach.voice import VOICES

CODECS = {
    "MP3 64k": ("libmp3lame", "64k", ".mp3"),
    "MP3 96k": ("libmp3lame", "96k", ".mp3"),
    "AAC 64k": ("aac", "64k", ".m4a"),
    "Opus 32k": ("libopus", "32k", ".ogg"),
}
"""What a person's files become, here or in what they share them with: encoder, bits a second, suffix."""

QUIETEST_MS = {"hum": 30, "short": 30, "voice": 50}
"""The longest stretch below the threshold that is allowed. Many words: Opus has 39 ms at the end of one ("Two.")."""

SOFT = to_samples(0.001)
"""Clips fade in and out, so nobody can hear whether this much of an edge is there."""


@dataclass(frozen=True)
class Decoded:
    """A session as a phone has it, with the plan of what should be in it."""

    session: str
    codec: str
    timeline: Timeline
    pcm: NDArray[np.int16]
    """As long as planned, each sample at its planned place."""
    late: int
    """By how many samples the decoder had it late."""
    more: int
    """Samples beyond the planned length: encoders pad to whole frames."""

    @property
    def holds(self) -> list[tuple[int, int]]:
        """First sample and end of each hold, from the beginning of the session."""
        pairs = zip(self.timeline.chapters, self.timeline.starts, strict=True)
        return [(start + held.start, start + held.end) for chapter, start in pairs for held in chapter.held]

    @property
    def words(self) -> list[tuple[int, int]]:
        """First sample and end of each spoken cue."""
        spoken = [(start, cue.length) for _, start, cue in self.timeline.cues() if cue.kind == "speech"]
        return [(start, start + length) for start, length in spoken]

    def tell(self, *figures: object) -> None:
        """Prints figures; `pytest -s` or `-rP` shows them."""
        print(f"{self.session}, {self.codec}:", *figures)


class Studio:
    """Makes each session and each of its files once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._mixed: dict[tuple[str, str], tuple[Timeline, NDArray[np.int16]]] = {}
        self._decoded: dict[tuple[str, str, str], Decoded] = {}

    def mix(self, session: str, bed: str) -> tuple[Timeline, NDArray[np.int16]]:
        """The joined chapters at the one gain of an export, and their plan."""
        if (session, bed) not in self._mixed:
            file = self.folder / f"{session}.yaml"
            file.write_text(SHORT if session == "short" else TEXT)
            voice = "fake" if session == "hum" else "piper"
            made = SessionRenderer(
                SessionRequest(str(file), Choices(), Sounds(voice=voice, cache=self.folder / voice, bed=bed))
            )
            timeline = made.timeline
            mixer = made.mixer.at_gain(*album_gains(made.mixer, timeline))
            pairs = zip(timeline.chapters, timeline.starts, strict=True)
            pcm = np.concatenate([mixer.render(chapter, start) for chapter, start in pairs])
            self._mixed[session, bed] = timeline, pcm
        return self._mixed[session, bed]

    def decoded(self, session: str, bed: str, codec: str) -> Decoded:
        """The session after a codec, aligned with its plan. Skips the test if ffmpeg lacks the encoder."""
        key = session, bed, codec
        if key not in self._decoded:
            timeline, pcm = self.mix(session, bed)
            out = through(codec, pcm, self.folder)
            late = lag(out, pcm)
            aligned = out[late:] if late >= 0 else np.concatenate([np.zeros(-late, np.int16), out])
            more = len(aligned) - len(pcm)
            padded = np.concatenate([aligned[: len(pcm)], np.zeros(max(0, -more), np.int16)])
            self._decoded[key] = Decoded(session, codec, timeline, padded, late, more)
        return self._decoded[key]


def through(codec: str, pcm: NDArray[np.int16], folder: Path) -> NDArray[np.int16]:
    """What a decoder makes of what the encoder made of `pcm`."""
    name, rate, suffix = CODECS[codec]
    program = find_ffmpeg()
    file = folder / f"coded{suffix}"
    raw = ("-f", "s16le", "-ar", str(SAMPLE_RATE), "-ac", "1")
    encode = [program, "-v", "error", "-y", *raw, "-i", "pipe:0", "-c:a", name, "-b:a", rate, str(file)]
    run = subprocess.run(encode, input=pcm.astype("<i2").tobytes(), capture_output=True, check=False)
    if b"Unknown encoder" in run.stderr:
        pytest.skip(f"{codec} needs an ffmpeg with the encoder {name}; that of imageio-ffmpeg has it")
    assert run.returncode == 0, run.stderr
    decode = [program, "-v", "error", "-i", str(file), *raw, "pipe:1"]
    return np.frombuffer(subprocess.run(decode, capture_output=True, check=True).stdout, "<i2").astype(np.int16)


def lag(late: NDArray[np.int16], pcm: NDArray[np.int16]) -> int:
    """By how many samples `late` is later than `pcm`, from the correlation of their first ten seconds."""
    size = 1 << 20
    one, other = (np.fft.rfft(sound[: 10 * SAMPLE_RATE].astype(np.float64), size) for sound in (late, pcm))
    best = int(np.argmax(np.fft.irfft(one * np.conj(other), size)))
    return best - size if best > size // 2 else best


def missing(mask: Mask, spans: Iterable[tuple[int, int]], soft: int = 0) -> list[int]:
    """How many samples of each span the mask lacks, the first and last `soft` ones aside."""
    return [int(np.count_nonzero(~mask[start + soft : end - soft])) for start, end in spans]


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(VOICES, "fake", FAKE)
        yield Studio(tmp_path_factory.mktemp("phone"))


@pytest.fixture(params=["hum", *(pytest.param(name, marks=pytest.mark.piper) for name in ("short", "voice"))])
def session(request: pytest.FixtureRequest) -> str:
    """`hum`: the fake voice on the small protocol. `voice`: the real one on it. `short`: the real one, few words."""
    return str(request.param)


@pytest.fixture(params=CODECS)
def codec(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def decoded(studio: Studio, session: str, codec: str) -> Decoded:
    """With the carrier, as it is by default."""
    return studio.decoded(session, "carrier", codec)


@pytest.fixture
def without(studio: Studio, session: str, codec: str) -> Decoded:
    """The same session over digital silence."""
    return studio.decoded(session, "none", codec)


def test_a_codec_neither_shortens_nor_shifts(decoded: Decoded) -> None:
    decoded.tell(decoded.late, "samples late,", decoded.more, "more than planned")
    assert abs(decoded.late) <= 2
    assert -2 <= decoded.more < 1024, "at most an unfinished frame of AAC"


def test_the_carrier_is_never_long_below_the_threshold(decoded: Decoded) -> None:
    longest = longest_below(decoded.pcm) / SAMPLE_RATE * 1000
    decoded.tell(f"longest stretch below the threshold {longest:.1f} ms")
    assert longest < (QUIETEST_MS[decoded.session] if decoded.codec == "Opus 32k" else 15)


@pytest.mark.parametrize("player", PLAYERS, ids=lambda player: player.name)
def test_no_player_skips_anything(player: Player, decoded: Decoded) -> None:
    played = player.play(decoded.pcm)
    assert played.lost == 0
    assert played.untouched.all()
    assert not any(missing(played.untouched, [*decoded.holds, *decoded.words]))


def test_the_strictest_player_leaves_every_hold_its_length(decoded: Decoded) -> None:
    played = STRICTEST.play(decoded.pcm)
    decoded.tell(f"{STRICTEST.name}: {to_seconds(played.lost) * 1000:.1f} ms lost")
    if decoded.codec == "Opus 32k" and decoded.session == "voice":
        assert played.lost < to_samples(0.050), "a few milliseconds of a word"
        assert sum(missing(played.kept, decoded.holds)) < to_samples(0.020)
    else:
        assert played.lost == 0
        assert played.untouched.all()


@pytest.mark.parametrize("nothing", [0, 1])
def test_headphones_wake_in_the_lead_in_and_stay_awake(nothing: int, decoded: Decoded) -> None:
    heard = Sink(nothing).heard(decoded.pcm)
    assert not any(missing(heard, decoded.holds))
    assert not any(missing(heard, decoded.words, SOFT))
    first, _ = decoded.words[0]
    assert heard[first + SOFT :].all()


@pytest.mark.parametrize("player", [*PLAYERS, STRICTEST], ids=lambda player: player.name)
def test_over_digital_silence_players_eat_every_hold(player: Player, without: Decoded) -> None:
    played = player.play(without.pcm)
    holds = missing(played.kept, without.holds)
    words = missing(played.untouched, without.words)
    lost = f"{to_seconds(played.lost):.1f} s lost, {to_seconds(sum(holds)):.1f} s of"
    without.tell(f"{player.name}, no carrier: {lost} {len(holds)} holds, {sum(map(bool, words))} words harmed")
    assert played.lost > len(without.pcm) / 3
    assert min(holds) > to_samples(1.0), "of five seconds"
    # The hum is one unbroken sound; a real word has soft sounds in it, and soft ends.
    assert without.session == "hum" or all(words)


def test_over_digital_silence_headphones_swallow_words(without: Decoded) -> None:
    heard = Sink(nothing=1).heard(without.pcm)
    swallowed = [lost for lost in missing(heard, without.words, SOFT) if lost > to_samples(0.1)]
    holds = missing(heard, without.holds)
    of = f"{len(swallowed)} of {len(without.words)} words, {sum(map(bool, holds))} of {len(holds)} holds"
    without.tell(f"no carrier: headphones swallow {of}")
    assert len(swallowed) > 1, "not the first one alone"


def noise(*lengths: float) -> NDArray[np.int16]:
    """Sound and silence in turn, each so many seconds long, sound first."""
    parts = [np.full(to_samples(length), 0 if index % 2 else 5_000) for index, length in enumerate(lengths)]
    return np.concatenate(parts).astype(np.int16)


def test_a_cutting_player_keeps_short_silence_and_the_edges_of_long_one() -> None:
    player = Cutting("", 0.150, 0.020)
    assert player.play(noise(0.1, 0.149, 0.1)).lost == 0
    played = player.play(noise(0.1, 0.150, 0.1))
    assert list(stretches(~played.kept, 1)) == [(to_samples(0.120), to_samples(0.230))]
    # At either end of the whole there is no sound to leave an edge to.
    assert player.play(noise(0, 1.0, 0.1, 1.0)).lost == to_samples(0.98 + 0.98)
    # Silence is what does not exceed the threshold; by the high byte, what does not reach the next 256.
    at = np.full(to_samples(1), 1024, np.int16)
    assert player.play(at).lost == len(at)
    assert player.play(at + np.int16(1)).lost == 0
    bytewise = Cutting("", 0.150, 0.020, high_byte=True)
    assert bytewise.play(at + np.int16(255)).lost == len(at)
    assert bytewise.play(-at - np.int16(1)).lost == 0
    with pytest.raises(ValueError, match="overlaps"):
        Cutting("", 0.416, 0.291)


def test_a_shortening_player_keeps_a_fifth_and_two_seconds_at_most() -> None:
    player = Shortening("", 0.100)
    assert player.play(noise(0.1, 0.099, 0.1)).untouched.all()
    # Both halves of the minimum stay, and a fifth of what is between them.
    played = player.play(noise(0.1, 0.600, 0.1))
    assert played.lost == to_samples(0.8 * 0.5)
    assert np.count_nonzero(~played.untouched) == to_samples(0.6)
    assert player.play(noise(0.1, 30.0, 0.1)).lost == to_samples(28.0)


def test_a_sink_swallows_the_beginning_and_what_follows_two_seconds_of_nothing() -> None:
    heard = Sink().heard(noise(0, 1.0, 2.0, 4.0, 2.0, 1.9, 1.0))
    # It wakes during the first 1.5 s of sound, twice; 4 s of nothing send it to sleep, 1.9 s do not.
    assert list(stretches(heard, 1)) == [
        (to_samples(2.5), to_samples(5.0)),
        (to_samples(8.5), to_samples(11.9)),
    ]
    # A decoder's last bit is enough to keep a sink awake, unless it counts as nothing.
    humming = np.concatenate([noise(2.0), np.ones(to_samples(5.0), np.int16), noise(2.0)])
    assert Sink().heard(humming)[to_samples(1.5) :].all()
    assert list(stretches(~Sink(nothing=1).heard(humming), 1))[1] == (to_samples(4.0), to_samples(8.5))

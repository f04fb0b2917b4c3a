"""Examination of one sound against its plan: its measures, and their targets."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import numpy as np

from coach.audio import Meter
from coach.audio.levels import SESSION_LOUDNESS, SESSION_TOLERANCE, SESSION_TRUE_PEAK
from coach.inspection.cues import OVER_BED, CueFound, listen
from coach.inspection.model import ChapterFound, Measure, Report, Target, Wave
from coach.inspection.pace import articulation, longest_pause, paced
from coach.inspection.sound_levels import Levels, outline
from coach.units import SAMPLE_RATE, to_seconds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coach.inspection.music_levels import UnderWords
    from coach.timeline.model import Timeline

LOUDNESS = Target(SESSION_LOUDNESS - SESSION_TOLERANCE, SESSION_LOUDNESS + SESSION_TOLERANCE)
SPEECH_RANGE = Target(None, 6.0)
"""LU, of speech alone, its pauses left out: cues may differ by 3 LU, and words within a phrase by as much again.

The range of the whole has no target. Long holds are quiet on purpose, and where they are more than a tenth of
the time, its lower end is the bed under them: then it is 20 LU or more, however even the speech is.
"""
TRUE_PEAK = Target(None, SESSION_TRUE_PEAK)
NONE = Target(None, 0)
PACE = Target(110.0, 130.0)
ARTICULATION = Target(145.0, None)
EVENNESS = Target(-1.5, 1.5)
SILENCE = Target(None, 82.9)
PUNCTUAL = Target(None, 1.0)


def tolerance(suffix: str) -> int:
    """Give the samples by which a file may differ from its plan.

    The coach's own are exact, but some decoders end AAC late.
    """
    return {".mp3": 1, ".wav": 1, ".flac": 1, ".opus": 1, ".m4b": 1_023}.get(suffix.lower(), 2_400)


class Examination:
    """Examination of a sound that is given chapter by chapter, or block by block where there is no plan."""

    def __init__(
        self,
        subject: str,
        kind: Literal["whole", "tracks", "chapter", "sound"],
        timeline: Timeline | None,
        suffix: str,
        music: UnderWords | None = None,
    ) -> None:
        self.subject = subject
        self.levels = Levels()
        self.waves: list[Wave] = []
        """Outline of each chapter, or block."""
        self.plan = timeline
        self._kind = kind
        self._music = music
        self._tolerance = tolerance(suffix)
        self._cues: list[CueFound] = []
        self._loudness: list[float] = []
        self._speech = Meter()
        self._files: dict[int, str] = {}
        self._off: dict[int | None, int] = {}

    @property
    def timeline(self) -> Timeline:
        """Plan of the sound. Raises ValueError if there is none."""
        if self.plan is None:
            raise ValueError(f"{self.subject} has no plan")
        return self.plan

    def chapter(self, index: int, pcm: NDArray[np.float32], file: str = "") -> None:
        """Measure the next chapter: shape (samples, channels), as many as planned or, at the end of a file, fewer."""
        self.block(pcm)
        mono = pcm.mean(axis=1, dtype=np.float32) if len(pcm) else np.zeros(0, np.float32)
        chapter = self.timeline.chapters[index]
        found = listen(chapter, mono)
        self._cues += found
        if self._music is not None:
            self._music.listen(index, pcm, found)
        for cue in (cue for cue in chapter.cues if cue.kind == "speech"):
            self._speech.add(mono[cue.start : cue.end])
        meter = Meter()
        meter.add(mono)
        self._loudness.append(meter.loudness())
        self._files[index] = file

    def block(self, pcm: NDArray[np.float32]) -> None:
        """Measure the next block: shape (samples, channels)."""
        self.levels.add(pcm)
        self.waves.append(outline(pcm))

    def off(self, samples: int, index: int | None = None) -> None:
        """Note the samples by which the track of a chapter, or the whole, is longer than planned."""
        self._off[index] = samples

    def report(self) -> Report:
        """Make the report: every measure, in the order in which people read them."""
        measures = [*self._sound()]
        chapters: tuple[ChapterFound, ...] = ()
        if self.plan is not None:
            chapters = self._chapters()
            measures += [self._length(), *self._pace(chapters), *self._heard()]
            measures += [self._music.measure(self._told)] if self._music is not None else []
        return Report(self.subject, self._kind, tuple(measures), chapters)

    def _sound(self) -> list[Measure]:
        """List the measures that need no plan.

        One chapter alone has no target of loudness: one gain serves the whole album.
        """
        alone = self._kind == "chapter"
        levels = self.levels
        silence = to_seconds(levels.longest_silence()) * 1000
        return [
            Measure("loudness", "integrated loudness", levels.loudness(), "LUFS", None if alone else LOUDNESS),
            Measure("loudness_range", "loudness range", levels.range(), "LU"),
            Measure("true_peak", "true peak", levels.true_peak(), "dBTP", TRUE_PEAK),
            Measure("clipped", "clipped samples", levels.clipped, "", NONE, 0),
            Measure("silence", "longest silence", silence, "ms", SILENCE),
        ]

    def _length(self) -> Measure:
        worst = max(self._off.values(), key=abs, default=0)
        wrong = [index for index, off in self._off.items() if abs(off) > self._tolerance]
        about = tuple(f"{self._name(index)}: {self._off[index]:+d} samples" for index in wrong)
        return Measure(
            "length", "off the planned length", abs(worst), "samples", Target(None, self._tolerance), 0, about
        )

    def _name(self, index: int | None) -> str:
        if index is None:
            return self.subject
        return self._files[index] or f"{self.timeline.chapters[index].title} (no track)"

    def _chapters(self) -> tuple[ChapterFound, ...]:
        found = []
        for index, chapter in enumerate(self.timeline.chapters):
            words, pace = paced([chapter])
            met = pace is None or PACE.met_by(pace)
            off, loud = self._off.get(index), self._loudness[index]
            found.append(ChapterFound(chapter.title, self._files[index], words, pace, met, loud, off))
        return tuple(found)

    def _pace(self, chapters: tuple[ChapterFound, ...]) -> list[Measure]:
        timeline = self.timeline
        words, pace = paced(timeline.chapters)
        outside = tuple(chapter.title for chapter in chapters if not chapter.met)
        measures = [
            Measure("articulation", "articulation", articulation(timeline), "words/min", ARTICULATION, 0),
            Measure("longest_pause", "longest pause without a cue", longest_pause(timeline), "s"),
        ]
        if pace is None:  # nothing in it is long enough to have a pace
            return measures
        return [
            Measure("pace", "pace of instructions", pace, "words/min", PACE, 0, (f"{words} words",)),
            Measure("chapters_off_pace", "chapters off that pace", len(outside), "", NONE, 0, outside),
            *measures,
        ]

    def _heard(self) -> list[Measure]:
        speech = [found for found in self._cues if found.cue.kind == "speech"]
        missing = [found for found in self._cues if not found.heard]
        misplaced = [found for found in self._cues if found.heard and not found.in_place]
        late = {id(found): abs(found.late) * 1000 for found in self._cues if found.late is not None}
        measures = [
            Measure("missing", "cues not heard", len(missing), "", NONE, 0, tuple(map(self._told, missing))),
            Measure(
                "misplaced", "speech off its place", len(misplaced), "", NONE, 0, tuple(map(self._told, misplaced))
            ),
        ]
        if late:
            measures.append(Measure("tone_error", "tones off their place by", max(late.values()), "ms", PUNCTUAL, 2))
        heard = [found for found in speech if found.heard]
        if not heard:
            return measures
        loud, soft = (pick(heard, key=lambda found: found.loudness) for pick in (max, min))
        median = float(np.median([found.loudness for found in heard]))
        over = min((found.loudness - found.bed for found in heard if not math.isnan(found.bed)), default=math.inf)
        return [
            *measures,
            Measure("speech_range", "loudness range of speech", self._speech.range(), "LU", SPEECH_RANGE),
            Measure("loudest", "loudest spoken cue", loud.loudness - median, "LU", EVENNESS, 2, (self._told(loud),)),
            Measure("softest", "softest spoken cue", soft.loudness - median, "LU", EVENNESS, 2, (self._told(soft),)),
            Measure("over_bed", "speech over its bed", over, "LU", Target(OVER_BED, None)),
        ]

    def _told(self, found: CueFound) -> str:
        """Tell a cue by its time and its words."""
        at = self._cues.index(found)
        start = [start for _, start, _ in self.timeline.cues()][at]
        seconds = start / SAMPLE_RATE
        return f"{int(seconds) // 60}:{seconds % 60:04.1f} {found.cue.content}"

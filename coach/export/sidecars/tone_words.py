"""Tones in words, for captions and printed pages."""

import math
from typing import TypeAlias

from coach.timeline.model import Chapter, Cue
from coach.units import SAMPLE_RATE, to_samples

ToneWords: TypeAlias = dict[str, str | tuple[str, str]]
"""Meanings of tones by name, and the brackets around them; pairs are for one and for many."""

NEAR = to_samples(1.0)
"""Distance within which a tone goes with words of its own instruction, which tell its meaning."""

TONE_WORDS: dict[str, ToneWords] = {
    "en": {
        "held": ("[hold: {} second]", "[hold: {} seconds]"),
        "left over": ("[tone: {} second left]", "[tone: {} seconds left]"),
        "strokes": "[strokes: {} seconds, {} each way]",
        "tone": "[tone: {}]",
        "start": "begin",
        "settle": "settle, no hurry",
        "hold": "hold",
        "count": "count",
        "release": "let go",
        "move": "move on",
        "stroke-out": "out",
        "stroke-back": "back",
        "switch-side": "change sides",
        "left": "left side",
        "right": "right side",
        "pause": "pause",
        "answer": "understood",
        "unclear": "not understood",
        "finish": "the end",
    },
    "es": {
        "held": ("[mantén: {} segundo]", "[mantén: {} segundos]"),
        "left over": ("[tono: queda {} segundo]", "[tono: quedan {} segundos]"),
        "strokes": "[pasadas: {} segundos, {} por sentido]",
        "tone": "[tono: {}]",
        "start": "empieza",
        "settle": "acomódate, sin prisa",
        "hold": "mantén",
        "count": "cuenta",
        "release": "suelta",
        "move": "cambia de punto",
        "stroke-out": "ida",
        "stroke-back": "vuelta",
        "switch-side": "cambia de lado",
        "left": "lado izquierdo",
        "right": "lado derecho",
        "pause": "pausa",
        "answer": "entendido",
        "unclear": "no entendido",
        "finish": "fin",
    },
}
"""Meanings of all tones, by language. English stands in for a language that is missing."""


def tone_words_in(language: str) -> ToneWords:
    """Look up the meanings in a language, or in English."""
    return TONE_WORDS.get(language, TONE_WORDS["en"])


def tone_says(cue: Cue, chapter: Chapter, heard: ToneWords) -> tuple[str, int]:
    """Put the meaning of a tone in brackets, and find its end, in samples of its chapter."""
    for held in chapter.held:
        if cue.start == held.start and held.stroke is not None:
            times = (f"{time / SAMPLE_RATE:g}" for time in (held.length, held.stroke))
            return str(heard["strokes"]).format(*times), held.end
        if cue.content == "hold" and cue.start == held.start:
            return _counted(heard["held"], held.length / SAMPLE_RATE), held.end
        if cue.content == "start" and cue.start == held.begins:
            return str(heard["tone"]).format(heard["start"]), held.start
        if cue.content == "count" and held.start <= cue.start < held.end:
            return _counted(heard["left over"], math.ceil((held.end - cue.start) / SAMPLE_RATE)), cue.end
    return str(heard["tone"]).format(heard.get(cue.content, cue.content)), cue.end


def goes_with_words(cue: Cue, chapter: Chapter) -> bool:
    """Whether words tell a tone's meaning. A tone that begins an effort, or leads into one, tells more: the moment."""
    if any(cue.start in (held.begins, held.start) for held in chapter.held):
        return False
    said = (other for other in chapter.cues if other.kind == "speech" and other.instruction == cue.instruction)
    return any(other.start - cue.end <= NEAR and cue.start - other.end <= NEAR for other in said)


def _counted(forms: str | tuple[str, str], number: float) -> str:
    return forms[number != 1].format(f"{number:g}")

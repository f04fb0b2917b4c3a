"""Lists of what is spoken for the training, by whom, and who is held out."""

import hashlib
import pydoc
import random
import re
from collections.abc import Iterator
from importlib import import_module
from itertools import chain
from typing import NamedTuple

from coach.listen.phrases import Phrase
from training import ROOT

HELD_OUT = {
    "af_alloy", "af_kore", "af_nova", "af_sarah", "am_adam", "am_liam", "am_onyx", "bf_emma", "bm_fable", "bm_george",
}  # fmt: skip
"""Kokoro voices that the training never hears, not as other speech either: the bench measures on them."""

TUNING = {"af_jessica", "am_eric", "bf_lily"}
"""Kokoro voices that choose thresholds, and are neither trained on nor measured on."""

VARIANTS_HELD_OUT = ("Andy", "Annie", "Michael", "f2", "m4", "steph")
VARIANTS_TUNING = ("linda", "paul")
VARIANTS = (
    "Alex", "Alicia", "Andrea", "Denis", "Diogo", "Gene", "Gene2", "Henrique", "Hugo", "Jacky", "Lee", "Marco",
    "Mario", "Mike", "Nguyen", "adam", "anika", "antonio", "aunty", "belinda", "benjamin", "boris", "caleb", "david",
    "ed", "edward", "f1", "f3", "f4", "f5", "grandma", "grandpa", "gustave", "iven", "john", "kaukovalta", "m1", "m2",
    "m3", "m5", "m6", "m7", "m8", "max", "miguel", "norbert", "pablo", "pedro", "quincy", "rob", "robert", "sandro",
    "shelby", "travis", "victor", "zac",
)  # fmt: skip
"""eSpeak NG's variants of a voice that sound like people."""

ACCENTS = ("en-us", "en-gb", "en-gb-scotland", "en-029", "en-gb-x-rp", "en-gb-x-gbclan")

NEAR_MISSES = (
    "coach", "the coach", "coat", "couch now", "coach told me", "approach", "top", "shop now", "the bus stops here",
    "I never stopped", "stopped raining", "it's on top", "pass it on", "because", "paws", "a game", "a gain of weight",
    "the next day", "text me", "my back hurts", "back home", "a softer pillow", "louder music", "how long is the road",
    "already done", "I read it", "Freddy", "yesterday", "guess", "chess", "note", "snow", "I know him", "nose",
    "go home", "gone", "go on holiday", "show on", "coach tickets", "coach class", "poach an egg", "roach", "stock",
    "start", "step", "stuff", "spot", "stomach", "stand up", "stay", "stack",
)  # fmt: skip

_TEXTS = ("README.md", "CONTRIBUTING.md", "LICENSE", "coach/README.md", "coach/protocols/README.md")
_MODULES = ("argparse", "datetime", "decimal", "email.message", "unittest", "socket", "threading", "random")
RUNNING = 700
"""Sentences of running speech."""

PUNCTUATED = {"stop": "stop!", "stop, stop": "stop, stop!", "stop now": "stop now!", "please stop": "please stop!"}
"""Forms as they are written for an engine; a stop is called out."""


class Line(NamedTuple):
    """Line to speak: voice, speed as a factor, text, and the phrase it means, if any."""

    voice: str
    speed: float
    text: str
    phrase: Phrase | None = None


def written(form: str) -> str:
    """Write a form of a phrase for an engine."""
    return "coach, stop!" if form == "coach, stop" else PUNCTUATED.get(form, form)


PHRASE_OF = {written(form): phrase for phrase in Phrase for form in phrase.forms}


def kokoro_lines(voices: list[str]) -> Iterator[Line]:
    """List the lines of Kokoro: phrases by all voices, near-misses by English ones, running speech by some."""
    english = [voice for voice in voices if voice[0] in "ab"]
    others = [voice for voice in voices if voice[0] not in "ab"]
    for many, speed in ((english, 1.0), (others, 1.0), (english, 0.85), (english, 1.2)):
        for voice in many:
            yield from (Line(voice, speed, text, phrase) for text, phrase in PHRASE_OF.items())
    chance = random.Random(1)
    for voice in english:
        for text in chance.sample(NEAR_MISSES, 26):
            yield Line(voice, chance.choice([0.9, 1.0, 1.15]), text)
    for at, text in enumerate(running()):
        yield Line(chance.choice(others if at % 3 == 0 else english), chance.choice([0.9, 1.0, 1.1]), text)


def espeak_lines() -> Iterator[Line]:
    """List the lines of eSpeak: phrases by all variants at two speeds and accents, and other speech."""
    chance = random.Random(2)
    sentences = running()
    for variant in (*VARIANTS, *VARIANTS_TUNING, *VARIANTS_HELD_OUT):
        for speed in (0.85, 1.1):
            voice = f"{chance.choice(ACCENTS)}+{variant}"
            yield from (Line(voice, speed, text, phrase) for text, phrase in PHRASE_OF.items())
            yield from (Line(voice, speed, text) for text in chance.sample(NEAR_MISSES, 16))
            yield from (Line(voice, speed, text) for text in chance.sample(sentences, 6))


def running() -> list[str]:
    """Choose sentences of this repository's and Python's own texts, the same ones every time."""
    files = ((ROOT / name).read_text(encoding="utf-8") for name in _TEXTS)
    modules = (pydoc.plain(pydoc.render_doc(import_module(name))) for name in _MODULES)
    found: set[str] = set()
    for text in chain(files, modules):
        plain = re.sub(r"\s+", " ", re.sub(r"[`*|#>\[\]()_]", " ", text))
        for sentence in re.split(r"(?<=[.!?;:])\s+", plain):
            if 40 < len(sentence) < 160 and re.fullmatch(r"[A-Za-z][A-Za-z0-9 ,.'!?;:-]+", sentence):
                found.add(sentence)
    return sorted(found, key=lambda one: hashlib.sha256(one.encode()).digest())[:RUNNING]

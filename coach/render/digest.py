"""Digests: what decides how a session or a chapter sounds, as one short text to compare."""

import hashlib

import msgspec

from coach.mix import Mixer
from coach.session import Session
from coach.timeline import Timeline
from coach.voice import ClipCache


def session_digest(session: Session) -> str:
    """Return a digest of all the words and rests of `session`: another session has another."""
    return hashlib.sha256(msgspec.json.encode(session)).hexdigest()


def chapter_digest(timeline: Timeline, index: int, clips: ClipCache, mixer: Mixer) -> str:
    """Return a digest of everything that decides how chapter `index` sounds through `mixer`."""
    chapter = timeline.chapters[index]
    texts = {cue.content for cue in chapter.cues if cue.kind == "speech"}
    names = {text: clips.path(text).name for text in sorted(texts)}
    place = None if mixer.position_independent else (timeline.starts[index], index + 1 == len(timeline.chapters))
    return hashlib.sha256(msgspec.json.encode([chapter, names, mixer.identity, place])).hexdigest()

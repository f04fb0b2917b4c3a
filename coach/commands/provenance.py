"""Provenance of the session that a renderer makes, for an export of it."""

from hashlib import sha256
from pathlib import Path

from coach import __version__
from coach.export.provenance import (
    Provenance,
    SoundsUsed,
    limits_used,
    music_licence,
    numbers_used,
    proofs_passed,
    protocols_used,
)
from coach.render.renderer import SessionRenderer
from coach.voice.licence import identity_of, licence_of, name_of


def provenance_of(renderer: SessionRenderer, gains: tuple[float, float], layout: str, file_format: str) -> Provenance:
    """Tell the origin of a session; `gains` are the factors of the whole and of the music in it."""
    request, voice = renderer.request, renderer.clips.voice
    sounds = request.sounds
    music = sounds.bed not in ("carrier", "none")
    digests = "".join(renderer.chapter_digest(index) for index in range(renderer.count))
    used = SoundsUsed(
        voice=name_of(sounds.voice),
        voice_identity=identity_of(voice),
        voice_licence=licence_of(voice),
        bed="music" if music else "none" if sounds.bed == "none" else "carrier",
        music_licence=music_licence(Path(sounds.bed)) if music else None,
        own_tones=sounds.tones is not None,
        stereo=sounds.stereo,
        voice_volume=sounds.voice_volume,
        tone_volume=sounds.tone_volume,
        gain=gains[0],
        music_gain=gains[1],
        digest=sha256(digests.encode()).hexdigest(),
    )
    return Provenance(
        coach=__version__,
        protocols=protocols_used(renderer.protocol, request.protocol),
        choices=renderer.choices,
        sounds=used,
        layout=layout,
        format=file_format,
        numbers=numbers_used(renderer.protocol, renderer.choices.language),
        limits=limits_used(renderer.protocol),
        proofs=proofs_passed(),
    )

"""Everything that makes a session's sound: the voice with its clips, the tones, the bed, and their mixer."""

from collections.abc import Callable, Mapping

from coach.audio.memory import keep_little
from coach.mix import Mixer, Volumes, load_tones, open_bed
from coach.protocol import Protocol
from coach.session.request import SessionRequest
from coach.voice import ClipCache, default_folder, open_voice


class SoundKit:
    """Voice, tones and mixer of one request; several sessions in the same language may share them."""

    def __init__(self, clips: ClipCache, mixer: Mixer, tone_lengths: Mapping[str, int]) -> None:
        """Hold `clips` of the voice and a `mixer` over them, with the length of each tone in samples."""
        self.clips = clips
        self.mixer = mixer
        self.tone_lengths = tone_lengths

    @classmethod
    def of(
        cls,
        request: SessionRequest,
        protocol: Protocol,
        threads: int = 1,
        on_spoken: Callable[[int, int], None] | None = None,
    ) -> "SoundKit":
        """Open what `request` names; `threads` clips are synthesised at once, and `on_spoken` hears of each.

        Raises VoiceError for a voice that is not there, InputError for tones or a bed that cannot be read.
        """
        keep_little(live=threads == 1)
        sounds, language = request.sounds, request.choices.language
        voice = open_voice(sounds.voice, language, protocol.pronounced(language))
        clips = ClipCache(voice, sounds.cache or default_folder(), threads, on_spoken)
        own = load_tones(sounds.tones)
        volumes = Volumes.of_percent(sounds.voice_volume, sounds.tone_volume)
        mixer = Mixer(clips.clip, own, open_bed(sounds.bed), volumes, stereo=sounds.stereo)
        return cls(clips, mixer, {name: len(clip) for name, clip in own.items()})

    def at_gain(self, gain: float, music: float) -> "SoundKit":
        """Return the same kit at other gains (factors) of the whole and of the music in it."""
        return SoundKit(self.clips, self.mixer.at_gain(gain, music), self.tone_lengths)

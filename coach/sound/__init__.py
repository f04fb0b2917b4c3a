"""Clips and tones become PCM: mixing, the carrier, the loudness of the whole."""

from coach.sound.mix import Mixer, album_gain, carrier
from coach.sound.tones import tones

__all__ = ["Mixer", "album_gain", "carrier", "tones"]

"""Clips and tones become PCM: mixing, the carrier, the loudness of the whole."""

from coach.sound.bed import carrier, open_bed
from coach.sound.mix import Mixer, Volumes, album_gain
from coach.sound.tones import tones

__all__ = ["Mixer", "Volumes", "album_gain", "carrier", "open_bed", "tones"]

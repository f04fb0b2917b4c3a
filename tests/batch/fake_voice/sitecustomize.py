"""Gives every Python with this folder on its path the fake voice, also the workers of a batch."""

from fakes import FAKE

from coach.voice import VOICES

VOICES["fake"] = FAKE

"""Levels of the house: the loudness and the peaks that everything is made to, and held to when it is inspected.

Loudness is in LUFS, of mono as dual mono; peaks and amplitudes are 1.0 at full scale.
"""

FULL_SCALE = 32767.0
"""16-bit value that 1.0 is written as: the same up and down, so that a loud sound is clipped evenly."""

READ_FULL_SCALE = 32768.0
"""16-bit value that is read as 1.0, as everybody reads it."""

SESSION_LOUDNESS = -16.0
"""LUFS of a whole export, as podcasts and phones expect."""

SESSION_TOLERANCE = 0.5
"""LU by which an export may miss it."""

SESSION_TRUE_PEAK = -1.0
"""dBTP of an export at most, decoded."""

CUE_LOUDNESS = -16.0
"""LUFS of every spoken clip, the level of podcasts; the session is then near it already."""

CUE_CEILING = 10 ** (-7 / 20)
"""Highest true peak of a spoken clip: 12 dB above its loudness in each channel. It leaves room for the gain."""

CEILING = 10 ** (-3.5 / 20)
"""Highest true peak of a cue with the carrier in the session. MP3 at 96 kbit/s can add up to about 2 dB to it."""

TONE_LOUDNESS = -20.0
"""LUFS of every tone: clearly heard, and softer than the voice."""

CARRIER_PEAK = 1250
"""16-bit value of the carrier's highest sample. Nobody hears it; it keeps Bluetooth awake and holds from being
skipped as silence."""

CARRIER_AMPLITUDE = CARRIER_PEAK / READ_FULL_SCALE
"""Amplitude of the carrier, which every limit leaves room for."""

AUDIBLE = 1024 / READ_FULL_SCALE
"""Amplitude below which Android's players call it silence."""

MUSIC_LOUDNESS = -33.0
"""LUFS of the music between cues at a gain of 1: heard well, and clearly behind the voice."""

LOOP_PEAK = 10 ** (-19.5 / 20)
"""Highest sample of the music at a gain of 1, between cues."""

MOST_MUSIC_GAIN = 2.0
"""Gain up to which the music follows that of the cues: further up, it would need room that belongs to them."""

DUCK = 10.0
"""dB that the music sinks at least for a cue."""

PEAK_UNDER_CUES = LOOP_PEAK * MOST_MUSIC_GAIN * 10 ** (-DUCK / 20)
"""Highest sample of the music while a cue sounds. The limit of the cues leaves this room."""

MUSIC_UNDER_WORDS = 20.0
"""dB from the music up to every word, at least, in an export."""

UNDER_SPEECH = MUSIC_UNDER_WORDS + 3.0
"""dB between a word and the music that ducking aims at. The rest is for encoders, and for words that are softer or
shorter than what ducking looks at."""

MUSIC_COUNTS = 0.5
"""LU that music may take part in the loudness of a session. Where words are few and pauses long, more of it would: the
meter's gate would take it for what is heard, and the words would have to be far louder than without it."""

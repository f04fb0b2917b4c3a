"""An exported album in the fake voice whose evidence is looked at."""

from pathlib import Path

import numpy as np
import pytest
from fakes import FAKE
from page_material import PROTOCOL
from PIL import Image
from pydub import AudioSegment

from coach.commands.evidence import Sources, verify
from coach.commands.export import export_session
from coach.evidence.comparison import Comparison
from coach.export import edition
from coach.session.choices import Choices
from coach.session.request import SessionRequest, Sounds
from coach.voice import VOICES, VoiceRow

NAME = "Änne & <b>Müller</b>"
"""A person's name, which no evidence may tell."""

MINE = (
    PROTOCOL.replace("limits:\n", "limits:\n  between: {days: 2, source: [B1, choice]}\n")
    .replace("stop rule: notice}", "stop rule: notice, too soon: soon}")
    .replace("      notice: {", "      soon: {source: choice, always: Too soon.}\n      notice: {")
)
"""A protocol of one's own, with days between two sessions."""


def album_with_everything(folder: Path) -> Path:
    """Export with a title, a name, a picture, music, tones at another volume, in stereo, as WAV."""
    (folder / "mine.yaml").write_text(MINE, encoding="utf-8")
    Image.new("RGB", (60, 40), "teal").save(folder / "mine.png")
    noise = np.random.default_rng(1).normal(0, 3_000, 96_000).astype("<i2")
    music = AudioSegment(noise.tobytes(), sample_width=2, frame_rate=48_000, channels=1)
    music.export(folder / "music.flac", format="flac", tags={"copyright": "CC0 by nobody"}).close()
    sounds = Sounds("fake", folder / "clips", bed=str(folder / "music.flac"), stereo=True, tone_volume=80)
    request = SessionRequest(str(folder / "mine.yaml"), Choices(level="tones", side="left"), sounds)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(VOICES, "fake", FAKE)
        chosen = edition("Arms <i>at home</i>", NAME, folder / "mine.png")
        export_session(request, folder / "album", "both", "wav", edition=chosen)
    return folder / "album"


def verified(folder: Path, row: VoiceRow = FAKE) -> Comparison:
    """Compare it with another rendering, which finds nothing spoken before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(VOICES, "fake", row)
        return verify(folder, Sources(cache=folder.parent / "again"))

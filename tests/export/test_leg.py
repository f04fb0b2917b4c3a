"""The programme `leg` as one album: the four protocols in their order, and all proofs hold."""

import json
import re
from pathlib import Path

import pytest
from fakes import length
from sessions import coach

from coach.mix import load_tones
from coach.protocol import load
from coach.protocol.vocabulary import Level
from coach.session import Choices, expand
from coach.session.choices import Side
from coach.timeline import prove, schedule
from coach.units import SAMPLE_RATE

ORDER = ["Hamstrings", "Quadriceps", "Gastrocnemius", "Soleus"]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("level", ["learn", "remind", "tones"])
@pytest.mark.parametrize("side", ["both", "right"])
def test_every_way_through_the_leg_is_proved(language: str, level: Level, side: Side) -> None:
    leg = load("leg")
    lengths = {name: len(clip) for name, clip in load_tones().items()}
    choices, minutes = Choices(side=side, level=level, language=language), 1
    for _ in range(3):
        session = expand(leg, choices, minutes)
        speech = {text: length(text) for chapter in session.chapters for text in chapter.texts()}
        timeline = schedule(session, speech, lengths)
        minutes = max(1, round(timeline.length / SAMPLE_RATE / 60))
    prove(timeline, expand(leg, choices, minutes), leg)
    assert session.announces == 1
    done = list(dict.fromkeys(chapter.location.protocol for chapter in timeline.chapters if chapter.held))
    assert done == ["hamstrings", "quadriceps", "gastrocnemius", "soleus"]
    assert all(
        (held.stroke is None) == (c.location.protocol != "quadriceps") for c in timeline.chapters for held in c.held
    )


@pytest.mark.piper
def test_the_leg_is_one_album_in_order(tmp_path: Path) -> None:
    run = coach("export", "leg", "--level", "tones", "--side", "left", "--layout", "tracks", "-o", str(tmp_path))
    assert run.returncode == 0, run.stderr
    planned = json.loads((tmp_path / "timeline.json").read_text(encoding="utf-8"))
    titles = [chapter["title"] for chapter in planned["chapters"]]
    tracks = sorted(tmp_path.glob("*.mp3"))
    assert len(tracks) == len(titles) > 30
    assert [int(track.name.split()[0]) for track in tracks] == list(range(1, len(titles) + 1))
    assert "Before you start" in tracks[0].name
    seen = [re.sub(r"^\d+ ", "", track.name).split("-")[0] for track in tracks]
    assert [name for name in dict.fromkeys(seen) if name in ORDER] == ORDER
    breaks = [track.name for track in tracks if " Break, then " in track.name]
    assert len(breaks) == 3
    assert (tmp_path / "cover.png").stat().st_size > 1_000

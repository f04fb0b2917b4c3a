"""An exported album with two sides and two spots, in the fake voice, for tests of the page."""

from pathlib import Path

import pytest
from fakes import FAKE
from small import TEXT

from coach.commands.export import export_session
from coach.export import Edition
from coach.page.site import site
from coach.session.choices import Choices
from coach.session.request import SessionRequest, Sounds
from coach.voice import VOICES

REACHING = TEXT.replace(
    "  passes: {least: 1, most: 2",
    "  reach: {least: 1 s, most: 3 s, usual: 2 s, source: choice}\n  passes: {least: 1, most: 2",
).replace("      - {hold: chosen, announce", "      - {say: reach, reach: chosen}\n      - {hold: chosen, announce")
"""The small protocol, with a way into each hold."""

WORDS = "      two: {source: choice, learn: Two."
THIGH = REACHING.replace("elbow", "knee").replace("audience: person\n", "audience: person\nbody: back of the thigh\n")
PROTOCOL = THIGH.replace(WORDS, "      reach: {source: choice, always: With the rising sound.}\n" + WORDS)
"""The same for a part of the body of which there is a drawing."""


def exported(folder: Path, title: str | None = None, layout: str = "single", name: str | None = None) -> Path:
    """Export it into the folder `album` of this one."""
    path = folder / "small.yaml"
    path.write_text(PROTOCOL, encoding="utf-8")
    request = SessionRequest(str(path), Choices(level="remind"), Sounds("fake", folder / "clips"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(VOICES, "fake", FAKE)
        export_session(request, folder / "album", layout, edition=Edition(title, name))
    return folder / "album"


@pytest.fixture(scope="session")
def album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an export."""
    return exported(tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="session")
def page(album: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of its page on a site."""
    return site(album, tmp_path_factory.mktemp("web"))

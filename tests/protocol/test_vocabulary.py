"""Names that a protocol may use are known without reading one: no YAML, no check is loaded for them."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("room", ["coach.protocol.vocabulary", "coach.session", "coach.timeline", "coach.mix"])
def test_a_stage_that_knows_names_loads_no_reader_of_files(room: str) -> None:
    code = f"import sys, {room}; print([name for name in sys.modules if name in ('yaml', 'coach.protocol.checks')])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert run.stdout.strip() == "[]"

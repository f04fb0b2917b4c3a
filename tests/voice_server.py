"""A server of voices on this machine, which can be told to behave badly. Its addresses are those of the real ones."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

PIPER = "/rhasspy/piper-voices/resolve/main/"
SPANISH = "es_ES-davefx-medium"
CONFIG = {"language": {"code": "es_ES"}, "espeak": {"voice": "es"}}
CARD = "# Model card for davefx (medium)\n\n* Language: es_ES\n\n## Dataset\n\n* License: CC0\n"


class VoiceServer:
    """Files by path, and tricks by path: each request for it takes one away."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.files: dict[str, bytes] = {}
        self.tricks: dict[str, list[str]] = {}
        self.asked: list[tuple[str, str]] = []
        """Path and range of each request."""
        self.digests = True
        """Whether large files are redirected, and their sha256 named."""

    def add_piper(self, name: str, model: bytes, config: bytes, card: bytes = CARD.encode()) -> str:
        """Serve a voice, and list it; the path of its model."""
        code, voice, quality = name.split("-")
        folder = f"{code[:2]}/{code}/{voice}/{quality}"
        files = {f"{folder}/{name}.onnx": model, f"{folder}/{name}.onnx.json": config, f"{folder}/MODEL_CARD": card}
        listed = json.loads(self.files.get(f"{PIPER}voices.json", b"{}"))
        listed[name] = {
            "language": {"name_english": "Spanish"},
            "files": {
                path: {"size_bytes": len(content), "md5_digest": hashlib.md5(content).hexdigest()}
                for path, content in files.items()
            },
        }
        self.files |= {PIPER + path: content for path, content in files.items()}
        self.files[f"{PIPER}voices.json"] = json.dumps(listed).encode()
        return f"{PIPER}{folder}/{name}.onnx"


class _Handler(BaseHTTPRequestHandler):
    voices: VoiceServer

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        given = self.headers["Range"] or ""
        self.voices.asked.append((path, given))
        tricks = self.voices.tricks.get(path, [])
        trick = tricks.pop(0) if tricks else ""
        content = self.voices.files.get(path.removeprefix("/cdn"))
        if trick.isdecimal():
            return self._answer(int(trick), b"busy")
        if trick == "circle":
            return self._answer(302, b"", Location=self.path)
        if trick.startswith("to "):
            return self._answer(302, b"", Location=trick.removeprefix("to "))
        if trick == "hang up":
            self.close_connection = True
            return None
        if content is None:
            return self._answer(404, b"nothing")
        if self.voices.digests and path.endswith(".onnx") and not path.startswith("/cdn"):
            return self._answer(302, b"", Location=f"/cdn{path}", X_Linked_ETag=f'"{_sha256(content)}"')
        etag = f'"{_sha256(content)[:16]}"'
        if trick == "wrong":
            content = content[::-1]
        if trick == "long":
            content += b"more"
        begun = int(given.removeprefix("bytes=").rstrip("-")) if given and trick != "no ranges" else 0
        if begun >= len(content) > 0 and begun:
            return self._answer(416, b"")
        whole = begun == 0 or self.headers["If-Range"] != etag
        start = 0 if whole else begun
        self.send_response(200 if whole else 206)
        self.send_header("ETag", etag)
        if trick != "no length":
            self.send_header("Content-Length", str(len(content) - start))
        if not whole:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.end_headers()
        end = start + int(trick.removeprefix("cut ")) if trick.startswith("cut ") else len(content)
        self.wfile.write(content[start:end])
        return None

    def _answer(self, code: int, body: bytes, **headers: str) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that left in the middle is what is tested."""


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@contextmanager
def voice_server() -> Iterator[VoiceServer]:
    """Serve until the block ends."""
    with _Quiet(("127.0.0.1", 0), _Handler) as server:
        handler = type("Handler", (_Handler,), {})
        server.RequestHandlerClass = handler
        voices = VoiceServer(f"http://127.0.0.1:{server.server_address[1]}")
        handler.voices = voices  # type: ignore[attr-defined]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield voices
        finally:
            server.shutdown()
            thread.join()


def parts(folder: Path) -> list[str]:
    """Names of all files under a folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())

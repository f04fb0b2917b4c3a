"""What a person's editor or machine makes of our JSON files is read all the same."""

import codecs
import datetime
import os
from pathlib import Path

import msgspec
import pytest

from coach.export.manifest import MANIFEST, AlbumIdentity, Manifest
from coach.screening.answers_file import ScreeningRecord, read, write
from coach.storage.json_files import decode, to_bytes

MARKED = {
    "a mark": lambda data: codecs.BOM_UTF8 + data,
    "UTF-16": lambda data: data.decode().encode("utf-16"),
    "ends of lines": lambda data: data.replace(b"\n", b"\r\n"),
}
each_change = pytest.mark.parametrize("change", MARKED)


def test_a_byte_of_a_name_that_is_no_utf_8_comes_back() -> None:
    name = os.fsdecode(b"caf\xe9 \xc3\xb1")
    data = to_bytes(f'{{"name": "{name}"}}')
    assert data == '{"name": "caf\\udce9 ñ"}'.encode()
    assert decode(data, dict[str, str]) == {"name": name}


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[" * 100_000, b'{"name": 1}', b"\xef\xbb\xbf", b"null"])
def test_what_is_no_such_value_is_one_kind_of_error(data: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        decode(data, dict[str, str])


@each_change
def test_answers_that_an_editor_saved(change: str, tmp_path: Path) -> None:
    path = tmp_path / "screening.json"
    record = ScreeningRecord(
        date=datetime.date(2026, 11, 1), version=1, language="es", screening="abc", answers={"¿Año?": "no"}
    )
    write(path, {"arm": record})
    path.write_bytes(MARKED[change](path.read_bytes()))
    assert read(path) == ({"arm": record}, None)


@each_change
def test_a_manifest_that_an_editor_saved(change: str, tmp_path: Path) -> None:
    album = AlbumIdentity("arm", None, None)
    (tmp_path / "ñ.lrc").write_text("la")
    before = Manifest.of(tmp_path, album)
    before.reserve("ñ.lrc.new", "made of that", tmp_path / "ñ.lrc")
    (tmp_path / "ñ.lrc").rename(tmp_path / "ñ.lrc.new")
    path = tmp_path / MANIFEST
    path.write_bytes(MARKED[change](path.read_bytes()))
    assert Manifest.of(tmp_path, album).is_current("ñ.lrc.new", "made of that")

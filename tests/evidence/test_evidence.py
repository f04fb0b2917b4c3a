"""Evidence: all of an exported folder on one page, without a name, and each thing that is not as it was."""

import hashlib
import json
import re
import shutil
from pathlib import Path

import msgspec
import pytest
from evidence_material import NAME, album_with_everything
from page_material import album as album

from coach.errors import InputError
from coach.evidence.folder import evidence_of
from coach.evidence.model import Evidence
from coach.evidence.page import HTML, JSON, evidence_html, evidence_json, write_page
from coach.export.export_plan import TIMELINE
from coach.export.provenance import proofs_passed
from coach.text.evidence_texts import EN, EVIDENCE_TEXTS


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return album_with_everything(tmp_path_factory.mktemp("rich"))


def copied(folder: Path, to: Path) -> Path:
    return Path(shutil.copytree(folder, to / "copy"))


def test_it_tells_chapters_holds_limits_and_sources(album: Path) -> None:
    found = evidence_of(album)
    assert [chapter.title for chapter in found.chapters][2:4] == [
        "Left arm, top, spot 1 of 2",
        "Left arm, top, spot 2 of 2",
    ]
    assert {effort.seconds for effort in found.efforts} == {5.0}
    assert len(found.efforts) == 4
    here = {limit.name: (limit.least, limit.usual, limit.most, limit.unit, limit.here) for limit in found.limits}
    assert here["hold"] == (4.5, 5.0, 6.0, "s", (5.0,))
    assert here["reach"] == (1.0, 2.0, 3.0, "s", (2.0,))
    assert here["spots"] == (1, 2, 3, "", (2,))
    assert here["passes"] == (1, 1, 2, "", (1,))
    assert here["step"] == (1, None, 2, "cm", ())
    numbers = {number.what: number for number in found.provenance.numbers}
    assert numbers["limit hold"].sources == ("A. Author, B1: hold for four and a half to six seconds",)
    assert not numbers["limit hold"].ours
    assert numbers["limit spots"].ours
    assert all(number.sources for number in found.provenance.numbers)


def test_it_proves_again_what_the_folder_has_enough_for(album: Path) -> None:
    found = evidence_of(album)
    assert tuple(proof.name for proof in found.proofs) == proofs_passed()
    assert {proof.again for proof in found.proofs} == {True, None}
    assert not found.flaws
    assert found.whole


@pytest.mark.parametrize("language", EVIDENCE_TEXTS)
def test_each_language_says_each_proof_and_claims_no_treatment(language: str) -> None:
    texts = EVIDENCE_TEXTS[language]
    assert set(texts.proofs) == set(proofs_passed())
    for name in ("origin", "licence", "states", "plan"):
        assert set(getattr(texts, name)) == set(getattr(EN, name))
    for purposes in (texts.purposes, texts.room_purposes):
        assert re.search("does not diagnose, treat|no diagnostica, trata", " ".join(purposes))
    said = " ".join([*texts.purposes, *texts.room_purposes, *texts.proofs.values()])
    assert not re.search(r"\b(heals?|cures?|relieves?|therapy|cura|alivia|terapia)\b", said)


def test_every_digest_is_that_of_the_file(album: Path) -> None:
    for file in evidence_of(album).files:
        data = (album / file.name).read_bytes()
        assert (file.bytes, file.sha256, file.state) == (len(data), hashlib.sha256(data).hexdigest(), "whole")


def test_the_page_stands_alone_and_names_nobody(rich: Path, tmp_path: Path) -> None:
    html, data = write_page(evidence_of(rich), tmp_path / "out")
    page, told = html.read_text(encoding="utf-8"), data.read_text(encoding="utf-8")
    for text in (page, told, (rich / TIMELINE).read_text(encoding="utf-8")):
        assert not any(word in text for word in ("Änne", "Müller", NAME))
        assert str(rich.parent) not in text, "nor a folder of this machine"
    assert "Arms &lt;i&gt;at home&lt;/i&gt;" in page
    assert not re.search(r"(src|href)=|url\(|@import|<script", page), "nothing beside it"
    assert "default-src &#39;none&#39;" in page
    for words in ("CC0 by nobody", "SHA-256", "hold for four and a half to six seconds", EN.proofs["holds_are_exact"]):
        assert words in page
    assert len(set(re.findall(r"<h2>(.*?)</h2>", page))) == 9


def test_the_json_has_all_that_the_page_has(rich: Path) -> None:
    found = evidence_of(rich)
    data = json.loads(evidence_json(found))
    assert data.pop("evidence_of") == "coach"
    assert msgspec.convert(data, Evidence) == found
    assert data["provenance"]["sounds"]["music_licence"] == "CC0 by nobody"
    assert data["provenance"]["encoder"].startswith("ffmpeg version ")
    assert data["between_days"] == 2


def test_the_page_speaks_the_language_of_the_session(album: Path) -> None:
    page = evidence_html(msgspec.structs.replace(evidence_of(album), language="es"))
    assert '<html lang="es">' in page
    assert "Lo que se ha demostrado" in page


def test_a_room_is_not_told_to_be_for_one_person(album: Path, tmp_path: Path) -> None:
    there = copied(album, tmp_path)
    plan = json.loads((there / TIMELINE).read_text(encoding="utf-8"))
    (there / TIMELINE).write_text(json.dumps({key: value for key, value in plan.items() if key != "session"}))
    assert evidence_of(there).purpose == EN.room_purposes


def test_the_same_folder_gives_the_same_page(album: Path, tmp_path: Path) -> None:
    there = copied(album, tmp_path)
    before = write_page(evidence_of(there), there)[0].read_bytes()
    assert write_page(evidence_of(there), there)[0].read_bytes() == before, "its own files are written over"


@pytest.mark.parametrize("name", [HTML, JSON])
def test_somebody_elses_file_of_its_name_stays(album: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(InputError, match="is already there and is not the coach's"):
        write_page(evidence_of(album), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_what_is_not_as_it_was_is_told(album: Path, tmp_path: Path) -> None:
    there = copied(album, tmp_path)
    (there / "Small.vtt").write_text("other")
    (there / "cue-sheet.html").unlink()
    found = evidence_of(there)
    assert {file.name: file.state for file in found.files if file.state != "whole"} == {
        "Small.vtt": "changed",
        "cue-sheet.html": "missing",
    }
    assert not found.whole
    assert "CHANGED" in evidence_html(found)


def test_a_plan_that_was_changed_is_proved_wrong(album: Path, tmp_path: Path) -> None:
    there = copied(album, tmp_path)
    plan = json.loads((there / TIMELINE).read_text(encoding="utf-8"))
    plan["chapters"][2]["efforts"][0]["end_s"] += 0.5
    (there / TIMELINE).write_text(json.dumps(plan))
    found = evidence_of(there)
    assert [proof.name for proof in found.proofs if proof.again is False] == ["holds_are_exact"]
    assert "does NOT hold any more" in evidence_html(found)


def test_a_folder_that_tells_too_little_is_one_line(album: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no export of the coach"):
        evidence_of(tmp_path)
    there = copied(album, tmp_path)
    plan = json.loads((there / TIMELINE).read_text(encoding="utf-8"))
    (there / TIMELINE).write_text(json.dumps({key: value for key, value in plan.items() if key != "provenance"}))
    with pytest.raises(InputError, match="does not say where it comes from; export the session again"):
        evidence_of(there)
    (there / TIMELINE).write_text("{")
    with pytest.raises(InputError, match="cannot be read"):
        evidence_of(there)

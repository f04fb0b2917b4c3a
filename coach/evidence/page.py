"""Page of evidence: one HTML with nothing beside it, and the same as JSON."""

from pathlib import Path

import msgspec

from coach.errors import InputError
from coach.evidence.model import ChapterHeard, Evidence, LimitHeard
from coach.page.html import render
from coach.page.site import static
from coach.storage.atomic import made_folder, write_text, writing
from coach.text.evidence_texts import EvidenceTexts, evidence_texts
from coach.units import clock, to_samples

HTML, JSON = "evidence.html", "evidence.json"
"""Names of the two files."""

CSP = "default-src 'none'; style-src 'unsafe-inline'"
"""Content security policy: the page loads nothing."""

_MARKS = {HTML: '<meta name="generator" content="coach evidence">', JSON: '"evidence_of": "coach"'}
"""Texts that tell a file of ours from somebody else's of the same name."""


def write_page(evidence: Evidence, out: Path) -> tuple[Path, Path]:
    """Write both files into a folder, and return their paths.

    Raises InputError if somebody else's file has one of their names, CoachError if they cannot be written.
    """
    pages = {HTML: evidence_html(evidence), JSON: evidence_json(evidence)}
    for name in pages:
        _refuse_foreign(out / name)
    with writing(out), made_folder(out):
        for name, text in pages.items():
            write_text(out / name, text)
    return out / HTML, out / JSON


def evidence_json(evidence: Evidence) -> str:
    """Write evidence as JSON."""
    data = {"evidence_of": "coach", **msgspec.to_builtins(evidence)}
    return msgspec.json.format(msgspec.json.encode(data), indent=2).decode() + "\n"


def evidence_html(evidence: Evidence) -> str:
    """Render the page, in the language of the session."""
    texts = evidence_texts(evidence.language)
    sounds, efforts = evidence.provenance.sounds, evidence.efforts
    return render(
        "evidence.html",
        evidence=evidence,
        texts=texts,
        csp=CSP,
        mark=_MARKS[HTML],
        css=f"{static('sheet.css')}{static('evidence.css')}",
        made=evidence.provenance,
        sums=texts.sums.format(
            minutes=round(evidence.length_s / 60),
            chapters=len(evidence.chapters),
            held=len(efforts),
            seconds=f"{sum(effort.seconds for effort in efforts):g}",
        ),
        chapters=[(_clock(one.start_s), one.title, _holds(one, texts)) for one in evidence.chapters],
        limits=[_limit(one, len(evidence.provenance.protocols) > 1) for one in evidence.limits],
        bed=f"{texts.licence['music']}" if sounds.bed == "music" else texts.origin[sounds.bed],
    )


def _clock(seconds: float) -> str:
    return clock(to_samples(seconds))


def _holds(chapter: ChapterHeard, texts: EvidenceTexts) -> str:
    """Tell the holds and strokes of a chapter in numbers."""
    said = (
        f"{one.seconds:g} s"
        + (f", {texts.stroke.format(seconds=f'{one.stroke_s:g}')}" if one.stroke_s is not None else "")
        + f" ({_clock(one.start_s)})"
        for one in chapter.efforts
    )
    return "; ".join(said)


def _limit(limit: LimitHeard, several: bool) -> tuple[str, ...]:
    """Lay out a row: name, least, usual, most, and the values here."""

    def value(number: float | None) -> str:
        return "" if number is None else f"{number:g} {limit.unit}".strip()

    name = f"{limit.protocol}: {limit.name}" if several else limit.name
    here = ", ".join(map(value, limit.here))
    return name, value(limit.least), value(limit.usual), value(limit.most), here


def _refuse_foreign(path: Path) -> None:
    if not path.exists():
        return
    with writing(path):
        ours = _MARKS[path.name].encode() in path.read_bytes()[:4096]
    if not ours:
        raise InputError(f"{path} is already there and is not the coach's; move it away, or choose a folder with -o")

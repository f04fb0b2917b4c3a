"""Patients of a place: a manifest and a page for each, which leads to the page of the album. Ids, and no names."""

import re
import secrets
from collections.abc import Iterable
from datetime import date
from html import escape

import msgspec

from coach.batch.album import AlbumRecord, discard
from coach.batch.identity import token
from coach.batch.place import Place
from coach.batch.rows import ID
from coach.errors import CoachError, InputError
from coach.page.site import address

_KEY = ".coach-batch-key"
_PAGE = """<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="robots" content="noindex, nofollow"><title>{title}</title>
<meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="0; url=../{page}/"></head>
<body><a href="../{page}/">{title}</a></body>
</html>
"""


class Patient(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Manifest of one patient."""

    id: str
    album: str
    """Digest of the album."""
    page: str
    """Folder in `site` whose page leads to the album's."""
    address: str | None
    listed: date
    """Day of the last run whose table had this patient."""
    version: int = 1


def key_of(place: Place) -> str:
    """Read the key of a place, 64 hex digits, from which addresses come; make one if there is none.

    Raises CoachError if it cannot be read, or is none.
    """
    if place.read(_KEY) is None:
        place.create(_KEY, secrets.token_hex(32).encode())
    key = (place.read(_KEY) or b"").decode(errors="replace").strip()
    if not re.fullmatch(r"[0-9a-f]{64}", key):
        raise CoachError(f"{_KEY} holds no key; put the right one back, or remove it for new addresses")
    return key


def enter(place: Place, key: str, ids: Iterable[str], record: AlbumRecord, base: str | None, today: date) -> None:
    """Write the manifests and pages of patients who have this album. Raises CoachError."""
    names = {"language": record.language, "title": escape(record.title), "page": record.page}
    page = _PAGE.format(**names).encode()
    files = {}
    for one in ids:
        own = token(key, "patient", one)
        patient = Patient(one, record.album, own, None if base is None else address(own, base), today)
        files[f"site/{own}/index.html"] = page
        files[f"patients/{one}.json"] = msgspec.json.format(msgspec.json.encode(patient), indent=1) + b"\n"
    place.write(files)


def forget(place: Place, identity: str) -> None:
    """Remove the page and the manifest of a patient; albums hold nothing of anybody.

    Raises InputError if there is no such patient, CoachError if something cannot be removed.
    """
    data = place.read(f"patients/{identity}.json") if ID.fullmatch(identity) else None
    if data is None:
        raise InputError("there is no patient of this id here; look into the folder 'patients'")
    _remove(place, _patient(f"{identity}.json", data))


def expire(place: Place, key: str, oldest: date) -> tuple[int, int]:
    """Remove patients who were last listed before the day `oldest`, then albums that no patient has.

    Return how many of each. No other run may write meanwhile. Raises CoachError.
    """
    for folder in ("patients", "site"):
        place.tidy(folder)
    patients = [_patient(name, data) for name, data in place.contents("patients").items()]
    old = [one for one in patients if one.listed < oldest]
    for one in old:
        _remove(place, one)
    used = {one.album for one in patients if one.listed >= oldest}
    unused = [digest for digest in place.names("albums") if digest not in used]
    for digest in unused:
        discard(place, digest, token(key, "album", digest))
    return len(old), len(unused)


def _remove(place: Place, patient: Patient) -> None:
    """Remove the page first: whatever happens, the manifest tells of what is left."""
    place.remove(f"site/{patient.page}")
    place.remove(f"patients/{patient.id}.json")


def _patient(name: str, data: bytes) -> Patient:
    try:
        return msgspec.json.decode(data, type=Patient)
    except msgspec.MsgspecError as error:
        raise CoachError(f"patients/{name} cannot be read ({error}); remove it, or run the batch again") from error

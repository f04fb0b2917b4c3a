"""Site: the page of an export, or of a session that is exported for it first."""

from hashlib import sha256
from pathlib import Path

import msgspec

from coach.commands.export import ExportObserver, export_session
from coach.errors import InputError
from coach.page.reminders import time_of_day
from coach.page.site import address, site
from coach.session.request import SessionRequest, encode
from coach.storage.paths import data_folder


def site_session(
    request: SessionRequest,
    out: Path,
    base: str | None = None,
    observer: ExportObserver | None = None,
    remind: str | None = None,
) -> Path:
    """Write the page of what `exported_folder` finds under `out`, and return its folder. Raises what `site` raises."""
    if base is not None:
        address("", base)  # before minutes of speaking
    if remind is not None:
        time_of_day(remind)
    return site(exported_folder(request, observer), out, base, remind)


def exported_folder(request: SessionRequest, observer: ExportObserver | None = None) -> Path:
    """Find the folder of an export: the one that stands in the place of a protocol, or the session's own.

    The session's own lies with the person's data, the same one for the same choices, so that its page keeps its
    address; what is missing in it is exported. Raises InputError for choices beside a folder, and what
    `export_session` raises.
    """
    given = Path(request.protocol)
    if given.is_dir():
        if request != SessionRequest(request.protocol):
            raise InputError(
                f"{given} is exported already, and nothing can be chosen for it; leave these options out, or write the "
                "name of its protocol"
            )
        return given
    folder = data_folder() / "albums" / _digest(request)
    export_session(request, folder, "single", "mp3", observer)
    return folder


def _digest(request: SessionRequest) -> str:
    """Digest the request, without the folder of clips, and with the whole path of a file."""
    path = Path(request.protocol)
    sounds = msgspec.structs.replace(request.sounds, cache=None)
    protocol = str(path.resolve()) if path.is_file() else request.protocol
    asked = msgspec.structs.replace(request, protocol=protocol, sounds=sounds)
    return sha256(encode(asked)).hexdigest()[:32]

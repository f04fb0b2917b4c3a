"""Find, read and check protocol files."""

import codecs
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import InputError, guess, shown
from coach.protocol.model import Authored, Protocol
from coach.protocol.problems import MOST_PROBLEMS, KeyPath, Place, Problem, unknown
from coach.protocols import shipped

if TYPE_CHECKING:
    import yaml

# A stranger's file is data, and small: the longest shipped one has about 30 kB.
MOST_BYTES = 256 * 1024
LONGEST_MESSAGE = 1_000
MOST_INCLUDED = 12

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class ProtocolError(InputError):
    """Error in a protocol file. The message has one line a problem: ``file:line:column: what``."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        # A message quotes what the file says: on one line, and not all of it.
        told = self.problems[:MOST_PROBLEMS]
        lines = [
            f"{shown(file, LONGEST_MESSAGE)}:{place.line}:{place.column}: {shown(what, LONGEST_MESSAGE)}"
            for place, what in told
        ]
        super().__init__(
            "\n".join([*lines, "and more; right these first"] if len(self.problems) > len(told) else lines)
        )


def find(name: str) -> Path:
    """Return the file of a shipped protocol's name, or of a path.

    Raises InputError that lists the shipped names if there is neither.
    """
    file = shipped().get(name) or Path(name)
    try:
        if file.is_file():
            return file
    except OSError as error:  # a name that is too long, a folder one may not look into
        raise InputError(f"{shown(name, 80)}: cannot be read: {error.strerror}") from error
    wrong = f"no protocol '{shown(name, 200)}'{guess(name, shipped())}"
    raise InputError(f"{wrong}: there is {', '.join(shipped())}, or give a path to a .yaml file")


@cache
def load(name: str, inner: bool = False) -> Protocol:
    """Load and check the protocol of a shipped name or a path; `inner` is one that a programme names.

    Raises ProtocolError with every problem found, InputError if it cannot be read.
    """
    file = find(name)
    return parse(read(file), str(file), inner, remembers=True)


def read(file: Path) -> str:
    """Read the text of a protocol or a playlist. Raises InputError if it cannot be read, or is no such text."""
    try:
        with file.open("rb") as opened:
            written = opened.read(MOST_BYTES + 1)
        if len(written) > MOST_BYTES:
            raise InputError(f"{file}: larger than {MOST_BYTES // 1024} kB, so this is no protocol")
        if written.startswith(_UTF_16) or 0 in written[:2]:
            raise InputError(f"{file}: not UTF-8 text, but UTF-16 or none; save it as UTF-8")
        return written.decode("utf-8")
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: not UTF-8 text at byte {error.start}; save it as UTF-8") from error


def compose(text: str, file: str) -> "yaml.Node | None":
    """Compose the nodes of a file, None if it is empty; `file` is named in messages.

    Raises ProtocolError for what is no YAML, or more than plain values.
    """
    import yaml

    from coach.protocol.checks import unseen, yaml_faults
    from coach.protocol.checks.hostile import first_violation

    hidden = unseen.problems(text)
    if hidden:
        raise ProtocolError(file, hidden)
    try:
        found = first_violation(text)
        if found is not None:
            raise ProtocolError(file, [found])
        return yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise ProtocolError(file, [yaml_faults.problem(error, text)]) from error


def parse(text: str, file: str, inner: bool = False, *, remembers: bool = False) -> Protocol:
    """Check the protocol written in `text`; `file` is named in messages, and beside it lies what it includes.

    With `remembers`, wording that was found easy to read on this machine is not judged again.
    Raises ProtocolError with every problem found.
    """
    from coach.protocol.checks import check, plain_values
    from coach.protocol.decode_yaml import Decoder

    decoder = Decoder()
    node = compose(text, file)
    if node is None:
        raise ProtocolError(file, [Problem(Place(1, 1), "the file is empty; a protocol starts with 'protocol: NAME'")])
    authored: Authored | None = decoder.decode(node, Authored)
    misread = plain_values.problems(node, text)
    if authored is None or decoder.problems or misread:
        raise ProtocolError(file, [*decoder.problems, *misread])
    if inner and authored.protocols is not None:
        # Said before anything is included: two programmes that name each other would have no end.
        at = decoder.places[("protocols",)]
        raise ProtocolError(file, [Problem(at, "a programme itself, so it cannot be in one; name what is in it")])
    included = _included(authored, file, decoder.places)
    protocol = Protocol(**{field: getattr(authored, field) for field in Authored.__struct_fields__}, included=included)
    problems = check(protocol, decoder.places, remembers=remembers)
    if problems:
        raise ProtocolError(file, problems)
    return protocol


def places(name: str) -> dict[KeyPath, Place]:
    """Return the places of all values in the file of a protocol that `load` has read, by path."""
    import yaml

    from coach.protocol.decode_yaml import Decoder

    decoder = Decoder()
    node = yaml.compose(find(name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    if node is not None:
        decoder.decode(node, Authored)
    return decoder.places


def _included(authored: Authored, file: str, places: dict[KeyPath, Place]) -> dict[str, Protocol]:
    """Load the protocols that a programme names: shipped ones, or files beside it. Never any other place."""
    if authored.protocols is None:
        return {}
    order, folder = authored.protocols.order, Path(file).parent
    if len(order) > MOST_INCLUDED:
        place = places[("protocols", "order")]
        raise ProtocolError(file, [Problem(place, f"{len(order)} protocols in one programme; {MOST_INCLUDED} at most")])
    # A link may lead anywhere; what lies beside the file is what counts.
    beside = {one.stem: one for one in folder.glob("*.yaml") if one.resolve().parent == folder.resolve()}
    known = {**beside, **shipped()}
    known.pop(authored.protocol, None)
    found = {}
    for index, name in enumerate(order):
        place = places[("protocols", "order", index)]
        if name not in known:
            raise ProtocolError(file, [Problem(place, unknown("protocol", name, known))])
        if name in found:
            raise ProtocolError(file, [Problem(place, f"'{name}' is in this programme twice; keep one")])
        found[name] = load(str(known[name]), inner=True)
    return found

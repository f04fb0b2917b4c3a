"""Find, read and check protocol files."""

from functools import cache
from pathlib import Path as FilePath

import yaml

from coach.errors import InputError
from coach.protocol.check import check
from coach.protocol.decode import Decoder, Place, Problem
from coach.protocol.model import Protocol

SHIPPED = FilePath(__file__).parent.parent / "protocols"

# A stranger's file is data, and small: the longest shipped one has about 15 kB.
MOST_BYTES = 256 * 1024
DEEPEST = 20


class ProtocolError(InputError):
    """A protocol file is wrong. The message has one line a problem: ``file:line:column: what``."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        lines = (f"{file}:{place.line}:{place.column}: {message}" for place, message in self.problems)
        super().__init__("\n".join(lines))


def shipped() -> dict[str, FilePath]:
    """Shipped protocols by name."""
    return {file.stem: file for file in sorted(SHIPPED.glob("*.yaml"))}


def find(name: str) -> FilePath:
    """The file of a shipped protocol's name, or of a path.

    Raises InputError that lists the shipped names if there is neither.
    """
    file = shipped().get(name) or FilePath(name)
    if file.is_file():
        return file
    raise InputError(f"no protocol '{name}': there is {', '.join(shipped())}, or give a path to a .yaml file")


@cache
def load(name: str) -> Protocol:
    """The checked protocol of a shipped name or a path.

    Raises ProtocolError with every problem found, InputError if it cannot be read.
    """
    file = find(name)
    try:
        if file.stat().st_size > MOST_BYTES:
            raise InputError(f"{file}: larger than {MOST_BYTES // 1024} kB, so this is no protocol")
        text = file.read_bytes().decode("utf-8")
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: not UTF-8 text at byte {error.start}; save it as UTF-8") from error
    return parse(text, str(file))


def parse(text: str, file: str) -> Protocol:
    """The checked protocol written in `text`; `file` is only named in messages.

    Raises ProtocolError with every problem found.
    """
    decoder = Decoder()
    try:
        _refuse_tricks(text, file)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        what = error.problem or error.context or "not YAML"
        raise ProtocolError(file, [Problem(place, f"not valid YAML: {what}")]) from error
    except yaml.YAMLError as error:
        raise ProtocolError(file, [Problem(Place(1, 1), f"not valid YAML: {error}")]) from error
    if node is None:
        raise ProtocolError(file, [Problem(Place(1, 1), "the file is empty; a protocol starts with 'protocol: NAME'")])
    protocol: Protocol | None = decoder.decode(node, Protocol)
    problems = decoder.problems
    if protocol is not None and not problems:
        problems = check(protocol, decoder.places)
    if problems or protocol is None:
        raise ProtocolError(file, problems)
    return protocol


def _refuse_tricks(text: str, file: str) -> None:
    """Refuse what a protocol never needs and a hostile file would use: aliases and endless nesting."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        mark = event.start_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        if isinstance(event, yaml.AliasEvent):
            raise ProtocolError(file, [Problem(place, "aliases (*name) are not used in protocols; write it out")])
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise ProtocolError(file, [Problem(place, f"nested more than {DEEPEST} deep")])
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1

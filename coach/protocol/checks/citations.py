"""Citations: every block and every line names a source, or one of its facts, that is in the file."""

from collections.abc import Iterator

from coach.protocol.model import Protocol
from coach.protocol.problems import TRACED, KeyPath, Problems, unknown
from coach.protocol.sources import blocks, reason


def problems(protocol: Protocol) -> Problems:
    """Find blocks and lines without a source, and sources that do not exist."""
    known = [*protocol.sources, *(fact for source in protocol.sources.values() for fact in source.facts)]
    for path, names in _references(protocol):
        if not names:
            yield path, "the source is empty; name a source or one of its facts" + reason(TRACED)
        for index, name in enumerate(names):
            if name not in known:
                yield (*path, index), unknown("source or fact", name, known)


def _references(protocol: Protocol) -> Iterator[tuple[KeyPath, tuple[str, ...]]]:
    for path, block in blocks(protocol):
        yield (*path, "source"), block.source
    for language, words in protocol.words.items():
        for name, line in words.lines.items():
            yield ("words", language, "lines", name, "source"), line.source

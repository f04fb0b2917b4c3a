"""Every line that a session of a protocol can say, for a person who records them."""

import csv
import hashlib
import html
import io
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product

import msgspec

from coach.errors import InputError
from coach.protocol import LEVELS, Protocol
from coach.protocol.check import outside
from coach.protocol.model import CountLimit, HoldLimit, Part, Step
from coach.protocol.walk import wordings
from coach.session.answers import answers
from coach.session.choices import SIDES, Choices, settle
from coach.session.expand import chapters
from coach.session.model import Chapter
from coach.session.wording import phrases, spoken
from coach.units import SAMPLE_RATE

MINUTES = range(1, 61)
"""The totals that a line with {minutes} is listed for. A session of another length speaks its total anew."""

NUMBERS = ("minutes", "hold", "set", "stroke")
"""Variables with a number that a session may have another one of."""

_SLUG = 40  # letters at most

Place = tuple[str, str | None, str | None, int | None, int | None, int]
Variants = dict[Place, dict[str, None]]


class ScriptLine(msgspec.Struct, frozen=True):
    """Words said in one breath, and where they come first."""

    id: str
    """The name of the file with their recording, without its ending."""
    text: str
    level: str
    chapter: str
    step: int
    """The instruction within the chapter, from 1."""


def line_id(text: str, language: str) -> str:
    """A name for the recording of `text`: a few of its words and a hash of all of them and the language.

    The same words have the same name in every protocol, on every system and in every version. It has
    only a-z, 0-9 and hyphens, and its hash keeps it from being a name that Windows reserves.
    """
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-") or "line"
    if len(slug) > _SLUG:
        slug = slug[: _SLUG + 1].rpartition("-")[0] or slug[:_SLUG]
    digest = hashlib.sha256(f"{language}\0{text}".encode()).hexdigest()
    return f"{slug}-{digest[:8]}"


def script(protocol: Protocol, language: str = "en") -> tuple[ScriptLine, ...]:
    """Every line that a session can say, each once, in the order in which they first come up.

    That is over every level, side, number of spots and passes, every beginning of a programme, every hold,
    set and stroke of whole seconds within the limits, and every announced total of `MINUTES`; times and totals
    count only for lines that name them. Then what is said outside of chapters: answers and questions.
    Raises InputError for a language that the protocol has not.
    """
    settle(protocol, Choices(language=language))
    lines: dict[str, ScriptLine] = {}
    varied = [_Numbers(only, *_ranges(only, protocol, language)) for only in _naming_numbers(protocol, language)]
    for choices in _choices(protocol, language):
        variants: Variants = {}
        for one in varied:
            for place, more in one.variants(choices).items():
                variants.setdefault(place, {}).update(more)
        for chapter in chapters(protocol, choices, MINUTES[0]):
            if not variants and all(text in lines for text in chapter.texts()):
                continue
            for place, texts in _by_step(chapter):
                for text in (*texts, *variants.get(place, ())):
                    if text not in lines:
                        name = line_id(text, language)
                        lines[text] = ScriptLine(name, text, choices.level, chapter.title, place[-1])
    said = [
        answer for one in (protocol, *protocol.included.values()) for answer in answers(one, language, MINUTES.stop)
    ]
    for number, (kind, text) in enumerate(said, 1):
        lines.setdefault(text, ScriptLine(line_id(text, language), text, kind, "Answers", number))
    for number, text in enumerate(_outside(protocol, language), 1):
        lines.setdefault(text, ScriptLine(line_id(text, language), text, "always", "Questions", number))
    return tuple(lines.values())


def _outside(protocol: Protocol, language: str) -> Iterator[str]:
    """The words of lines that are said outside of chapters, phrase by phrase."""
    for _, line in outside(protocol):
        text = spoken(protocol.words[language].lines[line].always or "", language)
        yield from (phrase.text for phrase in phrases(text[:1].upper() + text[1:]))


def _choices(protocol: Protocol, language: str) -> Iterator[Choices]:
    """All that changes which lines are said, the usual first."""
    limits = protocol.limits
    sides = [side for side in SIDES if side == "both" or (protocol.sides and side in protocol.sides.order)]
    order = protocol.protocols.order if protocol.protocols else ()
    # A programme differs by where it begins: that one has no break before it.
    left_out = [order[:first] for first in range(len(order))] or [()]
    counts = _counts(limits.spots), _counts(limits.passes)
    for level, side, spots, passes, without in product(LEVELS, sides, *counts, left_out):
        yield Choices(side=side, level=level, spots=spots, passes=passes, without=without, language=language)
    for level, side in product(LEVELS, sides):
        yield Choices(side=side, level=level, too_soon=True, language=language)


def _counts(limit: CountLimit | None) -> list[int | None]:
    if limit is None:
        return [None]
    return sorted(range(limit.least, limit.most + 1), key=lambda count: count != limit.usual)


def _seconds(limit: HoldLimit | None) -> range:
    """Whole ones within a limit; none without a limit."""
    return range(math.ceil(limit.least / SAMPLE_RATE), limit.most // SAMPLE_RATE + 1) if limit else range(0)


def _naming_numbers(protocol: Protocol, language: str) -> list[Protocol]:
    """The protocol with nothing in it but lines that name a number that may be chosen, one for each such number."""
    found = (_only(protocol, language, variable) for variable in NUMBERS)
    return [only for only in found if only is not None]


def _ranges(only: Protocol, protocol: Protocol, language: str) -> tuple[list[dict[str, float]], range]:
    """The times and totals to go through: all those that one of the lines names, also together."""
    named = [variable for variable in NUMBERS if _only(only, language, variable) is not None]
    holds: list[dict[str, float]] = [{}]
    if "hold" in named:
        holds += [{"hold": seconds} for seconds in _seconds(protocol.limits.hold)]
    sets: list[dict[str, float]] = [{}]
    if "set" in named or "stroke" in named:
        long = _seconds(protocol.limits.set)
        for stroke in _seconds(protocol.limits.stroke):
            # A set is a whole number of strokes out and back.
            sets += [{"stroke": stroke, "set": seconds} for seconds in long if seconds % (2 * stroke) == 0]
    return [hold | each for hold, each in product(holds, sets)], MINUTES if "minutes" in named else MINUTES[:1]


def _only(protocol: Protocol, language: str, variable: str) -> Protocol | None:
    """The protocol with nothing in it but lines that name `variable`, each at its own step; None if none does."""
    words = protocol.words.get(language)
    lines = words.lines.items() if words else ()
    named = {name for name, line in lines if f"{{{variable}}}" in " ".join(text for _, text in wordings(line))}
    kept = {name: _only(one, language, variable) for name, one in protocol.included.items()}
    parts = _pruned(protocol.session, named, includes=any(kept.values()))
    # What is included and names nothing stays, without any chapter.
    included = {name: kept[name] or msgspec.structs.replace(one, session=()) for name, one in protocol.included.items()}
    return msgspec.structs.replace(protocol, session=parts, included=included) if parts else None


def _pruned(parts: Iterable[Part], named: set[str], *, includes: bool) -> tuple[Part, ...]:
    kept = []
    for part in parts:
        steps = tuple(
            step if named & {step.say, step.announce, step.halfway, *step.count} else Step() for step in part.steps
        )
        inner = _pruned(part.session, named, includes=includes)
        if inner or any(step != Step() for step in steps) or (part.include is not None and includes):
            kept.append(msgspec.structs.replace(part, steps=steps, session=inner))
    return tuple(kept)


class _Numbers:
    """Lines that name numbers, and the numbers they have to be listed for."""

    def __init__(self, only: Protocol, times: Sequence[dict[str, float]], totals: Sequence[int]) -> None:
        """`times` are seconds by the names of choices, `totals` minutes."""
        self._only = only
        self._each = list(product(times, totals))
        self._known: dict[tuple[tuple[Chapter, ...], ...], Variants] = {}

    def variants(self, choices: Choices) -> Variants:
        """What each place says at each of the numbers."""
        # What says the same at the first and at the last of them has the same wording: most choices do.
        key = (self._chapters(choices, *self._each[0]), self._chapters(choices, *self._each[-1]))
        if key not in self._known:
            found = self._known[key] = {}
            for each in self._each:
                for chapter in self._chapters(choices, *each):
                    for place, texts in _by_step(chapter):
                        found.setdefault(place, {}).update(dict.fromkeys(texts))
        return self._known[key]

    def _chapters(self, choices: Choices, times: dict[str, float], minutes: int) -> tuple[Chapter, ...]:
        return chapters(self._only, msgspec.structs.replace(choices, **times), minutes)


def _by_step(chapter: Chapter) -> Iterator[tuple[Place, tuple[str, ...]]]:
    for index, step in chapter.steps:
        place = (chapter.title, chapter.side, chapter.strip, chapter.spot, chapter.passage, index + 1)
        yield place, msgspec.structs.replace(chapter, steps=((index, step),)).texts()


def as_text(protocol: Protocol, language: str, lines: tuple[ScriptLine, ...]) -> str:
    """One line each: id and words."""
    return "".join(f"{line.id:{_SLUG + 9}}  {line.text}\n" for line in lines)


def as_csv(protocol: Protocol, language: str, lines: tuple[ScriptLine, ...]) -> str:
    """A table with a header, for a spreadsheet or a recording program."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["number", *ScriptLine.__struct_fields__])
    table.writerows([number, *msgspec.structs.astuple(line)] for number, line in enumerate(lines, 1))
    return out.getvalue()


def as_html(protocol: Protocol, language: str, lines: tuple[ScriptLine, ...]) -> str:
    """One page to print and read from; it needs no other file."""
    title = html.escape(protocol.words[language].title)
    rows = "\n".join(
        f"<tr><td>{number}</td><td class=words>{html.escape(line.text)}</td><td><code>{line.id}</code></td>"
        f"<td>{html.escape(line.chapter)}, {line.step} ({line.level})</td></tr>"
        for number, line in enumerate(lines, 1)
    )
    return _PAGE.format(language=html.escape(language), title=title, count=len(lines), rows=rows)


_PAGE = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}: script</title>
<style>
body {{ font: 12pt/1.4 sans-serif; margin: 2em auto; max-width: 60em; padding: 0 1em }}
table {{ border-collapse: collapse; width: 100% }}
td, th {{ border-bottom: 1px solid #999; padding: .3em .5em; text-align: left; vertical-align: top }}
tr {{ break-inside: avoid }}
thead {{ display: table-header-group }}
.words {{ font-size: 14pt }}
code {{ font-size: 9pt; overflow-wrap: anywhere }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{count} lines. Record each into a file of its own, named by its id, such as <code>id.wav</code>; WAV, MP3 and FLAC
all do. Silence around the words and differences in loudness are evened out. Lines that are left out are spoken by
the synthetic voice. To use their folder DIR: <code>--voice pack:DIR --language {language}</code></p>
<table>
<thead><tr><th>No.</th><th>Words</th><th>Id</th><th>First comes in</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
</body>
</html>
"""

FORMATS: dict[str, Callable[[Protocol, str, tuple[ScriptLine, ...]], str]] = {
    "text": as_text,
    "csv": as_csv,
    "html": as_html,
}
"""How a script can be written."""


def format_named(name: str) -> Callable[[Protocol, str, tuple[ScriptLine, ...]], str]:
    """The writer of that name. Raises InputError that lists them if there is none."""
    if name not in FORMATS:
        raise InputError(f"--format {name}: there is {', '.join(FORMATS)}")
    return FORMATS[name]

"""Recording script for a person: as text, as a table, or as a page to read from.

What differs in no more than a number stands in one row, with the numbers: nobody records sixty totals to hear one.
"""

import csv
import html
import io
import re
from collections.abc import Callable, Iterable

import msgspec

from coach.errors import InputError
from coach.protocol import Protocol, load
from coach.session.normalise import number_forms
from coach.session.recording_script import ScriptLine, script
from coach.text import BOM
from coach.voice.recording_id import ID_LETTERS

_MANY = 5
"""Number of lines that differ in a number only, from which on they share a row."""


class Row(msgspec.Struct, frozen=True):
    """Row of a script: one line, or several that differ in their numbers."""

    lines: tuple[ScriptLine, ...]
    text: str
    """Words, with ranges in place of numbers if there are several lines: "About [2–60] minutes"."""
    sentence: str

    @property
    def id(self) -> str:
        """Id of the one line; empty for several."""
        return self.lines[0].id if len(self.lines) == 1 else ""


def rows(lines: Iterable[ScriptLine], language: str, *, numbers: bool = False) -> tuple[Row, ...]:
    """Return the rows of all lines in order. With `numbers`, each line has a row of its own."""
    alike: dict[str, list[ScriptLine]] = {}
    for line in lines:
        pattern = line.text if numbers else _pattern(line.text, line, language)
        alike.setdefault(pattern, []).append(line)
    found: list[Row] = []
    for pattern, group in alike.items():
        if len(group) < _MANY:
            found += (Row((line,), line.text, line.sentence) for line in group)
        else:
            named = _pattern(group[-1].sentence, group[-1], language)
            found.append(Row(tuple(group), _ranged(pattern, group), _ranged(named, group)))
    return tuple(found)


def _pattern(text: str, line: ScriptLine, language: str) -> str:
    """Put the names of variables in the place of their numbers: {minutes}."""
    for name, value in line.numbers.items():
        forms = "|".join(re.escape(form) for form in number_forms(f"{value:g}", language))
        text = re.sub(rf"(?<!\w)({forms})(?!\w)", f"{{{name}}}", text, count=1, flags=re.IGNORECASE)
    return text


def _ranged(pattern: str, group: Iterable[ScriptLine]) -> str:
    """Put ranges in the place of names."""

    def span(name: re.Match[str]) -> str:
        values = [line.numbers[name[1]] for line in group if name[1] in line.numbers]
        return f"[{min(values):g}–{max(values):g}]"

    return re.sub(r"\{(\w+)\}", span, pattern)


def as_text(protocol: Protocol, language: str, shown: tuple[Row, ...]) -> str:
    """Write one line each: id and words; then the whole sentence, if they are a part of one."""
    return "".join(f"{row.id or _several(row):{ID_LETTERS}}  {row.text}{_within(row)}\n" for row in shown)


def _several(row: Row) -> str:
    return f"({len(row.lines)} ids: see --numbers)"


def _within(row: Row) -> str:
    return "" if row.sentence == row.text else f"   [{row.sentence}]"


def as_csv(protocol: Protocol, language: str, shown: tuple[Row, ...]) -> str:
    """Write a table with a header, for a spreadsheet or a recording program. Several lines in one row have no id."""
    out = io.StringIO()
    out.write(BOM)
    table = csv.writer(out)
    table.writerow(["number", "id", "text", "sentence", "level", "chapter", "step", "lines"])
    for number, row in enumerate(shown, 1):
        first = row.lines[0]
        table.writerow([number, row.id, row.text, row.sentence, first.level, first.chapter, first.step, len(row.lines)])
    return out.getvalue()


def as_html(protocol: Protocol, language: str, shown: tuple[Row, ...]) -> str:
    """Write a page to print and read from; it needs no other file."""
    title = html.escape(protocol.words[language].title)
    written = "\n".join(
        f"<tr><td>{number}</td><td><span class=words>{html.escape(row.text)}</span>{_whole(row)}</td>"
        f"<td>{_ids(row)}</td><td>{html.escape(row.lines[0].chapter)}, {row.lines[0].step} "
        f"({row.lines[0].level})</td></tr>"
        for number, row in enumerate(shown, 1)
    )
    return _PAGE.format(language=html.escape(language), title=title, count=len(shown), rows=written)


def _whole(row: Row) -> str:
    """Write the sentence with the words to record marked in it."""
    if row.sentence == row.text:
        return ""
    before, words, after = (html.escape(part) for part in row.sentence.partition(row.text))
    return f"<div class=sentence>{before}<b>{words}</b>{after}</div>"


def _ids(row: Row) -> str:
    if row.id:
        return f"<code>{row.id}</code>"
    each = "".join(f"<li>{html.escape(line.text)} <code>{line.id}</code>" for line in row.lines)
    return f"<details><summary>{len(row.lines)} ids, one for each number</summary><ul>{each}</ul></details>"


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
.sentence {{ color: #555 }}
code {{ font-size: 9pt; overflow-wrap: anywhere }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{count} lines. Record each into a file of its own, named by its id, such as <code>id.wav</code>; WAV, MP3 and FLAC
all do. Silence around the words and differences in loudness are evened out. Where a line is part of a sentence, the
sentence stands below it: the session makes the pause between its parts, so speak the part as it sounds in the whole.
Of lines with a range of numbers record only those that your sessions say: <code>coach plan</code> with your recordings
tells which are missing. Lines that are left out are spoken by the synthetic voice.
<code>coach record --check DIR</code> names takes that are clipped, noisy, cut off, or too short or too long
for their words. To use their folder DIR: <code>--voice pack:DIR --language {language}</code></p>
<table>
<thead><tr><th>No.</th><th>Words</th><th>Id</th><th>First comes in</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
</body>
</html>
"""

FORMATS: dict[str, Callable[[Protocol, str, tuple[Row, ...]], str]] = {
    "text": as_text,
    "csv": as_csv,
    "html": as_html,
}
"""Writers of a script, by format."""


def format_named(name: str) -> Callable[[Protocol, str, tuple[Row, ...]], str]:
    """Return the writer of that name. Raises InputError that lists them if there is none."""
    if name not in FORMATS:
        raise InputError(f"--format {name}: there is {', '.join(FORMATS)}")
    return FORMATS[name]


def script_of(name: str, language: str, script_format: str, *, numbers: bool = False) -> str:
    """Write the script of the protocol `name`. Raises InputError for an unknown format or language, or a wrong file."""
    written = format_named(script_format)
    protocol = load(name)
    return written(protocol, language, rows(script(protocol, language), language, numbers=numbers))

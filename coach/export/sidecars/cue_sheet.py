"""Cue sheet: a session on paper, each chapter with its start, its words, its tones and its holds.

One page of HTML with nothing beside it. Words that a former chapter had already, apart from the name of its
place, are not printed again: the row says where they stand. Of a set of strokes the first out and back are printed.
"""

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby

from coach.export.sidecars.tone_words import tone_words_in
from coach.timeline.model import Chapter, Cue, Effort, Timeline
from coach.units import clock, to_seconds

WORDS = {
    "en": {
        "sheet": "cue sheet",
        "start": "Start",
        "said": "What is said, and which tones sound",
        "hold": "Hold",
        "again": "words as at",
        "chapters": "chapters",
        "holds": "holds",
        "sets": "sets of strokes",
        "way": "each way",
        "legend": "Tones",
    },
    "es": {
        "sheet": "hoja de indicaciones",
        "start": "Inicio",
        "said": "Lo que se dice, y qué tonos suenan",
        "hold": "Mantener",
        "again": "palabras como en",
        "chapters": "capítulos",
        "holds": "estiramientos mantenidos",
        "sets": "series de pasadas",
        "way": "por sentido",
        "legend": "Tonos",
    },
}
"""Words of the page by language. English stands in for a language that is missing."""


def as_html(timeline: Timeline, title: str | None = None) -> str:
    """Write the page. `title` stands in for the timeline's own."""
    words = WORDS.get(timeline.language, WORDS["en"])
    title = escape(title or timeline.title)
    facts = [clock(timeline.length), f"{len(timeline.chapters)} {words['chapters']}", *_efforts(timeline, words)]
    return _PAGE.format(
        language=escape(timeline.language if timeline.language in WORDS else "en"),
        title=title,
        facts=" · ".join(facts),
        legend=_legend(timeline, words["legend"]),
        rows="\n".join(_rows(timeline, words)),
        **{name: escape(words[name]) for name in ("sheet", "start", "said", "hold")},
    )


def _efforts(timeline: Timeline, words: dict[str, str]) -> Iterator[str]:
    """Count holds and sets of strokes by their lengths."""
    done = [held for chapter in timeline.chapters for held in chapter.held]
    for name, of_these in (
        ("holds", [_time(held, words) for held in done if held.stroke is None]),
        ("sets", [_time(held, words) for held in done if held.stroke is not None]),
    ):
        if of_these:
            yield f"{words[name]}: " + "; ".join(
                f"{of_these.count(one)} \u00d7 {one}" for one in dict.fromkeys(of_these)
            )


def _time(held: Effort, words: dict[str, str]) -> str:
    each = f", {to_seconds(held.stroke):g} s {words['way']}" if held.stroke is not None else ""
    return f"{to_seconds(held.length):g} s{each}"


def _legend(timeline: Timeline, name: str) -> str:
    heard = tone_words_in(timeline.language)
    used = dict.fromkeys(cue.content for _, _, cue in timeline.cues() if cue.kind == "tone")
    tones = ", ".join(f"{_tone(tone)} {escape(str(heard.get(tone, tone)))}" for tone in used)
    return f"<p>{name}: {tones}</p>" if used else ""


def _rows(timeline: Timeline, words: dict[str, str]) -> Iterator[str]:
    first: dict[tuple[tuple[str, ...], ...], int] = {}
    for start, chapter in zip(timeline.starts, timeline.chapters, strict=True):
        known = first.setdefault(_wording(chapter), start)
        said = f"<em>{words['again']} {clock(known)}</em>" if known != start else "<br>".join(_instructions(chapter))
        held = "<br>".join(f"<b>{_time(each, words)}</b> {clock(start + each.start)}" for each in chapter.held)
        yield (
            f'<tr><td>{clock(start)}</td><th scope="row">{escape(chapter.title)}</th>'
            f'<td>{said}</td><td class="hold">{held}</td></tr>'
        )


def _wording(chapter: Chapter) -> tuple[tuple[str, ...], ...]:
    """Reduce a chapter to what is the same for all that differ only in the names of side, strip and spot."""
    names = {name.lower(): f"<{index}>" for index, name in enumerate(chapter.orientation)}
    if chapter.location.side is not None:
        names[chapter.location.side] = "<side>"  # its tone has the name
        names |= {chapter.orientation[0].lower(): "<side>"} if chapter.orientation else {}
    split = ((cue.kind, re.findall(r"\w+|\S", cue.content.lower())) for cue in chapter.cues)
    return tuple((kind, *(names.get(word, word) for word in words)) for kind, words in split)


def _instructions(chapter: Chapter) -> Iterator[str]:
    """Yield one line for each instruction, with its tones where they sound."""
    for _, cues in groupby(chapter.cues, lambda cue: cue.instruction):
        printed = [cue for cue in cues if not _one_of_many(cue, chapter)]
        yield " ".join(escape(cue.content) if cue.kind == "speech" else _sounds(cue, chapter) for cue in printed)


def _sounds(cue: Cue, chapter: Chapter) -> str:
    """Show a tone, and after one that leads into an effort, the length of the way in."""
    reach = next((held.reach for held in chapter.held if held.reach and held.begins == cue.start), 0)
    return _tone(cue.content) + (f" {to_seconds(reach):g} s" if reach else "")


def _one_of_many(cue: Cue, chapter: Chapter) -> bool:
    """Whether a tone of a set of strokes comes after the first back."""
    return chapter.paces(cue) and not any(
        held.stroke is not None and cue.start == held.start + held.stroke for held in chapter.held
    )


def _tone(name: str) -> str:
    return f"<i>♪&nbsp;{escape(name)}</i>"


_PAGE = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}: {sheet}</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 16px/1.4 system-ui, sans-serif; margin: 2em auto; max-width: 62em; padding: 0 1em }}
h1 {{ margin-bottom: .2em }}
p {{ margin: .2em 0 }}
table {{ border-collapse: collapse; margin-top: 1em; width: 100% }}
td, th {{ border-top: 1px solid #999; padding: .35em .5em; text-align: left; vertical-align: top }}
thead td, thead th {{ border: 0 }}
th[scope=row] {{ width: 22% }}
td:first-child, .hold {{ font-variant-numeric: tabular-nums; white-space: nowrap }}
i {{ border: 1px solid; border-radius: .4em; font-size: .85em; font-style: normal; padding: 0 .3em }}
em {{ opacity: .75 }}
@page {{ margin: 14mm; size: A4 }}
@media print {{
  :root {{ color-scheme: light }}
  body {{ font-size: 9pt; line-height: 1.25; margin: 0; max-width: none; padding: 0 }}
  td, th {{ padding: .2em .4em }}
  thead {{ display: table-header-group }}
  tr {{ break-inside: avoid }}
}}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{facts}</p>
{legend}
<table>
<thead><tr><th scope="col">{start}</th><td></td><th scope="col">{said}</th><th scope="col">{hold}</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
</body>
</html>
"""

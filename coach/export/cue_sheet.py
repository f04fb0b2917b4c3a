"""A session on paper: when each chapter begins, what is said in it, which tones sound and how long is held.

One page of HTML with nothing beside it. Words that a former chapter had already, apart from the name of its
place, are not printed again: the row says where they stand.
"""

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby

from coach.export.heard import heard_in
from coach.timeline.model import Chapter, Timeline
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
        "legend": "Tonos",
    },
}
"""By language. English stands in for a language that is not here."""


def as_html(timeline: Timeline, title: str | None = None) -> str:
    """The page. `title` stands in for the timeline's own."""
    words = WORDS.get(timeline.language, WORDS["en"])
    title = escape(title or timeline.title)
    holds = [held.length for chapter in timeline.chapters for held in chapter.held]
    lengths = ", ".join(f"{holds.count(length)} \u00d7 {to_seconds(length):g} s" for length in sorted(set(holds)))
    facts = [clock(timeline.length), f"{len(timeline.chapters)} {words['chapters']}"]
    facts += [f"{words['holds']}: {lengths}"] if holds else []
    return _PAGE.format(
        language=escape(timeline.language if timeline.language in WORDS else "en"),
        title=title,
        facts=" · ".join(facts),
        legend=_legend(timeline, words["legend"]),
        rows="\n".join(_rows(timeline, words)),
        **{name: escape(words[name]) for name in ("sheet", "start", "said", "hold")},
    )


def _legend(timeline: Timeline, name: str) -> str:
    heard = heard_in(timeline.language)
    used = dict.fromkeys(cue.content for _, _, cue in timeline.cues() if cue.kind == "tone")
    tones = ", ".join(f"{_tone(tone)} {escape(str(heard.get(tone, tone)))}" for tone in used)
    return f"<p>{name}: {tones}</p>" if used else ""


def _rows(timeline: Timeline, words: dict[str, str]) -> Iterator[str]:
    first: dict[tuple[tuple[str, ...], ...], int] = {}
    for start, chapter in zip(timeline.starts, timeline.chapters, strict=True):
        known = first.setdefault(_wording(chapter), start)
        said = f"<em>{words['again']} {clock(known)}</em>" if known != start else "<br>".join(_instructions(chapter))
        held = "<br>".join(f"<b>{to_seconds(h.length):g} s</b> {clock(start + h.start)}" for h in chapter.held)
        yield (
            f'<tr><td>{clock(start)}</td><th scope="row">{escape(chapter.title)}</th>'
            f'<td>{said}</td><td class="hold">{held}</td></tr>'
        )


def _wording(chapter: Chapter) -> tuple[tuple[str, ...], ...]:
    """The same for chapters that differ in no more than the names of their side, strip and spot."""
    names = {name.lower(): f"<{index}>" for index, name in enumerate(chapter.orientation)}
    if chapter.side is not None:
        names[chapter.side] = "<side>"  # its tone has the name
        names |= {chapter.orientation[0].lower(): "<side>"} if chapter.orientation else {}
    split = ((cue.kind, re.findall(r"\w+|\S", cue.content.lower())) for cue in chapter.cues)
    return tuple((kind, *(names.get(word, word) for word in words)) for kind, words in split)


def _instructions(chapter: Chapter) -> Iterator[str]:
    """One line for each instruction, with its tones where they sound."""
    for _, cues in groupby(chapter.cues, lambda cue: cue.instruction):
        yield " ".join(escape(cue.content) if cue.kind == "speech" else _tone(cue.content) for cue in cues)


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

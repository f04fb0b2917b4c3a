"""Recording of a voice as the command line describes it: line by line at a terminal, or a folder that is judged."""

from collections.abc import Callable, Iterator
from pathlib import Path
from shlex import quote

from coach.errors import InputError
from coach.protocol import LEVELS, Protocol, load
from coach.protocol.vocabulary import Level
from coach.protocols import shipped
from coach.record import sound
from coach.record.dialogue import Dialogue, Sound, Tally
from coach.record.folder import Line, Takes, judge
from coach.record.prompter import Keys, Prompter
from coach.session.recording_pages import rows
from coach.session.recording_script import script
from coach.voice import synthetic
from coach.voice.pack import Pack


def record_voice(name: str, folder: Path, language: str, level: Level | None, *, plain: bool) -> None:
    """Ask for each line of a protocol that is not recorded well yet, and tell what is left. Raises CoachError."""
    lines = list(lines_of(load(name), language, (level,) if level else LEVELS))
    keys, prompter = Keys(), Prompter(plain=plain)
    takes = Takes(folder)
    judged, pace = judge(folder, lines)
    well = {each.line.id for each in judged if each.fault is None}
    left = [line for line in lines if line.id not in well]
    again = f", {len(judged) - len(well)} to be recorded again" if len(judged) > len(well) else ""
    prompter.tell(f"{len(well)} of {len(lines)} lines are recorded{again}.")
    if left:
        dialogue = Dialogue(takes, pace, Sound(sound.system_microphone(), sound.play), keys, prompter)
        tally = dialogue.run(left)
        prompter.tell(_summary(tally, len(well | tally.kept), len(lines)))
    spoken = " ".join(quote(word) for word in (name, "--language", language, "--voice", f"pack:{folder}"))
    prompter.tell(f"To hear it: coach play {spoken}")


def check_takes(folder: Path, name: str | None, tell: Callable[[str], None]) -> bool:
    """Judge all takes in a folder, and tell each that has to be recorded again. Returns whether all are good.

    They are of the protocol `name`, or else of any that came along, in any language. Raises InputError.
    """
    pack = Pack(folder, "en", lambda: synthetic("en"))
    protocols = [load(each) for each in ([name] if name else shipped())]
    listed = [lines_of(protocol, language) for protocol in protocols for language in protocol.words]
    lines = {line.id: line for each in listed for line in each}
    judged, _ = judge(folder, lines.values())
    if not judged:
        raise InputError(f"{folder}: no recording there has the id of a line; coach script NAME lists them")
    wrong = [each for each in judged if each.fault]
    for each in wrong:
        tell(f"{each.path.name}: {each.fault}   [{each.line.text}]")
    stray = pack.strays(lambda: lines)
    if stray:
        tell(stray)
    tell(f"{len(judged)} takes: {len(judged) - len(wrong)} good, {len(wrong)} to be recorded again")
    return not wrong


def lines_of(protocol: Protocol, language: str, levels: tuple[Level, ...] = LEVELS) -> Iterator[Line]:
    """Yield the lines of a script, those last that come once for each number: most sessions say few of these."""
    listed = rows(script(protocol, language, levels), language)
    for row in sorted(listed, key=lambda row: len(row.lines) > 1):
        for line in row.lines:
            yield Line(line.id, line.text, language, line.sentence, line.chapter)


def _summary(tally: Tally, done: int, of: int) -> str:
    """Tell what was done in a sitting, and what is left."""
    left = of - done
    rest = f"{left} left, about {tally.minutes_for(left)} minutes more" if left else "none left"
    return f"{len(tally.kept)} lines recorded in {tally.seconds / 60:.0f} minutes: {done} of {of} are done, {rest}."

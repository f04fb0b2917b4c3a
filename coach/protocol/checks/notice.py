"""Notice and stop rule: said before anybody is led into a stretch, also where the whole was heard before."""

from collections.abc import Iterable, Iterator

from coach.protocol.model import Protocol
from coach.protocol.problems import KeyPath, Problems, unknown
from coach.protocol.session_model import Step
from coach.protocol.sources import NOBODY_SCREENED, reason, sources_of
from coach.protocol.traverse import PartInOrder, at_level, chapters_in_order
from coach.protocol.vocabulary import LEVELS
from coach.text import WORDS_A_MINUTE

SHORTEST = 20.0
"""Seconds that a short notice takes at most, stop rule included."""

_MAY_BE = {"alone"}
"""Condition that a safety line may have: a programme has said the line before its parts."""

_KNOWS_WHEN = "who feels that something is wrong must know at once how to stop"
_STAYS = "from the short notice a key leads back to the whole one, and the session goes on from there"


def problems(protocol: Protocol) -> Problems:
    """Find safety lines that are missing, come too late, or are said only sometimes."""
    order = list(chapters_in_order(protocol))
    safety = protocol.safety
    if safety is None:
        why = reason(NOBODY_SCREENED, protocol)
        yield ("audience",), f"what leads a person needs 'safety: {{notice: LINE, stop rule: LINE}}'{why}"
        return
    if not order:
        yield ("session",), "a session has chapters; the first one begins with the notice" + reason(NOBODY_SCREENED)
        return
    lines = {"notice": safety.notice, "short notice": safety.short_notice, "stop rule": safety.stop_rule}
    unsaid = list(_unsaid(protocol, {key: line for key, line in lines.items() if line is not None}))
    yield from (problem for problem, _ in unsaid)
    yield from _too_soon(protocol)
    if any(silent for _, silent in unsaid):
        return
    # Without a short notice both ways are alike, and so are their problems.
    found = (one for heard in (False, True) for one in _Way(protocol, order, heard=heard).problems())
    yield from dict.fromkeys(found)
    if safety.short_notice is not None:
        yield from _alike(protocol, order)


def _unsaid(protocol: Protocol, lines: dict[str, str]) -> Iterator[tuple[tuple[KeyPath, str], bool]]:
    """Yield a problem for each safety line that some level leaves out, and whether the line has no words at all."""
    for key, line in lines.items():
        for language, words in protocol.words.items():
            at = ("words", language, "lines", line)
            if line not in words.lines:
                yield (("safety", key), f"in language '{language}': " + unknown("line", line, words.lines)), True
            elif words.lines[line].always is None:
                why = reason("no level may leave it out", protocol, words.lines[line].source)
                yield (at, f"this is the {key}: write it under 'always'{why}"), False
            elif not words.lines[line].always:
                why = reason("silence warns nobody", protocol, words.lines[line].source)
                yield ((*at, "always"), f"the {key} is an empty line; write its words{why}"), True


def _too_soon(protocol: Protocol) -> Problems:
    """Find `between` without words for a person who comes back earlier, or such words without `between`."""
    between, safety = protocol.limits.between, protocol.safety
    line = safety.too_soon if safety is not None else None
    if between is not None and line is None:
        why = reason("who comes back too early must hear it before the start", protocol, between.source)
        yield ("safety",), f"'limits: between' needs words for who comes back earlier: write 'too soon: LINE'{why}"
    if line is not None and all(one.limits.between is None for one in protocol.parts.values()):
        why = reason("the line would never be said")
        yield ("safety", "too soon"), f"nothing is too soon without 'limits: between: {{days, source}}'{why}"


class _Way:
    """One way through a session: of a listener who has `heard` the whole notice before, or of one who has not."""

    def __init__(self, protocol: Protocol, order: list[PartInOrder], *, heard: bool) -> None:
        assert protocol.safety is not None
        self._protocol, self._safety = protocol, protocol.safety
        self._true = {"known": heard, "new": not heard}
        self._whole = order
        self._short = heard and protocol.safety.short_notice is not None
        self.chapters = [one for one in order if self._left(one.when) is not None]

    def _left(self, when: Iterable[str]) -> set[str] | None:
        """Return the conditions that are still to be met on this way; None for what is not on it."""
        if not all(self._true.get(condition, True) for condition in when):
            return None
        return {condition for condition in when if condition not in self._true}

    def steps(self, chapter: PartInOrder) -> Iterator[tuple[int, Step]]:
        """Yield the steps of a chapter that are on this way, with their indices."""
        for index, step in enumerate(chapter.part.steps):
            if self._left(step.when) is not None:
                yield index, step

    def problems(self) -> Problems:
        """Find a notice that does not come first, and a stop rule that does not come in time."""
        if not self.chapters:
            yield ("session",), f"no chapter is left for this listener{reason(NOBODY_SCREENED)}"
            return
        notice = (self._short and self._safety.short_notice) or self._safety.notice
        yield from self._notice(self.chapters[0], notice)
        yield from self._stop_rule(self._safety.stop_rule)
        if self._short:
            yield from self._takes_long(self.chapters[0])

    def _notice(self, first: PartInOrder, line: str) -> Problems:
        why = reason(NOBODY_SCREENED, self._protocol, sources_of(self._protocol, line))
        if first.part.include is not None:
            yield first.path, f"the session must begin with its own notice: a chapter that says '{line}'{why}"
            return
        if not first.part.steps:
            return
        index, opening = next(self.steps(first), (0, None))
        more = [one for one in (*first.when, *(opening.when if opening else ())) if one not in {*_MAY_BE, *self._true}]
        if opening is None or opening.say != line:
            yield (*first.path, "steps", index), f"the notice must be heard first: begin with 'say: {line}'{why}"
        elif more:
            at = (*first.path, "steps", index)
            yield at, f"the notice must be heard every time, not only at '{more[0]}'{why}"

    def _stop_rule(self, line: str) -> Problems:
        stretch = next((index for index, one in enumerate(self.chapters) if one.stretches), None)
        if stretch is None:
            return
        why = reason(_KNOWS_WHEN, self._protocol, sources_of(self._protocol, line))
        found: KeyPath | None = None
        # The short form is whole in itself: a listener who has heard the long one still hears this rule in full.
        for one in self.chapters[: 1 if self._short else stretch]:
            for index, step in self.steps(one):
                if step.say == line:
                    if (self._left((*one.when, *step.when)) or set()) <= _MAY_BE:
                        return
                    found = (*one.path, "steps", index)
        if found is not None:
            yield found, f"the stop rule '{line}' must be said every time, with no condition but 'alone'{why}"
        else:
            where = "in the chapter of the short notice" if self._short else "in a chapter before the first stretch"
            yield ("safety", "stop rule"), f"'{line}' must be said {where}{why}"

    def _takes_long(self, first: PartInOrder) -> Problems:
        named = [step.say for _, step in self.steps(first) if step.say is not None]
        for language, words in self._protocol.words.items():
            lines = [words.lines[name] for name in named if name in words.lines]
            most = max(
                sum(len(text.split()) for line in lines for text in at_level(line, level)[:1]) for level in LEVELS
            )
            seconds = most * 60 / WORDS_A_MINUTE
            if seconds > SHORTEST:
                yield (
                    ("safety", "short notice"),
                    f"in language '{language}', its chapter takes about {seconds:.0f} s; at most {SHORTEST:g} s are "
                    f"short{reason('the twentieth time, nobody listens to more')}",
                )


def _alike(protocol: Protocol, order: list[PartInOrder]) -> Problems:
    """Find chapters that only one of the two ways has."""
    new, known = (
        [(one.part.chapter, one.loops) for one in _Way(protocol, order, heard=heard).chapters]
        for heard in (False, True)
    )
    if new != known:
        yield ("session",), f"write the same chapters, by name, for 'new' as for 'known'{reason(_STAYS)}"

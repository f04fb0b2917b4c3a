"""The step that is said never leads out of the area: it is narrowed, or the choice is refused; and it is proved."""

import re
from itertools import product

import msgspec
import pytest
from fakes import length
from small import TEXT

from coach.errors import InputError
from coach.protocol import LEVELS, Protocol, ProtocolError, load, parse, shipped
from coach.protocol.vocabulary import TONES
from coach.session import Choices, expand
from coach.session.choices import resolve
from coach.session.steps import said_step
from coach.timeline import ProofError, Timeline, prove, schedule

SPANISH = (
    TEXT[TEXT.index("  en:") : TEXT.index("ease off:")]
    .replace("  en:", "  es:")
    .replace(
        "{left: left, right: right, top: top, elbow: elbow", "{left: izquierda, right: derecha, top: top, elbow: codo"
    )
    .replace("Two.", "Dos.")
    .replace("One.", "Uno.")
    .replace('["Move it {step}.", Move it.]', '"Muévela {step}."')
)
BOTH = TEXT.replace("ease off:", SPANISH + "ease off:")


def with_area(most: str, step: str = "least: 1 cm, most: 2 cm", spots: str = "most: 3, usual: 2") -> Protocol:
    """The small one, whose first spot is at 2 cm, with another area."""
    text = BOTH.replace("most: 8 cm", f"most: {most}").replace("least: 1 cm, most: 2 cm", step)
    return parse(text.replace("most: 3, usual: 2", spots), "small.yaml")


def timeline(protocol: Protocol, choices: Choices) -> Timeline:
    session = expand(protocol, choices, 1)
    speech = {text: length(text) for chapter in session.chapters for text in chapter.texts()}
    return schedule(session, speech, dict.fromkeys(TONES, 24_000))


def moves(protocol: Protocol, choices: Choices) -> set[str]:
    texts = [text for chapter in expand(protocol, choices).chapters for text in chapter.texts()]
    return {text for text in texts if re.search(r"centim|centím", text)}


@pytest.mark.parametrize(
    ("area", "step", "spots", "said"),
    [
        ("8 cm", "least: 1 cm, most: 2 cm", 3, "1-2 cm"),
        ("30 cm", "least: 5 cm, most: 10 cm", 2, "5-10 cm"),
        ("22 cm", "least: 5 cm, most: 10 cm", 3, "5-10 cm"),
        ("20 cm", "least: 5 cm, most: 10 cm", 3, "5-9 cm"),
        ("19.9 cm", "least: 5 cm, most: 10 cm", 3, "5-8 cm"),
        ("12 cm", "least: 5 cm, most: 10 cm", 3, "5 cm"),
        ("12 cm", "least: 5 cm, most: 10 cm", 1, "5-10 cm"),
        ("6.9 cm", "least: 2.5 cm, most: 4 cm", 3, None),
        ("7.8 cm", "least: 2.5 cm, most: 4 cm", 3, "2.5 cm"),
        ("8.1 cm", "least: 2.5 cm, most: 4 cm", 3, "2.5-3 cm"),
    ],
)
def test_the_step_narrows_to_whole_numbers_that_fit(area: str, step: str, spots: int, said: str | None) -> None:
    found = said_step(with_area(area, step, "most: 2, usual: 2"), spots)
    assert (str(found) if found else None) == said


def test_what_is_said_is_the_narrowed_step_in_every_language() -> None:
    protocol = with_area("12.5 cm", "least: 5 cm, most: 10 cm", "most: 3, usual: 2")
    assert moves(protocol, Choices(spots=3)) == {"Move it five centimetres."}
    assert moves(protocol, Choices(spots=2)) == {"Move it five to ten centimetres."}
    assert moves(protocol, Choices(spots=3, language="es")) == {"Muévela cinco centímetros."}


def test_spots_that_not_even_the_least_step_fits_are_refused_with_the_source() -> None:
    protocol = with_area("4 cm", spots="most: 3, usual: 2")
    assert protocol.limits.area is not None
    small = msgspec.structs.replace(protocol.limits.area, most=3.5)
    limits = msgspec.structs.replace(protocol.limits, area=small)
    with pytest.raises(InputError, match=r"^--spots 3 leads out of the area of 2 to 3.5 cm .*\(source: our choice\)$"):
        resolve(msgspec.structs.replace(protocol, limits=limits), Choices(spots=3))


def test_a_protocol_whose_usual_spots_do_not_fit_is_refused_at_their_place() -> None:
    with pytest.raises(ProtocolError, match=r"small.yaml:10:37: spot 2 would be at 7 cm or beyond, outside the area"):
        with_area("6 cm", "least: 5 cm, most: 10 cm")
    with pytest.raises(ProtocolError, match=r"small.yaml:10:27: spot 3 would be at 12 cm or beyond"):
        with_area("11 cm", "least: 5 cm, most: 10 cm")


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_proof_refuses_what_is_said_by_the_words_alone(language: str) -> None:
    wide, narrow = with_area("8 cm"), with_area("5.5 cm")
    choices = Choices(spots=3, side="left", language=language)
    session = expand(wide, choices, 1)
    assert prove(timeline(wide, choices), session, wide)
    with pytest.raises(ProofError, match=r"by what is said it may be at 6 cm, outside the area of 2 to 5.5 cm"):
        prove(timeline(wide, choices), session, narrow)
    shorter = with_area("8 cm", "least: 1 cm, most: 1 cm")
    with pytest.raises(ProofError, match="a step of 1 to 2 cm is said, outside its limit"):
        prove(timeline(wide, choices), session, shorter)


@pytest.mark.parametrize("name", shipped())
def test_every_choice_of_the_shipped_ones_stays_in_the_area(name: str) -> None:
    protocol = load(name)
    spots = protocol.limits.spots
    counts = range(spots.least, spots.most + 1) if spots else [None]
    for language, level, count in product(protocol.words, LEVELS, counts):
        for one in protocol.parts.values():
            if one.limits.step is None or one.limits.area is None:
                continue
            said = said_step(one, count or 1)
            assert said is not None
            first = one.spots.first if one.spots and one.spots.first else one.limits.area.least
            assert first + said.most * ((count or 1) - 1) <= one.limits.area.most
        expand(protocol, Choices(language=language, level=level, spots=count))

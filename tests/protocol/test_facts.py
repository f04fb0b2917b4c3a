"""Each fact of the article is in the shipped protocol: at a place that cites it, in words, in both languages."""

import re
from typing import Any

import msgspec
import pytest

from coach.protocol import Protocol, load
from coach.protocol.traverse import wordings

HAMSTRINGS = load("hamstrings")

FACTS: dict[str, list[tuple[str, str, str]]] = {
    "F1": [
        ("notice", "massage.* not advised.* ask a qualified professional", "masaje.* pregunta antes a un profesional")
    ],
    "F2": [("caution", "Too much force, too often, or for too long", "Demasiada fuerza, demasiado a menudo")],
    "F3": [("how it works", "pins a spot.* pinned muscle stretches", "sujeta un punto.* el músculo sujeto se alarga")],
    "F4": [
        ("how it works", "Keep the back .* loose while the front", "Deja suelta la parte de atrás .* mientras"),
        ("loose", "so that it is loose", "para que quede suelta"),
    ],
    "F5": [("sit", "Sit down on the chair, .* about 90°", "Siéntate en la silla, .* a unos 90°")],
    "F6": [("strips", "biceps femoris.*semitendinosus.*semimembranosus", "")],
    "F7": [("never", "Never put the ball behind the knee", "Nunca pongas la pelota detrás de la rodilla")],
    "F8": [
        ("area", "above the fold of the knee", "por encima del pliegue de la rodilla"),
        ("place", "above the fold of the knee", "por encima del pliegue de la rodilla"),
        ("limits.area", "8.0", ""),
    ],
    "F9": [
        (
            "equipment",
            "a firm spiky ball, about 8 cm wide. A soft",
            "una pelota de púas firme, de unos 8 cm. Una pelota b",
        )
    ],
    "F10": [("equipment", "a towel to lay under the ball", "una toalla debajo de la pelota")],
    "F11": [("equipment", "Keep your clothes on, or use a thin towel", "Deja la ropa puesta, o usa una toalla fina")],
    "F12": [("place", "Do not press. The weight of the leg is enough", "No aprietes. El peso de la pierna basta")],
    "F13": [("straighten", "tighten the front .* slowly straighten", "tensa la parte de delante.* [Ee]stira despacio")],
    "F14": [("how it works", "A few degrees can be enough", "Unos pocos grados pueden bastar")],
    "F15": [
        ("how it works", "first slight stretch, and no further", "primer estiramiento leve, y no más"),
        ("straighten", "first slight stretch. It should never hurt", "primer estiramiento leve. Nunca debe doler"),
    ],
    "F16": [("hold", "{hold} s. No further", "{hold} s. No más allá"), ("limits.hold", "480000.*576000", "")],
    "F17": [("relax", "Let go.* back to where it started", "Suelta.* hasta donde empezaste")],
    "F18": [
        ("move", "{step} towards your body, away from the knee", "{step} hacia tu cuerpo, lejos de la rodilla"),
        ("limits.step", "5.0.*10.0.*body", ""),
    ],
    "F19": [("move", "Move the ball {step} towards your body", "Mueve la pelota {step} hacia tu cuerpo")],
    "F20": [
        (
            "once more",
            "the second time over this line. There is no third",
            "segunda vez por esta franja. No hay tercera",
        ),
        ("limits.passes", '"least":1,"most":2', ""),
    ],
    "F21": [("here", "{strip} line", "franja {strip}"), ("strips", '"outer".*"middle".*"inner"', "")],
    "F22": [
        (
            "afterwards",
            "quadriceps, if you have not .* yet.*calf, starting with gastrocnemius",
            "cuádriceps, si no .* ya.*pantorrilla, empezando por el gastrocnemio",
        )
    ],
}
"""Where: a line, or a block of the file. What: words there, in English and Spanish; of a block, its values."""


def missing(protocol: Protocol) -> list[str]:
    """Which facts are not where the table says."""
    return [
        f"{fact}: {where}"
        for fact, places in FACTS.items()
        for where, english, spanish in places
        if not (_block if _is_block(where) else _line)(protocol, fact, where, english, spanish)
    ]


def _is_block(where: str) -> bool:
    return where == "strips" or where.startswith("limits.")


def _block(protocol: Any, fact: str, where: str, values: str, _: str) -> bool:
    block = protocol
    for name in where.split("."):
        block = getattr(block, name)
    return block is not None and fact in block.source and _has(msgspec.json.encode(block).decode(), values)


def _line(protocol: Protocol, fact: str, where: str, english: str, spanish: str) -> bool:
    for language, words in (("en", english), ("es", spanish)):
        line = protocol.words[language].lines.get(where)
        if line is None or fact not in line.source or not _has(" ".join(text for _, text in wordings(line)), words):
            return False
    return True


def _has(text: str, words: str) -> bool:
    return re.search(words.replace("{", r"\{"), text) is not None


def changed(value: Any, path: tuple[str, ...], to: Any) -> Any:
    """`value` with another thing at `path`; `to` None removes it."""
    if not path:
        return to
    first, *rest = path
    if isinstance(value, dict):
        rest_of = {key: one for key, one in value.items() if key != first}
        inner = changed(value[first], tuple(rest), to)
        return rest_of if inner is None else {**rest_of, first: inner}
    return msgspec.structs.replace(value, **{first: changed(getattr(value, first), tuple(rest), to)})


def path_of(where: str, language: str) -> tuple[str, ...]:
    return tuple(where.split(".")) if _is_block(where) else ("words", language, "lines", where)


def at(protocol: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        protocol = protocol[name] if isinstance(protocol, dict) else getattr(protocol, name)
    return protocol


def test_every_fact_is_said_where_the_table_says() -> None:
    assert list(FACTS) == [f"F{number}" for number in range(1, 23)]
    assert set(FACTS) == set(HAMSTRINGS.sources["article"].facts)
    assert missing(HAMSTRINGS) == []


CASES = [
    (fact, where, language)
    for fact, places in FACTS.items()
    for where, _, spanish in places
    for language in (("en", "es") if spanish else ("en",))
]


@pytest.mark.parametrize(("fact", "where", "language"), CASES)
def test_what_is_removed_is_missed(fact: str, where: str, language: str) -> None:
    path = path_of(where, language)
    here = f"{fact}: {where}"
    assert here in missing(changed(HAMSTRINGS, path, None)), "the whole place"
    cited = tuple(one for one in at(HAMSTRINGS, path).source if one != fact)
    assert missing(changed(HAMSTRINGS, (*path, "source"), cited)) == [here], "the reference alone"
    if not _is_block(where):
        empty = msgspec.structs.replace(at(HAMSTRINGS, path), always="Nothing.", learn=(), remind=None, tones=None)
        assert here in missing(changed(HAMSTRINGS, path, empty)), "the words"

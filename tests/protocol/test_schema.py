"""The schema for editors says what the decoder says: the same keys, the same scalars, the same mistakes."""

import inspect
import json
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
import yaml
from small import TEXT
from typer.testing import CliRunner

from coach.cli.app import app
from coach.protocol import ProtocolError, limits_model, model, parse, session_model, shipped
from coach.protocol import decode_yaml as decode
from coach.protocol.schema import SCALARS, schema
from coach.protocol.template import TEMPLATE

RIGHT = {**{name: file.read_text(encoding="utf-8") for name, file in shipped().items()}, "small": TEXT}
RIGHT["template"] = TEMPLATE.read_text(encoding="utf-8")

validator = jsonschema.Draft202012Validator(schema())


def as_editors_see_it(text: str) -> Any:
    return json.loads(json.dumps(yaml.load(text, yaml.CSafeLoader)))


def test_it_is_a_schema_of_its_draft() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    assert schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_command_prints_it() -> None:
    assert json.loads(CliRunner().invoke(app, ["schema"]).output) == schema()


@pytest.mark.parametrize("name", RIGHT)
def test_every_right_protocol_is_right_by_it(name: str) -> None:
    assert [error.message for error in validator.iter_errors(as_editors_see_it(RIGHT[name]))] == []


def structs() -> list[type[msgspec.Struct]]:
    known = {**vars(limits_model), **vars(session_model), **vars(model)}
    found = (one for one in known.values() if isinstance(one, type) and issubclass(one, limits_model.Model))
    # `Protocol` is a checked file: no author writes its own field.
    return [one for one in found if one not in (limits_model.Model, model.Protocol)]


@pytest.mark.parametrize("struct", structs(), ids=lambda struct: struct.__name__)
def test_it_has_every_key_of_the_model_and_no_other(struct: type[msgspec.Struct]) -> None:
    described = schema()["$defs"][struct.__name__]
    fields = msgspec.structs.fields(struct)
    assert list(described["properties"]) == [field.encode_name for field in fields]
    assert described["required"] == [field.encode_name for field in fields if field.required]
    assert described["additionalProperties"] is False
    assert described["description"] == inspect.cleandoc(struct.__doc__ or "")


def test_it_knows_every_scalar_of_the_decoder() -> None:
    assert set(SCALARS) == set(decode._SCALARS)


def test_what_stands_below_a_field_of_the_model_explains_its_key() -> None:
    step = schema()["$defs"]["Step"]["properties"]
    assert step["halfway"]["description"] == model_text("halfway")
    assert "description" in schema()["$defs"]["Safety"]["properties"]["stop rule"]


def model_text(field: str) -> str:
    """The docstring below a field, found by its place in the file."""
    lines = Path(session_model.__file__).read_text(encoding="utf-8").split(f"    {field}: ", 1)[1].splitlines()
    return lines[1].strip().strip('"')


MISTAKES = [
    ("audience: person", "audiense: person"),
    ("audience: person", "audience: people"),
    ("protocol: small\n", ""),
    ("version: 1", "version: one"),
    ("version: 1", "version: 1.5"),
    ("least: 4.5 s", "least: 4.5"),
    ("least: 4.5 s", "least: soon"),
    ("least: 1 cm", "least: 1 m"),
    ("least: 1 cm", "least: [1 cm, 2 cm]"),
    ("order: [left, right]", "order: [left, middle]"),
    ("title: Small", "title: {en: Small}"),
    ("title: Small", "title: 2024"),
    ("opening: Opening", "opening: yes"),
    ("remind: Move.", "remind: null"),
    ("learn: Two.", "learn: [2]"),
    ("ease off: {hold: ease, end: off}", "ease off: {hold: ease}"),
    ("ease off: {hold: ease, end: off}", "ease off: both"),
    ("tone: settle", "tone: setle"),
    ("tone: settle", "tone: release"),
    ("when: first spot", "when: next spot"),
    ("{hold: chosen,", "{hold: 5 s,"),
    ("- chapter: opening", "- chapters: opening"),
    ("sources:", "sources: none\nothers:"),
]


@pytest.mark.parametrize(("right", "wrong"), MISTAKES)
def test_a_wrong_key_or_type_is_refused_by_both(right: str, wrong: str) -> None:
    assert right in TEXT
    text = TEXT.replace(right, wrong, 1)
    with pytest.raises(ProtocolError):
        parse(text, "x.yaml")
    assert list(validator.iter_errors(as_editors_see_it(text)))


LOOSE = [
    ("source: B1}", "source: [B1]}"),
    ("each: [side, strip, pass, spot]\n    chapter: spot", "each: [side, strip, pass, spot]\n    chapter: 'spot'"),
    ("about: our choice", "about: 2024"),
    ("least: 4.5 s", "least: 4500ms"),
    ("least: 1 cm", "least: 10 mm"),
    ("tone: settle", "tone: side"),
    ("when: first spot", "when: [first spot]"),
    ("count: [two, one]", "count: one"),
]


@pytest.mark.parametrize(("one_way", "another"), LOOSE)
def test_what_can_be_written_in_two_ways_is_right_by_both(one_way: str, another: str) -> None:
    assert one_way in TEXT
    text = TEXT.replace(one_way, another, 1)
    if "count: one" not in text:  # there a line is left over that nothing says: no matter of keys and types
        parse(text, "x.yaml")
    assert [error.message for error in validator.iter_errors(as_editors_see_it(text))] == []

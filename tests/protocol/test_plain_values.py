"""What an author writes under `words` comes out as it is written, or is refused in one line with the mend."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from small import TEXT

from coach.protocol import ProtocolError, parse, shipped
from coach.protocol.template import TEMPLATE

PROBE = """\
protocol: probe
version: 1
audience: room
sources:
  choice:
    about: our choice
rests: {lengths: {between: 2 s}, source: choice}
session:
  - chapter: one
    steps:
      - {say: opening}
      - {say: line, rest: between}
words:
  en:
    title: Probe
    titles: {one: One}
    lines:
      opening: {source: choice, always: Sit down.}
      line:
        source: choice
        always: WRITTEN
"""


def probe(written: str) -> str:
    return PROBE.replace("WRITTEN", written)


def said(text: str) -> str | None:
    """Return what the probe's line says after all."""
    return parse(text, "x.yaml").words["en"].lines["line"].always


def refused(text: str) -> list[str]:
    with pytest.raises(ProtocolError) as caught:
        parse(text, "x.yaml")
    return str(caught.value).splitlines()


CUT = [
    ("Put it on spot #2 and stop.", "reads only 'Put it on spot' here, as '#2 and stop.'"),
    ("Sit down. # a word for the author", "reads only 'Sit down.' here, as '# a word for the author'"),
    ("Sit down.   #", "reads only 'Sit down.' here, as '#'"),
    ("Sit down\n          and rest #1.", "reads only 'Sit down and rest' here, as '#1.'"),
    ("Sit down on\n          #1 and rest.", "reads only 'Sit down on' here, as '#1 and rest.'"),
    ("Sit down on\n          #1 and\n          #2.", "reads only 'Sit down on' here, as '#1 and'"),
    ("#1 is here.", "reads null here, as '#1 is here.'"),
    ("# here", "reads null here"),
    ("null # here", "reads only 'null' here"),
]
READ = [
    *((written, "null") for written in ("null", "Null", "NULL", "~")),
    *((written, "true (yes or no)") for written in ("yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE")),
    *((written, "false (yes or no)") for written in ("no", "No", "NO", "off", "Off", "false", "False", "FALSE")),
    *((written, "yes or no") for written in ("y", "Y", "n", "N")),
    ("10", "10 (a number)"),
    ("-3", "-3 (a number)"),
    ("012", "10 (a number)"),
    ("0x1F", "31 (a number)"),
    ("0b11", "3 (a number)"),
    ("0b_", "a number"),
    ("1_000", "1000 (a number)"),
    ("7:30", "450 (a number)"),
    ("1:30:00", "5400 (a number)"),
    ("1.5", "1.5 (a number)"),
    ("10.", "10.0 (a number)"),
    (".5", "0.5 (a number)"),
    ("1.5e+3", "1500.0 (a number)"),
    (".inf", "inf (a number)"),
    (".nan", "nan (a number)"),
    ("1e3", "a number"),
    ("0o17", "a number"),
    ("089", "a number"),
    ("2024-05-01", "2024-05-01 (a date)"),
    ("2024-05-01 10:00:00", "2024-05-01T10:00:00 (a date)"),
    ("2024-02-30", "a date"),
    ("2024-13-45", "a date"),
]
WORDLESS = [
    "'...'",
    '"…"',
    '"?!"',
    '"-"',
    '"."',
    "'  '",
    '"#"',
    '"%"',
    "...",
    "-",
    "--",
    "=",
    "<<",
    "/",
    '"*"',
    "'_'",
    "·",
]
NOTHING = ["", "  ", ">-", "|", ">", "|+"]
UNSEEN = [
    ("\u00a0", "U+00A0", "no-break space", "put a space in its place"),
    ("\u202f", "U+202F", "narrow no-break space", "put a space in its place"),
    ("\u2009", "U+2009", "thin space", "put a space in its place"),
    ("\u3000", "U+3000", "ideographic space", "put a space in its place"),
    ("\t", "U+0009", "a tab; YAML is indented by spaces", "put a space in its place"),
    ("\u00ad", "U+00AD", "soft hyphen", "remove it"),
    ("\u200b", "U+200B", "zero width space", "remove it"),
    ("\u200c", "U+200C", "zero width non-joiner", "remove it"),
    ("\u200d", "U+200D", "zero width joiner", "remove it"),
    ("\u2060", "U+2060", "word joiner", "remove it"),
    ("\ufeff", "U+FEFF", "byte order mark", "remove it"),
    ("\u200e", "U+200E", "left-to-right mark", "remove it"),
    ("\u202e", "U+202E", "right-to-left override", "remove it"),
    ("\u2068", "U+2068", "first strong isolate", "remove it"),
    ("\u034f", "U+034F", "combining grapheme joiner", "remove it"),
    ("\u3164", "U+3164", "hangul filler", "remove it"),
    ("\ufe0f", "U+FE0F", "variation selector-16", "remove it"),
    ("\x85", "U+0085", "next line", "remove it"),
    ("\x07", "U+0007", "control character", "remove it"),
]


@pytest.mark.parametrize(("written", "message"), CUT)
def test_a_text_that_a_comment_cuts_is_refused(written: str, message: str) -> None:
    (line,) = refused(probe(written))
    assert re.match(r"x\.yaml:21:\d+: YAML ", line)
    assert message in line
    assert "put it in quotes" in line


@pytest.mark.parametrize(("written", "read"), READ)
def test_what_yaml_reads_as_no_text_is_refused_as_yaml_reads_it(written: str, read: str) -> None:
    (line,) = refused(probe(written))
    assert line.startswith(f"x.yaml:21:17: YAML reads '{written}' as {read}, not as words; put it in quotes")


@pytest.mark.parametrize("quote", ["'", '"'])
@pytest.mark.parametrize("written", [*(written for written, _ in READ), "Spot #2."])
def test_in_quotes_the_same_is_text(written: str, quote: str) -> None:
    text = probe(f"{quote}{written}{quote}  # a word for the author")
    try:
        out = said(text)
    except ProtocolError as error:
        lines = str(error)  # a form of a number, or a mark, that a voice would not say right
    else:
        lines = ""
        assert out == written
    assert "YAML reads" not in lines
    assert "put it in quotes" not in lines


@pytest.mark.parametrize("written", WORDLESS)
def test_a_value_without_a_word_is_refused(written: str) -> None:
    (line,) = refused(probe(written))
    assert line.startswith("x.yaml:21:")


@pytest.mark.parametrize("written", NOTHING)
def test_nothing_is_refused_and_told_how_to_write_it(written: str) -> None:
    (line,) = refused(probe(written))
    assert re.match(r"x\.yaml:21:\d+: nothing stands here, and YAML reads null; put it in quotes", line)
    assert '""' in line


@pytest.mark.parametrize(("one", "code", "name", "mend"), UNSEEN)
@pytest.mark.parametrize("written", ["Sit{}down.", '"Sit{}down."', "'Sit {} down.'", ">-\n          Sit{}down."])
def test_an_unseen_character_is_named_at_its_place(one: str, code: str, name: str, mend: str, written: str) -> None:
    text = probe(written.format(one))
    (line,) = refused(text)
    before = text[: text.index(one)]
    place = f"x.yaml:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}: "
    assert line.startswith(f"{place}{code} is a character that nobody sees ({name}), in '")
    assert f"<{code}>" in line
    assert line.endswith(mend)


@pytest.mark.parametrize("escape", [r"\_", r"\t", r"\u00ad", r"\u200b", r"\N", r"\L", r"\r", r"\e", r"\x00"])
def test_an_escape_writes_no_unseen_character(escape: str) -> None:
    (line,) = refused(probe(f'"Sit{escape}down."'))
    assert re.match(r"x\.yaml:21:17: U\+[0-9A-F]{4} is a character that nobody sees \(", line)


@pytest.mark.parametrize("one", ["\u00a0", "\t", "\u2003", "\u3000", "\u200b", "\ufeff"])
@pytest.mark.parametrize("right", ["    about:", "version: 1", "        always:", "session:"])
def test_an_unseen_character_outside_of_a_value_is_named_too(one: str, right: str) -> None:
    wrong = right.replace(" ", one) if " " in right else right.replace(":", one + ":")
    (line,) = refused(PROBE.replace(right, wrong, 1))
    assert f"U+{ord(one):04X} is a character that nobody sees" in line


def test_each_line_with_an_unseen_character_is_told() -> None:
    assert len(refused(TEXT.replace(": ", ":\u00a0"))) > 20


@pytest.mark.parametrize(
    "word", ["\u0645\u06cc\u200c\u062e\u0648\u0627", "\u0915\u094d\u200d\u0937", "\u845b\U000e0100"]
)
def test_what_a_script_needs_is_let_in(word: str) -> None:
    assert said(probe(word)) == word


EVERYWHERE = [
    ("title: Small", "title: WRITTEN"),
    ("left: left", "left: WRITTEN"),
    ("left: left", "left: [left, WRITTEN]"),
    ("opening: Opening", "opening: WRITTEN"),
    ("always: Ask first.", "always: WRITTEN"),
    ("remind: Move.", "remind: WRITTEN"),
    ("tones: Move.", "tones: WRITTEN"),
    ("learn: Two.", "learn: WRITTEN"),
    ("Move it.]", "WRITTEN]"),
    ("muscle: brachialis", "muscle: WRITTEN"),
    ("title: Small", "title: Small\n    pronounce: {arm: {any: WRITTEN}}"),
]


@pytest.mark.parametrize("written", ["null", "off", "10", "2024-05-01", "'...'", "Sit #2\n  "])
@pytest.mark.parametrize(("right", "wrong"), EVERYWHERE)
def test_whatever_is_said_is_judged(right: str, wrong: str, written: str) -> None:
    assert right in TEXT
    text = TEXT.replace(right, wrong.replace("WRITTEN", written), 1)
    if "#" in written and "\n    " not in text:
        return
    lines = refused(text)
    assert any("YAML reads" in line or "no word that a voice can say" in line for line in lines), lines


def test_names_and_sources_are_not_said_and_stay_free() -> None:
    text = TEXT.replace("B1", "1").replace("title: Small", 'title: "Small"  # as on the cover')
    text = text.replace("    lines:", "    # a line of its own\n    lines:   # all that is said\n      # and here")
    assert parse(text.replace("elbow: elbow,", "elbow: elbow,  # after a comma\n     "), "x.yaml")


@pytest.mark.parametrize("file", [*shipped().values(), TEMPLATE], ids=lambda file: str(file.stem))
def test_shipped_protocols_are_right(file: object) -> None:
    assert isinstance(file, type(TEMPLATE))
    parse(file.read_text(encoding="utf-8"), str(file))


SILENT = [
    ("always: Ask first.", "the notice is an empty line"),
    ('always: "About {minutes} minutes."', "an empty line opens a chapter"),
    ('always: "{side} arm, {strip}, spot {spot} of {spots}."', "an empty line opens a chapter"),
    ("always: Ease off.", "an empty line where a person waits for words"),
    ('always: "Is your arm broken?"', "an empty line where a person waits for words"),
    ("remind: Move.", "it moves the body, so it is said at every level; add 'remind'"),
]


@pytest.mark.parametrize(("right", "message"), SILENT)
def test_an_empty_line_is_refused_where_silence_is_not_safe(right: str, message: str) -> None:
    assert right in TEXT
    lines = refused(TEXT.replace(right, f'{right.partition(":")[0]}: ""', 1))
    assert any(message in line for line in lines), lines


def test_the_stop_rule_is_no_empty_line() -> None:
    text = TEXT.replace("stop rule: notice", "stop rule: total").replace(
        'always: "About {minutes} minutes."', 'always: ""'
    )
    assert any("the stop rule is an empty line" in line for line in refused(text))


def test_an_empty_line_elsewhere_says_nothing() -> None:
    assert parse(TEXT.replace("remind: Hold.", 'remind: ""'), "x.yaml").words["en"].lines["hold"].remind == ""


LETTERS = st.one_of(
    st.sampled_from(list("#:-?!~|>&*%@`'\"\\{}[],. =<_/0123456789eExyn")),
    st.sampled_from(
        ["null", "yes", "no", " #", ": ", " - ", "2024-01-01", "1:30", "\u00a0", "\t", "\u200d", "spot", " "]
    ),
    st.characters(exclude_characters="\r\n"),
)
SCALARS = st.lists(LETTERS, min_size=1, max_size=12).map("".join)


def comes_out_or_is_refused(written: str, meant: str) -> None:
    try:
        out = said(probe(written))
    except ProtocolError as error:
        lines = str(error).splitlines()
        assert lines
        assert all(re.match(r"x\.yaml:\d+:\d+: ", line) and line.isprintable() for line in lines), lines
    else:
        assert out == meant


@given(SCALARS)
@example("Sit down #2")
@example("2024-01-012024-01-01#2024-01-01#2024-01-01")
@example("'a' #b")
@example("0_")
@example("\u00b2")  # a digit, and no decimal one
@example("9" * 1_900)
@example("0x" + "f" * 1_900)
@example("1:" + "0:" * 900 + "0")
def test_any_plain_value_comes_out_as_written_or_is_refused(written: str) -> None:
    if written.strip(" ")[:1] not in ("'", '"'):
        comes_out_or_is_refused(written, written.strip(" "))


@given(SCALARS)
@example("null¼")
@example("_¼null")
def test_any_value_in_quotes_comes_out_as_written_or_is_refused(meant: str) -> None:
    comes_out_or_is_refused("'" + meant.replace("'", "''") + "'", meant)
    comes_out_or_is_refused('"' + meant.replace("\\", "\\\\").replace('"', '\\"') + '"', meant)

"""Notice and stop rule are heard on both ways through a session: before the whole notice was heard, and after it."""

import pytest

from coach.protocol import ProtocolError, parse
from coach.protocol.template import template

TEXT = template("forearm")
RULE = "      - {say: short notice}\n      - {say: stop rule}\n"
KNOWN = f"  - chapter: notice\n    when: [alone, known]  # for who has heard it\n    steps:\n{RULE}"
NEW = "when: [alone, new]    # not as a part of a programme; for who has not heard the notice yet\n"
LINE = "always: Do not start if your health has changed. Press B to hear everything."


def changed(*changes: tuple[str, str]) -> str:
    text = TEXT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def test_the_template_is_right() -> None:
    parse(TEXT, "forearm.yaml")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (((RULE, "      - {say: short notice}\n"),), "'stop rule' must be said in the chapter of the short notice"),
        (((RULE, "      - {say: stop rule}\n"),), "the notice must be heard first: begin with 'say: short notice'"),
        (
            ((RULE, "      - {say: stop rule}\n      - {say: short notice}\n"),),
            "the notice must be heard first: begin with 'say: short notice'",
        ),
        (
            ((RULE, "      - {say: short notice}\n      - {say: stop rule, when: live}\n"),),
            "the stop rule 'stop rule' must be said every time",
        ),
        (
            ((RULE, "      - {say: short notice, when: live}\n      - {say: stop rule}\n"),),
            "the notice must be heard every time, not only at 'live'",
        ),
        (((KNOWN, ""),), "the notice must be heard first: begin with 'say: short notice'"),
        (((KNOWN, KNOWN.replace("chapter: notice", "chapter: finish")),), "write the same chapters, by name"),
        (((NEW, "when: [alone, known]\n"),), "the notice must be heard first: begin with 'say: notice'"),
        (((NEW, "when: alone\n"),), "the notice must be heard first: begin with 'say: short notice'"),
        (((", short notice: short notice,", ","),), "the notice must be heard first: begin with 'say: notice'"),
        (((LINE, "learn: Not now.\n        remind: Not now.\n        tones: Not now."),), "write it under 'always'"),
        (((LINE, 'always: ""'),), "the short notice is an empty line"),
        (((": short notice,", ": shrt notice,"),), "there is no line 'shrt notice'"),
        (
            (
                (
                    LINE,
                    f"{LINE} It may have changed in more ways than you think, and so we would like to tell you more.",
                ),
            ),
            "in language 'en', its chapter takes about 2",
        ),
    ],
)
def test_what_one_way_misses_is_named(changes: tuple[tuple[str, str], ...], message: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        parse(changed(*changes), "forearm.yaml")
    assert message in str(caught.value), caught.value


def test_without_a_short_notice_both_hear_the_whole_one() -> None:
    line = f"      short notice:\n        source: choice\n        {LINE}\n"
    text = changed((", short notice: short notice,", ","), (KNOWN, ""), (NEW, "when: alone\n"), (line, ""))
    parse(text, "forearm.yaml")

"""Numerals of a text, as whole tokens and by their language: one reader for what is said, judged and cited.

A comma before three digits parts thousands in English, a dot does in Spanish; any other single mark is a decimal one.
"""

import re

DASH = r"[-\u2010-\u2015\u2212]"
"""Pattern of any dash that can stand between the ends of a range."""

FRACTIONS = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅛": "1/8"}

THOUSANDS = {"en": ",", "es": "."}
"""Marks between thousands; in any other language a mark is a decimal one."""

PLAIN = r"\d+(?:[.,]\d+)*(?: 000)*|(?<!\S)\.\d+"
"""Pattern of digits with their marks, and of thousands after a space."""

_SIGNS = "".join(FRACTIONS)
_BEGINS = r"(?:(?<!\d[.,/:])(?<![\w.])|(?<=\dx)|(?<=\d x)|(?<=\s)(?=\.)|(?<= x))"
NUMERAL = rf"{_BEGINS}(?:\d+ ?[{_SIGNS}]|[{_SIGNS}]|(?:\d+ )?\d+/\d+(?![\d/])|{PLAIN})"
"""Pattern of a whole numeral. A letter before its first digit makes a name of it: L4."""

_LABEL = re.compile(
    r"\b(?:spot|step|set|level|day|week|part|phase|stage|exercise|round|point|strip|pass|number|no\.|position|session|"
    r"punto|paso|serie|nivel|dia|día|semana|parte|fase|etapa|ejercicio|ronda|franja|pasada|numero|número|sesion|sesión)"
    r"\s+$",
    re.IGNORECASE,
)


def is_label(text: str, start: int) -> bool:
    """Whether the numeral at `start` names a thing, as in "Spot 2 - 10 s", so that no range of seconds begins there."""
    return _LABEL.search(text[:start]) is not None


def value_of(numeral: str, language: str) -> float | None:
    """Read a numeral: "10,000" is 10000 in English, "1,5" is 1.5 in both; else None: "1.2.3"."""
    for sign, fraction in FRACTIONS.items():
        numeral = numeral.replace(sign, f" {fraction}")
    if not re.fullmatch(rf"(?:\d+ +)?\d+/\d+|{PLAIN}", numeral.strip()):
        return None
    whole, _, part = numeral.strip().rpartition(" ")
    if "/" in part:
        top, bottom = part.split("/")
        return float(whole or 0) + float(top) / float(bottom) if float(bottom) else None
    plain = decimal(numeral, language)
    return None if plain is None else float(plain)


def decimal(numeral: str, language: str) -> str | None:
    """Write a numeral without marks for thousands, and with a dot before its decimals; None where that is not clear."""
    text = numeral.replace(" ", "")
    marks = re.findall(r"[.,]", text)
    if len(marks) > 1:  # the last one is a decimal mark, if another one comes before it
        last = marks[-1] if marks[-1] != marks[0] else ""
        first, _, decimals = text.rpartition(last) if last else (text, "", "")
        if not re.fullmatch(rf"[1-9]\d{{0,2}}(?:{re.escape(marks[0])}\d{{3}})+", first):
            return None
        return first.replace(marks[0], "") + (f".{decimals}" if last else "")
    if marks == [THOUSANDS.get(language)] and re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", text):
        return re.sub(r"[.,]", "", text)
    return re.sub(r"^\.", "0.", text.replace(",", "."))


def doubtful(numeral: str, language: str) -> bool:
    """Whether people read a numeral in two ways: "1.000" is a thousand or one in English, as "1,000" in Spanish."""
    other = {",": ".", ".": ","}.get(THOUSANDS.get(language, ""), "")
    return bool(other) and re.fullmatch(rf"[1-9]\d{{0,2}}{re.escape(other)}\d{{3}}", numeral) is not None

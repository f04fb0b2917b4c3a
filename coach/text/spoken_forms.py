"""Forms of numbers in exercise texts, in words: ranges, doses, times, ordinals, fractions, years, units.

Rules are tried in their order; each turns whole tokens into words. What none of them knows keeps its digits, which an
engine reads by itself, and `unclear_forms` names.
"""

import re
from collections.abc import Callable

from coach.text.numerals import DASH, FRACTIONS, PLAIN, decimal, is_label
from coach.text.spoken_numbers import FEMININE, UNIT_SIGNS, UNIT_WORDS, number_in_words, ordinal_in_words

Words = Callable[[re.Match[str], str], str | None]
Rule = tuple[str, Words]

# fmt: off
_SAID = {
    "en": {"to": "to", "times": "times", "by": "times", "per": "per", "about": "about", "less": "less than",
           "more": "more than", "least": "at least", "most": "at most", "plus": "plus", "minus": "minus",
           "either": "plus or minus", "or more": "or more", "number": "number", "of": "out of", "once": "once",
           "sharp": "o'clock", "oh": "oh", "numbers": "numbers",
           "minimum": "minimum", "maximum": "maximum"},
    "es": {"to": "a", "times": "veces", "by": "por", "per": "por", "about": "unos", "less": "menos de",
           "more": "más de", "least": "al menos", "most": "como mucho", "plus": "más", "minus": "menos",
           "either": "más o menos", "or more": "o más", "number": "número", "of": "de", "once": "una vez",
           "sharp": "en punto", "oh": "cero", "numbers": "números",
           "minimum": "mínimo", "maximum": "máximo"},
}
"""Words around numbers, by language."""
_PARTS = {
    "en": {2: ("half", "halves"), 3: ("third", "thirds"), 4: ("quarter", "quarters"), 8: ("eighth", "eighths")},
    "es": {2: ("medio", "medios"), 3: ("tercio", "tercios"), 4: ("cuarto", "cuartos"), 8: ("octavo", "octavos")},
}
_PER = {
    "en": ("side", "leg", "arm", "set", "rep", "session", "day", "week", "month"),
    "es": ("lado", "pierna", "brazo", "serie", "sesión", "día", "semana", "mes"),
}
"""Words after a slash, as in 30 s/side and 3x/wk. A unit may stand there too: 5 km/h."""
_FEMININE_NOUN = r"(?:\w{3,}(?:as|ciones|ción)|vez|veces|series?|vuelta|semana|hora|ronda|pasada|franja|pierna)\b"
_MASCULINE_NOUN = r"(?:\w{3,}os|minuto|segundo|punto|paso|ciclo|días?|metro|grado|centímetro|lado)\b"
# fmt: on

_UNIT = "|".join(sorted(map(re.escape, UNIT_SIGNS), key=len, reverse=True))
_UNIT_AFTER = rf"(?:\s*(?P<unit>{_UNIT})(?!\w)(?:\.(?=\s+[^\W\d_A-ZÁÉÍÓÚ]|[,;:]))?)?"
_BEGINS, _ENDS = r"(?<![\w/:])(?<!\d[.,])", r"(?![\w/]|[.,:]\d|\.?[ºª])"
_NUMBER = rf"(?:{PLAIN})"
_SHORT = {"wk": "week", "sem": "semana"}
_EACH = "|".join((*_PER["en"], *_PER["es"], *_SHORT, _UNIT))
RATE = rf"(?<=\d)(\s*(?:{_UNIT}))?/({_EACH})(?![\w/])"
"""Pattern of what stands after the number of a rate: " km/h" after 5, "s/side" after 30."""
_FEET, _INCHES = r"(?<![\w.,])(?P<feet>\d+)['\u2019\u2032]", r"(?P<inches>\d+)(?:'{2}|[\u2033\u201d\"])"
_DIGITS = r"(?:[ ().-]{0,2}\d){6,14}(?![\w/:])"
_CALL = r"\b(?i:call|phone|ring|dial|tel|telephone|llam\w*|teléfono|marc\w*)\b[.:]?\s+(?:[^\W\d]+\s+){0,2}"


def in_words(text: str, language: str) -> str:
    """Write every known form of a number in words, in a language that has units here."""
    return traced(text, language)[0]


def traced(text: str, language: str) -> tuple[str, list[int]]:
    """Write every known form in words, with the place in `text` of each letter; `~place`, below zero, of a new one."""
    places = list(range(len(text)))
    for pattern, words in _RULES:
        for found in reversed(list(re.finditer(pattern, text))):
            said = words(found, language)
            if said is not None and said != found[0]:
                start, end = found.span()
                text = text[:start] + said + text[end:]
                places[start:end] = [min(places[start], ~places[start])] * len(said)
    return text, places


def number(written: str, language: str) -> str | None:
    """Write one numeral in words, without a comma that would be a pause; digit for digit after a leading zero."""
    plain = decimal(written, language)
    if plain is None:
        return None
    if re.fullmatch(r"0\d+", plain):
        return " ".join(filter(None, (number_in_words(digit, language) for digit in plain)))
    said = number_in_words(plain, language)
    if said is None:
        return None
    return said.replace(" punto ", " coma ") if language == "es" else said.replace(",", "")


def before_noun(said: str, *, feminine: bool) -> str:
    """Shorten a Spanish number before a noun: veintiuno, but veintiún minutos and veintiuna horas."""
    if feminine:
        said = re.sub(r"(cient|quinient)os\b", r"\1as", said)
        return said[:-1] + "a" if said.endswith("uno") else said
    if not said.endswith("uno"):
        return said
    return said[:-3] + ("ún" if said.endswith("veintiuno") else "un")


def _with_unit(said: str, unit: str | None, one: bool, language: str) -> str:
    if unit is None:
        return said
    sign = UNIT_SIGNS[unit]
    if language == "es":
        said = before_noun(said, feminine=sign in FEMININE["es"])
    return f"{said} {UNIT_WORDS[language][sign][0 if one else 1]}"


def _ordinal(found: re.Match[str], language: str) -> str | None:
    count, ending = int(found[1]), found[2].strip(".")
    if ending == "º" and (language == "en" or count >= 30):
        return _with_unit(number(found[1], language) or found[1], "°", count == 1, language)
    return ordinal_in_words(count, ending.lower(), language)


def _time(found: re.Match[str], language: str) -> str | None:
    hours, minutes, seconds, unit = found[1], found[2], found[3], found["unit"]
    sign = UNIT_SIGNS.get(unit or "")
    signs = (
        ("h", "min", "s")
        if seconds or sign == "h"
        else ("min", "s")
        if sign == "min" or not 0 < int(hours) < 25
        else ()
    )
    if signs:
        parts = zip((hours, minutes, seconds or "0"), signs, strict=False)
        said = [(str(int(part)), sign) for part, sign in parts if int(part)]
        return " ".join(_with_unit(number(part, language) or part, sign, part == "1", language) for part, sign in said)
    first = number(hours.lstrip("0"), language) or hours
    if int(minutes) == 0:
        return first if re.match(r"\s*[ap]\.?m", found.string[found.end() :]) else f"{first} {_SAID[language]['sharp']}"
    oh = f"{_SAID[language]['oh']} " if minutes[0] == "0" else ""
    rest = f"{first} {oh}{number(str(int(minutes)), language)}"
    return rest if unit is None else _with_unit(rest, unit, False, language)


def _sequence(found: re.Match[str], language: str) -> str | None:
    return " ".join(
        number(one, language) or one for one in re.findall(r"\d" if found[0].isdigit() else r"\d+", found[0])
    )


def _fraction(found: re.Match[str], language: str) -> str | None:
    whole, top, bottom, unit = found[1], int(found[2]), int(found[3]), found["unit"]
    if bottom == 10 and top <= 10 and not whole and unit is None:
        return f"{number(found[2], language)} {_SAID[language]['of']} {number(found[3], language)}"
    if bottom not in _PARTS[language] or not 0 < top < bottom:
        return None
    one, many = _PARTS[language][bottom]
    sign = UNIT_SIGNS.get(unit or "")
    noun = UNIT_WORDS[language][sign] if sign else ("", "")
    half = "media" if language == "es" and sign in FEMININE["es"] else one
    count = before_noun(number(found[2], language) or "", feminine=False)
    part = f"{count} {one if top == 1 else many}"
    if language == "es" and top == 1 and bottom == 2:
        feminine = re.match(r"\s+(?:\w+a)\b", found.string[found.end() :]) is not None
        part = "media" if feminine and not sign else half
    if whole:
        said = number(whole, language) or whole
        if language == "en":
            part = "a half" if bottom == 2 else part
            return f"{said} and {part} {noun[1]}".strip()
        if sign:
            said = _with_unit(said, unit, whole == "1", language)
        return f"{said} y {part}"
    if not sign:
        return part
    if language == "es":
        return f"{part} {noun[0]}" if bottom == 2 else f"{part} de {noun[0]}"
    article = "an" if sign == "h" else "a"
    return f"half {article} {noun[0]}" if bottom == 2 else f"{part} of {article} {noun[0]}"


def _range(found: re.Match[str], language: str) -> str | None:
    first, last = number(found["first"], language), number(found["last"], language)
    ends = decimal(found["first"], language), decimal(found["last"], language)
    unit, own = found["unit"], found["own"]
    if first is None or last is None or None in ends:
        return None
    spaced = found["dash"] != found["dash"].strip()
    rises = float(ends[0] or 0) < float(ends[1] or 0)
    falls = not rises and min(len(found["first"]), len(found["last"])) > 2
    if (falls and unit is None) or re.match(r"0\d", found["last"]):
        return None  # a phone number, or a date
    label = spaced and unit is not None and is_label(found.string, found.start())
    if label or (spaced and not rises and own is None) or (own is not None and unit is None):
        return None
    if own is not None and UNIT_SIGNS[own] != UNIT_SIGNS[unit]:
        first = _with_unit(first, own, found["first"] == "1", language)
    return f"{first} {_SAID[language]['to']} " + _with_unit(last, unit, found["last"] == "1", language)


def _year(found: re.Match[str], language: str) -> str | None:
    said = number_in_words(found[1], language, "year")
    if said is None or found[2] is None:
        return said
    return said[:-1] + "ies" if said.endswith("y") else said + "s"


def _single(found: re.Match[str], language: str) -> str | None:
    said = number(found[1], language)
    if said is None:
        return None
    after = found.string[found.end() :]
    if language == "es" and found["unit"] is None and re.match(rf"\s+(?:{_FEMININE_NOUN}|{_MASCULINE_NOUN})", after):
        said = before_noun(said, feminine=re.match(rf"\s+{_FEMININE_NOUN}", after) is not None)
    return _with_unit(said, found["unit"], found[1] == "1", language)


def _decade(found: re.Match[str], language: str) -> str | None:
    return None if language == "es" else f"{found[1] or ''}{(number(found[2], language) or '')[:-1]}ies"


def _grades(found: re.Match[str], language: str) -> str | None:
    return f"{number(found[1], language)} {_SAID[language]['to']} {found[2]}"


def _bound(found: re.Match[str], language: str) -> str | None:
    said = _SAID[language]["maximum" if found[2].endswith("x") else "minimum"]
    return f"{found[1]}{said[1:]} "


def _word(key: str, before: str = "", after: str = " ") -> Words:
    return lambda found, language: f"{before}{_SAID[language][key]}{after}"


def _counted(found: re.Match[str], language: str) -> str | None:
    each = _each(found[2] or "", language)
    if found[2] and each is None:
        return None
    said = _SAID[language]["once"] if found[1] == "1" else f"{found[1]} {_SAID[language]['times']}"
    return said + (f" {_SAID[language]['per']} {each}" if each else "")


def _compound(found: re.Match[str], language: str) -> str | None:
    said = number(found[1], language)
    return None if said is None else _with_unit(said, found[2], language == "en" or found[1] == "1", language)


def _each(written: str, language: str) -> str | None:
    """Return the word for what comes after a slash."""
    word = _SHORT.get(written, written)
    sign = UNIT_SIGNS.get(written)
    return UNIT_WORDS[language][sign][0] if sign else word if word in _PER[language] else None


def _rate(found: re.Match[str], language: str) -> str | None:
    each = _each(found[2], language)
    return each and f"{found[1] or ''} {_SAID[language]['per']} {each}"


def _prime(found: re.Match[str], language: str) -> str | None:
    counts = found.groupdict()
    feet, inches = counts.get("feet"), counts.get("inches")
    if language == "es" or (feet and inches and int(inches) > 11):  # minutes and seconds
        parts = [(one, sign) for one, sign in ((feet, "min"), (inches, "s")) if one]
        return " ".join(_with_unit(number(one, language) or one, sign, one == "1", language) for one, sign in parts)
    if not (feet and inches) and found[0][-1] not in "\u2032\u2033":
        return None  # it may close a quotation
    named = [(feet, "foot", "feet"), (inches, "inch", "inches")]
    return " ".join(f"{number(count, language)} {one if count == '1' else many}" for count, one, many in named if count)


def _phone(found: re.Match[str], language: str) -> str | None:
    plus = f"{_SAID[language]['plus']} " if "+" in found["phone"] else ""
    digits = re.findall(r"\d", found["phone"])
    return found["before"] + plus + " ".join(number(one, language) or one for one in digits)


def _name(found: re.Match[str], language: str) -> str | None:
    said = number(found[2], language)
    return None if said is None else f"{found[1]} {said}"


def _glued(found: re.Match[str], language: str) -> str | None:
    said = number(found[1], language)
    return None if said is None else f"{said} {found[2]}"


_X = "[xX\u00d7]"
_RULES: tuple[Rule, ...] = (
    (rf"({'|'.join(FRACTIONS)})", lambda found, language: f" {FRACTIONS[found[0]]}"),
    (r"(?<=\s)\s+|^\s+", lambda found, language: ""),
    (r"(?<![\w&])(?:#|[Nn]o\. ?|[Nn]\.?[º°]\.? ?|[Nn]úm\. ?)(?=\d)", _word("number")),
    (r"(?<!\w)(?:[Nn]os\. ?|[Nn]\.?os ?|[Nn]úms\. ?)(?=\d)", _word("numbers")),
    (rf"(?P<before>{_CALL})(?P<phone>\+?[\d(]{_DIGITS})", _phone),
    (rf"(?P<before>)(?<![\w.,])(?P<phone>(?:\+\d|\(\d{{2,4}}\) ?\d){_DIGITS})", _phone),
    (r"(?<=\d)\s*(?i:([ap])m)(?!\w)\.?", lambda found, language: f" {found[1].lower()}.m."),
    (r"(?<![\w.])(?<!\d\s)([Mm])([iíaá][nx])\.\s?(?=\d)", _bound),
    (
        r"(\b[Ii]n (?:your|their|his|her|my|our|the)(?: (?:early|mid|late))? )?(?(1)|(?<!\w)['\u2019])([2-9]0)s(?!\w)",
        _decade,
    ),
    (rf"{_BEGINS}(\d+){DASH}(\d+)(?=/10(?![\w/]))", _grades),
    (rf"(?<=:\d\d)\s*{DASH}\s*(?=\d{{1,2}}:\d\d)", _word("to", " ")),
    (rf"(?<=\d(?:st|nd|rd|th)){DASH}(?=\d+(?:st|nd|rd|th))|(?<=[ºª]){DASH}(?=\d+\.?[ºª])", _word("to", " ")),
    (RATE, _rate),
    (
        rf"{_BEGINS}(\d{{1,4}})(\.?[ºª]|\.?er|st|nd|rd|th|ST|ND|RD|TH|ro|do|to|mo|vo|no|ra|da|ta|ma|va|na|a)(?!\w)",
        _ordinal,
    ),
    (rf"{_BEGINS}(\d{{1,2}}):([0-5]\d)(?::([0-5]\d))?(?!\d|:){_UNIT_AFTER}", _time),
    (rf"{_BEGINS}\d{{1,2}}(:)\d(?!\w|:)", lambda found, language: found[0].replace(":", f" {_SAID[language]['to']} ")),
    (rf"{_BEGINS}(?<!-)\d{{1,2}}(?:{DASH}\d{{1,2}}){{2,}}(?![\w-])", _sequence),
    (r"(?<=[Tt]empo )\d{4}(?!\w)", _sequence),
    (rf"{_FEET}\s?{_INCHES}(?!\w)", _prime),
    (rf"{_FEET}(?![\w'])", _prime),
    (rf"(?<![\w.,]){_INCHES}(?<!\")(?!\w)", _prime),
    (rf"(?<=\d)\s*{_X}\s*(?=\d)", _word("by", " ")),
    (rf"(?<![\w.,:/])((?:\d+{DASH})?\d+)\s*{_X}(?:/(\w+))?(?!\w)", _counted),
    (r"(?<=\w )x(?= \d)|(?<=\w )\u00d7(?= \d)", _word("by", after="")),
    (rf"(?<!\w){_X}(\d+(?:{DASH}\d+)?)(?!\w)", lambda found, language: f"{found[1]} {_SAID[language]['times']}"),
    (r"(?:\+/-|±) ?(?=\d)", _word("either")),
    (r"(?<!\w)[~≈] ?(?=\d)", _word("about")),
    (r"(?<!\w)(?:≥|>=) ?(?=\d)", _word("least")),
    (r"(?<!\w)(?:≤|<=) ?(?=\d)", _word("most")),
    (r"(?<!\w)< ?(?=\d)", _word("less")),
    (r"(?<!\w)> ?(?=\d)", _word("more")),
    (r"(?<![\w)])\+(?=\d)", _word("plus")),
    (rf"(?:(?<=[^\d\s]\s)|(?<=\()|^){DASH}(?=\d)", _word("minus")),
    (r"(?<=\d)\+(?![\w+])", _word("or more", " ", "")),
    (rf"{_BEGINS}(?:(\d+) )?(\d{{1,2}})/(\d{{1,2}})(?![\w/]){_UNIT_AFTER}", _fraction),
    (
        rf"{_BEGINS}(?<!\d[-\u2010-\u2013])(?P<first>{_NUMBER})(?:\s*(?P<own>{_UNIT}))?(?P<dash>\s+{DASH}\s+|{DASH})"
        rf"(?P<last>{_NUMBER})(?!{DASH}\d){_UNIT_AFTER}{_ENDS}",
        _range,
    ),
    (rf"{_BEGINS}(\d+)-({_UNIT})(?!\w)", _compound),
    (rf"(?<=[A-Z]\d) ?{DASH} ?(?=[A-Z]\d)|(?<=[A-Z]\d\d){DASH}(?=[A-Z]\d)", _word("to", " ")),
    (
        rf"(?:(?<=\b[Ii]n )|(?<=ince )|(?<=ntil ))((?:19|20)\d\d)(s)?(?!\w|[.,]\d|\s+\w+s\b|\s*(?:{_UNIT})(?!\w))",
        _year,
    ),
    (r"(?<![\w.,])((?:19|20)\d\d)(s)?(?=\))", _year),
    (r"(?<![\w.,])((?:1[1-9]|20)\d0)['\u2019]?(s)(?!\w)", _year),
    (rf"{_BEGINS}({_NUMBER}){_UNIT_AFTER}{_ENDS}", _single),
    (rf"{_BEGINS}(\d+)([A-Z]{{1,3}}|k)(?!\w)", _glued),
    (r"(?<!\w)([A-Z]{1,3})(\d{1,3})(?!\w|[.,]\d)", _name),
)
"""Rules in their order: a pattern of whole tokens, and its words; None where the token is left as it is written."""

"""Languages by the three letters of ISO 639-2, which is how ID3 names them."""

import re

UNKNOWN = "XXX"

_TABLE = """
ar:ara bg:bul ca:cat cs:ces cy:cym da:dan de:deu el:ell en:eng es:spa et:est eu:eus fa:fas fi:fin
fr:fra ga:gle gl:glg he:heb hi:hin hr:hrv hu:hun id:ind is:isl it:ita ja:jpn ka:kat kk:kaz ko:kor
lt:lit lv:lav mk:mkd ml:mal ms:msa nb:nob ne:nep nl:nld nn:nno no:nor pl:pol pt:por ro:ron ru:rus
sk:slk sl:slv sq:sqi sr:srp sv:swe sw:swa ta:tam te:tel th:tha tr:tur uk:ukr ur:urd vi:vie zh:zho
"""
_THREE = dict(pair.split(":") for pair in _TABLE.split())


def three_letters(tag: str) -> str:
    """Look up the code for a tag such as ``en``, ``en-GB`` or ``eng``; ``XXX``, as in ID3, for an unknown one."""
    first = re.split(r"[-_]", tag.strip().lower())[0]
    if re.fullmatch(r"[a-z]{3}", first):
        return first
    return _THREE.get(first, UNKNOWN)

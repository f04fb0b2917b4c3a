"""SVG as text: the elements of the pictures that the coach draws, with one look for light and for dark screens."""

from collections.abc import Iterable, Iterator
from html import escape

_LIGHT = """
 text { font: 13px system-ui, sans-serif; fill: #222 }
 .title { font-size: 20px; font-weight: 600 } .small { font-size: 11px; fill: #666 } .line { stroke: #ddd }"""
_DARK = "text { fill: #eee } .small { fill: #aaa } .line { stroke: #444 }"


def document(width: float, height: float, title: str, parts: Iterable[str], /, **attributes: object) -> str:
    """Write a whole picture of these elements, one on each line. A screen reader says `title`."""
    inside = "\n".join([tip(title), *parts, ""])
    attributes["role"] = "img"
    box = f"0 0 {width} {height}"
    return element("svg", inside, xmlns="http://www.w3.org/2000/svg", viewBox=box, **attributes) + "\n"


def theme(light: str, dark: str) -> str:
    """Write a style sheet: the common look of words and lines, then a picture's own rules for light and for dark."""
    return f"<style>{_LIGHT}\n{light}\n @media (prefers-color-scheme: dark) {{\n  {_DARK}\n{dark}\n }}\n</style>"


def element(name: str, inside: str | None = None, **attributes: object) -> str:
    """Write an element with markup inside, or none.

    Fractions are written with one decimal, and the names `class_` and `text_anchor` as ``class`` and ``text-anchor``.
    """
    named = ((key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items())
    head = "".join(f' {key}="{f"{value:.1f}" if isinstance(value, float) else value}"' for key, value in named)
    return f"<{name}{head}/>" if inside is None else f"<{name}{head}>{inside}</{name}>"


def text(words: str, x: float, y: float, **attributes: object) -> str:
    """Write words on one line; `y` is their base line."""
    return element("text", escape(words), x=x, y=y, **attributes)


def tip(words: str) -> str:
    """Write the title inside an element, which a browser shows under the pointer; nothing for no words."""
    return f"<title>{escape(words)}</title>" if words else ""


def legend(kinds: Iterable[tuple[str, str]], x: int, y: int, step: int, wide: int) -> Iterator[str]:
    """Draw classes with their meaning: a box `wide` pixels wide with a word, and the next one after `step` pixels."""
    for index, (kind, word) in enumerate(kinds):
        left = x + index * step
        yield element("rect", class_=kind, x=left, y=y, width=wide, height=14, rx=3)
        yield text(word, left + wide + 6, y + 12)

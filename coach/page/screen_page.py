"""Page of the screen beside a room: what is heard now in letters that are read at 4 m, and what comes next."""

from hashlib import sha256

from coach.page.html import CSP, render
from coach.page.site import icon, static
from coach.text.screen_texts import screen_texts


def screen_files(language: str) -> tuple[dict[str, bytes], str]:
    """Render the page and all that it loads, by name. Return them with their version, by which an old page loads anew.

    What is heard comes as events, so that one page serves for months.
    """
    loaded = {name: static(name).encode() for name in ("screen.css", "screen.js")}
    values = {"csp": CSP, "language": language, "texts": screen_texts(language)}
    parts = (*loaded.values(), render("screen.html", version="", **values).encode())
    version = sha256(b"".join(parts)).hexdigest()[:12]
    html = render("screen.html", version=version, **values).encode()
    return {"index.html": html, **loaded, "icon.png": icon(96)}, version


def code_svg(address: str) -> bytes:
    """Draw the QR code of an address as SVG, black on white, with the quiet border that a camera needs."""
    import segno

    drawn: str = segno.make(address, error="m", micro=False).svg_inline(border=4, omitsize=True, light="#fff")
    return drawn.encode()

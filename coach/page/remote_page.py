"""Page of a remote: buttons for every request, and what is heard now."""

from coach.page.html import CSP, render
from coach.page.site import icon, static
from coach.text.page_texts import page_texts


def remote_files(title: str, language: str, *, rated: bool) -> dict[str, bytes]:
    """Render the page and all that it loads, by name, at most 20 KB together. `rated` adds the numbers."""
    html = render("remote.html", csp=CSP, title=title, language=language, texts=page_texts(language), rated=rated)
    loaded = {name: static(name).encode() for name in ("remote.css", "remote.js")}
    return {"index.html": html.encode(), **loaded, "icon.png": icon(96)}

"""Shipped protocols: data, found without reading any."""

from pathlib import Path

SHIPPED = Path(__file__).parent


def shipped() -> dict[str, Path]:
    """Return the files of the shipped protocols, by name."""
    return {file.stem: file for file in sorted(SHIPPED.glob("*.yaml"))}

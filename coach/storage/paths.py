"""Folders in which the platform keeps what a program stores for one person. None is made here."""

from pathlib import Path

_NAME = "smr-coach"


def cache_folder() -> Path:
    """Return the folder for files that can be made again."""
    from platformdirs import user_cache_path

    return user_cache_path(_NAME)


def data_folder() -> Path:
    """Return the folder for files that belong to the person."""
    from platformdirs import user_data_path

    return user_data_path(_NAME)


def state_folder() -> Path:
    """Return the folder for what the program remembers between two runs."""
    from platformdirs import user_state_path

    return user_state_path(_NAME)

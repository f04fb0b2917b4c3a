"""Folders in which the platform keeps what a program stores for one person. None is made here.

Each function raises CoachError where the person has no home directory and no variable names the folder.
"""

from collections.abc import Callable
from pathlib import Path

from coach.errors import CoachError

_NAME = "smr-coach"


def cache_folder() -> Path:
    """Return the folder for files that can be made again."""
    from platformdirs import user_cache_path

    return _found(user_cache_path)


def data_folder() -> Path:
    """Return the folder for files that belong to the person."""
    from platformdirs import user_data_path

    return _found(user_data_path)


def state_folder() -> Path:
    """Return the folder for what the program remembers between two runs."""
    from platformdirs import user_state_path

    return _found(user_state_path)


def _found(find: Callable[[str], Path]) -> Path:
    nowhere = CoachError("there is no home directory to keep things in; set HOME to a folder of yours")
    try:
        path = find(_NAME)
    except RuntimeError as error:  # neither HOME nor an entry of this user
        raise nowhere from error
    if not path.is_absolute():
        raise nowhere
    return path

"""Before a session: whether it is too soon, who should not start, who asks first, and what is remembered of it."""

from coach.screening.answers_file import default_path, forget
from coach.screening.ask import admitted, screened

__all__ = ["admitted", "default_path", "forget", "screened"]

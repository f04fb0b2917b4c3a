"""Before a first session: who should not start, who asks first, and what is remembered of the answers."""

from coach.screening.memory import default_path, forget
from coach.screening.screen import screened

__all__ = ["default_path", "forget", "screened"]

"""What an export sounds like, measured: each number with its target, and the waveform with its cues."""

from coach.inspect.inspection import inspect
from coach.inspect.model import Inspection, Measure, Report, Target
from coach.inspect.report import as_json, as_lines

__all__ = ["Inspection", "Measure", "Report", "Target", "as_json", "as_lines", "inspect"]

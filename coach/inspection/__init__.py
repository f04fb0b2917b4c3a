"""Inspection of an export by its sound: each measure with its target, and the waveform with its cues."""

from coach.inspection.measure import inspect
from coach.inspection.model import Inspection, Measure, Report, Target
from coach.inspection.report import as_json, as_lines

__all__ = ["Inspection", "Measure", "Report", "Target", "as_json", "as_lines", "inspect"]

"""Number of processor cores for the work of an export."""

import os


def usable_cores() -> int:
    """Count the cores that this process may use: fewer than the machine has, under ``taskset`` or in a container."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

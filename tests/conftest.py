"""Shared by all tests: under COACH_REQUIRE_ALL=1 nothing may be skipped.

On a person's machine a test whose piece of the system is missing skips and says what to install. CI has
every piece, so there a skip means that the set-up is broken, and must not pass unseen.
"""

import os
from collections.abc import Generator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings
from pulse import pulse_server as pulse_server

REQUIRE_ALL = os.environ.get("COACH_REQUIRE_ALL") == "1"

_NUMBERS = count()

# How long an example may take says something of the machine, and nothing of the code.
settings.register_profile("calm", deadline=None)
settings.register_profile("thorough", deadline=None, max_examples=5_000)  # by --hypothesis-profile=thorough
settings.load_profile("calm")


@pytest.fixture(autouse=True)
def own_memory(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test reads or writes the person's own diary, answers or settings, or reaches their Bluetooth headset.

    The folder is made by whoever needs it.
    """
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    folder = tmp_path_factory.getbasetemp() / f"memory-{next(_NUMBERS)}"
    for name in ("DATA", "STATE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(folder / name.lower()))
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with a real voice come first: each takes minutes, and none may be left for the end, alone on one core."""
    real = {item.path for item in items if item.get_closest_marker("piper") or item.get_closest_marker("kokoro")}
    items.sort(key=lambda item: item.path not in real)


def _fail_if_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    # An expected failure is reported as skipped too, but it did run.
    if not REQUIRE_ALL or not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    report.outcome = "failed"
    report.longrepr = f"COACH_REQUIRE_ALL=1 allows no skip. {reason}"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _fail_if_skipped(report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _fail_if_skipped(report)
    return report

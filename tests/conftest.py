"""Every fixture is in a plug-in of its own; `tests/README.md` lists them."""

from collections.abc import Generator

import pytest

pytest_plugins = [
    "tests.support.engines",
    "tests.support.clocks",
    "tests.support.smtp",
    "tests.support.valkey",
    "tests.support.applications",
    "tests.support.processes",
    "tests.support.servers",
    "tests.support.browsers",
    "tests.support.banks",
    "tests.support.offices",
]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell fixtures, at the end of a test, whether it failed (they then keep pictures)."""
    report = yield
    if report.when == "call":
        item.failed = report.failed  # type: ignore[attr-defined]
    return report

"""Run every example of the README, the docs and the docstrings as a test."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from sybil import Sybil
from sybil.parsers.myst import DocTestDirectiveParser, PythonCodeBlockParser
from sybil.parsers.rest import DocTestParser

# A failure of the day is told as it was found, at once; it is kept, and HYPOTHESIS_PROFILE=shrink makes it smaller.
_FOUND = (Phase.explicit, Phase.reuse, Phase.generate)
_USUAL = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow], "report_multiple_bugs": False}
settings.register_profile("daily", max_examples=60, phases=_FOUND, **_USUAL)
settings.register_profile("shrink", max_examples=60, **_USUAL)
settings.register_profile("thorough", max_examples=2000, **_USUAL)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "daily"))

_pages = Sybil(
    parsers=[PythonCodeBlockParser(), DocTestDirectiveParser()],
    pattern="*.md",
)
_docstrings = Sybil(parsers=[DocTestParser()], path="src", pattern="*.py")

pytest_collect_file = (_pages + _docstrings).pytest()


@pytest.fixture(autouse=True)
def _no_foreign_notices(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a notice that this user imported out of the tests."""
    monkeypatch.setenv("DISCLOSURE_NOTICES", f"{tmp_path}/notices")

"""The example municipality, made once a run."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from riskctl.cli.main import main

settings.register_profile("gate", derandomize=True, deadline=None)
settings.load_profile("gate")

NOW = "2026-11-23T12:00:00+01:00"


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with its history, as `riskctl init --example` makes it; not to be written to."""
    folder = tmp_path_factory.mktemp("example") / "demo"
    assert main(["init", str(folder), "--example"]) == 0
    return folder


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a command as a person would, at a fixed moment: exit code, stdout, stderr."""

    def call(*argv: str, now: str | None = NOW) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([*argv, *(["--now", now] if now else [])])
        return code, *capsys.readouterr()

    return call

"""Where the register is found: as told, else upwards, never out of the repository."""

from pathlib import Path

import pytest

from riskctl.errors import RiskctlError
from riskctl.store.find import find_root
from tests import registers


def test_a_folder_that_is_or_holds_the_register_is_taken(tmp_path: Path) -> None:
    root = registers.small(tmp_path / "register")
    assert find_root(str(root)) == root.resolve()
    assert find_root(str(tmp_path)) == root.resolve()


def test_upwards_from_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RISKCTL_REGISTER", raising=False)
    root = registers.small(tmp_path / "register")
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(root / "systems")
    assert find_root(None) == root.resolve()
    monkeypatch.chdir(tmp_path)
    assert find_root(None) == root.resolve()


def test_not_out_of_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RISKCTL_REGISTER", raising=False)
    registers.small(tmp_path / "register")
    inner = tmp_path / "register" / "other"
    (inner / ".git").mkdir(parents=True)
    monkeypatch.chdir(inner)
    with pytest.raises(RiskctlError) as told:
        find_root(None)
    assert told.value.key == "no-register"


def test_the_environment_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = registers.small(tmp_path / "elsewhere")
    monkeypatch.setenv("RISKCTL_REGISTER", str(root))
    monkeypatch.chdir(tmp_path)
    assert find_root(None) == root.resolve()

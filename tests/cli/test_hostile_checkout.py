"""Commands run on a checkout of somebody else's change: links and names in it do nothing."""

import json
import os
from pathlib import Path

import pytest

from riskctl.store.editor_files import drift
from tests.cli.writes import Run, call, refused, register

__all__ = ["call", "register"]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="links and names that Windows has not")


def linked(path: Path, to: Path) -> bytes:
    """Move a file elsewhere and put a link to it in its place; return what it holds."""
    data = path.read_bytes()
    to.write_bytes(data)
    path.unlink()
    path.symlink_to(to)
    return data


def test_a_schema_that_is_a_link_is_not_read_through_it(call: Run, register: Path, tmp_path: Path) -> None:
    """The trust design: regular files only, never through a symlink. It could lead to /dev/zero."""
    assert call("schema", "--install")[0] == 0
    path = register / ".schema/system.schema.json"
    outside = linked(path, tmp_path / "outside.json")
    assert drift(register) == [".schema/system.schema.json"]
    (tmp_path / "outside.json").write_bytes(b"mine")
    assert call("schema", "--install")[0] == 0
    assert (path.is_symlink(), path.read_bytes()) == (False, outside)
    assert (tmp_path / "outside.json").read_bytes() == b"mine"


def test_a_name_with_a_line_break_is_no_command_of_its_own(call: Run, register: Path) -> None:
    """`mend` is one command a line."""
    for name in ("plain.txt", "a\ntouch pwned\n", "b\x1b]0;x\x07"):
        (register / name).write_bytes(b"")
        (register / name).chmod(0o755)
    (register / "systems" / "c\ntouch pwned").mkdir()
    (register / "systems" / "c\ntouch pwned" / ".riskctl-0123456789abcdef.tmp").write_bytes(b"")
    checks = {each["id"]: each for each in json.loads(call("doctor", "--json")[1])["checks"]}
    assert checks["permissions"]["mend"] == f"chmod a-x -- {register / 'plain.txt'}"
    assert (checks["leftovers"]["status"], checks["leftovers"]["mend"]) == ("warning", None)
    out = call("doctor")[1]
    assert [line for line in out.splitlines() if line.strip().startswith("touch")] == []
    assert "\x1b" not in out


def test_code_owners_that_are_a_link_are_left_alone(call: Run, register: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("mine\n", encoding="utf-8")
    (register.parent / "CODEOWNERS").symlink_to(tmp_path / "outside")
    assert "symlink" in refused(call, register.parent, "init", "--codeowners", "github")
    assert (tmp_path / "outside").read_text(encoding="utf-8") == "mine\n"

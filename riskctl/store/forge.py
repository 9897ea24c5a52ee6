"""What a forge needs of a register: jobs, what they install by its hash, and who looks over what."""

import json
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from types import MappingProxyType
from typing import Final

from riskctl import __version__
from riskctl.errors import RiskctlError
from riskctl.store.atomic import create_all, replace_in
from riskctl.store.new_register import root_of
from riskctl.store.packaged import packaged_text

GITLAB_CI: Final = ".gitlab-ci.yml"
CI_FILES: Final = MappingProxyType(
    {"github": ".github/workflows/riskctl.yml", "gitlab": ".gitlab/riskctl.yml", "azure": ".azure-pipelines.yml"}
)
"""Where the jobs of each forge are written."""
REQUIREMENTS: Final = ".riskctl/requirements.txt"
"""What the jobs install, every file of it by its hash."""
OWNERS_FILES: Final = MappingProxyType(
    {
        "github": (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"),
        "gitlab": ("CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"),
    }
)
"""Where each forge looks for CODEOWNERS, in its order: only the first one that is there counts."""
_NEW_OWNERS: Final = MappingProxyType({"github": ".github/CODEOWNERS", "gitlab": ".gitlab/CODEOWNERS"})
BEGIN: Final = "# riskctl: begin"
END: Final = "# riskctl: end"


def ci_file(target: Path, forge: str) -> Path:
    """Return where the jobs of a forge stand: in the root of the repository that the folder lies in."""
    return root_of(target) / CI_FILES[forge]


def add_ci(target: Path, register: Path, forge: str, owners: str = "") -> list[Path]:
    """Write the jobs of a forge, what they install and, where given, who looks over what; return the files.

    A file that is there is never touched. Raise RiskctlError when the jobs themselves are there already.
    """
    root = root_of(target)
    path = CI_FILES[forge]
    where = json.dumps(register.resolve().relative_to(root).as_posix(), ensure_ascii=False)
    job = packaged_text(f"templates/ci/{forge}.yml").replace("RISKCTL_REGISTER: register", f"RISKCTL_REGISTER: {where}")
    contents = {path: job}
    if forge == "gitlab" and not (root / GITLAB_CI).exists():
        contents[GITLAB_CI] = f"include:\n  - local: {path}\n"
    if not (root / REQUIREMENTS).exists():
        contents[REQUIREMENTS] = requirements()
    if owners and owners_file(root, forge) is None:
        contents[_NEW_OWNERS[forge]] = owners
    create_all(root, {name: text.encode() for name, text in contents.items()})
    return [root / each for each in contents]


def requirements() -> str:
    """Return what the jobs install: this version of riskctl, and all it needs, by the hash of every file."""
    known = own_hash()
    own = f"riskctl=={__version__}" + (f" \\\n    --hash=sha256:{known}" if known else "")
    head = packaged_text("templates/ci/requirements.head.txt").replace("0.0.0", __version__)
    return f"{head}{own}\n{packaged_text('templates/ci/requirements.txt')}"


def own_hash() -> str | None:
    """Return the SHA-256 of the wheel that riskctl was installed from, as pip noted it; None when it is not known."""
    try:
        noted = json.loads(distribution("riskctl").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return None
    found = noted.get("archive_info", {}).get("hashes", {}).get("sha256")
    return str(found) if found else None


def owners_file(root: Path, forge: str) -> str | None:
    """Return the CODEOWNERS file that a forge goes by; None when there is none."""
    return next((each for each in OWNERS_FILES[forge] if (root / each).exists()), None)


def write_owners(target: Path, forge: str, owners: str) -> tuple[Path, bool]:
    """Put riskctl's part of CODEOWNERS in place of the one before; return the file, and whether it changed.

    The rest of the file stays as it is. Raise RiskctlError when it can't be read or written.
    """
    root = root_of(target)
    path = owners_file(root, forge)
    if path is None:
        create_all(root, {_NEW_OWNERS[forge]: owners.encode()})
        return root / _NEW_OWNERS[forge], True
    if (root / path).is_symlink():
        raise RiskctlError("file-unreadable", path=path, message="symlink")
    try:
        before = (root / path).read_bytes()
        after = _with_part(before.decode(), owners).encode()
    except (OSError, UnicodeDecodeError) as error:
        raise RiskctlError("file-unreadable", path=path, message=getattr(error, "strerror", "") or "UTF-8") from None
    if after != before:
        replace_in(root, path, after)
    return root / path, after != before


def _with_part(text: str, part: str) -> str:
    begin, end = text.find(f"{BEGIN}"), text.find(f"{END}")
    if 0 <= begin < end:
        rest = text[end + len(END) :]
        return text[:begin] + part.rstrip("\n") + rest
    return (text if not text or text.endswith("\n") else f"{text}\n") + part

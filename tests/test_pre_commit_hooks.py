"""What this repository offers to those who use pre-commit."""

from pathlib import Path

from pre_commit.clientlib import load_manifest

MANIFEST = Path(__file__).parents[1] / ".pre-commit-hooks.yaml"


def test_the_hook_checks_what_is_staged_and_takes_no_file_names() -> None:
    (hook,) = load_manifest(str(MANIFEST))
    assert (hook["id"], hook["entry"], hook["language"]) == ("riskctl-check", "riskctl check --staged", "python")
    assert hook["always_run"]
    assert not hook["pass_filenames"]

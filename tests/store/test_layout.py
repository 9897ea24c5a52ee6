"""The layout of the register: which paths it names (spec 2, Layout)."""

import pytest

from riskctl.store.layout import place_of


@pytest.mark.parametrize(
    ("path", "folder", "id_"),
    [
        ("systems/nexus.yaml", "systems", "nexus"),
        ("systems/" + "a" * 64 + ".yaml", "systems", "a" * 64),
        ("events/2026-03-01-outage.yaml", "events", "2026-03-01-outage"),
        ("events/2026-03-01-" + "a" * 53 + ".yaml", "events", "2026-03-01-" + "a" * 53),
        ("assessments/nexus/2026-03-14.yaml", "assessments", "nexus/2026-03-14"),
        ("assessments/nexus/2026-03-14-2.yaml", "assessments", "nexus/2026-03-14-2"),
        ("assessments/nexus/2026-03-14-10.yaml", "assessments", "nexus/2026-03-14-10"),
        ("approvals/2026-03-20-nexus-board.yaml", "approvals", "2026-03-20-nexus-board"),
        ("procedures/2025.1.yaml", "procedures", "2025.1"),
        ("reports/2026-Q3.md", "reports", "2026-Q3"),
        ("approvals/2026-03-20-nexus-board.yaml.sig", "approvals", "2026-03-20-nexus-board"),
    ],
)
def test_paths_that_are_named(path: str, folder: str, id_: str) -> None:
    place = place_of(path)
    assert place is not None
    assert (place.folder, place.id) == (folder, id_)


@pytest.mark.parametrize(
    "path", ["procedure.yaml", "organisation.yaml", "README.md", ".schema/x.json", ".vscode/a.json"]
)
def test_files_beside_the_entities(path: str) -> None:
    assert place_of(path) is not None


@pytest.mark.parametrize(
    "path",
    [
        "systems/Nexus.yaml",
        "systems/nexus.yml",
        "systems/nøgle.yaml",
        "systems/-a.yaml",
        "systems/" + "a" * 65 + ".yaml",
        "systems/sub/nexus.yaml",
        "events/outage.yaml",
        "events/2026-03-01.yaml",
        "events/2026-03-01-" + "a" * 54 + ".yaml",
        "assessments/2026-03-14.yaml",
        "assessments/nexus/2026-03-14-1.yaml",
        "assessments/nexus/first.yaml",
        "reports/2026-Q5.md",
        "reports/2026-Q3.docx",
        "systems/nexus.yaml.sig",
        "notes.txt",
        "systems/nexus.yaml\n",
    ],
)
def test_paths_that_are_not(path: str) -> None:
    assert place_of(path) is None

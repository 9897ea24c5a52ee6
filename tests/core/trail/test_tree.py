"""HIS5xx: what a tree may not hold, because people then see something else than git has."""

import pytest

from riskctl.core.trail.attributes import hiding_lines
from tests.core.trail.history import History, Special, begun


@pytest.mark.parametrize(("mode", "code"), [("120000", "HIS501"), ("160000", "HIS502"), ("100755", "HIS503")])
@pytest.mark.parametrize("path", ["noter.txt", "systems/net.yaml", "."])
def test_a_mode(path: str, mode: str, code: str) -> None:
    assert begun().commit(files={path: Special(mode)}).found() == [(code, path)]


@pytest.mark.parametrize("path", ["../andet/koer.sh", ".github/koer.sh"])
def test_a_mode_outside_the_register_is_nobodys_business(path: str) -> None:
    assert begun().commit(files={path: Special("100755")}).found() == []


def test_a_file_made_executable_and_back() -> None:
    readme = b"# Register\n"
    history = begun().commit(files={"README.md": Special("100755", readme)}).commit(files={"README.md": readme})
    assert history.found() == [("HIS503", "README.md")]


def test_an_executable_file_edited_is_told_once() -> None:
    history = begun().commit(files={"a.txt": Special("100755", b"1")}).commit(files={"a.txt": Special("100755", b"2")})
    assert history.found() == [("HIS503", "a.txt")]


@pytest.mark.parametrize(
    "name",
    [
        "ne\u0301xus.txt",
        "a\u202eb.txt",
        "a\u200bb.txt",
        "a\nb.txt",
        "a\udcffb.txt",
        "a\\b.txt",
        "\u0430pprovals.txt",
        "\U00017000.txt",
        "a:b.txt",
        "slut.",
        "slut ",
        "mappe. /a.txt",
        "CON",
        "nul.txt",
        "com1.yaml",
        "aux/a.txt",
    ],
)
def test_an_unsafe_name(name: str) -> None:
    assert begun().commit(files={name: b""}).found() == [("HIS504", name)]


@pytest.mark.parametrize("name", ["æøå.txt", "console.txt", "a.b.txt", "../a:b.txt"])
def test_a_safe_name(name: str) -> None:
    assert begun().commit(files={name: b""}).found() == []


@pytest.mark.parametrize("name", ["Systems/net.txt", "systems/NEXUS.yaml", "readme.md"])
def test_names_that_differ_only_by_case(name: str) -> None:
    assert begun().commit(files={name: b""}).found() == [("HIS505", name)]


def test_a_folder_beside_the_register_of_the_same_name() -> None:
    trail = begun().commit(files={"../Register/a.yaml": b"", "../Register/b.yaml": b""}).trail()
    assert [(each.code, each.path, each.values) for each in trail.findings] == [
        ("HIS505", "../Register/a.yaml", {"other": "register"})
    ]
    assert begun().commit(files={"../andet/a.yaml": b"", "../../register/a.yaml": b""}).found() == []


def test_what_is_told_of_names_that_differ_only_by_case() -> None:
    """Once a name, whatever lies below it; the other name is told."""
    history = begun().commit(files={"Systems/a.txt": b"", "Systems/b.txt": b""})
    found = [(each.path, each.values) for each in history.trail().findings]
    assert found == [("Systems/a.txt", {"other": "systems"})]
    (only,) = begun().commit(files={"systems/NEXUS.yaml": b""}).trail().findings
    assert only.values == {"other": "systems/nexus.yaml"}


def test_the_folder_beside_is_compared_with_the_registers_own_name() -> None:
    nested = History("a/register").commit(files=begun().tree)
    assert nested.commit(files={"../Register/a.yaml": b"", "../A/b.yaml": b""}).found() == [
        ("HIS505", "../Register/a.yaml")
    ]


def test_a_folder_beside_is_told_when_it_comes_only() -> None:
    history = begun().commit(files={"../Register/a.yaml": b"1"}).commit(files={"../Register/a.yaml": b"2"})
    assert history.commit(files={"../Register/a.yaml": None}).found() == [("HIS505", "../Register/a.yaml")]


def test_a_folder_is_there_while_a_file_is_in_it() -> None:
    history = begun({"mappe/a.txt": b"", "mappe/b.txt": b""}).commit(files={"mappe/a.txt": None})
    assert history.commit(files={"Mappe/c.txt": b""}).found() == [("HIS505", "Mappe/c.txt")]


def test_a_name_that_replaces_another_is_no_collision() -> None:
    assert begun().commit(files={"README.md": None, "readme.md": b""}).found() == []


@pytest.mark.parametrize(
    ("path", "folder", "told"),
    [("../.mailmap", "register", True), ("../../.mailmap", "a/register", True), (".mailmap", "", True)],
)
def test_a_mailmap_at_the_top(path: str, folder: str, *, told: bool) -> None:
    history = History(folder).commit(files=begun().tree).commit(files={path: b"Bo <bo@x> <eva@x>\n"})
    assert history.found() == ([("HIS506", path)] if told else [])


@pytest.mark.parametrize(
    ("path", "content"),
    [("../.mailmap", b"# intet\n\n  \n  # intet\n"), (".mailmap", b"Bo <bo@x> <eva@x>\n"), ("../x/.mailmap", b"B")],
)
def test_a_mailmap_that_changes_nothing(path: str, content: bytes) -> None:
    assert begun().commit(files={path: content}).found() == []


def test_a_mailmap_in_another_encoding() -> None:
    assert begun().commit(files={"../.mailmap": b"B\xf8 <bo@x> <eva@x>\n"}).found() == [("HIS506", "../.mailmap")]


def test_a_mailmap_made_executable_says_nothing_new() -> None:
    line = b"Bo <bo@x> <eva@x>\n"
    history = begun().commit(files={"../.mailmap": line}).commit(files={"../.mailmap": Special("100755", line)})
    assert history.found() == [("HIS506", "../.mailmap")]


def test_attributes_among_other_files_and_in_another_encoding() -> None:
    files = {"README.md": b"nyt", "approvals/.gitattributes": b"\xf8 text\n*.yaml -diff\n* ident\n"}
    assert begun().commit(files=files).trail().findings[0].values == {"line": "*.yaml -diff"}


def test_a_mailmap_that_is_a_link_or_goes_is_quiet() -> None:
    history = begun().commit(files={"../.mailmap": Special("120000", b"/x")}).commit(files={"../.mailmap": None})
    assert history.found() == []


def test_attributes_that_hide() -> None:
    trail = begun().commit(files={"../.gitattributes": b"register/** text eol=lf\n*.yaml -diff\n"}).trail()
    assert [(each.code, each.path, each.values) for each in trail.findings] == [
        ("HIS507", "../.gitattributes", {"line": "*.yaml -diff"})
    ]


def test_attributes_that_hide_nothing() -> None:
    assert begun().commit(files={"../.gitattributes": b"register/** text eol=lf\n"}).found() == []


@pytest.mark.parametrize(
    "line",
    [
        "*.yaml -diff",
        "*.yaml diff=skjul",
        "*.yaml binary",
        "*.yml filter=x",
        "* ident",
        "*.yaml working-tree-encoding=UTF-16",
        "register/** merge=ours",
        "register/approvals/** linguist-generated",
        "register/approvals/** gitlab-generated=true",
        "register/approvals/* export-ignore",
        "*.md export-subst",
        "register/approvals export-ignore",
        "approvals export-ignore",
        "register export-ignore",
        "/register/*.yaml -diff",
        '"register/a b.yaml" -diff',
        "[attr]skjul -diff",
        "*.y?ml -diff",
        "**/approvals/** -diff",
        "2026-03-20-dorte.yaml -diff",
        "  *.yaml   text   -diff",
        "[attr]a.b -diff",
        'a"b.yaml -diff',
        '"a.yaml -diff',
        '"a.yaml" x="y" -diff',
        "2026-03-20.udkast.yaml -diff",
        "regi* -diff",
    ],
)
def test_a_line_that_hides(line: str) -> None:
    shown = hiding_lines(f"# note\n\n{line}\n", "../.gitattributes", "register")
    assert shown == [line.strip()]


@pytest.mark.parametrize(
    "line",
    [
        "*.yaml text eol=lf",
        "*.yaml diff",
        "*.yaml !diff",
        "*.yaml -filter",
        "*.yaml -linguist-generated",
        "*.yaml linguist-generated=false",
        "*.png binary",
        "docs/** -diff",
        "approvals/* -diff",
        "Makefile -diff",
        "register -diff",
        "register/approvals -diff",
        "Makefile export-ignore",
        "docs/approvals export-ignore",
        "*.yaml",
        "[attr]kort text",
        "# *.yaml -diff",
        "#*.yaml -diff",
        "*.yaml !filter",
        "*.yaml Xdiff=1",
        "Xregister/*.yaml -diff",
        "yaml -diff",
        '""*.yaml -diff',
        "binary.yaml text",
    ],
)
def test_a_line_that_hides_nothing(line: str) -> None:
    assert hiding_lines(line, "../.gitattributes", "register") == []


@pytest.mark.parametrize(
    ("path", "folder", "told"),
    [
        (".gitattributes", "register", True),
        ("approvals/.gitattributes", "register", True),
        (".gitattributes", "", True),
        ("../../.gitattributes", "a/register", True),
        ("../andet/.gitattributes", "register", False),
    ],
)
def test_where_the_file_lies(path: str, folder: str, *, told: bool) -> None:
    assert hiding_lines("*.yaml -diff", path, folder) == (["*.yaml -diff"] if told else [])


def test_the_registers_own_file_names_folders_below_it() -> None:
    assert hiding_lines("approvals/*.yaml -diff", ".gitattributes", "register") == ["approvals/*.yaml -diff"]


def test_folders_between_count_from_the_file() -> None:
    assert hiding_lines("register/** -diff", "../.gitattributes", "a/register") == ["register/** -diff"]
    assert hiding_lines("a/** -diff", "../.gitattributes", "a/register") == []

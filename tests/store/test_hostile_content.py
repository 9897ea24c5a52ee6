"""Every row of the table of hostile content, through `check`, and what the other commands make of such a register."""

import json
import os
import re
import socket
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from riskctl.cli.main import main
from tests.fuzzing.material import neighbours
from tests.hostile_content import ROWS, Row
from tests.registers import small

Run = Callable[..., tuple[int, str, str]]
NOW = "2026-11-23T12:00:00+01:00"
STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ue000-\uf8ff\ufeff]"
    r"|^\s*::(?!(error|warning|notice|group|endgroup)[ :])|##vso\[(?!task\.logissue)|##\[",
    re.MULTILINE,
)
READING = (
    *("check", "due", "risks", "systems", "actions", "matrix", "show nexus", "rate nexus", "report --deviations"),
    *(
        "due --all --format markdown",
        "due --all --format csv",
        "due --all --format ics",
        "due --year 2027",
        "due --json",
    ),
    *("check --format github", "check --format azure", "check --format junit", "check --format markdown"),
    *("check --format sarif", "check --format gitlab", "check --json", "check --diff", "assess nexus --template"),
)
HISTORY = (
    *("history nexus", "history nexus --json", "diff HEAD~1 HEAD", "diff HEAD~1 HEAD --json", "audit", "audit --json"),
    *("report --quarter 2026Q3", "due --at HEAD", "due --at 2026-01-01", "check --since HEAD~1", "check --at HEAD"),
)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register with a file of each row."""
    root = small(tmp_path_factory.mktemp("hostile") / "register")
    for number, row in enumerate(ROWS):
        (root / "systems" / f"h{number:03}.yaml").write_bytes(row.data)
    return root


@pytest.fixture(scope="module")
def found(register: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """What `check` says of each file."""
    file = tmp_path_factory.mktemp("answer") / "check.json"
    assert main(["check", "--register", str(register), "--now", NOW, "--output", f"json={file}"]) == 1
    by_path = defaultdict(list)
    for each in json.loads(file.read_text(encoding="utf-8"))["findings"]:
        by_path[each["path"]].append(each)
    return by_path


@pytest.mark.parametrize(("number", "row"), list(enumerate(ROWS)), ids=[row.what[:40] for row in ROWS])
def test_each_row_is_refused_by_its_rule_at_its_place(
    found: dict[str, list[dict[str, Any]]], number: int, row: Row
) -> None:
    told = [each for each in found[f"systems/h{number:03}.yaml"] if each["severity"] == "error"]
    if not row.code:
        assert told == []
        return
    first = next((each for each in told if each["rule"] == row.code), None)
    assert first is not None, told[:3]
    assert first["message"]
    assert first["hint"]
    if row.at != (0, 0):
        assert (first["line"], first["column"]) == row.at


def ended_well(code: int, out: str, err: str) -> None:
    """No command breaks: what it can't do it says in a few words; and nothing of what it says steers what shows it."""
    assert code in {0, 1, 2}, err
    assert "Traceback" not in err
    plain = re.sub("^([-+ ]?)\ufeff", r"\1", out.replace("\r\n", "\n"), flags=re.MULTILINE)  # Excel's, and a diff's
    assert not STEERING.search(plain), STEERING.search(plain)
    assert not STEERING.search(err), err


@pytest.mark.parametrize("command", READING)
def test_no_command_breaks_on_such_a_register(register: Path, run: Run, command: str) -> None:
    ended_well(*run(*command.split(), "--register", str(register)))


FILES: Mapping[bytes, str] = {
    **{
        b"systems/" + name: "SCH010"
        for name in (
            *(
                b"n\xff.yaml",
                b"a\nb.yaml",
                b"\x1b[2J.yaml",
                "\u202egpj.yaml".encode(),
                b"NEXUS.yaml",
                b"x..yaml",
                b" x.yaml",
            ),
            *(
                b"x .yaml",
                b"x.yaml ",
                b"a" * 65 + b".yaml",
                b"a" * 250 + b".yaml",
                b".yaml",
                b".x.yaml",
                b"a.yml",
                b"-x.yaml",
            ),
            *(b"$(id).yaml", b"`id`.yaml", b"a.yaml.yaml", b"::error::x.yaml", b"##vso[x]y.yaml", b"##[group]x.yaml"),
            *(
                "cafe\u0301.yaml".encode(),
                "\u0663.yaml".encode(),
                "c\u0430rl.yaml".encode(),
                b"sub/x.yaml",
                b"sub/.git/config",
            ),
            *(b"%2e%2e.yaml", b"a\\b.yaml", b"a:b.yaml", b"{{7*7}}.yaml", b"<script>.yaml", b"=1+1.yaml"),
        )
    },
    b"Systems/x.yaml": "SCH010",
    b"procedure.yml": "SCH010",
    b"procedures/..yaml": "SCH010",
    b"assessments/nexus/2026-11-20-1.yaml": "SCH010",
    b"assessments/nexus/x/2026-11-20.yaml": "SCH010",
    b"reports/2026-Q5.md": "SCH010",
    b"approvals/2026-11-20-x.sig": "SCH010",
    b".gitmodules": "SCH010",
    b"d/" * 8 + b"x.yaml": "SCH010",
}
"""Files whose names the layout does not have."""


def irregular(systems: Path) -> dict[str, str]:
    """Make what is no regular file; return the rule that refuses each."""
    (systems / "link.yaml").symlink_to("/etc/passwd")
    (systems / "dangling.yaml").symlink_to("nowhere")
    (systems / "loop").symlink_to(".")
    (systems.parent / "linked").symlink_to("systems")
    os.mkfifo(systems / "fifo.yaml")
    here = Path.cwd()
    os.chdir(systems)  # the path of a socket is short
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("sock.yaml")
    os.chdir(here)
    with (systems / "sparse.yaml").open("wb") as file:
        file.truncate(1 << 40)
    (systems / "folder.yaml").mkdir()
    (systems / "folder.yaml" / "x.yaml").write_text("name: x\n", encoding="utf-8")
    found = dict.fromkeys((f"systems/{name}" for name in ("link.yaml", "dangling.yaml", "loop", "fifo.yaml")), "SCH011")
    found |= {"systems/sock.yaml": "SCH011", "linked": "SCH011", "systems/sparse.yaml": "SCH002"}
    return found | {"systems/folder.yaml/x.yaml": "SCH010"}


def deep(root: Path, levels: int) -> None:
    """Make folders in folders: more than Python may call itself."""
    here = Path.cwd()
    os.chdir(root)
    for _ in range(levels):
        Path("deep").mkdir()
        os.chdir("deep")
    Path("x.yaml").write_text("name: x\n", encoding="utf-8")
    os.chdir(here)


@pytest.fixture
def names(tmp_path: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """A register full of files that no layout names; and the rule that refuses each."""
    root = small(tmp_path / "register")
    for name in FILES:
        path = os.path.join(os.fsencode(root), name)  # noqa: PTH118
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
        Path(os.fsdecode(path)).write_text("name: x\n", encoding="utf-8")
    deep(root, 1_200)
    expected = {os.fsdecode(name): code for name, code in FILES.items()} | {"/".join(["deep"] * 9): "SCH011"}
    yield root, expected | irregular(root / "systems")
    subprocess.run(["rm", "-rf", str(root)], check=True)  # pytest would call itself once a folder


@pytest.mark.skipif("not hasattr(__import__('os'), 'mkfifo')")
def test_names_and_kinds_of_files(names: tuple[Path, dict[str, str]], run: Run) -> None:
    root, expected = names
    code, out, err = run("check", "--json", "--register", str(root))
    ended_well(code, out, err)
    told = {each["path"]: each["rule"] for each in json.loads(out)["findings"] if each["severity"] == "error"}
    assert told == expected
    for command in ("check", "due", "systems", "check --format github", "report --deviations", "doctor", "audit"):
        ended_well(*run(*command.split(), "--register", str(root)))


WHO = (
    b"Ond \xe2\x80\xae\x1b]0;x\x07::error::\xff",
    b"",
    b"##vso[task.setvariable variable=x]y",
    b"=1+1|a\tb",
    "\u202e\u2066\ufeff".encode(),
)
MESSAGES = (
    b"Hej \x1b[2J\xe2\x80\xae\n\n::error::\xff\n##vso[task.x]z\n" + b"x" * 300_000,
    b"\n\n",
    b"##[group]x",
    b"::stop-commands::x",
    b"<script>{{7*7}}",
)


def remembered(top: Path, stamps: tuple[str, ...]) -> Path:
    """Make a repository whose authors, messages and dates are hostile."""
    root = small(top / "register")
    subprocess.run(["git", "init", "-q", "-b", "main", str(top)], check=True)
    files = [(path.relative_to(top).as_posix(), path.read_bytes()) for path in sorted(root.rglob("*.yaml"))]
    nexus = (root / "systems" / "nexus.yaml").read_bytes()
    out = b""
    for number, (name, message, stamp) in enumerate(zip(WHO, MESSAGES, stamps, strict=True)):
        out += b"commit refs/heads/main\n"
        for role in (b"author", b"committer"):
            out += role + b" " + name + b" <a\x1b@b> " + stamp.encode() + b" +0000\n"
        out += b"data %d\n" % len(message) + message + b"\n"
        changed = files if number == 0 else [("register/systems/nexus.yaml", nexus + b"description: %d\n" % number)]
        for path, data in changed:
            out += b"M 100644 inline " + path.encode() + b"\ndata %d\n" % len(data) + data + b"\n"
    argv = ["git", "-C", str(top), "fast-import", "--quiet", "--date-format=raw-permissive"]
    subprocess.run(argv, input=out, check=True)
    subprocess.run(["git", "-C", str(top), "reset", "-q", "--hard"], check=True)
    return root


STAMPS = {
    "now": ("1764000000",) * 5,
    "first": ("0",) * 5,
    "no date can hold it": ("253402300800", "99999999999", "253402300799", "1764000000", "9223372036854775807"),
    "before time": ("-1", "18446744073709551615", "1764000000", "-99999999999", "0"),
}


@pytest.mark.parametrize("stamps", STAMPS)
def test_who_when_and_why_of_a_commit(tmp_path: Path, run: Run, stamps: str) -> None:
    root = remembered(tmp_path, STAMPS[stamps])
    for command in HISTORY:
        ended_well(*run(*command.split(), "--register", str(root)))


REFS = (
    *("--output=/tmp/x", "-x", "--", "", " ", "HEAD:register", "HEAD^{tree}", "HEAD..HEAD", ":/x", "@{-1}", "HEAD@{9}"),
    *("refs/../x", "\x1b[2J", "a\nb", "\u202e", "x" * 100_000, "HEAD~99999999999999999999", "::error::x", "9999-12-31"),
    *("0" * 40, "HEAD\udcff", "2026-02-30", "main -- register", "$(id)", "stash@{0}"),
)


@pytest.mark.parametrize("command", ["due --at", "check --since", "diff"])
def test_no_revision_is_taken_for_something_else(example: Path, run: Run, command: str) -> None:
    for ref in REFS:
        ended_well(*run(*command.split(), ref, "--register", str(example)))


@pytest.mark.parametrize("ref", ["--output=/tmp/x", "\x1b[2J", "HEAD^{tree}", "x" * 100_000])
def test_no_anchor_is_either(example: Path, run: Run, ref: str) -> None:
    ended_well(*run("audit", "--anchor", ref, "--register", str(example)))


def test_nul_in_an_option(run: Run) -> None:
    for argv in (["due", "--at", "a\0b"], ["show", "a\0b"], ["check", "--register", "a\0b"], ["diff", "a\0b", "HEAD"]):
        code, out, err = run(*argv)
        ended_well(code, out, err)
        assert "U+0000" in err


LATE, EARLY = "2999-12-31T23:59:59-23:59", "1900-01-01T00:00:00+23:59"
TIMES = (
    ("2999-12-31", "P999Y9999M9999W99999D", "T23:59:59-23:59", LATE),
    ("2999-12-31", "PT99999H99999M", "T23:59:59.999999+23:59", LATE),
    ("2999-12-31", "P999Y9999M9999W99999D", "T23:59:59-23:59", NOW),
    ("1900-01-01", "P0D", "T00:00:00+23:59", EARLY),
    ("1900-01-01", "P0D", "T00:00:00+23:59", NOW),
    ("2024-02-29", "PT0M", "T02:30:00+02:00", NOW),
)


@pytest.mark.parametrize(("day", "length", "time", "now"), TIMES)
def test_the_ends_of_time(tmp_path: Path, run: Run, day: str, length: str, time: str, now: str) -> None:
    for path, data in neighbours().items():
        text = re.sub(r"\b20\d\d-\d\d-\d\dT[\d:]+[+-]\d\d:\d\d", day + time, data.decode())
        text = re.sub(r"\b20\d\d-\d\d-\d\d(?!T)", day, text)
        if path == "procedure.yaml":
            text = re.sub(r"\bPT?\d+[YMDHW]\b", length, text)
        file = tmp_path / re.sub(r"20\d\d-\d\d-\d\d", day, path)
        file.parent.mkdir(exist_ok=True, parents=True)
        file.write_text(text, encoding="utf-8")
    for command in (
        "check",
        "due --all",
        "due --all --format ics",
        "due --year 2999",
        "risks",
        "show nexus#ransomware",
    ):
        ended_well(*run(*command.split(), "--register", str(tmp_path), now=now))


PRINTABLE = (
    *("=HYPERLINK(1)", "@SUM(1)", "+1+1", "-1-1", "|x|y|", "<script>alert(1)</script>", "<img src=x onerror=y>"),
    *("[x](javascript:alert(1))", "![x](https://evil.example/x.png)", "{{7*7}}{% raw %}", "${7*7}", "::error::x"),
    *(
        "##vso[task.setvariable variable=x]y",
        "[bold red]x[/]",
        "`id`",
        "$(id)",
        "&lt;b&gt;",
        "% { } \\ ^ ~ _",
        "#",
        "---",
    ),
)
FORMATS = (
    *("check", "check --format github", "check --format azure", "check --format markdown", "check --format junit"),
    *("due --all", "due --all --format markdown", "due --all --format csv", "due --all --format ics", "systems"),
    *(
        "show nexus",
        "report --deviations",
        "report --deviations --format html",
        "report --quarter 2026Q4 --format html",
    ),
    *("report --quarter 2026Q4", "history nexus", "matrix", "risks"),
)


@pytest.fixture(scope="module")
def printable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register in git whose names, titles and reasons are all printable, and none of them harmless."""
    top = tmp_path_factory.mktemp("printable")
    texts = iter(PRINTABLE * 20)

    def hostile(match: re.Match[str]) -> str:
        return f"{match[1]}{json.dumps(next(texts), ensure_ascii=False)}"

    for path, data in neighbours().items():
        text = re.sub(
            r"(\b(?:name|title|reason|evidence|note|measures|description): )[^{}\[\],\n]+", hostile, data.decode()
        )
        file = top / "register" / path
        file.parent.mkdir(exist_ok=True, parents=True)
        file.write_text(text if path != "procedure.yaml" else data.decode(), encoding="utf-8")
    dated = {**os.environ, "GIT_COMMITTER_DATE": "2026-11-22T12:00:00+01:00"}
    for argv in (["init", "-q"], ["add", "."], ["-c", "user.name=<b>", "-c", "user.email=a@b", "commit", "-qm", "::x"]):
        subprocess.run(["git", "-C", str(top), *argv], check=True, env=dated)
    return top / "register"


@pytest.mark.parametrize("command", FORMATS)
def test_printable_text_is_only_text(printable: Path, run: Run, command: str) -> None:
    code, out, err = run(*command.split(), "--register", str(printable))
    ended_well(code, out, err)
    if command.endswith("csv"):
        cells = [cell.strip('"') for line in out.splitlines() for cell in line.split(";")]
        assert not [cell for cell in cells if cell[:1] in "=@+" and cell[1:2].isalnum() and not cell[1:].isdigit()]
    if command.endswith("html"):
        assert "Content-Security-Policy" in out
        assert not re.search(
            r"<script>alert|<img src=x|<(iframe|object|embed|link)\b|href=.?javascript|src=.?http", out
        )
    if "markdown" in command:
        assert "<script" not in out
        assert not re.search(r"(?<!\\)\]\(javascript:", out)
        assert not re.search(r"(?<!\\)!\[x\]\(http", out)

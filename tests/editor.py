"""The editor files in the real yaml-language-server, the one in VS Code: `python -m tests.editor [FOLDER]`.

Installs it with npm (Node 18 or newer, needs the registry once) in FOLDER, else in a temporary folder, and then asks it
as VS Code does, under the settings that riskctl writes: what is offered, explained and marked in files of the example
and in mistakes. It runs with every network connection refused and counted. One to two minutes, so not in the gate.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from riskctl.cli.main import main as riskctl
from tests.language_server import LanguageServer, Mark, served

VERSION: Final = "1.25.0"
AT_ONCE: Final = 20
"""How many files are opened before the answers are read: the server waits a moment before it looks at each."""
SERVER: Final = "node_modules/yaml-language-server/bin/yaml-language-server"
OFFLINE: Final = """
const fs = require('node:fs');
const refuse = (what) => { fs.appendFileSync(process.env.RISKCTL_TRIED, what + '\\n'); throw new Error('offline'); };
require('node:net').Socket.prototype.connect = () => refuse('connect');
require('node:dns').lookup = () => refuse('lookup');
globalThis.fetch = () => refuse('fetch');
"""
"""What stands before the server: no connection is made, and each try is written down."""
FIELDS: Final = (
    *("name", "kind", "status", "registered", "go_live", "unit", "owner", "operations", "supplier", "personal_data"),
    *("criticality", "nis2", "criticality_reason", "description", "hosting", "aliases", "supports", "depends_on"),
    *("consequence", "controls", "external"),
)
"""The fields of a system, from the specification."""
NEW_SYSTEM: Final = """\
name: Sagsjournal
kind: application
status: in-use
registered: 2026-01-15
unit: {unit}
owner: {owner}
personal_data: none
criticality: low
"""


def say(text: str = "") -> None:
    """Print a line of the transcript."""
    sys.stdout.write(text + "\n")


def installed(folder: Path) -> Path:
    """Install the language server in a folder unless it is there; return its program."""
    if not (folder / SERVER).is_file():
        npm = shutil.which("npm")
        assert npm is not None, "npm is needed"
        package = f"yaml-language-server@{VERSION}"
        argv = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder), package]
        subprocess.run(argv, check=True, stdout=subprocess.DEVNULL)
    (folder / "offline.js").write_text(OFFLINE, encoding="utf-8")
    return folder / SERVER


@contextmanager
def editor(home: Path, folder: Path, settings: dict[str, Any] | None = None) -> Iterator[LanguageServer]:
    """Give VS Code with a folder open: its own settings, unless others are given."""
    own = (
        json.loads((folder / ".vscode" / "settings.json").read_text(encoding="utf-8")) if settings is None else settings
    )
    env = ["env", f"RISKCTL_TRIED={home / 'tried'}"]
    argv = [*env, "node", "--require", str(home / "offline.js"), str(home / SERVER), "--stdio"]
    with served(argv, folder, own) as server:
        yield server


def offered(server: LanguageServer, path: str, text: str, *wanted: tuple[str, str]) -> None:
    """Ask what is offered at the `|` in a text; each of `wanted` must be, with its explanation."""
    at = text.index("|")
    line, column = text.count("\n", 0, at), at - (text.rfind("\n", 0, at) + 1)
    server.open(path, text.replace("|", ""))
    found = server.offers(path, line, column)
    server.close(path)
    say(f"  {path}:{line + 1}:{column + 1} offers {len(found)}")
    for label, explained in wanted:
        assert label in found, f"{label} is not among {sorted(found)}"
        assert explained in found[label].documentation, found[label]
        say(f"    {label:<20} {found[label].documentation.splitlines()[0] if found[label].documentation else ''}")


def explained(server: LanguageServer, path: str, text: str, *wanted: str) -> None:
    """Ask what is said at the `|` in a text; each of `wanted` must be part of it."""
    at = text.index("|")
    line, column = text.count("\n", 0, at), at - (text.rfind("\n", 0, at) + 1)
    server.open(path, text.replace("|", ""))
    found = server.says(path, line, column).replace("\\", "")
    server.close(path)
    for each in wanted:
        assert each in found, f"{each!r} is not in {found!r}"
    say(f"  {path}:{line + 1}:{column + 1} says")
    for row in [row for row in found.splitlines() if row and not row.startswith("Source")][:5]:
        say(f"    {row}")


def marked(server: LanguageServer, path: str, text: str, *wanted: Mark) -> None:
    """Ask what is marked in a text: `wanted` and nothing else."""
    found = server.open(path, text)
    server.close(path)
    ordinary = NEW_SYSTEM.splitlines()
    other = [row for row in text.splitlines() if row not in ordinary and not row.startswith("unit: ")]
    say(f"  {path} has {len(found)} marks: {' / '.join(other)}")
    for each in found:
        say(f"    {each.line}:{each.column}: {each.message}")
    assert found == list(wanted), f"wanted {wanted}"


def every_file_is_clean(server: LanguageServer, folder: Path, below: str) -> None:
    """Open every file of a register; nothing may be marked in what `riskctl check` finds nothing in."""
    files = [path.relative_to(folder).as_posix() for path in sorted((folder / below).rglob("*.yaml"))]
    for start in range(0, len(files), AT_ONCE):
        texts = {path: (folder / path).read_text(encoding="utf-8") for path in files[start : start + AT_ONCE]}
        for path, found in server.open_all(texts).items():
            assert found == [], (path, found)
            server.close(path)
    say(f"  {len(files)} files in {folder.name}/{below}: nothing is marked")


def completion(server: LanguageServer, base: str) -> None:
    """Fields, values, ids and defaults are offered, in Danish."""
    system = f"{base}systems/journal.yaml"
    offered(server, system, "|\n", ("name", "Systemets navn."), ("depends_on", "De systemer, det afhænger af."))
    started = "Felterne, der skal være der"
    offered(server, system, "|\n", (started, ""))
    offered(server, f"{base}processes/a.yaml", "assessed:\n  |\n", (started, ""), ("date", "Dagen, konsekvensen"))
    offered(server, system, "kind: |\n", ("application", "Fagsystem"), ("integration", "Integration mellem systemer"))
    offered(server, system, "criticality: |\n", ("critical", "Kritisk: Menneskers liv kan afhænge af systemet"))
    offered(server, system, "owner: |\n", ("mette-k", ""))
    offered(server, system, "supports:\n  - process: |\n", ("hjemmepleje", ""))
    offered(server, system, "depends_on:\n  - {system: |}\n", ("nexus", ""))
    offered(
        server, system, "controls:\n  |\n", ("backup", "Backup og gendannelse"), ("mfa", "Login med flere faktorer")
    )
    offered(server, system, "controls:\n  backup:\n    maturity: |\n", ("3", "God: "), ("1", "Svag: "))
    offered(server, f"{base}processes/a.yaml", "consequence:\n  integrity:\n    gdpr: |\n", ("4", "Meget høj: Skaden"))
    offered(server, f"{base}actions/a.yaml", "risks:\n  - |\n", ("nexus#ransomware", "Ransomware"))
    offered(server, f"{base}threats/a.yaml", "sources:\n  - level: |\n", ("very-high", "Meget højt"))
    offered(server, f"{base}events/2026-11-01-a.yaml", "kind: |\n", ("incident", "Hændelse"))
    offered(server, f"{base}assessments/nexus/2026-11-01.yaml", "triggers: [|]\n", ("planned", "planlagt"))
    offered(server, f"{base}assessments/nexus/2026-11-01.yaml", "risks:\n  |\n", ("ransomware", "Ransomware"))
    offered(server, f"{base}exceptions/a.yaml", "rule: |\n", ("ASM205", ""))
    path = f"{base}procedure.yaml"
    server.open(path, "\n")
    inserted = server.offers(path, 0, 0)["approval_window"].inserted
    server.close(path)
    say(f"  {path}: approval_window inserts {inserted!r}")
    assert "P30D" in inserted


def hover(server: LanguageServer, base: str, folder: Path) -> None:
    """What stands in real files is explained in Danish."""
    path = f"{base}systems/nexus.yaml"
    text = (folder / path).read_text(encoding="utf-8")
    explained(server, path, text.replace("criticality:", "|criticality:", 1), "Systemets kritikalitet.", "figur 3.1")
    explained(server, path, text.replace("personal_data:", "|personal_data:", 1), "Følsomme personoplysninger")
    owner = text.index("owner: ") + len("owner: ")
    explained(server, path, f"{text[:owner]}|{text[owner:]}", "Systemejeren.")
    explained(server, path, text.replace("  backup:", "  |backup:", 1), "Backup og gendannelse")
    assessment = next((folder / base / "assessments" / "nexus").glob("*.yaml"))
    path = assessment.relative_to(folder).as_posix()
    text = assessment.read_text(encoding="utf-8")
    explained(server, path, text.replace("inherent:", "|inherent:", 1), "Risikoen uden foranstaltninger")


def mistakes(server: LanguageServer, base: str, new_system: str) -> None:
    """What the loader refuses is marked where it stands; what another branch may have is not."""
    path = f"{base}systems/journal.yaml"
    marked(server, path, new_system)
    marked(server, path, new_system.replace("owner: ", "owner: ny-"), *[])
    values = "application, infrastructure, integration"
    marked(
        server, path, new_system.replace("kind: application", "kind: fagsystem"), Mark(2, 7, f"Skriv en af: {values}.")
    )
    marked(server, path, new_system.replace("kind: application\n", ""), Mark(1, 1, "Feltet kind mangler."))
    fields = ", ".join(FIELDS)
    told = f"Her kan kun stå disse felter: {fields}."
    marked(server, path, f"{new_system}crticality_reason: x\n", Mark(9, 1, told))
    date = Mark(4, 13, "Skriv en dato som 2026-01-15.")
    for wrong in ("2026.1.15", "15-01-2026", "2026-06-31", "20260115"):
        marked(server, path, new_system.replace("2026-01-15", wrong), date)
    marked(server, path, new_system.replace("Sagsjournal", '""'), Mark(1, 7, "Skriv en tekst; den må ikke være tom."))
    for right in ("on", "no", "true", "2026.1", "2026", '"x: y"', "1e3"):
        marked(server, path, new_system.replace("Sagsjournal", right))
    go_live = "Et planlagt system skal have go_live."
    marked(server, path, new_system.replace("in-use", "planned"), Mark(1, 1, go_live))
    controls = f"{new_system}controls:\n  backup: {{maturity: '3', date: 2026-01-10, evidence: x}}\n"
    marked(server, path, f"{new_system}aliases: Journalen\n", Mark(9, 10, "Skriv en liste, for eksempel [a, b]."))
    number = "Skriv et helt tal fra 1 til 4, uden anførselstegn."
    marked(server, path, controls, Mark(10, 22, number))
    inherited = f"{new_system}controls:\n  backup: {{from: entra-id, maturity: 3}}\n"
    told = "En foranstaltning, der arves (from), har ikke selv maturity, date og evidence."
    marked(server, path, inherited, Mark(10, 28, told))
    draft = f"{base}assessments/nexus/2026-11-20.yaml"
    marked(server, draft, "procedure: 2026.1\ntriggers: [planned]\n")


def opened(home: Path, folder: Path, base: str, new_system: str) -> None:
    """Ask everything with one folder open."""
    say(f"\n{folder.name} is open in the editor")
    with editor(home, folder) as server:
        every_file_is_clean(server, folder, base or "systems")
        completion(server, base)
        hover(server, base, folder)
        mistakes(server, base, new_system)


def by_modeline(home: Path, register: Path) -> None:
    """An editor without our settings follows the first line of a file."""
    say("\nanother editor, without settings: the first line of the file says where the schema is")
    with editor(home, register, {"yaml.schemaStore.enable": False}) as server:
        marked(server, "systems/a.yaml", "nonsense: 1\n")
        line = "# yaml-language-server: $schema=../.schema/system.schema.json\n"
        offered(server, "systems/b.yaml", f"{line}kind: |\n", ("application", "Fagsystem"))
        text = (register / "procedure.yaml").read_text(encoding="utf-8")
        assert text.startswith("# yaml-language-server:")
        explained(server, "procedure.yaml", text.replace("threat_review:", "|threat_review:", 1), "trusselsniveau")


def tried(home: Path) -> list[str]:
    """Return the connections that were tried since the last time this was emptied."""
    return (home / "tried").read_text(encoding="utf-8").splitlines()


def run(home: Path, work: Path) -> None:
    """Make the example and a new register, and ask the server about both."""
    installed(home)
    (home / "tried").write_text("", encoding="utf-8")
    example, new = work / "demo", work / "ny"
    assert riskctl(["init", str(example), "--example"]) == 0
    assert riskctl(["schema", "--install", "--register", str(example)]) == 0
    assert riskctl(["init", str(new)]) == 0
    nexus = (example / "register/systems/nexus.yaml").read_text(encoding="utf-8")
    stated = dict(line.split(": ", 1) for line in nexus.splitlines() if ": " in line and not line.startswith(" "))
    new_system = NEW_SYSTEM.format(unit=stated["unit"], owner=stated["owner"])
    opened(home, example, "register/", new_system)
    opened(home, example / "register", "", new_system)
    say("\na new register is open in the editor")
    with editor(home, new) as server:
        every_file_is_clean(server, new, "register/")
    by_modeline(home, new / "register")
    say(f"\nconnections tried: {len(tried(home))}")
    assert tried(home) == []
    with editor(home, new, {"yaml.schemaStore.enable": True}) as server:
        server.open("other.yaml", "a: 1\n")
    say(f"and with the settings an editor has by itself: {len(tried(home))}")
    assert tried(home) != [], "nothing is counted"


def main() -> int:
    """Run all of it in a folder given or a temporary one."""
    with tempfile.TemporaryDirectory() as made:
        home = Path(sys.argv[1]).resolve() if sys.argv[1:] else Path(made) / "server"
        home.mkdir(parents=True, exist_ok=True)
        run(home, Path(made) / "work")
    say("all as it should be")
    return 0


if __name__ == "__main__":
    sys.exit(main())

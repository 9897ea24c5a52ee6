"""Reports made by hand: the words of each finding are given, so that no test rests on those of a rule."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from riskctl.core.finding import Finding, Severity
from riskctl.render.findings import Report, Shown
from riskctl.store.locate import Locator
from riskctl.store.trees import SourceFile
from riskctl.text import Lang, Words

FILES: Final = {
    "procedure.yaml": b"version: x\n",
    "assessments/nexus/2026-03-14.yaml": b"system: nexus\nrisks:\n  fire: {level: medium}\n",
    "systems/nexus.yaml": "name: Nexus – omsorg\nkind: application\n".encode(),
}
HOSTILE: Final = (
    "::error::x\n##vso[task.complete result=Succeeded;]%0A::set-output name=a::b ]]> &amp; <b> \u202e\x1b[31m | `@anne`"
)
HOSTILE_SHOWN: Final = (
    "::error::x ##vso<U+005B>task.complete result=Succeeded;]%0A::set-output name=a::b ]]> &amp; <b> "
    "<U+202E><U+001B>[31m | `@anne`"
)
"""The same after other words in a line: control and bidi characters and the bracket of a command written out."""
AWKWARD: Final = "systems/a, b:c%d;e].yaml"


class Files:
    """The files of a register, in memory."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def files(self, wanted: Callable[[str], bool]) -> Iterator[SourceFile]:
        return (SourceFile(path, data if wanted(path) else b"") for path, data in sorted(self._files.items()))

    def read(self, path: str) -> bytes:
        return self._files[path]


def shown(
    code: str,
    ref: str,
    place: tuple[int, int] = (1, 1),
    message: str = "noget er galt",
    hint: str = "",
    *,
    subject: str = "",
    values: Mapping[str, object] | None = None,
) -> Shown:
    """Return a finding; codes that begin a hundred from 200 on are warnings, as in `check`."""
    severity: Severity = "warning" if code[3] == "2" else "error"
    return Shown(Finding(code, severity, ref, (), values or {}, "P7.1", None, subject), *place, message, hint)


def report(
    found: Sequence[Shown],
    files: Mapping[str, bytes] | None = None,
    *,
    folder: str = "register",
    lang: Lang = "da",
    unshown: int = 0,
) -> Report:
    """Return a report of these findings in this order; those not shown are errors of no file."""
    given = FILES if files is None else files
    errors = [each.finding.ref for each in found if each.finding.severity == "error"]
    counts = unshown, len(errors) + unshown, len(found) - len(errors), len(given)
    return Report(tuple(found), *counts, Words(lang), Locator(Files(given)), folder, frozenset(errors))


LOWERED: Final = shown(
    "ASM104",
    "assessments/nexus/2026-03-14.yaml",
    (3, 10),
    "niveauet er medium, men matrixen giver kritisk",
    "Skriv det niveau, matrixen giver.",
    subject="nexus/2026-03-14",
)
NEVER: Final = shown("CLS201", "systems/nexus.yaml", (1, 7), "Nexus er aldrig vurderet", "Kør assess.", subject="nexus")
NASTY: Final = shown("SCH010", AWKWARD, message=f"navn: {HOSTILE}", hint="Ret navnet.")
LONG: Final = shown("SCH103", "systems/nexus.yaml", (2, 7), "x" * 10_000)
FOUR: Final = (NEVER, LOWERED, NASTY, LONG)
"""A warning, an error, a hostile error and one with a very long value, not in order of severity."""

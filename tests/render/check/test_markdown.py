"""Markdown for a step's summary or a comment: bounded, the worst first, nobody mentioned."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace

from markdown_it import MarkdownIt

from riskctl.render.check.markdown import rendered
from riskctl.render.findings import Report
from tests.render.check.reports import FOUR, HOSTILE_SHOWN, LOWERED, NASTY, NEVER, report, shown

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def test_how_many_and_a_table_with_the_worst_first() -> None:
    assert rendered(report([NEVER, LOWERED])) == (
        "## Kontrol af registret\n\n"
        "1 fejl og 1 advarsel i 3 filer.\n\n"
        "| Grad | Sted | Hvad der er galt | Sådan rettes det |\n"
        "| --- | --- | --- | --- |\n"
        "| fejl | `register/assessments/nexus/2026-03-14.yaml:3` | niveauet er medium, men matrixen giver kritisk "
        "(`ASM104`) | Skriv det niveau, matrixen giver. |\n"
        "| advarsel | `register/systems/nexus.yaml:1` | Nexus er aldrig vurderet (`CLS201`) | Kør assess. |\n"
    )


def test_a_clean_register_has_no_table() -> None:
    assert rendered(report([], lang="en")) == "## Check of the register\n\n0 errors and 0 warnings in 3 files.\n"


def test_hostile_text_stays_in_its_cell_and_mentions_nobody() -> None:
    out = rendered(report(FOUR))
    assert "@" not in out
    cells = re.findall(r"<td>(.*?)</td>", PARSER.render(out), re.DOTALL)
    assert len(cells) == 16
    row = next(index for index, each in enumerate(cells) if "SCH010" in each) - 2
    said = [html.unescape(re.sub(r"</?code>", "", each)) for each in cells[row : row + 4]]
    assert said == [
        "fejl",
        "register/systems/a, b:c%d;e].yaml:1",
        f"navn: {HOSTILE_SHOWN.replace('@', '＠')} (SCH010)",
        "Ret navnet.",
    ]


def test_it_fits_in_a_comment_and_says_how_many_are_left_out() -> None:
    found = [shown("SCH103", f"systems/x{number}.yaml", message="|" * 900) for number in range(100)]
    out = rendered(report([NEVER, *found]))
    assert len(out) < 60_000
    rows = out.count("| fejl |")
    assert 20 < rows < 40
    assert "| advarsel |" not in out
    assert out.endswith(f"|\n\n{101 - rows} fund til er der ikke plads til.\n")


class Brief:
    """A brief in place of one that a change gives."""

    hidden = 0

    def json(self) -> dict[str, object]:
        return {}

    def markdown(self, report: Report) -> str:
        return "## Hvad ændringen betyder\n"

    def lines(self, report: Report) -> Iterator[str]:
        return iter(["", "Hvad ændringen betyder"])


def test_a_brief_stands_first_and_alone_where_it_holds_every_finding() -> None:
    few = [shown("SCH103", f"systems/x{number}.yaml") for number in range(8)]
    assert rendered(replace(report(few), since=Brief())) == "## Hvad ændringen betyder\n"
    assert rendered(replace(report([]), since=Brief())) == "## Hvad ændringen betyder\n"
    many = rendered(replace(report([*few, NEVER, LOWERED]), since=Brief()))
    assert many.startswith("## Hvad ændringen betyder\n\n| Grad | Sted |")
    assert many.count("\n| fejl |") == 9


def test_few_are_all_there() -> None:
    assert "plads" not in rendered(report([NASTY] * 20))

"""Issues for Azure Pipelines, as its documentation of logging commands has them."""

from riskctl.render.check.azure import rendered
from tests.render.check.reports import FOUR, HOSTILE_SHOWN, report
from tests.render.check.runners import azure


def test_errors_come_first_and_every_character_with_a_meaning_is_escaped() -> None:
    assert rendered(report(FOUR)).splitlines() == [
        (
            "##vso[task.logissue type=error;sourcepath=register/assessments/nexus/2026-03-14.yaml;linenumber=3;"
            "columnnumber=10;code=ASM104;]niveauet er medium, men matrixen giver kritisk. "
            "Skriv det niveau, matrixen giver."
        ),
        (
            "##vso[task.logissue type=error;sourcepath=register/systems/a, b:c%AZP25d%3Be%5D.yaml;linenumber=1;"
            "columnnumber=1;code=SCH010;]navn: ::error::x ##vso<U+005B>task.complete result=Succeeded;]%AZP250A"
            "::set-output name=a::b ]]> &amp; <b> <U+202E><U+001B>[31m | `@anne`. Ret navnet."
        ),
        (
            "##vso[task.logissue type=error;sourcepath=register/systems/nexus.yaml;linenumber=2;columnnumber=7;"
            f"code=SCH103;]{'x' * 999}…"
        ),
        (
            "##vso[task.logissue type=warning;sourcepath=register/systems/nexus.yaml;linenumber=1;columnnumber=7;"
            "code=CLS201;]Nexus er aldrig vurderet. Kør assess."
        ),
    ]


def test_the_agent_reads_back_what_was_meant() -> None:
    found = azure(rendered(report(FOUR)))
    assert [each.name for each in found] == ["task.logissue"] * 4
    assert found[1].properties["sourcepath"] == "register/systems/a, b:c%d;e].yaml"
    assert found[1].data == f"navn: {HOSTILE_SHOWN}. Ret navnet."


def test_a_clean_register_says_nothing() -> None:
    assert rendered(report([])) == ""

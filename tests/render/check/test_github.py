"""Annotations for GitHub Actions, as its documentation of workflow commands has them."""

from riskctl.render.check.github import rendered
from tests.render.check.reports import FOUR, HOSTILE_SHOWN, LOWERED, NEVER, report, shown
from tests.render.check.runners import github


def test_errors_come_first_and_every_character_with_a_meaning_is_escaped() -> None:
    assert rendered(report(FOUR)).splitlines() == [
        (
            "::error file=register/assessments/nexus/2026-03-14.yaml,line=3,col=10,title=riskctl ASM104"
            "::niveauet er medium, men matrixen giver kritisk%0ASkriv det niveau, matrixen giver."
        ),
        (
            "::error file=register/systems/a%2C b%3Ac%25d;e].yaml,line=1,col=1,title=riskctl SCH010"
            "::navn: ::error::x ##vso<U+005B>task.complete result=Succeeded;]%250A::set-output name=a::b ]]> &amp; <b> "
            "<U+202E><U+001B>[31m | `@anne`%0ARet navnet."
        ),
        f"::error file=register/systems/nexus.yaml,line=2,col=7,title=riskctl SCH103::{'x' * 999}…",
        (
            "::warning file=register/systems/nexus.yaml,line=1,col=7,title=riskctl CLS201"
            "::Nexus er aldrig vurderet%0AKør assess."
        ),
    ]


def test_the_runner_reads_back_what_was_meant() -> None:
    found = github(rendered(report(FOUR)))
    assert [each.name for each in found] == ["error", "error", "error", "warning"]
    assert found[1].properties == {
        "file": "register/systems/a, b:c%d;e].yaml",
        "line": "1",
        "col": "1",
        "title": "riskctl SCH010",
    }
    assert found[1].data == f"navn: {HOSTILE_SHOWN}\nRet navnet."


def test_ten_at_most_the_worst_and_the_rest_in_the_log() -> None:
    found = [shown("CLS201", f"systems/w{number}.yaml") for number in range(4)]
    found += [shown("SCH103", f"systems/x{number}.yaml", message="::error::x") for number in range(8)]
    lines = rendered(report(found, unshown=3)).splitlines()
    assert [line.partition(" ")[0] for line in lines[:10]] == ["::error"] * 8 + ["::warning"] * 2
    assert lines[10:] == [
        "::group::2 fund til",
        "register/systems/w2.yaml:1:1: advarsel: noget er galt [CLS201]",
        "register/systems/w3.yaml:1:1: advarsel: noget er galt [CLS201]",
        "::endgroup::",
        (
            "::notice title=riskctl::5 fund til er ikke sat på en linje; de står i loggen her og, "
            "med --output markdown=$GITHUB_STEP_SUMMARY, på kørslens side."
        ),
    ]


def test_a_clean_register_says_nothing() -> None:
    assert rendered(report([])) == ""


def test_ten_need_no_more_words() -> None:
    assert len(rendered(report([LOWERED, NEVER] * 5)).splitlines()) == 10


def test_a_register_at_the_top_of_its_repository() -> None:
    assert rendered(report([LOWERED], folder="")).startswith("::error file=assessments/nexus/2026-03-14.yaml,line=3,")

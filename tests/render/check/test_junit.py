"""JUnit XML: a test a file, valid by the published schema."""

from pathlib import Path
from typing import Any

from lxml import etree

from riskctl.render.check.junit import rendered
from riskctl.render.findings import Report
from tests.render.check.reports import FILES, FOUR, LOWERED, NEVER, report, shown

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parents[2] / "schemas" / "junit-10.xsd"))


def read(given: Report) -> Any:
    root = etree.fromstring(rendered(given).encode())
    SCHEMA.assertValid(root)
    return root


def cases(root: Any) -> dict[str, list[str]]:
    """Return what stands in each test."""
    return {case.get("name"): [part.tag for part in case] for case in root.iter("testcase")}


def test_a_clean_register_has_passed_a_test_a_file() -> None:
    root = read(report([]))
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("3", "0", "0")
    assert cases(root) == {f"register/{path}": [] for path in FILES}


def test_errors_fail_the_test_of_their_file_and_warnings_do_not() -> None:
    root = read(report([LOWERED, NEVER]))
    assert (root.get("tests"), root.get("failures")) == ("3", "1")
    assert cases(root) == {
        "register/assessments/nexus/2026-03-14.yaml": ["failure"],
        "register/procedure.yaml": [],
        "register/systems/nexus.yaml": ["system-out"],
    }
    suites = [(each.get("name"), each.get("tests"), each.get("failures")) for each in root.iter("testsuite")]
    assert suites == [("assessments", "1", "1"), ("register", "1", "0"), ("systems", "1", "0")]
    [failure] = root.iter("failure")
    assert dict(failure.attrib) == {"type": "ASM104", "message": "niveauet er medium, men matrixen giver kritisk"}
    assert failure.text == (
        "register/assessments/nexus/2026-03-14.yaml:3:10: fejl: niveauet er medium, men matrixen giver kritisk [ASM104]"
        "\n  Skriv det niveau, matrixen giver."
    )
    [out] = root.iter("system-out")
    assert out.text.startswith("register/systems/nexus.yaml:1:7: advarsel: Nexus er aldrig vurderet [CLS201]\n")
    assert {case.get("classname") for case in root.iter("testcase")} == {
        "riskctl.assessments",
        "riskctl.register",
        "riskctl.systems",
    }


def test_hostile_text_is_text_and_all_of_one_file_is_one_test() -> None:
    root = read(report(FOUR))
    assert (root.get("tests"), root.get("failures")) == ("4", "3")
    nasty = next(each for each in root.iter("failure") if each.get("type") == "SCH010")
    assert nasty.getparent().get("name") == "register/systems/a, b:c%d;e].yaml"
    assert nasty.get("message").endswith("]]> &amp; <b> <U+202E><U+001B>[31m | `@anne`")
    assert cases(root)["register/systems/nexus.yaml"] == ["failure", "system-out"]


def test_characters_that_xml_can_not_hold_are_written_out() -> None:
    root = read(report([shown("SCH010", "a\ufffe\udc80\x00\U000e0041.yaml", message="\uffff\u0085")]))
    assert "register/a<U+FFFE><U+DC80><U+0000><U+E0041>.yaml" in cases(root)
    assert next(root.iter("failure")).get("message") == "<U+FFFF><U+0085>"


def test_a_file_whose_errors_are_only_counted_fails_too() -> None:
    given = report([LOWERED], unshown=5)
    counted = Report(
        given.shown,
        *(given.unshown, given.errors, given.warnings, given.files, given.words, given.locator, given.folder),
        frozenset({"assessments/nexus/2026-03-14.yaml", "procedure.yaml"}),
    )
    root = read(counted)
    assert root.get("failures") == "2"
    assert cases(root)["register/procedure.yaml"] == ["failure"]
    assert [each.get("message") for each in root.iter("failure")][1] == "5 til vises ikke."

"""The schemas for editors take what the loader takes, and refuse what it refuses as far as a schema can see it."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from riskctl.core import fields
from riskctl.core.assessments import Assessment
from riskctl.core.fields import Quoted
from riskctl.core.moment import parse_date, parse_duration, parse_moment
from riskctl.core.register import Register
from riskctl.store import editor_files, schema
from riskctl.store.json_schema.kinds import KINDS, modeline
from riskctl.store.loader import load
from riskctl.store.trees import WorkTree
from riskctl.store.yaml_events import parse
from riskctl.text import LANGUAGES, Lang, Words
from tests.test_cases import BASE, CASES, case_of, register_of

SHIPPED: Final = Path(__file__).parents[2] / "register"
TEMPLATE: Final = Path(__file__).parents[2] / "templates" / "register"
INTEGER: Final = re.compile(r"[-+]?[0-9]+")
FLOAT: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


def scalar(text: str) -> Any:
    """Return a scalar as the core schema of YAML 1.2 types it, as yaml-language-server does."""
    if isinstance(text, Quoted):
        return str(text)
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text.lower() == "true"
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if INTEGER.fullmatch(text):
        return int(text)
    return float(text) if FLOAT.fullmatch(text) else str(text)


def as_editor(tree: Any) -> Any:
    """Return what an editor sees where the loader sees text."""
    if isinstance(tree, dict):
        return {str(key): as_editor(value) for key, value in tree.items()}
    if isinstance(tree, tuple | list):
        return [as_editor(each) for each in tree]
    return scalar(tree)


def kind_of(path: str) -> str:
    folder = path.partition("/")[0]
    return next(kind for kind, each in KINDS.items() if any(glob.partition("/")[0] == folder for glob in each.globs))


def complaints(validators: dict[str, Draft7Validator], root: Path, path: str) -> list[str]:
    data = (root / path).read_bytes()
    return [each.message for each in validators[kind_of(path)].iter_errors(as_editor(parse(data).tree))]


def validators(register: Register | None, lang: Lang = "da") -> dict[str, Draft7Validator]:
    found = editor_files.schemas(register, Words(lang))
    return {kind: Draft7Validator(each) for kind, each in found.items()}


def schema_in(validator: Draft7Validator) -> Any:
    return validator.schema


def register_at(root: Path) -> Register:
    register = load(WorkTree(root)).register
    assert register is not None
    return register


@pytest.fixture(scope="module")
def general() -> dict[str, Draft7Validator]:
    return validators(None)


@pytest.fixture(scope="module")
def of_base() -> dict[str, Draft7Validator]:
    return validators(register_at(BASE))


@pytest.mark.parametrize("root", [SHIPPED, BASE], ids=["shipped", "base"])
def test_every_file_of_a_register_without_findings_is_taken(root: Path, general: dict[str, Draft7Validator]) -> None:
    own = validators(register_at(root))
    files = [path.relative_to(root).as_posix() for path in sorted(root.rglob("*.yaml"))]
    assert len(files) > 20
    for path in files:
        assert complaints(own, root, path) == [], path
        assert complaints(general, root, path) == [], path


def test_what_init_writes_is_taken(general: dict[str, Draft7Validator]) -> None:
    for path in sorted(TEMPLATE.rglob("*.yaml")):
        if path.parent.name != "presets":
            assert complaints(general, TEMPLATE, path.relative_to(TEMPLATE).as_posix()) == [], path


SEEN: Final = [name for name in sorted(each.name for each in CASES.iterdir()) if name.startswith("SCH1")]


@pytest.mark.parametrize("name", SEEN)
def test_a_misfit_that_check_finds_is_marked(name: str, tmp_path: Path, of_base: dict[str, Draft7Validator]) -> None:
    root = register_of(name, "fires", tmp_path)
    for path in {each["path"] for each in case_of(name)["expect"]}:
        data = (root / path).read_bytes()
        if (tree := parse(data).tree) is None:
            continue
        assert list(of_base[kind_of(path)].iter_errors(as_editor(tree))) != [], path


@pytest.mark.parametrize("name", SEEN)
def test_its_silent_side_is_not(name: str, tmp_path: Path, of_base: dict[str, Draft7Validator]) -> None:
    root = register_of(name, "silent", tmp_path)
    for path in (each.relative_to(root).as_posix() for each in root.rglob("*.yaml")):
        assert complaints(of_base, root, path) == [], path


def test_each_misfit_of_fields_that_do_not_go_together_is_marked_by_itself(of_base: dict[str, Draft7Validator]) -> None:
    """From the spec: what is required when, and what may not stand beside what."""
    measured = {"maturity": 3, "date": "2026-01-10", "evidence": "Målt"}
    files = {path: as_editor(parse((BASE / path).read_bytes()).tree) for path in _files(BASE)}
    system, event = files["systems/nexus.yaml"], files["events/2026-03-01-outage.yaml"]
    action, approval = files["actions/door-alarm.yaml"], files["approvals/2026-03-20-board.yaml"]
    threat = files["threats/ransomware.yaml"]
    marked = {
        "inherited and measured": ("system", {**system, "controls": {"mfa": {**measured, "from": "entra-id"}}}),
        "half measured": ("system", {**system, "controls": {"mfa": {"maturity": 3}}}),
        "planned without go_live": (
            "system",
            {**{key: each for key, each in system.items() if key != "go_live"}, "status": "planned"},
        ),
        "incident without category": ("event", {key: each for key, each in event.items() if key != "category"}),
        "change with category": ("event", {**event, "kind": "procurement"}),
        "cancelled and completed": (
            "action",
            {**action, "cancelled": {"at": "2026-05-01T09:00:00+02:00", "by": "bo", "reason": "x"}},
        ),
        "rejected without reason": ("approval", _ruled(approval, decision="rejected")),
        "policy with level": ("approval", _ruled(approval, subject="procedure")),
        "minuted without evidence": (
            "approval",
            {**{key: each for key, each in approval.items() if key != "evidence"}, "kind": "minuted"},
        ),
        "neither sources nor judgement": ("threat", {key: each for key, each in threat.items() if key != "sources"}),
    }
    for what, (kind, tree) in marked.items():
        assert list(of_base[kind].iter_errors(tree)) != [], what
    for kind, tree in (("system", system), ("event", event), ("action", action), ("approval", approval)):
        assert list(of_base[kind].iter_errors(tree)) == []


def _files(root: Path) -> list[str]:
    return [path.relative_to(root).as_posix() for path in root.rglob("*.yaml")]


def _ruled(approval: dict[str, Any], **values: str) -> dict[str, Any]:
    return {**approval, "decisions": [{**approval["decisions"][0], **values}]}


def test_a_draft_may_lack_any_field_and_a_completed_assessment_none(of_base: dict[str, Draft7Validator]) -> None:
    whole = as_editor(parse((BASE / "assessments/nexus/2026-03-14.yaml").read_bytes()).tree)
    draft = {key: each for key, each in whole.items() if key not in ("completed_at", "performed_by")}
    draft["risks"] = {"ransomware": {"residual": {"level": "low"}}}
    assert list(of_base["assessment"].iter_errors(draft)) == []
    assert list(of_base["assessment"].iter_errors({})) == []
    assert list(of_base["assessment"].iter_errors({"criticality": "highest"})) != []
    told = {each.message for each in of_base["assessment"].iter_errors({**whole, "risks": draft["risks"]})}
    assert "'threat_level' is a required property" in told
    assert "'likelihood' is a required property" in told
    del whole["procedure"]
    assert [each.message for each in of_base["assessment"].iter_errors(whole)] == ["'procedure' is a required property"]


def test_quoted_numbers_are_no_numbers_and_unquoted_numbers_are_texts(of_base: dict[str, Draft7Validator]) -> None:
    system = as_editor(parse((BASE / "systems/nexus.yaml").read_bytes()).tree)
    for name in ("2026", "true", "no", "on", "1.5", "2026-01-15", '"x"'):
        tree = parse(f"name: {name}\n".encode()).tree
        assert list(of_base["system"].iter_errors({**system, **as_editor(tree)})) == [], name
    for name in ('""', "null", "~", "[a]", "{a: b}", '" "'):
        tree = parse(f"name: {name}\n".encode()).tree
        assert list(of_base["system"].iter_errors({**system, **as_editor(tree)})) != [], name
    control = {"maturity": "3", "date": "2026-01-10", "evidence": "x"}
    assert list(of_base["system"].iter_errors({**system, "controls": {"mfa": control}})) != []
    assessment = as_editor(parse((BASE / "assessments/nexus/2026-03-14.yaml").read_bytes()).tree)
    assert list(of_base["assessment"].iter_errors({**assessment, "procedure": 2026.1})) == []


def test_ids_of_a_parallel_branch_are_taken_and_known_ones_offered(of_base: dict[str, Draft7Validator]) -> None:
    found = schema_in(of_base["system"])
    system = as_editor(parse((BASE / "systems/nexus.yaml").read_bytes()).tree)
    assert list(of_base["system"].iter_errors({**system, "owner": "somebody-new"})) == []
    assert list(of_base["system"].iter_errors({**system, "owner": "Somebody New"})) != []
    people = found["definitions"]["person"]["anyOf"][0]
    assert dict(zip(people["enum"], people["enumDescriptions"], strict=True))["anne"] == "Anne Test"
    assert found["properties"]["owner"]["$ref"] == "#/definitions/person"
    assert set(found["definitions"]["system"]["anyOf"][0]["enum"]) == {"nexus", "entra-id", "portal"}
    assert "kmd" in found["definitions"]["holder"]["anyOf"][0]["enum"]
    assert found["properties"]["controls"]["properties"]["backup"]["description"] == "Backup"
    risks = schema_in(of_base["action"])["definitions"]["risk"]["anyOf"][0]
    assert "nexus#ransomware" in risks["enum"]


def test_a_threat_level_is_one_of_the_procedures(
    of_base: dict[str, Draft7Validator], general: dict[str, Draft7Validator]
) -> None:
    threat = as_editor(parse((BASE / "threats/ransomware.yaml").read_bytes()).tree)
    threat["sources"] = [{**threat["sources"][0], "level": "enormous"}]
    assert list(of_base["threat"].iter_errors(threat)) != []
    assert list(general["threat"].iter_errors(threat)) == []


def test_the_steps_of_the_municipalitys_own_scales_are_explained(of_base: dict[str, Draft7Validator]) -> None:
    maturity = schema_in(of_base["system"])["definitions"]["Control"]["properties"]["maturity"]
    assert maturity["enum"] == [1, 2, 3, 4]
    assert maturity["enumDescriptions"][0].startswith("Svag: ")
    cell = schema_in(of_base["process"])["properties"]["consequence"]["properties"]["availability"]["properties"][
        "gdpr"
    ]
    assert cell["enumDescriptions"][0] == "Lav: 1"


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for each in schema.values():
            yield from nodes(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from nodes(each)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_described_and_every_value_explained(kind: str, lang: Lang, of_base: Any) -> None:
    for register in (None, register_at(BASE)):
        found = editor_files.schemas(register, Words(lang))[kind]
        Draft7Validator.check_schema(found)
        assert found["$schema"] == "http://json-schema.org/draft-07/schema#"
        for each in nodes(found):
            if each.get("additionalProperties") is False:
                for name, below in each["properties"].items():
                    assert below.get("description", "").endswith("."), name
            if "enumDescriptions" in each:
                assert len(each["enum"]) == len(each["enumDescriptions"])
                assert all(isinstance(text, str) for text in each["enumDescriptions"])
            if "$ref" in each:
                assert each["$ref"].removeprefix("#/definitions/") in found["definitions"]
            assert "markdownDescription" not in each, "register text would be read as Markdown"
            assert "markdownEnumDescriptions" not in each


def test_fields_of_the_procedure_start_from_what_ships(general: dict[str, Draft7Validator]) -> None:
    """The default that the specification prints."""
    properties = schema_in(general["procedure"])["properties"]
    assert properties["approval_window"]["default"] == "P30D"
    assert properties["approval"]["default"] == ["executive-board"]
    assert properties["treatment"]["properties"]["critical"]["properties"]["within"]["default"] == "PT48H"
    assert properties["reassessment"]["properties"]["low"]["properties"]["every"]["default"] == "P3Y"
    assert "default" not in properties["register"]
    assert "default" not in properties["municipality"]
    kinds = schema_in(general["threat"])["properties"]["kinds"]
    assert kinds["default"] == ["application", "infrastructure", "integration"]


def test_what_was_written_before_is_offered_again() -> None:
    """Two or more: an editor fills in the only example there is, and that would be written unread."""
    found = editor_files.schemas(register_at(SHIPPED), Words("da"))
    publishers = found["threat"]["properties"]["sources"]["items"]["properties"]["publisher"]["examples"]
    assert publishers == ["CFCS", "incidents"]
    for kind, each in found.items():
        assert all(len(node["examples"]) > 1 for node in nodes(each) if isinstance(node.get("examples"), list)), kind


def test_a_new_assessment_starts_from_the_procedure_in_force(of_base: dict[str, Draft7Validator]) -> None:
    assert schema_in(of_base["assessment"])["properties"]["procedure"]["default"] == "2026.1"


TEXTS: Final = {
    "date": (parse_date, "[12][0-9]{3}-[01][0-9]-[0-3][0-9]"),
    "moment": (
        parse_moment,
        r"20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9](:[0-6][0-9](\.[0-9]{1,3})?)?(Z|[+-][0-2][0-9]:[0-6][0-9])",
    ),
    "duration": (parse_duration, "P([0-9]{0,2}Y)?([0-9]{0,2}M)?([0-9]{0,2}D)?(T([0-9]{0,2}H)?)?"),
}


@pytest.mark.parametrize("kind", TEXTS)
def test_a_form_is_the_loaders(kind: str) -> None:
    """The schema takes all that the loader takes, and of the rest only 29 February in other than leap years."""
    read, shape = TEXTS[kind]
    pattern = re.compile(_pattern(kind))

    @given(st.from_regex(shape, fullmatch=True) | st.from_regex(pattern, fullmatch=True))
    def holds(text: str) -> None:
        try:
            read(text)
        except ValueError:
            assert pattern.search(text) is None or "-02-29" in text or text.endswith("\n")
        else:
            assert pattern.search(text) is not None

    holds()


def _pattern(kind: str) -> str:
    from riskctl.store.json_schema.values import matching

    return str(matching(kind, Words("en"))["pattern"])


@pytest.mark.parametrize("kind", fields.PATTERNS)
def test_a_text_of_one_form_is_taken_whole(kind: str) -> None:
    pattern = re.compile(_pattern(kind))

    @given(st.from_regex(re.compile(fields.PATTERNS[kind], re.ASCII), fullmatch=True))
    def holds(text: str) -> None:
        assert pattern.search(text)
        assert not pattern.search(f"{text} x")
        assert not pattern.search(f" {text}")

    holds()


def test_another_scale_is_taken_whole(tmp_path: Path) -> None:
    root = tmp_path / "register"
    shutil.copytree(BASE, root)
    text = (root / "procedure.yaml").read_text(encoding="utf-8")
    step = "    - name: {da: Allerhøjest, en: Highest}\n      text: {da: Altid, en: Always}\n"
    (root / "procedures").mkdir()
    old = text.replace('version: "2026.1"', 'version: "2025.1"').replace("  threat_levels:", f"{step}  threat_levels:")
    for level in ("none", "low", "medium", "high", "very-high"):
        old = re.sub(rf"(    {level}: \[[0-9, ]+)\]", r"\1, 1]", old)
    (root / "procedures" / "2025.1.yaml").write_text(old, encoding="utf-8")
    loaded = load(WorkTree(root))
    assert loaded.findings == ()
    assert loaded.register is not None
    maturity = editor_files.schemas(loaded.register, Words("da"))["system"]["definitions"]["Control"]["properties"]
    assert maturity["maturity"]["enum"] == [1, 2, 3, 4, 5]


def test_the_model_and_the_schema_agree_on_a_single_field_left_out() -> None:
    """Of every file of the base, each field left out by itself: refused by both or by neither."""
    found = validators(register_at(BASE))
    for path in _files(BASE):
        kind = kind_of(path)
        tree = parse((BASE / path).read_bytes()).tree
        for name in tree:
            without = {key: each for key, each in tree.items() if key != name}
            entity, findings = schema.validate(KINDS[kind].model, without, path, "x", {"consequence": 4})
            taken = entity is not None or (KINDS[kind].model is Assessment and not findings)
            assert taken == (list(found[kind].iter_errors(as_editor(without))) == []), (path, name)


def test_the_line_for_other_editors_leads_from_the_file_to_its_schema() -> None:
    assert modeline("procedure") == "# yaml-language-server: $schema=.schema/procedure.schema.json"
    assert modeline("system") == "# yaml-language-server: $schema=../.schema/system.schema.json"
    assert modeline("assessment") == "# yaml-language-server: $schema=../../.schema/assessment.schema.json"


def test_drift_names_the_schemas_that_are_not_as_the_register_is(tmp_path: Path) -> None:
    root = tmp_path / "register"
    shutil.copytree(BASE, root)
    assert editor_files.drift(root) == [], "nobody asked for schemas"
    for lang in LANGUAGES:
        contents = editor_files.schema_files(register_at(root), Words(lang))
        editor_files.write_schemas(root / ".schema", contents)
        assert editor_files.drift(root) == []
        assert editor_files.write_schemas(root / ".schema", contents) == [], "nothing to renew"
    (root / ".schema" / "event.schema.json").unlink()
    shutil.copy(root / "suppliers" / "kmd.yaml", root / "suppliers" / "netdk.yaml")
    assert set(editor_files.drift(root)) == {".schema/event.schema.json"} | _those_that_name("supplier", root)


def _those_that_name(kind: str, root: Path) -> set[str]:
    found = editor_files.schemas(register_at(root), Words("da"))
    return {
        f".schema/{name}.schema.json"
        for name, each in found.items()
        if {kind, "holder"} & set(each.get("definitions", {}))
    }


def test_what_is_written_is_the_same_every_time() -> None:
    once, again = (editor_files.schema_files(register_at(BASE), Words("da")) for _ in range(2))
    assert once == again

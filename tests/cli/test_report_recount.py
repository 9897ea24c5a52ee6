"""Every number of `report --json` counted again, straight from the YAML of both commits, without the engine.

What the example makes simple is taken as given: its `check` is clean, so that the newest decision on a subject is
worth what it says.
"""

import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from ruamel.yaml import YAML

Run = Callable[..., tuple[int, str, str]]
Tree = dict[str, Any]
CPH = ZoneInfo("Europe/Copenhagen")
NOW = "2026-11-23T12:00:00+01:00"
LEVELS = ("low", "medium", "high", "critical")
QUARTERS = ("2025Q1", "2025Q2", "2025Q3", "2025Q4", "2026Q1", "2026Q2", "2026Q3")
YEARS = ("2025",)


def git(repo: Path, *argv: str) -> str:
    return subprocess.run(["git", "-C", str(repo), *argv], check=True, capture_output=True).stdout.decode()


@cache
def history(repo: Path) -> list[tuple[datetime, str]]:
    lines = git(repo, "log", "--first-parent", "--format=%ct %H").splitlines()
    return [(datetime.fromtimestamp(int(stamp), UTC), commit) for stamp, commit in map(str.split, lines)]


def commit_before(repo: Path, moment: datetime) -> str | None:
    return next((commit for at, commit in history(repo) if at < moment), None)


@cache
def parsed(text: str) -> Tree:
    return _typed(YAML(typ="safe", pure=False).load(text))  # type: ignore[no-any-return]


def _typed(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _typed(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_typed(each) for each in value]
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return value


@dataclass(frozen=True)
class State:
    """The register at one commit, and the moment it is judged by."""

    files: dict[str, Tree]
    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(CPH).date()

    def folder(self, name: str) -> dict[str, Tree]:
        pattern = re.compile(rf"{name}/(.+)\.yaml")
        return {found[1]: tree for path, tree in self.files.items() if (found := pattern.fullmatch(path))}

    @property
    def procedure(self) -> Tree:
        return self.files["procedure.yaml"]

    def systems(self) -> dict[str, Tree]:
        return {
            id_: tree
            for id_, tree in self.folder("systems").items()
            if tree["status"] != "retired" and tree["registered"] <= self.today
        }

    def latest(self) -> dict[str, tuple[str, Tree]]:
        found: dict[str, tuple[str, Tree]] = {}
        for id_, tree in sorted(self.folder("assessments").items()):
            system, done = id_.split("/")[0], tree.get("completed_at")
            if done is None or done > self.now:
                continue
            if system not in found or done > found[system][1]["completed_at"]:
                found[system] = (id_, tree)
        return found

    def risks(self) -> dict[str, tuple[Tree, Tree, str]]:
        systems = self.systems()
        return {
            f"{system}#{key}": (risk, assessment, id_)
            for system, (id_, assessment) in self.latest().items()
            if system in systems
            for key, risk in assessment["risks"].items()
        }

    def actions(self) -> dict[str, Tree]:
        found = {}
        for id_, tree in self.folder("actions").items():
            action = dict(tree)
            if action.get("planned_at") and action["planned_at"] > self.now:
                continue
            for name in ("started_at", "completed_at"):
                if action.get(name) and action[name] > self.now:
                    del action[name]
            for name in ("effect", "cancelled"):
                if action.get(name) and action[name]["at"] > self.now:
                    del action[name]
            found[id_] = action
        return found

    def decisions(self, subject: str) -> list[tuple[datetime, str, str, Tree]]:
        """Return when, in which role, by whom and what was decided on a subject, newest first."""
        found = [
            (tree["at"], tree["role"], tree["by"], ruling)
            for tree in self.folder("approvals").values()
            if tree["at"] <= self.now
            for ruling in tree["decisions"]
            if ruling["subject"] == subject
        ]
        return sorted(found, key=lambda each: each[0], reverse=True)


@dataclass(frozen=True)
class Quarter:
    report: dict[str, Any]
    start: State | None
    end: State
    opened: datetime
    closed: datetime

    def holds(self, moment: datetime) -> bool:
        return self.opened <= moment < self.closed


def state_at(repo: Path, commit: str, now: datetime) -> State:
    argv = ["git", "-C", str(repo), "archive", f"{commit}:register"]
    packed = subprocess.run(argv, check=True, capture_output=True).stdout
    files = {}
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        for member in archive:
            if member.name.endswith(".yaml") and (content := archive.extractfile(member)) is not None:
                files[member.name] = parsed(content.read().decode())
    return State(files, now)


def ends_of(label: str) -> tuple[datetime, datetime]:
    """Return the midnights that begin and end a quarter or a year."""
    year, number = int(label[:4]), int(label[-1]) if "Q" in label else 0
    if not number:
        return datetime(year, 1, 1, tzinfo=CPH), datetime(year + 1, 1, 1, tzinfo=CPH)
    closed = datetime(year + number // 4, 3 * number % 12 + 1, 1, tzinfo=CPH)
    return datetime(year, 3 * number - 2, 1, tzinfo=CPH), closed


@cache
def state_before(repo: Path, moment: datetime) -> State | None:
    commit = commit_before(repo, moment)
    return state_at(repo, commit, moment.astimezone(UTC) - timedelta(seconds=1)) if commit else None


@pytest.fixture(scope="module", params=QUARTERS + YEARS)
def quarter(request: pytest.FixtureRequest, example: Path) -> Quarter:
    opened, closed = ends_of(request.param)
    first, last = commit_before(example, opened), commit_before(example, closed)
    assert last is not None
    option = "--year" if request.param in YEARS else "--quarter"
    argv = [sys.executable, "-m", "riskctl", "report", option, request.param, "--json", "--now", NOW]
    answer = json.loads(subprocess.run([*argv, "--register", example], check=True, capture_output=True).stdout)
    assert (answer["compared_with"], answer["revision"]) == (first, last)
    end = state_before(example, closed)
    assert end is not None
    return Quarter(answer, state_before(example, opened), end, opened, closed)


def after(day: date, length: str) -> date:
    """Return the day that an ISO duration in years, months or days lies after another."""
    found = re.fullmatch(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?", length)
    assert found is not None, length
    years, months, days = (int(each or 0) for each in found.groups())
    month = day.month - 1 + months + 12 * years
    year, month = day.year + month // 12, month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last)) + timedelta(days=days)


def midnight_after(day: date) -> datetime:
    following = day + timedelta(days=1)
    return datetime(following.year, following.month, following.day, tzinfo=CPH)


def overdue_from(start: datetime, within: str) -> datetime:
    if within.startswith("PT"):
        return start.astimezone(UTC) + timedelta(hours=int(within[2:-1]))
    return midnight_after(after(start.astimezone(CPH).date(), within))


def counts(state: State | None) -> dict[str, int]:
    found = Counter(risk["level"] for risk, _, _ in state.risks().values()) if state else Counter()
    return {level: found[level] for level in LEVELS}


def coverage(state: State) -> dict[str, dict[str, int]]:
    expected = {level: {"systems": 0, "in_time": 0, "overdue": 0, "never": 0} for level in LEVELS}
    latest = state.latest()
    for id_, system in state.systems().items():
        row = expected[system["criticality"]]
        row["systems"] += 1
        if id_ not in latest:
            row["never"] += 1
            continue
        done = latest[id_][1]["completed_at"].astimezone(CPH).date()
        every = state.procedure["reassessment"][system["criticality"]]["every"]
        row["overdue" if midnight_after(after(done, every)) <= state.now else "in_time"] += 1
    return expected


def test_coverage(quarter: Quarter) -> None:
    assert quarter.report["coverage"] == coverage(quarter.end)


def test_risks_at_both_ends(quarter: Quarter) -> None:
    assert quarter.report["risks"] == {"start": counts(quarter.start), "end": counts(quarter.end)}


def test_changes_and_their_causes(quarter: Quarter) -> None:
    before = quarter.start.risks() if quarter.start else {}
    now = quarter.end.risks()
    expected = []
    for id_ in sorted({*before, *now}):
        if id_ not in before:
            expected.append({"risk": id_, "from": None, "to": now[id_][0]["level"], "cause": "new"})
        elif id_ not in now:
            expected.append({"risk": id_, "from": before[id_][0]["level"], "to": None, "cause": "closed"})
        elif before[id_][0]["level"] != now[id_][0]["level"]:
            (was, then, _), (risk, new, _) = before[id_], now[id_]
            inputs = (
                ("procedure", then["procedure"], new["procedure"]),
                ("threat", was["threat_level"], risk["threat_level"]),
                ("controls", was["resilience"], risk["resilience"]),
                ("consequence", was["consequence"], risk["consequence"]),
            )
            cause = next((name for name, one, other in inputs if one != other), "judgement")
            expected.append({"risk": id_, "from": was["level"], "to": risk["level"], "cause": cause})
    assert quarter.report["changes"] == expected


def accepted_until(state: State, id_: str) -> tuple[date, str | None] | None:
    """Return until when an acceptance is in force, and by whom."""
    risk, assessment, assessed = state.risks()[id_]
    if risk["treatment"] != "accept":
        return None
    row = state.procedure["treatment"][risk["level"]]
    until, by = risk.get("acceptance", {}).get("until"), None
    if row["acceptance"] == "allowed":
        if until is None:
            class_ = state.systems()[id_.partition("#")[0]]["criticality"]
            every = state.procedure["reassessment"][class_]["every"]
            until = after(assessment["completed_at"].astimezone(CPH).date(), every)
    else:
        roles = row.get("acceptance_approval") or row["approval"]
        own = state.decisions(f"acceptance:{assessed}#{id_.split('#')[1]}")[:1]
        found = own + [each for each in state.decisions(assessed)[:1] if each[1] in roles]
        if not found or found[0][3]["decision"] != "approved":
            return None
        by = found[0][2]
    return (until, by) if midnight_after(until) > state.now else None


def met_at(state: State, id_: str) -> datetime | None:
    """Return when the plan for a risk was made, approved and started."""
    risks = state.risks()
    risk, assessment, _ = risks[id_]
    table, moments = state.procedure["treatment"], []
    for name, action in state.actions().items():
        done = action.get("completed_at")
        if id_ not in action["risks"] or "cancelled" in action or (done and done < assessment["completed_at"]):
            continue
        if "planned_at" not in action or "started_at" not in action:
            continue
        approved = action["planned_at"]
        if table[risk["level"]]["approval"]:
            top = max((risks[each][0]["level"] for each in action["risks"] if each in risks), key=LEVELS.index)
            roles = {*table[risk["level"]]["approval"], *table[top]["approval"]}
            found = state.decisions(f"action:{name}")[:1]
            if not found or found[0][3]["decision"] != "approved" or found[0][1] not in roles:
                continue
            approved = found[0][0]
        moments.append(max(action["planned_at"], action["started_at"], approved, assessment["completed_at"]))
    return min(moments, default=None)


def plan_states(state: State) -> dict[str, tuple[str, datetime]]:
    """Return where each risk's plan stands, and the instant it is overdue from."""
    found = {}
    for id_, (risk, assessment, _) in state.risks().items():
        within = state.procedure["treatment"][risk["level"]]["within"]
        due = overdue_from(assessment["completed_at"], within)
        until = risk.get("acceptance", {}).get("until")
        if risk["treatment"] == "accept" and until and midnight_after(until) <= state.now:
            due = midnight_after(after(until, within))
        met = met_at(state, id_)
        if accepted_until(state, id_) is not None:
            found[id_] = ("met", due)
        elif met is not None:
            found[id_] = ("met_late" if met >= due else "met", due)
        else:
            found[id_] = ("overdue" if due <= state.now else "open", due)
    return found


def test_plans(quarter: Quarter) -> None:
    found = Counter(state for state, _ in plan_states(quarter.end).values())
    assert quarter.report["plans"] == {name: found[name] for name in ("met", "met_late", "open", "overdue")}


def test_actions(quarter: Quarter) -> None:
    expected = dict.fromkeys(("open", "started", "completed", "overdue", "cancelled"), 0)
    for action in quarter.end.actions().values():
        if "cancelled" in action:
            expected["cancelled"] += quarter.holds(action["cancelled"]["at"])
        elif "completed_at" in action:
            expected["completed"] += quarter.holds(action["completed_at"])
        elif "planned_at" in action and midnight_after(action["due"]) <= quarter.end.now:
            expected["overdue"] += 1
        else:
            expected["started" if "started_at" in action else "open"] += 1
    assert quarter.report["actions"] == expected


def test_escalations_made(quarter: Quarter) -> None:
    expected = {
        (id_, tree["about"], tree["to"], tree["by"])
        for id_, tree in quarter.end.folder("escalations").items()
        if quarter.holds(tree["at"])
    }
    made = [each for each in quarter.report["escalations"] if each["at"]]
    assert {(each["id"], each["about"], *each["to"], each["by"]) for each in made} == expected
    assert len(made) == len(expected)


def test_escalations_of_critical_risks_not_made(quarter: Quarter) -> None:
    expected = set()
    made = quarter.end.folder("escalations").values()
    for id_, (risk, assessment, _) in quarter.end.risks().items():
        about, to = f"always:{id_}", quarter.end.procedure["treatment"]["critical"]["escalate"]["to"]
        answers = [each for each in made if each["about"] == about and each["to"] in to]
        if risk["level"] == "critical" and not any(each["at"] >= assessment["completed_at"] for each in answers):
            expected.add(f"escalation:{about}")
    lacking = [each["id"] for each in quarter.report["escalations"] if each["at"] is None and "always:" in each["id"]]
    assert set(lacking) == expected


def test_acceptances(quarter: Quarter) -> None:
    expected = {
        (id_, risk["level"], found[0].isoformat(), found[1])
        for id_, (risk, _, _) in quarter.end.risks().items()
        if (found := accepted_until(quarter.end, id_)) is not None
    }
    found = quarter.report["acceptances"]
    assert {(each["risk"], each["level"], each["until"], each["by"]) for each in found} == expected
    assert len(found) == len(expected)


def test_events(quarter: Quarter) -> None:
    expected = {id_: tree for id_, tree in quarter.end.folder("events").items() if quarter.holds(tree["occurred_at"])}
    assert {each["id"]: each["kind"] for each in quarter.report["events"]} == {
        k: t["kind"] for k, t in expected.items()
    }
    there = quarter.end.systems()
    for each in quarter.report["events"]:
        assert {id_ for id_ in expected[each["id"]].get("systems", []) if id_ in there} <= set(each["systems"])


def test_deviations_of_plans_actions_and_assessments(quarter: Quarter) -> None:
    state, high = quarter.end, LEVELS.index(quarter.end.procedure["reporting"]["threshold"])
    risks = state.risks()
    expected: dict[str, tuple[date, str]] = {}
    for id_, (standing, due) in plan_states(state).items():
        if standing == "overdue" and LEVELS.index(risks[id_][0]["level"]) >= high:
            expected[f"plan:{id_}"] = ((due - timedelta(seconds=1)).astimezone(CPH).date(), risks[id_][0]["level"])
    for id_, action in state.actions().items():
        top = max((LEVELS.index(risks[each][0]["level"]) for each in action["risks"] if each in risks), default=-1)
        ended = "cancelled" in action or "completed_at" in action or "planned_at" not in action
        if not ended and midnight_after(action["due"]) <= state.now and top >= high:
            expected[f"action:{id_}"] = (action["due"], LEVELS[top])
    latest = state.latest()
    for id_, system in state.systems().items():
        every = state.procedure["reassessment"][system["criticality"]]["every"]
        first = system["go_live"] if system["status"] == "planned" else system["registered"]
        last = after(latest[id_][1]["completed_at"].astimezone(CPH).date(), every) if id_ in latest else first
        if midnight_after(last) <= state.now and LEVELS.index(system["criticality"]) >= high:
            expected[f"assessment:{id_}"] = (last, system["criticality"])
    found = {
        each["id"]: (date.fromisoformat(each["due"][:10]), each["level"])
        for each in quarter.report["deviations"]
        if each["kind"] in ("plan", "action", "assessment")
    }
    assert found == expected


def test_days_are_the_difference_of_local_dates(quarter: Quarter) -> None:
    for each in quarter.report["deviations"]:
        assert each["days"] == (quarter.end.today - date.fromisoformat(each["due"][:10])).days
        assert each["kind"] in ("plan", "action", "assessment", "revision", "approval")
        assert each["level"] in ("high", "critical")


def test_recommendations_add_up(quarter: Quarter) -> None:
    risks, actions = quarter.end.risks(), quarter.end.actions()
    removed = [each["removed"] for each in quarter.report["recommendations"]]
    assert removed == sorted(removed, reverse=True)
    for each in quarter.report["recommendations"]:
        assert each["from"] == risks[each["risk"]][0]["level"]
        assert LEVELS.index(each["to"]) < LEVELS.index(each["from"])
        assert bool(each["actions"]) != bool(each["measures"])
        costs = [actions[id_]["cost"] for id_ in each["actions"] if "cost" in actions[id_]]
        total = {"dkk": sum(cost["dkk"] for cost in costs), "hours": sum(cost["hours"] for cost in costs)}
        assert each["cost"] == (total if costs else None)


def test_the_trend(quarter: Quarter, example: Path) -> None:
    last = quarter.closed - timedelta(days=1)
    numbers = [last.year * 4 + (last.month - 1) // 3 - back for back in range(7, -1, -1)]
    labels = [f"{number // 4}-Q{number % 4 + 1}" for number in numbers]
    assert [each["label"] for each in quarter.report["trend"]] == labels
    for label, point in zip(labels, quarter.report["trend"], strict=True):
        opened, closed = ends_of(label)
        state = state_before(example, closed)
        if state is None:
            assert set(point) == {"label"}
            continue
        rows = coverage(state).values()
        plans = Counter(standing for standing, _ in plan_states(state).values())
        ended = [each["completed_at"] for each in state.actions().values() if "completed_at" in each]
        assert point == {
            "label": label,
            "levels": counts(state),
            "systems": sum(row["systems"] for row in rows),
            "in_time": sum(row["in_time"] for row in rows),
            "plans": {name: plans[name] for name in ("met", "met_late", "open", "overdue")},
            "completed": sum(opened <= moment < closed for moment in ended),
        }


def test_what_it_costs_to_do_nothing(quarter: Quarter) -> None:
    state, found = quarter.end, quarter.report["standstill"]
    length = quarter.closed - quarter.opened
    year, month = quarter.closed.year, quarter.closed.month + (12 if length > timedelta(days=100) else 3)
    following = datetime(year + (month - 1) // 12, (month - 1) % 12 + 1, 1, tzinfo=CPH)
    high = [risk for risk, _, _ in state.risks().values() if risk["level"] in ("high", "critical")]
    plans = [due for standing, due in plan_states(state).values() if standing in ("open", "overdue")]
    running = [
        each
        for each in state.actions().values()
        if "planned_at" in each and "completed_at" not in each and "cancelled" not in each
    ]
    accepted = [until[0] for id_ in state.risks() if (until := accepted_until(state, id_)) is not None]
    assert found["risks"] == len(high)
    assert found["late"]["plan"] == sum(due <= following for due in plans)
    assert found["late"]["action"] == sum(midnight_after(each["due"]) <= following for each in running)
    assert found["ending"] == sum(midnight_after(until) <= following for until in accepted)
    worst = [risk for risk in high if risk["level"] == max((r["level"] for r in high), key=LEVELS.index)]
    assert found["consequence"] == max((risk["consequence"] for risk in worst), default=None)


def test_the_account_of_the_year(quarter: Quarter) -> None:
    if "quarters" not in quarter.report:
        assert "Q" in quarter.report["period"]["label"]
        return
    actions, events = quarter.end.actions(), quarter.end.folder("events").values()
    done = {id_: each for id_, each in actions.items() if quarter.holds(each.get("completed_at", quarter.closed))}
    ended = {"completed_at", "cancelled"}
    going = [each for each in actions.values() if "planned_at" in each and not ended & set(each)]
    assert quarter.report["price"] == {"completed": price(done.values()), "unfinished": price(going)}
    year = quarter.report["period"]["label"]
    assert [each["label"] for each in quarter.report["quarters"]] == [f"{year}-Q{number}" for number in (1, 2, 3, 4)]
    for each in quarter.report["quarters"]:
        opened, closed = ends_of(each["label"])
        within = [one for one in done.values() if opened <= one["completed_at"] < closed]
        kinds = [one["kind"] for one in events if opened <= one["occurred_at"] < closed]
        assert each["completed"] == price(within)
        assert (each["events"], each["incidents"]) == (len(kinds), kinds.count("incident"))
    found = quarter.report["completed"]
    assert [each["at"] for each in found] == sorted(each["at"] for each in found)
    assert {each["action"]: (each["found"], each["cost"]) for each in found} == {
        id_: (each.get("effect", {}).get("level"), each.get("cost")) for id_, each in done.items()
    }
    for each in found:
        at = done[each["action"]].get("effect", {}).get("at", done[each["action"]]["completed_at"])
        risks = [risk for ref in done[each["action"]]["risks"] if (risk := risk_at(quarter.end, ref, at)) is not None]
        worst = max((risk["level"] for risk in risks), key=LEVELS.index, default=None)
        expected = max((risk["residual"]["level"] for risk in risks), key=LEVELS.index, default=None)
        assert (each["from"], each["expected"]) == (worst, expected)


def price(actions: Iterable[Tree]) -> dict[str, int]:
    found = list(actions)
    costs = [each["cost"] for each in found if "cost" in each]
    sums = {name: sum(cost[name] for cost in costs) for name in ("dkk", "hours")}
    return {"actions": len(found), "priced": len(costs), **sums}


def risk_at(state: State, ref: str, at: datetime) -> Tree | None:
    """Return a risk as the newest assessment completed by a moment has it."""
    system, _, key = ref.partition("#")
    done = [
        tree
        for id_, tree in state.folder("assessments").items()
        if id_.startswith(f"{system}/") and tree.get("completed_at") and tree["completed_at"] <= at
    ]
    risk: Tree | None = max(done, key=lambda each: each["completed_at"])["risks"].get(key) if done else None
    return risk


def test_the_sum_is_that_of_the_report(quarter: Quarter) -> None:
    whole = {key: value for key, value in quarter.report.items() if key not in ("profile", "left_out", "sum")}
    plain = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert quarter.report["sum"] == "sha256:" + hashlib.sha256(plain.encode()).hexdigest()
    assert (quarter.report["profile"], quarter.report["left_out"]) == ("isu", [])


def test_the_trace(quarter: Quarter) -> None:
    ends = [state for state in (quarter.start, quarter.end) if state]
    for state, each in zip(ends, quarter.report["trace"], strict=True):
        kinds = Counter(tree["kind"] for tree in state.folder("approvals").values() if tree["at"] <= state.now)
        assert each["approvals"] == {"signed": kinds["signed"], "minuted": kinds["minuted"]}
        assert each["procedure"] == state.procedure["version"]
        assert each["unreadable"] == 0


def test_the_example_has_something_to_count(example: Path, run: Run) -> None:
    whole = [json.loads(run("report", "--quarter", q, "--json", "--register", str(example))[1]) for q in QUARTERS]
    for part in ("changes", "escalations", "acceptances", "events", "deviations", "recommendations"):
        assert any(each[part] for each in whole), part
    assert {change["cause"] for each in whole for change in each["changes"]} >= {"new", "closed", "procedure"}

"""`riskctl event add`: what happened, what it reaches and why, what is due at once (P2.2-P2.4, P3.8, P3.9)."""

from pathlib import Path

import pytest

from tests.cli.writes import Run, Terminal, call, check, due, refused, register, told, tree
from tests.registers import system, write
from tests.store.test_write import git, snapshot

__all__ = ["call", "register"]

ADD = (
    "event",
    "add",
    "--kind",
    "incident",
    "--category",
    "outage",
    "--title",
    "Nedbrud i drift",
    "--system",
    "net",
    "--magnitude",
    "major",
    "--at",
    "2026-11-23T08:15",
)
ID = "2026-11-23-nedbrud-i-drift"


def without(*names: str, **more: str) -> list[str]:
    """Return the arguments without some options, with others in their place."""
    pairs = [pair for pair in zip(ADD[2::2], ADD[3::2], strict=True) if pair[0] not in names]
    return ["event", "add", *(word for pair in pairs for word in pair), *(w for pair in more.items() for w in pair)]


class TestReach:
    def test_an_outage_is_due_the_moment_it_occurred(self, call: Run, register: Path) -> None:
        found = told(call, *ADD)
        assert found["written"] == [f"events/{ID}.yaml"]
        assert found["due"] == found["opened"] == [f"revision:net:{ID}"]
        assert found["reached"] == [
            {"system": "net", "through": "systems", "source": "net", "path": ["net"], "counts": True}
        ]
        assert tree(register, f"events/{ID}.yaml") == {
            "kind": "incident",
            "category": "outage",
            "magnitude": "major",
            "title": "Nedbrud i drift",
            "occurred_at": "2026-11-23T08:15:00+01:00",
            "systems": ("net",),
            "reported_by": "anne",
        }
        item = next(each for each in told(call, "due")["items"] if each["id"] == f"revision:net:{ID}")
        assert (item["due"], item["clause"]) == ("2026-11-23T08:15:00+01:00", "P3.9")
        assert check(register) == []

    def test_what_depends_on_it_as_essential_is_reached_with_the_path(self, call: Run, register: Path) -> None:
        depends = {"depends_on": [{"system": "net", "importance": "essential"}], "criticality": "medium"}
        write(register, {"systems/mail.yaml": system("Post", **depends)})
        write(
            register,
            {
                "systems/web.yaml": system(
                    "Web", **{**depends, "depends_on": [{"system": "mail", "importance": "essential"}]}
                )
            },
        )
        write(
            register,
            {
                "systems/other.yaml": system(
                    "Andet", **{**depends, "depends_on": [{"system": "net", "importance": "important"}]}
                )
            },
        )
        found = told(call, *ADD)
        assert [(each["system"], each["path"]) for each in found["reached"]] == [
            ("net", ["net"]),
            ("mail", ["net", "mail"]),
            ("web", ["net", "mail", "web"]),
        ]

    def test_it_is_said_why_and_what_to_go_on_with(self, call: Run, register: Path) -> None:
        depends = {"depends_on": [{"system": "net", "importance": "essential"}], "criticality": "medium"}
        write(register, {"systems/mail.yaml": system("Post", **depends)})
        code, out, _ = call(*ADD)
        assert code == 0
        assert "Den rammer 2 systemer:\n  ◔ medium Netværk (net): nævnt\n" in out
        assert "  ◔ medium Post (mail): gennem Netværk\n" in out
        assert f"  riskctl assess net --event {ID}\n" in out
        assert f"  riskctl assess mail --event {ID}\n" in out

    @pytest.mark.parametrize(
        ("option", "value", "through", "source"),
        [
            ("--supplier", "kmd", "suppliers", "kmd"),
            ("--process", "home-care", "processes", "home-care"),
            ("--unit", "care", "units", "care"),
            ("--threat", "ransomware", "threats", "ransomware"),
        ],
    )
    def test_through_what_the_event_names(
        self, call: Run, register: Path, option: str, value: str, through: str, source: str
    ) -> None:
        write(register, {"suppliers/kmd.yaml": {"name": "KMD"}})
        with (register / "systems/nexus.yaml").open("a") as file:
            file.write("supplier: kmd\n")
        found = told(call, *without("--system"), option, value)
        first = found["reached"][0]
        assert (first["system"], first["through"], first["source"]) == ("nexus", through, source)
        assert f"revision:nexus:{ID}" in found["opened"]

    def test_a_minor_change_to_a_low_system_opens_nothing_and_says_so(self, call: Run, register: Path) -> None:
        write(register, {"systems/wiki.yaml": system("Wiki", criticality="low")})
        code, out, _ = call(
            "event",
            "add",
            "--kind",
            "change-system",
            "--title",
            "Ny udgave",
            "--system",
            "wiki",
            "--magnitude",
            "minor",
        )
        assert code == 0
        assert "åbner ingen ny vurdering i den klasse" in out
        assert "uændret" in out

    def test_a_planned_change_is_due_by_the_day_it_takes_effect(self, call: Run, register: Path) -> None:
        argv = ("event", "add", "--kind", "change-system", "--title", "Ny udgave", "--system", "net")
        found = told(call, *argv, "--magnitude", "major", "--effective-on", "2026-12-01", "--commit")
        item = next(each for each in told(call, "due")["items"] if each["id"] == found["opened"][0])
        assert item["due"] == "2026-12-01"
        assert git(register.parent, "log", "-1", "--format=%s") == "Begivenhed: Ny udgave"

    def test_legislation_reaches_no_system_and_opens_the_procedure(self, call: Run, register: Path) -> None:
        found = told(call, "event", "add", "--kind", "legislation", "--title", "Ny lov", "--magnitude", "minor")
        assert found["reached"] == []
        assert "procedure" in due(call)

    def test_a_second_event_of_the_day_gets_a_number(self, call: Run, register: Path) -> None:
        told(call, *ADD)
        assert told(call, *ADD)["written"] == [f"events/{ID}-2.yaml"]

    def test_an_answer_closes_it(self, call: Run, register: Path) -> None:
        told(call, *ADD)
        assert f"revision:net:{ID}" in due(call)
        fire = {"treatment": "mitigate", "measures": ["x"], "residual": {"likelihood": 1, "consequence": 1}}
        write(
            register.parent,
            {
                "answers.yaml": {
                    "performed_by": ["bo"],
                    "triggers": [ID],
                    "corrective": "Skiftet",
                    "risks": {"fire": fire},
                    "excluded": {"ransomware": "x", "flood": "x"},
                }
            },
        )
        code, _, err = call("assess", "net", "--answers", "answers.yaml", "--no-input")
        assert code == 0, err
        assert f"revision:net:{ID}" not in due(call)


class TestRefused:
    @pytest.mark.parametrize(
        ("argv", "said"),
        [
            (without("--system"), "--system mangler."),
            (without("--title"), "--title mangler."),
            (without("--kind", "--category"), "--kind mangler."),
            (without("--category"), "--category mangler."),
            (without("--magnitude"), "--magnitude mangler."),
            ([*without("--system"), "--system", "nexsu"], "Mente du nexus?"),
            ([*without("--system"), "--supplier", "nobody"], "nobody"),
            ([*without("--kind"), "--kind", "incidnt"], "incident"),
            ([*without("--kind"), "--kind", "procurement"], "--category hører kun til en hændelse"),
            ([*without("--at"), "--at", "23-11-2026"], "--at 2026-11-23T12:00:00+01:00"),
            ([*without("--at"), "--at", "i morgen"], "'i morgen' er ikke et tidspunkt."),
            ([*without("--at"), "--at", "2026-11-23T12:00:01"], "er ikke kommet endnu"),
            ([*ADD, "--effective-on", "12-03-2027"], "'12-03-2027' er ikke en dato."),
            ([*ADD, "--effective-on", "2026-12-01"], "EVT102"),
            ([*ADD, "--by", "nobody"], "--by"),
            (["event", "ad"], "Mente du add?"),
        ],
    )
    def test_one_line_and_nothing_written(self, call: Run, register: Path, argv: list[str], said: str) -> None:
        assert said in refused(call, register, *argv)

    def test_an_event_that_reaches_nothing(self, call: Run, register: Path) -> None:
        write(register, {"suppliers/kmd.yaml": {"name": "KMD"}})
        assert "EVT101" in refused(call, register, *without("--system"), "--supplier", "kmd")
        write(register, {"systems/old.yaml": system("Gammelt", criticality="low", status="retired")})
        assert "EVT101" in refused(call, register, *without("--system"), "--system", "old")

    def test_a_title_that_can_carry_no_id_is_still_dated(self, call: Run, register: Path) -> None:
        argv = without("--title")
        assert told(call, *argv, "--title", "漢字")["written"] == ["events/2026-11-23-events.yaml"]
        assert told(call, *argv, "--title", "x" * 300)["written"][0] == f"events/2026-11-23-{'x' * 53}.yaml"


class TestAsked:
    def test_three_questions(self, call: Run, register: Path) -> None:
        person = Terminal(register.parent, "event", "add")
        person.answer("Hvad er der sket?", "nedbrud")
        person.answer("Skriv et nummer fra listen, et mellemrum og en linje", "1 Nedbrud på nettet")
        person.answer("Hvad rammer det?", "xyzzy")
        person.answer("Der er intet i registret, der hedder 'xyzzy'", "netv, nex")
        person.answer("Hvor stort er det?", "2")
        shown = person.end()
        assert "Den rammer 2 systemer:" in shown
        assert "riskctl assess nexus --event 2026-11-23-nedbrud-paa-nettet" in shown
        assert max(map(len, shown.split("\n"))) <= 80
        assert tree(register, "events/2026-11-23-nedbrud-paa-nettet.yaml")["systems"] == ("net", "nexus")
        assert check(register) == []

    def test_ctrl_c_writes_nothing(self, register: Path) -> None:
        before = snapshot(register)
        person = Terminal(register.parent, "event", "add")
        person.answer("Hvad er der sket?", "1 Nedbrud")
        person.child.expect_exact("Hvad rammer det?")
        person.child.expect_exact("> ")
        person.child.sendintr()
        person.end(130)
        assert snapshot(register) == before

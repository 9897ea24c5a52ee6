"""The calendar, read back strictly: by our own reading of RFC 5545 and by another library."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from riskctl.core.finding import Phrase
from riskctl.core.moment import parse_duration
from riskctl.core.views.due import DueFilter, DueList, due_items, due_list
from riskctl.render.due_ics import as_calendar
from riskctl.text import Words
from tests.builders import World, assessment, risk, system, threat, world

Property = tuple[str, str, str]
HOSTILE = st.text(st.sampled_from("BEGIN:VALRMND\r\n\t ;,\\\"^'=@æ\u202e\u2028\u0085\u0000😀"), min_size=1, max_size=60)
ESCAPED = re.compile(r"(?:[^\\;,]|\\[\\;,nN])*")
TEXTS = {"SUMMARY", "DESCRIPTION", "X-WR-CALNAME", "UID", "CATEGORIES"}


def properties(data: bytes) -> list[Property]:
    """Return each property's name, parameters and value; every rule of the grammar that is broken fails."""
    assert data.endswith(b"\r\n")
    physical = data.split(b"\r\n")[:-1]
    assert all(0 < len(line) <= 75 for line in physical)
    unfolded = re.sub(rb"\r\n[ \t]", b"", data).decode("utf-8").split("\r\n")[:-1]
    found = []
    for line in unfolded:
        assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", line), line
        match = re.fullmatch(r"([A-Z0-9-]+)((?:;[A-Z-]+=[A-Za-z0-9/-]+)*):(.*)", line)
        assert match is not None, line
        if match[1] in TEXTS:
            assert ESCAPED.fullmatch(match[3]), line
        found.append((match[1], match[2], match[3]))
    return found


def events(data: bytes) -> list[dict[str, str]]:
    """Return the events; components must nest, and each has what RFC 5545 demands, once."""
    stack: list[str] = []
    found: list[dict[str, str]] = []
    for name, parameters, value in properties(data):
        if name == "BEGIN":
            assert (stack, value) in (([], "VCALENDAR"), (["VCALENDAR"], "VEVENT"), (["VCALENDAR", "VEVENT"], "VALARM"))
            stack.append(value)
            if value == "VEVENT":
                found.append({})
        elif name == "END":
            assert stack.pop() == value
        elif stack == ["VCALENDAR", "VEVENT"]:
            assert name not in found[-1]
            found[-1][name] = f"{parameters.removeprefix(';')}:{value}" if parameters else value
        elif stack[-1] == "VALARM":
            found[-1][f"VALARM.{name}.{value}" if name == "TRIGGER" else f"VALARM.{name}"] = value
    assert stack == []
    assert all({"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= set(each) for each in found)
    return found


def listed(made: World) -> DueList:
    wanted = DueFilter(everything=True)
    return due_list(made.engine, parse_duration("P30D"), wanted, due_items(made.engine, made.approvals))


def calendar(made: World, lang: str = "da") -> bytes:
    words = Words("da") if lang == "da" else Words("en")
    return as_calendar(made.engine, listed(made), words, "Anne Test")


def critical(now: str) -> World:
    return world(
        system("nexus", "high"),
        threat("fire"),
        assessment("nexus/2026-03-14", risks={"fire": risk("critical")}),
        now=now,
    )


def named(data: bytes, part: str) -> dict[str, str]:
    (found,) = [each for each in events(data) if part in each["DESCRIPTION"]]
    return found


def test_a_date_is_a_whole_day_with_an_alarm_the_day_before_at_nine() -> None:
    found = named(calendar(critical("2026-03-14T15:00")), "assessment:nexus")
    assert found["DTSTART"] == "VALUE=DATE:20270314"
    assert found["DTEND"] == "VALUE=DATE:20270315"
    assert found["DTSTAMP"] == "20260314T140000Z"
    assert found["SUMMARY"] == "Risikovurdering: Nexus"
    assert "VALARM.TRIGGER.-PT15H" in found
    assert found["VALARM.ACTION"] == "DISPLAY"


def test_a_moment_is_in_utc_with_alarms_at_the_target_and_two_hours_before() -> None:
    found = named(calendar(critical("2026-03-14T15:00")), "plan:nexus#fire")
    # completed at 14.30 in Copenhagen, 13.30 UTC; limit 48 hours, target 24
    assert found["DTSTART"] == "20260316T133000Z"
    assert "DTEND" not in found
    assert {"VALARM.TRIGGER.20260315T133000Z", "VALARM.TRIGGER.-PT2H"} <= set(found)
    assert found["PRIORITY"] == "1"


def test_what_is_overdue_says_so_and_alarms_nobody() -> None:
    found = named(calendar(critical("2026-03-17T15:00")), "plan:nexus#fire")
    assert found["SUMMARY"].startswith("Over frist: Handleplan: ")
    assert not any(name.startswith("VALARM") for name in found)


def test_uids_stay_from_one_export_to_the_next_and_differ_between_items() -> None:
    first, second = calendar(critical("2026-03-14T15:00")), calendar(critical("2026-03-15T15:00"), "en")
    uids = {each["UID"] for each in events(first)}
    assert len(uids) == len(events(first))
    assert named(first, "plan:nexus#fire")["UID"] == named(second, "plan:nexus#fire")["UID"]
    assert all(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", uid) for uid in uids)


def test_it_speaks_the_readers_language_and_invites_nobody() -> None:
    english = calendar(critical("2026-03-14T15:00"), "en")
    assert named(english, "assessment:nexus")["SUMMARY"] == "Risk assessment: Nexus"
    names = {name for name, _, _ in properties(english)}
    assert {"ATTENDEE", "ORGANIZER"}.isdisjoint(names)
    assert ("METHOD", "", "PUBLISH") in properties(english)
    assert ("X-WR-CALNAME", "", "Risk deadlines: Anne Test") in properties(english)


def test_another_library_reads_the_same() -> None:
    data = calendar(critical("2026-03-14T15:00"))
    (read,) = list(vobject.readComponents(data.decode()))
    by_uid = {each.uid.value: each for each in read.vevent_list}
    assert len(by_uid) == len(events(data))
    plan = by_uid[named(data, "plan:nexus#fire")["UID"]]
    assert plan.dtstart.value == datetime(2026, 3, 16, 13, 30, tzinfo=UTC)
    assert "Id: plan:nexus#fire (P4.3-critical)" in plan.description.value.splitlines()
    assert "mål: 15. mar. 2026 kl. 14.30" in plan.description.value.splitlines()
    assert {each.trigger.value for each in plan.valarm_list} == {
        timedelta(hours=-2),
        datetime(2026, 3, 15, 13, 30, tzinfo=UTC),
    }
    whole_day = by_uid[named(data, "assessment:nexus")["UID"]]
    assert whole_day.dtstart.value == date(2027, 3, 14)


@settings(max_examples=200)
@given(HOSTILE)
def test_hostile_text_never_becomes_a_property(text: str) -> None:
    made = critical("2026-03-14T15:00")
    plain = events(calendar(made))
    hostile = system("nexus", "high").model_copy(update={"name": text})
    made.engine.register.systems["nexus"] = hostile  # type: ignore[index]
    found = events(calendar(made))
    assert [sorted(each) for each in found] == [sorted(each) for each in plain]
    assert [each["UID"] for each in found] == [each["UID"] for each in plain]


@pytest.mark.parametrize("lang", ["da", "en"])
def test_a_deadline_ahead_on_a_weekend_has_its_note(lang: str) -> None:
    # 14 March 2027 is a Sunday; the Friday before is the 12th
    found = named(calendar(critical("2026-03-14T15:00"), lang), "assessment:nexus")["DESCRIPTION"]
    said = {
        "da": "en søndag\\; sidste arbejdsdag før er 12. mar. 2027",
        "en": "a Sunday\\; the last working day before is 12 Mar 2027",
    }
    assert said[lang] in found.replace("sept", "sep")


def test_a_phrase_is_what_a_note_is() -> None:
    made = critical("2026-03-14T15:00")
    notes = {each.item.id: each.note for each in listed(made).shown}
    assert isinstance(notes["assessment:nexus"], Phrase)
    assert notes["plan:nexus#fire"] is None

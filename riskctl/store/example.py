"""The example municipality as a git repository with its history, the same commit ids every time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from riskctl.core.fields import Quoted
from riskctl.core.moment import parse_date, parse_moment, parse_quarter
from riskctl.store.emit import emit
from riskctl.store.layout import Place, place_of
from riskctl.store.packaged import packaged_dir, packaged_text
from riskctl.store.rewind import OlderValue, morning, versions
from riskctl.store.trees import WorkTree
from riskctl.store.yaml_events import parse
from riskctl.text import Words

AUTHOR: Final = "Riskctl Eksempel <eksempel@fjordby.example>"
ZONE: Final = ZoneInfo("Europe/Copenhagen")
START: Final = datetime(2025, 3, 3, 9, 0, tzinfo=ZONE)
"""When the register is put under git."""
REPORTED_AFTER: Final = timedelta(days=21)
"""How long after a quarter its report is put in the register."""


@dataclass(frozen=True, slots=True)
class Change:
    """That a file holds this from a moment on; None takes it away."""

    moment: datetime
    path: str
    data: bytes
    what: str
    id: str


@dataclass(frozen=True, slots=True)
class Commit:
    """The changes of one day."""

    moment: datetime
    message: str
    files: Mapping[str, bytes]


def history(root: Path | None = None) -> list[Commit]:
    """Return the commits of the example, oldest first; the last leaves the register as it ships."""
    changes = sorted(_changes(root or packaged_dir("register")), key=lambda each: (each.moment, each.path))
    days: dict[object, list[Change]] = {}
    for change in changes:
        days.setdefault(change.moment.astimezone(ZONE).date(), []).append(change)
    return [_commit(of_day) for of_day in days.values()]


def _commit(changes: list[Change]) -> Commit:
    words = Words("da")
    sentences = list(dict.fromkeys(words(f"init.commit.{each.what}", id=each.id) for each in changes if each.what))
    first = changes[0].moment == START
    subject = words("init.commit.start") if first else sentences[0]
    rest = [] if first else sentences[1:]
    message = "\n".join([subject, *(["", *(f"- {line}" for line in rest)] if rest else [])]) + "\n"
    return Commit(changes[-1].moment, message, {f"register/{each.path}": each.data for each in changes})


def _changes(root: Path) -> Iterator[Change]:
    older = _older_values()
    tree = WorkTree(root)
    files = {file.path: file.data for file in tree.files(lambda _: True)}
    for path, data in files.items():
        place = place_of(path)
        if place is None:
            continue
        if place.kind == "report":
            ended = parse_quarter(place.id).last
            yield Change(morning(ended + REPORTED_AFTER, ZONE), path, data, "report", place.id)
        elif place.kind == "organisation":
            yield from _organisation_changes(data)
        elif place.kind in ("procedure", "old-procedure"):
            yield from _procedure_changes(place, path, files)
        elif place.kind == "entity" and place.folder == "exceptions":
            subject = files.get(f"systems/{parse(data).tree['subject']}.yaml")
            born = morning(parse_date(parse(subject).tree["registered"]), ZONE) if subject else START
            yield Change(max(born, START), path, data, "exceptions.new", place.id)
        elif place.kind == "entity":
            yield from _entity_changes(place, path, data, older.get(path, []))
        else:
            yield Change(START, path, data, "", place.id)


def _entity_changes(place: Place, path: str, data: bytes, older: list[OlderValue]) -> Iterator[Change]:
    final = parse(data).tree
    for version in versions(place, final, START, older, ZONE):
        written = data if version.tree == final else emit(_typed(version.tree)).encode()
        yield Change(version.moment, path, written, version.what, place.id)


def _typed(value: Any) -> Any:
    """Return a tree of text with the types its plain scalars were written as, so that they are written so again."""
    if isinstance(value, dict):
        return {key: _typed(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [_typed(each) for each in value]
    if isinstance(value, Quoted):
        return str(value)
    for parse_as in (_whole, parse_date, parse_moment):
        try:
            return parse_as(value)
        except ValueError:
            continue
    return value


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return int(text)


def _procedure_changes(place: Place, path: str, files: Mapping[str, bytes]) -> Iterator[Change]:
    """Yield the superseded procedure as the first one in force, and the day the present one took its place."""
    adopted = morning(parse_date(parse(files["procedure.yaml"]).tree["revision"]["last"]), ZONE)
    if place.kind == "procedure":
        yield Change(adopted, path, files[path], "procedure", parse(files[path]).tree["version"])
    else:
        yield Change(START, "procedure.yaml", files[path], "", place.id)
        yield Change(adopted, path, files[path], "", place.id)


def _older_values() -> Mapping[str, list[OlderValue]]:
    """Return what the register does not carry of its own past, by path."""
    stated: Any = parse(packaged_text("templates/example/history.yaml").encode()).tree
    found: dict[str, list[OlderValue]] = {}
    for entry in stated["older"]:
        until = entry["until"]
        ended = parse_moment(until) if "T" in until else morning(parse_date(until) + timedelta(days=1), ZONE)
        found.setdefault(entry["path"], []).append(OlderValue(tuple(entry["field"].split(".")), ended, entry["value"]))
    return found


def _organisation_changes(data: bytes) -> Iterator[Change]:
    """Yield each version of the organisation: the earlier ones are named by the last day they held."""
    begins, what = START, ""
    for earlier in sorted((packaged_dir("templates") / "example" / "organisation").iterdir()):
        yield Change(begins, "organisation.yaml", earlier.read_bytes(), what, "organisation")
        begins, what = morning(parse_date(earlier.stem) + timedelta(days=1), ZONE), "organisation"
    yield Change(begins, "organisation.yaml", data, what, "organisation")


def fast_import(commits: list[Commit], attributes: str) -> bytes:
    """Return the commits as a stream for `git fast-import`: identity and dates are fixed, so ids never differ."""
    parts = [b"feature done\n"]
    for number, commit in enumerate(commits, 1):
        moment = commit.moment.astimezone(ZONE)
        stamp = f"{int(moment.astimezone(UTC).timestamp())} {moment:%z}"
        message = commit.message.encode()
        parts.append(f"commit refs/heads/main\nmark :{number}\ncommitter {AUTHOR} {stamp}\n".encode())
        parts.append(b"data %d\n%s\n" % (len(message), message))
        if number > 1:
            parts.append(f"from :{number - 1}\n".encode())
        files = commit.files if number > 1 else {".gitattributes": attributes.encode(), **commit.files}
        for path, data in sorted(files.items()):
            parts.append(b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data))
    return b"".join([*parts, b"done\n"])

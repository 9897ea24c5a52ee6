"""What Tab offers: `riskctl _complete SHELL …`, which the completion scripts call. Says nothing rather than fail."""

import shlex
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, get_args

from riskctl.cli.main import COMMANDS, build, subcommands
from riskctl.core.fields import (
    LEVELS,
    ROLES,
    ActionType,
    Condition,
    EventKind,
    Importance,
    IncidentCategory,
    SystemKind,
    SystemStatus,
)
from riskctl.core.views.due_item import KINDS
from riskctl.errors import RiskctlError
from riskctl.render.check import FORMATS as CHECK_FORMATS
from riskctl.render.document.formats import FORMATS as REPORT_FORMATS
from riskctl.render.safe import visible
from riskctl.store import find, named_ids
from riskctl.store.json_schema.kinds import KINDS as FILE_KINDS
from riskctl.store.named_ids import Named
from riskctl.text import LANGUAGES, Words

FILES: Final = ":files"
"""Instead of candidates: the shell offers its own files."""
_FORMATS: Final[Mapping[str, tuple[str, ...]]] = {
    "check": tuple(CHECK_FORMATS),
    "due": ("table", "json", "csv", "ics", "markdown"),
    "risks": ("table", "json"),
    "systems": ("table", "json"),
    "actions": ("table", "json"),
    "report": (*REPORT_FORMATS, "json"),
    "history": ("text", "json", "markdown"),
    "diff": ("text", "json", "markdown"),
}
_CHOICES: Final[Mapping[str, Sequence[str]]] = {
    "L": LEVELS,
    "LEVEL": LEVELS,
    "ROLE": ROLES,
    "TYPE": get_args(ActionType),
    "STATUS": get_args(SystemStatus),
    "CATEGORY": get_args(IncidentCategory),
    "STATE": ("open", "started", "completed", "cancelled"),
    "da|en": LANGUAGES,
}
_OWN_CHOICES: Final[Mapping[tuple[str, str], Sequence[str]]] = {
    ("due", "kind"): KINDS,
    ("event add", "kind"): get_args(EventKind),
    ("system add", "kind"): get_args(SystemKind),
    ("schema", "kind"): tuple(FILE_KINDS),
    ("threat level", "level_"): ("none", "low", "medium", "high", "very-high"),
}
"""Where a command's option or argument takes other values than its name says elsewhere."""
_FOLDERS: Final[Mapping[str, tuple[str, ...]]] = {
    "system": ("systems",),
    "systems": ("systems",),
    "supplier": ("suppliers",),
    "suppliers": ("suppliers",),
    "process": ("processes",),
    "processes": ("processes",),
    "threat": ("threats",),
    "threats": ("threats",),
    "event": ("events",),
    "events": ("events",),
    "action": ("actions",),
}
"""What an option or argument of that name takes: ids of these folders of the register."""
_PEOPLE: Final = ("owner", "by", "witness", "responsible", "operations", "reported_by", "person", "assessed_by")
_UNITS: Final = ("unit", "units")
_RISKS: Final = ("risk", "risks")
_IN_SHOW: Final = ("systems", "suppliers", "processes", "threats", "actions", "events")
_TAKES_FILES: Final = ("FILE", "PATH", "DIR", "KEY")


def answer(argv: Sequence[str], words: Words) -> int:
    """Print a candidate a line, its name after a tab; nothing where there is none or something is wrong."""
    try:
        shell, *rest = argv
        given = _words_of(rest[0]) if shell == "bash" else list(rest[1:])
        if shell == "powershell" and given[-1] == "=":
            given[-1] = ""
        current = given[-1] if given else ""
        shown = [each for each in candidates(given[1:], words) if each.id == FILES or each.id.startswith(current)]
    except (RiskctlError, ValueError, IndexError, OSError, ImportError):
        return 0
    drop = max((current.rfind(each) for each in "=:"), default=-1) + 1 if shell == "bash" else 0
    sys.stdout.writelines(_line(each, drop) for each in shown)
    return 0


def _line(each: Named, drop: int) -> str:
    value = each.id if each.id == FILES else each.id[drop:]
    name = visible(each.name).strip()
    return f"{value}\t{name}\n" if name else f"{value}\n"


def _words_of(line: str) -> list[str]:
    """Return the words of a command line as far as it is typed; the last is the one being typed."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=False)
    lexer.whitespace_split, lexer.commenters = True, ""
    try:
        found = list(lexer)
    except ValueError:
        found = line.split()
    return [*found, ""] if not line or line[-1].isspace() else found


def candidates(given: Sequence[str], words: Words) -> Iterator[Named]:
    """Yield what may stand in the place of the last word."""
    *before, current = given
    name, rest = _command(before)
    if name is None:
        group = next((each for each in before if subcommands(each)), "")
        yield from _commands(group, words)
        return
    command = build(words, [name]).commands[name]
    option = _option(command, rest[-1]) if rest else None
    stem, equals, _ = current.partition("=")
    if option is not None and not option.is_flag:
        yield from _values(name, option, current, rest, words)
    elif equals and current.startswith("--"):
        inner = _option(command, stem)
        for each in _values(name, inner, current[len(stem) + 1 :], rest, words) if inner else ():
            yield each if each.id == FILES else Named(f"{stem}={each.id}", each.name)
    elif current.startswith("-"):
        yield from _options(name, command, rest, words)
    else:
        yield from _positional(name, command, current, rest, words)


def _command(before: Sequence[str]) -> tuple[str | None, list[str]]:
    """Return the command among the words, and the words after it."""
    for index, word in enumerate(before):
        if word in COMMANDS:
            return word, list(before[index + 1 :])
        pair = f"{word} {before[index + 1]}" if before[index + 1 :] else ""
        if pair in COMMANDS:
            return pair, list(before[index + 2 :])
    return None, []


def _commands(group: str, words: Words) -> Iterator[Named]:
    prefix = f"{group} " if group else ""
    firsts = dict.fromkeys(each.removeprefix(prefix).partition(" ")[0] for each in COMMANDS if each.startswith(prefix))
    for name in firsts:
        key = f"help.{prefix}{name}".replace(" ", ".")
        yield Named(name, words(key).partition(".")[0] if words.has(key) else "")
    yield Named("--help", words("help.option.help"))


def _option(command: Any, word: str) -> Any:
    return next((each for each in command.params if word.startswith("-") and word in each.opts), None)


def _options(name: str, command: Any, rest: Sequence[str], words: Words) -> Iterator[Named]:
    for param in command.params:
        again = param.param_type_name == "option" and getattr(param, "multiple", False)
        if param.param_type_name != "option" or param.hidden or (set(param.opts) & set(rest) and not again):
            continue
        keys = (f"help.{name}.{param.name}".replace(" ", "."), f"help.option.{param.name}")
        yield Named(param.opts[-1], next((words(key) for key in keys if words.has(key)), ""))
    yield Named("--help", words("help.option.help"))


def _positional(name: str, command: Any, current: str, rest: Sequence[str], words: Words) -> Iterator[Named]:
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    number, skip = 0, False
    for word in rest:
        option = _option(command, word)
        number += not skip and not word.startswith("-")
        skip = option is not None and not option.is_flag
    if number < len(arguments):
        yield from _values(name, arguments[number], current, rest, words)
    elif arguments and arguments[-1].nargs == -1:
        yield from _values(name, arguments[-1], current, rest, words)


def _values(name: str, param: Any, current: str, rest: Sequence[str], words: Words) -> Iterator[Named]:
    """Yield what one option or argument takes."""
    metavar = str(param.metavar or "").strip("[]…").removesuffix("...")
    choices = _choices(name, param, metavar)
    if choices:
        yield from (Named(each, words.name("level", each) if each in LEVELS else "") for each in choices)
    elif metavar in _TAKES_FILES:
        yield Named(FILES, "")
    elif (name, param.name) in _MADE:
        yield from _MADE[name, param.name](current, _root(rest), words)
    else:
        yield from _ids(name, param.name, current, _root(rest), words)


def _explained(*_: Any) -> Iterator[Named]:
    """Yield the rules and the clauses."""
    from riskctl.core.clauses import CLAUSES
    from riskctl.render.rules import EVERY_RULE

    yield from (Named(each, "") for each in (*EVERY_RULE, *CLAUSES))


def _raises(current: str, root: Path, words: Words) -> Iterator[Named]:
    """Yield controls, and behind the `=` what they may be raised to."""
    control, equals, _ = current.partition("=")
    if equals:
        yield from (Named(f"{control}={level}", "") for level in range(1, named_ids.resiliences(root) + 1))
    else:
        yield from (Named(f"{each.id}=", each.name) for each in named_ids.controls(root, words.lang))


def _links(folder: str) -> Callable[[str, Path, Words], Iterator[Named]]:
    """Return what yields the ids of a folder, and behind the `=` how important the link is."""

    def made(current: str, root: Path, words: Words) -> Iterator[Named]:
        target, equals, _ = current.partition("=")
        if equals:
            importances = get_args(Importance)
            yield from (Named(f"{target}={each}", words.name("importance", each)) for each in importances)
        else:
            found = named_ids.in_folder(root, folder, current, words.lang)
            yield from (Named(f"{each.id}=", each.name) for each in found)

    return made


def _conditions(current: str, root: Path, words: Words) -> Iterator[Named]:
    """Yield the conditions, and behind the `:` what each may be about; whether it holds, only the due list says."""
    condition, colon, subject = current.partition(":")
    if not colon:
        known = (each for each in get_args(Condition) if words.has(f"due.escalation.{each}"))
        yield from (Named(f"{each}:", words(f"due.escalation.{each}")) for each in known)
        return
    folder = {"assessment-overdue": "systems", "action-overdue": "actions"}.get(condition)
    found = named_ids.in_folder(root, folder, subject, words.lang) if folder else named_ids.risks(root, subject)
    yield from (Named(f"{condition}:{each.id}", each.name) for each in found)


def _quarters(_: str, root: Path, __: Words) -> Iterator[Named]:
    """Yield the quarters in which something was assessed, the newest first."""
    days = sorted(named_ids.assessed_days(root), reverse=True)
    yield from (Named(each, "") for each in dict.fromkeys(f"{day[:4]}Q{(int(day[5:7]) + 2) // 3}" for day in days))


_MADE: Final[Mapping[tuple[str, str], Callable[[str, Path, Words], Iterator[Named]]]] = {
    ("explain", "topic"): _explained,
    ("action add", "raises"): _raises,
    ("system add", "supports"): _links("processes"),
    ("system add", "depends_on"): _links("systems"),
    ("escalate", "about"): _conditions,
    ("report", "quarter"): _quarters,
}
"""What is put together for one option or argument."""


def _choices(name: str, param: Any, metavar: str) -> Sequence[str]:
    if param.name == "format":
        return _FORMATS.get(name, ("text", "json"))
    choices = _OWN_CHOICES.get((name, param.name)) or _CHOICES.get(metavar)
    if choices:
        return choices
    literal = metavar.split("|")
    return literal if literal[1:] and metavar == metavar.lower() else ()


def _root(rest: Sequence[str]) -> Any:
    given = [after for word, after in pairwise(rest) if word == "--register"]
    given += [word.partition("=")[2] for word in rest if word.startswith("--register=")]
    return find.find_root(given[-1] if given else None)


def _ids(name: str, param: str, current: str, root: Any, words: Words) -> Iterator[Named]:
    explained = param == "id_" and name in ("show", "history")
    if explained:
        folders: tuple[str, ...] = _IN_SHOW
    elif param in _PEOPLE:
        yield from named_ids.people(root)
        return
    elif param in _UNITS:
        yield from named_ids.units(root)
        return
    else:
        folders = (
            ("actions",)
            if name.startswith("action ") and name != "action add" and param == "id_"
            else _FOLDERS.get(param, ())
        )
    for folder in folders:
        yield from named_ids.in_folder(root, folder, current, words.lang)
    if (name, param) == ("approve", "subjects"):
        yield from named_ids.in_folder(root, "assessments", current, words.lang)
        yield from named_ids.in_folder(root, "actions", current, words.lang)
        yield from named_ids.risks(root, current)
        yield from (Named(each, "") for each in ("procedure", "organisation"))
    elif param in _RISKS or explained:
        yield from named_ids.risks(root, current)
    if name == "history" and param == "id_":
        yield from (Named(each, "") for each in ("procedure", "organisation"))

"""From argv to exit code: picks the one command, and turns every failure into one clear line."""

import difflib
import io
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final, NoReturn

import typer

from riskctl import __version__
from riskctl.errors import Exit, RiskctlError
from riskctl.render.safe import visible
from riskctl.text import LANGUAGES, Lang, Words

COMMANDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "init": "init",
        "check": "check",
        "due": "due",
        "assess": "assess",
        "approve": "approve",
        "event add": "event",
        "action add": "action",
        "action start": "action_steps",
        "action progress": "action_steps",
        "action done": "action_steps",
        "action effect": "action_steps",
        "action cancel": "action_steps",
        "action move": "action_steps",
        "escalate": "escalate",
        "threat level": "threat",
        "system add": "system",
        "rate": "show",
        "risks": "lists",
        "systems": "lists",
        "actions": "lists",
        "show": "show",
        "matrix": "matrix",
        "report": "report",
        "audit": "audit",
        "history": "history",
        "diff": "diff",
        "rules": "explain",
        "explain": "explain",
        "schema": "schema",
        "doctor": "doctor",
        "completion": "completion",
    }
)
"""Each command and the module of `riskctl.cli` it lives in; only the one that is run is imported."""


def main(argv: Sequence[str]) -> int:
    """Run one command and return its exit code; never lets a traceback out without `--debug`."""
    words = Words("da")
    _speak_utf8()
    try:
        words = Words(language(argv))
        return _dispatch(list(argv), words)
    except RiskctlError as error:
        _say(words, error)
        return error.code
    except KeyboardInterrupt:
        sys.stderr.write(f"\n{words('errors.interrupted')}\n")
        return Exit.INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.OK
    except typer.TyperException as error:
        _say(words, usage_error(error, words))
        return Exit.USAGE
    except OSError as error:
        if "--debug" in argv:
            raise
        _say(words, RiskctlError("system-failed", message=error.strerror or type(error).__name__))
        return Exit.USAGE
    except Exception as error:
        if "--debug" in argv:
            raise
        _say(words, RiskctlError("bug", message=f"{type(error).__name__}: {error}"))
        return Exit.BUG


def _speak_utf8() -> None:
    """Write UTF-8 whatever the locale says, and write out what UTF-8 can't hold."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def language(argv: Sequence[str]) -> Lang:
    """Return the language asked for with `--lang` or RISKCTL_LANG; Danish when neither says."""
    asked = os.environ.get("RISKCTL_LANG") or "da"
    for index, word in enumerate(argv):
        if word == "--lang" and index + 1 < len(argv):
            asked = argv[index + 1]
        elif word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
    for known in LANGUAGES:
        if asked == known:
            return known
    raise RiskctlError("bad-lang", value=asked)


def _dispatch(argv: list[str], words: Words) -> int:
    if nul := next((word for word in argv if "\0" in word), None):
        raise RiskctlError("nul", value=nul)
    if "--version" in argv[:1]:
        sys.stdout.write(f"riskctl {__version__}\n")
        return Exit.OK
    if argv[:1] == ["_complete"]:
        from riskctl.cli.completing import answer

        return answer(argv[1:], words)
    argv = _command_first(argv)
    name = argv[0] if argv and not argv[0].startswith("-") else ""
    if subcommands(name):
        return _in_group(name, _command_first(argv[1:]), words)
    if name and name not in COMMANDS:
        _unknown(name, dict.fromkeys(each.partition(" ")[0] for each in COMMANDS), words, "errors.see-help")
    return _run(argv or ["--help"], words, [name] if name else [])


def subcommands(group: str) -> tuple[str, ...]:
    """Return the words that may follow a command that has several: `add`, `start`."""
    return tuple(each.partition(" ")[2] for each in COMMANDS if each.startswith(f"{group} "))


def _in_group(group: str, argv: list[str], words: Words) -> int:
    """Run one of a command's subcommands, or say which there are."""
    from riskctl.cli.command import group_help

    if not argv or argv[0].startswith("-"):
        sys.stdout.write(group_help(group, subcommands(group), words))
        return Exit.OK
    if argv[0] not in subcommands(group):
        _unknown(argv[0], subcommands(group), words, "errors.see-group-help", command=group)
    name = f"{group} {argv[0]}"
    return _run([name, *argv[1:]], words, [name])


def _unknown(name: str, known: Iterable[str], words: Words, otherwise: str, **values: str) -> NoReturn:
    close = difflib.get_close_matches(name, list(known), 1)
    suggestion = words("errors.did-you-mean", names=close[0]) if close else words(otherwise, **values)
    raise RiskctlError("no-such-command", value=name, suggestion=suggestion)


def _run(argv: list[str], words: Words, names: Sequence[str]) -> int:
    result = build(words, names).main(args=argv, prog_name="riskctl", standalone_mode=False)
    return result if isinstance(result, int) else Exit.OK


def _command_first(argv: list[str]) -> list[str]:
    """Return the words with shared options that stand before the command moved behind it."""
    leading = 0
    while argv[leading : leading + 1] and argv[leading] in ("--lang", "--register", "--now", "--at", "--format"):
        leading += 2
    return argv[leading:] + argv[:leading] if argv[leading:] else argv


def build(words: Words, names: Sequence[str]) -> Any:
    """Return the command line with the commands named; help needs none of them loaded."""
    from riskctl.cli.command import command_class, group_class, with_session

    app = typer.Typer(
        add_completion=False,
        rich_markup_mode=None,
        cls=group_class(words, tuple(COMMANDS)),
        pretty_exceptions_enable=False,
    )
    app.callback()(_nothing)
    for name in names:
        module = import_module(f"riskctl.cli.{COMMANDS[name]}")
        run, reads = module.COMMANDS[name]
        app.command(name, cls=command_class(words, name))(with_session(run, words, reads=reads))
    return typer.main.get_command(app)


def _nothing() -> None:
    return None


_USAGE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "NoSuchOption": "no-such-option",
        "MissingParameter": "missing-parameter",
        "BadParameter": "bad-parameter",
        "BadOptionUsage": "bad-parameter",
    }
)
"""What typer calls a fault of the command line, and the text that says it."""


def usage_error(error: typer.TyperException, words: Words) -> RiskctlError:
    """Return what typer says of the command line, in the reader's language."""
    context, param = getattr(error, "ctx", None), getattr(error, "param", None)
    command = getattr(context, "info_name", None) or ""
    shown = getattr(error, "option_name", None) or (_name_of(param) if param is not None else "")
    key = _USAGE.get(type(error).__name__, "extra-arguments")
    if key == "bad-parameter" and str(getattr(getattr(param, "type", None), "name", "")).startswith("int"):
        return RiskctlError("bad-whole-number", value=shown)
    message = words(f"errors.{key}", value=shown)
    close = list(getattr(error, "possibilities", None) or [])[:3]
    if close:
        message += " " + words("errors.did-you-mean", names=words.enumeration(close, "or"))
    if command == "riskctl":
        return RiskctlError("usage-bare", message=message)
    return RiskctlError("usage", message=message, command=command)


def _name_of(param: Any) -> str:
    return str(param.opts[-1] if param.opts[-1].startswith("-") else param.metavar or param.name)


def _say(words: Words, error: RiskctlError) -> None:
    line = visible(words(f"errors.{error.key}", **error.values))
    hint = visible(words(f"errors.{error.key}.hint", **error.values)) if words.has(f"errors.{error.key}.hint") else ""
    with suppress(OSError):  # stderr may lead to the disk that is full
        sys.stderr.write(f"riskctl: {words('errors.prefix')}: {line}\n")
        sys.stderr.write(f"  {words('errors.hint')}: {hint}\n" if hint else "")

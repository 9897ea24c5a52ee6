"""How a command is declared, and how its help is shown in the reader's language."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from riskctl.cli.session import Options, Session
from riskctl.text import Words

Run = Callable[..., int | None]


@dataclass(frozen=True)
class Shared:
    """Options that a command takes beside its own."""

    reads: bool = True


_SHARED: tuple[tuple[str, Any], ...] = (
    ("register", Annotated[str | None, typer.Option("--register", metavar="PATH")]),
    ("lang", Annotated[str | None, typer.Option("--lang", metavar="da|en")]),
    ("now", Annotated[str | None, typer.Option("--now", metavar="MOMENT")]),
    ("format", Annotated[str | None, typer.Option("--format", metavar="FORMAT")]),
)
_AT: tuple[str, Any] = ("at", Annotated[str | None, typer.Option("--at", metavar="REV|DATE")])
_JSON: tuple[str, Any] = ("json", Annotated[bool, typer.Option("--json")])
_DEBUG: tuple[str, Any] = ("debug", Annotated[bool, typer.Option("--debug", hidden=True)])


def with_session(run: Run, words: Words, *, reads: bool) -> Callable[..., int | None]:
    """Return a function typer can call: the command's own options, and those every command takes."""
    shared = [*_SHARED, *([_AT] if reads else [])]

    @wraps(run)
    def call(**given: Any) -> int | None:
        names = [name for name, _ in shared]
        common = {name: given.pop(name) for name in names}
        common.pop("lang")
        if given.pop("json"):
            common["format"] = "json"
        given.pop("debug")
        return run(Session(Options(**common), words), **given)

    own = list(inspect.signature(run).parameters.values())[1:]
    added = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
        for (name, annotation), default in [
            *((each, None) for each in shared),
            (_JSON, False),
            (_DEBUG, False),
        ]
    ]
    keyword = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in own]
    call.__signature__ = inspect.Signature([*keyword, *added])  # type: ignore[attr-defined]
    call.__annotations__ = {each.name: each.annotation for each in [*keyword, *added]}
    return call


def command_class(words: Words, name: str) -> type[TyperCommand]:
    """Return a command class whose help is in the reader's language."""

    class Command(TyperCommand):
        def format_help(self, ctx: Any, formatter: Any) -> None:
            formatter.write(help_of(self, name, ctx, words))

    return Command


def help_of(command: TyperCommand, name: str, ctx: Any, words: Words) -> str:
    """Return the help of one command: usage, what it does, arguments, options, examples."""
    arguments, options = [], []
    for param in command.params:
        if getattr(param, "hidden", False):
            continue
        key = f"help.{name.replace(' ', '.')}.{param.name}"
        text = words(key) if words.has(key) else words(f"help.option.{param.name}")
        if param.param_type_name == "argument":
            arguments.append((param.make_metavar(ctx), text))
        else:
            metavar = "" if getattr(param, "is_flag", False) else " " + (param.metavar or param.make_metavar(ctx))
            options.append((", ".join(param.opts) + metavar, text))
    usage = " ".join(["riskctl", name, *(shown for shown, _ in arguments)])
    lines = [
        f"{words('help.usage')}: {usage} [{words('help.options').upper()}]",
        "",
        words(f"help.{name.replace(' ', '.')}"),
        "",
    ]
    for title, rows in ((words("help.arguments"), arguments), (words("help.options"), options)):
        if rows:
            lines += [f"{title}:", *_columns(rows), ""]
    lines += [
        f"{words('help.examples')}:",
        *(f"  {line}" for line in words(f"help.{name.replace(' ', '.')}.examples").splitlines()),
    ]
    return "\n".join(lines) + "\n"


def _first_sentence(text: str) -> str:
    return text.partition(".")[0] + "."


def group_help(group: str, subcommands: tuple[str, ...], words: Words) -> str:
    """Return the help of a command that has several: what each does, and how to see more."""
    rows = [(f"{group} {name}", _first_sentence(words(f"help.{group}.{name}"))) for name in subcommands]
    usage = f"riskctl {group} {words('help.command').upper()} [{words('help.options').upper()}]"
    lines = [f"{words('help.usage')}: {usage}", "", words(f"help.{group}"), "", f"{words('help.commands')}:"]
    lines += [*_columns(rows), "", f"{words('help.examples')}:"]
    lines += [f"  {line}" for line in words(f"help.{group}.examples").splitlines()]
    return "\n".join([*lines, "", words("help.more.group", group=group)]) + "\n"


def _columns(rows: list[tuple[str, str]]) -> list[str]:
    width = min(max(len(shown) for shown, _ in rows), 34)
    return [f"  {shown:<{width}}  {text}" for shown, text in rows]


def group_class(words: Words, commands: tuple[str, ...]) -> type[TyperGroup]:
    """Return a group class that lists the commands in the reader's language."""

    class Group(TyperGroup):
        def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
            first = dict.fromkeys(name.partition(" ")[0] for name in commands)
            rows = [(name, _first_sentence(words(f"help.{name}"))) for name in first]
            lines = [
                f"{words('help.usage')}: riskctl {words('help.command').upper()} [{words('help.options').upper()}]",
                "",
            ]
            lines += [words("help.riskctl"), "", f"{words('help.commands')}:", *_columns(rows), ""]
            formatter.write("\n".join([*lines, words("help.more")]) + "\n")

    return Group

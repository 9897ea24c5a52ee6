"""A municipality's own template: named on the command line, never found in a register, and able to do no harm.

It is rendered in a process of its own with limits, in Jinja's sandbox, imports nothing but the packaged parts, and
every value it writes is escaped as in the packaged template.
"""

import json
import pickle
from pathlib import Path
from traceback import walk_tb
from typing import Final

from jinja2 import FunctionLoader, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from riskctl.errors import RiskctlError
from riskctl.render.document.html import HTML
from riskctl.render.document.markdown import MARKDOWN
from riskctl.render.document.model import Document
from riskctl.render.document.templated import Templated
from riskctl.store.bounded import Limits, TooMuchError, ask
from riskctl.store.packaged import packaged_text

TEMPLATED: Final = {"md": MARKDOWN, "html": HTML}
"""The formats that a municipality can write its own template for."""
LIMITS: Final = Limits(seconds=20, memory=1 << 30)
LARGEST: Final = 256 << 10
"""How many bytes a template may have."""
LONGEST: Final = 32 << 20
"""How many characters what it writes may have."""
_WRITTEN, _FAILED = b"=", b"!"


def packaged(form: str) -> str:
    """Return the packaged template of a format, to copy and change."""
    return packaged_text(f"templates/{TEMPLATED[form].template}")


def written_by(path: Path, form: str, document: Document, limits: Limits = LIMITS) -> bytes:
    """Return the document as the template writes it; raise RiskctlError with file and line where it can not."""
    question = pickle.dumps((path.name, _read(path), form, document))
    try:
        answer = ask("riskctl.render.document.own:answer", question, limits)
    except TooMuchError:
        raise RiskctlError("template-too-much", path=path, seconds=limits.seconds, megabytes=LONGEST >> 20) from None
    if answer[:1] == _WRITTEN:
        return answer[1:]
    said = json.loads(answer[1:])
    raise RiskctlError(said.pop("key"), format=form, **said)


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise RiskctlError("template-unreadable", path=path, kilobytes=LARGEST >> 10) from None
    if len(data) > LARGEST:
        raise RiskctlError("template-unreadable", path=path, kilobytes=LARGEST >> 10)
    return text


def answer(question: bytes) -> bytes:
    """Return what the template writes, or what is wrong with it: the part that is done in a process of its own."""
    name, source, form, document = pickle.loads(question)  # noqa: S301 -- from the process that asked
    made = TEMPLATED[form]
    try:
        return _WRITTEN + made.finished(_body(made, name, source, document), document).encode()
    except (MemoryError, RecursionError):
        raise TooMuchError from None
    except TemplateNotFound as error:
        said = {"key": "template-import", "name": error.name, "allowed": ", ".join(sorted(made.parts)) or "–"}
        return _FAILED + json.dumps({**said, "place": _place(error, name)}).encode()
    except TooMuchError:
        raise
    except Exception as error:  # noqa: BLE001 -- a template can raise whatever Python can
        message = (error.message if isinstance(error, TemplateError) else str(error)) or type(error).__name__
        return (
            _FAILED + json.dumps({"key": "template-wrong", "place": _place(error, name), "message": message}).encode()
        )


def _body(made: Templated, name: str, source: str, document: Document) -> str:
    """Return what the template itself writes, in the sandbox."""

    def load(asked: str) -> tuple[str, str, None] | None:
        if asked in made.parts:
            return packaged_text(f"templates/{asked}"), asked, None
        return (source, name, None) if asked == name else None

    environment = made.environment(FunctionLoader(load), ImmutableSandboxedEnvironment)
    for unsafe in ("safe", "random"):
        del environment.filters[unsafe]
    del environment.globals["lipsum"]
    written, length = [], 0
    for piece in environment.get_template(name).generate(made.context(document)):
        length += len(piece)
        if length > LONGEST:
            raise TooMuchError
        written.append(piece)
    return "".join(written)


def _place(error: Exception, name: str) -> str:
    """Return the template with the line where it went wrong; where a packaged part failed, the line that called it."""
    if isinstance(error, TemplateSyntaxError):
        return f"{error.name or name}:{error.lineno}"
    lines = [line for frame, line in walk_tb(error.__traceback__) if frame.f_code.co_filename == name]
    return f"{name}:{lines[-1]}" if lines else name

"""How every command writes: safely, with the rules run first, and with one clear line when it can't."""

from collections.abc import Collection

from riskctl.cli.session import Session
from riskctl.core.moment import Clock
from riskctl.errors import RiskctlError
from riskctl.render.findings import worded
from riskctl.store.write import FileEdit, NewFiles, WouldBreakError, refuse_what_breaks, rendered, write_edit, write_new
from riskctl.text import Words


def save(
    session: Session, files: NewFiles, clock: Clock, *, message: str | None = None, along: Collection[str] = ()
) -> str | None:
    """Write new files and, with a message, commit them, with files that are there `along`; return the commit.

    Raise RiskctlError that says which holds: unchanged, saved but not committed, or committed.
    """
    try:
        return write_new(session.place, files, clock, message=message, along=along)
    except WouldBreakError as refused:
        raise refusal(refused, session.words) from None


def save_edit(session: Session, edit: FileEdit, clock: Clock, *, message: str | None = None) -> str | None:
    """Edit a file and, with a message, commit it; return the commit. It raises as `save` does."""
    try:
        return write_edit(session.place, edit, clock, message=message)
    except WouldBreakError as refused:
        raise refusal(refused, session.words) from None


def rehearse(session: Session, files: NewFiles, clock: Clock, allowed: Collection[str] = ()) -> dict[str, bytes]:
    """Return the files as they would be written, after every check but the writing; `allowed` are codes let through."""
    contents = rendered(files)
    try:
        refuse_what_breaks(session.loaded.tree, contents, clock, allowed)
    except WouldBreakError as refused:
        raise refusal(refused, session.words) from None
    return contents


def refusal(refused: WouldBreakError, words: Words) -> RiskctlError:
    """Return the first error that a write would bring, in words."""
    finding = refused.findings[0]
    where = ".".join(map(str, finding.path))
    text = f"{finding.ref}{': ' + where if where else ''}: {worded(finding, words)[0]} [{finding.code}]"
    return RiskctlError("write-would-break", finding=text)

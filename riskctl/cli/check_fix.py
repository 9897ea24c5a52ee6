"""`riskctl check --fix` and `--diff`: mend what has one clear meaning, or show how."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from riskctl.cli.session import DEFAULT_ZONE, Session
from riskctl.errors import RiskctlError
from riskctl.store.zone import zone_named
from riskctl.text import LANGUAGES, Words, texts_of

_NAMED: Final = (
    *("level", "threat_level", "criterion", "perspective", "importance", "nis2", "personal_data", "role"),
    *("event_kind", "system_kind", "system_status", "treatment", "flag", "action_type", "category", "aspect"),
)
"""The kinds of codes in `common` that stand in files of the register."""


@dataclass(frozen=True)
class Mending:
    """What a run mended or would mend: a sentence each, in how many files, the lines of the diff, and the JSON."""

    session: Session
    told: tuple[str, ...]
    files: int
    diff: tuple[str, ...] | None
    written: bool
    json: Mapping[str, object]

    def diff_alone(self, form: str) -> bool:
        """Whether stdout is for the diff alone: it is asked for as text, and nothing was written."""
        return form == "text" and not self.written

    def show(self, form: str) -> None:
        """Show the diff where it is asked for, and say on stderr what was mended."""
        from riskctl.render.mending import piped, show_diff

        if self.diff is not None and form == "text":
            if self.session.interactive:
                show_diff(self.diff)
            else:
                self.session.out_bytes("".join(piped(line) + "\n" for line in self.diff).encode())
        if form != "json":
            self.say()

    def say(self) -> None:
        """Say on stderr what was mended, or could be."""
        words = self.session.words
        if self.written:
            for each in self.told:
                self.session.note(each)
        what = "none" if not self.told else "written" if self.written else "possible"
        self.session.note(words(f"mending.{what}", n=len(self.told), files=words("rules.files", n=self.files)))


def mending(session: Session, *, fix: bool, diff: bool, form: str, since: str | None = None) -> Mending | None:
    """Mend the register with `fix`, or find out what would be mended; None where neither is asked for.

    The whole register is mended: raise RiskctlError where only a part of it, or another moment, is asked about, for a
    diff in a format that has no place for it, or when a file can't be written.
    """
    if not (fix or diff):
        return None
    from riskctl.render.mending import as_json, diff_lines, told
    from riskctl.store.mend import mend, write_mended

    option = "--fix" if fix else "--diff"
    for other, given in (("--at", session.options.at), ("--since", since)):
        if given is not None:
            raise RiskctlError("exclusive", value=option, other=other)
    if diff and form not in ("text", "json"):
        raise RiskctlError("exclusive", value="--diff", other=f"--format {form}")
    register = session.loaded.register
    zone = zone_named(register.procedure.timezone) if register else None
    mended = mend(session.place, session.loaded, session.clock(zone or ZoneInfo(DEFAULT_ZONE)), names())
    if fix:
        write_mended(session.place, mended)
        session.forget()
    lines = tuple(diff_lines(mended, session.place.folder))
    return Mending(
        session,
        tuple(told(each, session.words) for each in mended.made),
        len(mended.files),
        lines if diff else None,
        fix,
        as_json(mended, lines, written=fix),
    )


def names() -> Mapping[str, set[str]]:
    """Return what each code of the files is called in the languages riskctl speaks."""
    found: dict[str, set[str]] = {"none": {Words(lang)("common.none") for lang in LANGUAGES}}
    for lang in LANGUAGES:
        for key, text in texts_of(lang, "common").items():
            kind, _, code = key.partition(".")
            if kind in _NAMED and code and isinstance(text, str):
                found.setdefault(code, set()).add(text)
    return found

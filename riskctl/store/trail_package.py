"""What an auditor takes along: the history, what every decision was about, and a script that needs no riskctl."""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from riskctl.core import digest
from riskctl.core.decisions import Approval, Organisation, Ruling
from riskctl.core.ids import split_risk_id
from riskctl.core.moment import local_date
from riskctl.core.trail.step import REGULAR, File
from riskctl.store.find import Place
from riskctl.store.layout import path_of
from riskctl.store.packaged import packaged_text
from riskctl.store.signatures import allowed_signers
from riskctl.store.trail import TrailRead
from riskctl.store.trail_contents import BlobContents
from riskctl.store.trail_steps import held, placed

SCRIPT: Final = "verify.sh"
REPLACED: Final = "replaced"
"""What a decision is about that arrived beside a newer one: content that never reached the mainline."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One decision as it reached the mainline.

    `what` is the file that its digest is of: in the register, or in the package for the canonical form of values.
    """

    commit: str
    statement: str
    digest: str
    what: str


@dataclass(frozen=True, slots=True)
class DecisionMade:
    """One decision of the trail, for people to read: its statement, who it is by name, and where it came."""

    statement: Approval
    ruling: Ruling
    name: str
    commit: str


class Package:
    """The facts of a trail: what every decision was about, and whose keys were valid when it was made."""

    def __init__(self, place: Place, read: TrailRead) -> None:
        """Gather the facts; raise RiskctlError when the repository can't be read."""
        self.decisions: list[DecisionMade] = []
        self._place = place
        self._read = read
        self._files: dict[str, bytes] = {}
        self._blamed = {finding.path for finding in read.trail.findings}
        reader = place.needs_repository().reader()
        try:
            self._contents = BlobContents(reader)
            self._zone = self._contents.zone(read.trail.timezone)
            self._facts = [fact for seal in read.trail.statements for fact in self._facts_of(seal.file, seal.commit)]
        finally:
            reader.close()

    def zipped(self, findings: Iterable[tuple[str, str]], pages: Mapping[str, str]) -> bytes:
        """Return the package as a zip file.

        `findings` are the severity of each finding and a line about it, `pages` what people read, by name.
        """
        head, folder = self._read.head, f"{self._place.folder}/" if self._place.folder else ""
        facts = "".join(f"{each.commit} {each.statement} {each.digest} {each.what}\n" for each in self._facts)
        files = {
            "facts/head": f"{head} {folder}\n".encode(),
            "facts/statements": facts.encode(),
            "facts/findings": "".join(f"{severity} {line}\n" for severity, line in findings).encode(),
            "history.bundle": self._place.needs_repository().bundle(head),
            SCRIPT: packaged_text(f"templates/audit/{SCRIPT}").encode(),
            **{name: text.encode() for name, text in pages.items()},
            **self._files,
        }
        sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
        return _zipped({**files, "SHA256SUMS": sums.encode()}, f"audit-{head[:12]}")

    def _facts_of(self, file: File, commit: str) -> Iterator[Fact]:
        """Yield what each decision of a statement is about; take in its signers."""
        statement: Approval = self._contents.entity(file)
        paths = {ruling.subject: _path(ruling.subject) for ruling in statement.decisions}
        files = self._held(commit, {*paths.values(), "organisation.yaml"})
        organisation = self._organisation(files.get("organisation.yaml"))
        if statement.kind == "signed":
            self._take_signers(statement, organisation)
        known = organisation.people.get(statement.by) if organisation is not None else None
        for ruling in statement.decisions:
            self.decisions.append(DecisionMade(statement, ruling, known.name if known else statement.by, commit))
            there = files.get(paths[ruling.subject])
            what = self._what(ruling.subject, there) if there is not None else None
            if what is None:
                continue
            name, found = what
            excused = found != ruling.digest and file.path not in self._blamed
            yield Fact(commit, statement.id, ruling.digest, REPLACED if excused else name)

    def _held(self, commit: str, paths: set[str]) -> dict[str, File]:
        found = held(self._place, commit, sorted(paths))
        return {path: replace(placed(path, ""), mode=REGULAR[0], oid=oid) for path, oid in found.items()}

    def _what(self, subject: str, file: File) -> tuple[str, str] | None:
        """Return the file that a decision's digest is of, and its digest; None where it can't be read."""
        if subject == "procedure" or (file.kind == "assessment" and not subject.startswith("acceptance:")):
            return file.path, f"sha256:{self._contents.sha256(file)}"
        entity = self._contents.entity(file)
        if entity is None:
            return None
        if subject == "organisation":
            return self._canonical(digest.policy(entity))
        if subject.startswith("action:"):
            return self._canonical(digest.plan(entity))
        risk = entity.risks.get(split_risk_id(subject)[1])
        return self._canonical(risk) if risk is not None else None

    def _canonical(self, value: object) -> tuple[str, str]:
        found = digest.of_values(value)
        name = f"facts/canonical/{found.removeprefix('sha256:')}.json"
        self._files[name] = digest.canonical(value)
        return name, found

    def _organisation(self, file: File | None) -> Organisation | None:
        entity: Organisation | None = self._contents.entity(file) if file is not None else None
        return entity

    def _take_signers(self, statement: Approval, organisation: Organisation | None) -> None:
        keys = organisation.keys.get(statement.by, ()) if organisation is not None else ()
        signers = allowed_signers(statement.by, keys, local_date(statement.at, self._zone))
        self._files[f"facts/signers/{statement.id}"] = signers.encode("ascii")


def _path(subject: str) -> str:
    """Return the file of the register that a decision is about."""
    if subject in ("procedure", "organisation"):
        return f"{subject}.yaml"
    if subject.startswith("action:"):
        return path_of("actions", subject.removeprefix("action:"))
    return path_of("assessments", split_risk_id(subject.removeprefix("acceptance:"))[0])


def _zipped(files: Mapping[str, bytes], top: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{top}/{name}")
            entry.external_attr = (0o755 if name == SCRIPT else 0o644) << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()

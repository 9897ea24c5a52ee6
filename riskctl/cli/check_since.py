"""`check --since REF`: what a change introduces, and what it means."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from riskctl.cli.session import Session
from riskctl.core.approval import Approvals
from riskctl.core.arriving import Once, unfit
from riskctl.core.decisions import Organisation
from riskctl.core.finding import Finding
from riskctl.core.introduced import introduced
from riskctl.core.moment import Clock
from riskctl.core.rating import Engine
from riskctl.core.register import Register
from riskctl.core.rules import every_finding
from riskctl.core.rules.exceptions import in_force
from riskctl.core.rules.rule import Context
from riskctl.core.trusted import PROCEDURE, Trusted, approvals_under, filled_from, trusted
from riskctl.core.views.meaning import SinceView, meaning
from riskctl.errors import RiskctlError
from riskctl.store import find
from riskctl.store.loader import Known, Loaded, load, load_beside, scales_of, signed_by
from riskctl.store.trees import WorkTree
from riskctl.store.zone import zone_named


@dataclass(frozen=True, slots=True)
class Since:
    """The findings that a change introduced, the working tree they stand in, and what is told beside."""

    findings: list[Finding]
    loaded: Loaded
    view: SinceView


@dataclass(frozen=True, slots=True)
class _Base:
    """What a change builds on: a register that can be used, and the clock in its time zone."""

    register: Register
    findings: tuple[Finding, ...]
    clock: Clock


def introduced_since(session: Session, ref: str) -> Since:
    """Return what the working tree introduces since the merge base of a revision and HEAD.

    Raise RiskctlError where there is no such revision or base, or no register in it that can be used.
    """
    if session.options.at is not None:
        raise RiskctlError("exclusive", value="--since", other="--at")
    commit = merge_base(session.place, ref)
    known = Known()
    head = load(session.tree, known)
    base = _base(session, commit, known)
    head, change = _change(base, head, known)
    findings, hidden = _introduced(base, head, change, lambda: _once_in_force(session.place, commit))
    told = meaning(base.register, _readable(base, head, change, known), base.clock)
    view = SinceView(
        commit,
        hidden,
        told,
        behind=_behind(session.place, commit, ref),
        dirty=isinstance(session.tree, WorkTree) and find.revision_of(session.place, session.tree).dirty,
        unread=tuple(_unread(session, base.register, change.own, commit)),
    )
    return Since(findings, head, view)


def _unread(session: Session, base: Register, own: Register, commit: str) -> Iterator[str]:
    """Yield the files that differ, and can't be read on either side: their old faults hide what is new in them."""
    both = sorted(base.broken & own.broken)
    if not both:
        return
    before, after = find.commit_tree(session.place, commit).oids(), session.tree.oids()
    yield from (path for path in (f"{each}.yaml" for each in both) if before.get(path) != after.get(path))


def _behind(place: find.Place, commit: str, ref: str) -> bool:
    """Whether a revision has other policy files than the merge base."""
    repository = place.needs_repository()
    prefix = f"{place.folder}/" if place.folder else ""
    paths = [prefix + name for name in ("procedure.yaml", "organisation.yaml")]
    there = repository.commit(ref) or commit
    return there != commit and repository.entries(there, paths) != repository.entries(commit, paths)


def _readable(base: _Base, head: Loaded, change: Trusted, known: Known) -> Trusted:
    """Return the change with what can't be read as it was before: nothing is known of what it became."""
    filled = filled_from(base.register, change.own)
    return change if filled is change.own else _trusted(base, filled, head, known)


def merge_base(place: find.Place, ref: str) -> str:
    """Return the commit where HEAD and a revision parted; where there are several, the one that git names first."""
    repository = place.needs_repository()
    if repository.is_shallow():
        raise RiskctlError("git-shallow")
    other, head = repository.commit(ref), repository.commit("HEAD")
    if head is None:
        raise RiskctlError("since-no-commit")
    if other is None:
        raise RiskctlError("since-no-ref", value=ref)
    named = repository.refs_named(ref)
    if len({repository.commit(each) for each in named}) > 1:
        raise RiskctlError("since-ambiguous", value=ref, names=", ".join(named))
    bases = repository.merge_bases(other, head)
    if not bases:
        raise RiskctlError("since-no-base", value=ref)
    if not find.has_register(place, bases[0]):
        raise RiskctlError("since-no-register", commit=bases[0])
    return bases[0]


def _base(session: Session, commit: str, known: Known) -> _Base:
    loaded = load_beside(find.commit_tree(session.place, commit), known)
    zone = zone_named(loaded.register.procedure.timezone) if loaded.register else None
    if loaded.register is None or zone is None:
        raise RiskctlError("procedure-unusable-in", commit=commit)
    return _Base(loaded.register, loaded.findings, session.clock(zone))


def _change(base: _Base, head: Loaded, known: Known) -> tuple[Loaded, Trusted]:
    """Return the working tree and how it is judged; under the base's scales unless other ones are adopted."""
    change = _trusted(base, head.register, head, known) if head.register else None
    if change is None or (_scales(change.own) != _scales(base.register) and PROCEDURE not in change.adopted):
        head = load(head.tree, known, policy=base.register)
        change = _trusted(base, head.register or base.register, head, known)
    return head, change


def _trusted(base: _Base, register: Register, head: Loaded, known: Known) -> Trusted:
    procedure, approvals = base.register.procedure, head.register.approvals if head.register else {}

    def signed(organisation: Organisation) -> frozenset[str]:
        earlier = base.register.signed - set(approvals)
        return earlier | signed_by(organisation, procedure, approvals, head, known.signed)

    return trusted(base.register, register, base.clock, signed)


def _scales(register: Register) -> dict[str, int] | None:
    return scales_of((register.procedure, *register.procedures.values()))


def _once_in_force(place: find.Place, commit: str) -> frozenset[str]:
    """Return the sha256 of every procedure that the line up to a commit has had."""
    repository = place.needs_repository()
    path = f"{place.folder}/procedure.yaml".lstrip("/")
    line = repository.commits("--first-parent", commit, paths=[path])
    oids = {entry.oid for each in line for entry in repository.entries(each.oid, [path])}
    return frozenset(hashlib.sha256(data).hexdigest() for data in repository.blobs(sorted(oids)))


def _introduced(base: _Base, head: Loaded, change: Trusted, once: Once) -> tuple[list[Finding], int]:
    """Return the findings that only the change has, and how many it shares with the base.

    Of the base only those rules are run that found something: where nothing is wrong, there is nothing to compare.
    An exception that the change makes counts once it is merged: it can't silence what comes with it.
    """

    def judge(engine: Engine) -> Approvals:
        return approvals_under(engine, change.own, change.policy)

    own = Context(change.own, base.clock) if change.policy is not None else None
    accepted = in_force(base.register, base.clock)
    found = every_finding(Context(change.register, base.clock, judge), head.findings, own, counting=accepted)
    found += unfit(base.register, change, once)
    codes = {each.code for each in found}
    if not codes:
        return [], 0
    asked = None if any(code.startswith("EXC") for code in codes) else codes
    return introduced(every_finding(Context(base.register, base.clock), base.findings, codes=asked), found)

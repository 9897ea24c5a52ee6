"""Consequence from processes to systems, and the class that follows (P4.1, P3.4, P3.5)."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from riskctl.core.assets import CELLS, Cell, System
from riskctl.core.fields import Criterion, Level, Nis2, rank
from riskctl.core.procedure import Procedure
from riskctl.core.register import Register
from riskctl.core.why import Why

Cells = Mapping[Cell, int]
NIS2_CLASSES: tuple[Nis2, ...] = ("none", "important", "critical")


@dataclass(frozen=True, slots=True)
class Contribution:
    """That one neighbour gives a cell at least this level."""

    kind: str
    source: str
    importance: str
    given: int
    level: int


class SystemConsequence:
    """The consequence of every system in use, computed to a fixed point.

    Dependencies may form cycles: levels only rise from 1 until nothing moves. A deviation replaces
    its cell, and the replaced value is what travels on (computation 2).
    """

    def __init__(self, register: Register) -> None:
        self._register = register
        self._procedure = register.procedure
        self._systems = {system.id: system for system in register.systems_in_use()}
        self._dependents: dict[str, list[tuple[str, str]]] = {}
        for system in self._systems.values():
            for link in system.depends_on:
                if link.system in self._systems and link.system != system.id:
                    self._dependents.setdefault(link.system, []).append((system.id, link.importance))
        self._cells = self._fixed_point()

    def cells(self, system: str) -> Cells:
        """Return the twelve cells of a system; all 1 for one that is retired or unknown."""
        return self._cells.get(system) or dict.fromkeys(CELLS, 1)

    def dependents(self, system: str) -> list[tuple[str, str]]:
        """Return the systems in use that depend on this one, each with its importance."""
        return self._dependents.get(system, [])

    def for_criteria(self, system: str, criteria: tuple[Criterion, ...]) -> int:
        """Return the consequence of a threat that affects these criteria (computation 4)."""
        return max(level for (criterion, _), level in self.cells(system).items() if criterion in criteria)

    def _fixed_point(self) -> dict[str, dict[Cell, int]]:
        cells = {id_: self._from_processes(system) for id_, system in self._systems.items()}
        fixed = {
            id_: {(each.criterion, each.perspective): each.level for each in system.consequence}
            for id_, system in self._systems.items()
        }
        for id_, own in fixed.items():
            cells[id_].update(own)
        waiting = deque(self._systems)
        while waiting:
            giver = waiting.popleft()
            for link in self._systems[giver].depends_on:
                if link.system in cells and link.system != giver:
                    taker, held = cells[link.system], fixed[link.system]
                    raised = False
                    for cell, level in cells[giver].items():
                        given = self._procedure.passed_on(link.importance, level)
                        if given > taker[cell] and cell not in held:
                            taker[cell] = given
                            raised = True
                    if raised:
                        waiting.append(link.system)
        return cells

    def _from_processes(self, system: System) -> dict[Cell, int]:
        cells = dict.fromkeys(CELLS, 1)
        for link in system.supports:
            process = self._register.processes.get(link.process)
            if process is not None:
                for cell, level in process.consequence.cells():
                    cells[cell] = max(cells[cell], self._procedure.passed_on(link.importance, level))
        return cells

    def contributions(self, system: str, cell: Cell) -> list[Contribution]:
        """Return who gives this cell its level, processes before systems; none when a deviation sets it."""
        known = self._systems.get(system)
        if known is None:
            return []
        level = self.cells(system)[cell]
        found = []
        for link in known.supports:
            process = self._register.processes.get(link.process)
            if process is not None:
                own = dict(process.consequence.cells())[cell]
                given = self._procedure.passed_on(link.importance, own)
                found.append(Contribution("process", link.process, link.importance, given, own))
        for dependent, importance in self.dependents(system):
            own = self.cells(dependent)[cell]
            given = self._procedure.passed_on(importance, own)
            found.append(Contribution("system", dependent, importance, given, own))
        return [each for each in found if each.given == level]

    def why(self, system: str, cell: Cell) -> tuple[Why, ...]:
        """Return where a cell's level comes from, step by step back to a process, a deviation or the floor of 1."""
        steps: list[Why] = []
        seen: set[str] = set()
        at: str | None = system
        while at is not None and at not in seen:
            seen.add(at)
            step, at = self._why_step(at, cell, seen)
            steps.append(step)
        return tuple(steps)

    def _why_step(self, system: str, cell: Cell, seen: set[str]) -> tuple[Why, str | None]:
        criterion, perspective = cell
        level = self.cells(system)[cell]
        values: dict[str, object] = {"system": system, "criterion": criterion, "perspective": perspective}
        deviation = next(
            (
                each
                for each in (self._systems[system].consequence if system in self._systems else ())
                if (each.criterion, each.perspective) == cell
            ),
            None,
        )
        if deviation is not None:
            values["reason"] = deviation.reason
            return Why("consequence-deviation", level, f"systems/{system}.yaml", "P4.1.2", values), None
        given = [each for each in self.contributions(system, cell) if each.source not in seen]
        if level == 1 or not given:
            return Why("consequence-floor", level, "1", "P4.1.1", values), None
        best = given[0]
        values |= {"source": best.source, "importance": best.importance, "given": best.level}
        table = f"consequence.by_importance.{best.importance}[{best.level}]"
        if best.kind == "process":
            return Why("consequence-process", level, f"processes/{best.source}.yaml; {table}", "P4.1.1", values), None
        return Why("consequence-system", level, f"systems/{best.source}.yaml; {table}", "P4.1.1", values), best.source


def nis2_from_processes(register: Register, system: System) -> Nis2:
    """Return the highest NIS2 class of the processes the system is essential to (P2.5)."""
    classes = [
        register.processes[link.process].nis2
        for link in system.supports
        if link.importance == "essential" and link.process in register.processes
    ]
    return max(classes, key=NIS2_CLASSES.index, default="none")


def nis2_class(register: Register, system: System) -> Nis2:
    """Return the NIS2 class of a system: its own or, where that is higher or alone, what its processes give it."""
    return max(system.nis2 or "none", nis2_from_processes(register, system), key=NIS2_CLASSES.index)


def class_from(procedure: Procedure, worst_cell: int, nis2: Nis2) -> Level:
    """Return the class that a worst cell and an NIS2 class give: what processes are reassessed by (P2.0)."""
    return max(procedure.criticality.given_by(worst_cell), getattr(procedure.criticality.nis2, nis2), key=rank)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The class a system ought to have, and the grounds that reach it."""

    level: Level
    why: tuple[Why, ...]


def suggested_class(register: Register, consequence: SystemConsequence, system: System) -> Suggestion:
    """Return the class suggested for a system: the highest of consequence, personal data and NIS2 (P3.4, P3.5)."""
    tables = register.procedure.criticality
    cells = consequence.cells(system.id)
    worst = max(cells, key=lambda cell: cells[cell])
    from_cells = tables.given_by(cells[worst])
    nis2 = nis2_class(register, system)
    by_data, by_nis2 = tables.floor_of(system.personal_data, nis2)
    level = max(from_cells, by_data, by_nis2, key=rank)
    grounds = (
        Why(
            "class-consequence",
            from_cells,
            f"criticality.from_consequence[{cells[worst]}]",
            "P3.4",
            {"criterion": worst[0], "perspective": worst[1], "level": cells[worst]},
        ),
        Why(
            "class-personal-data",
            by_data,
            f"criticality.personal_data.{system.personal_data}",
            "P3.5",
            {"personal_data": system.personal_data},
        ),
        Why("class-nis2", by_nis2, f"criticality.nis2.{nis2}", "P2.5", {"nis2": nis2}),
    )
    return Suggestion(level, grounds)

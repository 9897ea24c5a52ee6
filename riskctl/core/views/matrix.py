"""The risk matrix with the register's risks in it (P4.2.5)."""

from collections.abc import Iterable
from dataclasses import dataclass

from riskctl.core.fields import Level
from riskctl.core.procedure import Procedure
from riskctl.core.register import CurrentRisk


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One cell: its level, and the risks that lie in it."""

    consequence: int
    likelihood: int
    level: Level
    risks: tuple[str, ...]


def matrix(procedure: Procedure, risks: Iterable[CurrentRisk]) -> tuple[tuple[MatrixCell, ...], ...]:
    """Return the rows of the matrix by consequence, each by likelihood, with the current risks placed."""
    placed: dict[tuple[int, int], list[str]] = {}
    for current in risks:
        placed.setdefault((current.risk.consequence, current.risk.likelihood), []).append(current.id)
    return tuple(
        tuple(
            MatrixCell(consequence, likelihood, level, tuple(sorted(placed.get((consequence, likelihood), ()))))
            for likelihood, level in enumerate(row, 1)
        )
        for consequence, row in enumerate(procedure.risk.matrix, 1)
    )

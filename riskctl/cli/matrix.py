"""`riskctl matrix`: the matrix with the register's risks in it."""

from riskctl.cli.session import Session
from riskctl.core.views.matrix import matrix as matrix_of


def matrix(session: Session) -> None:
    """Draw the matrix."""
    from riskctl.render import matrix as render

    form = session.format("table", "json")
    engine = session.engine
    rows = matrix_of(engine.procedure, engine.latest.risks.values())
    if form == "json":
        cells = [
            {
                "consequence": cell.consequence,
                "likelihood": cell.likelihood,
                "level": cell.level,
                "risks": list(cell.risks),
            }
            for row in rows
            for cell in row
        ]
        session.json({"matrix": cells})
    else:
        render.show(engine.procedure, rows, session.words)


COMMANDS = {"matrix": (matrix, True)}

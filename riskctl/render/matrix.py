"""The matrix drawn in the terminal: level by sign, word and colour, with the number of risks in each cell."""

from rich import box
from rich.table import Table
from rich.text import Text

from riskctl.core.procedure import Procedure
from riskctl.core.views.matrix import MatrixCell
from riskctl.render.console import LEVEL_STYLES, console, plain
from riskctl.render.names import level_name
from riskctl.text import Words


def show(procedure: Procedure, rows: tuple[tuple[MatrixCell, ...], ...], words: Words) -> None:
    """Draw the matrix, the worst consequence at the top."""
    table = Table(box=box.SQUARE, show_lines=True, title=words("lists.matrix.title"), title_justify="left")
    table.add_column(words("lists.matrix.corner"))
    for number, across in enumerate(procedure.likelihood.scale, 1):
        table.add_column(plain(f"{number} {across.name.in_language(words.lang)}"), justify="center")
    for row in reversed(rows):
        down = procedure.consequence.scale[row[0].consequence - 1]
        head = plain(f"{row[0].consequence} {down.name.in_language(words.lang)}", "bold")
        table.add_row(head, *(_cell(cell, words) for cell in row))
    console().print(table)
    console().print(plain(words("lists.matrix.total", n=sum(len(cell.risks) for row in rows for cell in row))))


def _cell(cell: MatrixCell, words: Words) -> Text:
    count = words("lists.matrix.count", n=len(cell.risks)) if cell.risks else "·"
    return Text(f"{level_name(cell.level, words)}\n{count}", style=LEVEL_STYLES[cell.level])

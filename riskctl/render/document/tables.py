"""Matrix and trend as plain tables, for formats and readers that have nothing better."""

from riskctl.render.document.model import Matrix, Table, Trend, Valued

UNKNOWN = "–"


def matrix_table(matrix: Matrix) -> Table:
    """Return the risk matrix as a table."""
    rows = [[name, *(each.text for each in cells)] for name, cells in zip(matrix.down, matrix.cells, strict=True)]
    return Table([matrix.corner, *matrix.across], rows, matrix.audience)


def trend_table(trend: Trend) -> Table:
    """Return a trend as a table: a row for each series, a column for each period."""
    rows = [[each.name, *(_number(number) for number in each.numbers)] for each in trend.series]
    return Table([trend.title, *trend.labels], rows, trend.audience)


def _number(number: int | None) -> str:
    return UNKNOWN if number is None else Valued(str(number), number)

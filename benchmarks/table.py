"""Plain columns for a terminal."""

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """The first column to the left, the others to the right."""
    rows = [tuple(head), *map(tuple, lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    return "\n".join(
        "  " + "  ".join((cell.ljust if not column else cell.rjust)(widths[column]) for column, cell in enumerate(row))
        for row in rows
    )

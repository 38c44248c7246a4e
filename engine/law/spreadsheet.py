"""Cells of a CSV: what a spreadsheet program would take for a formula is written as text. Every export passes here, and nothing else does it."""
from __future__ import annotations

import re

#: A cell that a spreadsheet program would compute or follow; full-width forms count too.
FORMULA = re.compile(r"[=+@＝＋＠]|[-－](?=.)|[\t\r\0]")
#: Written before such a cell, taken off again by our own import.
QUOTE = "'"
BLANKS = " \u3000\n"


def inert(cell: str) -> str:
    """The cell, with a quote before it when a spreadsheet program would take it for a formula."""
    return QUOTE + cell if FORMULA.match(cell.lstrip(BLANKS)) or cell[:1] == QUOTE else cell

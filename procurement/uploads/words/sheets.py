"""The words of an Excel file, as budgets and lists of lots come: a row a line, as tables of Word are read. What is
hidden or struck through does not count, and formulas give the value they had when the file was saved."""

import io
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import openpyxl

from procurement.uploads.words.docx import checked, opened
from procurement.uploads.words.errors import ReadingError

MOST_CELLS = 60_000
MOST_COLUMNS = 60


def read_sheets(data: bytes) -> str:
    """Raises ReadingError: ``bomb``, ``macros``, ``encrypted``, ``broken``, ``too_large``, ``no_text``."""
    with opened(data) as parts:
        checked(parts)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False, keep_vba=False)
    except MemoryError:
        raise
    except Exception:
        raise ReadingError("broken") from None
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if sum(sheet.max_row * min(sheet.max_column, MOST_COLUMNS) for sheet in shown) > MOST_CELLS:
        raise ReadingError("too_large")
    told = []
    for sheet in shown:
        lines = list(_lines(sheet))
        told += [*([sheet.title] if lines and len(shown) > 1 else []), *lines]
    if not told:
        raise ReadingError("no_text")
    return "\n".join(told)


def _lines(sheet: Any) -> Iterator[str]:
    unseen = {name for name, size in sheet.column_dimensions.items() if size.hidden}
    covered = {
        (row, column)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, min(area.max_row, sheet.max_row) + 1)
        for column in range(area.min_col + 1, min(area.max_col, MOST_COLUMNS) + 1)
    }
    for row in sheet.iter_rows(max_col=min(sheet.max_column, MOST_COLUMNS)):
        if sheet.row_dimensions[row[0].row].hidden:
            continue
        cells = [
            "" if cell.font and cell.font.strike else _said(cell)
            for cell in row
            if getattr(cell, "column_letter", "") not in unseen and (cell.row, cell.column) not in covered
        ]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield " | ".join(cells)


def _said(cell: Any) -> str:
    value = cell.value
    if value is None or isinstance(value, bool):
        return "" if value is None else "是" if value else "否"
    if isinstance(value, datetime) and value.time() != time():
        return f"{value.year}年{value.month}月{value.day}日{value:%H:%M}"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, int | float):
        percent = "%" in (cell.number_format or "")
        number = Decimal(repr(value)) * (100 if percent else 1)
        return f"{number.normalize():f}{'%' if percent else ''}"
    return " ".join(str(value).split())

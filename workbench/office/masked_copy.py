"""The copy that is stored of a file with birth numbers, or of a bank's file: personal data masked.

It is read with the same result as the file itself.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace

from workbench.importers.mapping import Mapped
from workbench.importers.reading import Sheet
from workbench.importers.table import NUMBERS
from workbench.values.national_id import STARS, has_lost_zero, mask
from workbench.values.text import tidy


def masked_copy(sheets: Sequence[Sheet], mapped: Mapped) -> bytes:
    """Return the sheets as JSON, with stars instead of birth numbers.

    A cell that was read as a KID or an account number is kept as it is. In a bank's file, rows that
    are no incoming payment are blank.
    """
    header, columns = mapped.header, mapped.header.columns
    types = {index: header.profile.columns[name].type for name, index in columns.items()}
    numbers = {index for index, cell_type in types.items() if cell_type in NUMBERS}
    unread = {(aside.row, columns.get(aside.field)) for aside in mapped.set_aside}

    def mask_row(number: int, row: Sequence[str], *, is_data: bool) -> Sequence[str]:
        if header.profile.incoming_only and number > header.heading_row + 1 and not is_data:
            return [""] * len(row)
        return [
            cell if is_data and index in numbers and (number, index) not in unread
            else _mask_cell(cell, header.may_identify(index))
            for index, cell in enumerate(row)
        ]  # fmt: skip

    copies = []
    for sheet in sheets:
        data = {*mapped.all_rows["row"]} if sheet is header.sheet else set[int]()
        numbered = enumerate(sheet.rows, start=1)
        rows = [mask_row(number, row, is_data=number in data) for number, row in numbered]
        copies.append(asdict(replace(sheet, rows=rows)))
    return json.dumps({"workbench.sheets": copies}, ensure_ascii=False).encode("utf-8")


def _mask_cell(cell: str, may_identify: bool) -> str:
    return STARS if may_identify and has_lost_zero(tidy(cell)) else mask(cell)

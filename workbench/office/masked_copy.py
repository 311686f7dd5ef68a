"""What is kept of a file with birth numbers, or of a bank's: a copy with stars that reads alike."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace

from workbench.importers.mapping import Mapped
from workbench.importers.reading import Sheet
from workbench.importers.table import NUMBERS
from workbench.values.national_id import STARS, has_lost_zero, mask
from workbench.values.text import tidy


def masked_copy(sheets: Sequence[Sheet], mapped: Mapped) -> bytes:
    """Return the sheets as JSON that is read as they are, but with stars for birth numbers.

    What was read as a KID or an account stands as it is; of a bank's file nothing of what is no
    incoming payment does.
    """
    header, columns = mapped.header, mapped.header.columns
    types = {index: header.profile.columns[name].type for name, index in columns.items()}
    numbers = {index for index, cell_type in types.items() if cell_type in NUMBERS}
    unread = {(one.row, columns.get(one.field)) for one in mapped.set_aside}

    def copied(number: int, row: Sequence[str], *, is_data: bool) -> list[str]:
        if header.profile.incoming_only and number > header.at + 1 and not is_data:
            return [""] * len(row)
        return [
            cell if is_data and n in numbers and (number, n) not in unread
            else _masked(cell, header.may_identify(n))
            for n, cell in enumerate(row)
        ]  # fmt: skip

    copies = []
    for sheet in sheets:
        data = {*mapped.all_rows["row"]} if sheet is header.sheet else set[int]()
        rows = [copied(n, row, is_data=n in data) for n, row in enumerate(sheet.rows, start=1)]
        copies.append(asdict(replace(sheet, rows=rows)))
    return json.dumps({"workbench.sheets": copies}, ensure_ascii=False).encode("utf-8")


def _masked(cell: str, may_identify: bool) -> str:
    return STARS if may_identify and has_lost_zero(tidy(cell)) else mask(cell)

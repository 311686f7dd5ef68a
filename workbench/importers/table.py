"""The rows of data below one header, column by column: values, and what is wrong with them."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from workbench.importers.cells import BIRTH_NUMBER, CellReader, Context
from workbench.importers.headings import Header, SetAside
from workbench.importers.repairs import propose
from workbench.importers.statements import AS_HELD
from workbench.values.national_id import STARS, has_lost_zero, looks_like_national_id, mask
from workbench.values.record_ids import digest
from workbench.values.text import is_blank, tidy, visible

# of what cannot be read, the stored value is kept, and the claim rests
KEPT = {"kid", "status", "left_on", "reminders", "reminded_on"}
# types whose values decide what is owed, and when
DECIDING = {"amount", "ore", "count", "day", "past_day", "kid", "word"}
MONEY = {
    "amount",
    "bank_amount",
    "ore",
    "currency",
}  # types without which a row's money is not known
LOOSE = {"id", "text", "name", "full_name", "groups", "email"}  # types that a birth number fits
NUMBERS = {"kid", "account"}  # of eleven digits as often as not
WHOLE = -1  # the place of a fault of the row itself, among those of its cells
Columns = dict[str, list[Any]]  # of rows: all of one length
Row = dict[str, Any]  # column -> what is read of one row; what is not in it is as stored
RepairKey = tuple[str, str, str, str]  # title of the profile, record ("" for all), field, value
Repairs = Mapping[RepairKey, str]  # -> what to read instead


def rows_of(columns: Columns) -> list[Row]:
    """Turn columns into rows; a value of KEPT that was not read is in none."""
    rows = [dict(zip(columns, row, strict=False)) for row in zip(*columns.values(), strict=True)]
    for name in KEPT & columns.keys():
        for row in rows:
            if row[name] is AS_HELD:
                del row[name]
    return rows


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell, or with a row by one of its cells."""

    field: str
    text: str
    reason: str
    is_whole: bool = False
    repaired: str | None = None


class Table:
    """The rows of data below one header, by column; `at` is a row's place among them."""

    def __init__(self, header: Header, numbers: list[int], context: Context) -> None:
        self.header, self.profile = header, header.profile
        self.numbers = numbers
        self.rows = [header.sheet.rows[number - 1] for number in numbers]
        self.cells = CellReader(header.profile, context)
        self.texts: list[Sequence[str]] = [*zip_longest(*self.rows, fillvalue="")]
        self.values: dict[str, list[Any]] = {
            name: [value] * len(numbers) for name, value in header.above.items()
        }
        self.distinct_texts: dict[int, Collection[str]] = {}  # by cell index
        self.unreadable: dict[int, set[str]] = {}  # cell index -> texts that could not be read
        self.columns: dict[str, list[Any]] = {}  # the values, `row`, and `record`: the key as read
        self.faults: dict[int, dict[int, Fault]] = {}  # at -> cell index -> the first of its kind

    def read(self, repairs: Repairs) -> None:
        """Read every column, then what is made of them, then the repairs."""
        for name, index in self.header.columns.items():
            self._read_column(name, index)
        self._derive_columns()
        self.columns = {"row": self.numbers, "record": self.keys}
        if repairs and self.faults:
            for at in self.faults:
                self._apply_repairs(at, repairs)
            self._derive_columns()
        self.columns |= self.values

    def _read_column(self, name: str, index: int) -> None:
        texts = self._texts(index)
        read, wrong = self.cells.read(name, texts)
        if name == "kid" and self.profile.incoming_only:  # the money has come, whatever its KID
            read |= {text: mask(visible(text)) for text in wrong}
            self.unreadable[index] = wrong.keys() | self.unreadable.get(index, set())
            wrong = {}
        if name in KEPT and self.profile.kind != "payments":
            read |= dict.fromkeys(wrong, AS_HELD)
        if self.profile.is_needed(name):
            wrong = {text: "mangler" for text, value in read.items() if value is None} | wrong
        self.distinct_texts[index] = read.keys()
        self.values[name] = list(map(read.__getitem__, texts))
        self.unreadable[index] = wrong.keys() | self.unreadable.get(index, set())
        for at, text in enumerate(texts) if wrong else ():
            if text in wrong:
                fault = Fault(name, text, wrong[text], self._is_vital(name))
                self.faults.setdefault(at, {}).setdefault(index, fault)

    def _texts(self, index: int) -> Sequence[str]:
        return self.texts[index] if index < len(self.texts) else [""] * len(self.rows)

    def _derive_columns(self) -> None:
        """Add the parts of a full name, and the ids that the file lacks."""
        if "name" in self.profile.columns:
            names = self._column("name")
            self.values["first_name"] = [name[0] if name else None for name in names]
            self.values["last_name"] = [name[1] if name else None for name in names]
        for name, of in self.profile.ids.items():
            if name in self.header.columns:
                continue
            rows = zip(*map(self._column, of), strict=True)
            self.values[name] = [
                digest(*(None if value is None else str(value) for value in row)) for row in rows
            ]

    def _column(self, name: str) -> list[Any]:
        """Return the values of a column, blanks where the file does not have it."""
        return self.values.get(name) or [None] * len(self.rows)

    def _apply_repairs(self, at: int, repairs: Repairs) -> None:
        """Read the cells of a row as their repairs say."""
        title, key = self.profile.title, self.columns["record"][at]
        for index, fault in self.faults[at].items():
            value = fault.field, self.header.mask_value(fault.text)
            repaired = repairs.get((title, key, *value)) or repairs.get((title, "", *value))
            if not repaired:
                continue
            read, _ = self.cells.read(fault.field, [repaired])
            if read.get(repaired) is not None:
                for name in self.header.names_at(index):
                    self.values[name][at] = read[repaired]
                self.faults[at][index] = replace(fault, is_whole=False, repaired=repaired)

    @property
    def keys(self) -> list[str]:
        """The records' keys as text, by the profile's key columns; empty where none was read."""
        parts = [*map(self._column, self.profile.key)]
        if len(parts) == 1:
            return [str(value or "") for value in parts[0]]
        rows = zip(*parts, strict=True)
        return [":".join(str(value or "") for value in row) if any(row) else "" for row in rows]

    def check_rows(self) -> None:
        """Find what is wrong with rows as wholes, and birth numbers wherever they stand."""
        self._check_reminders()
        self._check_widths()
        if self.profile.kind not in {"members", "holds", "payments"}:
            self._check_repeated()
        self._find_birth_numbers()

    def _check_reminders(self) -> None:
        """Set aside a number of reminders without the day of the last: it says too little."""
        if not {"reminders", "reminded_on"} <= self.header.columns.keys():
            return
        days, index = self.values["reminded_on"], self.header.columns["reminded_on"]
        for at, count in enumerate(self.values["reminders"]):
            sent = 0 if count is AS_HELD else count or 0
            if sent > self.profile.first_is_invoice and days[at] is None:
                fault = Fault("reminded_on", "", "mangler, men det er sendt påminnelser")
                self.faults.setdefault(at, {}).setdefault(index, fault)

    def _check_widths(self) -> None:
        """Set aside lines with other cells than their headings; a blank one too many, beyond those
        that most lines have, means that the cells before it have moved."""
        width = len(self.header.headings)
        usual = max(width, Counter(map(len, self.rows)).most_common(1)[0][0] if self.rows else 0)
        if not self.header.sheet.is_text:
            return
        for at, row in enumerate(self.rows):
            if len(row) != width:
                reason = _describe_ragged(self.header, self.numbers[at], row, width, usual)
                if reason and not self._is_aside(at):
                    self.faults[at] = {WHOLE: self._fault_of_row(at, reason)}

    def _find_birth_numbers(self) -> None:
        """Note each cell with a birth number in it, also under a heading that nobody reads; one
        that was read as a KID or an account is none."""
        types = {i: self.profile.columns[name].type for name, i in self.header.columns.items()}
        for index, texts in enumerate(self.texts):
            if index not in types:
                types[index] = "text"
                self.distinct_texts[index] = {text for text in texts if text}
            suspects: Collection[str] = self.unreadable.get(index, ())
            if types[index] in LOOSE:
                suspects = self.distinct_texts[index]
            long = [text for text in suspects if len(text) > 9]
            hidden: set[str] = set()
            if self.header.may_identify(index):
                hidden = {text for text in long if len(text) < 13 and has_lost_zero(tidy(text))}
            joined = "|".join(long)
            if STARS in joined or looks_like_national_id(joined):
                hidden |= {text for text in long if STARS in text or looks_like_national_id(text)}
            if hidden:
                self._note_birth_numbers(index, hidden)

    def _note_birth_numbers(self, index: int, hidden: Collection[str]) -> None:
        for at, text in enumerate(self.texts[index]):
            if text in hidden:
                faults = self.faults.setdefault(at, {})
                name = next(iter(self.header.names_at(index)), "")
                fault = faults.get(index, Fault(name, text, ""))
                faults[index] = replace(fault, reason=BIRTH_NUMBER)

    def _check_repeated(self) -> None:
        """Set aside a row whose key stood before in the file with another value.

        Members may stand many times, once a group, and payments may be alike; agreements are
        judged by `dunning.holds`. Of two with the same name and title nobody can tell which is
        whose, so there the second is set aside also when it says the same.
        """
        keys = self.keys
        if len(set(keys)) == len(keys):
            return
        first_places: dict[str, int] = {}
        for at, key in enumerate(keys):
            first = at if self._is_aside(at) else first_places.setdefault(key, at)
            if first == at:
                continue
            row = f"rad {self.numbers[first]}"
            if "order" in self.profile.ids:
                reason = f"{row} har samme navn og tittel, og de kan ikke skilles"
                self.faults.setdefault(at, {})[WHOLE] = self._fault_of_row(at, reason)
            elif name := self._find_differing_column(first, at):
                text = str(self.values[name][at])
                fault = Fault(name, text, f"{row} er den samme, med en annen verdi her", True)
                self.faults.setdefault(at, {})[WHOLE] = fault

    def _find_differing_column(self, first: int, at: int) -> str:
        """Return the first deciding column in which two rows differ, or nothing."""
        for name in self.header.columns:
            if self.profile.columns[name].type in DECIDING:
                values = {self.values[name][first], self.values[name][at]}
                if len(values) > 1 and not values & {None, AS_HELD}:
                    return name
        return ""

    def _fault_of_row(self, at: int, reason: str) -> Fault:
        """Return the fault of a whole row, by the first column that identifies it."""
        parts = [p for part in self.profile.key for p in (part, *self.profile.ids.get(part, ()))]
        name = next((p for p in parts if p in self.header.columns), min(self.header.columns))
        return Fault(name, str(self.values[name][at] or ""), reason, True)

    def _is_aside(self, at: int) -> bool:
        return any(fault.is_whole for fault in self.faults.get(at, {}).values())

    def _is_vital(self, name: str) -> bool:
        """Return whether the row goes with the value: it identifies the row, or is its money."""
        is_money = self.profile.columns[name].type in MONEY
        is_payments_kid = name == "kid" and self.profile.kind == "payments"
        is_lost_without = is_payments_kid and not self.profile.incoming_only
        return self.profile.is_needed(name) or is_money or is_lost_without

    def taken_columns(self) -> dict[str, list[Any]]:
        """Return the columns of the rows that were taken."""
        aside = {at for at in self.faults if self._is_aside(at)}
        if not aside:
            return self.columns
        places = [at for at in range(len(self.rows)) if at not in aside]
        return {name: [column[at] for at in places] for name, column in self.columns.items()}

    def set_aside(self) -> list[SetAside]:
        """Return what was set aside, and what was repaired, in the order of the rows.

        Of several under one heading the one that took the row counts, else the first.
        """
        by_cell: dict[tuple[int, str], SetAside] = {}
        for at in sorted(self.faults):
            by_weight = sorted(self.faults[at].items(), key=lambda item: not item[1].is_whole)
            for index, fault in by_weight:
                aside = self._describe(at, fault, index)
                by_cell.setdefault((aside.row, aside.column), aside)
        return [*by_cell.values()]

    def _describe(self, at: int, fault: Fault, index: int) -> SetAside:
        aside = self.header.set_aside(
            self.numbers[at], fault.field, fault.text, fault.reason, whole_row=fault.is_whole,
            index=None if index == WHOLE else index,
        )  # fmt: skip
        if fault.repaired is not None:
            return replace(aside, repaired=fault.repaired)
        if index == WHOLE or not fault.field or fault.reason == BIRTH_NUMBER:
            return aside
        key = self.columns["record"][at]
        if not key or STARS in key:
            return aside  # a repair is remembered by the key
        return replace(aside, proposal=propose(self.cells, fault.field, fault.text))


def _describe_ragged(
    header: Header, number: int, row: Sequence[str], width: int, usual: int
) -> str:
    """Say how a line of text does not have the cells of its headings, or nothing."""
    if len(row) > usual or any(not is_blank(cell) for cell in row[width:]):
        return "flere celler enn overskrifter; et skilletegn står inne i en verdi"
    if header.sheet.is_cut and number == len(header.sheet.rows) and len(row) < width:
        return "linjen er avkortet"
    if len(row) < width - 1 and len(row) <= max(header.columns.values()):
        return "færre celler enn overskrifter; linjen er avkortet, eller et skilletegn er borte"
    return ""

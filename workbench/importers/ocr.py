"""OCR giro from Nets: payments that carry a KID, in records of 80 characters.

A reader of our own, since one unknown transaction type or a KID that ends in "-" must not cost the
file: the positions are those of the OCR giro system specification. The file's own control totals,
counts, sums, first and last day, are all compared with what stands in it. Assignments of other
services, such as AvtaleGiro, may stand in the same file; of them only the lines are counted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from workbench.importers.texts import decode
from workbench.model.errors import ExportError
from workbench.values.text import visible

NO_SERVICE, OCR_GIRO = "00", "09"
SIGNS = {"0": 1, " ": 1, "-": -1}
WIDTH = 80
# record kind -> where its last field ends; blanks after it may be left out of the line
LAST_FIELD_ENDS = {"10": 31, "20": 35, "30": 74, "31": 58, "32": 55, "88": 59, "89": 47}
ENDS_IN_BLANKS = {"31", "32"}  # whose last field may be blank or shorter


class OcrFile(NamedTuple):
    """What stands in a file of OCR giro payments."""

    payments: list[dict[str, Any]]  # rows of the frame `payments`
    other_records: int  # starts and ends, and every line of other services' assignments
    made_on: list[date]  # the days that transmissions and assignments state as their own


class _Mismatch(Exception):
    """Something in the file contradicts the format or the file's own totals."""


@dataclass
class _Tally:
    """What was met since a start record, to be compared with the end record."""

    payments: list[dict[str, Any]] = field(default_factory=list)
    records: int = 0
    has_other_services: bool = False

    def require(self, line: str) -> None:
        """Raise _Mismatch unless counts and sum at their places in an end record agree.

        Of other services only the records are counted: what they sum up is not payments.
        """
        amounts = [payment["amount_ore"] for payment in self.payments]
        # whether a reversal is counted off is not specified
        sums = {sum(amounts), sum(map(abs, amounts))}
        is_right = _number(line, 16, 8) == self.records
        if not self.has_other_services:
            is_right &= _number(line, 8, 8) == len(amounts) and _number(line, 24, 17) in sums
        if not is_right:
            raise _Mismatch

    def require_days(self, line: str) -> None:
        """Raise _Mismatch unless the payments lie between the first and last day of an end record.

        The last day may be later than the last payment, as where it is the next settlement's.
        """
        days = [payment["paid_on"] for payment in self.payments]
        if days and (_day(line, 47) != min(days) or _day(line, 53) < max(days)):
            raise _Mismatch


def read_ocr(content: bytes, name: str) -> OcrFile:
    """Read a file of payments; the two or three lines of a payment are one record.

    A reversal is below zero. Raises ExportError when the file is damaged, contradicts its totals,
    or has no assignment of OCR giro.
    """
    lines = re.split("\r\n|\r|\n", decode(content).strip("\r\n\x1a "))
    services = {line[2:4] for line in lines if line[6:8] == "20"}
    if services and OCR_GIRO not in services:
        raise ExportError(
            f"{name}: filen er fra Nets, men inneholder ikke OCR-innbetalinger; "
            "hent OCR-filen i banken, og ta denne ut av mappen."
        )
    try:
        payments = list(_payments([_padded(line) for line in lines]))
    except (_Mismatch, ValueError) as error:
        raise ExportError(
            f"{name}: betalingsfilen stemmer ikke med sine egne kontrolltall eller er avkortet; "
            "hent den på nytt i banken."
        ) from error
    payment_lines = sum(_is_ocr(line) and line[6:8] in {"30", "31", "32"} for line in lines)
    ends = [line for line in lines if _is_ocr(line) and line[6:8] in {"88", "89"}]
    made_on = [day for day in map(_stated_day, ends) if day]
    return OcrFile(payments, len(lines) - payment_lines, made_on)


def _padded(line: str) -> str:
    """Return a record in full width; raises _Mismatch where a field's characters are missing."""
    kind, size = line[6:8], len(line.rstrip())
    last_field_ends = LAST_FIELD_ENDS.get(kind, WIDTH)
    is_trimmed = size == last_field_ends or (kind in ENDS_IN_BLANKS and size < last_field_ends)
    if _is_ocr(line) and WIDTH not in (len(line), size) and not is_trimmed:
        raise _Mismatch
    return line.ljust(WIDTH)


def _is_ocr(line: str) -> bool:
    """Return whether a record is of OCR giro, or starts or ends a transmission."""
    return line[2:4] in (NO_SERVICE, OCR_GIRO)


def _payments(lines: list[str]) -> Iterator[dict[str, Any]]:
    """Walk the records by their kind; a payment is yielded at its second line."""
    file, assignment = _Tally(), _Tally()
    service = account = number = before = first = ""
    for line in lines:
        kind = line[6:8]
        if kind in {"10", "20", "89"}:
            service = line[2:4]
        if line[:4] != f"NY{service}":  # also a payment in what seems another service's assignment
            raise _Mismatch
        file.records += 1
        assignment.records += 1
        if not _is_ocr(line):
            file.has_other_services = True
            if kind not in {"20", "88"}:
                continue
        _require_order(before, kind)
        if kind == "10":
            file = _Tally(records=1)
        elif kind == "20":
            assignment, number, account = _Tally(records=1), line[17:24], line[24:35]
        elif kind == "30":
            first = line
        elif kind == "31":
            payment = _payment(first, line, f"{account}:{number}")
            file.payments.append(payment)
            assignment.payments.append(payment)
            yield payment
        elif kind == "88" and service == OCR_GIRO:
            assignment.require(line)
            assignment.require_days(line)
        elif kind == "89":
            file.require(line)
        before = kind
    if before != "89":
        raise _Mismatch


AFTER = {  # record kind -> the kinds it may stand after
    "10": {"", "89"},
    "20": {"10", "88"},
    "30": {"20", "31", "32"},
    "31": {"30"},
    "32": {"31"},
    "88": {"20", "31", "32"},
    "89": {"10", "88"},
}


def _require_order(before: str, kind: str) -> None:
    if before not in AFTER.get(kind, set()):
        raise _Mismatch


def _payment(first: str, second: str, assignment: str) -> dict[str, Any]:
    if first[8:15] != second[8:15] or first[2:4] != OCR_GIRO or first[31] not in SIGNS:
        raise _Mismatch
    paid_on, archived = _day(first, 15), second[25:34].strip()
    return {
        "payment_id": visible(f"ocr:{paid_on:%Y%m%d}:{assignment}:{first[8:15]}:{archived}"),
        "kid": visible(first[49:74]).strip() or None,
        "amount_ore": SIGNS[first[31]] * _number(first, 32, 17),
        "paid_on": paid_on,
        "source": "ocr",
    }


def _number(line: str, at: int, size: int) -> int:
    digits = line[at : at + size]
    if not (digits.isascii() and digits.isdecimal()):
        raise _Mismatch
    return int(digits)


def _day(line: str, at: int) -> date:
    """Read ddmmyy; Nets' years are of this century from 2000 to 2068, as its own files are."""
    day, month, year = (_number(line, at + 2 * part, 2) for part in range(3))
    return date(year + (2000 if year < 69 else 1900), month, day)


def _stated_day(end: str) -> date | None:
    """Return the day that a transmission or assignment states as its own in its end record."""
    try:
        return _day(end, 41)
    except (_Mismatch, ValueError):
        return None

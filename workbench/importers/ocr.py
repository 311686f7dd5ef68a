"""OCR giro from Nets: payments that carry a KID, in records of 80 characters.

The reader is our own, so that an unknown transaction type, or a KID that ends in "-", does not stop
the file. The positions are those of the OCR giro system specification. The file's own control
totals (counts, sums, first and last day) are compared with its payments. It may contain assignments
of other services, such as AvtaleGiro; only their lines are counted.
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
    """The contents of a file of OCR giro payments."""

    payments: list[dict[str, Any]]  # rows of the frame `payments`
    other_records: int  # starts and ends, and every line of other services' assignments
    made_on: list[date]  # the days that transmissions and assignments state as their own


class _Mismatch(Exception):
    """The file contradicts the format or its own totals."""


@dataclass
class _Tally:
    """The contents since a start record, to be compared with the end record."""

    payments: list[dict[str, Any]] = field(default_factory=list)
    record_count: int = 0
    has_other_services: bool = False

    def require_totals(self, line: str) -> None:
        """Raise _Mismatch unless an end record states the same counts and sum.

        With other services, only the records are compared: the sum is not only of payments.
        """
        amounts = [payment["amount_ore"] for payment in self.payments]
        # it is not specified whether a reversal is subtracted
        sums = {sum(amounts), sum(map(abs, amounts))}
        if _read_number(line, 16, 8) != self.record_count:
            raise _Mismatch
        if self.has_other_services:
            return
        if _read_number(line, 8, 8) != len(amounts) or _read_number(line, 24, 17) not in sums:
            raise _Mismatch

    def require_days(self, line: str) -> None:
        """Raise _Mismatch unless the payments are between the first and last day of an end record.

        The last day may be later than the last payment: it may be that of the next settlement.
        """
        days = [payment["paid_on"] for payment in self.payments]
        if days and (_read_day(line, 47) != min(days) or _read_day(line, 53) < max(days)):
            raise _Mismatch


def read_ocr(content: bytes, name: str) -> OcrFile:
    """Read a file of payments; the two or three lines of a payment are one record.

    A reversal has a negative amount. Raises ExportError if the file is damaged, contradicts its
    totals, or has no assignment of OCR giro.
    """
    lines = re.split("\r\n|\r|\n", decode(content).strip("\r\n\x1a "))
    services = {line[2:4] for line in lines if line[6:8] == "20"}
    if services and OCR_GIRO not in services:
        raise ExportError(
            f"{name}: filen er fra Nets, men inneholder ikke OCR-innbetalinger; "
            "hent OCR-filen i banken, og ta denne ut av mappen."
        )
    try:
        payments = list(_read_payments([_pad(line) for line in lines]))
    except (_Mismatch, ValueError) as error:
        raise ExportError(
            f"{name}: betalingsfilen stemmer ikke med sine egne kontrolltall eller er avkortet; "
            "hent den på nytt i banken."
        ) from error
    payment_lines = sum(_is_ocr(line) and line[6:8] in {"30", "31", "32"} for line in lines)
    ends = [line for line in lines if _is_ocr(line) and line[6:8] in {"88", "89"}]
    made_on = [day for day in map(_read_own_day, ends) if day]
    return OcrFile(payments, len(lines) - payment_lines, made_on)


def _pad(line: str) -> str:
    """Return a record in full width; raises _Mismatch if characters of a field are missing."""
    kind, size = line[6:8], len(line.rstrip())
    last_field_ends = LAST_FIELD_ENDS.get(kind, WIDTH)
    is_trimmed = size == last_field_ends or (kind in ENDS_IN_BLANKS and size < last_field_ends)
    if _is_ocr(line) and WIDTH not in (len(line), size) and not is_trimmed:
        raise _Mismatch
    return line.ljust(WIDTH)


def _is_ocr(line: str) -> bool:
    """Return whether a record is of OCR giro, or starts or ends a transmission."""
    return line[2:4] in (NO_SERVICE, OCR_GIRO)


def _read_payments(lines: list[str]) -> Iterator[dict[str, Any]]:
    """Read the records by their kind; yield a payment at its second line."""
    file, assignment = _Tally(), _Tally()
    service = account = number = previous_kind = first_line = ""
    for line in lines:
        kind = line[6:8]
        if kind in {"10", "20", "89"}:
            service = line[2:4]
        if line[:4] != f"NY{service}":  # also a payment in what seems another service's assignment
            raise _Mismatch
        file.record_count += 1
        assignment.record_count += 1
        if not _is_ocr(line):
            file.has_other_services = True
            if kind not in {"20", "88"}:
                continue
        _require_order(previous_kind, kind)
        if kind == "10":
            file = _Tally(record_count=1)
        elif kind == "20":
            assignment, number, account = _Tally(record_count=1), line[17:24], line[24:35]
        elif kind == "30":
            first_line = line
        elif kind == "31":
            payment = _make_payment(first_line, line, f"{account}:{number}")
            file.payments.append(payment)
            assignment.payments.append(payment)
            yield payment
        elif kind == "88" and service == OCR_GIRO:
            assignment.require_totals(line)
            assignment.require_days(line)
        elif kind == "89":
            file.require_totals(line)
        previous_kind = kind
    if previous_kind != "89":
        raise _Mismatch


MAY_FOLLOW = {  # record kind -> the kinds that may be before it
    "10": {"", "89"},
    "20": {"10", "88"},
    "30": {"20", "31", "32"},
    "31": {"30"},
    "32": {"31"},
    "88": {"20", "31", "32"},
    "89": {"10", "88"},
}


def _require_order(previous_kind: str, kind: str) -> None:
    if previous_kind not in MAY_FOLLOW.get(kind, set()):
        raise _Mismatch


def _make_payment(first: str, second: str, assignment: str) -> dict[str, Any]:
    if first[8:15] != second[8:15] or first[2:4] != OCR_GIRO or first[31] not in SIGNS:
        raise _Mismatch
    paid_on, reference = _read_day(first, 15), second[25:34].strip()
    return {
        "payment_id": visible(f"ocr:{paid_on:%Y%m%d}:{assignment}:{first[8:15]}:{reference}"),
        "kid": visible(first[49:74]).strip() or None,
        "amount_ore": SIGNS[first[31]] * _read_number(first, 32, 17),
        "paid_on": paid_on,
        "source": "ocr",
    }


def _read_number(line: str, at: int, size: int) -> int:
    digits = line[at : at + size]
    if not (digits.isascii() and digits.isdecimal()):
        raise _Mismatch
    return int(digits)


def _read_day(line: str, at: int) -> date:
    """Read ddmmyy; in Nets' own files the years 00 to 68 are 2000 to 2068."""
    day, month, year = (_read_number(line, at + 2 * part, 2) for part in range(3))
    return date(year + (2000 if year < 69 else 1900), month, day)


def _read_own_day(end: str) -> date | None:
    """Return the day that a transmission or assignment states as its own in its end record."""
    try:
        return _read_day(end, 41)
    except (_Mismatch, ValueError):
        return None

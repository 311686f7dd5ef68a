"""OCR giro from Nets: payments that carry a KID, in records of 80 characters.

A reader of our own, since one unknown transaction type or a KID that ends in "-" must not cost the
file: the positions are those of the OCR giro system specification. The file's own control totals,
counts, sums, first and last day, are all held against what stands in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from workbench.importers.texts import decode
from workbench.model.errors import ExportError
from workbench.values.text import visible

OCR_GIRO = "09"
SIGNS = {"0": 1, " ": 1, "-": -1}


class _Mismatch(Exception):
    """Something in the file contradicts the format or the file's own totals."""


class _NotOcr(Exception):
    """The file is in the format, but holds something other than OCR giro payments."""


@dataclass
class _Tally:
    """What was met since a start record, to be held against the end record."""

    payments: list[dict[str, Any]] = field(default_factory=list)
    records: int = 0

    def require(self, line: str) -> None:
        """Raise _Mismatch unless counts and sum at their places in an end record agree."""
        stated = (_number(line, 8, 8), _number(line, 16, 8))
        amounts = [payment["amount_ore"] for payment in self.payments]
        # whether a reversal is counted off is not specified
        sums = {sum(amounts), sum(map(abs, amounts))}
        if stated != (len(amounts), self.records) or _number(line, 24, 17) not in sums:
            raise _Mismatch

    def require_days(self, line: str) -> None:
        """Raise _Mismatch unless first and last day in an end record agree."""
        days = [payment["paid_on"] for payment in self.payments]
        if days and (_day(line, 47), _day(line, 53)) != (min(days), max(days)):
            raise _Mismatch


def read_ocr(content: bytes, name: str) -> tuple[list[dict[str, Any]], int]:
    """Return the payments, as rows of the frame `payments`, and the number of other records.

    A payment's two or three lines are one record; starts and ends are the others. A reversal is
    below zero. Raises ExportError when the file is damaged or its totals do not agree.
    """
    lines = decode(content).strip("\r\n\x1a ").splitlines()
    try:
        payments = list(_payments(lines))
    except _NotOcr as error:
        raise ExportError(
            f"{name}: filen er fra Nets, men inneholder ikke bare OCR-innbetalinger; "
            "hent OCR-filen i banken, og ta denne ut av mappen."
        ) from error
    except (_Mismatch, ValueError) as error:
        raise ExportError(
            f"{name}: betalingsfilen stemmer ikke med sine egne kontrolltall eller er avkortet; "
            "hent den på nytt i banken."
        ) from error
    return payments, sum(line[6:8] in {"10", "20", "88", "89"} for line in lines)


def _payments(lines: list[str]) -> Iterator[dict[str, Any]]:
    """Walk the records by their kind; a payment is yielded at its second line."""
    file, assignment = _Tally(), _Tally()
    account = number = before = first = ""
    for line in lines:
        if len(line) != 80 or not line.startswith("NY"):
            raise _Mismatch
        kind = line[6:8]
        _require_order(before, kind)
        if kind == "10":
            file = _Tally()
        if kind == "20":
            if line[2:4] != OCR_GIRO:
                raise _NotOcr
            assignment, number, account = _Tally(), line[17:24], line[24:35]
        file.records += 1
        assignment.records += 1
        if kind == "30":
            first = line
        elif kind == "31":
            payment = _payment(first, line, f"{account}:{number}")
            file.payments.append(payment)
            assignment.payments.append(payment)
            yield payment
        elif kind == "88":
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
        # claims, mandates and cancellations are made of other records, or of these in other places
        raise _NotOcr if kind not in AFTER else _Mismatch


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

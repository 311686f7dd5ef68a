"""OCR giro from Nets: payments that carry a KID, in records of 80 characters.

The reader is our own, so that an unknown transaction type, or a KID that ends in "-", does not stop
the file. The positions are those of the OCR giro system specification. The file's own control
totals (counts, sums, first and last day) are compared with its payments. It may contain mandates of
AvtaleGiro as well, or alone (`mandate_records`). Of other assignments only the lines are counted.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from workbench.importers.mandate_records import AVTALEGIRO, MANDATES, MandateFile, MandateReader
from workbench.importers.nets_lines import (
    WIDTH,
    Mismatch,
    read_day,
    read_number,
    read_own_day,
    require_count,
)
from workbench.importers.shown_figures import describe_amount
from workbench.importers.texts import decode
from workbench.model.errors import ExportError
from workbench.values.national_id import mask
from workbench.values.text import tidy, visible

NO_SERVICE, OCR_GIRO = "00", "09"
SIGNS = {"0": 1, " ": 1, "-": -1}
TYPES = {*map(str, range(10, 22)), "50"}  # of transactions; 50 is Vipps'
REVERSALS = {"18", "20"}  # without and with a text
# record kind -> where its last field ends; blanks after it may be left out of the line
LAST_FIELD_ENDS = {"10": 31, "20": 35, "30": 74, "31": 58, "32": 55, "70": 42, "88": 59, "89": 47}
ENDS_IN_BLANKS = {"31", "32"}  # whose last field may be blank or shorter


class NetsFile(NamedTuple):
    """The contents of a file from Nets: OCR giro payments, mandates, or both."""

    payments: list[dict[str, Any]]  # rows of the frame `payments`
    set_aside: list[dict[str, Any]]  # rows of the frame `rejected`: payments of an unknown type
    other_records: int  # starts and ends, and every line of other services' assignments
    made_on: list[date]  # the days that transmissions and assignments state as their own
    mandates: MandateFile
    has_ocr: bool  # an assignment of OCR giro, even an empty one
    accounts: set[str]  # of such assignments


@dataclass(frozen=True)
class _Transaction:
    """A payment, and what its first line says besides."""

    row: int  # the number of its first line
    type: str
    payment: dict[str, Any]


@dataclass
class _Tally:
    """The contents since a start record, to be compared with the end record."""

    transactions: list[_Transaction] = field(default_factory=list)
    record_count: int = 0
    has_other_services: bool = False

    def require_totals(self, line: str) -> None:
        """Raise Mismatch unless an end record states the same counts and sum.

        With other services, only the records are compared: the sum is not only of payments.
        """
        require_count(line, 16, self.record_count, "linjer")
        if self.has_other_services:
            return
        require_count(line, 8, len(self.transactions), "betalinger")
        amounts = [transaction.payment["amount_ore"] for transaction in self.transactions]
        # it is not specified whether a reversal is subtracted
        sums = {sum(amounts), sum(map(abs, amounts))}
        stated = read_number(line, 24, 17)
        if stated not in sums:
            stated_kroner, total_kroner = (Decimal(ore) / 100 for ore in (stated, sum(amounts)))
            raise Mismatch(
                f"summen skal være {describe_amount(stated_kroner)}, men betalingene foran er til "
                f"sammen {describe_amount(total_kroner)}"
            )

    def require_days(self, line: str) -> None:
        """Raise Mismatch unless the payments are between the first and last day of an end record.

        The last day may be later than the last payment: it may be that of the next settlement.
        """
        days = [transaction.payment["paid_on"] for transaction in self.transactions]
        if days and (read_day(line, 47) != min(days) or read_day(line, 53) < max(days)):
            raise Mismatch("første og siste dag er ikke de samme som i betalingene foran")


def read_nets(content: bytes, name: str) -> NetsFile:
    """Read a file of payments, of mandates, or of both; the two or three lines of a payment are one
    record.

    A reversal has a negative amount. Raises ExportError, which names the line, if the file is
    damaged, contradicts its totals, or has no assignment of either.
    """
    lines = re.split("\r\n|\r|\n", decode(content).strip("\r\n\x1a "))
    starts = [line for line in lines if line[6:8] == "20"]
    has_ocr = any(line[2:4] == OCR_GIRO for line in starts)
    has_mandates = any(line[2:6] == AVTALEGIRO + MANDATES for line in starts)
    if starts and not has_ocr and not has_mandates:
        raise ExportError(
            f"{name}: filen er fra Nets, men inneholder verken OCR-innbetalinger eller "
            "AvtaleGiro-avtaler; hent OCR-filen i banken, og ta denne ut av mappen."
        )
    reader = _read_lines(lines, name)
    payment_lines = sum(_is_ocr(line) and line[6:8] in {"30", "31", "32"} for line in lines)
    ends = [line for line in lines if _is_ocr(line) and line[6:8] in {"88", "89"}]
    mandates = reader.mandates.file
    return NetsFile(
        payments=[each.payment for each in reader.transactions if each.type in TYPES],
        set_aside=[_set_aside(each) for each in reader.transactions if each.type not in TYPES],
        other_records=len(lines) - payment_lines - mandates.lines,
        made_on=[day for day in map(read_own_day, ends) if day],
        mandates=mandates,
        has_ocr=has_ocr or not starts,
        accounts=reader.accounts,
    )


def _set_aside(transaction: _Transaction) -> dict[str, Any]:
    """Return a payment of an unknown type as it is set aside: nobody knows which way it went."""
    return {
        "sheet": "",
        "row": transaction.row,
        "column": "Transaksjonstype",
        "field": "transaction_type",
        "value": visible(transaction.type),
        "reason": "transaksjonstypen er ukjent, så beløpet er ikke regnet med; spør banken",
        "whole_row": True,
        "record": transaction.payment["payment_id"].replace(":", "-"),  # one part, as it is shown
        "kid": transaction.payment["kid"],
    }


def _pad(line: str) -> str:
    """Return a record in full width; raises Mismatch if characters of a field are missing."""
    kind, size = line[6:8], len(line.rstrip())
    last_field_ends = LAST_FIELD_ENDS.get(kind, WIDTH)
    is_trimmed = size == last_field_ends or (kind in ENDS_IN_BLANKS and size < last_field_ends)
    is_read = _is_ocr(line) or kind == "70"
    if is_read and WIDTH not in (len(line), size) and not is_trimmed:
        raise Mismatch(f"den har {len(line)} tegn, men skal ha {WIDTH}")
    return line.ljust(WIDTH)


def _is_ocr(line: str) -> bool:
    """Return whether a record is of OCR giro, or starts or ends a transmission."""
    return line[2:4] in (NO_SERVICE, OCR_GIRO)


def _read_lines(lines: list[str], name: str) -> "_Reader":
    """Read the records by their kind; raises ExportError, which names the first line that is wrong.

    The sum of an assignment is wrong at its end, wherever the wrong amount stands.
    """
    reader = _Reader()
    number = 0
    try:
        for number, line in enumerate(lines, start=1):
            reader.read(number, _pad(line))
        if reader.previous_kind != "89":
            raise Mismatch("filen er avkortet etter den")
    except (Mismatch, ValueError) as error:
        reason = str(error) if isinstance(error, Mismatch) else "en dag i den finnes ikke"
        raise ExportError(
            f"{name}: linje {number} stemmer ikke: {reason}; hent filen på nytt i banken."
        ) from error
    return reader


PARTS = {"30", "31", "32", "70"}  # of payments, or of mandates
MAY_FOLLOW = {  # record kind -> the kinds that may be before it
    "10": {"", "89"},
    "20": {"10", "88"},
    "30": {"20", "31", "32"},
    "31": {"30"},
    "32": {"31"},
    "70": {"20", "70"},
    "88": {"20", "31", "32", "70"},
    "89": {"10", "88"},
}


class _Reader:
    """Reads one record after the other, and compares the end records with those before."""

    def __init__(self) -> None:
        self.transactions: list[_Transaction] = []
        self.mandates = MandateReader()
        self.file, self.assignment = _Tally(), _Tally()
        self.accounts: set[str] = set()
        self.service = self.account = self.number = self.previous_kind = ""
        self.first = _FirstLine("", "", None, 0, date.min)

    def read(self, row: int, line: str) -> None:
        """Read a record; raises Mismatch if it is wrong, or contradicts those before it."""
        kind = line[6:8]
        if kind in {"10", "20", "89"}:
            self.service = line[2:4]
        if kind in {"10", "89"} and line[2:4] != NO_SERVICE:
            raise Mismatch("den begynner eller avslutter filen, men hører til et oppdrag")
        if line[:4] != f"NY{self.service}":  # also a payment in what seems another's assignment
            raise Mismatch("den hører ikke til oppdraget som den står i")
        self.file.record_count += 1
        self.assignment.record_count += 1
        self.mandates.read(row, line, self.assignment.record_count)
        if not _is_ocr(line):
            self.file.has_other_services = True
            if kind not in {"20", "88"} and not self.mandates.is_reading:
                return
        is_misplaced = kind in PARTS and (kind == "70") != self.mandates.is_reading
        if is_misplaced or self.previous_kind not in MAY_FOLLOW.get(kind, set()):
            raise Mismatch("den kan ikke stå der den står; en linje foran er borte eller endret")
        self.previous_kind = kind
        if kind in {"31", "32"} and line[8:15] != self.first.number:
            raise Mismatch("den har et annet løpenummer enn linjen foran, som den hører til")
        self._read_kind(row, kind, line)

    def _read_kind(self, row: int, kind: str, line: str) -> None:
        match kind:
            case "10":
                self.file = _Tally(record_count=1)
            case "20":
                self.assignment = _Tally(record_count=1)
                self.number, self.account = line[17:24], line[24:35]
                if self.service == OCR_GIRO:
                    self.accounts.add(self.account)
            case "30":
                self.first = _read_first_line(line)
            case "31":
                payment = _make_payment(self.first, line, self.account, self.number)
                transaction = _Transaction(row - 1, self.first.type, payment | {"row": row - 1})
                for read in (self, self.file, self.assignment):
                    read.transactions.append(transaction)
            case "32":
                text = mask(tidy(visible(line[15:55])))
                self.transactions[-1].payment["message"] = text or None
            case "88" if self.service == OCR_GIRO:
                self.assignment.require_totals(line)
                self.assignment.require_days(line)
            case "89":
                self.file.require_totals(line)


class _FirstLine(NamedTuple):
    """The first line of a payment; `number` is what its other lines have too."""

    number: str
    type: str
    kid: str | None
    amount_ore: int
    paid_on: date


def _read_first_line(line: str) -> _FirstLine:
    if line[31] not in SIGNS:
        raise Mismatch("den har et ukjent fortegn (tegn 32)")
    amount, kind = read_number(line, 32, 17), line[4:6]
    sign = -1 if kind in REVERSALS else SIGNS[line[31]]
    kid = visible(line[49:74]).strip() or None
    return _FirstLine(line[8:15], kind, kid, sign * amount, read_day(line, 15))


def _make_payment(first: _FirstLine, second: str, account: str, number: str) -> dict[str, Any]:
    day, reference = f"{first.paid_on:%Y%m%d}", second[25:34].strip()
    return {
        "payment_id": visible(f"ocr:{day}:{account}:{number}:{first.number}:{reference}"),
        "kid": first.kid,
        "amount_ore": first.amount_ore,
        "paid_on": first.paid_on,
        "source": "ocr",
        "message": None,
        "account": visible(account).strip() or None,
    }

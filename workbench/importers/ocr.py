"""OCR giro from Nets: payments that carry a KID.

The records are netsgiro's work; the control totals, which it does not check, are checked here.
"""

from collections.abc import Iterator
from typing import Any

import netsgiro
import netsgiro.records

from workbench.importers.reading import decode
from workbench.model.errors import ExportError

PAYMENT_LINES = (
    netsgiro.records.TransactionAmountItem1,
    netsgiro.records.TransactionAmountItem2,
    netsgiro.records.TransactionAmountItem3,
)


def read_ocr(content: bytes, name: str) -> tuple[list[dict[str, Any]], int]:
    """Return the payments, as rows of the frame `payments`, and the number of other records.

    A payment's two or three lines are one record; starts and ends are the others.

    Raises ExportError when the file is damaged or its totals do not agree.
    """
    text = decode(content).strip("\r\n\x1a ")
    try:
        records: list[Any] = netsgiro.records.parse(text)
        transmission = netsgiro.parse(text)
    except (ValueError, AssertionError, IndexError, TypeError) as error:
        raise ExportError(
            f"{name}: betalingsfilen fra Nets er skadet eller avkortet; hent den på nytt i banken."
        ) from error
    _check_totals(records, name)
    others = sum(not isinstance(record, PAYMENT_LINES) for record in records)
    return list(_payments(transmission)), others


def _payments(transmission: netsgiro.Transmission) -> Iterator[dict[str, Any]]:
    for assignment in transmission.assignments:
        if assignment.service_code != netsgiro.ServiceCode.OCR_GIRO:
            continue
        transactions: list[Any] = assignment.transactions
        for transaction in transactions:
            yield {
                "payment_id": f"ocr:{transaction.date:%Y%m%d}:{assignment.account}"
                f":{assignment.number}:{transaction.number}:{transaction.reference or ''}",
                "kid": (transaction.kid or "").strip() or None,
                "amount_ore": int(transaction.amount * 100),
                "paid_on": transaction.date,
                "source": "ocr",
            }


def _check_totals(records: list[Any], name: str) -> None:
    """Compare each assignment's and the transmission's counts and sums with what stands in it."""
    sums, counts, lines = 0, 0, 0
    for in_file, record in enumerate(records, start=1):
        lines += 1
        if isinstance(record, netsgiro.records.AssignmentStart):
            sums, counts, lines = 0, 0, 1
        elif isinstance(record, netsgiro.records.TransactionAmountItem1):
            sums, counts = sums + record.amount, counts + 1
        elif isinstance(record, netsgiro.records.AssignmentEnd):
            agree = (record.num_transactions, record.num_records, record.total_amount)
            if agree != (counts, lines, sums):
                _refuse(name)
        elif isinstance(record, netsgiro.records.TransmissionEnd) and record.num_records != in_file:
            _refuse(name)


def _refuse(name: str) -> None:
    raise ExportError(
        f"{name}: antall eller sum stemmer ikke med filens egne kontrolltall; "
        "filen er avkortet eller endret, hent den på nytt i banken."
    )

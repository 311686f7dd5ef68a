"""The bank's OCR giro file, as Nets writes it: CRLF, latin-1, one transmission."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import netsgiro

from workbench.demo.truth import RowCounts
from workbench.demo.world import Payment

ACCOUNT = "99990012345"


def write_bank_file(
    folder: Path, payments: Sequence[Payment], as_of: date, *, is_debited: bool = False
) -> dict[str, RowCounts]:
    """Write the payments up to two days before as_of into one file named by that day.

    With `is_debited`, AvtaleGiro brings most of them, and not every fourth.
    """
    made_on = as_of - timedelta(days=2)
    transmission = netsgiro.Transmission(
        number=f"1{made_on:%d%m%y}",
        data_transmitter="00008080",
        data_recipient="00010200",
        date=made_on,
    )
    assignment = transmission.add_assignment(
        service_code=netsgiro.ServiceCode.OCR_GIRO,
        assignment_type=netsgiro.AssignmentType.TRANSACTIONS,
        agreement_id="001008566",
        number="0000001",
        account=ACCOUNT,
        date=made_on,
    )
    assignment.transactions += [
        transaction(number, payment, is_debited) for number, payment in enumerate(payments, 1)
    ]
    name = f"ocr_{made_on:%d%m}.txt"
    text = transmission.to_ocr().replace("\n", "\r\n") + "\r\n"
    (folder / name).write_bytes(text.encode("latin-1"))
    return {name: RowCounts(taken=len(payments), frame=4)}


def transaction(number: int, payment: Payment, is_debited: bool) -> netsgiro.Transaction:
    """Return a payment as Nets reports it: from the payer's own bank, or by AvtaleGiro."""
    types, is_direct = netsgiro.TransactionType, bool(number % 4) is is_debited
    return netsgiro.Transaction(
        service_code=netsgiro.ServiceCode.OCR_GIRO,
        type=types.FROM_AVTALEGIRO if is_direct else types.FROM_GIRO_DEBITED_ACCOUNT,
        number=number,
        date=payment.paid_on,
        amount=Decimal(payment.amount_ore) / 100,
        kid=payment.kid,
        reference=f"{number:09d}",
        text=None,
        centre_id="13",
        day_code=payment.paid_on.day,
        partial_settlement_number=1,
        partial_settlement_serial_number=f"{number:05d}",
        sign="0",
        form_number=f"{number:010d}",
        bank_date=payment.paid_on,
        debit_account="99990054321",
        filler="0000000",
    )

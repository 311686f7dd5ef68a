"""The bank's OCR giro file, as Nets writes it: CRLF, latin-1, one transmission."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from workbench.demo.world import Payment

AVTALEGIRO, FROM_OWN_BANK = 15, 10  # types of transaction
PAYERS_ACCOUNT = "99990054321"


def write_bank_file(
    folder: Path, payments: Sequence[Payment], as_of: date, *, is_debited: bool = False
) -> dict[str, Counter[str]]:
    """Write the payments up to two days before as_of into one file named by that day.

    With `is_debited`, AvtaleGiro brings most of them, and not every fourth.
    """
    made_on = as_of - timedelta(days=2)
    day, count = f"{made_on:%d%m%y}", len(payments)
    days = sorted(payment.paid_on for payment in payments)
    period = f"{days[0]:%d%m%y}{days[-1]:%d%m%y}" if days else ""
    total = f"{sum(payment.amount_ore for payment in payments):017d}{day}"
    lines = [f"NY000010000080801{day}00010200", "NY090020001008566000000199990012345"]
    for number, payment in enumerate(payments, 1):
        kind = AVTALEGIRO if bool(number % 4) is is_debited else FROM_OWN_BANK
        lines += payment_lines(number, payment, kind)
    lines += [
        f"NY090088{count:08d}{2 * count + 2:08d}{total}{period}",
        f"NY000089{count:08d}{2 * count + 4:08d}{total}",
    ]
    name = f"ocr_{made_on:%d%m}.txt"
    text = "".join(line.ljust(80, "0") + "\r\n" for line in lines)
    (folder / name).write_bytes(text.encode("latin-1"))
    return {name: Counter(taken=count, frame=4)}


def payment_lines(number: int, payment: Payment, kind: int) -> list[str]:
    """Return both lines of a payment: amount and KID, then reference, day and payer's account."""
    day, batch = f"{payment.paid_on:%d%m%y}", f"13{payment.paid_on:%d}1{number:05d}"
    return [
        f"NY09{kind}30{number:07d}{day}{batch}0{payment.amount_ore:017d}{payment.kid:>25}",
        f"NY09{kind}31{number:07d}{number:010d}{number:09d}0000000{day}{PAYERS_ACCOUNT}",
    ]

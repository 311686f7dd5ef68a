"""A payment that the bank and the OCR giro both tell of is one payment."""

from datetime import date, timedelta

import pandas as pd
import pytest

from workbench.model import frames
from workbench.money.payments import counted_once

DAY = date(2026, 11, 2)


def payments(*rows: tuple[str, int, str]) -> pd.DataFrame:
    """Make payments of 500 kr with KID 12345678903: source, days after DAY, and id."""
    return frames.build(
        "payments",
        [
            {
                "payment_id": name,
                "kid": "12345678903",
                "amount_ore": 500_00,
                "paid_on": DAY + timedelta(days=days),
                "source": source,
            }
            for source, days, name in rows
        ],
    )


@pytest.mark.parametrize(("days", "left"), [(-4, 2), (-3, 1), (0, 1), (3, 1), (4, 2)])
def test_the_banks_payment_counts_when_no_other_lies_within_three_days(days, left):
    found = counted_once(payments(("ocr", 0, "a"), ("bank", days, "b")))

    assert len(found) == left
    assert "a" in set(found["payment_id"])


@pytest.mark.parametrize(("column", "value"), [("kid", "12345678911"), ("amount_ore", 500_01)])
def test_another_kid_or_amount_is_another_payment(column, value):
    held = payments(("ocr", 0, "a"), ("bank", 0, "b"))

    found = counted_once(held.assign(**{column: held[column].where(held.index == 0, value)}))

    assert len(found) == 2


def test_two_alike_in_the_bank_are_two_where_the_giro_has_one():
    found = counted_once(payments(("ocr", 0, "a"), ("bank", 0, "b"), ("bank", 1, "c")))

    assert list(found["payment_id"]) == ["a", "c"]


def test_a_statement_that_the_club_mapped_itself_counts_once_beside_the_giro_and_the_bank():
    found = counted_once(payments(("bank", 1, "c"), ("annet", 1, "b"), ("ocr", 0, "a")))

    assert list(found["payment_id"]) == ["a"]


def test_what_the_giro_lacks_counts_once_of_the_other_two():
    found = counted_once(payments(("ocr", 9, "a"), ("annet", 0, "b"), ("bank", 0, "c")))

    assert set(found["payment_id"]) == {"a", "b"}


def test_two_alike_in_the_giro_stay_two():
    held = payments(("ocr", 0, "a"), ("ocr", 0, "b"))

    assert counted_once(held) is held


def test_payments_without_a_kid_are_never_the_same():
    held = payments(("spond", 0, "a"), ("bank", 0, "b"))

    assert len(counted_once(held.assign(kid=pd.Series([None, None], dtype="str")))) == 2

"""A payment that the bank and the OCR giro both tell of is one payment."""

from datetime import date, timedelta

import pytest

from workbench.model.money_rows import Placement
from workbench.model.rows import Payment
from workbench.money.payments import count_payments, find_repeated

DAY = date(2026, 11, 2)


def payments(*rows: tuple[str, int, str]) -> list[Payment]:
    """Make payments of 500 kr with KID 12345678903: source, days after DAY, and id."""
    return [
        Payment(payment_id, 500_00, DAY + timedelta(days=days), source, "12345678903")
        for source, days, payment_id in rows
    ]


def count(made: list[Payment]) -> list[str]:
    repeated = find_repeated(made)
    return [payment.payment_id for payment in made if payment.payment_id not in repeated]


def counted(*rows: tuple[str, int, str]) -> list[str]:
    return count(payments(*rows))


@pytest.mark.parametrize(("days", "left"), [(-4, 2), (-3, 1), (0, 1), (3, 1), (4, 2)])
def test_the_banks_payment_counts_when_no_other_lies_within_three_days(days, left):
    counted_ids = counted(("ocr", 0, "a"), ("bank", days, "b"))

    assert len(counted_ids) == left
    assert "a" in counted_ids


@pytest.mark.parametrize(("column", "value"), [("kid", "12345678911"), ("amount_ore", 500_01)])
def test_another_kid_or_amount_is_another_payment(column, value):
    giro, bank = payments(("ocr", 0, "a"), ("bank", 0, "b"))

    assert len(count([giro, bank._replace(**{column: value})])) == 2


def test_two_alike_in_the_bank_are_two_where_the_giro_has_one():
    assert counted(("ocr", 0, "a"), ("bank", 0, "b"), ("bank", 1, "c")) == ["a", "c"]


def test_a_statement_that_the_club_mapped_itself_counts_once_beside_the_giro_and_the_bank():
    assert counted(("bank", 1, "c"), ("annet", 1, "b"), ("ocr", 0, "a")) == ["a"]


def test_what_the_giro_lacks_counts_once_of_the_other_two():
    assert counted(("ocr", 9, "a"), ("annet", 0, "b"), ("bank", 0, "c")) == ["a", "b"]


def test_a_claim_was_last_reversed_on_the_last_day_that_any_of_its_payments_was():
    later = DAY + timedelta(days=9)
    paid = [Payment(f"{kid}+", 9, DAY, "ocr", kid) for kid in ("17", "25")]
    taken_back = [Payment("17-", -9, later, "ocr", "17"), Payment("25-", -9, DAY, "ocr", "25")]
    placements = [Placement(payment.payment_id, "x:1", 9) for payment in paid]

    counted = count_payments([*paid, *taken_back], placements, later)

    assert counted.reversed_on["claim", "x:1"] == later


def test_two_alike_in_the_giro_stay_two():
    assert counted(("ocr", 0, "a"), ("ocr", 0, "b")) == ["a", "b"]


@pytest.mark.parametrize(("source", "left"), [("spond", 2), ("vipps", 2), ("camt", 1)])
def test_without_a_kid_only_sources_that_show_all_money_of_an_account_are_compared(source, left):
    pair = payments((source, 0, "a"), ("bank", 0, "b"))

    assert len(count([payment._replace(kid=None) for payment in pair])) == left

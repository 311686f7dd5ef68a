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


@pytest.mark.parametrize(("days", "left"), [(-6, 2), (-5, 1), (0, 1), (3, 1), (4, 2)])
def test_the_banks_payment_counts_when_no_other_lies_within_three_bank_days(days, left):
    counted_ids = counted(("ocr", 0, "a"), ("bank", days, "b"))

    assert len(counted_ids) == left
    assert "a" in counted_ids


def test_easter_makes_no_second_payment_of_one_that_the_account_shows_after_it():
    before, after = date(2026, 3, 31), date(2026, 4, 7)
    giro, bank = payments(("ocr", 0, "a"), ("camt", 0, "b"))

    assert count([giro._replace(paid_on=before), bank._replace(paid_on=after)]) == ["a"]


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


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ({}, False),
        ({"paid_on": DAY + timedelta(days=3)}, False),
        ({"account": "111"}, False),
        ({"paid_on": DAY - timedelta(days=1)}, True),
        ({"paid_on": DAY + timedelta(days=4)}, True),
        ({"account": "222"}, True),
        ({"payer_name": "Kari Li"}, True),
        ({"amount_ore": 500_00}, True),
        ({"source": "vipps"}, True),
    ],
)
def test_the_line_of_a_statement_with_the_sum_of_a_day_is_no_money_besides(line, counts):
    giro = [each._replace(account="111") for each in payments(("ocr", 0, "a"), ("ocr", 0, "b"))]
    of_day = Payment("sum", 1000_00, DAY, "bank", message="OCR 2 stk")._replace(**line)

    assert ("sum" in kept_on(DAY + timedelta(days=9), *giro, of_day)) == counts


def test_one_line_is_the_sum_and_another_of_the_same_amount_is_not():
    [giro] = payments(("ocr", 0, "a"))
    lines = [Payment(each, 500_00, DAY, "bank", message="OCR-giro") for each in ("x", "y")]

    assert [*kept_on(DAY, giro, *lines)] == ["a", "y"]


@pytest.mark.parametrize(
    ("message", "counts"),
    [
        (None, False),
        ("KID-INNBETALINGER", False),
        ("Nets, 3 stk", False),
        ("Kari Li vårsesong", True),
        ("kidsa sin treningsavgift", True),
    ],
)
def test_a_line_that_says_whose_it_is_is_no_sum_of_a_day(message, counts):
    [giro] = payments(("ocr", 0, "a"))
    line = Payment("sum", 500_00, DAY, "bank", message=message)

    assert ("sum" in kept_on(DAY, giro, line)) == counts


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ({}, False),
        ({"payer_name": "Vipps MobilePay AS", "source": "bank"}, False),
        ({"account": "111"}, False),
        ({"account": "222"}, True),
        ({"amount_ore": 1001_00}, True),
        ({"kid": "17"}, True),
        ({"message": "Utbetaling 2000123 Vippsnr 90123"}, False),
        ({"payer_name": "Kari Li", "message": "Vipps"}, True),
        ({"payer_name": "Vipps Kari Li"}, True),
        ({"message": "Kari Li kontingent"}, True),
        ({"paid_on": DAY - timedelta(days=1)}, True),
        ({"paid_on": DAY + timedelta(days=16)}, True),
    ],
)
def test_what_vipps_pays_out_is_no_money_besides_what_its_settlement_has(line, counts):
    settled = [
        each._replace(account="111") for each in payments(("vipps", 0, "a"), ("vipps", 1, "b"))
    ]
    paid_out = Payment("out", 985_00, DAY + timedelta(days=2), "camt", payer_name="VIPPS AS")

    kept = kept_on(DAY + timedelta(days=30), *settled, paid_out._replace(**line))
    assert ("out" in kept) == counts


def test_a_settlement_makes_up_one_payout_and_not_two():
    [settled] = payments(("vipps", 0, "a"))
    paid_out = [
        Payment(each, 490_00, DAY + timedelta(days=2), "camt", payer_name="Vipps") for each in "xy"
    ]

    assert [*kept_on(DAY + timedelta(days=9), settled, *paid_out)] == ["a", "y"]


@pytest.mark.parametrize(("source", "counts"), [("camt", False), ("bank", True)])
def test_what_a_statement_shows_one_by_one_is_in_no_sum_there(source, counts):
    giro, shown = payments(("ocr", 0, "a"), (source, 1, "b"))
    line = Payment("sum", 500_00, DAY, "bank", message="OCR-giro")

    assert ("sum" in kept_on(DAY, giro, shown, line)) == counts


def test_two_alike_in_the_giro_stay_two():
    assert counted(("ocr", 0, "a"), ("ocr", 0, "b")) == ["a", "b"]


@pytest.mark.parametrize(("source", "left"), [("spond", 2), ("vipps", 2), ("camt", 1)])
def test_without_a_kid_only_sources_that_show_all_money_of_an_account_are_compared(source, left):
    pair = payments((source, 0, "a"), ("bank", 0, "b"))

    assert len(count([payment._replace(kid=None) for payment in pair])) == left


def kept_on(day: date, *rows: Payment) -> list[str]:
    by_key = count_payments(rows, (), day).by_key
    return sorted(each.payment_id for of_key in by_key.values() for each in of_key)


@pytest.mark.parametrize(
    ("camt", "bank", "are_one"),
    [
        ({}, {}, True),
        ({"payer_name": "Kari Li"}, {}, True),
        ({"payer_name": "Kari Li"}, {"payer_name": "LI, KARI ANNE"}, True),
        ({"payer_name": "Kari Li"}, {"payer_name": "Ola Ny"}, False),
        ({"account": "12345678903"}, {}, True),
        ({"account": "12345678903"}, {"account": "12345678903"}, True),
        ({"account": "12345678903"}, {"account": "99991042764"}, False),
    ],
)
def test_without_a_kid_two_payers_or_accounts_are_two_payments(camt, bank, are_one):
    same = Payment("a", 500_00, DAY, "camt")
    both = [same._replace(**camt), same._replace(payment_id="b", source="bank", **bank)]

    assert count(both) == (["a"] if are_one else ["a", "b"])


def test_with_a_kid_one_payment_may_have_two_names():
    giro, bank = payments(("ocr", 0, "a"), ("bank", 0, "b"))

    assert count([giro._replace(payer_name="Kari Li"), bank._replace(payer_name="NETS")]) == ["a"]


def kept(*rows: Payment, placed: tuple[Placement, ...] = ()) -> dict[str, int]:
    """Return payment -> the øre of it that count."""
    by_key = count_payments(rows, placed, DAY).by_key
    return {each.payment_id: each.amount_ore for of_key in by_key.values() for each in of_key}


def anonymous(payment_id: str, ore: int, message: str | None, n: int = 0) -> Payment:
    return Payment(payment_id, ore, DAY - timedelta(days=9 - n), "vipps", message=message)


def test_a_refund_of_one_who_is_not_named_takes_nothing_from_another():
    own, others = anonymous("v1", 300_00, "bolle"), anonymous("v2", 300_00, "70014", 3)

    assert kept(own, others, anonymous("v3", -300_00, "bolle", 5)) == {"v2": 300_00}
    silent = [anonymous("s1", 300_00, None), anonymous("s2", -300_00, None, 5)]
    assert kept(*silent) == {"s1": 300_00, "s2": -300_00}


def test_a_reversal_takes_back_the_payment_of_its_amount_and_not_a_later_one():
    first, later = (
        Payment(f"p{n}", ore, DAY - timedelta(days=9 - n), "camt", kid="1")
        for n, ore in ((1, 300_00), (2, 500_00))
    )
    for day in (later.paid_on, DAY):  # also before the payments of its day by its id
        back = Payment("a", -300_00, day, "camt", kid="1")
        assert kept(first, later, back) == {"p2": 500_00}
    whole = Payment("a", -500_00, later.paid_on, "camt", kid="1")
    assert kept(first, later, whole) == {"p1": 300_00}


def test_what_was_placed_on_the_payment_that_counts_comes_before_its_repetition():
    both = [Payment(each, 500_00, DAY, each, kid="1") for each in ("camt", "ocr")]
    [(repeated, counts)] = find_repeated(both).items()
    placed = (Placement(repeated, "a", 500_00), Placement(counts, "b", 500_00))

    assert set(count_payments(both, placed, DAY).by_key) == {("claim", "b")}

"""Rows that contradict themselves: each rule at its limit, and honest rows that pass."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from workbench.importers.plausibility import Doubt, doubt_rows
from workbench.importers.profiles import Profile, load_profiles
from workbench.importers.statements import AS_HELD
from workbench.model.fault_kinds import FaultKind
from workbench.model.kinds import ClaimStatus

AS_OF, HIGHEST = date(2026, 11, 22), 5_000_000
OPEN, PAID, BY_HAND = ClaimStatus.OPEN, ClaimStatus.PAID, ClaimStatus.PAID_MANUAL
PROFILES = {profile.title: profile for profile in load_profiles()}
BILLS = PROFILES["Registrerte giroer fra Spoortz"]  # states amount, paid and the day of payment
OUTSTANDING = PROFILES["Mottakere av betalinger fra Spond Club"]  # states paid and outstanding
DAY = date(2026, 11, 1)


def doubts_of(profile: Profile = BILLS, **values: Any) -> list[Doubt]:
    """Doubt one row of these values."""
    return doubt_rows(profile, columns_of([values]), AS_OF, HIGHEST)


def columns_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    fields = {field for row in rows for field in row}
    columns: dict[str, list[Any]] = {field: [row.get(field) for row in rows] for field in fields}
    return columns | {"row": [*range(2, len(rows) + 2)]}


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"status": OPEN, "amount": 50_000, "paid": 50_000}, "hele beløpet på 500 kr er betalt"),
        ({"status": OPEN, "amount": 50_000, "paid": 60_000}, "hele beløpet på 500 kr er betalt"),
        ({"status": OPEN, "paid": 50_000, "outstanding": 0}, "hele beløpet på 500 kr er betalt"),
        (
            {"status": OPEN, "amount": 50_000, "outstanding": 0},
            "hele beløpet på 500 kr er betalt",
        ),
        (
            {"status": OPEN, "amount": 50_000, "paid": 0, "paid_on": DAY},
            "står som ubetalt, men med betalingsdato 01.11.2026",
        ),
        (
            {"status": PAID, "amount": 50_000, "paid": 0, "paid_on": DAY},
            "har betalingsdato 01.11.2026, men ingenting er betalt",
        ),
        ({"status": PAID, "amount": 50_000, "paid": 0}, "står som betalt, men ingenting er betalt"),
        ({"status": PAID, "amount": 50_000}, "står som betalt, men ingenting er betalt"),
        (
            {"status": PAID, "paid": 49_999, "outstanding": 1},
            "står som betalt, men 0,01 kr er utestående",
        ),
        (
            {"status": OPEN, "amount": 50_000, "paid": 20_000, "outstanding": 30_001},
            "300,01 kr utestående av 500 kr, men 200 kr er betalt",
        ),
        ({"status": OPEN, "paid": 0, "outstanding": 0}, "ingenting er utestående"),
        ({"status": OPEN, "outstanding": -1}, "ingenting er utestående"),
    ],
)
def test_a_row_whose_money_contradicts_itself_is_doubted_once(values, reason):
    (doubt,) = doubts_of(**values)

    assert (doubt.row, doubt.field, doubt.fault) == (2, "status", FaultKind.CONTRADICTED)
    assert reason in doubt.reason.replace("\xa0", " ")


@pytest.mark.parametrize(
    "values",
    [
        {"status": OPEN, "amount": 50_000, "paid": 49_999},
        {"status": OPEN, "amount": 50_000, "paid": 20_000, "paid_on": DAY},  # a part
        {"status": OPEN, "amount": 50_000, "paid": 0},
        {"status": OPEN, "amount": 0, "paid": 0},
        {"status": PAID, "amount": 50_000, "paid": 50_000, "paid_on": DAY},
        {"status": PAID, "amount": 50_000, "paid": 60_000},  # the surplus is a task of its own
        {"status": PAID, "amount": 50_000, "paid": 48_500},  # Buypass holds its fee back
        {"status": PAID, "amount": 0, "paid": 0},  # free
        {"status": OPEN, "amount": 0, "paid": 0, "outstanding": 0},
        {"status": PAID, "paid": 0, "outstanding": 0},  # marked as paid by hand in Spond
        {"status": PAID, "amount": 50_000, "paid": 0, "outstanding": 0},  # by a credit
        {"status": BY_HAND, "amount": 50_000, "paid": 0},  # Behandlet, Klarert
        {"status": BY_HAND, "amount": 50_000, "paid": 0, "paid_on": DAY},
        {"status": ClaimStatus.CANCELLED, "amount": 50_000, "paid": 0, "outstanding": 50_000},
        {"status": ClaimStatus.CANCELLED, "amount": 50_000, "paid": 60_000, "outstanding": 1},
        {"status": ClaimStatus.EXEMPT, "amount": 50_000, "paid": 0, "paid_on": DAY},
        {"status": OPEN, "amount": 50_000, "paid": 20_000, "outstanding": 30_000},
        {"status": OPEN, "amount": 50_000, "paid": 20_000, "outstanding": 25_000},  # credited
        {"status": None, "amount": None, "paid": None},
        {"status": AS_HELD, "amount": AS_HELD, "paid": AS_HELD, "paid_on": AS_HELD},
        {"status": OPEN, "paid": 20_000},  # of a sum that nothing states
        {"status": ClaimStatus.REVIEW, "amount": 50_000, "paid": 50_000},
    ],
)
def test_an_honest_row_is_not_doubted(values):
    assert doubts_of(**values) == []


def test_a_status_is_believed_where_the_source_states_no_sums_or_no_day():
    hoopit = PROFILES["Betalingsstatus fra Hoopit"]
    assert "paid" not in hoopit.columns

    assert doubts_of(hoopit, status=PAID, amount=50_000, paid_on=DAY) == []
    assert len(doubts_of(hoopit, status=OPEN, amount=50_000, paid_on=DAY)) == 1


@pytest.mark.parametrize(
    ("values", "field", "reason"),
    [
        ({"issued_on": DAY, "due_on": DAY - timedelta(1)}, "due_on", "forfallet 31.10.2026 er før"),
        ({"due_on": AS_OF + timedelta(731)}, "due_on", "forfallet 22.11.2028 ligger for langt"),
        ({"issued_on": AS_OF + timedelta(91)}, "issued_on", "fakturadatoen 21.02.2027 ligger"),
        ({"paid_on": AS_OF + timedelta(4)}, "paid_on", "betalingsdatoen 26.11.2026 ligger"),
        ({"issued_on": DAY, "due_on": DAY}, None, None),
        ({"due_on": AS_OF + timedelta(730)}, None, None),
        ({"issued_on": AS_OF + timedelta(90)}, None, None),
        ({"paid_on": AS_OF + timedelta(3)}, None, None),
        ({"due_on": date(1999, 1, 1)}, None, None),  # old claims are true
    ],
)
def test_a_day_that_cannot_be_right_is_doubted_after_its_limit(values, field, reason):
    doubts = doubts_of(status=PAID, amount=50_000, paid=50_000, **values)

    assert [doubt.field for doubt in doubts] == ([field] if field else [])
    assert all(doubt.fault == FaultKind.IMPLAUSIBLE for doubt in doubts)
    assert all(doubt.reason.startswith(reason) for doubt in doubts)


@pytest.mark.parametrize(("days", "count"), [(3, 0), (4, 1)])
def test_a_payment_is_doubted_only_by_its_day(days, count):
    bank = next(profile for profile in PROFILES.values() if profile.kind == "payments")
    columns = {"row": [2, 3, 4], "paid_on": [AS_OF + timedelta(days), None, AS_HELD]}

    assert len(doubt_rows(bank, columns, AS_OF, HIGHEST)) == count


@pytest.mark.parametrize(
    ("refunded", "reason"),
    [(None, None), (0, None), (50_000, None), (50_001, "500,01 kr er refundert av 500 kr")],
)
def test_no_more_is_refunded_than_was_paid(refunded, reason):
    bank = PROFILES["Transaksjoner fra Spond Club"]

    doubts = doubts_of(bank, paid_on=DAY, amount=50_000, refunded=refunded)

    assert [doubt.reason.replace("\xa0", " ") for doubt in doubts] == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("values", "is_doubted"),
    [
        ({"amount": HIGHEST}, False),
        ({"amount": HIGHEST + 1}, True),
        ({"amount": HIGHEST + 1, "paid": HIGHEST + 1, "status": PAID}, False),
        ({"amount": HIGHEST + 1, "status": ClaimStatus.CANCELLED}, False),
    ],
)
def test_an_open_claim_higher_than_the_limit_is_doubted(values, is_doubted):
    doubts = doubts_of(**{"status": OPEN} | values)

    assert [doubt.field for doubt in doubts] == ["amount"] * is_doubted


@pytest.mark.parametrize(
    ("alike", "times", "is_doubted"),
    [(5, 100, False), (6, 100, True), (6, 1000, True), (6, 10, False), (6, 99, False)],
)
def test_an_amount_with_its_comma_moved_is_doubted_among_those_of_its_title(
    alike, times, is_doubted
):
    fee = {"status": OPEN, "title": "Kontingent", "amount": 3_000}
    other = {"status": OPEN, "title": "Cup", "amount": 3_000 * times}
    columns = columns_of([*[fee] * alike, fee | {"amount": 3_000 * times}, other])

    doubts = doubt_rows(BILLS, columns, AS_OF, HIGHEST)

    assert [doubt.row for doubt in doubts] == [2 + alike] * is_doubted


def test_every_row_is_judged_by_itself_and_keeps_its_number():
    honest = {"status": OPEN, "amount": 50_000, "paid": 0}
    wrong = honest | {"paid": 50_000}

    doubts = doubt_rows(BILLS, columns_of([honest, wrong, honest, wrong]), AS_OF, HIGHEST)

    assert [doubt.row for doubt in doubts] == [3, 5]


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_a_file_without_rows_or_without_values_is_not_doubted(profile):
    empty: dict[str, list[Any]] = {field: [] for field in profile.columns}
    blank = {field: [None] for field in profile.columns}

    assert doubt_rows(profile, empty | {"row": []}, AS_OF, HIGHEST) == []
    assert doubt_rows(profile, blank | {"row": [2]}, AS_OF, HIGHEST) == []

"""What is in a file for the member system is proposed again by no change of claims or fees."""

from datetime import date

import pytest

from tests.money.fee_samples import AS_OF, person, rule
from tests.money.test_fee_proposals import ASK, FILED, NEW, REVERSAL, claim
from workbench.model.fee_kinds import FeeAct, FeeNote
from workbench.model.kinds import ClaimStatus, FeeType
from workbench.model.money_rows import FiledInvoice
from workbench.money.expected_fees import expected_fees
from workbench.money.fee_proposals import Newcomers, propose_fees

CANCELLED = {"status": ClaimStatus.CANCELLED}
RULES = [rule()]
OLD, MADE = claim(500_00), claim(number=2)


def filed(act: FeeAct = NEW, ore: int = 600_00, **more) -> FiledInvoice:
    row = {
        "file": "f.xlsx", "number": 1, "act": act, "member_id": "klubbadmin:1",
        "rule_id": "kontingent", "fee_type": FeeType.MEMBERSHIP,
        "title": "Medlemskontingent 2026", "start_on": date(2026, 1, 1),
        "due_on": date(2026, 2, 16), "amount_ore": ore, "made_on": AS_OF,
    }  # fmt: skip
    return FiledInvoice(**row | more)


IN_PLACE = [filed(REVERSAL, 500_00, claim_id=OLD.claim_id), filed(number=2)]


def acts(files, claims=(), rules=RULES, as_of=AS_OF):
    expected = expected_fees(rules, [person(1)], [], {}, [], as_of)
    rows = propose_fees(expected, claims, Newcomers({}, (), as_of), {}, filed=files)
    return [(row.act, row.amount_ore // 100, (row.filed_ore or 0) // 100) for row in rows]


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([], [(FILED, 600, 600)]),
        ([claim()], []),
        ([claim(title="Kontingent")], []),
        ([claim(500_00)], [(REVERSAL, 500, 0), (NEW, 600, 0)]),
        ([claim(**CANCELLED)], [(ASK, 600, 0)]),
    ],
)
def test_an_invoice_in_a_file_rests_until_a_claim_is_shown(claims, expected):
    assert acts([filed()], claims) == expected


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([OLD], [(FILED, 500, 500), (FILED, 600, 600)]),
        ([OLD._replace(**CANCELLED)], [(FILED, 600, 600)]),
        ([OLD, MADE], [(FILED, 500, 500)]),
        ([OLD._replace(**CANCELLED), MADE], []),
        ([OLD._replace(amount_ore=600_00)], []),  # it was corrected instead
        ([OLD._replace(paid_ore=100_00)], [(ASK, 600, 0)]),
        ([OLD._replace(**CANCELLED), MADE._replace(**CANCELLED)], [(ASK, 600, 0)]),
    ],
)
def test_a_reversal_in_a_file_rests_as_the_invoice_in_its_place(claims, expected):
    assert sorted(acts(IN_PLACE, claims)) == expected


@pytest.mark.parametrize(
    "change",
    [
        {"id": "ny"},
        {"tittel": "Kontingent"},
        {"periode": {"fra": date(2025, 12, 1), "til": date(2026, 12, 31)}},
        {"periode": {"fra": date(2026, 1, 5), "til": date(2026, 12, 31)}},
    ],
)
def test_a_fee_that_is_written_in_another_way_is_in_the_file_all_the_same(change):
    assert acts([filed()], rules=[rule(**change)]) == [(FILED, 600, 600)]


def test_the_sum_of_today_is_told_beside_that_of_the_last_file():
    files = [*IN_PLACE, filed(REVERSAL, 600_00, claim_id=MADE.claim_id), filed(NEW, 700_00)]

    waiting = acts(files, [MADE], rules=[rule(kroner=800)])
    assert sorted(waiting) == [(FILED, 600, 600), (FILED, 800, 700)]


@pytest.mark.parametrize(
    ("claims", "waits"),
    [
        ([], True),
        ([claim(due_on=date(2026, 2, 16))], False),
        ([claim(title="Kontingent", due_on=date(2026, 2, 16))], False),
        ([claim(due_on=date(2025, 2, 16))], True),
    ],
)
def test_what_is_not_expected_any_more_waits_too(claims, waits):
    rows = acts([filed()], claims, as_of=date(2027, 1, 1))

    assert rows == ([(FILED, 600, 600)] if waits else [])


def test_another_period_of_the_rule_is_not_in_the_file():
    year = {"fra": date(2027, 1, 1), "til": date(2027, 12, 31)}
    next_year = rule(tittel="Medlemskontingent 2027", periode=year, forfall=date(2026, 3, 1))

    assert (NEW, 600, 0) in acts([filed()], [claim()], rules=[rule(), next_year])


def test_nobody_is_asked_about_what_is_in_a_file():
    expected = expected_fees([rule()], [person(1)], [], {}, [], AS_OF)
    leavers = {"klubbadmin:1": FeeNote.OFF_LISTS}

    [row] = propose_fees(expected, [], Newcomers({}, (), AS_OF), leavers, expected, filed=[filed()])

    assert row.act == FILED

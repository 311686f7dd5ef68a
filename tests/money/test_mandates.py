"""Which mandate draws a claim: the customer that the KIDs name decides, or the whole KID."""

from collections.abc import Sequence
from datetime import date

import pytest

from workbench.model.day_rows import Balance
from workbench.model.kinds import ClaimStatus
from workbench.model.rows import Mandate
from workbench.money.mandates import (
    find_claim_mandates,
    group_by_kid,
    shown_on,
)
from workbench.values.kid import KidStructure, make_kid

DUE = date(2026, 12, 15)
ACCOUNT, OTHER = "99991042764", "99991042772"
CLUB = KidStructure(10, 10, customer=(1, 4), invoice=(5, 9))
FIXED = KidStructure(5, 10, customer=(1, 4))  # the mandates' own, shorter
CLAIM_KID, FIXED_KID = make_kid("001200031", 10), make_kid("0012", 10)


def mandate(kid: str = FIXED_KID, **more) -> Mandate:
    return Mandate(ACCOUNT, kid, True, date(2026, 1, 1))._replace(**more)


def draws(
    structures: Sequence[KidStructure], *mandates: Mandate, kid: str | None = CLAIM_KID
) -> bool:
    """Return whether a claim with the KID is drawn on its due date."""
    claim = Balance("a", DUE, ClaimStatus.OPEN, 1, 0, 1, kid=kid)
    return any(row.draws for row in find_claim_mandates([claim], mandates, structures))


@pytest.mark.parametrize(
    ("kid", "structures", "has"),
    [
        pytest.param(FIXED_KID, (CLUB, FIXED), True, id="the customer of a shorter KID"),
        pytest.param(make_kid("001200007", 10), (CLUB,), True, id="the customer of another claim"),
        pytest.param(make_kid("001300031", 10), (CLUB,), False, id="another customer"),
        pytest.param(CLAIM_KID, (), True, id="the same KID, whatever the structure"),
        pytest.param(CLAIM_KID, (KidStructure(10, 10),), True, id="no customer in it"),
        pytest.param("7", (KidStructure(10, 10),), False, id="no customer in either"),
        pytest.param(FIXED_KID, (CLUB,), False, id="a KID of no structure"),
    ],
)
def test_P10_a_claim_has_the_mandate_of_its_customer_or_of_its_kid(kid, structures, has):
    assert draws(structures, mandate(kid)) is has
    assert not draws(structures, mandate(kid), kid=None)


def test_a_structure_of_another_account_says_nothing_of_the_mandates_customer():
    shifted = KidStructure(10, 10, customer=(2, 5), account=OTHER)
    own = KidStructure(10, 10, customer=(1, 4), account=ACCOUNT)
    same_customer = mandate(make_kid("001299999", 10))

    assert draws((own, shifted), same_customer)
    elsewhere = same_customer._replace(account=OTHER)  # whose customer is 0129
    assert not draws((own, shifted), elsewhere)


@pytest.mark.parametrize(
    ("ended_on", "has"),
    [(None, True), (DUE, True), (date(2026, 12, 14), False)],
)
def test_P10b_a_mandate_that_ended_before_the_due_date_draws_nothing(ended_on, has):
    assert draws((CLUB, FIXED), mandate(ended_on=ended_on)) is has


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_mandates_the_one_that_stands_counts(order):
    ended = mandate(ended_on=date(2026, 6, 1))
    stands = mandate(account=OTHER, first_seen_on=date(2026, 6, 2))

    mandates = group_by_kid([ended, stands][::order], (CLUB, FIXED))
    assert mandates.find(CLAIM_KID) == stands


@pytest.mark.parametrize(
    ("due_on", "shown"),
    [
        (date(2026, 12, 15), date(2026, 12, 22)),
        (date(2026, 12, 18), date(2026, 12, 28)),  # Christmas lies between
        (date(2026, 12, 19), date(2026, 12, 28)),  # a Saturday
    ],
)
def test_P10_five_bank_days_after_the_due_date_a_file_shows_what_was_drawn(due_on, shown):
    assert shown_on(due_on) == shown


def test_every_claim_with_a_mandate_is_named_once_also_where_it_has_ended():
    ended_on = date(2026, 11, 2)
    claims = [
        Balance(name, DUE, ClaimStatus.OPEN, 1, 0, 1, kid=kid)
        for name, kid in (("a", CLAIM_KID), ("b", make_kid("001300031", 10)), ("c", None))
    ]

    rows = find_claim_mandates(claims, [mandate(ended_on=ended_on)], (CLUB, FIXED))

    [row] = rows
    assert (row.claim_id, row.kid, row.ended_on, row.draws) == ("a", FIXED_KID, ended_on, False)

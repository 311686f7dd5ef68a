"""R14 through weeks: a payment plan keeps a claim alive if it was accepted in time."""

import re
from datetime import date

import pytest

from tests.one_claim import PAID, Club, club
from tests.writing import write_event
from workbench import office
from workbench.model.outcomes import Outcome
from workbench.office.day import day_of
from workbench.office.day_lists import list_of

__all__ = ["club"]  # the fixture

BILL = "70012;;7;Kari Li;Treningsavgift;01.11.2023;22.11.2023;500;0;;Utsendt;2;10.09.2026"


@pytest.fixture
def old(club: Club) -> Club:
    """Return the club, which wants claims of 2023 to be followed up as well."""
    toml = club.home / "club.toml"
    since = 'eldre_krav = { besluttet_av = "Styret", dag = 2023-01-01 }'
    toml.write_text(re.sub("eldre_krav = .*", since, toml.read_text("utf-8")), "utf-8")
    club.desk.close()
    club.desk = office.open_desk(club.home.name)
    club.put("spoortz_giroer", BILL, PAID.format(n=1))
    club.week(date(2026, 11, 19))
    return club


def agree(club: Club, called_on: date, first_on: date) -> None:
    """Write a call with a plan of two parts."""
    call_id = f"c{called_on}"
    call = {"call_id": call_id, "called_on": called_on, "agent": "per", "reached": True}
    parts = [
        {"call_id": call_id, "number": n, "due_on": first_on, "amount_ore": 250_00} for n in (1, 2)
    ]
    rows = {
        "calls": [call | {"outcome": "payment_plan", "confirm": False}],
        "call_claims": [{"call_id": call_id, "claim_id": "spoortz:70012"}],
        "instalments": parts,
    }
    write_event(club.desk.db, rows, club.at)


def test_R14_a_plan_accepted_before_the_last_day_counts_though_its_first_part_is_due_later(old):
    old.call(Outcome.PAYMENT_PLAN, parts=3, first_on=date(2026, 12, 1))

    old.go_to(date(2026, 11, 24))
    assert [reason for reason, *_ in old.plan()] == ["held"]
    assert "decide_claim:spoortz:70012" not in old.every()


@pytest.mark.parametrize(
    ("plans", "is_barred"),
    [
        ([(date(2026, 11, 20), date(2026, 12, 1))], False),
        ([(date(2026, 11, 24), date(2026, 12, 1))], True),
        # changed after the first three years, in those of the first plan
        ([(date(2026, 6, 1), date(2026, 6, 15)), (date(2027, 1, 4), date(2027, 2, 1))], False),
    ],
    ids=["in time", "a day late", "a plan that was changed"],
)
def test_R14_a_plan_counts_that_was_accepted_before_the_claim_was_barred(old, plans, is_barred):
    for called_on, first_on in plans:
        agree(old, called_on, first_on)
    old.go_to(date(2027, 3, 1))

    assert [reason == "time_barred" for reason, *_ in old.plan()] == [is_barred]
    with day_of(old.desk, old.at) as day:
        listed = [str(row["barred_on"]) for row in list_of(day, "limitation").records]
    assert listed == (["2026-11-23"] if is_barred else [])

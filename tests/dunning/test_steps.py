"""The steps already taken, of which state is derived: the view `taken_steps`."""

from datetime import date

import pytest

from tests.books import day_with
from workbench.model.day_rows import Balance
from workbench.model.kinds import Channel, ClaimStatus
from workbench.model.rows import Step
from workbench.store.queries import table

DUE = date(2026, 2, 2)


def claim(claim_id, invoice_id="i", due_on=DUE):
    amounts = {"amount_ore": 1, "paid_ore": 0, "open_ore": 1}
    return Balance(claim_id, due_on, ClaimStatus.OPEN, **amounts, invoice_id=invoice_id)


def reminder(step_id, sent_on, invoice_id="i"):
    return {"invoice_id": invoice_id, "step_id": step_id, "sent_on": sent_on}


def steps(reminders, claims, **more):
    day = day_with(reminders=reminders, balances=claims, **more)
    return {(row.claim_id, row.step_id): row for row in table(day.db, Step, "taken_steps")}


def test_a_reminder_of_an_invoice_is_a_step_of_each_of_its_claims():
    taken = steps([reminder("reminder_1", date(2026, 2, 9))], [claim("a"), claim("b")])

    assert list(taken) == [("a", "reminder_1"), ("b", "reminder_1")]
    assert {row.sent_on for row in taken.values()} == {date(2026, 2, 9)}
    assert {row.due_version for row in taken.values()} == {"2026-02-02"}


@pytest.mark.parametrize(
    ("sent_on", "counts"),
    [(date(2026, 2, 1), False), (date(2026, 2, 2), False), (date(2026, 2, 3), True)],
)
def test_P16_a_reminder_until_the_due_date_was_for_an_earlier_one(sent_on, counts):
    (row,) = steps([reminder("reminder_1", sent_on)], [claim("a")]).values()

    assert (row.due_version == "2026-02-02") is counts


def test_P16_each_claim_of_an_invoice_is_held_against_its_own_due_date():
    claims = [claim("a"), claim("b", due_on=date(2026, 3, 2))]

    taken = steps([reminder("reminder_1", date(2026, 2, 9))], claims)

    assert taken["a", "reminder_1"].due_version == "2026-02-02"
    assert taken["b", "reminder_1"].due_version != "2026-03-02"


def test_a_reminder_of_an_invoice_that_is_not_known_is_nobodys_step():
    assert steps([reminder("reminder_1", date(2026, 2, 9), "j")], [claim("a")]) == {}
    assert steps([], [claim("a")]) == {}
    assert steps([reminder("reminder_1", date(2026, 2, 9))], []) == {}


def test_what_was_sent_of_a_claim_in_another_system_is_a_step_of_the_one_kept():
    other = ("x", "a", "j", date(2026, 2, 1), DUE)
    own = Step("x", "call", "2026-02-01", date(2026, 2, 20), Channel.PHONE)
    earlier = Step("x", "reminder_2", "2026-01-01", date(2026, 1, 9), Channel.PHONE)
    sent = [reminder("reminder_1", date(2026, 2, 9), "j")]

    taken = steps(sent, [claim("a")], same_claims=[other], steps=[own, earlier])

    assert {step_id: row.due_version for (_, step_id), row in taken.items()} == {
        "reminder_1": "2026-02-02",
        "call": "2026-02-02",
        "reminder_2": "2026-01-01",
    }
    assert {claim_id for claim_id, _ in taken} == {"a"}

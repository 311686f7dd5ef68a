from datetime import date

import pytest

from workbench.dunning.steps import spread
from workbench.model.rows import Reminder

DUE = date(2026, 2, 2)


def claim(claim_id, invoice_id="i", due_on=DUE):
    return invoice_id, claim_id, due_on


def reminder(step_id, sent_on, invoice_id="i"):
    return Reminder(invoice_id, step_id, sent_on)


def steps(reminders, claims):
    return {(row.claim_id, row.step_id): row for row in spread(reminders, claims)}


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


def test_of_a_claim_that_two_invoices_stand_for_the_later_reminder_counts():
    sent = [reminder("reminder_1", date(2026, 2, 9)), reminder("reminder_1", date(2026, 2, 8), "j")]

    for reminders in (sent, sent[::-1]):
        (step,) = spread(reminders, [claim("a"), claim("a", "j")])
        assert (step.claim_id, step.step_id) == ("a", "reminder_1")
        assert step.sent_on == date(2026, 2, 9)
    assert list(steps(sent, [claim("a")])) == [("a", "reminder_1")]

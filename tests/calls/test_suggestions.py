"""What the form proposes can always be saved as it stands."""

from datetime import date, timedelta

import pytest
from call_sample import NEW_PHONE, case, entry

from workbench.calls.entries import check_entry
from workbench.calls.suggestions import suggest_values
from workbench.model.outcomes import OUTCOME_RULES, Outcome

YEAR = [date(2026, 11, 1) + timedelta(days=n) for n in range(400)]


@pytest.mark.parametrize("outcome", [o for o in Outcome if OUTCOME_RULES[o].needs])
def test_every_day_of_a_year_what_is_proposed_is_accepted(outcome):
    needs = OUTCOME_RULES[outcome].needs

    for day in YEAR:
        found = suggest_values(outcome, day)
        given = {name: found[name] for name in needs if name in found}
        made = entry(outcome, **given, phone=NEW_PHONE if "phone_or_email" in needs else "")
        assert check_entry(made, case(), day).outcome == outcome


def test_a_plan_begins_on_the_fifteenth_of_the_next_month():
    assert suggest_values(Outcome.PAYMENT_PLAN, date(2026, 12, 31))["first_on"] == date(2027, 1, 15)


def test_a_promise_is_on_a_day_a_bank_pays():
    assert suggest_values(Outcome.WILL_PAY_ON, date(2026, 12, 18))["until_on"] == date(2026, 12, 28)

"""What the form proposes before the agent changes it, so that an ordinary agreement is one key."""

from datetime import date, datetime, time, timedelta
from typing import Any

from workbench.calls.hours import next_calling_time
from workbench.days import next_working_day
from workbench.model.outcomes import Outcome

PAYS_WITHIN, PUT_OFF, FROZEN = 7, 21, 90  # days
PARTS, PLAN_DAY = 3, 15


def suggest_values(outcome: Outcome, as_of: date) -> dict[str, Any]:
    """Return a value for each field of the entry that has an ordinary one.

    >>> suggest_values(Outcome.PAYMENT_PLAN, date(2026, 11, 23))["first_on"]
    datetime.date(2026, 12, 15)
    """
    days = PUT_OFF if outcome == Outcome.DEFERRAL else PAYS_WITHIN
    next_month = as_of.replace(day=1) + timedelta(days=32)
    tomorrow = datetime.combine(as_of + timedelta(days=1), time(12))
    return {
        "until_on": next_working_day(as_of + timedelta(days=days)),
        "parts": PARTS,
        "first_on": next_month.replace(day=PLAN_DAY),
        "start_on": as_of,
        "end_on": as_of + timedelta(days=FROZEN),
        "again_on": next_calling_time(tomorrow).date(),
    }

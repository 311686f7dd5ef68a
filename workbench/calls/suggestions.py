"""The values that the form fills in beforehand, so that the usual agreement takes one key."""

from datetime import date, datetime, time, timedelta

from workbench.calls.hours import next_calling_time
from workbench.days import next_working_day
from workbench.model.outcomes import Outcome

DAYS_TO_PAY, DAYS_OF_DEFERRAL, DAYS_OF_FREEZE = 7, 21, 90
INSTALMENTS, DAY_OF_MONTH = 3, 15


def suggest_values(outcome: Outcome, as_of: date) -> dict[str, date | int]:
    """Return field of the entry -> its usual value.

    >>> suggest_values(Outcome.PAYMENT_PLAN, date(2026, 11, 23))["first_on"]
    datetime.date(2026, 12, 15)
    """
    days = DAYS_OF_DEFERRAL if outcome == Outcome.DEFERRAL else DAYS_TO_PAY
    next_month = as_of.replace(day=1) + timedelta(days=32)  # some day of it
    noon_tomorrow = datetime.combine(as_of + timedelta(days=1), time(12))
    return {
        "until_on": next_working_day(as_of + timedelta(days=days)),
        "parts": INSTALMENTS,
        "first_on": next_month.replace(day=DAY_OF_MONTH),
        "start_on": as_of,
        "end_on": as_of + timedelta(days=DAYS_OF_FREEZE),
        "again_on": next_calling_time(noon_tomorrow).date(),
    }

"""Ages, months, working days, and when a claim is time-barred, moved past holidays."""

from calendar import monthrange
from datetime import date, timedelta
from functools import cache

from dateutil.easter import easter

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)
_FIXED_HOLIDAYS = {(1, 1), (5, 1), (5, 17), (12, 25), (12, 26)}  # month and day
# from Easter Sunday: Maundy Thursday to Easter Monday, Ascension, Whit Sunday and Monday
_EASTER_DAYS = {-3, -2, 0, 1, 39, 49, 50}
_LIMITATION_YEARS = 3  # foreldelsesloven § 2


def age_on(born_on: date | None, day: date | None) -> int | None:
    """Return the whole years lived on `day`, or None when the birth date is unknown.

    >>> born_on = date(2008, 11, 22)
    >>> age_on(born_on, date(2026, 11, 21)), age_on(born_on, date(2026, 11, 22))
    (17, 18)
    """
    if born_on is None or day is None:
        return None
    is_before_birthday = (day.month, day.day) < (born_on.month, born_on.day)
    return day.year - born_on.year - is_before_birthday


def is_holiday(day: date) -> bool:
    """Return whether a day is a Norwegian public holiday; an ordinary Sunday is not.

    Source: lov om helligdager og helligdagsfred § 2, lov om 1 og 17 mai.

    >>> is_holiday(date(2026, 5, 14)), is_holiday(date(2026, 12, 24))  # Ascension, Christmas Eve
    (True, False)
    """
    return (day.month, day.day) in _FIXED_HOLIDAYS or (day - easter(day.year)).days in _EASTER_DAYS


def is_working_day(day: date) -> bool:
    """Return whether a day is Monday to Friday and no holiday."""
    return day.weekday() < _SATURDAY and not is_holiday(day)


def next_working_day(day: date) -> date:
    """Return the day itself if it is a working day, else the first one after it.

    >>> str(next_working_day(date(2026, 4, 2)))  # Maundy Thursday to Tuesday after Easter
    '2026-04-07'
    """
    while not is_working_day(day):
        day += _ONE_DAY
    return day


def working_day_before(day: date, count: int) -> date:
    """Return the last working day that at least `count` others come after, until `day` included.

    >>> sunday = date(2026, 11, 22)
    >>> str(working_day_before(sunday, 0)), str(working_day_before(sunday, 2))
    ('2026-11-20', '2026-11-18')
    """
    while count or not is_working_day(day):
        count -= is_working_day(day)
        day -= _ONE_DAY
    return day


def working_day_after(day: date, count: int) -> date:
    """Return the working day that is number `count` after a day; the day itself is number 0.

    >>> str(working_day_after(date(2026, 4, 1), 2))  # Easter lies between
    '2026-04-08'
    """
    while count > 0:
        day += _ONE_DAY
        count -= is_working_day(day)
    return day


def months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or the last day of a shorter month.

    >>> str(months_after(date(2026, 12, 31), 2))
    '2027-02-28'
    """
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def month_end(day: date) -> date:
    """Return the last day of the month of `day`."""
    return day.replace(day=monthrange(day.year, day.month)[1])


@cache
def limitation_on(due_on: date, acknowledged: tuple[tuple[date, date], ...] = ()) -> date:
    """Return the last day before the claim is time-barred (foreldet).

    Three years after the due date (foreldelsesloven §§ 2, 3 and 29), on the next working day. An
    acknowledgement, as a payment plan that the payer accepted, begins three new years on the due
    date agreed in it (§§ 14 and 20), unless the claim was barred on the day it was accepted:
    `acknowledged` has both days of each. A reminder or a call begins nothing. Other interruptions
    are not counted: only a person can judge them.

    >>> str(limitation_on(date(2023, 11, 22)))  # the 22nd is a Sunday
    '2026-11-23'
    """
    barred_after = _three_years_after(due_on)
    for accepted_on, first_due_on in sorted(acknowledged):
        if accepted_on <= barred_after:
            barred_after = max(barred_after, _three_years_after(first_due_on))
    return barred_after


def _three_years_after(day: date) -> date:
    return next_working_day(months_after(day, 12 * _LIMITATION_YEARS))

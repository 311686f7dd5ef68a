"""When people may be phoned.

Monday to Friday 8 to 21 and Saturday 9 to 15, never on Sundays and public holidays. That satisfies
both today's practice (Finanstilsynet's circular on good practice) and the law to come
(inkassoloven of 2026 § 15). Christmas Eve and New Year's Eve have the hours of a Saturday, which no
rule demands: it is our own caution.
"""

from datetime import date, datetime, time, timedelta

from workbench.days import is_holiday
from workbench.norsk import dato, ukedag

SATURDAY, SUNDAY = 5, 6
HALF_DAYS = {(12, 24), (12, 31)}  # month, day


def calling_hours(day: date) -> tuple[time, time] | None:
    """Return the first time and the end (excluded) on a day, or None if calls are not allowed.

    >>> calling_hours(date(2026, 11, 21))
    (datetime.time(9, 0), datetime.time(15, 0))
    """
    if day.weekday() == SUNDAY or is_holiday(day):
        return None
    if day.weekday() == SATURDAY or (day.month, day.day) in HALF_DAYS:
        return time(9), time(15)
    return time(8), time(21)


def may_call(moment: datetime) -> bool:
    """Return whether people may be phoned at the moment, in Norwegian time."""
    hours = calling_hours(moment.date())
    return hours is not None and hours[0] <= moment.time() < hours[1]


def next_calling_time(moment: datetime) -> datetime:
    """Return the moment itself if people may be phoned then, else the next such moment."""
    while not may_call(moment):
        hours = calling_hours(moment.date())
        if hours is not None and moment.time() < hours[0]:
            moment = datetime.combine(moment.date(), hours[0], moment.tzinfo)
        else:
            moment = datetime.combine(moment.date() + timedelta(days=1), time(0), moment.tzinfo)
    return moment


def closed_reason(moment: datetime) -> str:
    """Return the sentence that nobody may be phoned at the moment, and when they may; "" if now."""
    if may_call(moment):
        return ""
    next_time = next_calling_time(moment)
    return (
        f"Det er utenfor ringetiden; neste samtale kan tas {ukedag(next_time)} {dato(next_time)} "
        f"klokken {next_time:%H.%M}."
    )

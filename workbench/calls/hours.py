"""When people may be phoned: the strictest of today's practice and the law that is to come.

Monday to Friday 8 to 21 and Saturday 9 to 15, never on Sundays and public holidays (inkassoloven of
2026 § 15 and Finanstilsynet's circular on good practice); the eves of Christmas and New Year end
as a Saturday does, which is our own caution.
"""

from datetime import datetime, time, timedelta

from workbench.days import is_holiday
from workbench.norsk import dato, ukedag

SATURDAY, SUNDAY = 5, 6
EVES = {(12, 24), (12, 31)}


def calling_hours(moment: datetime) -> tuple[time, time] | None:
    """Return from and to, the end excluded, on that day; None where nobody may be phoned.

    >>> calling_hours(datetime(2026, 11, 21, 12))
    (datetime.time(9, 0), datetime.time(15, 0))
    """
    if moment.weekday() == SUNDAY or is_holiday(moment.date()):
        return None
    if moment.weekday() == SATURDAY or (moment.month, moment.day) in EVES:
        return time(9), time(15)
    return time(8), time(21)


def may_call(moment: datetime) -> bool:
    """Say whether somebody may be phoned at a moment of Norwegian time."""
    hours = calling_hours(moment)
    return hours is not None and hours[0] <= moment.time() < hours[1]


def next_calling_time(moment: datetime) -> datetime:
    """Return the moment itself where one may phone, else the first one after it."""
    while not may_call(moment):
        hours = calling_hours(moment)
        if hours is not None and moment.time() < hours[0]:
            moment = datetime.combine(moment.date(), hours[0], moment.tzinfo)
        else:
            moment = datetime.combine(moment.date() + timedelta(days=1), time(0), moment.tzinfo)
    return moment


def describe_next_calling_time(moment: datetime) -> str:
    """Say why nobody is phoned now, and when it may begin again."""
    again = next_calling_time(moment)
    return (
        f"Det er utenfor ringetiden; neste samtale kan tas {ukedag(again)} {dato(again)} "
        f"klokken {again:%H.%M}."
    )

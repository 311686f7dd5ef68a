"""The order in which payers are called."""

from dataclasses import replace
from datetime import UTC, date, datetime

from workbench.calls.turns import REFUSES_CALLS, Turn
from workbench.model.day_rows import Payer
from workbench.office.waiting import WaitingPayer, by_turn

DAY, READY = date(2026, 11, 23), Turn()


def waiting(name, newest_days, turn=READY):
    payer = Payer(name, "Kim By", None, False, "Eva", 1, 500_00, DAY, DAY)
    return WaitingPayer("solvik-il", "Solvik IL", payer, turn, newest_days, False)


def at(hour):
    return Turn("", datetime(2026, 11, 23, hour, tzinfo=UTC))


def test_agreed_call_backs_come_first_then_broken_promises_then_the_newest_claims():
    broke = waiting("broke", 95)
    queue = [
        replace(broke, payer=broke.payer._replace(promised_on=DAY)),
        waiting("never", 1, Turn(REFUSES_CALLS)),
        waiting("old", 90),
        waiting("new", 5),
        waiting("noon", 60, at(12)),
        waiting("eleven", 70, at(11)),
    ]

    in_turn = [one.payer.payer_id for one in sorted(queue, key=by_turn)]

    assert in_turn == ["eleven", "noon", "broke", "new", "old", "never"]

"""What rests all that a payer owes also rests what comes after the claim it was told about (W7)."""

from datetime import timedelta

import pytest

from tests.one_claim import SUNDAY, Club, club
from tests.writing import write_event
from workbench.model.outcomes import Outcome

__all__ = ["club"]  # the fixture

LATER = "70013;;7;Kari Li;Vårsesong;10.09.2026;20.09.2026;700;0;;Utsendt;0;"
PAID = (
    "70012;;7;Kari Li;Treningsavgift;01.08.2026;15.08.2026;500;500;02.10.2026;Betalt;2;10.09.2026"
)


def reasons(club: Club) -> list[tuple[str, str | None]]:
    return [(reason, step_id) for reason, step_id, _ in club.plan()]


def pay_and_owe(club: Club, later: str = LATER) -> None:
    """Let the first claim be paid, and another one fall due."""
    club.put("spoortz_giroer", PAID, later)
    club.week(SUNDAY + timedelta(days=14))


@pytest.mark.parametrize("outcome", [Outcome.SUPPORT_APPLICATION, None])
def test_W7_hardship_rests_a_later_claim_also_when_the_first_is_paid(club, outcome):
    club.week(SUNDAY)
    if outcome is not None:
        club.call(outcome)
    else:
        hold = {
            "hold_id": "h1", "kind": "hardship", "start_on": SUNDAY, "member_id": None,
            "invoice_id": "spoortz:70012", "review_on": SUNDAY + timedelta(days=30),
        }  # fmt: skip
        write_event(club.desk.db, {"holds": [hold]}, SUNDAY, "test")

    pay_and_owe(club)

    assert reasons(club) == [("held", None)]
    assert any(key.startswith("settle_hold:") for key in club.all_keys())


def test_another_payer_is_asked_all_the_same(club):
    club.week(SUNDAY)
    club.call(Outcome.SUPPORT_APPLICATION)

    pay_and_owe(club, LATER.replace(";7;Kari Li;", ";8;Ola Ny;"))

    assert reasons(club) == [("step_due", "reminder_1")]

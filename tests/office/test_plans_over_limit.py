"""A payment plan that is larger than the club has said yes to is the club's to approve."""

from datetime import date, timedelta

import pytest

from tests.one_claim import SUNDAY, club
from workbench.model.outcomes import Outcome
from workbench.office import open_desk

__all__ = ["club"]  # the fixture


@pytest.mark.parametrize(
    ("limits", "parts", "is_asked"),
    [
        ("", 12, False),
        ("", 13, True),
        ("mest_avdrag = 13", 13, False),
        ("mest_kroner = 499", 2, True),
    ],
)
def test_a_plan_over_a_limit_rests_and_is_asked_of_the_club(club, limits, parts, is_asked):
    toml = club.home / "club.toml"
    toml.write_text(f"{toml.read_text('utf-8')}\n[nedbetaling]\n{limits}\n", "utf-8")
    club.desk.close()
    club.desk = open_desk(club.home.name)
    club.week(SUNDAY)
    club.go_to(SUNDAY + timedelta(days=1))

    club.call(Outcome.PAYMENT_PLAN, parts=parts, first_on=date(2026, 10, 17))

    asked = [key for key in club.all_keys() if key.endswith(":plan")]
    assert bool(asked) == is_asked
    assert [reason for reason, *_ in club.plan()] == ["held"]
    [first, *_] = sorted(row["due_on"] for row in club.desk.db["instalments"].rows)
    assert first == "2026-10-19"  # the 17th is a Saturday

"""Lovkalender: a policy that may break a limit on some day, and the first such day."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from workbench.dunning.law import Limit, load_law
from workbench.dunning.law_calendar import find_first_excess
from workbench.dunning.policy import Level, load_policy

ROOT = Path(__file__).parents[2]
LAW = load_law(ROOT / "data" / "rates")
TODAY = date(2026, 11, 23)
NEW_LAW_ON = date(2027, 7, 1)


def level(days, kind="reminder", after="previous", **more):
    step_id = f"{kind}_{abs(days)}"
    return Level(
        number=1, step_id=step_id, title=step_id, kind=kind, after=after, days=days,
        channels=["letter"], **more,
    )  # fmt: skip


def excess(*levels, law=LAW, from_day=TODAY):
    """Return the first excess of a policy that begins at the due date."""
    first, *others = levels
    return find_first_excess([first.model_copy(update={"after": "due"}), *others], law, from_day)


def broken(*levels, **more):
    """Return rule, found and allowed of the first excess, or None."""
    found = excess(*levels, **more)
    return found and (found.limit.rule, found.found, found.allowed)


FREE = level(5)
FEE = level(14, fee=True)
NOTICE = level(20, "collection_notice")
CASES = [
    pytest.param([FREE, level(14), level(7, "call")], None, id="free reminders"),
    pytest.param([level(1)], None, id="R1 the day after"),
    pytest.param(
        [level(-7, "payment_notice", "due"), level(14, after="due", fee=True)],
        None,
        id="R1 a notice before",
    ),
    pytest.param([level(13, fee=True)], ("R2", 13, 14), id="R2 13 days"),
    pytest.param([FEE], None, id="R2 14 days"),
    pytest.param([FREE, level(9, fee=True)], None, id="R2 5 and 9 days"),
    pytest.param([FREE, level(8, fee=True)], ("R2", 13, 14), id="R2 5 and 8 days"),
    pytest.param([level(14, fee=True, deadline_days=13)], ("R4", 13, 14), id="R4 short deadline"),
    pytest.param([FEE, level(14, fee=True)], ("R4", 14, 15), id="R4 on the deadline"),
    pytest.param([FEE, level(15, fee=True)], None, id="R4 after the deadline"),
    pytest.param(
        [level(14, fee=True, deadline_days=21), level(21, fee=True)],
        ("R4", 21, 22),
        id="R4 a longer deadline",
    ),
    pytest.param(
        [FEE, level(7, "call"), level(8, fee=True)], None, id="R4 a call between the fees"
    ),
    pytest.param(
        [FEE, level(40, after="due", fee=True)], ("R4", 0, 15), id="R4 the first may come late"
    ),
    pytest.param([FEE, level(15, fee=True), level(15, fee=True)], ("R4", 3, 2), id="R4 three fees"),
    pytest.param([FREE, NOTICE], None, id="R6 14 days"),
    pytest.param(
        [level(20, "collection_notice", deadline_days=13)], ("R6", 13, 14), id="R6 13 days"
    ),
    pytest.param(
        [NOTICE, level(20, "collection_notice", deadline_days=21)], ("R6", 2, 1), id="R6 two"
    ),
    pytest.param([NOTICE, level(14, "handover")], ("R7", 14, 15), id="R7 on the deadline"),
    pytest.param([NOTICE, level(15, "handover")], None, id="R7 after the deadline"),
    pytest.param(
        [level(10, count="working_days", fee=True)], ("R2", 13, 14), id="10 working days may be 13"
    ),
    pytest.param([level(11, count="working_days", fee=True)], None, id="11 are 15 or more"),
    pytest.param([level(20), level(10, after="due", fee=True)], None, id="steps keep their order"),
    pytest.param(
        [level(13, fee=True), level(15, "collection_notice", deadline_days=10)],
        ("R2", 13, 14),
        id="the first of two",
    ),
    pytest.param([level(13, count="month_end", fee=True)], ("R2", 13, 14), id="a month's end"),
    pytest.param([level(14, count="month_end", fee=True)], None, id="14 days and a month's end"),
]


@pytest.mark.parametrize(("levels", "expected"), CASES)
def test_a_policy_that_may_break_a_limit_is_found(levels, expected):
    assert broken(*levels) == expected


def test_the_first_day_is_that_of_the_step_and_is_said_with_rule_and_source():
    found = excess(FREE, level(13, count="month_end", after="due", fee=True))

    assert found.day == date(2026, 12, 31)  # of a claim due on 18 December; others come later
    assert found.step_id == "reminder_13"
    assert "R2" in found.text and "§ 1-2" in found.text and "31.12.2026" in found.text
    assert "her 13 dager, og det må være minst 14" in found.text


def test_a_limit_that_is_tightened_later_is_found_on_its_first_day():
    stricter = Limit(
        "fee_after_due", "R2", False, NEW_LAW_ON, 21, "dager", "tidligst 21 dager", "x", "x"
    )
    law = replace(LAW, limits=(*LAW.limits, stricter))

    found = excess(FEE, law=law)

    assert (found.day, found.found, found.allowed) == (NEW_LAW_ON, 14, 21)


def test_R16_a_policy_with_fees_or_a_notice_breaks_the_new_law_from_its_first_day(new_law):
    law = new_law(NEW_LAW_ON)

    for policy in ([FEE], [FREE, NOTICE]):
        found = excess(*policy, law=law)
        assert (found.day, found.limit.rule, found.allowed) == (NEW_LAW_ON, "R16", 0)
    assert excess(FREE, level(14), level(7, "call"), law=law) is None
    assert excess(FEE, law=LAW) is None  # as long as no day is set


@pytest.mark.parametrize("name", ["idrettslag", "senter"])
def test_the_standard_policies_keep_every_limit(name):
    policy = load_policy(ROOT / "data" / "policies" / f"{name}.toml").policy

    assert find_first_excess(policy.levels, LAW, TODAY) is None

import pytest
from report_sample import figures, planned, step

from workbench.reports.figures import StepCount
from workbench.reports.resting import AGREEMENTS, MIXED, RestCount

SENSITIVE = ("hardship", "payment_plan", "objection", "deceased", "guardianship")


def held(numbers, kind, payer=None):
    return [planned(n, "held", payer, detail=kind) for n in numbers]


def resting(plan):
    return {rest.code: rest.claims for rest in figures(plan=plan).resting}


def test_steps_are_counted_by_claims_and_by_payers_with_reminders_first():
    plan = [step(1, "call"), step(2, "reminder_2"), step(3, "reminder_1", "a")]
    plan.append(step(4, "reminder_1", "a"))

    assert figures(plan=plan).steps == [
        StepCount("reminder_1", claims=2, payers=1),
        StepCount("reminder_2", claims=1, payers=1),
        StepCount("call", claims=1, payers=1),
    ]


def test_claims_that_are_not_due_do_not_rest():
    assert resting([planned(1, "not_due"), planned(2, "waiting")]) == {"waiting": 1}


@pytest.mark.parametrize("kind", SENSITIVE)
def test_five_payers_stand_alone_and_four_never(kind):
    freezes = held(range(20, 26), "freeze")

    assert resting(held(range(5), kind) + freezes) == {kind: 5, "freeze": 6}
    assert kind not in resting(held(range(4), kind) + freezes)


def test_many_claims_of_few_payers_are_still_few():
    assert resting(held(range(9), "hardship", "one payer")) == {AGREEMENTS: None}


def test_small_sensitive_groups_are_merged_with_each_other_first():
    plan = held(range(3), "hardship") + held(range(3, 6), "objection")

    assert resting(plan + held(range(20, 22), "freeze")) == {AGREEMENTS: 6, "freeze": 2}


def test_a_small_group_takes_in_another_so_that_subtraction_tells_nothing():
    plan = held(range(2), "hardship") + held(range(20, 26), "freeze")

    assert resting(plan) == {AGREEMENTS: 8}


def test_a_small_group_without_other_holds_takes_in_the_claims_that_wait():
    plan = held(range(1), "deceased") + [planned(n, "waiting") for n in range(10, 50)]
    plan += [planned(n, "resigned") for n in range(60, 63)]

    assert resting(plan) == {MIXED: 41, "resigned": 3}


def test_fewer_than_five_in_all_are_not_counted():
    plan = [*held([1], "hardship"), planned(2, "no_contact")]

    assert figures(plan=plan).resting == [RestCount(MIXED, None)]


def test_a_hold_of_an_unknown_kind_is_an_agreement_among_others():
    plan = held(range(6), "something new") + held(range(10, 12), None)

    assert resting(plan) == {AGREEMENTS: 8}


@pytest.mark.parametrize(("members", "shown"), [(0, 0), (1, None), (4, None), (5, 5)])
def test_one_to_four_members_with_an_agreement_are_not_counted(members, shown):
    holds = [
        {"hold_id": f"h{n}", "kind": "freeze", "member_id": f"m{n}", "start_on": "2026-11-01"}
        for n in range(members)
    ]

    assert figures(holds=holds).counts.on_hold == shown


def test_a_hold_counts_on_its_last_day_and_not_after():
    last_days = ("2026-11-22", "2026-11-21")
    holds = [
        {
            "hold_id": str(n),
            "kind": "freeze",
            "member_id": f"m{n}",
            "start_on": "2026-11-01",
            "end_on": last_days[n // 5],
        }
        for n in range(10)
    ]

    assert figures(holds=holds).counts.on_hold == 5

"""What each member should be charged, with the boundary days."""

from datetime import date, timedelta

import pytest

from tests.money.fee_samples import AS_OF, child, person, rule, training
from workbench.model.fee_kinds import FeeNote
from workbench.model.hold_kinds import HoldKind
from workbench.model.kinds import FeeType, MemberStatus
from workbench.model.rows import Hold
from workbench.money.expected_fees import GroupPlace, expected_fees

FREEZE = HoldKind.FREEZE


DUES = (rule(),)


def fees(*members, rules=DUES, places=(), payers=None, holds=(), as_of=AS_OF, **more):
    return expected_fees(rules, members, places, payers or {}, holds, as_of, **more)


def kroner(*members, **more):
    return [fee.amount_ore / 100 for fee in fees(*members, **more)]


def family(*members):
    return {member.member_id: "guardian:1" for member in members}


def test_the_age_on_the_rules_day_decides_with_both_ends_of_a_class():
    classes = [{"fra": 0, "til": 12, "kroner": 300}, {"fra": 13, "kroner": 500}]
    on_last_day = rule(trinn=classes)
    on_first_day = rule(trinn=classes, aldersdag=date(2026, 1, 1))
    thirteen = child(1, born_on=date(2013, 12, 31))  # on the last day of the year

    assert kroner(thirteen, rules=[on_last_day]) == [500]
    assert kroner(thirteen, rules=[on_first_day]) == [300]


def test_an_age_of_no_class_pays_nothing_and_an_unknown_one_is_asked_about():
    adults = rule(trinn=[{"fra": 18, "kroner": 600}])

    [fee] = fees(child(1), person(2, born_on=None), rules=[adults])

    assert (fee.member_id, fee.amount_ore, fee.ask) == (
        "klubbadmin:2", 0, FeeNote.NO_BIRTH_DATE
    )  # fmt: skip


def test_kontingent_and_training_are_two_fees_of_one_member():
    places = [GroupPlace("klubbadmin:1", "fotball ")]

    made = fees(person(1), person(2), rules=[rule(), training()], places=places)

    assert [(fee.member_id[-1], fee.fee_type, fee.amount_ore) for fee in made] == [
        ("1", FeeType.MEMBERSHIP, 600_00),
        ("2", FeeType.MEMBERSHIP, 600_00),
        ("1", FeeType.TRAINING, 2400_00),
    ]


@pytest.mark.parametrize(
    ("cut", "joined_on", "expected"),
    [
        ("ingen", date(2026, 12, 1), 600),
        ("maaned", date(2026, 1, 31), 600),
        ("maaned", date(2026, 7, 1), 300),
        ("maaned", date(2026, 12, 31), 50),  # 1/12
        ("dag", date(2026, 1, 1), 600),
        ("dag", date(2026, 1, 2), 598),  # 364 of 365 days, whole kroner
        ("dag", date(2026, 12, 31), 50),  # never below the least
    ],
)
def test_who_joins_later_pays_for_the_rest(cut, joined_on, expected):
    as_of = max(AS_OF, joined_on)

    assert kroner(person(1, joined_on=joined_on), rules=[rule(avkorting=cut)], as_of=as_of) == [
        expected
    ]


def test_who_comes_to_a_team_later_pays_for_the_rest_of_its_fee():
    places = [GroupPlace("klubbadmin:1", "Fotball", date(2026, 7, 10))]
    rules = [training(avkorting="maaned")]

    [fee] = fees(person(1), rules=rules, places=places, as_of=date(2026, 7, 13))

    assert (fee.amount_ore, fee.notes) == (1200_00, (FeeNote.CUT,))


def test_siblings_have_a_discount_from_the_second_child_in_the_order_they_joined():
    first, second = child(2, joined_on=date(2019, 1, 1)), child(1, joined_on=date(2021, 1, 1))
    parent, other = person(3), child(4)
    payers = family(parent, first, second)
    discount = rule(soskenrabatt={"prosent": 25})

    made = fees(first, second, parent, other, rules=[discount], payers=payers)

    assert {fee.member_id[-1]: fee.amount_ore for fee in made} == {
        "1": 450_00, "2": 600_00, "3": 600_00, "4": 600_00
    }  # fmt: skip
    assert [fee.notes for fee in made if fee.member_id[-1] == "1"] == [(FeeNote.SIBLING,)]


def test_somebody_new_in_a_family_never_changes_what_the_others_pay():
    discount = rule(soskenrabatt={"kroner": 100}, familie=1500)
    old = [child(5), person(6)]
    new = child(1, joined_on=AS_OF)
    before = fees(*old, rules=[discount], payers=family(*old))

    after = fees(new, *old, rules=[discount], payers=family(new, *old))

    assert [fee for fee in after if fee.member_id != new.member_id] == before


@pytest.mark.parametrize("joined_on", [None, date(2015, 1, 1)])
def test_an_older_sibling_who_comes_to_the_books_later_changes_nothing(joined_on):
    discount = rule(soskenrabatt={"kroner": 100})
    old = child(5, joined_on=None)
    new = child(1, born_on=date(2010, 1, 1), joined_on=joined_on)

    made = fees(new, old, rules=[discount], payers=family(new, old), seen_on={new.member_id: AS_OF})

    assert [fee.amount_ore for fee in made] == [500_00, 600_00]


def test_who_comes_to_a_team_later_changes_nothing_for_a_sibling_who_was_there():
    first, second = child(1, joined_on=date(2019, 1, 1)), child(2, joined_on=date(2021, 1, 1))
    places = [
        GroupPlace(first.member_id, "Fotball", AS_OF),
        GroupPlace(second.member_id, "Fotball"),
    ]
    discount = training(soskenrabatt={"kroner": 100})

    made = fees(first, second, rules=[discount], places=places, payers=family(first, second))

    assert [fee.amount_ore for fee in made] == [2300_00, 2400_00]


def test_who_left_after_the_issue_keeps_the_place_in_the_family():
    first, second = child(1), child(2)
    gone = first._replace(status=MemberStatus.LEFT, left_on=date(2026, 1, 20))
    rules = [rule(soskenrabatt={"kroner": 100})]

    assert kroner(gone, second, rules=rules, payers=family(gone, second)) == [500]
    earlier = gone._replace(left_on=date(2026, 1, 15))
    assert kroner(earlier, second, rules=rules, payers=family(earlier, second)) == [600]


def test_a_family_pays_no_more_than_its_cap_but_each_the_least_kontingent():
    members = [child(number) for number in range(1, 5)]

    made = fees(*members, rules=[rule(familie=1300)], payers=family(*members))

    assert [fee.amount_ore for fee in made] == [600_00, 600_00, 100_00, 50_00]
    assert made[2].notes == (FeeNote.FAMILY_CAP,)
    assert made[3].notes == (FeeNote.FAMILY_CAP, FeeNote.LEAST)


def test_training_beyond_the_cap_is_no_fee():
    members = [child(1), child(2)]
    places = [GroupPlace(member.member_id, "Fotball") for member in members]

    assert kroner(
        *members, rules=[training(familie=2400)], places=places, payers=family(*members)
    ) == [2400]


@pytest.mark.parametrize(
    ("changes", "is_charged"),
    [
        ({"status": MemberStatus.UNPROCESSED}, False),
        ({"status": MemberStatus.FROZEN}, False),
        ({"status": MemberStatus.LEFT}, False),
        ({"status": MemberStatus.DEACTIVATED}, False),
        ({"left_on": AS_OF}, False),
        ({"left_on": AS_OF + timedelta(days=1)}, True),
        ({"joined_on": AS_OF}, True),
        ({"joined_on": AS_OF + timedelta(days=1)}, False),
        ({"joined_on": None}, True),
    ],
)
def test_only_members_of_the_day_are_charged(changes, is_charged):
    assert bool(fees(person(1, **changes))) == is_charged


def hold(kind, start_on, end_on=None):
    return Hold("h", kind, start_on, end_on, member_id="klubbadmin:1")


@pytest.mark.parametrize(
    ("holds", "ask"),
    [
        ([hold(FREEZE, date(2026, 1, 1), date(2026, 12, 30))], FeeNote.PARTLY_FROZEN),
        ([hold(FREEZE, date(2025, 1, 1), date(2025, 12, 31))], None),
        ([hold(HoldKind.RESIGNATION, AS_OF)], FeeNote.WANTS_OUT),
        ([hold(HoldKind.TRANSFER, AS_OF)], FeeNote.WANTS_OUT),
        ([hold(HoldKind.PAYER_DECEASED, AS_OF)], FeeNote.PAYER_DECEASED),
        ([hold(HoldKind.DEFERRAL, AS_OF)], None),
    ],
)
def test_what_is_agreed_is_asked_about_first(holds, ask):
    [fee] = fees(person(1), holds=holds)

    assert fee.ask == ask


@pytest.mark.parametrize(
    "holds",
    [
        [hold(FREEZE, date(2026, 1, 1), date(2026, 12, 31))],
        [hold(FREEZE, date(2025, 6, 1))],
        [
            hold(FREEZE, date(2026, 1, 1), date(2026, 6, 30)),
            hold(FREEZE, date(2026, 7, 1), date(2026, 12, 31)),
        ],
        [hold(HoldKind.DECEASED, AS_OF)],
    ],
)
def test_nothing_is_charged_for_days_that_are_all_frozen_nor_to_the_dead(holds):
    assert fees(person(1), holds=holds) == []


def test_who_leaves_within_the_period_is_asked_about():
    [fee] = fees(person(1, left_on=date(2026, 6, 30)))

    assert fee.ask == FeeNote.LEAVES


def test_a_fee_is_due_as_the_rule_says_and_later_for_those_who_join_late():
    [on_the_day] = fees(person(1), as_of=date(2026, 1, 15))
    [late] = fees(person(1, joined_on=date(2026, 3, 2)), as_of=date(2026, 3, 3))

    assert (on_the_day.issue_on, on_the_day.due_on) == (date(2026, 1, 15), date(2026, 2, 1))
    assert (late.issue_on, late.due_on) == (date(2026, 3, 3), date(2026, 3, 17))


def test_nothing_is_charged_before_its_day_of_issue_unless_one_looks_ahead_nor_after_its_end():
    before, last = date(2026, 1, 14), date(2026, 12, 31)

    assert fees(person(1), as_of=before) == []
    assert fees(person(1), as_of=before, ahead_days=1)[0].issue_on == date(2026, 1, 15)
    assert kroner(person(1), as_of=last) == [600]
    assert fees(person(1), as_of=last + timedelta(days=1)) == []


def test_a_gyms_month_is_issued_before_it_and_frozen_months_are_not():
    monthly = training(
        slag="kurs",
        tittel="Månedsavgift",
        grupper=[],
        kroner=449,
        hver_maaned=True,
        utstedes=date(2025, 12, 20),
        forfall=date(2026, 1, 20),
    )
    holds = [hold(FREEZE, date(2026, 2, 1), date(2026, 2, 28))]

    february = fees(person(1), person(2), rules=[monthly], holds=holds, as_of=AS_OF)
    march = fees(person(1), rules=[monthly], holds=holds, as_of=date(2026, 2, 20))

    assert [(fee.member_id[-1], fee.title) for fee in february] == [
        ("2", "Månedsavgift februar 2026")
    ]
    assert [(fee.title, fee.due_on) for fee in march] == [
        ("Månedsavgift mars 2026", date(2026, 3, 20))
    ]

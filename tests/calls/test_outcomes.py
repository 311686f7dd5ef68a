"""The tables of kinds: whole, and consistent with what they are held against."""

from dataclasses import fields

import pytest

from workbench.calls.entries import FIELD_NAMES, Entry
from workbench.model.finding_kinds import FINDING_RULES, FindingKind
from workbench.model.hold_kinds import HOLD_RULES, HoldKind
from workbench.model.message_kinds import KIND_OF_OUTCOME
from workbench.model.outcomes import MAX_DAYS_AHEAD, OUTCOME_RULES, TOPICS, Outcome
from workbench.model.plan_reasons import PlanReason
from workbench.model.reason_rules import PLAN_REASON_RULES
from workbench.model.reasons import REASON_RULES, Reason
from workbench.model.task_kinds import TASK_RULES, TaskAnswer, TaskKind

AGREED_DAYS = {"until_on", "first_on", "end_on"}  # a field that gives the hold its end
SAID_BY_THE_OUTCOME = {Reason.DECEASED}  # no topic gives it: the outcome says the same
ALL = pytest.mark.parametrize("outcome", Outcome)


TABLES = {
    Outcome: OUTCOME_RULES,
    Reason: REASON_RULES,
    HoldKind: HOLD_RULES,
    PlanReason: PLAN_REASON_RULES,
    TaskKind: TASK_RULES,
    FindingKind: FINDING_RULES,
}
TABLE = pytest.mark.parametrize("kinds", TABLES, ids=lambda kinds: kinds.__name__)


@TABLE
def test_every_kind_has_its_row_and_no_row_is_of_a_kind_that_is_gone(kinds):
    assert set(TABLES[kinds]) == set(kinds)


@TABLE
def test_every_kind_has_a_text_of_its_own(kinds):
    texts = [TABLES[kinds][kind].text for kind in kinds]

    assert all(text.strip() == text != "" for text in texts)
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("kind", HoldKind)
def test_a_hold_that_needs_no_end_says_what_is_to_be_done_and_when_it_comes_back(kind):
    rules = HOLD_RULES[kind]

    assert rules.needs_end == (rules.todo == "")
    assert (rules.review_days > 0) == (not rules.needs_end)
    assert rules.again_days is None or rules.again_days >= rules.review_days
    assert TaskAnswer.RESUME in TASK_RULES[TaskKind.SETTLE_HOLD].answers


@ALL
def test_only_one_who_may_be_named_at_all_may_be_the_payer(outcome):
    rule = OUTCOME_RULES[outcome]

    assert rule.names_members or not rule.may_be_payer
    assert rule.names_members or not rule.on_membership


@ALL
def test_a_rule_asks_only_for_fields_of_the_entry_that_have_a_name(outcome):
    askable = {field.name for field in fields(Entry)} | {"phone_or_email"}

    assert set(OUTCOME_RULES[outcome].needs) <= askable & set(FIELD_NAMES)


@ALL
def test_a_hold_gets_exactly_the_end_that_its_kind_needs(outcome):
    rule = OUTCOME_RULES[outcome]
    is_agreed = bool(AGREED_DAYS & set(rule.needs))
    is_open_ended = rule.hold is not None and not HOLD_RULES[rule.hold].needs_end
    ends = [rule.days is not None, is_open_ended, is_agreed]

    assert sum(ends) == (rule.hold is not None)


@ALL
def test_what_lies_on_the_membership_is_about_the_person(outcome):
    of_the_person = {HoldKind.FREEZE, HoldKind.DECEASED}

    assert OUTCOME_RULES[outcome].on_membership == (OUTCOME_RULES[outcome].hold in of_the_person)


@ALL
def test_a_rule_either_rests_the_claims_or_ends_the_calls_or_leaves_them_to_the_next_call(outcome):
    rule = OUTCOME_RULES[outcome]

    assert not (rule.hold and rule.ends_step)
    assert not (rule.hold and "again_on" in rule.needs)
    if rule.reached:
        assert rule.hold or rule.ends_step


@ALL
def test_what_the_club_decides_is_called_about_no_more(outcome):
    rule = OUTCOME_RULES[outcome]

    assert rule.ends_step or not rule.club_decides


@ALL
def test_what_was_agreed_until_a_day_and_what_needs_an_answer_in_writing_is_confirmed(outcome):
    rule = OUTCOME_RULES[outcome]

    is_in_writing = outcome in (Outcome.OBJECTION, Outcome.RESIGNED)
    assert rule.confirms == (is_in_writing or bool(AGREED_DAYS & set(rule.needs)))
    assert rule.confirms == (outcome in KIND_OF_OUTCOME)


@pytest.mark.parametrize("outcome", [Outcome.REFUSED_CALLS, Outcome.DECEASED])
def test_a_refusal_and_a_death_are_heard_from_whoever_says_so(outcome):
    assert not OUTCOME_RULES[outcome].reached


@pytest.mark.parametrize("name", MAX_DAYS_AHEAD)
def test_every_day_that_is_asked_for_has_a_bound_and_a_use(name):
    assert MAX_DAYS_AHEAD[name] > 0
    assert any(name in rule.needs for rule in OUTCOME_RULES.values())


def test_no_day_is_asked_for_without_a_bound():
    days = {name for rule in OUTCOME_RULES.values() for name in rule.needs if name.endswith("_on")}

    assert days == set(MAX_DAYS_AHEAD)


@ALL
def test_every_outcome_is_reached_from_a_topic(outcome):
    assert any(outcome in topic.outcomes for topic in TOPICS)


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_given_by_a_topic_unless_the_outcome_says_it(reason):
    given = any(reason in topic.reasons for topic in TOPICS)

    assert given != (reason in SAID_BY_THE_OUTCOME)


def test_each_topic_has_a_digit_and_a_name_of_its_own():
    assert sorted(topic.key for topic in TOPICS) == list("0123456789")
    assert len({topic.name for topic in TOPICS}) == len(TOPICS)
    assert all(len(set(topic.outcomes)) == len(topic.outcomes) > 0 for topic in TOPICS)


def test_a_topic_without_a_reason_is_the_one_where_nobody_gave_any():
    (silent,) = [topic for topic in TOPICS if not topic.reasons]

    assert not any(OUTCOME_RULES[outcome].reached for outcome in silent.outcomes)

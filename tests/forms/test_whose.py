"""Whose membership an outcome is about: chosen, confirmed, and never by a slip of a key."""

from dataclasses import replace

import pytest
from form_hands import books, calls, choose, confirm, name, shown, text_of
from ipywidgets import Checkbox

from workbench.calls.cases import PAYER, Person
from workbench.forms.outcome_panel import OutcomePanel
from workbench.model.hold_kinds import HoldKind
from workbench.model.outcomes import OUTCOME_RULES, TOPICS, Outcome

NAMES_MEMBERS = [outcome for outcome, rule in OUTCOME_RULES.items() if rule.names_members]
KEY = {Outcome.FREEZE: "3", Outcome.RESIGNED: "3", Outcome.TRANSFER: "3", Outcome.DECEASED: "0"}
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def family(form):
    """Kari's form, with the case of somebody who pays for two at least."""
    for waiting in form.shift.waiting():
        form._take(waiting)
        if len(form.leased.case.people) > 1:
            return form
    raise AssertionError("nobody pays for two")


def is_confirmed(form):
    return form.outcome_panel.is_confirmed.value


def holds(call_id):
    """Return the kind and the member of each hold that a call made."""
    made = [hold for hold in books("holds") if call_id in hold["hold_id"]]
    return {(hold["kind"], hold["member_id"]) for hold in made}


@pytest.mark.parametrize("outcome", NAMES_MEMBERS)
def test_nobody_of_several_is_chosen_for_the_agent_and_nothing_is_saved_before(family, outcome):
    confirm(family)
    choose(family, KEY[outcome], outcome)
    chosen = [tick.value for tick in family.outcome_panel.members.values()]

    family.save.click()

    assert len(chosen) > 1 and not any(chosen)
    assert family.outcome_panel.is_confirmed.disabled
    assert "til … hviler" in family.sum.value
    assert "Velg hvem det gjelder." in family.alert.value
    assert calls() == []


@pytest.mark.parametrize("outcome", NAMES_MEMBERS)
def test_what_is_not_confirmed_is_not_saved_and_the_sentence_names_whom(family, outcome):
    confirm(family)
    choose(family, KEY[outcome], outcome)
    tick = family.outcome_panel.members[family.leased.case.claims_to_raise[-1].member_id]
    tick.value = True

    family.save.click()

    assert f"Kryss av for at det gjelder {tick.description}." in family.alert.value
    assert family.outcome_panel.is_confirmed.description == f"Bekreftet: gjelder {tick.description}"
    assert calls() == []


def test_a_confirmation_is_of_those_chosen_and_no_others(family):
    confirm(family)
    choose(family, "0", Outcome.DECEASED)
    first, *_, last = family.outcome_panel.members.values()
    seen = []

    for changed, value in ((first, True), (last, True), (first, False), (last, False)):
        family.outcome_panel.is_confirmed.value = True
        changed.value = value
        seen.append(is_confirmed(family))

    assert seen == [False] * 4
    assert family.outcome_panel.is_confirmed.disabled


@pytest.mark.parametrize("way", ["outcome", "topic"])
def test_another_outcome_or_topic_and_back_asks_anew(family, way):
    choose(family, "3", Outcome.RESIGNED)
    name(family, family.leased.case.people[0].member_id)
    was_confirmed = is_confirmed(family)

    if way == "outcome":
        choose(family, "3", Outcome.CREDITED)
    else:
        choose(family, "2", Outcome.PAID_NOW)
    between = dict(family.outcome_panel.members), is_confirmed(family)
    choose(family, "3", Outcome.RESIGNED)

    assert was_confirmed
    assert between == ({}, False)
    assert not any(tick.value for tick in family.outcome_panel.members.values())
    assert not is_confirmed(family)


def test_a_slip_of_an_arrow_key_from_one_to_the_other_takes_no_names_along(family):
    confirm(family)
    choose(family, "3", Outcome.RESIGNED)
    name(family)

    family.outcome_panel.outcomes.index += 1
    family.save.click()

    assert "Velg hvem det gjelder." in family.alert.value
    assert calls() == []


def test_of_two_children_the_one_named_is_dead_and_the_other_goes_on(family):
    _, other = family.leased.case.people[:2]
    call_id = family.call_id
    choose(family, "0", Outcome.DECEASED)
    name(family, other.member_id)

    family.save.click()

    assert family.alert.value == ""
    assert holds(call_id) == {(HoldKind.DECEASED, other.member_id)}


def test_a_payer_who_is_no_member_can_be_said_to_be_dead(family):
    """Every membership that is paid for rests, each child by name in the line before saving."""
    for waiting in family.shift.waiting():
        if family.leased.case.payer_member_id is None and family.leased.case.paid_for:
            break
        family._take(waiting)
    case, call_id = family.leased.case, family.call_id
    choose(family, "0", Outcome.DECEASED)
    name(family, PAYER)
    told = family.sum.value

    family.save.click()

    assert family.alert.value == ""
    assert holds(call_id) >= {
        (HoldKind.PAYER_DECEASED, person.member_id) for person in case.paid_for
    }
    assert {kind for kind, _ in holds(call_id)} == {HoldKind.PAYER_DECEASED}
    assert all(person.name in told for person in case.paid_for)


def test_where_it_is_one_alone_that_one_is_chosen_and_has_still_to_be_confirmed(form):
    for waiting in form.shift.waiting():
        if len(form.leased.case.people) == 1:
            break
        form._take(waiting)
    confirm(form)
    choose(form, "3", Outcome.RESIGNED)
    (tick,) = form.outcome_panel.members.values()

    form.save.click()

    assert tick.value and not form.outcome_panel.is_confirmed.disabled
    assert "Kryss av for at det gjelder" in form.alert.value
    assert calls() == []


def test_namesakes_and_hostile_names_are_texts_of_their_own(form):
    people = (Person("s:1", HOSTILE, 9, ()), Person("s:2", HOSTILE, 9, ()))
    leased = replace(form.leased, case=replace(form.leased.case, people=people))
    panel = OutcomePanel(
        leased, form.outcome_panel.today, form.guard, lambda: None, lambda part: None
    )

    panel._choose(TOPICS[-1])
    panel.outcomes.index = panel.topic.outcomes.index(Outcome.DECEASED)
    panel.members["s:2"].value = True

    ticks = [*panel.members.values(), panel.is_confirmed]
    assert [tick.description for tick in ticks][1:] == [
        f"{HOSTILE} (9), medlem 1",
        f"{HOSTILE} (9), medlem 2",
        f"Bekreftet: gjelder {HOSTILE} (9), medlem 2",
    ]
    assert not any(tick.description_allow_html for tick in ticks)
    panel.close()


def test_nobody_is_named_where_the_outcome_is_about_claims_alone(form):
    choose(form, "3", Outcome.CREDITED)

    text = text_of(form)

    assert "Hvem gjelder det?" not in text
    assert not any(
        isinstance(part, Checkbox) and "Bekreftet: gjelder" in part.description
        for part in shown(form.box)
    )

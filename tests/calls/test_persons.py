"""Whom an outcome may be about, each under a name that no other has."""

import pytest
from call_sample import case, family

from workbench.calls.cases import PAYER, Person
from workbench.calls.persons import describe_members, member_choices
from workbench.model.outcomes import OUTCOME_RULES, Outcome

NAMES_MEMBERS = [outcome for outcome, rule in OUTCOME_RULES.items() if rule.names_members]
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.mark.parametrize("outcome", NAMES_MEMBERS)
def test_those_that_the_claims_are_of_are_offered_and_of_a_death_the_payer_first(outcome):
    payer = {PAYER: "Mor Li (betaler)"} if outcome == Outcome.DECEASED else {}

    offered = member_choices(outcome, family())

    assert list(offered.items()) == [*payer.items(), ("m", "Eva Li (10)"), ("n", "Jon Li (8)")]


def test_a_payer_with_a_claim_of_their_own_is_offered_once():
    mor = Person("mor", "Mor Li", 41, ())

    offered = member_choices(Outcome.DECEASED, case(people=(mor,), payer_member_id="mor"))

    assert offered == {"mor": "Mor Li (41, betaler)"}


def test_namesakes_are_told_apart_by_age_and_else_by_their_number():
    def ola(member_id, age):
        return Person(member_id, "Ola Li", age, ())

    about = case(
        people=(ola("s:1", 9), ola("s:2", 9), ola("s:3", 40), ola("s:4", None)),
        contact_name="Ola Li",
    )

    assert list(member_choices(Outcome.DECEASED, about).values()) == [
        "Ola Li (betaler)", "Ola Li (9), medlem 1", "Ola Li (9), medlem 2", "Ola Li (40)",
        "Ola Li (alder ukjent)",
    ]  # fmt: skip


def test_who_has_no_name_can_be_chosen_and_a_hostile_name_stands_as_it_is():
    people = (Person("m", "", None, ()), Person("n", HOSTILE, 8, ()))

    offered = member_choices(Outcome.DECEASED, case(people=people, contact_name=""))

    assert list(offered.values()) == [
        "Ukjent navn (betaler)", "Ukjent navn (alder ukjent)", f"{HOSTILE} (8)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ((), ""),
        (("a",), "Ola"),
        (("a", "b"), "Ola og Eva"),
        (("c", "a", "b"), "Kari, Ola og Eva"),
        (("a", "x"), "Ola"),
    ],
)
def test_names_are_joined_as_one_says_them(chosen, said):
    assert describe_members(chosen, {"a": "Ola", "b": "Eva", "c": "Kari"}) == said

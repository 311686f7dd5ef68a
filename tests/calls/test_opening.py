"""What the agent is told to say."""

import pytest
from call_sample import case, claim

from workbench.calls.cases import Person
from workbench.calls.opening import describe_proof, describe_subject, greeting
from workbench.model.plan_reasons import PlanReason


def test_a_call_begins_with_who_calls_and_who_is_asked_for():
    said = greeting(case(), "Kari", "Solvik IL")

    assert said == "«Hei, jeg heter Kari og ringer for Solvik IL. Snakker jeg med Mor Li?»"


def test_W10_of_several_children_one_is_named_by_the_first_name_and_none_is_asked_for():
    child = Person("m", "Eva Dahl Li", 10, (), 2016)
    said = greeting(case(claim("a"), claim("b", concerns="Ola"), child=child), "Kari", "Solvik IL")

    assert said.endswith("Snakker jeg med en av de foresatte til Eva?»")


@pytest.mark.parametrize(("year", "facts"), [(2016, "Li, 2016"), (None, "Li")])
def test_W10_who_knows_the_surname_or_the_birth_year_of_the_child_is_the_right_person(year, facts):
    proof = describe_proof(Person("m", "Eva Dahl Li", None, (), year))

    assert proof == f"Spør om etternavnet eller fødselsåret til Eva: {facts}."


def test_a_call_does_not_begin_with_what_it_is_about():
    said = greeting(case(claim("a", title="Treningsavgift")), "Kari", "IL")

    assert "avgift" not in said.casefold()


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        (
            [claim("a", title="Treningsavgift, høst")],
            "treningsavgift for Eva. Har du fått fakturaen?",
        ),
        ([claim("a", member_id="mor")], "Avgift. Har du fått fakturaen?"),
        # W6: a child with the mother's name
        ([claim("a", concerns="Mor")], "Avgift for Mor. Har du fått fakturaen?"),
        (
            [claim("a", title="Kurs"), claim("b", title="Treningsavgift", concerns="Ola")],
            "Kurs og treningsavgift for Eva og Ola. Har du fått fakturaene?",
        ),
        (
            [claim(name, concerns=name) for name in "ABCDE"],
            "Avgift for A, B, C og 2 til. Har du fått fakturaene?",
        ),
        (
            [claim("a"), claim("b", concerns="Ola", reason=PlanReason.REVIEW)],
            "Avgift for Eva. Har du fått fakturaen?",
        ),
    ],
)
def test_what_it_is_about_is_named_as_one_says_it(claims, said):
    found = describe_subject(case(*claims, payer_member_id="mor"))

    assert found == f"«Det gjelder {said}»"


def test_what_rests_is_not_brought_up():
    assert describe_subject(case(claim("a", reason=PlanReason.REVIEW))).startswith("Alt hviler")

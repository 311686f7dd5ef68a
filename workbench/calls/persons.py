"""The names of the persons in a case, made different for persons of one name."""

from collections import Counter
from collections.abc import Iterable, Mapping

from workbench.calls.cases import PAYER, Case, Person
from workbench.model.outcomes import OUTCOME_RULES, Outcome


def member_choices(outcome: Outcome, case: Case) -> dict[str, str]:
    """Return member id -> name of everybody the outcome can be about.

    They are the members with claims and, for some outcomes, the payer, who comes first.
    """
    member_ids = [person.member_id for person in case.people]
    if OUTCOME_RULES[outcome].may_be_payer:
        member_ids.insert(0, case.payer_member_id or PAYER)
    names = names_by_id(case)
    return {member_id: names[member_id] for member_id in member_ids}


def names_by_id(case: Case) -> dict[str, str]:
    """Return member id -> name and age of the payer, the members with claims and the children.

    Where name and age are the same, as of twins with one name, the member number is added.
    """
    payer = case.payer_member_id or PAYER
    names, facts = {payer: case.contact_name}, {payer: "betaler"}
    for person in (*case.people, *case.paid_for):
        names.setdefault(person.member_id, person.name)
        facts[person.member_id] = _describe_age(person, is_payer=person.member_id == payer)
    full_names = {key: f"{name or 'Ukjent navn'} ({facts[key]})" for key, name in names.items()}
    counts = Counter(full_names.values())
    return {
        key: name if counts[name] == 1 else f"{name}, medlem {key.rpartition(':')[2]}"
        for key, name in full_names.items()
    }


def describe_members(member_ids: Iterable[str], names: Mapping[str, str]) -> str:
    """Return the names of members as one text, without those that `names` does not have."""
    return join_names(names[member_id] for member_id in member_ids if member_id in names)


def join_names(names: Iterable[str]) -> str:
    """Join names with commas and "og".

    >>> join_names(["Ola", "Eva", "Kari"]), join_names(["Ola"]), join_names([])
    ('Ola, Eva og Kari', 'Ola', '')
    """
    *others, last = list(names) or [""]
    return f"{', '.join(others)} og {last}" if others else last


def _describe_age(person: Person, *, is_payer: bool) -> str:
    age = "alder ukjent" if person.age is None else str(person.age)
    return f"{age}, betaler" if is_payer else age

"""The persons of a case, each under a name that no other has."""

from collections import Counter
from collections.abc import Iterable, Mapping

from workbench.calls.cases import PAYER, Case, Person
from workbench.model.outcomes import OUTCOME_RULES, Outcome


def member_choices(outcome: Outcome, case: Case) -> dict[str, str]:
    """Return id -> name of each person whom the outcome may be about: those that the claims are of,
    and where it may be the payer, that one first."""
    offered = [person.member_id for person in case.people]
    if OUTCOME_RULES[outcome].may_be_payer:
        offered.insert(0, case.payer_member_id or PAYER)
    names = names_by_id(case)
    return {member_id: names[member_id] for member_id in offered}


def names_by_id(case: Case) -> dict[str, str]:
    """Return id -> name and age of the payer, of those that the claims are of and of the children
    paid for. Father and son may have one name, and twins that and their age."""
    payer = case.payer_member_id or PAYER
    names = {payer: case.contact_name}
    facts = {payer: "betaler"}
    for person in (*case.people, *case.paid_for):
        names.setdefault(person.member_id, person.name)
        facts[person.member_id] = _fact(person, is_payer=person.member_id == payer)
    full = {key: f"{name or 'Ukjent navn'} ({facts[key]})" for key, name in names.items()}
    count = Counter(full.values())
    return {
        key: name if count[name] == 1 else f"{name}, medlem {key.rpartition(':')[2]}"
        for key, name in full.items()
    }


def describe_members(member_ids: Iterable[str], names: Mapping[str, str]) -> str:
    """Return the names of members as one says them."""
    return join_names(names[member_id] for member_id in member_ids if member_id in names)


def join_names(texts: Iterable[str]) -> str:
    """Join texts as one says them.

    >>> join_names(["Ola", "Eva", "Kari"]), join_names(["Ola"])
    ('Ola, Eva og Kari', 'Ola')
    """
    *others, last = list(texts) or [""]
    return f"{', '.join(others)} og {last}" if others else last


def _fact(person: Person, *, is_payer: bool) -> str:
    """Return what tells a person from a namesake."""
    age = "alder ukjent" if person.age is None else str(person.age)
    return f"{age}, betaler" if is_payer else age

"""The contact person of each member, worked out for the day, and the payer they belong to.

A source without guardians (KlubbAdmin) carries a parent's phone and e-mail on the child's own
profile: written to as "foresatte til", and marked so that a call begins by asking for a guardian.
"""

from datetime import date
from typing import Any

import pandas as pd

from workbench.model import frames
from workbench.register.liability import is_adult
from workbench.values.text import fold


def contacts(members: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the frame `contacts`: one row per member, grouped by `payer_id`.

    The payer is who answers one phone, else who reads one e-mail address, else the member alone.
    A child whose phone or e-mail is also an adult member's is contacted through that adult, by the
    adult's own contact data; of several, the oldest.
    """
    people = frames.records(members)
    adults = _adults_by_way(people, as_of)
    reached = [_contact(person, adults, as_of) for person in people]
    phone_of = _one_phone_by_email(reached)
    return frames.build(
        "contacts", [{**row, "payer_id": _payer_id(row, phone_of)} for row in reached]
    )


def _adults_by_way(people: list[dict[str, Any]], as_of: date) -> dict[str, dict[str, Any]]:
    """Return phone or e-mail -> the oldest adult member who has it."""
    found: dict[str, dict[str, Any]] = {}
    for person in sorted(people, key=lambda row: (str(row["born_on"]), row["member_id"])):
        if is_adult(person["born_on"], as_of):
            for way in (person["phone"], _folded(person["email"])):
                if way is not None:
                    found.setdefault(way, person)
    return found


def _contact(
    person: dict[str, Any], adults: dict[str, dict[str, Any]], as_of: date
) -> dict[str, Any]:
    is_minor = not is_adult(person["born_on"], as_of)
    ways = (person["phone"], _folded(person["email"])) if is_minor else ()
    parent = next((adults[way] for way in ways if way in adults), None)
    name = f"{person['first_name']} {person['last_name']}"
    if parent is not None:
        name = f"{parent['first_name']} {parent['last_name']}"
    elif is_minor:
        name = f"foresatte til {name}"
    source = parent or person
    return {
        "member_id": person["member_id"],
        "contact_name": name,
        "phone": source["phone"] or person["phone"],
        "email": source["email"] or person["email"],
        "is_minor": is_minor,
        "probably_parent": is_minor,
        "reached_through": source["member_id"],
    }


def _one_phone_by_email(reached: list[dict[str, Any]]) -> dict[str, str]:
    """Return e-mail -> phone where all who share the address, and have a phone, share that too."""
    phones: dict[str, set[str]] = {}
    for row in reached:
        if row["phone"] and row["email"]:
            phones.setdefault(_folded(row["email"]) or "", set()).add(row["phone"])
    return {email: next(iter(found)) for email, found in phones.items() if len(found) == 1}


def _payer_id(row: dict[str, Any], phone_of: dict[str, str]) -> str:
    email = _folded(row["email"])
    return str(row["phone"] or phone_of.get(email or "") or email or row["member_id"])


def _folded(email: str | None) -> str | None:
    return None if email is None else fold(email)

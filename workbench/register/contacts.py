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
    A child whose phone or e-mail is also an adult member's is contacted through that adult.
    """
    people = frames.records(members)
    adults = _adults_by_contact(people, as_of)
    return frames.build("contacts", [_contact(person, adults, as_of) for person in people])


def _adults_by_contact(people: list[dict[str, Any]], as_of: date) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for person in sorted(people, key=lambda row: str(row["born_on"] or "9999")):
        if is_adult(person["born_on"], as_of):
            for way in (person["phone"], _folded(person["email"])):
                if way is not None:
                    found.setdefault(way, person)
    return found


def _contact(
    person: dict[str, Any], adults: dict[str, dict[str, Any]], as_of: date
) -> dict[str, Any]:
    phone, email = person["phone"], person["email"]
    is_minor = not is_adult(person["born_on"], as_of)
    parent = adults.get(phone) or adults.get(_folded(email) or "") if is_minor else None
    if parent is not None:
        name = f"{parent['first_name']} {parent['last_name']}"
    elif is_minor:
        name = f"foresatte til {person['first_name']} {person['last_name']}"
    else:
        name = f"{person['first_name']} {person['last_name']}"
    return {
        "member_id": person["member_id"],
        "payer_id": phone or _folded(email) or person["member_id"],
        "contact_name": name,
        "phone": phone,
        "email": email,
        "is_minor": is_minor,
        "probably_parent": is_minor,
    }


def _folded(email: str | None) -> str | None:
    return None if email is None else fold(email)

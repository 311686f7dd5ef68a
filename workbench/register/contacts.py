"""The contact person of each member, worked out for the day, and the payer they belong to.

Where a source has no columns for guardians (KlubbAdmin), a child's own profile carries a parent's
phone and e-mail: written to as "foresatte til", and marked so that a call begins by asking for a
guardian. Where it has and they are blank, the phone is the child's own, and nobody phones it.
"""

from datetime import date
from typing import Any

import pandas as pd

from workbench.model import frames
from workbench.model.words import ContactRole
from workbench.register.liability import is_adult
from workbench.register.ties import full_name
from workbench.values.text import fold


def contacts(members: pd.DataFrame, guardians: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the frame `contacts`: one row per member, grouped by `payer_id`.

    The payer is who answers one phone, else who reads one e-mail address, else the member alone.
    A child is contacted through one of those named beside it, if any is: the payment contact, then
    the guardians, but of them the first with a phone, so that a call is possible. Else a child
    whose phone or e-mail is also an adult member's is contacted through that adult, by the adult's
    own contact data; of several, the oldest.
    """
    return _grouped(members, guardians, as_of)[0]


def guardian_contacts(members: pd.DataFrame, guardians: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return `contacts` for the members with guardians, whatever their age, as though they were
    minors: for what the guardian owes of one who has come of age since."""
    return _grouped(members, guardians, as_of)[1]


def recipient_contacts(
    claims: pd.DataFrame, members: pd.DataFrame, guardians: pd.DataFrame, as_of: date
) -> dict[str, pd.DataFrame]:
    """Return claim -> the one row of `contacts` for the one of several named beside the member
    whom the claim names, where that is not the one asked first, and can be reached."""
    people = {row["member_id"]: row for row in frames.records(members)}
    adults = _adults_by_way(list(people.values()), as_of)
    asked = _asked(guardians)
    beside: dict[tuple[str, str], dict[str, Any]] = {}
    for row in frames.records(guardians[guardians["name"].notna()]):
        if (row["phone"] or row["email"]) and row["member_id"] in people:
            beside.setdefault((row["member_id"], full_name(row["name"])), row)
    found = {}
    for claim in frames.records(claims[claims["recipient_name"].notna()]):
        named = beside.get((claim["member_id"] or "", full_name(claim["recipient_name"])))
        if named is not None and named["name"] != asked[named["member_id"]]["name"]:
            contact = _through(people[named["member_id"]], named, adults)
            whole = {**contact, "payer_id": _payer_id(contact, {})}
            found[claim["claim_id"]] = frames.build("contacts", [whole])
    return found


def _grouped(
    members: pd.DataFrame, guardians: pd.DataFrame, as_of: date
) -> tuple[pd.DataFrame, pd.DataFrame]:
    people = frames.records(members)
    adults = _adults_by_way(people, as_of)
    asked = _asked(guardians)
    through = {
        person["member_id"]: _through(person, asked[person["member_id"]], adults)
        for person in people
        if person["member_id"] in asked
    }
    has_columns = set(guardians["member_id"])
    reached = [
        through[person["member_id"]]
        if person["member_id"] in through and not is_adult(person["born_on"], as_of)
        else _contact(person, adults, as_of, is_own=person["member_id"] in has_columns)
        for person in people
    ]
    phone_of = _one_phone_by_email([*reached, *through.values()])
    own, others = (
        frames.build("contacts", [{**row, "payer_id": _payer_id(row, phone_of)} for row in rows])
        for rows in (reached, through.values())
    )
    return own, others


def _asked(guardians: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return member -> the one of those named beside who is asked; the others' data stay unseen."""
    found: dict[str, dict[str, Any]] = {}
    for row in sorted(frames.records(guardians), key=_asked_first):
        if row["name"] or row["phone"] or row["email"]:
            found.setdefault(row["member_id"], row)
    return found


def _asked_first(row: dict[str, Any]) -> tuple[bool, bool, bool, int]:
    is_payer = row["role"] == ContactRole.PAYER
    return row["phone"] is None, row["email"] is None, not is_payer, row["number"]


def _through(
    person: dict[str, Any], guardian: dict[str, Any], adults: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    ways = (guardian["phone"], _folded(guardian["email"]))
    adult = next((adults[way] for way in ways if way in adults), person)
    name = guardian["name"] or f"foresatte til {person['first_name']} {person['last_name']}"
    return {
        "member_id": person["member_id"],
        "contact_name": name,
        "phone": guardian["phone"],
        "email": guardian["email"],
        "is_minor": True,
        "probably_parent": False,
        "reached_through": adult["member_id"],
    }


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
    person: dict[str, Any], adults: dict[str, dict[str, Any]], as_of: date, *, is_own: bool
) -> dict[str, Any]:
    """`is_own`: the list has columns for guardians, so that a child's phone is the child's own."""
    is_minor = not is_adult(person["born_on"], as_of)
    ways = (person["phone"], _folded(person["email"])) if is_minor else ()
    parent = next((adults[way] for way in ways if way in adults), None)
    name = f"{person['first_name']} {person['last_name']}"
    if parent is not None:
        name = f"{parent['first_name']} {parent['last_name']}"
    elif is_minor:
        name = f"foresatte til {name}"
    source = parent or person
    phone = source["phone"] or person["phone"]
    return {
        "member_id": person["member_id"],
        "contact_name": name,
        "phone": None if is_own and is_minor and parent is None else phone,
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

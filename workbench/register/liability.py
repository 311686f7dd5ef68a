"""Who owes a claim: fixed when the claim arises, and not moved by an 18th birthday."""

from typing import Any

import pandas as pd

from workbench.model import frames
from workbench.model.words import LiableParty
from workbench.values.text import fold

ADULT = 18


def age_on(born_on: Any, day: Any) -> int | None:
    """Return the whole years lived on `day`, or None when the birth date is unknown.

    >>> from datetime import date
    >>> born_on = date(2008, 11, 22)
    >>> age_on(born_on, date(2026, 11, 21)), age_on(born_on, date(2026, 11, 22))
    (17, 18)
    """
    if born_on is None or day is None:
        return None
    before_birthday = (day.month, day.day) < (born_on.month, born_on.day)
    return int(day.year - born_on.year - before_birthday)


def is_adult(born_on: Any, day: Any) -> bool:
    """Say whether a person is known to be 18 or over on `day`; unknown counts as minor."""
    age = age_on(born_on, day)
    return age is not None and age >= ADULT


def liable(claims: pd.DataFrame, invoices: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Return the frame `liabilities` for the claims given.

    The invoice's recipient is liable when the name is that of an adult member on the same
    invoice; else the member, if 18 or over on the day of issue; else the guardian, whom the
    register may not hold. A claim without a member has nobody, and becomes a task.
    """
    people = {row["member_id"]: row for row in frames.records(members)}
    recipients = {row["invoice_id"]: row["recipient_name"] for row in frames.records(invoices)}
    rows = frames.records(claims)
    together: dict[str, list[str]] = {}
    for claim in rows:
        together.setdefault(claim["invoice_id"], []).append(claim["member_id"])
    return frames.build(
        "liabilities",
        [_liable(claim, people, recipients.get(claim["invoice_id"]), together) for claim in rows],
    )


def _liable(
    claim: dict[str, Any],
    people: dict[str, dict[str, Any]],
    recipient: str | None,
    together: dict[str, list[str]],
) -> dict[str, Any]:
    member = people.get(claim["member_id"], {})
    issued_on = claim["issued_on"] or claim["due_on"]
    adult = is_adult(member.get("born_on"), issued_on)
    answer = {"claim_id": claim["claim_id"], "incurred_as_minor": bool(member) and not adult}
    for other_id in sorted(str(m) for m in together.get(claim["invoice_id"], [])):
        other = people.get(other_id, {})
        named = recipient and other and fold(recipient) == fold(_full_name(other))
        if named and other_id != claim["member_id"] and is_adult(other.get("born_on"), issued_on):
            return answer | {
                "liable_party": LiableParty.PAYER,
                "liable_member_id": other_id,
                "basis": "mottaker av fakturaen",
            }
    if adult:
        return answer | {
            "liable_party": LiableParty.MEMBER,
            "liable_member_id": claim["member_id"],
            "basis": "medlemmet var myndig da kravet ble utstedt",
        }
    if member:
        return answer | {
            "liable_party": LiableParty.GUARDIAN,
            "basis": "medlemmet var ikke kjent som myndig; foresatte er ikke ført i kilden",
        }
    return answer | {"liable_party": LiableParty.UNKNOWN, "basis": "kravet har ikke noe medlem"}


def _full_name(person: dict[str, Any]) -> str:
    return f"{person['first_name']} {person['last_name']}"

"""One row of a member list: the member, those named beside it, and the groups."""

from collections.abc import Iterator, Mapping
from typing import Any

from workbench.importers.headings import Header
from workbench.model.words import CLUB_GROUP, ContactRole, MemberStatus
from workbench.values import phones

MEMBER_COLUMNS = (
    "first_name", "last_name", "born_on", "gender", "address", "postcode", "city", "status",
    "joined_on", "left_on",
)  # fmt: skip
SLOTS = (
    ("guardian_1_", ContactRole.GUARDIAN, 1),
    ("guardian_2_", ContactRole.GUARDIAN, 2),
    ("payer_", ContactRole.PAYER, 1),
)


def rows_of(
    record: Mapping[str, Any], member_id: str | None, header: Header
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (frame, row) for the member, each guardian the list has columns for, and each group.

    A blank guardian is a row too, so that one who was taken out of the list leaves the books.
    """
    record = _parted(record, header)
    yield "members", _member(record, member_id, header)
    for prefix, role, number in SLOTS:
        named = [name for name in record if name.startswith(prefix)]
        cells = {name.removeprefix(prefix): record[name] for name in named}
        if cells:
            row = {"member_id": member_id, "role": role, "number": number}
            yield "guardians", row | _contact(cells)
    groups = [*(record.get("groups") or ()), record.get("group")]
    if header.profile.whole_club:
        groups.append(CLUB_GROUP)
    for group in dict.fromkeys(filter(None, groups)):
        yield "participations", {"member_id": member_id, "group_name": group}


def _parted(record: Mapping[str, Any], header: Header) -> Mapping[str, Any]:
    """Give a cell that is both the member's and a guardian's to the guardian, if one is named."""
    shared = [
        way
        for way in ("phone", "email")
        if way in header.columns and header.columns[way] == header.columns.get(f"guardian_1_{way}")
    ]
    whose = "" if record.get("guardian_1_name") else "guardian_1_"
    return {**record, **{f"{whose}{way}": None for way in shared}}


def _member(record: Mapping[str, Any], member_id: str | None, header: Header) -> dict[str, Any]:
    row = {name: record[name] for name in MEMBER_COLUMNS if name in record}
    row["member_id"] = member_id
    if "other_id" in record:
        system, _, _ = (member_id or "").partition(":")
        row["other_id"] = record["other_id"] and f"{system}:{record['other_id']}"
    if "email" in record:
        emails = record["email"] or []
        row |= {"email": next(iter(emails), None), "email_extra": ";".join(emails[1:]) or None}
    if "phone" in record:
        row["phone"] = _best_phone(record["phone"] or [])
    if "left_on" in record and "status" not in header.profile.columns:
        row["status"] = MemberStatus.LEFT if record["left_on"] else MemberStatus.ACTIVE
    if row.get("status") is None:
        row.pop("status", None)  # a blank says nothing: what is held, or another list, does
    return row


def _contact(cells: Mapping[str, Any]) -> dict[str, Any]:
    name = " ".join(filter(None, (cells.get("first"), cells.get("last"))))
    row: dict[str, Any] = {"name": cells.get("name") or name or None}
    if "email" in cells:
        row["email"] = next(iter(cells["email"] or []), None)
    if "phone" in cells:
        row["phone"] = _best_phone(cells["phone"] or [])
    return row


def _best_phone(found: list[str]) -> str | None:
    """Return the first mobile number, since it takes an SMS, else the first number."""
    return next((number for number in found if phones.is_mobile(number)), next(iter(found), None))

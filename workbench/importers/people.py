"""The rows of a member list: the members, those named beside them, and the groups."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from workbench.importers.mapping import Mapped
from workbench.importers.table import AS_HELD
from workbench.model.shapes import SHAPES
from workbench.model.words import CLUB_GROUP, ContactRole, MemberStatus
from workbench.values import phones
from workbench.values.text import fold

Columns = dict[str, list[Any]]  # of one noun, all of one length
NAMESAKE = "en annen i listen, som ikke er medlem, har samme navn; krav på navnet kan ikke skilles"
SLOTS = (
    ("guardian_1_", ContactRole.GUARDIAN, 1),
    ("guardian_2_", ContactRole.GUARDIAN, 2),
    ("payer_", ContactRole.PAYER, 1),
)


def tables_of(mapped: Mapped, system: str, as_of: date) -> Iterator[tuple[str, Columns]]:
    """Yield (frame, columns) for the members, the guardians that the list has columns for, and
    the groups.

    A blank guardian is a row too, so that one who was taken out of the list leaves the books. One
    who leaves on a day after `as_of` is still here.
    """
    cells = _parted(mapped)
    member_ids = [f"{system}:{person}" for person in cells["person"]]
    yield "members", _members(cells, member_ids, mapped, system, as_of)
    yield from _guardians(cells, member_ids)
    several = cells.get("groups", [None] * len(member_ids))
    one = cells.get("group", [None] * len(member_ids))
    whole = [CLUB_GROUP] if mapped.profile.whole_club else []
    pairs = [
        (member_id, group)
        for member_id, some, single in zip(member_ids, several, one, strict=True)
        for group in dict.fromkeys([*(some or ()), single, *whole])
        if group
    ]
    if pairs:
        members, groups = zip(*pairs, strict=True)
        yield "participations", {"member_id": list(members), "group_name": list(groups)}


def with_namesakes(mapped: Mapped) -> Mapped:
    """Note the members who share a name with somebody else whom a rule leaves out: whose a claim
    on that name is, nobody can tell, so it rests as one whose member's status is not read."""
    header, at = mapped.header, mapped.header.columns
    if not mapped.left_out or not {"first_name", "last_name", "born_on"} <= at.keys():
        return mapped
    words = {n: {*map(fold, said)} for n, said in mapped.profile.left_out.items() if n in at}
    rivals: dict[str, set[str]] = {}
    for row in header.sheet.rows[header.at + 1 :]:
        if any(_said(row, at[name]) in said for name, said in words.items()):
            rivals.setdefault(_name(row, at), set()).add(_said(row, at["born_on"]))
    noted = []
    for number in mapped.columns["row"]:
        row, index = header.sheet.rows[number - 1], at[next(iter(words))]
        if rivals.get(_name(row, at), set()) - {_said(row, at["born_on"])}:
            word = _said(row, index)
            fault = header.set_aside(number, "status", word, NAMESAKE, whole_row=False, index=index)
            noted.append(fault)
    return replace(mapped, set_aside=mapped.set_aside + noted)


def _said(row: Sequence[str], index: int) -> str:
    return fold(row[index]) if index < len(row) else ""


def _name(row: Sequence[str], at: Mapping[str, int]) -> str:
    return f"{_said(row, at['first_name'])} {_said(row, at['last_name'])}"


def _parted(mapped: Mapped) -> Mapping[str, list[Any]]:
    """Give a cell that is both the member's and a guardian's to the guardian, if one is named."""
    cells, at = mapped.columns, mapped.header.columns
    named = cells.get("guardian_1_name", [])
    parted = {}
    for way in ("phone", "email"):
        theirs = f"guardian_1_{way}"
        if way in at and at[way] == at.get(theirs):
            both = [*zip(named, cells[way], strict=True)]
            parted[way] = [None if name else cell for name, cell in both]
            parted[theirs] = [cell if name else None for name, cell in both]
    return cells | parted


def _members(
    cells: Mapping[str, list[Any]],
    member_ids: list[str],
    mapped: Mapped,
    system: str,
    as_of: date,
) -> Columns:
    members = {name: cells[name] for name in SHAPES["members"].columns if name in cells}
    members["member_id"] = member_ids
    if "other_id" in cells:
        members["other_id"] = [id and f"{system}:{id}" for id in cells["other_id"]]
    if "email" in cells:
        members["email"] = [found[0] if found else None for found in cells["email"]]
        members["email_extra"] = [";".join((found or [])[1:]) or None for found in cells["email"]]
    if "phone" in cells:
        members["phone"] = [_best_phone(found) for found in cells["phone"]]
    if "left_on" in cells and "status" not in mapped.profile.columns:
        left, here = MemberStatus.LEFT, MemberStatus.ACTIVE
        days = cells["left_on"]
        members["status"] = [
            AS_HELD if day is AS_HELD else left if day and day <= as_of else here for day in days
        ]
    if "status" in members:  # a blank says nothing: what is held, or another list, does
        members["status"] = [status or AS_HELD for status in members["status"]]
    return members


def _guardians(
    cells: Mapping[str, list[Any]], member_ids: list[str]
) -> Iterator[tuple[str, Columns]]:
    """Yield the guardians, those of one member after the other."""
    slots = [
        (role, number, found)
        for prefix, role, number in SLOTS
        if (found := {n.removeprefix(prefix): cells[n] for n in cells if n.startswith(prefix)})
    ]
    if not slots:
        return
    rows = len(member_ids)
    ways = {
        "name": [_names(found, rows) for _, _, found in slots],
        "email": [_first_of(found, "email", rows) for _, _, found in slots],
        "phone": [_first_of(found, "phone", rows) for _, _, found in slots],
    }
    table: Columns = {
        column: [cell for row in zip(*lists, strict=True) for cell in row]
        for column, lists in ways.items()
    }
    table["member_id"] = [member_id for member_id in member_ids for _ in slots]
    table["role"] = [role for role, _, _ in slots] * rows
    table["number"] = [number for _, number, _ in slots] * rows
    yield "guardians", table


def _names(found: Mapping[str, list[Any]], rows: int) -> list[str | None]:
    nobody: list[Any] = [None] * rows
    parts = (found.get(part, nobody) for part in ("name", "first", "last"))
    return [
        name or " ".join(filter(None, (first, last))) or None
        for name, first, last in zip(*parts, strict=True)
    ]


def _first_of(found: Mapping[str, list[Any]], way: str, rows: int) -> list[Any]:
    if way not in found:
        return [AS_HELD] * rows
    if way == "phone":
        return [_best_phone(numbers) for numbers in found[way]]
    return [addresses[0] if addresses else None for addresses in found[way]]


def _best_phone(found: list[str] | None) -> str | None:
    """Return the first mobile number, since it takes an SMS, else the first number."""
    if not found or len(found) == 1:
        return found[0] if found else None
    return next((number for number in found if phones.is_mobile(number)), found[0])

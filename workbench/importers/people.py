"""The rows of a member list: the members, those named beside them, and the groups."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from workbench.importers import statements
from workbench.importers.mapping import Mapped
from workbench.importers.profiles import OWN_ID, Profile
from workbench.importers.reading import cell_at
from workbench.importers.statements import AS_HELD, Statement
from workbench.importers.table import Columns, Row, rows_of
from workbench.model.kinds import CLUB_GROUP, ContactRole, MemberStatus
from workbench.model.shapes import SHAPES
from workbench.values import phones
from workbench.values.text import fold

NAMESAKE = "en annen i listen, som ikke er medlem, har samme navn; krav på navnet kan ikke skilles"
SLOTS = (
    ("guardian_1_", ContactRole.GUARDIAN, 1),
    ("guardian_2_", ContactRole.GUARDIAN, 2),
    ("payer_", ContactRole.PAYER, 1),
)
GUARDIAN_NAMES = ("guardian_1_name", "guardian_1_first", "guardian_1_last")


def tables_of(mapped: Mapped, system: str, as_of: date) -> Iterator[tuple[str, list[Statement]]]:
    """Yield (noun, statements) for the members, the guardians that the list has columns for, and
    the groups.

    A blank guardian is a row too, so that one who was taken out of the list leaves the books.
    """
    cells = _parted(mapped)
    made_ids = [f"{system}:{person}" for person in cells["person"]]
    own_ids = own_ids_of(cells)
    member_ids = [
        f"{system}:{own}" if own else made for own, made in zip(own_ids, made_ids, strict=True)
    ]
    members = _members(cells, member_ids, made_ids, mapped.profile, as_of)
    yield "members", statements.of_columns("members", members)
    slots = [slot for slot in SLOTS if any(name.startswith(slot[0]) for name in cells)]
    if slots:
        guardians = (
            {"member_id": member_id, "role": role, "number": number, **_guardian(row, prefix)}
            for member_id, row in zip(member_ids, rows_of(cells), strict=True)
            for prefix, role, number in slots
        )
        yield "guardians", statements.of_records("guardians", guardians)
    none: list[Any] = [None] * len(member_ids)
    lists = zip(member_ids, cells.get("groups", none), cells.get("group", none), strict=True)
    whole = [CLUB_GROUP] if mapped.profile.whole_club else []
    pairs = [
        (member_id, group)
        for member_id, several, single in lists
        for group in dict.fromkeys([*(several or ()), single, *whole])
        if group
    ]
    if pairs:
        columns = dict(zip(("member_id", "group_name"), zip(*pairs, strict=True), strict=True))
        yield "participations", statements.of_columns("participations", columns)


def with_namesakes(mapped: Mapped) -> Mapped:
    """Note the members who share a name with somebody else whom a rule leaves out: whose a claim
    on that name is, nobody can tell, so it rests as one whose member's status is not read."""
    header, at = mapped.header, mapped.header.columns
    if not mapped.left_out or not {"first_name", "last_name", "born_on"} <= at.keys():
        return mapped
    words = {n: {*map(fold, texts)} for n, texts in mapped.profile.left_out.items() if n in at}
    rivals: dict[str, set[str]] = {}
    for row in header.rows_below:
        if any(_folded_cell(row, at[name]) in texts for name, texts in words.items()):
            rivals.setdefault(_name(row, at), set()).add(_folded_cell(row, at["born_on"]))
    rivalled = []
    for number in mapped.columns["row"]:
        row, index = header.sheet.rows[number - 1], at[next(iter(words))]
        if rivals.get(_name(row, at), set()) - {_folded_cell(row, at["born_on"])}:
            word = _folded_cell(row, index)
            fault = header.set_aside(number, "status", word, NAMESAKE, whole_row=False, index=index)
            rivalled.append(fault)
    return replace(mapped, set_aside=mapped.set_aside + rivalled)


def _folded_cell(row: Sequence[str], index: int) -> str:
    return fold(cell_at(row, index))


def _name(row: Sequence[str], at: Mapping[str, int]) -> str:
    return f"{_folded_cell(row, at['first_name'])} {_folded_cell(row, at['last_name'])}"


def _parted(mapped: Mapped) -> Columns:
    """Give a cell that is both the member's and a guardian's to the guardian, if one is named."""
    cells, at = {**mapped.columns}, mapped.header.columns
    names = [cells[name] for name in GUARDIAN_NAMES if name in cells]
    is_named = [any(row) for row in zip(*names, strict=True)] or [False] * len(cells["person"])
    for own, theirs in (("phone", "guardian_1_phone"), ("email", "guardian_1_email")):
        if own in at and at[own] == at.get(theirs):
            both = [*zip(is_named, cells[own], strict=True)]
            cells[own] = [None if named else cell for named, cell in both]
            cells[theirs] = [cell if named else None for named, cell in both]
    return cells


def own_ids_of(cells: Columns) -> list[str | None]:
    """Return each row's id in the system, None where the file states none, or the same one for
    people of different names: then it is no person's own."""
    own_ids: list[str | None] = cells.get(OWN_ID) or [None] * len(cells["person"])
    names: dict[str | None, set[tuple[str, str]]] = {}
    for own_id, *name in zip(own_ids, cells["first_name"], cells["last_name"], strict=True):
        first, last = (fold(part or "") for part in name)
        names.setdefault(own_id, set()).add((first, last))
    return [own_id if len(names[own_id]) == 1 else None for own_id in own_ids]


def _members(
    cells: Columns, member_ids: list[str], made_ids: list[str], profile: Profile, as_of: date
) -> Columns:
    """Return the members' columns; one who leaves on a day after `as_of` is still here.

    The id made of name and birth date is kept beside the system's own: a file without the own ids
    is of the same people. Of a name alone it may be somebody else's.
    """
    members = {name: cells[name] for name in SHAPES["members"].columns if name in cells}
    members["member_id"] = member_ids
    if OWN_ID in cells:
        born_on = cells.get("born_on") or [None] * len(member_ids)
        members["other_id"] = [
            made if made != member_id and day else AS_HELD
            for made, member_id, day in zip(made_ids, member_ids, born_on, strict=True)
        ]
    if "email" in cells:
        members["email"] = [emails[0] if emails else None for emails in cells["email"]]
        members["email_extra"] = [";".join((emails or [])[1:]) or None for emails in cells["email"]]
    if "phone" in cells:
        members["phone"] = [_best_phone(numbers) for numbers in cells["phone"]]
    if "left_on" in cells and "status" not in profile.columns:
        left, here = MemberStatus.LEFT, MemberStatus.ACTIVE
        members["status"] = [
            AS_HELD if day is AS_HELD else left if day and day <= as_of else here
            for day in cells["left_on"]
        ]
    if "status" in members:  # a blank says nothing: the stored value, or another list, does
        members["status"] = [status or AS_HELD for status in members["status"]]
    return members


def _guardian(record: Row, prefix: str) -> Row:
    """Return what a record states of one guardian, or of the payer."""
    first_last = (record.get(f"{prefix}first"), record.get(f"{prefix}last"))
    row = {"name": record.get(f"{prefix}name") or " ".join(filter(None, first_last)) or None}
    if f"{prefix}phone" in record:
        row["phone"] = _best_phone(record[f"{prefix}phone"])
    if f"{prefix}email" in record:
        row["email"] = next(iter(record[f"{prefix}email"] or ()), None)
    return row


def _best_phone(numbers: list[str] | None) -> str | None:
    """Return the first mobile number, since it takes an SMS, else the first number."""
    if not numbers:
        return None
    return next((number for number in numbers if phones.is_mobile(number)), numbers[0])

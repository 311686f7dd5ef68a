"""The columns of a profile to the frames of `model`: keys get their system, words their frame."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from workbench.importers import bills, people
from workbench.importers.mapping import Mapped
from workbench.importers.people import Columns
from workbench.importers.profiles import kept
from workbench.importers.table import AS_HELD
from workbench.model import frames
from workbench.model.words import CLUB_GROUP, ClaimStatus, FeeType, MemberStatus
from workbench.values import text
from workbench.values.identity import is_digest

Tables = dict[str, list[Columns]]  # noun -> the columns of each file that says something of it
LISTS = {"invoices": "invoices", "bills": "claims"}  # kind -> the noun that it lists all of
# what stands where neither a file nor the books say anything
START: Mapping[str, Mapping[str, Any]] = {
    "members": {"status": MemberStatus.ACTIVE},
    "claims": {"status": ClaimStatus.REVIEW},
}
GOING_ON = {ClaimStatus.OPEN, MemberStatus.ACTIVE}
INVOICE = {
    "title": "title", "recipient": "recipient_name", "issued_on": "issued_on", "due_on": "due_on",
    "amount": "amount_ore", "paid": "paid_ore", "paid_on": "paid_on", "status": "status",
}  # fmt: skip


def to_tables(
    mapped: Mapped, *, system: str, accounts: Mapping[str, str], as_of: date = date.max
) -> Tables:
    """Turn one file's columns into those of the nouns; `system` is the club's own, whose ids are
    meant, and `accounts` maps income accounts to fee types.

    A column that the file does not have is not there; AS_HELD stands for what is as in the books.
    An empty list of what is owed says that nothing is: its noun is there, without rows.
    """
    as_read = kept(mapped.profile.kind)
    match mapped.profile.kind:
        case kind if not mapped.rows_taken:
            nouns = [LISTS[kind]] if kind in LISTS else []
            return {noun: [{name: [] for name in frames.SHAPES[noun].columns}] for noun in nouns}
        case "members":
            return {name: [columns] for name, columns in people.tables_of(mapped, system, as_of)}
        case "invoices":
            columns = {ours: mapped.columns[theirs] for theirs, ours in INVOICE.items()}
            columns |= {name: mapped.columns[name] for name in as_read & mapped.columns.keys()}
            columns["invoice_id"] = [f"{system}:{order}" for order in mapped.columns["order"]]
            return {"invoices": [columns]}
        case "payments":
            source = mapped.profile.system
            return {"payments": [by_column(bills.payments(mapped.records, system, source))]}
    rows: dict[str, list[dict[str, Any]]] = {}
    for record in mapped.records:
        stated = {name: record[name] for name in as_read & record.keys()}
        for name, row in _rows(mapped, record, system, accounts):
            rows.setdefault(name, []).append(row | stated)
    return {name: [by_column(found)] for name, found in rows.items()}


def by_column(rows: Iterable[Mapping[str, Any]]) -> Columns:
    """Turn rows into columns; what a row does not say is as held."""
    found = list(rows)
    names = dict.fromkeys(name for row in found for name in row)
    return {name: [row.get(name, AS_HELD) for row in found] for name in names}


def whole_lists(mapped: Mapped, tables: Tables) -> tuple[set[str], set[str]]:
    """Return the groups that the file is the whole list of, and the people all of whose groups
    stand in it: those of a cell with several groups."""
    found = tables.get("participations", [])
    if "groups" not in mapped.header.columns:
        return {group for part in found for group in part["group_name"]}, set()
    whole = {CLUB_GROUP} if mapped.profile.whole_club else set()
    return whole, {member_id for part in found for member_id in part["member_id"]}


def fold(name: str, parts: Sequence[Columns], held: pd.DataFrame) -> pd.DataFrame:
    """Fold the columns of one noun, from all files of a batch, to its frame.

    Of rows with the same key the first value that is not missing counts; of two that contradict
    each other on what is settled, the settled one, whatever the files are called: a reminder too
    few is better than one too many. Two requests that only a name and a title tell apart are for a
    person to look at. A column that no file states for a key is as in `held`.
    """
    table = _joined(parts)
    keys = [*zip(*(table[part] for part in frames.SHAPES[name].key), strict=True)]
    order = _settled_first(table, len(keys))
    first: dict[Any, int] = {}
    for at in order:
        if (before := first.setdefault(keys[at], at)) != at:
            if name == "claims" and _apart(_row(table, before), _row(table, at)):
                for cells in table.values():  # of the two, the one less settled
                    cells[before] = cells[at]
                table["status"][before] = ClaimStatus.REVIEW
            _fill(table, before, at)
    places = [*first.values()]
    found = table
    if places != list(range(len(keys))):
        found = {column: [cells[at] for at in places] for column, cells in table.items()}
    _lay_over(found, [*first], name, held)
    start = START.get(name, {})
    for column in start:
        found.setdefault(column, [AS_HELD] * len(places))
    return frames.of_columns(
        name,
        len(places),
        {
            column: [start.get(column) if cell is AS_HELD else cell for cell in cells]
            for column, cells in found.items()
        },
    )


def _joined(parts: Sequence[Columns]) -> Columns:
    lengths = [len(next(iter(part.values()))) for part in parts]
    names = dict.fromkeys(name for part in parts for name in part)
    return {
        name: [
            cell
            for part, length in zip(parts, lengths, strict=True)
            for cell in part.get(name) or [AS_HELD] * length
        ]
        for name in names
    }


def _settled_first(table: Columns, rows: int) -> list[int]:
    """Sort open invoices, claims with nothing paid, active members and nameless guardians after
    the others; of a payment, the refunded one comes first."""
    order = list(range(rows))
    if {"payment_id", "invoice_id"} <= table.keys():
        order.sort(key=table["amount_ore"].__getitem__)
    waits = [False] * rows
    if "status" in table:
        waits = [status in GOING_ON for status in table["status"]]
    if "paid_ore" in table:
        waits = [wait or not paid for wait, paid in zip(waits, table["paid_ore"], strict=True)]
    if "role" in table:
        waits = [name is None for name in table["name"]]
    return sorted(order, key=waits.__getitem__)


def _row(table: Columns, at: int) -> dict[str, Any]:
    return {name: cells[at] for name, cells in table.items()}


def _apart(one: Mapping[str, Any], other: Mapping[str, Any]) -> int:
    """Say in how much two rows of one claim differ, where its id is made of a name and a title: a
    request of the same title may be another."""
    if not is_digest(str(one["invoice_id"]).partition(":")[2]):
        return 0
    said = [{one[name], other[name]} - {None, AS_HELD} for name in ("due_on", "amount_ore")]
    return sum(len(values) > 1 for values in said)


def _fill(table: Columns, first: int, at: int) -> None:
    """Take from a further row of the same key what the first one lacks."""
    if "role" in table and not _is_same_name(table["name"][first], table["name"][at]):
        return
    for cells in table.values():
        if (cells[first] is None or cells[first] is AS_HELD) and cells[at] is not AS_HELD:
            cells[first] = cells[at]


def _lay_over(table: Columns, keys: list[Any], name: str, held: pd.DataFrame) -> None:
    """Take from the books what no file states; of a guardian only while the name is the same.

    The day a reminder of the source itself was first seen with is kept, for this due date. A claim
    that a name was tied to a member stays that member's, and one with another day and another sum
    may be another request.
    """
    key_of = frames.SHAPES[name].key
    before = {tuple(row[part] for part in key_of): row for row in frames.records(held)}
    for column in frames.SHAPES[name].columns if before else ():
        table.setdefault(column, [AS_HELD] * len(keys))
    for at, key in enumerate(keys) if before else ():
        was = before.get(key)
        if was is None or ("role" in was and not _is_same_name(was["name"], table["name"][at])):
            continue
        for column in was:
            if table[column][at] is AS_HELD:
                table[column][at] = was[column]
        if name == "claims":
            _lay_over_claim(table, at, was)
        if name == "reminders" and "due_on" in table and was["sent_on"] > table["due_on"][at]:
            table["sent_on"][at] = was["sent_on"]


def _lay_over_claim(table: Columns, at: int, was: Mapping[str, Any]) -> None:
    named = table["member_name"][at]
    if named and table["member_id"][at] is None and _is_same_name(named, was["member_name"]):
        table["member_id"][at] = was["member_id"]
    if _apart(_row(table, at), was) > 1:
        table["status"][at] = ClaimStatus.REVIEW


def _is_same_name(one: str | None, other: str | None) -> bool:
    """Say whether two rows of a guardian are of one person: two never get each other's data."""
    return text.fold(one or "") == text.fold(other or "")


def _rows(
    mapped: Mapped, record: Mapping[str, Any], system: str, accounts: Mapping[str, str]
) -> Iterable[tuple[str, dict[str, Any]]]:
    member_id = f"{system}:{record['person']}" if record.get("person") else None
    invoice_id = f"{system}:{record['order']}" if record.get("order") else None
    match mapped.profile.kind:
        case "bills" if invoice_id:
            yield from bills.rows_of(record, invoice_id, member_id, mapped.profile)
        case "claims":
            paid = record["paid"]
            row = {
                "claim_id": f"{invoice_id}:{record['person']}:{record['title']}",
                "invoice_id": invoice_id,
                "member_id": member_id,
                "fee_type": accounts.get(record.get("account") or "", FeeType.OTHER),
                "title": record["title"],
                "issued_on": record["issued_on"],
                "due_on": record["due_on"],
                "paid_ore": paid,
                # the status day is the day of payment only where the row says paid
                "paid_on": record.get("status_on") if paid else None,
                "status": None,  # only the invoice states it
            }
            if "kid" in record:  # of one that could not be read, the one held stands
                row["kid"] = record["kid"]
            yield "claims", row
        case "holds":
            yield (
                "holds",
                {
                    "hold_id": f"{record['kind']}:{member_id}:{record['order'] or ''}"
                    f":{record['start_on']}",
                    "kind": record["kind"],
                    "member_id": member_id,
                    "invoice_id": invoice_id,
                    "start_on": record["start_on"],
                    "end_on": record["end_on"],
                    "review_on": record.get("review_on"),
                    "agreed_with": record.get("agreed_with"),
                },
            )
        case "steps":
            yield (
                "reminders",
                {
                    "invoice_id": invoice_id,
                    "step_id": record["step_id"],
                    "sent_on": record["sent_on"],
                },
            )

"""The records of a profile to the rows of `model`: keys get their system, words their noun."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from operator import attrgetter
from typing import Any

import pandas as pd

from workbench.importers import bills, people, statements
from workbench.importers.mapping import Mapped
from workbench.importers.presence import WholeLists
from workbench.importers.profiles import noun_of
from workbench.importers.statements import AS_HELD, Statement
from workbench.model import frames
from workbench.model.kinds import CLUB_GROUP, ClaimStatus, FeeType, MemberStatus
from workbench.values import text
from workbench.values.record_ids import is_digest

Tables = dict[str, list[Statement]]  # noun -> what is stated of it
LISTS = ("invoices", "bills")  # kinds of file that list all of their noun
# what stands where neither a file nor the books say anything
START: Mapping[str, Mapping[str, Any]] = {
    "members": {"status": MemberStatus.ACTIVE},
    "claims": {"status": ClaimStatus.REVIEW},
}
# noun -> what is less for the more settled of two rows
OPENNESS: Mapping[str, Callable[[Statement], int]] = {
    "members": lambda row: row.status == MemberStatus.ACTIVE,
    "invoices": lambda row: row.status == ClaimStatus.OPEN or not row.paid_ore,
    "claims": lambda row: row.status == ClaimStatus.OPEN or not row.paid_ore,
    "guardians": lambda row: row.name is None,
}


def to_tables(
    mapped: Mapped, *, system: str, accounts: Mapping[str, str], as_of: date = date.max
) -> Tables:
    """Turn one file's records into the rows of the nouns; `system` is the club's own, whose ids
    are meant, and `accounts` maps income accounts to fee types.

    An empty list of what is owed says that nothing is: its noun is there, without rows.
    """
    kind = mapped.profile.kind
    if not mapped.rows_taken:
        return {noun_of(kind): []} if kind in LISTS else {}
    if kind == "members":
        return dict(people.tables_of(mapped, system, as_of))
    records: dict[str, list[dict[str, Any]]] = {}
    for noun, record in _records(mapped, system, accounts):
        records.setdefault(noun, []).append(record)
    return {noun: statements.of_records(noun, of_noun) for noun, of_noun in records.items()}


def whole_lists(mapped: Mapped, tables: Tables) -> WholeLists:
    """Return the groups that the file is the whole list of, and the people all of whose groups
    stand in it: those of a cell with several groups."""
    listed = tables.get("participations", [])
    if "groups" not in mapped.header.columns:
        return WholeLists(groups=frozenset(row.group_name for row in listed))
    whole = {CLUB_GROUP} if mapped.profile.whole_club else set()
    return WholeLists(frozenset(whole), frozenset(row.member_id for row in listed))


def fold(noun: str, rows: Iterable[Statement], stored: pd.DataFrame) -> pd.DataFrame:
    """Fold what is stated of one noun, in all files of a batch, to its frame.

    Of rows with the same key the first value that is not missing counts; of two that contradict
    each other on what is settled, the settled one, whatever the files are called: a reminder too
    few is better than one too many. Of a payment, what is left after a refund counts. What no file
    states for a key is as in `stored`.
    """
    shape, start = frames.SHAPES[noun], START.get(noun, {})
    key_of = attrgetter(*shape.key)
    folded: dict[Any, Statement] = {}
    for row in sorted(rows, key=OPENNESS.get(noun, lambda row: 0)):
        key = key_of(row)
        first = folded.setdefault(key, row)
        if first is not row:
            folded[key] = _fill_gaps(noun, first, row)
    stored_columns = {column: frames.plain_values(stored[column]) for column in shape.columns}
    for stored_row in statements.of_columns(noun, stored_columns):
        key = key_of(stored_row)
        if key in folded:
            folded[key] = _complete(noun, folded[key], stored_row)
    columns = zip(shape.columns, zip(*folded.values(), strict=True), strict=False)
    cells = {
        column: [start.get(column) if cell is AS_HELD else cell for cell in cells]
        for column, cells in columns
    }
    return frames.from_columns(noun, len(folded), cells)


def _fill_gaps(noun: str, first: Statement, further: Statement) -> Statement:
    """Return the first row, with what it lacks from a further row of the same key.

    Two requests that only a name and a title tell apart are for a person to look at.
    """
    if noun == "claims" and _count_differing_facts(first, further):
        return further._replace(status=ClaimStatus.REVIEW)  # of the two, the one less settled
    if noun == "guardians" and not _is_same_name(first.name, further.name):
        return first
    if noun == "mandates":
        return _newest_mandate(first, further)
    if noun == "payments":
        first = first._replace(amount_ore=min(first.amount_ore, further.amount_ore))
    return first._make(
        more if cell is AS_HELD or (cell is None and more is not AS_HELD) else cell
        for cell, more in zip(first, further, strict=True)
    )


def _complete(noun: str, row: Statement, stored: Statement) -> Statement:
    """Return the row, with what no file states from the books; of a guardian only while the name is
    the same.

    The day a reminder of the source itself was first seen with is kept, for this due date. A claim
    that a name was tied to a member stays that member's, and one with another day and another sum
    may be another request. A payment keeps its KID.
    """
    if noun == "mandates":
        return _newest_mandate(row, stored)
    if noun == "guardians" and not _is_same_name(row.name, stored.name):
        return row
    whole = row._make(
        before if cell is AS_HELD else cell for cell, before in zip(row, stored, strict=True)
    )
    if noun == "claims":
        named, is_tied = whole.member_name, whole.member_id is not None
        if named and not is_tied and _is_same_name(named, stored.member_name):
            whole = whole._replace(member_id=stored.member_id)
        if _count_differing_facts(whole, stored) > 1:
            whole = whole._replace(status=ClaimStatus.REVIEW)
    if noun == "payments" and whole.kid is None:
        whole = whole._replace(kid=stored.kid)
    if noun == "reminders" and row.due_on is not AS_HELD and stored.sent_on > row.due_on:
        whole = whole._replace(sent_on=stored.sent_on)
    return whole


def _newest_mandate(row: Statement, further: Statement) -> Statement:
    """Return what the newer of two files says of a mandate, whichever was read first; of the same
    day, the one by which it stands and the payer is told."""

    def rank(each: Statement) -> tuple[Any, ...]:
        return each.stated_on, each.ended_on is None, each.wants_notice

    first_seen_on = min(row.first_seen_on, further.first_seen_on)
    return max(row, further, key=rank)._replace(first_seen_on=first_seen_on)


def _count_differing_facts(row: Statement, further: Statement) -> int:
    """Return how many facts of two rows of a claim differ, if its id is made of a name and a title:
    a request of the same title may be another."""
    if not is_digest(str(row.invoice_id).partition(":")[2]):
        return 0
    facts = ((row.due_on, further.due_on), (row.amount_ore, further.amount_ore))
    return sum(len({*values} - {None, AS_HELD}) > 1 for values in facts)


def _is_same_name(name: str | None, further: str | None) -> bool:
    """Return whether two rows of a guardian are of one person: two never get each other's data."""
    return text.fold(name or "") == text.fold(further or "")


def _records(
    mapped: Mapped, system: str, accounts: Mapping[str, str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (noun, row) for all that the file's records say."""
    profile = mapped.profile
    if profile.kind == "payments":
        for row in bills.payments(mapped.records, system, profile.source or profile.system):
            yield "payments", row
        return
    for record in mapped.records:
        member_id = f"{system}:{record['person']}" if record.get("person") else None
        invoice_id = f"{system}:{record['order']}" if record.get("order") else None
        row = record | {"member_id": member_id, "invoice_id": invoice_id}
        match profile.kind:
            case "invoices":
                row["recipient_name"] = record["recipient"]
                amount, paid = record["amount"], record["paid"]
                row |= {"amount_ore": amount, "paid_ore": paid}
                if "status" in record:
                    row["status"] = bills.weigh_partly(record["status"], amount, paid)
                yield "invoices", row
            case "bills" if invoice_id:
                yield from bills.rows_of(record, invoice_id, member_id, profile)
            case "claims":
                row |= {
                    "claim_id": f"{invoice_id}:{record['person']}:{record['title']}",
                    "fee_type": accounts.get(record.get("account") or "", FeeType.OTHER),
                    "paid_ore": record["paid"],
                    # the status day is the day of payment only where the row says paid
                    "paid_on": record.get("status_on") if record["paid"] else None,
                    "status": None,  # only the invoice states it
                }
                yield "claims", row
            case "holds":
                order = record["order"] or ""
                row["hold_id"] = f"{record['kind']}:{member_id}:{order}:{record['start_on']}"
                yield "holds", {"review_on": None, "agreed_with": None} | row
            case "steps":
                yield "reminders", row

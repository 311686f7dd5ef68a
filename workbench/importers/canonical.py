"""Records of a profile to the frames of `model`: keys get their system, words their frame."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from workbench.importers import bills, people
from workbench.importers.mapping import Mapped
from workbench.model import frames
from workbench.model.words import CLUB_GROUP, ClaimStatus, FeeType, MemberStatus
from workbench.values import text

Rows = list[dict[str, Any]]  # of one noun; a column that the file does not have is not in them


def to_rows(mapped: Mapped, *, system: str, accounts: Mapping[str, str]) -> dict[str, Rows]:
    """Turn one file's records into rows by noun; `system` is the club's own, whose ids are meant.

    `accounts` maps income accounts to fee types.
    """
    if mapped.profile.kind == "payments" and mapped.records:
        return {"payments": [*bills.payments(mapped.records, system, mapped.profile.system)]}
    rows: dict[str, Rows] = {}
    for record in mapped.records:
        for name, row in _rows(mapped, record, system, accounts):
            rows.setdefault(name, []).append(row)
    return rows


def whole_lists(mapped: Mapped, rows: Mapping[str, Rows]) -> tuple[set[str], set[str]]:
    """Return the groups that the file is the whole list of, and the people all of whose groups
    stand in it: those of a cell with several groups."""
    found = rows.get("participations", [])
    if "groups" not in mapped.header.columns:
        return {row["group_name"] for row in found}, set()
    whole = {CLUB_GROUP} if mapped.profile.whole_club else set()
    return whole, {row["member_id"] for row in found}


def fold(name: str, rows: Rows, held: pd.DataFrame) -> pd.DataFrame:
    """Fold the rows of one noun, from all files of a batch, to its frame.

    Of rows with the same key the first value that is not missing counts; of two that contradict
    each other on what is settled, the settled one, whatever the files are called: a reminder too
    few is better than one too many. A column that no file states for a key is as in `held`.
    """
    key = frames.SHAPES[name].key
    folded: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in sorted(rows, key=_settled_first):
        first = folded.setdefault(tuple(row[part] for part in key), dict(row))
        for column, value in row.items():
            if first.get(column) is None and _is_same_person(first, row):
                first[column] = value
    start = {"status": MemberStatus.ACTIVE} if name == "members" else {}
    before = {tuple(row[part] for part in key): row for row in frames.records(held)}
    whole = [
        {
            **start,
            **(
                was := before.get(key_of, {})
                if _is_same_person(before.get(key_of, {}), row)
                else {}
            ),
            **row,
            **_kept(was, row),
        }
        for key_of, row in folded.items()
    ]
    return frames.build(name, whole)


def _settled_first(row: dict[str, Any]) -> tuple[bool, int]:
    """Sort open invoices, claims with nothing paid, active members and nameless guardians after
    the others; of a payment, the refunded one comes first."""
    going_on = row.get("status") in (ClaimStatus.OPEN, MemberStatus.ACTIVE)
    going_on = going_on or ("paid_ore" in row and not row["paid_ore"])
    nameless = "role" in row and row["name"] is None
    is_refundable = "payment_id" in row and "invoice_id" in row
    return going_on or nameless, row["amount_ore"] if is_refundable else 0


def _is_same_person(first: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Say whether two rows of a guardian are of one person: two never get each other's data."""
    names = [text.fold(one["name"] or "") for one in (first, row) if "role" in one]
    return len(set(names)) < 2


def _kept(held: Mapping[str, Any], row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Keep the day a reminder of the source itself was first seen with, for this due date."""
    was_for_it = "step_id" in held and "due_on" in row and held["sent_on"] > row["due_on"]
    return {"sent_on": held["sent_on"]} if was_for_it else {}


def _rows(
    mapped: Mapped, record: Mapping[str, Any], system: str, accounts: Mapping[str, str]
) -> Iterable[tuple[str, dict[str, Any]]]:
    member_id = f"{system}:{record['person']}" if record.get("person") else None
    invoice_id = f"{system}:{record['order']}" if record.get("order") else None
    match mapped.profile.kind:
        case "members":
            yield from people.rows_of(record, member_id, mapped.header)
        case "bills" if invoice_id:
            yield from bills.rows_of(record, invoice_id, member_id, mapped.profile)
        case "invoices":
            yield (
                "invoices",
                {
                    "invoice_id": invoice_id,
                    "title": record["title"],
                    "recipient_name": record["recipient"],
                    "issued_on": record["issued_on"],
                    "due_on": record["due_on"],
                    "amount_ore": record["amount"],
                    "paid_ore": record["paid"],
                    "paid_on": record["paid_on"],
                    "status": record["status"],
                },
            )
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

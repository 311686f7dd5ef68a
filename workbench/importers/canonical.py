"""Records of a profile to the frames of `model`: keys get their system, words their frame."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from workbench.importers.mapping import Mapped
from workbench.model import frames
from workbench.model.words import ClaimStatus, FeeType, MemberStatus
from workbench.values import phones

MEMBER_COLUMNS = (
    "first_name", "last_name", "born_on", "gender", "address", "postcode", "city", "status",
    "joined_on", "left_on",
)  # fmt: skip


Rows = list[dict[str, Any]]  # of one noun; a column that the file does not have is not in them


def to_rows(mapped: Mapped, *, system: str, accounts: Mapping[str, str]) -> dict[str, Rows]:
    """Turn one file's records into rows by noun; `system` is the club's own, whose ids are meant.

    `accounts` maps income accounts to fee types.
    """
    rows: dict[str, Rows] = {}
    for record in mapped.records:
        for name, row in _rows(mapped.profile.kind, record, system, accounts):
            rows.setdefault(name, []).append(row)
    return rows


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
            if first.get(column) is None:
                first[column] = value
    start = {"status": MemberStatus.ACTIVE} if name == "members" else {}
    before = {tuple(row[part] for part in key): row for row in frames.records(held)}
    whole = [{**start, **before.get(key_of, {}), **row} for key_of, row in folded.items()]
    return frames.build(name, whole)


def _settled_first(row: dict[str, Any]) -> bool:
    """Sort open invoices, claims with nothing paid, and active members after the others."""
    going_on = row.get("status") in (ClaimStatus.OPEN, MemberStatus.ACTIVE)
    return going_on or ("paid_ore" in row and not row["paid_ore"])


def _rows(
    kind: str, record: Mapping[str, Any], system: str, accounts: Mapping[str, str]
) -> Iterable[tuple[str, dict[str, Any]]]:
    member_id = f"{system}:{record['person']}" if record.get("person") else None
    invoice_id = f"{system}:{record['order']}" if record.get("order") else None
    match kind:
        case "members":
            yield "members", _member(record, member_id)
            if record.get("group"):
                yield "participations", {"member_id": member_id, "group_name": record["group"]}
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


def _member(record: Mapping[str, Any], member_id: str | None) -> dict[str, Any]:
    row = {name: record[name] for name in MEMBER_COLUMNS if name in record}
    row["member_id"] = member_id
    if "email" in record:
        emails = record["email"] or []
        row |= {"email": next(iter(emails), None), "email_extra": ";".join(emails[1:]) or None}
    if "phone" in record:
        row["phone"] = _best_phone(record["phone"] or [])
    if row.get("status") is None:
        row.pop("status", None)  # a blank says nothing: what is held, or another list, does
    return row


def _best_phone(found: list[str]) -> str | None:
    """Return the first mobile number, since it takes an SMS, else the first number."""
    return next((number for number in found if phones.is_mobile(number)), next(iter(found), None))

"""Records of a profile to the frames of `model`: keys get their system, words their frame."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from workbench.importers.mapping import Mapped
from workbench.model import frames
from workbench.model.words import FeeType, MemberStatus


def to_frames(
    mapped: Mapped, *, system: str, accounts: Mapping[str, str]
) -> dict[str, pd.DataFrame]:
    """Turn one file's records into frames; `system` is the club's own, whose ids are meant.

    `accounts` maps income accounts to fee types. Rows with the same key are folded: the first
    value that is not missing counts.
    """
    rows: dict[str, list[dict[str, Any]]] = {}
    for record in mapped.records:
        for name, row in _rows(mapped.profile.kind, record, system, accounts):
            rows.setdefault(name, []).append(row)
    return {name: _fold(name, found) for name, found in rows.items()}


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
            yield (
                "claims",
                {
                    "claim_id": f"{invoice_id}:{record['person']}:{record['title']}",
                    "invoice_id": invoice_id,
                    "member_id": member_id,
                    "kid": record["kid"],
                    "fee_type": accounts.get(record.get("account") or "", FeeType.OTHER),
                    "title": record["title"],
                    "issued_on": record["issued_on"],
                    "due_on": record["due_on"],
                    "paid_ore": paid,
                    # the status day is the day of payment only where the row says paid
                    "paid_on": record.get("status_on") if paid else None,
                },
            )
        case "holds":
            yield (
                "holds",
                {
                    "hold_id": hold_id(record, system),
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


def hold_id(record: Mapping[str, Any], system: str) -> str:
    """Return the key of an agreement: its kind, what it lies on, and its first day."""
    target = f"{record['person']}:{record['order'] or ''}"
    return f"{record['kind']}:{system}:{target}:{record['start_on']}"


def _member(record: Mapping[str, Any], member_id: str | None) -> dict[str, Any]:
    emails = record["email"] or []
    phones = record["phone"] or []
    return {
        **{name: record.get(name) for name in ("first_name", "last_name", "born_on", "gender")},
        **{name: record.get(name) for name in ("address", "postcode", "city")},
        **{name: record.get(name) for name in ("joined_on", "left_on")},
        "member_id": member_id,
        "email": emails[0] if emails else None,
        "email_extra": ";".join(emails[1:]) or None,
        "phone": phones[0] if phones else None,
        "status": record.get("status") or MemberStatus.ACTIVE,
    }


def _fold(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    key = frames.SHAPES[name].key
    folded: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        first = folded.setdefault(tuple(row[part] for part in key), dict(row))
        for column, value in row.items():
            if first.get(column) is None:
                first[column] = value
    return frames.build(name, folded.values())


def fold_files(name: str, parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Join the same frame from several files of one batch; the first value not missing counts."""
    if not parts:
        return frames.empty(name)
    joined = pd.concat(parts, ignore_index=True)
    key = list(frames.SHAPES[name].key)
    if not joined.duplicated(key).any():
        return frames.check(name, joined)
    return _fold(name, frames.records(joined))

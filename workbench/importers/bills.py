"""One row of a list of bills, or of payments: claims of their own amount, reminders, payments."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from workbench.importers.profiles import PARTLY, Profile, verbatim_columns
from workbench.model.kinds import SETTLED, VOID, ClaimStatus, FeeType
from workbench.values.record_ids import digest
from workbench.values.text import fold

WEIGHED = {"paid_on", "status"}  # stated only where the sums agree with them
PAID = {"paid", "outstanding"}  # the columns that say what is settled


def rows_of(
    record: Mapping[str, Any], invoice_id: str, member_id: str | None, profile: Profile
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (frame, row) for the claim of one row, and the reminders that the source has sent."""
    others = [str(record.get(part) or "") for part in profile.key if part != "order"]
    row = {name: cell for name, cell in record.items() if name not in WEIGHED} | {
        "claim_id": f"{invoice_id}:{digest(*others)}" if others else invoice_id,
        "invoice_id": invoice_id,
        "member_id": member_id,
        "fee_type": _fee_type(record["title"], profile),
        "issued_on": record.get("issued_on"),
        "member_name": None if member_id else record.get("member_name"),
        "group_name": record.get("group"),
        "recipient_name": record.get("recipient"),
    }
    yield "claims", row | _money(record, profile)
    for step_id, sent_on in _reminders(record, profile):
        sent = {"invoice_id": invoice_id, "step_id": step_id, "sent_on": sent_on}
        yield "reminders", sent | {"due_on": record["due_on"]}


def _fee_type(title: str, profile: Profile) -> FeeType:
    folded = fold(title)
    return next((fee for word, fee in profile.fees.items() if fold(word) in folded), FeeType.OTHER)


def _money(record: Mapping[str, Any], profile: Profile) -> dict[str, Any]:
    """Return amount, what is settled of it, and status; two of the three sums give the third.

    What is outstanding decides: a credited part counts as settled. More outstanding than there can
    be is for a person to look at. What the file does not state is as stored: a column that is gone
    wipes no payment, and a blank status lifts no rest.
    """
    amount, paid, rest = (record.get(name) for name in ("amount", "paid", "outstanding"))
    status = record.get("status")
    is_paid = status in SETTLED
    if amount is None and rest is not None:
        amount = (paid or 0) + rest
    settled = (amount if paid is None and is_paid else paid) or 0
    if amount is not None and rest is not None and status not in VOID:
        is_too_much = rest > amount - (paid or 0)
        status, settled = ClaimStatus.REVIEW if is_too_much else status, max(0, amount - rest)
    status = weigh_partly(status, amount, settled)
    money = {"amount_ore": amount}
    if is_paid or PAID & record.keys() or not PAID & profile.columns.keys():
        money |= {"paid_ore": settled}
        money |= {"paid_on": record.get("paid_on") if settled or is_paid else None}
    return money if status is None and "status" in profile.columns else money | {"status": status}


def weigh_partly(status: str | None, amount: int | None, settled: int | None) -> str | None:
    """Return open for what the file calls partly paid where its sums say so, else review."""
    if status != PARTLY:
        return status
    is_partly = amount is not None and 0 < (settled or 0) < amount
    return ClaimStatus.OPEN if is_partly else ClaimStatus.REVIEW


def _reminders(record: Mapping[str, Any], profile: Profile) -> Iterator[tuple[str, Any]]:
    """Yield the reminders that the source has sent: by its days, else the newest by its count.

    A source may send more of them than a policy has levels.
    """
    count = (record.get("reminders") or 0) - profile.first_is_invoice
    newest = record.get("reminded_on")
    days = [record["due_on"] + timedelta(days) for days in profile.reminder_days]
    if days and "reminders" not in profile.columns:
        count = sum(newest is not None and day <= newest for day in days)
    for number, day in enumerate(days[: max(count, 0)], start=1):
        yield f"reminder_{number}", day
    if count > len(days) and newest is not None:
        yield f"reminder_{count}", newest


def payments(
    records: Iterable[Mapping[str, Any]], system: str, source: str
) -> Iterator[dict[str, Any]]:
    """Return the rows of the frame `payments` of one file.

    A payment's id is made of its facts and its number among equal ones in the file, so that
    overlapping files never double it. A later refund leaves the id and changes the amount: equal
    ones are numbered by what was refunded, not by where they stand. If the source has references of
    its own, one is enough besides the amount and the day: a bank may begin to count anew.
    """
    alike: dict[str, int] = {}
    as_read = verbatim_columns("payments")
    for record in sorted(records, key=lambda record: record.get("refunded") or 0):
        order = record.get("order")
        kid = record.get("kid")
        facts = _digest_payment(record)
        alike[facts] = alike.get(facts, 0) + 1
        yield {
            "payment_id": f"{system if order else source}:{facts}:{alike[facts]}",
            "amount_ore": record["amount"] - (record.get("refunded") or 0),
            "paid_on": record["paid_on"],
            "source": source,
            "row": record.get("row"),
            **{name: record[name] for name in as_read & record.keys()},
            **({"invoice_id": f"{system}:{order}"} if order else {"kid": kid}),
        }


def _digest_payment(record: Mapping[str, Any]) -> str:
    """Return a digest of what tells a payment from others: the payer and the message only where it
    has neither a reference nor an order or a KID."""
    amount, day = str(record["amount"]), record["paid_on"].isoformat()
    name, reference = record.get("order") or record.get("kid"), record.get("reference")
    if reference:
        return digest(record.get("account"), reference, amount, day)
    if name:
        return digest(name, amount, day)
    return digest(None, amount, day, record.get("payer_name"), record.get("message"))

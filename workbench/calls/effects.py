"""The rows that follow from a call: itself, holds, instalments, steps and corrections."""

from datetime import date, timedelta
from typing import Any

import pandas as pd

from workbench.calls.cases import Case, Claim
from workbench.calls.entries import Entry
from workbench.calls.outcomes import GRACE_DAYS, RULES, Rule
from workbench.model.frames import records
from workbench.model.money import split_evenly
from workbench.model.periods import Period
from workbench.model.words import Channel, HoldKind, Outcome
from workbench.norsk import tall_dato

Rows = dict[str, list[dict[str, Any]]]  # noun -> rows


def rows_of(entry: Entry, case: Case, *, holds: pd.DataFrame, agent: str, as_of: date) -> Rows:
    """Return the rows of every noun that a checked entry makes; `holds` are those that stand.

    A hold of the kind that stands already is lengthened: the new one begins where it ends.
    """
    rule = RULES[entry.outcome]
    claims = [claim for claim in case.claims if claim.claim_id in entry.claim_ids]
    call = {
        "call_id": entry.call_id,
        "called_on": as_of,
        "agent": agent,
        "outcome": entry.outcome,
        "reason": entry.reason,
        "reached": rule.reached,
        "again_on": entry.again_on,
        "again_at": entry.again_at or None,
        "confirm": entry.confirm and rule.confirms,
    }
    who = {
        "call_id": entry.call_id,
        "phone": case.phone or None,
        "contact_name": case.contact_name,
        "note": entry.note or None,
    }
    return {
        "calls": [call],
        "call_claims": [{"call_id": entry.call_id, "claim_id": c.claim_id} for c in claims],
        "call_contacts": [who],
        "holds": _holds(entry, rule, claims, case, holds, as_of),
        "instalments": instalments(entry, sum(claim.open_ore for claim in claims)),
        "steps": _steps(claims, as_of) if rule.ends_step else [],
        "corrections": _corrections(entry, case, as_of),
    }


def instalments(entry: Entry, open_ore: int) -> list[dict[str, Any]]:
    """Return the parts of a payment plan: equal, in whole øre, on the same day of each month."""
    if entry.outcome != Outcome.PAYMENT_PLAN or not (entry.parts and entry.first_on):
        return []
    return [
        {
            "call_id": entry.call_id,
            "number": number,
            "due_on": _months_after(entry.first_on, number - 1),
            "amount_ore": amount,
        }
        for number, amount in enumerate(split_evenly(open_ore, entry.parts), start=1)
    ]


def _months_after(day: date, months: int) -> date:
    moved = pd.Timestamp(day) + pd.DateOffset(months=months)
    return date(moved.year, moved.month, moved.day)  # the last day of a shorter month


def period_of(entry: Entry, as_of: date) -> tuple[Period, date | None]:
    """Return the days that what was agreed lasts, and when to look at what is open-ended."""
    rule, grace = RULES[entry.outcome], timedelta(days=GRACE_DAYS)
    if rule.review is not None:
        return Period(as_of), as_of + timedelta(days=rule.review)
    if rule.days is not None:
        return Period(as_of, as_of + timedelta(days=rule.days)), None
    if entry.outcome == Outcome.PAYMENT_PLAN and entry.parts and entry.first_on:
        return Period(as_of, _months_after(entry.first_on, entry.parts - 1) + grace), None
    if entry.outcome == Outcome.WILL_PAY_ON and entry.until_on:
        return Period(as_of, entry.until_on + grace), None
    return Period(entry.start_on or as_of, entry.until_on or entry.end_on), None


def _holds(
    entry: Entry, rule: Rule, claims: list[Claim], case: Case, holds: pd.DataFrame, as_of: date
) -> list[dict[str, Any]]:
    if rule.hold is None:
        return []
    period, review_on = period_of(entry, as_of)
    standing = records(holds[holds["kind"] == rule.hold])
    found = []
    for invoice_id, member_id in _targets(claims, rule):
        free = _after_others(period, [h for h in standing if _is_on(h, invoice_id, member_id)])
        if free is not None:
            found.append(
                {
                    "hold_id": f"call:{entry.call_id}:{invoice_id or member_id}",
                    "kind": rule.hold,
                    "member_id": member_id,
                    "invoice_id": invoice_id,
                    "start_on": free.start_on,
                    "end_on": free.end_on,
                    "review_on": review_on,
                    "agreed_with": case.contact_name,
                }
            )
    return found


def _targets(claims: list[Claim], rule: Rule) -> list[tuple[str | None, str | None]]:
    """Return invoice and member of each hold; one on a membership has no invoice."""
    pairs = [
        (None if rule.on_membership else claim.invoice_id, claim.member_id or None)
        for claim in claims
    ]
    first = {invoice_id or member_id: (invoice_id, member_id) for invoice_id, member_id in pairs}
    return [pair for target, pair in first.items() if target]


def _is_on(hold: dict[str, Any], invoice_id: str | None, member_id: str | None) -> bool:
    if invoice_id:
        return bool(hold["invoice_id"] == invoice_id)
    return hold["invoice_id"] is None and hold["member_id"] == member_id


def _after_others(period: Period, others: list[dict[str, Any]]) -> Period | None:
    """Return what is left of a period once others of the same kind have ended, if anything."""
    start_on = period.start_on
    for other in sorted(others, key=lambda row: row["start_on"]):
        stands = Period(other["start_on"], other["end_on"])
        if not stands.overlaps(Period(start_on, period.end_on)):
            continue
        if stands.end_on is None:
            return None
        start_on = stands.end_on + timedelta(days=1)
    if period.end_on is not None and start_on > period.end_on:
        return None
    return Period(start_on, period.end_on)


def _steps(claims: list[Claim], as_of: date) -> list[dict[str, Any]]:
    """Take the step of each claim that was due for a call."""
    return [
        {
            "claim_id": claim.claim_id,
            "step_id": claim.call_step,
            "due_version": claim.due_on.isoformat(),
            "sent_on": as_of,
            "channel": Channel.PHONE,
        }
        for claim in claims
        if claim.call_step
    ]


def _corrections(entry: Entry, case: Case, as_of: date) -> list[dict[str, Any]]:
    """Return what was learnt of the payer's phone and e-mail, for every row that carries them."""
    learnt: dict[str, str | None] = {}
    if entry.outcome == Outcome.WRONG_NUMBER:
        learnt["phone"] = None
    learnt |= {"phone": entry.phone} if entry.phone else {}
    learnt |= {"email": entry.email} if entry.email else {}
    return [
        {
            "correction_id": f"{entry.call_id}:{field}:{record.key}",
            "noun": record.noun,
            "record": record.key,
            "field": field,
            "base": getattr(record, field),
            "value": value,
            "made_on": as_of,
            "call_id": entry.call_id,
        }
        for record in case.records
        for field, value in learnt.items()
    ]


def summary(entry: Entry, case: Case, as_of: date) -> list[str]:
    """Say, before it is saved, what saving will do; the form shows it."""
    rule = RULES[entry.outcome]
    period, review_on = period_of(entry, as_of) if rule.hold else (None, None)
    parts = ["nådd" if rule.reached else "ikke nådd"]
    if rule.hold is not None and period is not None:
        until = (
            f"til og med {tall_dato(period.end_on)}"
            if period.end_on
            else f"til det er avklart; ses på igjen {tall_dato(review_on)}"
            if review_on
            else "…"
        )
        what = "medlemskapet" if rule.on_membership else "kravene"
        parts.append(f"{what} hviler {until}")
    if rule.hold == HoldKind.PAYMENT_PLAN and entry.parts:
        parts.append(f"plan på {entry.parts} deler")
    if rule.ends_step:
        parts.append("det ringes ikke flere ganger om disse kravene")
    if entry.outcome == Outcome.WRONG_NUMBER:
        parts.append("nummeret brukes ikke mer")
    if entry.phone or entry.email:
        parts.append("ny kontaktinformasjon rettes i medlemssystemet")
    if entry.again_on:
        parts.append(f"ringes igjen {tall_dato(entry.again_on)} {entry.again_at}".rstrip())
    if entry.confirm and rule.confirms:
        parts.append("bekreftelse på SMS står på tiltakslisten")
    return parts

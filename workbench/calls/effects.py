"""The rows that follow from a call: itself, holds, instalments, steps and corrections."""

from datetime import date, timedelta
from typing import Any

import pandas as pd

from workbench.calls.cases import Case, Claim
from workbench.calls.entries import Entry
from workbench.calls.outcomes import GRACE_DAYS, MOST_BEFORE_FREEZE, RULES, Rule
from workbench.model.frames import records
from workbench.model.money import split_evenly
from workbench.model.periods import Period
from workbench.model.words import Channel, HoldKind, Outcome
from workbench.norsk import tall_dato

Rows = dict[str, list[dict[str, Any]]]  # noun -> rows
ONE_DAY = timedelta(days=1)


def rows_of(
    entry: Entry, case: Case, *, holds: pd.DataFrame, agent: str, as_of: date, number: int = 0
) -> Rows:
    """Return the rows of every noun that a checked entry makes.

    `holds` are those that stand, of broken plans as they count. One of the kind that stands already
    is lengthened: the new ones fill the days around it. But an earlier payment plan of ours is
    replaced: its hold is among the rows, ended. `number` is the call's place among the club's, so
    that later corrections have later ids.
    """
    rule = RULES[entry.outcome]
    claims = [claim for claim in case.claims if claim.claim_id in entry.claim_ids]
    who = {
        "call_id": entry.call_id,
        "phone": case.phone or None,
        "contact_name": case.contact_name,
        "note": entry.note or None,
    }
    return {
        "calls": [_call(entry, rule, agent, as_of)],
        "call_claims": [{"call_id": entry.call_id, "claim_id": c.claim_id} for c in claims],
        "call_contacts": [who],
        "holds": _holds(entry, rule, claims, case, holds, as_of),
        "instalments": instalments(entry, sum(claim.open_ore for claim in claims)),
        "steps": _steps(claims, case, rule, as_of),
        "corrections": _corrections(entry, case, as_of, number),
    }


def _call(entry: Entry, rule: Rule, agent: str, as_of: date) -> dict[str, Any]:
    return {
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
    if entry.outcome == Outcome.FREEZE:
        return Period(entry.start_on or as_of, entry.end_on), None
    return Period(as_of, entry.until_on and entry.until_on + grace), None


def _holds(
    entry: Entry, rule: Rule, claims: list[Claim], case: Case, holds: pd.DataFrame, as_of: date
) -> list[dict[str, Any]]:
    found = []
    for kind, period, on_membership in _rests(entry, rule, as_of):
        standing = records(holds[holds["kind"] == kind])
        for invoice_id, member_id in _targets(claims, on_membership):
            others = [hold for hold in standing if _is_on(hold, invoice_id, member_id)]
            if kind == HoldKind.PAYMENT_PLAN:
                replaced = [_ended(hold, as_of) for hold in others if _is_ours(hold, as_of)]
                others = replaced + [hold for hold in others if not _is_ours(hold, as_of)]
                found += replaced
            name = f"call:{entry.call_id}:{invoice_id or member_id}"
            for n, free in enumerate(_around(period, others)):
                found.append(
                    {
                        "hold_id": f"{name}|{n}" if n else name,
                        "kind": kind,
                        "member_id": member_id,
                        "invoice_id": invoice_id,
                        "start_on": free.start_on,
                        "end_on": free.end_on,
                        "review_on": period_of(entry, as_of)[1],
                        "agreed_with": case.contact_name,
                        "call_id": entry.call_id,
                    }
                )
    return found


def _rests(entry: Entry, rule: Rule, as_of: date) -> list[tuple[HoldKind, Period, bool]]:
    """Return what is to rest: the kind, the days, and whether it is the whole membership.

    The claims spoken of rest also until an agreed freeze begins, or nobody would know tomorrow that
    they were spoken of.
    """
    if rule.hold is None:
        return []
    period, _ = period_of(entry, as_of)
    rests = [(rule.hold, period, rule.on_membership)]
    if period.start_on > as_of:
        last = min(period.start_on - ONE_DAY, as_of + timedelta(days=MOST_BEFORE_FREEZE))
        rests.append((HoldKind.DEFERRAL, Period(as_of, last), False))
    return rests


def _targets(claims: list[Claim], on_membership: bool) -> list[tuple[str | None, str | None]]:
    """Return invoice and member of each hold; one on a membership has no invoice."""
    pairs = [
        (None if on_membership else claim.invoice_id or None, claim.member_id or None)
        for claim in claims
    ]
    first = {invoice_id or member_id: (invoice_id, member_id) for invoice_id, member_id in pairs}
    return [pair for target, pair in first.items() if target]


def _is_on(hold: dict[str, Any], invoice_id: str | None, member_id: str | None) -> bool:
    if invoice_id:
        return bool(hold["invoice_id"] == invoice_id)
    return hold["invoice_id"] is None and hold["member_id"] == member_id


def _is_ours(hold: dict[str, Any], as_of: date) -> bool:
    """Say whether a call made the hold and it has begun; what a list says is the club's."""
    return bool(hold["call_id"] and hold["start_on"] <= as_of)


def _ended(hold: dict[str, Any], as_of: date) -> dict[str, Any]:
    return {**hold, "end_on": min(hold["end_on"], as_of)}


def _around(period: Period, others: list[dict[str, Any]]) -> list[Period]:
    """Return what is left of a period beside others of the same kind."""
    free, start_on = [], period.start_on
    for other in sorted(others, key=lambda row: row["start_on"]):
        stands = Period(other["start_on"], other["end_on"])
        if not stands.overlaps(Period(start_on, period.end_on)):
            continue
        if stands.start_on > start_on:
            free.append(Period(start_on, stands.start_on - ONE_DAY))
        if stands.end_on is None:
            return free
        start_on = stands.end_on + ONE_DAY
    if period.end_on is None or start_on <= period.end_on:
        free.append(Period(start_on, period.end_on))
    return free


def _steps(claims: list[Claim], case: Case, rule: Rule, as_of: date) -> list[dict[str, Any]]:
    """Take the call of each claim that was due for it; where the club decides, of all."""
    if not rule.ends_step:
        return []
    last = case.call_step if rule.to_club else ""
    return [
        {
            "claim_id": claim.claim_id,
            "step_id": claim.call_step or last,
            "due_version": claim.due_on.isoformat(),
            "sent_on": as_of,
            "channel": Channel.PHONE,
        }
        for claim in claims
        if claim.call_step or last
    ]


def _corrections(entry: Entry, case: Case, as_of: date, number: int) -> list[dict[str, Any]]:
    """Return what was learnt of the payer's phone and e-mail, for every row that carries them."""
    learnt: dict[str, str | None] = {}
    if entry.outcome == Outcome.WRONG_NUMBER:
        learnt["phone"] = None
    learnt |= {"phone": entry.phone} if entry.phone else {}
    learnt |= {"email": entry.email} if entry.email else {}
    return [
        {
            "correction_id": f"{number:08d}:{entry.call_id}:{field}:{record.key}",
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
        if field in record.fields
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
        what = f"medlemskapet til {_whose(entry, case)}" if rule.on_membership else "kravene"
        parts.append(f"{what} hviler {until}")
        for _, before, _ in _rests(entry, rule, as_of)[1:]:
            parts.append(f"kravene hviler til og med {tall_dato(before.end_on or as_of)}")
    if rule.hold == HoldKind.PAYMENT_PLAN and entry.parts:
        parts.append(f"plan på {entry.parts} deler")
    if rule.to_club:
        parts.append("det ringes ikke flere ganger om disse kravene")
    elif rule.ends_step:
        parts.append("nummeret ringes ikke mer")
    if entry.outcome == Outcome.WRONG_NUMBER:
        parts.append("nummeret brukes ikke mer")
    if entry.phone or entry.email:
        parts.append("ny kontaktinformasjon rettes i medlemssystemet")
    if entry.again_on:
        parts.append(f"ringes igjen {tall_dato(entry.again_on)} {entry.again_at}".rstrip())
    if entry.confirm and rule.confirms:
        parts.append("bekreftelse på SMS står på tiltakslisten")
    return parts


def _whose(entry: Entry, case: Case) -> str:
    """Name those whose membership it is, so that nobody's comes along unseen."""
    names = {claim.concerns for claim in case.claims if claim.claim_id in entry.claim_ids}
    return " og ".join(sorted(names)) or "…"

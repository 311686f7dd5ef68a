"""The rows that follow from a call: itself, holds, instalments, steps and corrections."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workbench.calls.cases import PAYER, Case, Claim
from workbench.calls.entries import Entry, memberships, names_of
from workbench.days import months_after
from workbench.model.hold_kinds import HoldKind
from workbench.model.kinds import Channel
from workbench.model.money import split_evenly
from workbench.model.outcomes import (
    GRACE_DAYS,
    MOST_BEFORE_FREEZE,
    OUTCOME_RULES,
    Outcome,
    OutcomeRules,
)
from workbench.model.periods import Period
from workbench.model.rows import Call, CallClaim, CallContact, Correction, Hold, Instalment, Step
from workbench.norsk import tall_dato

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class CallRows:
    """What saving a call writes, by noun."""

    calls: list[Call]
    call_claims: list[CallClaim]
    call_contacts: list[CallContact]
    holds: list[Hold]
    instalments: list[Instalment]
    steps: list[Step]
    corrections: list[Correction]


def rows_of(
    entry: Entry, case: Case, *, holds: Sequence[Hold], agent: str, as_of: date, number: int = 0
) -> CallRows:
    """Return the rows of every noun that a checked entry makes.

    `holds` are those that stand, of broken plans as they count. One of the kind that stands already
    is lengthened: the new ones fill the days around it. But an earlier payment plan of ours is
    replaced: its hold is among the rows, ended. `number` is the call's place among the club's, so
    that later corrections have later ids.
    """
    rule = OUTCOME_RULES[entry.outcome]
    claims = [claim for claim in case.claims if claim.claim_id in entry.claim_ids]
    callee = CallContact(entry.call_id, case.phone or None, case.contact_name, entry.note or None)
    return CallRows(
        calls=[_call(entry, rule, agent, as_of)],
        call_claims=[CallClaim(entry.call_id, claim.claim_id) for claim in claims],
        call_contacts=[callee],
        holds=_holds(entry, rule, claims, case, holds, as_of),
        instalments=instalments(entry, sum(claim.open_ore for claim in claims)),
        steps=_steps(claims, case, rule, as_of),
        corrections=_corrections(entry, case, as_of, number),
    )


def _call(entry: Entry, rule: OutcomeRules, agent: str, as_of: date) -> Call:
    return Call(
        call_id=entry.call_id,
        called_on=as_of,
        agent=agent,
        outcome=entry.outcome,
        reached=rule.reached,
        confirm=entry.confirm and rule.confirms,
        reason=entry.reason,
        again_on=entry.again_on,
        again_at=entry.again_at or None,
    )


def instalments(entry: Entry, open_ore: int) -> list[Instalment]:
    """Return the parts of a payment plan: equal, in whole øre, on the same day of each month."""
    if entry.outcome != Outcome.PAYMENT_PLAN or not (entry.parts and entry.first_on):
        return []
    return [
        Instalment(entry.call_id, number, months_after(entry.first_on, number - 1), amount)
        for number, amount in enumerate(split_evenly(open_ore, entry.parts), start=1)
    ]


def period_of(entry: Entry, as_of: date) -> tuple[Period, date | None]:
    """Return the days that what was agreed lasts, and when to look at what is open-ended."""
    rule, grace = OUTCOME_RULES[entry.outcome], timedelta(days=GRACE_DAYS)
    if rule.review_days is not None:
        return Period(as_of), as_of + timedelta(days=rule.review_days)
    if rule.days is not None:
        return Period(as_of, as_of + timedelta(days=rule.days)), None
    if entry.outcome == Outcome.PAYMENT_PLAN and entry.parts and entry.first_on:
        return Period(as_of, months_after(entry.first_on, entry.parts - 1) + grace), None
    if entry.outcome == Outcome.FREEZE:
        return Period(entry.start_on or as_of, entry.end_on), None
    return Period(as_of, entry.until_on and entry.until_on + grace), None


def _holds(
    entry: Entry,
    rule: OutcomeRules,
    claims: list[Claim],
    case: Case,
    holds: Sequence[Hold],
    as_of: date,
) -> list[Hold]:
    """Return the holds on what was agreed, each fitted around those of its kind."""
    rows = []
    for kind, period, on_membership in _rests(entry, rule, as_of):
        for invoice_id, member_id in _targets(entry, claims, case, on_membership):
            agreed = Hold(
                hold_id=f"call:{entry.call_id}:{kind}:{invoice_id or member_id}",
                kind=kind,
                start_on=period.start_on,
                end_on=period.end_on,
                member_id=member_id,
                invoice_id=invoice_id,
                review_on=period_of(entry, as_of)[1],
                agreed_with=case.contact_name,
                call_id=entry.call_id,
            )
            others = [
                hold for hold in holds if (hold.kind, hold.target) == (agreed.kind, agreed.target)
            ]
            rows += _fitted(agreed, others, as_of)
    return rows


def _rests(entry: Entry, rule: OutcomeRules, as_of: date) -> list[tuple[HoldKind, Period, bool]]:
    """Return what is to rest: the kind, the days, and whether it is the whole membership.

    The claims spoken of rest also until an agreed freeze begins, or nobody would know tomorrow that
    they were spoken of.
    """
    if rule.hold is None:
        return []
    period, _ = period_of(entry, as_of)
    kind = HoldKind.PAYER_DECEASED if PAYER in entry.members else rule.hold
    rests = [(kind, period, rule.on_membership)]
    if period.start_on > as_of:
        last = min(period.start_on - ONE_DAY, as_of + timedelta(days=MOST_BEFORE_FREEZE))
        rests.append((HoldKind.DEFERRAL, Period(as_of, last), False))
    return rests


def _targets(
    entry: Entry, claims: list[Claim], case: Case, on_membership: bool
) -> list[tuple[str | None, str | None]]:
    """Return invoice and member of each hold; one on a membership has no invoice.

    What concerns some members is of them alone; where the payer is gone, of all whom they pay for.
    """
    if on_membership and PAYER in entry.members:
        pairs = [
            (None if claim.member_id else claim.invoice_id, claim.member_id)
            for claim in case.claims
        ]
    elif on_membership:
        pairs = [(None, member_id) for member_id in entry.members]
    else:
        of_members = entry.members or {claim.member_id for claim in claims}
        pairs = [
            (claim.invoice_id, claim.member_id) for claim in claims if claim.member_id in of_members
        ]
    first = {invoice_id or member_id: (invoice_id, member_id) for invoice_id, member_id in pairs}
    return [pair for target, pair in first.items() if target]


def _fitted(agreed: Hold, others: list[Hold], as_of: date) -> list[Hold]:
    """Return the hold agreed, in parts around others of its kind.

    A payment plan takes the place of those of ours that have begun: they are returned too, ended.
    What a list of the club's says stands.
    """
    replaced = []
    if agreed.kind == HoldKind.PAYMENT_PLAN:
        ours = [hold for hold in others if hold.call_id and hold.start_on <= as_of]
        replaced = [hold._replace(end_on=min(hold.end_on or as_of, as_of)) for hold in ours]
        others = replaced + [hold for hold in others if hold not in ours]
    parts = [
        agreed._replace(
            hold_id=f"{agreed.hold_id}|{n}" if n else agreed.hold_id,
            start_on=free.start_on,
            end_on=free.end_on,
        )
        for n, free in enumerate(_around(Period(agreed.start_on, agreed.end_on), others))
    ]
    return replaced + parts


def _around(period: Period, others: list[Hold]) -> list[Period]:
    """Return what is left of a period between others of the same kind."""
    free, start_on = [], period.start_on
    for other in sorted(others, key=lambda hold: hold.start_on):
        if not Period(other.start_on, other.end_on).overlaps(Period(start_on, period.end_on)):
            continue
        if other.start_on > start_on:
            free.append(Period(start_on, other.start_on - ONE_DAY))
        if other.end_on is None:
            return free
        start_on = other.end_on + ONE_DAY
    if period.end_on is None or start_on <= period.end_on:
        free.append(Period(start_on, period.end_on))
    return free


def _steps(claims: list[Claim], case: Case, rule: OutcomeRules, as_of: date) -> list[Step]:
    """Take the call of each claim that was due for it; where the club decides, of all."""
    if not rule.ends_step:
        return []
    last = case.call_step if rule.to_club else None
    steps = [(claim, claim.call_step or last) for claim in claims]
    return [
        Step(claim.claim_id, step_id, claim.due_on.isoformat(), as_of, Channel.PHONE)
        for claim, step_id in steps
        if step_id
    ]


def _corrections(entry: Entry, case: Case, as_of: date, number: int) -> list[Correction]:
    """Return what was learnt of the payer's phone and e-mail, for every row that carries them."""
    learnt: dict[str, str | None] = {}
    if entry.phone or entry.outcome == Outcome.WRONG_NUMBER:
        learnt["phone"] = entry.phone or None
    if entry.email:
        learnt["email"] = entry.email
    return [
        Correction(
            correction_id=f"{number:08d}:{entry.call_id}:{field}:{record.key}",
            noun=record.noun,
            record=record.key,
            field=field,
            base=getattr(record, field),
            value=value,
            made_on=as_of,
            call_id=entry.call_id,
        )
        for record in case.records
        for field, value in learnt.items()
        if field in record.fields
    ]


def summary(entry: Entry, case: Case, as_of: date) -> list[str]:
    """Say, before it is saved, what saving will do; the form shows it."""
    rule = OUTCOME_RULES[entry.outcome]
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
        parts.append(f"{_resting(entry, rule, case)} hviler {until}")
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


def _resting(entry: Entry, rule: OutcomeRules, case: Case) -> str:
    """Name what is to rest, so that nobody's membership comes along unseen."""
    if not rule.names_members:
        return "kravene"
    if PAYER in entry.members:
        return f"alt som {case.contact_name} betaler for,"
    names = names_of(entry.members, memberships(entry.outcome, case)) or "…"
    return f"medlemskapet til {names}" if rule.on_membership else f"kravene til {names}"

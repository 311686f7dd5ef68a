"""The rows that follow from a call: itself, holds, instalments, steps and corrections."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workbench.calls.cases import PAYER, Case, Claim
from workbench.calls.entries import Entry
from workbench.days import months_after
from workbench.model.hold_kinds import HOLD_RULES, HoldKind
from workbench.model.kinds import Channel
from workbench.model.money import split_evenly
from workbench.model.outcomes import (
    GRACE_DAYS,
    MAX_DAYS_BEFORE_FREEZE,
    OUTCOME_RULES,
    Outcome,
    OutcomeRules,
)
from workbench.model.periods import Period
from workbench.model.rows import Call, CallClaim, CallContact, Correction, Hold, Instalment, Step

ONE_DAY = timedelta(days=1)
Target = tuple[str | None, str | None]  # invoice and member; of a whole membership no invoice


@dataclass(frozen=True)
class Rest:
    """What an entry lets rest: of what kind, on which days, and what it lies on."""

    kind: HoldKind
    period: Period
    targets: tuple[Target, ...]


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


def make_call_rows(
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
        holds=_holds(entry, case, holds, as_of),
        instalments=make_instalments(entry, sum(claim.open_ore for claim in claims)),
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


def make_instalments(entry: Entry, open_ore: int) -> list[Instalment]:
    """Return the parts of a payment plan: equal, in whole øre, on the same day of each month."""
    if entry.outcome != Outcome.PAYMENT_PLAN or not (entry.parts and entry.first_on):
        return []
    return [
        Instalment(entry.call_id, number, months_after(entry.first_on, number - 1), amount)
        for number, amount in enumerate(split_evenly(open_ore, entry.parts), start=1)
    ]


def agreed_period(entry: Entry, as_of: date) -> tuple[Period, date | None]:
    """Return the days that what was agreed lasts, and when to look at what is open-ended."""
    rule, grace = OUTCOME_RULES[entry.outcome], timedelta(days=GRACE_DAYS)
    if rule.hold is not None and not HOLD_RULES[rule.hold].needs_end:
        return Period(as_of), as_of + timedelta(days=HOLD_RULES[rule.hold].review_days)
    if rule.days is not None:
        return Period(as_of, as_of + timedelta(days=rule.days)), None
    if entry.outcome == Outcome.PAYMENT_PLAN and entry.parts and entry.first_on:
        return Period(as_of, months_after(entry.first_on, entry.parts - 1) + grace), None
    if entry.outcome == Outcome.FREEZE:
        return Period(entry.start_on or as_of, entry.end_on), None
    return Period(as_of, entry.until_on and entry.until_on + grace), None


def _holds(entry: Entry, case: Case, holds: Sequence[Hold], as_of: date) -> list[Hold]:
    """Return the holds on what was agreed, each fitted around those of its kind."""
    rows = []
    for rest in rests(entry, case, as_of):
        for invoice_id, member_id in rest.targets:
            place = invoice_id or f"member:{member_id}"  # both may have the same number
            agreed = Hold(
                hold_id=f"call:{entry.call_id}:{rest.kind}:{place}",
                kind=rest.kind,
                start_on=rest.period.start_on,
                end_on=rest.period.end_on,
                member_id=member_id,
                invoice_id=invoice_id,
                review_on=agreed_period(entry, as_of)[1],
                agreed_with=case.contact_name,
                call_id=entry.call_id,
            )
            others = [
                hold for hold in holds if (hold.kind, hold.target) == (agreed.kind, agreed.target)
            ]
            rows += _fitted(agreed, others, as_of)
    return rows


def rests(entry: Entry, case: Case, as_of: date) -> list[Rest]:
    """Return what is to rest; nothing of it that lies on nothing.

    The claims spoken of rest also until an agreed freeze begins, or nobody would know tomorrow that
    they were spoken of.
    """
    rule = OUTCOME_RULES[entry.outcome]
    if rule.hold is None:
        return []
    period, _ = agreed_period(entry, as_of)
    claims = _claims_agreed_on(entry, case)
    of_claims = [(claim.invoice_id, claim.member_id) for claim in claims]
    of_members = [(None, member_id) for member_id in entry.members if member_id != PAYER]
    made = [Rest(rule.hold, period, _each_once(of_members if rule.on_membership else of_claims))]
    if PAYER in entry.members:
        made.append(Rest(HoldKind.PAYER_DECEASED, period, _each_once(_all_paid_for(case))))
    if period.start_on > as_of:
        last = min(period.start_on - ONE_DAY, as_of + timedelta(days=MAX_DAYS_BEFORE_FREEZE))
        made.append(Rest(HoldKind.DEFERRAL, Period(as_of, last), _each_once(of_claims)))
    return [rest for rest in made if rest.targets]


def _claims_agreed_on(entry: Entry, case: Case) -> list[Claim]:
    """Return the claims spoken of; where the outcome is about some members, theirs alone."""
    claims = [claim for claim in case.claims if claim.claim_id in entry.claim_ids]
    if OUTCOME_RULES[entry.outcome].names_members:
        return [claim for claim in claims if claim.member_id in entry.members]
    return claims


def _all_paid_for(case: Case) -> list[Target]:
    """Return the memberships of the children whom a payer pays for, owing or not, and what else is
    open: an adult's own membership is not the payer's."""
    children = {person.member_id for person in case.paid_for}
    others = [claim for claim in case.claims if claim.member_id not in children]
    return [
        *((None, person.member_id) for person in case.paid_for),
        *((claim.invoice_id, claim.member_id) for claim in others),
    ]


def _each_once(targets: Iterable[Target]) -> tuple[Target, ...]:
    """Return one of the targets that are the same to a hold; what has neither id cannot rest."""
    by_place = {
        (bool(invoice_id), invoice_id or member_id): (invoice_id, member_id)
        for invoice_id, member_id in targets
        if invoice_id or member_id
    }
    return tuple(by_place.values())


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

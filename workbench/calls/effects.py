"""The rows that a call adds to the books: the call, holds, instalments, steps and corrections."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workbench.calls.cases import PAYER, Case, Claim
from workbench.calls.entries import Entry
from workbench.days import months_after, next_working_day
from workbench.model.errors import UsageError
from workbench.model.hold_kinds import HOLD_RULES, HoldKind
from workbench.model.kinds import Channel
from workbench.model.money import split_evenly
from workbench.model.outcomes import (
    MAX_DAYS_BEFORE_FREEZE,
    OUTCOME_RULES,
    Outcome,
    OutcomeRules,
)
from workbench.model.periods import Period
from workbench.model.rows import Call, CallClaim, CallContact, Correction, Hold, Instalment, Step
from workbench.norsk import tall_dato, text_of

ONE_DAY = timedelta(days=1)
LAST_DAYS = {"until_on", "end_on"}  # fields of an entry: the last day of an agreement
# invoice id and member id of a hold; without an invoice id the hold is on the whole membership
Target = tuple[str | None, str | None]


@dataclass(frozen=True)
class AgreedHold:
    """A hold that the call leads to, on one or more invoices or memberships."""

    kind: HoldKind
    period: Period
    targets: tuple[Target, ...]


@dataclass(frozen=True)
class CallRows:
    """The rows to write for a call; each field is named after its table."""

    calls: list[Call]
    call_claims: list[CallClaim]
    call_contacts: list[CallContact]
    holds: list[Hold]
    instalments: list[Instalment]
    steps: list[Step]
    corrections: list[Correction]


def make_call_rows(
    entry: Entry,
    case: Case,
    *,
    holds: Sequence[Hold],
    agent: str,
    as_of: date,
    called_at: str | None = None,
    number: int = 0,
) -> CallRows:
    """Return all rows to write for an entry that `check_entry` has accepted.

    `holds` are the club's present holds; a broken payment plan has ended in them. New holds cover
    only the days that no hold of the same kind covers. An earlier payment plan from a call is
    replaced instead: the rows then contain its hold with an end date. `number` counts the calls of
    the club, so that a later correction gets a higher id.
    """
    rule = OUTCOME_RULES[entry.outcome]
    claims = _claims_of_entry(entry, case)
    callee = CallContact(entry.call_id, case.phone or None, case.contact_name, entry.note or None)
    return CallRows(
        calls=[_make_call(entry, rule, agent, as_of, called_at)],
        call_claims=[CallClaim(entry.call_id, claim.claim_id) for claim in claims],
        call_contacts=[callee],
        holds=_make_holds(entry, case, holds, as_of),
        instalments=make_instalments(entry, sum(claim.open_ore for claim in claims)),
        steps=_make_steps(claims, case, rule, as_of),
        corrections=_make_corrections(entry, case, as_of, number),
    )


def _make_call(
    entry: Entry, rule: OutcomeRules, agent: str, as_of: date, called_at: str | None
) -> Call:
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
        called_at=called_at,
        language=entry.language,
    )


def make_instalments(entry: Entry, open_ore: int) -> list[Instalment]:
    """Return the parts of a payment plan, due on the same day of each month, or on the first
    working day after it.

    `open_ore` is split into whole øre that differ by 1 at most.
    """
    if entry.outcome != Outcome.PAYMENT_PLAN or not (entry.parts and entry.first_on):
        return []
    return [
        Instalment(entry.call_id, number, _due_day(entry.first_on, number), amount)
        for number, amount in enumerate(split_evenly(open_ore, entry.parts), start=1)
    ]


def _due_day(first_on: date, number: int) -> date:
    """Return when an instalment is due; they are numbered from 1."""
    return next_working_day(months_after(first_on, number - 1))


def agreed_period(entry: Entry, as_of: date) -> tuple[Period, date | None]:
    """Return the period of the agreed hold, and the day of review if the period has no end."""
    rule = OUTCOME_RULES[entry.outcome]
    if rule.hold is not None and not HOLD_RULES[rule.hold].needs_end:
        return Period(as_of), as_of + timedelta(days=HOLD_RULES[rule.hold].review_days)
    if rule.days is not None:
        return Period(as_of, as_of + timedelta(days=rule.days)), None
    if entry.outcome == Outcome.PAYMENT_PLAN and entry.parts and entry.first_on:
        return Period(as_of, _due_day(entry.first_on, entry.parts)), None
    if entry.outcome == Outcome.FREEZE:
        return Period(entry.start_on or as_of, entry.end_on), None
    if entry.until_on is None:
        return Period(as_of), None
    return Period(as_of, entry.until_on), None


def _make_holds(entry: Entry, case: Case, present_holds: Sequence[Hold], as_of: date) -> list[Hold]:
    """Return the rows of the agreed holds; each leaves out the days of present holds.

    Raises UsageError for an agreement until a day that an earlier one of its kind covers already.
    """
    _, review_on = agreed_period(entry, as_of)
    rows: list[Hold] = []
    covering: list[Hold] = []
    for agreed in agreed_holds(entry, case, as_of):
        for invoice_id, member_id in agreed.targets:
            # the prefix, since an invoice and a member can have the same id
            place = invoice_id or f"member:{member_id}"
            new_hold = Hold(
                hold_id=f"call:{entry.call_id}:{agreed.kind}:{place}",
                kind=agreed.kind,
                start_on=agreed.period.start_on,
                end_on=agreed.period.end_on,
                member_id=member_id,
                invoice_id=invoice_id,
                review_on=review_on,
                agreed_with=case.contact_name,
                call_id=entry.call_id,
            )
            same_kind = [
                hold
                for hold in present_holds
                if (hold.kind, hold.target) == (new_hold.kind, new_hold.target)
            ]
            rows += _fit_hold(new_hold, same_kind, as_of)
            covering += same_kind
    if not rows and covering and LAST_DAYS & set(OUTCOME_RULES[entry.outcome].needs):
        last_hold = max(covering, key=lambda hold: hold.end_on or date.max)
        until = f"til og med {tall_dato(last_hold.end_on)}" if last_hold.end_on else "uten slutt"
        raise UsageError(
            f"Det står alt en avtale {until} ({text_of(last_hold.kind)}); "
            "velg en senere dag eller et annet utfall."
        )
    return rows


def agreed_holds(entry: Entry, case: Case, as_of: date) -> list[AgreedHold]:
    """Return the holds that follow from the entry, without those that have no target.

    If an agreed freeze begins later, the claims of the call also get a deferral until then.
    Otherwise the payer would be called again tomorrow.
    """
    rule = OUTCOME_RULES[entry.outcome]
    if rule.hold is None:
        return []
    period, _ = agreed_period(entry, as_of)
    claim_targets = _targets_of_claims(_claims_agreed_on(entry, case))
    targets = claim_targets
    if rule.on_membership:
        targets = [(None, member_id) for member_id in entry.members if member_id != PAYER]
    holds = [AgreedHold(rule.hold, period, _unique_targets(targets))]
    if PAYER in entry.members:
        paid_for = _targets_paid_for(case)
        holds.append(AgreedHold(HoldKind.PAYER_DECEASED, period, _unique_targets(paid_for)))
    if period.start_on > as_of:
        last_day = min(period.start_on - ONE_DAY, as_of + timedelta(days=MAX_DAYS_BEFORE_FREEZE))
        until_start = Period(as_of, last_day)
        holds.append(AgreedHold(HoldKind.DEFERRAL, until_start, _unique_targets(claim_targets)))
    return [hold for hold in holds if hold.targets]


def _claims_of_entry(entry: Entry, case: Case) -> list[Claim]:
    return [claim for claim in case.claims if claim.claim_id in entry.claim_ids]


def _claims_agreed_on(entry: Entry, case: Case) -> list[Claim]:
    """Return the claims of the call; if its outcome is about certain members, only theirs."""
    claims = _claims_of_entry(entry, case)
    if OUTCOME_RULES[entry.outcome].names_members:
        return [claim for claim in claims if claim.member_id in entry.members]
    return claims


def _targets_of_claims(claims: Iterable[Claim]) -> list[Target]:
    return [(claim.invoice_id, claim.member_id) for claim in claims]


def _targets_paid_for(case: Case) -> list[Target]:
    """Return the memberships of the payer's children, and the open claims on anybody else.

    An adult's membership is not among them: it does not depend on who pays.
    """
    child_ids = [person.member_id for person in case.paid_for]
    other_claims = [claim for claim in case.claims if claim.member_id not in child_ids]
    memberships: list[Target] = [(None, member_id) for member_id in child_ids]
    return memberships + _targets_of_claims(other_claims)


def _unique_targets(targets: Iterable[Target]) -> tuple[Target, ...]:
    """Return each target once; an invoice is one target, whoever its claims are of.

    A claim with neither invoice nor member cannot be put on hold.
    """
    unique: dict[tuple[bool, str | None], Target] = {}
    for invoice_id, member_id in targets:
        if invoice_id or member_id:
            unique[bool(invoice_id), invoice_id or member_id] = invoice_id, member_id
    return tuple(unique.values())


def _fit_hold(new_hold: Hold, same_kind: list[Hold], as_of: date) -> list[Hold]:
    """Return the new hold, split into the periods that no hold of the same kind covers.

    A payment plan replaces earlier ones that were agreed in a call and have begun. Those are
    returned too, with their new end. A hold from a list of the club's is not changed.
    """
    ended = []
    if new_hold.kind == HoldKind.PAYMENT_PLAN:
        replaced = [hold for hold in same_kind if hold.call_id and hold.start_on <= as_of]
        ended = [hold._replace(end_on=min(hold.end_on or as_of, as_of)) for hold in replaced]
        same_kind = ended + [hold for hold in same_kind if hold not in replaced]
    free_periods = _uncovered_periods(Period(new_hold.start_on, new_hold.end_on), same_kind)
    parts = [
        new_hold._replace(
            hold_id=f"{new_hold.hold_id}|{number}" if number else new_hold.hold_id,
            start_on=period.start_on,
            end_on=period.end_on,
        )
        for number, period in enumerate(free_periods)
    ]
    return ended + parts


def _uncovered_periods(period: Period, holds: list[Hold]) -> list[Period]:
    """Return the parts of the period that no hold covers."""
    uncovered, start_on = [], period.start_on
    for hold in sorted(holds, key=lambda hold: hold.start_on):
        if not Period(hold.start_on, hold.end_on).overlaps(Period(start_on, period.end_on)):
            continue
        if hold.start_on > start_on:
            uncovered.append(Period(start_on, hold.start_on - ONE_DAY))
        if hold.end_on is None:
            return uncovered
        start_on = hold.end_on + ONE_DAY
    if period.end_on is None or start_on <= period.end_on:
        uncovered.append(Period(start_on, period.end_on))
    return uncovered


def _make_steps(claims: list[Claim], case: Case, rule: OutcomeRules, as_of: date) -> list[Step]:
    """Return the calls taken: of each claim due for one, or of all if the club must decide."""
    if not rule.ends_step:
        return []
    steps = []
    for claim in claims:
        step_id = claim.call_step
        if not step_id and rule.club_decides:
            step_id = case.call_step
        if step_id:
            due_version = claim.due_on.isoformat()
            steps.append(Step(claim.claim_id, step_id, due_version, as_of, Channel.PHONE))
    return steps


def _make_corrections(entry: Entry, case: Case, as_of: date, number: int) -> list[Correction]:
    """Return the corrections of phone and e-mail, one for each row of the register with them.

    A wrong number without a new one is corrected to None.
    """
    new_values: dict[str, str | None] = {}
    if entry.phone or entry.outcome == Outcome.WRONG_NUMBER:
        new_values["phone"] = entry.phone or None
    if entry.email:
        new_values["email"] = entry.email
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
        for field, value in new_values.items()
        if field in record.fields
    ]

"""Save a call: check it, work out its rows from the books as they are now, write one event."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, datetime

from workbench.calls.cases import Case
from workbench.calls.effects import CallRows, make_call_rows
from workbench.calls.entries import Entry, check_entry
from workbench.model.day_rows import Balance, Contact
from workbench.model.errors import UsageError
from workbench.model.hold_kinds import HOLD_RULES
from workbench.model.kinds import ClaimStatus
from workbench.model.outcomes import OUTCOME_RULES, Outcome
from workbench.model.rows import Hold
from workbench.office.day import has_kept_day, update_day
from workbench.office.desk import Desk
from workbench.office.planned import judged_agreements
from workbench.store.connection import Database
from workbench.store.events import event
from workbench.store.queries import table
from workbench.store.triggers import write_typed


def save_call(
    db: Database, desk: Desk, case: Case, entry: Entry, *, agent: str, now: datetime
) -> None:
    """Write a call that ended now (Norwegian time), and update the stored day if the books hold it.
    Call inside `write`.

    Others wait for the write lock, so only what is needed is read. Raises UsageError for an entry
    that cannot be saved as it is.
    """
    today = now.date()
    entry = check_entry(entry, case, today)
    _refuse_settled_claims(db, entry)
    had_kept_day = has_kept_day(desk, today)
    rows = rows_of_call(db, case, entry, agent=agent, now=now)
    rows = replace(rows, holds=_with_saved_columns(db, rows.holds))
    with event(db, "call", today, who=agent, subject=entry.call_id) as event_id:
        for noun in fields(CallRows):
            write_typed(db, noun.name, getattr(rows, noun.name), event_id)
    if had_kept_day:
        update_day(db, desk, today, _concerned_members(db, case, rows))


def rows_of_call(db: Database, case: Case, entry: Entry, *, agent: str, now: datetime) -> CallRows:
    """Return the rows of an entry that `check_entry` has accepted."""
    today = now.date()
    return make_call_rows(
        entry,
        case,
        holds=_existing_holds(db, entry, today),
        agent=agent,
        as_of=today,
        called_at=f"{now:%H:%M}",
        number=db["calls"].count + 1,
    )


def _refuse_settled_claims(db: Database, entry: Entry) -> None:
    """Raise UsageError for an agreement on claims that were all settled while the case was open."""
    balances = table(db, Balance, "balances", claim_id=entry.claim_ids)
    is_settled = all(
        claim.open_ore == 0 and claim.status != ClaimStatus.REVIEW for claim in balances
    )
    rule = OUTCOME_RULES[entry.outcome]
    is_to_pay = rule.hold is not None and HOLD_RULES[rule.hold].awaits_payment
    if balances and is_settled and rule.confirms and is_to_pay:
        raise UsageError(
            "Kravene er gjort opp siden saken ble åpnet, så det er ikke noe å avtale; "
            "velg et annet utfall."
        )


def _existing_holds(db: Database, entry: Entry, today: date) -> list[Hold]:
    """Return the holds that a new hold must not overlap: for a new payment plan, those of a broken
    plan have ended."""
    holds = table(db, Hold, "agreements")
    if entry.outcome == Outcome.PAYMENT_PLAN:
        return [*judged_agreements(db, holds, today).holds]
    return holds


def _with_saved_columns(db: Database, holds: Sequence[Hold]) -> list[Hold]:
    """Return the holds; of a hold that is saved already, only the last day is new."""
    saved_holds = table(db, Hold, "holds", hold_id=[hold.hold_id for hold in holds])
    by_id = {hold.hold_id: hold for hold in saved_holds}
    return [by_id.get(hold.hold_id, hold)._replace(end_on=hold.end_on) for hold in holds]


def _concerned_members(db: Database, case: Case, rows: CallRows) -> set[str]:
    """Return the members whose day a call may have changed."""
    contacts = table(db, Contact, "contacts", payer_id=[case.payer_id])
    members = {contact.member_id for contact in contacts}
    members |= {claim.member_id for claim in case.claims if claim.member_id}
    members |= {hold.member_id for hold in rows.holds if hold.member_id}
    return members | {row.record.partition("|")[0] for row in rows.corrections}

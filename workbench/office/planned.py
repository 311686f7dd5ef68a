"""What is to be done on a club's day: contacts, holds as they count, and the plan."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from workbench.dunning.assignment import is_decided
from workbench.dunning.claim_facts import ClaimCall, Terms
from workbench.dunning.drawing import ClaimFreeze
from workbench.dunning.late_files import find_late
from workbench.dunning.plan import plan
from workbench.dunning.promises import (
    Agreements,
    PaymentSources,
    find_bank_source,
    find_payment_sources,
    judge_agreements,
    last_day_covered,
)
from workbench.importers.table import KEPT
from workbench.model.day_rows import (
    Balance,
    ClaimMandate,
    Contact,
    Doubt,
    Freshness,
    Suggestion,
    Unplaced,
)
from workbench.model.kinds import StepKind
from workbench.model.partner_rows import Handover
from workbench.model.plan_reasons import PlanReason
from workbench.model.rows import (
    Acknowledgement,
    Answer,
    CallClaim,
    Correction,
    Guardian,
    Hold,
    Instalment,
    Liability,
    Member,
    Payment,
    Step,
)
from workbench.model.task_kinds import ABOUT_A_VALUE, TaskKind
from workbench.money.likely_claims import AgreedPart, PersonOfClaim, suggest
from workbench.office.charged import fee_periods, freeze_credited, work_out_pauses
from workbench.office.decided_steps import find_decided
from workbench.office.desk import Desk
from workbench.office.policies import policies_in_force
from workbench.register import corrections
from workbench.register.contacts import AddressedClaim, Contacts, Known, find_contacts
from workbench.store.connection import Database
from workbench.store.queries import clear, fill, load, table, typed

QUERIES = load(Path(__file__).with_suffix(".sql"))


def work_out_plan(
    db: Database, desk: Desk, as_of: date, member_ids: Sequence[str] | None = None
) -> list[str]:
    """Fill `contacts`, `unused_values`, `standing_holds` and `plan` for these members and the
    claims they owe, for all members if None; fill `standing_corrections` for all. Return the
    members of other claims for which money may be now, or no longer, since the contacts have
    changed. Call inside `write`.

    The ids must be whole families, as the query `family` returns them: whoever may share a payer
    with one of the members is among them.
    """
    policies = policies_in_force(db, desk)
    suggestions_before = table(db, Suggestion, "suggestions")
    member_ids_json = None if member_ids is None else json.dumps(member_ids)
    claims = typed(Balance, QUERIES.open_claims(db.conn, members=member_ids_json))
    if policies.has_payer_rules:  # what was sent about settled claims counts too
        with_settled = [*claims, *table(db, Balance, "balances", member_id=member_ids)]
        claims = [*{claim.claim_id: claim for claim in with_settled}.values()]
    rows = plan(claims, policies=policies, **plan_inputs(db, desk, claims, as_of, member_ids))
    clear(db, "plan", claim_id=[claim.claim_id for claim in claims])
    fill(db, "plan", rows)
    clear(db, "standing_corrections")
    own_corrections = table(db, Correction, "own_corrections")
    fill(db, "standing_corrections", _standing_corrections(db, own_corrections))
    moved = {*suggestions_before} ^ {*table(db, Suggestion, "suggestions")}
    moved_ids = {suggestion.claim_id for suggestion in moved} - {claim.claim_id for claim in claims}
    others = table(db, Balance, "balances", claim_id=moved_ids)
    return [claim.member_id for claim in others if claim.member_id]


def plan_inputs(
    db: Database,
    desk: Desk,
    claims: Sequence[Balance],
    as_of: date,
    member_ids: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Return what the plan of these claims is made from, but for the policies; store the contacts
    and the holds. Call inside `write`."""
    member_ids_json = None if member_ids is None else json.dumps(member_ids)
    claim_ids = [claim.claim_id for claim in claims]
    own_corrections = table(db, Correction, "own_corrections")
    people = corrections.apply(
        "members", table(db, Member, "people", member_id=member_ids), own_corrections
    )
    liabilities = table(db, Liability, "own_liabilities", claim_id=claim_ids)
    known = Known(
        placeholders={
            *desk.settings.contact.placeholders,
            *(row[0] for row in QUERIES.bounced_addresses(db.conn, day=as_of)),
        },
        answers={
            answer.task: answer
            for answer in table(db, Answer, "answers")
            if answer.answer in ABOUT_A_VALUE
        },
        grown_emails=_grown_emails(db, claims, liabilities),
    )
    contacts_before = table(db, Contact, "contacts", member_id=member_ids)
    contacts = _fill_contacts(db, people, own_corrections, known, as_of, member_ids)
    if (
        member_ids is None
        or table(db, Contact, "contacts", member_id=member_ids) != contacts_before
    ):
        _fill_suggestions(db, desk, as_of)
    agreements = _fill_standing_holds(db, claims, as_of, member_ids_json)
    unconfirmed, periods = find_unconfirmed(db), fee_periods(desk, claims)
    for fee in work_out_pauses(db, desk, agreements.holds, member_ids):
        if fee.amount_ore > 0:
            unconfirmed.setdefault(fee.claim_id, (PlanReason.PAUSED, None))
    for claim_id, task in QUERIES.claims_without_period(db.conn):
        unconfirmed.setdefault(claim_id, (PlanReason.MAYBE_CLOSED, task))
    return {
        "members": people,
        "contacts": contacts.own,
        "guardian_contacts": contacts.through_guardians,
        "recipients": contacts.recipients,
        "liabilities": liabilities,
        "agreements": agreements,
        "steps": table(db, Step, "taken_steps", claim_id=claim_ids),
        "terms": _terms(db, desk, as_of),
        "acknowledgements": table(db, Acknowledgement, "acknowledgements", claim_id=claim_ids),
        "refusing": {row[0] for row in QUERIES.payers_not_phoned(db.conn)},
        "unconfirmed": unconfirmed,
        "doubts": {doubt.claim_id: doubt.group_id for doubt in table(db, Doubt, "doubts")},
        "calls": typed(ClaimCall, QUERIES.calls_about(db.conn, claims=json.dumps(claim_ids))),
        "proposals": find_decided(db, desk, claim_ids),
        "suggestions": table(db, Suggestion, "suggestions", claim_id=claim_ids),
        "mandates": _find_mandates(db, claim_ids),
        "freeze_credited": freeze_credited(db, periods),
        "fee_periods": periods,
        "handovers": table(db, Handover, "own_handovers", claim_id=claim_ids),
        "freezes": typed(ClaimFreeze, QUERIES.ended_freezes(db.conn, claims=json.dumps(claim_ids))),
    }


def _find_mandates(db: Database, claim_ids: Sequence[str]) -> list[ClaimMandate]:
    """Return the mandates of these claims, but for those that should have drawn a claim and that
    the bank was not asked to use: it is as any other claim."""
    unused = {row[0] for row in QUERIES.mandates_unused(db.conn)}
    mandates = table(db, ClaimMandate, "claim_mandates", claim_id=claim_ids)
    return [each for each in mandates if not each.draws or each.claim_id not in unused]


def _fill_suggestions(db: Database, desk: Desk, as_of: date) -> None:
    """Store the open claims that money may be for which no KID or invoice places."""
    unplaced = table(db, Unplaced, "unplaced")
    suggestions: list[Suggestion] = []
    if unplaced:
        payment_ids = [row.payment_id for row in unplaced]
        payments = table(db, Payment, "payments", payment_id=payment_ids)
        people = typed(PersonOfClaim, QUERIES.people_of_claims(db.conn, day=as_of))
        claim_ids = {person.claim_id for person in people}
        suggestions = suggest(
            unplaced,
            {payment.payment_id: payment for payment in payments},
            table(db, Balance, "balances", claim_id=claim_ids),
            people,
            as_of,
            desk.settings.kid,
            typed(AgreedPart, QUERIES.agreed_parts(db.conn)),
        )
    clear(db, "suggestions")
    fill(db, "suggestions", suggestions)


def _grown_emails(
    db: Database, claims: Sequence[Balance], liabilities: Sequence[Liability]
) -> dict[str, str | None]:
    """Return the id of each member with an open claim that a guardian owes, who is not in the
    register -> the e-mail, if the member has had it since before coming of age."""
    open_claims = {claim.claim_id: claim.member_id for claim in claims if claim.open_ore > 0}
    member_ids = [
        open_claims.get(row.claim_id) for row in liabilities if row.liable_member_id is None
    ]
    emails = dict(QUERIES.emails_since_minor(db.conn, members=json.dumps(member_ids)))
    return {member_id: emails.get(member_id) for member_id in member_ids if member_id}


def _fill_contacts(
    db: Database,
    people: Sequence[Member],
    own_corrections: Sequence[Correction],
    known: Known,
    as_of: date,
    member_ids: Sequence[str] | None,
) -> Contacts:
    """Find the contacts of the people, and store one for each member and payer: the first one."""
    guardians = table(db, Guardian, "named_guardians", member_id=member_ids)
    guardians = corrections.apply("guardians", guardians, own_corrections)
    addressed_claims = table(db, AddressedClaim, "addressed_claims", member_id=member_ids)
    contacts = find_contacts(addressed_claims, people, guardians, as_of, known)
    in_order = [*contacts.own, *contacts.through_guardians, *contacts.recipients.values()]
    rows = {(contact.member_id, contact.payer_id): contact for contact in reversed(in_order)}
    clear(db, "contacts", member_id=member_ids)
    fill(db, "contacts", [*rows.values()])
    clear(db, "unused_values", member_id=member_ids)
    fill(db, "unused_values", contacts.unused_values)
    return contacts


def _terms(db: Database, desk: Desk, as_of: date) -> Terms:
    """Return what decides about all of the club's claims alike."""
    assignment = desk.settings.assignment
    refusals = {kind: assignment.refusal(kind, as_of) for kind in StepKind}
    refused = {kind: str(refusal) for kind, refusal in refusals.items() if refusal}
    notice_refusal = desk.law.refuse_notice(as_of)
    if notice_refusal is not None:
        refused.setdefault(StepKind.COLLECTION_NOTICE, notice_refusal)
    freshness = table(db, Freshness, "freshness")
    confirmed = confirmed_files(db, as_of)
    bank = find_bank_source(freshness, confirmed)
    return Terms(
        as_of,
        refused,
        law=desk.law,
        has_fees=is_decided(assignment.fee, as_of),
        has_interest=is_decided(assignment.interest, as_of),
        notice_given_on=assignment.notice_given_on,
        is_notice_by_partner=assignment.notice_by == "partner",
        old_until_on=assignment.old_until(as_of),
        late=find_late(freshness, confirmed),
        bank_file=bank.key if bank else "",
        bank_until_on=bank_covers_until(db, as_of),
    )


def confirmed_files(db: Database, as_of: date) -> set[str]:
    """Return the keys of the late sources of which somebody has said that the file is right."""
    return {row[0] for row in QUERIES.confirmed_files(db.conn, day=as_of)}


def bank_covers_until(db: Database, as_of: date) -> date | None:
    """Return the last day of which the bank's files show what was paid; `as_of` where somebody
    said that they are right, None where there are none. Call with the day's freshness."""
    confirmed = confirmed_files(db, as_of)
    bank = find_bank_source(table(db, Freshness, "freshness"), confirmed)
    if bank is None:
        return None
    return as_of if bank.key in confirmed else last_day_covered(bank)


def _fill_standing_holds(
    db: Database, claims: Sequence[Balance], as_of: date, member_ids_json: str | None
) -> Agreements:
    """Store the holds on the members or on the claims' invoices, as they count now; return them."""
    invoices = json.dumps([claim.invoice_id for claim in claims])
    holds = typed(Hold, QUERIES.agreements_on(db.conn, members=member_ids_json, invoices=invoices))
    agreements = judged_agreements(db, holds, as_of)
    clear(db, "standing_holds", hold_id=[hold.hold_id for hold in holds])
    fill(db, "standing_holds", agreements.holds)
    return agreements


def judged_agreements(db: Database, holds: Sequence[Hold], as_of: date) -> Agreements:
    """Return the holds as they count on a day, with what became of promises and plans."""
    call_ids = {hold.call_id for hold in holds if hold.call_id}
    holds = _rest_from_todo(db, holds, as_of)
    call_claims = table(db, CallClaim, "claims_of_calls", call_id=call_ids)
    claim_ids = [row.claim_id for row in call_claims]
    balances = {
        claim.claim_id: claim
        for about in (
            {"claim_id": claim_ids},
            {"invoice_id": {hold.invoice_id for hold in holds if not hold.call_id}},
            {"member_id": {hold.member_id for hold in holds if not hold.call_id}},
        )
        for claim in table(db, Balance, "balances", **about)
    }
    return judge_agreements(
        holds,
        instalments=table(db, Instalment, "instalments", call_id=call_ids),
        call_claims=call_claims,
        balances=[*balances.values()],
        steps=table(db, Step, "taken_steps", claim_id=claim_ids),
        sources=payment_sources(db, as_of),
        as_of=as_of,
        grown_ore=dict(QUERIES.grown_since(db.conn, calls=json.dumps(sorted(call_ids)))),
    )


def payment_sources(db: Database, as_of: date) -> PaymentSources:
    """Return the sources that show payments on a day. Call with the day's freshness."""
    return find_payment_sources(table(db, Freshness, "freshness"), confirmed_files(db, as_of))


def _rest_from_todo(db: Database, holds: Sequence[Hold], as_of: date) -> list[Hold]:
    """Return the holds; one that counts from what was promised in its call, such as the invoice
    sent again, lasts until that is done, and its days from then on."""
    call_ids = json.dumps([hold.call_id for hold in holds if hold.call_id])
    ends = {
        call_id: date.fromisoformat(done_on) + timedelta(days) if done_on else as_of
        for call_id, done_on, days in QUERIES.rests_from_todo(db.conn, calls=call_ids)
    }
    return [
        hold._replace(end_on=max(hold.end_on, ends.get(hold.call_id, hold.end_on)))
        if hold.end_on is not None and hold.call_id is not None
        else hold
        for hold in holds
    ]


def _standing_corrections(db: Database, own_corrections: Sequence[Correction]) -> list[Correction]:
    member_ids = {correction.record.partition("|")[0] for correction in own_corrections}
    people = table(db, Member, "people", member_id=member_ids)
    guardians = table(db, Guardian, "named_guardians", member_id=member_ids)
    return [
        *corrections.find_standing("members", people, own_corrections),
        *corrections.find_standing("guardians", guardians, own_corrections),
    ]


def find_unconfirmed(db: Database) -> dict[str, tuple[PlanReason, str | None]]:
    """Return the id of each claim, invoice and member that must rest until its export is put right
    -> the reason, and the key of the task about what was set aside, or None where it is gone from
    its list."""
    rows = QUERIES.unconfirmed(db.conn, kept=json.dumps(sorted(KEPT)))
    unconfirmed = {
        row_id: (PlanReason(reason), about and f"{TaskKind.UNREAD_ROW}:{about}")
        for row_id, reason, about in rows
    }
    for claim_id, credit_id in QUERIES.asked_credits(db.conn):
        task = f"{TaskKind.CREDIT_CLAIM}:credit:{credit_id}"
        unconfirmed.setdefault(claim_id, (PlanReason.CREDIT_ASKED, task))
    for claim_id, credit_id in QUERIES.claims_with_credit(db.conn):
        task = f"{TaskKind.CHECK_CLAIM}:standing:{credit_id}"
        unconfirmed.setdefault(claim_id, (PlanReason.CREDIT_STANDS, task))
    return unconfirmed

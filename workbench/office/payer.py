"""A payer's case, read from a club's day."""

import json
from collections.abc import Collection, Sequence
from pathlib import Path

from workbench.calls.cases import Background, Case, Claim, Register, build_case
from workbench.calls.payers import RAISED_IN_CALLS, choose_contact
from workbench.model.day_rows import Contact, Freshness, UnusedValue
from workbench.model.message_rows import ReceivedText, SentText
from workbench.model.rows import Call, Correction, Guardian, Hold, Member, Participation, Step
from workbench.office.day import Day
from workbench.office.why_cards import explanations
from workbench.register import corrections
from workbench.register.contacts import without_values
from workbench.store.connection import Database
from workbench.store.queries import load, table, typed

QUERIES = load(Path(__file__).parents[1] / "calls" / "case.sql")


def claims_of(day: Day, payer_id: str) -> list[Claim]:
    """Return the open claims of a payer."""
    return typed(Claim, QUERIES.claims_of(day.db.conn, payer=payer_id))


def case_of_payer(day: Day, payer_id: str, *, call_step: str | None) -> Case | None:
    """Return a payer's case, or None if nothing is open; `call_step` is the policy's last call."""
    claims = claims_of(day, payer_id)
    contacts = table(day.db, Contact, "contacts", payer_id=[payer_id])
    if not (claims and contacts):
        return None
    contact = choose_contact(contacts, _owing(claims))
    return build_case(
        contact,
        claims,
        background_of(day.db, claims, contacts),
        as_of=day.as_of,
        call_step=call_step,
        explanations=explanations(day, [claim.claim_id for claim in claims], contact.contact_name),
    )


def _owing(claims: Sequence[Claim]) -> set[str | None]:
    """Return the members whose claims the call is about; if no call is due, of all open claims."""
    if any(claim.call_step for claim in claims):
        claims = [claim for claim in claims if claim.reason in RAISED_IN_CALLS]
    return {claim.member_id for claim in claims}


def background_of(db: Database, claims: Sequence[Claim], contacts: Sequence[Contact]) -> Background:
    """Return what the books contain about the payer of these contacts, as well as the claims."""
    payer_id, claim_ids = contacts[0].payer_id, [claim.claim_id for claim in claims]
    claims_json = _as_json(claim_ids)
    members: set[str | None] = {contact.member_id for contact in contacts}
    members |= {claim.member_id for claim in claims}
    targets = {claim.invoice_id for claim in claims} | {claim.member_id for claim in claims}
    source = Register(
        table(db, Member, "people", member_id=members),
        table(db, Guardian, "named_guardians", member_id=members),
    )
    own_corrections = table(db, Correction, "own_corrections")
    people = corrections.apply("members", source.members, own_corrections)
    guardians = corrections.apply("guardians", source.guardians, own_corrections)
    unused = {row.value for row in table(db, UnusedValue, "unused_values", member_id=members)}
    return Background(
        register=Register(
            [without_values(row, unused) for row in people],
            [without_values(row, unused) for row in guardians],
        ),
        uncorrected=source,
        contacts=contacts,
        groups=typed(Participation, QUERIES.groups_of(db.conn, members=_as_json(members))),
        steps=table(db, Step, "taken_steps", claim_id=claim_ids),
        calls=typed(Call, QUERIES.calls_about(db.conn, claims=claims_json)),
        holds=typed(Hold, QUERIES.agreements_about(db.conn, targets=_as_json(targets))),
        freshness=table(db, Freshness, "freshness"),
        sent=typed(SentText, QUERIES.messages_to(db.conn, payer=payer_id, claims=claims_json)),
        received=typed(ReceivedText, QUERIES.enquiries_from(db.conn, payer=payer_id)),
    )


def _as_json(values: Collection[str | None]) -> str:
    """Return the values, without None, as the parameter of a query."""
    return json.dumps([value for value in values if value])

"""A payer's case, read from the books of one day."""

import json
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

from workbench.calls.cases import Background, Case, Claim, Register, build_case
from workbench.calls.payers import RAISED_IN_CALLS, choose_contact
from workbench.model.day_rows import Contact
from workbench.model.rows import Call, Correction, Guardian, Hold, Member, Participation, Step
from workbench.office.day import Day
from workbench.register import corrections
from workbench.store.connection import Database
from workbench.store.queries import load, table, typed

CASE = load(Path(__file__).parents[1] / "calls" / "case.sql")


def claims_of(day: Day, payer_id: str) -> list[Claim]:
    """Return the open claims of a payer."""
    return typed(Claim, CASE.claims_of(day.db.conn, payer=payer_id))


def case_of_payer(day: Day, payer_id: str, *, call_step: str | None) -> Case | None:
    """Return the case of a payer with something open; `call_step` is the policy's last call."""
    claims = claims_of(day, payer_id)
    contacts = table(day.db, Contact, "contacts", payer_id=[payer_id])
    if not (claims and contacts):
        return None
    contact = choose_contact(contacts, _owing(claims))
    background = background_of(day.db, claims, contacts)
    return build_case(contact, claims, background, as_of=day.as_of, call_step=call_step)


def _owing(claims: Sequence[Claim]) -> set[str | None]:
    """Return the members whose claims are phoned about; else those of all that is open."""
    talked = {claim.member_id for claim in claims if claim.reason in RAISED_IN_CALLS}
    is_due = any(claim.call_step for claim in claims)
    return talked if is_due else {claim.member_id for claim in claims}


def background_of(db: Database, claims: Sequence[Claim], contacts: Sequence[Contact]) -> Background:
    """Read what the books hold of a payer beside the open claims."""
    claim_ids = [claim.claim_id for claim in claims]
    members = {row.member_id for row in (*contacts, *claims)}
    targets = {claim.invoice_id for claim in claims} | {claim.member_id for claim in claims}
    source = Register(
        table(db, Member, "people", member_id=members),
        table(db, Guardian, "named_guardians", member_id=members),
    )
    learnt = table(db, Correction, "own_corrections")
    newest = CASE.newest_payment(db.conn)
    return Background(
        register=Register(
            corrections.apply("members", source.members, learnt),
            corrections.apply("guardians", source.guardians, learnt),
        ),
        source=source,
        contacts=contacts,
        groups=typed(Participation, CASE.groups_of(db.conn, members=_listed(members))),
        steps=table(db, Step, "taken_steps", claim_id=claim_ids),
        calls=typed(Call, CASE.calls_about(db.conn, claims=_listed(claim_ids))),
        holds=typed(Hold, CASE.agreements_about(db.conn, targets=_listed(targets))),
        newest_payment_on=date.fromisoformat(newest) if newest else None,
    )


def _listed(values: Collection[str | None]) -> str:
    """Return the values as a query takes them."""
    return json.dumps([value for value in values if value])

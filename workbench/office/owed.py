"""What is owed on a club's day: who is one person, which claims count, and what is open on each."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from workbench.importers.profiles import SYSTEMS
from workbench.model.day_rows import Balance, PricedClaim
from workbench.model.errors import StoreError
from workbench.model.money_rows import Credit, Placement
from workbench.model.rows import (
    Answer,
    Claim,
    Invoice,
    Mandate,
    Member,
    Participation,
    Payment,
)
from workbench.model.task_kinds import MAYBE_SAME, TaskKind
from workbench.money.balances import Settlement, settle
from workbench.money.claim_doubts import Answers, doubt_rows
from workbench.money.claims import complete_from_invoices, price
from workbench.money.credits import apply_credits
from workbench.money.mandates import find_claim_mandates
from workbench.money.merged_claims import merge_claims, same_claim_findings
from workbench.money.same_claims import find_same_claims, may_repeat
from workbench.office.desk import Desk
from workbench.register.aliases import find_aliases, ids_with_other_status
from workbench.store.connection import Database
from workbench.store.queries import fill, load, table, typed
from workbench.values.kid import KidStructure, is_kid

QUERIES = load(Path(__file__).with_suffix(".sql"))


def work_out_balances(db: Database, desk: Desk, as_of: date) -> None:
    """Fill the tables of persons, claims, balances and mandates, and of where each payment went.

    Raises StoreError if an øre that was received is in none of them.
    """
    main_system = desk.settings.system
    people, doubtful_ids = _fill_aliases(db, main_system)
    invoices = table(db, Invoice, "invoices")
    claims = _fill_counted_claims(db, invoices, people, main_system, doubtful_ids)
    claims = apply_credits(claims, typed(Credit, QUERIES.approved_credits(db.conn)))
    settlement = _settler(db, invoices, desk.settings.kid)(claims, as_of)
    if not settlement.is_accounted:
        raise StoreError("Innbetalingene går ikke opp med kravene; meld fra om feilen.")
    confirmed_days = {
        claim_id: date.fromisoformat(day) for claim_id, day in QUERIES.reversals_confirmed(db.conn)
    }
    balances = settlement.balances
    if confirmed_days:
        balances = [_with_reversal(balance, confirmed_days) for balance in balances]
    fill(db, "balances", balances)
    fill(db, "allocations", settlement.allocations)
    fill(db, "unplaced", settlement.unplaced)
    mandates = table(db, Mandate, "own_mandates")
    claim_mandates = find_claim_mandates(settlement.balances, mandates, desk.settings.kid)
    fill(db, "claim_mandates", claim_mandates)


def _settler(
    db: Database,
    invoices: Sequence[Invoice],
    kid_structures: Iterable[KidStructure] = (),
    placements: Sequence[Placement] | None = None,
) -> Callable[[Sequence[PricedClaim], date], Settlement]:
    """Return what settles claims on a day by the payments of the books; `placements` stand for what
    was placed there, if they are given."""
    payments = table(db, Payment, "placed_payments")
    if placements is None:
        placements = table(db, Placement, "own_placements")
    stated_since = _stated_since(db)
    other_kids = {claim_id: json.loads(kids) for claim_id, kids in QUERIES.other_kids(db.conn)}

    def settle_on(claims: Sequence[PricedClaim], as_of: date) -> Settlement:
        return settle(
            claims,
            invoices,
            payments,
            as_of,
            placements=placements,
            stated_since=stated_since,
            other_kids=other_kids,
            is_kid=lambda text: is_kid(text, kid_structures),
        )

    return settle_on


def _with_reversal(balance: Balance, confirmed_days: Mapping[str, date]) -> Balance:
    """Return the balance with the day on which somebody confirmed that it is no longer paid, if
    that is later than what a payment says."""
    day = confirmed_days.get(balance.claim_id)
    if day is None or not balance.open_ore:
        return balance
    return balance._replace(reversed_on=max(day, balance.reversed_on or day))


def _stated_since(db: Database) -> Mapping[str, date]:
    """Return the day since which each invoice and claim has stated what it states as paid."""
    rows = [*QUERIES.stated_since(db.conn)]
    days = {day: date.fromisoformat(day) for day in {day for _, day in rows}}
    return {row_id: days[day] for row_id, day in rows}


def _fill_aliases(db: Database, main_system: str) -> tuple[list[Member], list[str]]:
    """Fill the table of persons with several ids; return the people, each under the id that counts,
    and the ids of the claims that somebody must look at first.

    The latter are the claims on an old id (one that another id of the same person has replaced),
    where the old id's own source does not say that the member is active, without a leaving day, and
    says another status or leaving day than that of the id that counts.
    """
    members = table(db, Member, "members")
    aliases = find_aliases(members, table(db, Participation, "participations"), main_system)
    fill(db, "aliases", [*aliases.items()])
    old_ids = ids_with_other_status(members, aliases)
    people = [member for member in members if member.member_id not in aliases]
    return people, [claim.claim_id for claim in table(db, Claim, "claims", member_id=old_ids)]


def _fill_counted_claims(
    db: Database,
    invoices: Sequence[Invoice],
    people: Sequence[Member],
    main_system: str,
    doubtful_ids: Iterable[str],
) -> list[PricedClaim]:
    """Fill the tables of the claims that stand in two systems or were made anew; return the claims
    that count."""
    claims = table(db, Claim, "own_claims")
    priced = price(claims, invoices)
    answers, successors = _answered_doubts(db), [*QUERIES.successors(db.conn)]
    sources: Sequence[Claim] = claims
    if may_repeat(priced, answers, successors):
        sources = complete_from_invoices(claims, invoices)
    same_claims = find_same_claims(priced, sources, people, main_system, answers, successors)
    pairs = [
        (duplicate.claim_id, kept.claim_id, duplicate.invoice_id, duplicate.due_on, kept.due_on)
        for duplicate, kept, _ in same_claims.pairs
    ]
    fill(db, "same_claims", pairs)
    invoice_pairs = [
        (invoice_id, kept_id)
        for invoice_id, kept_ids in same_claims.kept_invoices.items()
        for kept_id in kept_ids
    ]
    fill(db, "same_invoices", invoice_pairs)
    kept_doubtful_ids = {same_claims.kept_ids.get(claim_id, claim_id) for claim_id in doubtful_ids}
    fill(db, "doubtful", [(claim_id,) for claim_id in kept_doubtful_ids])
    fill(db, "doubts", doubt_rows(same_claims.doubts))
    fill(db, "claim_findings", same_claim_findings(same_claims, SYSTEMS))
    counted_claims = merge_claims(priced, same_claims, sources)
    fill(db, "counted_claims", counted_claims)
    return counted_claims


def _answered_doubts(db: Database) -> Answers:
    """Return the answers to whether claims are the same, by the doubt's group and evidence."""
    answers = {}
    for answer in table(db, Answer, "answers"):
        kind, _, group_id = answer.task.partition(f":{MAYBE_SAME}")
        if kind == TaskKind.CHECK_CLAIM:
            answers[group_id, answer.evidence] = answer.answer
    return answers


def settle_on_days(db: Database, days: Sequence[date]) -> list[Settlement]:
    """Return the balances on each of the days, of the claims that count in the stored day."""
    claims, invoices = table(db, PricedClaim, "counted_claims"), table(db, Invoice, "invoices")
    credits = typed(Credit, QUERIES.approved_credits(db.conn))
    settle_on = _settler(db, invoices)
    return [
        settle_on(apply_credits(claims, [each for each in credits if each.made_on <= day]), day)
        for day in days
    ]


def settle_as_placed(db: Database, rows: Sequence[Placement], as_of: date) -> Settlement:
    """Return the balances of the stored day if one payment were placed as `rows` say."""
    payment_ids = {row.payment_id for row in rows}
    placements = table(db, Placement, "own_placements")
    others = [row for row in placements if row.payment_id not in payment_ids]
    claims = table(db, PricedClaim, "counted_claims")
    credits = typed(Credit, QUERIES.approved_credits(db.conn))
    invoices = table(db, Invoice, "invoices")
    settle_on = _settler(db, invoices, placements=[*others, *rows])
    return settle_on(apply_credits(claims, credits), as_of)

"""What should be invoiced on a club's day: worked out from its books and its fees."""

from datetime import date
from pathlib import Path

from workbench.model.day_rows import Balance, PricedClaim
from workbench.model.fee_kinds import FeeNote
from workbench.model.rows import Hold, Member
from workbench.money.expected_fees import GroupPlace, expected_fees
from workbench.money.fee_proposals import Newcomers, propose_fees
from workbench.money.invoice_calendar import AHEAD_DAYS, move, open_rules, sum_batches
from workbench.office.desk import Desk
from workbench.store.connection import Database
from workbench.store.queries import clear, fill, load, table, typed

QUERIES = load(Path(__file__).with_suffix(".sql"))
OWING_DAYS = 180  # so long past due, a fee says that its member may have left


def work_out_fees(db: Database, desk: Desk, as_of: date) -> None:
    """Fill `fee_proposals` and `invoice_calendar`; nothing for a club without fees.
    Call inside `write`, after the balances, contacts and holds."""
    clear(db, "fee_proposals")
    clear(db, "invoice_calendar")
    rules, calendar = desk.settings.fees, desk.settings.calendar
    if not rules:
        return
    members = table(db, Member, "people")
    places = typed(GroupPlace, [*QUERIES.group_places(db.conn)])
    groups: dict[str, list[str]] = {}
    for place in places:
        groups.setdefault(place.member_id, []).append(place.group_name)
    fees = expected_fees(
        open_rules(rules, calendar),
        members,
        places,
        dict(QUERIES.payers_of_members(db.conn)),
        table(db, Hold, "standing_holds"),
        as_of,
        ahead_days=AHEAD_DAYS,
    )
    fees = [*move(fees, rules, calendar, groups, as_of, ahead_days=AHEAD_DAYS)]
    due_now = [fee for fee in fees if fee.issue_on <= as_of]
    newcomers = Newcomers(
        {member.member_id: member.joined_on for member in members},
        {row[0] for row in QUERIES.new_members(db.conn)},
        as_of,
    )
    leavers = {
        member_id: FeeNote(note)
        for member_id, note in QUERIES.probable_leavers(db.conn, day=as_of, days=OWING_DAYS)
    }
    claims = _as_stated(db)
    fill(db, "fee_proposals", propose_fees(due_now, claims, newcomers, leavers))
    fill(db, "invoice_calendar", sum_batches(fees, rules, calendar, groups, claims, as_of))


def _as_stated(db: Database) -> list[Balance]:
    """Return the claims with the amounts that their sources state: what somebody took off one since
    is no other fee."""
    stated = {
        claim.claim_id: claim.amount_ore for claim in table(db, PricedClaim, "counted_claims")
    }
    return [
        claim._replace(amount_ore=stated.get(claim.claim_id, claim.amount_ore))
        for claim in table(db, Balance, "balances")
    ]

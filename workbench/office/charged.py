"""What should be invoiced on a club's day: worked out from its books and its fees."""

from datetime import date
from pathlib import Path

from workbench.model.day_rows import Balance
from workbench.model.fee_kinds import FeeNote
from workbench.model.rows import Hold, Member
from workbench.money.expected_fees import GroupPlace, expected_fees
from workbench.money.fee_proposals import Newcomers, propose_fees
from workbench.office.desk import Desk
from workbench.store.connection import Database
from workbench.store.queries import clear, fill, load, table, typed

QUERIES = load(Path(__file__).with_suffix(".sql"))
OWING_DAYS = 180  # so long past due, a fee says that its member may have left


def work_out_fees(db: Database, desk: Desk, as_of: date) -> None:
    """Fill `fee_proposals`; nothing for a club without fees in its club.toml. Call inside `write`,
    after the balances, contacts and holds."""
    clear(db, "fee_proposals")
    rules = desk.settings.fees
    if not rules:
        return
    members = table(db, Member, "people")
    expected = expected_fees(
        rules,
        members,
        typed(GroupPlace, [*QUERIES.group_places(db.conn)]),
        dict(QUERIES.payers_of_members(db.conn)),
        table(db, Hold, "standing_holds"),
        as_of,
    )
    newcomers = Newcomers(
        {member.member_id: member.joined_on for member in members},
        {row[0] for row in QUERIES.new_members(db.conn)},
        as_of,
    )
    leavers = {
        member_id: FeeNote(note)
        for member_id, note in QUERIES.probable_leavers(db.conn, day=as_of, days=OWING_DAYS)
    }
    claims = table(db, Balance, "balances")
    fill(db, "fee_proposals", propose_fees(expected, claims, newcomers, leavers))

"""Fees of days on which the club was closed, or the membership frozen: shown, then credited."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from workbench.model.day_rows import PausedFee, PricedClaim
from workbench.model.errors import UsageError
from workbench.model.money_rows import Credit
from workbench.norsk import antall, text_of
from workbench.office.book_lists import with_query
from workbench.office.crediting import made_credit, write_credits
from workbench.office.day import day_of
from workbench.office.desk import Desk
from workbench.reports.columns import Table
from workbench.reports.lists import PAUSED
from workbench.store import proposals
from workbench.store.events import head
from workbench.store.queries import load, table

QUERIES = load(Path(__file__).with_suffix(".sql"))


@dataclass(frozen=True)
class Pause:
    """What is still to be credited, as a list and as rows; the claims near a closure that somebody
    must look at because nobody knows which days they are for: how many of each title; and the
    claims of which more was credited than the days are worth now, with how much in øre."""

    table: Table
    fees: Sequence[PausedFee]
    unknown: Mapping[str, int]
    too_much: Mapping[str, int]  # by claim id
    stated: Mapping[str, PricedClaim]  # by claim id, as the sources state them
    version: str  # the hash of the last event of the books it follows from


def show_paused(desk: Desk, as_of: date) -> Pause:
    """Return all that is still to be credited for closed and frozen days."""
    with day_of(desk, as_of) as day:
        found = table(day.db, PausedFee, "paused_fees")
        stated = {claim.claim_id: claim for claim in table(day.db, PricedClaim, "counted_claims")}
        listed = with_query(PAUSED, QUERIES.facts_of_claims_cursor(day.db.conn))
        facts = {row["claim_id"]: row for row in listed.records}
        version = head(day.db)
    fees = [fee for fee in found if fee.amount_ore > 0]
    unknown = Counter(
        facts[fee.claim_id]["title"] or fee.claim_id for fee in found if not fee.of_days
    )
    rows = [facts[fee.claim_id] | fee._asdict() | {"why": describe(fee)} for fee in fees]
    too_much = {fee.claim_id: -fee.amount_ore for fee in found if fee.amount_ore < 0}
    return Pause(PAUSED.with_records(rows), fees, unknown, too_much, stated, version)


def credit_paused(desk: Desk, as_of: date, confirmed: int) -> list[Credit]:
    """Credit all of it; `confirmed` is how many credits somebody has seen and said yes to.

    Raises UsageError where there are more or fewer of them now, and for a day before the last plan.
    """
    proposals.refuse_older_day(desk.db, as_of)
    pause = show_paused(desk, as_of)
    if len(pause.fees) != confirmed:
        raise UsageError(
            f"{desk.club.slug}: {antall(len(pause.fees), 'krav', 'krav')} skal krediteres nå, ikke "
            f"{confirmed}; se over dem med «workbench pause» på nytt."
        )
    made = [
        made_credit(desk, pause.stated[fee.claim_id], "", fee.kind, fee.amount_ore, describe(fee),
                    as_of)
        for fee in pause.fees
    ]  # fmt: skip
    write_credits(desk, made, as_of, pause.version)
    return made


def describe(fee: PausedFee) -> str:
    """Return why so much is credited, as it stands in the books and is told."""
    what = f"{text_of(fee.kind)}, {fee.days} av {antall(fee.of_days, 'dag', 'dager')}"
    return f"{what}: {fee.reason}" if fee.reason else what

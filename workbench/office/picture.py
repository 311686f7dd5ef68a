"""A club's day as the frames that the reports read."""

import pandas as pd

from workbench.model import frames
from workbench.office.day import Day
from workbench.reports.day import ClubDay
from workbench.store import records
from workbench.store.books import NOUNS

AS_ONE = {
    "members": "people", "guardians": "named_guardians", "participations": "listings",
    "claims": "own_claims", "call_claims": "spoken", "holds": "agreements",
    "liabilities": "owing", "corrections": "learnt",
}  # fmt: skip


def club_day(day: Day) -> ClubDay:
    facts = {noun: records.read(day.db, noun, AS_ONE.get(noun, noun)) for noun in NOUNS}
    rows = {
        name: [r._asdict() for r in getattr(day, name)]
        for name in ("balances", "contacts", "plan", "findings")
    }
    unplaced = {row[0] for row in day.db.conn.execute("SELECT payment_id FROM unplaced")}
    unmatched = facts["payments"]
    unmatched = unmatched[unmatched["payment_id"].isin(unplaced)].sort_values(
        ["paid_on", "payment_id"], ignore_index=True
    )
    return ClubDay(
        as_of=day.as_of,
        facts=facts,
        balances=frames.build("balances", rows["balances"]),
        unmatched=unmatched,
        contacts=frames.build("contacts", rows["contacts"])
        if 0
        else frames_contacts(rows["contacts"]),
        holds=records.read(day.db, "holds", "standing_holds"),
        plan=frames.build("plan", rows["plan"]),
        queue=frames.build("queue", [r._asdict() for r in day.payers()]),
        findings=frames.build("findings", rows["findings"]),
    )


def frames_contacts(rows):
    columns = frames.SHAPES["contacts"].columns
    return pd.DataFrame({c: pd.array([r[c] for r in rows], dtype=t) for c, t in columns.items()})

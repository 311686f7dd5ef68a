"""A club's day as the frames that the reports read."""

import pandas as pd

from workbench.model import frames
from workbench.office.day import Day
from workbench.reports.day import ClubDay
from workbench.store import records
from workbench.store.connection import Database
from workbench.store.records import NOUNS

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
    import pandas as pd

    columns = frames.SHAPES["contacts"].columns
    return pd.DataFrame({c: pd.array([r[c] for r in rows], dtype=t) for c, t in columns.items()})


def newest_rejected(db: Database) -> pd.DataFrame:
    """Return what was set aside in the newest file of each kind, and what of it was repaired, with
    the file's name as `file`, its kind, and its profile's title."""
    rejected = records.read(db, "rejected", "set_aside")
    more = db.conn.execute(
        "SELECT file, kind, title FROM set_aside ORDER BY sha256, sheet, row, column"
    ).fetchall()
    about = pd.DataFrame(more, columns=["file", "kind", "title"], dtype="str")
    rejected = pd.concat([rejected, about], axis=1)
    return rejected.sort_values(["file", "sheet", "row", "column"], ignore_index=True)

"""Whether a club's books are whole: pages, foreign keys, schema and the audit chain."""

from workbench.store import events
from workbench.store.connection import Database, DatabaseError
from workbench.store.migrations import declared, schema_of


def faults(db: Database) -> list[str]:
    """Return a Norwegian sentence for each fault; none means that all is whole."""
    try:
        pages = [row[0] for row in db.conn.execute("PRAGMA integrity_check").fetchall()]
    except DatabaseError:
        pages = ["den lar seg ikke lese"]
    found = [f"databasen er skadet: {page}" for page in pages if page != "ok"]
    if found:
        return found
    orphans = db.conn.execute("PRAGMA foreign_key_check").fetchall()
    found += [f"en rad i {row[0]} peker på noe som ikke finnes" for row in orphans]
    if schema_of(db) != declared("club"):
        found.append("skjemaet er endret utenfor arbeidsbenken")
    return found + events.faults(db)

"""Check a club's books: database pages, foreign keys, schema and the chain of events."""

from workbench.store import events
from workbench.store.connection import Database, DatabaseError
from workbench.store.migrations import declared_schema, schema_of


def faults(db: Database) -> list[str]:
    """Return a Norwegian sentence for each fault; an empty list means that there is none."""
    try:
        messages = [row[0] for row in db.conn.execute("PRAGMA integrity_check").fetchall()]
    except DatabaseError:
        messages = ["den lar seg ikke lese"]
    sentences = [f"databasen er skadet: {message}" for message in messages if message != "ok"]
    if sentences:
        return sentences
    orphans = db.conn.execute("PRAGMA foreign_key_check").fetchall()
    sentences += [f"en rad i {row[0]} peker på noe som ikke finnes" for row in orphans]
    if schema_of(db) != declared_schema("club"):
        sentences.append("skjemaet er endret utenfor arbeidsbenken")
    return sentences + events.chain_faults(db)

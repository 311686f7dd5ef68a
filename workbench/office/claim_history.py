"""The evidence of a claim, read from a club's books: nothing is written to them."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from workbench import reports
from workbench.model.errors import UsageError
from workbench.office.day import Day, day_of
from workbench.office.desk import Desk, parse_as_of
from workbench.office.why_cards import digits_of, explain_rows, explained_claims
from workbench.reports.evidence import (
    Event,
    History,
    Line,
    ReadFile,
    describe_changes,
    list_facts,
    list_lines,
    page,
)
from workbench.store.connection import Database
from workbench.store.files import written_whole
from workbench.store.queries import fill, load, names_of, typed
from workbench.store.versions import versions_of

QUERIES = load(Path(reports.__path__[0]) / "history.sql")
LINE_QUERIES = [name for name in names_of(QUERIES) if name.startswith("line_")]
MOST_NAMED = 5  # claims named in a refusal


def history_of(desk: Desk, text: str, *, notes: bool = False) -> History:
    """Return the evidence of the claim with this id, order number, KID or name, as it stands today.

    `notes` shows what was noted in calls. Raises UsageError if there is no such claim, or several.
    """
    with day_of(desk, parse_as_of(None)) as day:
        claim_id = _find_claim(day.db, text)
        lines = _read_lines(day.db, claim_id)
        event_ids = json.dumps(sorted({line.event_id for line in lines}))
        events = _events(day.db, event_ids)
        files = typed(ReadFile, QUERIES.files(day.db.conn, events=event_ids))
        [chain_end] = typed(Event, QUERIES.chain_end(day.db.conn))
        facts = [*QUERIES.facts(day.db.conn, claim=claim_id), *_describe_plan(day, claim_id)]
    listed = list_lines(lines, events, files, notes=notes)
    return History(desk.settings.name, day.as_of, list_facts(facts), listed, chain_end)


def write_page(shown: History, path: Path) -> None:
    """Write the evidence as a page; raises UsageError if its folder is not there."""
    if not path.parent.is_dir():
        raise UsageError(f"{path.parent}: mappen finnes ikke; velg en som er der.")
    with written_whole(path) as unfinished:
        unfinished.write_text(page(shown), "utf-8")


def _find_claim(db: Database, text: str) -> str:
    """Return the id of the only claim that is named so."""
    named = [*QUERIES.claims_named(db.conn, text=text, digits=digits_of(text))]
    if not named:
        raise UsageError(f"{text!r} er ikke noe krav; skriv krav, ordrenummer, KID eller navn.")
    if len(named) > 1:
        shown = "; ".join(f"{claim_id} ({title})" for claim_id, title in named[:MOST_NAMED])
        raise UsageError(f"{text!r} passer til {len(named)} krav; skriv ett av dem: {shown}.")
    return str(named[0][0])


def _read_lines(db: Database, claim_id: str) -> list[Line]:
    """Return what every query of a noun tells about the claim and those that are the same."""
    QUERIES.lay_subjects(db.conn)
    QUERIES.lay_versions(db.conn)
    fill(db, "subjects", [*QUERIES.ids(db.conn, claim=claim_id)])
    keys = [*QUERIES.keys(db.conn)]
    fill(db, "versions", _version_rows(db, keys))
    queries = (getattr(QUERIES, name) for name in LINE_QUERIES)
    return [_line_of(row) for query in queries for row in db.query(query.sql)]


def _line_of(row: dict[str, Any]) -> Line:
    """Return a row of one of these queries, by the names of its columns."""
    day = row.get("day")
    return Line(**{**row, "day": date.fromisoformat(day) if day else None})


def _version_rows(db: Database, keys: Sequence[tuple[str, str]]) -> list[tuple[object, ...]]:
    """Return the rows of `versions`: those about the claim, as they were after each event."""
    versions = versions_of(db, keys)
    event_ids = json.dumps(sorted({version.event_id for version in versions}))
    events = _events(db, event_ids)
    rows: list[tuple[object, ...]] = []
    for version in versions:
        event = events[version.event_id]
        before = changed = None
        if version.before is not None:
            before = json.dumps(version.before)
            changed = describe_changes(version.noun, version.before, version.now)
        place = (version.noun, version.key, version.event_id)
        rows.append((*place, event.day, event.kind, json.dumps(version.now), before, changed))
    return rows


def _events(db: Database, event_ids: str) -> dict[int, Event]:
    """Return the events with these numbers, a JSON list, by number."""
    events = typed(Event, QUERIES.events(db.conn, events=event_ids))
    return {event.id: event for event in events}


def _describe_plan(day: Day, claim_id: str) -> list[tuple[str, str]]:
    """Return what happens with the claim now and why; nothing if it is not open."""
    sentences = explain_rows(day, explained_claims(day, [claim_id]))
    return [("Nå", text) for text in sentences.values()]

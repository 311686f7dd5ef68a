"""The rows of a file that cannot be believed: noted beside what could not be read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from workbench.club import Limits
from workbench.importers.canonical import Tables
from workbench.importers.column_checks import doubt_alignment, doubt_columns
from workbench.importers.headings import SetAside
from workbench.importers.mapping import Mapped
from workbench.importers.plausibility import Doubt, doubt_rows
from workbench.importers.restated import (
    Facts,
    Many,
    MemberFacts,
    Restated,
    compare_claims,
    compare_members,
)
from workbench.importers.statements import AS_HELD, Statement
from workbench.model import frames
from workbench.model.fault_kinds import FAULT_RULES, FaultKind
from workbench.norsk import tall_dato
from workbench.store.queries import load
from workbench.store.records import Books

QUERIES = load(Path(__file__).with_suffix(".sql"))
CLAIM_NOUNS = {"invoices": "invoices", "claims": "claims", "bills": "claims"}  # by kind of file
KEPT_COLUMNS = {"person": "member_id"}  # the noun's column of a field, where it has another name
# where a doubt is noted, if the file does not have its field
MONEY_FIELDS = ("status", "paid", "outstanding", "paid_on", "amount", "due_on")


@dataclass(frozen=True)
class Judgement:
    """A file's rows, those to be doubted, what stops the file, and what is only noted."""

    rows: Tables
    doubts: Sequence[SetAside] = ()
    stops: Sequence[str] = ()
    notes: Sequence[str] = ()


def judge(
    mapped: Mapped, rows: Tables, books: Books | None, limits: Limits, as_of: date
) -> Judgement:
    """Judge what was read of a file, by itself and against the books.

    Of a doubt that keeps what the books hold, the value is as if the file did not state it.
    """
    many = Many(limits.most_changed, limits.fewest_changed)
    doubts = doubt_rows(mapped.profile, mapped.columns, as_of)
    stops = [*doubt_columns(mapped.profile, _texts(mapped), mapped.columns)]
    stops += doubt_alignment(mapped.columns)
    if many.has(len(doubts), mapped.rows_taken):
        row, *_, reason = doubts[0]
        stops.append(
            f"{len(doubts)} av {mapped.rows_taken} rader kan ikke stemme (rad {row}: {reason})"
        )
    restated = _compare(mapped, rows, books, many) if books is not None else Restated()
    doubts += restated.doubts
    kept = {(doubt.row, doubt.field) for doubt in doubts if FAULT_RULES[doubt.fault].keeps}
    return Judgement(
        _without(mapped, rows, kept) if kept else rows,
        [*_noted(mapped, doubts)],
        [*stops, *restated.stops],
        restated.notes,
    )


def _texts(mapped: Mapped) -> dict[str, set[str]]:
    """Return the distinct texts under the heading of each field."""
    below = mapped.header.sheet.rows[mapped.header.at + 1 :]
    return {
        name: {row[index] for row in below if index < len(row)}
        for name, index in mapped.header.columns.items()
    }


def _compare(mapped: Mapped, rows: Tables, books: Books, many: Many) -> Restated:
    """Compare the rows of a file with the books, if these hold any of the kind."""
    kind, numbers = mapped.profile.kind, mapped.columns["row"]
    noun = "members" if kind == "members" else CLAIM_NOUNS.get(kind, "")
    if noun not in rows or books[noun].empty:
        return Restated()
    make = MemberFacts if noun == "members" else Facts
    stored = {
        facts.record: facts
        for record in frames.records(books[noun])
        for facts in [_facts_of(make, noun, record)]
    }
    stated = [
        (number, _facts_of(make, noun, row._asdict(), stored))
        for number, row in zip(numbers, rows[noun], strict=True)
    ]
    title = mapped.profile.title
    confirmed = {
        (record, name, reason)
        for record, name, reason in QUERIES.confirmed_changes(books.db.conn, title=title)
    }
    if noun == "members":
        restated = compare_members(stated, stored, many=many)
    else:
        restated = compare_claims(
            stated,
            stored,
            settled_in=_last_file(books, title),
            unanswered=_unanswered(mapped, rows[noun], books),
            many=many,
        )
    keys = dict(zip(numbers, mapped.columns["record"], strict=True))
    doubts = [
        doubt
        for doubt in restated.doubts
        if (keys[doubt.row], doubt.field, doubt.reason) not in confirmed
    ]
    return Restated(doubts, restated.stops, restated.notes)


def _facts_of(
    make: Any, noun: str, record: Mapping[str, Any], stored: Mapping[str, Any] | None = None
) -> Any:
    """Return what decides about a record; what a file does not state is as stored."""
    key = record[frames.SHAPES[noun].key[0]]
    before = (stored or {}).get(key)
    stated = {
        name: record[name]
        for name in make._fields
        if name in record and record[name] is not AS_HELD
    }
    if record.get("member_name") not in (None, AS_HELD):
        stated.pop("member_id", None)  # the member is found by the name
    names = [record.get(part) for part in ("first_name", "last_name")]
    if "name" in make._fields and AS_HELD not in names:
        stated["name"] = " ".join(filter(None, names))
    return (before or make(key))._replace(**stated)


def _unanswered(mapped: Mapped, rows: Sequence[Statement], books: Books) -> dict[str, str]:
    """Return, by the id of a claim or invoice, why it was doubted and has not been answered."""
    title = mapped.profile.title
    reasons = dict(QUERIES.unanswered_reopened(books.db.conn, title=title))
    key = frames.SHAPES[CLAIM_NOUNS[mapped.profile.kind]].key[0]
    return {
        getattr(row, key): reasons[record]
        for record, row in zip(mapped.columns["record"], rows, strict=True)
        if record in reasons
    }


def _last_file(books: Books, title: str) -> str:
    """Return the name and day of the last file of a profile."""
    files = books["files"]
    newest = files[files["title"] == title].sort_values("batch").tail(1)
    for row in frames.records(newest):
        return f"{row['name']} ({tall_dato(row['imported_on'])})"
    return "bøkene"


def _without(mapped: Mapped, rows: Tables, kept: set[tuple[int, str]]) -> Tables:
    """Return the rows without the values that are not believed."""
    noun = "members" if mapped.profile.kind == "members" else CLAIM_NOUNS[mapped.profile.kind]
    fields: dict[int, dict[str, Any]] = {}
    for number, name in kept:
        fields.setdefault(number, {})[KEPT_COLUMNS.get(name, name)] = AS_HELD
    numbered = zip(mapped.columns["row"], rows[noun], strict=True)
    return rows | {noun: [row._replace(**fields.get(number, {})) for number, row in numbered]}


def _noted(mapped: Mapped, doubts: Sequence[Doubt]) -> Iterator[SetAside]:
    """Yield the doubts as they are stored, one for a cell; what could not be read comes first."""
    header = mapped.header
    noted = {(aside.row, aside.column) for aside in mapped.set_aside}
    for doubt in doubts:
        names = (doubt.field, *MONEY_FIELDS, *header.columns)
        name = next(name for name in names if name in header.columns)
        row = header.sheet.rows[doubt.row - 1]
        index = header.columns[name]
        text = row[index] if index < len(row) else ""
        aside = header.set_aside(doubt.row, name, text, doubt.reason, whole_row=False)
        if (aside.row, aside.column) not in noted:
            noted.add((aside.row, aside.column))
            yield SetAside(**{**vars(aside), "fault": FaultKind(doubt.fault)})

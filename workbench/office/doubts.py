"""The rows of a file that cannot be believed: noted beside what could not be read."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from workbench.club import Limits
from workbench.importers.canonical import Tables
from workbench.importers.change_rules import Facts, MemberFacts
from workbench.importers.column_checks import doubt_alignment, doubt_columns
from workbench.importers.cross_checks import shorten
from workbench.importers.headings import SetAside
from workbench.importers.mapping import Mapped
from workbench.importers.plausibility import Doubt, doubt_rows
from workbench.importers.profiles import noun_of
from workbench.importers.reading import cell_at
from workbench.importers.restated import (
    Many,
    Restated,
    compare_claims,
    compare_contacts,
    compare_members,
)
from workbench.importers.statements import AS_HELD, Statement
from workbench.model.fault_kinds import FAULT_RULES
from workbench.model.shapes import SHAPES
from workbench.norsk import tall_dato
from workbench.store.queries import load, typed
from workbench.store.records import Books

QUERIES = load(Path(__file__).with_suffix(".sql"))
# what the rows of a noun are compared by
FACTS: Mapping[str, Any] = {
    "claims": Facts, "invoices": Facts, "members": MemberFacts, "guardians": MemberFacts,
}  # fmt: skip
# the noun's column of a field, where it has another name
KEPT_COLUMNS = {"person": "member_id", "amount": "amount_ore"}
FARTHEST_START = timedelta(days=270)  # from today to the first day of an agreement
LONG_QUIET = timedelta(days=6)  # in which something is paid, where much is open
# fields whose values decide who is asked for what
DECIDING_FIELDS = {
    "status", "kid", "born_on", "left_on", "paid_on", "person", "reminded_on", "recipient",
    "member_name", "phone", "email", "guardian_1_phone", "guardian_1_email",
}  # fmt: skip
# columns that are filled in somewhere, by kind of file, in a list of so many rows
NEVER_BLANK = {"members": ("born_on", "status"), "bills": ("status",), "invoices": ("status",)}
FEWEST_FILLED = 3
# where a doubt is noted, if the file does not have its field
NOTED_UNDER = ("status", "left_on", "paid", "outstanding", "paid_on", "amount", "due_on")


@dataclass(frozen=True)
class Judgement:
    """A file's rows, those to be doubted, what stops the file, and what is only noted."""

    rows: Tables
    doubts: Sequence[SetAside] = ()
    stops: Sequence[str] = ()
    notes: Sequence[str] = ()
    taken_back: int = 0  # rows that say what was true before
    unchanged_since: date | None = None  # the last file, if this one says the same


def judge(
    mapped: Mapped, rows: Tables, books: Books | None, limits: Limits, as_of: date, name: str
) -> Judgement:
    """Judge what was read of a file of that name, by itself and against the books.

    Of a doubt that keeps what the books hold, the value is as if the file did not state it.
    """
    many = Many(limits.most_changed, limits.fewest_changed)
    highest_ore = limits.highest_claim * 100
    doubts = doubt_rows(mapped.profile, mapped.columns, as_of, highest_ore)
    stops = [*doubt_columns(mapped.profile, _texts(mapped), mapped.columns)]
    stops += doubt_alignment(mapped.columns)
    stops += shorten([*_unusable_holds(mapped, as_of)])
    if books is None or not QUERIES.last_import_of(books.db.conn, title=mapped.profile.title):
        stops += _blank_columns(mapped)
    stops += _unread_columns(mapped, Many(limits.most_aside, limits.fewest_changed))
    if many.has(len(doubts), mapped.rows_taken):
        row, *_, reason = doubts[0]
        count = f"{len(doubts)} av {mapped.rows_taken} rader kan ikke stemme"
        stops.append(f"{count} (rad {row}: {reason})")
    restated = Restated()
    if books is not None:
        settled_in = _describe_last_file(books, mapped.profile.title, name)
        restated = _compare(mapped, rows, books, many, as_of, settled_in)
    # where the books keep their value, what speaks against the stated one need not be asked as well
    kept = {(doubt.row, doubt.field) for doubt in restated.doubts if FAULT_RULES[doubt.fault].keeps}
    doubts = [*restated.doubts, *(doubt for doubt in doubts if doubt[:2] not in kept)]
    return Judgement(
        _without(mapped, rows, kept) if kept else rows,
        [*_noted(mapped, doubts)],
        [*stops, *restated.stops],
        restated.notes,
        restated.taken_back,
        _unchanged_since(books, mapped.profile.title, as_of) if restated.is_unchanged else None,
    )


def _unusable_holds(mapped: Mapped, as_of: date) -> Iterator[str]:
    """Yield a sentence for each agreement of the office's list that is with nobody, or begins far
    ahead: whom it was made with, would be reminded."""
    if mapped.profile.kind != "holds":
        return
    fields = ("row", "person", "order", "start_on")
    for row, person, order, start_on in zip(
        *(mapped.all_rows[field] for field in fields), strict=True
    ):
        if not person and not order:
            yield f"avtalen i rad {row} sier ikke hvem den er med"
        elif start_on and start_on > as_of + FARTHEST_START:
            yield f"avtalen i rad {row} begynner først {tall_dato(start_on)}"


def _blank_columns(mapped: Mapped) -> Iterator[str]:
    """Yield a sentence for each column that decides who is asked, and that no row of the first file
    fills in; later ones are compared with the books."""
    if mapped.rows_taken < FEWEST_FILLED:
        return
    for name in NEVER_BLANK.get(mapped.profile.kind, ()):
        column = mapped.header.columns.get(name)
        if column is not None and not any(mapped.columns[name]):
            yield f"«{mapped.headings[column]}» er tom i alle rader"


def _unread_columns(mapped: Mapped, many: Many) -> Iterator[str]:
    """Yield a sentence for each column that decides, and of which many values cannot be read."""
    unread = Counter(
        (aside.field, aside.column)
        for aside in mapped.set_aside
        if aside.repaired is None and not aside.whole_row and aside.field in DECIDING_FIELDS
    )
    for (name, heading), count in unread.items():
        values = mapped.columns.get(name, ())
        filled = sum(value is not None for value in values) + count
        if many.has(count, filled):
            example = next(aside for aside in mapped.set_aside if aside.field == name)
            yield f"{count} verdier under «{heading}» kan ikke leses ({example.reason})"


def _texts(mapped: Mapped) -> dict[str, set[str]]:
    """Return the distinct texts under the heading of each field."""
    header = mapped.header
    return {name: header.texts(index) for name, index in header.columns.items()}


def _compare(
    mapped: Mapped, rows: Tables, books: Books, many: Many, as_of: date, settled_in: str
) -> Restated:
    """Compare the rows of a file with the books, if these hold any of the kind. `settled_in` names
    the last file of its source."""
    noun = noun_of(mapped.profile.kind)
    if noun not in FACTS or noun not in rows:
        return Restated()
    if noun == "members":
        rows = _as_stored(rows, books)
    stored = _stored_facts(books, noun, rows[noun])
    if not stored:
        return Restated()
    stated = [
        (number, _facts_of(noun, row, stored))
        for number, row in zip(mapped.columns["row"], rows[noun], strict=True)
    ]
    unanswered = _unanswered(mapped, rows[noun], books)
    if noun == "members":
        restated = compare_members(
            stated, stored, settled_in=settled_in, unanswered=unanswered, many=many
        )
        restated.stops.extend(_contact_changes(rows, books, many))
    else:
        restated = compare_claims(
            stated, stored, settled_in=settled_in, unanswered=unanswered, many=many, as_of=as_of
        )
    return replace(restated, doubts=[*_unconfirmed(mapped, restated.doubts, books)])


def _as_stored(rows: Tables, books: Books) -> Tables:
    """Return the rows of people with the ids by which the books hold them: the system's own, or the
    one made of name and birth date, whichever a file states."""
    stored = dict(QUERIES.member_ids(books.db.conn))
    ids = {other_id: member_id for member_id, other_id in stored.items() if other_id}
    ids |= {
        row.member_id: row.other_id
        for row in rows["members"]
        if row.member_id not in stored and row.other_id in stored
    }
    return rows | {
        noun: [row._replace(member_id=ids.get(row.member_id, row.member_id)) for row in rows[noun]]
        for noun in ("members", "guardians")
        if noun in rows
    }


def _stored_facts(books: Books, noun: str, rows: Sequence[Statement]) -> dict[str, Any]:
    """Return what the books hold of a noun, by record.

    What was missing from the last list counts only if it is back, in `rows`, with the same due
    date: a title of last year may be used again.
    """
    query = getattr(QUERIES, f"stored_{noun}")
    due_days = {_record_of(noun, row): getattr(row, "due_on", None) for row in rows}
    return {
        facts.record: facts
        for facts in typed(FACTS[noun], query(books.db.conn))
        if not facts.is_missing or due_days.get(facts.record, AS_HELD) == facts.due_on
    }


def _contact_changes(rows: Tables, books: Books, many: Many) -> Iterator[str]:
    """Yield what speaks against the guardians and payers of a file, each place by itself."""
    if "guardians" not in rows:
        return
    stored = _stored_facts(books, "guardians", rows["guardians"])
    if not stored:
        return
    places: dict[tuple[Any, Any], list[MemberFacts]] = {}
    for row in rows["guardians"]:
        facts = _facts_of("guardians", row, stored)
        places.setdefault((row.role, row.number), []).append(facts)
    for stated in places.values():
        yield from compare_contacts(stated, stored, many=many).stops


def _unconfirmed(mapped: Mapped, doubts: Iterable[Doubt], books: Books) -> Iterator[Doubt]:
    """Yield the doubts but those of which somebody has answered that the file is right."""
    title = mapped.profile.title
    confirmed = {*QUERIES.confirmed_changes(books.db.conn, title=title)}
    records = dict(zip(mapped.columns["row"], mapped.columns["record"], strict=True))
    for doubt in doubts:
        if (records[doubt.row], doubt.field, doubt.reason) not in confirmed:
            yield doubt


def _facts_of(noun: str, row: Statement, stored: Mapping[str, Any]) -> Any:
    """Return what decides about a record; what a file does not state is as stored."""
    facts, record = FACTS[noun], _record_of(noun, row)
    stated = {
        name: value
        for name in facts._fields
        if (value := getattr(row, name, AS_HELD)) is not AS_HELD
    }
    if getattr(row, "member_name", None) not in (None, AS_HELD):
        stated.pop("member_id", None)  # the member is found by the name
    if noun == "members" and AS_HELD not in (row.first_name, row.last_name):
        stated["name"] = " ".join(filter(None, (row.first_name, row.last_name)))
    return (stored.get(record) or facts(record))._replace(**stated)


def _record_of(noun: str, row: Statement) -> str:
    return "|".join(str(getattr(row, part)) for part in SHAPES[noun].key)


def _unanswered(mapped: Mapped, rows: Sequence[Statement], books: Books) -> dict[str, str]:
    """Return, by the id of a record, why it was doubted and has not been answered."""
    title = mapped.profile.title
    reasons = dict(QUERIES.unanswered_reopened(books.db.conn, title=title))
    noun = noun_of(mapped.profile.kind)
    return {
        _record_of(noun, row): reasons[record]
        for record, row in zip(mapped.columns["record"], rows, strict=True)
        if record in reasons
    }


def _describe_last_file(books: Books, title: str, name: str) -> str:
    """Return the name and day of the last file of a profile, one of that name if there is any."""
    file = QUERIES.last_file(books.db.conn, title=title, name=name)
    return f"{file[0]} ({tall_dato(date.fromisoformat(file[1]))})" if file else "bøkene"


def _unchanged_since(books: Books | None, title: str, as_of: date) -> date | None:
    """Return the day of the last file if it is so old that something must have happened since."""
    if books is None:
        return None
    day = QUERIES.last_import_of(books.db.conn, title=title)
    imported_on = date.fromisoformat(day) if day else date.max
    return imported_on if imported_on <= as_of - LONG_QUIET else None


def _without(mapped: Mapped, rows: Tables, kept: set[tuple[int, str]]) -> Tables:
    """Return the rows without the values that are not believed."""
    noun = noun_of(mapped.profile.kind)
    fields: dict[int, dict[str, Any]] = {}
    for number, name in kept:
        fields.setdefault(number, {})[KEPT_COLUMNS.get(name, name)] = AS_HELD
    numbered = zip(mapped.columns["row"], rows[noun], strict=True)
    return rows | {noun: [row._replace(**fields.get(number, {})) for number, row in numbered]}


def _noted(mapped: Mapped, doubts: Iterable[Doubt]) -> Iterator[SetAside]:
    """Yield the doubts as they are stored: one for a cell, and another in the next cell that is
    free. What could not be read comes first."""
    noted = {(aside.row, aside.column) for aside in mapped.set_aside}
    for doubt in doubts:
        free = (each for each in _cells_of(mapped, doubt) if (each.row, each.column) not in noted)
        aside = next(free, None)
        if aside is not None:
            noted.add((aside.row, aside.column))
            yield aside


def _cells_of(mapped: Mapped, doubt: Doubt) -> Iterator[SetAside]:
    """Yield a doubt as it would be stored in each cell of its row, that of its own field first."""
    header = mapped.header
    row = header.sheet.rows[doubt.row - 1]
    for name in (doubt.field, *NOTED_UNDER, *header.columns):
        if name in header.columns:
            index = header.columns[name]
            text = cell_at(row, index)
            aside = header.set_aside(doubt.row, name, text, doubt.reason, whole_row=False)
            yield replace(aside, fault=doubt.fault)

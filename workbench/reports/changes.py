"""What an import brought, in words: new rows, changed fields and rows gone from a list."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from typing import Any, NamedTuple

from workbench.model.hold_kinds import HoldKind
from workbench.model.kinds import ClaimStatus, ContactRole, FeeType, MemberStatus
from workbench.model.shapes import DAY, STORED
from workbench.norsk import kroner, tall_dato, text_of
from workbench.reports.columns import Column, Table
from workbench.values.phones import show_phone

NEW, CHANGED, GONE = "ny", "endret", "borte"  # `what` in `changes.sql`
NAMES_SHOWN = 5  # of the new rows
NOUNS = {
    "files": "filer",
    "members": "medlemmer",
    "guardians": "foresatte og betalingskontakter",
    "participations": "deltakelser",
    "invoices": "fakturaer",
    "claims": "krav",
    "liabilities": "krav der ansvarlig er fastsatt",
    "payments": "innbetalinger",
    "mandates": "AvtaleGiro-avtaler",
    "holds": "avtaler",
    "reminders": "tidligere påminnelser",
    "rejected": "verdier til side",
}
FIELDS = {
    "first_name": "fornavn", "last_name": "etternavn", "name": "navn", "born_on": "fødselsdato",
    "gender": "kjønn", "email": "e-post", "email_extra": "flere e-poster", "phone": "telefon",
    "address": "adresse", "postcode": "postnummer", "city": "poststed", "status": "status",
    "joined_on": "innmeldt", "left_on": "utmeldt", "other_id": "annet nummer", "title": "tittel",
    "recipient_name": "mottaker", "issued_on": "utstedt", "due_on": "forfall",
    "amount_ore": "beløp", "paid_ore": "betalt beløp", "paid_on": "betalt", "kid": "KID",
    "fee_type": "slag", "member_id": "medlem", "member_name": "medlem", "group_name": "gruppe",
    "invoice_id": "faktura", "source": "kilde", "sent_on": "sendt", "kind": "slag",
    "start_on": "fra", "end_on": "til", "review_on": "vurderes", "agreed_with": "avtalt med",
    "missing_since": "borte siden", "wants_notice": "vil ha skriftlig varsel",
    "first_seen_on": "først sett", "stated_on": "sist sett", "ended_on": "stanset",
}  # fmt: skip
NEVER_SHOWN = {"address", "postcode", "city"}  # one may be kept from others, now or before
CODES: Mapping[tuple[str, str], type[StrEnum]] = {
    ("members", "status"): MemberStatus,
    ("invoices", "status"): ClaimStatus,
    ("claims", "status"): ClaimStatus,
    ("claims", "fee_type"): FeeType,
    ("holds", "kind"): HoldKind,
}
COLUMNS = (
    Column("Hvem", width=40, field="who"),
    Column("Hva", width=30, field="noun"),
    Column("Endring", width=10, field="what"),
    Column("Felt", width=18, field="field"),
    Column("Før", width=30, field="before"),
    Column("Nå", width=30, field="after"),
    Column("Borte fra", width=34, field="from"),
)


class Change(NamedTuple):
    """A new row, or a changed field of a row: a row of the query in `changes.sql`."""

    noun: str
    key: str
    what: str  # NEW, CHANGED or GONE
    field: str
    before: Any
    after: Any
    who: str  # whose row it is, and its title; "" if neither is known
    gone_from: str  # the title of the list that the row is gone from
    in_all: int | None  # how many rows the noun has; None if its rows are counted, not named

    @property
    def name(self) -> str:
        """What people call the row."""
        if self.noun != "guardians":
            return self.who or self.key
        _, role, number = json.loads(self.key)
        return f"{text_of(ContactRole(role))} {number} for {self.who}"


@dataclass(frozen=True)
class Changes:
    """All changes of one or several events, in the order of the nouns."""

    rows: Sequence[Change]

    def lists(self) -> dict[str, list[dict[str, Any]]]:
        """Return the records of the lists "new", "changed" and "missing"."""
        return {"new": self.count_by_noun(), "changed": self.changed, "missing": self.missing}

    def count_by_noun(self) -> list[dict[str, Any]]:
        """Return how many rows of each noun are new and changed, with the first new names."""
        counts = []
        for noun, rows in _group_by_noun(self.rows):
            new_rows = [row for row in rows if row.what == NEW]
            counts.append(
                {
                    "noun": NOUNS[noun],
                    "new": len(new_rows),
                    "changed": len({row.key for row in rows if row.what != NEW}),
                    "first": [row.name for row in new_rows[:NAMES_SHOWN] if row.in_all],
                }
            )
        return counts

    @cached_property
    def changed(self) -> list[dict[str, Any]]:
        """Each changed field, with its value before and after."""
        return [
            {
                "who": row.name,
                "noun": NOUNS[row.noun],
                "field": FIELDS.get(row.field, row.field),
                "before": describe_value(row.noun, row.field, row.before),
                "after": describe_value(row.noun, row.field, row.after),
            }
            for row in self._rows_with_name(CHANGED)
        ]

    @cached_property
    def missing(self) -> list[dict[str, Any]]:
        """Each row that was on a list last time, and is not on the new one."""
        return [
            {"noun": NOUNS[row.noun], "who": row.name, "from": row.gone_from}
            for row in self._rows_with_name(GONE)
        ]

    def name_new_rows(self) -> Iterator[dict[str, str]]:
        """Yield each new row; of a noun that had no rows before, only how many are new."""
        for noun, rows in _group_by_noun(self._rows_with_name(NEW)):
            are_all_new = len(rows) == rows[0].in_all
            names = [f"alle {len(rows)}"] if are_all_new else [row.name for row in rows]
            for name in names:
                yield {"who": name, "noun": NOUNS[noun]}

    def _rows_with_name(self, what: str) -> list[Change]:
        return [row for row in self.rows if row.what == what and row.in_all]


def _group_by_noun(rows: Iterable[Change]) -> Iterator[tuple[str, list[Change]]]:
    for noun, noun_rows in groupby(rows, key=lambda row: row.noun):
        yield noun, [*noun_rows]


def describe_value(noun: str, field: str, value: Any) -> str:
    """Return a value of a row's field as people read it."""
    if value is None:
        return "tom"
    if field in NEVER_SHOWN:
        return "vises ikke"
    if STORED[noun].columns[field] == DAY:
        return tall_dato(date.fromisoformat(value))
    if field.endswith("_ore"):
        return kroner(int(value))
    code = CODES.get((noun, field))
    if code is not None:
        return text_of(code(value))
    return show_phone(value) if field == "phone" else str(value)


def list_changes(changes: Changes) -> Table:
    """Return the list of all that is new, changed and gone, sorted by whose it is."""
    records = [
        *({"what": NEW, **record} for record in changes.name_new_rows()),
        *({"what": CHANGED, **record} for record in changes.changed),
        *({"what": GONE, **record} for record in changes.missing),
    ]
    empty_record: dict[str, Any] = dict.fromkeys(column.field for column in COLUMNS)
    sorted_records = sorted(records, key=lambda row: (row["who"].casefold(), row["noun"]))
    return Table("Endringer", COLUMNS).with_records(empty_record | row for row in sorted_records)

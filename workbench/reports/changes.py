"""What an import brought, in words: what is new, changed field by field, and gone from a list."""

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

NEW, CHANGED, GONE = "ny", "endret", "borte"  # as the query has them
FIRST = 5  # of what is new, by name
NOUNS = {
    "files": "filer",
    "members": "medlemmer",
    "guardians": "foresatte og betalingskontakter",
    "participations": "deltakelser",
    "invoices": "fakturaer",
    "claims": "krav",
    "liabilities": "krav der ansvarlig er fastsatt",
    "payments": "innbetalinger",
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
    "missing_since": "borte siden",
}  # fmt: skip
WORDS: Mapping[tuple[str, str], type[StrEnum]] = {
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
    """A new row, or one field of a row that is another than before, as `changes.sql` gives it."""

    noun: str
    key: str
    what: str  # NEW, CHANGED or GONE
    field: str
    before: Any
    after: Any
    who: str  # its people and what it is; empty where nothing says
    gone_from: str
    in_all: int | None  # rows of the noun; None where they are counted only

    @property
    def name(self) -> str:
        """Name the row as a person would."""
        if self.noun != "guardians":
            return self.who or self.key
        _, role, number = json.loads(self.key)
        return f"{text_of(ContactRole(role))} {number} for {self.who}"


@dataclass(frozen=True)
class Changes:
    """What events made and changed, taken together: rows in the order of the nouns."""

    rows: Sequence[Change]

    def lists(self) -> dict[str, list[dict[str, Any]]]:
        """Return the rows of the lists of what an import brought, by their names."""
        return {"new": self.new(), "changed": self.changed, "missing": self.missing}

    def new(self) -> list[dict[str, Any]]:
        """Count what is new and what is changed of each noun, and name the first new ones."""
        counted = []
        for noun, rows in _by_noun(self.rows):
            new = [row for row in rows if row.what == NEW]
            counted.append(
                {
                    "noun": NOUNS[noun],
                    "new": len(new),
                    "changed": len({row.key for row in rows if row.what != NEW}),
                    "first": [row.name for row in new[:FIRST] if row.in_all],
                }
            )
        return counted

    @cached_property
    def changed(self) -> list[dict[str, Any]]:
        """Name each changed field with what it was and is."""
        return [
            {
                "who": row.name,
                "noun": NOUNS[row.noun],
                "field": FIELDS.get(row.field, row.field),
                "before": _in_words(row, row.before),
                "after": _in_words(row, row.after),
            }
            for row in self._named(CHANGED)
        ]

    @cached_property
    def missing(self) -> list[dict[str, Any]]:
        """Name what stood on a list last time, and does not stand on the new one."""
        return [
            {"noun": NOUNS[row.noun], "who": row.name, "from": row.gone_from}
            for row in self._named(GONE)
        ]

    def arrived(self) -> Iterator[dict[str, str]]:
        """Name each new row; of a noun that was empty before, only the number of them."""
        for noun, rows in _by_noun(self._named(NEW)):
            is_first = len(rows) == rows[0].in_all
            names = [f"alle {len(rows)}"] if is_first else [row.name for row in rows]
            for name in names:
                yield {"who": name, "noun": NOUNS[noun]}

    def _named(self, what: str) -> list[Change]:
        return [row for row in self.rows if row.what == what and row.in_all]


def _by_noun(rows: Iterable[Change]) -> Iterator[tuple[str, list[Change]]]:
    for noun, of_noun in groupby(rows, key=lambda row: row.noun):
        yield noun, [*of_noun]


def _in_words(row: Change, value: Any) -> str:
    """Return what stood or stands in the field of a row."""
    if value is None:
        return "tom"
    if STORED[row.noun].columns[row.field] == DAY:
        return tall_dato(date.fromisoformat(value))
    if row.field.endswith("_ore"):
        return kroner(int(value))
    code = WORDS.get((row.noun, row.field))
    if code is not None:
        return text_of(code(value))
    return show_phone(value) if row.field == "phone" else str(value)


def listed(found: Changes) -> Table:
    """List all that is new, changed and gone, what is of one person or claim together."""
    kinds = {NEW: found.arrived(), CHANGED: found.changed, GONE: found.missing}
    nothing: dict[str, Any] = dict.fromkeys(column.field for column in COLUMNS)
    rows = [nothing | {"what": what} | row for what, of_kind in kinds.items() for row in of_kind]
    ordered = sorted(rows, key=lambda row: (row["who"].casefold(), row["noun"]))
    return Table("Endringer", COLUMNS).having(ordered)

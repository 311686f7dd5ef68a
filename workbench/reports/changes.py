"""What an import brought, in words: what is new, changed field by field, and gone from a list."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

import pandas as pd

from workbench.model.frames import DAY, SHAPES, records
from workbench.model.rows import Change
from workbench.model.words import ClaimStatus, ContactRole, FeeType, HoldKind, MemberStatus
from workbench.norsk import kroner, ord_for, tall_dato
from workbench.reports.day import names_by_id
from workbench.reports.worklists import Column, Sheet, sheet_of
from workbench.values.phones import show_phone

Key = tuple[Any, ...]
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
UNNAMED = {"files", "liabilities", "rejected"}  # counted only: the log, and what follows
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
WHO, NOUN, WHAT, FIELD, BEFORE, NOW, GONE_FROM = COLUMNS = (
    Column("Hvem", width=40, field="who"),
    Column("Hva", width=30, field="noun"),
    Column("Endring", width=10, field="what"),
    Column("Felt", width=18, field="field"),
    Column("Før", width=30, field="before"),
    Column("Nå", width=30, field="after"),
    Column("Borte fra", width=34, field="from"),
)


@dataclass(frozen=True)
class Changes:
    """What events made and changed, taken together, with the facts that name the rows."""

    made: Sequence[Change]
    facts: Mapping[str, pd.DataFrame]

    @cached_property
    def new_keys(self) -> dict[str, dict[Key, None]]:
        """Noun -> the keys of its new rows, in order."""
        keys: dict[str, dict[Key, None]] = {noun: {} for noun in NOUNS}
        for change in self.made:
            if change.field == "" and change.noun in NOUNS:
                keys[change.noun][change.key] = None
        return keys

    @cached_property
    def edits(self) -> dict[str, list[Change]]:
        """Noun -> what each field of a row that was there before was first, and is last."""
        first: dict[tuple[str, Key, str], Change] = {}
        for change in self.made:
            if change.noun in NOUNS and change.key not in self.new_keys[change.noun]:
                place = change.noun, change.key, change.field
                first[place] = change._replace(before=first.get(place, change).before)
        edits: dict[str, list[Change]] = {noun: [] for noun in NOUNS}
        for change in first.values():
            if change.before != change.after:
                edits[change.noun].append(change)
        return edits

    def new(self) -> list[dict[str, Any]]:
        """Count what is new and what is changed of each noun, and name the first new ones."""
        return [
            {
                "noun": NOUNS[noun],
                "new": len(keys),
                "changed": len({change.key for change in self.edits[noun]}),
                "first": [self._named(noun, key) for key in [*keys][:FIRST] if noun not in UNNAMED],
            }
            for noun, keys in self.new_keys.items()
            if keys or self.edits[noun]
        ]

    @cached_property
    def changed(self) -> list[dict[str, str]]:
        """Name each changed field with what it was and is."""
        return [
            {
                "who": self._named(change.noun, change.key),
                "noun": NOUNS[change.noun],
                "field": FIELDS.get(change.field, change.field),
                "before": self._shown(change, change.before),
                "after": self._shown(change, change.after),
            }
            for change in self._fields(is_gone=False)
        ]

    @cached_property
    def missing(self) -> list[dict[str, str]]:
        """Name what stood on a list last time, and does not stand on the new one."""
        return [
            {
                "noun": NOUNS[change.noun],
                "who": self._named(change.noun, change.key),
                "from": self._left(change.noun, change.key),
            }
            for change in self._fields(is_gone=True)
        ]

    def _left(self, noun: str, key: Key) -> str:
        """Name the group or the new list on which a row is not any more."""
        if noun == "participations":
            return str(key[1])
        files = (self._row("files", sha256) for (sha256,) in self.new_keys["files"])
        return " eller ".join(sorted({f["title"] for f in files if f["kind"] in {"bills", noun}}))

    def arrived(self) -> Iterator[dict[str, str]]:
        """Name each new row; of a noun that was empty before, only the number of them."""
        for noun, keys in self.new_keys.items():
            if noun in UNNAMED or not keys:
                continue
            if len(keys) == len(self.facts[noun]):
                yield {"who": f"alle {len(keys)}", "noun": NOUNS[noun]}
                continue
            for key in keys:
                yield {"who": self._named(noun, key), "noun": NOUNS[noun]}

    def _fields(self, *, is_gone: bool) -> list[Change]:
        """Return the changed fields, row by row: that a row is missing now, or all others."""
        return [
            change
            for noun, changes in self.edits.items()
            if noun not in UNNAMED
            for change in sorted(changes, key=lambda change: [str(part) for part in change.key])
            if (change.field == "missing_since" and change.before is None) == is_gone
        ]

    def _named(self, noun: str, key: Key) -> str:
        """Name a row by its people and what it is, as a person would."""
        match noun:
            case "members":
                return self._person(key[0])
            case "guardians":
                member_id, role, number = key
                return f"{ord_for(ContactRole(role))} {number} for {self._person(member_id)}"
            case "participations":
                return f"{self._person(key[0])} – {key[1]}"
            case "reminders":
                return self._named("invoices", key)
            case _:
                return self._described(self._row(noun, key[0])) or str(key[0])

    def _described(self, row: Mapping[str, Any]) -> str:
        member_id = row.get("member_id")
        who = self._person(member_id) if member_id else row.get("member_name")
        who = who or row.get("recipient_name") or row.get("kid")
        return " – ".join(filter(None, (who, row.get("title"))))

    def _person(self, member_id: str) -> str:
        return self._names.get(member_id) or member_id

    @cached_property
    def _names(self) -> dict[str, str]:
        return names_by_id(self.facts["members"])

    def _row(self, noun: str, key: str) -> Mapping[str, Any]:
        if noun not in self._by_noun:
            first = SHAPES[noun].key[0]
            self._by_noun[noun] = {row[first]: row for row in records(self.facts[noun])}
        return self._by_noun[noun].get(key, {})

    @cached_property
    def _by_noun(self) -> dict[str, dict[str, Mapping[str, Any]]]:
        return {}

    def _shown(self, change: Change, value: Any) -> str:
        column = change.field
        if value is None:
            return "tom"
        if SHAPES[change.noun].columns[column] == DAY:
            return tall_dato(date.fromisoformat(value))
        if column.endswith("_ore"):
            return kroner(int(value))
        if column == "member_id":
            return self._person(value)
        code = WORDS.get((change.noun, column))
        if code is not None:
            return ord_for(code(value))
        return show_phone(value) if column == "phone" else str(value)


def listed(found: Changes) -> Sheet:
    """List all that is new, changed and gone, what is of one person or claim together."""
    kinds = {"ny": found.arrived(), "endret": found.changed, "borte": found.missing}
    nothing: dict[str, Any] = dict.fromkeys(column.field for column in COLUMNS)
    rows = [nothing | {"what": what} | row for what, of_kind in kinds.items() for row in of_kind]
    ordered = sorted(rows, key=lambda row: (row["who"].casefold(), row["noun"]))
    return sheet_of("Endringer", COLUMNS, ordered)

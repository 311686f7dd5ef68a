"""What an import brought, in words: what is new, changed field by field, and gone from a list."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

import pandas as pd

from workbench.model.changes import Diff
from workbench.model.frames import SHAPES, records
from workbench.model.words import ClaimStatus, ContactRole, FeeType, HoldKind, MemberStatus
from workbench.norsk import kroner, ord_for, tall_dato
from workbench.reports.worklists import Column, Sheet
from workbench.values.phones import show_phone

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


@dataclass(frozen=True)
class Changes:
    """What the differences say, with the facts that give the rows their names."""

    diffs: Sequence[Diff]
    facts: Mapping[str, pd.DataFrame]

    def new(self) -> list[dict[str, Any]]:
        """Count what is new and what is changed of each noun, and name the first new ones."""
        return [
            {
                "noun": NOUNS[one.name],
                "new": len(one.new),
                "changed": len(one.changed),
                "first": [*self._first(one)],
            }
            for one in self.diffs
            if not one.is_empty
        ]

    def _first(self, diff: Diff) -> Iterator[str]:
        keys = diff.new[list(SHAPES[diff.name].key)].head(0 if diff.name in UNNAMED else FIRST)
        for key in keys.itertuples(index=False, name=None):
            yield self._named(diff.name, "|".join(map(str, key)))

    def changed(self, limit: int | None = None) -> list[dict[str, str]]:
        """Name each changed field with what it was and is."""
        return [
            {
                "who": self._named(noun, row.key),
                "noun": NOUNS[noun],
                "field": FIELDS.get(row.column, row.column),
                "before": self._shown(noun, row.column, row.before),
                "after": self._shown(noun, row.column, row.after),
            }
            for noun, row in self.fields[:limit]
        ]

    def missing(self, limit: int | None = None) -> list[dict[str, str]]:
        """Name what stood on a list last time, and does not stand on the new one."""
        return [
            {
                "noun": NOUNS[noun],
                "who": self._named(noun, row.key),
                "from": self._left(noun, row.key),
            }
            for noun, row in self.gone[:limit]
        ]

    def _left(self, noun: str, key: str) -> str:
        """Name the group or the new list on which a row is not any more."""
        if noun == "participations":
            return key.partition("|")[2]
        kinds = {"bills", noun}
        titles = {
            title
            for one in self.diffs
            if one.name == "files"
            for title, kind in zip(one.new["title"], one.new["kind"], strict=True)
            if kind in kinds
        }
        return " eller ".join(sorted(titles))

    def arrived(self) -> Iterator[dict[str, str]]:
        """Name each new row; of a noun that was empty before, only the number of them."""
        for one in self.diffs:
            if one.name in UNNAMED or one.new.empty:
                continue
            if len(one.new) == len(self.facts[one.name]):
                yield {"who": f"alle {len(one.new)}", "noun": NOUNS[one.name]}
                continue
            for key in one.new[list(SHAPES[one.name].key)].itertuples(index=False, name=None):
                who = self._named(one.name, "|".join(map(str, key)))
                yield {"who": who, "noun": NOUNS[one.name]}

    @cached_property
    def fields(self) -> list[tuple[str, Any]]:
        """Noun, and the difference's row, of each changed field."""
        return self._fields(is_gone=False)

    @cached_property
    def gone(self) -> list[tuple[str, Any]]:
        """The same, of what is first missing now."""
        return self._fields(is_gone=True)

    def _fields(self, *, is_gone: bool) -> list[tuple[str, Any]]:
        found = []
        for one in self.diffs:
            marked = (one.fields["column"] == "missing_since") & one.fields["before"].isna()
            of = one.fields[marked == is_gone].sort_values("key", kind="stable")
            rows = of.itertuples(index=False)
            found += [(one.name, row) for row in rows if one.name not in UNNAMED]
        return found

    def _named(self, noun: str, key: str) -> str:
        """Name a row by its people and what it is, as a person would."""
        first, _, rest = key.partition("|")
        match noun:
            case "members":
                return self._person(first)
            case "guardians":
                role, _, number = rest.partition("|")
                return f"{ord_for(ContactRole(role))} {number} for {self._person(first)}"
            case "participations":
                return f"{self._person(first)} – {rest}"
            case "reminders":
                return self._named("invoices", first)
            case _:
                return self._described(self._row(noun, first)) or first

    def _described(self, row: Mapping[str, Any]) -> str:
        member_id = _text(row.get("member_id"))
        who = self._person(member_id) if member_id else _text(row.get("member_name"))
        who = who or _text(row.get("recipient_name")) or _text(row.get("kid"))
        return " – ".join(filter(None, (who, _text(row.get("title")))))

    def _person(self, member_id: str) -> str:
        row = self._row("members", member_id)
        name = " ".join(filter(None, (_text(row.get(n)) for n in ("first_name", "last_name"))))
        return name or member_id

    def _row(self, noun: str, key: str) -> Mapping[str, Any]:
        if noun not in self._by_noun:
            first = SHAPES[noun].key[0]
            self._by_noun[noun] = {row[first]: row for row in records(self.facts[noun])}
        return self._by_noun[noun].get(key, {})

    @cached_property
    def _by_noun(self) -> dict[str, dict[str, Mapping[str, Any]]]:
        return {}

    def _shown(self, noun: str, column: str, value: Any) -> str:
        if value is None or pd.isna(value):
            return "tom"
        if isinstance(value, date):
            return tall_dato(value)
        if column.endswith("_ore"):
            return kroner(int(value))
        if column == "member_id":
            return self._person(value)
        code = WORDS.get((noun, column))
        if code is not None:
            return ord_for(code(value))
        return show_phone(value) if column == "phone" else str(value)


def listed(found: Changes) -> Sheet:
    """List all that is new, changed and gone, what is of one person or claim together."""
    rows = [
        *({"what": "ny"} | one for one in found.arrived()),
        *({"what": "endret"} | one for one in found.changed()),
        *({"what": "borte"} | one for one in found.missing()),
    ]
    fields = ("who", "noun", "what", "field", "before", "after", "from")
    columns = (
        Column("Hvem", width=40),
        Column("Hva", width=30),
        Column("Endring", width=10),
        Column("Felt", width=18),
        Column("Før", width=30),
        Column("Nå", width=30),
        Column("Borte fra", width=34),
    )
    ordered = sorted(rows, key=lambda one: (one["who"].casefold(), one["noun"]))
    cells = [tuple(one.get(field) for field in fields) for one in ordered]
    return Sheet("Endringer", columns, cells)


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)

"""What the operator does by hand, as rows: one list for each kind of work, in the order it is done.

A claim stands on one list for claims only: reminded, resting, or to be credited. Those that are
called about are listed per payer, in the order of the queue.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from workbench.model.frames import records
from workbench.model.words import HoldKind, PlanReason, StepKind
from workbench.norsk import ord_for
from workbench.reports import wording
from workbench.reports.day import ClubDay, full_names
from workbench.values.identity import is_digest
from workbench.values.phones import show_phone

TEXT, KRONER, DAY, COUNT = "@", '#,##0.00 "kr"', "dd.mm.yyyy", "0"


@dataclass(frozen=True)
class Column:
    """A column of a sheet: its heading, number format and width, and the field it shows."""

    name: str
    form: str = TEXT
    width: int = 16
    field: str = ""
    words: Callable[[Any], Any] | None = None  # what to write for a value

    def cell(self, row: Mapping[str, Any]) -> Any:
        """Return the row's value, in words where the column has them."""
        value = row[self.field]
        return self.words(value) if self.words and value is not None else value


@dataclass(frozen=True)
class Sheet:
    """A list of work; cells are plain values, amounts in øre, and None where one is missing."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]


def sheet_of(name: str, columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> Sheet:
    """Make a sheet of the fields that its columns show."""
    return Sheet(name, columns, [tuple(column.cell(row) for column in columns) for row in rows])


def _yes(flag: bool) -> str | None:
    return "ja" if flag else None


PERSON = (Column("Medlemsnr.", field="person"), Column("Navn", width=28, field="name"))
CLAIM = (
    Column("Ordrenr.", field="order"),
    Column("Krav", width=34, field="title"),
    Column("Forfall", DAY, 12, "due_on"),
    Column("Åpent", KRONER, 14, "open_ore"),
)
STEP = (
    Column("Steg", width=22, field="step_id", words=wording.step_name),
    Column("Kontakt", width=28, field="contact_name"),
    Column("E-post", width=30, field="email"),
    Column("Telefon", field="phone", words=show_phone),
)
PAYER = (
    Column("Betaler", width=28, field="contact_name"),
    Column("Telefon", field="phone", words=show_phone),
    Column("Foresatte?", width=12, field="probably_parent", words=_yes),
    Column("Gjelder", width=28, field="concerns"),
    Column("Krav", COUNT, 8, "claims"),
    Column("Sum", KRONER, 14, "open_ore"),
    Column("Nyeste forfall", DAY, 15, "newest_due_on"),
    Column("Eldste forfall", DAY, 15, "oldest_due_on"),
    Column("Trenger en prat", width=17, field="needs_talk", words=_yes),
)


def planned_claims(day: ClubDay) -> pd.DataFrame:
    """Join each claim of the plan with its member and contact, in the order of order numbers."""
    columns = ["claim_id", "invoice_id", "member_id", "title", "due_on", "open_ore", "member_name"]
    claims = day.plan.merge(day.balances[columns], on="claim_id", how="left")
    claims = claims.merge(full_names(day.facts["members"]), on="member_id", how="left")
    claims = claims.assign(
        **_ways(claims, day.contacts),
        name=claims["name"].fillna(claims["member_name"]),
        person=claims["member_id"].map(own_id),
        order=claims["invoice_id"].map(own_id),
    )
    unnumbered = claims["title"].fillna("") + claims["name"].fillna("")
    ordered = claims["order"].map(_order_key) + unnumbered.where(claims["order"].isna(), "")
    return claims.assign(_order=ordered).sort_values(
        ["_order", "person", "claim_id"], ignore_index=True
    )


def reminders(claims: pd.DataFrame) -> Sheet:
    """List the claims to be reminded, as the member system lists them."""
    return _claims_due("Påminnelser", claims, StepKind.REMINDER)


def called_about(claims: pd.DataFrame) -> Sheet:
    """List the claims that are due for a call, each with whom it concerns."""
    return _claims_due("Krav det ringes om", claims, StepKind.CALL)


def _claims_due(name: str, claims: pd.DataFrame, kind: StepKind) -> Sheet:
    due = claims[claims["step_id"].notna() & (claims["kind"] == kind)]
    return sheet_of(name, (*PERSON, *CLAIM, *STEP), records(due))


def calls(queue: pd.DataFrame) -> Sheet:
    """List the payers to be called, in the order of the queue."""
    return sheet_of("Ringeliste", PAYER, records(queue))


def resting(claims: pd.DataFrame) -> Sheet:
    """List the claims without a step, with the reason and the day the answer changes."""
    rest = claims[claims["step_id"].isna() & (claims["reason"] != PlanReason.RESIGNED)]
    why = Column("Hvorfor", width=60, field="why")
    columns = (*PERSON, *CLAIM, why, Column("Hviler til", DAY, 12, "next_on"))
    return sheet_of("Hviler", columns, [{**row, "why": _why(row)} for row in records(rest)])


def credited(claims: pd.DataFrame) -> Sheet:
    """List the claims of those who resigned before the due date."""
    resigned = claims[claims["reason"] == PlanReason.RESIGNED]
    return sheet_of("Krediteres", (*PERSON, *CLAIM), records(resigned))


def register_findings(day: ClubDay) -> Sheet:
    """List the faults found in the register, kind by kind."""
    named = day.findings.merge(full_names(day.facts["members"]), on="member_id", how="left")
    named = named.sort_values(["kind", "name", "member_id"], ignore_index=True)
    columns = (
        Column("Funn", width=44, field="kind", words=wording.finding_name),
        *PERSON,
        Column("Detaljer", width=60, field="detail"),
    )
    numbered = named.assign(person=named["member_id"].map(own_id))
    return sheet_of("Funn i registeret", columns, records(numbered))


def unplaced(payments: pd.DataFrame) -> Sheet:
    """List the payments whose KID no claim has."""
    columns = (
        Column("Dato", DAY, 12, "paid_on"),
        Column("KID", width=28, field="kid"),
        Column("Beløp", KRONER, 14, "amount_ore"),
    )
    return sheet_of("Innbetalinger uten krav", columns, records(payments))


def own_id(key: object) -> object:
    """Take the system's name off an identifier: the member system itself does not write it.

    One that was made here, since the system has none, is nothing to look for there.

    >>> own_id("minidrett:0012345"), own_id("spond:1f0c5b7a92d3e4f6")
    ('0012345', None)
    """
    number = key.partition(":")[2] or key if isinstance(key, str) else key
    return None if isinstance(number, str) and is_digest(number) else number


def _ways(claims: pd.DataFrame, contacts: pd.DataFrame) -> "dict[str, pd.Series[str]]":
    """Find how to reach the payer of each claim: the member's own contact where it is the payer's.

    The plan names the payer, who may be another member than the claim's, such as a parent.
    """
    own = claims[["member_id", "payer_id"]].merge(
        contacts, on=["member_id", "payer_id"], how="left"
    )
    adults_first = contacts.sort_values(["is_minor", "member_id"]).drop_duplicates("payer_id")
    other = claims[["payer_id"]].merge(adults_first, on="payer_id", how="left")
    is_own = own["contact_name"].notna()
    columns = ("contact_name", "email", "phone")
    return {column: own[column].where(is_own, other[column]) for column in columns}


def _why(row: dict[str, Any]) -> str:
    """Say why a claim rests; of a hold, its kind says more than that there is one."""
    reason, detail = row["reason"], row["detail"]
    if reason == PlanReason.HELD and detail in list(HoldKind):
        return ord_for(HoldKind(detail))
    said = ord_for(PlanReason(reason)) if reason in list(PlanReason) else str(reason)
    return said if detail is None else f"{said} ({wording.step_name(detail)})"


def _order_key(order: object) -> str:
    """Sort order numbers as numbers, text after them, missing ones last."""
    if not isinstance(order, str):
        return "2"
    return f"0{int(order):030d}" if order.isdecimal() else f"1{order}"

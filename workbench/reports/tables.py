"""The tables of the operator's notebook: short, in Norwegian, every text escaped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from workbench.model.frames import records
from workbench.model.words import PlanReason, StepKind
from workbench.norsk import kroner, ord_for, tall_dato
from workbench.reports import ageing, pages, wording, worklists
from workbench.reports.changes import BEFORE, FIELD, GONE_FROM, NOUN, NOW, WHO, Changes
from workbench.reports.day import ClubDay
from workbench.reports.set_aside import listed
from workbench.reports.worklists import COUNT, KRONER, Column, Sheet, sheet_of

SHOWN = 20


@dataclass(frozen=True, repr=False)
class Table:
    """A list with its caption, cut after 20 rows; what a cell of the notebook ends in.

    `rest` says where the others stand.
    """

    sheet: Sheet
    rest: str = ", i tiltakslisten"

    def _repr_html_(self) -> str:
        columns, rows = self.sheet.columns, self.sheet.rows
        headings = [(c.name, "right" if c.form in (KRONER, COUNT) else "left") for c in columns]
        shown = [
            [_cell(column, value) for column, value in zip(columns, row, strict=True)]
            for row in rows[:SHOWN]
        ]
        more = max(0, len(rows) - SHOWN)
        template = pages.environment().get_template("table.j2")
        return template.render(table=self, columns=headings, rows=shown, more=more)

    def __repr__(self) -> str:
        return f"{self.sheet.name}: {len(self.sheet.rows)}"


def _cell(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if column.form == KRONER:
        return kroner(value)
    return tall_dato(value) if isinstance(value, date) else str(value)


def files(read: pd.DataFrame, known: Sequence[Mapping[str, Any]]) -> Table:
    """Show each file with its rows: taken, set aside, and frame add up to the file.

    `known` are those that were read before, as they were read then.
    """
    earlier = [
        {**row, "title": f"{row['title']} (lest {tall_dato(row['imported_on'])})"} for row in known
    ]
    columns = (
        Column("Fil", field="name"),
        Column("Lest som", field="title"),
        Column("Rader", COUNT, field="rows_total"),
        Column("Tatt inn", COUNT, field="rows_taken"),
        Column("Til side", COUNT, field="rows_aside"),
        Column("Ramme", COUNT, field="rows_frame"),
        Column("Verdier til side", COUNT, field="values_aside"),
        Column("Merknad", field="note"),
    )
    rows = [{**row, "note": note(row)} for row in (*records(read), *earlier)]
    return Table(sheet_of("Filene i innboksen", columns, rows))


def note(file: Mapping[str, Any]) -> str:
    """Say of a file what was left out of it, and why it was taken all the same."""
    left_out, forced = file["left_out"] or "", file["forced"] or ""
    parts = (
        f"utelatt: {left_out}" if left_out else "",
        "kopien vår har stjerner" if "fødselsnummer" in left_out else "",
        f"tatt likevel: {forced}" if forced else "",
    )
    return "; ".join(filter(None, parts))


def set_aside(rejected: pd.DataFrame) -> Table:
    """Show what could not be read; what was repaired is counted apart."""
    sheet, done = listed(rejected), int(rejected["repaired"].notna().sum())
    left = f"{sheet.name} ({len(sheet.rows) - done} gjenstår, {done} er rettet)"
    return Table(replace(sheet, name=left) if done else sheet)


def new(found: Changes) -> Table:
    """Show how many rows of each kind are new or changed, and the first new ones by name."""
    columns = (
        NOUN,
        Column("Nye", COUNT, field="new"),
        Column("Endret", COUNT, field="changed"),
        Column("Blant de nye", field="first", words=", ".join),
    )
    return Table(sheet_of("Nytt i bøkene", columns, found.new()))


def changed(found: Changes) -> Table:
    """Show what was changed, field by field."""
    columns = (WHO, NOUN, FIELD, BEFORE, NOW)
    return Table(sheet_of("Endret siden sist", columns, found.changed))


def missing(found: Changes) -> Table:
    """Show who and what stood on a list last time, and does not stand on the new one."""
    return Table(sheet_of("Borte siden sist", (WHO, NOUN, GONE_FROM), found.missing))


def sources(found: Sequence[Mapping[str, Any]]) -> Table:
    """Show how fresh each source is."""
    columns = (
        Column("Kilde", field="title"),
        Column("Gjelder", field="scope"),
        Column("Siste fil", field="name"),
        Column("Lest", field="imported_on"),
        Column("Nyeste dag i den", field="newest_on"),
        Column("Dager siden", COUNT, field="days"),
    )
    return Table(sheet_of("Hvor fersk hver kilde er", columns, found), rest="")


def by_age(day: ClubDay) -> Table:
    """Show what is past due, the newest first, what is not due, and what is under review."""
    balances, as_of = day.balances, day.as_of
    columns = (Column("Alder"), Column("Krav", COUNT), Column("Åpent", KRONER))
    buckets = ageing.buckets(ageing.by_age(balances, as_of), None)
    tallies = [
        *((ageing.age_name(bucket), bucket.now) for bucket in buckets),
        ("Forfalt i alt", ageing.tally(ageing.overdue(balances, as_of))),
        ("Ikke forfalt", ageing.tally(ageing.not_due(balances, as_of))),
        ("Til manuell behandling", ageing.tally(ageing.in_review(balances))),
    ]
    rows = [(name, tally.count, tally.ore) for name, tally in tallies]
    return Table(Sheet("Åpne krav etter dager siden forfall", columns, rows))


def resting(day: ClubDay) -> Table:
    """Show how many open claims get no step, by reason."""
    why = Column("Hvorfor", field="reason", words=lambda code: ord_for(PlanReason(code)))
    return _counted("Krav som ikke skal følges opp nå", why, day, day.plan["step_id"].isna())


def steps(day: ClubDay) -> Table:
    """Show how many claims get which step."""
    step = Column("Steg", field="step_id", words=wording.step_name)
    return _counted("Foreslåtte steg", step, day, day.plan["step_id"].notna())


def largest(day: ClubDay) -> Table:
    """Show the five largest claims that are to be reminded: worth a look before approval."""
    claims = worklists.planned_claims(day)
    due = claims[claims["kind"] == StepKind.REMINDER]
    top = due.sort_values(["open_ore", "claim_id"], ascending=[False, True]).head(5)
    return Table(replace(worklists.reminders(top), name="De fem største som foreslås påminnet"))


def queue(day: ClubDay) -> Table:
    """Show the payers to be called, the newest claim first."""
    return Table(worklists.calls(day.queue))


def followups(left: Sheet) -> Table:
    """Show what calls left to be done by hand."""
    return Table(left)


def findings(day: ClubDay) -> Table:
    """Show how many findings there are of each kind."""
    counted = day.findings.groupby("kind").size()
    rows = [(wording.finding_name(str(kind)), int(count)) for kind, count in counted.items()]
    return Table(Sheet("Funn i registeret", (Column("Funn"), Column("Antall", COUNT)), rows))


def _counted(name: str, by: Column, day: ClubDay, wanted: "pd.Series[bool]") -> Table:
    """Count the wanted claims of the plan by a column."""
    claims = day.plan[wanted].merge(day.balances[["claim_id", "open_ore"]], on="claim_id")
    sums = claims.groupby(by.field)["open_ore"].agg(["size", "sum"]).reset_index()
    ordered = sums.sort_values("size", ascending=False, kind="stable")
    columns = (by, Column("Krav", COUNT, field="size"), Column("Åpent", KRONER, field="sum"))
    return Table(sheet_of(name, columns, records(ordered)))

"""What calls left to be done by hand: in the member system, by the club, and towards the payer."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pandas as pd

from workbench.model.frames import records
from workbench.model.words import Outcome
from workbench.norsk import kroner, ord_for, tall_dato
from workbench.reports.day import ClubDay
from workbench.reports.worklists import DAY, Column, Sheet, sheet_of
from workbench.values.phones import show_phone

RECENT = timedelta(days=14)  # what has no end of its own stays on the list so long
TASKS = {
    Outcome.SAYS_PAID: "Finn betalingen; kvittering er lovet",
    Outcome.INVOICE_RESENT: "Send fakturaen på nytt",
    Outcome.CONTACT_UPDATED: "Send fakturaen på nytt til ny adresse",
    Outcome.CREDITED: "Avklar med klubben, og krediter kravet om det er feil",
    Outcome.RESIGNED: "Be om utmeldingen skriftlig, og krediter det som ikke skyldes",
    Outcome.TRANSFER: "Avklar overgangen med klubben; den melder ikke ut av seg selv",
    Outcome.OBJECTION: "Svar på innsigelsen innen en uke",
    Outcome.SUPPORT_APPLICATION: "Hjelp med søknaden om støtte",
    Outcome.DECEASED: "Meld fra til klubben; ingenting sendes til de etterlatte",
    Outcome.WILL_NOT_PAY: "La klubben avgjøre hva som skal skje videre",
    Outcome.REFUSED_CALLS: "Ta videre kontakt skriftlig",
    Outcome.WRONG_NUMBER: "Finn et nummer som stemmer",
    Outcome.NEEDS_INTERPRETER: "Skaff tolk til neste samtale",
}
FIELDS = {"phone": "telefon", "email": "e-post"}
COLUMNS = (
    Column("Ringt", DAY, 12, "called_on"),
    Column("Agent", field="agent"),
    Column("Betaler", width=28, field="contact_name"),
    Column("Telefon", field="phone", words=show_phone),
    Column("Gjelder", width=28, field="concerns"),
    Column("Gjør dette", width=52, field="task"),
    Column("Detaljer", width=60, field="details"),
)


def followups(day: ClubDay, standing: pd.DataFrame) -> Sheet:
    """List what the calls up to a day left to be done, the newest call first.

    `standing` are the corrections the member system does not show yet: these stay until it does.
    A hold stays while it lasts, other tasks for fourteen days.
    """
    facts, as_of = day.facts, day.as_of
    until = facts["calls"]["called_on"] <= pd.Timestamp(as_of)
    calls = facts["calls"][until].merge(facts["call_contacts"], on="call_id", how="left")
    concerns = _concerns(facts, day.balances)
    learnt: dict[str, list[dict[str, Any]]] = {}
    for one in records(standing):
        learnt.setdefault(one["call_id"], []).append(one)
    rows = []
    for call in records(calls.sort_values(["called_on", "call_id"], ascending=[False, True])):
        tasks = [
            *_corrected(learnt.get(call["call_id"], [])),
            *_agreed(call, facts, as_of),
            *_asked_of_office(call, as_of),
        ]
        about = {**call, "concerns": concerns.get(call["call_id"])}
        rows += [{**about, "task": task, "details": details} for task, details in tasks]
    return sheet_of("Fra samtaler", COLUMNS, rows)


def _concerns(facts: dict[str, pd.DataFrame], balances: pd.DataFrame) -> dict[str, str]:
    """Return call -> the first names of those its claims concern."""
    joined = facts["call_claims"].merge(balances[["claim_id", "member_id"]], on="claim_id")
    named = joined.merge(facts["members"][["member_id", "first_name"]], on="member_id")
    found: dict[str, set[str]] = {}
    for row in records(named):
        found.setdefault(row["call_id"], set()).add(row["first_name"] or "")
    return {call_id: ", ".join(sorted(names)) for call_id, names in found.items()}


def _corrected(learnt: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    said = {(one["field"], one["base"], one["value"]) for one in learnt}
    for field, base, value in sorted(said, key=str):
        before, after = (_shown(field, text) for text in (base, value))
        yield f"Rett {FIELDS.get(field, field)} i medlemssystemet", f"{before} → {after}"


def _shown(field: str, text: str | None) -> str:
    if text is None:
        return "tom"
    return show_phone(text) if field == "phone" else text


def _agreed(
    call: dict[str, Any], facts: dict[str, pd.DataFrame], as_of: date
) -> Iterator[tuple[str, str]]:
    """What was agreed and still lasts rests in the member system too, and is confirmed."""
    own = facts["holds"]["call_id"] == call["call_id"]
    ends = facts["holds"].loc[own, "end_on"]
    if own.any() and (ends.isna() | (ends >= pd.Timestamp(as_of))).any():
        last = ends.max()
        until = "inntil videre" if pd.isna(last) else f"til og med {tall_dato(last.date())}"
        yield "Stans påminnelser i medlemssystemet", f"{ord_for(Outcome(call['outcome']))}, {until}"
    if call["confirm"] and call["called_on"] > as_of - RECENT:
        plan = facts["instalments"][facts["instalments"]["call_id"] == call["call_id"]]
        parts = [
            f"{tall_dato(part['due_on'])}: {kroner(part['amount_ore'])}"
            for part in records(plan.sort_values("number"))
        ]
        yield "Send bekreftelse på SMS", "; ".join(parts) or ord_for(Outcome(call["outcome"]))


def _asked_of_office(call: dict[str, Any], as_of: date) -> Iterator[tuple[str, str]]:
    to_read = "Les notatet" if call["note"] else None
    task = TASKS.get(Outcome(call["outcome"]), to_read)
    if task and call["called_on"] > as_of - RECENT:
        yield task, call["note"] or ""

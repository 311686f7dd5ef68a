"""What calls left to be done by hand: in the member system, by the club, and towards the payer."""

from collections import defaultdict
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
Row = dict[str, Any]
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
    spoken = facts["call_claims"].merge(day.balances[["claim_id", "member_id"]], on="claim_id")
    concerned = _by_call(spoken.merge(facts["members"], on="member_id"))
    learnt, holds = _by_call(standing), _by_call(facts["holds"])
    parts = _by_call(facts["instalments"].sort_values("number"))
    rows = []
    for call in records(calls.sort_values(["called_on", "call_id"], ascending=[False, True])):
        call_id = call["call_id"]
        tasks = [
            *_corrected(learnt[call_id]),
            *_agreed(call, holds[call_id], parts[call_id], as_of),
            *_asked_of_office(call, as_of),
        ]
        names = {member["first_name"] or "" for member in concerned[call_id]}
        about = {**call, "concerns": ", ".join(sorted(names))}
        rows += [{**about, "task": task, "details": details} for task, details in tasks]
    return sheet_of("Fra samtaler", COLUMNS, rows)


def _by_call(frame: pd.DataFrame) -> dict[str, list[Row]]:
    """Return call -> its rows of a frame, in their order."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in records(frame):
        found[row["call_id"]].append(row)
    return found


def _corrected(learnt: list[Row]) -> Iterator[tuple[str, str]]:
    said = {(one["field"], one["base"], one["value"]) for one in learnt}
    for field, base, value in sorted(said, key=str):
        before, after = (_shown(field, text) for text in (base, value))
        yield f"Rett {FIELDS.get(field, field)} i medlemssystemet", f"{before} → {after}"


def _shown(field: str, text: str | None) -> str:
    if text is None:
        return "tom"
    return show_phone(text) if field == "phone" else text


def _agreed(
    call: Row, holds: list[Row], parts: list[Row], as_of: date
) -> Iterator[tuple[str, str]]:
    """What was agreed and still lasts rests in the member system too, and is confirmed."""
    agreed = ord_for(Outcome(call["outcome"]))
    ends = [hold["end_on"] for hold in holds]
    if any(end is None or end >= as_of for end in ends):
        last = max(filter(None, ends), default=None)
        until = f"til og med {tall_dato(last)}" if last else "inntil videre"
        yield "Stans påminnelser i medlemssystemet", f"{agreed}, {until}"
    if call["confirm"] and call["called_on"] > as_of - RECENT:
        sums = [f"{tall_dato(part['due_on'])}: {kroner(part['amount_ore'])}" for part in parts]
        yield "Send bekreftelse på SMS", "; ".join(sums) or agreed


def _asked_of_office(call: Row, as_of: date) -> Iterator[tuple[str, str]]:
    to_read = "Les notatet" if call["note"] else None
    task = TASKS.get(Outcome(call["outcome"]), to_read)
    if task and call["called_on"] > as_of - RECENT:
        yield task, call["note"] or ""

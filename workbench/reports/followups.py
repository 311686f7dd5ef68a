"""What calls left to be done by hand: in the member system, by the club, and towards the payer."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple, TypeVar

from workbench.model.outcomes import Outcome
from workbench.model.rows import Correction, Hold, Instalment
from workbench.norsk import kroner, tall_dato, text_of
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
Made = TypeVar("Made", Correction, Hold, Instalment)
Task = tuple[str, str]  # what to do, and what there is to know of it


class MadeCall(NamedTuple):
    """A call with whom it reached and whom it concerned."""

    call_id: str
    called_on: date
    agent: str
    contact_name: str | None
    phone: str | None
    concerns: str  # first names of the members
    outcome: Outcome
    confirm: bool
    note: str | None


def followups(
    calls: Sequence[MadeCall],
    learnt: Sequence[Correction],
    holds: Sequence[Hold],
    parts: Sequence[Instalment],
    as_of: date,
) -> list[tuple[MadeCall, Task]]:
    """Return what calls left to be done, in the order of the calls.

    `learnt` are the corrections the member system does not show yet: these stay until it does.
    A hold stays while it lasts, other tasks for fourteen days.
    """
    learnt_in, agreed_in, parts_in = _by_call(learnt), _by_call(holds), _by_call(parts)
    rows = []
    for call in calls:
        tasks = [
            *_corrected(learnt_in[call.call_id]),
            *_agreed(call, agreed_in[call.call_id], parts_in[call.call_id], as_of),
            *_asked_of_office(call, as_of),
        ]
        rows += [(call, task) for task in tasks]
    return rows


def _by_call(rows: Iterable[Made]) -> dict[str | None, list[Made]]:
    """Return call -> the rows that it made, in their order."""
    made: dict[str | None, list[Made]] = defaultdict(list)
    for row in rows:
        made[row.call_id].append(row)
    return made


def _corrected(learnt: Sequence[Correction]) -> Iterator[Task]:
    changes = {(row.field, row.base, row.value) for row in learnt}
    for field, base, value in sorted(changes, key=str):
        before, after = (_shown(field, text) for text in (base, value))
        yield f"Rett {FIELDS.get(field, field)} i medlemssystemet", f"{before} → {after}"


def _shown(field: str, text: str | None) -> str:
    if text is None:
        return "tom"
    return show_phone(text) if field == "phone" else text


def _agreed(
    call: MadeCall, holds: Sequence[Hold], parts: Sequence[Instalment], as_of: date
) -> Iterator[Task]:
    """What was agreed and still lasts rests in the member system too, and is confirmed."""
    agreed = text_of(call.outcome)
    ends = [hold.end_on for hold in holds]
    if any(end is None or end >= as_of for end in ends):
        last = max(filter(None, ends), default=None)
        until = f"til og med {tall_dato(last)}" if last else "inntil videre"
        yield "Stans påminnelser i medlemssystemet", f"{agreed}, {until}"
    if call.confirm and call.called_on > as_of - RECENT:
        sums = [f"{tall_dato(part.due_on)}: {kroner(part.amount_ore)}" for part in parts]
        yield "Send bekreftelse på SMS", "; ".join(sums) or agreed


def _asked_of_office(call: MadeCall, as_of: date) -> Iterator[Task]:
    to_read = "Les notatet" if call.note else None
    task = TASKS.get(call.outcome, to_read)
    if task and call.called_on > as_of - RECENT:
        yield task, call.note or ""

"""Why the plan says what it says about a claim, in sentences for whoever has to answer for it."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from workbench.dunning.claim_facts import MANDATE_STEP, RESUME_STEP
from workbench.model.day_rows import Freshness
from workbench.model.hold_kinds import HOLD_RULES, HoldKind
from workbench.model.kinds import Channel, StepKind
from workbench.model.plan_reasons import PlanReason
from workbench.model.reason_rules import PLAN_REASON_RULES
from workbench.model.task_kinds import TaskKind
from workbench.norsk import (
    antall,
    dag_og_maaned,
    detail_text,
    kroner,
    step_name,
    tall_dato,
    text_of,
)

OWN_STEPS = {  # what the payer is told, or asked
    MANDATE_STEP: "beløpet kom ikke med AvtaleGiro – det kan mangle dekning, være over "
    "beløpsgrensen, eller avtalen kan være stanset",
    RESUME_STEP: "AvtaleGiro ble stanset mens medlemskapet var fryst – vil de fortsette, og "
    "hvordan vil de betale",
}
NOT_STARTED = {PlanReason.NOT_DUE, PlanReason.WAITING}


class Explained(NamedTuple):
    """A row of the plan with the facts that it follows from, as `explained` returns it."""

    claim_id: str
    payer_id: str | None
    name: str | None  # of the member
    contact_name: str | None
    title: str | None
    due_on: date
    open_ore: int
    reason: PlanReason
    step_id: str | None
    kind: StepKind | None
    channel: Channel | None
    due_version: str
    detail: str | None
    next_on: date | None
    task: str | None
    policy: str | None
    since_on: date | None
    days: int | None
    held_days: int | None
    promised_on: date | None
    hold_kind: HoldKind | None
    hold_start_on: date | None
    hold_end_on: date | None
    other_titles: str | None

    @property
    def who(self) -> str:
        """The name of whoever is contacted, else of the member."""
        return self.contact_name or self.name or "betaleren"


def explain(row: Explained, awaited: Freshness | None = None) -> str:
    """Return what happens with a claim and why, in one to three sentences.

    `awaited` is the source of payments that a promise waits for.
    """
    text = " ".join(_sentences(row, awaited))
    return text[:1].upper() + text[1:]  # some are named "foresatte til …"


def describe_clock(row: Explained) -> str:
    """Return how the days are counted; "" if no clock runs."""
    if row.since_on is None or row.days is None:
        return ""
    since = "etter forfall" if row.since_on == row.due_on else "siden"
    text = f"{antall(row.days, 'dag', 'dager')} {since} {dag_og_maaned(row.since_on)}"
    if row.held_days:
        text += f", uten {antall(row.held_days, 'dag', 'dager')} da det hvilte"
    return text


def describe_change(row: Explained) -> str:
    """Return what would change the row."""
    return f"Det endrer seg når {PLAN_REASON_RULES[row.reason].changes_when}."


def answers(row: Explained, awaited: Freshness | None = None) -> list[tuple[str, str]]:
    """Return the questions of a why-card that have an answer, with the answers."""
    rules = PLAN_REASON_RULES[row.reason]
    task = text_of(TaskKind(row.task.partition(":")[0])) if row.task else ""
    about = f" for {row.name}" if row.name and row.name != row.who else ""
    card = [
        ("Hvem", row.who + about),
        ("Hva", f"{row.title or 'Krav'}, {kroner(row.open_ore)}, forfall {tall_dato(row.due_on)}"),
        ("Nå", explain(row, awaited)),
        ("Klokken", describe_clock(row)),
        ("Neste dag", tall_dato(row.next_on) if row.next_on else ""),
        ("Venter på", task),
        ("Endring", describe_change(row)),
        (
            "Regel",
            f"{rules.rule}: {rules.text}" + (f" (purreløp {row.policy})" if row.policy else ""),
        ),
    ]
    return [(question, answer) for question, answer in card if answer]


def _sentences(row: Explained, awaited: Freshness | None) -> Iterator[str]:
    if row.reason == PlanReason.STEP_DUE:
        yield _describe_step(row)
    elif row.hold_kind is not None and row.promised_on and HOLD_RULES[row.hold_kind].awaits_payment:
        yield from _describe_promise(row, awaited)
    elif row.hold_start_on is not None and row.hold_kind == HoldKind.FREEZE:
        yield from _describe_freeze(row)
    elif row.reason in NOT_STARTED and row.next_on is not None:
        yield f"{_nothing(row)} før {dag_og_maaned(row.next_on)}: {_describe_wait(row)}."
    elif row.reason == PlanReason.HELD and row.hold_kind is not None:
        until = f" til {dag_og_maaned(row.hold_end_on)}" if row.hold_end_on else ""
        yield f"{_nothing(row)}: {text_of(row.hold_kind)}{until}."
    else:
        detail = f" ({detail_text(row.detail)})" if row.detail else ""
        yield f"{_nothing(row)}: {text_of(row.reason)}{detail}."


def _nothing(row: Explained) -> str:
    return f"Ingen purring på {row.who}"


def _describe_step(row: Explained) -> str:
    if row.kind == StepKind.CALL:
        text = f"{row.who} ringes"
    else:
        way = f" ({text_of(row.channel)})" if row.channel else ""
        text = f"{step_name(row.step_id or '')} til {row.who}{way}"
    if row.step_id in OWN_STEPS:
        return f"{text}: {OWN_STEPS[row.step_id]}."
    if row.promised_on is not None:
        return (
            f"{text}: betaling var lovet innen {dag_og_maaned(row.promised_on)} og er ikke kommet."
        )
    return f"{text}: {describe_clock(row)}."


def _describe_wait(row: Explained) -> str:
    if row.reason == PlanReason.NOT_DUE:
        return f"{row.title or 'kravet'} forfaller {dag_og_maaned(row.due_on)}"
    return describe_clock(row)


def _describe_promise(row: Explained, awaited: Freshness | None) -> Iterator[str]:
    """Yield that payment is promised, which file can show it, and what follows if it does not."""
    promised_on = row.promised_on or row.due_on
    file = awaited.title if awaited else "en fil med innbetalinger"
    comes = f"kommer {dag_og_maaned(row.next_on)}" if row.next_on else "er ikke lest"
    yield (
        f"{row.who} ringes ikke nå: betaling er lovet innen {dag_og_maaned(promised_on)}, og "
        f"{file[:1].lower() + file[1:]} som kan vise det, {comes}."
    )
    yield "Mangler pengene da, står betaleren først."


def _describe_freeze(row: Explained) -> Iterator[str]:
    """Yield the period of a freeze, and that a fee of that time is not owed."""
    first, last = row.hold_start_on or row.due_on, row.hold_end_on
    period = f"fra {dag_og_maaned(first)}" + (f" til {dag_og_maaned(last)}" if last else "")
    before = f" før {dag_og_maaned(row.next_on)}" if row.next_on else ""
    text = f"{_nothing(row)}{before}: medlemskapet er fryst {period}"
    title = row.title or "avgiften"
    if row.reason == PlanReason.FROZEN_PERIOD:
        text += f", og {title} skal ikke betales"
    elif row.reason == PlanReason.PARTLY_FROZEN:
        text += f", som er en del av tiden {title} gjelder"
    yield f"{text}."
    if row.other_titles:
        yield f"Ikke med i frysen: {row.other_titles}."

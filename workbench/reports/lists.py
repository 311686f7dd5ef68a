"""The lists: the heading and columns of each.

The rows of a list are a query of its name in `lists.sql`.
"""

from collections.abc import Mapping
from typing import Any

from workbench.model.hold_kinds import HoldKind
from workbench.model.plan_reasons import PlanReason
from workbench.model.task_kinds import TASK_RULES, TaskAnswer, TaskKind
from workbench.norsk import tall_dato, text_of
from workbench.reports import wording
from workbench.reports.columns import COUNT, DAY, KRONER, Column, Table
from workbench.values.phones import show_phone
from workbench.values.record_ids import own_number


def _yes(flag: bool) -> str | None:
    return "ja" if flag else None


def _role(is_operator: bool) -> str:
    return "operatør" if is_operator else "agent"


def _access(is_active: bool) -> str:
    return "åpen" if is_active else "stengt"


def _claims(count: int, needs_talk: bool) -> str:
    return f"{count} – trenger en prat" if needs_talk else str(count)


def why(reason: str, detail: str | None) -> str:
    """Say why a claim rests; of a hold, its kind says more than that there is one.

    >>> why("held", "freeze"), why("waiting", None)
    ('medlemskapet er fryst', 'venter – det er for kort tid siden forfall eller forrige steg')
    """
    if reason == PlanReason.HELD and detail in list(HoldKind):
        return text_of(HoldKind(detail))
    text = wording.reason_name(reason)
    return text if detail is None else f"{text} ({wording.step_name(detail)})"


def read_before(file: Mapping[str, Any]) -> dict[str, Any]:
    """Return a file that was read before with the day on which it was."""
    return {**file, "title": f"{file['title']} (uendret, lest {tall_dato(file['imported_on'])})"}


def task_text(kind: str) -> str:
    """Say what is to be done.

    >>> task_text("stop_reminders")
    'Stans påminnelser i medlemssystemet'
    """
    return text_of(TaskKind(kind))


def task_of_key(key: str) -> str:
    """Say what is to be done in the task of a key.

    >>> task_of_key("settle_hold:call:7")
    'Avklar det som hviler uten sluttdato'
    """
    return task_text(key.partition(":")[0])


def _then_for(kind: str, hides: bool) -> str:
    """Say who must move now; an answer to what is gone, or stands again, hides nothing."""
    return text_of(TASK_RULES[TaskKind(kind)].then_waits_for) if hides else "skjuler ingenting"


def answer_text(answer: str) -> str:
    """Say what was answered."""
    return text_of(TaskAnswer(answer))


def _mended(proposal: str | None, repaired: str | None) -> str | None:
    return proposal if repaired is None else f"rettet til {repaired}"


def note(left_out: str | None, forced: str | None) -> str:
    """Say of a file what was left out of it, and why it was taken all the same."""
    out = left_out or ""
    parts = (
        f"utelatt: {out}" if out else "",
        "kopien vår har stjerner" if "fødselsnummer" in out else "",
        f"tatt likevel: {forced}" if forced else "",
    )
    return "; ".join(filter(None, parts))


def _list(title: str, *columns: Column, **more: str) -> Table:
    return Table(title, columns, **more)


PERSON = (
    Column("Medlemsnr.", field="member_id", words=own_number),
    Column("Navn", width=28, field="name"),
)
CLAIM = (
    Column("Ordrenr.", field="invoice_id", words=own_number),
    Column("Krav", width=34, field="title"),
    Column("Forfall", DAY, 12, "due_on"),
    Column("Åpent", KRONER, 14, "open_ore"),
)
CONTACT = (
    Column("Kontakt", width=28, field="contact_name"),
    Column("E-post", width=30, field="email"),
    Column("Telefon", field="phone", words=show_phone),
)
STEP = Column("Steg", width=22, field="step_id", words=wording.step_name)
PAYER = (
    Column("Betaler", width=28, field="contact_name"),
    Column("Telefon", field="phone", words=show_phone),
)
TODO = (
    Column("Gjør dette", width=60, field="kind", words=task_text),
    Column("Antall", COUNT, 8, "tasks"),
    Column("Eldste", DAY, 12, "since_on"),
    Column("Frist", DAY, 12, "due_on"),
    Column("Nøkkel", width=24, field="key", words=str),
)
TASK = (
    Column("Gjør dette", width=48, field="todo"),
    *PERSON,
    Column("Ordrenr.", field="invoice_id", words=own_number),
    Column("Detaljer", width=60, field="detail"),
    Column("Siden", DAY, 12, "since_on"),
    Column("Frist", DAY, 12, "due_on"),
    Column("Nøkkel", width=40, field="key", words=str),
)
COUNTED = (Column("Krav", COUNT, field="claims"), Column("Åpent", KRONER, field="open_ore"))
REASON = Column("Hvorfor", field="reason", words=wording.reason_name)
NOUN = Column("Hva", field="noun")
CLUB = Column("Klubb", field="club")
WHO = Column("Hvem", field="who")

# The lists of a club's day, in the order of the work that they are for.
LISTS: Mapping[str, Table] = {
    "reminders": _list("Påminnelser", *PERSON, *CLAIM, STEP, *CONTACT),
    "queue": _list(
        "Ringeliste",
        *PAYER,
        Column("Foresatte?", width=12, field="probably_parent", words=_yes),
        Column("Gjelder", width=28, field="concerns"),
        Column("Krav", COUNT, 8, "claims"),
        Column("Sum", KRONER, 14, "open_ore"),
        Column("Nyeste forfall", DAY, 15, "newest_due_on"),
        Column("Eldste forfall", DAY, 15, "oldest_due_on"),
        Column("Trenger en prat", width=17, field="needs_talk", words=_yes),
    ),
    "called_about": _list("Krav det ringes om", *PERSON, *CLAIM, STEP, *CONTACT),
    "todo": _list("Å gjøre", *TODO),
    "club_todo": _list("Venter på klubben", *TODO),
    "tasks": _list("Oppgaver", *TASK),
    "club_tasks": _list("Til klubben", *TASK),
    "answers": _list(
        "Svar på oppgaver",
        Column("Oppgave", width=60, field="kind", words=task_text),
        Column("Svar", width=12, field="answer", words=answer_text),
        Column("Besvart", DAY, 12, "answered_on"),
        Column("Av", field="who"),
        Column("Hviler til", DAY, 12, "until_on"),
        Column("Venter på", width=16, field="kind hides", words=_then_for),
        Column("Merknad", width=40, field="note"),
        Column("Nøkkel", width=40, field="key", words=str),
    ),
    "resting": _list(
        "Hviler",
        *PERSON,
        *CLAIM,
        Column("Hvorfor", width=60, field="reason detail", words=why),
        Column("Hviler til", DAY, 12, "next_on"),
        Column("Venter på", width=48, field="task", words=task_of_key),
    ),
    "credited": _list("Krediteres", *PERSON, *CLAIM),
    "unplaced": _list(
        "Innbetalinger uten krav",
        Column("Dato", DAY, 12, "paid_on"),
        Column("KID", width=28, field="kid"),
        Column("Beløp", KRONER, 14, "amount_ore"),
    ),
    "findings": _list(
        "Funn i registeret",
        Column("Funn", width=44, field="kind", words=wording.finding_name),
        *PERSON,
        Column("Detaljer", width=60, field="detail"),
    ),
    "set_aside": _list(
        "Rader til side",
        Column("Fil", width=30, field="file"),
        Column("Ark", field="sheet"),
        Column("Rad", COUNT, 8, "row"),
        Column("Gjelder", width=34, field="about"),
        Column("Kolonne", width=20, field="column"),
        Column("Verdi", width=30, field="value"),
        Column("Hvorfor", width=50, field="reason"),
        Column("Forslag", width=30, field="proposal repaired", words=_mended),
    ),
    "sources": _list(
        "Hvor fersk hver kilde er",
        Column("Kilde", field="title"),
        Column("Gjelder", field="scope"),
        Column("Siste fil", field="name"),
        Column("Lest", DAY, field="imported_on"),
        Column("Nyeste dag i den", DAY, field="newest_on"),
        Column("Dager siden", COUNT, field="days"),
        rest="",
    ),
    "by_age": _list("Åpne krav etter dager siden forfall", Column("Alder", field="age"), *COUNTED),
    "resting_counted": _list("Krav som ikke skal følges opp nå", REASON, *COUNTED),
    "steps": _list("Foreslåtte steg", STEP, *COUNTED),
    "largest": _list("De fem største som foreslås påminnet", *PERSON, *CLAIM, STEP, *CONTACT),
    "findings_counted": _list(
        "Funn av hvert slag",
        Column("Funn", field="kind", words=wording.finding_name),
        Column("Antall", COUNT, field="findings"),
    ),
    "plan": _list(
        "Planen",
        Column("Krav", field="claim_id"),
        Column("Steg", field="step_id"),
        REASON,
        Column("Neste dag", field="next_on", words=str),
        Column("Oppgave", field="task", words=str),
        rest="",
    ),
}

# The queues of several clubs, each row with its club.
QUEUE_OF_CLUBS = _list(
    "Ringeliste",
    CLUB,
    *PAYER,
    Column("Gjelder", field="concerns"),
    Column("Krav", field="claims needs_talk", words=_claims),
    Column("Sum", KRONER, field="open_ore"),
    Column("Nyeste forfall", DAY, field="newest_due_on"),
)

# How the week went in several clubs, and which of them were not run.
WEEK_OF_CLUBS = _list(
    "Uken",
    Column("Klubb", width=12, field="name"),
    Column("Medlemmer", COUNT, field="members"),
    Column("Krav", COUNT, field="claims"),
    Column("Forfalt", COUNT, field="overdue"),
    Column("Utestående", KRONER, field="outstanding_ore"),
    Column("Påminnes", COUNT, field="reminders"),
    Column("Ringes", COUNT, field="calls"),
    Column("Hviler", COUNT, field="resting"),
)
# What is to be done in several clubs.
TODO_OF_CLUBS = _list("Å gjøre", CLUB, *TODO)
TASKS_OF_CLUBS = _list("Oppgaver", CLUB, *TASK)
NOT_RUN = _list("Disse klubbene ble ikke kjørt", CLUB, Column("Hvorfor", field="fault"))

AGENTS = _list(
    "Agentene",
    Column("Agent", field="name"),
    Column("Klubber", field="clubs", words=", ".join),
    Column("Rolle", field="operator", words=_role),
    Column("Tilgang", field="active", words=_access),
)

# What an import brought, which no books hold yet.
IMPORT_LISTS: Mapping[str, Table] = {
    "files": _list(
        "Filene i innboksen",
        Column("Fil", width=24, field="name"),
        Column("Lest som", field="title"),
        Column("Rader", COUNT, field="rows_total"),
        Column("Tatt inn", COUNT, field="rows_taken"),
        Column("Til side", COUNT, field="rows_aside"),
        Column("Ramme", COUNT, field="rows_frame"),
        Column("Verdier til side", COUNT, field="values_aside"),
        Column("Merknad", field="left_out forced", words=note),
    ),
    "new": _list(
        "Nytt i bøkene",
        NOUN,
        Column("Nye", COUNT, field="new"),
        Column("Endret", COUNT, field="changed"),
        Column("Blant de nye", field="first", words=", ".join),
    ),
    "changed": _list(
        "Endret siden sist",
        WHO,
        NOUN,
        Column("Felt", field="field"),
        Column("Før", field="before"),
        Column("Nå", field="after"),
    ),
    "missing": _list("Borte siden sist", WHO, NOUN, Column("Borte fra", field="from")),
}

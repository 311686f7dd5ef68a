"""The lists: the title and columns of each.

The rows of a list come from the query with its name in `lists.sql`.
"""

from collections.abc import Mapping

from workbench.model.fee_kinds import FeeAct
from workbench.model.task_kinds import TaskAnswer, TaskKind
from workbench.norsk import step_name
from workbench.reports import wording
from workbench.reports.cell_texts import (
    describe_access,
    describe_claims,
    describe_credit,
    describe_fee,
    describe_flag,
    describe_payment,
    describe_reason,
    describe_rehearsed,
    describe_repair,
    describe_role,
    describe_task,
    describe_waiting_for,
    join_texts,
    text_in,
)
from workbench.reports.columns import COUNT, DAY, KRONER, Column, Table
from workbench.reports.message_lists import MESSAGE_LISTS, WAY
from workbench.values.phones import show_phone
from workbench.values.record_ids import own_number


def _list(title: str, *columns: Column, rest_place: str = Table.rest_place) -> Table:
    return Table(title, columns, rest_place=rest_place)


PERSON = (
    Column("Medlemsnr.", field="member_id", to_text=own_number),
    Column("Navn", width=28, field="name"),
)
INVOICE = Column("Ordrenr.", field="invoice_id", to_text=own_number)
CLAIM = (
    INVOICE,
    Column("Krav", width=34, field="title"),
    Column("Forfall", DAY, 12, "due_on"),
    Column("Åpent", KRONER, 14, "open_ore"),
)
CONTACT = (
    Column("Kontakt", width=28, field="contact_name"),
    Column("E-post", width=30, field="email"),
    Column("Telefon", field="phone", to_text=show_phone),
)
STEP = Column("Steg", width=22, field="step_id", to_text=step_name)
LOOK = (
    Column("Se på", width=28, field="look"),
    Column("Første gang", width=12, field="is_first", to_text=describe_flag),
)
PAYER = (
    Column("Betaler", width=28, field="contact_name"),
    Column("Telefon", field="phone", to_text=show_phone),
)
TODO = (
    Column("Gjør dette", width=60, field="kind", to_text=text_in(TaskKind)),
    Column("Antall", COUNT, 8, "tasks"),
    Column("Eldste", DAY, 12, "since_on"),
    Column("Frist", DAY, 12, "due_on"),
    Column("Nøkkel", width=24, field="key"),
)
TASK = (
    Column("Gjør dette", width=48, field="todo"),
    *PERSON,
    INVOICE,
    Column("Detaljer", width=60, field="detail"),
    Column("Siden", DAY, 12, "since_on"),
    Column("Frist", DAY, 12, "due_on"),
    Column("Nøkkel", width=40, field="key"),
)
COUNTED = (Column("Krav", COUNT, field="claims"), Column("Åpent", KRONER, field="open_ore"))
REASON = Column("Hvorfor", field="reason", to_text=wording.reason_name)
CLUB = Column("Klubb", field="club")

# The lists of a club's day, in the order of the work.
LISTS: Mapping[str, Table] = {
    "reminders": _list("Påminnelser", *PERSON, *CLAIM, STEP, *CONTACT, WAY),
    "sent_here": _list("Meldinger å sende herfra", *PERSON, *CLAIM, STEP, *CONTACT, WAY),
    "to_approve": _list("Til godkjenning", *PERSON, *CLAIM, STEP, *CONTACT, WAY, *LOOK),
    "queue": _list(
        "Ringeliste",
        *PAYER,
        Column("Foresatte?", width=12, field="probably_parent", to_text=describe_flag),
        Column("Gjelder", width=28, field="concerns"),
        Column("Krav", COUNT, 8, "claims"),
        Column("Sum", KRONER, 14, "open_ore"),
        Column("Nyeste forfall", DAY, 15, "newest_due_on"),
        Column("Eldste forfall", DAY, 15, "oldest_due_on"),
        Column("Trenger en prat", width=17, field="needs_talk", to_text=describe_flag),
    ),
    "called_about": _list("Krav det ringes om", *PERSON, *CLAIM, STEP, *CONTACT),
    "todo": _list("Å gjøre", *TODO),
    "tasks": _list("Oppgaver", *TASK),
    "club_tasks": _list("Til klubben", Column("Spørsmål", width=48, field="todo"), *TASK[1:]),
    "answers": _list(
        "Svar på oppgaver",
        Column("Oppgave", width=60, field="kind", to_text=text_in(TaskKind)),
        Column("Svar", width=12, field="answer", to_text=text_in(TaskAnswer)),
        Column("Besvart", DAY, 12, "answered_on"),
        Column("Av", field="who"),
        Column("Hviler til", DAY, 12, "until_on"),
        Column("Venter på", width=16, field="kind answer hides", to_text=describe_waiting_for),
        Column("Merknad", width=40, field="note"),
        Column("Nøkkel", width=40, field="key"),
    ),
    "resting": _list(
        "Hviler",
        *PERSON,
        *CLAIM,
        Column("Hvorfor", width=60, field="reason detail", to_text=describe_reason),
        Column("Hviler til", DAY, 12, "next_on"),
        Column("Venter på", width=48, field="task", to_text=describe_task),
    ),
    "credited": _list("Krediteres", *PERSON, *CLAIM),
    "limitation": _list(
        "Krav som foreldes", *PERSON, *CLAIM, Column("Foreldes etter", DAY, 15, "barred_on")
    ),
    "findings": _list(
        "Funn i registeret",
        Column("Funn", width=44, field="kind", to_text=wording.finding_name),
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
        Column("Forslag", width=30, field="proposal repaired", to_text=describe_repair),
    ),
    "sources": _list(
        "Hvor fersk hver kilde er",
        Column("Kilde", field="title"),
        Column("Gjelder", field="scope"),
        Column("Siste fil", field="name"),
        Column("Lest", DAY, field="imported_on"),
        Column("Går til og med", DAY, field="covers_until_on"),
        Column("Dager siden", COUNT, field="days"),
        rest_place="",
    ),
    "freshness": _list(
        "Hvor langt filene går",
        Column("Kilde", field="title"),
        Column("Går til og med", DAY, field="until_on"),
        Column("Trengs til og med", DAY, field="expected_on"),
        Column("Lest", DAY, field="read_on"),
        Column("Mangler", field="is_late", to_text=describe_flag),
    ),
    "payments": _list(
        "Innbetalinger å se på",
        Column("Dato", DAY, 12, "paid_on"),
        Column("Beløp", KRONER, 14, "amount_ore"),
        Column("Ikke plassert", KRONER, 14, "left_ore"),
        Column("Fra", width=40, field="payer_name message kid", to_text=describe_payment),
        Column("Gjør dette", width=60, field="state todo", to_text=join_texts),
        Column("Gjelder", width=60, field="places why", to_text=join_texts),
        Column("Innbetaling", width=40, field="payment_id"),
    ),
    "mandates": _list(
        "AvtaleGiro: hvem som har avtale, og hvem som mangler",
        Column("Hva", width=20, field="state"),
        *PERSON,
        *CLAIM,
        Column("Avtalens KID", width=26, field="mandate_kid"),
        Column("Konto", field="account"),
        Column("Vil ha varsel", width=12, field="wants_notice", to_text=describe_flag),
        Column("Først sett", DAY, 12, "first_seen_on"),
        Column("Stanset", DAY, 12, "ended_on"),
    ),
    "invoices": _list(
        "Fakturaer å lage",
        Column("Hva", width=14, field="act", to_text=text_in(FeeAct)),
        *PERSON,
        Column("Avgift", width=34, field="title"),
        Column("Beløp", KRONER, 14, "amount_ore"),
        Column("Utstedes", DAY, 12, "issue_on"),
        Column("Forfall", DAY, 12, "due_on"),
        Column("Betaler", width=28, field="contact_name"),
        *CONTACT[1:],
        Column("Hvorfor", width=60, field="why how", to_text=describe_fee),
        Column("Gjelder krav", field="claim_id", to_text=own_number),
    ),
    "invoice_calendar": _list(
        "Fakturakalender",
        Column("Avgift", width=34, field="title"),
        Column("Grupper", width=20, field="groups"),
        Column("Utstedes", DAY, 12, "issue_on"),
        Column("Forfall", DAY, 12, "due_on"),
        Column("Antall", COUNT, 8, "invoices"),
        Column("Sum", KRONER, 14, "amount_ore"),
        Column("Antall før", COUNT, 8, "invoices_before"),
        Column("Endring", KRONER, 14, "difference_ore"),
        Column("Godkjent av", width=20, field="approved_by"),
        Column("Godkjent", DAY, 12, "approved_on"),
    ),
    "credits": _list(
        "Krediteringer",
        Column("Dato", DAY, 12, "made_on"),
        Column("Navn", width=28, field="name"),
        Column("Krav", width=34, field="title"),
        Column("Beløp", KRONER, 14, "amount_ore"),
        Column("Slag", width=24, field="kind", to_text=describe_credit),
        Column("Hvorfor", width=48, field="reason"),
        Column("Hvordan det står", width=24, field="state"),
        Column("Kreditering", width=18, field="credit_id"),
    ),
    "handovers": _list(
        "Inkassopartneren",
        Column("Hvordan det står", width=24, field="state"),
        PERSON[1],
        *CLAIM,
        Column("Sendt", DAY, 12, "made_on"),
        Column("Sum da", KRONER, 14, "handed_ore"),
        Column("Klubbens svar", width=28, field="approved_by"),
        Column("Avsluttet", DAY, 12, "closed_on"),
        Column("Hvorfor", width=40, field="why note", to_text=join_texts),
    ),
    "unregistered": _list("Avtalt, men ikke registrert i medlemssystemet", *TASK),
    **MESSAGE_LISTS,
    "messages": _list(
        "Hvem skal ha beskjed om hva",
        Column("Siden", DAY, 12, "day"),
        *CONTACT,
        Column("Gjelder", width=28, field="name"),
        Column("Beskjed", width=60, field="text"),
    ),
    "by_age": _list("Åpne krav etter dager siden forfall", Column("Alder", field="age"), *COUNTED),
    "resting_counted": _list("Krav som ikke skal følges opp nå", REASON, *COUNTED),
    "steps": _list("Foreslåtte steg", STEP, *COUNTED),
    "review": _list("Se over før de godkjennes", PERSON[1], *CLAIM[1:], STEP, *LOOK),
    "plan": _list(
        "Planen",
        Column("Navn", width=28, field="name"),
        Column("Krav", width=34, field="title"),
        Column("Åpent", KRONER, 14, "open_ore"),
        Column("Forfall", DAY, 12, "due_on"),
        Column("Hva skjer, og hvorfor", width=80, field="sentence"),
        rest_place="",
    ),
}

# What a changed policy would move.
POLICY_CHANGE = _list(
    "Endringen i purrereglene",
    Column("Navn", width=28, field="name"),
    Column("Krav", width=34, field="title"),
    Column("Åpent", KRONER, 14, "open_ore"),
    Column("Nå", width=60, field="before"),
    Column("Etter endringen", width=60, field="after"),
    rest_place="",
)

# What is to be credited for days on which the club was closed or a membership frozen.
PAUSED = _list(
    "Krediteres for stengt og fryst tid",
    PERSON[1],
    *CLAIM[1:3],
    Column("Kravet er på", KRONER, 14, "stated_ore"),
    Column("Krediteres", KRONER, 14, "amount_ore"),
    Column("Hvorfor", width=48, field="why"),
    Column("Sendt til trekk", width=14, field="asked", to_text=describe_flag),
)

# What two policies would have asked for in the past, step by step.
REHEARSAL = _list(
    "Purrereglene prøvd på det som har vært",
    Column("Steg", width=30, field="step_id", to_text=describe_rehearsed),
    Column("Nå: spurt", COUNT, 10, "asked"),
    Column("Betalt etterpå", COUNT, 14, "paid"),
    Column("Gebyr", KRONER, 12, "fee_ore"),
    Column("Nye: spurt", COUNT, 10, "new_asked"),
    Column("Betalt etterpå", COUNT, 14, "new_paid"),
    Column("Gebyr", KRONER, 12, "new_fee_ore"),
    rest_place="",
)

# The answers of a why-card.
WHY_CARD = _list(
    "Hvorfor", Column("Spørsmål", field="question"), Column("Svar", width=80, field="answer")
)

# The queues of several clubs in one list.
QUEUE_OF_CLUBS = _list(
    "Ringeliste",
    CLUB,
    *PAYER,
    Column("Gjelder", field="concerns"),
    Column("Krav", field="claims needs_talk", to_text=describe_claims),
    Column("Sum", KRONER, field="open_ore"),
    Column("Nyeste forfall", DAY, field="newest_due_on"),
)

# The week's numbers of several clubs.
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

# What must be done in several clubs.
TODO_OF_CLUBS = _list("Å gjøre", CLUB, *TODO)

# The clubs whose week could not be run.
NOT_RUN = _list("Disse klubbene ble ikke kjørt", CLUB, Column("Hvorfor", field="fault"))

AGENTS = _list(
    "Agentene",
    Column("Agent", field="name"),
    Column("Klubber", field="clubs", to_text=", ".join),
    Column("Rolle", field="operator", to_text=describe_role),
    Column("Tilgang", field="active", to_text=describe_access),
)

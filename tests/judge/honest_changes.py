"""What an honest week may bring, however much of it is new: none of it may be stopped.

Each change makes a week's files out of the honest ones of that week, and returns the claims that
nobody may be asked for any more because of it, by what identifies their rows. Every other claim
with a step in the honest plan must have its step.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from tests.judge import changes as c
from tests.judge.cells import Row, write_cells
from tests.judge.columns import SYSTEMS
from tests.judge.tables import Table, read_day, read_ore, write_day, write_ore
from tests.judge.weeks import DAYS, PAID_ON, Clubs, ClubWeek, Files, has_day
from workbench.values.record_ids import digest

Settled = set[str]  # beginnings of the ids of claims
Make = Callable[[Clubs, ClubWeek, Files], Settled]


@dataclass(frozen=True)
class Honest:
    """One honest change, for the systems whose files can say it."""

    name: str
    make: Make
    systems: str = " ".join(SYSTEMS)
    weeks: tuple[int, ...] = (2,)
    new_values: frozenset[str] = frozenset()  # of contacts, which it gives to their owners


# ------------------------------------------------------------------ tools


def claims_of(club: ClubWeek) -> tuple[str, Table]:
    [name] = club.names("claims")
    return name, club.table(name)


def claim_id(table: Table, row: Row) -> str:
    """Return how the id of a row's claim begins."""
    system = next(name for name, system in SYSTEMS.items() if system is table.system)
    keys = [str(row[table.at(key)] or "") for key in table.system.keys]
    if keys and table.system.keys[0] != "order":
        return f"{system}:{digest(*keys)}"
    return f"{system}:{keys[0]}" + (":" if system in ("klubbadmin", "tryggivann") else "")


def open_rows(table: Table) -> list[Row]:
    return [row for row in table.rows if table.is_open(row) and has_day(table, row)]


def overdue_rows(table: Table, on: date) -> list[Row]:
    return [row for row in open_rows(table) if (read_day(row[table.at("due")]) or on) < on]


def whole_orders(table: Table, rows: list[Row]) -> list[Row]:
    """Return all rows of the orders of these."""
    ids = {claim_id(table, row) for row in rows}
    return [row for row in table.rows if claim_id(table, row) in ids]


def ids_of(table: Table, rows: list[Row]) -> Settled:
    return {claim_id(table, row) for row in rows}


def put(files: Files, name: str, table: Table) -> None:
    files[name] = write_cells(table.export)


def in_members(change: c.Change) -> Make:
    """Change all lists of members; nobody's claim is settled by it."""

    def make(clubs: Clubs, club: ClubWeek, files: Files) -> Settled:
        for role in ("members", "english_members"):
            for name in club.names(role):
                table = club.table(name)
                change(table)
                put(files, name, table)
        return set()

    return make


# ------------------------------------------------------------------ claims


def mass_payment(clubs: Clubs, club: ClubWeek, files: Files) -> Settled:
    """Let nine of ten of those who were asked pay in the week after a round of reminders."""
    name, table = claims_of(club)
    overdue = overdue_rows(table, DAYS[club.week])
    paying = whole_orders(table, [row for n, row in enumerate(overdue) if n % 10])
    for row in paying:
        c.pay(table, row, PAID_ON)
    put(files, name, table)
    return ids_of(table, paying)


def mass_credit(clubs: Clubs, club: ClubWeek, files: Files) -> Settled:
    """Credit all that is open under the title that most have open: the season was closed."""
    name, table = claims_of(club)
    titles = [row[table.at("title")] for row in open_rows(table)]
    season = max(sorted(set(titles)), key=titles.count)
    rows = [row for row in open_rows(table) if row[table.at("title")] == season]
    rows = whole_orders(table, rows) if table.system.keys == ("order",) else rows
    for row in rows:
        row[table.at("status")] = table.system.cancelled
        if table.has("outstanding"):
            row[table.at("outstanding")] = write_ore(0, row[table.at("outstanding")])
    put(files, name, table)
    return ids_of(table, rows)


def new_fee_year(clubs: Clubs, club: ClubWeek, files: Files) -> Settled:
    """Bill every member's next year: as many new open claims as half of all before."""
    name, table = claims_of(club)
    issued, due = DAYS[club.week] - timedelta(days=2), DAYS[club.week] + timedelta(days=12)
    made = []
    for n, like in enumerate([row for row in table.rows if table.is_paid(row)][::2], 1):
        row = list(like)
        c.unpay(table, row)
        row[table.at("title")] = "Medlemskontingent 2027"
        row[table.at("due")] = write_day(due, row[table.at("due")])
        set_if(table, row, "issued", write_day(issued, c.date_like(table)))
        set_if(table, row, "order", str(9_000_000 + n))
        set_if(table, row, "kid", None)
        set_if(table, row, "reminded", None)
        set_if(table, row, "reminders", 0)
        made.append(row)
    add_rows(table, made)
    put(files, name, table)
    return set()


def set_if(table: Table, row: Row, kind: str, cell: object) -> None:
    if table.has(kind):
        row[table.at(kind)] = cell


def add_rows(table: Table, rows: list[Row]) -> None:
    """Add records below the last, above a sum."""
    records = table.rows
    at = next(n for n, row in enumerate(table.export.rows) if row is records[-1]) + 1
    table.export.rows[at:at] = rows


def due_moved_later(clubs: Clubs, club: ClubWeek, files: Files) -> Settled:
    """Move the due day of all of one title three weeks ahead: none of it is asked for."""
    settled: Settled = set()
    _, claims = claims_of(club)
    titles = [row[claims.at("title")] for row in open_rows(claims)]
    title = max(sorted(set(titles)), key=titles.count)
    later = DAYS[club.week] + timedelta(days=21)
    for role in ("claims", "report"):
        for file in club.names(role):
            table = club.table(file)
            for row in [*table.rows_by(title=title)]:
                row[table.at("due")] = write_day(later, row[table.at("due")])
            put(files, file, table)
    rows = [*claims.rows_by(title=title)]
    settled |= ids_of(claims, rows)
    return settled


def family_discount(clubs: Clubs, club: ClubWeek, files: Files) -> Settled:
    """Lower the amounts of two claims of which nothing is paid by a fifth."""
    name, table = claims_of(club)
    whole = [row for row in open_rows(table) if is_wholly_due(club, table, row)]
    for row in whole[:2]:
        for kind in ("amount", "outstanding"):
            if table.has(kind):
                ore = read_ore(row[table.at(kind)]) or 0
                row[table.at(kind)] = write_ore(ore * 4 // 5, row[table.at(kind)])
    put(files, name, table)
    return set()


def is_wholly_due(club: ClubWeek, table: Table, row: Row) -> bool:
    """Return whether a claim is asked for with its whole amount, far above the least."""
    own = [ask for key, ask in club.honest.steps.items() if key.startswith(claim_id(table, row))]
    return bool(own) and own[0].open_ore == c.total_of(table, row) and own[0].open_ore > 20_000


def few_reversals(clubs: Clubs, club: ClubWeek, files: Files) -> Settled:
    """Let three payments go back: those claims are open again, and rest."""
    name, table = claims_of(club)
    for row in [row for row in table.rows if table.is_paid(row)][40:43]:
        c.unpay(table, row)
    put(files, name, table)
    return set()


# ------------------------------------------------------------------ members


def new_members(table: Table) -> None:
    """Add a tenth as many members as there are."""
    made = []
    for n, like in enumerate(table.rows[::10], 1):
        row = list(like)
        for kind in table.system.files[table.role].columns:
            if table.has(kind) and (kind.startswith(("guardian", "payer"))):
                row[table.at(kind)] = None
        first = f"Nykommer{'abcdefghijklmnopqrstuvwxyz'[n % 26]}"
        row[table.at("first")] = first if table.has("last") else f"{first} Testesen"
        set_if(table, row, "last", "Testesen")
        set_if(table, row, "person", str(19_000_000 + n) if "klubb" in table.role else 99_000 + n)
        set_if(table, row, "phone", f"9384{n:04d}")
        set_if(table, row, "email", f"ny{n}@example.org")
        row[table.at("born")] = write_day(date(1988, 3, 1 + n % 25), row[table.at("born")])
        set_if(table, row, "joined", write_day(date(2026, 11, 20), "x"))
        made.append(row)
    add_rows(table, made)


NEW_PHONES = ("93841271", "93841272", "93841273")
NEW_EMAILS = ("flyttet0@example.org", "flyttet1@example.org", "flyttet2@example.org")
NEW_VALUES = frozenset((*NEW_EMAILS, *(f"+47{phone}" for phone in NEW_PHONES)))


def new_contacts(clubs: Clubs, club: ClubWeek, files: Files) -> Settled:
    """Give three people a new phone and e-mail, wherever a list has their old ones."""
    names = [name for role in ("members", "english_members") for name in club.names(role)]
    largest = club.table(max(names, key=lambda name: len(club.table(name).rows)))
    phones = {number(cell): new for cell, new in new_for(largest, "phone", NEW_PHONES)}
    emails = {str(cell): new for cell, new in new_for(largest, "email", NEW_EMAILS)}
    for name in names:
        table = club.table(name)
        for kind in ("phone", "guardian_phone", "payer_phone"):
            if table.has(kind):
                cells = table.column(kind)
                table.put(kind, [phones.get(number(cell), cell) for cell in cells])
        for kind in ("email", "guardian_email", "payer_email"):
            if table.has(kind):
                table.put(kind, [emails.get(str(cell), cell) for cell in table.column(kind)])
        put(files, name, table)
    return set()


def new_for(table: Table, kind: str, new: tuple[str, ...]) -> list[tuple[object, str]]:
    """Return three cells of those who have both a phone and an e-mail, each with its new one."""
    full = [row for row in table.rows if row[table.at("phone")] and row[table.at("email")]]
    return [(row[table.at(kind)], text) for row, text in zip(full[10:13], new, strict=True)]


def number(cell: object) -> str:
    """Return the eight digits of a Norwegian number, however it is written."""
    return "".join(filter(str.isdigit, str(cell).removesuffix(".0")))[-8:]


def leavers(clubs: Clubs, club: ClubWeek, files: Files) -> Settled:
    """Mark a tenth of the members as left on a day after all that was due: they still owe."""
    left = DAYS[club.week] - timedelta(days=1)
    words = {"klubbadmin": "Utmeldt", "annet": "Oppsagt"}
    for name in club.names("members"):
        table = club.table(name)
        for row in table.rows:
            key = str(row[table.at("person")])
            if key[-1] == "7" and not row[table.at("left")]:
                row[table.at("left")] = f"{left:%d.%m.%Y}"
                set_if(table, row, "member_status", words.get(club.name))
        put(files, name, table)
    _, claims = claims_of(club)
    return {claim_id(claims, row) for row in open_rows(claims)
            if (read_day(row[claims.at("due")]) or left) > left}  # fmt: skip


def newest_member_gone(table: Table) -> None:
    """Take the member who joined last off the list: the file's newest day falls."""
    rows = [row for row in table.rows if read_day(row[table.at("joined")])]
    newest = max(rows, key=lambda row: read_day(row[table.at("joined")]) or date.min)
    table.delete([newest])


def other_team_name(clubs: Clubs, club: ClubWeek, files: Files) -> Settled:
    """Rename the team with the most members, in every file that names it."""
    groups = [row for name in club.names("members") for row in club.table(name).column("group")]
    single = [str(group) for group in groups if group and "," not in str(group)]
    single = [group for group in single if group != "Klubben"]
    team = max(sorted(set(single)), key=single.count)
    for role in ("members", "english_members", "claims", "payments"):
        for name in club.names(role):
            table = club.table(name)
            if table.has("group"):
                cells = table.column("group")
                table.put("group", [renamed(cell, team) for cell in cells])
                put(files, name, table)
    return set()


def renamed(cell: object, team: str) -> object:
    parts = str(cell).split(", ") if cell else []
    return ", ".join(f"{part} 2027" if part == team else part for part in parts) or cell


# ------------------------------------------------------------------ files


def nothing_new(clubs: Clubs, club: ClubWeek, files: Files) -> Settled:
    """Send the same files again."""
    return set()


def other_order(clubs: Clubs, club: ClubWeek, files: Files) -> Settled:
    """Sort all lists the other way round."""
    for name in list(files):
        if club.system.role_of(name) not in ("ocr", "holds"):
            table = club.table(name)
            rows, records = table.export.rows, table.rows
            places = [n for n, row in enumerate(rows) if any(row is each for each in records)]
            for at, row in zip(places, records[::-1], strict=True):
                rows[at] = row
            put(files, name, table)
    return set()


def other_names(clubs: Clubs, club: ClubWeek, files: Files) -> Settled:
    """Save all files under names such as a browser gives them."""
    for name in list(files):
        stem, _, ending = name.rpartition(".")
        files[f"{stem} (1).{ending}"] = files.pop(name)
    return set()


ENGLISH = {
    "Medlem": "Member", "Betalingsnavn": "Payment Name", "Betalingskontakt": "Payment contact",
    "Betalt beløp": "Amount paid", "Utestående": "Outstanding", "Forfallsdato": "First due date",
    "Antall påminnelser": "Reminders sent", "Siste påminnelse": "Last reminder",
}  # fmt: skip
ENGLISH_WORDS = {"Betalt": "Paid", "Ikke betalt": "Unpaid", "Forfalt": "Overdue",
                 "Fritatt": "Exempt", "Mislykket": "Failed"}  # fmt: skip


def in_english(clubs: Clubs, club: ClubWeek, files: Files) -> Settled:
    """Export the recipients in English where they were Norwegian."""
    name, table = claims_of(club)
    at = table.at("status")
    for row in table.rows:
        row[at] = ENGLISH_WORDS.get(row[at], row[at])
    table.export.headings[:] = [ENGLISH.get(h, h) for h in table.export.headings]
    put(files, name, table)
    return set()


def bank_knows_first(clubs: Clubs, club: ClubWeek, files: Files) -> Settled:
    """Let the member system be a week behind the bank: its list of last week comes again."""
    before = clubs.club(club.name, 1)
    for role in ("claims", "report"):
        for name in club.names(role):
            table = before.table(name)
            add_rows(table, [])
            table.export.rows.append([])  # the same list, exported again
            put(files, name, table)
    return set()


HONEST_CHANGES = (
    Honest("the first week's files as they are", nothing_new, weeks=(1,)),
    Honest("mass payment after a reminder round", mass_payment),
    Honest("a closed season is credited", mass_credit),
    Honest("a new fee year with many new claims", new_fee_year),
    Honest("a team has a new name", other_team_name, "klubbadmin spond hoopit spoortz"),
    Honest("due days of one title three weeks later", due_moved_later),
    Honest("a family's amounts lowered", family_discount),
    Honest("three payments go back", few_reversals),
    Honest("a tenth new members", in_members(new_members)),
    Honest("three have new phones, e-mails and addresses", new_contacts,
           new_values=NEW_VALUES),
    Honest("a season's leavers marked as left", leavers, "klubbadmin spoortz annet"),
    Honest("the newest member left the list", in_members(newest_member_gone),
           "klubbadmin spond hoopit spoortz annet"),
    Honest("the bank knows first, the list is last week's", bank_knows_first,
           "klubbadmin spoortz tryggivann annet"),
    Honest("the same files again", nothing_new),
    Honest("all lists in another order", other_order, weeks=(1, 2)),
    Honest("all files under other names", other_names, weeks=(1, 2)),
    Honest("the recipients in English", in_english, "spond", weeks=(1, 2)),
)  # fmt: skip

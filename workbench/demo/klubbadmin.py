"""The exports of Min idrett/KlubbAdmin: member lists, Bilagsrapport and Fordringer."""

from pathlib import Path
from random import Random

from workbench.demo.amounts import NBSP, amount, kroner
from workbench.demo.listing import date_cell, in_text, name_cell, phone_cell, postcode_cell
from workbench.demo.ocr import write_ocr
from workbench.demo.office_lists import write_agreements, write_reminders
from workbench.demo.orders import MEMBERSHIP, TRAINING, Order
from workbench.demo.people import GROUPS, Person
from workbench.demo.truth import Rows
from workbench.demo.workbook import Cell, write_xlsx
from workbench.demo.world import World
from workbench.model.words import CLUB_GROUP
from workbench.norsk import tall_dato

MEMBER_HEADINGS = [
    "PersonId", "Fornavn", "Etternavn", "Tlf. mobil", "E-post", "Adresse", "Postadresse", "Postnr",
    "Fødselsdato", "Kjønn", "Innmeldt dato", "Medlemsstatus", "Gren/Gruppe", "Utmeldt dato",
]  # fmt: skip
REPORT_HEADINGS = [
    "PersonID", "Fakturadato", "Betalingsfrist", "KID", "Statusdato",
    "Inntektskonto", "Kostnad/avgift", "Betalt beløp", "Avsenders Ord. ID",
]  # fmt: skip
CLAIM_HEADINGS = "OrderID;Forfall;Status;Beskrivelse;Mottaker;Beløp;Innbetalt;Opprettet på;Betalt"


def write(rng: Random, world: World, inbox: Path, club: str) -> dict[str, Rows]:
    """Write all that the club gets out of the system, the bank's file and the office's lists."""
    return {
        **write_members(rng, world, inbox),
        "bilagsrapport.xlsx": write_report(rng, world, inbox / "bilagsrapport.xlsx"),
        "fordringer.csv": write_claims(rng, world, inbox / "fordringer.csv"),
        **write_agreements(world, inbox),
        **write_reminders(world, inbox),
        **write_ocr(world, inbox),
    }


def write_members(rng: Random, world: World, inbox: Path) -> dict[str, Rows]:
    """Write the club's list and one per group."""
    files = {}
    for group in (CLUB_GROUP, *GROUPS):
        is_club = group == CLUB_GROUP
        persons = [p for p in world.profiles if (p.in_club if is_club else group in p.groups)]
        file = f"medlemmer_{'klubb' if is_club else group.lower().replace('å', 'a')}.xlsx"
        stray = is_club or group == "Fotball"  # a row that says nothing but an e-mail
        files[file] = write_list(rng, inbox / file, group, persons, stray)
    return files


def write_list(rng: Random, path: Path, group: str, persons: list[Person], stray: bool) -> Rows:
    """Write one list with its mess: untidy headings, empty rows, every shape of phone and date."""
    untidy = rng.sample(range(1, len(MEMBER_HEADINGS)), 2)
    ends = dict(zip(untidy, (" ", NBSP), strict=True))
    rows: list[list[Cell]] = [[h + ends.get(n, "") for n, h in enumerate(MEMBER_HEADINGS)]]
    count = Rows(frame=1)
    for person in persons:
        if rng.random() < 0.015:
            rows.append([])
            count.frame += 1
        rows.append(member_row(rng, person, group))
        count.taken += 1
        unreadable = (person.bad_phone, person.bad_email, person.bad_birth)
        count.values += sum(bool(cell) for cell in unreadable)
    if stray:
        rows.insert(len(rows) // 2 + 1, [None, None, None, None, "ukjent@example.org"])
        count.set_aside += 1
    write_xlsx(path, {"Medlemmer": rows})
    return count


def member_row(rng: Random, person: Person, group: str) -> list[Cell]:
    """Write a person's row; what it says is the same in every list, how it is written is not."""
    home, bad_birth = person.household, person.bad_birth
    emails = ";".join(person.emails) if rng.random() < 0.7 else "; ".join(person.emails)
    at_home: list[Cell] = [home.address, home.city, postcode_cell(rng, home.postcode)]
    return [
        person.id,
        name_cell(rng, person.first),
        name_cell(rng, person.last),
        phone_cell(rng, person.phone) if person.bad_phone is None else person.bad_phone or None,
        emails if person.bad_email is None else person.bad_email or None,
        *([None] * 3 if home.confidential else at_home),
        date_cell(rng, person.born_on if bad_birth is None else bad_birth),
        person.gender,
        date_cell(rng, person.joined_on),
        person.status,
        group,
        date_cell(rng, person.left_on),
    ]


# ------------------------------------------------------------------ Bilagsrapport


def write_report(rng: Random, world: World, path: Path) -> Rows:
    """Write the two sheets: sums that are to be skipped, and one row per recipient and fee."""
    rows: list[list[Cell]] = [list(REPORT_HEADINGS)]
    sums = {MEMBERSHIP: 0, TRAINING: 0}
    for order in world.orders:
        sums[order.account] += order.stated_ore or 0
        zero_lost = order.kid.startswith("0") and rng.random() < 0.1
        rows += report_rows(order, int(order.kid) if zero_lost else order.kid)
    sums["Sum"] = sum(sums.values())
    summary: list[list[Cell]] = [["Inntektskonto", "Betalt beløp"]]
    summary += [[account, kroner(ore)] for account, ore in sums.items()]
    write_xlsx(path, {"Bilagsrapport": summary, "Spesifikasjon": rows})
    return Rows(taken=len(rows) - 1, frame=1 + len(summary))


def report_rows(order: Order, kid: Cell) -> list[list[Cell]]:
    """Write an order's claims; the amount only where the member system knows of the payment."""
    stated: list[Cell] = [None] * len(order.parts)
    if order.stated_ore is not None:
        stated = [kroner(ore) for _, ore in order.shares(order.stated_ore)]
    days = [order.issued_on, order.due_on, kid, order.paid_on or order.issued_on]
    return [
        [part.person.id, *days, order.account, order.title, paid, str(order.id)]
        for part, paid in zip(order.parts, stated, strict=True)
    ]


# ------------------------------------------------------------------ Fordringer


def write_claims(rng: Random, world: World, path: Path) -> Rows:
    """Write one line per order, with a line nobody can use, a blank one and a footer."""
    orders = [order for order in world.orders if order.in_fordringer]
    lines = [claim_line(rng, order) for order in orders]
    unreadable = f"3099999;31.02.{world.as_of.year};Ubetalt;Medlemskontingent;Ukjent;300,00;0,00"
    lines.insert(len(lines) // 3, f"{unreadable};{tall_dato(world.as_of)};")
    lines.insert(len(lines) * 2 // 3, "")
    billed = sum(order.amount_ore for order in orders) + 30_000
    stated = sum(order.stated_ore or 0 for order in orders)
    lines.append(f"Sum;;;;;{amount(billed)};{amount(stated)};;")
    text = "\r\n".join([CLAIM_HEADINGS, *lines]) + "\r\n"
    path.write_bytes(text.encode("cp1252"))
    return Rows(taken=len(orders), set_aside=1, frame=3)


def claim_line(rng: Random, order: Order) -> str:
    """Write an order as a line; `Betalt` is the day, `Innbetalt` may be net of the fee."""
    space = NBSP if rng.random() < 0.3 else " "
    sums = [amount(ore, space) for ore in (order.amount_ore, order.stated_ore or 0)]
    about: list[Cell] = [order.status, order.title, order.recipient.name, *sums]
    return ";".join(map(in_text, [order.id, order.due_on, *about, order.issued_on, order.paid_on]))

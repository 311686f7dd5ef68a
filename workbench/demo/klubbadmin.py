"""The exports of Min idrett/KlubbAdmin: member lists, Bilagsrapport and Fordringer."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

from workbench.demo.ocr import write_ocr
from workbench.demo.office_lists import write_agreements, write_reminders
from workbench.demo.orders import MEMBERSHIP, TRAINING, Order
from workbench.demo.people import GROUPS, Person
from workbench.demo.truth import Rows
from workbench.demo.workbook import Cell, write_xlsx
from workbench.demo.world import World

MEMBER_HEADINGS = [
    "PersonId", "Fornavn", "Etternavn", "Tlf. mobil", "E-post", "Adresse", "Postadresse", "Postnr",
    "Fødselsdato", "Kjønn", "Innmeldt dato", "Medlemsstatus", "Gren/Gruppe", "Utmeldt dato",
]  # fmt: skip
REPORT_HEADINGS = [
    "PersonID", "Fakturadato", "Betalingsfrist", "KID", "Statusdato",
    "Inntektskonto", "Kostnad/avgift", "Betalt beløp", "Avsenders Ord. ID",
]  # fmt: skip
CLAIM_HEADINGS = "OrderID;Forfall;Status;Beskrivelse;Mottaker;Beløp;Innbetalt;Opprettet på;Betalt"
NBSP = "\u00a0"


def write(rng: Random, world: World, inbox: Path, club: str) -> dict[str, Rows]:
    """Write all that the club gets out of the system, the bank's file and the office's lists."""
    return {
        **write_members(rng, world, inbox),
        "bilagsrapport.xlsx": write_report(rng, world, inbox / "bilagsrapport.xlsx"),
        "fordringer.csv": write_claims(rng, world, inbox / "fordringer.csv"),
        "avtaler.xlsx": write_agreements(world, inbox / "avtaler.xlsx"),
        "paaminnelser.xlsx": write_reminders(world, inbox / "paaminnelser.xlsx"),
        **write_ocr(world, inbox),
    }


def write_members(rng: Random, world: World, inbox: Path) -> dict[str, Rows]:
    """Write the club's list and one per group."""
    lists: dict[str, Callable[[Person], bool]] = {"Klubben": lambda person: person.in_club}
    for group in GROUPS:
        lists[group] = lambda person, group=group: group in person.groups  # type: ignore[misc]
    files = {}
    for group, belongs in lists.items():
        persons = [person for person in world.profiles if belongs(person)]
        name = "klubb" if group == "Klubben" else group.lower().replace("å", "a")
        stray = group in ("Klubben", "Fotball")  # a row that says nothing but an e-mail
        file = f"medlemmer_{name}.xlsx"
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
        count.values += faults(person)
    if stray:
        blank: list[Cell] = [None] * len(MEMBER_HEADINGS)
        blank[4] = "ukjent@example.org"
        rows.insert(len(rows) // 2 + 1, blank)
        count.set_aside += 1
    write_xlsx(path, {"Medlemmer": rows})
    return count


def faults(person: Person) -> int:
    """Count the cells of a person's row that nobody can read; an empty cell is not one."""
    return sum(bool(bad) for bad in (person.bad_phone, person.bad_email, person.bad_birth))


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


def name_cell(rng: Random, name: str) -> str:
    """Write a name, now and then in capitals or with odd spaces."""
    chance = rng.random()
    if chance < 0.03:
        return name.upper()
    if chance < 0.05:
        return name.replace(" ", "  ") if " " in name else name + NBSP
    return name


def phone_cell(rng: Random, phone: str) -> Cell:
    """Write a number in one of the shapes seen in exports."""
    pairs = " ".join(phone[n : n + 2] for n in range(0, 8, 2))
    shapes = (f"+47 {pairs}", phone, int(phone), f"47-{phone}", f"{phone}.0", f"0047{phone}")
    return rng.choices(shapes, (50, 20, 15, 5, 5, 5))[0]


def postcode_cell(rng: Random, postcode: str) -> Cell:
    """Write a postcode; as a number it loses its first zero."""
    return int(postcode) if rng.random() < 0.4 else postcode


def date_cell(rng: Random, value: date | str | None) -> Cell:
    """Write a day as a date cell or as text."""
    if not isinstance(value, date):
        return None
    return value if rng.random() < 0.7 else day(value)


def day(value: date) -> str:
    """Write a day as Norwegians do.

    >>> day(date(2026, 11, 2))
    '02.11.2026'
    """
    return f"{value:%d.%m.%Y}"


# ------------------------------------------------------------------ Bilagsrapport


def write_report(rng: Random, world: World, path: Path) -> Rows:
    """Write the two sheets: sums that are to be skipped, and one row per recipient and fee."""
    rows: list[list[Cell]] = [list(REPORT_HEADINGS)]
    sums = {MEMBERSHIP: 0, TRAINING: 0}
    for order in world.orders:
        sums[order.account] += order.stated_ore or 0
        zero_lost = order.kid.startswith("0") and rng.random() < 0.1
        rows += report_rows(order, int(order.kid) if zero_lost else order.kid)
    summary: list[list[Cell]] = [["Inntektskonto", "Betalt beløp"]]
    summary += [[account, kroner(ore)] for account, ore in sums.items()]
    summary.append(["Sum", kroner(sum(sums.values()))])
    write_xlsx(path, {"Bilagsrapport": summary, "Spesifikasjon": rows})
    return Rows(taken=len(rows) - 1, frame=1 + len(summary))


def report_rows(order: Order, kid: Cell) -> list[list[Cell]]:
    """Write an order's claims; the amount only where the member system knows of the payment."""
    stated = None if order.stated_ore is None else dict(order.shares(order.stated_ore))
    return [
        [
            person.id,
            order.issued_on,
            order.due_on,
            kid,
            order.paid_on or order.issued_on,
            order.account,
            order.title,
            kroner(stated[person]) if stated else None,
            str(order.id),
        ]
        for person in order.members
    ]


def kroner(ore: int) -> int | float:
    """Write øre as the number of kroner that Excel would hold."""
    return ore // 100 if ore % 100 == 0 else ore / 100


# ------------------------------------------------------------------ Fordringer


def write_claims(rng: Random, world: World, path: Path) -> Rows:
    """Write one line per order, with a line nobody can use, a blank one and a footer."""
    orders = [order for order in world.orders if order.in_fordringer]
    lines = [claim_line(rng, order) for order in orders]
    unreadable = f"3099999;31.02.{world.as_of.year};Ubetalt;Medlemskontingent;Ukjent;300,00;0,00"
    lines.insert(len(lines) // 3, f"{unreadable};{day(world.as_of)};")
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
    return ";".join(
        (
            str(order.id),
            day(order.due_on),
            order.status,
            order.title,
            order.recipient.name,
            amount(order.amount_ore, space),
            amount(order.stated_ore or 0, space),
            day(order.issued_on),
            day(order.paid_on) if order.paid_on else "",
        )
    )


def amount(ore: int, space: str = " ") -> str:
    """Write kroner with comma, and a space at the thousands.

    >>> amount(125000)
    '1 250,00'
    """
    kroner, rest = divmod(ore, 100)
    return f"{kroner:,}".replace(",", space) + f",{rest:02d}"

"""A list as a system exports it: headings with the names of cells, and the mess around them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from random import Random

from workbench.demo.amounts import NBSP, amount, kroner
from workbench.demo.orders import Order, Part, person_key
from workbench.demo.people import Person
from workbench.demo.truth import Rows
from workbench.demo.workbook import Cell, write_xlsx
from workbench.demo.world import BAD_EMAILS, BAD_PHONES, World
from workbench.norsk import tall_dato

Row = Sequence[Cell]
Cells = dict[str, Cell]  # of a row, by names that are the same in all systems
Sheets = Mapping[str, Sequence[Row]]


class Illegible(str):
    """What stands in a cell that nobody can read."""


class Ore(int):
    """A sum in øre; each kind of file writes it in its own way."""


class Listing:
    """Rows, and what a reader makes of each. `columns` are headings with the names of cells."""

    def __init__(self, columns: str, *above: Row) -> None:
        pairs = (column.strip().split("=") for column in columns.split(";"))
        heads, self.names = zip(*pairs, strict=True)
        self.rows: list[Row] = [*above, heads]
        self.count = Rows(frame=len(self.rows))

    def frame(self, **cells: Cell) -> None:
        """Add a row that is no data."""
        self.rows.append([cells.get(name) for name in self.names])
        self.count.frame += 1

    def fill(self, rng: Random, things: Iterable[Cells], **stray: Cell) -> "Listing":
        """Add the rows, with an empty one now and then; `stray` is one that nobody can use."""
        for n, cells in enumerate(things):
            if n == 7 and stray:
                self.frame(**stray)
                self.count.frame -= 1
                self.count.set_aside += 1
            if rng.random() < 0.01:
                self.frame()
            row = [cells.get(name) for name in self.names]
            self.count.values += sum(isinstance(cell, Illegible) for cell in row)
            self.rows.append([str(cell) if isinstance(cell, Illegible) else cell for cell in row])
            self.count.taken += 1
        return self

    def to_text(self, path: Path, encoding: str, end: str = "") -> dict[str, Rows]:
        """Write the rows parted by semicolons; `end` closes each line."""
        lines = (";".join(map(in_text, row)) + end for row in self.rows)
        path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
        return {path.name: self.count}

    def to_xlsx(self, path: Path, sheet: str, **skipped: Sheets) -> dict[str, Rows]:
        """Write the rows in a sheet, `before` and `after` it those that a reader is to skip."""
        rows = [[kroner(cell) if isinstance(cell, Ore) else cell for cell in r] for r in self.rows]
        write_xlsx(path, {**skipped.get("before", {}), sheet: rows, **skipped.get("after", {})})
        self.count.frame += sum(len(r) for sheets in skipped.values() for r in sheets.values())
        return {path.name: self.count}


def in_text(cell: Cell) -> str:
    if isinstance(cell, Ore):
        return amount(cell, NBSP if cell % 700 == 0 else " ")
    return "" if cell is None else tall_dato(cell) if isinstance(cell, date) else str(cell)


# ------------------------------------------------------------------ the cells of rows


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
    return value if rng.random() < 0.7 else tall_dato(value)


def phone_of(rng: Random, phone: str) -> Cell:
    """Write a number in one of its shapes, but one that nobody can read as it is."""
    return phone_cell(rng, phone) if phone and phone not in BAD_PHONES else as_it_is(phone)


def as_it_is(text: str) -> Cell:
    return Illegible(text) if text in BAD_PHONES + BAD_EMAILS and text else text or None


def birth(person: Person) -> Cell:
    """Return the birth date; for one that cannot be, now and then one that no calendar has."""
    bad = person.bad_birth
    if isinstance(bad, date):
        return Illegible(f"31.02.{bad.year}" if bad.day % 2 else tall_dato(bad))
    return person.born_on if bad is None else None


def person_cells(rng: Random, person: Person) -> Cells:
    """Return all that a system may say of a person."""
    home = person.household
    cells: Cells = {
        "first": name_cell(rng, person.first),
        "last": name_cell(rng, person.last),
        "name": name_cell(rng, person.name),
        "phone": phone_of(rng, person.phone if person.bad_phone is None else person.bad_phone),
        "email": as_it_is(
            ";".join(person.emails) if person.bad_email is None else person.bad_email
        ),
        "born": birth(person),
        "gender": person.gender,
        "joined": date_cell(rng, person.joined_on),
        "left": date_cell(rng, person.left_on),
    }
    if not home.confidential:
        code = postcode_cell(rng, home.postcode)
        cells |= {"address": home.address, "postcode": code, "city": home.city}
    contacts = dict(zip(("guardian 1", "guardian 2"), person.guardians, strict=False))
    if person.payer:
        contacts["payer"] = person.payer
    for label, who in contacts.items():
        cells[f"{label} first"], cells[f"{label} last"] = who.first, who.last
        cells[f"{label} name"], cells[f"{label} email"] = who.name, as_it_is(who.email)
        cells[f"{label} phone"] = phone_of(rng, who.phone)
    return cells


def bill_cells(rng: Random, bill: Order, part: Part, words: Mapping[str, str]) -> Cells:
    """Return all that a system may say of a claim, its status in the system's words."""
    stated = part.ore * (bill.stated_ore or 0) // bill.amount_ore
    return {
        "order": bill.key,
        "kid": bill.kid,
        "number": person_key(bill.system, part.person),
        "member": name_cell(rng, bill.name_of(part)),
        "payer": bill.payer,
        "title": part.title,
        "group": part.group or None,
        "issued": date_cell(rng, bill.issued_on),
        "due": date_cell(rng, bill.due_on),
        "paid on": date_cell(rng, bill.paid_on),
        "amount": Ore(part.ore),
        "fee": Ore(500 + part.ore // 5000 * 100),
        "paid": Ore(stated),
        "open": Ore(0 if bill.status == "Annullert" else part.ore - stated),
        # where two count, now and then a third
        "reminders": len(bill.steps) + (len(bill.steps) == 2 and bill.id % 3 == 0),
        "reminded": bill.steps[-1][1] if bill.steps else None,
        "status": words.get(bill.status),
    }


def payments(rng: Random, world: World) -> Iterator[Cells]:
    """Yield the payments made through the system; some are for nothing anybody was asked for."""
    bills = {bill.kid: bill for bill in world.orders}
    for payment in sorted(world.payments, key=lambda each: (each.paid_on, each.kid)):
        stray = {"title": "Dugnad", "member": "Tidligere Medlem", "payer": "Tidligere Medlem"}
        bill, ore = bills.get(payment.kid), payment.amount_ore
        refunded = bill is not None and bill.situation.refunded
        yield {
            **(bill_cells(rng, bill, bill.parts[0], {}) if bill else stray),
            "paid": Ore(ore),
            "fee": Ore(fee := 500 + ore // 5000 * 100),
            "net": Ore(ore - fee),
            "refunded": Ore(ore if refunded else 0),
            "paid on": date_cell(rng, payment.paid_on),
        }
